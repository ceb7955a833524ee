//! From what a worker says to a response.
//!
//! The first part of an answer is held back: a query that fails early is a problem document
//! with a status. One that fails later must not look complete: the connection is aborted.

use std::io;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use futures::StreamExt as _;
use tokio::sync::mpsc::Receiver;

use super::pool::{Event, Why};
use crate::http::answer::{self, Freshness};
use crate::http::problem::{Problem, Result};
use crate::worker::message::{Failure, FailureKind};

/// How much of an answer is held back, in bytes.
const HELD: usize = 64 << 10;
/// How long it is held back.
const PATIENCE: Duration = Duration::from_millis(500);

/// What a query may take, for messages.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Time.
    pub(super) seconds: u64,
    /// Memory.
    pub(super) mib: u64,
}

/// Makes a response of an answer.
///
/// # Errors
/// There is none.
pub(super) async fn respond(mut events: Receiver<Event>, limits: Limits) -> Result<Response> {
    let mut media_type = String::new();
    let mut held = Vec::new();
    let mut patience = std::pin::pin!(tokio::time::sleep(Duration::MAX));
    loop {
        let event = tokio::select! {
            event = events.recv() => event,
            () = &mut patience, if !held.is_empty() => {
                return Ok(response(&media_type, stream(held, events)));
            }
        };
        match event {
            Some(Event::Begin(begun)) => media_type = begun,
            Some(Event::Data(bytes)) => {
                if held.is_empty() {
                    patience
                        .as_mut()
                        .reset(tokio::time::Instant::now() + PATIENCE);
                }
                held.extend(bytes);
                if held.len() >= HELD {
                    return Ok(response(&media_type, stream(held, events)));
                }
            }
            Some(Event::Done) if media_type.is_empty() => return Ok(done()),
            Some(Event::Done) => return Ok(response(&media_type, Body::from(held))),
            Some(Event::Failed(failure)) => return Err(failed(failure)),
            Some(Event::Stopped(why)) => return Err(stopped(why, limits)),
            None => return Err(stopped(Why::Unreachable, limits)),
        }
    }
}

fn response(media_type: &str, body: Body) -> Response {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    if let Ok(media_type) = HeaderValue::from_str(media_type) {
        headers.insert(CONTENT_TYPE, media_type);
    }
    answer::private(headers, Freshness::Revalidate);
    response
}

/// An update has been done.
fn done() -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}

/// What was held back, then the rest as it comes.
fn stream(held: Vec<u8>, events: Receiver<Event>) -> Body {
    let next = |(held, mut events): (Option<Vec<u8>>, Receiver<Event>)| async move {
        if let Some(held) = held {
            return Some((Ok(Bytes::from(held)), (None, events)));
        }
        match events.recv().await {
            Some(Event::Data(bytes)) => Some((Ok(Bytes::from(bytes)), (None, events))),
            Some(Event::Done) => None,
            Some(Event::Begin(_) | Event::Failed(_) | Event::Stopped(_)) | None => {
                events.close();
                let error = io::Error::other("the query ended before its answer was complete");
                Some((Err(error), (None, events)))
            }
        }
    };
    // Whoever compresses it asks once more after its end.
    Body::from_stream(futures::stream::unfold((Some(held), events), next).fuse())
}

fn failed(failure: Failure) -> Problem {
    let bad = |detail: String| Problem::new(StatusCode::BAD_REQUEST, detail);
    match failure.kind {
        FailureKind::TooLarge => bad(format!("the query cannot be parsed: {}", failure.message)),
        FailureKind::Syntax => {
            let problem = match (failure.line, failure.column) {
                (Some(line), Some(column)) => bad(format!(
                    "the query is not SPARQL 1.1: line {line}, column {column}: {}",
                    failure.message
                ))
                .with("line", line.into())
                .with("column", column.into()),
                _ => bad(format!("the query is not SPARQL 1.1: {}", failure.message)),
            };
            problem.help("correct the query at that place")
        }
        FailureKind::Unsupported => bad(failure.message),
        FailureKind::NotAcceptable => {
            let problem = Problem::new(StatusCode::NOT_ACCEPTABLE, failure.message);
            if failure.offers.is_empty() {
                return problem;
            }
            let help = format!("ask for one of {}", failure.offers.join(", "));
            problem.help(help).with("offers", failure.offers.into())
        }
        FailureKind::Update => Problem::new(StatusCode::FORBIDDEN, failure.message)
            .help("publish graphs by `denota publish` or `PUT /api/v1/models/…`"),
        FailureKind::Failed => Problem::internal(failure.message),
    }
}

fn stopped(why: Why, limits: Limits) -> Problem {
    let unavailable = |detail: String| Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail);
    match why {
        Why::Time => unavailable(format!("the query was stopped after {} s", limits.seconds))
            .help("ask for less at a time"),
        Why::Memory => unavailable(format!(
            "the query needed more than {} MiB of memory",
            limits.mib
        ))
        .help("ask for less at a time"),
        Why::Died => unavailable(
            "the system ended the process that answered the query, as it does where memory runs out"
                .to_owned(),
        )
        .help("ask for less at a time"),
        Why::Left => unavailable("the process that answered the query failed".to_owned())
            .help("tell whoever runs the server, whose log says why"),
        Why::Told => unavailable(
            "the query was stopped: somebody else ended the process that answered it".to_owned(),
        )
        .help("ask again"),
        Why::Unreachable => Problem::overloaded_with("no query can be answered at the moment"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, clippy::unwrap_used)]
    use axum::response::IntoResponse as _;
    use tokio::sync::mpsc::channel;

    use super::*;

    /// An answer that begins with so many bytes, and has one more once it is being sent.
    async fn sent(held: usize) -> Body {
        let (worker, events) = channel(8);
        for event in [
            Event::Begin("text/csv".to_owned()),
            Event::Data(vec![b'a'; held]),
        ] {
            worker.send(event).await.unwrap();
        }
        let limits = Limits { seconds: 1, mib: 1 };
        let response = respond(events, limits).await.unwrap();
        for event in [Event::Data(vec![b'b']), Event::Done] {
            worker.send(event).await.unwrap();
        }
        response.into_body()
    }

    /// Of an answer that cannot be written to its end.
    fn unsayable() -> Event {
        let why = registry::sparql::Unanswered::Unsayable(
            registry::sparql::Form::Graph,
            "RDF/XML has no name for the property `urn:1`".to_owned(),
        );
        Event::Failed(why.into())
    }

    #[tokio::test]
    async fn what_cannot_be_written_is_refused_while_nothing_is_sent() {
        let (worker, events) = channel(8);
        for event in [
            Event::Begin("application/rdf+xml".to_owned()),
            Event::Data(vec![b'a'; 10]),
            unsayable(),
        ] {
            worker.send(event).await.unwrap();
        }
        let limits = Limits { seconds: 1, mib: 1 };
        let problem = respond(events, limits).await.unwrap_err();
        assert_eq!(problem.status(), StatusCode::NOT_ACCEPTABLE);
        let body = problem.into_response().into_body();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        let offers = body["offers"].as_array().unwrap();
        assert!(offers.contains(&"text/turtle".into()), "{body}");
        assert!(!offers.contains(&"application/rdf+xml".into()), "{body}");
    }

    #[tokio::test]
    async fn what_cannot_be_written_to_its_end_does_not_look_whole() {
        let (worker, events) = channel(8);
        for event in [
            Event::Begin("application/rdf+xml".to_owned()),
            Event::Data(vec![b'a'; HELD]),
            unsayable(),
        ] {
            worker.send(event).await.unwrap();
        }
        let limits = Limits { seconds: 1, mib: 1 };
        let response = respond(events, limits).await.unwrap();
        let mut body = response.into_body().into_data_stream();
        assert!(body.next().await.unwrap().is_ok());
        assert!(body.next().await.unwrap().is_err());
    }

    /// So do encoders, of what is long and of what is slow alike.
    #[tokio::test]
    async fn what_is_sent_may_be_asked_for_more_after_its_end() {
        for held in [HELD, 1] {
            let mut body = sent(held).await.into_data_stream();
            let mut bytes = 0;
            while let Some(part) = body.next().await {
                bytes += part.unwrap().len();
            }
            assert_eq!(bytes, held + 1);
            assert!(body.next().await.is_none());
        }
    }
}
