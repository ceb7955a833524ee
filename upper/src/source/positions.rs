//! Lines and columns of offsets, at a cost that does not grow with the length of a line.

use std::ops::Range;

use super::{Position, count};

/// Bytes from one offset before which the characters are counted to the next.
const STEP: usize = 4096;

/// What has to be known of a text to find its lines and columns.
#[derive(Debug)]
pub(super) struct Positions {
    /// Where the lines start.
    lines: Vec<u32>,
    /// How many characters start before each [`STEP`].
    characters: Vec<u32>,
}

impl Positions {
    pub(super) fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let ends_line = |at: usize| match bytes.get(at) {
            Some(b'\r') => bytes.get(at + 1) != Some(&b'\n'),
            other => other == Some(&b'\n'),
        };
        let breaks = (0..bytes.len()).filter(|at| ends_line(*at));
        let mut before = 0;
        let step = |bytes: &[u8]| {
            let here = before;
            before += characters(bytes);
            count(here)
        };
        Self {
            lines: std::iter::once(0)
                .chain(breaks.map(|i| count(i + 1)))
                .collect(),
            characters: text.as_bytes().chunks(STEP).map(step).collect(),
        }
    }

    /// Line and column of an offset.
    pub(super) fn position(&self, text: &str, offset: u32) -> Position {
        let line = self.line_after(offset);
        let start = self.start(line.saturating_sub(1)).unwrap_or(0);
        let before = self.before(text, offset as usize) - self.before(text, start as usize);
        Position {
            line: count(line),
            column: count(before + 1),
        }
    }

    /// The line that holds an offset, without its end.
    pub(super) fn line(&self, text: &str, offset: u32) -> Range<usize> {
        let after = self.line_after(offset);
        let start = self.start(after.saturating_sub(1)).unwrap_or(0) as usize;
        let end = self.start(after).map_or(text.len(), |end| end as usize);
        let line = text.get(start..end).unwrap_or("");
        start..start + line.trim_end_matches(['\r', '\n']).len()
    }

    /// The index of the first line that starts after an offset.
    fn line_after(&self, offset: u32) -> usize {
        self.lines.partition_point(|start| *start <= offset)
    }

    fn start(&self, line: usize) -> Option<u32> {
        self.lines.get(line).copied()
    }

    /// How many characters start before an offset.
    fn before(&self, text: &str, offset: usize) -> usize {
        let offset = offset.min(text.len());
        let step = (offset / STEP).min(self.characters.len().saturating_sub(1));
        let counted = self.characters.get(step).map_or(0, |n| *n as usize);
        let rest = text.as_bytes().get(step * STEP..offset);
        counted + rest.map_or(0, characters)
    }
}

/// Characters that start among some bytes of a text: all bytes but those that continue one.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|b| **b & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_wherever_they_are() {
        let text = format!("a\n{}x\r\nb", "é".repeat(STEP));
        let positions = Positions::of(&text);
        let x = text.find('x').unwrap_or_default();
        for (offset, line, column) in [(0, 1, 1), (2, 2, 1), (6, 2, 3), (x, 2, STEP + 1)] {
            let found = positions.position(&text, count(offset));
            let expected = Position {
                line,
                column: count(column),
            };
            assert_eq!(found, expected, "{offset}");
        }
        assert_eq!(positions.line(&text, count(x)), 2..x + 1);
        assert_eq!(positions.line(&text, count(text.len())), x + 3..x + 4);
    }
}
