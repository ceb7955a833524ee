//! All of checking: from texts to valid models and findings.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::certain::{self, Findings};
use crate::finding::{self, Finding, Severity};
use crate::model::{DomainModel, ModelGraph, Models, Valid, lower};
use crate::resolve::{Corpus, GraphId, resolve};
use crate::rules::{self, Context, Levels};
use crate::shapes;
use crate::source::{Aliases, Input, Reader, SourceId};

/// How to check.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Namespaces that stand for others.
    pub aliases: Aliases,
    /// Levels of rules and lints.
    pub levels: Levels,
}

/// The result: models, and everything found.
pub struct Checked {
    /// The graphs.
    pub corpus: Corpus,
    /// The typed models; incomplete where there are errors.
    pub models: Arc<Models>,
    /// All findings, sorted by file and place. What may only come of a mistake of syntax is
    /// left out.
    pub findings: Vec<Finding>,
    /// Texts with errors that were left out.
    unsure: FxHashSet<SourceId>,
}

/// The stages of checking, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Texts to graphs.
    Parse,
    /// Graphs to governed graphs.
    Resolve,
    /// Graphs to typed models.
    Lower,
    /// What shapes say.
    Shapes,
    /// What rules say.
    Rules,
}

/// Checks texts together: they are one registry in memory, whatever their order.
#[must_use]
pub fn check(inputs: Vec<Input>, options: &Options) -> Checked {
    check_observed(inputs, options, &mut |_| {})
}

/// The same, and tells when each stage has ended: this crate has no clock.
#[must_use]
pub fn check_observed(
    inputs: Vec<Input>,
    options: &Options,
    ended: &mut dyn FnMut(Stage),
) -> Checked {
    let mut reader = Reader::new(options.aliases.clone());
    for input in inputs {
        reader.read(input);
    }
    ended(Stage::Parse);
    observed(reader, options, ended)
}

/// Checks what a reader has read together.
#[must_use]
pub fn check_read(reader: Reader, options: &Options) -> Checked {
    observed(reader, options, &mut |_| {})
}

fn observed(reader: Reader, options: &Options, ended: &mut dyn FnMut(Stage)) -> Checked {
    let of_syntax = reader.findings.len();
    let (mut corpus, mut findings) = resolve(reader);
    ended(Stage::Resolve);
    let mut models = lower_models(&corpus);
    ended(Stage::Lower);
    let mut stated = findings.split_off(of_syntax);
    let mut unlike = shapes::check_all(&corpus, &models);
    for _ in 0..READINGS {
        if !corpus.mend(&unlike) {
            break;
        }
        models = lower_models(&corpus);
        stated.extend(unlike.into_iter().filter(|f| !f.slips.is_empty()));
        unlike = shapes::check_all(&corpus, &models);
    }
    stated.extend(unlike);
    ended(Stage::Shapes);
    let context = Context::new(&corpus, &models);
    let derived = rules::run(&context, &options.levels);
    let (certain, left_out) = certain::divide(&corpus, Findings { stated, derived });
    findings.extend(certain);
    // What was not read as it was meant is found in every reading.
    for finding in &mut findings {
        finding.slips.clear();
    }
    finding::sort(&mut findings, &corpus.sources);
    ended(Stage::Rules);
    Checked {
        corpus,
        models: Arc::new(models),
        findings,
        unsure: sources_of_errors(&left_out),
    }
}

/// How often names are read as they were meant: what was not known as the value of a property
/// with a misspelt name is seen the next time.
const READINGS: usize = 3;

fn lower_models(corpus: &Corpus) -> Models {
    let graphs: Vec<ModelGraph<'_>> = corpus
        .graphs()
        .filter(|(_, named)| named.is_model)
        .map(|(_, named)| ModelGraph {
            header: named.iri,
            graph: &named.graph,
        })
        .collect();
    lower(&corpus.terms, &graphs)
}

fn sources_of_errors(findings: &[Finding]) -> FxHashSet<SourceId> {
    let errors = findings.iter().filter(|f| f.severity == Severity::Error);
    errors.map(|f| f.place.source).collect()
}

impl Checked {
    /// Adds the findings of a later stage.
    pub fn extend(&mut self, more: Vec<Finding>) {
        let more = Findings {
            stated: Vec::new(),
            derived: more,
        };
        let (certain, left_out) = certain::divide(&self.corpus, more);
        self.unsure.extend(sources_of_errors(&left_out));
        self.findings.extend(certain);
        finding::sort(&mut self.findings, &self.corpus.sources);
    }

    /// Whether there is an error anywhere.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|f| f.severity == Severity::Error)
    }

    /// The user's domain models that are valid: without an error in themselves or in
    /// anything that they depend on, all of which is there.
    #[must_use]
    pub fn valid(&self) -> Vec<Valid<DomainModel>> {
        let broken = self.broken();
        self.models
            .domains()
            .filter(|(_, domain)| {
                self.corpus
                    .by_iri(domain.info.id)
                    .is_some_and(|id| !self.corpus.graph(id).builtin && self.is_sound(id, &broken))
            })
            .map(|(id, _)| Valid::new(DomainModel::new(Arc::clone(&self.models), id)))
            .collect()
    }

    /// The user's graphs that are valid: models, representations, mappings.
    #[must_use]
    pub fn valid_graphs(&self) -> Vec<Valid<GraphId>> {
        let broken = self.broken();
        self.corpus
            .graphs()
            .filter(|(id, named)| !named.builtin && self.is_sound(*id, &broken))
            .map(|(id, _)| Valid::new(id))
            .collect()
    }

    fn broken(&self) -> FxHashSet<SourceId> {
        let mut broken = sources_of_errors(&self.findings);
        broken.extend(&self.unsure);
        broken
    }

    fn is_sound(&self, id: GraphId, broken: &FxHashSet<SourceId>) -> bool {
        let named = self.corpus.graph(id);
        let governing = named.governing.into_iter();
        std::iter::once(id)
            .chain(named.closure.iter().copied())
            .chain(governing)
            .map(|id| self.corpus.graph(id))
            .all(|named| named.missing.is_empty() && !broken.contains(&named.graph.source()))
    }
}
