//! Paths to properties, as `configuration.ipPermissions.ipRanges`.

use std::fmt;

use serde_json::Value;

const SEGMENTS_MAX: usize = 64;

/// Member names joined with dots; none of them is empty. Whether there is such a property is another
/// question.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(String);

impl Path {
    pub fn parse(text: &str) -> Option<Path> {
        let fits =
            text.split('.').count() <= SEGMENTS_MAX && text.split('.').all(|segment| !segment.is_empty());
        fits.then(|| Path(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn segments(&self) -> impl Iterator<Item = &str> + '_ {
        self.0.split('.')
    }

    /// All that is at the path in a document, through objects and arrays, in the document's order. Arrays at
    /// the end are gone through as well; `null`s are nothing.
    pub fn values<'d>(&self, document: &'d Value) -> Values<'d, '_> {
        Values { path: self, waiting: vec![(document, &self.0)] }
    }

    /// Whether one begins with the other, were it not for upper and lower case.
    pub fn is_mismatched(&self, other: &Path) -> bool {
        let pairs = || self.segments().zip(other.segments());
        pairs().all(|(a, b)| a.eq_ignore_ascii_case(b)) && pairs().any(|(a, b)| a != b)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

pub struct Values<'d, 'p> {
    path: &'p Path,
    /// What is still to be looked at, the next one last, each with the rest of the path.
    waiting: Vec<(&'d Value, &'p str)>,
}

impl<'d> Iterator for Values<'d, '_> {
    type Item = &'d Value;

    fn next(&mut self) -> Option<&'d Value> {
        let end = &self.path.0[self.path.0.len()..];
        while let Some((value, rest)) = self.waiting.pop() {
            match value {
                Value::Null => {}
                Value::Array(elements) => {
                    self.waiting.extend(elements.iter().rev().map(|element| (element, rest)));
                }
                _ if rest.is_empty() => return Some(value),
                Value::Object(members) => {
                    let (segment, rest) = rest.split_once('.').unwrap_or((rest, end));
                    self.waiting.extend(members.get(segment).map(|member| (member, rest)));
                }
                _ => {}
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn path(text: &str) -> Path {
        Path::parse(text).unwrap()
    }

    #[test]
    fn paths_go_through_arrays() {
        let document = json!({"a": [{"b": [[1, 2], 3]}, {"c": 4}, {"b": null}, 5, {"b": {"c": 6}}]});
        let values = |text| path(text).values(&document).cloned().collect::<Vec<_>>();
        assert_eq!(values("a.b"), [json!(1), json!(2), json!(3), json!({"c": 6})]);
        assert_eq!(values("a.b.c"), [json!(6)]);
        assert_eq!(values("a.c.d"), [] as [Value; 0]);
        assert_eq!(values("d"), [] as [Value; 0]);
    }

    #[test]
    fn names_are_told_apart_by_case() {
        assert!(path("configuration.arn").is_mismatched(&path("configuration.Arn")));
        assert!(path("configuration.state").is_mismatched(&path("configuration.State.value")));
        assert!(!path("configuration.state").is_mismatched(&path("configuration.state.value")));
        assert!(!path("configuration.state.a").is_mismatched(&path("configuration.State.b")));
        assert!(!path("configuration.arn").is_mismatched(&path("configuration.arn")));
    }

    #[test]
    fn no_segment_is_empty_and_their_number_is_bounded() {
        assert_eq!(["", ".", "a.", ".a", "a..b"].map(Path::parse), [const { None }; 5]);
        assert!(Path::parse(&["a"; SEGMENTS_MAX].join(".")).is_some());
        assert_eq!(Path::parse(&["a"; SEGMENTS_MAX + 1].join(".")), None);
    }
}
