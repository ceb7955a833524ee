//! What is wrong with a text that is no query, in the words of its author: the parser names rules
//! of its grammar, and the furthest place that any of them came to.

/// What a query begins with, behind its prologue.
const FORMS: [&str; 4] = ["SELECT", "CONSTRUCT", "ASK", "DESCRIBE"];
/// What an update begins with.
const UPDATES: [&str; 10] = [
    "INSERT", "DELETE", "WITH", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY",
];
/// More characters than this of what was expected say nothing to a reader.
const SHOWN: usize = 120;

/// A mistake, by the byte at which it stands.
pub(super) struct Wrong {
    pub(super) at: usize,
    pub(super) message: String,
}

/// Says what is wrong; the parser came as far as `at`, and says so itself.
pub(super) fn explain(text: &str, at: usize, message: &str) -> Wrong {
    form(text)
        .or_else(|| prefix(text, at, message))
        .unwrap_or_else(|| Wrong {
            at,
            message: shortened(message),
        })
}

/// Something else than a query.
fn form(text: &str) -> Option<Wrong> {
    let at = behind_prologue(text);
    let rest = text.get(at..)?;
    let word = word(rest);
    let is = |known: &&str| word.eq_ignore_ascii_case(known);
    let message = if word.is_empty() && rest.is_empty() {
        "there is no query".to_owned()
    } else if UPDATES.iter().any(is) {
        format!("`{word}` begins an update: only queries are answered")
    } else if word.is_empty() || FORMS.iter().any(is) {
        return None;
    } else {
        format!("expected {}, found `{word}`", FORMS.join(", "))
    };
    Some(Wrong { at, message })
}

/// A prefix that nothing declares; the parser stops behind the name that has it.
fn prefix(text: &str, at: usize, message: &str) -> Option<Wrong> {
    if !message.contains("Prefix not found") {
        return None;
    }
    let before = text.get(..at)?;
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '%');
    let name = before.trim_end_matches(is_name);
    let (prefix, _) = before.get(name.len()..)?.split_once(':')?;
    Some(Wrong {
        at: name.len(),
        message: format!("the prefix `{prefix}:` is not declared"),
    })
}

/// Where a text goes on behind its prefixes, its base and what is said about them.
fn behind_prologue(text: &str) -> usize {
    let mut rest = skip_blank(text);
    loop {
        let word = word(rest);
        if !word.eq_ignore_ascii_case("PREFIX") && !word.eq_ignore_ascii_case("BASE") {
            return text.len() - rest.len();
        }
        match rest.find('>') {
            Some(end) => rest = skip_blank(rest.get(end + 1..).unwrap_or("")),
            None => return text.len() - rest.len(),
        }
    }
}

fn skip_blank(text: &str) -> &str {
    let mut rest = text.trim_start();
    while rest.starts_with('#') {
        let end = rest.find('\n').unwrap_or(rest.len());
        rest = rest.get(end..).unwrap_or("").trim_start();
    }
    rest
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
    text.get(..end.unwrap_or(text.len())).unwrap_or("")
}

fn shortened(message: &str) -> String {
    match message.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", message.get(..end).unwrap_or("")),
        None => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::super::question::Unanswered;

    fn wrong(text: &str) -> (u32, u32, String) {
        match parse::query(text, None) {
            Err(Unanswered::Syntax {
                message,
                line: Some(line),
                column: Some(column),
            }) => (line, column, message),
            other => (0, 0, format!("{other:?}")),
        }
    }

    #[test]
    fn mistakes_are_told_where_they_stand() {
        let forms = "expected SELECT, CONSTRUCT, ASK, DESCRIBE, found";
        let cases = [
            ("", (1, 1, "there is no query".to_owned())),
            ("SELCT ?x {}", (1, 1, format!("{forms} `SELCT`"))),
            (
                "# all\nPREFIX a: <b:> \n insert data { a:b a:b a:b }",
                (
                    3,
                    2,
                    "`insert` begins an update: only queries are answered".to_owned(),
                ),
            ),
            (
                "SELECT ?x\n{ ?x a foo:Bar }",
                (2, 8, "the prefix `foo:` is not declared".to_owned()),
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(wrong(text), expected, "{text}");
        }
        let (line, column, message) = wrong("SELECT ?x { ?x a }");
        // Behind the brace, the 18th character: so far the parser came before it gave up.
        assert_eq!((line, column), (1, 19));
        assert!(message.starts_with("expected"), "{message}");
    }
}
