//! Fills a registry with models, for figures: `fill FOLDER MODELS [CLASSES]`, and then, with
//! `--publish N`, publishes N changes of one model that nine others depend on, and tells how
//! long each took.
//!
//! Models come in tens: nine refer to a class of the first. All go the ordinary way in.

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use registry::{Author, Publication, Publisher, Refused, Registry, View};
use upper::source::{Input, Syntax};

/// How many models go into one publication.
const BATCH: usize = 100;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |n: usize| args.get(n).and_then(|a| a.parse::<usize>().ok());
    let (Some(folder), Some(models)) = (args.first(), number(1)) else {
        eprintln!("usage: fill FOLDER MODELS [CLASSES] [--publish N]");
        return ExitCode::from(2);
    };
    let classes = number(2).unwrap_or(4);
    let publish = args.iter().position(|a| a == "--publish");
    let publish = publish.and_then(|at| number(at + 1)).unwrap_or(0);
    match run(Path::new(folder), models, classes, publish) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(folder: &Path, models: usize, classes: usize, publish: usize) -> Result<(), String> {
    let started = Instant::now();
    let registry = Registry::open(folder).map_err(|e| e.to_string())?;
    println!("opened in {:.2?}", started.elapsed());
    let started = Instant::now();
    let there = registry
        .index()
        .seen(&View::Everything)
        .graphs()
        .filter(|g| !g.builtin)
        .count();
    for start in (there..models).step_by(BATCH) {
        let numbers = start..models.min(start + BATCH);
        put(&registry, numbers.map(|n| model(n, classes, 0)).collect())?;
        eprintln!(
            "{} of {models} after {:.0?}",
            models.min(start + BATCH),
            started.elapsed()
        );
    }
    let quads = registry.store().len().map_err(|e| e.to_string())?;
    println!(
        "{models} models of {classes} classes, {quads} quads; filled in {:.2?}",
        started.elapsed()
    );
    if publish > 0 {
        latency(&registry, classes, publish)?;
    }
    Ok(())
}

/// Publishes changes of the first model one after the other.
fn latency(registry: &Registry, classes: usize, publish: usize) -> Result<(), String> {
    let mut times: Vec<Duration> = Vec::new();
    let run = registry.index().generation();
    for n in 1..=publish {
        let text = model(0, classes, run as usize * 100_000 + n);
        let started = Instant::now();
        put(registry, vec![text])?;
        times.push(started.elapsed());
    }
    let half = times.len() / 2;
    let median = |times: &[Duration]| {
        let mut times = times.to_vec();
        times.sort_unstable();
        times.get(times.len() / 2).copied().unwrap_or_default()
    };
    println!(
        "{publish} publications with nine dependents: median {:.2?}, first half {:.2?}, second half {:.2?}",
        median(&times),
        median(times.get(..half).unwrap_or_default()),
        median(times.get(half..).unwrap_or_default()),
    );
    Ok(())
}

/// A model of a ten; `change` is part of it, so that each is another.
fn model(n: usize, classes: usize, change: usize) -> String {
    let own = format!("https://example.com/onto/scale{n}#");
    let mut text = tests::scale::scale(classes)
        .replace("https://example.com/onto/scale#", &own)
        .replace(
            "upper:domain \"scale\"",
            &format!("upper:domain \"scale{n}\""),
        );
    text.push_str(&format!(
        "\n:Changing a upper:Enumeration ; upper:label \"Changing\"@en ; upper:description \"What changes.\"@en ; upper:oneOf ( :Change{change} ) .\n:Change{change} a upper:EnumValue ; upper:label \"Change\"@en ; upper:description \"A change.\"@en .\n"
    ));
    let first = n - n % 10;
    if n != first {
        text.push_str(&format!(
            "@prefix first: <https://example.com/onto/scale{first}#> .
: <http://www.w3.org/2002/07/owl#imports> first: .
:changing a upper:Relationship ; upper:label \"changing\"@en ; upper:description \"What changes.\"@en ; upper:class first:Changing ; upper:maxCount 1 .
:Address0 upper:property :changing .
"
        ));
    }
    text
}

fn put(registry: &Registry, texts: Vec<String>) -> Result<(), String> {
    let inputs = texts.into_iter().enumerate().map(|(n, text)| Input {
        path: format!("{n}.ttl"),
        bytes: text.into_bytes(),
        syntax: Syntax::Turtle,
    });
    let publication = Publication {
        inputs: inputs.collect(),
        ..Publication::default()
    };
    let publisher = Publisher {
        name: "fill".to_owned(),
        at: registry::now(),
    };
    let author = Author {
        publisher: &publisher,
        view: &View::Everything,
        may_write: &|_| true,
    };
    let mut writer = registry.writer();
    let prepared = writer
        .prepare(publication, &author)
        .map_err(|e| e.to_string())?;
    let prepared = prepared.map_err(|r| why(&r))?;
    let written = writer.commit(prepared, Vec::new(), &publisher);
    written.map(|_| ()).map_err(|e| e.to_string())
}

fn why(refused: &Refused) -> String {
    match refused {
        Refused::Findings(checked) => format!("{:#?}", checked.findings.first()),
        Refused::Precondition { iri, .. }
        | Refused::Forbidden { iri }
        | Refused::Reserved { iri }
        | Refused::Name { iri, .. }
        | Refused::Numbers { iri, .. } => iri.clone(),
        Refused::Version { iri, least, .. } => format!("{iri} {least}"),
        Refused::Abandoned => "abandoned".to_owned(),
    }
}
