//! What the texts of models and of rows consist of, as far as changing them takes: words,
//! statements, and texts that break things.

use std::collections::BTreeSet;
use std::ops::Range;

use containers::Format;

use super::{Seed, What};

/// The language of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grammar {
    /// The syntaxes of RDF.
    Graph,
    /// JSON lines and comma-separated values; schemas in JSON too.
    Rows,
}

/// Texts that break things in models, beside the words of the ontologies.
const GRAPH: &[&str] = &[
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

/// What is repeated to nest models deeply.
const GRAPH_NESTS: &[&str] = &[
    "[ a ", "( ", "[ :p ", "{ ", "[", "{\"a\":", "<a>", "<< ", "([",
];

/// Texts that break things in rows, beside the words of the rows.
const ROWS: &[&str] = &[
    "null",
    "true",
    "\"\"",
    "\"x\"",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\"NaN\"",
    "\"-INF\"",
    "{}",
    "[]",
    "[null]",
    "{\"\":null}",
    "{\"en\":\"x\",\"en\":\"y\"}",
    "{\"x-\":\"\"}",
    "0",
    "-0",
    "-1",
    "1e400",
    "1E-400",
    "0.1000000000000000055511151231257827",
    "1.00",
    "2147483648",
    "-9223372036854775809",
    "18446744073709551616",
    "99999999999999999999999999999999999999",
    "123456789012345678901234567890.123456789",
    "\"0001-01-01\"",
    "\"-0001-02-29\"",
    "\"99999-12-31\"",
    "\"2024-02-30\"",
    "\"2024-02-29T24:00:00Z\"",
    "\"2024-02-29T23:59:60Z\"",
    "\"2016-12-31T23:59:59.9999999+14:00\"",
    "\"-292277022657-01-27T08:29:52Z\"",
    "\"24:00:00\"",
    "\"P1Y2M3DT4H5M6.7S\"",
    "\"-P\"",
    "\"PT\"",
    "\"00000000-0000-0000-0000-00000000000g\"",
    "\"https://example.org/%zz\"",
    "\"//\"",
    "\"====\"",
    "\"AQI\"",
    "\"_type\"",
    "\"@type\"",
    "\"value\"",
    "\",",
    "\"",
    ",",
    ",,",
    ":",
    "}",
    "]",
    "\n",
    "\r\n",
    "\n\n",
    "\u{feff}",
    "\u{0}",
    "\"\"\"",
    "é",
    "日本",
    "\u{202e}",
    "\\",
];

/// What is repeated to nest rows deeply.
const ROWS_NESTS: &[&str] = &["[", "{\"a\":", "[[", "{\"value\":", "\"", "(", "[{"];

/// Whether a token is worth putting elsewhere.
type IsWord = fn(&[u8]) -> bool;

impl Grammar {
    /// The words of a text.
    pub(super) fn tokens(self, text: &[u8]) -> Vec<Range<usize>> {
        match self {
            Self::Graph => runs(text, |byte| !byte.is_ascii_whitespace()),
            Self::Rows => runs(text, |byte| {
                byte.is_ascii_alphanumeric() || b"\"_-.+:@/#".contains(&byte) || byte >= 0x80
            }),
        }
    }

    /// The sentences of a text.
    pub(super) fn statements(self, text: &[u8]) -> Vec<Range<usize>> {
        match self {
            Self::Graph => statements(text),
            Self::Rows => {
                let mut start = 0;
                let ends = text.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
                ends.map(|(at, _)| std::mem::replace(&mut start, at + 1)..at + 1)
                    .collect()
            }
        }
    }

    /// What to repeat in order to nest.
    pub(super) fn nests(self) -> &'static [&'static str] {
        match self {
            Self::Graph => GRAPH_NESTS,
            Self::Rows => ROWS_NESTS,
        }
    }

    /// The words to put anywhere: those above, and those of the seeds.
    pub(super) fn dictionary(self, seeds: &[Seed]) -> Vec<Vec<u8>> {
        let (given, is_word): (&[&str], IsWord) = match self {
            Self::Graph => (GRAPH, is_term),
            Self::Rows => (ROWS, |_| true),
        };
        let mut words: BTreeSet<Vec<u8>> = given.iter().map(|t| t.as_bytes().to_vec()).collect();
        for seed in seeds.iter().filter(|s| s.what.grammar() == Some(self)) {
            let found = self.tokens(&seed.bytes).into_iter();
            let found = found.filter_map(|r| seed.bytes.get(r));
            words.extend(
                found
                    .filter(|t| t.len() < 60 && is_word(t))
                    .map(<[u8]>::to_vec),
            );
        }
        words.into_iter().collect()
    }
}

impl What {
    /// The language of its texts; none where it is no text.
    pub(super) fn grammar(&self) -> Option<Grammar> {
        match self {
            Self::Graph(..) => Some(Grammar::Graph),
            Self::Rows(_, Format::JsonLines | Format::Csv) => Some(Grammar::Rows),
            Self::Rows(_, Format::Avro | Format::Parquet) => None,
        }
    }
}

fn is_term(word: &[u8]) -> bool {
    [&b"upper:"[..], b"xsd:", b"rdf:", b"owl:", b"sh:"]
        .iter()
        .any(|prefix| word.starts_with(prefix))
}

/// The runs of bytes that belong to words.
fn runs(text: &[u8], belongs: impl Fn(u8) -> bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, byte) in text.iter().enumerate() {
        match (belongs(*byte), start) {
            (false, Some(from)) => {
                found.push(from..at);
                start = None;
            }
            (true, None) => start = Some(at),
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
