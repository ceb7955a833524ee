//! How deep brackets are nested, before a parser that recurses sees them.

/// The deepest nesting of `{`, `(` and `[` outside of strings and comments.
pub(super) fn depth(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut deepest = 0;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        match c {
            '"' => {
                rest = after_string(rest);
                continue;
            }
            '#' => {
                rest = rest
                    .find(['\n', '\r'])
                    .map_or("", |end| rest.get(end..).unwrap_or(""));
                continue;
            }
            '{' | '(' | '[' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            '}' | ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        rest = rest.get(c.len_utf8()..).unwrap_or("");
    }
    deepest
}

/// What follows the string with which a text begins.
fn after_string(text: &str) -> &str {
    let (opening, is_block) = if text.starts_with("\"\"\"") {
        (3, true)
    } else {
        (1, false)
    };
    let mut at = opening;
    let bytes = text.as_bytes();
    while let Some(byte) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or_default();
        if is_block && rest.starts_with(b"\\\"\"\"") {
            at += 4;
        } else if is_block && rest.starts_with(b"\"\"\"") {
            return text.get(at + 3..).unwrap_or("");
        } else if !is_block && *byte == b'\\' {
            at += 2;
        } else if !is_block && matches!(byte, b'"' | b'\n' | b'\r') {
            return text.get(at + 1..).unwrap_or("");
        } else {
            at += 1;
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::depth;

    #[test]
    fn strings_and_comments_do_not_count() {
        for (text, expected) in [
            ("{ a { b } }", 2),
            ("{ a(b: [[{c: 1}]]) }", 5),
            ("{ a(b: \"{{{{\") }", 2),
            ("{ a(b: \"\\\"{{{{\") }", 2),
            ("{ a(b: \"\"\"{{\\\"\"\"{{\"\"\") }", 2),
            ("{ # {{{{\n a }", 1),
            ("{ a(b: \"é{\") { é", 2),
            ("\"", 0),
            ("\"\\", 0),
            ("}}}{", 1),
        ] {
            assert_eq!(depth(text), expected, "{text}");
        }
        assert_eq!(depth(&"{a".repeat(30_000)), 30_000);
    }
}
