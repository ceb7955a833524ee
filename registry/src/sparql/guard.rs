//! What is refused before it is parsed: the parser, the optimizer and the evaluator recurse,
//! as deep as brackets are nested and chains of operators are long.
//!
//! The text is read token by token, so that brackets in strings, comments and IRIs do not
//! count. Where `<` is a comparison and where it begins an IRI only a parser can tell; it is
//! read as the tokens of SPARQL say, and what then looks like an IRI must itself be shallow.
//! What gets past all this still meets a [large stack](super::stack), and in the server a
//! process of its own. How long a text may be is for whoever takes it from its author to say.

/// The longest query, in bytes, where nothing else is said.
pub const MAX_QUERY: usize = 64 * 1024;
/// The deepest nesting of brackets.
const MAX_NESTING: usize = 100;
/// The most operators: of expressions, of property paths, and groups that follow one another.
const MAX_OPERATORS: usize = 10_000;
/// The longest row of prefix operators (`!!!…`, `---…`, `^^^…`), each of which is a level.
const MAX_PREFIXES: usize = 100;

/// Says why a query or an update must not be parsed.
pub(crate) fn guard(text: &str) -> Result<(), String> {
    let mut count = Count::default();
    let mut rest = text.as_bytes();
    while let Some(&byte) = rest.first() {
        let length = match byte {
            b'#' => comment(rest),
            // `\(` within a prefixed name; elsewhere it is no SPARQL.
            b'\\' => 2,
            b'"' | b'\'' => string(rest).unwrap_or(1),
            b'<' => match iri(rest) {
                Some(length) => {
                    count.inside(rest.get(1..length - 1).unwrap_or_default())?;
                    length
                }
                None => count.byte(byte).map(|()| 1)?,
            },
            other => count.byte(other).map(|()| 1)?,
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    Ok(())
}

/// What has been met so far.
#[derive(Clone, Copy, Default)]
struct Count {
    depth: usize,
    operators: usize,
    prefixes: usize,
}

impl Count {
    fn byte(&mut self, byte: u8) -> Result<(), String> {
        match byte {
            b'{' | b'(' | b'[' => {
                self.depth += 1;
                self.operators += 1;
            }
            b'}' | b')' | b']' => self.depth = self.depth.saturating_sub(1),
            b'!' | b'^' | b'/' | b'|' | b'+' | b'-' | b'*' | b'=' | b'<' | b'>' | b'&' => {
                self.operators += 1;
            }
            _ => {}
        }
        self.prefixes = match byte {
            b'!' | b'^' | b'+' | b'-' => self.prefixes + 1,
            b' ' | b'\t' | b'\r' | b'\n' => self.prefixes,
            _ => 0,
        };
        self.check()
    }

    fn check(self) -> Result<(), String> {
        if self.depth > MAX_NESTING {
            return Err(format!(
                "its brackets are nested more than {MAX_NESTING} deep"
            ));
        }
        if self.operators > MAX_OPERATORS {
            return Err(format!(
                "it has more than {MAX_OPERATORS} operators and brackets"
            ));
        }
        if self.prefixes > MAX_PREFIXES {
            return Err(format!(
                "it has more than {MAX_PREFIXES} prefix operators in a row"
            ));
        }
        Ok(())
    }

    /// What looks like an IRI may be operands between `<` and `>`: it must not nest too deep
    /// either, and brackets that it leaves open do not count.
    fn inside(&mut self, iri: &[u8]) -> Result<(), String> {
        let mut within = Self {
            operators: 0,
            ..*self
        };
        self.prefixes = 0;
        iri.iter().try_for_each(|byte| within.byte(*byte))
    }
}

fn comment(rest: &[u8]) -> usize {
    rest.iter()
        .position(|b| matches!(b, b'\n' | b'\r'))
        .unwrap_or(rest.len())
}

/// The length of a string, with its quotes; `None` where it has no end and so is none.
fn string(rest: &[u8]) -> Option<usize> {
    let quote = *rest.first()?;
    let long = rest.get(1) == Some(&quote) && rest.get(2) == Some(&quote);
    let mut at = if long { 3 } else { 1 };
    loop {
        match *rest.get(at)? {
            b'\\' => at += 2,
            b'\n' | b'\r' if !long => return None,
            byte if byte == quote => {
                if !long {
                    return Some(at + 1);
                }
                if rest.get(at..at + 3) == Some(&[quote; 3][..]) {
                    return Some(at + 3);
                }
                at += 1;
            }
            _ => at += 1,
        }
    }
}

/// The length of an IRI, with its angle brackets; `None` where `<` begins none.
fn iri(rest: &[u8]) -> Option<usize> {
    let no_iri = |b: &u8| {
        *b <= b' '
            || matches!(
                b,
                b'<' | b'>' | b'"' | b'{' | b'}' | b'|' | b'^' | b'`' | b'\\'
            )
    };
    let inside = rest.get(1..)?.iter().position(no_iri)?;
    (rest.get(1 + inside) == Some(&b'>')).then_some(inside + 2)
}

#[cfg(test)]
#[path = "guard_tests.rs"]
mod tests;
