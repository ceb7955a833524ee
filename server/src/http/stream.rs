//! A connection that gives up on a peer that sends nothing, or takes too little.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, Sleep};

use super::line::{Line, Side};
use super::pace::Pace;

/// How long a connection waits for its peer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// For the first byte.
    pub(crate) first: Duration,
    /// For something further to read. It is longer than a request may take to be answered, since
    /// nothing need come meanwhile.
    pub(crate) read: Duration,
    /// For what is being sent to be taken; the longer the more is.
    pub(crate) write: Duration,
}

/// A stream under guard; it holds its place at the door until dropped.
pub(crate) struct Guarded<S> {
    inner: S,
    read: Clock,
    /// The patience for reading once something has been read.
    later: Duration,
    write: Clock,
    line: Line,
    _place: OwnedSemaphorePermit,
}

impl<S> Guarded<S> {
    /// Guards a stream.
    pub(crate) fn new(
        inner: S,
        patience: Patience,
        line: Line,
        place: OwnedSemaphorePermit,
    ) -> Self {
        Self {
            inner,
            read: Clock::new(patience.first),
            later: patience.read,
            write: Clock::new(patience.write),
            line,
            _place: place,
        }
    }

    /// Who takes what is sent need not send anything meanwhile.
    fn written(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if matches!(written, Poll::Ready(Ok(_))) {
            self.read.start_anew();
        }
        self.write.watch(context, written, |n| *n)
    }
}

/// Runs while the peer is waited for.
struct Clock {
    pace: Pace,
    sleep: Pin<Box<Sleep>>,
    running: bool,
}

impl Clock {
    fn new(patience: Duration) -> Self {
        Self {
            pace: Pace::new(patience),
            sleep: Box::pin(tokio::time::sleep(patience)),
            running: false,
        }
    }

    /// All of its time is left again.
    fn start_anew(&mut self) {
        self.pace.renew();
        self.running = false;
    }

    /// Passes on what happened, of which so much was taken; an error where it takes too long.
    fn watch<T>(
        &mut self,
        context: &mut Context<'_>,
        happened: Poll<io::Result<T>>,
        taken: impl FnOnce(&T) -> usize,
    ) -> Poll<io::Result<T>> {
        if let Poll::Ready(result) = &happened {
            let taken = result.as_ref().map_or(0, taken);
            self.pace.took(taken, Instant::now());
            self.running = false;
            return happened;
        }
        if !self.running {
            self.sleep.as_mut().reset(self.pace.wait(Instant::now()));
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
        if self.line.poll_ended(Side::Reader, context) {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        let read = Pin::new(&mut self.inner).poll_read(context, buffer);
        if read.is_ready() {
            self.read.pace = Pace::new(self.later);
        }
        self.read.watch(context, read, |()| 0)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Guarded<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.line.poll_ended(Side::Writer, context) {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        let written = Pin::new(&mut self.inner).poll_write(context, bytes);
        self.written(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if self.line.poll_ended(Side::Writer, context) {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        let written = Pin::new(&mut self.inner).poll_write_vectored(context, pieces);
        self.written(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.inner).poll_flush(context);
        self.write.watch(context, flushed, |()| 0)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = Pin::new(&mut self.inner).poll_shutdown(context);
        self.write.watch(context, shut, |()| 0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use std::sync::Arc;

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::sync::Semaphore;

    use super::*;

    #[tokio::test]
    async fn who_takes_an_answer_need_send_nothing_meanwhile() {
        let (ours, mut theirs) = tokio::io::duplex(64);
        let tick = Duration::from_millis(100);
        let patience = Patience {
            first: 5 * tick,
            read: 5 * tick,
            write: 100 * tick,
        };
        let place = Arc::new(Semaphore::new(1)).try_acquire_owned().unwrap();
        let guarded = Guarded::new(ours, patience, Line::new(), place);
        let (mut reader, mut writer) = tokio::io::split(guarded);
        let taking = tokio::spawn(async move {
            let mut some = [0; 64];
            while theirs.read(&mut some).await.unwrap() > 0 {
                tokio::time::sleep(tick).await;
            }
        });
        let writing = async {
            for _ in 0..15 {
                writer.write_all(&[7; 64]).await.unwrap();
            }
        };
        let mut byte = [0; 1];
        tokio::select! {
            read = reader.read(&mut byte) => panic!("{read:?}"),
            () = writing => {}
        }
        reader.read(&mut byte).await.unwrap_err();
        taking.abort();
    }
}
