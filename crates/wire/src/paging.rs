//! Pages: a token says after which item the next page begins, so that pages follow each other whatever is added or removed.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

pub struct Page<T> {
    pub items: Vec<T>,
    pub next_token: Option<String>,
}

/// A page of a short list, whose items are in the order of their keys; `None` for a token that is not one of ours.
pub fn page<T>(
    items: Vec<T>,
    token: Option<&str>,
    max: Option<i64>,
    key: impl Fn(&T) -> String,
) -> Option<Page<T>> {
    let after = match token {
        None => None,
        Some(token) => Some(read_token(token)?),
    };
    let max = max.map_or(usize::MAX, |max| max.max(1) as usize);
    let mut left = items.into_iter().filter(|item| after.as_ref().is_none_or(|after| key(item) > *after));
    let items: Vec<T> = left.by_ref().take(max).collect();
    let next_token = match (items.last(), left.next()) {
        (Some(last), Some(_)) => Some(token_after(&key(last))),
        _ => None,
    };
    Some(Page { items, next_token })
}

/// The token of the page after an item.
pub fn token_after(key: &str) -> String {
    format!("after.{}", URL_SAFE_NO_PAD.encode(key))
}

/// After which item a page begins; `None` for a token that is not one of ours.
pub fn read_token(token: &str) -> Option<String> {
    String::from_utf8(URL_SAFE_NO_PAD.decode(token.strip_prefix("after.")?).ok()?).ok()
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
