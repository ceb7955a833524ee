//! What clients send: who they are, which version they mean, and schemas.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use registry::SchemaReference;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::answer::{Failed, Result};
use super::subjects::{Subject, Version};
use crate::http::app::App;
use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::wording;

/// The largest body: a schema is a text that people read.
const MAX_BODY: usize = 1 << 20;

/// Who calls; a refusal is told in the words of the protocol.
pub(super) struct Client(pub(super) Caller);

impl FromRequestParts<Arc<App>> for Client {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self> {
        Ok(Self(Caller::from_request_parts(parts, app).await?))
    }
}

/// A JSON body, whatever the client says that it is.
pub(super) struct Body<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<Arc<App>> for Body<T> {
    type Rejection = Failed;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self> {
        let bytes = Bytes::from_request(request, app).await;
        let bytes = bytes.map_err(|e| Problem::new(e.status(), e.body_text()))?;
        if bytes.len() > MAX_BODY {
            let message = format!("a schema is at most {MAX_BODY} bytes");
            return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, message).into());
        }
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|e| Failed::malformed(wording::json("the body", &e).detail()))
    }
}

/// A schema as clients send it.
#[derive(Deserialize)]
pub(super) struct Sent {
    pub(super) schema: String,
    #[serde(rename = "schemaType")]
    schema_type: Option<String>,
    references: Option<Vec<SchemaReference>>,
}

impl Sent {
    /// Its references, if it is of the one type that there is.
    pub(super) fn references(&self) -> Result<Vec<SchemaReference>> {
        match self.schema_type.as_deref() {
            None | Some("AVRO") => Ok(self.references.clone().unwrap_or_default()),
            Some(other) => Err(Failed::invalid_schema(format!(
                "schemas of type `{other}` are not kept here; `AVRO` is"
            ))),
        }
    }
}

/// A flag, as any client writes it.
#[derive(Clone, Copy, Default)]
pub(super) struct Flag(pub(super) bool);

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Ok(Self(text.eq_ignore_ascii_case("true")))
    }
}

/// The part of a list that a client wants.
#[derive(Clone, Copy, Deserialize, Default)]
pub(super) struct Page {
    offset: Option<usize>,
    /// All where it is negative.
    limit: Option<i64>,
}

impl Page {
    pub(super) fn of<T>(self, items: Vec<T>) -> Vec<T> {
        let limit = self.limit.and_then(|l| usize::try_from(l).ok());
        let items = items.into_iter().skip(self.offset.unwrap_or_default());
        items.take(limit.unwrap_or(usize::MAX)).collect()
    }
}

/// The version that a client names: a number, or `latest`.
pub(super) fn version(subject: &Subject, text: &str) -> Result<Version> {
    let last = || subject.versions.last().cloned();
    if text == "latest" || text == "-1" {
        return last().ok_or_else(Failed::no_schema);
    }
    let number: u32 = text.parse().map_err(|_| Failed::invalid_version(text))?;
    if number == 0 || i32::try_from(number).is_err() {
        return Err(Failed::invalid_version(text));
    }
    let found = subject.versions.iter().find(|v| v.number == number);
    found.cloned().ok_or_else(|| Failed::no_version(number))
}
