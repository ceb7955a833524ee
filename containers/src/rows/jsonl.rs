//! JSON lines.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use serde_json::Value;

use super::batch::Batcher;
use super::fill::Names;
use super::{Counts, broken};
use crate::error::Result;

/// Longer lines are rejected unread.
const LINE: u64 = 32 << 20;

pub(crate) fn read(input: impl Read, path: &Path, mut batcher: Batcher<'_>) -> Result<Counts> {
    let mut input = BufReader::with_capacity(1 << 20, input);
    let mut line = Vec::new();
    let mut number = 0;
    while !batcher.stopped() {
        line.clear();
        let read = (&mut input)
            .take(LINE)
            .read_until(b'\n', &mut line)
            .map_err(|e| broken(path, e))?;
        if read == 0 {
            break;
        }
        number += 1;
        if read as u64 == LINE && line.last() != Some(&b'\n') {
            skip_line(&mut input).map_err(|e| broken(path, e))?;
            batcher.unreadable(
                number,
                format!("the line has more than {} MiB", LINE >> 20),
                &Value::Null,
            )?;
            continue;
        }
        let bytes = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line);
        if bytes.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match serde_json::from_slice::<Value>(bytes) {
            Ok(row) => batcher.row(number, &row, Names::Model, bytes.len())?,
            Err(e) => {
                let text =
                    String::from_utf8_lossy(bytes.get(..bytes.len().min(1000)).unwrap_or_default());
                let text = Value::String(text.trim_end().to_owned());
                batcher.unreadable(number, format!("not a JSON object: {e}"), &text)?;
            }
        }
    }
    batcher.finish()
}

fn skip_line(input: &mut impl BufRead) -> std::io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        let end = buffer.iter().position(|b| *b == b'\n');
        let used = end.map_or(buffer.len(), |e| e + 1);
        let last = end.is_some() || buffer.is_empty();
        input.consume(used);
        if last {
            return Ok(());
        }
    }
}
