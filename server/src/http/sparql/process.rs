//! One worker process, seen from the server.

use std::collections::HashSet;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;
use std::{fmt, io};

use rustix::process::Signal;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use super::checkpoint::Checkpoint;
use crate::worker::frame::{self, HEAD, Tag};
use crate::worker::limits::field_of;
use crate::worker::message::{Opened, Request};

/// How much is read at once, where there is so much.
const READ: usize = 64 << 10;
/// How long a worker whose pipe has closed may take to be gone.
const DYING: Duration = Duration::from_secs(1);

/// A worker process. Dropping it kills it.
pub(super) struct Process {
    child: Child,
    stdin: ChildStdin,
    frames: Frames,
    checkpoint: Option<Arc<Checkpoint>>,
    is_open: bool,
    views: HashSet<u64>,
    /// How much memory it had to itself when its store had just been opened.
    base: u64,
}

impl Process {
    /// Starts a worker.
    pub(super) fn start(program: &Path) -> io::Result<Self> {
        let mut command = Command::new(program);
        // What a terminal tells the server is for the server: it sees its queries through.
        command.process_group(0).arg0("denota");
        let mut child = command
            .arg("worker")
            // Address space that is only reserved must not count as memory.
            .env("MIMALLOC_ARENA_EAGER_COMMIT", "0")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let missing = || io::Error::other("a worker has no pipes");
        if let Some(stderr) = child.stderr.take() {
            tokio::spawn(log(BufReader::new(stderr)));
        }
        Ok(Self {
            stdin: child.stdin.take().ok_or_else(missing)?,
            frames: Frames::new(child.stdout.take().ok_or_else(missing)?),
            child,
            checkpoint: None,
            is_open: false,
            views: HashSet::new(),
            base: 0,
        })
    }

    /// Whether the worker has a checkpoint open.
    pub(super) fn has(&self, checkpoint: &Arc<Checkpoint>) -> bool {
        let open = self.checkpoint.as_ref();
        open.is_some_and(|c| Arc::ptr_eq(c, checkpoint))
    }

    /// Opens a checkpoint, unless it is open.
    pub(super) async fn open(&mut self, checkpoint: &Arc<Checkpoint>) -> io::Result<()> {
        if self.has(checkpoint) {
            return Ok(());
        }
        let request = Request::Open {
            head: checkpoint.head(),
            history: checkpoint.history(),
        };
        // The old one is let go only once the worker has closed it.
        self.opens(&request).await?;
        self.checkpoint = Some(Arc::clone(checkpoint));
        Ok(())
    }

    /// Opens a scratch store, which is empty, unless it is open.
    pub(super) async fn scratch(&mut self) -> io::Result<()> {
        if self.is_open {
            return Ok(());
        }
        self.opens(&Request::Scratch).await
    }

    async fn opens(&mut self, request: &Request) -> io::Result<()> {
        self.send(request).await?;
        match self.frames.next().await? {
            Some((Tag::Opened, payload)) => {
                self.base = serde_json::from_slice::<Opened>(&payload)?.resident;
                self.is_open = true;
                Ok(())
            }
            Some(_) | None => Err(io::Error::other("a worker could not open the store")),
        }
    }

    /// Makes a set of graphs known, unless it is.
    pub(super) async fn view(&mut self, visible: &registry::Visible) -> io::Result<()> {
        if self.views.insert(visible.key) {
            let graphs = visible.graphs.iter().cloned().collect();
            let key = visible.key;
            self.send(&Request::View { key, graphs }).await?;
        }
        Ok(())
    }

    /// Sends a request.
    pub(super) async fn send(&mut self, request: &Request) -> io::Result<()> {
        let payload = serde_json::to_vec(request)?;
        // As one: each write wakes the worker.
        let mut bytes = Vec::with_capacity(HEAD + payload.len());
        frame::write(&mut bytes, Tag::Request, &payload)?;
        self.stdin.write_all(&bytes).await?;
        self.stdin.flush().await
    }

    /// The next frame; may be dropped and called again without losing any.
    pub(super) async fn next(&mut self) -> io::Result<Option<(Tag, Vec<u8>)>> {
        self.frames.next().await
    }

    /// How much more memory it has to itself than when its store had just been opened.
    pub(super) fn grown_to(&self, resident: u64) -> u64 {
        resident.saturating_sub(self.base)
    }

    /// How much it has grown by now, where the system tells.
    pub(super) fn grown(&self) -> Option<u64> {
        let status = format!("/proc/{}/status", self.child.id()?);
        let resident = field_of(&std::fs::read_to_string(status).ok()?, "RssAnon:")?;
        Some(self.grown_to(resident))
    }

    /// How many sets of graphs it remembers.
    pub(super) fn views(&self) -> usize {
        self.views.len()
    }

    /// Kills it and waits until it is gone, so that its memory is free again; says how it
    /// ended.
    pub(super) async fn end(mut self) -> End {
        let _ = self.child.start_kill();
        End(self.child.wait().await)
    }

    /// The same of one that ends on its own account: how it does so would not be known were it
    /// killed meanwhile.
    pub(super) async fn dying(mut self) -> End {
        match tokio::time::timeout(DYING, self.child.wait()).await {
            Ok(status) => End(status),
            Err(_) => self.end().await,
        }
    }

    /// Whether it has ended on its own account.
    pub(super) fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }
}

/// How a worker ended.
pub(super) struct End(io::Result<ExitStatus>);

impl End {
    /// Whether somebody has told it to: neither the server, which kills, nor the worker itself.
    pub(super) fn was_told(&self) -> bool {
        let told = [Signal::INT, Signal::TERM, Signal::HUP, Signal::QUIT];
        let signal = self.signal();
        told.iter().any(|told| signal == Some(told.as_raw()))
    }

    /// Whether it has left on its own, which it does for a fault of ours alone. What runs out of
    /// memory or of stack ends by a signal.
    pub(super) fn has_left(&self) -> bool {
        self.signal().is_none()
    }

    fn signal(&self) -> Option<i32> {
        self.0.as_ref().ok().and_then(ExitStatus::signal)
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Ok(status) => status.fmt(f),
            Err(error) => error.fmt(f),
        }
    }
}

/// What a worker says on standard error (that memory ran out, say) is logged.
async fn log(stderr: BufReader<tokio::process::ChildStderr>) {
    let mut lines = stderr.lines();
    while let Ok(Some(line)) = lines.next_line().await {
        tracing::warn!(line, "a SPARQL worker says");
    }
}

/// Frames as they come in, read so that giving up in between loses nothing.
struct Frames {
    stdout: ChildStdout,
    read: Vec<u8>,
}

impl Frames {
    fn new(stdout: ChildStdout) -> Self {
        Self {
            stdout,
            read: Vec::new(),
        }
    }

    async fn next(&mut self) -> io::Result<Option<(Tag, Vec<u8>)>> {
        loop {
            if let Some(frame) = self.parse()? {
                return Ok(Some(frame));
            }
            self.read.reserve(READ);
            if self.stdout.read_buf(&mut self.read).await? == 0 {
                return Ok(None);
            }
        }
    }

    fn parse(&mut self) -> io::Result<Option<(Tag, Vec<u8>)>> {
        let Some(head) = self.read.first_chunk::<HEAD>() else {
            return Ok(None);
        };
        let (tag, length) = frame::parse(*head)?;
        if self.read.len() < HEAD + length {
            return Ok(None);
        }
        let rest = self.read.split_off(HEAD + length);
        let mut frame = std::mem::replace(&mut self.read, rest);
        frame.drain(..HEAD);
        Ok(Some((tag, frame)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_a_worker_ended_is_told_apart() {
        let end = |raw| End(Ok(ExitStatus::from_raw(raw)));
        let of = |end: &End| (end.was_told(), end.has_left());
        assert_eq!(of(&end(Signal::TERM.as_raw())), (true, false));
        assert_eq!(of(&end(Signal::ABORT.as_raw())), (false, false));
        assert_eq!(of(&end(Signal::KILL.as_raw())), (false, false));
        // A status of 1, as `wait` tells it.
        assert_eq!(of(&end(1 << 8)), (false, true));
    }
}
