//! Which of AWS's errors an operation answers with where a member is not as it must be.

use stellwerk_wire::Error;
use stellwerk_wire::operation::Spec;
use stellwerk_wire::shape::Violation;

/// Members and the error of each, where the operation has it.
const ERRORS: &[(&str, &str)] = &[
    ("limit", "InvalidLimitException"),
    ("Limit", "InvalidLimitException"),
    ("nextToken", "InvalidNextTokenException"),
    ("NextToken", "InvalidNextTokenException"),
];

pub fn modelled(spec: &Spec, violations: &[Violation]) -> Option<Error> {
    violations.iter().find_map(|violation| {
        let (_, wanted) = ERRORS.iter().find(|(name, _)| *name == violation.path)?;
        let code = spec.errors.iter().find(|code| *code == wanted)?;
        Some(Error::new(code, violation.message.clone()))
    })
}
