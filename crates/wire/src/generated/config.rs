//! Generated from `models/config.json` by `cargo run -p xtask -- codegen`; not to be edited.

use crate::macros::*;

pub static SERVICE: Service = Service {
    id: "Config Service",
    api_version: "2014-11-12",
    signing_name: "config",
    target: "StarlingDoveService",
    operations: &[
        &ASSOCIATE_RESOURCE_TYPES_OPERATION,
        &BATCH_GET_AGGREGATE_RESOURCE_CONFIG_OPERATION,
        &BATCH_GET_RESOURCE_CONFIG_OPERATION,
        &DELETE_AGGREGATION_AUTHORIZATION_OPERATION,
        &DELETE_CONFIG_RULE_OPERATION,
        &DELETE_CONFIGURATION_AGGREGATOR_OPERATION,
        &DELETE_CONFIGURATION_RECORDER_OPERATION,
        &DELETE_CONFORMANCE_PACK_OPERATION,
        &DELETE_CONNECTOR_OPERATION,
        &DELETE_DELIVERY_CHANNEL_OPERATION,
        &DELETE_EVALUATION_RESULTS_OPERATION,
        &DELETE_ORGANIZATION_CONFIG_RULE_OPERATION,
        &DELETE_ORGANIZATION_CONFORMANCE_PACK_OPERATION,
        &DELETE_PENDING_AGGREGATION_REQUEST_OPERATION,
        &DELETE_REMEDIATION_CONFIGURATION_OPERATION,
        &DELETE_REMEDIATION_EXCEPTIONS_OPERATION,
        &DELETE_RESOURCE_CONFIG_OPERATION,
        &DELETE_RETENTION_CONFIGURATION_OPERATION,
        &DELETE_SERVICE_LINKED_CONFIGURATION_RECORDER_OPERATION,
        &DELETE_STORED_QUERY_OPERATION,
        &DELIVER_CONFIG_SNAPSHOT_OPERATION,
        &DESCRIBE_AGGREGATE_COMPLIANCE_BY_CONFIG_RULES_OPERATION,
        &DESCRIBE_AGGREGATE_COMPLIANCE_BY_CONFORMANCE_PACKS_OPERATION,
        &DESCRIBE_AGGREGATION_AUTHORIZATIONS_OPERATION,
        &DESCRIBE_COMPLIANCE_BY_CONFIG_RULE_OPERATION,
        &DESCRIBE_COMPLIANCE_BY_RESOURCE_OPERATION,
        &DESCRIBE_CONFIG_RULE_EVALUATION_STATUS_OPERATION,
        &DESCRIBE_CONFIG_RULES_OPERATION,
        &DESCRIBE_CONFIGURATION_AGGREGATOR_SOURCES_STATUS_OPERATION,
        &DESCRIBE_CONFIGURATION_AGGREGATORS_OPERATION,
        &DESCRIBE_CONFIGURATION_RECORDER_STATUS_OPERATION,
        &DESCRIBE_CONFIGURATION_RECORDERS_OPERATION,
        &DESCRIBE_CONFORMANCE_PACK_COMPLIANCE_OPERATION,
        &DESCRIBE_CONFORMANCE_PACK_STATUS_OPERATION,
        &DESCRIBE_CONFORMANCE_PACKS_OPERATION,
        &DESCRIBE_DELIVERY_CHANNEL_STATUS_OPERATION,
        &DESCRIBE_DELIVERY_CHANNELS_OPERATION,
        &DESCRIBE_ORGANIZATION_CONFIG_RULE_STATUSES_OPERATION,
        &DESCRIBE_ORGANIZATION_CONFIG_RULES_OPERATION,
        &DESCRIBE_ORGANIZATION_CONFORMANCE_PACK_STATUSES_OPERATION,
        &DESCRIBE_ORGANIZATION_CONFORMANCE_PACKS_OPERATION,
        &DESCRIBE_PENDING_AGGREGATION_REQUESTS_OPERATION,
        &DESCRIBE_REMEDIATION_CONFIGURATIONS_OPERATION,
        &DESCRIBE_REMEDIATION_EXCEPTIONS_OPERATION,
        &DESCRIBE_REMEDIATION_EXECUTION_STATUS_OPERATION,
        &DESCRIBE_RETENTION_CONFIGURATIONS_OPERATION,
        &DISASSOCIATE_RESOURCE_TYPES_OPERATION,
        &GET_AGGREGATE_COMPLIANCE_DETAILS_BY_CONFIG_RULE_OPERATION,
        &GET_AGGREGATE_CONFIG_RULE_COMPLIANCE_SUMMARY_OPERATION,
        &GET_AGGREGATE_CONFORMANCE_PACK_COMPLIANCE_SUMMARY_OPERATION,
        &GET_AGGREGATE_DISCOVERED_RESOURCE_COUNTS_OPERATION,
        &GET_AGGREGATE_RESOURCE_CONFIG_OPERATION,
        &GET_COMPLIANCE_DETAILS_BY_CONFIG_RULE_OPERATION,
        &GET_COMPLIANCE_DETAILS_BY_RESOURCE_OPERATION,
        &GET_COMPLIANCE_SUMMARY_BY_CONFIG_RULE_OPERATION,
        &GET_COMPLIANCE_SUMMARY_BY_RESOURCE_TYPE_OPERATION,
        &GET_CONFORMANCE_PACK_COMPLIANCE_DETAILS_OPERATION,
        &GET_CONFORMANCE_PACK_COMPLIANCE_SUMMARY_OPERATION,
        &GET_CONNECTOR_OPERATION,
        &GET_CUSTOM_RULE_POLICY_OPERATION,
        &GET_DISCOVERED_RESOURCE_COUNTS_OPERATION,
        &GET_ORGANIZATION_CONFIG_RULE_DETAILED_STATUS_OPERATION,
        &GET_ORGANIZATION_CONFORMANCE_PACK_DETAILED_STATUS_OPERATION,
        &GET_ORGANIZATION_CUSTOM_RULE_POLICY_OPERATION,
        &GET_RESOURCE_CONFIG_HISTORY_OPERATION,
        &GET_RESOURCE_EVALUATION_SUMMARY_OPERATION,
        &GET_STORED_QUERY_OPERATION,
        &LIST_AGGREGATE_DISCOVERED_RESOURCES_OPERATION,
        &LIST_CONFIGURATION_RECORDERS_OPERATION,
        &LIST_CONFORMANCE_PACK_COMPLIANCE_SCORES_OPERATION,
        &LIST_CONNECTORS_OPERATION,
        &LIST_DISCOVERED_RESOURCES_OPERATION,
        &LIST_RESOURCE_EVALUATIONS_OPERATION,
        &LIST_STORED_QUERIES_OPERATION,
        &LIST_TAGS_FOR_RESOURCE_OPERATION,
        &PUT_AGGREGATION_AUTHORIZATION_OPERATION,
        &PUT_CONFIG_RULE_OPERATION,
        &PUT_CONFIGURATION_AGGREGATOR_OPERATION,
        &PUT_CONFIGURATION_RECORDER_OPERATION,
        &PUT_CONFORMANCE_PACK_OPERATION,
        &PUT_CONNECTOR_OPERATION,
        &PUT_DELIVERY_CHANNEL_OPERATION,
        &PUT_EVALUATIONS_OPERATION,
        &PUT_EXTERNAL_EVALUATION_OPERATION,
        &PUT_ORGANIZATION_CONFIG_RULE_OPERATION,
        &PUT_ORGANIZATION_CONFORMANCE_PACK_OPERATION,
        &PUT_REMEDIATION_CONFIGURATIONS_OPERATION,
        &PUT_REMEDIATION_EXCEPTIONS_OPERATION,
        &PUT_RESOURCE_CONFIG_OPERATION,
        &PUT_RETENTION_CONFIGURATION_OPERATION,
        &PUT_SERVICE_LINKED_CONFIGURATION_RECORDER_OPERATION,
        &PUT_STORED_QUERY_OPERATION,
        &PUT_THIRD_PARTY_SERVICE_LINKED_CONFIGURATION_RECORDER_OPERATION,
        &SELECT_AGGREGATE_RESOURCE_CONFIG_OPERATION,
        &SELECT_RESOURCE_CONFIG_OPERATION,
        &START_CONFIG_RULES_EVALUATION_OPERATION,
        &START_CONFIGURATION_RECORDER_OPERATION,
        &START_REMEDIATION_EXECUTION_OPERATION,
        &START_RESOURCE_EVALUATION_OPERATION,
        &STOP_CONFIGURATION_RECORDER_OPERATION,
        &TAG_RESOURCE_OPERATION,
        &UNTAG_RESOURCE_OPERATION,
    ],
};

operation!(AssociateResourceTypes ASSOCIATE_RESOURCE_TYPES_OPERATION: AssociateResourceTypesRequest ASSOCIATE_RESOURCE_TYPES_REQUEST => AssociateResourceTypesResponse ASSOCIATE_RESOURCE_TYPES_RESPONSE, Target, ["ValidationException", "ConflictException", "NoSuchConfigurationRecorderException"]);
operation!(BatchGetAggregateResourceConfig BATCH_GET_AGGREGATE_RESOURCE_CONFIG_OPERATION: BatchGetAggregateResourceConfigRequest BATCH_GET_AGGREGATE_RESOURCE_CONFIG_REQUEST => BatchGetAggregateResourceConfigResponse BATCH_GET_AGGREGATE_RESOURCE_CONFIG_RESPONSE, Target, ["ValidationException", "NoSuchConfigurationAggregatorException"]);
operation!(BatchGetResourceConfig BATCH_GET_RESOURCE_CONFIG_OPERATION: BatchGetResourceConfigRequest BATCH_GET_RESOURCE_CONFIG_REQUEST => BatchGetResourceConfigResponse BATCH_GET_RESOURCE_CONFIG_RESPONSE, Target, ["ValidationException", "NoAvailableConfigurationRecorderException"]);
operation!(DeleteAggregationAuthorization DELETE_AGGREGATION_AUTHORIZATION_OPERATION: DeleteAggregationAuthorizationRequest DELETE_AGGREGATION_AUTHORIZATION_REQUEST => Empty EMPTY, Target, ["InvalidParameterValueException"]);
operation!(DeleteConfigRule DELETE_CONFIG_RULE_OPERATION: DeleteConfigRuleRequest DELETE_CONFIG_RULE_REQUEST => Empty EMPTY, Target, ["NoSuchConfigRuleException", "ResourceInUseException"]);
operation!(DeleteConfigurationAggregator DELETE_CONFIGURATION_AGGREGATOR_OPERATION: DeleteConfigurationAggregatorRequest DELETE_CONFIGURATION_AGGREGATOR_REQUEST => Empty EMPTY, Target, ["NoSuchConfigurationAggregatorException"]);
operation!(DeleteConfigurationRecorder DELETE_CONFIGURATION_RECORDER_OPERATION: DeleteConfigurationRecorderRequest DELETE_CONFIGURATION_RECORDER_REQUEST => Empty EMPTY, Target, ["NoSuchConfigurationRecorderException", "UnmodifiableEntityException"]);
operation!(DeleteConformancePack DELETE_CONFORMANCE_PACK_OPERATION: DeleteConformancePackRequest DELETE_CONFORMANCE_PACK_REQUEST => Empty EMPTY, Target, ["NoSuchConformancePackException", "ResourceInUseException"]);
operation!(DeleteConnector DELETE_CONNECTOR_OPERATION: DeleteConnectorRequest DELETE_CONNECTOR_REQUEST => Empty EMPTY, Target, ["ResourceNotFoundException", "ValidationException"]);
operation!(DeleteDeliveryChannel DELETE_DELIVERY_CHANNEL_OPERATION: DeleteDeliveryChannelRequest DELETE_DELIVERY_CHANNEL_REQUEST => Empty EMPTY, Target, ["NoSuchDeliveryChannelException", "LastDeliveryChannelDeleteFailedException"]);
operation!(DeleteEvaluationResults DELETE_EVALUATION_RESULTS_OPERATION: DeleteEvaluationResultsRequest DELETE_EVALUATION_RESULTS_REQUEST => DeleteEvaluationResultsResponse DELETE_EVALUATION_RESULTS_RESPONSE, Target, ["NoSuchConfigRuleException", "ResourceInUseException"]);
operation!(DeleteOrganizationConfigRule DELETE_ORGANIZATION_CONFIG_RULE_OPERATION: DeleteOrganizationConfigRuleRequest DELETE_ORGANIZATION_CONFIG_RULE_REQUEST => Empty EMPTY, Target, ["NoSuchOrganizationConfigRuleException", "ResourceInUseException", "OrganizationAccessDeniedException"]);
operation!(DeleteOrganizationConformancePack DELETE_ORGANIZATION_CONFORMANCE_PACK_OPERATION: DeleteOrganizationConformancePackRequest DELETE_ORGANIZATION_CONFORMANCE_PACK_REQUEST => Empty EMPTY, Target, ["NoSuchOrganizationConformancePackException", "ResourceInUseException", "OrganizationAccessDeniedException"]);
operation!(DeletePendingAggregationRequest DELETE_PENDING_AGGREGATION_REQUEST_OPERATION: DeletePendingAggregationRequestRequest DELETE_PENDING_AGGREGATION_REQUEST_REQUEST => Empty EMPTY, Target, ["InvalidParameterValueException"]);
operation!(DeleteRemediationConfiguration DELETE_REMEDIATION_CONFIGURATION_OPERATION: DeleteRemediationConfigurationRequest DELETE_REMEDIATION_CONFIGURATION_REQUEST => DeleteRemediationConfigurationResponse DELETE_REMEDIATION_CONFIGURATION_RESPONSE, Target, ["NoSuchRemediationConfigurationException", "RemediationInProgressException", "InsufficientPermissionsException", "InvalidParameterValueException"]);
operation!(DeleteRemediationExceptions DELETE_REMEDIATION_EXCEPTIONS_OPERATION: DeleteRemediationExceptionsRequest DELETE_REMEDIATION_EXCEPTIONS_REQUEST => DeleteRemediationExceptionsResponse DELETE_REMEDIATION_EXCEPTIONS_RESPONSE, Target, ["NoSuchRemediationExceptionException"]);
operation!(DeleteResourceConfig DELETE_RESOURCE_CONFIG_OPERATION: DeleteResourceConfigRequest DELETE_RESOURCE_CONFIG_REQUEST => Empty EMPTY, Target, ["ValidationException", "NoRunningConfigurationRecorderException"]);
operation!(DeleteRetentionConfiguration DELETE_RETENTION_CONFIGURATION_OPERATION: DeleteRetentionConfigurationRequest DELETE_RETENTION_CONFIGURATION_REQUEST => Empty EMPTY, Target, ["InvalidParameterValueException", "NoSuchRetentionConfigurationException"]);
operation!(DeleteServiceLinkedConfigurationRecorder DELETE_SERVICE_LINKED_CONFIGURATION_RECORDER_OPERATION: DeleteServiceLinkedConfigurationRecorderRequest DELETE_SERVICE_LINKED_CONFIGURATION_RECORDER_REQUEST => DeleteServiceLinkedConfigurationRecorderResponse DELETE_SERVICE_LINKED_CONFIGURATION_RECORDER_RESPONSE, Target, ["NoSuchConfigurationRecorderException", "ValidationException", "ConflictException"]);
operation!(DeleteStoredQuery DELETE_STORED_QUERY_OPERATION: DeleteStoredQueryRequest DELETE_STORED_QUERY_REQUEST => DeleteStoredQueryResponse DELETE_STORED_QUERY_RESPONSE, Target, ["ValidationException", "ResourceNotFoundException"]);
operation!(DeliverConfigSnapshot DELIVER_CONFIG_SNAPSHOT_OPERATION: DeliverConfigSnapshotRequest DELIVER_CONFIG_SNAPSHOT_REQUEST => DeliverConfigSnapshotResponse DELIVER_CONFIG_SNAPSHOT_RESPONSE, Target, ["NoSuchDeliveryChannelException", "NoAvailableConfigurationRecorderException", "NoRunningConfigurationRecorderException"]);
operation!(DescribeAggregateComplianceByConfigRules DESCRIBE_AGGREGATE_COMPLIANCE_BY_CONFIG_RULES_OPERATION: DescribeAggregateComplianceByConfigRulesRequest DESCRIBE_AGGREGATE_COMPLIANCE_BY_CONFIG_RULES_REQUEST => DescribeAggregateComplianceByConfigRulesResponse DESCRIBE_AGGREGATE_COMPLIANCE_BY_CONFIG_RULES_RESPONSE, Target, ["ValidationException", "InvalidLimitException", "InvalidNextTokenException", "NoSuchConfigurationAggregatorException"]);
operation!(DescribeAggregateComplianceByConformancePacks DESCRIBE_AGGREGATE_COMPLIANCE_BY_CONFORMANCE_PACKS_OPERATION: DescribeAggregateComplianceByConformancePacksRequest DESCRIBE_AGGREGATE_COMPLIANCE_BY_CONFORMANCE_PACKS_REQUEST => DescribeAggregateComplianceByConformancePacksResponse DESCRIBE_AGGREGATE_COMPLIANCE_BY_CONFORMANCE_PACKS_RESPONSE, Target, ["ValidationException", "InvalidLimitException", "InvalidNextTokenException", "NoSuchConfigurationAggregatorException"]);
operation!(DescribeAggregationAuthorizations DESCRIBE_AGGREGATION_AUTHORIZATIONS_OPERATION: DescribeAggregationAuthorizationsRequest DESCRIBE_AGGREGATION_AUTHORIZATIONS_REQUEST => DescribeAggregationAuthorizationsResponse DESCRIBE_AGGREGATION_AUTHORIZATIONS_RESPONSE, Target, ["InvalidParameterValueException", "InvalidNextTokenException", "InvalidLimitException"]);
operation!(DescribeComplianceByConfigRule DESCRIBE_COMPLIANCE_BY_CONFIG_RULE_OPERATION: DescribeComplianceByConfigRuleRequest DESCRIBE_COMPLIANCE_BY_CONFIG_RULE_REQUEST => DescribeComplianceByConfigRuleResponse DESCRIBE_COMPLIANCE_BY_CONFIG_RULE_RESPONSE, Target, ["InvalidParameterValueException", "NoSuchConfigRuleException", "InvalidNextTokenException"]);
operation!(DescribeComplianceByResource DESCRIBE_COMPLIANCE_BY_RESOURCE_OPERATION: DescribeComplianceByResourceRequest DESCRIBE_COMPLIANCE_BY_RESOURCE_REQUEST => DescribeComplianceByResourceResponse DESCRIBE_COMPLIANCE_BY_RESOURCE_RESPONSE, Target, ["InvalidParameterValueException", "InvalidNextTokenException"]);
operation!(DescribeConfigRuleEvaluationStatus DESCRIBE_CONFIG_RULE_EVALUATION_STATUS_OPERATION: DescribeConfigRuleEvaluationStatusRequest DESCRIBE_CONFIG_RULE_EVALUATION_STATUS_REQUEST => DescribeConfigRuleEvaluationStatusResponse DESCRIBE_CONFIG_RULE_EVALUATION_STATUS_RESPONSE, Target, ["NoSuchConfigRuleException", "InvalidParameterValueException", "InvalidNextTokenException"]);
operation!(DescribeConfigRules DESCRIBE_CONFIG_RULES_OPERATION: DescribeConfigRulesRequest DESCRIBE_CONFIG_RULES_REQUEST => DescribeConfigRulesResponse DESCRIBE_CONFIG_RULES_RESPONSE, Target, ["NoSuchConfigRuleException", "InvalidNextTokenException", "InvalidParameterValueException"]);
operation!(DescribeConfigurationAggregatorSourcesStatus DESCRIBE_CONFIGURATION_AGGREGATOR_SOURCES_STATUS_OPERATION: DescribeConfigurationAggregatorSourcesStatusRequest DESCRIBE_CONFIGURATION_AGGREGATOR_SOURCES_STATUS_REQUEST => DescribeConfigurationAggregatorSourcesStatusResponse DESCRIBE_CONFIGURATION_AGGREGATOR_SOURCES_STATUS_RESPONSE, Target, ["InvalidParameterValueException", "NoSuchConfigurationAggregatorException", "InvalidNextTokenException", "InvalidLimitException"]);
operation!(DescribeConfigurationAggregators DESCRIBE_CONFIGURATION_AGGREGATORS_OPERATION: DescribeConfigurationAggregatorsRequest DESCRIBE_CONFIGURATION_AGGREGATORS_REQUEST => DescribeConfigurationAggregatorsResponse DESCRIBE_CONFIGURATION_AGGREGATORS_RESPONSE, Target, ["InvalidParameterValueException", "NoSuchConfigurationAggregatorException", "InvalidNextTokenException", "InvalidLimitException"]);
operation!(DescribeConfigurationRecorderStatus DESCRIBE_CONFIGURATION_RECORDER_STATUS_OPERATION: DescribeConfigurationRecorderStatusRequest DESCRIBE_CONFIGURATION_RECORDER_STATUS_REQUEST => DescribeConfigurationRecorderStatusResponse DESCRIBE_CONFIGURATION_RECORDER_STATUS_RESPONSE, Target, ["NoSuchConfigurationRecorderException", "ValidationException"]);
operation!(DescribeConfigurationRecorders DESCRIBE_CONFIGURATION_RECORDERS_OPERATION: DescribeConfigurationRecordersRequest DESCRIBE_CONFIGURATION_RECORDERS_REQUEST => DescribeConfigurationRecordersResponse DESCRIBE_CONFIGURATION_RECORDERS_RESPONSE, Target, ["NoSuchConfigurationRecorderException", "ValidationException"]);
operation!(DescribeConformancePackCompliance DESCRIBE_CONFORMANCE_PACK_COMPLIANCE_OPERATION: DescribeConformancePackComplianceRequest DESCRIBE_CONFORMANCE_PACK_COMPLIANCE_REQUEST => DescribeConformancePackComplianceResponse DESCRIBE_CONFORMANCE_PACK_COMPLIANCE_RESPONSE, Target, ["InvalidLimitException", "InvalidNextTokenException", "InvalidParameterValueException", "NoSuchConfigRuleInConformancePackException", "NoSuchConformancePackException"]);
operation!(DescribeConformancePackStatus DESCRIBE_CONFORMANCE_PACK_STATUS_OPERATION: DescribeConformancePackStatusRequest DESCRIBE_CONFORMANCE_PACK_STATUS_REQUEST => DescribeConformancePackStatusResponse DESCRIBE_CONFORMANCE_PACK_STATUS_RESPONSE, Target, ["InvalidLimitException", "InvalidNextTokenException", "InvalidParameterValueException"]);
operation!(DescribeConformancePacks DESCRIBE_CONFORMANCE_PACKS_OPERATION: DescribeConformancePacksRequest DESCRIBE_CONFORMANCE_PACKS_REQUEST => DescribeConformancePacksResponse DESCRIBE_CONFORMANCE_PACKS_RESPONSE, Target, ["NoSuchConformancePackException", "InvalidLimitException", "InvalidNextTokenException", "InvalidParameterValueException"]);
operation!(DescribeDeliveryChannelStatus DESCRIBE_DELIVERY_CHANNEL_STATUS_OPERATION: DescribeDeliveryChannelStatusRequest DESCRIBE_DELIVERY_CHANNEL_STATUS_REQUEST => DescribeDeliveryChannelStatusResponse DESCRIBE_DELIVERY_CHANNEL_STATUS_RESPONSE, Target, ["NoSuchDeliveryChannelException"]);
operation!(DescribeDeliveryChannels DESCRIBE_DELIVERY_CHANNELS_OPERATION: DescribeDeliveryChannelsRequest DESCRIBE_DELIVERY_CHANNELS_REQUEST => DescribeDeliveryChannelsResponse DESCRIBE_DELIVERY_CHANNELS_RESPONSE, Target, ["NoSuchDeliveryChannelException"]);
operation!(DescribeOrganizationConfigRuleStatuses DESCRIBE_ORGANIZATION_CONFIG_RULE_STATUSES_OPERATION: DescribeOrganizationConfigRuleStatusesRequest DESCRIBE_ORGANIZATION_CONFIG_RULE_STATUSES_REQUEST => DescribeOrganizationConfigRuleStatusesResponse DESCRIBE_ORGANIZATION_CONFIG_RULE_STATUSES_RESPONSE, Target, ["NoSuchOrganizationConfigRuleException", "InvalidLimitException", "InvalidNextTokenException", "OrganizationAccessDeniedException"]);
operation!(DescribeOrganizationConfigRules DESCRIBE_ORGANIZATION_CONFIG_RULES_OPERATION: DescribeOrganizationConfigRulesRequest DESCRIBE_ORGANIZATION_CONFIG_RULES_REQUEST => DescribeOrganizationConfigRulesResponse DESCRIBE_ORGANIZATION_CONFIG_RULES_RESPONSE, Target, ["NoSuchOrganizationConfigRuleException", "InvalidNextTokenException", "InvalidLimitException", "OrganizationAccessDeniedException"]);
operation!(DescribeOrganizationConformancePackStatuses DESCRIBE_ORGANIZATION_CONFORMANCE_PACK_STATUSES_OPERATION: DescribeOrganizationConformancePackStatusesRequest DESCRIBE_ORGANIZATION_CONFORMANCE_PACK_STATUSES_REQUEST => DescribeOrganizationConformancePackStatusesResponse DESCRIBE_ORGANIZATION_CONFORMANCE_PACK_STATUSES_RESPONSE, Target, ["NoSuchOrganizationConformancePackException", "InvalidLimitException", "InvalidNextTokenException", "OrganizationAccessDeniedException"]);
operation!(DescribeOrganizationConformancePacks DESCRIBE_ORGANIZATION_CONFORMANCE_PACKS_OPERATION: DescribeOrganizationConformancePacksRequest DESCRIBE_ORGANIZATION_CONFORMANCE_PACKS_REQUEST => DescribeOrganizationConformancePacksResponse DESCRIBE_ORGANIZATION_CONFORMANCE_PACKS_RESPONSE, Target, ["NoSuchOrganizationConformancePackException", "InvalidNextTokenException", "InvalidLimitException", "OrganizationAccessDeniedException"]);
operation!(DescribePendingAggregationRequests DESCRIBE_PENDING_AGGREGATION_REQUESTS_OPERATION: DescribePendingAggregationRequestsRequest DESCRIBE_PENDING_AGGREGATION_REQUESTS_REQUEST => DescribePendingAggregationRequestsResponse DESCRIBE_PENDING_AGGREGATION_REQUESTS_RESPONSE, Target, ["InvalidParameterValueException", "InvalidNextTokenException", "InvalidLimitException"]);
operation!(DescribeRemediationConfigurations DESCRIBE_REMEDIATION_CONFIGURATIONS_OPERATION: DescribeRemediationConfigurationsRequest DESCRIBE_REMEDIATION_CONFIGURATIONS_REQUEST => DescribeRemediationConfigurationsResponse DESCRIBE_REMEDIATION_CONFIGURATIONS_RESPONSE, Target, []);
operation!(DescribeRemediationExceptions DESCRIBE_REMEDIATION_EXCEPTIONS_OPERATION: DescribeRemediationExceptionsRequest DESCRIBE_REMEDIATION_EXCEPTIONS_REQUEST => DescribeRemediationExceptionsResponse DESCRIBE_REMEDIATION_EXCEPTIONS_RESPONSE, Target, ["InvalidNextTokenException", "InvalidParameterValueException"]);
operation!(DescribeRemediationExecutionStatus DESCRIBE_REMEDIATION_EXECUTION_STATUS_OPERATION: DescribeRemediationExecutionStatusRequest DESCRIBE_REMEDIATION_EXECUTION_STATUS_REQUEST => DescribeRemediationExecutionStatusResponse DESCRIBE_REMEDIATION_EXECUTION_STATUS_RESPONSE, Target, ["NoSuchRemediationConfigurationException", "InvalidNextTokenException", "InvalidParameterValueException"]);
operation!(DescribeRetentionConfigurations DESCRIBE_RETENTION_CONFIGURATIONS_OPERATION: DescribeRetentionConfigurationsRequest DESCRIBE_RETENTION_CONFIGURATIONS_REQUEST => DescribeRetentionConfigurationsResponse DESCRIBE_RETENTION_CONFIGURATIONS_RESPONSE, Target, ["InvalidParameterValueException", "NoSuchRetentionConfigurationException", "InvalidNextTokenException"]);
operation!(DisassociateResourceTypes DISASSOCIATE_RESOURCE_TYPES_OPERATION: DisassociateResourceTypesRequest DISASSOCIATE_RESOURCE_TYPES_REQUEST => DisassociateResourceTypesResponse DISASSOCIATE_RESOURCE_TYPES_RESPONSE, Target, ["ValidationException", "ConflictException", "NoSuchConfigurationRecorderException"]);
operation!(GetAggregateComplianceDetailsByConfigRule GET_AGGREGATE_COMPLIANCE_DETAILS_BY_CONFIG_RULE_OPERATION: GetAggregateComplianceDetailsByConfigRuleRequest GET_AGGREGATE_COMPLIANCE_DETAILS_BY_CONFIG_RULE_REQUEST => GetAggregateComplianceDetailsByConfigRuleResponse GET_AGGREGATE_COMPLIANCE_DETAILS_BY_CONFIG_RULE_RESPONSE, Target, ["ValidationException", "InvalidLimitException", "InvalidNextTokenException", "NoSuchConfigurationAggregatorException"]);
operation!(GetAggregateConfigRuleComplianceSummary GET_AGGREGATE_CONFIG_RULE_COMPLIANCE_SUMMARY_OPERATION: GetAggregateConfigRuleComplianceSummaryRequest GET_AGGREGATE_CONFIG_RULE_COMPLIANCE_SUMMARY_REQUEST => GetAggregateConfigRuleComplianceSummaryResponse GET_AGGREGATE_CONFIG_RULE_COMPLIANCE_SUMMARY_RESPONSE, Target, ["ValidationException", "InvalidLimitException", "InvalidNextTokenException", "NoSuchConfigurationAggregatorException"]);
operation!(GetAggregateConformancePackComplianceSummary GET_AGGREGATE_CONFORMANCE_PACK_COMPLIANCE_SUMMARY_OPERATION: GetAggregateConformancePackComplianceSummaryRequest GET_AGGREGATE_CONFORMANCE_PACK_COMPLIANCE_SUMMARY_REQUEST => GetAggregateConformancePackComplianceSummaryResponse GET_AGGREGATE_CONFORMANCE_PACK_COMPLIANCE_SUMMARY_RESPONSE, Target, ["ValidationException", "InvalidLimitException", "InvalidNextTokenException", "NoSuchConfigurationAggregatorException"]);
operation!(GetAggregateDiscoveredResourceCounts GET_AGGREGATE_DISCOVERED_RESOURCE_COUNTS_OPERATION: GetAggregateDiscoveredResourceCountsRequest GET_AGGREGATE_DISCOVERED_RESOURCE_COUNTS_REQUEST => GetAggregateDiscoveredResourceCountsResponse GET_AGGREGATE_DISCOVERED_RESOURCE_COUNTS_RESPONSE, Target, ["ValidationException", "InvalidLimitException", "InvalidNextTokenException", "NoSuchConfigurationAggregatorException"]);
operation!(GetAggregateResourceConfig GET_AGGREGATE_RESOURCE_CONFIG_OPERATION: GetAggregateResourceConfigRequest GET_AGGREGATE_RESOURCE_CONFIG_REQUEST => GetAggregateResourceConfigResponse GET_AGGREGATE_RESOURCE_CONFIG_RESPONSE, Target, ["ValidationException", "NoSuchConfigurationAggregatorException", "OversizedConfigurationItemException", "ResourceNotDiscoveredException"]);
operation!(GetComplianceDetailsByConfigRule GET_COMPLIANCE_DETAILS_BY_CONFIG_RULE_OPERATION: GetComplianceDetailsByConfigRuleRequest GET_COMPLIANCE_DETAILS_BY_CONFIG_RULE_REQUEST => GetComplianceDetailsByConfigRuleResponse GET_COMPLIANCE_DETAILS_BY_CONFIG_RULE_RESPONSE, Target, ["InvalidParameterValueException", "InvalidNextTokenException", "NoSuchConfigRuleException"]);
operation!(GetComplianceDetailsByResource GET_COMPLIANCE_DETAILS_BY_RESOURCE_OPERATION: GetComplianceDetailsByResourceRequest GET_COMPLIANCE_DETAILS_BY_RESOURCE_REQUEST => GetComplianceDetailsByResourceResponse GET_COMPLIANCE_DETAILS_BY_RESOURCE_RESPONSE, Target, ["InvalidParameterValueException"]);
operation!(GetComplianceSummaryByConfigRule GET_COMPLIANCE_SUMMARY_BY_CONFIG_RULE_OPERATION: Empty EMPTY => GetComplianceSummaryByConfigRuleResponse GET_COMPLIANCE_SUMMARY_BY_CONFIG_RULE_RESPONSE, Target, []);
operation!(GetComplianceSummaryByResourceType GET_COMPLIANCE_SUMMARY_BY_RESOURCE_TYPE_OPERATION: GetComplianceSummaryByResourceTypeRequest GET_COMPLIANCE_SUMMARY_BY_RESOURCE_TYPE_REQUEST => GetComplianceSummaryByResourceTypeResponse GET_COMPLIANCE_SUMMARY_BY_RESOURCE_TYPE_RESPONSE, Target, ["InvalidParameterValueException"]);
operation!(GetConformancePackComplianceDetails GET_CONFORMANCE_PACK_COMPLIANCE_DETAILS_OPERATION: GetConformancePackComplianceDetailsRequest GET_CONFORMANCE_PACK_COMPLIANCE_DETAILS_REQUEST => GetConformancePackComplianceDetailsResponse GET_CONFORMANCE_PACK_COMPLIANCE_DETAILS_RESPONSE, Target, ["InvalidLimitException", "InvalidNextTokenException", "NoSuchConformancePackException", "NoSuchConfigRuleInConformancePackException", "InvalidParameterValueException"]);
operation!(GetConformancePackComplianceSummary GET_CONFORMANCE_PACK_COMPLIANCE_SUMMARY_OPERATION: GetConformancePackComplianceSummaryRequest GET_CONFORMANCE_PACK_COMPLIANCE_SUMMARY_REQUEST => GetConformancePackComplianceSummaryResponse GET_CONFORMANCE_PACK_COMPLIANCE_SUMMARY_RESPONSE, Target, ["NoSuchConformancePackException", "InvalidLimitException", "InvalidNextTokenException"]);
operation!(GetConnector GET_CONNECTOR_OPERATION: GetConnectorRequest GET_CONNECTOR_REQUEST => GetConnectorResponse GET_CONNECTOR_RESPONSE, Target, ["ResourceNotFoundException", "ValidationException"]);
operation!(GetCustomRulePolicy GET_CUSTOM_RULE_POLICY_OPERATION: GetCustomRulePolicyRequest GET_CUSTOM_RULE_POLICY_REQUEST => GetCustomRulePolicyResponse GET_CUSTOM_RULE_POLICY_RESPONSE, Target, ["NoSuchConfigRuleException"]);
operation!(GetDiscoveredResourceCounts GET_DISCOVERED_RESOURCE_COUNTS_OPERATION: GetDiscoveredResourceCountsRequest GET_DISCOVERED_RESOURCE_COUNTS_REQUEST => GetDiscoveredResourceCountsResponse GET_DISCOVERED_RESOURCE_COUNTS_RESPONSE, Target, ["ValidationException", "InvalidLimitException", "InvalidNextTokenException"]);
operation!(GetOrganizationConfigRuleDetailedStatus GET_ORGANIZATION_CONFIG_RULE_DETAILED_STATUS_OPERATION: GetOrganizationConfigRuleDetailedStatusRequest GET_ORGANIZATION_CONFIG_RULE_DETAILED_STATUS_REQUEST => GetOrganizationConfigRuleDetailedStatusResponse GET_ORGANIZATION_CONFIG_RULE_DETAILED_STATUS_RESPONSE, Target, ["NoSuchOrganizationConfigRuleException", "InvalidLimitException", "InvalidNextTokenException", "OrganizationAccessDeniedException"]);
operation!(GetOrganizationConformancePackDetailedStatus GET_ORGANIZATION_CONFORMANCE_PACK_DETAILED_STATUS_OPERATION: GetOrganizationConformancePackDetailedStatusRequest GET_ORGANIZATION_CONFORMANCE_PACK_DETAILED_STATUS_REQUEST => GetOrganizationConformancePackDetailedStatusResponse GET_ORGANIZATION_CONFORMANCE_PACK_DETAILED_STATUS_RESPONSE, Target, ["NoSuchOrganizationConformancePackException", "InvalidLimitException", "InvalidNextTokenException", "OrganizationAccessDeniedException"]);
operation!(GetOrganizationCustomRulePolicy GET_ORGANIZATION_CUSTOM_RULE_POLICY_OPERATION: GetOrganizationCustomRulePolicyRequest GET_ORGANIZATION_CUSTOM_RULE_POLICY_REQUEST => GetOrganizationCustomRulePolicyResponse GET_ORGANIZATION_CUSTOM_RULE_POLICY_RESPONSE, Target, ["NoSuchOrganizationConfigRuleException", "OrganizationAccessDeniedException"]);
operation!(GetResourceConfigHistory GET_RESOURCE_CONFIG_HISTORY_OPERATION: GetResourceConfigHistoryRequest GET_RESOURCE_CONFIG_HISTORY_REQUEST => GetResourceConfigHistoryResponse GET_RESOURCE_CONFIG_HISTORY_RESPONSE, Target, ["ValidationException", "InvalidTimeRangeException", "InvalidLimitException", "InvalidNextTokenException", "NoAvailableConfigurationRecorderException", "ResourceNotDiscoveredException"]);
operation!(GetResourceEvaluationSummary GET_RESOURCE_EVALUATION_SUMMARY_OPERATION: GetResourceEvaluationSummaryRequest GET_RESOURCE_EVALUATION_SUMMARY_REQUEST => GetResourceEvaluationSummaryResponse GET_RESOURCE_EVALUATION_SUMMARY_RESPONSE, Target, ["ResourceNotFoundException"]);
operation!(GetStoredQuery GET_STORED_QUERY_OPERATION: GetStoredQueryRequest GET_STORED_QUERY_REQUEST => GetStoredQueryResponse GET_STORED_QUERY_RESPONSE, Target, ["ValidationException", "ResourceNotFoundException"]);
operation!(ListAggregateDiscoveredResources LIST_AGGREGATE_DISCOVERED_RESOURCES_OPERATION: ListAggregateDiscoveredResourcesRequest LIST_AGGREGATE_DISCOVERED_RESOURCES_REQUEST => ListAggregateDiscoveredResourcesResponse LIST_AGGREGATE_DISCOVERED_RESOURCES_RESPONSE, Target, ["ValidationException", "InvalidLimitException", "InvalidNextTokenException", "NoSuchConfigurationAggregatorException"]);
operation!(ListConfigurationRecorders LIST_CONFIGURATION_RECORDERS_OPERATION: ListConfigurationRecordersRequest LIST_CONFIGURATION_RECORDERS_REQUEST => ListConfigurationRecordersResponse LIST_CONFIGURATION_RECORDERS_RESPONSE, Target, ["ValidationException"]);
operation!(ListConformancePackComplianceScores LIST_CONFORMANCE_PACK_COMPLIANCE_SCORES_OPERATION: ListConformancePackComplianceScoresRequest LIST_CONFORMANCE_PACK_COMPLIANCE_SCORES_REQUEST => ListConformancePackComplianceScoresResponse LIST_CONFORMANCE_PACK_COMPLIANCE_SCORES_RESPONSE, Target, ["InvalidParameterValueException", "InvalidLimitException", "InvalidNextTokenException"]);
operation!(ListConnectors LIST_CONNECTORS_OPERATION: ListConnectorsRequest LIST_CONNECTORS_REQUEST => ListConnectorsResponse LIST_CONNECTORS_RESPONSE, Target, ["ValidationException"]);
operation!(ListDiscoveredResources LIST_DISCOVERED_RESOURCES_OPERATION: ListDiscoveredResourcesRequest LIST_DISCOVERED_RESOURCES_REQUEST => ListDiscoveredResourcesResponse LIST_DISCOVERED_RESOURCES_RESPONSE, Target, ["ValidationException", "InvalidLimitException", "InvalidNextTokenException", "NoAvailableConfigurationRecorderException"]);
operation!(ListResourceEvaluations LIST_RESOURCE_EVALUATIONS_OPERATION: ListResourceEvaluationsRequest LIST_RESOURCE_EVALUATIONS_REQUEST => ListResourceEvaluationsResponse LIST_RESOURCE_EVALUATIONS_RESPONSE, Target, ["InvalidNextTokenException", "InvalidParameterValueException", "InvalidTimeRangeException"]);
operation!(ListStoredQueries LIST_STORED_QUERIES_OPERATION: ListStoredQueriesRequest LIST_STORED_QUERIES_REQUEST => ListStoredQueriesResponse LIST_STORED_QUERIES_RESPONSE, Target, ["ValidationException", "InvalidNextTokenException"]);
operation!(ListTagsForResource LIST_TAGS_FOR_RESOURCE_OPERATION: ListTagsForResourceRequest LIST_TAGS_FOR_RESOURCE_REQUEST => ListTagsForResourceResponse LIST_TAGS_FOR_RESOURCE_RESPONSE, Target, ["ResourceNotFoundException", "ValidationException", "InvalidLimitException", "InvalidNextTokenException"]);
operation!(PutAggregationAuthorization PUT_AGGREGATION_AUTHORIZATION_OPERATION: PutAggregationAuthorizationRequest PUT_AGGREGATION_AUTHORIZATION_REQUEST => PutAggregationAuthorizationResponse PUT_AGGREGATION_AUTHORIZATION_RESPONSE, Target, ["InvalidParameterValueException"]);
operation!(PutConfigRule PUT_CONFIG_RULE_OPERATION: PutConfigRuleRequest PUT_CONFIG_RULE_REQUEST => Empty EMPTY, Target, ["InvalidParameterValueException", "MaxNumberOfConfigRulesExceededException", "ResourceInUseException", "InsufficientPermissionsException", "NoAvailableConfigurationRecorderException"]);
operation!(PutConfigurationAggregator PUT_CONFIGURATION_AGGREGATOR_OPERATION: PutConfigurationAggregatorRequest PUT_CONFIGURATION_AGGREGATOR_REQUEST => PutConfigurationAggregatorResponse PUT_CONFIGURATION_AGGREGATOR_RESPONSE, Target, ["InvalidParameterValueException", "LimitExceededException", "InvalidRoleException", "OrganizationAccessDeniedException", "NoAvailableOrganizationException", "OrganizationAllFeaturesNotEnabledException"]);
operation!(PutConfigurationRecorder PUT_CONFIGURATION_RECORDER_OPERATION: PutConfigurationRecorderRequest PUT_CONFIGURATION_RECORDER_REQUEST => Empty EMPTY, Target, ["MaxNumberOfConfigurationRecordersExceededException", "ValidationException", "InvalidConfigurationRecorderNameException", "InvalidRoleException", "InvalidRecordingGroupException", "UnmodifiableEntityException"]);
operation!(PutConformancePack PUT_CONFORMANCE_PACK_OPERATION: PutConformancePackRequest PUT_CONFORMANCE_PACK_REQUEST => PutConformancePackResponse PUT_CONFORMANCE_PACK_RESPONSE, Target, ["InsufficientPermissionsException", "ConformancePackTemplateValidationException", "ResourceInUseException", "InvalidParameterValueException", "MaxNumberOfConformancePacksExceededException"]);
operation!(PutConnector PUT_CONNECTOR_OPERATION: PutConnectorRequest PUT_CONNECTOR_REQUEST => PutConnectorResponse PUT_CONNECTOR_RESPONSE, Target, ["ConflictException", "InsufficientPermissionsException", "MaxNumberOfConnectorsExceededException", "ValidationException"]);
operation!(PutDeliveryChannel PUT_DELIVERY_CHANNEL_OPERATION: PutDeliveryChannelRequest PUT_DELIVERY_CHANNEL_REQUEST => Empty EMPTY, Target, ["MaxNumberOfDeliveryChannelsExceededException", "NoAvailableConfigurationRecorderException", "InvalidDeliveryChannelNameException", "NoSuchBucketException", "InvalidS3KeyPrefixException", "InvalidS3KmsKeyArnException", "InvalidSNSTopicARNException", "InsufficientDeliveryPolicyException"]);
operation!(PutEvaluations PUT_EVALUATIONS_OPERATION: PutEvaluationsRequest PUT_EVALUATIONS_REQUEST => PutEvaluationsResponse PUT_EVALUATIONS_RESPONSE, Target, ["InvalidParameterValueException", "InvalidResultTokenException", "NoSuchConfigRuleException"]);
operation!(PutExternalEvaluation PUT_EXTERNAL_EVALUATION_OPERATION: PutExternalEvaluationRequest PUT_EXTERNAL_EVALUATION_REQUEST => PutExternalEvaluationResponse PUT_EXTERNAL_EVALUATION_RESPONSE, Target, ["NoSuchConfigRuleException", "InvalidParameterValueException"]);
operation!(PutOrganizationConfigRule PUT_ORGANIZATION_CONFIG_RULE_OPERATION: PutOrganizationConfigRuleRequest PUT_ORGANIZATION_CONFIG_RULE_REQUEST => PutOrganizationConfigRuleResponse PUT_ORGANIZATION_CONFIG_RULE_RESPONSE, Target, ["MaxNumberOfOrganizationConfigRulesExceededException", "ResourceInUseException", "InvalidParameterValueException", "ValidationException", "OrganizationAccessDeniedException", "NoAvailableOrganizationException", "OrganizationAllFeaturesNotEnabledException", "InsufficientPermissionsException"]);
operation!(PutOrganizationConformancePack PUT_ORGANIZATION_CONFORMANCE_PACK_OPERATION: PutOrganizationConformancePackRequest PUT_ORGANIZATION_CONFORMANCE_PACK_REQUEST => PutOrganizationConformancePackResponse PUT_ORGANIZATION_CONFORMANCE_PACK_RESPONSE, Target, ["MaxNumberOfOrganizationConformancePacksExceededException", "ResourceInUseException", "ValidationException", "OrganizationAccessDeniedException", "InsufficientPermissionsException", "OrganizationConformancePackTemplateValidationException", "OrganizationAllFeaturesNotEnabledException", "NoAvailableOrganizationException"]);
operation!(PutRemediationConfigurations PUT_REMEDIATION_CONFIGURATIONS_OPERATION: PutRemediationConfigurationsRequest PUT_REMEDIATION_CONFIGURATIONS_REQUEST => PutRemediationConfigurationsResponse PUT_REMEDIATION_CONFIGURATIONS_RESPONSE, Target, ["InsufficientPermissionsException", "InvalidParameterValueException"]);
operation!(PutRemediationExceptions PUT_REMEDIATION_EXCEPTIONS_OPERATION: PutRemediationExceptionsRequest PUT_REMEDIATION_EXCEPTIONS_REQUEST => PutRemediationExceptionsResponse PUT_REMEDIATION_EXCEPTIONS_RESPONSE, Target, ["InvalidParameterValueException", "InsufficientPermissionsException"]);
operation!(PutResourceConfig PUT_RESOURCE_CONFIG_OPERATION: PutResourceConfigRequest PUT_RESOURCE_CONFIG_REQUEST => Empty EMPTY, Target, ["ValidationException", "InsufficientPermissionsException", "NoRunningConfigurationRecorderException", "MaxActiveResourcesExceededException"]);
operation!(PutRetentionConfiguration PUT_RETENTION_CONFIGURATION_OPERATION: PutRetentionConfigurationRequest PUT_RETENTION_CONFIGURATION_REQUEST => PutRetentionConfigurationResponse PUT_RETENTION_CONFIGURATION_RESPONSE, Target, ["InvalidParameterValueException", "MaxNumberOfRetentionConfigurationsExceededException"]);
operation!(PutServiceLinkedConfigurationRecorder PUT_SERVICE_LINKED_CONFIGURATION_RECORDER_OPERATION: PutServiceLinkedConfigurationRecorderRequest PUT_SERVICE_LINKED_CONFIGURATION_RECORDER_REQUEST => PutServiceLinkedConfigurationRecorderResponse PUT_SERVICE_LINKED_CONFIGURATION_RECORDER_RESPONSE, Target, ["ConflictException", "InsufficientPermissionsException", "LimitExceededException", "ValidationException"]);
operation!(PutStoredQuery PUT_STORED_QUERY_OPERATION: PutStoredQueryRequest PUT_STORED_QUERY_REQUEST => PutStoredQueryResponse PUT_STORED_QUERY_RESPONSE, Target, ["ValidationException", "TooManyTagsException", "ResourceConcurrentModificationException"]);
operation!(PutThirdPartyServiceLinkedConfigurationRecorder PUT_THIRD_PARTY_SERVICE_LINKED_CONFIGURATION_RECORDER_OPERATION: PutThirdPartyServiceLinkedConfigurationRecorderRequest PUT_THIRD_PARTY_SERVICE_LINKED_CONFIGURATION_RECORDER_REQUEST => PutThirdPartyServiceLinkedConfigurationRecorderResponse PUT_THIRD_PARTY_SERVICE_LINKED_CONFIGURATION_RECORDER_RESPONSE, Target, ["ConflictException", "InsufficientPermissionsException", "ValidationException"]);
operation!(SelectAggregateResourceConfig SELECT_AGGREGATE_RESOURCE_CONFIG_OPERATION: SelectAggregateResourceConfigRequest SELECT_AGGREGATE_RESOURCE_CONFIG_REQUEST => SelectAggregateResourceConfigResponse SELECT_AGGREGATE_RESOURCE_CONFIG_RESPONSE, Target, ["InvalidExpressionException", "NoSuchConfigurationAggregatorException", "InvalidLimitException", "InvalidNextTokenException"]);
operation!(SelectResourceConfig SELECT_RESOURCE_CONFIG_OPERATION: SelectResourceConfigRequest SELECT_RESOURCE_CONFIG_REQUEST => SelectResourceConfigResponse SELECT_RESOURCE_CONFIG_RESPONSE, Target, ["InvalidExpressionException", "InvalidLimitException", "InvalidNextTokenException"]);
operation!(StartConfigRulesEvaluation START_CONFIG_RULES_EVALUATION_OPERATION: StartConfigRulesEvaluationRequest START_CONFIG_RULES_EVALUATION_REQUEST => StartConfigRulesEvaluationResponse START_CONFIG_RULES_EVALUATION_RESPONSE, Target, ["NoSuchConfigRuleException", "LimitExceededException", "ResourceInUseException", "InvalidParameterValueException"]);
operation!(StartConfigurationRecorder START_CONFIGURATION_RECORDER_OPERATION: StartConfigurationRecorderRequest START_CONFIGURATION_RECORDER_REQUEST => Empty EMPTY, Target, ["NoSuchConfigurationRecorderException", "NoAvailableDeliveryChannelException", "UnmodifiableEntityException"]);
operation!(StartRemediationExecution START_REMEDIATION_EXECUTION_OPERATION: StartRemediationExecutionRequest START_REMEDIATION_EXECUTION_REQUEST => StartRemediationExecutionResponse START_REMEDIATION_EXECUTION_RESPONSE, Target, ["InvalidParameterValueException", "InsufficientPermissionsException", "NoSuchRemediationConfigurationException"]);
operation!(StartResourceEvaluation START_RESOURCE_EVALUATION_OPERATION: StartResourceEvaluationRequest START_RESOURCE_EVALUATION_REQUEST => StartResourceEvaluationResponse START_RESOURCE_EVALUATION_RESPONSE, Target, ["InvalidParameterValueException", "IdempotentParameterMismatch"]);
operation!(StopConfigurationRecorder STOP_CONFIGURATION_RECORDER_OPERATION: StopConfigurationRecorderRequest STOP_CONFIGURATION_RECORDER_REQUEST => Empty EMPTY, Target, ["NoSuchConfigurationRecorderException", "UnmodifiableEntityException"]);
operation!(TagResource TAG_RESOURCE_OPERATION: TagResourceRequest TAG_RESOURCE_REQUEST => Empty EMPTY, Target, ["ValidationException", "ResourceNotFoundException", "TooManyTagsException"]);
operation!(UntagResource UNTAG_RESOURCE_OPERATION: UntagResourceRequest UNTAG_RESOURCE_REQUEST => Empty EMPTY, Target, ["ValidationException", "ResourceNotFoundException"]);

pub mod error {
    use crate::macros::*;

    error!(conflict "ConflictException");
    error!(conformance_pack_template_validation "ConformancePackTemplateValidationException");
    error!(idempotent_parameter_mismatch "IdempotentParameterMismatch");
    error!(insufficient_delivery_policy "InsufficientDeliveryPolicyException");
    error!(insufficient_permissions "InsufficientPermissionsException");
    error!(invalid_configuration_recorder_name "InvalidConfigurationRecorderNameException");
    error!(invalid_delivery_channel_name "InvalidDeliveryChannelNameException");
    error!(invalid_expression "InvalidExpressionException");
    error!(invalid_limit "InvalidLimitException");
    error!(invalid_next_token "InvalidNextTokenException");
    error!(invalid_parameter_value "InvalidParameterValueException");
    error!(invalid_recording_group "InvalidRecordingGroupException");
    error!(invalid_result_token "InvalidResultTokenException");
    error!(invalid_role "InvalidRoleException");
    error!(invalid_s3_key_prefix "InvalidS3KeyPrefixException");
    error!(invalid_s3_kms_key_arn "InvalidS3KmsKeyArnException");
    error!(invalid_sns_topic_arn "InvalidSNSTopicARNException");
    error!(invalid_time_range "InvalidTimeRangeException");
    error!(last_delivery_channel_delete_failed "LastDeliveryChannelDeleteFailedException");
    error!(limit_exceeded "LimitExceededException");
    error!(max_active_resources_exceeded "MaxActiveResourcesExceededException");
    error!(max_number_of_config_rules_exceeded "MaxNumberOfConfigRulesExceededException");
    error!(max_number_of_configuration_recorders_exceeded "MaxNumberOfConfigurationRecordersExceededException");
    error!(max_number_of_conformance_packs_exceeded "MaxNumberOfConformancePacksExceededException");
    error!(max_number_of_connectors_exceeded "MaxNumberOfConnectorsExceededException");
    error!(max_number_of_delivery_channels_exceeded "MaxNumberOfDeliveryChannelsExceededException");
    error!(max_number_of_organization_config_rules_exceeded "MaxNumberOfOrganizationConfigRulesExceededException");
    error!(max_number_of_organization_conformance_packs_exceeded "MaxNumberOfOrganizationConformancePacksExceededException");
    error!(max_number_of_retention_configurations_exceeded "MaxNumberOfRetentionConfigurationsExceededException");
    error!(no_available_configuration_recorder "NoAvailableConfigurationRecorderException");
    error!(no_available_delivery_channel "NoAvailableDeliveryChannelException");
    error!(no_available_organization "NoAvailableOrganizationException");
    error!(no_running_configuration_recorder "NoRunningConfigurationRecorderException");
    error!(no_such_bucket "NoSuchBucketException");
    error!(no_such_config_rule "NoSuchConfigRuleException");
    error!(no_such_config_rule_in_conformance_pack "NoSuchConfigRuleInConformancePackException");
    error!(no_such_configuration_aggregator "NoSuchConfigurationAggregatorException");
    error!(no_such_configuration_recorder "NoSuchConfigurationRecorderException");
    error!(no_such_conformance_pack "NoSuchConformancePackException");
    error!(no_such_delivery_channel "NoSuchDeliveryChannelException");
    error!(no_such_organization_config_rule "NoSuchOrganizationConfigRuleException");
    error!(no_such_organization_conformance_pack "NoSuchOrganizationConformancePackException");
    error!(no_such_remediation_configuration "NoSuchRemediationConfigurationException");
    error!(no_such_remediation_exception "NoSuchRemediationExceptionException");
    error!(no_such_retention_configuration "NoSuchRetentionConfigurationException");
    error!(organization_access_denied "OrganizationAccessDeniedException");
    error!(organization_all_features_not_enabled "OrganizationAllFeaturesNotEnabledException");
    error!(organization_conformance_pack_template_validation "OrganizationConformancePackTemplateValidationException");
    error!(oversized_configuration_item "OversizedConfigurationItemException");
    error!(remediation_in_progress "RemediationInProgressException");
    error!(resource_concurrent_modification "ResourceConcurrentModificationException");
    error!(resource_in_use "ResourceInUseException");
    error!(resource_not_discovered "ResourceNotDiscoveredException");
    error!(resource_not_found "ResourceNotFoundException");
    error!(too_many_tags "TooManyTagsException");
    error!(unmodifiable_entity "UnmodifiableEntityException");
    error!(validation "ValidationException");
}

pub static ARN: Shape = text(0, UNLIMITED, "", "");
structure!(default ACCOUNT_AGGREGATION_SOURCE AccountAggregationSource {
    account_ids "AccountIds" ACCOUNT_AGGREGATION_SOURCE_ACCOUNT_LIST true: Vec<String>,
    all_aws_regions "AllAwsRegions" BOOLEAN false: Option<bool>,
    aws_regions "AwsRegions" AGGREGATOR_REGION_LIST false: Option<Vec<String>>,
});
pub static ACCOUNT_AGGREGATION_SOURCE_ACCOUNT_LIST: Shape = list(&ACCOUNT_ID, 1, UNLIMITED);
pub static ACCOUNT_AGGREGATION_SOURCE_LIST: Shape = list(&ACCOUNT_AGGREGATION_SOURCE, 0, 1);
pub static ACCOUNT_ID: Shape = text(0, UNLIMITED, "\\d{12}", "^(?:\\d{12})$");
structure!(default AGGREGATE_COMPLIANCE_BY_CONFIG_RULE AggregateComplianceByConfigRule {
    config_rule_name "ConfigRuleName" CONFIG_RULE_NAME false: Option<String>,
    compliance "Compliance" COMPLIANCE false: Option<Compliance>,
    account_id "AccountId" ACCOUNT_ID false: Option<String>,
    aws_region "AwsRegion" AWS_REGION false: Option<String>,
});
pub static AGGREGATE_COMPLIANCE_BY_CONFIG_RULE_LIST: Shape = list(&AGGREGATE_COMPLIANCE_BY_CONFIG_RULE, 0, UNLIMITED);
structure!(default AGGREGATE_COMPLIANCE_BY_CONFORMANCE_PACK AggregateComplianceByConformancePack {
    conformance_pack_name "ConformancePackName" CONFORMANCE_PACK_NAME false: Option<String>,
    compliance "Compliance" AGGREGATE_CONFORMANCE_PACK_COMPLIANCE false: Option<AggregateConformancePackCompliance>,
    account_id "AccountId" ACCOUNT_ID false: Option<String>,
    aws_region "AwsRegion" AWS_REGION false: Option<String>,
});
pub static AGGREGATE_COMPLIANCE_BY_CONFORMANCE_PACK_LIST: Shape = list(&AGGREGATE_COMPLIANCE_BY_CONFORMANCE_PACK, 0, UNLIMITED);
structure!(default AGGREGATE_COMPLIANCE_COUNT AggregateComplianceCount {
    group_name "GroupName" STRING_WITH_CHAR_LIMIT256 false: Option<String>,
    compliance_summary "ComplianceSummary" COMPLIANCE_SUMMARY false: Option<ComplianceSummary>,
});
pub static AGGREGATE_COMPLIANCE_COUNT_LIST: Shape = list(&AGGREGATE_COMPLIANCE_COUNT, 0, UNLIMITED);
structure!(default AGGREGATE_CONFORMANCE_PACK_COMPLIANCE AggregateConformancePackCompliance {
    compliance_type "ComplianceType" CONFORMANCE_PACK_COMPLIANCE_TYPE false: Option<ConformancePackComplianceType>,
    compliant_rule_count "CompliantRuleCount" INTEGER false: Option<i64>,
    non_compliant_rule_count "NonCompliantRuleCount" INTEGER false: Option<i64>,
    total_rule_count "TotalRuleCount" INTEGER false: Option<i64>,
});
structure!(default AGGREGATE_CONFORMANCE_PACK_COMPLIANCE_COUNT AggregateConformancePackComplianceCount {
    compliant_conformance_pack_count "CompliantConformancePackCount" INTEGER false: Option<i64>,
    non_compliant_conformance_pack_count "NonCompliantConformancePackCount" INTEGER false: Option<i64>,
});
structure!(default AGGREGATE_CONFORMANCE_PACK_COMPLIANCE_FILTERS AggregateConformancePackComplianceFilters {
    conformance_pack_name "ConformancePackName" CONFORMANCE_PACK_NAME false: Option<String>,
    compliance_type "ComplianceType" CONFORMANCE_PACK_COMPLIANCE_TYPE false: Option<ConformancePackComplianceType>,
    account_id "AccountId" ACCOUNT_ID false: Option<String>,
    aws_region "AwsRegion" AWS_REGION false: Option<String>,
});
structure!(default AGGREGATE_CONFORMANCE_PACK_COMPLIANCE_SUMMARY AggregateConformancePackComplianceSummary {
    compliance_summary "ComplianceSummary" AGGREGATE_CONFORMANCE_PACK_COMPLIANCE_COUNT false: Option<AggregateConformancePackComplianceCount>,
    group_name "GroupName" STRING_WITH_CHAR_LIMIT256 false: Option<String>,
});
structure!(default AGGREGATE_CONFORMANCE_PACK_COMPLIANCE_SUMMARY_FILTERS AggregateConformancePackComplianceSummaryFilters {
    account_id "AccountId" ACCOUNT_ID false: Option<String>,
    aws_region "AwsRegion" AWS_REGION false: Option<String>,
});
enumeration!(AGGREGATE_CONFORMANCE_PACK_COMPLIANCE_SUMMARY_GROUP_KEY AggregateConformancePackComplianceSummaryGroupKey { AccountId "ACCOUNT_ID", AwsRegion "AWS_REGION" });
pub static AGGREGATE_CONFORMANCE_PACK_COMPLIANCE_SUMMARY_LIST: Shape = list(&AGGREGATE_CONFORMANCE_PACK_COMPLIANCE_SUMMARY, 0, UNLIMITED);
structure!(default AGGREGATE_EVALUATION_RESULT AggregateEvaluationResult {
    evaluation_result_identifier "EvaluationResultIdentifier" EVALUATION_RESULT_IDENTIFIER false: Option<EvaluationResultIdentifier>,
    compliance_type "ComplianceType" COMPLIANCE_TYPE false: Option<ComplianceType>,
    result_recorded_time "ResultRecordedTime" DATE false: Option<Timestamp>,
    config_rule_invoked_time "ConfigRuleInvokedTime" DATE false: Option<Timestamp>,
    annotation "Annotation" STRING_WITH_CHAR_LIMIT256 false: Option<String>,
    account_id "AccountId" ACCOUNT_ID false: Option<String>,
    aws_region "AwsRegion" AWS_REGION false: Option<String>,
});
pub static AGGREGATE_EVALUATION_RESULT_LIST: Shape = list(&AGGREGATE_EVALUATION_RESULT, 0, UNLIMITED);
structure!(default AGGREGATE_RESOURCE_IDENTIFIER AggregateResourceIdentifier {
    source_account_id "SourceAccountId" ACCOUNT_ID true: String,
    source_region "SourceRegion" AWS_REGION true: String,
    resource_id "ResourceId" RESOURCE_ID true: String,
    resource_type "ResourceType" RESOURCE_TYPE true: String,
    resource_name "ResourceName" RESOURCE_NAME false: Option<String>,
});
structure!(default AGGREGATED_SOURCE_STATUS AggregatedSourceStatus {
    source_id "SourceId" STRING false: Option<String>,
    source_type "SourceType" AGGREGATED_SOURCE_TYPE false: Option<AggregatedSourceType>,
    aws_region "AwsRegion" AWS_REGION false: Option<String>,
    last_update_status "LastUpdateStatus" AGGREGATED_SOURCE_STATUS_TYPE false: Option<AggregatedSourceStatusType>,
    last_update_time "LastUpdateTime" DATE false: Option<Timestamp>,
    last_error_code "LastErrorCode" STRING false: Option<String>,
    last_error_message "LastErrorMessage" STRING false: Option<String>,
});
pub static AGGREGATED_SOURCE_STATUS_LIST: Shape = list(&AGGREGATED_SOURCE_STATUS, 0, UNLIMITED);
enumeration!(AGGREGATED_SOURCE_STATUS_TYPE AggregatedSourceStatusType { Failed "FAILED", Succeeded "SUCCEEDED", Outdated "OUTDATED" });
pub static AGGREGATED_SOURCE_STATUS_TYPE_LIST: Shape = list(&AGGREGATED_SOURCE_STATUS_TYPE, 1, UNLIMITED);
enumeration!(AGGREGATED_SOURCE_TYPE AggregatedSourceType { Account "ACCOUNT", Organization "ORGANIZATION" });
structure!(default AGGREGATION_AUTHORIZATION AggregationAuthorization {
    aggregation_authorization_arn "AggregationAuthorizationArn" STRING false: Option<String>,
    authorized_account_id "AuthorizedAccountId" ACCOUNT_ID false: Option<String>,
    authorized_aws_region "AuthorizedAwsRegion" AWS_REGION false: Option<String>,
    creation_time "CreationTime" DATE false: Option<Timestamp>,
});
pub static AGGREGATION_AUTHORIZATION_LIST: Shape = list(&AGGREGATION_AUTHORIZATION, 0, UNLIMITED);
structure!(default AGGREGATOR_FILTER_RESOURCE_TYPE AggregatorFilterResourceType {
    r#type "Type" AGGREGATOR_FILTER_TYPE false: Option<AggregatorFilterType>,
    value "Value" RESOURCE_TYPE_VALUE_LIST false: Option<Vec<String>>,
});
structure!(default AGGREGATOR_FILTER_SERVICE_PRINCIPAL AggregatorFilterServicePrincipal {
    r#type "Type" AGGREGATOR_FILTER_TYPE false: Option<AggregatorFilterType>,
    value "Value" SERVICE_PRINCIPAL_VALUE_LIST false: Option<Vec<String>>,
});
enumeration!(AGGREGATOR_FILTER_TYPE AggregatorFilterType { Include "INCLUDE" });
structure!(default AGGREGATOR_FILTERS AggregatorFilters {
    resource_type "ResourceType" AGGREGATOR_FILTER_RESOURCE_TYPE false: Option<AggregatorFilterResourceType>,
    service_principal "ServicePrincipal" AGGREGATOR_FILTER_SERVICE_PRINCIPAL false: Option<AggregatorFilterServicePrincipal>,
});
pub static AGGREGATOR_REGION_LIST: Shape = list(&STRING, 1, UNLIMITED);
pub static ALL_SUPPORTED: Shape = Shape::Boolean;
pub static AMAZON_RESOURCE_NAME: Shape = text(1, 1000, "", "");
pub static ANNOTATION: Shape = text(0, 256, "", "");
structure!(default ASSOCIATE_RESOURCE_TYPES_REQUEST AssociateResourceTypesRequest {
    configuration_recorder_arn "ConfigurationRecorderArn" AMAZON_RESOURCE_NAME true: String,
    resource_types "ResourceTypes" RESOURCE_TYPE_LIST true: Vec<String>,
});
structure!(default ASSOCIATE_RESOURCE_TYPES_RESPONSE AssociateResourceTypesResponse {
    configuration_recorder "ConfigurationRecorder" CONFIGURATION_RECORDER true: ConfigurationRecorder,
});
pub static AUTO_REMEDIATION_ATTEMPT_SECONDS: Shape = integer(1, 2678000, "Long");
pub static AUTO_REMEDIATION_ATTEMPTS: Shape = integer(1, 25, "Integer");
pub static AVAILABILITY_ZONE: Shape = text(0, UNLIMITED, "", "");
pub static AWS_REGION: Shape = text(1, 64, "", "");
pub static AZURE_CLIENT_IDENTIFIER: Shape = text(1, 128, "", "");
structure!(default AZURE_CONNECTOR_CONFIGURATION AzureConnectorConfiguration {
    tenant_identifier "tenantIdentifier" AZURE_TENANT_IDENTIFIER true: String,
    client_identifier "clientIdentifier" AZURE_CLIENT_IDENTIFIER true: String,
});
pub static AZURE_TENANT_IDENTIFIER: Shape = text(1, 128, "", "");
structure!(default BASE_CONFIGURATION_ITEM BaseConfigurationItem {
    version "version" VERSION false: Option<String>,
    account_id "accountId" ACCOUNT_ID false: Option<String>,
    configuration_item_capture_time "configurationItemCaptureTime" CONFIGURATION_ITEM_CAPTURE_TIME false: Option<Timestamp>,
    configuration_item_status "configurationItemStatus" CONFIGURATION_ITEM_STATUS false: Option<ConfigurationItemStatus>,
    configuration_state_id "configurationStateId" CONFIGURATION_STATE_ID false: Option<String>,
    arn "arn" ARN false: Option<String>,
    resource_type "resourceType" RESOURCE_TYPE false: Option<String>,
    resource_id "resourceId" RESOURCE_ID false: Option<String>,
    resource_name "resourceName" RESOURCE_NAME false: Option<String>,
    aws_region "awsRegion" AWS_REGION false: Option<String>,
    availability_zone "availabilityZone" AVAILABILITY_ZONE false: Option<String>,
    resource_creation_time "resourceCreationTime" RESOURCE_CREATION_TIME false: Option<Timestamp>,
    configuration "configuration" CONFIGURATION false: Option<String>,
    supplementary_configuration "supplementaryConfiguration" SUPPLEMENTARY_CONFIGURATION false: Option<Map<String, String>>,
    recording_frequency "recordingFrequency" RECORDING_FREQUENCY false: Option<RecordingFrequency>,
    configuration_item_delivery_time "configurationItemDeliveryTime" CONFIGURATION_ITEM_DELIVERY_TIME false: Option<Timestamp>,
});
pub static BASE_CONFIGURATION_ITEMS: Shape = list(&BASE_CONFIGURATION_ITEM, 0, UNLIMITED);
pub static BASE_RESOURCE_ID: Shape = text(1, 768, "", "");
structure!(default BATCH_GET_AGGREGATE_RESOURCE_CONFIG_REQUEST BatchGetAggregateResourceConfigRequest {
    configuration_aggregator_name "ConfigurationAggregatorName" CONFIGURATION_AGGREGATOR_NAME true: String,
    resource_identifiers "ResourceIdentifiers" RESOURCE_IDENTIFIERS_LIST true: Vec<AggregateResourceIdentifier>,
});
structure!(default BATCH_GET_AGGREGATE_RESOURCE_CONFIG_RESPONSE BatchGetAggregateResourceConfigResponse {
    base_configuration_items "BaseConfigurationItems" BASE_CONFIGURATION_ITEMS false: Option<Vec<BaseConfigurationItem>>,
    unprocessed_resource_identifiers "UnprocessedResourceIdentifiers" UNPROCESSED_RESOURCE_IDENTIFIER_LIST false: Option<Vec<AggregateResourceIdentifier>>,
});
structure!(default BATCH_GET_RESOURCE_CONFIG_REQUEST BatchGetResourceConfigRequest {
    resource_keys "resourceKeys" RESOURCE_KEYS true: Vec<ResourceKey>,
});
structure!(default BATCH_GET_RESOURCE_CONFIG_RESPONSE BatchGetResourceConfigResponse {
    base_configuration_items "baseConfigurationItems" BASE_CONFIGURATION_ITEMS false: Option<Vec<BaseConfigurationItem>>,
    unprocessed_resource_keys "unprocessedResourceKeys" RESOURCE_KEYS false: Option<Vec<ResourceKey>>,
});
pub static BOOLEAN: Shape = Shape::Boolean;
pub static CHANNEL_NAME: Shape = text(1, 256, "", "");
enumeration!(CHRONOLOGICAL_ORDER ChronologicalOrder { Reverse "Reverse", Forward "Forward" });
pub static CLIENT_TOKEN: Shape = text(64, 256, "", "");
structure!(default COMPLIANCE Compliance {
    compliance_type "ComplianceType" COMPLIANCE_TYPE false: Option<ComplianceType>,
    compliance_contributor_count "ComplianceContributorCount" COMPLIANCE_CONTRIBUTOR_COUNT false: Option<ComplianceContributorCount>,
});
structure!(default COMPLIANCE_BY_CONFIG_RULE ComplianceByConfigRule {
    config_rule_name "ConfigRuleName" STRING_WITH_CHAR_LIMIT64 false: Option<String>,
    compliance "Compliance" COMPLIANCE false: Option<Compliance>,
});
pub static COMPLIANCE_BY_CONFIG_RULES: Shape = list(&COMPLIANCE_BY_CONFIG_RULE, 0, UNLIMITED);
structure!(default COMPLIANCE_BY_RESOURCE ComplianceByResource {
    resource_type "ResourceType" STRING_WITH_CHAR_LIMIT256 false: Option<String>,
    resource_id "ResourceId" BASE_RESOURCE_ID false: Option<String>,
    compliance "Compliance" COMPLIANCE false: Option<Compliance>,
});
pub static COMPLIANCE_BY_RESOURCES: Shape = list(&COMPLIANCE_BY_RESOURCE, 0, UNLIMITED);
structure!(default COMPLIANCE_CONTRIBUTOR_COUNT ComplianceContributorCount {
    capped_count "CappedCount" INTEGER false: Option<i64>,
    cap_exceeded "CapExceeded" BOOLEAN false: Option<bool>,
});
pub static COMPLIANCE_RESOURCE_TYPES: Shape = list(&STRING_WITH_CHAR_LIMIT256, 0, 100);
pub static COMPLIANCE_SCORE: Shape = text(0, UNLIMITED, "", "");
pub static COMPLIANCE_SUMMARIES_BY_RESOURCE_TYPE: Shape = list(&COMPLIANCE_SUMMARY_BY_RESOURCE_TYPE, 0, UNLIMITED);
structure!(default COMPLIANCE_SUMMARY ComplianceSummary {
    compliant_resource_count "CompliantResourceCount" COMPLIANCE_CONTRIBUTOR_COUNT false: Option<ComplianceContributorCount>,
    non_compliant_resource_count "NonCompliantResourceCount" COMPLIANCE_CONTRIBUTOR_COUNT false: Option<ComplianceContributorCount>,
    compliance_summary_timestamp "ComplianceSummaryTimestamp" DATE false: Option<Timestamp>,
});
structure!(default COMPLIANCE_SUMMARY_BY_RESOURCE_TYPE ComplianceSummaryByResourceType {
    resource_type "ResourceType" STRING_WITH_CHAR_LIMIT256 false: Option<String>,
    compliance_summary "ComplianceSummary" COMPLIANCE_SUMMARY false: Option<ComplianceSummary>,
});
enumeration!(COMPLIANCE_TYPE ComplianceType { Compliant "COMPLIANT", NonCompliant "NON_COMPLIANT", NotApplicable "NOT_APPLICABLE", InsufficientData "INSUFFICIENT_DATA" });
pub static COMPLIANCE_TYPES: Shape = list(&COMPLIANCE_TYPE, 0, 3);
structure!(default CONFIG_EXPORT_DELIVERY_INFO ConfigExportDeliveryInfo {
    last_status "lastStatus" DELIVERY_STATUS false: Option<DeliveryStatus>,
    last_error_code "lastErrorCode" STRING false: Option<String>,
    last_error_message "lastErrorMessage" STRING false: Option<String>,
    last_attempt_time "lastAttemptTime" DATE false: Option<Timestamp>,
    last_successful_time "lastSuccessfulTime" DATE false: Option<Timestamp>,
    next_delivery_time "nextDeliveryTime" DATE false: Option<Timestamp>,
});
structure!(CONFIG_RULE ConfigRule {
    config_rule_name "ConfigRuleName" CONFIG_RULE_NAME false: Option<String>,
    config_rule_arn "ConfigRuleArn" STRING_WITH_CHAR_LIMIT256 false: Option<String>,
    config_rule_id "ConfigRuleId" STRING_WITH_CHAR_LIMIT64 false: Option<String>,
    description "Description" EMPTIABLE_STRING_WITH_CHAR_LIMIT256 false: Option<String>,
    scope "Scope" SCOPE false: Option<Scope>,
    source "Source" SOURCE true: Source,
    input_parameters "InputParameters" STRING_WITH_CHAR_LIMIT1024 false: Option<String>,
    maximum_execution_frequency "MaximumExecutionFrequency" MAXIMUM_EXECUTION_FREQUENCY false: Option<MaximumExecutionFrequency>,
    config_rule_state "ConfigRuleState" CONFIG_RULE_STATE false: Option<ConfigRuleState>,
    created_by "CreatedBy" STRING_WITH_CHAR_LIMIT256 false: Option<String>,
    evaluation_modes "EvaluationModes" EVALUATION_MODES false: Option<Vec<EvaluationModeConfiguration>>,
    rule_evaluation_visibility "RuleEvaluationVisibility" RULE_EVALUATION_VISIBILITY false: Option<RuleEvaluationVisibility>,
});
structure!(default CONFIG_RULE_COMPLIANCE_FILTERS ConfigRuleComplianceFilters {
    config_rule_name "ConfigRuleName" CONFIG_RULE_NAME false: Option<String>,
    compliance_type "ComplianceType" COMPLIANCE_TYPE false: Option<ComplianceType>,
    account_id "AccountId" ACCOUNT_ID false: Option<String>,
    aws_region "AwsRegion" AWS_REGION false: Option<String>,
});
structure!(default CONFIG_RULE_COMPLIANCE_SUMMARY_FILTERS ConfigRuleComplianceSummaryFilters {
    account_id "AccountId" ACCOUNT_ID false: Option<String>,
    aws_region "AwsRegion" AWS_REGION false: Option<String>,
});
enumeration!(CONFIG_RULE_COMPLIANCE_SUMMARY_GROUP_KEY ConfigRuleComplianceSummaryGroupKey { AccountId "ACCOUNT_ID", AwsRegion "AWS_REGION" });
structure!(default CONFIG_RULE_EVALUATION_STATUS ConfigRuleEvaluationStatus {
    config_rule_name "ConfigRuleName" CONFIG_RULE_NAME false: Option<String>,
    config_rule_arn "ConfigRuleArn" STRING false: Option<String>,
    config_rule_id "ConfigRuleId" STRING false: Option<String>,
    last_successful_invocation_time "LastSuccessfulInvocationTime" DATE false: Option<Timestamp>,
    last_failed_invocation_time "LastFailedInvocationTime" DATE false: Option<Timestamp>,
    last_successful_evaluation_time "LastSuccessfulEvaluationTime" DATE false: Option<Timestamp>,
    last_failed_evaluation_time "LastFailedEvaluationTime" DATE false: Option<Timestamp>,
    first_activated_time "FirstActivatedTime" DATE false: Option<Timestamp>,
    last_deactivated_time "LastDeactivatedTime" DATE false: Option<Timestamp>,
    last_error_code "LastErrorCode" STRING false: Option<String>,
    last_error_message "LastErrorMessage" STRING false: Option<String>,
    first_evaluation_started "FirstEvaluationStarted" BOOLEAN false: Option<bool>,
    last_debug_log_delivery_status "LastDebugLogDeliveryStatus" STRING false: Option<String>,
    last_debug_log_delivery_status_reason "LastDebugLogDeliveryStatusReason" STRING false: Option<String>,
    last_debug_log_delivery_time "LastDebugLogDeliveryTime" DATE false: Option<Timestamp>,
});
pub static CONFIG_RULE_EVALUATION_STATUS_LIST: Shape = list(&CONFIG_RULE_EVALUATION_STATUS, 0, UNLIMITED);
pub static CONFIG_RULE_NAME: Shape = text(1, 128, ".*\\S.*", "^(?:.*\\S.*)$");
pub static CONFIG_RULE_NAMES: Shape = list(&CONFIG_RULE_NAME, 0, 25);
enumeration!(CONFIG_RULE_STATE ConfigRuleState { Active "ACTIVE", Deleting "DELETING", DeletingResults "DELETING_RESULTS", Evaluating "EVALUATING" });
pub static CONFIG_RULES: Shape = list(&CONFIG_RULE, 0, UNLIMITED);
structure!(default CONFIG_SNAPSHOT_DELIVERY_PROPERTIES ConfigSnapshotDeliveryProperties {
    delivery_frequency "deliveryFrequency" MAXIMUM_EXECUTION_FREQUENCY false: Option<MaximumExecutionFrequency>,
});
structure!(default CONFIG_STREAM_DELIVERY_INFO ConfigStreamDeliveryInfo {
    last_status "lastStatus" DELIVERY_STATUS false: Option<DeliveryStatus>,
    last_error_code "lastErrorCode" STRING false: Option<String>,
    last_error_message "lastErrorMessage" STRING false: Option<String>,
    last_status_change_time "lastStatusChangeTime" DATE false: Option<Timestamp>,
});
pub static CONFIGURATION: Shape = text(0, UNLIMITED, "", "");
structure!(default CONFIGURATION_AGGREGATOR ConfigurationAggregator {
    configuration_aggregator_name "ConfigurationAggregatorName" CONFIGURATION_AGGREGATOR_NAME false: Option<String>,
    configuration_aggregator_arn "ConfigurationAggregatorArn" CONFIGURATION_AGGREGATOR_ARN false: Option<String>,
    account_aggregation_sources "AccountAggregationSources" ACCOUNT_AGGREGATION_SOURCE_LIST false: Option<Vec<AccountAggregationSource>>,
    organization_aggregation_source "OrganizationAggregationSource" ORGANIZATION_AGGREGATION_SOURCE false: Option<OrganizationAggregationSource>,
    creation_time "CreationTime" DATE false: Option<Timestamp>,
    last_updated_time "LastUpdatedTime" DATE false: Option<Timestamp>,
    created_by "CreatedBy" STRING_WITH_CHAR_LIMIT256 false: Option<String>,
    aggregator_filters "AggregatorFilters" AGGREGATOR_FILTERS false: Option<AggregatorFilters>,
});
pub static CONFIGURATION_AGGREGATOR_ARN: Shape = text(0, UNLIMITED, "arn:aws[a-z\\-]*:config:[a-z\\-\\d]+:\\d+:config-aggregator/config-aggregator-[a-z\\d]+", "^(?:arn:aws[a-z\\-]*:config:[a-z\\-\\d]+:\\d+:config-aggregator/config-aggregator-[a-z\\d]+)$");
pub static CONFIGURATION_AGGREGATOR_LIST: Shape = list(&CONFIGURATION_AGGREGATOR, 0, UNLIMITED);
pub static CONFIGURATION_AGGREGATOR_NAME: Shape = text(1, 256, "[\\w\\-]+", "^(?:[\\w\\-]+)$");
pub static CONFIGURATION_AGGREGATOR_NAME_LIST: Shape = list(&CONFIGURATION_AGGREGATOR_NAME, 0, 10);
structure!(default CONFIGURATION_ITEM ConfigurationItem {
    version "version" VERSION false: Option<String>,
    account_id "accountId" ACCOUNT_ID false: Option<String>,
    configuration_item_capture_time "configurationItemCaptureTime" CONFIGURATION_ITEM_CAPTURE_TIME false: Option<Timestamp>,
    configuration_item_status "configurationItemStatus" CONFIGURATION_ITEM_STATUS false: Option<ConfigurationItemStatus>,
    configuration_state_id "configurationStateId" CONFIGURATION_STATE_ID false: Option<String>,
    configuration_item_md5_hash "configurationItemMD5Hash" CONFIGURATION_ITEM_MD5_HASH false: Option<String>,
    arn "arn" ARN false: Option<String>,
    resource_type "resourceType" RESOURCE_TYPE false: Option<String>,
    resource_id "resourceId" RESOURCE_ID false: Option<String>,
    resource_name "resourceName" RESOURCE_NAME false: Option<String>,
    aws_region "awsRegion" AWS_REGION false: Option<String>,
    availability_zone "availabilityZone" AVAILABILITY_ZONE false: Option<String>,
    resource_creation_time "resourceCreationTime" RESOURCE_CREATION_TIME false: Option<Timestamp>,
    tags "tags" TAGS false: Option<Map<String, String>>,
    related_events "relatedEvents" RELATED_EVENT_LIST false: Option<Vec<String>>,
    relationships "relationships" RELATIONSHIP_LIST false: Option<Vec<Relationship>>,
    configuration "configuration" CONFIGURATION false: Option<String>,
    supplementary_configuration "supplementaryConfiguration" SUPPLEMENTARY_CONFIGURATION false: Option<Map<String, String>>,
    recording_frequency "recordingFrequency" RECORDING_FREQUENCY false: Option<RecordingFrequency>,
    configuration_item_delivery_time "configurationItemDeliveryTime" CONFIGURATION_ITEM_DELIVERY_TIME false: Option<Timestamp>,
});
pub static CONFIGURATION_ITEM_CAPTURE_TIME: Shape = Shape::Timestamp;
pub static CONFIGURATION_ITEM_DELIVERY_TIME: Shape = Shape::Timestamp;
pub static CONFIGURATION_ITEM_LIST: Shape = list(&CONFIGURATION_ITEM, 0, UNLIMITED);
pub static CONFIGURATION_ITEM_MD5_HASH: Shape = text(0, UNLIMITED, "", "");
enumeration!(CONFIGURATION_ITEM_STATUS ConfigurationItemStatus { Ok "OK", ResourceDiscovered "ResourceDiscovered", ResourceNotRecorded "ResourceNotRecorded", ResourceDeleted "ResourceDeleted", ResourceDeletedNotRecorded "ResourceDeletedNotRecorded" });
structure!(default CONFIGURATION_RECORDER ConfigurationRecorder {
    arn "arn" AMAZON_RESOURCE_NAME false: Option<String>,
    name "name" RECORDER_NAME false: Option<String>,
    role_arn "roleARN" STRING false: Option<String>,
    recording_group "recordingGroup" RECORDING_GROUP false: Option<RecordingGroup>,
    recording_mode "recordingMode" RECORDING_MODE false: Option<RecordingMode>,
    recording_scope "recordingScope" RECORDING_SCOPE false: Option<RecordingScope>,
    service_principal "servicePrincipal" SERVICE_PRINCIPAL false: Option<String>,
    connector_arn "connectorArn" AMAZON_RESOURCE_NAME false: Option<String>,
    scope_configuration "scopeConfiguration" SCOPE_CONFIGURATION false: Option<ScopeConfiguration>,
});
structure!(default CONFIGURATION_RECORDER_FILTER ConfigurationRecorderFilter {
    filter_name "filterName" CONFIGURATION_RECORDER_FILTER_NAME false: Option<ConfigurationRecorderFilterName>,
    filter_value "filterValue" CONFIGURATION_RECORDER_FILTER_VALUES false: Option<Vec<String>>,
});
pub static CONFIGURATION_RECORDER_FILTER_LIST: Shape = list(&CONFIGURATION_RECORDER_FILTER, 0, UNLIMITED);
enumeration!(CONFIGURATION_RECORDER_FILTER_NAME ConfigurationRecorderFilterName { RecordingScope "recordingScope" });
pub static CONFIGURATION_RECORDER_FILTER_VALUE: Shape = text(0, UNLIMITED, "^[0-9a-zA-Z\\\\*\\\\.\\\\\\/\\\\?-]*$", "^(?:^[0-9a-zA-Z\\\\*\\\\.\\\\\\/\\\\?-]*$)$");
pub static CONFIGURATION_RECORDER_FILTER_VALUES: Shape = list(&CONFIGURATION_RECORDER_FILTER_VALUE, 0, UNLIMITED);
pub static CONFIGURATION_RECORDER_LIST: Shape = list(&CONFIGURATION_RECORDER, 0, UNLIMITED);
pub static CONFIGURATION_RECORDER_NAME_LIST: Shape = list(&RECORDER_NAME, 0, UNLIMITED);
structure!(default CONFIGURATION_RECORDER_STATUS ConfigurationRecorderStatus {
    arn "arn" AMAZON_RESOURCE_NAME false: Option<String>,
    name "name" STRING false: Option<String>,
    last_start_time "lastStartTime" DATE false: Option<Timestamp>,
    last_stop_time "lastStopTime" DATE false: Option<Timestamp>,
    recording "recording" BOOLEAN false: Option<bool>,
    last_status "lastStatus" RECORDER_STATUS false: Option<RecorderStatus>,
    last_error_code "lastErrorCode" STRING false: Option<String>,
    last_error_message "lastErrorMessage" STRING false: Option<String>,
    last_status_change_time "lastStatusChangeTime" DATE false: Option<Timestamp>,
    service_principal "servicePrincipal" SERVICE_PRINCIPAL false: Option<String>,
});
pub static CONFIGURATION_RECORDER_STATUS_LIST: Shape = list(&CONFIGURATION_RECORDER_STATUS, 0, UNLIMITED);
pub static CONFIGURATION_RECORDER_SUMMARIES: Shape = list(&CONFIGURATION_RECORDER_SUMMARY, 0, UNLIMITED);
structure!(CONFIGURATION_RECORDER_SUMMARY ConfigurationRecorderSummary {
    arn "arn" AMAZON_RESOURCE_NAME true: String,
    name "name" RECORDER_NAME true: String,
    service_principal "servicePrincipal" SERVICE_PRINCIPAL false: Option<String>,
    recording_scope "recordingScope" RECORDING_SCOPE true: RecordingScope,
    provider "provider" PROVIDER false: Option<Provider>,
});
pub static CONFIGURATION_STATE_ID: Shape = text(0, UNLIMITED, "", "");
pub static CONFORMANCE_PACK_ARN: Shape = text(1, 2048, "", "");
structure!(default CONFORMANCE_PACK_COMPLIANCE_FILTERS ConformancePackComplianceFilters {
    config_rule_names "ConfigRuleNames" CONFORMANCE_PACK_CONFIG_RULE_NAMES false: Option<Vec<String>>,
    compliance_type "ComplianceType" CONFORMANCE_PACK_COMPLIANCE_TYPE false: Option<ConformancePackComplianceType>,
});
pub static CONFORMANCE_PACK_COMPLIANCE_RESOURCE_IDS: Shape = list(&STRING_WITH_CHAR_LIMIT256, 0, 5);
structure!(default CONFORMANCE_PACK_COMPLIANCE_SCORE ConformancePackComplianceScore {
    score "Score" COMPLIANCE_SCORE false: Option<String>,
    conformance_pack_name "ConformancePackName" CONFORMANCE_PACK_NAME false: Option<String>,
    last_updated_time "LastUpdatedTime" LAST_UPDATED_TIME false: Option<Timestamp>,
});
pub static CONFORMANCE_PACK_COMPLIANCE_SCORES: Shape = list(&CONFORMANCE_PACK_COMPLIANCE_SCORE, 0, UNLIMITED);
structure!(default CONFORMANCE_PACK_COMPLIANCE_SCORES_FILTERS ConformancePackComplianceScoresFilters {
    conformance_pack_names "ConformancePackNames" CONFORMANCE_PACK_NAME_FILTER true: Vec<String>,
});
structure!(CONFORMANCE_PACK_COMPLIANCE_SUMMARY ConformancePackComplianceSummary {
    conformance_pack_name "ConformancePackName" CONFORMANCE_PACK_NAME true: String,
    conformance_pack_compliance_status "ConformancePackComplianceStatus" CONFORMANCE_PACK_COMPLIANCE_TYPE true: ConformancePackComplianceType,
});
pub static CONFORMANCE_PACK_COMPLIANCE_SUMMARY_LIST: Shape = list(&CONFORMANCE_PACK_COMPLIANCE_SUMMARY, 1, 5);
enumeration!(CONFORMANCE_PACK_COMPLIANCE_TYPE ConformancePackComplianceType { Compliant "COMPLIANT", NonCompliant "NON_COMPLIANT", InsufficientData "INSUFFICIENT_DATA" });
pub static CONFORMANCE_PACK_CONFIG_RULE_NAMES: Shape = list(&STRING_WITH_CHAR_LIMIT64, 0, 10);
structure!(default CONFORMANCE_PACK_DETAIL ConformancePackDetail {
    conformance_pack_name "ConformancePackName" CONFORMANCE_PACK_NAME true: String,
    conformance_pack_arn "ConformancePackArn" CONFORMANCE_PACK_ARN true: String,
    conformance_pack_id "ConformancePackId" CONFORMANCE_PACK_ID true: String,
    delivery_s3_bucket "DeliveryS3Bucket" DELIVERY_S3_BUCKET false: Option<String>,
    delivery_s3_key_prefix "DeliveryS3KeyPrefix" DELIVERY_S3_KEY_PREFIX false: Option<String>,
    conformance_pack_input_parameters "ConformancePackInputParameters" CONFORMANCE_PACK_INPUT_PARAMETERS false: Option<Vec<ConformancePackInputParameter>>,
    last_update_requested_time "LastUpdateRequestedTime" DATE false: Option<Timestamp>,
    created_by "CreatedBy" STRING_WITH_CHAR_LIMIT256 false: Option<String>,
    template_ssm_document_details "TemplateSSMDocumentDetails" TEMPLATE_SSM_DOCUMENT_DETAILS false: Option<TemplateSSMDocumentDetails>,
    r#type "Type" CONFORMANCE_PACK_TYPE false: Option<ConformancePackType>,
    source "Source" CONFORMANCE_PACK_SOURCE false: Option<ConformancePackSource>,
    scope "Scope" CONFORMANCE_PACK_SCOPE false: Option<ConformancePackScope>,
});
pub static CONFORMANCE_PACK_DETAIL_LIST: Shape = list(&CONFORMANCE_PACK_DETAIL, 0, 25);
structure!(default CONFORMANCE_PACK_EVALUATION_FILTERS ConformancePackEvaluationFilters {
    config_rule_names "ConfigRuleNames" CONFORMANCE_PACK_CONFIG_RULE_NAMES false: Option<Vec<String>>,
    compliance_type "ComplianceType" CONFORMANCE_PACK_COMPLIANCE_TYPE false: Option<ConformancePackComplianceType>,
    resource_type "ResourceType" STRING_WITH_CHAR_LIMIT256 false: Option<String>,
    resource_ids "ResourceIds" CONFORMANCE_PACK_COMPLIANCE_RESOURCE_IDS false: Option<Vec<String>>,
});
structure!(CONFORMANCE_PACK_EVALUATION_RESULT ConformancePackEvaluationResult {
    compliance_type "ComplianceType" CONFORMANCE_PACK_COMPLIANCE_TYPE true: ConformancePackComplianceType,
    evaluation_result_identifier "EvaluationResultIdentifier" EVALUATION_RESULT_IDENTIFIER true: EvaluationResultIdentifier,
    config_rule_invoked_time "ConfigRuleInvokedTime" DATE true: Timestamp,
    result_recorded_time "ResultRecordedTime" DATE true: Timestamp,
    annotation "Annotation" ANNOTATION false: Option<String>,
});
pub static CONFORMANCE_PACK_ID: Shape = text(1, 1024, "", "");
structure!(default CONFORMANCE_PACK_INPUT_PARAMETER ConformancePackInputParameter {
    parameter_name "ParameterName" PARAMETER_NAME true: String,
    parameter_value "ParameterValue" PARAMETER_VALUE true: String,
});
pub static CONFORMANCE_PACK_INPUT_PARAMETERS: Shape = list(&CONFORMANCE_PACK_INPUT_PARAMETER, 0, 330);
pub static CONFORMANCE_PACK_NAME: Shape = text(1, 256, "[a-zA-Z][-a-zA-Z0-9]*", "^(?:[a-zA-Z][-a-zA-Z0-9]*)$");
pub static CONFORMANCE_PACK_NAME_FILTER: Shape = list(&CONFORMANCE_PACK_NAME, 1, 25);
pub static CONFORMANCE_PACK_NAMES_LIST: Shape = list(&CONFORMANCE_PACK_NAME, 0, 25);
pub static CONFORMANCE_PACK_NAMES_TO_SUMMARIZE_LIST: Shape = list(&CONFORMANCE_PACK_NAME, 1, 5);
structure!(default CONFORMANCE_PACK_RULE_COMPLIANCE ConformancePackRuleCompliance {
    config_rule_name "ConfigRuleName" CONFIG_RULE_NAME false: Option<String>,
    compliance_type "ComplianceType" CONFORMANCE_PACK_COMPLIANCE_TYPE false: Option<ConformancePackComplianceType>,
    controls "Controls" CONTROLS_LIST false: Option<Vec<String>>,
});
pub static CONFORMANCE_PACK_RULE_COMPLIANCE_LIST: Shape = list(&CONFORMANCE_PACK_RULE_COMPLIANCE, 0, 1000);
pub static CONFORMANCE_PACK_RULE_EVALUATION_RESULTS_LIST: Shape = list(&CONFORMANCE_PACK_EVALUATION_RESULT, 0, 100);
structure!(default CONFORMANCE_PACK_SCOPE ConformancePackScope {
    tag_key "TagKey" TAG_KEY true: String,
    tag_value "TagValue" TAG_VALUE false: Option<String>,
});
structure!(default CONFORMANCE_PACK_SOURCE ConformancePackSource {
    source_identifier "SourceIdentifier" CONFORMANCE_PACK_SOURCE_IDENTIFIER true: String,
});
pub static CONFORMANCE_PACK_SOURCE_IDENTIFIER: Shape = text(1, 256, "", "");
enumeration!(CONFORMANCE_PACK_STATE ConformancePackState { CreateInProgress "CREATE_IN_PROGRESS", CreateComplete "CREATE_COMPLETE", CreateFailed "CREATE_FAILED", UpdateInProgress "UPDATE_IN_PROGRESS", UpdateComplete "UPDATE_COMPLETE", UpdateFailed "UPDATE_FAILED", DeleteInProgress "DELETE_IN_PROGRESS", DeleteFailed "DELETE_FAILED" });
structure!(CONFORMANCE_PACK_STATUS_DETAIL ConformancePackStatusDetail {
    conformance_pack_name "ConformancePackName" CONFORMANCE_PACK_NAME true: String,
    conformance_pack_id "ConformancePackId" CONFORMANCE_PACK_ID true: String,
    conformance_pack_arn "ConformancePackArn" CONFORMANCE_PACK_ARN true: String,
    conformance_pack_state "ConformancePackState" CONFORMANCE_PACK_STATE true: ConformancePackState,
    stack_arn "StackArn" STACK_ARN false: Option<String>,
    conformance_pack_status_reason "ConformancePackStatusReason" CONFORMANCE_PACK_STATUS_REASON false: Option<String>,
    last_update_requested_time "LastUpdateRequestedTime" DATE true: Timestamp,
    last_update_completed_time "LastUpdateCompletedTime" DATE false: Option<Timestamp>,
    r#type "Type" CONFORMANCE_PACK_TYPE false: Option<ConformancePackType>,
});
pub static CONFORMANCE_PACK_STATUS_DETAILS_LIST: Shape = list(&CONFORMANCE_PACK_STATUS_DETAIL, 0, 25);
pub static CONFORMANCE_PACK_STATUS_REASON: Shape = text(0, 2000, "", "");
enumeration!(CONFORMANCE_PACK_TYPE ConformancePackType { Custom "CUSTOM", Managed "MANAGED" });
pub static CONFORMANCE_PACK_TYPE_LIST: Shape = list(&CONFORMANCE_PACK_TYPE, 1, 2);
structure!(default CONNECTOR Connector {
    name "name" CONNECTOR_NAME true: String,
    arn "arn" AMAZON_RESOURCE_NAME true: String,
    connector_configuration "connectorConfiguration" CONNECTOR_CONFIGURATION true: ConnectorConfiguration,
    created_time "createdTime" DATE true: Timestamp,
});
structure!(default CONNECTOR_CONFIGURATION ConnectorConfiguration {
    azure "azure" AZURE_CONNECTOR_CONFIGURATION false: Option<AzureConnectorConfiguration>,
    gcp "gcp" GCP_CONNECTOR_CONFIGURATION false: Option<GcpConnectorConfiguration>,
});
structure!(default CONNECTOR_FILTER ConnectorFilter {
    filter_name "filterName" CONNECTOR_FILTER_NAME false: Option<ConnectorFilterName>,
    filter_values "filterValues" FILTER_VALUE_LIST false: Option<Vec<String>>,
});
pub static CONNECTOR_FILTER_LIST: Shape = list(&CONNECTOR_FILTER, 0, 5);
enumeration!(CONNECTOR_FILTER_NAME ConnectorFilterName { Provider "provider" });
pub static CONNECTOR_NAME: Shape = text(1, 256, "", "");
pub static CONNECTOR_SUMMARIES: Shape = list(&CONNECTOR_SUMMARY, 0, 100);
structure!(CONNECTOR_SUMMARY ConnectorSummary {
    arn "arn" AMAZON_RESOURCE_NAME true: String,
    name "name" CONNECTOR_NAME true: String,
    provider "provider" PROVIDER true: Provider,
    tenant_identifier "tenantIdentifier" AZURE_TENANT_IDENTIFIER false: Option<String>,
    gcp_organization_id "gcpOrganizationId" GCP_ORGANIZATION_ID false: Option<String>,
    service_account_email "serviceAccountEmail" GCP_SERVICE_ACCOUNT_EMAIL false: Option<String>,
    created_time "createdTime" DATE true: Timestamp,
});
pub static CONTROLS_LIST: Shape = list(&STRING_WITH_CHAR_LIMIT128, 0, 20);
pub static COSMOS_PAGE_LIMIT: Shape = integer(0, 100, "Integer");
structure!(default CUSTOM_POLICY_DETAILS CustomPolicyDetails {
    policy_runtime "PolicyRuntime" POLICY_RUNTIME true: String,
    policy_text "PolicyText" POLICY_TEXT true: String,
    enable_debug_log_delivery "EnableDebugLogDelivery" BOOLEAN false: Option<bool>,
});
pub static DATE: Shape = Shape::Timestamp;
pub static DEBUG_LOG_DELIVERY_ACCOUNTS: Shape = list(&ACCOUNT_ID, 0, 1000);
structure!(default DELETE_AGGREGATION_AUTHORIZATION_REQUEST DeleteAggregationAuthorizationRequest {
    authorized_account_id "AuthorizedAccountId" ACCOUNT_ID true: String,
    authorized_aws_region "AuthorizedAwsRegion" AWS_REGION true: String,
});
structure!(default DELETE_CONFIG_RULE_REQUEST DeleteConfigRuleRequest {
    config_rule_name "ConfigRuleName" CONFIG_RULE_NAME true: String,
});
structure!(default DELETE_CONFIGURATION_AGGREGATOR_REQUEST DeleteConfigurationAggregatorRequest {
    configuration_aggregator_name "ConfigurationAggregatorName" CONFIGURATION_AGGREGATOR_NAME true: String,
});
structure!(default DELETE_CONFIGURATION_RECORDER_REQUEST DeleteConfigurationRecorderRequest {
    configuration_recorder_name "ConfigurationRecorderName" RECORDER_NAME true: String,
});
structure!(default DELETE_CONFORMANCE_PACK_REQUEST DeleteConformancePackRequest {
    conformance_pack_name "ConformancePackName" CONFORMANCE_PACK_NAME true: String,
});
structure!(default DELETE_CONNECTOR_REQUEST DeleteConnectorRequest {
    arn "Arn" AMAZON_RESOURCE_NAME true: String,
});
structure!(default DELETE_DELIVERY_CHANNEL_REQUEST DeleteDeliveryChannelRequest {
    delivery_channel_name "DeliveryChannelName" CHANNEL_NAME true: String,
});
structure!(default DELETE_EVALUATION_RESULTS_REQUEST DeleteEvaluationResultsRequest {
    config_rule_name "ConfigRuleName" STRING_WITH_CHAR_LIMIT64 true: String,
});
structure!(default DELETE_EVALUATION_RESULTS_RESPONSE DeleteEvaluationResultsResponse {
});
structure!(default DELETE_ORGANIZATION_CONFIG_RULE_REQUEST DeleteOrganizationConfigRuleRequest {
    organization_config_rule_name "OrganizationConfigRuleName" ORGANIZATION_CONFIG_RULE_NAME true: String,
});
structure!(default DELETE_ORGANIZATION_CONFORMANCE_PACK_REQUEST DeleteOrganizationConformancePackRequest {
    organization_conformance_pack_name "OrganizationConformancePackName" ORGANIZATION_CONFORMANCE_PACK_NAME true: String,
});
structure!(default DELETE_PENDING_AGGREGATION_REQUEST_REQUEST DeletePendingAggregationRequestRequest {
    requester_account_id "RequesterAccountId" ACCOUNT_ID true: String,
    requester_aws_region "RequesterAwsRegion" AWS_REGION true: String,
});
structure!(default DELETE_REMEDIATION_CONFIGURATION_REQUEST DeleteRemediationConfigurationRequest {
    config_rule_name "ConfigRuleName" CONFIG_RULE_NAME true: String,
    resource_type "ResourceType" STRING false: Option<String>,
});
structure!(default DELETE_REMEDIATION_CONFIGURATION_RESPONSE DeleteRemediationConfigurationResponse {
});
structure!(default DELETE_REMEDIATION_EXCEPTIONS_REQUEST DeleteRemediationExceptionsRequest {
    config_rule_name "ConfigRuleName" CONFIG_RULE_NAME true: String,
    resource_keys "ResourceKeys" REMEDIATION_EXCEPTION_RESOURCE_KEYS true: Vec<RemediationExceptionResourceKey>,
});
structure!(default DELETE_REMEDIATION_EXCEPTIONS_RESPONSE DeleteRemediationExceptionsResponse {
    failed_batches "FailedBatches" FAILED_DELETE_REMEDIATION_EXCEPTIONS_BATCHES false: Option<Vec<FailedDeleteRemediationExceptionsBatch>>,
});
structure!(default DELETE_RESOURCE_CONFIG_REQUEST DeleteResourceConfigRequest {
    resource_type "ResourceType" RESOURCE_TYPE_STRING true: String,
    resource_id "ResourceId" RESOURCE_ID true: String,
});
structure!(default DELETE_RETENTION_CONFIGURATION_REQUEST DeleteRetentionConfigurationRequest {
    retention_configuration_name "RetentionConfigurationName" RETENTION_CONFIGURATION_NAME true: String,
});
structure!(default DELETE_SERVICE_LINKED_CONFIGURATION_RECORDER_REQUEST DeleteServiceLinkedConfigurationRecorderRequest {
    service_principal "ServicePrincipal" SERVICE_PRINCIPAL false: Option<String>,
    arn "Arn" AMAZON_RESOURCE_NAME false: Option<String>,
});
structure!(default DELETE_SERVICE_LINKED_CONFIGURATION_RECORDER_RESPONSE DeleteServiceLinkedConfigurationRecorderResponse {
    arn "Arn" AMAZON_RESOURCE_NAME true: String,
    name "Name" RECORDER_NAME true: String,
});
structure!(default DELETE_STORED_QUERY_REQUEST DeleteStoredQueryRequest {
    query_name "QueryName" QUERY_NAME true: String,
});
structure!(default DELETE_STORED_QUERY_RESPONSE DeleteStoredQueryResponse {
});
structure!(default DELIVER_CONFIG_SNAPSHOT_REQUEST DeliverConfigSnapshotRequest {
    delivery_channel_name "deliveryChannelName" CHANNEL_NAME true: String,
});
structure!(default DELIVER_CONFIG_SNAPSHOT_RESPONSE DeliverConfigSnapshotResponse {
    config_snapshot_id "configSnapshotId" STRING false: Option<String>,
});
structure!(default DELIVERY_CHANNEL DeliveryChannel {
    name "name" CHANNEL_NAME false: Option<String>,
    s3_bucket_name "s3BucketName" STRING false: Option<String>,
    s3_key_prefix "s3KeyPrefix" STRING false: Option<String>,
    s3_kms_key_arn "s3KmsKeyArn" STRING false: Option<String>,
    sns_topic_arn "snsTopicARN" STRING false: Option<String>,
    config_snapshot_delivery_properties "configSnapshotDeliveryProperties" CONFIG_SNAPSHOT_DELIVERY_PROPERTIES false: Option<ConfigSnapshotDeliveryProperties>,
});
pub static DELIVERY_CHANNEL_LIST: Shape = list(&DELIVERY_CHANNEL, 0, UNLIMITED);
pub static DELIVERY_CHANNEL_NAME_LIST: Shape = list(&CHANNEL_NAME, 0, UNLIMITED);
structure!(default DELIVERY_CHANNEL_STATUS DeliveryChannelStatus {
    name "name" STRING false: Option<String>,
    config_snapshot_delivery_info "configSnapshotDeliveryInfo" CONFIG_EXPORT_DELIVERY_INFO false: Option<ConfigExportDeliveryInfo>,
    config_history_delivery_info "configHistoryDeliveryInfo" CONFIG_EXPORT_DELIVERY_INFO false: Option<ConfigExportDeliveryInfo>,
    config_stream_delivery_info "configStreamDeliveryInfo" CONFIG_STREAM_DELIVERY_INFO false: Option<ConfigStreamDeliveryInfo>,
});
pub static DELIVERY_CHANNEL_STATUS_LIST: Shape = list(&DELIVERY_CHANNEL_STATUS, 0, UNLIMITED);
pub static DELIVERY_S3_BUCKET: Shape = text(0, 63, "", "");
pub static DELIVERY_S3_KEY_PREFIX: Shape = text(0, 1024, "", "");
enumeration!(DELIVERY_STATUS DeliveryStatus { Success "Success", Failure "Failure", NotApplicable "Not_Applicable" });
structure!(default DESCRIBE_AGGREGATE_COMPLIANCE_BY_CONFIG_RULES_REQUEST DescribeAggregateComplianceByConfigRulesRequest {
    configuration_aggregator_name "ConfigurationAggregatorName" CONFIGURATION_AGGREGATOR_NAME true: String,
    filters "Filters" CONFIG_RULE_COMPLIANCE_FILTERS false: Option<ConfigRuleComplianceFilters>,
    limit "Limit" GROUP_BY_API_LIMIT false: Option<i64>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default DESCRIBE_AGGREGATE_COMPLIANCE_BY_CONFIG_RULES_RESPONSE DescribeAggregateComplianceByConfigRulesResponse {
    aggregate_compliance_by_config_rules "AggregateComplianceByConfigRules" AGGREGATE_COMPLIANCE_BY_CONFIG_RULE_LIST false: Option<Vec<AggregateComplianceByConfigRule>>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default DESCRIBE_AGGREGATE_COMPLIANCE_BY_CONFORMANCE_PACKS_REQUEST DescribeAggregateComplianceByConformancePacksRequest {
    configuration_aggregator_name "ConfigurationAggregatorName" CONFIGURATION_AGGREGATOR_NAME true: String,
    filters "Filters" AGGREGATE_CONFORMANCE_PACK_COMPLIANCE_FILTERS false: Option<AggregateConformancePackComplianceFilters>,
    limit "Limit" LIMIT false: Option<i64>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default DESCRIBE_AGGREGATE_COMPLIANCE_BY_CONFORMANCE_PACKS_RESPONSE DescribeAggregateComplianceByConformancePacksResponse {
    aggregate_compliance_by_conformance_packs "AggregateComplianceByConformancePacks" AGGREGATE_COMPLIANCE_BY_CONFORMANCE_PACK_LIST false: Option<Vec<AggregateComplianceByConformancePack>>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default DESCRIBE_AGGREGATION_AUTHORIZATIONS_REQUEST DescribeAggregationAuthorizationsRequest {
    limit "Limit" LIMIT false: Option<i64>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default DESCRIBE_AGGREGATION_AUTHORIZATIONS_RESPONSE DescribeAggregationAuthorizationsResponse {
    aggregation_authorizations "AggregationAuthorizations" AGGREGATION_AUTHORIZATION_LIST false: Option<Vec<AggregationAuthorization>>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default DESCRIBE_COMPLIANCE_BY_CONFIG_RULE_REQUEST DescribeComplianceByConfigRuleRequest {
    config_rule_names "ConfigRuleNames" CONFIG_RULE_NAMES false: Option<Vec<String>>,
    compliance_types "ComplianceTypes" COMPLIANCE_TYPES false: Option<Vec<ComplianceType>>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default DESCRIBE_COMPLIANCE_BY_CONFIG_RULE_RESPONSE DescribeComplianceByConfigRuleResponse {
    compliance_by_config_rules "ComplianceByConfigRules" COMPLIANCE_BY_CONFIG_RULES false: Option<Vec<ComplianceByConfigRule>>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default DESCRIBE_COMPLIANCE_BY_RESOURCE_REQUEST DescribeComplianceByResourceRequest {
    resource_type "ResourceType" STRING_WITH_CHAR_LIMIT256 false: Option<String>,
    resource_id "ResourceId" BASE_RESOURCE_ID false: Option<String>,
    compliance_types "ComplianceTypes" COMPLIANCE_TYPES false: Option<Vec<ComplianceType>>,
    limit "Limit" LIMIT false: Option<i64>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default DESCRIBE_COMPLIANCE_BY_RESOURCE_RESPONSE DescribeComplianceByResourceResponse {
    compliance_by_resources "ComplianceByResources" COMPLIANCE_BY_RESOURCES false: Option<Vec<ComplianceByResource>>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default DESCRIBE_CONFIG_RULE_EVALUATION_STATUS_REQUEST DescribeConfigRuleEvaluationStatusRequest {
    config_rule_names "ConfigRuleNames" CONFIG_RULE_NAMES false: Option<Vec<String>>,
    next_token "NextToken" STRING false: Option<String>,
    limit "Limit" RULE_LIMIT false: Option<i64>,
});
structure!(default DESCRIBE_CONFIG_RULE_EVALUATION_STATUS_RESPONSE DescribeConfigRuleEvaluationStatusResponse {
    config_rules_evaluation_status "ConfigRulesEvaluationStatus" CONFIG_RULE_EVALUATION_STATUS_LIST false: Option<Vec<ConfigRuleEvaluationStatus>>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default DESCRIBE_CONFIG_RULES_FILTERS DescribeConfigRulesFilters {
    evaluation_mode "EvaluationMode" EVALUATION_MODE false: Option<EvaluationMode>,
    rule_evaluation_visibility "RuleEvaluationVisibility" RULE_EVALUATION_VISIBILITY false: Option<RuleEvaluationVisibility>,
});
structure!(default DESCRIBE_CONFIG_RULES_REQUEST DescribeConfigRulesRequest {
    config_rule_names "ConfigRuleNames" CONFIG_RULE_NAMES false: Option<Vec<String>>,
    filters "Filters" DESCRIBE_CONFIG_RULES_FILTERS false: Option<DescribeConfigRulesFilters>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default DESCRIBE_CONFIG_RULES_RESPONSE DescribeConfigRulesResponse {
    config_rules "ConfigRules" CONFIG_RULES false: Option<Vec<ConfigRule>>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default DESCRIBE_CONFIGURATION_AGGREGATOR_SOURCES_STATUS_REQUEST DescribeConfigurationAggregatorSourcesStatusRequest {
    configuration_aggregator_name "ConfigurationAggregatorName" CONFIGURATION_AGGREGATOR_NAME true: String,
    update_status "UpdateStatus" AGGREGATED_SOURCE_STATUS_TYPE_LIST false: Option<Vec<AggregatedSourceStatusType>>,
    next_token "NextToken" STRING false: Option<String>,
    limit "Limit" LIMIT false: Option<i64>,
});
structure!(default DESCRIBE_CONFIGURATION_AGGREGATOR_SOURCES_STATUS_RESPONSE DescribeConfigurationAggregatorSourcesStatusResponse {
    aggregated_source_status_list "AggregatedSourceStatusList" AGGREGATED_SOURCE_STATUS_LIST false: Option<Vec<AggregatedSourceStatus>>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default DESCRIBE_CONFIGURATION_AGGREGATORS_REQUEST DescribeConfigurationAggregatorsRequest {
    configuration_aggregator_names "ConfigurationAggregatorNames" CONFIGURATION_AGGREGATOR_NAME_LIST false: Option<Vec<String>>,
    next_token "NextToken" STRING false: Option<String>,
    limit "Limit" LIMIT false: Option<i64>,
});
structure!(default DESCRIBE_CONFIGURATION_AGGREGATORS_RESPONSE DescribeConfigurationAggregatorsResponse {
    configuration_aggregators "ConfigurationAggregators" CONFIGURATION_AGGREGATOR_LIST false: Option<Vec<ConfigurationAggregator>>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default DESCRIBE_CONFIGURATION_RECORDER_STATUS_REQUEST DescribeConfigurationRecorderStatusRequest {
    configuration_recorder_names "ConfigurationRecorderNames" CONFIGURATION_RECORDER_NAME_LIST false: Option<Vec<String>>,
    service_principal "ServicePrincipal" SERVICE_PRINCIPAL false: Option<String>,
    arn "Arn" AMAZON_RESOURCE_NAME false: Option<String>,
});
structure!(default DESCRIBE_CONFIGURATION_RECORDER_STATUS_RESPONSE DescribeConfigurationRecorderStatusResponse {
    configuration_recorders_status "ConfigurationRecordersStatus" CONFIGURATION_RECORDER_STATUS_LIST false: Option<Vec<ConfigurationRecorderStatus>>,
});
structure!(default DESCRIBE_CONFIGURATION_RECORDERS_REQUEST DescribeConfigurationRecordersRequest {
    configuration_recorder_names "ConfigurationRecorderNames" CONFIGURATION_RECORDER_NAME_LIST false: Option<Vec<String>>,
    service_principal "ServicePrincipal" SERVICE_PRINCIPAL false: Option<String>,
    arn "Arn" AMAZON_RESOURCE_NAME false: Option<String>,
});
structure!(default DESCRIBE_CONFIGURATION_RECORDERS_RESPONSE DescribeConfigurationRecordersResponse {
    configuration_recorders "ConfigurationRecorders" CONFIGURATION_RECORDER_LIST false: Option<Vec<ConfigurationRecorder>>,
});
pub static DESCRIBE_CONFORMANCE_PACK_COMPLIANCE_LIMIT: Shape = integer(0, 1000, "Integer");
structure!(default DESCRIBE_CONFORMANCE_PACK_COMPLIANCE_REQUEST DescribeConformancePackComplianceRequest {
    conformance_pack_name "ConformancePackName" CONFORMANCE_PACK_NAME true: String,
    filters "Filters" CONFORMANCE_PACK_COMPLIANCE_FILTERS false: Option<ConformancePackComplianceFilters>,
    limit "Limit" DESCRIBE_CONFORMANCE_PACK_COMPLIANCE_LIMIT false: Option<i64>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default DESCRIBE_CONFORMANCE_PACK_COMPLIANCE_RESPONSE DescribeConformancePackComplianceResponse {
    conformance_pack_name "ConformancePackName" CONFORMANCE_PACK_NAME true: String,
    conformance_pack_rule_compliance_list "ConformancePackRuleComplianceList" CONFORMANCE_PACK_RULE_COMPLIANCE_LIST true: Vec<ConformancePackRuleCompliance>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default DESCRIBE_CONFORMANCE_PACK_STATUS_REQUEST DescribeConformancePackStatusRequest {
    conformance_pack_names "ConformancePackNames" CONFORMANCE_PACK_NAMES_LIST false: Option<Vec<String>>,
    filters "Filters" DESCRIBE_CONFORMANCE_PACKS_FILTERS false: Option<DescribeConformancePacksFilters>,
    limit "Limit" PAGE_SIZE_LIMIT false: Option<i64>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default DESCRIBE_CONFORMANCE_PACK_STATUS_RESPONSE DescribeConformancePackStatusResponse {
    conformance_pack_status_details "ConformancePackStatusDetails" CONFORMANCE_PACK_STATUS_DETAILS_LIST false: Option<Vec<ConformancePackStatusDetail>>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default DESCRIBE_CONFORMANCE_PACKS_FILTERS DescribeConformancePacksFilters {
    types "Types" CONFORMANCE_PACK_TYPE_LIST false: Option<Vec<ConformancePackType>>,
});
structure!(default DESCRIBE_CONFORMANCE_PACKS_REQUEST DescribeConformancePacksRequest {
    conformance_pack_names "ConformancePackNames" CONFORMANCE_PACK_NAMES_LIST false: Option<Vec<String>>,
    filters "Filters" DESCRIBE_CONFORMANCE_PACKS_FILTERS false: Option<DescribeConformancePacksFilters>,
    limit "Limit" PAGE_SIZE_LIMIT false: Option<i64>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default DESCRIBE_CONFORMANCE_PACKS_RESPONSE DescribeConformancePacksResponse {
    conformance_pack_details "ConformancePackDetails" CONFORMANCE_PACK_DETAIL_LIST false: Option<Vec<ConformancePackDetail>>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default DESCRIBE_DELIVERY_CHANNEL_STATUS_REQUEST DescribeDeliveryChannelStatusRequest {
    delivery_channel_names "DeliveryChannelNames" DELIVERY_CHANNEL_NAME_LIST false: Option<Vec<String>>,
});
structure!(default DESCRIBE_DELIVERY_CHANNEL_STATUS_RESPONSE DescribeDeliveryChannelStatusResponse {
    delivery_channels_status "DeliveryChannelsStatus" DELIVERY_CHANNEL_STATUS_LIST false: Option<Vec<DeliveryChannelStatus>>,
});
structure!(default DESCRIBE_DELIVERY_CHANNELS_REQUEST DescribeDeliveryChannelsRequest {
    delivery_channel_names "DeliveryChannelNames" DELIVERY_CHANNEL_NAME_LIST false: Option<Vec<String>>,
});
structure!(default DESCRIBE_DELIVERY_CHANNELS_RESPONSE DescribeDeliveryChannelsResponse {
    delivery_channels "DeliveryChannels" DELIVERY_CHANNEL_LIST false: Option<Vec<DeliveryChannel>>,
});
structure!(default DESCRIBE_ORGANIZATION_CONFIG_RULE_STATUSES_REQUEST DescribeOrganizationConfigRuleStatusesRequest {
    organization_config_rule_names "OrganizationConfigRuleNames" ORGANIZATION_CONFIG_RULE_NAMES false: Option<Vec<String>>,
    limit "Limit" COSMOS_PAGE_LIMIT false: Option<i64>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default DESCRIBE_ORGANIZATION_CONFIG_RULE_STATUSES_RESPONSE DescribeOrganizationConfigRuleStatusesResponse {
    organization_config_rule_statuses "OrganizationConfigRuleStatuses" ORGANIZATION_CONFIG_RULE_STATUSES false: Option<Vec<OrganizationConfigRuleStatus>>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default DESCRIBE_ORGANIZATION_CONFIG_RULES_REQUEST DescribeOrganizationConfigRulesRequest {
    organization_config_rule_names "OrganizationConfigRuleNames" ORGANIZATION_CONFIG_RULE_NAMES false: Option<Vec<String>>,
    limit "Limit" COSMOS_PAGE_LIMIT false: Option<i64>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default DESCRIBE_ORGANIZATION_CONFIG_RULES_RESPONSE DescribeOrganizationConfigRulesResponse {
    organization_config_rules "OrganizationConfigRules" ORGANIZATION_CONFIG_RULES false: Option<Vec<OrganizationConfigRule>>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default DESCRIBE_ORGANIZATION_CONFORMANCE_PACK_STATUSES_REQUEST DescribeOrganizationConformancePackStatusesRequest {
    organization_conformance_pack_names "OrganizationConformancePackNames" ORGANIZATION_CONFORMANCE_PACK_NAMES false: Option<Vec<String>>,
    limit "Limit" COSMOS_PAGE_LIMIT false: Option<i64>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default DESCRIBE_ORGANIZATION_CONFORMANCE_PACK_STATUSES_RESPONSE DescribeOrganizationConformancePackStatusesResponse {
    organization_conformance_pack_statuses "OrganizationConformancePackStatuses" ORGANIZATION_CONFORMANCE_PACK_STATUSES false: Option<Vec<OrganizationConformancePackStatus>>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default DESCRIBE_ORGANIZATION_CONFORMANCE_PACKS_REQUEST DescribeOrganizationConformancePacksRequest {
    organization_conformance_pack_names "OrganizationConformancePackNames" ORGANIZATION_CONFORMANCE_PACK_NAMES false: Option<Vec<String>>,
    limit "Limit" COSMOS_PAGE_LIMIT false: Option<i64>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default DESCRIBE_ORGANIZATION_CONFORMANCE_PACKS_RESPONSE DescribeOrganizationConformancePacksResponse {
    organization_conformance_packs "OrganizationConformancePacks" ORGANIZATION_CONFORMANCE_PACKS false: Option<Vec<OrganizationConformancePack>>,
    next_token "NextToken" STRING false: Option<String>,
});
pub static DESCRIBE_PENDING_AGGREGATION_REQUESTS_LIMIT: Shape = integer(0, 20, "Integer");
structure!(default DESCRIBE_PENDING_AGGREGATION_REQUESTS_REQUEST DescribePendingAggregationRequestsRequest {
    limit "Limit" DESCRIBE_PENDING_AGGREGATION_REQUESTS_LIMIT false: Option<i64>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default DESCRIBE_PENDING_AGGREGATION_REQUESTS_RESPONSE DescribePendingAggregationRequestsResponse {
    pending_aggregation_requests "PendingAggregationRequests" PENDING_AGGREGATION_REQUEST_LIST false: Option<Vec<PendingAggregationRequest>>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default DESCRIBE_REMEDIATION_CONFIGURATIONS_REQUEST DescribeRemediationConfigurationsRequest {
    config_rule_names "ConfigRuleNames" CONFIG_RULE_NAMES true: Vec<String>,
});
structure!(default DESCRIBE_REMEDIATION_CONFIGURATIONS_RESPONSE DescribeRemediationConfigurationsResponse {
    remediation_configurations "RemediationConfigurations" REMEDIATION_CONFIGURATIONS false: Option<Vec<RemediationConfiguration>>,
});
structure!(default DESCRIBE_REMEDIATION_EXCEPTIONS_REQUEST DescribeRemediationExceptionsRequest {
    config_rule_name "ConfigRuleName" CONFIG_RULE_NAME true: String,
    resource_keys "ResourceKeys" REMEDIATION_EXCEPTION_RESOURCE_KEYS false: Option<Vec<RemediationExceptionResourceKey>>,
    limit "Limit" LIMIT false: Option<i64>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default DESCRIBE_REMEDIATION_EXCEPTIONS_RESPONSE DescribeRemediationExceptionsResponse {
    remediation_exceptions "RemediationExceptions" REMEDIATION_EXCEPTIONS false: Option<Vec<RemediationException>>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default DESCRIBE_REMEDIATION_EXECUTION_STATUS_REQUEST DescribeRemediationExecutionStatusRequest {
    config_rule_name "ConfigRuleName" CONFIG_RULE_NAME true: String,
    resource_keys "ResourceKeys" RESOURCE_KEYS false: Option<Vec<ResourceKey>>,
    limit "Limit" LIMIT false: Option<i64>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default DESCRIBE_REMEDIATION_EXECUTION_STATUS_RESPONSE DescribeRemediationExecutionStatusResponse {
    remediation_execution_statuses "RemediationExecutionStatuses" REMEDIATION_EXECUTION_STATUSES false: Option<Vec<RemediationExecutionStatus>>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default DESCRIBE_RETENTION_CONFIGURATIONS_REQUEST DescribeRetentionConfigurationsRequest {
    retention_configuration_names "RetentionConfigurationNames" RETENTION_CONFIGURATION_NAME_LIST false: Option<Vec<String>>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default DESCRIBE_RETENTION_CONFIGURATIONS_RESPONSE DescribeRetentionConfigurationsResponse {
    retention_configurations "RetentionConfigurations" RETENTION_CONFIGURATION_LIST false: Option<Vec<RetentionConfiguration>>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
pub static DESCRIPTION: Shape = text(1, 256, "", "");
structure!(default DISASSOCIATE_RESOURCE_TYPES_REQUEST DisassociateResourceTypesRequest {
    configuration_recorder_arn "ConfigurationRecorderArn" AMAZON_RESOURCE_NAME true: String,
    resource_types "ResourceTypes" RESOURCE_TYPE_LIST true: Vec<String>,
});
structure!(default DISASSOCIATE_RESOURCE_TYPES_RESPONSE DisassociateResourceTypesResponse {
    configuration_recorder "ConfigurationRecorder" CONFIGURATION_RECORDER true: ConfigurationRecorder,
});
pub static DISCOVERED_RESOURCE_IDENTIFIER_LIST: Shape = list(&AGGREGATE_RESOURCE_IDENTIFIER, 0, UNLIMITED);
pub static EARLIER_TIME: Shape = Shape::Timestamp;
pub static EMPTIABLE_STRING_WITH_CHAR_LIMIT256: Shape = text(0, 256, "", "");
pub static ERROR_MESSAGE: Shape = text(0, UNLIMITED, "", "");
structure!(EVALUATION Evaluation {
    compliance_resource_type "ComplianceResourceType" STRING_WITH_CHAR_LIMIT256 true: String,
    compliance_resource_id "ComplianceResourceId" BASE_RESOURCE_ID true: String,
    compliance_type "ComplianceType" COMPLIANCE_TYPE true: ComplianceType,
    annotation "Annotation" STRING_WITH_CHAR_LIMIT256 false: Option<String>,
    ordering_timestamp "OrderingTimestamp" ORDERING_TIMESTAMP true: Timestamp,
});
structure!(default EVALUATION_CONTEXT EvaluationContext {
    evaluation_context_identifier "EvaluationContextIdentifier" EVALUATION_CONTEXT_IDENTIFIER false: Option<String>,
});
pub static EVALUATION_CONTEXT_IDENTIFIER: Shape = text(1, 128, "", "");
enumeration!(EVALUATION_MODE EvaluationMode { Detective "DETECTIVE", Proactive "PROACTIVE" });
structure!(default EVALUATION_MODE_CONFIGURATION EvaluationModeConfiguration {
    mode "Mode" EVALUATION_MODE false: Option<EvaluationMode>,
});
pub static EVALUATION_MODES: Shape = list(&EVALUATION_MODE_CONFIGURATION, 0, UNLIMITED);
structure!(default EVALUATION_RESULT EvaluationResult {
    evaluation_result_identifier "EvaluationResultIdentifier" EVALUATION_RESULT_IDENTIFIER false: Option<EvaluationResultIdentifier>,
    compliance_type "ComplianceType" COMPLIANCE_TYPE false: Option<ComplianceType>,
    result_recorded_time "ResultRecordedTime" DATE false: Option<Timestamp>,
    config_rule_invoked_time "ConfigRuleInvokedTime" DATE false: Option<Timestamp>,
    annotation "Annotation" STRING_WITH_CHAR_LIMIT256 false: Option<String>,
    result_token "ResultToken" STRING false: Option<String>,
});
structure!(default EVALUATION_RESULT_IDENTIFIER EvaluationResultIdentifier {
    evaluation_result_qualifier "EvaluationResultQualifier" EVALUATION_RESULT_QUALIFIER false: Option<EvaluationResultQualifier>,
    ordering_timestamp "OrderingTimestamp" DATE false: Option<Timestamp>,
    resource_evaluation_id "ResourceEvaluationId" RESOURCE_EVALUATION_ID false: Option<String>,
});
structure!(default EVALUATION_RESULT_QUALIFIER EvaluationResultQualifier {
    config_rule_name "ConfigRuleName" CONFIG_RULE_NAME false: Option<String>,
    resource_type "ResourceType" STRING_WITH_CHAR_LIMIT256 false: Option<String>,
    resource_id "ResourceId" BASE_RESOURCE_ID false: Option<String>,
    evaluation_mode "EvaluationMode" EVALUATION_MODE false: Option<EvaluationMode>,
});
pub static EVALUATION_RESULTS: Shape = list(&EVALUATION_RESULT, 0, UNLIMITED);
structure!(EVALUATION_STATUS EvaluationStatus {
    status "Status" RESOURCE_EVALUATION_STATUS true: ResourceEvaluationStatus,
    failure_reason "FailureReason" STRING_WITH_CHAR_LIMIT1024 false: Option<String>,
});
pub static EVALUATION_TIMEOUT: Shape = integer(0, 3600, "Integer");
pub static EVALUATIONS: Shape = list(&EVALUATION, 0, 100);
enumeration!(EVENT_SOURCE EventSource { AwsConfig "aws.config" });
pub static EXCLUDED_ACCOUNTS: Shape = list(&ACCOUNT_ID, 0, 1000);
structure!(default EXCLUSION_BY_RESOURCE_TYPES ExclusionByResourceTypes {
    resource_types "resourceTypes" RESOURCE_TYPE_LIST false: Option<Vec<String>>,
});
structure!(default EXECUTION_CONTROLS ExecutionControls {
    ssm_controls "SsmControls" SSM_CONTROLS false: Option<SsmControls>,
});
pub static EXPRESSION: Shape = text(1, 4096, "", "");
structure!(EXTERNAL_EVALUATION ExternalEvaluation {
    compliance_resource_type "ComplianceResourceType" STRING_WITH_CHAR_LIMIT256 true: String,
    compliance_resource_id "ComplianceResourceId" BASE_RESOURCE_ID true: String,
    compliance_type "ComplianceType" COMPLIANCE_TYPE true: ComplianceType,
    annotation "Annotation" STRING_WITH_CHAR_LIMIT256 false: Option<String>,
    ordering_timestamp "OrderingTimestamp" ORDERING_TIMESTAMP true: Timestamp,
});
structure!(default FAILED_DELETE_REMEDIATION_EXCEPTIONS_BATCH FailedDeleteRemediationExceptionsBatch {
    failure_message "FailureMessage" STRING false: Option<String>,
    failed_items "FailedItems" REMEDIATION_EXCEPTION_RESOURCE_KEYS false: Option<Vec<RemediationExceptionResourceKey>>,
});
pub static FAILED_DELETE_REMEDIATION_EXCEPTIONS_BATCHES: Shape = list(&FAILED_DELETE_REMEDIATION_EXCEPTIONS_BATCH, 0, UNLIMITED);
structure!(default FAILED_REMEDIATION_BATCH FailedRemediationBatch {
    failure_message "FailureMessage" STRING false: Option<String>,
    failed_items "FailedItems" REMEDIATION_CONFIGURATIONS false: Option<Vec<RemediationConfiguration>>,
});
pub static FAILED_REMEDIATION_BATCHES: Shape = list(&FAILED_REMEDIATION_BATCH, 0, UNLIMITED);
structure!(default FAILED_REMEDIATION_EXCEPTION_BATCH FailedRemediationExceptionBatch {
    failure_message "FailureMessage" STRING false: Option<String>,
    failed_items "FailedItems" REMEDIATION_EXCEPTIONS false: Option<Vec<RemediationException>>,
});
pub static FAILED_REMEDIATION_EXCEPTION_BATCHES: Shape = list(&FAILED_REMEDIATION_EXCEPTION_BATCH, 0, UNLIMITED);
structure!(default FIELD_INFO FieldInfo {
    name "Name" FIELD_NAME false: Option<String>,
});
pub static FIELD_INFO_LIST: Shape = list(&FIELD_INFO, 0, UNLIMITED);
pub static FIELD_NAME: Shape = text(0, UNLIMITED, "", "");
pub static FILTER_VALUE_LIST: Shape = list(&STRING, 0, 10);
structure!(default GCP_CONNECTOR_CONFIGURATION GcpConnectorConfiguration {
    gcp_organization_id "gcpOrganizationId" GCP_ORGANIZATION_ID false: Option<String>,
    service_account_email "serviceAccountEmail" GCP_SERVICE_ACCOUNT_EMAIL true: String,
    workload_identity_pool_provider "workloadIdentityPoolProvider" GCP_WORKLOAD_IDENTITY_POOL_PROVIDER true: String,
});
pub static GCP_ORGANIZATION_ID: Shape = text(1, 20, "", "");
pub static GCP_SERVICE_ACCOUNT_EMAIL: Shape = text(1, 256, "^[a-z][a-z0-9\\-]*@[a-z][a-z0-9\\-]*[a-z0-9]\\.iam\\.gserviceaccount\\.com$", "^(?:^[a-z][a-z0-9\\-]*@[a-z][a-z0-9\\-]*[a-z0-9]\\.iam\\.gserviceaccount\\.com$)$");
pub static GCP_WORKLOAD_IDENTITY_POOL_PROVIDER: Shape = text(1, 512, "^projects/[0-9]+/locations/global/workloadIdentityPools/[^/]+/providers/[^/]+$", "^(?:^projects/[0-9]+/locations/global/workloadIdentityPools/[^/]+/providers/[^/]+$)$");
structure!(default GET_AGGREGATE_COMPLIANCE_DETAILS_BY_CONFIG_RULE_REQUEST GetAggregateComplianceDetailsByConfigRuleRequest {
    configuration_aggregator_name "ConfigurationAggregatorName" CONFIGURATION_AGGREGATOR_NAME true: String,
    config_rule_name "ConfigRuleName" CONFIG_RULE_NAME true: String,
    account_id "AccountId" ACCOUNT_ID true: String,
    aws_region "AwsRegion" AWS_REGION true: String,
    compliance_type "ComplianceType" COMPLIANCE_TYPE false: Option<ComplianceType>,
    limit "Limit" LIMIT false: Option<i64>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default GET_AGGREGATE_COMPLIANCE_DETAILS_BY_CONFIG_RULE_RESPONSE GetAggregateComplianceDetailsByConfigRuleResponse {
    aggregate_evaluation_results "AggregateEvaluationResults" AGGREGATE_EVALUATION_RESULT_LIST false: Option<Vec<AggregateEvaluationResult>>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default GET_AGGREGATE_CONFIG_RULE_COMPLIANCE_SUMMARY_REQUEST GetAggregateConfigRuleComplianceSummaryRequest {
    configuration_aggregator_name "ConfigurationAggregatorName" CONFIGURATION_AGGREGATOR_NAME true: String,
    filters "Filters" CONFIG_RULE_COMPLIANCE_SUMMARY_FILTERS false: Option<ConfigRuleComplianceSummaryFilters>,
    group_by_key "GroupByKey" CONFIG_RULE_COMPLIANCE_SUMMARY_GROUP_KEY false: Option<ConfigRuleComplianceSummaryGroupKey>,
    limit "Limit" GROUP_BY_API_LIMIT false: Option<i64>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default GET_AGGREGATE_CONFIG_RULE_COMPLIANCE_SUMMARY_RESPONSE GetAggregateConfigRuleComplianceSummaryResponse {
    group_by_key "GroupByKey" STRING_WITH_CHAR_LIMIT256 false: Option<String>,
    aggregate_compliance_counts "AggregateComplianceCounts" AGGREGATE_COMPLIANCE_COUNT_LIST false: Option<Vec<AggregateComplianceCount>>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default GET_AGGREGATE_CONFORMANCE_PACK_COMPLIANCE_SUMMARY_REQUEST GetAggregateConformancePackComplianceSummaryRequest {
    configuration_aggregator_name "ConfigurationAggregatorName" CONFIGURATION_AGGREGATOR_NAME true: String,
    filters "Filters" AGGREGATE_CONFORMANCE_PACK_COMPLIANCE_SUMMARY_FILTERS false: Option<AggregateConformancePackComplianceSummaryFilters>,
    group_by_key "GroupByKey" AGGREGATE_CONFORMANCE_PACK_COMPLIANCE_SUMMARY_GROUP_KEY false: Option<AggregateConformancePackComplianceSummaryGroupKey>,
    limit "Limit" LIMIT false: Option<i64>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default GET_AGGREGATE_CONFORMANCE_PACK_COMPLIANCE_SUMMARY_RESPONSE GetAggregateConformancePackComplianceSummaryResponse {
    aggregate_conformance_pack_compliance_summaries "AggregateConformancePackComplianceSummaries" AGGREGATE_CONFORMANCE_PACK_COMPLIANCE_SUMMARY_LIST false: Option<Vec<AggregateConformancePackComplianceSummary>>,
    group_by_key "GroupByKey" STRING_WITH_CHAR_LIMIT256 false: Option<String>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default GET_AGGREGATE_DISCOVERED_RESOURCE_COUNTS_REQUEST GetAggregateDiscoveredResourceCountsRequest {
    configuration_aggregator_name "ConfigurationAggregatorName" CONFIGURATION_AGGREGATOR_NAME true: String,
    filters "Filters" RESOURCE_COUNT_FILTERS false: Option<ResourceCountFilters>,
    group_by_key "GroupByKey" RESOURCE_COUNT_GROUP_KEY false: Option<ResourceCountGroupKey>,
    limit "Limit" GROUP_BY_API_LIMIT false: Option<i64>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default GET_AGGREGATE_DISCOVERED_RESOURCE_COUNTS_RESPONSE GetAggregateDiscoveredResourceCountsResponse {
    total_discovered_resources "TotalDiscoveredResources" LONG true: i64,
    group_by_key "GroupByKey" STRING_WITH_CHAR_LIMIT256 false: Option<String>,
    grouped_resource_counts "GroupedResourceCounts" GROUPED_RESOURCE_COUNT_LIST false: Option<Vec<GroupedResourceCount>>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default GET_AGGREGATE_RESOURCE_CONFIG_REQUEST GetAggregateResourceConfigRequest {
    configuration_aggregator_name "ConfigurationAggregatorName" CONFIGURATION_AGGREGATOR_NAME true: String,
    resource_identifier "ResourceIdentifier" AGGREGATE_RESOURCE_IDENTIFIER true: AggregateResourceIdentifier,
});
structure!(default GET_AGGREGATE_RESOURCE_CONFIG_RESPONSE GetAggregateResourceConfigResponse {
    configuration_item "ConfigurationItem" CONFIGURATION_ITEM false: Option<ConfigurationItem>,
});
structure!(default GET_COMPLIANCE_DETAILS_BY_CONFIG_RULE_REQUEST GetComplianceDetailsByConfigRuleRequest {
    config_rule_name "ConfigRuleName" STRING_WITH_CHAR_LIMIT64 true: String,
    compliance_types "ComplianceTypes" COMPLIANCE_TYPES false: Option<Vec<ComplianceType>>,
    limit "Limit" LIMIT false: Option<i64>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default GET_COMPLIANCE_DETAILS_BY_CONFIG_RULE_RESPONSE GetComplianceDetailsByConfigRuleResponse {
    evaluation_results "EvaluationResults" EVALUATION_RESULTS false: Option<Vec<EvaluationResult>>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default GET_COMPLIANCE_DETAILS_BY_RESOURCE_REQUEST GetComplianceDetailsByResourceRequest {
    resource_type "ResourceType" STRING_WITH_CHAR_LIMIT256 false: Option<String>,
    resource_id "ResourceId" BASE_RESOURCE_ID false: Option<String>,
    compliance_types "ComplianceTypes" COMPLIANCE_TYPES false: Option<Vec<ComplianceType>>,
    next_token "NextToken" STRING false: Option<String>,
    resource_evaluation_id "ResourceEvaluationId" RESOURCE_EVALUATION_ID false: Option<String>,
});
structure!(default GET_COMPLIANCE_DETAILS_BY_RESOURCE_RESPONSE GetComplianceDetailsByResourceResponse {
    evaluation_results "EvaluationResults" EVALUATION_RESULTS false: Option<Vec<EvaluationResult>>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default GET_COMPLIANCE_SUMMARY_BY_CONFIG_RULE_RESPONSE GetComplianceSummaryByConfigRuleResponse {
    compliance_summary "ComplianceSummary" COMPLIANCE_SUMMARY false: Option<ComplianceSummary>,
});
structure!(default GET_COMPLIANCE_SUMMARY_BY_RESOURCE_TYPE_REQUEST GetComplianceSummaryByResourceTypeRequest {
    resource_types "ResourceTypes" RESOURCE_TYPES false: Option<Vec<String>>,
});
structure!(default GET_COMPLIANCE_SUMMARY_BY_RESOURCE_TYPE_RESPONSE GetComplianceSummaryByResourceTypeResponse {
    compliance_summaries_by_resource_type "ComplianceSummariesByResourceType" COMPLIANCE_SUMMARIES_BY_RESOURCE_TYPE false: Option<Vec<ComplianceSummaryByResourceType>>,
});
pub static GET_CONFORMANCE_PACK_COMPLIANCE_DETAILS_LIMIT: Shape = integer(0, 100, "Integer");
structure!(default GET_CONFORMANCE_PACK_COMPLIANCE_DETAILS_REQUEST GetConformancePackComplianceDetailsRequest {
    conformance_pack_name "ConformancePackName" CONFORMANCE_PACK_NAME true: String,
    filters "Filters" CONFORMANCE_PACK_EVALUATION_FILTERS false: Option<ConformancePackEvaluationFilters>,
    limit "Limit" GET_CONFORMANCE_PACK_COMPLIANCE_DETAILS_LIMIT false: Option<i64>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default GET_CONFORMANCE_PACK_COMPLIANCE_DETAILS_RESPONSE GetConformancePackComplianceDetailsResponse {
    conformance_pack_name "ConformancePackName" CONFORMANCE_PACK_NAME true: String,
    conformance_pack_rule_evaluation_results "ConformancePackRuleEvaluationResults" CONFORMANCE_PACK_RULE_EVALUATION_RESULTS_LIST false: Option<Vec<ConformancePackEvaluationResult>>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default GET_CONFORMANCE_PACK_COMPLIANCE_SUMMARY_REQUEST GetConformancePackComplianceSummaryRequest {
    conformance_pack_names "ConformancePackNames" CONFORMANCE_PACK_NAMES_TO_SUMMARIZE_LIST true: Vec<String>,
    limit "Limit" PAGE_SIZE_LIMIT false: Option<i64>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default GET_CONFORMANCE_PACK_COMPLIANCE_SUMMARY_RESPONSE GetConformancePackComplianceSummaryResponse {
    conformance_pack_compliance_summary_list "ConformancePackComplianceSummaryList" CONFORMANCE_PACK_COMPLIANCE_SUMMARY_LIST false: Option<Vec<ConformancePackComplianceSummary>>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default GET_CONNECTOR_REQUEST GetConnectorRequest {
    arn "Arn" AMAZON_RESOURCE_NAME true: String,
});
structure!(default GET_CONNECTOR_RESPONSE GetConnectorResponse {
    connector "Connector" CONNECTOR true: Connector,
});
structure!(default GET_CUSTOM_RULE_POLICY_REQUEST GetCustomRulePolicyRequest {
    config_rule_name "ConfigRuleName" CONFIG_RULE_NAME false: Option<String>,
});
structure!(default GET_CUSTOM_RULE_POLICY_RESPONSE GetCustomRulePolicyResponse {
    policy_text "PolicyText" POLICY_TEXT false: Option<String>,
});
structure!(default GET_DISCOVERED_RESOURCE_COUNTS_REQUEST GetDiscoveredResourceCountsRequest {
    resource_types "resourceTypes" RESOURCE_TYPES false: Option<Vec<String>>,
    limit "limit" LIMIT false: Option<i64>,
    next_token "nextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default GET_DISCOVERED_RESOURCE_COUNTS_RESPONSE GetDiscoveredResourceCountsResponse {
    total_discovered_resources "totalDiscoveredResources" LONG false: Option<i64>,
    resource_counts "resourceCounts" RESOURCE_COUNTS false: Option<Vec<ResourceCount>>,
    next_token "nextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default GET_ORGANIZATION_CONFIG_RULE_DETAILED_STATUS_REQUEST GetOrganizationConfigRuleDetailedStatusRequest {
    organization_config_rule_name "OrganizationConfigRuleName" ORGANIZATION_CONFIG_RULE_NAME true: String,
    filters "Filters" STATUS_DETAIL_FILTERS false: Option<StatusDetailFilters>,
    limit "Limit" COSMOS_PAGE_LIMIT false: Option<i64>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default GET_ORGANIZATION_CONFIG_RULE_DETAILED_STATUS_RESPONSE GetOrganizationConfigRuleDetailedStatusResponse {
    organization_config_rule_detailed_status "OrganizationConfigRuleDetailedStatus" ORGANIZATION_CONFIG_RULE_DETAILED_STATUS false: Option<Vec<MemberAccountStatus>>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default GET_ORGANIZATION_CONFORMANCE_PACK_DETAILED_STATUS_REQUEST GetOrganizationConformancePackDetailedStatusRequest {
    organization_conformance_pack_name "OrganizationConformancePackName" ORGANIZATION_CONFORMANCE_PACK_NAME true: String,
    filters "Filters" ORGANIZATION_RESOURCE_DETAILED_STATUS_FILTERS false: Option<OrganizationResourceDetailedStatusFilters>,
    limit "Limit" COSMOS_PAGE_LIMIT false: Option<i64>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default GET_ORGANIZATION_CONFORMANCE_PACK_DETAILED_STATUS_RESPONSE GetOrganizationConformancePackDetailedStatusResponse {
    organization_conformance_pack_detailed_statuses "OrganizationConformancePackDetailedStatuses" ORGANIZATION_CONFORMANCE_PACK_DETAILED_STATUSES false: Option<Vec<OrganizationConformancePackDetailedStatus>>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default GET_ORGANIZATION_CUSTOM_RULE_POLICY_REQUEST GetOrganizationCustomRulePolicyRequest {
    organization_config_rule_name "OrganizationConfigRuleName" ORGANIZATION_CONFIG_RULE_NAME true: String,
});
structure!(default GET_ORGANIZATION_CUSTOM_RULE_POLICY_RESPONSE GetOrganizationCustomRulePolicyResponse {
    policy_text "PolicyText" POLICY_TEXT false: Option<String>,
});
structure!(default GET_RESOURCE_CONFIG_HISTORY_REQUEST GetResourceConfigHistoryRequest {
    resource_type "resourceType" RESOURCE_TYPE true: String,
    resource_id "resourceId" RESOURCE_ID true: String,
    later_time "laterTime" LATER_TIME false: Option<Timestamp>,
    earlier_time "earlierTime" EARLIER_TIME false: Option<Timestamp>,
    chronological_order "chronologicalOrder" CHRONOLOGICAL_ORDER false: Option<ChronologicalOrder>,
    limit "limit" LIMIT false: Option<i64>,
    next_token "nextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default GET_RESOURCE_CONFIG_HISTORY_RESPONSE GetResourceConfigHistoryResponse {
    configuration_items "configurationItems" CONFIGURATION_ITEM_LIST false: Option<Vec<ConfigurationItem>>,
    next_token "nextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default GET_RESOURCE_EVALUATION_SUMMARY_REQUEST GetResourceEvaluationSummaryRequest {
    resource_evaluation_id "ResourceEvaluationId" RESOURCE_EVALUATION_ID true: String,
});
structure!(default GET_RESOURCE_EVALUATION_SUMMARY_RESPONSE GetResourceEvaluationSummaryResponse {
    resource_evaluation_id "ResourceEvaluationId" RESOURCE_EVALUATION_ID false: Option<String>,
    evaluation_mode "EvaluationMode" EVALUATION_MODE false: Option<EvaluationMode>,
    evaluation_status "EvaluationStatus" EVALUATION_STATUS false: Option<EvaluationStatus>,
    evaluation_start_timestamp "EvaluationStartTimestamp" DATE false: Option<Timestamp>,
    compliance "Compliance" COMPLIANCE_TYPE false: Option<ComplianceType>,
    evaluation_context "EvaluationContext" EVALUATION_CONTEXT false: Option<EvaluationContext>,
    resource_details "ResourceDetails" RESOURCE_DETAILS false: Option<ResourceDetails>,
});
structure!(default GET_STORED_QUERY_REQUEST GetStoredQueryRequest {
    query_name "QueryName" QUERY_NAME true: String,
});
structure!(default GET_STORED_QUERY_RESPONSE GetStoredQueryResponse {
    stored_query "StoredQuery" STORED_QUERY false: Option<StoredQuery>,
});
pub static GROUP_BY_API_LIMIT: Shape = integer(0, 1000, "Integer");
structure!(default GROUPED_RESOURCE_COUNT GroupedResourceCount {
    group_name "GroupName" STRING_WITH_CHAR_LIMIT256 true: String,
    resource_count "ResourceCount" LONG true: i64,
});
pub static GROUPED_RESOURCE_COUNT_LIST: Shape = list(&GROUPED_RESOURCE_COUNT, 0, UNLIMITED);
pub static INCLUDE_GLOBAL_RESOURCE_TYPES: Shape = Shape::Boolean;
pub static INCLUDED_REGIONS: Shape = list(&THIRD_PARTY_CLOUD_REGION, 0, 200);
pub static INTEGER: Shape = integer(-2147483648, 2147483647, "Integer");
pub static LAST_UPDATED_TIME: Shape = Shape::Timestamp;
pub static LATER_TIME: Shape = Shape::Timestamp;
pub static LIMIT: Shape = integer(0, 100, "Integer");
structure!(default LIST_AGGREGATE_DISCOVERED_RESOURCES_REQUEST ListAggregateDiscoveredResourcesRequest {
    configuration_aggregator_name "ConfigurationAggregatorName" CONFIGURATION_AGGREGATOR_NAME true: String,
    resource_type "ResourceType" RESOURCE_TYPE true: String,
    filters "Filters" RESOURCE_FILTERS false: Option<ResourceFilters>,
    limit "Limit" LIMIT false: Option<i64>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default LIST_AGGREGATE_DISCOVERED_RESOURCES_RESPONSE ListAggregateDiscoveredResourcesResponse {
    resource_identifiers "ResourceIdentifiers" DISCOVERED_RESOURCE_IDENTIFIER_LIST false: Option<Vec<AggregateResourceIdentifier>>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default LIST_CONFIGURATION_RECORDERS_REQUEST ListConfigurationRecordersRequest {
    filters "Filters" CONFIGURATION_RECORDER_FILTER_LIST false: Option<Vec<ConfigurationRecorderFilter>>,
    max_results "MaxResults" MAX_RESULTS false: Option<i64>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default LIST_CONFIGURATION_RECORDERS_RESPONSE ListConfigurationRecordersResponse {
    configuration_recorder_summaries "ConfigurationRecorderSummaries" CONFIGURATION_RECORDER_SUMMARIES true: Vec<ConfigurationRecorderSummary>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default LIST_CONFORMANCE_PACK_COMPLIANCE_SCORES_REQUEST ListConformancePackComplianceScoresRequest {
    filters "Filters" CONFORMANCE_PACK_COMPLIANCE_SCORES_FILTERS false: Option<ConformancePackComplianceScoresFilters>,
    sort_order "SortOrder" SORT_ORDER false: Option<SortOrder>,
    sort_by "SortBy" SORT_BY false: Option<SortBy>,
    limit "Limit" PAGE_SIZE_LIMIT false: Option<i64>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default LIST_CONFORMANCE_PACK_COMPLIANCE_SCORES_RESPONSE ListConformancePackComplianceScoresResponse {
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
    conformance_pack_compliance_scores "ConformancePackComplianceScores" CONFORMANCE_PACK_COMPLIANCE_SCORES true: Vec<ConformancePackComplianceScore>,
});
pub static LIST_CONNECTORS_MAX_RESULTS: Shape = integer(0, 100, "Integer");
structure!(default LIST_CONNECTORS_REQUEST ListConnectorsRequest {
    max_results "MaxResults" LIST_CONNECTORS_MAX_RESULTS false: Option<i64>,
    next_token "NextToken" STRING false: Option<String>,
    filters "Filters" CONNECTOR_FILTER_LIST false: Option<Vec<ConnectorFilter>>,
});
structure!(default LIST_CONNECTORS_RESPONSE ListConnectorsResponse {
    connector_summaries "ConnectorSummaries" CONNECTOR_SUMMARIES true: Vec<ConnectorSummary>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default LIST_DISCOVERED_RESOURCES_REQUEST ListDiscoveredResourcesRequest {
    resource_type "resourceType" RESOURCE_TYPE true: String,
    resource_ids "resourceIds" RESOURCE_ID_LIST false: Option<Vec<String>>,
    resource_name "resourceName" RESOURCE_NAME false: Option<String>,
    limit "limit" LIMIT false: Option<i64>,
    include_deleted_resources "includeDeletedResources" BOOLEAN false: Option<bool>,
    next_token "nextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default LIST_DISCOVERED_RESOURCES_RESPONSE ListDiscoveredResourcesResponse {
    resource_identifiers "resourceIdentifiers" RESOURCE_IDENTIFIER_LIST false: Option<Vec<ResourceIdentifier>>,
    next_token "nextToken" NEXT_TOKEN false: Option<String>,
});
pub static LIST_RESOURCE_EVALUATIONS_PAGE_ITEM_LIMIT: Shape = integer(0, 100, "Integer");
structure!(default LIST_RESOURCE_EVALUATIONS_REQUEST ListResourceEvaluationsRequest {
    filters "Filters" RESOURCE_EVALUATION_FILTERS false: Option<ResourceEvaluationFilters>,
    limit "Limit" LIST_RESOURCE_EVALUATIONS_PAGE_ITEM_LIMIT false: Option<i64>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default LIST_RESOURCE_EVALUATIONS_RESPONSE ListResourceEvaluationsResponse {
    resource_evaluations "ResourceEvaluations" RESOURCE_EVALUATIONS false: Option<Vec<ResourceEvaluation>>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default LIST_STORED_QUERIES_REQUEST ListStoredQueriesRequest {
    next_token "NextToken" STRING false: Option<String>,
    max_results "MaxResults" LIMIT false: Option<i64>,
});
structure!(default LIST_STORED_QUERIES_RESPONSE ListStoredQueriesResponse {
    stored_query_metadata "StoredQueryMetadata" STORED_QUERY_METADATA_LIST false: Option<Vec<StoredQueryMetadata>>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default LIST_TAGS_FOR_RESOURCE_REQUEST ListTagsForResourceRequest {
    resource_arn "ResourceArn" AMAZON_RESOURCE_NAME true: String,
    limit "Limit" LIMIT false: Option<i64>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default LIST_TAGS_FOR_RESOURCE_RESPONSE ListTagsForResourceResponse {
    tags "Tags" TAG_LIST false: Option<Vec<Tag>>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
pub static LONG: Shape = integer(-9223372036854775808, 9223372036854775807, "Long");
pub static MAX_RESULTS: Shape = integer(0, 20, "Integer");
enumeration!(MAXIMUM_EXECUTION_FREQUENCY MaximumExecutionFrequency { OneHour "One_Hour", ThreeHours "Three_Hours", SixHours "Six_Hours", TwelveHours "Twelve_Hours", TwentyFourHours "TwentyFour_Hours" });
enumeration!(MEMBER_ACCOUNT_RULE_STATUS MemberAccountRuleStatus { CreateSuccessful "CREATE_SUCCESSFUL", CreateInProgress "CREATE_IN_PROGRESS", CreateFailed "CREATE_FAILED", DeleteSuccessful "DELETE_SUCCESSFUL", DeleteFailed "DELETE_FAILED", DeleteInProgress "DELETE_IN_PROGRESS", UpdateSuccessful "UPDATE_SUCCESSFUL", UpdateInProgress "UPDATE_IN_PROGRESS", UpdateFailed "UPDATE_FAILED" });
structure!(MEMBER_ACCOUNT_STATUS MemberAccountStatus {
    account_id "AccountId" ACCOUNT_ID true: String,
    config_rule_name "ConfigRuleName" STRING_WITH_CHAR_LIMIT64 true: String,
    member_account_rule_status "MemberAccountRuleStatus" MEMBER_ACCOUNT_RULE_STATUS true: MemberAccountRuleStatus,
    error_code "ErrorCode" STRING false: Option<String>,
    error_message "ErrorMessage" STRING false: Option<String>,
    last_update_time "LastUpdateTime" DATE false: Option<Timestamp>,
});
enumeration!(MESSAGE_TYPE MessageType { ConfigurationItemChangeNotification "ConfigurationItemChangeNotification", ConfigurationSnapshotDeliveryCompleted "ConfigurationSnapshotDeliveryCompleted", ScheduledNotification "ScheduledNotification", OversizedConfigurationItemChangeNotification "OversizedConfigurationItemChangeNotification" });
pub static NAME: Shape = text(0, UNLIMITED, "", "");
pub static NEXT_TOKEN: Shape = text(0, UNLIMITED, "", "");
pub static ORDERING_TIMESTAMP: Shape = Shape::Timestamp;
structure!(default ORGANIZATION_AGGREGATION_SOURCE OrganizationAggregationSource {
    role_arn "RoleArn" STRING true: String,
    aws_regions "AwsRegions" AGGREGATOR_REGION_LIST false: Option<Vec<String>>,
    all_aws_regions "AllAwsRegions" BOOLEAN false: Option<bool>,
});
structure!(default ORGANIZATION_CONFIG_RULE OrganizationConfigRule {
    organization_config_rule_name "OrganizationConfigRuleName" ORGANIZATION_CONFIG_RULE_NAME true: String,
    organization_config_rule_arn "OrganizationConfigRuleArn" STRING_WITH_CHAR_LIMIT256 true: String,
    organization_managed_rule_metadata "OrganizationManagedRuleMetadata" ORGANIZATION_MANAGED_RULE_METADATA false: Option<OrganizationManagedRuleMetadata>,
    organization_custom_rule_metadata "OrganizationCustomRuleMetadata" ORGANIZATION_CUSTOM_RULE_METADATA false: Option<OrganizationCustomRuleMetadata>,
    excluded_accounts "ExcludedAccounts" EXCLUDED_ACCOUNTS false: Option<Vec<String>>,
    last_update_time "LastUpdateTime" DATE false: Option<Timestamp>,
    organization_custom_policy_rule_metadata "OrganizationCustomPolicyRuleMetadata" ORGANIZATION_CUSTOM_POLICY_RULE_METADATA_NO_POLICY false: Option<OrganizationCustomPolicyRuleMetadataNoPolicy>,
});
pub static ORGANIZATION_CONFIG_RULE_DETAILED_STATUS: Shape = list(&MEMBER_ACCOUNT_STATUS, 0, UNLIMITED);
pub static ORGANIZATION_CONFIG_RULE_NAME: Shape = text(1, 64, "[A-Za-z0-9-_]+", "^(?:[A-Za-z0-9-_]+)$");
pub static ORGANIZATION_CONFIG_RULE_NAMES: Shape = list(&STRING_WITH_CHAR_LIMIT64, 0, 25);
structure!(ORGANIZATION_CONFIG_RULE_STATUS OrganizationConfigRuleStatus {
    organization_config_rule_name "OrganizationConfigRuleName" ORGANIZATION_CONFIG_RULE_NAME true: String,
    organization_rule_status "OrganizationRuleStatus" ORGANIZATION_RULE_STATUS true: OrganizationRuleStatus,
    error_code "ErrorCode" STRING false: Option<String>,
    error_message "ErrorMessage" STRING false: Option<String>,
    last_update_time "LastUpdateTime" DATE false: Option<Timestamp>,
});
pub static ORGANIZATION_CONFIG_RULE_STATUSES: Shape = list(&ORGANIZATION_CONFIG_RULE_STATUS, 0, UNLIMITED);
enumeration!(ORGANIZATION_CONFIG_RULE_TRIGGER_TYPE OrganizationConfigRuleTriggerType { ConfigurationItemChangeNotification "ConfigurationItemChangeNotification", OversizedConfigurationItemChangeNotification "OversizedConfigurationItemChangeNotification", ScheduledNotification "ScheduledNotification" });
enumeration!(ORGANIZATION_CONFIG_RULE_TRIGGER_TYPE_NO_SN OrganizationConfigRuleTriggerTypeNoSN { ConfigurationItemChangeNotification "ConfigurationItemChangeNotification", OversizedConfigurationItemChangeNotification "OversizedConfigurationItemChangeNotification" });
pub static ORGANIZATION_CONFIG_RULE_TRIGGER_TYPE_NO_S_NS: Shape = list(&ORGANIZATION_CONFIG_RULE_TRIGGER_TYPE_NO_SN, 0, UNLIMITED);
pub static ORGANIZATION_CONFIG_RULE_TRIGGER_TYPES: Shape = list(&ORGANIZATION_CONFIG_RULE_TRIGGER_TYPE, 0, UNLIMITED);
pub static ORGANIZATION_CONFIG_RULES: Shape = list(&ORGANIZATION_CONFIG_RULE, 0, UNLIMITED);
structure!(default ORGANIZATION_CONFORMANCE_PACK OrganizationConformancePack {
    organization_conformance_pack_name "OrganizationConformancePackName" ORGANIZATION_CONFORMANCE_PACK_NAME true: String,
    organization_conformance_pack_arn "OrganizationConformancePackArn" STRING_WITH_CHAR_LIMIT256 true: String,
    delivery_s3_bucket "DeliveryS3Bucket" DELIVERY_S3_BUCKET false: Option<String>,
    delivery_s3_key_prefix "DeliveryS3KeyPrefix" DELIVERY_S3_KEY_PREFIX false: Option<String>,
    conformance_pack_input_parameters "ConformancePackInputParameters" CONFORMANCE_PACK_INPUT_PARAMETERS false: Option<Vec<ConformancePackInputParameter>>,
    excluded_accounts "ExcludedAccounts" EXCLUDED_ACCOUNTS false: Option<Vec<String>>,
    last_update_time "LastUpdateTime" DATE true: Timestamp,
});
structure!(ORGANIZATION_CONFORMANCE_PACK_DETAILED_STATUS OrganizationConformancePackDetailedStatus {
    account_id "AccountId" ACCOUNT_ID true: String,
    conformance_pack_name "ConformancePackName" STRING_WITH_CHAR_LIMIT256 true: String,
    status "Status" ORGANIZATION_RESOURCE_DETAILED_STATUS true: OrganizationResourceDetailedStatus,
    error_code "ErrorCode" STRING false: Option<String>,
    error_message "ErrorMessage" STRING false: Option<String>,
    last_update_time "LastUpdateTime" DATE false: Option<Timestamp>,
});
pub static ORGANIZATION_CONFORMANCE_PACK_DETAILED_STATUSES: Shape = list(&ORGANIZATION_CONFORMANCE_PACK_DETAILED_STATUS, 0, UNLIMITED);
pub static ORGANIZATION_CONFORMANCE_PACK_NAME: Shape = text(1, 128, "[a-zA-Z][-a-zA-Z0-9]*", "^(?:[a-zA-Z][-a-zA-Z0-9]*)$");
pub static ORGANIZATION_CONFORMANCE_PACK_NAMES: Shape = list(&ORGANIZATION_CONFORMANCE_PACK_NAME, 0, 25);
structure!(ORGANIZATION_CONFORMANCE_PACK_STATUS OrganizationConformancePackStatus {
    organization_conformance_pack_name "OrganizationConformancePackName" ORGANIZATION_CONFORMANCE_PACK_NAME true: String,
    status "Status" ORGANIZATION_RESOURCE_STATUS true: OrganizationResourceStatus,
    error_code "ErrorCode" STRING false: Option<String>,
    error_message "ErrorMessage" STRING false: Option<String>,
    last_update_time "LastUpdateTime" DATE false: Option<Timestamp>,
});
pub static ORGANIZATION_CONFORMANCE_PACK_STATUSES: Shape = list(&ORGANIZATION_CONFORMANCE_PACK_STATUS, 0, UNLIMITED);
pub static ORGANIZATION_CONFORMANCE_PACKS: Shape = list(&ORGANIZATION_CONFORMANCE_PACK, 0, UNLIMITED);
structure!(default ORGANIZATION_CUSTOM_POLICY_RULE_METADATA OrganizationCustomPolicyRuleMetadata {
    description "Description" STRING_WITH_CHAR_LIMIT256_MIN0 false: Option<String>,
    organization_config_rule_trigger_types "OrganizationConfigRuleTriggerTypes" ORGANIZATION_CONFIG_RULE_TRIGGER_TYPE_NO_S_NS false: Option<Vec<OrganizationConfigRuleTriggerTypeNoSN>>,
    input_parameters "InputParameters" STRING_WITH_CHAR_LIMIT1024 false: Option<String>,
    maximum_execution_frequency "MaximumExecutionFrequency" MAXIMUM_EXECUTION_FREQUENCY false: Option<MaximumExecutionFrequency>,
    resource_types_scope "ResourceTypesScope" RESOURCE_TYPES_SCOPE false: Option<Vec<String>>,
    resource_id_scope "ResourceIdScope" STRING_WITH_CHAR_LIMIT768 false: Option<String>,
    tag_key_scope "TagKeyScope" STRING_WITH_CHAR_LIMIT128 false: Option<String>,
    tag_value_scope "TagValueScope" STRING_WITH_CHAR_LIMIT256 false: Option<String>,
    policy_runtime "PolicyRuntime" POLICY_RUNTIME true: String,
    policy_text "PolicyText" POLICY_TEXT true: String,
    debug_log_delivery_accounts "DebugLogDeliveryAccounts" DEBUG_LOG_DELIVERY_ACCOUNTS false: Option<Vec<String>>,
});
structure!(default ORGANIZATION_CUSTOM_POLICY_RULE_METADATA_NO_POLICY OrganizationCustomPolicyRuleMetadataNoPolicy {
    description "Description" STRING_WITH_CHAR_LIMIT256_MIN0 false: Option<String>,
    organization_config_rule_trigger_types "OrganizationConfigRuleTriggerTypes" ORGANIZATION_CONFIG_RULE_TRIGGER_TYPE_NO_S_NS false: Option<Vec<OrganizationConfigRuleTriggerTypeNoSN>>,
    input_parameters "InputParameters" STRING_WITH_CHAR_LIMIT1024 false: Option<String>,
    maximum_execution_frequency "MaximumExecutionFrequency" MAXIMUM_EXECUTION_FREQUENCY false: Option<MaximumExecutionFrequency>,
    resource_types_scope "ResourceTypesScope" RESOURCE_TYPES_SCOPE false: Option<Vec<String>>,
    resource_id_scope "ResourceIdScope" STRING_WITH_CHAR_LIMIT768 false: Option<String>,
    tag_key_scope "TagKeyScope" STRING_WITH_CHAR_LIMIT128 false: Option<String>,
    tag_value_scope "TagValueScope" STRING_WITH_CHAR_LIMIT256 false: Option<String>,
    policy_runtime "PolicyRuntime" POLICY_RUNTIME false: Option<String>,
    debug_log_delivery_accounts "DebugLogDeliveryAccounts" DEBUG_LOG_DELIVERY_ACCOUNTS false: Option<Vec<String>>,
});
structure!(default ORGANIZATION_CUSTOM_RULE_METADATA OrganizationCustomRuleMetadata {
    description "Description" STRING_WITH_CHAR_LIMIT256_MIN0 false: Option<String>,
    lambda_function_arn "LambdaFunctionArn" STRING_WITH_CHAR_LIMIT256 true: String,
    organization_config_rule_trigger_types "OrganizationConfigRuleTriggerTypes" ORGANIZATION_CONFIG_RULE_TRIGGER_TYPES true: Vec<OrganizationConfigRuleTriggerType>,
    input_parameters "InputParameters" STRING_WITH_CHAR_LIMIT1024 false: Option<String>,
    maximum_execution_frequency "MaximumExecutionFrequency" MAXIMUM_EXECUTION_FREQUENCY false: Option<MaximumExecutionFrequency>,
    resource_types_scope "ResourceTypesScope" RESOURCE_TYPES_SCOPE false: Option<Vec<String>>,
    resource_id_scope "ResourceIdScope" STRING_WITH_CHAR_LIMIT768 false: Option<String>,
    tag_key_scope "TagKeyScope" STRING_WITH_CHAR_LIMIT128 false: Option<String>,
    tag_value_scope "TagValueScope" STRING_WITH_CHAR_LIMIT256 false: Option<String>,
});
structure!(default ORGANIZATION_MANAGED_RULE_METADATA OrganizationManagedRuleMetadata {
    description "Description" STRING_WITH_CHAR_LIMIT256_MIN0 false: Option<String>,
    rule_identifier "RuleIdentifier" STRING_WITH_CHAR_LIMIT256 true: String,
    input_parameters "InputParameters" STRING_WITH_CHAR_LIMIT1024 false: Option<String>,
    maximum_execution_frequency "MaximumExecutionFrequency" MAXIMUM_EXECUTION_FREQUENCY false: Option<MaximumExecutionFrequency>,
    resource_types_scope "ResourceTypesScope" RESOURCE_TYPES_SCOPE false: Option<Vec<String>>,
    resource_id_scope "ResourceIdScope" STRING_WITH_CHAR_LIMIT768 false: Option<String>,
    tag_key_scope "TagKeyScope" STRING_WITH_CHAR_LIMIT128 false: Option<String>,
    tag_value_scope "TagValueScope" STRING_WITH_CHAR_LIMIT256 false: Option<String>,
});
enumeration!(ORGANIZATION_RESOURCE_DETAILED_STATUS OrganizationResourceDetailedStatus { CreateSuccessful "CREATE_SUCCESSFUL", CreateInProgress "CREATE_IN_PROGRESS", CreateFailed "CREATE_FAILED", DeleteSuccessful "DELETE_SUCCESSFUL", DeleteFailed "DELETE_FAILED", DeleteInProgress "DELETE_IN_PROGRESS", UpdateSuccessful "UPDATE_SUCCESSFUL", UpdateInProgress "UPDATE_IN_PROGRESS", UpdateFailed "UPDATE_FAILED" });
structure!(default ORGANIZATION_RESOURCE_DETAILED_STATUS_FILTERS OrganizationResourceDetailedStatusFilters {
    account_id "AccountId" ACCOUNT_ID false: Option<String>,
    status "Status" ORGANIZATION_RESOURCE_DETAILED_STATUS false: Option<OrganizationResourceDetailedStatus>,
});
enumeration!(ORGANIZATION_RESOURCE_STATUS OrganizationResourceStatus { CreateSuccessful "CREATE_SUCCESSFUL", CreateInProgress "CREATE_IN_PROGRESS", CreateFailed "CREATE_FAILED", DeleteSuccessful "DELETE_SUCCESSFUL", DeleteFailed "DELETE_FAILED", DeleteInProgress "DELETE_IN_PROGRESS", UpdateSuccessful "UPDATE_SUCCESSFUL", UpdateInProgress "UPDATE_IN_PROGRESS", UpdateFailed "UPDATE_FAILED" });
enumeration!(ORGANIZATION_RULE_STATUS OrganizationRuleStatus { CreateSuccessful "CREATE_SUCCESSFUL", CreateInProgress "CREATE_IN_PROGRESS", CreateFailed "CREATE_FAILED", DeleteSuccessful "DELETE_SUCCESSFUL", DeleteFailed "DELETE_FAILED", DeleteInProgress "DELETE_IN_PROGRESS", UpdateSuccessful "UPDATE_SUCCESSFUL", UpdateInProgress "UPDATE_IN_PROGRESS", UpdateFailed "UPDATE_FAILED" });
enumeration!(OWNER Owner { CustomLambda "CUSTOM_LAMBDA", Aws "AWS", CustomPolicy "CUSTOM_POLICY" });
pub static PAGE_SIZE_LIMIT: Shape = integer(0, 20, "Integer");
pub static PARAMETER_NAME: Shape = text(0, 255, "", "");
pub static PARAMETER_VALUE: Shape = text(0, 4096, "", "");
structure!(default PENDING_AGGREGATION_REQUEST PendingAggregationRequest {
    requester_account_id "RequesterAccountId" ACCOUNT_ID false: Option<String>,
    requester_aws_region "RequesterAwsRegion" AWS_REGION false: Option<String>,
});
pub static PENDING_AGGREGATION_REQUEST_LIST: Shape = list(&PENDING_AGGREGATION_REQUEST, 0, UNLIMITED);
pub static PERCENTAGE: Shape = integer(1, 100, "Integer");
pub static POLICY_RUNTIME: Shape = text(1, 64, "guard\\-2\\.x\\.x", "^(?:guard\\-2\\.x\\.x)$");
pub static POLICY_TEXT: Shape = text(0, 10000, "", "");
enumeration!(PROVIDER Provider { Azure "AZURE", Gcp "GCP" });
structure!(default PUT_AGGREGATION_AUTHORIZATION_REQUEST PutAggregationAuthorizationRequest {
    authorized_account_id "AuthorizedAccountId" ACCOUNT_ID true: String,
    authorized_aws_region "AuthorizedAwsRegion" AWS_REGION true: String,
    tags "Tags" TAGS_LIST false: Option<Vec<Tag>>,
});
structure!(default PUT_AGGREGATION_AUTHORIZATION_RESPONSE PutAggregationAuthorizationResponse {
    aggregation_authorization "AggregationAuthorization" AGGREGATION_AUTHORIZATION false: Option<AggregationAuthorization>,
});
structure!(PUT_CONFIG_RULE_REQUEST PutConfigRuleRequest {
    config_rule "ConfigRule" CONFIG_RULE true: ConfigRule,
    tags "Tags" TAGS_LIST false: Option<Vec<Tag>>,
});
structure!(default PUT_CONFIGURATION_AGGREGATOR_REQUEST PutConfigurationAggregatorRequest {
    configuration_aggregator_name "ConfigurationAggregatorName" CONFIGURATION_AGGREGATOR_NAME true: String,
    account_aggregation_sources "AccountAggregationSources" ACCOUNT_AGGREGATION_SOURCE_LIST false: Option<Vec<AccountAggregationSource>>,
    organization_aggregation_source "OrganizationAggregationSource" ORGANIZATION_AGGREGATION_SOURCE false: Option<OrganizationAggregationSource>,
    tags "Tags" TAGS_LIST false: Option<Vec<Tag>>,
    aggregator_filters "AggregatorFilters" AGGREGATOR_FILTERS false: Option<AggregatorFilters>,
});
structure!(default PUT_CONFIGURATION_AGGREGATOR_RESPONSE PutConfigurationAggregatorResponse {
    configuration_aggregator "ConfigurationAggregator" CONFIGURATION_AGGREGATOR false: Option<ConfigurationAggregator>,
});
structure!(default PUT_CONFIGURATION_RECORDER_REQUEST PutConfigurationRecorderRequest {
    configuration_recorder "ConfigurationRecorder" CONFIGURATION_RECORDER true: ConfigurationRecorder,
    tags "Tags" TAGS_LIST false: Option<Vec<Tag>>,
});
structure!(default PUT_CONFORMANCE_PACK_REQUEST PutConformancePackRequest {
    conformance_pack_name "ConformancePackName" CONFORMANCE_PACK_NAME true: String,
    template_s3_uri "TemplateS3Uri" TEMPLATE_S3_URI false: Option<String>,
    template_body "TemplateBody" TEMPLATE_BODY false: Option<String>,
    delivery_s3_bucket "DeliveryS3Bucket" DELIVERY_S3_BUCKET false: Option<String>,
    delivery_s3_key_prefix "DeliveryS3KeyPrefix" DELIVERY_S3_KEY_PREFIX false: Option<String>,
    conformance_pack_input_parameters "ConformancePackInputParameters" CONFORMANCE_PACK_INPUT_PARAMETERS false: Option<Vec<ConformancePackInputParameter>>,
    template_ssm_document_details "TemplateSSMDocumentDetails" TEMPLATE_SSM_DOCUMENT_DETAILS false: Option<TemplateSSMDocumentDetails>,
    tags "Tags" TAGS_LIST false: Option<Vec<Tag>>,
    source "Source" CONFORMANCE_PACK_SOURCE false: Option<ConformancePackSource>,
    scope "Scope" CONFORMANCE_PACK_SCOPE false: Option<ConformancePackScope>,
});
structure!(default PUT_CONFORMANCE_PACK_RESPONSE PutConformancePackResponse {
    conformance_pack_arn "ConformancePackArn" CONFORMANCE_PACK_ARN false: Option<String>,
});
structure!(default PUT_CONNECTOR_REQUEST PutConnectorRequest {
    connector_configuration "ConnectorConfiguration" CONNECTOR_CONFIGURATION true: ConnectorConfiguration,
    tags "Tags" TAGS_LIST false: Option<Vec<Tag>>,
});
structure!(default PUT_CONNECTOR_RESPONSE PutConnectorResponse {
    arn "Arn" AMAZON_RESOURCE_NAME true: String,
});
structure!(default PUT_DELIVERY_CHANNEL_REQUEST PutDeliveryChannelRequest {
    delivery_channel "DeliveryChannel" DELIVERY_CHANNEL true: DeliveryChannel,
});
structure!(default PUT_EVALUATIONS_REQUEST PutEvaluationsRequest {
    evaluations "Evaluations" EVALUATIONS false: Option<Vec<Evaluation>>,
    result_token "ResultToken" STRING true: String,
    test_mode "TestMode" BOOLEAN false: Option<bool>,
});
structure!(default PUT_EVALUATIONS_RESPONSE PutEvaluationsResponse {
    failed_evaluations "FailedEvaluations" EVALUATIONS false: Option<Vec<Evaluation>>,
});
structure!(PUT_EXTERNAL_EVALUATION_REQUEST PutExternalEvaluationRequest {
    config_rule_name "ConfigRuleName" CONFIG_RULE_NAME true: String,
    external_evaluation "ExternalEvaluation" EXTERNAL_EVALUATION true: ExternalEvaluation,
});
structure!(default PUT_EXTERNAL_EVALUATION_RESPONSE PutExternalEvaluationResponse {
});
structure!(default PUT_ORGANIZATION_CONFIG_RULE_REQUEST PutOrganizationConfigRuleRequest {
    organization_config_rule_name "OrganizationConfigRuleName" ORGANIZATION_CONFIG_RULE_NAME true: String,
    organization_managed_rule_metadata "OrganizationManagedRuleMetadata" ORGANIZATION_MANAGED_RULE_METADATA false: Option<OrganizationManagedRuleMetadata>,
    organization_custom_rule_metadata "OrganizationCustomRuleMetadata" ORGANIZATION_CUSTOM_RULE_METADATA false: Option<OrganizationCustomRuleMetadata>,
    excluded_accounts "ExcludedAccounts" EXCLUDED_ACCOUNTS false: Option<Vec<String>>,
    organization_custom_policy_rule_metadata "OrganizationCustomPolicyRuleMetadata" ORGANIZATION_CUSTOM_POLICY_RULE_METADATA false: Option<OrganizationCustomPolicyRuleMetadata>,
    tags "Tags" TAGS_LIST false: Option<Vec<Tag>>,
});
structure!(default PUT_ORGANIZATION_CONFIG_RULE_RESPONSE PutOrganizationConfigRuleResponse {
    organization_config_rule_arn "OrganizationConfigRuleArn" STRING_WITH_CHAR_LIMIT256 false: Option<String>,
});
structure!(default PUT_ORGANIZATION_CONFORMANCE_PACK_REQUEST PutOrganizationConformancePackRequest {
    organization_conformance_pack_name "OrganizationConformancePackName" ORGANIZATION_CONFORMANCE_PACK_NAME true: String,
    template_s3_uri "TemplateS3Uri" TEMPLATE_S3_URI false: Option<String>,
    template_body "TemplateBody" TEMPLATE_BODY false: Option<String>,
    delivery_s3_bucket "DeliveryS3Bucket" DELIVERY_S3_BUCKET false: Option<String>,
    delivery_s3_key_prefix "DeliveryS3KeyPrefix" DELIVERY_S3_KEY_PREFIX false: Option<String>,
    conformance_pack_input_parameters "ConformancePackInputParameters" CONFORMANCE_PACK_INPUT_PARAMETERS false: Option<Vec<ConformancePackInputParameter>>,
    excluded_accounts "ExcludedAccounts" EXCLUDED_ACCOUNTS false: Option<Vec<String>>,
    tags "Tags" TAGS_LIST false: Option<Vec<Tag>>,
});
structure!(default PUT_ORGANIZATION_CONFORMANCE_PACK_RESPONSE PutOrganizationConformancePackResponse {
    organization_conformance_pack_arn "OrganizationConformancePackArn" STRING_WITH_CHAR_LIMIT256 false: Option<String>,
});
structure!(default PUT_REMEDIATION_CONFIGURATIONS_REQUEST PutRemediationConfigurationsRequest {
    remediation_configurations "RemediationConfigurations" REMEDIATION_CONFIGURATIONS true: Vec<RemediationConfiguration>,
});
structure!(default PUT_REMEDIATION_CONFIGURATIONS_RESPONSE PutRemediationConfigurationsResponse {
    failed_batches "FailedBatches" FAILED_REMEDIATION_BATCHES false: Option<Vec<FailedRemediationBatch>>,
});
structure!(default PUT_REMEDIATION_EXCEPTIONS_REQUEST PutRemediationExceptionsRequest {
    config_rule_name "ConfigRuleName" CONFIG_RULE_NAME true: String,
    resource_keys "ResourceKeys" REMEDIATION_EXCEPTION_RESOURCE_KEYS true: Vec<RemediationExceptionResourceKey>,
    message "Message" STRING_WITH_CHAR_LIMIT1024 false: Option<String>,
    expiration_time "ExpirationTime" DATE false: Option<Timestamp>,
});
structure!(default PUT_REMEDIATION_EXCEPTIONS_RESPONSE PutRemediationExceptionsResponse {
    failed_batches "FailedBatches" FAILED_REMEDIATION_EXCEPTION_BATCHES false: Option<Vec<FailedRemediationExceptionBatch>>,
});
structure!(default PUT_RESOURCE_CONFIG_REQUEST PutResourceConfigRequest {
    resource_type "ResourceType" RESOURCE_TYPE_STRING true: String,
    schema_version_id "SchemaVersionId" SCHEMA_VERSION_ID true: String,
    resource_id "ResourceId" RESOURCE_ID true: String,
    resource_name "ResourceName" RESOURCE_NAME false: Option<String>,
    configuration "Configuration" CONFIGURATION true: String,
    tags "Tags" TAGS false: Option<Map<String, String>>,
});
structure!(default PUT_RETENTION_CONFIGURATION_REQUEST PutRetentionConfigurationRequest {
    retention_period_in_days "RetentionPeriodInDays" RETENTION_PERIOD_IN_DAYS true: i64,
});
structure!(default PUT_RETENTION_CONFIGURATION_RESPONSE PutRetentionConfigurationResponse {
    retention_configuration "RetentionConfiguration" RETENTION_CONFIGURATION false: Option<RetentionConfiguration>,
});
structure!(default PUT_SERVICE_LINKED_CONFIGURATION_RECORDER_REQUEST PutServiceLinkedConfigurationRecorderRequest {
    service_principal "ServicePrincipal" SERVICE_PRINCIPAL true: String,
    tags "Tags" TAGS_LIST false: Option<Vec<Tag>>,
});
structure!(default PUT_SERVICE_LINKED_CONFIGURATION_RECORDER_RESPONSE PutServiceLinkedConfigurationRecorderResponse {
    arn "Arn" AMAZON_RESOURCE_NAME false: Option<String>,
    name "Name" RECORDER_NAME false: Option<String>,
});
structure!(default PUT_STORED_QUERY_REQUEST PutStoredQueryRequest {
    stored_query "StoredQuery" STORED_QUERY true: StoredQuery,
    tags "Tags" TAGS_LIST false: Option<Vec<Tag>>,
});
structure!(default PUT_STORED_QUERY_RESPONSE PutStoredQueryResponse {
    query_arn "QueryArn" QUERY_ARN false: Option<String>,
});
structure!(default PUT_THIRD_PARTY_SERVICE_LINKED_CONFIGURATION_RECORDER_REQUEST PutThirdPartyServiceLinkedConfigurationRecorderRequest {
    service_principal "ServicePrincipal" SERVICE_PRINCIPAL true: String,
    connector_arn "ConnectorArn" AMAZON_RESOURCE_NAME true: String,
    scope_configuration "ScopeConfiguration" SCOPE_CONFIGURATION true: ScopeConfiguration,
    tags "Tags" TAGS_LIST false: Option<Vec<Tag>>,
});
structure!(default PUT_THIRD_PARTY_SERVICE_LINKED_CONFIGURATION_RECORDER_RESPONSE PutThirdPartyServiceLinkedConfigurationRecorderResponse {
    arn "Arn" AMAZON_RESOURCE_NAME true: String,
    name "Name" RECORDER_NAME true: String,
});
pub static QUERY_ARN: Shape = text(1, 500, "^arn:aws[a-z\\-]*:config:[a-z\\-\\d]+:\\d+:stored-query/[a-zA-Z0-9-_]+/query-[a-zA-Z\\d-_/]+$", "^(?:^arn:aws[a-z\\-]*:config:[a-z\\-\\d]+:\\d+:stored-query/[a-zA-Z0-9-_]+/query-[a-zA-Z\\d_/-]+$)$");
pub static QUERY_DESCRIPTION: Shape = text(0, 256, "[\\s\\S]*", "^(?:[\\s\\S]*)$");
pub static QUERY_EXPRESSION: Shape = text(1, 4096, "[\\s\\S]*", "^(?:[\\s\\S]*)$");
pub static QUERY_ID: Shape = text(1, 36, "^\\S+$", "^(?:^\\S+$)$");
structure!(default QUERY_INFO QueryInfo {
    select_fields "SelectFields" FIELD_INFO_LIST false: Option<Vec<FieldInfo>>,
});
pub static QUERY_NAME: Shape = text(1, 64, "^[a-zA-Z0-9-_]+$", "^(?:^[a-zA-Z0-9-_]+$)$");
pub static RECORDER_NAME: Shape = text(1, 256, "", "");
enumeration!(RECORDER_STATUS RecorderStatus { Pending "Pending", Success "Success", Failure "Failure", NotApplicable "NotApplicable" });
enumeration!(RECORDING_FREQUENCY RecordingFrequency { Continuous "CONTINUOUS", Daily "DAILY" });
structure!(default RECORDING_GROUP RecordingGroup {
    all_supported "allSupported" ALL_SUPPORTED false: Option<bool>,
    include_global_resource_types "includeGlobalResourceTypes" INCLUDE_GLOBAL_RESOURCE_TYPES false: Option<bool>,
    resource_types "resourceTypes" RESOURCE_TYPE_LIST false: Option<Vec<String>>,
    exclusion_by_resource_types "exclusionByResourceTypes" EXCLUSION_BY_RESOURCE_TYPES false: Option<ExclusionByResourceTypes>,
    recording_strategy "recordingStrategy" RECORDING_STRATEGY false: Option<RecordingStrategy>,
});
structure!(RECORDING_MODE RecordingMode {
    recording_frequency "recordingFrequency" RECORDING_FREQUENCY true: RecordingFrequency,
    recording_mode_overrides "recordingModeOverrides" RECORDING_MODE_OVERRIDES false: Option<Vec<RecordingModeOverride>>,
});
structure!(RECORDING_MODE_OVERRIDE RecordingModeOverride {
    description "description" DESCRIPTION false: Option<String>,
    resource_types "resourceTypes" RECORDING_MODE_RESOURCE_TYPES_LIST true: Vec<String>,
    recording_frequency "recordingFrequency" RECORDING_FREQUENCY true: RecordingFrequency,
});
pub static RECORDING_MODE_OVERRIDES: Shape = list(&RECORDING_MODE_OVERRIDE, 0, 1);
pub static RECORDING_MODE_RESOURCE_TYPES_LIST: Shape = list(&RESOURCE_TYPE, 0, UNLIMITED);
enumeration!(RECORDING_SCOPE RecordingScope { Internal "INTERNAL", Paid "PAID" });
structure!(default RECORDING_STRATEGY RecordingStrategy {
    use_only "useOnly" RECORDING_STRATEGY_TYPE false: Option<RecordingStrategyType>,
});
enumeration!(RECORDING_STRATEGY_TYPE RecordingStrategyType { AllSupportedResourceTypes "ALL_SUPPORTED_RESOURCE_TYPES", InclusionByResourceTypes "INCLUSION_BY_RESOURCE_TYPES", ExclusionByResourceTypes "EXCLUSION_BY_RESOURCE_TYPES" });
pub static REEVALUATE_CONFIG_RULE_NAMES: Shape = list(&CONFIG_RULE_NAME, 1, 25);
pub static RELATED_EVENT: Shape = text(0, UNLIMITED, "", "");
pub static RELATED_EVENT_LIST: Shape = list(&RELATED_EVENT, 0, UNLIMITED);
structure!(default RELATIONSHIP Relationship {
    resource_type "resourceType" RESOURCE_TYPE false: Option<String>,
    resource_id "resourceId" RESOURCE_ID false: Option<String>,
    resource_name "resourceName" RESOURCE_NAME false: Option<String>,
    relationship_name "relationshipName" RELATIONSHIP_NAME false: Option<String>,
});
pub static RELATIONSHIP_LIST: Shape = list(&RELATIONSHIP, 0, UNLIMITED);
pub static RELATIONSHIP_NAME: Shape = text(0, UNLIMITED, "", "");
structure!(REMEDIATION_CONFIGURATION RemediationConfiguration {
    config_rule_name "ConfigRuleName" CONFIG_RULE_NAME true: String,
    target_type "TargetType" REMEDIATION_TARGET_TYPE true: RemediationTargetType,
    target_id "TargetId" STRING_WITH_CHAR_LIMIT256 true: String,
    target_version "TargetVersion" STRING false: Option<String>,
    parameters "Parameters" REMEDIATION_PARAMETERS false: Option<Map<String, RemediationParameterValue>>,
    resource_type "ResourceType" STRING false: Option<String>,
    automatic "Automatic" BOOLEAN false: Option<bool>,
    execution_controls "ExecutionControls" EXECUTION_CONTROLS false: Option<ExecutionControls>,
    maximum_automatic_attempts "MaximumAutomaticAttempts" AUTO_REMEDIATION_ATTEMPTS false: Option<i64>,
    retry_attempt_seconds "RetryAttemptSeconds" AUTO_REMEDIATION_ATTEMPT_SECONDS false: Option<i64>,
    arn "Arn" STRING_WITH_CHAR_LIMIT1024 false: Option<String>,
    created_by_service "CreatedByService" STRING_WITH_CHAR_LIMIT1024 false: Option<String>,
});
pub static REMEDIATION_CONFIGURATIONS: Shape = list(&REMEDIATION_CONFIGURATION, 0, 25);
structure!(default REMEDIATION_EXCEPTION RemediationException {
    config_rule_name "ConfigRuleName" CONFIG_RULE_NAME true: String,
    resource_type "ResourceType" STRING_WITH_CHAR_LIMIT256 true: String,
    resource_id "ResourceId" STRING_WITH_CHAR_LIMIT1024 true: String,
    message "Message" STRING_WITH_CHAR_LIMIT1024 false: Option<String>,
    expiration_time "ExpirationTime" DATE false: Option<Timestamp>,
});
structure!(default REMEDIATION_EXCEPTION_RESOURCE_KEY RemediationExceptionResourceKey {
    resource_type "ResourceType" STRING_WITH_CHAR_LIMIT256 false: Option<String>,
    resource_id "ResourceId" STRING_WITH_CHAR_LIMIT1024 false: Option<String>,
});
pub static REMEDIATION_EXCEPTION_RESOURCE_KEYS: Shape = list(&REMEDIATION_EXCEPTION_RESOURCE_KEY, 1, 100);
pub static REMEDIATION_EXCEPTIONS: Shape = list(&REMEDIATION_EXCEPTION, 0, 25);
enumeration!(REMEDIATION_EXECUTION_STATE RemediationExecutionState { Queued "QUEUED", InProgress "IN_PROGRESS", Succeeded "SUCCEEDED", Failed "FAILED", Unknown "UNKNOWN" });
structure!(default REMEDIATION_EXECUTION_STATUS RemediationExecutionStatus {
    resource_key "ResourceKey" RESOURCE_KEY false: Option<ResourceKey>,
    state "State" REMEDIATION_EXECUTION_STATE false: Option<RemediationExecutionState>,
    step_details "StepDetails" REMEDIATION_EXECUTION_STEPS false: Option<Vec<RemediationExecutionStep>>,
    invocation_time "InvocationTime" DATE false: Option<Timestamp>,
    last_updated_time "LastUpdatedTime" DATE false: Option<Timestamp>,
});
pub static REMEDIATION_EXECUTION_STATUSES: Shape = list(&REMEDIATION_EXECUTION_STATUS, 0, UNLIMITED);
structure!(default REMEDIATION_EXECUTION_STEP RemediationExecutionStep {
    name "Name" STRING false: Option<String>,
    state "State" REMEDIATION_EXECUTION_STEP_STATE false: Option<RemediationExecutionStepState>,
    error_message "ErrorMessage" STRING false: Option<String>,
    start_time "StartTime" DATE false: Option<Timestamp>,
    stop_time "StopTime" DATE false: Option<Timestamp>,
});
enumeration!(REMEDIATION_EXECUTION_STEP_STATE RemediationExecutionStepState { Succeeded "SUCCEEDED", Pending "PENDING", Failed "FAILED", InProgress "IN_PROGRESS", Exited "EXITED", Unknown "UNKNOWN" });
pub static REMEDIATION_EXECUTION_STEPS: Shape = list(&REMEDIATION_EXECUTION_STEP, 0, UNLIMITED);
structure!(default REMEDIATION_PARAMETER_VALUE RemediationParameterValue {
    resource_value "ResourceValue" RESOURCE_VALUE false: Option<ResourceValue>,
    static_value "StaticValue" STATIC_VALUE false: Option<StaticValue>,
});
pub static REMEDIATION_PARAMETERS: Shape = map(&STRING_WITH_CHAR_LIMIT256, &REMEDIATION_PARAMETER_VALUE, 0, 25);
enumeration!(REMEDIATION_TARGET_TYPE RemediationTargetType { SsmDocument "SSM_DOCUMENT" });
pub static RESOURCE_CONFIGURATION: Shape = text(1, 51200, "", "");
enumeration!(RESOURCE_CONFIGURATION_SCHEMA_TYPE ResourceConfigurationSchemaType { CfnResourceSchema "CFN_RESOURCE_SCHEMA" });
structure!(default RESOURCE_COUNT ResourceCount {
    resource_type "resourceType" RESOURCE_TYPE false: Option<String>,
    count "count" LONG false: Option<i64>,
});
structure!(default RESOURCE_COUNT_FILTERS ResourceCountFilters {
    resource_type "ResourceType" RESOURCE_TYPE false: Option<String>,
    account_id "AccountId" ACCOUNT_ID false: Option<String>,
    region "Region" AWS_REGION false: Option<String>,
});
enumeration!(RESOURCE_COUNT_GROUP_KEY ResourceCountGroupKey { ResourceType "RESOURCE_TYPE", AccountId "ACCOUNT_ID", AwsRegion "AWS_REGION" });
pub static RESOURCE_COUNTS: Shape = list(&RESOURCE_COUNT, 0, UNLIMITED);
pub static RESOURCE_CREATION_TIME: Shape = Shape::Timestamp;
pub static RESOURCE_DELETION_TIME: Shape = Shape::Timestamp;
structure!(default RESOURCE_DETAILS ResourceDetails {
    resource_id "ResourceId" BASE_RESOURCE_ID true: String,
    resource_type "ResourceType" STRING_WITH_CHAR_LIMIT256 true: String,
    resource_configuration "ResourceConfiguration" RESOURCE_CONFIGURATION true: String,
    resource_configuration_schema_type "ResourceConfigurationSchemaType" RESOURCE_CONFIGURATION_SCHEMA_TYPE false: Option<ResourceConfigurationSchemaType>,
});
structure!(default RESOURCE_EVALUATION ResourceEvaluation {
    resource_evaluation_id "ResourceEvaluationId" RESOURCE_EVALUATION_ID false: Option<String>,
    evaluation_mode "EvaluationMode" EVALUATION_MODE false: Option<EvaluationMode>,
    evaluation_start_timestamp "EvaluationStartTimestamp" DATE false: Option<Timestamp>,
});
structure!(default RESOURCE_EVALUATION_FILTERS ResourceEvaluationFilters {
    evaluation_mode "EvaluationMode" EVALUATION_MODE false: Option<EvaluationMode>,
    time_window "TimeWindow" TIME_WINDOW false: Option<TimeWindow>,
    evaluation_context_identifier "EvaluationContextIdentifier" EVALUATION_CONTEXT_IDENTIFIER false: Option<String>,
});
pub static RESOURCE_EVALUATION_ID: Shape = text(1, 128, "", "");
enumeration!(RESOURCE_EVALUATION_STATUS ResourceEvaluationStatus { InProgress "IN_PROGRESS", Failed "FAILED", Succeeded "SUCCEEDED" });
pub static RESOURCE_EVALUATIONS: Shape = list(&RESOURCE_EVALUATION, 0, UNLIMITED);
structure!(default RESOURCE_FILTERS ResourceFilters {
    account_id "AccountId" ACCOUNT_ID false: Option<String>,
    resource_id "ResourceId" RESOURCE_ID false: Option<String>,
    resource_name "ResourceName" RESOURCE_NAME false: Option<String>,
    region "Region" AWS_REGION false: Option<String>,
});
pub static RESOURCE_ID: Shape = text(1, 768, "", "");
pub static RESOURCE_ID_LIST: Shape = list(&RESOURCE_ID, 0, UNLIMITED);
structure!(default RESOURCE_IDENTIFIER ResourceIdentifier {
    resource_type "resourceType" RESOURCE_TYPE false: Option<String>,
    resource_id "resourceId" RESOURCE_ID false: Option<String>,
    resource_name "resourceName" RESOURCE_NAME false: Option<String>,
    resource_deletion_time "resourceDeletionTime" RESOURCE_DELETION_TIME false: Option<Timestamp>,
});
pub static RESOURCE_IDENTIFIER_LIST: Shape = list(&RESOURCE_IDENTIFIER, 0, UNLIMITED);
pub static RESOURCE_IDENTIFIERS_LIST: Shape = list(&AGGREGATE_RESOURCE_IDENTIFIER, 1, 100);
structure!(default RESOURCE_KEY ResourceKey {
    resource_type "resourceType" RESOURCE_TYPE true: String,
    resource_id "resourceId" RESOURCE_ID true: String,
});
pub static RESOURCE_KEYS: Shape = list(&RESOURCE_KEY, 1, 100);
pub static RESOURCE_NAME: Shape = text(0, UNLIMITED, "", "");
pub static RESOURCE_TYPE: Shape = text(1, UNLIMITED, "", "");
pub static RESOURCE_TYPE_LIST: Shape = list(&RESOURCE_TYPE, 0, UNLIMITED);
pub static RESOURCE_TYPE_STRING: Shape = text(1, 196, "", "");
pub static RESOURCE_TYPE_VALUE: Shape = text(1, 256, "[a-zA-Z0-9]{2,64}::[a-zA-Z0-9]{2,64}::[a-zA-Z0-9]{2,64}", "^(?:[a-zA-Z0-9]{2,64}::[a-zA-Z0-9]{2,64}::[a-zA-Z0-9]{2,64})$");
pub static RESOURCE_TYPE_VALUE_LIST: Shape = list(&RESOURCE_TYPE_VALUE, 0, UNLIMITED);
pub static RESOURCE_TYPES: Shape = list(&STRING_WITH_CHAR_LIMIT256, 0, 20);
pub static RESOURCE_TYPES_SCOPE: Shape = list(&STRING_WITH_CHAR_LIMIT256, 0, 100);
structure!(RESOURCE_VALUE ResourceValue {
    value "Value" RESOURCE_VALUE_TYPE true: ResourceValueType,
});
enumeration!(RESOURCE_VALUE_TYPE ResourceValueType { ResourceId "RESOURCE_ID" });
pub static RESULTS: Shape = list(&STRING, 0, UNLIMITED);
structure!(default RETENTION_CONFIGURATION RetentionConfiguration {
    name "Name" RETENTION_CONFIGURATION_NAME true: String,
    retention_period_in_days "RetentionPeriodInDays" RETENTION_PERIOD_IN_DAYS true: i64,
});
pub static RETENTION_CONFIGURATION_LIST: Shape = list(&RETENTION_CONFIGURATION, 0, UNLIMITED);
pub static RETENTION_CONFIGURATION_NAME: Shape = text(1, 256, "[\\w\\-]+", "^(?:[\\w\\-]+)$");
pub static RETENTION_CONFIGURATION_NAME_LIST: Shape = list(&RETENTION_CONFIGURATION_NAME, 0, 1);
pub static RETENTION_PERIOD_IN_DAYS: Shape = integer(30, 2557, "Integer");
enumeration!(RULE_EVALUATION_VISIBILITY RuleEvaluationVisibility { External "EXTERNAL", Internal "INTERNAL" });
pub static RULE_LIMIT: Shape = integer(0, 50, "Integer");
pub static SSM_DOCUMENT_NAME: Shape = text(0, UNLIMITED, "^[a-zA-Z0-9_\\-.:/]{3,200}$", "^(?:^[a-zA-Z0-9_\\-.:/]{3,200}$)$");
pub static SSM_DOCUMENT_VERSION: Shape = text(0, UNLIMITED, "([$]LATEST|[$]DEFAULT|^[1-9][0-9]*$)", "^(?:([$]LATEST|[$]DEFAULT|^[1-9][0-9]*$))$");
pub static SCHEMA_VERSION_ID: Shape = text(1, 128, "[A-Za-z0-9-]+", "^(?:[A-Za-z0-9-]+)$");
structure!(default SCOPE Scope {
    compliance_resource_types "ComplianceResourceTypes" COMPLIANCE_RESOURCE_TYPES false: Option<Vec<String>>,
    tag_key "TagKey" STRING_WITH_CHAR_LIMIT128 false: Option<String>,
    tag_value "TagValue" STRING_WITH_CHAR_LIMIT256 false: Option<String>,
    compliance_resource_id "ComplianceResourceId" BASE_RESOURCE_ID false: Option<String>,
    service_principals "ServicePrincipals" SERVICE_PRINCIPALS false: Option<Vec<String>>,
});
structure!(default SCOPE_CONFIGURATION ScopeConfiguration {
    scope_type "scopeType" SCOPE_TYPE true: String,
    scope_values "scopeValues" SCOPE_VALUES false: Option<Vec<String>>,
    all_regions "allRegions" BOOLEAN true: bool,
    included_regions "includedRegions" INCLUDED_REGIONS false: Option<Vec<String>>,
});
pub static SCOPE_TYPE: Shape = text(1, 256, "", "");
pub static SCOPE_VALUE: Shape = text(1, 256, "", "");
pub static SCOPE_VALUES: Shape = list(&SCOPE_VALUE, 0, UNLIMITED);
structure!(default SELECT_AGGREGATE_RESOURCE_CONFIG_REQUEST SelectAggregateResourceConfigRequest {
    expression "Expression" EXPRESSION true: String,
    configuration_aggregator_name "ConfigurationAggregatorName" CONFIGURATION_AGGREGATOR_NAME true: String,
    limit "Limit" LIMIT false: Option<i64>,
    max_results "MaxResults" LIMIT false: Option<i64>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default SELECT_AGGREGATE_RESOURCE_CONFIG_RESPONSE SelectAggregateResourceConfigResponse {
    results "Results" RESULTS false: Option<Vec<String>>,
    query_info "QueryInfo" QUERY_INFO false: Option<QueryInfo>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default SELECT_RESOURCE_CONFIG_REQUEST SelectResourceConfigRequest {
    expression "Expression" EXPRESSION true: String,
    limit "Limit" LIMIT false: Option<i64>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default SELECT_RESOURCE_CONFIG_RESPONSE SelectResourceConfigResponse {
    results "Results" RESULTS false: Option<Vec<String>>,
    query_info "QueryInfo" QUERY_INFO false: Option<QueryInfo>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
pub static SERVICE_PRINCIPAL: Shape = text(1, 128, "[\\w+=,.@-]+", "^(?:[\\w+=,.@-]+)$");
pub static SERVICE_PRINCIPAL_VALUE: Shape = text(1, 128, "[\\w+=,.@-]+", "^(?:[\\w+=,.@-]+)$");
pub static SERVICE_PRINCIPAL_VALUE_LIST: Shape = list(&SERVICE_PRINCIPAL_VALUE, 0, UNLIMITED);
pub static SERVICE_PRINCIPALS: Shape = list(&STRING_WITH_CHAR_LIMIT128, 0, 100);
enumeration!(SORT_BY SortBy { Score "SCORE" });
enumeration!(SORT_ORDER SortOrder { Ascending "ASCENDING", Descending "DESCENDING" });
structure!(SOURCE Source {
    owner "Owner" OWNER true: Owner,
    source_identifier "SourceIdentifier" STRING_WITH_CHAR_LIMIT256 false: Option<String>,
    source_details "SourceDetails" SOURCE_DETAILS false: Option<Vec<SourceDetail>>,
    custom_policy_details "CustomPolicyDetails" CUSTOM_POLICY_DETAILS false: Option<CustomPolicyDetails>,
});
structure!(default SOURCE_DETAIL SourceDetail {
    event_source "EventSource" EVENT_SOURCE false: Option<EventSource>,
    message_type "MessageType" MESSAGE_TYPE false: Option<MessageType>,
    maximum_execution_frequency "MaximumExecutionFrequency" MAXIMUM_EXECUTION_FREQUENCY false: Option<MaximumExecutionFrequency>,
});
pub static SOURCE_DETAILS: Shape = list(&SOURCE_DETAIL, 0, 25);
structure!(default SSM_CONTROLS SsmControls {
    concurrent_execution_rate_percentage "ConcurrentExecutionRatePercentage" PERCENTAGE false: Option<i64>,
    error_percentage "ErrorPercentage" PERCENTAGE false: Option<i64>,
});
pub static STACK_ARN: Shape = text(1, 2048, "", "");
structure!(default START_CONFIG_RULES_EVALUATION_REQUEST StartConfigRulesEvaluationRequest {
    config_rule_names "ConfigRuleNames" REEVALUATE_CONFIG_RULE_NAMES false: Option<Vec<String>>,
});
structure!(default START_CONFIG_RULES_EVALUATION_RESPONSE StartConfigRulesEvaluationResponse {
});
structure!(default START_CONFIGURATION_RECORDER_REQUEST StartConfigurationRecorderRequest {
    configuration_recorder_name "ConfigurationRecorderName" RECORDER_NAME true: String,
});
structure!(default START_REMEDIATION_EXECUTION_REQUEST StartRemediationExecutionRequest {
    config_rule_name "ConfigRuleName" CONFIG_RULE_NAME true: String,
    resource_keys "ResourceKeys" RESOURCE_KEYS true: Vec<ResourceKey>,
});
structure!(default START_REMEDIATION_EXECUTION_RESPONSE StartRemediationExecutionResponse {
    failure_message "FailureMessage" STRING false: Option<String>,
    failed_items "FailedItems" RESOURCE_KEYS false: Option<Vec<ResourceKey>>,
});
structure!(START_RESOURCE_EVALUATION_REQUEST StartResourceEvaluationRequest {
    resource_details "ResourceDetails" RESOURCE_DETAILS true: ResourceDetails,
    evaluation_context "EvaluationContext" EVALUATION_CONTEXT false: Option<EvaluationContext>,
    evaluation_mode "EvaluationMode" EVALUATION_MODE true: EvaluationMode,
    evaluation_timeout "EvaluationTimeout" EVALUATION_TIMEOUT false: Option<i64>,
    client_token "ClientToken" CLIENT_TOKEN false: Option<String>,
});
structure!(default START_RESOURCE_EVALUATION_RESPONSE StartResourceEvaluationResponse {
    resource_evaluation_id "ResourceEvaluationId" RESOURCE_EVALUATION_ID false: Option<String>,
});
pub static STATIC_PARAMETER_VALUES: Shape = list(&STRING_WITH_CHAR_LIMIT256, 0, 25);
structure!(default STATIC_VALUE StaticValue {
    values "Values" STATIC_PARAMETER_VALUES true: Vec<String>,
});
structure!(default STATUS_DETAIL_FILTERS StatusDetailFilters {
    account_id "AccountId" ACCOUNT_ID false: Option<String>,
    member_account_rule_status "MemberAccountRuleStatus" MEMBER_ACCOUNT_RULE_STATUS false: Option<MemberAccountRuleStatus>,
});
structure!(default STOP_CONFIGURATION_RECORDER_REQUEST StopConfigurationRecorderRequest {
    configuration_recorder_name "ConfigurationRecorderName" RECORDER_NAME true: String,
});
structure!(default STORED_QUERY StoredQuery {
    query_id "QueryId" QUERY_ID false: Option<String>,
    query_arn "QueryArn" QUERY_ARN false: Option<String>,
    query_name "QueryName" QUERY_NAME true: String,
    description "Description" QUERY_DESCRIPTION false: Option<String>,
    expression "Expression" QUERY_EXPRESSION false: Option<String>,
});
structure!(default STORED_QUERY_METADATA StoredQueryMetadata {
    query_id "QueryId" QUERY_ID true: String,
    query_arn "QueryArn" QUERY_ARN true: String,
    query_name "QueryName" QUERY_NAME true: String,
    description "Description" QUERY_DESCRIPTION false: Option<String>,
});
pub static STORED_QUERY_METADATA_LIST: Shape = list(&STORED_QUERY_METADATA, 0, UNLIMITED);
pub static STRING: Shape = text(0, UNLIMITED, "", "");
pub static STRING_WITH_CHAR_LIMIT1024: Shape = text(1, 1024, "", "");
pub static STRING_WITH_CHAR_LIMIT128: Shape = text(1, 128, "", "");
pub static STRING_WITH_CHAR_LIMIT256: Shape = text(1, 256, "", "");
pub static STRING_WITH_CHAR_LIMIT256_MIN0: Shape = text(0, 256, "", "");
pub static STRING_WITH_CHAR_LIMIT64: Shape = text(1, 64, "", "");
pub static STRING_WITH_CHAR_LIMIT768: Shape = text(1, 768, "", "");
pub static SUPPLEMENTARY_CONFIGURATION: Shape = map(&SUPPLEMENTARY_CONFIGURATION_NAME, &SUPPLEMENTARY_CONFIGURATION_VALUE, 0, UNLIMITED);
pub static SUPPLEMENTARY_CONFIGURATION_NAME: Shape = text(0, UNLIMITED, "", "");
pub static SUPPLEMENTARY_CONFIGURATION_VALUE: Shape = text(0, UNLIMITED, "", "");
structure!(default TAG Tag {
    key "Key" TAG_KEY false: Option<String>,
    value "Value" TAG_VALUE false: Option<String>,
});
pub static TAG_KEY: Shape = text(1, 128, "", "");
pub static TAG_KEY_LIST: Shape = list(&TAG_KEY, 1, 50);
pub static TAG_LIST: Shape = list(&TAG, 1, 50);
structure!(default TAG_RESOURCE_REQUEST TagResourceRequest {
    resource_arn "ResourceArn" AMAZON_RESOURCE_NAME true: String,
    tags "Tags" TAG_LIST true: Vec<Tag>,
});
pub static TAG_VALUE: Shape = text(0, 256, "", "");
pub static TAGS: Shape = map(&NAME, &VALUE, 0, UNLIMITED);
pub static TAGS_LIST: Shape = list(&TAG, 0, 50);
pub static TEMPLATE_BODY: Shape = text(1, 51200, "", "");
pub static TEMPLATE_S3_URI: Shape = text(1, 1024, "s3://.*", "^(?:s3://.*)$");
structure!(default TEMPLATE_SSM_DOCUMENT_DETAILS TemplateSSMDocumentDetails {
    document_name "DocumentName" SSM_DOCUMENT_NAME true: String,
    document_version "DocumentVersion" SSM_DOCUMENT_VERSION false: Option<String>,
});
pub static THIRD_PARTY_CLOUD_REGION: Shape = text(1, 128, "", "");
structure!(default TIME_WINDOW TimeWindow {
    start_time "StartTime" DATE false: Option<Timestamp>,
    end_time "EndTime" DATE false: Option<Timestamp>,
});
pub static UNPROCESSED_RESOURCE_IDENTIFIER_LIST: Shape = list(&AGGREGATE_RESOURCE_IDENTIFIER, 0, UNLIMITED);
structure!(default UNTAG_RESOURCE_REQUEST UntagResourceRequest {
    resource_arn "ResourceArn" AMAZON_RESOURCE_NAME true: String,
    tag_keys "TagKeys" TAG_KEY_LIST true: Vec<String>,
});
pub static VALUE: Shape = text(0, UNLIMITED, "", "");
pub static VERSION: Shape = text(0, UNLIMITED, "", "");
