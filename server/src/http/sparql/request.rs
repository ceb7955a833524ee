//! Requests of the SPARQL 1.1 protocol: <https://www.w3.org/TR/sparql11-protocol/>.

use axum::http::{HeaderMap, StatusCode};
use url::form_urlencoded;

use crate::http::body;
use crate::http::problem::{Problem, Result};
use crate::http::wording::flag_of;

/// What is asked for.
#[derive(Debug)]
pub(super) enum Operation {
    /// The description of the service.
    Describe,
    /// A query or an update.
    Ask(Asked),
}

/// A query or an update, as it came.
#[derive(Debug, Default)]
pub(super) struct Asked {
    pub(super) text: String,
    pub(super) update: bool,
    pub(super) selected: Selected,
    pub(super) time: Time,
}

/// Which graphs a request selects.
#[derive(Clone, Debug, Default)]
pub(crate) struct Selected {
    /// `default-graph-uri`, or `using-graph-uri` of an update.
    pub(crate) default: Vec<String>,
    /// `named-graph-uri`, or `using-named-graph-uri` of an update.
    pub(crate) named: Vec<String>,
    /// `union-default-graph`: whether the default graph is the union of all, else empty,
    /// where nothing else selects it.
    pub(crate) union: Option<bool>,
}

/// Which states of graphs a request asks for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum Time {
    /// The newest.
    #[default]
    Newest,
    /// `history=true`: all.
    History,
    /// `at`: those of a moment.
    At(String),
}

/// Reads a request by GET.
pub(super) fn get(query: Option<&str>) -> Result<Operation> {
    let parameters = Parameters::new(&[query.unwrap_or_default().as_bytes()])?;
    if parameters.has("update") {
        return Err(bad("an update must be sent by POST"));
    }
    if !parameters.has("query") {
        return Ok(Operation::Describe);
    }
    let text = parameters.one("query")?;
    parameters.asked(text, false).map(Operation::Ask)
}

/// Reads a request by POST.
pub(super) fn post(query: Option<&str>, headers: &HeaderMap, body: &[u8]) -> Result<Asked> {
    let query = query.unwrap_or_default().as_bytes();
    let update = match media_type(headers)?.as_str() {
        body::FORM => {
            let parameters = Parameters::new(&[query, body])?;
            return match (parameters.has("query"), parameters.has("update")) {
                (true, false) => parameters.asked(parameters.one("query")?, false),
                (false, true) => parameters.asked(parameters.one("update")?, true),
                (true, true) => Err(bad("`query` and `update` are there both")),
                (false, false) => Err(bad("there is neither `query` nor `update`")),
            };
        }
        "application/sparql-query" => false,
        "application/sparql-update" => true,
        _ => return Err(unsupported()),
    };
    let parameters = Parameters::new(&[query])?;
    if parameters.has("query") || parameters.has("update") {
        return Err(bad(
            "there is a query in the body and another in the address",
        ));
    }
    let text = std::str::from_utf8(body).map_err(|_| bad("the body is not UTF-8"))?;
    parameters.asked(text.to_owned(), update)
}

/// The media type of a body, which must be UTF-8.
fn media_type(headers: &HeaderMap) -> Result<String> {
    let (media_type, charset) = body::content_type(headers).unwrap_or_default();
    if charset.is_some_and(|charset| charset != "utf-8") {
        return Err(unsupported().help("send UTF-8"));
    }
    Ok(media_type)
}

/// The parameters of a request, decoded.
struct Parameters(Vec<(String, String)>);

impl Parameters {
    fn new(encoded: &[&[u8]]) -> Result<Self> {
        if !encoded.iter().all(|e| is_utf8(e)) {
            return Err(bad("a parameter is not UTF-8"));
        }
        let pairs = encoded.iter().flat_map(|e| form_urlencoded::parse(e));
        let pairs = pairs.map(|(name, value)| (name.into_owned(), value.into_owned()));
        Ok(Self(pairs.collect()))
    }

    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(n, _)| n == name)
    }

    fn all(&self, name: &str) -> Vec<String> {
        let all = self.0.iter().filter(|(n, _)| n == name);
        all.map(|(_, value)| value.clone()).collect()
    }

    fn one(&self, name: &str) -> Result<String> {
        let mut all = self.all(name);
        match (all.pop(), all.is_empty()) {
            (Some(value), true) => Ok(value),
            _ => Err(bad(format!("there must be exactly one `{name}`"))),
        }
    }

    fn flag(&self, name: &str) -> Result<Option<bool>> {
        if !self.has(name) {
            return Ok(None);
        }
        let text = self.one(name)?;
        let flag = flag_of(&text);
        if flag.is_none() {
            return Err(bad(format!("`{name}` is true or false, not `{text}`")));
        }
        Ok(flag)
    }

    fn asked(&self, text: String, update: bool) -> Result<Asked> {
        let time = match (self.flag("history")?, self.has("at")) {
            (Some(true), true) => return Err(bad("`history` and `at` exclude each other")),
            (Some(true), false) => Time::History,
            // A plus sign that was not encoded has become a space.
            (_, true) => Time::At(self.one("at")?.replace(' ', "+")),
            (_, false) => Time::Newest,
        };
        let (default, named) = if update {
            ("using-graph-uri", "using-named-graph-uri")
        } else {
            ("default-graph-uri", "named-graph-uri")
        };
        Ok(Asked {
            text,
            update,
            selected: Selected {
                default: self.all(default),
                named: self.all(named),
                union: self.flag("union-default-graph")?,
            },
            time,
        })
    }
}

/// Whether what is encoded is UTF-8. The library replaces what is not, by a character that may
/// as well have been sent.
fn is_utf8(encoded: &[u8]) -> bool {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded;
    while let Some((&first, behind)) = rest.split_first() {
        let (byte, used) = match (first, digit(behind.first()), digit(behind.get(1))) {
            (b'%', Some(high), Some(low)) => (u8::try_from(high * 16 + low).unwrap_or(first), 2),
            _ => (first, 0),
        };
        bytes.push(byte);
        rest = behind.get(used..).unwrap_or_default();
    }
    std::str::from_utf8(&bytes).is_ok()
}

fn bad(detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, detail)
}

fn unsupported() -> Problem {
    Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "the body is neither a form nor a query in UTF-8",
    )
    .help("send `application/x-www-form-urlencoded` with `query`, or `application/sparql-query`")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use axum::http::header::CONTENT_TYPE;

    use super::*;

    fn text(query: &str) -> Result<String> {
        get(Some(query)).map(|operation| match operation {
            Operation::Ask(asked) => asked.text,
            Operation::Describe => String::new(),
        })
    }

    #[test]
    fn parameters_are_utf8_and_may_hold_any_character() {
        for (query, expected) in [
            ("query=%EF%BF%BD", "\u{fffd}"),
            ("query=\u{fffd}", "\u{fffd}"),
            ("query=%c3%a9+%20%", "é  %"),
            ("query=%zz%4", "%zz%4"),
        ] {
            assert_eq!(text(query).unwrap(), expected, "{query}");
        }
        for query in [
            "query=%ff",
            "query=%EF%BF",
            "query=%c3&at=%a9",
            "%ff=&query=a",
        ] {
            let problem = text(query).unwrap_err();
            assert_eq!(problem.detail(), "a parameter is not UTF-8", "{query}");
        }
    }

    #[test]
    fn flags_are_those_of_the_other_routes() {
        let union = |value: &str| {
            let asked = get(Some(&format!("query=a&union-default-graph={value}")));
            asked.map(|operation| match operation {
                Operation::Ask(asked) => asked.selected.union,
                Operation::Describe => None,
            })
        };
        for (value, expected) in [("", true), ("1", true), ("True", true), ("false", false)] {
            assert_eq!(union(value).unwrap(), Some(expected), "{value}");
        }
        assert!(union("maybe").is_err());
    }

    #[test]
    fn bodies_are_forms_or_queries_in_utf8() {
        let sent = |content_type: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, content_type.parse().unwrap());
            post(None, &headers, b"ASK {}").map(|asked| asked.text)
        };
        for good in [
            "application/sparql-query",
            "Application/SPARQL-Query; charset=\"UTF-8\"",
        ] {
            assert_eq!(sent(good).unwrap(), "ASK {}");
        }
        for other in ["text/plain", "application/sparql-query; charset=latin1"] {
            let status = sent(other).unwrap_err().status();
            assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        }
        let nothing = post(None, &HeaderMap::new(), b"ASK {}").unwrap_err();
        assert_eq!(nothing.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
}
