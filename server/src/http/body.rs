//! Bodies of requests: bounded in size, in time, and all together in memory.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use http_body_util::BodyExt as _;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::app::App;
use super::problem::{Problem, Result};

/// What a piece of memory is counted in.
const UNIT: usize = 1024;

/// The memory that all bodies share, of requests or of answers.
#[derive(Clone)]
pub(crate) struct Memory {
    units: Arc<Semaphore>,
    all: u32,
}

impl Memory {
    /// So many bytes.
    pub(crate) fn new(bytes: usize) -> Self {
        let units = (bytes / UNIT).clamp(1, Semaphore::MAX_PERMITS);
        Self {
            units: Arc::new(Semaphore::new(units)),
            all: u32::try_from(units).unwrap_or(u32::MAX),
        }
    }

    /// Counts an answer that is in memory, where there is room: one that is larger than all of
    /// it is alone.
    pub(crate) fn for_answer(&self, bytes: u64) -> Option<OwnedSemaphorePermit> {
        let units = u32::try_from(bytes.div_ceil(UNIT as u64)).unwrap_or(u32::MAX);
        let units = Arc::clone(&self.units).try_acquire_many_owned(units.min(self.all));
        units.ok()
    }
}

/// A body of up to the size of a model. It counts as memory until dropped.
pub(crate) struct Upload {
    /// The bytes.
    pub(crate) bytes: Vec<u8>,
    /// The media type without parameters, in lower case; `None` where it is not stated.
    pub(crate) media_type: Option<String>,
    _held: Option<OwnedSemaphorePermit>,
}

impl FromRequest<Arc<App>> for Upload {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self> {
        read(request, app, app.settings.model_bytes).await
    }
}

/// A body of up to the size of a query: as it is in a form, where that is one. How long the query
/// in it may be is for its reader to say.
pub(crate) struct Small(pub(crate) Upload);

/// How a form may be called.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";
/// How many bytes a form has for one, at most: `%2F`.
const IN_FORM: usize = 3;

impl FromRequest<Arc<App>> for Small {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self> {
        let is_form = content_type(request.headers()).is_some_and(|(t, _)| t == FORM);
        let bytes = app.settings.query_bytes;
        let most = if is_form {
            bytes.saturating_mul(IN_FORM)
        } else {
            bytes
        };
        read(request, app, most).await.map(Self)
    }
}

/// Reads a body of up to so many bytes.
///
/// # Errors
/// It is longer (413), takes too long to arrive (408), ends too early (400), or there is no memory
/// for it now (503).
pub(crate) async fn read(request: Request, app: &App, limit: usize) -> Result<Upload> {
    let (parts, body) = request.into_parts();
    if stated_length(&parts.headers).is_some_and(|length| length > limit) {
        return Err(too_large(limit));
    }
    let patience = Duration::from_secs(app.settings.body_seconds);
    let all = tokio::time::timeout(patience, collect(body, &app.memory, limit));
    let (bytes, held) = all.await.map_err(|_| too_slow())??;
    Ok(Upload {
        bytes,
        media_type: content_type(&parts.headers).map(|(media_type, _)| media_type),
        _held: held,
    })
}

async fn collect(
    mut body: Body,
    memory: &Memory,
    limit: usize,
) -> Result<(Vec<u8>, Option<OwnedSemaphorePermit>)> {
    let mut bytes = Vec::new();
    let mut held: Option<OwnedSemaphorePermit> = None;
    while let Some(frame) = body.frame().await {
        let broken = |_| Problem::new(StatusCode::BAD_REQUEST, "the body ended too early");
        let Ok(data) = frame.map_err(broken)?.into_data() else {
            continue;
        };
        if bytes.len() + data.len() > limit {
            return Err(too_large(limit));
        }
        hold(&mut held, memory, bytes.len(), &data)?;
        bytes.extend_from_slice(&data);
    }
    Ok((bytes, held))
}

/// Counts further bytes as memory, whole units at a time.
fn hold(
    held: &mut Option<OwnedSemaphorePermit>,
    memory: &Memory,
    before: usize,
    data: &Bytes,
) -> Result<()> {
    let units = (before + data.len()).div_ceil(UNIT) - before.div_ceil(UNIT);
    let units = u32::try_from(units).unwrap_or(u32::MAX);
    let more = Arc::clone(&memory.units).try_acquire_many_owned(units);
    let more = more.map_err(|_| Problem::overloaded())?;
    match held {
        Some(held) => held.merge(more),
        None => *held = Some(more),
    }
    Ok(())
}

fn stated_length(headers: &HeaderMap) -> Option<usize> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// The media type that a request states of its body, without parameters, and the character set,
/// where there is one: both in lower case.
pub(crate) fn content_type(headers: &HeaderMap) -> Option<(String, Option<String>)> {
    let value = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let mut parts = value.split(';').map(str::trim);
    let media_type = parts.next().unwrap_or_default().to_ascii_lowercase();
    let mut parameters = parts.filter_map(|part| part.split_once('='));
    let charset = parameters.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
    let charset = charset.map(|(_, value)| value.trim().trim_matches('"').to_ascii_lowercase());
    Some((media_type, charset))
}

fn too_large(limit: usize) -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        format!("the body is larger than {limit} bytes"),
    )
    .with("limit", limit.into())
}

fn too_slow() -> Problem {
    Problem::new(
        StatusCode::REQUEST_TIMEOUT,
        "the body took too long to arrive",
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    async fn take(memory: &Memory, size: usize) -> Result<(Vec<u8>, Option<OwnedSemaphorePermit>)> {
        collect(Body::from(vec![b'x'; size]), memory, 10 * UNIT).await
    }

    #[test]
    fn media_types_come_with_parameters_in_any_case() {
        for (sent, media_type, charset) in [
            ("text/turtle", "text/turtle", None),
            ("Text/Turtle ; v=1", "text/turtle", None),
            (
                "application/json;charset=UTF-8",
                "application/json",
                Some("utf-8"),
            ),
            ("a/b; v=1; Charset=\"Latin1\"", "a/b", Some("latin1")),
            ("a/b; charset", "a/b", None),
            ("", "", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, sent.parse().unwrap());
            let (found, said) = content_type(&headers).unwrap();
            assert_eq!(
                (found.as_str(), said.as_deref()),
                (media_type, charset),
                "{sent}"
            );
        }
        assert_eq!(content_type(&HeaderMap::new()), None);
    }

    #[test]
    fn an_answer_larger_than_all_memory_is_sent_alone() {
        let memory = Memory::new(8 * UNIT);
        let large = memory.for_answer(1 << 40).unwrap();
        assert!(memory.for_answer(1).is_none());
        drop(large);
        let _one = memory.for_answer(5 * UNIT as u64).unwrap();
        assert!(memory.for_answer(4 * UNIT as u64).is_none());
        assert!(memory.for_answer(3 * UNIT as u64).is_some());
    }

    #[test]
    fn memory_is_shared_and_given_back() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime.block_on(async {
            let memory = Memory::new(8 * UNIT);
            let one = take(&memory, 5 * UNIT).await.unwrap();
            assert_eq!(one.0.len(), 5 * UNIT);
            let two = take(&memory, 4 * UNIT).await.unwrap_err();
            assert_eq!(two.status(), StatusCode::SERVICE_UNAVAILABLE);
            drop(one);
            take(&memory, 4 * UNIT).await.unwrap();
            let large = take(&memory, 10 * UNIT + 1).await.unwrap_err();
            assert_eq!(large.status(), StatusCode::PAYLOAD_TOO_LARGE);
            assert!(take(&memory, 0).await.unwrap().1.is_none());
        });
    }
}
