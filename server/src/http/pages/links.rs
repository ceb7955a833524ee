//! Links of pages: to the page of a term where the caller sees one, else out to where its IRI
//! leads. What is hidden and what is nowhere are linked alike.

use std::cell::RefCell;
use std::collections::HashMap;

use registry::model::vocab::rdf;
use registry::model::{GraphName, NamedNode};
use registry::{Registry, View, catalog};
use serde::Serialize;

use super::{Result, segment};

/// A link.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct Link {
    pub(super) text: String,
    iri: String,
    /// Nowhere for IRIs that a browser cannot open.
    href: Option<String>,
    /// Whether it leads away from here.
    is_out: bool,
}

impl Link {
    /// To the page of a term that the caller sees.
    pub(super) fn here(iri: &str, text: &str) -> Self {
        Self {
            text: text.to_owned(),
            iri: iri.to_owned(),
            href: Some(format!("/term?iri={}", segment(iri))),
            is_out: false,
        }
    }

    /// To the page of a model.
    pub(super) fn model(iri: &str, domain: &str) -> Self {
        Self {
            href: Some(format!("/models/{}", segment(domain))),
            ..Self::here(iri, domain)
        }
    }

    fn out(iri: &str, text: &str) -> Self {
        let opens = ["https://", "http://"].iter().any(|s| iri.starts_with(s));
        Self {
            text: text.to_owned(),
            iri: iri.to_owned(),
            href: opens.then(|| iri.to_owned()),
            is_out: true,
        }
    }
}

/// Makes the links of one page for one caller.
pub(super) struct Links<'a> {
    registry: &'a Registry,
    view: &'a View,
    known: RefCell<HashMap<String, bool>>,
}

impl<'a> Links<'a> {
    /// What a view sees has pages.
    pub(super) fn new(registry: &'a Registry, view: &'a View) -> Self {
        Self {
            registry,
            view,
            known: RefCell::default(),
        }
    }

    /// To a term, by its local name.
    ///
    /// # Errors
    /// The store failed.
    pub(super) fn to(&self, iri: &str) -> Result<Link> {
        self.named(iri, local(iri))
    }

    /// To a term, by another name.
    ///
    /// # Errors
    /// The store failed.
    pub(super) fn named(&self, iri: &str, text: &str) -> Result<Link> {
        let known = self.known.borrow().get(iri).copied();
        let has_page = match known {
            Some(known) => known,
            None => {
                let found = self.has_page(iri)?;
                self.known.borrow_mut().insert(iri.to_owned(), found);
                found
            }
        };
        Ok(if has_page {
            Link::here(iri, text)
        } else {
            Link::out(iri, text)
        })
    }

    /// Whether a graph that is seen gives it a type, as terms that have pages are found.
    fn has_page(&self, iri: &str) -> Result<bool> {
        let Ok(node) = NamedNode::new(iri) else {
            return Ok(false);
        };
        let store = self.registry.store();
        let subject = Some(node.as_ref().into());
        for quad in store.quads_for_pattern(subject, Some(rdf::TYPE), None, None) {
            let quad = quad.map_err(registry::Error::from)?;
            if let GraphName::NamedNode(graph) = &quad.graph_name {
                if graph.as_str() != catalog::IRI && self.view.sees(graph.as_str()) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}

/// The part of an IRI that names something within its namespace.
pub(super) fn local(iri: &str) -> &str {
    let trimmed = iri.trim_end_matches(['#', '/']);
    trimmed.rsplit(['#', '/']).next().unwrap_or(trimmed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_browser_should_open_is_text() {
        for iri in ["urn:isbn:1", "javascript:alert(1)", "data:text/html,x"] {
            assert_eq!(Link::out(iri, "x").href, None, "{iri}");
        }
        let out = Link::out("https://schema.org/Person", "Person");
        assert_eq!(out.href.as_deref(), Some("https://schema.org/Person"));
    }
}
