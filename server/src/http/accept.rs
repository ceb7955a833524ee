//! The door: connections past the limit are told so and closed, and those that are let in
//! may not dawdle.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::middleware::AddExtension;
use axum_server::accept::Accept;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tower::Layer as _;

use super::line::Line;
use super::metrics::Metrics;
use super::stream::{Guarded, Patience};

/// What a connection past the limit is told; there is no time to hear what it asks.
const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
/// How long a client that is turned away has to hear so.
const FAREWELL: Duration = Duration::from_millis(200);
/// How much may wait below us to be sent: what waits there tells nothing of whether it is taken.
const UNSENT: u32 = 128 << 10;
/// How long a handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// Lets connections in, so many at once.
#[derive(Clone)]
pub(crate) struct Door<A> {
    inner: A,
    places: Arc<Semaphore>,
    patience: Patience,
    metrics: Metrics,
}

impl<A> Door<A> {
    /// A door before another acceptor, which does the handshake.
    pub(crate) fn new(inner: A, connections: usize, patience: Patience, metrics: &Metrics) -> Self {
        Self {
            inner,
            places: Arc::new(Semaphore::new(connections.clamp(1, Semaphore::MAX_PERMITS))),
            patience,
            metrics: metrics.clone(),
        }
    }
}

type Accepted<T, S> = Pin<Box<dyn Future<Output = io::Result<(T, S)>> + Send>>;

impl<A, S> Accept<TcpStream, S> for Door<A>
where
    A: Accept<TcpStream, S>,
    A::Future: Send + 'static,
    A::Stream: Send + 'static,
    A::Service: Send + 'static,
{
    type Stream = Guarded<A::Stream>;
    type Service = AddExtension<A::Service, Line>;
    type Future = Accepted<Self::Stream, Self::Service>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            self.metrics.shed("connections");
            return Box::pin(turn_away(stream));
        };
        // Answers are written whole; waiting for more of them only costs time.
        let _ = stream.set_nodelay(true);
        send_little_ahead(&stream);
        let patience = self.patience;
        let accepted = self.inner.accept(stream, service);
        Box::pin(async move {
            let accepted = tokio::time::timeout(HANDSHAKE, accepted).await;
            let (stream, service) = accepted.map_err(|_| io::ErrorKind::TimedOut)??;
            let line = Line::new();
            let service = Extension(line.clone()).layer(service);
            Ok((Guarded::new(stream, patience, line, place), service))
        })
    }
}

#[cfg(target_os = "linux")]
fn send_little_ahead(stream: &TcpStream) {
    let _ = socket2::SockRef::from(stream).set_tcp_notsent_lowat(UNSENT);
}

#[cfg(not(target_os = "linux"))]
fn send_little_ahead(_: &TcpStream) {}

async fn turn_away<T>(mut stream: TcpStream) -> io::Result<T> {
    let farewell = async {
        stream.write_all(FULL).await?;
        stream.shutdown().await?;
        // Closing with unread bytes would reset the connection and lose what was said.
        let mut unread = [0; 4096];
        while stream.read(&mut unread).await? > 0 {}
        io::Result::Ok(())
    };
    let _ = tokio::time::timeout(FAREWELL, farewell).await;
    Err(io::ErrorKind::ConnectionRefused.into())
}
