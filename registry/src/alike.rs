//! How much work the canonical form of a graph is, counted before the library does it: it
//! tries the orders of blank nodes that look alike, of which there may be more than anybody
//! can wait for, and knows no end of that itself.
//!
//! The count follows RDFC-1.0 step by step, as the library does, with numbers for labels and
//! without copies of what was issued, so that it costs a fraction of what it counts.

use std::collections::BTreeMap;

use sophia::api::quad::Spog;
use sophia::api::term::SimpleTerm;
use sophia::c14n::hash::{HashFunction, Sha256};

use crate::error::Error;
use crate::hash::{hex, push};

/// What the canonical form of a graph may cost, in copies of an issued label: about a second of
/// a core. Two lists that say the same in two thousand members cost most of it.
pub(crate) const MOST: u64 = 12_000_000;
/// What a hash costs, in the same.
const HASH: u64 = 20;
/// How many blank nodes may follow one another, each of them alike to some other: both this
/// and the library recurse along them.
const DEEPEST: usize = 10_000;
/// How many alike neighbours of a blank node the library takes.
const MOST_ALIKE: usize = 6;

type Digest = [u8; 32];

/// A triple with two blank nodes, as seen from one of them.
struct Link<'a> {
    other: usize,
    position: &'static str,
    predicate: &'a str,
}

/// A blank node.
struct Node<'a> {
    label: &'a str,
    /// The lines of its triples in which it is `a` and all others are `z`.
    lines: Vec<String>,
    /// Its blank neighbours, once for each triple.
    links: Vec<Link<'a>>,
}

/// The blank nodes of a graph, and what was done so far.
pub(crate) struct Alike<'a> {
    nodes: Vec<Node<'a>>,
    /// The hashes of the first degree, by node.
    first: Vec<String>,
    /// The nodes that share one, by it.
    groups: BTreeMap<Digest, Vec<usize>>,
    canonical: BTreeMap<usize, usize>,
    /// The labels that are issued for now, in their order, and by node.
    order: Vec<usize>,
    issued: BTreeMap<usize, usize>,
    /// What more may be spent.
    left: u64,
}

impl<'a> Alike<'a> {
    /// The blank nodes of triples, which come in the order in which the library reads them.
    pub(crate) fn of<'t: 'a>(triples: impl Iterator<Item = &'a Spog<SimpleTerm<'t>>>) -> Self {
        let mut nodes: BTreeMap<&'a str, Vec<&'a [SimpleTerm<'t>; 3]>> = BTreeMap::new();
        for (triple, _) in triples {
            for term in triple {
                if let Some(label) = blank(term) {
                    nodes.entry(label).or_default().push(triple);
                }
            }
        }
        let ranks: BTreeMap<&str, usize> = nodes.keys().enumerate().map(|(n, l)| (*l, n)).collect();
        let node = |(label, triples): (&&'a str, &Vec<&'a [SimpleTerm<'t>; 3]>)| Node {
            label,
            lines: triples.iter().map(|t| line(t, label)).collect(),
            links: triples
                .iter()
                .flat_map(|t| links(t, label, &ranks))
                .collect(),
        };
        let nodes: Vec<Node<'a>> = nodes.iter().map(node).collect();
        let mut alike = Self {
            nodes,
            first: Vec::new(),
            groups: BTreeMap::new(),
            canonical: BTreeMap::new(),
            order: Vec::new(),
            issued: BTreeMap::new(),
            left: 0,
        };
        alike.first_degree();
        alike
    }

    /// How many blank nodes look like another one.
    pub(crate) fn count(&self) -> usize {
        self.groups.values().map(Vec::len).sum()
    }

    fn first_degree(&mut self) {
        for (n, node) in self.nodes.iter_mut().enumerate() {
            node.lines.sort_unstable();
            let mut hash = Sha256::initialize();
            for line in &node.lines {
                hash.update(line);
            }
            let hash = hash.finalize();
            self.first.push(hex(&hash));
            self.groups.entry(hash).or_default().push(n);
        }
        for group in self.groups.values() {
            if let [only] = group.as_slice() {
                self.canonical.insert(*only, self.canonical.len());
            }
        }
        self.groups.retain(|_, group| group.len() > 1);
    }

    /// Goes through all that the library would do, for no more than this; gives what is left.
    ///
    /// # Errors
    /// It would be too much; the label is of a blank node where that showed.
    pub(crate) fn weigh(&mut self, most: u64) -> Result<u64, Error> {
        self.left = most;
        for group in std::mem::take(&mut self.groups).into_values() {
            let mut paths = Vec::with_capacity(group.len());
            for node in group {
                self.forget(0);
                self.issue(node);
                let hash = self.n_degree(node, 0)?;
                self.spend(node, self.order.len() as u64)?;
                paths.push((hash, self.order.clone()));
            }
            paths.sort_unstable_by_key(|(hash, _)| *hash);
            for node in paths.into_iter().flat_map(|(_, order)| order) {
                let next = self.canonical.len();
                self.canonical.entry(node).or_insert(next);
            }
        }
        Ok(self.left)
    }

    /// What the algorithm calls the hash of n-degree quads; leaves issued what that issues.
    fn n_degree(&mut self, node: usize, depth: usize) -> Result<Digest, Error> {
        let size = |n: &Node<'_>| HASH * (1 + n.links.len() as u64) + n.lines.len() as u64;
        self.spend(node, self.nodes.get(node).map_or(0, size))?;
        let groups = self.related(node);
        if depth > DEEPEST || groups.values().any(|g| g.len() > MOST_ALIKE) {
            return Err(self.too_much(node));
        }
        let mut data = Sha256::initialize();
        for (hash, group) in groups {
            data.update(hex(&hash));
            let base = self.order.len();
            let orders = permutations(group);
            let mut chosen: Option<(String, Option<Vec<usize>>)> = None;
            for (n, order) in orders.iter().enumerate() {
                self.forget(base);
                self.spend(node, base as u64)?;
                let least = chosen.as_ref().map(|(path, _)| path.as_str());
                if let Some(path) = self.path(order, least, depth)?
                    && least.is_none_or(|least| *path < *least)
                {
                    // What the last order issues may stay as it is.
                    let issued = (n + 1 < orders.len()).then(|| self.issued_since(base));
                    chosen = Some((path, issued));
                }
            }
            if let Some((path, issued)) = chosen {
                data.update(path);
                if let Some(issued) = issued {
                    self.forget(base);
                    for node in issued {
                        self.issue(node);
                    }
                }
            }
        }
        Ok(data.finalize())
    }

    /// The path along nodes in one order; none where it comes behind the least so far.
    fn path(
        &mut self,
        order: &[usize],
        least: Option<&str>,
        depth: usize,
    ) -> Result<Option<String>, Error> {
        let is_behind =
            |path: &str| least.is_some_and(|least| (least.len(), least) < (path.len(), path));
        let mut path = String::new();
        let mut new = Vec::new();
        for node in order {
            if let Some(id) = self.canonical.get(node) {
                path.push_str(&format!("_:c14n{id}"));
                continue;
            }
            let (id, is_new) = self.issue(*node);
            if is_new {
                new.push((*node, id));
            }
            path.push_str(&format!("_:b{id}"));
        }
        if is_behind(&path) {
            return Ok(None);
        }
        for (node, id) in new {
            let hash = self.n_degree(node, depth + 1)?;
            path.push_str(&format!("_:b{id}<{}>", hex(&hash)));
            if is_behind(&path) {
                return Ok(None);
            }
        }
        Ok(Some(path))
    }

    /// The neighbours of a node, those together that cannot be told apart so far.
    fn related(&self, node: usize) -> BTreeMap<Digest, Vec<usize>> {
        let mut groups: BTreeMap<Digest, Vec<usize>> = BTreeMap::new();
        for link in self.nodes.get(node).into_iter().flat_map(|n| &n.links) {
            let mut hash = Sha256::initialize();
            hash.update(link.position);
            hash.update("<");
            hash.update(link.predicate);
            hash.update(">");
            if let Some(id) = self.canonical.get(&link.other) {
                hash.update(format!("_:c14n{id}"));
            } else if let Some(id) = self.issued.get(&link.other) {
                hash.update(format!("_:b{id}"));
            } else {
                hash.update(self.first.get(link.other).map_or("", String::as_str));
            }
            let group = groups.entry(hash.finalize()).or_default();
            // One more than the library takes will do.
            if group.len() <= MOST_ALIKE && !group.contains(&link.other) {
                group.push(link.other);
            }
        }
        groups
    }

    /// The label of a node, and whether it has only now got it.
    fn issue(&mut self, node: usize) -> (usize, bool) {
        if let Some(id) = self.issued.get(&node) {
            return (*id, false);
        }
        let id = self.order.len();
        self.order.push(node);
        self.issued.insert(node, id);
        (id, true)
    }

    fn issued_since(&self, length: usize) -> Vec<usize> {
        self.order.iter().skip(length).copied().collect()
    }

    /// Takes back all labels but the first ones.
    fn forget(&mut self, length: usize) {
        for node in self.order.drain(length..) {
            self.issued.remove(&node);
        }
    }

    fn spend(&mut self, node: usize, cost: u64) -> Result<(), Error> {
        self.left = match self.left.checked_sub(cost) {
            Some(left) => left,
            None => return Err(self.too_much(node)),
        };
        Ok(())
    }

    fn too_much(&self, node: usize) -> Error {
        Error::Canonicalization(self.nodes.get(node).map_or("", |n| n.label).to_owned())
    }
}

fn blank<'a>(term: &'a SimpleTerm<'_>) -> Option<&'a str> {
    match term {
        SimpleTerm::BlankNode(label) => Some(label.as_str()),
        SimpleTerm::Iri(_)
        | SimpleTerm::LiteralDatatype(..)
        | SimpleTerm::LiteralLanguage(..)
        | SimpleTerm::Triple(_)
        | SimpleTerm::Variable(_) => None,
    }
}

/// A triple as a blank node sees it.
fn line(triple: &[SimpleTerm<'_>; 3], label: &str) -> String {
    let mut line = String::new();
    for term in triple {
        match blank(term) {
            Some(other) => line.push_str(if other == label { "_:a" } else { "_:z" }),
            None => push(term, &BTreeMap::new(), &mut line),
        }
        line.push(' ');
    }
    line.push_str(".\n");
    line
}

/// The other blank node of a triple.
fn links<'a>(
    [subject, predicate, object]: &'a [SimpleTerm<'_>; 3],
    label: &str,
    ranks: &BTreeMap<&str, usize>,
) -> Vec<Link<'a>> {
    let SimpleTerm::Iri(predicate) = predicate else {
        return Vec::new();
    };
    let link = |(term, position): (&SimpleTerm<'_>, &'static str)| {
        let other = blank(term).filter(|other| *other != label)?;
        Some(Link {
            other: *ranks.get(other)?,
            position,
            predicate: predicate.as_str(),
        })
    };
    [(subject, "s"), (object, "o")]
        .into_iter()
        .filter_map(link)
        .collect()
}

/// All orders of a few nodes, as the library goes through them.
fn permutations(mut nodes: Vec<usize>) -> Vec<Vec<usize>> {
    fn go(nodes: &mut [usize], size: usize, all: &mut Vec<Vec<usize>>) {
        if size <= 1 {
            all.push(nodes.to_vec());
            return;
        }
        for n in 0..size {
            go(nodes, size - 1, all);
            nodes.swap(if size % 2 == 1 { 0 } else { n }, size - 1);
        }
    }
    let mut all = Vec::new();
    let size = nodes.len();
    go(&mut nodes, size, &mut all);
    all
}

#[cfg(test)]
#[allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "in a test"
)]
mod tests {
    use std::collections::BTreeSet;

    use sophia::api::term::{BnodeId, IriRef};
    use sophia::c14n::rdfc10::relabel;

    use super::*;

    type Triples = BTreeSet<Spog<SimpleTerm<'static>>>;

    fn blank(n: usize) -> SimpleTerm<'static> {
        SimpleTerm::BlankNode(BnodeId::new_unchecked(format!("b{n}").into()))
    }

    fn iri(name: &str) -> SimpleTerm<'static> {
        SimpleTerm::Iri(IriRef::new_unchecked(format!("http://e.org/{name}").into()))
    }

    fn linked(links: impl Iterator<Item = (usize, usize)>) -> Triples {
        let link = |(from, to)| ([blank(from), iri("n"), blank(to)], None);
        links.map(link).collect()
    }

    fn clique(size: usize) -> Triples {
        let all = (0..size).flat_map(|a| (0..size).map(move |b| (a, b)));
        linked(all.filter(|(a, b)| a != b))
    }

    fn cube(dimensions: usize) -> Triples {
        let of = move |a: usize| (0..dimensions).map(move |d| (a, a ^ (1 << d)));
        linked((0..1 << dimensions).flat_map(of))
    }

    fn bip(size: usize) -> Triples {
        let all = (0..size).flat_map(|a| (size..2 * size).map(move |b| (a, b)));
        linked(all.flat_map(|(a, b)| [(a, b), (b, a)]))
    }

    /// Lists that say the same.
    fn lists(number: usize, length: usize) -> Triples {
        let mut triples = Triples::new();
        for cell in 0..number * length {
            let (list, member) = (cell / length, cell % length);
            let rest = if member + 1 < length {
                blank(cell + 1)
            } else {
                iri("nil")
            };
            if member == 0 {
                triples.insert(([iri(&format!("s{list}")), iri("p"), blank(cell)], None));
            }
            let value = iri(&format!("v{member}"));
            triples.insert(([blank(cell), iri("first"), value], None));
            triples.insert(([blank(cell), iri("rest"), rest], None));
        }
        triples
    }

    /// The labels that the count comes to.
    fn labels(triples: &Triples) -> Result<BTreeMap<String, String>, Error> {
        let mut alike = Alike::of(triples.iter());
        alike.weigh(MOST)?;
        let label = |(node, id): (&usize, &usize)| {
            (alike.nodes[*node].label.to_owned(), format!("c14n{id}"))
        };
        Ok(alike.canonical.iter().map(label).collect())
    }

    #[test]
    fn it_goes_the_way_of_the_library() {
        let few = [clique(4), cube(3), bip(3), lists(2, 30), lists(20, 4)];
        for triples in few {
            let (_, theirs) = relabel(&triples).expect("it has a canonical form");
            let theirs: BTreeMap<String, String> = theirs
                .iter()
                .map(|(from, to)| (from.to_string(), to.as_str().to_owned()))
                .collect();
            assert_eq!(labels(&triples).expect("it is little work"), theirs);
        }
    }

    #[test]
    fn what_the_library_would_not_come_to_an_end_of_is_too_much() {
        for triples in [clique(8), cube(6), bip(6)] {
            let error = labels(&triples).expect_err("it is too much");
            let Error::Canonicalization(label) = error else {
                panic!("{error}");
            };
            assert!(label.starts_with('b'), "{label}");
        }
    }
}
