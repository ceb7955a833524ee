//! What is checked before a text is given to a library that does not check it: input that
//! would overflow its stack or fill the memory.

use super::codes;
use super::problems::Problems;
use super::turtle::NESTING_LIMIT;

/// What entities may expand to in all, at most.
const EXPANSION_LIMIT: usize = 64 << 20;

/// Whether JSON is nested within the limit; reports where it is not.
pub(super) fn json_nesting(text: &str, problems: &mut Problems) -> bool {
    let mut depth = 0_u32;
    let mut in_string = false;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > NESTING_LIMIT {
            return too_deep(at, "objects", problems);
        }
    }
    true
}

/// Whether XML elements are nested within the limit; reports where they are not.
pub(super) fn xml_nesting(text: &str, problems: &mut Problems) -> bool {
    let mut depth = 0_u32;
    for (at, tag) in tags(text) {
        if tag.starts_with("</") {
            depth = depth.saturating_sub(1);
        } else if !tag.ends_with('/') {
            depth += 1;
        }
        if depth > NESTING_LIMIT {
            return too_deep(at, "elements", problems);
        }
    }
    true
}

/// The tags of elements in an XML text, without their `>`, and where they start.
pub(super) fn tags(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(open) = text.get(at..).and_then(|rest| rest.find('<')) {
            at += open;
            let rest = text.get(at..).unwrap_or("");
            let skip = [
                ("<!--", "-->"),
                ("<![CDATA[", "]]>"),
                ("<?", "?>"),
                ("<!", ">"),
            ];
            if let Some((_, close)) = skip.iter().find(|(start, _)| rest.starts_with(start)) {
                at += rest.find(close).map_or(rest.len(), |n| n + close.len());
                continue;
            }
            let end = tag_end(rest.as_bytes());
            let start = at;
            at += end.max(1);
            return Some((start, rest.get(..end).unwrap_or("")));
        }
        None
    })
}

/// Where the `>` of a tag is: not within the quotes of an attribute.
fn tag_end(tag: &[u8]) -> usize {
    let mut quote = None;
    for (at, byte) in tag.iter().enumerate() {
        match (quote, *byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    tag.len()
}

fn too_deep(at: usize, what: &str, problems: &mut Problems) -> bool {
    let at = super::count(at);
    problems.error(
        codes::TOO_DEEP,
        (at, at + 1),
        format!("{what} are nested more than {NESTING_LIMIT} deep"),
        "describe inner nodes at the top level, and refer to them",
    );
    false
}

/// Whether the entities that an XML text declares cannot multiply; reports where they can.
pub(super) fn xml_entities(text: &str, problems: &mut Problems) -> bool {
    const DECLARATION: &str = "<!ENTITY";
    /// How many of them there may be, and how long each: people write a few, for namespaces.
    const DECLARATIONS: usize = 1_000;
    const LENGTH: usize = 16 << 10;
    let mut longest = 0;
    let mut from = 0;
    let mut left = DECLARATIONS + 1;
    while let Some(found) = text.get(from..).and_then(|rest| rest.find(DECLARATION)) {
        let at = from + found;
        from = at + DECLARATION.len();
        let rest = text.as_bytes().get(from..).unwrap_or_default();
        let end = tag_end(rest.get(..LENGTH).unwrap_or(rest));
        left -= 1;
        // Where one does not end, each would be looked at to the end of the text.
        if left == 0 || end == LENGTH {
            let message = "this file declares more entities, or longer ones, than are read";
            return refuse(at, message, problems);
        }
        let declaration = text.get(from..from + end).unwrap_or("");
        longest = longest.max(declaration.len());
        let mut words = declaration.split_ascii_whitespace().skip(1);
        let external = matches!(words.next(), Some("SYSTEM" | "PUBLIC" | "%"));
        if external || declaration.contains('&') {
            let message = "this entity refers to another entity or file";
            return refuse(at, message, problems);
        }
    }
    let uses = text.bytes().filter(|b| *b == b'&').count();
    if uses.saturating_mul(longest) > EXPANSION_LIMIT {
        return refuse(
            0,
            "the entities of this file are too large together",
            problems,
        );
    }
    true
}

fn refuse(at: usize, message: &str, problems: &mut Problems) -> bool {
    let at = super::count(at);
    let help = "write the text of the entity where it is used";
    problems.error(codes::REMOTE, (at, at), message, help);
    false
}
