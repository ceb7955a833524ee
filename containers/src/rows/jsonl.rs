//! JSON lines.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use serde_json::Value;

use super::batch::Batcher;
use super::reject::Row;
use super::{Counts, broken, json};
use crate::error::{Error, Result};

/// Longer lines are rejected unread.
const LINE: u64 = 32 << 20;

pub(crate) fn read(input: impl Read, path: &Path, mut batcher: Batcher<'_>) -> Result<Counts> {
    let mut input = BufReader::with_capacity(1 << 20, input);
    let mut line = Vec::new();
    let mut number = 0;
    let mut is_first = true;
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
                Row::Values(&Value::Null),
            )?;
            continue;
        }
        let bytes = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line);
        if bytes.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        if is_first && bytes.trim_ascii_start().starts_with(b"[") {
            return Err(an_array(path));
        }
        is_first = false;
        one(&mut batcher, number, bytes)?;
    }
    batcher.finish()
}

/// Rows of an array would be lines with commas behind them, all but the last.
fn an_array(path: &Path) -> Error {
    let name = path.display();
    Error::invalid(format!("`{name}` is a JSON array, not JSON lines")).with_help(format!(
        "write each object on a line of its own, as `jq -c '.[]' {name}` does"
    ))
}

fn one(batcher: &mut Batcher<'_>, number: u64, line: &[u8]) -> Result<()> {
    let Ok(text) = std::str::from_utf8(line) else {
        let text = Value::String(String::from_utf8_lossy(line).trim().to_owned());
        return batcher.unreadable(number, "is not UTF-8".to_owned(), Row::Values(&text));
    };
    let text = text.trim();
    match json::read(line) {
        Ok((row, None)) => batcher.json(number, &row, text),
        Ok((_, Some(name))) => batcher.unreadable(number, json::ambiguous(&name), Row::Json(text)),
        Err(e) => {
            let text = Value::String(text.to_owned());
            batcher.unreadable(number, not_json(&e), Row::Values(&text))
        }
    }
}

fn not_json(e: &serde_json::Error) -> String {
    if e.is_eof() {
        return "not a JSON object: the line ends within it; each row stands on one line"
            .to_owned();
    }
    // What was read is one line, of which `e` counts as the first.
    let what = e.to_string().replace(" at line 1 column ", " at column ");
    format!("not a JSON object: {what}")
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
