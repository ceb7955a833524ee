//! Requests of the SPARQL 1.1 protocol: <https://www.w3.org/TR/sparql11-protocol/>.

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use url::form_urlencoded;

use crate::http::problem::{Problem, Result};

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
        "application/x-www-form-urlencoded" => {
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
    let value = headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok());
    let mut parts = value.unwrap_or_default().split(';').map(str::trim);
    let media_type = parts.next().unwrap_or_default().to_ascii_lowercase();
    for part in parts {
        let Some((name, value)) = part.split_once('=') else {
            continue;
        };
        let utf8 = value.trim_matches('"').eq_ignore_ascii_case("utf-8");
        if name.trim().eq_ignore_ascii_case("charset") && !utf8 {
            return Err(unsupported().help("send UTF-8"));
        }
    }
    Ok(media_type)
}

/// The parameters of a request, decoded.
struct Parameters(Vec<(String, String)>);

impl Parameters {
    fn new(encoded: &[&[u8]]) -> Result<Self> {
        let pairs = encoded.iter().flat_map(|e| form_urlencoded::parse(e));
        let pairs: Vec<_> = pairs
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        // What was not UTF-8 has been replaced; nobody asks for that on purpose.
        if pairs.iter().any(|(_, value)| value.contains('\u{fffd}')) {
            return Err(bad("a parameter is not UTF-8"));
        }
        Ok(Self(pairs))
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
        match self.one(name)?.as_str() {
            "true" | "1" | "" => Ok(Some(true)),
            "false" | "0" => Ok(Some(false)),
            other => Err(bad(format!("`{name}` is true or false, not `{other}`"))),
        }
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
