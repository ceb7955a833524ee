//! What clients send: who they are, which version they mean, and schemas.

use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use registry::SchemaReference;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::answer::{Failed, Result};
use super::subjects::{Subject, Version};
use crate::http::app::App;
use crate::http::body::{self, Upload};
use crate::http::caller::Caller;
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

/// A JSON body, whatever the client says that it is, and what counts as memory for it until it is
/// dropped.
pub(super) struct Body<T>(pub(super) T, pub(super) Upload);

impl<T: DeserializeOwned> FromRequest<Arc<App>> for Body<T> {
    type Rejection = Failed;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self> {
        let mut upload = body::read(request, app, MAX_BODY).await?;
        // What is parsed takes the place of the bytes, and is counted as they were.
        let bytes = std::mem::take(&mut upload.bytes);
        serde_json::from_slice(&bytes)
            .map(|sent| Self(sent, upload))
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

/// A flag, as any client writes it. What makes no sense does not set it: clients of this protocol
/// send more than is known here.
#[derive(Clone, Copy, Default)]
pub(super) struct Flag(pub(super) bool);

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Ok(Self(wording::flag_of(&text).unwrap_or_default()))
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
    pub(super) fn of<T>(self, items: impl IntoIterator<Item = T>) -> Vec<T> {
        self.at_most(usize::MAX, items)
    }

    /// The same where it is no more than so many. Items after it are not asked for.
    pub(super) fn at_most<T>(self, most: usize, items: impl IntoIterator<Item = T>) -> Vec<T> {
        let limit = self.limit.and_then(|l| usize::try_from(l).ok());
        let items = items.into_iter().skip(self.offset.unwrap_or_default());
        items.take(limit.unwrap_or(most).min(most)).collect()
    }
}

/// Whether a client names the last version, whichever that is.
pub(super) fn is_latest(text: &str) -> bool {
    text == "latest" || text == "-1"
}

/// The version that a client names: a number, or `latest`.
pub(super) fn version(subject: &Subject, text: &str) -> Result<Version> {
    let last = || subject.versions.last().cloned();
    if is_latest(text) {
        return last().ok_or_else(Failed::no_schema);
    }
    let number: u32 = text.parse().map_err(|_| Failed::invalid_version(text))?;
    if number == 0 || i32::try_from(number).is_err() {
        return Err(Failed::invalid_version(text));
    }
    let found = subject.versions.iter().find(|v| v.number == number);
    found.cloned().ok_or_else(|| Failed::no_version(number))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn flags_are_those_of_the_other_routes() {
        for (text, expected) in [
            ("true", true),
            ("TRUE", true),
            ("1", true),
            ("false", false),
            ("0", false),
            ("maybe", false),
        ] {
            let flag: Flag = serde_json::from_value(text.into()).unwrap();
            assert_eq!(flag.0, expected, "{text}");
        }
    }
}
