//! From what is asked to queries of the index: tier by tier, the best first, each with all
//! that the one before has. Every part has a constant score: names count more than texts,
//! whole words more than beginnings, those more than likenesses.

use std::collections::BTreeSet;

use tantivy::Term;
use tantivy::query::{
    BooleanQuery, ConstScoreQuery, FuzzyTermQuery, Occur, Query as Wanted, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::document;
use super::fields::{self, Fields};
use super::ways::Ways;
use super::words::{self, Word};
use super::{MAX_TEXT, Query};

/// How many words are looked for; further ones are left out, so that the work is bounded.
const MAX_WORDS: usize = 8;
/// Words up to this long stand in almost every text: they are looked for in names.
const SHORT: usize = 2;

/// How much more a hit of a tier counts than one of the next: more than all words count.
const TIER: f32 = 100.0;
const NAME_IS: u8 = 8;
const NAME_BEGINS: u8 = 5;
const NAME_IS_LIKE: u8 = 3;
const TEXT_HAS: u8 = 2;
const TEXT_BEGINS: u8 = 1;

type Clauses = Vec<(Occur, Box<dyn Wanted>)>;
/// Ways in which something is found, and what each counts.
type Counted = Vec<(Box<dyn Wanted>, u8)>;

/// A tier of the ranking.
pub(super) struct Tier {
    pub(super) query: Box<dyn Wanted>,
    /// What lifts the scores of its hits above those of the next tier.
    pub(super) lift: f32,
}

/// The tiers; none where nothing can match. There is nothing in a text that is malformed.
pub(super) fn tiers(fields: &Fields, query: &Query) -> Vec<Tier> {
    let text = cut(query.text.trim());
    let tiers = if text.is_empty() {
        // Markers have another kind.
        vec![vec![(Occur::Must, exactly(fields.kind, "term"))]]
    } else if is_iri(text) {
        let (_, spaced) = fields::spaced(text);
        let begins = vec![
            (beginning(fields.iri, &spaced), TEXT_BEGINS),
            (beginning(fields.namespace, text), TEXT_BEGINS),
        ];
        vec![
            vec![(Occur::Must, exactly(fields.iri, &spaced))],
            vec![(Occur::Must, Box::new(Ways::new(begins)))],
        ]
    } else {
        of_words(fields, text)
    };
    let narrowed = (0_u8..).zip(tiers.into_iter().rev());
    let narrowed = narrowed.map(|(above, mut clauses)| {
        clauses.extend(filters(fields, query));
        Tier {
            query: Box::new(BooleanQuery::new(clauses)),
            lift: f32::from(above) * TIER,
        }
    });
    let mut tiers: Vec<Tier> = narrowed.collect();
    tiers.reverse();
    tiers
}

/// Whether a text is an IRI, or begins like one. A name with a prefix is two words.
fn is_iri(text: &str) -> bool {
    let begins = text.contains("://") || text.starts_with("urn:");
    begins && !text.contains(char::is_whitespace)
}

fn filters(fields: &Fields, query: &Query) -> Clauses {
    let kind = query.kind.as_deref().map(|k| document::kind(cut(k)));
    let given = [
        (fields.kind, kind.as_deref()),
        (fields.owner, query.owner.as_deref()),
        (fields.domain, query.domain.as_deref()),
    ];
    let given = given.into_iter().filter_map(|(f, value)| Some((f, value?)));
    let texts = given.map(|(field, value)| exactly(field, cut(value)));
    let classes = query.classes.iter();
    let classes = classes.map(|classes| one_of(fields.kind, classes));
    let all = texts.chain(classes);
    all.map(|filter| (Occur::Must, filter)).collect()
}

/// Where words are looked for.
#[derive(Clone, Copy, PartialEq)]
enum Where {
    Names,
    BeginningsOfNames,
    Anywhere,
}

fn of_words(fields: &Fields, text: &str) -> Vec<Clauses> {
    let mut all = words::of_query(text);
    let mut distinct = BTreeSet::new();
    all.retain(|word| {
        distinct.insert(word.text.clone());
        distinct.len() <= MAX_WORDS
    });
    if all.is_empty() {
        return Vec::new();
    }
    let mut whole = words::whole(text);
    whole.truncate(cut(&whole).len());
    let mut tiers = vec![vec![(Occur::Must, exactly(fields.whole, &whole))]];
    for place in [Where::Names, Where::BeginningsOfNames, Where::Anywhere] {
        tiers.push(tier(fields, &all, place));
    }
    tiers
}

fn tier(fields: &Fields, words: &[Word], place: Where) -> Clauses {
    let any_long = words.iter().any(|w| !is_short(&w.text, w.part));
    let clause = |w: &Word| {
        // Beside longer words short ones decide nothing but the order.
        let occur = if any_long && is_short(&w.text, w.part) {
            Occur::Should
        } else {
            Occur::Must
        };
        (occur, word(fields, w, place))
    };
    words.iter().map(clause).collect()
}

fn is_short(text: &str, part: bool) -> bool {
    !part && text.chars().nth(SHORT).is_none()
}

/// A word by itself, or by the name of which it is a part: where that stands, all parts do.
fn word(fields: &Fields, word: &Word, place: Where) -> Box<dyn Wanted> {
    let texts = [&word.text].into_iter().chain(&word.joined);
    let ways = texts.flat_map(|text| ways(fields, text, word.part, place));
    Box::new(Ways::new(ways.collect()))
}

fn ways(fields: &Fields, text: &str, part: bool, place: Where) -> Counted {
    let mut ways = vec![(term(fields.name, text), NAME_IS)];
    let begins = !part && place != Where::Names;
    if begins {
        ways.push((beginning(fields.name, text), NAME_BEGINS));
    }
    if place == Where::Anywhere && !is_short(text, part) {
        ways.push((term(fields.text, text), TEXT_HAS));
        if begins {
            ways.push((beginning(fields.text, text), TEXT_BEGINS));
        }
        let distance = errors(text, part);
        if distance > 0 {
            ways.push((like(fields.name, text, distance), NAME_IS_LIKE));
        }
    }
    ways
}

/// How many typing errors are forgiven.
fn errors(text: &str, part: bool) -> u8 {
    match text.chars().count() {
        _ if part => 0,
        0..4 => 0,
        4..9 => 1,
        _ => 2,
    }
}

/// What all hits have to have; it counts nothing.
fn exactly(field: Field, text: &str) -> Box<dyn Wanted> {
    Box::new(ConstScoreQuery::new(term(field, text), 0.0))
}

/// The same for one of several.
fn one_of(field: Field, texts: &[String]) -> Box<dyn Wanted> {
    let terms = texts.iter().map(|t| Term::from_field_text(field, t));
    let any = TermSetQuery::new(terms);
    Box::new(ConstScoreQuery::new(Box::new(any), 0.0))
}

fn term(field: Field, text: &str) -> Box<dyn Wanted> {
    let term = Term::from_field_text(field, text);
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}

fn beginning(field: Field, text: &str) -> Box<dyn Wanted> {
    let term = Term::from_field_text(field, text);
    Box::new(FuzzyTermQuery::new_prefix(term, 0, true))
}

fn like(field: Field, text: &str, distance: u8) -> Box<dyn Wanted> {
    let term = Term::from_field_text(field, text);
    Box::new(FuzzyTermQuery::new(term, distance, true))
}

fn cut(text: &str) -> &str {
    text.get(..text.floor_char_boundary(MAX_TEXT))
        .unwrap_or_default()
}
