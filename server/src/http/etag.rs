//! Entity tags: what `If-Match` and `If-None-Match` compare.

use axum::http::header::{IF_MATCH, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use registry::hex;
use sha2::{Digest as _, Sha256};

/// What a compressed representation's tag ends in: its bytes are others.
pub(crate) const GZIP: &str = "-gzip";

/// A strong tag of a text that is safe inside quotes.
pub(crate) fn strong(tag: &str) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{tag}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}

/// A strong tag of the bytes themselves.
pub(crate) fn of_bytes(bytes: &[u8]) -> String {
    let mut tag = hex(&Sha256::digest(bytes));
    tag.truncate(32);
    tag
}

/// What a conditional header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Condition {
    /// `*`
    Any,
    /// A list of tags.
    Tags(Vec<Tag>),
}

/// A tag as a client sent it, without the mark of its compressed form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tag {
    /// Whether it is `W/`.
    pub(crate) weak: bool,
    /// What is between the quotes.
    pub(crate) value: String,
}

/// The condition that `If-Match` states.
pub(crate) fn if_match(headers: &HeaderMap) -> Option<Condition> {
    condition(headers, &IF_MATCH)
}

/// The condition that `If-None-Match` states.
pub(crate) fn if_none_match(headers: &HeaderMap) -> Option<Condition> {
    condition(headers, &IF_NONE_MATCH)
}

/// Whether a client has the representation with a tag already, so that 304 will do.
pub(crate) fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    match if_none_match(headers) {
        Some(Condition::Any) => true,
        Some(Condition::Tags(tags)) => tags.iter().any(|t| t.value == tag),
        None => false,
    }
}

/// A header that is not well formed names no tag, so that it never holds.
fn condition(headers: &HeaderMap, name: &HeaderName) -> Option<Condition> {
    let mut values = headers.get_all(name).iter().peekable();
    values.peek()?;
    let mut tags = Vec::new();
    for value in values {
        let text = value.to_str().unwrap_or_default().trim();
        if text == "*" {
            return Some(Condition::Any);
        }
        tags.extend(parse(text));
    }
    Some(Condition::Tags(tags))
}

fn parse(mut text: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    loop {
        text = text.trim_start_matches([' ', '\t', ',']);
        let weak = text.starts_with("W/");
        let quoted = text.strip_prefix("W/").unwrap_or(text);
        let Some((value, rest)) = quoted.strip_prefix('"').and_then(|q| q.split_once('"')) else {
            return tags;
        };
        let value = value.strip_suffix(GZIP).unwrap_or(value).to_owned();
        tags.push(Tag { weak, value });
        text = rest;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn headers(value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(IF_NONE_MATCH, value.parse().unwrap());
        headers
    }

    #[test]
    fn lists_weak_tags_and_compressed_forms_are_understood() {
        let sent = headers(r#""a", W/"b" ,"c,d-gzip""#);
        for (tag, known) in [
            ("a", true),
            ("b", true),
            ("c,d", true),
            ("c", false),
            ("", false),
        ] {
            assert_eq!(is_known(&sent, tag), known, "{tag}");
        }
        assert!(is_known(&headers("*"), "whatever"));
        assert!(!is_known(&HeaderMap::new(), "a"));
        for broken in ["a", "\"a", "W/a", ",", "\""] {
            assert_eq!(
                if_none_match(&headers(broken)),
                Some(Condition::Tags(Vec::new()))
            );
        }
    }

    #[test]
    fn several_headers_are_one_list() {
        let mut sent = headers("\"a\"");
        sent.append(IF_NONE_MATCH, "\"b\"".parse().unwrap());
        assert!(is_known(&sent, "a") && is_known(&sent, "b"));
    }
}
