//! How names of terms become names of elements.

use upper::model::TermRef;

/// The style of names in targets that have one global scope.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Naming {
    /// `ONEPIECE_Character`, `onepiece_rname`: no clash across domains.
    #[default]
    Prefixed,
    /// `Character`, `rname`.
    Plain,
}

/// A name that a target gives to a term, in a scope where names must differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopedName {
    /// Where it must be the only one: a schema, a type, a table; as users would write it.
    pub scope: String,
    /// The name.
    pub name: String,
    /// What has it.
    pub term: TermRef,
}

/// A name in `snake_case`: `DevilFruit` → `devil_fruit`, `HTTPServer` → `http_server`,
/// `ISOCode2` → `iso_code2`; characters that are not letters or digits become `_`. A name of
/// such characters alone is spelled out, since nothing would be left of it: `🍎` → `u1f34e`.
#[must_use]
pub fn snake_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut chars = name.chars().peekable();
    let mut last = None;
    while let Some(c) = chars.next() {
        let before = last.replace(c);
        if !c.is_alphanumeric() {
            if !out.ends_with('_') && !out.is_empty() {
                out.push('_');
            }
            continue;
        }
        let after = chars.peek().copied();
        let starts_word = c.is_uppercase()
            && before.is_some_and(|b| {
                b.is_lowercase()
                    || b.is_numeric()
                    || (b.is_uppercase() && after.is_some_and(char::is_lowercase))
            });
        if starts_word && !out.ends_with('_') {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    while out.ends_with('_') {
        out.pop();
    }
    if out.is_empty() {
        let spelled: Vec<String> = name.chars().map(code_point).collect();
        return spelled.join("_");
    }
    out
}

fn code_point(c: char) -> String {
    format!("u{:04x}", u32::from(c))
}

/// The domain's prefix for types: `onepiece` → `ONEPIECE_`.
#[must_use]
pub fn type_prefix(domain: &str) -> String {
    let mut prefix: String = domain
        .chars()
        .map(|c| {
            if c.is_alphanumeric() {
                c.to_ascii_uppercase()
            } else {
                '_'
            }
        })
        .collect();
    prefix.push('_');
    prefix
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snake_case_splits_words_as_a_reader_would() {
        for (name, expected) in [
            ("Character", "character"),
            ("DevilFruit", "devil_fruit"),
            ("rname", "rname"),
            ("HTTPServer", "http_server"),
            ("ISOCode2", "iso_code2"),
            ("line-number", "line_number"),
            ("already_snake", "already_snake"),
            ("part2Name", "part2_name"),
            ("_", "u005f"),
            ("🍎🍐", "u1f34e_u1f350"),
            ("a🍎", "a"),
        ] {
            assert_eq!(snake_case(name), expected);
        }
    }
}
