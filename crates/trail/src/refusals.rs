//! Where a service has a name of its own for a constraint that was not kept, AWS answers with it instead of the general
//! `ValidationException`.

use stellwerk_wire::Error;
use stellwerk_wire::operation::Spec;
use stellwerk_wire::shape::Violation;

/// Members (with what lies below them) and the error of each, where the operation has it.
const ERRORS: &[(&str, &str)] = &[
    ("maxResults", "InvalidMaxResultsException"),
    ("maxQueryResults", "InvalidMaxResultsException"),
    ("nextToken", "InvalidNextTokenException"),
    ("lookupAttributes", "InvalidLookupAttributesException"),
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
