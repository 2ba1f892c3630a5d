//! Pages of short lists: a token says after which item the next page begins.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

pub struct Page<T> {
    pub items: Vec<T>,
    pub next_token: Option<String>,
}

/// A page of items that are in the order of their keys; `None` for a token that is not one of ours.
pub fn page<T>(
    items: Vec<T>,
    token: Option<&str>,
    max: Option<i64>,
    key: impl Fn(&T) -> String,
) -> Option<Page<T>> {
    let after = match token {
        None => None,
        Some(token) => {
            let bytes = URL_SAFE_NO_PAD.decode(token.strip_prefix("after.")?).ok()?;
            Some(String::from_utf8(bytes).ok()?)
        }
    };
    let max = max.map_or(usize::MAX, |max| max.max(1) as usize);
    let mut left = items.into_iter().filter(|item| after.as_ref().is_none_or(|after| key(item) > *after));
    let items: Vec<T> = left.by_ref().take(max).collect();
    let next_token = match (items.last(), left.next()) {
        (Some(last), Some(_)) => Some(format!("after.{}", URL_SAFE_NO_PAD.encode(key(last)))),
        _ => None,
    };
    Some(Page { items, next_token })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_each_other_whatever_is_added_or_removed() {
        let key = |item: &&str| (*item).to_owned();
        let first = page(vec!["a", "c", "e"], None, Some(2), key).unwrap();
        assert_eq!(first.items, ["a", "c"]);
        let second = page(vec!["b", "d", "e"], first.next_token.as_deref(), Some(2), key).unwrap();
        assert_eq!((second.items, second.next_token), (vec!["d", "e"], None));
        assert!(page(vec!["a"], Some("other"), None, key).is_none());
    }
}
