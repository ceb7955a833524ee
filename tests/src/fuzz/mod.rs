//! Fuzzing without a nightly compiler: inputs made from seeds by a fixed random sequence,
//! run through everything that a model file or a file of rows goes through. Whatever a file
//! says, reading and checking it must end soon and without a panic, and what comes of a
//! valid model must be well formed. `tests/fuzz/run.sh` runs it; `fuzz_corpus.rs` replays what it once found.

mod avro;
mod counts;
mod grammar;
mod mutate;
mod rng;
mod rows;
mod seeds;
mod values;

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;

use mappings::canonical::canonical;
use transpilers::naming::Naming;
use transpilers::output::{Output, ledger};
use transpilers::{Settings, TARGETS, Target, clashes};
use upper::builtin::builtin;
use upper::check::{Checked, Options, check};
use upper::model::{DomainModel, Valid};
use upper::rules::Context;
use upper::source::{Aliases, Input, Reader, Syntax};

pub use counts::Counts;
pub use mutate::Mutator;
pub use rng::Rng;
pub use seeds::{Group, Seed, What};

/// What inputs are run through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Through {
    /// The readers alone, all syntaxes.
    Read,
    /// Checking, and where there is no error all targets.
    Check,
    /// The readers of rows, and validation against a model.
    Rows,
}

impl Through {
    /// By name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "read" => Some(Self::Read),
            "check" => Some(Self::Check),
            "rows" => Some(Self::Rows),
            _ => None,
        }
    }

    /// What users type.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Check => "check",
            Self::Rows => "rows",
        }
    }

    /// What fuzzing starts from, what is most like real files first.
    #[must_use]
    pub fn seeds(self) -> Vec<Seed> {
        match self {
            Self::Read | Self::Check => seeds::graphs(),
            Self::Rows => rows::seeds(),
        }
    }
}

/// What became of an input.
pub struct Verdict {
    /// Whether it was free of errors.
    pub valid: bool,
    /// A hash of what was found: a new one means that the input reached something new.
    pub signature: u64,
}

/// Runs one input; `deep` also checks what comes out as it went in.
///
/// # Panics
/// Something is wrong with the product.
#[must_use]
pub fn run(seed: &Seed, through: Through, deep: bool) -> Verdict {
    match through {
        Through::Read => read(seed.inputs().into_iter().take(1)),
        Through::Check => model(seed, deep),
        Through::Rows => rows::run(seed, deep),
    }
}

/// Runs a file that `run.sh` has kept.
///
/// # Panics
/// The file cannot be read, or something is wrong with the product.
pub fn replay(path: &Path) {
    let seed = Seed::kept(path);
    let ways: &[Through] = match seed.what {
        What::Graph(..) => &[Through::Read, Through::Check],
        What::Rows(..) => &[Through::Rows],
    };
    for way in ways {
        let _ = run(&seed, *way, true);
    }
}

fn read(inputs: impl Iterator<Item = Input>) -> Verdict {
    let mut reader = Reader::new(Aliases::default());
    for input in inputs {
        reader.read(input);
    }
    let mut hasher = DefaultHasher::new();
    for finding in &reader.findings {
        let _ = reader.sources.position(finding.place);
        finding.code.hash(&mut hasher);
    }
    reader.graphs.len().hash(&mut hasher);
    Verdict {
        valid: reader.findings.is_empty(),
        signature: hasher.finish(),
    }
}

fn model(seed: &Seed, deep: bool) -> Verdict {
    let inputs = seed.inputs();
    let mut checked = check(inputs.clone(), &Options::default());
    for naming in [Naming::Prefixed, Naming::Plain] {
        let found = clashes::find(&Context::new(&checked.corpus, &checked.models), naming);
        checked.extend(found);
    }
    let valid = !checked.has_errors();
    if valid {
        for model in checked.valid() {
            // What takes the place of a system model says itself what a mapping is.
            let is_system = builtin(&model.domain().info.iri).is_some();
            let inputs = (deep && !is_system).then_some(&inputs);
            for target in TARGETS {
                transpile(&model, target, inputs);
            }
        }
    }
    Verdict {
        valid,
        signature: signature(&checked),
    }
}

/// The codes, and what findings say apart from the user's words.
fn signature(checked: &Checked) -> u64 {
    let mut codes: Vec<&str> = Vec::new();
    for finding in &checked.findings {
        let _ = checked.corpus.sources.position(finding.place);
        for related in &finding.related {
            let _ = checked.corpus.sources.position(related.place);
        }
        codes.push(finding.code);
    }
    codes.sort_unstable();
    codes.dedup();
    let mut hasher = DefaultHasher::new();
    codes.hash(&mut hasher);
    hasher.finish()
}

fn transpile(model: &Valid<DomainModel>, target: &Target, again: Option<&Vec<Input>>) {
    for naming in [Naming::Prefixed, Naming::Plain] {
        let output = (target.transpile)(
            model,
            &Settings {
                naming,
                ..Settings::default()
            },
        );
        well_formed(target, &output);
        let mapping = canonical(
            &model.domain().info.iri,
            target.name,
            &output.representation,
        );
        let _ = ledger(&output.losses);
        if let Some(inputs) = again.filter(|_| naming == Naming::Prefixed) {
            conforms(target, inputs, &output, mapping);
        }
    }
}

fn well_formed(target: &Target, output: &Output) {
    for artifact in &output.artifacts {
        if artifact.path.ends_with(".avsc") || artifact.path.ends_with(".json") {
            let parsed = serde_json::from_str::<serde_json::Value>(&artifact.text);
            assert!(
                parsed.is_ok(),
                "{} made JSON that is none: {}",
                target.name,
                artifact.path
            );
        }
    }
}

/// A representation and a mapping are graphs as any other, without an error in them.
fn conforms(target: &Target, inputs: &[Input], output: &Output, mapping: String) {
    let graph = |path: &str, text: String| Input {
        path: path.to_owned(),
        bytes: text.into_bytes(),
        syntax: Syntax::Turtle,
    };
    let mut all = inputs.to_vec();
    all.push(graph("made.container.ttl", output.representation.turtle()));
    all.push(graph("made.mapping.ttl", mapping));
    crate::examples::no_errors(&check(all, &Options::default()), target.name);
}
