//! Which of AWS's errors an operation answers with.
//!
//! Where a service has a name of its own for a constraint that was not kept, AWS answers with it instead of the general
//! `ValidationException`. And an operation answers with errors that its model lists: clients have classes for those only.

use stellwerk_wire::Error;
use stellwerk_wire::operation::Spec;
use stellwerk_wire::shape::Violation;

/// Members (with what lies below them) and the error of each, where the operation has it.
const ERRORS: &[(&str, &str)] = &[
    ("maxResults", "InvalidMaxResultsException"),
    ("maxQueryResults", "InvalidMaxResultsException"),
    ("nextToken", "InvalidNextTokenException"),
    ("lookupAttributes", "InvalidLookupAttributesException"),
    ("queryStatus", "InvalidQueryStatusException"),
    ("eventCategory", "InvalidEventCategoryException"),
];

pub fn modelled(spec: &Spec, violations: &[Violation]) -> Option<Error> {
    violations.iter().find_map(|violation| {
        let member = violation.path.split('.').next()?;
        let (_, wanted) = ERRORS.iter().find(|(name, _)| *name == member)?;
        let code = spec.errors.iter().find(|code| *code == wanted)?;
        Some(Error::new(code, violation.message.clone()))
    })
}

/// For errors that not every operation has: the next best, which others have in its place.
const NEAREST: &[(&str, &str)] = &[
    ("ConflictException", "ConcurrentModificationException"),
    ("TagsLimitExceededException", "InvalidTagParameterException"),
    ("KmsKeyDisabledException", "KmsException"),
    ("ChannelNotFoundException", "ResourceNotFoundException"),
    ("EventDataStoreNotFoundException", "InvalidParameterException"),
    ("EventDataStoreARNInvalidException", "InvalidParameterException"),
    ("InactiveEventDataStoreException", "InvalidParameterException"),
    ("ImportNotFoundException", "InvalidParameterException"),
];

/// The error, or the nearest that the operation has.
pub fn nearest(spec: &Spec, error: Error) -> Error {
    let listed = |code: &str| spec.errors.iter().find(|listed| **listed == code);
    if listed(&error.code).is_some() {
        return error;
    }
    let nearest =
        NEAREST.iter().find(|(code, _)| *code == error.code).and_then(|(_, nearest)| listed(nearest));
    match nearest {
        Some(code) => Error::new(code, error.message),
        None => error,
    }
}
