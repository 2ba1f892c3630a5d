//! Messages of SQS. A message is deleted when what it says is in the log; one that cannot be dealt with comes again, and is set
//! aside when it has come too often.

use super::SourceError;
use super::envelopes::{self, Content};
use super::intake::Intake;

/// Batches of messages that one round takes.
const BATCHES: usize = 50;
/// How long a call waits for a message.
const WAIT_SECONDS: u32 = 5;
const ATTEMPTS_MAX: u32 = 5;

pub async fn round(intake: &mut Intake, queue_url: &str) -> Result<(), SourceError> {
    let aws = intake.aws.clone();
    let mut failed = None;
    for batch in 0..BATCHES {
        let wait = if batch == 0 { WAIT_SECONDS } else { 0 };
        let messages = aws.receive_messages(queue_url, wait).await?;
        if messages.is_empty() {
            break;
        }
        for message in messages {
            let dealt_with = match envelopes::of_message(&message.body) {
                Err(why) => Err(SourceError::Refused(why)),
                Ok(content) => take(intake, content).await,
            };
            if let Err(error) = dealt_with {
                let hopeless = matches!(error, SourceError::Refused(_)) || message.received >= ATTEMPTS_MAX;
                if !hopeless {
                    failed = Some(error);
                    continue; // it comes again
                }
                let uri = format!("{queue_url}#{}", message.id);
                intake.quarantine(&uri, error.to_string(), message.body.as_bytes(), 0).await?;
            }
            aws.delete_message(queue_url, &message).await?;
            intake.state.messages += 1;
        }
        intake.save().await?;
    }
    intake.state.waiting = aws.waiting_messages(queue_url).await.ok();
    failed.map_or(Ok(()), Err)
}

async fn take(intake: &mut Intake, content: Content) -> Result<(), SourceError> {
    match content {
        Content::Nothing(_) => intake.state.skipped += 1,
        Content::Events(events) => {
            intake.take_events(events).await?;
        }
        Content::Objects(objects) => {
            for (bucket, key) in objects {
                intake.take_object(&bucket, &key).await?;
            }
        }
    }
    Ok(())
}
