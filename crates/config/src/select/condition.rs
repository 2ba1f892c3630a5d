//! Conditions: predicates joined by `AND`, `OR` and `NOT`.
//!
//! A predicate asks something of the values of one property, and holds if any value satisfies it. All
//! predicates are positive: `<>`, `NOT IN` and the like are the negation of the whole, as [`Condition::Not`].
//! There is no third truth value; a property that is not there satisfies no predicate, and every negated one.

use std::collections::{BTreeSet, HashMap};
use std::fmt;

use serde_json::Value;

use super::values::{self, AddressRange};
use super::{Kind, Path};

/// INVARIANT: nested no deeper than the parser allows, so that recursion is bounded.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    And(Vec<Condition>),
    Or(Vec<Condition>),
    Not(Box<Condition>),
    Predicate(Predicate),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Predicate {
    pub path: Path,
    pub test: Test,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    Compare(Comparison, Literal),
    In(Vec<Literal>),
    /// Both ends belong to it.
    Between(Literal, Literal),
    Like(Pattern),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    Text(String),
    /// As written; it is a finite number.
    Number(String),
    Boolean(bool),
}

/// What `LIKE` takes: a beginning, and perhaps a wildcard after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    pub beginning: String,
    pub wildcard: Option<Wildcard>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wildcard {
    /// `%`, any characters or none.
    Any,
    /// `_`, exactly one character.
    One,
}

/// What the properties of a query hold.
pub type Kinds<'q> = HashMap<&'q Path, Kind>;

impl Condition {
    pub fn matches(&self, document: &Value, kinds: &Kinds<'_>) -> bool {
        match self {
            Condition::And(conditions) => {
                conditions.iter().all(|condition| condition.matches(document, kinds))
            }
            Condition::Or(conditions) => {
                conditions.iter().any(|condition| condition.matches(document, kinds))
            }
            Condition::Not(condition) => !condition.matches(document, kinds),
            Condition::Predicate(predicate) => {
                let kind = kinds.get(&predicate.path).copied().unwrap_or(Kind::String);
                predicate.path.values(document).any(|value| predicate.matches(value, kind))
            }
        }
    }

    pub fn predicates(&self) -> Vec<&Predicate> {
        match self {
            Condition::And(conditions) | Condition::Or(conditions) => {
                conditions.iter().flat_map(Condition::predicates).collect()
            }
            Condition::Not(condition) => condition.predicates(),
            Condition::Predicate(predicate) => vec![predicate],
        }
    }

    /// The resource types without which the condition cannot hold; `None` if it may hold for any.
    pub fn resource_types(&self) -> Option<BTreeSet<&str>> {
        match self {
            Condition::And(conditions) => conditions
                .iter()
                .filter_map(Condition::resource_types)
                .reduce(|a, b| a.intersection(&b).copied().collect()),
            Condition::Or(conditions) => {
                let types: Option<Vec<_>> = conditions.iter().map(Condition::resource_types).collect();
                types.map(|types| types.into_iter().flatten().collect())
            }
            Condition::Not(_) => None,
            Condition::Predicate(predicate) if predicate.path.as_str() == "resourceType" => {
                match &predicate.test {
                    Test::Compare(Comparison::Equal, literal) => Some(BTreeSet::from([literal.text()])),
                    Test::In(literals) => Some(literals.iter().map(Literal::text).collect()),
                    Test::Like(Pattern { beginning, wildcard: None }) => {
                        Some(BTreeSet::from([beginning.as_str()]))
                    }
                    _ => None,
                }
            }
            Condition::Predicate(_) => None,
        }
    }

    /// The opposite, without negating twice.
    pub fn negated(self) -> Condition {
        match self {
            Condition::Not(condition) => *condition,
            condition => Condition::Not(Box::new(condition)),
        }
    }
}

impl Predicate {
    /// Whether one value of the property satisfies it. The same value always gets the same answer, so that
    /// values can be looked up in advance.
    pub fn matches(&self, value: &Value, kind: Kind) -> bool {
        match &self.test {
            Test::Compare(comparison, literal) => comparison.holds(value, literal, kind),
            Test::In(literals) => {
                literals.iter().any(|literal| Comparison::Equal.holds(value, literal, kind))
            }
            Test::Between(low, high) => between(value, low, high, kind),
            Test::Like(pattern) => value.as_str().is_some_and(|text| pattern.matches(text)),
        }
    }
}

impl Comparison {
    fn holds(self, value: &Value, literal: &Literal, kind: Kind) -> bool {
        if let (Some(value), Some(range)) = (addresses(value, kind), AddressRange::parse(literal.text())) {
            return self.holds_for_addresses(value, range, kind);
        }
        let Some(order) = values::compare(value, literal, kind) else { return false };
        match self {
            Comparison::Equal => order.is_eq(),
            Comparison::Less => order.is_lt(),
            Comparison::LessOrEqual => order.is_le(),
            Comparison::Greater => order.is_gt(),
            Comparison::GreaterOrEqual => order.is_ge(),
        }
    }

    /// AWS: "CIDR notation is converted to IP ranges for search", `=` searches "for any range that includes
    /// the provided IP", and `<` and `>` tell whether some of the range lies outside.
    fn holds_for_addresses(self, value: AddressRange, literal: AddressRange, kind: Kind) -> bool {
        value.family == literal.family
            && match self {
                Comparison::Equal => value.is_at(literal, kind),
                Comparison::Less => value.first < literal.first,
                Comparison::LessOrEqual => value.first <= literal.last,
                Comparison::Greater => value.last > literal.last,
                Comparison::GreaterOrEqual => value.last >= literal.first,
            }
    }
}

fn between(value: &Value, low: &Literal, high: &Literal, kind: Kind) -> bool {
    let range = AddressRange::parse(low.text()).zip(AddressRange::parse(high.text()));
    if let (Some(value), Some((low, high))) = (addresses(value, kind), range) {
        let all = AddressRange { last: high.last, ..low };
        return value.family == low.family
            && low.family == high.family
            && low.first <= high.last
            && value.is_at(all, kind);
    }
    Comparison::GreaterOrEqual.holds(value, low, kind) && Comparison::LessOrEqual.holds(value, high, kind)
}

impl AddressRange {
    /// What being equal, or between, means: a block covers what is asked for, an address lies within.
    fn is_at(self, other: AddressRange, kind: Kind) -> bool {
        match kind {
            Kind::CidrBlock => self.first <= other.first && self.last >= other.last,
            _ => self.first <= other.last && self.last >= other.first,
        }
    }
}

fn addresses(value: &Value, kind: Kind) -> Option<AddressRange> {
    match kind {
        Kind::CidrBlock | Kind::Ip => AddressRange::parse(value.as_str()?),
        _ => None,
    }
}

impl Literal {
    pub fn text(&self) -> &str {
        match self {
            Literal::Text(text) | Literal::Number(text) => text,
            Literal::Boolean(true) => "true",
            Literal::Boolean(false) => "false",
        }
    }
}

impl Pattern {
    const CHARACTERS_MIN: usize = 3;

    /// What is wrong with the text otherwise. Nothing takes the meaning of a wildcard away.
    pub fn parse(text: &str) -> Result<Pattern, String> {
        let (beginning, wildcard) = match text.chars().next_back() {
            Some('%') => (&text[..text.len() - 1], Some(Wildcard::Any)),
            Some('_') => (&text[..text.len() - 1], Some(Wildcard::One)),
            _ => (text, None),
        };
        if beginning.contains(['%', '_']) {
            return Err(
                "% and _ are wildcards, and there may be one, at the end of the pattern only".to_owned()
            );
        }
        if wildcard.is_some() && beginning.chars().count() < Pattern::CHARACTERS_MIN {
            return Err(format!(
                "there must be at least {} characters before a wildcard",
                Pattern::CHARACTERS_MIN
            ));
        }
        Ok(Pattern { beginning: beginning.to_owned(), wildcard })
    }

    fn matches(&self, text: &str) -> bool {
        let Some(rest) = text.strip_prefix(&self.beginning) else { return false };
        match self.wildcard {
            None => rest.is_empty(),
            Some(Wildcard::Any) => true,
            Some(Wildcard::One) => rest.chars().count() == 1,
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Condition::And(conditions) => joined(conditions, " AND ", f),
            Condition::Or(conditions) => joined(conditions, " OR ", f),
            Condition::Not(condition) => write!(f, "NOT {}", Nested(condition)),
            Condition::Predicate(predicate) => predicate.fmt(f),
        }
    }
}

fn joined(conditions: &[Condition], between: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (at, condition) in conditions.iter().enumerate() {
        f.write_str(if at > 0 { between } else { "" })?;
        write!(f, "{}", Nested(condition))?;
    }
    Ok(())
}

/// A part of a condition, in parentheses where they are due.
struct Nested<'a>(&'a Condition);

impl fmt::Display for Nested<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Condition::And(_) | Condition::Or(_) => write!(f, "({})", self.0),
            Condition::Not(_) | Condition::Predicate(_) => write!(f, "{}", self.0),
        }
    }
}

impl fmt::Display for Predicate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = &self.path;
        match &self.test {
            Test::Compare(comparison, literal) => write!(f, "{path} {} {literal}", comparison.sign()),
            Test::In(literals) => {
                let literals: Vec<String> = literals.iter().map(Literal::to_string).collect();
                write!(f, "{path} IN ({})", literals.join(", "))
            }
            Test::Between(low, high) => write!(f, "{path} BETWEEN {low} AND {high}"),
            Test::Like(pattern) => write!(f, "{path} LIKE {pattern}"),
        }
    }
}

impl Comparison {
    fn sign(self) -> &'static str {
        match self {
            Comparison::Equal => "=",
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => ">=",
        }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Literal::Text(text) => write!(f, "'{}'", text.replace('\'', "''")),
            Literal::Number(_) | Literal::Boolean(_) => f.write_str(self.text()),
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wildcard = match self.wildcard {
            None => "",
            Some(Wildcard::Any) => "%",
            Some(Wildcard::One) => "_",
        };
        write!(f, "'{}{wildcard}'", self.beginning.replace('\'', "''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::select::parse;
    use serde_json::json;

    fn condition(text: &str) -> Condition {
        parse(&format!("SELECT a WHERE {text}")).unwrap().condition.unwrap()
    }

    /// Whether a predicate on `a` holds for a document in which `a` is the given value.
    fn holds(text: &str, kind: Kind, value: Value) -> bool {
        let path = Path::parse("a").unwrap();
        condition(text).matches(&json!({"a": value}), &Kinds::from([(&path, kind)]))
    }

    #[test]
    fn any_element_satisfies_and_negation_is_of_all() {
        let holds = |text| holds(text, Kind::String, json!(["x", "y"]));
        assert!(holds("a = 'x' AND a = 'y'"));
        assert!(!holds("a <> 'x'"));
        assert!(!holds("NOT a = 'x'"));
        assert!(holds("NOT a = 'z' AND a <> 'z' AND a != 'z'"));
        assert!(!holds("a NOT IN ('x', 'z')"));
        assert!(holds("a > 'x' AND a < 'y'"));
        assert!(!holds("NOT (a = 'z' OR a = 'y')"));
        assert!(holds("NOT a = 'x' OR a = 'y'"));
    }

    #[test]
    fn what_is_not_there_satisfies_negated_predicates_only() {
        for value in [json!(null), json!([]), json!({"b": 1}), json!([null])] {
            let holds = |text| holds(text, Kind::String, value.clone());
            assert!(!holds(
                "a = 'x' OR a < 'x' OR a >= 'x' OR a IN ('x') OR a BETWEEN '' AND 'z' OR a LIKE 'xyz%'"
            ));
            assert!(holds("a <> 'x' AND a NOT IN ('x') AND a NOT BETWEEN '' AND 'z' AND a NOT LIKE 'xyz%'"));
        }
    }

    #[test]
    fn blocks_are_equal_to_what_they_cover() {
        let holds = |text, value: &str| holds(text, Kind::CidrBlock, json!(value));
        assert!(holds("a = '10.0.0.7'", "10.0.0.0/24"));
        assert!(holds("a = '10.0.0.7'", "0.0.0.0/0"));
        assert!(holds("a = '10.0.0.7'", "10.0.0.7/32") && holds("a = '10.0.0.7'", "10.0.0.7"));
        assert!(!holds("a = '10.0.1.7'", "10.0.0.0/24"));
        assert!(holds("a = '10.0.0.0/24'", "10.0.0.0/16") && !holds("a = '10.0.0.0/24'", "10.0.0.0/25"));
        assert!(holds("a IN ('10.1.0.0', '10.0.0.0')", "10.0.0.0/24"));

        assert!(holds("a BETWEEN '10.0.0.0' AND '10.0.0.255'", "10.0.0.0/24"));
        assert!(holds("a BETWEEN '10.0.0.0' AND '10.0.0.255'", "10.0.0.0/8"));
        assert!(!holds("a BETWEEN '10.0.0.0' AND '10.0.0.255'", "10.0.0.128/25"));
        assert!(!holds("a BETWEEN '10.0.0.255' AND '10.0.0.0'", "10.0.0.0/8"));

        assert!(holds("a < '10.0.0.1'", "10.0.0.0/24") && !holds("a < '10.0.0.0'", "10.0.0.0/24"));
        assert!(holds("a > '10.0.0.254'", "10.0.0.0/24") && !holds("a > '10.0.0.255'", "10.0.0.0/24"));
        assert!(holds("a <= '10.0.0.0'", "10.0.0.0/24") && holds("a >= '10.0.0.255'", "10.0.0.0/24"));
        // The 9 is before the 10, which it is not as text.
        assert!(holds("a < '10.0.0.0'", "9.0.0.0/8") && !holds("a > '10.0.0.0'", "9.0.0.0/8"));
    }

    #[test]
    fn addresses_lie_within() {
        let holds = |text, value: &str| holds(text, Kind::Ip, json!(value));
        assert!(holds("a BETWEEN '10.0.0.0' AND '10.0.0.255'", "10.0.0.7"));
        assert!(!holds("a BETWEEN '10.0.0.0' AND '10.0.0.255'", "10.0.1.7"));
        assert!(holds("a = '10.0.0.0/24'", "10.0.0.7") && holds("a = '10.0.0.7'", "10.0.0.7"));
        assert!(holds("a > '9.255.255.255' AND a <= '10.0.0.7' AND a >= '10.0.0.7'", "10.0.0.7"));
    }

    #[test]
    fn addresses_are_compared_with_those_of_their_family() {
        let holds = |text, value: &str| holds(text, Kind::CidrBlock, json!(value));
        assert!(holds("a = '2001:db8::1'", "2001:db8::/32") && holds("a = '2001:0DB8:0:0:0:0:0:1'", "::/0"));
        assert!(!holds("a = '2001:db9::1'", "2001:db8::/32"));
        assert!(holds(
            "a BETWEEN '2001:db8::' AND '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff' AND NOT a < '2001:db8::'",
            "2001:db8::/32"
        ));
        assert!(!holds("a = '10.0.0.7' OR a < '10.0.0.7' OR a >= '10.0.0.7'", "::/0"));
        assert!(!holds("a BETWEEN '10.0.0.0' AND 'ffff::'", "0.0.0.0/0"));
        // What is no address is text.
        assert!(holds("a = 'pl-1234'", "pl-1234") && !holds("a = '10.0.0.7'", "pl-1234"));
    }

    #[test]
    fn patterns_have_one_wildcard_at_the_end() {
        let pattern = |text| Pattern::parse(text).map(|pattern| pattern.to_string());
        assert_eq!(pattern("abc%"), Ok("'abc%'".to_owned()));
        assert_eq!(pattern("abc_"), Ok("'abc_'".to_owned()));
        assert_eq!(pattern("ab"), Ok("'ab'".to_owned()));
        for short in ["ab%", "ab_", "%", "_"] {
            assert_eq!(
                pattern(short),
                Err("there must be at least 3 characters before a wildcard".to_owned())
            );
        }
        for elsewhere in ["%abc", "_abc", "abc%%", "abc_%", "ab_cd", "a%bcd%"] {
            let advice = "% and _ are wildcards, and there may be one, at the end of the pattern only";
            assert_eq!(pattern(elsewhere), Err(advice.to_owned()));
        }
        let holds = |text, value: &str| holds(text, Kind::String, json!(value));
        assert!(holds("a LIKE 'abc%'", "abc") && holds("a LIKE 'abc%'", "abcde"));
        assert!(!holds("a LIKE 'abc%'", "ABCDE") && !holds("a LIKE 'abc%'", "xabc"));
        assert!(holds("a LIKE 'abc_'", "abcü") && !holds("a LIKE 'abc_'", "abc"));
        assert!(!holds("a LIKE 'abc_'", "abcde"));
        assert!(holds("a LIKE 'abc'", "abc") && !holds("a LIKE 'abc'", "abcd"));
        assert!(holds("a LIKE 'äöü%'", "äöüß"));
    }

    #[test]
    fn resource_types_are_those_without_which_it_cannot_hold() {
        let types = |text| condition(text).resource_types().map(|types| Vec::from_iter(types).join(" "));
        assert_eq!(types("resourceType = 'A' AND a = 'b'").as_deref(), Some("A"));
        assert_eq!(types("a = 'b' AND (resourceType IN ('B', 'A') AND c = 'd')").as_deref(), Some("A B"));
        assert_eq!(types("resourceType IN ('A', 'B') AND resourceType = 'B'").as_deref(), Some("B"));
        assert_eq!(types("resourceType = 'A' AND resourceType = 'B'").as_deref(), Some(""));
        assert_eq!(types("resourceType = 'A' OR resourceType = 'B' AND a = 'b'").as_deref(), Some("A B"));
        assert_eq!(types("resourceType = 'A' OR a = 'b'"), None);
        assert_eq!(types("NOT resourceType = 'A'"), None);
        assert_eq!(types("NOT (NOT resourceType = 'A')").as_deref(), Some("A"));
        assert_eq!(types("resourceType NOT IN ('A')"), None);
        assert_eq!(types("resourceType LIKE 'AWS::EC2::%'"), None);
        assert_eq!(types("relationships.resourceType = 'A'"), None);
    }
}
