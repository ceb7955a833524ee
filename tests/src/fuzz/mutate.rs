//! Inputs from seeds: bytes, tokens and statements changed, moved, repeated, exchanged.
//!
//! Changes of tokens and statements keep most texts readable, so that rules and targets see
//! them too; changes of bytes go for the readers.

use std::ops::Range;

use super::grammar::Grammar;
use super::{Rng, Seed, avro};

/// Longer texts are cut: a million inputs are worth more than a few large ones.
const MOST_BYTES: usize = 256 << 10;

/// Makes inputs.
pub struct Mutator {
    graph: Vec<Vec<u8>>,
    rows: Vec<Vec<u8>>,
}

impl Mutator {
    /// With the words of the seeds as dictionaries.
    #[must_use]
    pub fn new(seeds: &[Seed]) -> Self {
        Self {
            graph: Grammar::Graph.dictionary(seeds),
            rows: Grammar::Rows.dictionary(seeds),
        }
    }

    /// A seed that was changed a few times. `rough` is how many of eight changes are of bytes.
    #[must_use]
    pub fn mutate(&self, rng: &mut Rng, seed: &Seed, other: &Seed, rough: usize) -> Seed {
        let mut changed = seed.clone();
        let mut rounds = 1;
        while rounds < 8 && rng.once_in(2) {
            rounds += 1;
        }
        for _ in 0..rounds {
            self.once(rng, &mut changed, other, rough);
        }
        changed.bytes.truncate(MOST_BYTES);
        changed
    }

    fn once(&self, rng: &mut Rng, seed: &mut Seed, other: &Seed, rough: usize) {
        match seed.what.grammar() {
            Some(grammar) if rng.below(8) >= rough => {
                self.words(rng, grammar, &mut seed.bytes, &other.bytes);
            }
            None if seed.what.is_avro() && rng.below(8) >= rough => {
                self.parts(rng, &mut seed.bytes, &other.bytes);
            }
            Some(_) | None => bytes(rng, &mut seed.bytes, &other.bytes),
        }
    }

    /// Changes the schema or the records of an Avro file, and frames them again.
    fn parts(&self, rng: &mut Rng, file: &mut Vec<u8>, other: &[u8]) {
        let Some(mut parts) = avro::Parts::of(file) else {
            return bytes(rng, file, other);
        };
        match rng.below(8) {
            0 => parts.rows = [0, -1, i64::MIN, i64::MAX, parts.rows.wrapping_add(1)][rng.below(5)],
            1 | 2 => self.words(rng, Grammar::Rows, &mut parts.schema, other),
            _ => bytes(rng, &mut parts.block, other),
        }
        *file = parts.file();
    }

    fn words(&self, rng: &mut Rng, grammar: Grammar, text: &mut Vec<u8>, other: &[u8]) {
        let all = grammar.tokens(text);
        let Some(at) = rng.pick(&all).cloned() else {
            return;
        };
        let dictionary = match grammar {
            Grammar::Graph => &self.graph,
            Grammar::Rows => &self.rows,
        };
        let word = |rng: &mut Rng| rng.pick(dictionary).cloned().unwrap_or_default();
        match rng.below(10) {
            0 | 1 => replace(text, at, word(rng)),
            2 | 3 => {
                let copied = copy(rng, &all, text);
                replace(text, at, copied);
            }
            4 => replace(text, at, Vec::new()),
            5 => {
                let mut inserted = word(rng);
                inserted.push(b' ');
                replace(text, at.start..at.start, inserted);
            }
            6 | 7 => statement(rng, grammar, text, other),
            8 => {
                let copied = copy(rng, &grammar.tokens(other), other);
                replace(text, at, copied);
            }
            _ => nest(rng, grammar, text, at),
        }
    }
}

/// One of several pieces of a text.
fn copy(rng: &mut Rng, pieces: &[Range<usize>], of: &[u8]) -> Vec<u8> {
    let piece = rng.pick(pieces).cloned();
    piece.and_then(|r| of.get(r)).unwrap_or_default().to_vec()
}

/// Removes, repeats, moves or takes over a whole statement.
fn statement(rng: &mut Rng, grammar: Grammar, text: &mut Vec<u8>, other: &[u8]) {
    let own = grammar.statements(text);
    let (Some(one), Some(two)) = (rng.pick(&own).cloned(), rng.pick(&own).cloned()) else {
        return;
    };
    match rng.below(4) {
        0 => replace(text, one, Vec::new()),
        1 => {
            let copied = text.get(two).unwrap_or_default().to_vec();
            replace(text, one.start..one.start, copied);
        }
        2 => {
            let copied = text.get(two).unwrap_or_default().to_vec();
            replace(text, one, copied);
        }
        _ => {
            let copied = copy(rng, &grammar.statements(other), other);
            replace(text, one.end..one.end, copied);
        }
    }
}

/// Deep nesting and long repetition: rare, because they are slow to read.
fn nest(rng: &mut Rng, grammar: Grammar, text: &mut Vec<u8>, at: Range<usize>) {
    let most = if rng.once_in(16) { 20_000 } else { 40 };
    let times = rng.below(most);
    let repeated = if rng.once_in(3) {
        text.get(at.clone()).unwrap_or_default().to_vec()
    } else {
        rng.pick(grammar.nests())
            .map_or_else(Vec::new, |n| n.as_bytes().to_vec())
    };
    replace(text, at.start..at.start, repeated.repeat(times));
}

fn bytes(rng: &mut Rng, text: &mut Vec<u8>, other: &[u8]) {
    let at = rng.below(text.len());
    let most = if rng.once_in(4) { 400 } else { 12 };
    let length = 1 + rng.below(most);
    let end = (at + length).min(text.len());
    match rng.below(7) {
        0 => {
            let bit = rng.below(8);
            if let Some(byte) = text.get_mut(at) {
                *byte ^= 1 << bit;
            }
        }
        1 => {
            let byte = [
                0, 0x20, 0x22, 0x2e, 0x3c, 0x5b, 0x5c, 0x7f, 0x80, 0xc0, 0xed, 0xf4, 0xff,
            ][rng.below(13)];
            replace(text, at..at, vec![byte]);
        }
        2 => replace(text, at..end, Vec::new()),
        3 => {
            let copied = text.get(at..end).unwrap_or_default().to_vec();
            let to = rng.below(text.len());
            replace(text, to..to, copied);
        }
        4 | 5 => {
            let from = rng.below(other.len());
            let copied = other
                .get(from..(from + length).min(other.len()))
                .unwrap_or_default()
                .to_vec();
            replace(text, at..end, copied);
        }
        _ => text.truncate(if rng.once_in(4) { at } else { text.len() }),
    }
}

fn replace(text: &mut Vec<u8>, range: Range<usize>, by: Vec<u8>) {
    if range.start <= range.end && range.end <= text.len() {
        text.splice(range, by);
    }
}
