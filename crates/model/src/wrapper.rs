//! The wrappers that CloudTrail records travel in.
//!
//! Which wrapper a document is, is told from its members; what it wraps comes back as the record's own text, so that the
//! bytes that are stored are those that CloudTrail wrote, whatever carried them.
