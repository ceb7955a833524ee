//! What the store keeps beside the named graphs, in its default graph, which no query can
//! reach: the texts of revisions, what was made of them, and counters.

use oxigraph::model::{
    GraphName, GraphNameRef, Literal, NamedNode, NamedNodeRef, NamedOrBlankNodeRef, Quad, Term,
};
use oxigraph::store::{Store, Transaction};

use crate::error::Error;
use crate::packed;

/// What the counters are said of.
const REGISTRY: &str = "urn:denota:private:registry";
/// The version of the layout.
pub(crate) const LAYOUT: &str = "urn:denota:private:layout";
/// How many publications there were.
pub(crate) const GENERATION: &str = "urn:denota:private:generation";
/// A digest of the built-in models that were put in last.
pub(crate) const BUILTINS: &str = "urn:denota:private:builtins";
/// The text of a revision, or of something made of it.
const TEXT: &str = "urn:denota:private:text";
/// That something was made of a revision: a target and a path.
const MADE: &str = "urn:denota:private:made";

/// The text of something made of a revision that only later publications read.
const ASIDE: &str = "urn:denota:private:aside";

/// A statement of the private area.
pub(crate) fn quad(subject: &str, predicate: &str, value: &str) -> Quad {
    holding(subject, predicate, Literal::from(value))
}

fn holding(subject: &str, predicate: &str, value: Literal) -> Quad {
    Quad::new(
        NamedNode::new_unchecked(subject),
        NamedNode::new_unchecked(predicate),
        value,
        GraphName::DefaultGraph,
    )
}

/// All values of a property in the private area.
pub(crate) fn values(store: &Store, subject: &str, predicate: &str) -> Result<Vec<String>, Error> {
    let values = objects(store, subject, predicate)?;
    Ok(values.into_iter().map(lexical).collect())
}

fn objects(store: &Store, subject: &str, predicate: &str) -> Result<Vec<Term>, Error> {
    let quads = store.quads_for_pattern(
        Some(NamedOrBlankNodeRef::NamedNode(NamedNodeRef::new_unchecked(
            subject,
        ))),
        Some(NamedNodeRef::new_unchecked(predicate)),
        None,
        Some(GraphNameRef::DefaultGraph),
    );
    quads.map(|q| Ok(q?.object)).collect()
}

/// All subjects and values of a property in the private area.
pub(crate) fn all(store: &Store, predicate: &str) -> Result<Vec<(String, String)>, Error> {
    let predicate = NamedNodeRef::new_unchecked(predicate);
    let area = Some(GraphNameRef::DefaultGraph);
    let quads = store.quads_for_pattern(None, Some(predicate), None, area);
    quads
        .map(|quad| {
            let quad = quad?;
            Ok((lexical(quad.subject.into()), lexical(quad.object)))
        })
        .collect()
}

/// Whether anything in the private area has a value.
pub(crate) fn has(store: &Store, predicate: &str, value: &str) -> Result<bool, Error> {
    let predicate = NamedNodeRef::new_unchecked(predicate);
    let value = Literal::from(value);
    let area = Some(GraphNameRef::DefaultGraph);
    let mut quads =
        store.quads_for_pattern(None, Some(predicate), Some(value.as_ref().into()), area);
    Ok(quads.next().transpose()?.is_some())
}

/// The counter or mark with a name.
pub(crate) fn get(store: &Store, name: &str) -> Result<Option<String>, Error> {
    Ok(values(store, REGISTRY, name)?.pop())
}

/// Sets a counter or mark. The transaction must be the only writer.
pub(crate) fn set(
    store: &Store,
    transaction: &mut Transaction<'_>,
    name: &str,
    value: &str,
) -> Result<(), Error> {
    for old in values(store, REGISTRY, name)? {
        transaction.remove(quad(REGISTRY, name, &old).as_ref());
    }
    transaction.insert(quad(REGISTRY, name, value).as_ref());
    Ok(())
}

/// Keeps the text of a revision.
pub(crate) fn keep_text(
    transaction: &mut Transaction<'_>,
    revision: &str,
    text: &str,
) -> Result<(), Error> {
    pack(transaction, revision, TEXT, text)
}

/// The text of a revision.
pub(crate) fn text(store: &Store, revision: &str) -> Result<Option<String>, Error> {
    unpack(store, revision, TEXT)
}

fn pack(
    transaction: &mut Transaction<'_>,
    node: &str,
    predicate: &str,
    text: &str,
) -> Result<(), Error> {
    transaction.insert(holding(node, predicate, packed::pack(text)?).as_ref());
    Ok(())
}

fn unpack(store: &Store, node: &str, predicate: &str) -> Result<Option<String>, Error> {
    let value = objects(store, node, predicate)?.pop();
    value.map(packed::unpack).transpose()
}

/// Keeps something that was made of a revision.
pub(crate) fn keep_made(
    transaction: &mut Transaction<'_>,
    revision: &str,
    target: &str,
    path: &str,
    text: &str,
) -> Result<(), Error> {
    let name = format!("{target}/{path}");
    transaction.insert(quad(revision, MADE, &name).as_ref());
    keep_text(transaction, &made_node(revision, &name), text)
}

/// Targets and paths of all that was made of a revision, in alphabetical order.
pub(crate) fn all_made(store: &Store, revision: &str) -> Result<Vec<(String, String)>, Error> {
    let mut names = values(store, revision, MADE)?;
    names.sort_unstable();
    let split = |n: &String| {
        let (target, path) = n.split_once('/')?;
        Some((target.to_owned(), path.to_owned()))
    };
    Ok(names.iter().filter_map(split).collect())
}

/// One thing that was made of a revision.
pub(crate) fn made(
    store: &Store,
    revision: &str,
    target: &str,
    path: &str,
) -> Result<Option<String>, Error> {
    text(store, &made_node(revision, &format!("{target}/{path}")))
}

/// Keeps something that was made of a revision, for later publications alone.
pub(crate) fn keep_aside(
    transaction: &mut Transaction<'_>,
    revision: &str,
    target: &str,
    path: &str,
    text: &str,
) -> Result<(), Error> {
    let node = made_node(revision, &format!("{target}/{path}"));
    pack(transaction, &node, ASIDE, text)
}

/// One thing that was made of a revision and kept for later publications alone.
pub(crate) fn aside(
    store: &Store,
    revision: &str,
    target: &str,
    path: &str,
) -> Result<Option<String>, Error> {
    let node = made_node(revision, &format!("{target}/{path}"));
    unpack(store, &node, ASIDE)
}

/// The node of something made: the name with whatever an IRI cannot hold percent-encoded.
fn made_node(revision: &str, name: &str) -> String {
    let mut node = format!("{revision}/");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            node.push(char::from(byte));
        } else {
            node.push_str(&format!("%{byte:02X}"));
        }
    }
    node
}

/// The lexical form, the IRI or the label, whichever the term has.
pub(crate) fn lexical(term: Term) -> String {
    match term {
        Term::Literal(literal) => literal.destruct().0,
        Term::NamedNode(node) => node.into_string(),
        Term::BlankNode(node) => node.into_string(),
    }
}
