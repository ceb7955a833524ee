//! Inputs from seeds: bytes, tokens and statements changed, moved, repeated, exchanged.
//!
//! Changes of tokens and statements keep most texts readable, so that rules and targets see
//! them too; changes of bytes go for the readers.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{Rng, Seed};

/// Longer texts are cut: a million inputs are worth more than a few large ones.
const MOST_BYTES: usize = 256 << 10;

/// Texts that break things, beside the words of the ontologies.
const TOKENS: &[&str] = &[
    ".",
    ";",
    ",",
    "[",
    "]",
    "(",
    ")",
    "[]",
    "()",
    "{",
    "}",
    "a",
    "<",
    ">",
    "<>",
    "<#>",
    "<a>",
    "\"",
    "\"\"\"",
    "'",
    "''''''",
    "\"x\"",
    "\"\"",
    "\"\\u0000\"",
    "\"\\uD800\"",
    "\"\\U00110000\"",
    "\"x\"@en",
    "\"x\"@de-CH-x-y",
    "\"x\"@",
    "\"x\"^^xsd:int",
    "\"2024-02-30\"^^xsd:date",
    "\"NaN\"^^xsd:double",
    "\"(\"",
    "\"[a-\"",
    "\"(a+)+$\"",
    "\"\\\\p{L}{1000}{1000}\"",
    "0",
    "1",
    "-1",
    "+0",
    "00",
    "2",
    "18446744073709551615",
    "18446744073709551616",
    "-9223372036854775809",
    "1e309",
    "1.0",
    ".5",
    "1.",
    "true",
    "false",
    "@prefix",
    "@base",
    "PREFIX",
    "BASE",
    "GRAPH",
    "@prefix : <x> .",
    "@prefix p: <> .",
    "_:b",
    "_:b1",
    "_:-",
    ":",
    ":x",
    "rdf:nil",
    "rdf:first",
    "rdf:rest",
    "rdf:type",
    "rdf:langString",
    "rdf:JSON",
    "rdfs:Literal",
    "owl:imports",
    "owl:versionInfo",
    "xsd:string",
    "xsd:integer",
    "xsd:decimal",
    "xsd:duration",
    "xsd:anyURI",
    "xsd:base64Binary",
    "upper:iri",
    "upper:UUID",
    "upper:LocalDateTime",
    "\u{feff}",
    "\u{0}",
    "é",
    "日本",
    "\u{202e}",
    "\u{1f600}",
    "#",
    "\\",
    "%",
    "%zz",
    "\r",
    "\n\n",
    "\t",
    "@context",
    "@id",
    "@type",
    "@graph",
    "@list",
    "@set",
    "@reverse",
    "@container",
    "@language",
    "@vocab",
    "null",
    "{}",
    "\":\"",
    "<!--",
    "<![CDATA[",
    "&amp;",
    "&#0;",
    "&#x110000;",
    "rdf:about",
    "rdf:parseType=\"Literal\"",
    "xml:lang=\"\"",
    "<?xml?>",
];

/// What is repeated to nest deeply.
const NESTS: &[&str] = &[
    "[ a ", "( ", "[ :p ", "{ ", "[", "{\"a\":", "<a>", "<< ", "([",
];

/// Makes inputs.
pub struct Mutator {
    dictionary: Vec<Vec<u8>>,
}

impl Mutator {
    /// With the words of the seeds that are models as a dictionary.
    #[must_use]
    pub fn new(seeds: &[Seed]) -> Self {
        let is_term = |t: &[u8]| {
            [&b"upper:"[..], b"xsd:", b"rdf:", b"owl:", b"sh:"]
                .iter()
                .any(|p| t.starts_with(p))
        };
        let mut words: BTreeSet<Vec<u8>> = TOKENS.iter().map(|t| t.as_bytes().to_vec()).collect();
        for seed in seeds {
            let found = tokens(&seed.bytes)
                .into_iter()
                .filter_map(|r| seed.bytes.get(r));
            words.extend(
                found
                    .filter(|t| t.len() < 60 && is_term(t))
                    .map(<[u8]>::to_vec),
            );
        }
        Self {
            dictionary: words.into_iter().collect(),
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
            if rng.below(8) < rough {
                bytes(rng, &mut changed.bytes, &other.bytes);
            } else {
                self.words(rng, &mut changed.bytes, &other.bytes);
            }
        }
        changed.bytes.truncate(MOST_BYTES);
        changed
    }

    fn words(&self, rng: &mut Rng, text: &mut Vec<u8>, other: &[u8]) {
        let all = tokens(text);
        let Some(at) = rng.pick(&all).cloned() else {
            return;
        };
        let word = |rng: &mut Rng| rng.pick(&self.dictionary).cloned().unwrap_or_default();
        let copy = |rng: &mut Rng, text: &[u8]| {
            rng.pick(&all)
                .and_then(|r| text.get(r.clone()))
                .unwrap_or_default()
                .to_vec()
        };
        match rng.below(10) {
            0 | 1 => replace(text, at, word(rng)),
            2 | 3 => {
                let copied = copy(rng, text);
                replace(text, at, copied);
            }
            4 => replace(text, at, Vec::new()),
            5 => {
                let mut inserted = word(rng);
                inserted.push(b' ');
                replace(text, at.start..at.start, inserted);
            }
            6 | 7 => statement(rng, text, other),
            8 => {
                let found = tokens(other);
                let copied = rng
                    .pick(&found)
                    .and_then(|r| other.get(r.clone()))
                    .unwrap_or_default()
                    .to_vec();
                replace(text, at, copied);
            }
            _ => nest(rng, text, at),
        }
    }
}

/// Removes, repeats, moves or takes over a whole statement.
fn statement(rng: &mut Rng, text: &mut Vec<u8>, other: &[u8]) {
    let own = statements(text);
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
            let found = statements(other);
            let copied = rng
                .pick(&found)
                .and_then(|r| other.get(r.clone()))
                .unwrap_or_default()
                .to_vec();
            replace(text, one.end..one.end, copied);
        }
    }
}

/// Deep nesting and long repetition: rare, because they are slow to read.
fn nest(rng: &mut Rng, text: &mut Vec<u8>, at: Range<usize>) {
    let most = if rng.once_in(16) { 20_000 } else { 40 };
    let times = rng.below(most);
    let repeated = if rng.once_in(3) {
        text.get(at.clone()).unwrap_or_default().to_vec()
    } else {
        rng.pick(NESTS)
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

/// The runs of what is no white space.
fn tokens(text: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, byte) in text.iter().enumerate() {
        match (byte.is_ascii_whitespace(), start) {
            (true, Some(from)) => {
                found.push(from..at);
                start = None;
            }
            (false, None) => start = Some(at),
            _ => {}
        }
    }
    found.extend(start.map(|from| from..text.len()));
    found
}

/// The runs up to a full stop or a brace that ends a line.
fn statements(text: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, pair) in text.windows(2).enumerate() {
        if matches!(pair, b".\n" | b",\n" | b">\n")
            && (pair[0] != b',' || text.first() == Some(&b'{'))
        {
            found.push(start..at + 2);
            start = at + 2;
        }
    }
    found
}
