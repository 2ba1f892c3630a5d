//! Generated from `models/cloudtrail.json` by `cargo run -p xtask -- codegen`; not to be edited.

use crate::macros::*;

pub static SERVICE: Service = Service {
    id: "CloudTrail",
    api_version: "2013-11-01",
    signing_name: "cloudtrail",
    target: "CloudTrail_20131101",
    operations: &[
        &ADD_TAGS_OPERATION,
        &CANCEL_QUERY_OPERATION,
        &CREATE_CHANNEL_OPERATION,
        &CREATE_DASHBOARD_OPERATION,
        &CREATE_EVENT_DATA_STORE_OPERATION,
        &CREATE_TRAIL_OPERATION,
        &DELETE_CHANNEL_OPERATION,
        &DELETE_DASHBOARD_OPERATION,
        &DELETE_EVENT_DATA_STORE_OPERATION,
        &DELETE_RESOURCE_POLICY_OPERATION,
        &DELETE_TRAIL_OPERATION,
        &DEREGISTER_ORGANIZATION_DELEGATED_ADMIN_OPERATION,
        &DESCRIBE_QUERY_OPERATION,
        &DESCRIBE_TRAILS_OPERATION,
        &DISABLE_FEDERATION_OPERATION,
        &ENABLE_FEDERATION_OPERATION,
        &GENERATE_QUERY_OPERATION,
        &GET_CHANNEL_OPERATION,
        &GET_DASHBOARD_OPERATION,
        &GET_EVENT_CONFIGURATION_OPERATION,
        &GET_EVENT_DATA_STORE_OPERATION,
        &GET_EVENT_SELECTORS_OPERATION,
        &GET_IMPORT_OPERATION,
        &GET_INSIGHT_SELECTORS_OPERATION,
        &GET_QUERY_RESULTS_OPERATION,
        &GET_RESOURCE_POLICY_OPERATION,
        &GET_TRAIL_OPERATION,
        &GET_TRAIL_STATUS_OPERATION,
        &LIST_CHANNELS_OPERATION,
        &LIST_DASHBOARDS_OPERATION,
        &LIST_EVENT_DATA_STORES_OPERATION,
        &LIST_IMPORT_FAILURES_OPERATION,
        &LIST_IMPORTS_OPERATION,
        &LIST_INSIGHTS_DATA_OPERATION,
        &LIST_INSIGHTS_METRIC_DATA_OPERATION,
        &LIST_PUBLIC_KEYS_OPERATION,
        &LIST_QUERIES_OPERATION,
        &LIST_TAGS_OPERATION,
        &LIST_TRAILS_OPERATION,
        &LOOKUP_EVENTS_OPERATION,
        &PUT_EVENT_CONFIGURATION_OPERATION,
        &PUT_EVENT_SELECTORS_OPERATION,
        &PUT_INSIGHT_SELECTORS_OPERATION,
        &PUT_RESOURCE_POLICY_OPERATION,
        &REGISTER_ORGANIZATION_DELEGATED_ADMIN_OPERATION,
        &REMOVE_TAGS_OPERATION,
        &RESTORE_EVENT_DATA_STORE_OPERATION,
        &SEARCH_SAMPLE_QUERIES_OPERATION,
        &START_DASHBOARD_REFRESH_OPERATION,
        &START_EVENT_DATA_STORE_INGESTION_OPERATION,
        &START_IMPORT_OPERATION,
        &START_LOGGING_OPERATION,
        &START_QUERY_OPERATION,
        &STOP_EVENT_DATA_STORE_INGESTION_OPERATION,
        &STOP_IMPORT_OPERATION,
        &STOP_LOGGING_OPERATION,
        &UPDATE_CHANNEL_OPERATION,
        &UPDATE_DASHBOARD_OPERATION,
        &UPDATE_EVENT_DATA_STORE_OPERATION,
        &UPDATE_TRAIL_OPERATION,
    ],
};

operation!(AddTags ADD_TAGS_OPERATION: AddTagsRequest ADD_TAGS_REQUEST => AddTagsResponse ADD_TAGS_RESPONSE, Target, ["ResourceNotFoundException", "CloudTrailARNInvalidException", "EventDataStoreARNInvalidException", "ChannelARNInvalidException", "ResourceTypeNotSupportedException", "TagsLimitExceededException", "InvalidTrailNameException", "InvalidTagParameterException", "InactiveEventDataStoreException", "EventDataStoreNotFoundException", "ChannelNotFoundException", "UnsupportedOperationException", "OperationNotPermittedException", "NotOrganizationMasterAccountException", "NoManagementAccountSLRExistsException", "ConflictException"]);
operation!(CancelQuery CANCEL_QUERY_OPERATION: CancelQueryRequest CANCEL_QUERY_REQUEST => CancelQueryResponse CANCEL_QUERY_RESPONSE, Target, ["EventDataStoreARNInvalidException", "EventDataStoreNotFoundException", "InactiveEventDataStoreException", "InactiveQueryException", "InvalidParameterException", "QueryIdNotFoundException", "OperationNotPermittedException", "UnsupportedOperationException", "NoManagementAccountSLRExistsException", "ConflictException"]);
operation!(CreateChannel CREATE_CHANNEL_OPERATION: CreateChannelRequest CREATE_CHANNEL_REQUEST => CreateChannelResponse CREATE_CHANNEL_RESPONSE, Target, ["ChannelMaxLimitExceededException", "InvalidSourceException", "ChannelAlreadyExistsException", "EventDataStoreARNInvalidException", "EventDataStoreNotFoundException", "InvalidEventDataStoreCategoryException", "InactiveEventDataStoreException", "InvalidParameterException", "InvalidTagParameterException", "TagsLimitExceededException", "OperationNotPermittedException", "UnsupportedOperationException"]);
operation!(CreateDashboard CREATE_DASHBOARD_OPERATION: CreateDashboardRequest CREATE_DASHBOARD_REQUEST => CreateDashboardResponse CREATE_DASHBOARD_RESPONSE, Target, ["ConflictException", "InvalidTagParameterException", "EventDataStoreNotFoundException", "InactiveEventDataStoreException", "InsufficientEncryptionPolicyException", "InvalidQueryStatementException", "ServiceQuotaExceededException", "UnsupportedOperationException"]);
operation!(CreateEventDataStore CREATE_EVENT_DATA_STORE_OPERATION: CreateEventDataStoreRequest CREATE_EVENT_DATA_STORE_REQUEST => CreateEventDataStoreResponse CREATE_EVENT_DATA_STORE_RESPONSE, Target, ["EventDataStoreAlreadyExistsException", "EventDataStoreMaxLimitExceededException", "InvalidEventSelectorsException", "InvalidParameterException", "InvalidTagParameterException", "OperationNotPermittedException", "UnsupportedOperationException", "ConflictException", "InsufficientEncryptionPolicyException", "InvalidKmsKeyIdException", "KmsKeyNotFoundException", "KmsException", "CloudTrailAccessNotEnabledException", "InsufficientDependencyServiceAccessPermissionException", "NotOrganizationMasterAccountException", "OrganizationsNotInUseException", "OrganizationNotInAllFeaturesModeException", "NoManagementAccountSLRExistsException", "ThrottlingException"]);
operation!(CreateTrail CREATE_TRAIL_OPERATION: CreateTrailRequest CREATE_TRAIL_REQUEST => CreateTrailResponse CREATE_TRAIL_RESPONSE, Target, ["MaximumNumberOfTrailsExceededException", "TrailAlreadyExistsException", "S3BucketDoesNotExistException", "InsufficientS3BucketPolicyException", "InsufficientSnsTopicPolicyException", "InsufficientEncryptionPolicyException", "InvalidS3BucketNameException", "InvalidS3PrefixException", "InvalidSnsTopicNameException", "InvalidKmsKeyIdException", "InvalidTrailNameException", "TrailNotProvidedException", "TagsLimitExceededException", "InvalidParameterCombinationException", "InvalidParameterException", "KmsKeyNotFoundException", "KmsKeyDisabledException", "KmsException", "InvalidCloudWatchLogsLogGroupArnException", "InvalidCloudWatchLogsRoleArnException", "CloudWatchLogsDeliveryUnavailableException", "InvalidTagParameterException", "UnsupportedOperationException", "OperationNotPermittedException", "CloudTrailAccessNotEnabledException", "InsufficientDependencyServiceAccessPermissionException", "NotOrganizationMasterAccountException", "OrganizationsNotInUseException", "OrganizationNotInAllFeaturesModeException", "NoManagementAccountSLRExistsException", "CloudTrailInvalidClientTokenIdException", "ConflictException", "ThrottlingException"]);
operation!(DeleteChannel DELETE_CHANNEL_OPERATION: DeleteChannelRequest DELETE_CHANNEL_REQUEST => DeleteChannelResponse DELETE_CHANNEL_RESPONSE, Target, ["ChannelARNInvalidException", "ChannelNotFoundException", "OperationNotPermittedException", "UnsupportedOperationException"]);
operation!(DeleteDashboard DELETE_DASHBOARD_OPERATION: DeleteDashboardRequest DELETE_DASHBOARD_REQUEST => DeleteDashboardResponse DELETE_DASHBOARD_RESPONSE, Target, ["ConflictException", "ResourceNotFoundException", "UnsupportedOperationException"]);
operation!(DeleteEventDataStore DELETE_EVENT_DATA_STORE_OPERATION: DeleteEventDataStoreRequest DELETE_EVENT_DATA_STORE_REQUEST => DeleteEventDataStoreResponse DELETE_EVENT_DATA_STORE_RESPONSE, Target, ["EventDataStoreARNInvalidException", "EventDataStoreNotFoundException", "EventDataStoreTerminationProtectedException", "EventDataStoreHasOngoingImportException", "InactiveEventDataStoreException", "InvalidParameterException", "OperationNotPermittedException", "UnsupportedOperationException", "NotOrganizationMasterAccountException", "NoManagementAccountSLRExistsException", "ChannelExistsForEDSException", "InsufficientDependencyServiceAccessPermissionException", "ConflictException", "EventDataStoreFederationEnabledException"]);
operation!(DeleteResourcePolicy DELETE_RESOURCE_POLICY_OPERATION: DeleteResourcePolicyRequest DELETE_RESOURCE_POLICY_REQUEST => DeleteResourcePolicyResponse DELETE_RESOURCE_POLICY_RESPONSE, Target, ["ResourceARNNotValidException", "ResourceNotFoundException", "ResourcePolicyNotFoundException", "ResourceTypeNotSupportedException", "ConflictException", "OperationNotPermittedException", "UnsupportedOperationException"]);
operation!(DeleteTrail DELETE_TRAIL_OPERATION: DeleteTrailRequest DELETE_TRAIL_REQUEST => DeleteTrailResponse DELETE_TRAIL_RESPONSE, Target, ["TrailNotFoundException", "InvalidTrailNameException", "CloudTrailARNInvalidException", "ConflictException", "ThrottlingException", "InvalidHomeRegionException", "UnsupportedOperationException", "OperationNotPermittedException", "NotOrganizationMasterAccountException", "NoManagementAccountSLRExistsException", "InsufficientDependencyServiceAccessPermissionException"]);
operation!(DeregisterOrganizationDelegatedAdmin DEREGISTER_ORGANIZATION_DELEGATED_ADMIN_OPERATION: DeregisterOrganizationDelegatedAdminRequest DEREGISTER_ORGANIZATION_DELEGATED_ADMIN_REQUEST => DeregisterOrganizationDelegatedAdminResponse DEREGISTER_ORGANIZATION_DELEGATED_ADMIN_RESPONSE, Target, ["AccountNotFoundException", "AccountNotRegisteredException", "CloudTrailAccessNotEnabledException", "ConflictException", "InsufficientDependencyServiceAccessPermissionException", "InvalidParameterException", "NotOrganizationManagementAccountException", "OrganizationNotInAllFeaturesModeException", "OrganizationsNotInUseException", "UnsupportedOperationException", "OperationNotPermittedException"]);
operation!(DescribeQuery DESCRIBE_QUERY_OPERATION: DescribeQueryRequest DESCRIBE_QUERY_REQUEST => DescribeQueryResponse DESCRIBE_QUERY_RESPONSE, Target, ["EventDataStoreARNInvalidException", "EventDataStoreNotFoundException", "InactiveEventDataStoreException", "InvalidParameterException", "QueryIdNotFoundException", "OperationNotPermittedException", "UnsupportedOperationException", "NoManagementAccountSLRExistsException"]);
operation!(DescribeTrails DESCRIBE_TRAILS_OPERATION: DescribeTrailsRequest DESCRIBE_TRAILS_REQUEST => DescribeTrailsResponse DESCRIBE_TRAILS_RESPONSE, Target, ["UnsupportedOperationException", "OperationNotPermittedException", "InvalidTrailNameException", "CloudTrailARNInvalidException", "NoManagementAccountSLRExistsException"]);
operation!(DisableFederation DISABLE_FEDERATION_OPERATION: DisableFederationRequest DISABLE_FEDERATION_REQUEST => DisableFederationResponse DISABLE_FEDERATION_RESPONSE, Target, ["EventDataStoreARNInvalidException", "EventDataStoreNotFoundException", "InvalidParameterException", "InactiveEventDataStoreException", "OperationNotPermittedException", "UnsupportedOperationException", "CloudTrailAccessNotEnabledException", "InsufficientDependencyServiceAccessPermissionException", "NotOrganizationMasterAccountException", "NoManagementAccountSLRExistsException", "OrganizationsNotInUseException", "OrganizationNotInAllFeaturesModeException", "ConcurrentModificationException", "AccessDeniedException"]);
operation!(EnableFederation ENABLE_FEDERATION_OPERATION: EnableFederationRequest ENABLE_FEDERATION_REQUEST => EnableFederationResponse ENABLE_FEDERATION_RESPONSE, Target, ["EventDataStoreARNInvalidException", "EventDataStoreNotFoundException", "InvalidParameterException", "InactiveEventDataStoreException", "OperationNotPermittedException", "UnsupportedOperationException", "CloudTrailAccessNotEnabledException", "InsufficientDependencyServiceAccessPermissionException", "NotOrganizationMasterAccountException", "NoManagementAccountSLRExistsException", "OrganizationsNotInUseException", "OrganizationNotInAllFeaturesModeException", "ConcurrentModificationException", "AccessDeniedException", "EventDataStoreFederationEnabledException"]);
operation!(GenerateQuery GENERATE_QUERY_OPERATION: GenerateQueryRequest GENERATE_QUERY_REQUEST => GenerateQueryResponse GENERATE_QUERY_RESPONSE, Target, ["EventDataStoreARNInvalidException", "EventDataStoreNotFoundException", "InactiveEventDataStoreException", "InvalidParameterException", "GenerateResponseException", "OperationNotPermittedException", "UnsupportedOperationException", "NoManagementAccountSLRExistsException"]);
operation!(GetChannel GET_CHANNEL_OPERATION: GetChannelRequest GET_CHANNEL_REQUEST => GetChannelResponse GET_CHANNEL_RESPONSE, Target, ["ChannelARNInvalidException", "ChannelNotFoundException", "OperationNotPermittedException", "UnsupportedOperationException"]);
operation!(GetDashboard GET_DASHBOARD_OPERATION: GetDashboardRequest GET_DASHBOARD_REQUEST => GetDashboardResponse GET_DASHBOARD_RESPONSE, Target, ["ResourceNotFoundException", "UnsupportedOperationException"]);
operation!(GetEventConfiguration GET_EVENT_CONFIGURATION_OPERATION: GetEventConfigurationRequest GET_EVENT_CONFIGURATION_REQUEST => GetEventConfigurationResponse GET_EVENT_CONFIGURATION_RESPONSE, Target, ["TrailNotFoundException", "InvalidTrailNameException", "CloudTrailARNInvalidException", "UnsupportedOperationException", "OperationNotPermittedException", "EventDataStoreARNInvalidException", "EventDataStoreNotFoundException", "InvalidEventDataStoreStatusException", "InvalidParameterException", "InvalidEventDataStoreCategoryException", "NoManagementAccountSLRExistsException", "InvalidParameterCombinationException"]);
operation!(GetEventDataStore GET_EVENT_DATA_STORE_OPERATION: GetEventDataStoreRequest GET_EVENT_DATA_STORE_REQUEST => GetEventDataStoreResponse GET_EVENT_DATA_STORE_RESPONSE, Target, ["EventDataStoreARNInvalidException", "EventDataStoreNotFoundException", "InvalidParameterException", "OperationNotPermittedException", "UnsupportedOperationException", "NoManagementAccountSLRExistsException"]);
operation!(GetEventSelectors GET_EVENT_SELECTORS_OPERATION: GetEventSelectorsRequest GET_EVENT_SELECTORS_REQUEST => GetEventSelectorsResponse GET_EVENT_SELECTORS_RESPONSE, Target, ["TrailNotFoundException", "InvalidTrailNameException", "CloudTrailARNInvalidException", "UnsupportedOperationException", "OperationNotPermittedException", "NoManagementAccountSLRExistsException"]);
operation!(GetImport GET_IMPORT_OPERATION: GetImportRequest GET_IMPORT_REQUEST => GetImportResponse GET_IMPORT_RESPONSE, Target, ["ImportNotFoundException", "InvalidParameterException", "OperationNotPermittedException", "UnsupportedOperationException"]);
operation!(GetInsightSelectors GET_INSIGHT_SELECTORS_OPERATION: GetInsightSelectorsRequest GET_INSIGHT_SELECTORS_REQUEST => GetInsightSelectorsResponse GET_INSIGHT_SELECTORS_RESPONSE, Target, ["InvalidParameterException", "InvalidParameterCombinationException", "TrailNotFoundException", "InvalidTrailNameException", "CloudTrailARNInvalidException", "UnsupportedOperationException", "OperationNotPermittedException", "InsightNotEnabledException", "NoManagementAccountSLRExistsException", "ThrottlingException"]);
operation!(GetQueryResults GET_QUERY_RESULTS_OPERATION: GetQueryResultsRequest GET_QUERY_RESULTS_REQUEST => GetQueryResultsResponse GET_QUERY_RESULTS_RESPONSE, Target, ["EventDataStoreARNInvalidException", "EventDataStoreNotFoundException", "InactiveEventDataStoreException", "InvalidMaxResultsException", "InvalidNextTokenException", "InvalidParameterException", "QueryIdNotFoundException", "InsufficientEncryptionPolicyException", "OperationNotPermittedException", "UnsupportedOperationException", "NoManagementAccountSLRExistsException"]);
operation!(GetResourcePolicy GET_RESOURCE_POLICY_OPERATION: GetResourcePolicyRequest GET_RESOURCE_POLICY_REQUEST => GetResourcePolicyResponse GET_RESOURCE_POLICY_RESPONSE, Target, ["ResourceARNNotValidException", "ResourceNotFoundException", "ResourcePolicyNotFoundException", "ResourceTypeNotSupportedException", "OperationNotPermittedException", "UnsupportedOperationException"]);
operation!(GetTrail GET_TRAIL_OPERATION: GetTrailRequest GET_TRAIL_REQUEST => GetTrailResponse GET_TRAIL_RESPONSE, Target, ["CloudTrailARNInvalidException", "TrailNotFoundException", "InvalidTrailNameException", "UnsupportedOperationException", "OperationNotPermittedException"]);
operation!(GetTrailStatus GET_TRAIL_STATUS_OPERATION: GetTrailStatusRequest GET_TRAIL_STATUS_REQUEST => GetTrailStatusResponse GET_TRAIL_STATUS_RESPONSE, Target, ["CloudTrailARNInvalidException", "TrailNotFoundException", "InvalidTrailNameException", "UnsupportedOperationException", "OperationNotPermittedException"]);
operation!(ListChannels LIST_CHANNELS_OPERATION: ListChannelsRequest LIST_CHANNELS_REQUEST => ListChannelsResponse LIST_CHANNELS_RESPONSE, Target, ["InvalidNextTokenException", "OperationNotPermittedException", "UnsupportedOperationException"]);
operation!(ListDashboards LIST_DASHBOARDS_OPERATION: ListDashboardsRequest LIST_DASHBOARDS_REQUEST => ListDashboardsResponse LIST_DASHBOARDS_RESPONSE, Target, ["UnsupportedOperationException"]);
operation!(ListEventDataStores LIST_EVENT_DATA_STORES_OPERATION: ListEventDataStoresRequest LIST_EVENT_DATA_STORES_REQUEST => ListEventDataStoresResponse LIST_EVENT_DATA_STORES_RESPONSE, Target, ["InvalidMaxResultsException", "InvalidNextTokenException", "OperationNotPermittedException", "UnsupportedOperationException", "NoManagementAccountSLRExistsException"]);
operation!(ListImportFailures LIST_IMPORT_FAILURES_OPERATION: ListImportFailuresRequest LIST_IMPORT_FAILURES_REQUEST => ListImportFailuresResponse LIST_IMPORT_FAILURES_RESPONSE, Target, ["InvalidNextTokenException", "OperationNotPermittedException", "UnsupportedOperationException", "InvalidParameterException"]);
operation!(ListImports LIST_IMPORTS_OPERATION: ListImportsRequest LIST_IMPORTS_REQUEST => ListImportsResponse LIST_IMPORTS_RESPONSE, Target, ["EventDataStoreARNInvalidException", "InvalidNextTokenException", "InvalidParameterException", "OperationNotPermittedException", "UnsupportedOperationException"]);
operation!(ListInsightsData LIST_INSIGHTS_DATA_OPERATION: ListInsightsDataRequest LIST_INSIGHTS_DATA_REQUEST => ListInsightsDataResponse LIST_INSIGHTS_DATA_RESPONSE, Target, ["InvalidParameterException", "OperationNotPermittedException", "UnsupportedOperationException"]);
operation!(ListInsightsMetricData LIST_INSIGHTS_METRIC_DATA_OPERATION: ListInsightsMetricDataRequest LIST_INSIGHTS_METRIC_DATA_REQUEST => ListInsightsMetricDataResponse LIST_INSIGHTS_METRIC_DATA_RESPONSE, Target, ["InvalidParameterException", "InvalidTrailNameException", "OperationNotPermittedException", "UnsupportedOperationException"]);
operation!(ListPublicKeys LIST_PUBLIC_KEYS_OPERATION: ListPublicKeysRequest LIST_PUBLIC_KEYS_REQUEST => ListPublicKeysResponse LIST_PUBLIC_KEYS_RESPONSE, Target, ["InvalidTimeRangeException", "UnsupportedOperationException", "OperationNotPermittedException", "InvalidTokenException"]);
operation!(ListQueries LIST_QUERIES_OPERATION: ListQueriesRequest LIST_QUERIES_REQUEST => ListQueriesResponse LIST_QUERIES_RESPONSE, Target, ["EventDataStoreARNInvalidException", "EventDataStoreNotFoundException", "InactiveEventDataStoreException", "InvalidDateRangeException", "InvalidMaxResultsException", "InvalidNextTokenException", "InvalidParameterException", "InvalidQueryStatusException", "OperationNotPermittedException", "UnsupportedOperationException", "NoManagementAccountSLRExistsException"]);
operation!(ListTags LIST_TAGS_OPERATION: ListTagsRequest LIST_TAGS_REQUEST => ListTagsResponse LIST_TAGS_RESPONSE, Target, ["ResourceNotFoundException", "CloudTrailARNInvalidException", "EventDataStoreARNInvalidException", "ChannelARNInvalidException", "ResourceTypeNotSupportedException", "InvalidTrailNameException", "InactiveEventDataStoreException", "EventDataStoreNotFoundException", "UnsupportedOperationException", "OperationNotPermittedException", "InvalidTokenException", "NoManagementAccountSLRExistsException"]);
operation!(ListTrails LIST_TRAILS_OPERATION: ListTrailsRequest LIST_TRAILS_REQUEST => ListTrailsResponse LIST_TRAILS_RESPONSE, Target, ["UnsupportedOperationException", "OperationNotPermittedException"]);
operation!(LookupEvents LOOKUP_EVENTS_OPERATION: LookupEventsRequest LOOKUP_EVENTS_REQUEST => LookupEventsResponse LOOKUP_EVENTS_RESPONSE, Target, ["InvalidLookupAttributesException", "InvalidTimeRangeException", "InvalidMaxResultsException", "InvalidNextTokenException", "InvalidEventCategoryException", "UnsupportedOperationException", "OperationNotPermittedException"]);
operation!(PutEventConfiguration PUT_EVENT_CONFIGURATION_OPERATION: PutEventConfigurationRequest PUT_EVENT_CONFIGURATION_REQUEST => PutEventConfigurationResponse PUT_EVENT_CONFIGURATION_RESPONSE, Target, ["TrailNotFoundException", "InvalidTrailNameException", "CloudTrailARNInvalidException", "InvalidParameterCombinationException", "InvalidHomeRegionException", "EventDataStoreARNInvalidException", "EventDataStoreNotFoundException", "InvalidEventDataStoreStatusException", "InvalidEventDataStoreCategoryException", "InactiveEventDataStoreException", "UnsupportedOperationException", "OperationNotPermittedException", "ThrottlingException", "InvalidParameterException", "ConflictException", "NotOrganizationMasterAccountException", "NoManagementAccountSLRExistsException", "InsufficientDependencyServiceAccessPermissionException", "InsufficientIAMAccessPermissionException"]);
operation!(PutEventSelectors PUT_EVENT_SELECTORS_OPERATION: PutEventSelectorsRequest PUT_EVENT_SELECTORS_REQUEST => PutEventSelectorsResponse PUT_EVENT_SELECTORS_RESPONSE, Target, ["TrailNotFoundException", "InvalidTrailNameException", "CloudTrailARNInvalidException", "InvalidHomeRegionException", "InvalidEventSelectorsException", "ConflictException", "ThrottlingException", "UnsupportedOperationException", "OperationNotPermittedException", "NotOrganizationMasterAccountException", "NoManagementAccountSLRExistsException", "InsufficientDependencyServiceAccessPermissionException"]);
operation!(PutInsightSelectors PUT_INSIGHT_SELECTORS_OPERATION: PutInsightSelectorsRequest PUT_INSIGHT_SELECTORS_REQUEST => PutInsightSelectorsResponse PUT_INSIGHT_SELECTORS_RESPONSE, Target, ["InvalidParameterException", "InvalidParameterCombinationException", "TrailNotFoundException", "InvalidTrailNameException", "CloudTrailARNInvalidException", "InvalidHomeRegionException", "InvalidInsightSelectorsException", "InsufficientS3BucketPolicyException", "InsufficientEncryptionPolicyException", "S3BucketDoesNotExistException", "KmsException", "UnsupportedOperationException", "OperationNotPermittedException", "NotOrganizationMasterAccountException", "NoManagementAccountSLRExistsException", "ConflictException", "ThrottlingException"]);
operation!(PutResourcePolicy PUT_RESOURCE_POLICY_OPERATION: PutResourcePolicyRequest PUT_RESOURCE_POLICY_REQUEST => PutResourcePolicyResponse PUT_RESOURCE_POLICY_RESPONSE, Target, ["ResourceARNNotValidException", "ResourcePolicyNotValidException", "ResourceNotFoundException", "ResourceTypeNotSupportedException", "ConflictException", "OperationNotPermittedException", "UnsupportedOperationException"]);
operation!(RegisterOrganizationDelegatedAdmin REGISTER_ORGANIZATION_DELEGATED_ADMIN_OPERATION: RegisterOrganizationDelegatedAdminRequest REGISTER_ORGANIZATION_DELEGATED_ADMIN_REQUEST => RegisterOrganizationDelegatedAdminResponse REGISTER_ORGANIZATION_DELEGATED_ADMIN_RESPONSE, Target, ["AccountRegisteredException", "AccountNotFoundException", "InsufficientDependencyServiceAccessPermissionException", "InvalidParameterException", "CannotDelegateManagementAccountException", "CloudTrailAccessNotEnabledException", "ConflictException", "DelegatedAdminAccountLimitExceededException", "NotOrganizationManagementAccountException", "OrganizationNotInAllFeaturesModeException", "OrganizationsNotInUseException", "UnsupportedOperationException", "OperationNotPermittedException", "InsufficientIAMAccessPermissionException"]);
operation!(RemoveTags REMOVE_TAGS_OPERATION: RemoveTagsRequest REMOVE_TAGS_REQUEST => RemoveTagsResponse REMOVE_TAGS_RESPONSE, Target, ["ResourceNotFoundException", "CloudTrailARNInvalidException", "EventDataStoreARNInvalidException", "ChannelARNInvalidException", "ResourceTypeNotSupportedException", "InvalidTrailNameException", "InvalidTagParameterException", "InactiveEventDataStoreException", "EventDataStoreNotFoundException", "ChannelNotFoundException", "UnsupportedOperationException", "OperationNotPermittedException", "NotOrganizationMasterAccountException", "NoManagementAccountSLRExistsException", "ConflictException"]);
operation!(RestoreEventDataStore RESTORE_EVENT_DATA_STORE_OPERATION: RestoreEventDataStoreRequest RESTORE_EVENT_DATA_STORE_REQUEST => RestoreEventDataStoreResponse RESTORE_EVENT_DATA_STORE_RESPONSE, Target, ["EventDataStoreARNInvalidException", "EventDataStoreNotFoundException", "EventDataStoreMaxLimitExceededException", "InvalidEventDataStoreStatusException", "InvalidParameterException", "OperationNotPermittedException", "UnsupportedOperationException", "CloudTrailAccessNotEnabledException", "InsufficientDependencyServiceAccessPermissionException", "OrganizationsNotInUseException", "NotOrganizationMasterAccountException", "NoManagementAccountSLRExistsException", "OrganizationNotInAllFeaturesModeException"]);
operation!(SearchSampleQueries SEARCH_SAMPLE_QUERIES_OPERATION: SearchSampleQueriesRequest SEARCH_SAMPLE_QUERIES_REQUEST => SearchSampleQueriesResponse SEARCH_SAMPLE_QUERIES_RESPONSE, Target, ["InvalidParameterException", "UnsupportedOperationException", "OperationNotPermittedException"]);
operation!(StartDashboardRefresh START_DASHBOARD_REFRESH_OPERATION: StartDashboardRefreshRequest START_DASHBOARD_REFRESH_REQUEST => StartDashboardRefreshResponse START_DASHBOARD_REFRESH_RESPONSE, Target, ["ResourceNotFoundException", "EventDataStoreNotFoundException", "InactiveEventDataStoreException", "ServiceQuotaExceededException", "UnsupportedOperationException"]);
operation!(StartEventDataStoreIngestion START_EVENT_DATA_STORE_INGESTION_OPERATION: StartEventDataStoreIngestionRequest START_EVENT_DATA_STORE_INGESTION_REQUEST => StartEventDataStoreIngestionResponse START_EVENT_DATA_STORE_INGESTION_RESPONSE, Target, ["EventDataStoreARNInvalidException", "EventDataStoreNotFoundException", "InvalidEventDataStoreStatusException", "InvalidParameterException", "InvalidEventDataStoreCategoryException", "OperationNotPermittedException", "UnsupportedOperationException", "NotOrganizationMasterAccountException", "NoManagementAccountSLRExistsException", "InsufficientDependencyServiceAccessPermissionException", "ConflictException"]);
operation!(StartImport START_IMPORT_OPERATION: StartImportRequest START_IMPORT_REQUEST => StartImportResponse START_IMPORT_RESPONSE, Target, ["AccountHasOngoingImportException", "EventDataStoreARNInvalidException", "EventDataStoreNotFoundException", "InvalidEventDataStoreStatusException", "InvalidEventDataStoreCategoryException", "InactiveEventDataStoreException", "InvalidImportSourceException", "ImportNotFoundException", "InvalidParameterException", "InsufficientEncryptionPolicyException", "OperationNotPermittedException", "UnsupportedOperationException", "OperationNotPermittedException", "UnsupportedOperationException"]);
operation!(StartLogging START_LOGGING_OPERATION: StartLoggingRequest START_LOGGING_REQUEST => StartLoggingResponse START_LOGGING_RESPONSE, Target, ["CloudTrailARNInvalidException", "ConflictException", "ThrottlingException", "TrailNotFoundException", "InvalidTrailNameException", "InvalidHomeRegionException", "UnsupportedOperationException", "OperationNotPermittedException", "NotOrganizationMasterAccountException", "NoManagementAccountSLRExistsException", "InsufficientDependencyServiceAccessPermissionException"]);
operation!(StartQuery START_QUERY_OPERATION: StartQueryRequest START_QUERY_REQUEST => StartQueryResponse START_QUERY_RESPONSE, Target, ["EventDataStoreARNInvalidException", "EventDataStoreNotFoundException", "InactiveEventDataStoreException", "InvalidParameterException", "InvalidQueryStatementException", "MaxConcurrentQueriesException", "InsufficientEncryptionPolicyException", "InvalidS3PrefixException", "InvalidS3BucketNameException", "InsufficientS3BucketPolicyException", "S3BucketDoesNotExistException", "OperationNotPermittedException", "UnsupportedOperationException", "NoManagementAccountSLRExistsException"]);
operation!(StopEventDataStoreIngestion STOP_EVENT_DATA_STORE_INGESTION_OPERATION: StopEventDataStoreIngestionRequest STOP_EVENT_DATA_STORE_INGESTION_REQUEST => StopEventDataStoreIngestionResponse STOP_EVENT_DATA_STORE_INGESTION_RESPONSE, Target, ["EventDataStoreARNInvalidException", "EventDataStoreNotFoundException", "InvalidEventDataStoreStatusException", "InvalidParameterException", "InvalidEventDataStoreCategoryException", "OperationNotPermittedException", "UnsupportedOperationException", "NotOrganizationMasterAccountException", "NoManagementAccountSLRExistsException", "InsufficientDependencyServiceAccessPermissionException", "ConflictException"]);
operation!(StopImport STOP_IMPORT_OPERATION: StopImportRequest STOP_IMPORT_REQUEST => StopImportResponse STOP_IMPORT_RESPONSE, Target, ["ImportNotFoundException", "InvalidParameterException", "OperationNotPermittedException", "UnsupportedOperationException"]);
operation!(StopLogging STOP_LOGGING_OPERATION: StopLoggingRequest STOP_LOGGING_REQUEST => StopLoggingResponse STOP_LOGGING_RESPONSE, Target, ["TrailNotFoundException", "InvalidTrailNameException", "CloudTrailARNInvalidException", "ConflictException", "ThrottlingException", "InvalidHomeRegionException", "UnsupportedOperationException", "OperationNotPermittedException", "NotOrganizationMasterAccountException", "NoManagementAccountSLRExistsException", "InsufficientDependencyServiceAccessPermissionException"]);
operation!(UpdateChannel UPDATE_CHANNEL_OPERATION: UpdateChannelRequest UPDATE_CHANNEL_REQUEST => UpdateChannelResponse UPDATE_CHANNEL_RESPONSE, Target, ["ChannelARNInvalidException", "ChannelNotFoundException", "ChannelAlreadyExistsException", "EventDataStoreARNInvalidException", "EventDataStoreNotFoundException", "InvalidEventDataStoreCategoryException", "InactiveEventDataStoreException", "InvalidParameterException", "OperationNotPermittedException", "UnsupportedOperationException"]);
operation!(UpdateDashboard UPDATE_DASHBOARD_OPERATION: UpdateDashboardRequest UPDATE_DASHBOARD_REQUEST => UpdateDashboardResponse UPDATE_DASHBOARD_RESPONSE, Target, ["ConflictException", "ResourceNotFoundException", "EventDataStoreNotFoundException", "InactiveEventDataStoreException", "InsufficientEncryptionPolicyException", "InvalidQueryStatementException", "ServiceQuotaExceededException", "UnsupportedOperationException"]);
operation!(UpdateEventDataStore UPDATE_EVENT_DATA_STORE_OPERATION: UpdateEventDataStoreRequest UPDATE_EVENT_DATA_STORE_REQUEST => UpdateEventDataStoreResponse UPDATE_EVENT_DATA_STORE_RESPONSE, Target, ["EventDataStoreAlreadyExistsException", "EventDataStoreARNInvalidException", "EventDataStoreNotFoundException", "InvalidEventSelectorsException", "InvalidInsightSelectorsException", "EventDataStoreHasOngoingImportException", "InactiveEventDataStoreException", "InvalidParameterException", "OperationNotPermittedException", "UnsupportedOperationException", "InsufficientEncryptionPolicyException", "InvalidKmsKeyIdException", "KmsKeyNotFoundException", "KmsException", "CloudTrailAccessNotEnabledException", "InsufficientDependencyServiceAccessPermissionException", "OrganizationsNotInUseException", "NotOrganizationMasterAccountException", "NoManagementAccountSLRExistsException", "OrganizationNotInAllFeaturesModeException", "ConflictException", "ThrottlingException"]);
operation!(UpdateTrail UPDATE_TRAIL_OPERATION: UpdateTrailRequest UPDATE_TRAIL_REQUEST => UpdateTrailResponse UPDATE_TRAIL_RESPONSE, Target, ["S3BucketDoesNotExistException", "InsufficientS3BucketPolicyException", "InsufficientSnsTopicPolicyException", "InsufficientEncryptionPolicyException", "TrailNotFoundException", "InvalidS3BucketNameException", "InvalidS3PrefixException", "InvalidSnsTopicNameException", "InvalidKmsKeyIdException", "InvalidTrailNameException", "TrailNotProvidedException", "InvalidEventSelectorsException", "CloudTrailARNInvalidException", "ConflictException", "ThrottlingException", "InvalidParameterCombinationException", "InvalidHomeRegionException", "KmsKeyNotFoundException", "KmsKeyDisabledException", "KmsException", "InvalidCloudWatchLogsLogGroupArnException", "InvalidCloudWatchLogsRoleArnException", "CloudWatchLogsDeliveryUnavailableException", "UnsupportedOperationException", "OperationNotPermittedException", "CloudTrailAccessNotEnabledException", "InsufficientDependencyServiceAccessPermissionException", "OrganizationsNotInUseException", "NotOrganizationMasterAccountException", "OrganizationNotInAllFeaturesModeException", "NoManagementAccountSLRExistsException", "CloudTrailInvalidClientTokenIdException", "InvalidParameterException"]);

pub mod error {
    use crate::macros::*;

    error!(access_denied "AccessDeniedException");
    error!(account_has_ongoing_import "AccountHasOngoingImportException");
    error!(account_not_found "AccountNotFoundException");
    error!(account_not_registered "AccountNotRegisteredException");
    error!(account_registered "AccountRegisteredException");
    error!(cannot_delegate_management_account "CannotDelegateManagementAccountException");
    error!(channel_arn_invalid "ChannelARNInvalidException");
    error!(channel_already_exists "ChannelAlreadyExistsException");
    error!(channel_exists_for_eds "ChannelExistsForEDSException");
    error!(channel_max_limit_exceeded "ChannelMaxLimitExceededException");
    error!(channel_not_found "ChannelNotFoundException");
    error!(cloud_trail_arn_invalid "CloudTrailARNInvalidException");
    error!(cloud_trail_access_not_enabled "CloudTrailAccessNotEnabledException");
    error!(cloud_trail_invalid_client_token_id "CloudTrailInvalidClientTokenIdException");
    error!(cloud_watch_logs_delivery_unavailable "CloudWatchLogsDeliveryUnavailableException");
    error!(concurrent_modification "ConcurrentModificationException");
    error!(conflict "ConflictException");
    error!(delegated_admin_account_limit_exceeded "DelegatedAdminAccountLimitExceededException");
    error!(event_data_store_arn_invalid "EventDataStoreARNInvalidException");
    error!(event_data_store_already_exists "EventDataStoreAlreadyExistsException");
    error!(event_data_store_federation_enabled "EventDataStoreFederationEnabledException");
    error!(event_data_store_has_ongoing_import "EventDataStoreHasOngoingImportException");
    error!(event_data_store_max_limit_exceeded "EventDataStoreMaxLimitExceededException");
    error!(event_data_store_not_found "EventDataStoreNotFoundException");
    error!(event_data_store_termination_protected "EventDataStoreTerminationProtectedException");
    error!(generate_response "GenerateResponseException");
    error!(import_not_found "ImportNotFoundException");
    error!(inactive_event_data_store "InactiveEventDataStoreException");
    error!(inactive_query "InactiveQueryException");
    error!(insight_not_enabled "InsightNotEnabledException");
    error!(insufficient_dependency_service_access_permission "InsufficientDependencyServiceAccessPermissionException");
    error!(insufficient_encryption_policy "InsufficientEncryptionPolicyException");
    error!(insufficient_iam_access_permission "InsufficientIAMAccessPermissionException");
    error!(insufficient_s3_bucket_policy "InsufficientS3BucketPolicyException");
    error!(insufficient_sns_topic_policy "InsufficientSnsTopicPolicyException");
    error!(invalid_cloud_watch_logs_log_group_arn "InvalidCloudWatchLogsLogGroupArnException");
    error!(invalid_cloud_watch_logs_role_arn "InvalidCloudWatchLogsRoleArnException");
    error!(invalid_date_range "InvalidDateRangeException");
    error!(invalid_event_category "InvalidEventCategoryException");
    error!(invalid_event_data_store_category "InvalidEventDataStoreCategoryException");
    error!(invalid_event_data_store_status "InvalidEventDataStoreStatusException");
    error!(invalid_event_selectors "InvalidEventSelectorsException");
    error!(invalid_home_region "InvalidHomeRegionException");
    error!(invalid_import_source "InvalidImportSourceException");
    error!(invalid_insight_selectors "InvalidInsightSelectorsException");
    error!(invalid_kms_key_id "InvalidKmsKeyIdException");
    error!(invalid_lookup_attributes "InvalidLookupAttributesException");
    error!(invalid_max_results "InvalidMaxResultsException");
    error!(invalid_next_token "InvalidNextTokenException");
    error!(invalid_parameter_combination "InvalidParameterCombinationException");
    error!(invalid_parameter "InvalidParameterException");
    error!(invalid_query_statement "InvalidQueryStatementException");
    error!(invalid_query_status "InvalidQueryStatusException");
    error!(invalid_s3_bucket_name "InvalidS3BucketNameException");
    error!(invalid_s3_prefix "InvalidS3PrefixException");
    error!(invalid_sns_topic_name "InvalidSnsTopicNameException");
    error!(invalid_source "InvalidSourceException");
    error!(invalid_tag_parameter "InvalidTagParameterException");
    error!(invalid_time_range "InvalidTimeRangeException");
    error!(invalid_token "InvalidTokenException");
    error!(invalid_trail_name "InvalidTrailNameException");
    error!(kms "KmsException");
    error!(kms_key_disabled "KmsKeyDisabledException");
    error!(kms_key_not_found "KmsKeyNotFoundException");
    error!(max_concurrent_queries "MaxConcurrentQueriesException");
    error!(maximum_number_of_trails_exceeded "MaximumNumberOfTrailsExceededException");
    error!(no_management_account_slr_exists "NoManagementAccountSLRExistsException");
    error!(not_organization_management_account "NotOrganizationManagementAccountException");
    error!(not_organization_master_account "NotOrganizationMasterAccountException");
    error!(operation_not_permitted "OperationNotPermittedException");
    error!(organization_not_in_all_features_mode "OrganizationNotInAllFeaturesModeException");
    error!(organizations_not_in_use "OrganizationsNotInUseException");
    error!(query_id_not_found "QueryIdNotFoundException");
    error!(resource_arn_not_valid "ResourceARNNotValidException");
    error!(resource_not_found "ResourceNotFoundException");
    error!(resource_policy_not_found "ResourcePolicyNotFoundException");
    error!(resource_policy_not_valid "ResourcePolicyNotValidException");
    error!(resource_type_not_supported "ResourceTypeNotSupportedException");
    error!(s3_bucket_does_not_exist "S3BucketDoesNotExistException");
    error!(service_quota_exceeded "ServiceQuotaExceededException");
    error!(tags_limit_exceeded "TagsLimitExceededException");
    error!(throttling "ThrottlingException");
    error!(trail_already_exists "TrailAlreadyExistsException");
    error!(trail_not_found "TrailNotFoundException");
    error!(trail_not_provided "TrailNotProvidedException");
    error!(unsupported_operation "UnsupportedOperationException");
}

pub static ACCOUNT_ID: Shape = text(12, 16, "\\d+", "^(?:\\d+)$");
structure!(default ADD_TAGS_REQUEST AddTagsRequest {
    resource_id "ResourceId" STRING true: String,
    tags_list "TagsList" TAGS_LIST true: Vec<Tag>,
});
structure!(default ADD_TAGS_RESPONSE AddTagsResponse {
});
structure!(default ADVANCED_EVENT_SELECTOR AdvancedEventSelector {
    name "Name" SELECTOR_NAME false: Option<String>,
    field_selectors "FieldSelectors" ADVANCED_FIELD_SELECTORS true: Vec<AdvancedFieldSelector>,
});
pub static ADVANCED_EVENT_SELECTORS: Shape = list(&ADVANCED_EVENT_SELECTOR, 0, UNLIMITED);
structure!(default ADVANCED_FIELD_SELECTOR AdvancedFieldSelector {
    field "Field" SELECTOR_FIELD true: String,
    equals "Equals" OPERATOR false: Option<Vec<String>>,
    starts_with "StartsWith" OPERATOR false: Option<Vec<String>>,
    ends_with "EndsWith" OPERATOR false: Option<Vec<String>>,
    not_equals "NotEquals" OPERATOR false: Option<Vec<String>>,
    not_starts_with "NotStartsWith" OPERATOR false: Option<Vec<String>>,
    not_ends_with "NotEndsWith" OPERATOR false: Option<Vec<String>>,
});
pub static ADVANCED_FIELD_SELECTORS: Shape = list(&ADVANCED_FIELD_SELECTOR, 1, UNLIMITED);
structure!(AGGREGATION_CONFIGURATION AggregationConfiguration {
    templates "Templates" TEMPLATES true: Vec<Template>,
    event_category "EventCategory" EVENT_CATEGORY_AGGREGATION true: EventCategoryAggregation,
});
pub static AGGREGATION_CONFIGURATIONS: Shape = list(&AGGREGATION_CONFIGURATION, 0, 1);
enumeration!(BILLING_MODE BillingMode { ExtendableRetentionPricing "EXTENDABLE_RETENTION_PRICING", FixedRetentionPricing "FIXED_RETENTION_PRICING" });
pub static BOOLEAN: Shape = Shape::Boolean;
pub static BYTE_BUFFER: Shape = Shape::Blob;
structure!(default CANCEL_QUERY_REQUEST CancelQueryRequest {
    event_data_store "EventDataStore" EVENT_DATA_STORE_ARN false: Option<String>,
    query_id "QueryId" UUID true: String,
    event_data_store_owner_account_id "EventDataStoreOwnerAccountId" ACCOUNT_ID false: Option<String>,
});
structure!(CANCEL_QUERY_RESPONSE CancelQueryResponse {
    query_id "QueryId" UUID true: String,
    query_status "QueryStatus" QUERY_STATUS true: QueryStatus,
    event_data_store_owner_account_id "EventDataStoreOwnerAccountId" ACCOUNT_ID false: Option<String>,
});
structure!(default CHANNEL Channel {
    channel_arn "ChannelArn" CHANNEL_ARN false: Option<String>,
    name "Name" CHANNEL_NAME false: Option<String>,
});
pub static CHANNEL_ARN: Shape = text(3, 256, "^[a-zA-Z0-9._/\\-:]+$", "^(?:^[a-zA-Z0-9._/\\-:]+$)$");
pub static CHANNEL_NAME: Shape = text(3, 128, "^[a-zA-Z0-9._\\-]+$", "^(?:^[a-zA-Z0-9._\\-]+$)$");
pub static CHANNELS: Shape = list(&CHANNEL, 0, UNLIMITED);
structure!(CONTEXT_KEY_SELECTOR ContextKeySelector {
    r#type "Type" TYPE true: Type,
    equals "Equals" OPERATOR_TARGET_LIST true: Vec<String>,
});
pub static CONTEXT_KEY_SELECTORS: Shape = list(&CONTEXT_KEY_SELECTOR, 0, 2);
structure!(default CREATE_CHANNEL_REQUEST CreateChannelRequest {
    name "Name" CHANNEL_NAME true: String,
    source "Source" SOURCE true: String,
    destinations "Destinations" DESTINATIONS true: Vec<Destination>,
    tags "Tags" TAGS_LIST false: Option<Vec<Tag>>,
});
structure!(default CREATE_CHANNEL_RESPONSE CreateChannelResponse {
    channel_arn "ChannelArn" CHANNEL_ARN false: Option<String>,
    name "Name" CHANNEL_NAME false: Option<String>,
    source "Source" SOURCE false: Option<String>,
    destinations "Destinations" DESTINATIONS false: Option<Vec<Destination>>,
    tags "Tags" TAGS_LIST false: Option<Vec<Tag>>,
});
structure!(default CREATE_DASHBOARD_REQUEST CreateDashboardRequest {
    name "Name" DASHBOARD_NAME true: String,
    refresh_schedule "RefreshSchedule" REFRESH_SCHEDULE false: Option<RefreshSchedule>,
    tags_list "TagsList" TAGS_LIST false: Option<Vec<Tag>>,
    termination_protection_enabled "TerminationProtectionEnabled" TERMINATION_PROTECTION_ENABLED false: Option<bool>,
    widgets "Widgets" REQUEST_WIDGET_LIST false: Option<Vec<RequestWidget>>,
});
structure!(default CREATE_DASHBOARD_RESPONSE CreateDashboardResponse {
    dashboard_arn "DashboardArn" DASHBOARD_ARN false: Option<String>,
    name "Name" DASHBOARD_NAME false: Option<String>,
    r#type "Type" DASHBOARD_TYPE false: Option<DashboardType>,
    widgets "Widgets" WIDGET_LIST false: Option<Vec<Widget>>,
    tags_list "TagsList" TAGS_LIST false: Option<Vec<Tag>>,
    refresh_schedule "RefreshSchedule" REFRESH_SCHEDULE false: Option<RefreshSchedule>,
    termination_protection_enabled "TerminationProtectionEnabled" TERMINATION_PROTECTION_ENABLED false: Option<bool>,
});
structure!(default CREATE_EVENT_DATA_STORE_REQUEST CreateEventDataStoreRequest {
    name "Name" EVENT_DATA_STORE_NAME true: String,
    advanced_event_selectors "AdvancedEventSelectors" ADVANCED_EVENT_SELECTORS false: Option<Vec<AdvancedEventSelector>>,
    multi_region_enabled "MultiRegionEnabled" BOOLEAN false: Option<bool>,
    organization_enabled "OrganizationEnabled" BOOLEAN false: Option<bool>,
    retention_period "RetentionPeriod" RETENTION_PERIOD false: Option<i64>,
    termination_protection_enabled "TerminationProtectionEnabled" TERMINATION_PROTECTION_ENABLED false: Option<bool>,
    tags_list "TagsList" TAGS_LIST false: Option<Vec<Tag>>,
    kms_key_id "KmsKeyId" EVENT_DATA_STORE_KMS_KEY_ID false: Option<String>,
    start_ingestion "StartIngestion" BOOLEAN false: Option<bool>,
    billing_mode "BillingMode" BILLING_MODE false: Option<BillingMode>,
});
structure!(default CREATE_EVENT_DATA_STORE_RESPONSE CreateEventDataStoreResponse {
    event_data_store_arn "EventDataStoreArn" EVENT_DATA_STORE_ARN false: Option<String>,
    name "Name" EVENT_DATA_STORE_NAME false: Option<String>,
    status "Status" EVENT_DATA_STORE_STATUS false: Option<EventDataStoreStatus>,
    advanced_event_selectors "AdvancedEventSelectors" ADVANCED_EVENT_SELECTORS false: Option<Vec<AdvancedEventSelector>>,
    multi_region_enabled "MultiRegionEnabled" BOOLEAN false: Option<bool>,
    organization_enabled "OrganizationEnabled" BOOLEAN false: Option<bool>,
    retention_period "RetentionPeriod" RETENTION_PERIOD false: Option<i64>,
    termination_protection_enabled "TerminationProtectionEnabled" TERMINATION_PROTECTION_ENABLED false: Option<bool>,
    tags_list "TagsList" TAGS_LIST false: Option<Vec<Tag>>,
    created_timestamp "CreatedTimestamp" DATE false: Option<Timestamp>,
    updated_timestamp "UpdatedTimestamp" DATE false: Option<Timestamp>,
    kms_key_id "KmsKeyId" EVENT_DATA_STORE_KMS_KEY_ID false: Option<String>,
    billing_mode "BillingMode" BILLING_MODE false: Option<BillingMode>,
});
structure!(default CREATE_TRAIL_REQUEST CreateTrailRequest {
    name "Name" STRING true: String,
    s3_bucket_name "S3BucketName" STRING true: String,
    s3_key_prefix "S3KeyPrefix" STRING false: Option<String>,
    sns_topic_name "SnsTopicName" STRING false: Option<String>,
    include_global_service_events "IncludeGlobalServiceEvents" BOOLEAN false: Option<bool>,
    is_multi_region_trail "IsMultiRegionTrail" BOOLEAN false: Option<bool>,
    enable_log_file_validation "EnableLogFileValidation" BOOLEAN false: Option<bool>,
    cloud_watch_logs_log_group_arn "CloudWatchLogsLogGroupArn" STRING false: Option<String>,
    cloud_watch_logs_role_arn "CloudWatchLogsRoleArn" STRING false: Option<String>,
    kms_key_id "KmsKeyId" STRING false: Option<String>,
    is_organization_trail "IsOrganizationTrail" BOOLEAN false: Option<bool>,
    tags_list "TagsList" TAGS_LIST false: Option<Vec<Tag>>,
    recursive_logging "RecursiveLogging" BOOLEAN false: Option<bool>,
});
structure!(default CREATE_TRAIL_RESPONSE CreateTrailResponse {
    name "Name" STRING false: Option<String>,
    s3_bucket_name "S3BucketName" STRING false: Option<String>,
    s3_key_prefix "S3KeyPrefix" STRING false: Option<String>,
    sns_topic_name "SnsTopicName" STRING false: Option<String>,
    sns_topic_arn "SnsTopicARN" STRING false: Option<String>,
    include_global_service_events "IncludeGlobalServiceEvents" BOOLEAN false: Option<bool>,
    is_multi_region_trail "IsMultiRegionTrail" BOOLEAN false: Option<bool>,
    trail_arn "TrailARN" STRING false: Option<String>,
    log_file_validation_enabled "LogFileValidationEnabled" BOOLEAN false: Option<bool>,
    cloud_watch_logs_log_group_arn "CloudWatchLogsLogGroupArn" STRING false: Option<String>,
    cloud_watch_logs_role_arn "CloudWatchLogsRoleArn" STRING false: Option<String>,
    kms_key_id "KmsKeyId" STRING false: Option<String>,
    is_organization_trail "IsOrganizationTrail" BOOLEAN false: Option<bool>,
    recursive_logging "RecursiveLogging" BOOLEAN false: Option<bool>,
});
pub static DASHBOARD_ARN: Shape = text(0, UNLIMITED, "^[a-zA-Z0-9._/\\-:]+$", "^(?:^[a-zA-Z0-9._/\\-:]+$)$");
structure!(default DASHBOARD_DETAIL DashboardDetail {
    dashboard_arn "DashboardArn" DASHBOARD_ARN false: Option<String>,
    r#type "Type" DASHBOARD_TYPE false: Option<DashboardType>,
});
pub static DASHBOARD_NAME: Shape = text(3, 128, "^[a-zA-Z0-9_\\-]+$", "^(?:^[a-zA-Z0-9_\\-]+$)$");
enumeration!(DASHBOARD_STATUS DashboardStatus { Creating "CREATING", Created "CREATED", Updating "UPDATING", Updated "UPDATED", Deleting "DELETING" });
enumeration!(DASHBOARD_TYPE DashboardType { Managed "MANAGED", Custom "CUSTOM" });
pub static DASHBOARDS: Shape = list(&DASHBOARD_DETAIL, 0, UNLIMITED);
structure!(default DATA_RESOURCE DataResource {
    r#type "Type" STRING false: Option<String>,
    values "Values" DATA_RESOURCE_VALUES false: Option<Vec<String>>,
});
pub static DATA_RESOURCE_VALUES: Shape = list(&STRING, 0, UNLIMITED);
pub static DATA_RESOURCES: Shape = list(&DATA_RESOURCE, 0, UNLIMITED);
pub static DATE: Shape = Shape::Timestamp;
structure!(default DELETE_CHANNEL_REQUEST DeleteChannelRequest {
    channel "Channel" CHANNEL_ARN true: String,
});
structure!(default DELETE_CHANNEL_RESPONSE DeleteChannelResponse {
});
structure!(default DELETE_DASHBOARD_REQUEST DeleteDashboardRequest {
    dashboard_id "DashboardId" DASHBOARD_ARN true: String,
});
structure!(default DELETE_DASHBOARD_RESPONSE DeleteDashboardResponse {
});
structure!(default DELETE_EVENT_DATA_STORE_REQUEST DeleteEventDataStoreRequest {
    event_data_store "EventDataStore" EVENT_DATA_STORE_ARN true: String,
});
structure!(default DELETE_EVENT_DATA_STORE_RESPONSE DeleteEventDataStoreResponse {
});
structure!(default DELETE_RESOURCE_POLICY_REQUEST DeleteResourcePolicyRequest {
    resource_arn "ResourceArn" RESOURCE_ARN true: String,
});
structure!(default DELETE_RESOURCE_POLICY_RESPONSE DeleteResourcePolicyResponse {
});
structure!(default DELETE_TRAIL_REQUEST DeleteTrailRequest {
    name "Name" STRING true: String,
});
structure!(default DELETE_TRAIL_RESPONSE DeleteTrailResponse {
});
pub static DELIVERY_S3_URI: Shape = text(0, 1024, "s3://[a-z0-9][\\.\\-a-z0-9]{1,61}[a-z0-9](/.*)?", "^(?:s3://[a-z0-9][\\.\\-a-z0-9]{1,61}[a-z0-9](/.*)?)$");
enumeration!(DELIVERY_STATUS DeliveryStatus { Success "SUCCESS", Failed "FAILED", FailedSigningFile "FAILED_SIGNING_FILE", Pending "PENDING", ResourceNotFound "RESOURCE_NOT_FOUND", AccessDenied "ACCESS_DENIED", AccessDeniedSigningFile "ACCESS_DENIED_SIGNING_FILE", Cancelled "CANCELLED", Unknown "UNKNOWN" });
structure!(default DEREGISTER_ORGANIZATION_DELEGATED_ADMIN_REQUEST DeregisterOrganizationDelegatedAdminRequest {
    delegated_admin_account_id "DelegatedAdminAccountId" ACCOUNT_ID true: String,
});
structure!(default DEREGISTER_ORGANIZATION_DELEGATED_ADMIN_RESPONSE DeregisterOrganizationDelegatedAdminResponse {
});
structure!(default DESCRIBE_QUERY_REQUEST DescribeQueryRequest {
    event_data_store "EventDataStore" EVENT_DATA_STORE_ARN false: Option<String>,
    query_id "QueryId" UUID false: Option<String>,
    query_alias "QueryAlias" QUERY_ALIAS false: Option<String>,
    refresh_id "RefreshId" REFRESH_ID false: Option<String>,
    event_data_store_owner_account_id "EventDataStoreOwnerAccountId" ACCOUNT_ID false: Option<String>,
});
structure!(default DESCRIBE_QUERY_RESPONSE DescribeQueryResponse {
    query_id "QueryId" UUID false: Option<String>,
    query_string "QueryString" QUERY_STATEMENT false: Option<String>,
    query_status "QueryStatus" QUERY_STATUS false: Option<QueryStatus>,
    query_statistics "QueryStatistics" QUERY_STATISTICS_FOR_DESCRIBE_QUERY false: Option<QueryStatisticsForDescribeQuery>,
    error_message "ErrorMessage" ERROR_MESSAGE false: Option<String>,
    delivery_s3_uri "DeliveryS3Uri" DELIVERY_S3_URI false: Option<String>,
    delivery_status "DeliveryStatus" DELIVERY_STATUS false: Option<DeliveryStatus>,
    prompt "Prompt" PROMPT false: Option<String>,
    event_data_store_owner_account_id "EventDataStoreOwnerAccountId" ACCOUNT_ID false: Option<String>,
});
structure!(default DESCRIBE_TRAILS_REQUEST DescribeTrailsRequest {
    trail_name_list "trailNameList" TRAIL_NAME_LIST false: Option<Vec<String>>,
    include_shadow_trails "includeShadowTrails" BOOLEAN false: Option<bool>,
});
structure!(default DESCRIBE_TRAILS_RESPONSE DescribeTrailsResponse {
    trail_list "trailList" TRAIL_LIST false: Option<Vec<Trail>>,
});
structure!(DESTINATION Destination {
    r#type "Type" DESTINATION_TYPE true: DestinationType,
    location "Location" LOCATION true: String,
});
enumeration!(DESTINATION_TYPE DestinationType { EventDataStore "EVENT_DATA_STORE", AwsService "AWS_SERVICE" });
pub static DESTINATIONS: Shape = list(&DESTINATION, 1, 200);
structure!(default DISABLE_FEDERATION_REQUEST DisableFederationRequest {
    event_data_store "EventDataStore" EVENT_DATA_STORE_ARN true: String,
});
structure!(default DISABLE_FEDERATION_RESPONSE DisableFederationResponse {
    event_data_store_arn "EventDataStoreArn" EVENT_DATA_STORE_ARN false: Option<String>,
    federation_status "FederationStatus" FEDERATION_STATUS false: Option<FederationStatus>,
});
pub static DOUBLE: Shape = Shape::Number;
structure!(default ENABLE_FEDERATION_REQUEST EnableFederationRequest {
    event_data_store "EventDataStore" EVENT_DATA_STORE_ARN true: String,
    federation_role_arn "FederationRoleArn" FEDERATION_ROLE_ARN true: String,
});
structure!(default ENABLE_FEDERATION_RESPONSE EnableFederationResponse {
    event_data_store_arn "EventDataStoreArn" EVENT_DATA_STORE_ARN false: Option<String>,
    federation_status "FederationStatus" FEDERATION_STATUS false: Option<FederationStatus>,
    federation_role_arn "FederationRoleArn" FEDERATION_ROLE_ARN false: Option<String>,
});
pub static ERROR_CODE: Shape = text(0, 128, "^[\\w\\d\\s_.,\\-:\\[\\]]+$", "^(?:^[\\w\\d\\s_.,\\-:\\[\\]]+$)$");
pub static ERROR_MESSAGE: Shape = text(4, 1000, ".*", "^(?:.*)$");
structure!(default EVENT Event {
    event_id "EventId" STRING false: Option<String>,
    event_name "EventName" STRING false: Option<String>,
    read_only "ReadOnly" STRING false: Option<String>,
    access_key_id "AccessKeyId" STRING false: Option<String>,
    event_time "EventTime" DATE false: Option<Timestamp>,
    event_source "EventSource" STRING false: Option<String>,
    username "Username" STRING false: Option<String>,
    resources "Resources" RESOURCE_LIST false: Option<Vec<Resource>>,
    cloud_trail_event "CloudTrailEvent" STRING false: Option<String>,
});
enumeration!(EVENT_CATEGORY EventCategory { Insight "insight" });
enumeration!(EVENT_CATEGORY_AGGREGATION EventCategoryAggregation { Data "Data" });
structure!(default EVENT_DATA_STORE EventDataStore {
    event_data_store_arn "EventDataStoreArn" EVENT_DATA_STORE_ARN false: Option<String>,
    name "Name" EVENT_DATA_STORE_NAME false: Option<String>,
    termination_protection_enabled "TerminationProtectionEnabled" TERMINATION_PROTECTION_ENABLED false: Option<bool>,
    status "Status" EVENT_DATA_STORE_STATUS false: Option<EventDataStoreStatus>,
    advanced_event_selectors "AdvancedEventSelectors" ADVANCED_EVENT_SELECTORS false: Option<Vec<AdvancedEventSelector>>,
    multi_region_enabled "MultiRegionEnabled" BOOLEAN false: Option<bool>,
    organization_enabled "OrganizationEnabled" BOOLEAN false: Option<bool>,
    retention_period "RetentionPeriod" RETENTION_PERIOD false: Option<i64>,
    created_timestamp "CreatedTimestamp" DATE false: Option<Timestamp>,
    updated_timestamp "UpdatedTimestamp" DATE false: Option<Timestamp>,
});
pub static EVENT_DATA_STORE_ARN: Shape = text(3, 256, "^[a-zA-Z0-9._/\\-:]+$", "^(?:^[a-zA-Z0-9._/\\-:]+$)$");
pub static EVENT_DATA_STORE_KMS_KEY_ID: Shape = text(1, 350, "^[a-zA-Z0-9._/\\-:]+$", "^(?:^[a-zA-Z0-9._/\\-:]+$)$");
pub static EVENT_DATA_STORE_LIST: Shape = list(&EVENT_DATA_STORE_ARN, 1, 1);
pub static EVENT_DATA_STORE_NAME: Shape = text(3, 128, "^[a-zA-Z0-9._\\-]+$", "^(?:^[a-zA-Z0-9._\\-]+$)$");
enumeration!(EVENT_DATA_STORE_STATUS EventDataStoreStatus { Created "CREATED", Enabled "ENABLED", PendingDeletion "PENDING_DELETION", StartingIngestion "STARTING_INGESTION", StoppingIngestion "STOPPING_INGESTION", StoppedIngestion "STOPPED_INGESTION" });
pub static EVENT_DATA_STORES: Shape = list(&EVENT_DATA_STORE, 0, UNLIMITED);
pub static EVENT_NAME: Shape = text(0, 128, "^[A-Za-z0-9_]+$", "^(?:^[A-Za-z0-9_]+$)$");
structure!(default EVENT_SELECTOR EventSelector {
    read_write_type "ReadWriteType" READ_WRITE_TYPE false: Option<ReadWriteType>,
    include_management_events "IncludeManagementEvents" BOOLEAN false: Option<bool>,
    data_resources "DataResources" DATA_RESOURCES false: Option<Vec<DataResource>>,
    exclude_management_event_sources "ExcludeManagementEventSources" EXCLUDE_MANAGEMENT_EVENT_SOURCES false: Option<Vec<String>>,
});
pub static EVENT_SELECTORS: Shape = list(&EVENT_SELECTOR, 0, UNLIMITED);
pub static EVENT_SOURCE: Shape = text(0, 256, "^[a-z0-9_-]+\\.amazonaws\\.com$", "^(?:^[a-z0-9_-]+\\.amazonaws\\.com$)$");
pub static EVENTS_LIST: Shape = list(&EVENT, 0, UNLIMITED);
pub static EXCLUDE_MANAGEMENT_EVENT_SOURCES: Shape = list(&STRING, 0, UNLIMITED);
pub static FEDERATION_ROLE_ARN: Shape = text(3, 125, "^[a-zA-Z0-9._/\\-:@=\\+,\\.]+$", "^(?:^[a-zA-Z0-9._/\\-:@=\\+,\\.]+$)$");
enumeration!(FEDERATION_STATUS FederationStatus { Enabling "ENABLING", Enabled "ENABLED", Disabling "DISABLING", Disabled "DISABLED" });
structure!(default GENERATE_QUERY_REQUEST GenerateQueryRequest {
    event_data_stores "EventDataStores" EVENT_DATA_STORE_LIST true: Vec<String>,
    prompt "Prompt" PROMPT true: String,
});
structure!(default GENERATE_QUERY_RESPONSE GenerateQueryResponse {
    query_statement "QueryStatement" QUERY_STATEMENT false: Option<String>,
    query_alias "QueryAlias" QUERY_ALIAS false: Option<String>,
    event_data_store_owner_account_id "EventDataStoreOwnerAccountId" ACCOUNT_ID false: Option<String>,
});
structure!(default GET_CHANNEL_REQUEST GetChannelRequest {
    channel "Channel" CHANNEL_ARN true: String,
});
structure!(default GET_CHANNEL_RESPONSE GetChannelResponse {
    channel_arn "ChannelArn" CHANNEL_ARN false: Option<String>,
    name "Name" CHANNEL_NAME false: Option<String>,
    source "Source" SOURCE false: Option<String>,
    source_config "SourceConfig" SOURCE_CONFIG false: Option<SourceConfig>,
    destinations "Destinations" DESTINATIONS false: Option<Vec<Destination>>,
    ingestion_status "IngestionStatus" INGESTION_STATUS false: Option<IngestionStatus>,
});
structure!(default GET_DASHBOARD_REQUEST GetDashboardRequest {
    dashboard_id "DashboardId" DASHBOARD_ARN true: String,
});
structure!(default GET_DASHBOARD_RESPONSE GetDashboardResponse {
    dashboard_arn "DashboardArn" DASHBOARD_ARN false: Option<String>,
    r#type "Type" DASHBOARD_TYPE false: Option<DashboardType>,
    status "Status" DASHBOARD_STATUS false: Option<DashboardStatus>,
    widgets "Widgets" WIDGET_LIST false: Option<Vec<Widget>>,
    refresh_schedule "RefreshSchedule" REFRESH_SCHEDULE false: Option<RefreshSchedule>,
    created_timestamp "CreatedTimestamp" DATE false: Option<Timestamp>,
    updated_timestamp "UpdatedTimestamp" DATE false: Option<Timestamp>,
    last_refresh_id "LastRefreshId" REFRESH_ID false: Option<String>,
    last_refresh_failure_reason "LastRefreshFailureReason" ERROR_MESSAGE false: Option<String>,
    termination_protection_enabled "TerminationProtectionEnabled" TERMINATION_PROTECTION_ENABLED false: Option<bool>,
});
structure!(default GET_EVENT_CONFIGURATION_REQUEST GetEventConfigurationRequest {
    trail_name "TrailName" STRING false: Option<String>,
    event_data_store "EventDataStore" STRING false: Option<String>,
});
structure!(default GET_EVENT_CONFIGURATION_RESPONSE GetEventConfigurationResponse {
    trail_arn "TrailARN" STRING false: Option<String>,
    event_data_store_arn "EventDataStoreArn" EVENT_DATA_STORE_ARN false: Option<String>,
    max_event_size "MaxEventSize" MAX_EVENT_SIZE false: Option<MaxEventSize>,
    context_key_selectors "ContextKeySelectors" CONTEXT_KEY_SELECTORS false: Option<Vec<ContextKeySelector>>,
    aggregation_configurations "AggregationConfigurations" AGGREGATION_CONFIGURATIONS false: Option<Vec<AggregationConfiguration>>,
});
structure!(default GET_EVENT_DATA_STORE_REQUEST GetEventDataStoreRequest {
    event_data_store "EventDataStore" EVENT_DATA_STORE_ARN true: String,
});
structure!(default GET_EVENT_DATA_STORE_RESPONSE GetEventDataStoreResponse {
    event_data_store_arn "EventDataStoreArn" EVENT_DATA_STORE_ARN false: Option<String>,
    name "Name" EVENT_DATA_STORE_NAME false: Option<String>,
    status "Status" EVENT_DATA_STORE_STATUS false: Option<EventDataStoreStatus>,
    advanced_event_selectors "AdvancedEventSelectors" ADVANCED_EVENT_SELECTORS false: Option<Vec<AdvancedEventSelector>>,
    multi_region_enabled "MultiRegionEnabled" BOOLEAN false: Option<bool>,
    organization_enabled "OrganizationEnabled" BOOLEAN false: Option<bool>,
    retention_period "RetentionPeriod" RETENTION_PERIOD false: Option<i64>,
    termination_protection_enabled "TerminationProtectionEnabled" TERMINATION_PROTECTION_ENABLED false: Option<bool>,
    created_timestamp "CreatedTimestamp" DATE false: Option<Timestamp>,
    updated_timestamp "UpdatedTimestamp" DATE false: Option<Timestamp>,
    kms_key_id "KmsKeyId" EVENT_DATA_STORE_KMS_KEY_ID false: Option<String>,
    billing_mode "BillingMode" BILLING_MODE false: Option<BillingMode>,
    federation_status "FederationStatus" FEDERATION_STATUS false: Option<FederationStatus>,
    federation_role_arn "FederationRoleArn" FEDERATION_ROLE_ARN false: Option<String>,
    partition_keys "PartitionKeys" PARTITION_KEY_LIST false: Option<Vec<PartitionKey>>,
});
structure!(default GET_EVENT_SELECTORS_REQUEST GetEventSelectorsRequest {
    trail_name "TrailName" STRING true: String,
});
structure!(default GET_EVENT_SELECTORS_RESPONSE GetEventSelectorsResponse {
    trail_arn "TrailARN" STRING false: Option<String>,
    event_selectors "EventSelectors" EVENT_SELECTORS false: Option<Vec<EventSelector>>,
    advanced_event_selectors "AdvancedEventSelectors" ADVANCED_EVENT_SELECTORS false: Option<Vec<AdvancedEventSelector>>,
});
structure!(default GET_IMPORT_REQUEST GetImportRequest {
    import_id "ImportId" UUID true: String,
});
structure!(default GET_IMPORT_RESPONSE GetImportResponse {
    import_id "ImportId" UUID false: Option<String>,
    destinations "Destinations" IMPORT_DESTINATIONS false: Option<Vec<String>>,
    import_source "ImportSource" IMPORT_SOURCE false: Option<ImportSource>,
    start_event_time "StartEventTime" DATE false: Option<Timestamp>,
    end_event_time "EndEventTime" DATE false: Option<Timestamp>,
    import_status "ImportStatus" IMPORT_STATUS false: Option<ImportStatus>,
    created_timestamp "CreatedTimestamp" DATE false: Option<Timestamp>,
    updated_timestamp "UpdatedTimestamp" DATE false: Option<Timestamp>,
    import_statistics "ImportStatistics" IMPORT_STATISTICS false: Option<ImportStatistics>,
});
structure!(default GET_INSIGHT_SELECTORS_REQUEST GetInsightSelectorsRequest {
    trail_name "TrailName" STRING false: Option<String>,
    event_data_store "EventDataStore" EVENT_DATA_STORE_ARN false: Option<String>,
});
structure!(default GET_INSIGHT_SELECTORS_RESPONSE GetInsightSelectorsResponse {
    trail_arn "TrailARN" STRING false: Option<String>,
    insight_selectors "InsightSelectors" INSIGHT_SELECTORS false: Option<Vec<InsightSelector>>,
    event_data_store_arn "EventDataStoreArn" EVENT_DATA_STORE_ARN false: Option<String>,
    insights_destination "InsightsDestination" EVENT_DATA_STORE_ARN false: Option<String>,
});
structure!(default GET_QUERY_RESULTS_REQUEST GetQueryResultsRequest {
    event_data_store "EventDataStore" EVENT_DATA_STORE_ARN false: Option<String>,
    query_id "QueryId" UUID true: String,
    next_token "NextToken" PAGINATION_TOKEN false: Option<String>,
    max_query_results "MaxQueryResults" MAX_QUERY_RESULTS false: Option<i64>,
    event_data_store_owner_account_id "EventDataStoreOwnerAccountId" ACCOUNT_ID false: Option<String>,
});
structure!(default GET_QUERY_RESULTS_RESPONSE GetQueryResultsResponse {
    query_status "QueryStatus" QUERY_STATUS false: Option<QueryStatus>,
    query_statistics "QueryStatistics" QUERY_STATISTICS false: Option<QueryStatistics>,
    query_result_rows "QueryResultRows" QUERY_RESULT_ROWS false: Option<Vec<Vec<Map<String, String>>>>,
    next_token "NextToken" PAGINATION_TOKEN false: Option<String>,
    error_message "ErrorMessage" ERROR_MESSAGE false: Option<String>,
});
structure!(default GET_RESOURCE_POLICY_REQUEST GetResourcePolicyRequest {
    resource_arn "ResourceArn" RESOURCE_ARN true: String,
});
structure!(default GET_RESOURCE_POLICY_RESPONSE GetResourcePolicyResponse {
    resource_arn "ResourceArn" RESOURCE_ARN false: Option<String>,
    resource_policy "ResourcePolicy" RESOURCE_POLICY false: Option<String>,
    delegated_admin_resource_policy "DelegatedAdminResourcePolicy" RESOURCE_POLICY false: Option<String>,
});
structure!(default GET_TRAIL_REQUEST GetTrailRequest {
    name "Name" STRING true: String,
});
structure!(default GET_TRAIL_RESPONSE GetTrailResponse {
    trail "Trail" TRAIL false: Option<Trail>,
});
structure!(default GET_TRAIL_STATUS_REQUEST GetTrailStatusRequest {
    name "Name" STRING true: String,
});
structure!(default GET_TRAIL_STATUS_RESPONSE GetTrailStatusResponse {
    is_logging "IsLogging" BOOLEAN false: Option<bool>,
    latest_delivery_error "LatestDeliveryError" STRING false: Option<String>,
    latest_notification_error "LatestNotificationError" STRING false: Option<String>,
    latest_delivery_time "LatestDeliveryTime" DATE false: Option<Timestamp>,
    latest_notification_time "LatestNotificationTime" DATE false: Option<Timestamp>,
    start_logging_time "StartLoggingTime" DATE false: Option<Timestamp>,
    stop_logging_time "StopLoggingTime" DATE false: Option<Timestamp>,
    latest_cloud_watch_logs_delivery_error "LatestCloudWatchLogsDeliveryError" STRING false: Option<String>,
    latest_cloud_watch_logs_delivery_time "LatestCloudWatchLogsDeliveryTime" DATE false: Option<Timestamp>,
    latest_digest_delivery_time "LatestDigestDeliveryTime" DATE false: Option<Timestamp>,
    latest_digest_delivery_error "LatestDigestDeliveryError" STRING false: Option<String>,
    latest_delivery_attempt_time "LatestDeliveryAttemptTime" STRING false: Option<String>,
    latest_notification_attempt_time "LatestNotificationAttemptTime" STRING false: Option<String>,
    latest_notification_attempt_succeeded "LatestNotificationAttemptSucceeded" STRING false: Option<String>,
    latest_delivery_attempt_succeeded "LatestDeliveryAttemptSucceeded" STRING false: Option<String>,
    time_logging_started "TimeLoggingStarted" STRING false: Option<String>,
    time_logging_stopped "TimeLoggingStopped" STRING false: Option<String>,
});
pub static IMPORT_DESTINATIONS: Shape = list(&EVENT_DATA_STORE_ARN, 1, 1);
pub static IMPORT_FAILURE_LIST: Shape = list(&IMPORT_FAILURE_LIST_ITEM, 0, UNLIMITED);
structure!(default IMPORT_FAILURE_LIST_ITEM ImportFailureListItem {
    location "Location" STRING false: Option<String>,
    status "Status" IMPORT_FAILURE_STATUS false: Option<ImportFailureStatus>,
    error_type "ErrorType" STRING false: Option<String>,
    error_message "ErrorMessage" STRING false: Option<String>,
    last_updated_time "LastUpdatedTime" DATE false: Option<Timestamp>,
});
enumeration!(IMPORT_FAILURE_STATUS ImportFailureStatus { Failed "FAILED", Retry "RETRY", Succeeded "SUCCEEDED" });
structure!(default IMPORT_SOURCE ImportSource {
    s3 "S3" S3_IMPORT_SOURCE true: S3ImportSource,
});
structure!(default IMPORT_STATISTICS ImportStatistics {
    prefixes_found "PrefixesFound" LONG false: Option<i64>,
    prefixes_completed "PrefixesCompleted" LONG false: Option<i64>,
    files_completed "FilesCompleted" LONG false: Option<i64>,
    events_completed "EventsCompleted" LONG false: Option<i64>,
    failed_entries "FailedEntries" LONG false: Option<i64>,
});
enumeration!(IMPORT_STATUS ImportStatus { Initializing "INITIALIZING", InProgress "IN_PROGRESS", Failed "FAILED", Stopped "STOPPED", Completed "COMPLETED" });
pub static IMPORTS_LIST: Shape = list(&IMPORTS_LIST_ITEM, 0, UNLIMITED);
structure!(default IMPORTS_LIST_ITEM ImportsListItem {
    import_id "ImportId" UUID false: Option<String>,
    import_status "ImportStatus" IMPORT_STATUS false: Option<ImportStatus>,
    destinations "Destinations" IMPORT_DESTINATIONS false: Option<Vec<String>>,
    created_timestamp "CreatedTimestamp" DATE false: Option<Timestamp>,
    updated_timestamp "UpdatedTimestamp" DATE false: Option<Timestamp>,
});
structure!(default INGESTION_STATUS IngestionStatus {
    latest_ingestion_success_time "LatestIngestionSuccessTime" DATE false: Option<Timestamp>,
    latest_ingestion_success_event_id "LatestIngestionSuccessEventID" UUID false: Option<String>,
    latest_ingestion_error_code "LatestIngestionErrorCode" ERROR_MESSAGE false: Option<String>,
    latest_ingestion_attempt_time "LatestIngestionAttemptTime" DATE false: Option<Timestamp>,
    latest_ingestion_attempt_event_id "LatestIngestionAttemptEventID" UUID false: Option<String>,
});
structure!(default INSIGHT_SELECTOR InsightSelector {
    insight_type "InsightType" INSIGHT_TYPE false: Option<InsightType>,
    event_categories "EventCategories" SOURCE_EVENT_CATEGORIES false: Option<Vec<SourceEventCategory>>,
});
pub static INSIGHT_SELECTORS: Shape = list(&INSIGHT_SELECTOR, 0, UNLIMITED);
enumeration!(INSIGHT_TYPE InsightType { ApiCallRateInsight "ApiCallRateInsight", ApiErrorRateInsight "ApiErrorRateInsight" });
enumeration!(INSIGHTS_METRIC_DATA_TYPE InsightsMetricDataType { FillWithZeros "FillWithZeros", NonZeroData "NonZeroData" });
pub static INSIGHTS_METRIC_MAX_RESULTS: Shape = integer(1, 21600, "Integer");
pub static INSIGHTS_METRIC_NEXT_TOKEN: Shape = text(1, 5000, "", "");
pub static INSIGHTS_METRIC_PERIOD: Shape = integer(60, 3600, "Integer");
pub static INSIGHTS_METRIC_VALUES: Shape = list(&DOUBLE, 0, UNLIMITED);
pub static INTEGER: Shape = integer(-2147483648, 2147483647, "Integer");
pub static LIST_CHANNELS_MAX_RESULTS_COUNT: Shape = integer(1, 1000, "Integer");
structure!(default LIST_CHANNELS_REQUEST ListChannelsRequest {
    max_results "MaxResults" LIST_CHANNELS_MAX_RESULTS_COUNT false: Option<i64>,
    next_token "NextToken" PAGINATION_TOKEN false: Option<String>,
});
structure!(default LIST_CHANNELS_RESPONSE ListChannelsResponse {
    channels "Channels" CHANNELS false: Option<Vec<Channel>>,
    next_token "NextToken" PAGINATION_TOKEN false: Option<String>,
});
pub static LIST_DASHBOARDS_MAX_RESULTS_COUNT: Shape = integer(1, 1000, "Integer");
structure!(default LIST_DASHBOARDS_REQUEST ListDashboardsRequest {
    name_prefix "NamePrefix" DASHBOARD_NAME false: Option<String>,
    r#type "Type" DASHBOARD_TYPE false: Option<DashboardType>,
    next_token "NextToken" PAGINATION_TOKEN false: Option<String>,
    max_results "MaxResults" LIST_DASHBOARDS_MAX_RESULTS_COUNT false: Option<i64>,
});
structure!(default LIST_DASHBOARDS_RESPONSE ListDashboardsResponse {
    dashboards "Dashboards" DASHBOARDS false: Option<Vec<DashboardDetail>>,
    next_token "NextToken" PAGINATION_TOKEN false: Option<String>,
});
pub static LIST_EVENT_DATA_STORES_MAX_RESULTS_COUNT: Shape = integer(1, 1000, "Integer");
structure!(default LIST_EVENT_DATA_STORES_REQUEST ListEventDataStoresRequest {
    next_token "NextToken" PAGINATION_TOKEN false: Option<String>,
    max_results "MaxResults" LIST_EVENT_DATA_STORES_MAX_RESULTS_COUNT false: Option<i64>,
});
structure!(default LIST_EVENT_DATA_STORES_RESPONSE ListEventDataStoresResponse {
    event_data_stores "EventDataStores" EVENT_DATA_STORES false: Option<Vec<EventDataStore>>,
    next_token "NextToken" PAGINATION_TOKEN false: Option<String>,
});
pub static LIST_IMPORT_FAILURES_MAX_RESULTS_COUNT: Shape = integer(1, 1000, "Integer");
structure!(default LIST_IMPORT_FAILURES_REQUEST ListImportFailuresRequest {
    import_id "ImportId" UUID true: String,
    max_results "MaxResults" LIST_IMPORT_FAILURES_MAX_RESULTS_COUNT false: Option<i64>,
    next_token "NextToken" PAGINATION_TOKEN false: Option<String>,
});
structure!(default LIST_IMPORT_FAILURES_RESPONSE ListImportFailuresResponse {
    failures "Failures" IMPORT_FAILURE_LIST false: Option<Vec<ImportFailureListItem>>,
    next_token "NextToken" PAGINATION_TOKEN false: Option<String>,
});
pub static LIST_IMPORTS_MAX_RESULTS_COUNT: Shape = integer(1, 1000, "Integer");
structure!(default LIST_IMPORTS_REQUEST ListImportsRequest {
    max_results "MaxResults" LIST_IMPORTS_MAX_RESULTS_COUNT false: Option<i64>,
    destination "Destination" EVENT_DATA_STORE_ARN false: Option<String>,
    import_status "ImportStatus" IMPORT_STATUS false: Option<ImportStatus>,
    next_token "NextToken" PAGINATION_TOKEN false: Option<String>,
});
structure!(default LIST_IMPORTS_RESPONSE ListImportsResponse {
    imports "Imports" IMPORTS_LIST false: Option<Vec<ImportsListItem>>,
    next_token "NextToken" PAGINATION_TOKEN false: Option<String>,
});
enumeration!(LIST_INSIGHTS_DATA_DIMENSION_KEY ListInsightsDataDimensionKey { EventId "EventId", EventName "EventName", EventSource "EventSource" });
pub static LIST_INSIGHTS_DATA_DIMENSION_VALUE: Shape = text(1, 2000, "", "");
pub static LIST_INSIGHTS_DATA_DIMENSIONS: Shape = map(&LIST_INSIGHTS_DATA_DIMENSION_KEY, &LIST_INSIGHTS_DATA_DIMENSION_VALUE, 1, 1);
pub static LIST_INSIGHTS_DATA_MAX_RESULTS_COUNT: Shape = integer(1, 50, "Integer");
structure!(LIST_INSIGHTS_DATA_REQUEST ListInsightsDataRequest {
    insight_source "InsightSource" RESOURCE_ARN true: String,
    data_type "DataType" LIST_INSIGHTS_DATA_TYPE true: ListInsightsDataType,
    dimensions "Dimensions" LIST_INSIGHTS_DATA_DIMENSIONS false: Option<Map<ListInsightsDataDimensionKey, String>>,
    start_time "StartTime" DATE false: Option<Timestamp>,
    end_time "EndTime" DATE false: Option<Timestamp>,
    max_results "MaxResults" LIST_INSIGHTS_DATA_MAX_RESULTS_COUNT false: Option<i64>,
    next_token "NextToken" PAGINATION_TOKEN false: Option<String>,
});
structure!(default LIST_INSIGHTS_DATA_RESPONSE ListInsightsDataResponse {
    events "Events" EVENTS_LIST false: Option<Vec<Event>>,
    next_token "NextToken" PAGINATION_TOKEN false: Option<String>,
});
enumeration!(LIST_INSIGHTS_DATA_TYPE ListInsightsDataType { InsightsEvents "InsightsEvents" });
structure!(LIST_INSIGHTS_METRIC_DATA_REQUEST ListInsightsMetricDataRequest {
    trail_name "TrailName" STRING false: Option<String>,
    event_source "EventSource" EVENT_SOURCE true: String,
    event_name "EventName" EVENT_NAME true: String,
    insight_type "InsightType" INSIGHT_TYPE true: InsightType,
    error_code "ErrorCode" ERROR_CODE false: Option<String>,
    start_time "StartTime" DATE false: Option<Timestamp>,
    end_time "EndTime" DATE false: Option<Timestamp>,
    period "Period" INSIGHTS_METRIC_PERIOD false: Option<i64>,
    data_type "DataType" INSIGHTS_METRIC_DATA_TYPE false: Option<InsightsMetricDataType>,
    max_results "MaxResults" INSIGHTS_METRIC_MAX_RESULTS false: Option<i64>,
    next_token "NextToken" INSIGHTS_METRIC_NEXT_TOKEN false: Option<String>,
});
structure!(default LIST_INSIGHTS_METRIC_DATA_RESPONSE ListInsightsMetricDataResponse {
    trail_arn "TrailARN" STRING false: Option<String>,
    event_source "EventSource" EVENT_SOURCE false: Option<String>,
    event_name "EventName" EVENT_NAME false: Option<String>,
    insight_type "InsightType" INSIGHT_TYPE false: Option<InsightType>,
    error_code "ErrorCode" ERROR_CODE false: Option<String>,
    timestamps "Timestamps" TIMESTAMPS false: Option<Vec<Timestamp>>,
    values "Values" INSIGHTS_METRIC_VALUES false: Option<Vec<f64>>,
    next_token "NextToken" INSIGHTS_METRIC_NEXT_TOKEN false: Option<String>,
});
structure!(default LIST_PUBLIC_KEYS_REQUEST ListPublicKeysRequest {
    start_time "StartTime" DATE false: Option<Timestamp>,
    end_time "EndTime" DATE false: Option<Timestamp>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default LIST_PUBLIC_KEYS_RESPONSE ListPublicKeysResponse {
    public_key_list "PublicKeyList" PUBLIC_KEY_LIST false: Option<Vec<PublicKey>>,
    next_token "NextToken" STRING false: Option<String>,
});
pub static LIST_QUERIES_MAX_RESULTS_COUNT: Shape = integer(1, 1000, "Integer");
structure!(default LIST_QUERIES_REQUEST ListQueriesRequest {
    event_data_store "EventDataStore" EVENT_DATA_STORE_ARN true: String,
    next_token "NextToken" PAGINATION_TOKEN false: Option<String>,
    max_results "MaxResults" LIST_QUERIES_MAX_RESULTS_COUNT false: Option<i64>,
    start_time "StartTime" DATE false: Option<Timestamp>,
    end_time "EndTime" DATE false: Option<Timestamp>,
    query_status "QueryStatus" QUERY_STATUS false: Option<QueryStatus>,
});
structure!(default LIST_QUERIES_RESPONSE ListQueriesResponse {
    queries "Queries" QUERIES false: Option<Vec<Query>>,
    next_token "NextToken" PAGINATION_TOKEN false: Option<String>,
});
structure!(default LIST_TAGS_REQUEST ListTagsRequest {
    resource_id_list "ResourceIdList" RESOURCE_ID_LIST true: Vec<String>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default LIST_TAGS_RESPONSE ListTagsResponse {
    resource_tag_list "ResourceTagList" RESOURCE_TAG_LIST false: Option<Vec<ResourceTag>>,
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default LIST_TRAILS_REQUEST ListTrailsRequest {
    next_token "NextToken" STRING false: Option<String>,
});
structure!(default LIST_TRAILS_RESPONSE ListTrailsResponse {
    trails "Trails" TRAILS false: Option<Vec<TrailInfo>>,
    next_token "NextToken" STRING false: Option<String>,
});
pub static LOCATION: Shape = text(3, 1024, "^[a-zA-Z0-9._/\\-:*]+$", "^(?:^[a-zA-Z0-9._/\\-:*]+$)$");
pub static LONG: Shape = integer(-9223372036854775808, 9223372036854775807, "Long");
structure!(LOOKUP_ATTRIBUTE LookupAttribute {
    attribute_key "AttributeKey" LOOKUP_ATTRIBUTE_KEY true: LookupAttributeKey,
    attribute_value "AttributeValue" LOOKUP_ATTRIBUTE_VALUE true: String,
});
enumeration!(LOOKUP_ATTRIBUTE_KEY LookupAttributeKey { EventId "EventId", EventName "EventName", ReadOnly "ReadOnly", Username "Username", ResourceType "ResourceType", ResourceName "ResourceName", EventSource "EventSource", AccessKeyId "AccessKeyId" });
pub static LOOKUP_ATTRIBUTE_VALUE: Shape = text(1, 2000, "", "");
pub static LOOKUP_ATTRIBUTES_LIST: Shape = list(&LOOKUP_ATTRIBUTE, 0, UNLIMITED);
structure!(default LOOKUP_EVENTS_REQUEST LookupEventsRequest {
    lookup_attributes "LookupAttributes" LOOKUP_ATTRIBUTES_LIST false: Option<Vec<LookupAttribute>>,
    start_time "StartTime" DATE false: Option<Timestamp>,
    end_time "EndTime" DATE false: Option<Timestamp>,
    event_category "EventCategory" EVENT_CATEGORY false: Option<EventCategory>,
    max_results "MaxResults" MAX_RESULTS false: Option<i64>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
structure!(default LOOKUP_EVENTS_RESPONSE LookupEventsResponse {
    events "Events" EVENTS_LIST false: Option<Vec<Event>>,
    next_token "NextToken" NEXT_TOKEN false: Option<String>,
});
enumeration!(MAX_EVENT_SIZE MaxEventSize { Standard "Standard", Large "Large" });
pub static MAX_QUERY_RESULTS: Shape = integer(1, 1000, "Integer");
pub static MAX_RESULTS: Shape = integer(1, 50, "Integer");
pub static NEXT_TOKEN: Shape = text(0, UNLIMITED, "", "");
pub static OPERATOR: Shape = list(&OPERATOR_VALUE, 1, UNLIMITED);
pub static OPERATOR_TARGET_LIST: Shape = list(&OPERATOR_TARGET_LIST_MEMBER, 1, 50);
pub static OPERATOR_TARGET_LIST_MEMBER: Shape = text(1, 128, "", "");
pub static OPERATOR_VALUE: Shape = text(1, 2048, ".+", "^(?:.+)$");
pub static PAGINATION_TOKEN: Shape = text(4, 1000, ".*", "^(?:.*)$");
structure!(default PARTITION_KEY PartitionKey {
    name "Name" PARTITION_KEY_NAME true: String,
    r#type "Type" PARTITION_KEY_TYPE true: String,
});
pub static PARTITION_KEY_LIST: Shape = list(&PARTITION_KEY, 0, 2);
pub static PARTITION_KEY_NAME: Shape = text(1, 255, "[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\t]*", "^[\\x{20}-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}\\t]*$");
pub static PARTITION_KEY_TYPE: Shape = text(0, 255, "[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\t]*", "^[\\x{20}-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}\\t]*$");
pub static PROMPT: Shape = text(3, 500, "^[ -~\\n]*$", "^(?:^[ -~\\n]*$)$");
structure!(default PUBLIC_KEY PublicKey {
    value "Value" BYTE_BUFFER false: Option<Blob>,
    validity_start_time "ValidityStartTime" DATE false: Option<Timestamp>,
    validity_end_time "ValidityEndTime" DATE false: Option<Timestamp>,
    fingerprint "Fingerprint" STRING false: Option<String>,
});
pub static PUBLIC_KEY_LIST: Shape = list(&PUBLIC_KEY, 0, UNLIMITED);
structure!(default PUT_EVENT_CONFIGURATION_REQUEST PutEventConfigurationRequest {
    trail_name "TrailName" STRING false: Option<String>,
    event_data_store "EventDataStore" STRING false: Option<String>,
    max_event_size "MaxEventSize" MAX_EVENT_SIZE false: Option<MaxEventSize>,
    context_key_selectors "ContextKeySelectors" CONTEXT_KEY_SELECTORS false: Option<Vec<ContextKeySelector>>,
    aggregation_configurations "AggregationConfigurations" AGGREGATION_CONFIGURATIONS false: Option<Vec<AggregationConfiguration>>,
});
structure!(default PUT_EVENT_CONFIGURATION_RESPONSE PutEventConfigurationResponse {
    trail_arn "TrailARN" STRING false: Option<String>,
    event_data_store_arn "EventDataStoreArn" EVENT_DATA_STORE_ARN false: Option<String>,
    max_event_size "MaxEventSize" MAX_EVENT_SIZE false: Option<MaxEventSize>,
    context_key_selectors "ContextKeySelectors" CONTEXT_KEY_SELECTORS false: Option<Vec<ContextKeySelector>>,
    aggregation_configurations "AggregationConfigurations" AGGREGATION_CONFIGURATIONS false: Option<Vec<AggregationConfiguration>>,
});
structure!(default PUT_EVENT_SELECTORS_REQUEST PutEventSelectorsRequest {
    trail_name "TrailName" STRING true: String,
    event_selectors "EventSelectors" EVENT_SELECTORS false: Option<Vec<EventSelector>>,
    advanced_event_selectors "AdvancedEventSelectors" ADVANCED_EVENT_SELECTORS false: Option<Vec<AdvancedEventSelector>>,
});
structure!(default PUT_EVENT_SELECTORS_RESPONSE PutEventSelectorsResponse {
    trail_arn "TrailARN" STRING false: Option<String>,
    event_selectors "EventSelectors" EVENT_SELECTORS false: Option<Vec<EventSelector>>,
    advanced_event_selectors "AdvancedEventSelectors" ADVANCED_EVENT_SELECTORS false: Option<Vec<AdvancedEventSelector>>,
});
structure!(default PUT_INSIGHT_SELECTORS_REQUEST PutInsightSelectorsRequest {
    trail_name "TrailName" STRING false: Option<String>,
    insight_selectors "InsightSelectors" INSIGHT_SELECTORS true: Vec<InsightSelector>,
    event_data_store "EventDataStore" EVENT_DATA_STORE_ARN false: Option<String>,
    insights_destination "InsightsDestination" EVENT_DATA_STORE_ARN false: Option<String>,
});
structure!(default PUT_INSIGHT_SELECTORS_RESPONSE PutInsightSelectorsResponse {
    trail_arn "TrailARN" STRING false: Option<String>,
    insight_selectors "InsightSelectors" INSIGHT_SELECTORS false: Option<Vec<InsightSelector>>,
    event_data_store_arn "EventDataStoreArn" EVENT_DATA_STORE_ARN false: Option<String>,
    insights_destination "InsightsDestination" EVENT_DATA_STORE_ARN false: Option<String>,
});
structure!(default PUT_RESOURCE_POLICY_REQUEST PutResourcePolicyRequest {
    resource_arn "ResourceArn" RESOURCE_ARN true: String,
    resource_policy "ResourcePolicy" RESOURCE_POLICY true: String,
});
structure!(default PUT_RESOURCE_POLICY_RESPONSE PutResourcePolicyResponse {
    resource_arn "ResourceArn" RESOURCE_ARN false: Option<String>,
    resource_policy "ResourcePolicy" RESOURCE_POLICY false: Option<String>,
    delegated_admin_resource_policy "DelegatedAdminResourcePolicy" RESOURCE_POLICY false: Option<String>,
});
pub static QUERIES: Shape = list(&QUERY, 0, UNLIMITED);
structure!(default QUERY Query {
    query_id "QueryId" UUID false: Option<String>,
    query_status "QueryStatus" QUERY_STATUS false: Option<QueryStatus>,
    creation_time "CreationTime" DATE false: Option<Timestamp>,
});
pub static QUERY_ALIAS: Shape = text(1, 256, "^[a-zA-Z][a-zA-Z0-9._\\-]*$", "^(?:^[a-zA-Z][a-zA-Z0-9._\\-]*$)$");
pub static QUERY_PARAMETER: Shape = text(1, 1024, ".*", "^(?:.*)$");
pub static QUERY_PARAMETER_KEY: Shape = text(3, 128, "^[a-zA-Z0-9._/\\-:$]+$", "^(?:^[a-zA-Z0-9._/\\-:$]+$)$");
pub static QUERY_PARAMETER_VALUE: Shape = text(1, 128, "^[a-zA-Z0-9._/\\-:]+$", "^(?:^[a-zA-Z0-9._/\\-:]+$)$");
pub static QUERY_PARAMETER_VALUES: Shape = map(&QUERY_PARAMETER_KEY, &QUERY_PARAMETER_VALUE, 0, UNLIMITED);
pub static QUERY_PARAMETERS: Shape = list(&QUERY_PARAMETER, 1, 10);
pub static QUERY_RESULT_COLUMN: Shape = map(&QUERY_RESULT_KEY, &QUERY_RESULT_VALUE, 0, UNLIMITED);
pub static QUERY_RESULT_KEY: Shape = text(0, UNLIMITED, "", "");
pub static QUERY_RESULT_ROW: Shape = list(&QUERY_RESULT_COLUMN, 0, UNLIMITED);
pub static QUERY_RESULT_ROWS: Shape = list(&QUERY_RESULT_ROW, 0, UNLIMITED);
pub static QUERY_RESULT_VALUE: Shape = text(0, UNLIMITED, "", "");
pub static QUERY_STATEMENT: Shape = text(1, 10000, "(?s).*", "^(?:(?s).*)$");
structure!(default QUERY_STATISTICS QueryStatistics {
    results_count "ResultsCount" INTEGER false: Option<i64>,
    total_results_count "TotalResultsCount" INTEGER false: Option<i64>,
    bytes_scanned "BytesScanned" LONG false: Option<i64>,
});
structure!(default QUERY_STATISTICS_FOR_DESCRIBE_QUERY QueryStatisticsForDescribeQuery {
    events_matched "EventsMatched" LONG false: Option<i64>,
    events_scanned "EventsScanned" LONG false: Option<i64>,
    bytes_scanned "BytesScanned" LONG false: Option<i64>,
    execution_time_in_millis "ExecutionTimeInMillis" INTEGER false: Option<i64>,
    creation_time "CreationTime" DATE false: Option<Timestamp>,
});
enumeration!(QUERY_STATUS QueryStatus { Queued "QUEUED", Running "RUNNING", Finished "FINISHED", Failed "FAILED", Cancelled "CANCELLED", TimedOut "TIMED_OUT" });
enumeration!(READ_WRITE_TYPE ReadWriteType { ReadOnly "ReadOnly", WriteOnly "WriteOnly", All "All" });
pub static REFRESH_ID: Shape = text(10, 20, "\\d+", "^(?:\\d+)$");
structure!(default REFRESH_SCHEDULE RefreshSchedule {
    frequency "Frequency" REFRESH_SCHEDULE_FREQUENCY false: Option<RefreshScheduleFrequency>,
    status "Status" REFRESH_SCHEDULE_STATUS false: Option<RefreshScheduleStatus>,
    time_of_day "TimeOfDay" TIME_OF_DAY false: Option<String>,
});
structure!(default REFRESH_SCHEDULE_FREQUENCY RefreshScheduleFrequency {
    unit "Unit" REFRESH_SCHEDULE_FREQUENCY_UNIT false: Option<RefreshScheduleFrequencyUnit>,
    value "Value" REFRESH_SCHEDULE_FREQUENCY_VALUE false: Option<i64>,
});
enumeration!(REFRESH_SCHEDULE_FREQUENCY_UNIT RefreshScheduleFrequencyUnit { Hours "HOURS", Days "DAYS" });
pub static REFRESH_SCHEDULE_FREQUENCY_VALUE: Shape = integer(-2147483648, 2147483647, "Integer");
enumeration!(REFRESH_SCHEDULE_STATUS RefreshScheduleStatus { Enabled "ENABLED", Disabled "DISABLED" });
structure!(default REGISTER_ORGANIZATION_DELEGATED_ADMIN_REQUEST RegisterOrganizationDelegatedAdminRequest {
    member_account_id "MemberAccountId" ACCOUNT_ID true: String,
});
structure!(default REGISTER_ORGANIZATION_DELEGATED_ADMIN_RESPONSE RegisterOrganizationDelegatedAdminResponse {
});
structure!(default REMOVE_TAGS_REQUEST RemoveTagsRequest {
    resource_id "ResourceId" STRING true: String,
    tags_list "TagsList" TAGS_LIST true: Vec<Tag>,
});
structure!(default REMOVE_TAGS_RESPONSE RemoveTagsResponse {
});
structure!(default REQUEST_WIDGET RequestWidget {
    query_statement "QueryStatement" QUERY_STATEMENT true: String,
    query_parameters "QueryParameters" QUERY_PARAMETERS false: Option<Vec<String>>,
    view_properties "ViewProperties" VIEW_PROPERTIES_MAP true: Map<String, String>,
});
pub static REQUEST_WIDGET_LIST: Shape = list(&REQUEST_WIDGET, 0, UNLIMITED);
structure!(default RESOURCE Resource {
    resource_type "ResourceType" STRING false: Option<String>,
    resource_name "ResourceName" STRING false: Option<String>,
});
pub static RESOURCE_ARN: Shape = text(3, 256, "^[a-zA-Z0-9._/\\-:]+$", "^(?:^[a-zA-Z0-9._/\\-:]+$)$");
pub static RESOURCE_ID_LIST: Shape = list(&STRING, 0, UNLIMITED);
pub static RESOURCE_LIST: Shape = list(&RESOURCE, 0, UNLIMITED);
pub static RESOURCE_POLICY: Shape = text(1, 8192, "", "");
structure!(default RESOURCE_TAG ResourceTag {
    resource_id "ResourceId" STRING false: Option<String>,
    tags_list "TagsList" TAGS_LIST false: Option<Vec<Tag>>,
});
pub static RESOURCE_TAG_LIST: Shape = list(&RESOURCE_TAG, 0, UNLIMITED);
structure!(default RESTORE_EVENT_DATA_STORE_REQUEST RestoreEventDataStoreRequest {
    event_data_store "EventDataStore" EVENT_DATA_STORE_ARN true: String,
});
structure!(default RESTORE_EVENT_DATA_STORE_RESPONSE RestoreEventDataStoreResponse {
    event_data_store_arn "EventDataStoreArn" EVENT_DATA_STORE_ARN false: Option<String>,
    name "Name" EVENT_DATA_STORE_NAME false: Option<String>,
    status "Status" EVENT_DATA_STORE_STATUS false: Option<EventDataStoreStatus>,
    advanced_event_selectors "AdvancedEventSelectors" ADVANCED_EVENT_SELECTORS false: Option<Vec<AdvancedEventSelector>>,
    multi_region_enabled "MultiRegionEnabled" BOOLEAN false: Option<bool>,
    organization_enabled "OrganizationEnabled" BOOLEAN false: Option<bool>,
    retention_period "RetentionPeriod" RETENTION_PERIOD false: Option<i64>,
    termination_protection_enabled "TerminationProtectionEnabled" TERMINATION_PROTECTION_ENABLED false: Option<bool>,
    created_timestamp "CreatedTimestamp" DATE false: Option<Timestamp>,
    updated_timestamp "UpdatedTimestamp" DATE false: Option<Timestamp>,
    kms_key_id "KmsKeyId" EVENT_DATA_STORE_KMS_KEY_ID false: Option<String>,
    billing_mode "BillingMode" BILLING_MODE false: Option<BillingMode>,
});
pub static RETENTION_PERIOD: Shape = integer(7, 3653, "Integer");
structure!(default S3_IMPORT_SOURCE S3ImportSource {
    s3_location_uri "S3LocationUri" STRING true: String,
    s3_bucket_region "S3BucketRegion" STRING true: String,
    s3_bucket_access_role_arn "S3BucketAccessRoleArn" STRING true: String,
});
pub static SAMPLE_QUERY_DESCRIPTION: Shape = text(0, UNLIMITED, "", "");
pub static SAMPLE_QUERY_NAME: Shape = text(0, UNLIMITED, "", "");
pub static SAMPLE_QUERY_RELEVANCE: Shape = Shape::Number;
pub static SAMPLE_QUERY_SQL: Shape = text(0, UNLIMITED, "", "");
pub static SEARCH_SAMPLE_QUERIES_MAX_RESULTS: Shape = integer(1, 50, "Integer");
structure!(default SEARCH_SAMPLE_QUERIES_REQUEST SearchSampleQueriesRequest {
    search_phrase "SearchPhrase" SEARCH_SAMPLE_QUERIES_SEARCH_PHRASE true: String,
    max_results "MaxResults" SEARCH_SAMPLE_QUERIES_MAX_RESULTS false: Option<i64>,
    next_token "NextToken" PAGINATION_TOKEN false: Option<String>,
});
structure!(default SEARCH_SAMPLE_QUERIES_RESPONSE SearchSampleQueriesResponse {
    search_results "SearchResults" SEARCH_SAMPLE_QUERIES_SEARCH_RESULTS false: Option<Vec<SearchSampleQueriesSearchResult>>,
    next_token "NextToken" PAGINATION_TOKEN false: Option<String>,
});
pub static SEARCH_SAMPLE_QUERIES_SEARCH_PHRASE: Shape = text(2, 1000, "^[ -~\\n]*$", "^(?:^[ -~\\n]*$)$");
structure!(default SEARCH_SAMPLE_QUERIES_SEARCH_RESULT SearchSampleQueriesSearchResult {
    name "Name" SAMPLE_QUERY_NAME false: Option<String>,
    description "Description" SAMPLE_QUERY_DESCRIPTION false: Option<String>,
    sql "SQL" SAMPLE_QUERY_SQL false: Option<String>,
    relevance "Relevance" SAMPLE_QUERY_RELEVANCE false: Option<f64>,
});
pub static SEARCH_SAMPLE_QUERIES_SEARCH_RESULTS: Shape = list(&SEARCH_SAMPLE_QUERIES_SEARCH_RESULT, 0, UNLIMITED);
pub static SELECTOR_FIELD: Shape = text(1, 1000, "[\\w|\\d|\\.|_]+", "^(?:[\\w|\\d|\\.|_]+)$");
pub static SELECTOR_NAME: Shape = text(0, 1000, ".*", "^(?:.*)$");
pub static SOURCE: Shape = text(1, 256, ".*", "^(?:.*)$");
structure!(default SOURCE_CONFIG SourceConfig {
    apply_to_all_regions "ApplyToAllRegions" BOOLEAN false: Option<bool>,
    advanced_event_selectors "AdvancedEventSelectors" ADVANCED_EVENT_SELECTORS false: Option<Vec<AdvancedEventSelector>>,
});
pub static SOURCE_EVENT_CATEGORIES: Shape = list(&SOURCE_EVENT_CATEGORY, 0, UNLIMITED);
enumeration!(SOURCE_EVENT_CATEGORY SourceEventCategory { Management "Management", Data "Data" });
structure!(default START_DASHBOARD_REFRESH_REQUEST StartDashboardRefreshRequest {
    dashboard_id "DashboardId" DASHBOARD_ARN true: String,
    query_parameter_values "QueryParameterValues" QUERY_PARAMETER_VALUES false: Option<Map<String, String>>,
});
structure!(default START_DASHBOARD_REFRESH_RESPONSE StartDashboardRefreshResponse {
    refresh_id "RefreshId" REFRESH_ID false: Option<String>,
});
structure!(default START_EVENT_DATA_STORE_INGESTION_REQUEST StartEventDataStoreIngestionRequest {
    event_data_store "EventDataStore" EVENT_DATA_STORE_ARN true: String,
});
structure!(default START_EVENT_DATA_STORE_INGESTION_RESPONSE StartEventDataStoreIngestionResponse {
});
structure!(default START_IMPORT_REQUEST StartImportRequest {
    destinations "Destinations" IMPORT_DESTINATIONS false: Option<Vec<String>>,
    import_source "ImportSource" IMPORT_SOURCE false: Option<ImportSource>,
    start_event_time "StartEventTime" DATE false: Option<Timestamp>,
    end_event_time "EndEventTime" DATE false: Option<Timestamp>,
    import_id "ImportId" UUID false: Option<String>,
});
structure!(default START_IMPORT_RESPONSE StartImportResponse {
    import_id "ImportId" UUID false: Option<String>,
    destinations "Destinations" IMPORT_DESTINATIONS false: Option<Vec<String>>,
    import_source "ImportSource" IMPORT_SOURCE false: Option<ImportSource>,
    start_event_time "StartEventTime" DATE false: Option<Timestamp>,
    end_event_time "EndEventTime" DATE false: Option<Timestamp>,
    import_status "ImportStatus" IMPORT_STATUS false: Option<ImportStatus>,
    created_timestamp "CreatedTimestamp" DATE false: Option<Timestamp>,
    updated_timestamp "UpdatedTimestamp" DATE false: Option<Timestamp>,
});
structure!(default START_LOGGING_REQUEST StartLoggingRequest {
    name "Name" STRING true: String,
});
structure!(default START_LOGGING_RESPONSE StartLoggingResponse {
});
structure!(default START_QUERY_REQUEST StartQueryRequest {
    query_statement "QueryStatement" QUERY_STATEMENT false: Option<String>,
    delivery_s3_uri "DeliveryS3Uri" DELIVERY_S3_URI false: Option<String>,
    query_alias "QueryAlias" QUERY_ALIAS false: Option<String>,
    query_parameters "QueryParameters" QUERY_PARAMETERS false: Option<Vec<String>>,
    event_data_store_owner_account_id "EventDataStoreOwnerAccountId" ACCOUNT_ID false: Option<String>,
});
structure!(default START_QUERY_RESPONSE StartQueryResponse {
    query_id "QueryId" UUID false: Option<String>,
    event_data_store_owner_account_id "EventDataStoreOwnerAccountId" ACCOUNT_ID false: Option<String>,
});
structure!(default STOP_EVENT_DATA_STORE_INGESTION_REQUEST StopEventDataStoreIngestionRequest {
    event_data_store "EventDataStore" EVENT_DATA_STORE_ARN true: String,
});
structure!(default STOP_EVENT_DATA_STORE_INGESTION_RESPONSE StopEventDataStoreIngestionResponse {
});
structure!(default STOP_IMPORT_REQUEST StopImportRequest {
    import_id "ImportId" UUID true: String,
});
structure!(default STOP_IMPORT_RESPONSE StopImportResponse {
    import_id "ImportId" UUID false: Option<String>,
    import_source "ImportSource" IMPORT_SOURCE false: Option<ImportSource>,
    destinations "Destinations" IMPORT_DESTINATIONS false: Option<Vec<String>>,
    import_status "ImportStatus" IMPORT_STATUS false: Option<ImportStatus>,
    created_timestamp "CreatedTimestamp" DATE false: Option<Timestamp>,
    updated_timestamp "UpdatedTimestamp" DATE false: Option<Timestamp>,
    start_event_time "StartEventTime" DATE false: Option<Timestamp>,
    end_event_time "EndEventTime" DATE false: Option<Timestamp>,
    import_statistics "ImportStatistics" IMPORT_STATISTICS false: Option<ImportStatistics>,
});
structure!(default STOP_LOGGING_REQUEST StopLoggingRequest {
    name "Name" STRING true: String,
});
structure!(default STOP_LOGGING_RESPONSE StopLoggingResponse {
});
pub static STRING: Shape = text(0, UNLIMITED, "", "");
structure!(default TAG Tag {
    key "Key" TAG_KEY true: String,
    value "Value" TAG_VALUE false: Option<String>,
});
pub static TAG_KEY: Shape = text(1, 128, "", "");
pub static TAG_VALUE: Shape = text(1, 256, "", "");
pub static TAGS_LIST: Shape = list(&TAG, 0, 200);
enumeration!(TEMPLATE Template { ApiActivity "API_ACTIVITY", ResourceAccess "RESOURCE_ACCESS", UserActions "USER_ACTIONS" });
pub static TEMPLATES: Shape = list(&TEMPLATE, 1, 50);
pub static TERMINATION_PROTECTION_ENABLED: Shape = Shape::Boolean;
pub static TIME_OF_DAY: Shape = text(0, UNLIMITED, "^[0-9]{2}:[0-9]{2}", "^(?:^[0-9]{2}:[0-9]{2})$");
pub static TIMESTAMPS: Shape = list(&DATE, 0, UNLIMITED);
structure!(default TRAIL Trail {
    name "Name" STRING false: Option<String>,
    s3_bucket_name "S3BucketName" STRING false: Option<String>,
    s3_key_prefix "S3KeyPrefix" STRING false: Option<String>,
    sns_topic_name "SnsTopicName" STRING false: Option<String>,
    sns_topic_arn "SnsTopicARN" STRING false: Option<String>,
    include_global_service_events "IncludeGlobalServiceEvents" BOOLEAN false: Option<bool>,
    is_multi_region_trail "IsMultiRegionTrail" BOOLEAN false: Option<bool>,
    home_region "HomeRegion" STRING false: Option<String>,
    trail_arn "TrailARN" STRING false: Option<String>,
    log_file_validation_enabled "LogFileValidationEnabled" BOOLEAN false: Option<bool>,
    cloud_watch_logs_log_group_arn "CloudWatchLogsLogGroupArn" STRING false: Option<String>,
    cloud_watch_logs_role_arn "CloudWatchLogsRoleArn" STRING false: Option<String>,
    kms_key_id "KmsKeyId" STRING false: Option<String>,
    has_custom_event_selectors "HasCustomEventSelectors" BOOLEAN false: Option<bool>,
    has_insight_selectors "HasInsightSelectors" BOOLEAN false: Option<bool>,
    is_organization_trail "IsOrganizationTrail" BOOLEAN false: Option<bool>,
    recursive_logging "RecursiveLogging" BOOLEAN false: Option<bool>,
});
structure!(default TRAIL_INFO TrailInfo {
    trail_arn "TrailARN" STRING false: Option<String>,
    name "Name" STRING false: Option<String>,
    home_region "HomeRegion" STRING false: Option<String>,
});
pub static TRAIL_LIST: Shape = list(&TRAIL, 0, UNLIMITED);
pub static TRAIL_NAME_LIST: Shape = list(&STRING, 0, UNLIMITED);
pub static TRAILS: Shape = list(&TRAIL_INFO, 0, UNLIMITED);
enumeration!(TYPE Type { TagContext "TagContext", RequestContext "RequestContext" });
pub static UUID: Shape = text(36, 36, "^[a-f0-9\\-]+$", "^(?:^[a-f0-9\\-]+$)$");
structure!(default UPDATE_CHANNEL_REQUEST UpdateChannelRequest {
    channel "Channel" CHANNEL_ARN true: String,
    destinations "Destinations" DESTINATIONS false: Option<Vec<Destination>>,
    name "Name" CHANNEL_NAME false: Option<String>,
});
structure!(default UPDATE_CHANNEL_RESPONSE UpdateChannelResponse {
    channel_arn "ChannelArn" CHANNEL_ARN false: Option<String>,
    name "Name" CHANNEL_NAME false: Option<String>,
    source "Source" SOURCE false: Option<String>,
    destinations "Destinations" DESTINATIONS false: Option<Vec<Destination>>,
});
structure!(default UPDATE_DASHBOARD_REQUEST UpdateDashboardRequest {
    dashboard_id "DashboardId" DASHBOARD_ARN true: String,
    widgets "Widgets" REQUEST_WIDGET_LIST false: Option<Vec<RequestWidget>>,
    refresh_schedule "RefreshSchedule" REFRESH_SCHEDULE false: Option<RefreshSchedule>,
    termination_protection_enabled "TerminationProtectionEnabled" TERMINATION_PROTECTION_ENABLED false: Option<bool>,
});
structure!(default UPDATE_DASHBOARD_RESPONSE UpdateDashboardResponse {
    dashboard_arn "DashboardArn" DASHBOARD_ARN false: Option<String>,
    name "Name" DASHBOARD_NAME false: Option<String>,
    r#type "Type" DASHBOARD_TYPE false: Option<DashboardType>,
    widgets "Widgets" WIDGET_LIST false: Option<Vec<Widget>>,
    refresh_schedule "RefreshSchedule" REFRESH_SCHEDULE false: Option<RefreshSchedule>,
    termination_protection_enabled "TerminationProtectionEnabled" TERMINATION_PROTECTION_ENABLED false: Option<bool>,
    created_timestamp "CreatedTimestamp" DATE false: Option<Timestamp>,
    updated_timestamp "UpdatedTimestamp" DATE false: Option<Timestamp>,
});
structure!(default UPDATE_EVENT_DATA_STORE_REQUEST UpdateEventDataStoreRequest {
    event_data_store "EventDataStore" EVENT_DATA_STORE_ARN true: String,
    name "Name" EVENT_DATA_STORE_NAME false: Option<String>,
    advanced_event_selectors "AdvancedEventSelectors" ADVANCED_EVENT_SELECTORS false: Option<Vec<AdvancedEventSelector>>,
    multi_region_enabled "MultiRegionEnabled" BOOLEAN false: Option<bool>,
    organization_enabled "OrganizationEnabled" BOOLEAN false: Option<bool>,
    retention_period "RetentionPeriod" RETENTION_PERIOD false: Option<i64>,
    termination_protection_enabled "TerminationProtectionEnabled" TERMINATION_PROTECTION_ENABLED false: Option<bool>,
    kms_key_id "KmsKeyId" EVENT_DATA_STORE_KMS_KEY_ID false: Option<String>,
    billing_mode "BillingMode" BILLING_MODE false: Option<BillingMode>,
});
structure!(default UPDATE_EVENT_DATA_STORE_RESPONSE UpdateEventDataStoreResponse {
    event_data_store_arn "EventDataStoreArn" EVENT_DATA_STORE_ARN false: Option<String>,
    name "Name" EVENT_DATA_STORE_NAME false: Option<String>,
    status "Status" EVENT_DATA_STORE_STATUS false: Option<EventDataStoreStatus>,
    advanced_event_selectors "AdvancedEventSelectors" ADVANCED_EVENT_SELECTORS false: Option<Vec<AdvancedEventSelector>>,
    multi_region_enabled "MultiRegionEnabled" BOOLEAN false: Option<bool>,
    organization_enabled "OrganizationEnabled" BOOLEAN false: Option<bool>,
    retention_period "RetentionPeriod" RETENTION_PERIOD false: Option<i64>,
    termination_protection_enabled "TerminationProtectionEnabled" TERMINATION_PROTECTION_ENABLED false: Option<bool>,
    created_timestamp "CreatedTimestamp" DATE false: Option<Timestamp>,
    updated_timestamp "UpdatedTimestamp" DATE false: Option<Timestamp>,
    kms_key_id "KmsKeyId" EVENT_DATA_STORE_KMS_KEY_ID false: Option<String>,
    billing_mode "BillingMode" BILLING_MODE false: Option<BillingMode>,
    federation_status "FederationStatus" FEDERATION_STATUS false: Option<FederationStatus>,
    federation_role_arn "FederationRoleArn" FEDERATION_ROLE_ARN false: Option<String>,
});
structure!(default UPDATE_TRAIL_REQUEST UpdateTrailRequest {
    name "Name" STRING true: String,
    s3_bucket_name "S3BucketName" STRING false: Option<String>,
    s3_key_prefix "S3KeyPrefix" STRING false: Option<String>,
    sns_topic_name "SnsTopicName" STRING false: Option<String>,
    include_global_service_events "IncludeGlobalServiceEvents" BOOLEAN false: Option<bool>,
    is_multi_region_trail "IsMultiRegionTrail" BOOLEAN false: Option<bool>,
    enable_log_file_validation "EnableLogFileValidation" BOOLEAN false: Option<bool>,
    cloud_watch_logs_log_group_arn "CloudWatchLogsLogGroupArn" STRING false: Option<String>,
    cloud_watch_logs_role_arn "CloudWatchLogsRoleArn" STRING false: Option<String>,
    kms_key_id "KmsKeyId" STRING false: Option<String>,
    is_organization_trail "IsOrganizationTrail" BOOLEAN false: Option<bool>,
    recursive_logging "RecursiveLogging" BOOLEAN false: Option<bool>,
});
structure!(default UPDATE_TRAIL_RESPONSE UpdateTrailResponse {
    name "Name" STRING false: Option<String>,
    s3_bucket_name "S3BucketName" STRING false: Option<String>,
    s3_key_prefix "S3KeyPrefix" STRING false: Option<String>,
    sns_topic_name "SnsTopicName" STRING false: Option<String>,
    sns_topic_arn "SnsTopicARN" STRING false: Option<String>,
    include_global_service_events "IncludeGlobalServiceEvents" BOOLEAN false: Option<bool>,
    is_multi_region_trail "IsMultiRegionTrail" BOOLEAN false: Option<bool>,
    trail_arn "TrailARN" STRING false: Option<String>,
    log_file_validation_enabled "LogFileValidationEnabled" BOOLEAN false: Option<bool>,
    cloud_watch_logs_log_group_arn "CloudWatchLogsLogGroupArn" STRING false: Option<String>,
    cloud_watch_logs_role_arn "CloudWatchLogsRoleArn" STRING false: Option<String>,
    kms_key_id "KmsKeyId" STRING false: Option<String>,
    is_organization_trail "IsOrganizationTrail" BOOLEAN false: Option<bool>,
    recursive_logging "RecursiveLogging" BOOLEAN false: Option<bool>,
});
pub static VIEW_PROPERTIES_KEY: Shape = text(3, 128, "^[a-zA-Z0-9._\\-]+$", "^(?:^[a-zA-Z0-9._\\-]+$)$");
pub static VIEW_PROPERTIES_MAP: Shape = map(&VIEW_PROPERTIES_KEY, &VIEW_PROPERTIES_VALUE, 0, UNLIMITED);
pub static VIEW_PROPERTIES_VALUE: Shape = text(1, 128, "^[a-zA-Z0-9._\\- ]+$", "^(?:^[a-zA-Z0-9._\\- ]+$)$");
structure!(default WIDGET Widget {
    query_alias "QueryAlias" QUERY_ALIAS false: Option<String>,
    query_statement "QueryStatement" QUERY_STATEMENT false: Option<String>,
    query_parameters "QueryParameters" QUERY_PARAMETERS false: Option<Vec<String>>,
    view_properties "ViewProperties" VIEW_PROPERTIES_MAP false: Option<Map<String, String>>,
});
pub static WIDGET_LIST: Shape = list(&WIDGET, 0, UNLIMITED);
