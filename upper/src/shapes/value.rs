//! Whether one literal is as its shape says.

use std::cmp::Ordering;

use super::codes;
use super::data::Data;
use super::ir::LiteralShape;
use super::show::Shown;
use super::suggest::Suggest;
use crate::graph::{Term, TermId};
use crate::literal::{compare, digits, length, lexical_ok};
use crate::model::{Facets, Literal};
use crate::vocabulary::{Primitive, rdf, upper, xsd};

/// What is wrong with a value, still without its place.
pub(super) struct Problem {
    pub code: &'static str,
    pub message: String,
    pub help: String,
    /// What is written, and what was meant.
    pub meant: Option<(TermId, TermId)>,
}

impl Problem {
    pub(super) fn new(code: &'static str, message: String, help: impl Into<String>) -> Self {
        Self {
            code,
            message,
            help: help.into(),
            meant: None,
        }
    }

    /// Adds what was meant, where that is known.
    pub(super) fn meant(mut self, written: TermId, meant: Option<TermId>) -> Self {
        self.meant = meant.map(|meant| (written, meant));
        self
    }
}

/// The problems of a literal; `path` is the property as a message shows it.
pub(super) fn literal(
    data: &Data<'_>,
    suggest: &Suggest,
    path: &Shown<'_>,
    shape: &LiteralShape,
    id: TermId,
) -> Vec<Problem> {
    let Term::Literal {
        value, datatype, ..
    } = data.terms.get(id)
    else {
        return Vec::new();
    };
    let stated = Primitive::of(datatype);
    // A language makes a literal a `rdf:langString`, which `upper:Text` takes as well.
    let text = shape.primitive == Primitive::Text
        && (datatype == xsd::STRING || datatype == rdf::LANG_STRING);
    let fits = shape.primitive == Primitive::Literal || text || datatype == shape.primitive.term();
    if !fits {
        return vec![wrong_datatype(data, path, shape, datatype, value)];
    }
    let lexical = stated
        .filter(|_| shape.primitive == Primitive::Literal)
        .unwrap_or(shape.primitive);
    if !lexical_ok(lexical, value) {
        return vec![Problem::new(
            codes::INVALID_LITERAL,
            format!("{} is not a `{}`", data.show(id), data.plain(datatype)),
            rewritten(data, lexical, value),
        )];
    }
    facets(data, suggest, path, shape, id, value)
}

/// How to write a literal whose text is not one of its datatype.
fn rewritten(data: &Data<'_>, primitive: Primitive, value: &str) -> String {
    let local = |p| {
        matches!(
            p,
            Primitive::Date | Primitive::Time | Primitive::LocalDateTime
        )
    };
    let zone = value.rfind(['Z', '+', '-']).map(|at| value.split_at(at).0);
    if primitive == Primitive::DateTime && lexical_ok(Primitive::LocalDateTime, value) {
        return format!(
            "say in which time zone that is: `{value}Z` in UTC, `{value}+01:00` an hour ahead of it"
        );
    }
    match zone.filter(|without| local(primitive) && lexical_ok(primitive, without)) {
        Some(without) => format!("leave out the time zone: `{without}`"),
        None => format!(
            "write it as the datatype wants it, like `{}`{}",
            data.example_literal(primitive),
            data.meaning(primitive.term())
        ),
    }
}

/// What other languages write as the count of what has no limit.
const UNBOUNDED: [&str; 5] = ["*", "many", "n", "unbounded", "unlimited"];

fn wrong_datatype(
    data: &Data<'_>,
    path: &Shown<'_>,
    shape: &LiteralShape,
    datatype: TermId,
    value: &str,
) -> Problem {
    let wanted = data.wanted_literal(shape);
    let is_unbounded = path.is(upper::MAX_COUNT) && UNBOUNDED.contains(&value);
    let help = if is_unbounded {
        format!("leave {path} out where there is no limit")
    } else if lexical_ok(shape.primitive, value) && shape.primitive == Primitive::String {
        "leave out the language or datatype after the quotes".to_owned()
    } else if shape.primitive == Primitive::LangString {
        "add the language, like `\"…\"@en`".to_owned()
    } else {
        format!("write it like `{}`", data.example_literal(shape.primitive))
    };
    let message = format!("{path} takes {wanted}, not a {}", data.show(datatype));
    Problem::new(codes::WRONG_DATATYPE, message, help)
}

fn facets(
    data: &Data<'_>,
    suggest: &Suggest,
    path: &Shown<'_>,
    shape: &LiteralShape,
    id: TermId,
    value: &str,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let shown = data.shown(id);
    let meaning = || data.meaning(data.models.datatype(shape.datatype).info.id);
    for pattern in shape.patterns.iter().filter(|p| !p.matches(value)) {
        problems.push(Problem::new(
            codes::PATTERN,
            format!(
                "{shown} does not match the pattern `{}` of {path}",
                pattern.text()
            ),
            format!("write it as the pattern says{}", meaning()),
        ));
    }
    problems.extend(lengths(path, shape, &shown, value));
    problems.extend(bounds(path, shape, &shown, value));
    if let Some(permitted) = &shape.facets.one_of {
        let same = |l: &Literal| {
            l.value == value || compare(shape.primitive, &l.value, value) == Some(Ordering::Equal)
        };
        if !permitted.iter().any(same) {
            let near = suggest.word(value, permitted.iter().map(|l| l.value.as_str()));
            let all: Vec<String> = permitted
                .iter()
                .take(12)
                .map(|l| format!("`{}`", l.value))
                .collect();
            let help = near.map_or_else(
                || format!("use one of {}", all.join(", ")),
                |n| format!("did you mean `{n}`?"),
            );
            problems.push(Problem::new(
                codes::NOT_ONE_OF,
                format!("{shown} is none of the values of {path}"),
                help,
            ));
        }
    }
    problems
}

fn lengths(
    path: &Shown<'_>,
    shape: &LiteralShape,
    shown: &Shown<'_>,
    value: &str,
) -> Option<Problem> {
    let Facets {
        min_length,
        max_length,
        total_digits,
        fraction_digits,
        ..
    } = &shape.facets;
    let problem = |message: String, help: String| Some(Problem::new(codes::LENGTH, message, help));
    let unit = if shape.primitive == Primitive::Base64Binary {
        "bytes"
    } else {
        "characters"
    };
    if min_length.is_some() || max_length.is_some() {
        let has = length(shape.primitive, value)?;
        if let Some(min) = min_length.filter(|min| has < *min) {
            return problem(
                format!("{shown} has {has} {unit}, {path} takes at least {min}"),
                "make it longer".to_owned(),
            );
        }
        if let Some(max) = max_length.filter(|max| has > *max) {
            return problem(
                format!("{shown} has {has} {unit}, {path} takes at most {max}"),
                "make it shorter".to_owned(),
            );
        }
    }
    let has = digits(value)?;
    if let Some(max) = total_digits.filter(|max| has.total > u64::from(*max)) {
        return problem(
            format!(
                "{shown} has {} digits, {path} takes at most {max}",
                has.total
            ),
            "use fewer digits".to_owned(),
        );
    }
    let max = fraction_digits.filter(|max| has.fraction > u64::from(*max))?;
    let message = format!(
        "{shown} has {} digits after the point, {path} takes at most {max}",
        has.fraction
    );
    problem(message, "round it, or use fewer digits".to_owned())
}

fn bounds(path: &Shown<'_>, shape: &LiteralShape, shown: &Shown<'_>, value: &str) -> Vec<Problem> {
    let facets = &shape.facets;
    let holds: [fn(Ordering) -> bool; 4] = [
        Ordering::is_ge,
        Ordering::is_le,
        Ordering::is_gt,
        Ordering::is_lt,
    ];
    let bounds = [
        &facets.min_inclusive,
        &facets.max_inclusive,
        &facets.min_exclusive,
        &facets.max_exclusive,
    ];
    let words = ["at least", "at most", "more than", "less than"];
    let all = bounds.into_iter().zip(words).zip(holds);
    all.filter_map(|((bound, words), holds)| {
        let bound = bound.as_ref()?;
        // A bound that is no value of the datatype is reported where it is stated.
        lexical_bound(shape.primitive, &bound.value)?;
        let holds = compare(shape.primitive, value, &bound.value).is_some_and(holds);
        (!holds).then(|| {
            let limit = format!("{words} `{}`", bound.value);
            Problem::new(
                codes::BOUND,
                format!("{shown} is out of bounds: {path} takes values of {limit}"),
                format!("use a value of {limit}"),
            )
        })
    })
    .collect()
}

fn lexical_bound(primitive: Primitive, text: &str) -> Option<Ordering> {
    compare(primitive, text, text)
}
