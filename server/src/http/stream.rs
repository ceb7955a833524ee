//! A connection that gives up on a peer that neither sends nor takes anything.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, Sleep};

/// How long a connection waits for its peer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// For the first byte.
    pub(crate) first: Duration,
    /// For something further to read. It is longer than a request may take to be answered, since
    /// nothing need come meanwhile.
    pub(crate) read: Duration,
    /// For anything at all to be taken of what is being sent.
    pub(crate) write: Duration,
}

/// A stream under guard; it holds its place at the door until dropped.
pub(crate) struct Guarded<S> {
    inner: S,
    read: Timer,
    /// The patience for reading once something has been read.
    later: Duration,
    write: Timer,
    _place: OwnedSemaphorePermit,
}

impl<S> Guarded<S> {
    /// Guards a stream.
    pub(crate) fn new(inner: S, patience: Patience, place: OwnedSemaphorePermit) -> Self {
        Self {
            inner,
            read: Timer::new(patience.first),
            later: patience.read,
            write: Timer::new(patience.write),
            _place: place,
        }
    }
}

/// Measures how long nothing has happened.
struct Timer {
    patience: Duration,
    sleep: Pin<Box<Sleep>>,
    running: bool,
}

impl Timer {
    fn new(patience: Duration) -> Self {
        Self {
            patience,
            sleep: Box::pin(tokio::time::sleep(patience)),
            running: false,
        }
    }

    /// Passes on what happened; an error where nothing has for too long.
    fn watch<T>(
        &mut self,
        context: &mut Context<'_>,
        happened: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if happened.is_ready() {
            self.running = false;
            return happened;
        }
        if !self.running {
            self.sleep.as_mut().reset(Instant::now() + self.patience);
            self.running = true;
        }
        ready!(self.sleep.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Guarded<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.inner).poll_read(context, buffer);
        if read.is_ready() {
            self.read.patience = self.later;
        }
        self.read.watch(context, read)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Guarded<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(context, bytes);
        self.write.watch(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(context, pieces);
        self.write.watch(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.inner).poll_flush(context);
        self.write.watch(context, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = Pin::new(&mut self.inner).poll_shutdown(context);
        self.write.watch(context, shut)
    }
}
