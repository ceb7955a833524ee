//! Whether the registry finds all that a change breaks: it looks only at the graphs that use
//! a changed term, and must come to the same answer as checking everything together.

use registry::{Author, Publication, Publisher, Refused, Registry, View};
use tests::generate::models;
use transpilers::clashes;
use transpilers::naming::Naming;
use upper::check::{Options, check};
use upper::finding::Severity;
use upper::rules::Context;
use upper::source::{Input, Syntax};

fn inputs(texts: &[&str]) -> Vec<Input> {
    let input = |(n, text): (usize, &&str)| Input {
        path: format!("{n}.ttl"),
        bytes: text.as_bytes().to_vec(),
        syntax: Syntax::Turtle,
    };
    texts.iter().enumerate().map(input).collect()
}

/// What is wrong with texts that are checked together.
fn errors(texts: &[&str]) -> Vec<String> {
    let mut checked = check(inputs(texts), &Options::default());
    let context = Context::new(&checked.corpus, &checked.models);
    let more = clashes::find(&context, Naming::Prefixed);
    checked.extend(more);
    let errors = checked.findings.iter();
    let errors = errors.filter(|f| f.severity == Severity::Error);
    errors
        .map(|f| format!("{} {}", f.code, f.message))
        .collect()
}

/// The model with one of its statements left out, for each that is more than a text.
fn without_one(text: &str) -> Vec<String> {
    let blocks: Vec<&str> = text.split("\n\n").collect();
    let mut all = Vec::new();
    for (at, block) in blocks.iter().enumerate().skip(2) {
        let clauses: Vec<&str> = block
            .trim_end_matches([' ', '.', '\n'])
            .split(" ;")
            .collect();
        for left_out in 1..clauses.len() {
            let texts = ["upper:label", "upper:description"];
            if texts
                .iter()
                .any(|t| clauses[left_out].trim_start().starts_with(t))
            {
                continue;
            }
            let mut kept = clauses.clone();
            kept.remove(left_out);
            let mut changed = blocks.clone();
            let block = kept.join(" ;") + " .";
            changed[at] = &block;
            all.push(changed.join("\n\n"));
        }
    }
    all
}

/// What the registry would say to a publication.
fn prepare(registry: &Registry, text: &str, commit: bool) -> Result<(), Refused> {
    let publisher = Publisher {
        name: "tests".to_owned(),
        at: "2026-01-02T03:04:05Z".to_owned(),
    };
    let author = Author {
        publisher: &publisher,
        view: &View::Everything,
        may_write: &|_| true,
    };
    let publication = Publication {
        inputs: inputs(&[text]),
        ..Publication::default()
    };
    let mut writer = registry.writer();
    let prepared = writer.prepare(publication, &author).unwrap()?;
    if commit {
        writer.commit(prepared, Vec::new(), &publisher).unwrap();
    }
    Ok(())
}

#[test]
fn whatever_a_change_breaks_is_found_and_nothing_else() {
    let soak = std::env::var_os("DENOTA_SOAK").is_some();
    let (mut accepted, mut refused) = (0, 0);
    let (seeds, size) = if soak { (0..10, 2) } else { (0..2, 1) };
    for seed in seeds {
        let [base, extending] = models(seed, size);
        let folder = tempfile::tempdir().unwrap();
        let registry = Registry::open(folder.path()).unwrap();
        for text in [&base, &extending] {
            assert!(prepare(&registry, text, true).is_ok(), "seed {seed}");
        }
        for changed in without_one(&base) {
            if !errors(&[&changed]).is_empty() {
                continue;
            }
            let broken = errors(&[&changed, &extending]);
            match prepare(&registry, &changed, false) {
                Ok(()) => {
                    assert!(
                        broken.is_empty(),
                        "seed {seed}: {broken:#?}\n{changed}\n{extending}"
                    );
                    accepted += 1;
                }
                Err(Refused::Findings(_)) => {
                    assert!(!broken.is_empty(), "seed {seed}:\n{changed}");
                    refused += 1;
                }
                Err(_) => panic!("seed {seed}: nothing else is wrong"),
            }
        }
    }
    println!("{accepted} changes accepted, {refused} refused");
    assert!(
        accepted > 0 && refused > 0,
        "{accepted} accepted, {refused} refused"
    );
}
