//! Answering a question from a snapshot of the registry.

use std::io::Write;
use std::path::Path;

use oxigraph::model::{GraphName, GraphNameRef, NamedNode};
use oxigraph::sparql::results::QueryResultsSerializer;
use oxigraph::sparql::{
    QueryDataset, QueryEvaluationError, QueryResults, QuerySolutionIter, QueryTripleIter,
    SparqlEvaluator,
};
use oxigraph::store::Store;

use super::convert::serializer;
use super::parse;
use super::question::{Form, Formats, Question, Scope, Time, Unanswered};
use crate::error::{Error, told};
use crate::restricted::Restricted;
use crate::view::View;

/// The registry as it was at one moment, to be read only.
pub struct Snapshot {
    /// The newest of each graph, and the catalog.
    pub head: Store,
    /// Every revision under its node, where history may be asked for.
    pub history: Option<Store>,
}

impl Snapshot {
    /// Answers a question. `begin` is told the media type before the first byte is written.
    /// How long the text may be whoever took it from its author has decided.
    ///
    /// # Errors
    /// See [`Unanswered`]; something may have been written by then.
    pub fn ask<W: Write>(
        &self,
        question: &Question,
        begin: impl FnOnce(&'static str) -> std::io::Result<W>,
    ) -> Result<(), Unanswered> {
        let query = query(&question.text, question.base.as_deref())?;
        let mut prepared = SparqlEvaluator::new().for_query(query);
        let scope = &question.scope;
        let fast = matches!((&scope.view, &scope.time), (View::Everything, Time::Newest))
            && has_nothing_private(&self.head)?;
        select(prepared.dataset_mut(), scope, fast)?;
        let results = if fast {
            prepared.on_store(&self.head).execute()
        } else {
            let dataset = Restricted::new(&self.head, self.history.as_ref(), scope);
            prepared.on_queryable_dataset(dataset).execute()
        };
        write(results.map_err(failed)?, question.formats, begin)
    }

    /// Says of an update whether it is one: the registry itself is changed by publishing alone.
    ///
    /// # Errors
    /// Always: it is either no update or not allowed.
    pub fn update(&self, text: &str, base: Option<&str>) -> Result<(), Unanswered> {
        parse::update(text, base)?;
        Err(Unanswered::Update)
    }
}

/// What the author of an update hears who sends it as a query.
const NO_UPDATE: &str = "this is an update, not a query: graphs change by publishing alone, with `denota publish` or `PUT /api/v1/models/…`";

/// Parses a query. What is an update instead is called one: its author has other things to learn
/// than where it stops being a query.
fn query(text: &str, base: Option<&str>) -> Result<spargebra::Query, Unanswered> {
    parse::query(text, base).map_err(|wrong| {
        let updates = parse::update(text, base).is_ok_and(|u| !u.operations.is_empty());
        if updates {
            Unanswered::Unsupported(NO_UPDATE.to_owned())
        } else {
            wrong
        }
    })
}

/// Whether the store's own default graph, which is private, is empty. The store counts it
/// among "all graphs", so that its fast path is only for stores without.
pub(super) fn has_nothing_private(store: &Store) -> Result<bool, Unanswered> {
    let private = Some(GraphNameRef::DefaultGraph);
    let first = store.quads_for_pattern(None, None, None, private).next();
    let first = first.transpose();
    Ok(first
        .map_err(|e| Unanswered::Failed(Error::from(e).to_string()))?
        .is_none())
}

/// Leaves out of a checkpoint, which nobody else has open, what is private. Where it is to be
/// compacted too, that takes as long as writing all of it anew, and queries no longer pass over
/// what was left out.
///
/// # Errors
/// The store failed.
pub fn without_private(checkpoint: &Path, compact: bool) -> Result<(), Error> {
    let store = Store::open(checkpoint)?;
    // One range of keys, whatever its size.
    store.clear_graph(GraphNameRef::DefaultGraph)?;
    if compact {
        store.optimize()?;
    }
    Ok(())
}

/// Fills in which graphs the query is about. A [`Restricted`] dataset understands "the default graph" as the union
/// of what may be seen.
fn select(dataset: &mut QueryDataset, scope: &Scope, fast: bool) -> Result<(), Unanswered> {
    if !scope.default.is_empty() || !scope.named.is_empty() {
        let default = scope.default.iter().map(|g| Ok(GraphName::from(node(g)?)));
        dataset.set_default_graph(default.collect::<Result<_, Unanswered>>()?);
        let named = scope.named.iter().map(|g| Ok(node(g)?.into()));
        dataset.set_available_named_graphs(named.collect::<Result<_, Unanswered>>()?);
    } else if dataset.is_default_dataset() {
        match (scope.union, fast) {
            (true, true) => dataset.set_default_graph_as_union(),
            (true, false) => {}
            (false, _) => dataset.set_default_graph(Vec::new()),
        }
    }
    Ok(())
}

pub(super) fn node(iri: &str) -> Result<NamedNode, Unanswered> {
    let invalid = |e| Unanswered::Unsupported(format!("`{iri}` is no IRI: {e}"));
    NamedNode::new(iri).map_err(invalid)
}

/// Writes an answer in the format that will do for its kind.
pub(super) fn write<W: Write>(
    results: QueryResults<'_>,
    formats: Formats,
    begin: impl FnOnce(&'static str) -> std::io::Result<W>,
) -> Result<(), Unanswered> {
    match results {
        QueryResults::Boolean(answer) => {
            let format = formats
                .boolean
                .ok_or(Unanswered::NotAcceptable(Form::Boolean))?;
            let to = begin(format.media_type())?;
            QueryResultsSerializer::from_format(format.oxigraph())
                .serialize_boolean_to_writer(to, answer)?
                .flush()?;
            Ok(())
        }
        QueryResults::Solutions(solutions) => write_solutions(solutions, formats, begin),
        QueryResults::Graph(triples) => write_graph(triples, formats, begin),
    }
}

fn write_solutions<W: Write>(
    solutions: QuerySolutionIter<'_>,
    formats: Formats,
    begin: impl FnOnce(&'static str) -> std::io::Result<W>,
) -> Result<(), Unanswered> {
    let format = formats
        .solutions
        .ok_or(Unanswered::NotAcceptable(Form::Solutions))?;
    let to = begin(format.media_type())?;
    let mut writer = QueryResultsSerializer::from_format(format.oxigraph())
        .serialize_solutions_to_writer(to, solutions.variables().to_vec())?;
    for solution in solutions {
        let solution = solution.map_err(failed)?;
        for value in solution.values().iter().flatten() {
            let unsayable = |why| Unanswered::Unsayable(Form::Solutions, why);
            format.holds(value).map_err(unsayable)?;
        }
        let values = solution.iter();
        let values: Vec<_> = values
            .map(|(v, value)| (v, format.written(value)))
            .collect();
        writer.serialize(values.iter().map(|(v, value)| (*v, &**value)))?;
    }
    writer.finish()?.flush()?;
    Ok(())
}

fn write_graph<W: Write>(
    triples: QueryTripleIter<'_>,
    formats: Formats,
    begin: impl FnOnce(&'static str) -> std::io::Result<W>,
) -> Result<(), Unanswered> {
    let format = formats
        .graph
        .ok_or(Unanswered::NotAcceptable(Form::Graph))?;
    let to = begin(format.media_type())?;
    let mut writer = serializer(format, to);
    for triple in triples {
        let triple = triple.map_err(failed)?;
        let unsayable = |why| Unanswered::Unsayable(Form::Graph, why);
        format.says(triple.as_ref()).map_err(unsayable)?;
        writer.serialize_triple(&triple)?;
    }
    writer.finish()?.flush()?;
    Ok(())
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the library may add further ways to fail"
)]
pub(super) fn failed(error: QueryEvaluationError) -> Unanswered {
    match error {
        QueryEvaluationError::UnsupportedService(service) => {
            Unanswered::Unsupported(format!("`SERVICE {service}`: other services are not asked"))
        }
        QueryEvaluationError::UnboundService | QueryEvaluationError::InvalidServiceName(_) => {
            Unanswered::Unsupported("`SERVICE`: other services are not asked".to_owned())
        }
        QueryEvaluationError::UnsupportedCustomFunction(name) => {
            Unanswered::Unsupported(format!("the function `{name}` is not known"))
        }
        QueryEvaluationError::UnsupportedCustomFunctionArity { name, .. } => {
            Unanswered::Unsupported(format!("`{name}` takes another number of arguments"))
        }
        other => Unanswered::Failed(told(other)),
    }
}
