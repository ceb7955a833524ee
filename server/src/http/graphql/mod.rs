//! GraphQL over models, containers and mappings.
//!
//! The schema is [derived](served) from Upper and the system domains as the registry holds
//! them, by way of our own GraphQL target; the [fields] are resolved over the store as the
//! caller [sees it](data). [Guards](guard) look at a query before it is validated, and a
//! budget of nodes, work and time goes with it while it runs. Names are prefixed as those of
//! the target are: several domains meet here (`upper:Type`, `graphql:Type`), and in a
//! company's gateway the types of others too.

mod answers;
mod data;
mod dynamic;
mod execute;
mod fields;
mod graphiql;
mod guard;
mod request;
mod served;
pub(crate) mod settings;
#[cfg(test)]
mod tests;
mod transport;

use std::sync::{Arc, Mutex, RwLock};

use axum::Router;
use axum::routing::get;
use registry::Registry;
use upper::builtin;

use self::answers::Answers;
use self::data::counts::Counts;
use self::served::Served;
use super::app::App;
use crate::failure::Result;

/// The schema, and what is kept between queries.
pub(crate) struct Api {
    current: RwLock<Arc<Current>>,
    counts: Arc<Counts>,
    /// One derivation at a time.
    deriving: Mutex<()>,
}

/// The schema as Upper and the system domains now say.
struct Current {
    /// The content hashes of the models that it was derived from.
    of: Vec<String>,
    served: Arc<Served>,
    /// Answers about the schema, which are the same for everybody.
    answers: Answers,
}

/// Derives the schema.
pub(crate) fn new(registry: &Arc<Registry>) -> Result<Api> {
    let of = versions(registry);
    Ok(Api {
        current: RwLock::new(Arc::new(derive(registry, of)?)),
        counts: Arc::default(),
        deriving: Mutex::new(()),
    })
}

/// The routes.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/graphql", get(transport::get).post(transport::post))
        .route("/assets/{*path}", get(graphiql::asset))
}

impl Api {
    /// Something was published: where it was Upper or a system domain, the schema follows.
    pub(crate) fn published(&self, registry: &Arc<Registry>) {
        let of = versions(registry);
        if self.current().of == of {
            return;
        }
        let _one = self.deriving.lock();
        if self.current().of == of {
            return;
        }
        match derive(registry, of) {
            Ok(derived) => {
                let mut current = self
                    .current
                    .write()
                    .unwrap_or_else(std::sync::PoisonError::into_inner);
                *current = Arc::new(derived);
            }
            // The schema before goes on serving.
            Err(failure) => tracing::error!(what = failure.what, "the schema does not follow"),
        }
    }

    fn current(&self) -> Arc<Current> {
        let current = self
            .current
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        Arc::clone(&current)
    }
}

/// The content hashes of Upper and the system domains.
fn versions(registry: &Registry) -> Vec<String> {
    let index = registry.index();
    let seen = index.seen(&registry::View::Everything);
    let of = |iri: &str| seen.graph(iri)?.newest().map(|r| r.hash.clone());
    builtin::MODELS
        .iter()
        .map(|(iri, _, _)| of(iri).unwrap_or_default())
        .collect()
}

fn derive(registry: &Registry, of: Vec<String>) -> Result<Current> {
    let mut texts = Vec::new();
    for (iri, path, text) in builtin::MODELS {
        // Until the registry holds a model, it is as the product brings it.
        let kept = registry.newest_text(iri).ok().flatten();
        texts.push((
            (*path).to_owned(),
            kept.unwrap_or_else(|| (*text).to_owned()),
        ));
    }
    Ok(Current {
        of,
        served: Arc::new(Served::derive(texts)?),
        answers: Answers::default(),
    })
}
