//! Content hashes: SHA-256 of the canonical form of RDFC-1.0, so that two graphs that say
//! the same have the same hash, however they are written.
//!
//! The canonical form also names blank nodes. The store uses those names, behind the hash,
//! so that no two graphs share a blank node and the same graph always has the same ones.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::rc::Rc;

use sophia::api::quad::Spog;
use sophia::api::term::{BnodeId, SimpleTerm};
use sophia::c14n::hash::{HashFunction, Sha256};
use sophia::c14n::rdfc10::relabel;
use upper::graph::{Graph, Terms};

use crate::alike::{Alike, MOST};
use crate::convert;
use crate::error::Error;

/// How many blank nodes that look alike are told apart on the stack of whoever asks.
const FEW: usize = 32;
/// Room for the recursion along blank nodes that look alike. Untouched pages cost nothing.
const STACK: usize = 256 << 20;

/// Triples as the library takes them, always in the same order.
type Triples<'a> = BTreeSet<Spog<SimpleTerm<'a>>>;
/// Canonical labels of blank nodes, by those that they have.
type Labels = BTreeMap<String, String>;

/// What the canonical form of a graph settles.
pub(crate) struct Canonical {
    /// The content hash: 64 hexadecimal digits.
    pub(crate) hash: String,
    /// The blank nodes by their labels, with their canonical ones.
    labels: BTreeMap<String, String>,
}

/// The content hash of a graph: 64 hexadecimal digits.
///
/// # Errors
/// The graph has too many blank nodes that look alike.
pub fn content_hash(terms: &Terms, graph: &Graph) -> Result<String, Error> {
    Ok(canonical(terms, graph, &Budget::default())?.hash)
}

/// What the canonical forms of all graphs of a publication may cost together.
pub(crate) struct Budget(Cell<u64>);

impl Default for Budget {
    fn default() -> Self {
        Self(Cell::new(4 * MOST))
    }
}

/// The canonical form of a graph that anybody may have sent: where it would be too much work,
/// it has none.
pub(crate) fn canonical(terms: &Terms, graph: &Graph, budget: &Budget) -> Result<Canonical, Error> {
    let triples = triples(terms, graph);
    // Nothing is left where this fails.
    let had = budget.0.replace(0);
    let most = had.min(MOST);
    let (labels, left) = labels(&triples, Some(most))?;
    budget.0.set(had - (most - left));
    Ok(form(&triples, labels))
}

/// The canonical form of a graph that went in once. It has one, whatever the limit was then.
pub(crate) fn stored(terms: &Terms, graph: &Graph) -> Result<Canonical, Error> {
    canonical_of(triples(terms, graph))
}

/// The same of triples that are in a store.
pub(crate) fn canonical_of<'a>(
    triples: impl IntoIterator<Item = Spog<SimpleTerm<'a>>>,
) -> Result<Canonical, Error> {
    let triples: Triples<'_> = triples.into_iter().collect();
    let (labels, _) = labels(&triples, None)?;
    Ok(form(&triples, labels))
}

fn triples<'a>(terms: &'a Terms, graph: &Graph) -> Triples<'a> {
    let triples = graph.triples().iter();
    triples.map(|t| (convert::simple(terms, t), None)).collect()
}

/// The canonical labels of blank nodes, by those that they have; and what is left of a limit.
fn labels(triples: &Triples<'_>, limit: Option<u64>) -> Result<(Labels, u64), Error> {
    let mut alike = Alike::of(triples.iter());
    let is_few = alike.count() <= FEW;
    let mut work = || {
        let left = match limit {
            Some(limit) => alike.weigh(limit)?,
            None => 0,
        };
        Ok((relabelled(triples)?, left))
    };
    if is_few {
        return work();
    }
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .name("canonical".to_owned())
            .stack_size(STACK)
            .spawn_scoped(scope, work)?;
        let failed = |_| std::io::Error::other("the canonical form failed unexpectedly");
        thread.join().map_err(failed)?
    })
}

fn relabelled(triples: &Triples<'_>) -> Result<Labels, Error> {
    let (_, issued) = relabel(triples).map_err(|e| Error::Canonicalization(e.to_string()))?;
    let label =
        |(from, to): (&Rc<str>, &BnodeId<Rc<str>>)| (from.to_string(), to.as_str().to_owned());
    Ok(issued.iter().map(label).collect())
}

fn form(triples: &Triples<'_>, labels: Labels) -> Canonical {
    let mut lines: Vec<String> = triples.iter().map(|(t, _)| line(t, &labels)).collect();
    lines.sort_unstable();
    let mut hash = Sha256::initialize();
    for line in &lines {
        hash.update(line);
    }
    Canonical {
        hash: hex(hash.finalize().as_ref()),
        labels,
    }
}

/// The SHA-256 of a text: 64 hexadecimal digits.
pub(crate) fn digest<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let mut hash = Sha256::initialize();
    for text in texts {
        hash.update(text);
    }
    hex(hash.finalize().as_ref())
}

impl Canonical {
    /// What the store calls a blank node.
    pub(crate) fn label(&self, label: &str) -> String {
        let canonical = self.labels.get(label).map_or(label, String::as_str);
        format!("b{}{canonical}", short(&self.hash))
    }
}

/// The part of a hash that names are made of.
pub(crate) fn short(hash: &str) -> &str {
    hash.get(..16).unwrap_or(hash)
}

/// Bytes in hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// A line of canonical N-Triples.
fn line(triple: &[SimpleTerm<'_>; 3], labels: &BTreeMap<String, String>) -> String {
    let mut line = String::with_capacity(160);
    for term in triple {
        push(term, labels, &mut line);
        line.push(' ');
    }
    line.push_str(".\n");
    line
}

/// Adds a term as canonical N-Triples have it.
pub(crate) fn push(term: &SimpleTerm<'_>, labels: &BTreeMap<String, String>, out: &mut String) {
    match term {
        SimpleTerm::Iri(iri) => out.extend(["<", iri.as_str(), ">"]),
        SimpleTerm::BlankNode(label) => {
            let label = label.as_str();
            out.extend(["_:", labels.get(label).map_or(label, String::as_str)]);
        }
        SimpleTerm::LiteralDatatype(value, datatype) => {
            push_quoted(value, out);
            if datatype.as_str() != "http://www.w3.org/2001/XMLSchema#string" {
                out.extend(["^^<", datatype.as_str(), ">"]);
            }
        }
        SimpleTerm::LiteralLanguage(value, tag, _) => {
            push_quoted(value, out);
            out.extend(["@", tag.as_str()]);
        }
        // Neither can stand in a graph of ours.
        SimpleTerm::Triple(_) | SimpleTerm::Variable(_) => {}
    }
}

fn push_quoted(value: &str, out: &mut String) {
    out.push('"');
    for c in value.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\x08' => out.push_str("\\b"),
            '\x0c' => out.push_str("\\f"),
            c if c <= '\x1f' || c == '\x7f' => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "in a test")]
mod tests {
    use super::*;
    use sophia::api::term::{IriRef, LanguageTag};
    use sophia::c14n::rdfc10::normalize;

    /// The hash that the library makes of its own canonical form.
    fn theirs(triples: &[[SimpleTerm<'static>; 3]]) -> String {
        let dataset: Triples<'_> = triples.iter().map(|t| (t.clone(), None)).collect();
        let mut text = Vec::new();
        normalize(&dataset, &mut text).expect("it has a canonical form");
        let text = String::from_utf8(text).expect("it is text");
        digest(std::iter::once(text.as_str()))
    }

    #[test]
    fn our_canonical_form_is_that_of_the_library() {
        let iri = |i: &'static str| SimpleTerm::Iri(IriRef::new_unchecked(i.into()));
        let blank = |b: &'static str| SimpleTerm::BlankNode(BnodeId::new_unchecked(b.into()));
        let text = |t: &'static str| {
            let datatype = "http://www.w3.org/2001/XMLSchema#string";
            SimpleTerm::LiteralDatatype(t.into(), IriRef::new_unchecked(datatype.into()))
        };
        let tagged = SimpleTerm::LiteralLanguage(
            "caf\u{e9}".into(),
            LanguageTag::new_unchecked("fr".into()),
            None,
        );
        let number = SimpleTerm::LiteralDatatype(
            "1".into(),
            IriRef::new_unchecked("http://www.w3.org/2001/XMLSchema#int".into()),
        );
        let (s, p) = (iri("http://e.org/s"), iri("http://e.org/p"));
        let triples = vec![
            [
                s.clone(),
                p.clone(),
                text("a \"b\" \\ \n\r\t\u{8}\u{c}\u{1}\u{7f}"),
            ],
            [s.clone(), p.clone(), tagged],
            [s.clone(), p.clone(), number],
            [s.clone(), p.clone(), blank("x")],
            [s, p.clone(), blank("y")],
            [blank("x"), p.clone(), text("x")],
            [blank("y"), p, blank("x")],
        ];
        let ours = canonical_of(triples.iter().map(|t| (t.clone(), None)))
            .expect("it has a canonical form");
        assert_eq!(ours.hash, theirs(&triples));
        assert_ne!(ours.label("x"), ours.label("y"));
    }
}
