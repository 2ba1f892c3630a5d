//! Generated from `models/cloudtrail-data.json` by `cargo run -p xtask -- codegen`; not to be edited.

use crate::macros::*;

pub static SERVICE: Service = Service {
    id: "CloudTrail Data",
    api_version: "2021-08-11",
    signing_name: "cloudtrail-data",
    target: "",
    operations: &[
        &PUT_AUDIT_EVENTS_OPERATION,
    ],
};

operation!(PutAuditEvents PUT_AUDIT_EVENTS_OPERATION: PutAuditEventsRequest PUT_AUDIT_EVENTS_REQUEST => PutAuditEventsResponse PUT_AUDIT_EVENTS_RESPONSE, Path("POST", "/PutAuditEvents"), ["ChannelInsufficientPermission", "ChannelNotFound", "InvalidChannelARN", "ChannelUnsupportedSchema", "DuplicatedAuditEventId", "UnsupportedOperationException"]);

pub mod error {
    use crate::macros::*;

    error!(channel_insufficient_permission "ChannelInsufficientPermission");
    error!(channel_not_found "ChannelNotFound");
    error!(channel_unsupported_schema "ChannelUnsupportedSchema");
    error!(duplicated_audit_event_id "DuplicatedAuditEventId");
    error!(invalid_channel_arn "InvalidChannelARN");
    error!(unsupported_operation "UnsupportedOperationException");
}

structure!(default AUDIT_EVENT AuditEvent {
    event_data "eventData" STRING true: String,
    event_data_checksum "eventDataChecksum" STRING false: Option<String>,
    id "id" UUID true: String,
});
pub static AUDIT_EVENT_RESULT_ENTRIES: Shape = list(&AUDIT_EVENT_RESULT_ENTRY, 0, 100);
structure!(default AUDIT_EVENT_RESULT_ENTRY AuditEventResultEntry {
    event_id "eventID" UUID true: String,
    id "id" UUID true: String,
});
pub static AUDIT_EVENTS: Shape = list(&AUDIT_EVENT, 1, 100);
pub static CHANNEL_ARN: Shape = text(0, UNLIMITED, "^arn:.*$", "^(?:^arn:.*$)$");
pub static ERROR_CODE: Shape = text(1, 128, "", "");
pub static ERROR_MESSAGE: Shape = text(1, 1024, "", "");
pub static EXTERNAL_ID: Shape = text(2, 1224, "^[\\w+=,.@:\\/-]*$", "^(?:^[\\w+=,.@:\\/-]*$)$");
structure!(default PUT_AUDIT_EVENTS_REQUEST PutAuditEventsRequest {
    audit_events "auditEvents" AUDIT_EVENTS true: Vec<AuditEvent>,
    channel_arn "channelArn" CHANNEL_ARN true: String,
    external_id "externalId" EXTERNAL_ID false: Option<String>,
});
structure!(default PUT_AUDIT_EVENTS_RESPONSE PutAuditEventsResponse {
    failed "failed" RESULT_ERROR_ENTRIES true: Vec<ResultErrorEntry>,
    successful "successful" AUDIT_EVENT_RESULT_ENTRIES true: Vec<AuditEventResultEntry>,
});
pub static RESULT_ERROR_ENTRIES: Shape = list(&RESULT_ERROR_ENTRY, 0, 100);
structure!(default RESULT_ERROR_ENTRY ResultErrorEntry {
    error_code "errorCode" ERROR_CODE true: String,
    error_message "errorMessage" ERROR_MESSAGE true: String,
    id "id" UUID true: String,
});
pub static STRING: Shape = text(0, UNLIMITED, "", "");
pub static UUID: Shape = text(1, 128, "^[-_A-Za-z0-9]+$", "^(?:^[-_A-Za-z0-9]+$)$");
