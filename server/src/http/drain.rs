//! What is left of a body that nobody read: it is taken and thrown away for a while after the
//! answer, so that a client that is still sending hears the answer and not a broken stream.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes, HttpBody as _};
use axum::extract::{Request, State};
use axum::http::Version;
use axum::http::header::EXPECT;
use axum::middleware::Next;
use axum::response::Response;
use futures::{Stream, StreamExt as _};
use tokio::sync::oneshot::{self, Sender};
use tokio::time::{Instant, sleep_until, timeout_at};

use super::app::App;

/// How long a client has at least to hear the answer before its stream is ended.
const FAREWELL: Duration = Duration::from_secs(1);

/// Answers a request, and then takes what is left of its body: up to twice what a body may
/// hold, as long as a body may take to arrive.
pub(crate) async fn rest(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    // Who waits to be told to go on sends nothing before the answer; HTTP/2 tells nobody.
    let waits = request.version() < Version::HTTP_2 && request.headers().contains_key(EXPECT);
    if waits || request.body().is_end_stream() {
        return next.run(request).await;
    }
    let begun = Instant::now();
    let (back, mut left) = oneshot::channel();
    let lend = |body: Body| Body::from_stream(Lent(Some((body.into_data_stream(), back))));
    let response = next.run(request.map(lend)).await;
    if let Ok(body) = left.try_recv() {
        let most = app.settings.model_bytes.saturating_mul(2);
        let until = begun + Duration::from_secs(app.settings.body_seconds);
        let until = until.max(Instant::now() + FAREWELL);
        tokio::spawn(take(body, most, until));
    }
    response
}

/// Takes so much of a body until an instant. What is more is left unread for a moment, which
/// holds its sender up until they have heard the answer.
async fn take(mut body: BodyDataStream, most: usize, until: Instant) {
    let mut taken = 0;
    while taken <= most {
        match timeout_at(until, body.next()).await {
            Ok(Some(Ok(data))) => taken += data.len(),
            Ok(Some(Err(_)) | None) | Err(_) => return,
        }
    }
    sleep_until(Instant::now() + FAREWELL).await;
}

/// A body that goes back when it is dropped before its end.
struct Lent(Option<(BodyDataStream, Sender<BodyDataStream>)>);

impl Stream for Lent {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some((body, _)) = &mut self.0 else {
            return Poll::Ready(None);
        };
        let polled = body.poll_next_unpin(context);
        if matches!(polled, Poll::Ready(None | Some(Err(_)))) {
            self.0 = None;
        }
        polled
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let left = self.0.take();
        if let Some((body, back)) = left.filter(|(body, _)| !body.is_end_stream()) {
            // Where the request itself has been given up, nobody takes it.
            let _ = back.send(body);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn lent(pieces: &[&'static str]) -> (Lent, oneshot::Receiver<BodyDataStream>) {
        let pieces: Vec<_> = pieces.iter().map(|p| Ok::<_, axum::Error>(*p)).collect();
        let body = Body::from_stream(futures::stream::iter(pieces));
        let (back, left) = oneshot::channel();
        (Lent(Some((body.into_data_stream(), back))), left)
    }

    #[tokio::test]
    async fn what_was_not_read_comes_back_and_what_was_read_does_not() {
        let (mut body, mut left) = lent(&["a", "b"]);
        assert_eq!(body.next().await.unwrap().unwrap(), "a");
        drop(body);
        let rest: Vec<_> = left.try_recv().unwrap().map(Result::unwrap).collect().await;
        assert_eq!(rest, ["b"]);
        let (body, mut left) = lent(&["a"]);
        assert_eq!(body.count().await, 1);
        assert!(left.try_recv().is_err());
    }

    #[tokio::test]
    async fn neither_endless_nor_silent_bodies_are_taken_for_ever() {
        let soon = Instant::now() + FAREWELL / 10;
        let silent = futures::stream::pending::<Result<Bytes, axum::Error>>();
        take(Body::from_stream(silent).into_data_stream(), 100, soon).await;
        assert!(Instant::now() >= soon);
        let begun = Instant::now();
        let endless = futures::stream::repeat_with(|| Ok::<_, axum::Error>("x"));
        let late = begun + 60 * FAREWELL;
        take(Body::from_stream(endless).into_data_stream(), 100, late).await;
        assert!((FAREWELL..20 * FAREWELL).contains(&begun.elapsed()));
    }
}
