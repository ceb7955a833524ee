//! From what is asked to queries of the index: tier by tier, the best first, each with all
//! that the one before has. Every part has a constant score: names count more than texts,
//! whole words more than beginnings, those more than likenesses.

use tantivy::Term;
use tantivy::query::{
    BooleanQuery, ConstScoreQuery, FuzzyTermQuery, Occur, Query as Wanted, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

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
    } else if text.contains("://") && !text.contains(char::is_whitespace) {
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

fn filters(fields: &Fields, query: &Query) -> Clauses {
    let kind = query
        .kind
        .as_deref()
        .map(|k| words::whole(cut(k)).replace(' ', ""));
    let given = [
        (fields.kind, kind.as_deref()),
        (fields.owner, query.owner.as_deref()),
        (fields.domain, query.domain.as_deref()),
    ];
    let given = given.into_iter().filter_map(|(f, value)| Some((f, value?)));
    given
        .map(|(field, value)| (Occur::Must, exactly(field, cut(value))))
        .collect()
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
    all.truncate(MAX_WORDS);
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
    let any_long = words.iter().any(|w| !is_short(w));
    let clause = |w: &Word| {
        let short = is_short(w);
        // Beside longer words short ones decide nothing but the order.
        let occur = if short && any_long {
            Occur::Should
        } else {
            Occur::Must
        };
        (occur, word(fields, w, place, short))
    };
    words.iter().map(clause).collect()
}

fn is_short(word: &Word) -> bool {
    !word.part && word.text.chars().nth(SHORT).is_none()
}

fn word(fields: &Fields, word: &Word, place: Where, short: bool) -> Box<dyn Wanted> {
    let text = word.text.as_str();
    let mut ways = vec![(term(fields.name, text), NAME_IS)];
    let begins = !word.part && place != Where::Names;
    if begins {
        ways.push((beginning(fields.name, text), NAME_BEGINS));
    }
    if place == Where::Anywhere && !short {
        ways.push((term(fields.text, text), TEXT_HAS));
        if begins {
            ways.push((beginning(fields.text, text), TEXT_BEGINS));
        }
        let distance = errors(word);
        if distance > 0 {
            ways.push((like(fields.name, text, distance), NAME_IS_LIKE));
        }
    }
    Box::new(Ways::new(ways))
}

/// How many typing errors are forgiven.
fn errors(word: &Word) -> u8 {
    match word.text.chars().count() {
        _ if word.part => 0,
        0..4 => 0,
        4..9 => 1,
        _ => 2,
    }
}

/// What all hits have to have; it counts nothing.
fn exactly(field: Field, text: &str) -> Box<dyn Wanted> {
    Box::new(ConstScoreQuery::new(term(field, text), 0.0))
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
