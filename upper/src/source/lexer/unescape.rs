//! From the text of a token to what it stands for. The lexer has checked every escape.

/// Appends a string or an IRI without its delimiters, its escapes resolved.
pub(in crate::source) fn unescape_text(raw: &str, into: &mut String) {
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('\\') {
        into.push_str(before);
        let (c, len) = escaped(after);
        into.extend(c);
        rest = after.get(len..).unwrap_or("");
    }
    into.push_str(rest);
}

/// What follows a backslash, and how long that is.
fn escaped(after: &str) -> (Option<char>, usize) {
    let code_point = |digits: usize| {
        let hex = after.get(1..=digits).unwrap_or("");
        let c = u32::from_str_radix(hex, 16).ok().and_then(char::from_u32);
        (c, digits + 1)
    };
    match after.chars().next() {
        Some('t') => (Some('\t'), 1),
        Some('b') => (Some('\u{8}'), 1),
        Some('n') => (Some('\n'), 1),
        Some('r') => (Some('\r'), 1),
        Some('f') => (Some('\u{C}'), 1),
        Some('u') => code_point(4),
        Some('U') => code_point(8),
        Some(c) => (Some(c), c.len_utf8()),
        None => (None, 0),
    }
}

/// Appends a local name, its backslashes dropped.
pub(in crate::source) fn unescape_local(raw: &str, into: &mut String) {
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('\\') {
        into.push_str(before);
        let len = after.chars().next().map_or(0, char::len_utf8);
        into.push_str(after.get(..len).unwrap_or(""));
        rest = after.get(len..).unwrap_or("");
    }
    into.push_str(rest);
}
