//! SPARQL Update on a store that holds nothing of the registry: for the protocol's own tests.

use oxigraph::sparql::SparqlEvaluator;
use oxigraph::store::Store;
use spargebra::GraphUpdateOperation;

use super::ask::node;
use super::parse;
use super::question::Unanswered;

/// Runs an update; `using` and `using_named` are the graphs that the protocol selects.
///
/// # Errors
/// It is no update, selects graphs twice, or fails.
pub fn scratch_update(
    store: &Store,
    text: &str,
    base: Option<&str>,
    using: &[String],
    using_named: &[String],
) -> Result<(), Unanswered> {
    let mut update = parse::update(text, base)?;
    if !using.is_empty() || !using_named.is_empty() {
        let nodes = |iris: &[String]| {
            iris.iter()
                .map(|iri| node(iri))
                .collect::<Result<Vec<_>, _>>()
        };
        let (default, named) = (nodes(using)?, nodes(using_named)?);
        for operation in &mut update.operations {
            if let GraphUpdateOperation::DeleteInsert { using, .. } = operation {
                if using.is_some() {
                    return Err(Unanswered::Unsupported(
                        "graphs are selected both by the protocol and by `USING` or `WITH`"
                            .to_owned(),
                    ));
                }
                *using = Some(spargebra::algebra::QueryDataset {
                    default: default.clone(),
                    named: Some(named.clone()),
                });
            }
        }
    }
    let update = SparqlEvaluator::new().for_update(update).on_store(store);
    update
        .execute()
        .map_err(|e| Unanswered::Failed(e.to_string()))
}
