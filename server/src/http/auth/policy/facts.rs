//! What policies can know of a graph.

use registry::{Claim, Graph};

use crate::http::kinds;

/// What a policy can look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Facts {
    /// The IRI.
    pub(crate) iri: String,
    /// The short name of a domain model.
    pub(crate) domain: Option<String>,
    /// The team that owns it.
    pub(crate) owner: Option<String>,
    /// What it is; of a graph that is about to be made this is not known.
    pub(crate) kind: Option<&'static str>,
    /// Whether it came with the product.
    pub(crate) builtin: bool,
}

impl Facts {
    /// Of a graph that is about to be made.
    pub(crate) fn of_new(iri: &str, owner: Option<&str>) -> Self {
        Self {
            iri: iri.to_owned(),
            domain: None,
            owner: owner.map(str::to_owned),
            kind: None,
            builtin: false,
        }
    }

    /// Of the graph as somebody would have it.
    pub(crate) fn claimed_by(mut self, claim: &Claim<'_>) -> Self {
        let set = |fact: &mut Option<String>, value: Option<&str>| {
            if let Some(value) = value {
                *fact = Some(value.to_owned());
            }
        };
        set(&mut self.owner, claim.owner);
        set(&mut self.domain, claim.domain);
        self
    }
}

impl From<&Graph> for Facts {
    fn from(graph: &Graph) -> Self {
        Self {
            iri: graph.iri.clone(),
            domain: graph.domain().map(str::to_owned),
            owner: graph.owner().map(str::to_owned),
            kind: Some(kinds::word(graph.kind)),
            builtin: graph.builtin,
        }
    }
}
