//! Texts, counts, ranges and facets as the reference shows them.

use std::fmt::Write as _;

use super::links::Links;
use crate::model::{DatatypeId, DatatypeKind, Facets, Literal, Range, TermInfo, TermRef};

/// The description, then the comments: those of several lines are examples in Turtle.
pub(super) fn paragraphs(out: &mut String, info: &TermInfo) {
    if let Some(text) = info.descriptions.preferred() {
        let _ = write!(out, "{text}\n\n");
    }
    for (_, text) in &info.comments.0 {
        let text = text.trim();
        if text.contains('\n') || text.starts_with(['[', '<']) {
            let _ = write!(out, "```turtle\n{text}\n```\n\n");
        } else {
            let _ = write!(out, "{text}\n\n");
        }
    }
    if let Some(deprecated) = &info.deprecated {
        let _ = write!(
            out,
            "**Deprecated.** {}\n\n",
            deprecated.note.preferred().unwrap_or_default()
        );
    }
}

/// Text for a cell of a table.
pub(super) fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// `0..n`.
pub(super) fn count(min: u32, max: Option<u32>) -> String {
    match max {
        Some(max) if max == min => min.to_string(),
        Some(max) => format!("{min}..{max}"),
        None => format!("{min}..n"),
    }
}

/// What the values of a property are.
pub(super) fn range(links: &Links<'_>, range: Range) -> String {
    match range {
        Range::Datatype(id) => links.to(TermRef::Datatype(id)),
        Range::Class(id) => links.to(TermRef::Class(id)),
        Range::Node => "IRI of a node".to_owned(),
        Range::Any => "any RDF term".to_owned(),
    }
}

/// What kind of datatype it is.
pub(super) fn datatype(out: &mut String, links: &Links<'_>, id: DatatypeId) {
    let datatype = links.models.datatype(id);
    match &datatype.kind {
        DatatypeKind::Primitive(_) => out.push_str("*Built-in datatype; [targets.md](targets.md#datatypes) has its image in each target.*\n\n"),
        DatatypeKind::Custom(base) => {
            let base = base.map_or_else(String::new, |b| links.to(TermRef::Datatype(b)));
            let _ = write!(out, "*Custom datatype* based on {base}: {}.\n\n", facets(&datatype.facets));
        }
    }
}

/// Facets in words.
pub(super) fn facets(facets: &Facets) -> String {
    let Facets {
        patterns,
        min_length,
        max_length,
        min_inclusive,
        max_inclusive,
        min_exclusive,
        max_exclusive,
        total_digits,
        fraction_digits,
        one_of,
    } = facets;
    let mut parts: Vec<String> = patterns.iter().map(|p| format!("matches `{p}`")).collect();
    let bounds = [
        ("at least", min_inclusive),
        ("at most", max_inclusive),
        ("more than", min_exclusive),
        ("less than", max_exclusive),
    ];
    parts.extend(
        bounds
            .into_iter()
            .filter_map(|(words, bound)| Some(format!("{words} {}", literal(bound.as_ref()?)))),
    );
    let numbers = [
        (min_length, "characters or more"),
        (max_length, "characters at most"),
        (&total_digits.map(u64::from), "digits at most"),
        (
            &fraction_digits.map(u64::from),
            "digits at most after the point",
        ),
    ];
    parts.extend(
        numbers
            .into_iter()
            .filter_map(|(number, words)| Some(format!("{} {words}", (*number)?))),
    );
    if let Some(values) = one_of {
        let values: Vec<String> = values.iter().map(literal).collect();
        parts.push(format!("one of {}", values.join(", ")));
    }
    parts.join("; ")
}

fn literal(literal: &Literal) -> String {
    format!("`{}`", literal.value)
}
