//! Our reader and oxttl accept the same texts, and read the same graphs from them.

use std::sync::OnceLock;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::RngSeed;
use upper::source::Syntax;

use crate::{oracle, suites};

const BASE: &str = "http://example.com/base/doc";

/// Texts on which we differ on purpose: `a.b` where a bare word ends at its dot, as the
/// grammar has it, while oxttl takes the dot into the word.
fn differs_on_purpose(text: &[u8]) -> bool {
    ["true.", "false.", "a."].iter().any(|word| {
        let glued = |at: usize| {
            text.get(at + word.len())
                .is_some_and(|b| !b.is_ascii_whitespace())
        };
        text.windows(word.len())
            .enumerate()
            .any(|(at, w)| w == word.as_bytes() && glued(at))
    })
}

fn compare(text: &[u8], syntax: Syntax) -> Result<(), TestCaseError> {
    let ours = oracle::read(text, syntax, BASE);
    if std::str::from_utf8(text).is_err() {
        // oxttl does not look at the encoding of comments.
        prop_assert!(!ours.findings.is_empty());
        return Ok(());
    }
    let theirs = oracle::oxttl(text, syntax, BASE);
    if differs_on_purpose(text) {
        return Ok(());
    }
    let shown = String::from_utf8_lossy(text);
    match theirs {
        Ok(dataset) => {
            prop_assert!(
                ours.findings.is_empty(),
                "only we refuse: {:?}\n{shown}",
                ours.findings
            );
            prop_assert!(ours.dataset == dataset, "read differently:\n{shown}");
        }
        Err(error) => prop_assert!(
            !ours.findings.is_empty(),
            "only oxttl refuses: {error}\n{shown}"
        ),
    }
    Ok(())
}

/// Pieces of which documents are made, with the gaps that tokens allow between them.
const TOKENS: &[&str] = &[
    "ex:a",
    "ex:b",
    ":c",
    "ex:",
    "<http://example.com/x>",
    "<rel#f>",
    "<>",
    "_:n1",
    "_:n2",
    "a",
    "a",
    ".",
    ".",
    ".",
    ".",
    ";",
    ";",
    ",",
    "[",
    "]",
    "[]",
    "(",
    ")",
    "\"text\"",
    "'it'",
    "\"\"\"long \"q\"\n\"\"\"",
    "\"e\\u00E9\\n\"",
    "@en",
    "@de-AT",
    "^^",
    "xsd:int",
    "1",
    "-2",
    "3.5",
    "+4e-2",
    ".5",
    "true",
    "false",
    "@prefix ex: <http://example.com/other#> .\n",
    "PREFIX q: <q/>\n",
    "@base <sub/> .\n",
    "# note\n",
    "{",
    "}",
    "ex:a\\,b",
    "ex:%41",
    "ex:a.b",
    "ex:a:b",
    "ex:é",
    "\"é\"",
    "GRAPH",
    "q:z",
    "<<",
    "\\",
    "@",
    "\u{201C}",
];

fn tokens() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(
        (select(TOKENS), select(&[" ", " ", " ", "\n", ""][..])),
        0..40,
    )
    .prop_map(|pieces| {
        let mut text = "@prefix ex: <http://example.com/> . @prefix : <#> .\n\
            @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
            .to_owned();
        for (token, gap) in pieces {
            text.push_str(token);
            text.push_str(gap);
        }
        text.into_bytes()
    })
}

/// A valid term as an object, to a depth.
fn object() -> impl Strategy<Value = String> {
    let leaf = select(
        &[
            "ex:a",
            "<x#y>",
            "_:b",
            "\"t\"@en",
            "\"1\"^^xsd:int",
            "'''l\n'''",
            "12",
            "1.5",
            "-1e3",
            "true",
            "[]",
            "()",
        ][..],
    )
    .prop_map(str::to_owned);
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|v| format!("( {} )", v.join(" "))),
            prop::collection::vec((select(&["ex:p", "a", "<q>"][..]), inner), 1..4).prop_map(|v| {
                let parts: Vec<_> = v.iter().map(|(p, o)| format!("{p} {o}")).collect();
                format!("[ {} ]", parts.join(" ; "))
            }),
        ]
    })
}

fn valid() -> impl Strategy<Value = String> {
    let subject = prop_oneof![
        select(&["ex:s", "_:b", "<#t>", "[]"][..]).prop_map(str::to_owned),
        object().prop_filter("only nodes have properties", |o| o.starts_with('[')
            || o.starts_with("( "))
    ];
    let statement = (
        subject,
        prop::collection::vec((select(&["ex:p", "a", "<q>"][..]), object()), 1..4),
    );
    prop::collection::vec(statement, 1..8).prop_map(|statements| {
        let mut text = "@prefix ex: <http://example.com/> .\nPREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n".to_owned();
        for (subject, properties) in statements {
            let parts: Vec<_> = properties.iter().map(|(p, o)| format!("{p} {o}")).collect();
            let empty_list = subject.trim_start_matches("( ").trim() == ")";
            let subject = if empty_list { "()" } else { &subject };
            text.push_str(&format!("{subject} {} .\n", parts.join(" ;\n    ")));
        }
        text
    })
}

/// All files of the suites, in their syntax.
fn files() -> &'static [(Syntax, Vec<u8>)] {
    static FILES: OnceLock<Vec<(Syntax, Vec<u8>)>> = OnceLock::new();
    FILES.get_or_init(|| {
        let suites = [
            ("rdf-turtle", Syntax::Turtle),
            ("rdf-trig", Syntax::TriG),
            ("rdf-n-triples", Syntax::NTriples),
            ("rdf-n-quads", Syntax::NQuads),
        ];
        let read = |case: suites::Case| std::fs::read(case.action).unwrap();
        suites
            .iter()
            .flat_map(|(suite, syntax)| {
                suites::cases(suite)
                    .into_iter()
                    .map(|case| (*syntax, read(case)))
            })
            .filter(|(_, text)| text.len() < 20_000)
            .collect()
    })
}

fn mutate(text: &[u8], edits: &[(Index, u8, u8)]) -> Vec<u8> {
    const BYTES: &[u8] = b" .;,<>\"'[](){}@^:_a1\\u%#\n-+e\xC3\xFF";
    let mut text = text.to_vec();
    for (at, kind, byte) in edits {
        let byte = BYTES[usize::from(*byte) % BYTES.len()];
        let at = at.index(text.len() + 1);
        match kind % 3 {
            0 => text.insert(at, byte),
            1 if at < text.len() => drop(text.remove(at)),
            _ if at < text.len() => text[at] = byte,
            _ => {}
        }
    }
    text
}

/// 400 cases from a fixed seed; as many as `PROPTEST_CASES` says, from other seeds.
fn config() -> ProptestConfig {
    let mut config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = 400;
        config.rng_seed = RngSeed::Fixed(7);
    }
    config
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn tokens_in_any_order(text in tokens(), trig in any::<bool>()) {
        compare(&text, if trig { Syntax::TriG } else { Syntax::Turtle })?;
    }

    #[test]
    fn valid_documents(text in valid()) {
        prop_assert!(oracle::oxttl(text.as_bytes(), Syntax::Turtle, BASE).is_ok(), "not valid: {text}");
        compare(text.as_bytes(), Syntax::Turtle)?;
    }

    #[test]
    fn mutated_suite_files(
        file in any::<Index>(),
        edits in prop::collection::vec((any::<Index>(), any::<u8>(), any::<u8>()), 1..4),
    ) {
        if !files().is_empty() {
            let (syntax, text) = file.get(files());
            compare(&mutate(text, &edits), *syntax)?;
        }
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,80}") {
        for syntax in [Syntax::Turtle, Syntax::TriG, Syntax::NTriples, Syntax::NQuads, Syntax::JsonLd, Syntax::RdfXml] {
            oracle::read(&bytes, syntax, BASE);
            oracle::read(text.as_bytes(), syntax, BASE);
        }
    }
}
