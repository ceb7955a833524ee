//! The answer on its way out: in frames that are large, unless the answer comes slowly.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::os::fd::AsFd as _;
use std::time::{Duration, Instant};

use super::frame::{self, Tag};

/// The size of a frame.
const FRAME: usize = 32 << 10;
/// The largest frame: one literal may be far larger.
const LARGEST: usize = 256 << 10;
/// After how many writes, most of which are a few bytes, the clock is looked at.
const WRITES: u32 = 64;
/// How long a part of the answer waits for more.
const PATIENCE: Duration = Duration::from_millis(100);

/// The way to the server. A short answer goes out as a whole: each write wakes the server.
pub(super) struct Pipe(BufWriter<File>);

impl Pipe {
    /// Standard output, without the buffer that writes at every end of a line.
    pub(super) fn stdout() -> io::Result<Self> {
        let stdout = io::stdout().as_fd().try_clone_to_owned()?;
        Ok(Self(BufWriter::with_capacity(2 * FRAME, stdout.into())))
    }

    /// Puts a frame before the next one that is sent.
    pub(super) fn put(&mut self, tag: Tag, payload: &[u8]) -> io::Result<()> {
        frame::write(&mut self.0, tag, payload)
    }

    /// Sends a frame, after those that were put before it.
    pub(super) fn send(&mut self, tag: Tag, payload: &[u8]) -> io::Result<()> {
        self.put(tag, payload)?;
        self.0.flush()
    }
}

/// Collects what is written, and sends it as frames.
pub(super) struct Output<'p> {
    pipe: &'p mut Pipe,
    pending: Vec<u8>,
    writes: u32,
    sent: Instant,
}

impl<'p> Output<'p> {
    /// What is written goes to the server.
    pub(super) fn to(pipe: &'p mut Pipe) -> Self {
        Self {
            pipe,
            pending: Vec::with_capacity(FRAME),
            writes: 0,
            sent: Instant::now(),
        }
    }
}

impl Write for Output<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.pending.extend_from_slice(bytes);
        self.writes += 1;
        let late = || self.sent.elapsed() > PATIENCE;
        if self.pending.len() >= FRAME || (self.writes.is_multiple_of(WRITES) && late()) {
            self.flush()?;
            self.pipe.0.flush()?;
        }
        Ok(bytes.len())
    }

    /// Who has written everything flushes; what says so to the server goes out with it.
    fn flush(&mut self) -> io::Result<()> {
        for part in self.pending.chunks(LARGEST) {
            self.pipe.put(Tag::Data, part)?;
        }
        self.pending.clear();
        self.writes = 0;
        self.sent = Instant::now();
        Ok(())
    }
}
