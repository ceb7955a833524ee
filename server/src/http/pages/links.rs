//! Links of pages: to the page of a term where the caller sees one, else out to where its IRI
//! leads. What is hidden and what is nowhere are linked alike.

use std::cell::RefCell;
use std::collections::HashMap;

use registry::{Registry, View};
use serde::Serialize;
use upper::iri::local;

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
                // Terms that have pages are found so.
                let found = self.registry.states(self.view, iri)?;
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
