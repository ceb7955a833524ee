//! The body of an answer on its way: handed out in pieces, and given up where its peer does not
//! take them.
//!
//! A body that is handed out whole waits in a buffer below, where nobody counts it. Over HTTP/2
//! a peer can open no window, and then nobody even asks for a piece; so somebody else looks at
//! the clock. What is given up is dropped at once, with its memory and its place among the
//! requests. Over HTTP/1 the connection goes with it, and over HTTP/2 where no other answer on
//! it is being taken: it may be that of a proxy, which many share.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes, HttpBody as _};
use axum::extract::{Request, State};
use axum::http::Version;
use axum::http::header::CONTENT_LENGTH;
use axum::middleware::Next;
use axum::response::Response;
use futures::{Stream, StreamExt as _};
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep, sleep_until};

use super::app::App;
use super::line::Line;
use super::metrics::Metrics;
use super::pace::Pace;

/// How much is handed out at a time: a frame of HTTP/2, a record of TLS.
pub(crate) const PIECE: usize = 16 << 10;

/// Has the body of an answer sent under watch.
pub(crate) async fn watch(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let line = request.extensions().get::<Line>().cloned();
    let shares = request.version() >= Version::HTTP_2;
    let response = next.run(request).await;
    if response.body().is_end_stream() {
        return response;
    }
    let about = About {
        patience: Duration::from_secs(app.settings.answer_seconds),
        line,
        shares,
        metrics: app.metrics.clone(),
    };
    stating_length(response).map(|body| Body::from_stream(Sending::begin(body, about)))
}

/// Says how long an answer is, which a body that is wrapped no longer does.
pub(super) fn stating_length(mut response: Response) -> Response {
    if let Some(length) = response.body().size_hint().exact() {
        let headers = response.headers_mut();
        headers.entry(CONTENT_LENGTH).or_insert(length.into());
    }
    response
}

/// Where a body is sent.
struct About {
    patience: Duration,
    line: Option<Line>,
    /// Whether other answers may be on their way on the same connection.
    shares: bool,
    metrics: Metrics,
}

/// A body on its way.
struct Sending {
    left: Arc<Mutex<Left>>,
    line: Option<Line>,
    clock: Option<AbortHandle>,
}

/// What is left of a body.
struct Left {
    pace: Pace,
    what: What,
}

enum What {
    /// What has come of it, and what is to come.
    Some(Bytes, BodyDataStream),
    /// All of it was taken.
    Nothing,
    /// It was given up.
    GivenUp,
}

impl Sending {
    fn begin(body: Body, about: About) -> Self {
        // Over HTTP/1 a piece is taken whether or not the peer takes it.
        let is_taken = !about.shares && body.size_hint().upper().is_some_and(|n| n <= PIECE as u64);
        let mut pace = Pace::new(about.patience);
        pace.wait(Instant::now());
        let what = What::Some(Bytes::new(), body.into_data_stream());
        let left = Arc::new(Mutex::new(Left { pace, what }));
        let line = about.line.clone();
        let look = || tokio::spawn(look(Arc::clone(&left), about)).abort_handle();
        let clock = (!is_taken).then(look);
        Self { left, line, clock }
    }
}

impl Stream for Sending {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut left = lock(&self.left);
        let Left { pace, what } = &mut *left;
        pace.rest(Instant::now());
        let (come, body) = match what {
            What::Some(come, body) => (come, body),
            What::Nothing => return Poll::Ready(None),
            What::GivenUp => return Poll::Ready(Some(Err(given_up()))),
        };
        while come.is_empty() {
            match ready!(body.poll_next_unpin(context)) {
                Some(Ok(more)) => *come = more,
                end => {
                    *what = What::Nothing;
                    return Poll::Ready(end);
                }
            }
        }
        let piece = come.split_to(come.len().min(PIECE));
        let now = Instant::now();
        pace.took(piece.len(), now);
        pace.wait(now);
        if let Some(line) = &self.line {
            line.moves();
        }
        Poll::Ready(Some(Ok(piece)))
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        // Who looks at the clock would keep it until they look.
        lock(&self.left).what = What::Nothing;
        if let Some(clock) = &self.clock {
            clock.abort();
        }
    }
}

/// Gives a body up once its peer has had its time.
async fn look(left: Arc<Mutex<Left>>, about: About) {
    loop {
        let now = Instant::now();
        let until = {
            let mut left = lock(&left);
            let until = left.pace.until().unwrap_or(now + about.patience);
            match left.what {
                What::Some(..) if until <= now => left.what = What::GivenUp,
                What::Some(..) => {}
                What::Nothing | What::GivenUp => return,
            }
            until
        };
        if until <= now {
            break;
        }
        sleep_until(until).await;
    }
    about.metrics.shed("answers");
    let Some(line) = about.line else { return };
    let moves = || about.shares && line.has_moved_within(about.patience);
    if moves() {
        // It may have been an answer that waits itself by now, and is given up next.
        sleep(about.patience).await;
    }
    if !moves() {
        line.end();
    }
}

fn given_up() -> axum::Error {
    axum::Error::new("the client took too little of the answer")
}

fn lock(left: &Mutex<Left>) -> MutexGuard<'_, Left> {
    left.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::http::line::Side;

    fn sending(body: Body, patience: Duration, shares: bool) -> (Sending, Line) {
        let line = Line::new();
        let about = About {
            patience,
            line: Some(line.clone()),
            shares,
            metrics: Metrics::new().unwrap(),
        };
        (Sending::begin(body, about), line)
    }

    fn is_ended(line: &Line) -> bool {
        let context = Context::from_waker(std::task::Waker::noop());
        line.poll_ended(Side::Reader, &context)
    }

    #[tokio::test]
    async fn a_body_comes_in_pieces_and_whole() {
        let (sending, line) = sending(
            Body::from(vec![7; 3 * PIECE + 1]),
            Duration::from_secs(9),
            true,
        );
        let pieces: Vec<Bytes> = sending.map(Result::unwrap).collect().await;
        let lengths: Vec<usize> = pieces.iter().map(Bytes::len).collect();
        assert_eq!(lengths, [PIECE, PIECE, PIECE, 1]);
        assert!(!is_ended(&line));
    }

    #[tokio::test]
    async fn what_nobody_takes_is_given_up_with_all_that_it_holds() {
        for shares in [true, false] {
            let held = Arc::new(());
            let kept = Arc::clone(&held);
            let endless = futures::stream::repeat_with(move || {
                let _held = &kept;
                Ok::<_, axum::Error>(vec![7; PIECE])
            });
            let patience = Duration::from_millis(50);
            let (mut sending, line) = sending(Body::from_stream(endless), patience, shares);
            sending.next().await.unwrap().unwrap();
            tokio::time::sleep(patience * 10).await;
            assert_eq!(Arc::strong_count(&held), 1);
            assert!(is_ended(&line));
            sending.next().await.unwrap().unwrap_err();
        }
    }

    #[tokio::test]
    async fn a_connection_that_takes_another_answer_goes_on() {
        let patience = Duration::from_millis(500);
        let (mut sending, line) = sending(Body::from(vec![7; 2 * PIECE]), patience, true);
        for _ in 0..20 {
            tokio::time::sleep(patience / 10).await;
            line.moves();
        }
        sending.next().await.unwrap().unwrap_err();
        assert!(!is_ended(&line));
    }

    #[tokio::test]
    async fn a_connection_on_which_all_answers_have_come_to_rest_is_ended() {
        let patience = Duration::from_millis(200);
        let (_sending, line) = sending(Body::from(vec![7; 2 * PIECE]), patience, true);
        tokio::time::sleep(patience / 2).await;
        line.moves();
        tokio::time::sleep(patience * 5).await;
        assert!(is_ended(&line));
    }

    #[tokio::test]
    async fn a_body_that_is_slow_itself_is_waited_for() {
        let slow = futures::stream::once(async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            Ok::<_, axum::Error>("x")
        });
        let (mut sending, _) = sending(Body::from_stream(slow), Duration::from_millis(50), true);
        assert_eq!(sending.next().await.unwrap().unwrap(), "x");
    }
}
