//! The answer on its way out: in frames that are large, unless the answer comes slowly.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use super::frame::Tag;
use super::send;

/// The size of a frame.
const FRAME: usize = 32 << 10;
/// The largest frame: one literal may be far larger.
const LARGEST: usize = 256 << 10;
/// After how many writes, most of which are a few bytes, the clock is looked at.
const WRITES: u32 = 64;
/// How long a part of the answer waits for more.
const PATIENCE: Duration = Duration::from_millis(100);

/// Collects what is written, and sends it as frames.
pub(super) struct Output {
    pending: Vec<u8>,
    writes: u32,
    sent: Instant,
}

impl Default for Output {
    fn default() -> Self {
        Self {
            pending: Vec::with_capacity(FRAME),
            writes: 0,
            sent: Instant::now(),
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.pending.extend_from_slice(bytes);
        self.writes += 1;
        let late = || self.sent.elapsed() > PATIENCE;
        if self.pending.len() >= FRAME || (self.writes.is_multiple_of(WRITES) && late()) {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        for part in self.pending.chunks(LARGEST) {
            send(Tag::Data, part)?;
        }
        self.pending.clear();
        self.writes = 0;
        self.sent = Instant::now();
        Ok(())
    }
}
