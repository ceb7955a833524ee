//! Namespaces that are read as if they were others, so that models written for another
//! publication of Upper load unchanged.

/// Where Upper lives here.
const UPPER: &str = "https://w3id.org/denota/upper#";

/// Which namespaces stand for which; the default knows those that Upper is published under.
#[derive(Clone, Debug)]
pub struct Aliases {
    pairs: Vec<(String, String)>,
}

impl Default for Aliases {
    fn default() -> Self {
        let mut aliases = Self { pairs: Vec::new() };
        aliases.add("https://rdf.netflix.net/ns/upper#", UPPER);
        aliases.add("https://github.com/theengineear/ns/upper#", UPPER);
        aliases
    }
}

impl Aliases {
    /// Reads IRIs that start with `from` as if they started with `to`.
    pub fn add(&mut self, from: impl Into<String>, to: impl Into<String>) {
        self.pairs.push((from.into(), to.into()));
    }

    /// Rewrites an IRI where it is in an aliased namespace.
    pub(super) fn apply(&self, iri: &mut String) {
        for (from, to) in &self.pairs {
            if iri.starts_with(from) {
                iri.replace_range(..from.len(), to);
                return;
            }
        }
    }

    /// Whether an IRI that starts with this namespace may still be in an aliased one.
    pub(super) fn extends(&self, namespace: &str) -> bool {
        self.pairs
            .iter()
            .any(|(from, _)| from.len() > namespace.len() && from.starts_with(namespace))
    }
}
