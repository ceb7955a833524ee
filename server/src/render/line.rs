//! One line of a source text as a terminal can show it, with a stretch of it underlined.

use std::ops::Range;

use unicode_width::UnicodeWidthChar as _;

use crate::out::is_unseen;
pub(super) use crate::out::plain;

/// Columns of source text that are shown at most.
const WIDTH: usize = 120;
/// Bytes of source text before and after a place that are looked at: as many columns as are
/// shown, of characters of four bytes each.
const REACH: usize = 4 * WIDTH;
/// What a tab is shown as.
const TAB: usize = 4;

/// A line made fit to be shown.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Shown {
    /// The text: tabs expanded, control characters replaced, cut to fit.
    pub(super) text: String,
    /// Columns before the stretch.
    pub(super) before: usize,
    /// Columns of the stretch, at least one.
    pub(super) width: usize,
}

/// Makes a line fit, around a stretch of its bytes. However long the line is, only what may be
/// shown of it is looked at.
pub(super) fn show(line: &str, stretch: Range<usize>) -> Shown {
    let near = line.floor_char_boundary(stretch.start.saturating_sub(REACH))
        ..line.floor_char_boundary(stretch.start.saturating_add(REACH));
    let cells: Vec<Cell> = line
        .get(near.clone())
        .unwrap_or_default()
        .char_indices()
        .map(|(at, c)| Cell::new(near.start + at, c))
        .collect();
    let until = |end: usize| {
        cells
            .iter()
            .filter(|c| c.at < end)
            .map(|c| c.width)
            .sum::<usize>()
    };
    let start = until(stretch.start);
    let end = until(stretch.end).max(start + 1);
    let total: usize = cells.iter().map(|c| c.width).sum();
    let from = if total <= WIDTH {
        0
    } else {
        start.saturating_sub(WIDTH / 3).min(total - WIDTH)
    };
    let to = (from + WIDTH).min(total);
    let (mut text, left_out) = cut(&cells, from..to);
    let is_cut = left_out > 0 || near.start > 0;
    if is_cut {
        text.insert(0, '…');
    }
    if to < total || near.end < line.len() {
        text.push('…');
    }
    Shown {
        text,
        before: (start.min(to) - left_out.min(start)) + usize::from(is_cut),
        width: end.min(to.max(start + 1)) - start,
    }
}

/// The text of some columns, and how many there are before it.
fn cut(cells: &[Cell], columns: Range<usize>) -> (String, usize) {
    let mut text = String::new();
    let mut column = 0;
    let mut left_out = None;
    for cell in cells {
        if column >= columns.start && column + cell.width <= columns.end {
            left_out.get_or_insert(column);
            cell.push_to(&mut text);
        }
        column += cell.width;
    }
    (text, left_out.unwrap_or(0))
}

struct Cell {
    at: usize,
    width: usize,
    char: char,
}

impl Cell {
    fn new(at: usize, char: char) -> Self {
        let width = match char {
            '\t' => TAB,
            c if is_unseen(c) => 1,
            c => c.width().unwrap_or(1),
        };
        Self { at, width, char }
    }

    fn push_to(&self, text: &mut String) {
        match self.char {
            '\t' => text.push_str(&" ".repeat(TAB)),
            c if is_unseen(c) => text.push('\u{FFFD}'),
            c => text.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn tabs_and_wide_characters_keep_the_caret_in_place() {
        let line = "\t\"航海王\" x";
        let at = line.find('x').unwrap();
        // A tab is four columns, the three ideographs two each, with quotes and a space.
        assert_eq!(
            show(line, at..at + 1),
            Shown {
                text: "    \"航海王\" x".to_owned(),
                before: 13,
                width: 1
            }
        );
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        assert_eq!(show("a\u{1b}[2Jb", 0..1).text, "a\u{FFFD}[2Jb");
        assert_eq!(plain("a\u{202E}b"), "a\u{FFFD}b");
    }

    #[test]
    fn long_lines_are_cut_around_the_stretch() {
        let line = format!("{}needle{}", "a".repeat(5000), "b".repeat(5000));
        let shown = show(&line, 5000..5006);
        assert!(
            shown.text.chars().count() <= WIDTH + 2,
            "{}",
            shown.text.len()
        );
        let under: String = shown
            .text
            .chars()
            .skip(shown.before)
            .take(shown.width)
            .collect();
        assert_eq!(under, "needle");
    }

    #[test]
    fn what_is_shown_of_a_line_of_megabytes_is_a_line() {
        let megabytes = "航".repeat(1 << 20);
        for (line, start) in [
            (format!("\"{megabytes}\" ."), 0),
            (format!("{megabytes}needle{megabytes}"), megabytes.len()),
            (format!("{megabytes}needle"), megabytes.len()),
        ] {
            let shown = show(&line, start..line.len());
            assert!(shown.text.chars().count() <= WIDTH + 2, "{}", shown.text);
            assert!(shown.before + shown.width <= WIDTH + 1, "{shown:?}");
            assert_eq!(shown.text.starts_with('…'), start > 0, "{shown:?}");
            assert_eq!(shown.text.contains("needle"), start > 0, "{shown:?}");
        }
    }

    #[test]
    fn a_point_at_the_end_of_a_line_is_one_wide() {
        assert_eq!(
            show("abc", 3..3),
            Shown {
                text: "abc".to_owned(),
                before: 3,
                width: 1
            }
        );
    }
}
