//! Rows as a table that people can read.

use unicode_width::UnicodeWidthStr as _;

use crate::out::{one_line, paint};
use crate::render::style;

/// A heading and rows, aligned; the last column is as wide as it likes.
pub(crate) fn table(heading: &[String], rows: &[Vec<String>]) -> String {
    let widths: Vec<usize> = (0..heading.len())
        .map(|i| {
            rows.iter()
                .chain([&heading.to_vec()])
                .filter_map(|r| r.get(i))
                .map(|c| one_line(c).width())
                .max()
                .unwrap_or(0)
        })
        .collect();
    let mut text = line(heading, &widths, |cell| paint(style::STRONG, cell));
    for row in rows {
        text.push_str(&line(row, &widths, str::to_owned));
    }
    text
}

fn line(cells: &[String], widths: &[usize], show: impl Fn(&str) -> String) -> String {
    let mut text = String::new();
    for (i, (cell, width)) in cells.iter().zip(widths).enumerate() {
        let cell = one_line(cell);
        text.push_str(&show(&cell));
        if i + 1 < cells.len() {
            text.push_str(&" ".repeat(width - cell.width().min(*width) + 2));
        }
    }
    format!("{}\n", text.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_cells_are_aligned() {
        let row = |a: &str, b: &str| vec![a.to_owned(), b.to_owned()];
        let text = table(&row("name", "x"), &[row("航海王", "1"), row("ab\tc", "2")]);
        let text = anstream::adapter::strip_str(&text).to_string();
        assert_eq!(text, "name    x\n航海王  1\nab c    2\n");
    }

    #[test]
    fn neither_headings_nor_cells_command_the_terminal() {
        let hostile = || vec!["a\u{202E}b\u{1b}[2J".to_owned(), "c\nd".to_owned()];
        let text = table(&hostile(), &[hostile()]);
        let text = anstream::adapter::strip_str(&text).to_string();
        let line = "a\u{FFFD}b\u{FFFD}[2J  c d\n";
        assert_eq!(text, format!("{line}{line}"));
    }
}
