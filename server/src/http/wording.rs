//! What is wrong with parameters and bodies, in the words of whoever sent them: serde tells it
//! in those of Rust.

use axum::http::StatusCode;
use serde::{Deserialize, Deserializer, de};
use upper::literal::compare;
use upper::spelling::nearest;
use upper::vocabulary::Primitive;

use super::problem::Problem;

/// The parameters of a route that takes none: any that comes may have been meant to matter.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoParameters {}

/// A flag in a query string; it is enough to name it.
///
/// # Errors
/// It is neither true nor false.
pub(crate) fn flag<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    let text = String::deserialize(from)?;
    flag_of(&text).ok_or_else(|| de::Error::custom("`true` or `false`"))
}

/// What the value of a flag means: nothing at all, `true` and `1` set it, `false` and `0` do not,
/// in capitals as well. `None` of anything else, which each protocol refuses in its own words.
pub(crate) fn flag_of(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "" | "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

/// How many items a page has: as many as were asked for, or as usual.
///
/// # Errors
/// That is none, or more than the most (400).
pub(crate) fn limit(asked: Option<usize>, usual: usize, most: usize) -> Result<usize, Problem> {
    let limit = asked.unwrap_or(usual);
    if (1..=most).contains(&limit) {
        return Ok(limit);
    }
    let detail = format!("`limit` must be between 1 and {most}");
    Err(Problem::new(StatusCode::BAD_REQUEST, detail))
}

/// Checks that a parameter names a moment in time.
///
/// # Errors
/// It does not (400).
pub(crate) fn moment(name: &str, at: &str) -> Result<(), Problem> {
    if compare(Primitive::DateTime, at, at).is_some() {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::BAD_REQUEST,
        format!("the parameter `{name}`: `{at}` is not a moment in time"),
    )
    .help("write a date and a time with a zone, such as `2026-01-31T12:00:00Z`"))
}

/// A refusal of the framework, from its text.
pub(crate) fn refusal(status: StatusCode, text: &str) -> Problem {
    if let Some(said) = text.strip_prefix("Failed to deserialize query string: ") {
        return parameter(said);
    }
    if text.starts_with("Invalid URL: ") {
        return Problem::new(status, "the address is not UTF-8");
    }
    Problem::new(status, text)
}

/// What is wrong with a body that is to be JSON.
pub(crate) fn json(what: &str, error: &serde_json::Error) -> Problem {
    let text = error.to_string();
    let said = text.split(" at line ").next().unwrap_or_default();
    let place = format!("line {}, column {}", error.line(), error.column());
    if !error.is_data() {
        let said = said.replace("EOF", "it ends");
        return bad(format!("{what} is not JSON: {place}: {said}"), None);
    }
    let (said, help) = field("field", said);
    bad(format!("{what} makes no sense: {place}: {said}"), help)
}

/// What is wrong with a query string: the name of a parameter, then what serde says of it.
fn parameter(said: &str) -> Problem {
    let is_name = |text: &str| {
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        !text.is_empty() && text.chars().all(fits)
    };
    let (name, said) = match said.split_once(": ") {
        Some((name, said)) if is_name(name) => (Some(name), said),
        _ => (None, said),
    };
    let (said, help) = field("parameter", said);
    match name.filter(|_| !said.starts_with("there is no ")) {
        Some(name) => bad(format!("the parameter `{name}`: {said}"), help),
        None => bad(said, help),
    }
}

fn bad(detail: String, help: Option<String>) -> Problem {
    let problem = Problem::new(StatusCode::BAD_REQUEST, detail);
    match help {
        Some(help) => problem.help(help),
        None => problem,
    }
}

/// What serde says of a field, in other words, and what to do.
fn field(noun: &str, said: &str) -> (String, Option<String>) {
    let mut quoted = said.split('`').skip(1).step_by(2);
    let mut word = || quoted.next().unwrap_or_default();
    if said.starts_with("unknown field ") {
        let unknown = word();
        return (
            format!("there is no {noun} `{unknown}`"),
            Some(guess(unknown, &quoted.collect::<Vec<_>>())),
        );
    }
    if said.starts_with("unknown variant ") {
        let unknown = word();
        return (
            format!("it cannot be `{unknown}`"),
            Some(guess(unknown, &quoted.collect::<Vec<_>>())),
        );
    }
    let said = if said.starts_with("missing field ") {
        format!("the {noun} `{}` is missing", word())
    } else if said.starts_with("duplicate field ") {
        format!("the {noun} `{}` is there twice", word())
    } else if said.starts_with("invalid length ") {
        "an object is expected, not a list".to_owned()
    } else if let Some(mismatch) = said.strip_prefix("invalid type: ") {
        mismatched(mismatch)
    } else if let Some(mismatch) = said.strip_prefix("invalid value: ") {
        mismatched(mismatch)
    } else if said.contains("digit found") || said.contains("parse integer") {
        "a whole number is expected".to_owned()
    } else if said.starts_with("number too ") {
        "the number is out of range".to_owned()
    } else if said.contains("`true` or `false`") {
        "`true` or `false` is expected".to_owned()
    } else {
        said.to_owned()
    };
    (said, None)
}

fn guess(word: &str, known: &[&str]) -> String {
    if known.is_empty() {
        return "leave it out: there are none here".to_owned();
    }
    match nearest(word, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", known.join(", ")),
    }
}

/// `sequence, expected struct Text`: what is there, and what should be.
fn mismatched(said: &str) -> String {
    let (is, expected) = said.split_once(", expected ").unwrap_or((said, "another"));
    let is = match is {
        "sequence" => "a list",
        "map" => "an object",
        // `integer `5``, `string "x"`: the value itself is enough.
        other => other.find(['`', '"']).map_or(other, |at| &other[at..]),
    };
    let expected = match expected {
        "a string" => "a text",
        "a sequence" => "a list",
        "a map" => "an object",
        "a boolean" => "`true` or `false`",
        "u16" | "u32" | "u64" | "usize" | "i32" | "i64" => "a whole number",
        other if other.starts_with("struct ") => "an object",
        other => other,
    };
    format!("{expected} is expected, not {is}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeMap;

    use axum::extract::Query;
    use axum::http::Uri;

    use super::*;

    #[derive(Debug, Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Asked {
        #[serde(deserialize_with = "flag")]
        dry_run: bool,
        limit: Option<usize>,
        kind: Option<Kind>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Kind {
        Model,
        Mapping,
    }

    fn asked(query: &str) -> Result<Asked, Problem> {
        let uri: Uri = format!("/?{query}").parse().unwrap();
        let asked = Query::<Asked>::try_from_uri(&uri);
        asked
            .map(|q| q.0)
            .map_err(|e| refusal(e.status(), &e.body_text()))
    }

    #[test]
    fn a_flag_needs_no_value() {
        for (query, expected) in [
            ("dry_run", true),
            ("dry_run=", true),
            ("dry_run=true", true),
            ("dry_run=1", true),
            ("dry_run=True", true),
            ("dry_run=false", false),
            ("", false),
        ] {
            assert_eq!(asked(query).unwrap().dry_run, expected, "{query}");
        }
    }

    #[test]
    fn flags_are_set_or_not_or_make_no_sense() {
        for (text, expected) in [
            ("", Some(true)),
            ("true", Some(true)),
            ("TRUE", Some(true)),
            ("1", Some(true)),
            ("false", Some(false)),
            ("False", Some(false)),
            ("0", Some(false)),
            ("yes", None),
            (" true", None),
        ] {
            assert_eq!(flag_of(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_page_has_some_items_and_not_too_many() {
        assert_eq!(limit(None, 20, 100).unwrap(), 20);
        assert_eq!(limit(Some(1), 20, 100).unwrap(), 1);
        assert_eq!(limit(Some(100), 20, 100).unwrap(), 100);
        for asked in [0, 101, usize::MAX] {
            let problem = limit(Some(asked), 20, 100).unwrap_err();
            assert_eq!(problem.status(), StatusCode::BAD_REQUEST);
            assert_eq!(problem.detail(), "`limit` must be between 1 and 100");
        }
    }

    #[test]
    fn parameters_are_named_and_rust_is_not() {
        for (query, detail) in [
            ("dryrun=true", "there is no parameter `dryrun`"),
            (
                "dry_run=maybe",
                "the parameter `dry_run`: `true` or `false` is expected",
            ),
            (
                "limit=many",
                "the parameter `limit`: a whole number is expected",
            ),
            (
                "limit=",
                "the parameter `limit`: a whole number is expected",
            ),
            (
                "limit=99999999999999999999999",
                "the parameter `limit`: the number is out of range",
            ),
            ("kind=modle", "the parameter `kind`: it cannot be `modle`"),
        ] {
            assert_eq!(asked(query).unwrap_err().detail(), detail, "{query}");
        }
        let twice = asked("limit=1&limit=2").unwrap_err();
        assert!(
            twice.detail().ends_with("`limit` is there twice"),
            "{twice:?}"
        );
        let none = Query::<NoParameters>::try_from_uri(&Uri::from_static("/?a=1")).unwrap_err();
        let none = refusal(none.status(), &none.body_text());
        assert_eq!(none.detail(), "there is no parameter `a`");
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        _graphs: Vec<Inner>,
        _more: Option<BTreeMap<String, String>>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        _text: String,
    }

    #[test]
    fn bodies_say_where_and_what() {
        for (body, said) in [
            ("{", "is not JSON: line 1, column 1: it ends"),
            ("[]", "an object is expected, not a list"),
            ("1", "an object is expected, not `1`"),
            ("{}", "the field `_graphs` is missing"),
            ("{\"_graphs\": 1}", "a list is expected, not `1`"),
            ("{\"_graphs\": [\"x\"]}", "an object is expected, not \"x\""),
            (
                "{\"_graphs\": [{\"_text\": {}}]}",
                "a text is expected, not an object",
            ),
            (
                "{\n\"_graph\": []}",
                "line 2, column 8: there is no field `_graph`",
            ),
        ] {
            let error = serde_json::from_str::<Body>(body).unwrap_err();
            let problem = json("the body", &error);
            assert!(problem.detail().contains(said), "{body}: {problem:?}");
            assert!(!problem.detail().contains("struct"), "{problem:?}");
        }
    }
}
