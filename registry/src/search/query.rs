//! From what is asked to queries of the index: tier by tier, the best first, each with all
//! that the one before has. Every part has a constant score: names count more than texts,
//! whole words more than beginnings, those more than likenesses.

use tantivy::Term;
use tantivy::query::{
    BooleanQuery, ConstScoreQuery, DisjunctionMaxQuery, FuzzyTermQuery, Occur, Query as Wanted,
    TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::fields::{self, Fields};
use super::words::{self, Word};
use super::{MAX_TEXT, Query};

/// How many words are looked for; further ones are left out, so that the work is bounded.
const MAX_WORDS: usize = 8;
/// Words up to this long stand in almost every text: they are looked for in names.
const SHORT: usize = 2;

/// How much more a hit of a tier counts than one of the next: more than all words count.
const TIER: f32 = 100.0;
const NAME_IS: f32 = 8.0;
const NAME_BEGINS: f32 = 5.0;
const NAME_IS_LIKE: f32 = 3.0;
const TEXT_HAS: f32 = 2.0;
const TEXT_BEGINS: f32 = 1.0;

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
        vec![vec![(Occur::Must, exactly(fields.kind, "term", 0.0))]]
    } else if text.contains("://") && !text.contains(char::is_whitespace) {
        let (_, spaced) = fields::spaced(text);
        let whole = || exactly(fields.iri, &spaced, NAME_IS);
        let begins = like(fields.iri, &spaced, 0, true, TEXT_BEGINS);
        let within = like(fields.namespace, text, 0, true, TEXT_BEGINS);
        let ways = vec![whole(), begins, within];
        let any: Box<dyn Wanted> = Box::new(DisjunctionMaxQuery::new(ways));
        vec![vec![(Occur::Must, whole())], vec![(Occur::Must, any)]]
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
        .map(|(field, value)| (Occur::Must, exactly(field, cut(value), 0.0)))
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
    let mut tiers = vec![vec![(Occur::Must, exactly(fields.whole, &whole, NAME_IS))]];
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
    let mut ways = vec![exactly(fields.name, text, NAME_IS)];
    let begins = !word.part && place != Where::Names;
    if begins {
        ways.push(like(fields.name, text, 0, true, NAME_BEGINS));
    }
    if place == Where::Anywhere && !short {
        ways.push(exactly(fields.text, text, TEXT_HAS));
        if begins {
            ways.push(like(fields.text, text, 0, true, TEXT_BEGINS));
        }
        let distance = errors(word);
        if distance > 0 {
            ways.push(like(fields.name, text, distance, false, NAME_IS_LIKE));
        }
    }
    Box::new(DisjunctionMaxQuery::new(ways))
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

fn exactly(field: Field, text: &str, score: f32) -> Box<dyn Wanted> {
    let term = Term::from_field_text(field, text);
    constant(
        Box::new(TermQuery::new(term, IndexRecordOption::Basic)),
        score,
    )
}

fn like(field: Field, text: &str, distance: u8, begins: bool, score: f32) -> Box<dyn Wanted> {
    let term = Term::from_field_text(field, text);
    let query = if begins {
        FuzzyTermQuery::new_prefix(term, distance, true)
    } else {
        FuzzyTermQuery::new(term, distance, true)
    };
    constant(Box::new(query), score)
}

fn constant(query: Box<dyn Wanted>, score: f32) -> Box<dyn Wanted> {
    Box::new(ConstScoreQuery::new(query, score))
}

fn cut(text: &str) -> &str {
    let mut end = text.len().min(MAX_TEXT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}
