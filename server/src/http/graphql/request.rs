//! A request of GraphQL over HTTP: one query with its variables, in a body or in an address.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::http::problem::Problem;
use crate::http::wording;

/// A request.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Request {
    /// The document.
    pub(super) query: Option<String>,
    /// Which of its operations.
    #[serde(rename = "operationName")]
    pub(super) operation: Option<String>,
    /// The variables.
    pub(super) variables: Option<Map<String, Value>>,
    /// Not understood, but allowed.
    #[serde(rename = "extensions")]
    _extensions: Option<Map<String, Value>>,
}

impl Request {
    /// The request in a body of JSON.
    ///
    /// # Errors
    /// The body is none (400).
    pub(super) fn of_body(bytes: &[u8]) -> Result<Self, Problem> {
        if bytes.trim_ascii_start().starts_with(b"[") {
            return Err(bad(
                "several queries in one request are not taken; send each on its own",
            ));
        }
        serde_json::from_slice(bytes).map_err(|e| wording::json("the body", &e))
    }

    /// The request in the query string of an address.
    ///
    /// # Errors
    /// It is none (400).
    pub(super) fn of_address(query: &str) -> Result<Self, Problem> {
        let mut request = Self::default();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "query" => request.query = Some(value.into_owned()),
                "operationName" if !value.is_empty() => {
                    request.operation = Some(value.into_owned())
                }
                "variables" if !value.is_empty() => {
                    let parsed = serde_json::from_str(&value);
                    request.variables = parsed.map_err(|e| wording::json("`variables`", &e))?;
                }
                _ => {}
            }
        }
        Ok(request)
    }

    /// What makes it differ from other requests.
    pub(super) fn key(&self) -> String {
        let variables = self
            .variables
            .as_ref()
            .map(|v| Value::Object(v.clone()).to_string());
        format!(
            "{}\n{}\n{}",
            self.operation.as_deref().unwrap_or_default(),
            variables.unwrap_or_default(),
            self.query.as_deref().unwrap_or_default(),
        )
    }
}

/// A request that is none.
pub(super) fn bad(detail: &str) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, detail)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::Request;

    #[test]
    fn bodies_and_addresses_say_the_same() {
        let body = br#"{"query": "query A { a }", "operationName": "A", "variables": {"b": 1}}"#;
        let address = "query=query+A+%7B+a+%7D&operationName=A&variables=%7B%22b%22%3A1%7D";
        let (one, other) = (
            Request::of_body(body).unwrap(),
            Request::of_address(address).unwrap(),
        );
        assert_eq!(one.key(), other.key());
        for broken in [
            &b"[]"[..],
            b"1",
            b"{",
            b"{\"query\": 1}",
            b"{\"variables\": []}",
            b"\xff",
        ] {
            assert!(Request::of_body(broken).is_err());
        }
        assert!(Request::of_address("variables=[1]").is_err());
    }
}
