//! What the index keeps of a term.

use sha2::{Digest as _, Sha256};
use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};

/// The fields of the index.
pub(super) struct Fields {
    /// The IRI of the graph: what is deleted when a graph is read again.
    pub(super) graph: Field,
    /// The graph as a number, for filtering by views.
    pub(super) graph_number: Field,
    /// Of the marker of a graph: the revision that was read.
    pub(super) revision: Field,
    /// The namespace of the term's IRI, up to its last separator.
    pub(super) namespace: Field,
    /// The IRI of the term, with a space after its namespace: what begins within a namespace
    /// is then apart from the namespaces that begin alike, of which there are many.
    pub(super) iri: Field,
    /// Whole labels and names.
    pub(super) whole: Field,
    /// Words of labels and names.
    pub(super) name: Field,
    /// Words of descriptions and comments, and the domain.
    pub(super) text: Field,
    /// The classes of the term, from its own up, as kinds; its own also by their IRIs.
    pub(super) kind: Field,
    /// The owner of the graph.
    pub(super) owner: Field,
    /// The short name of the domain.
    pub(super) domain: Field,
    /// The order of what matches equally well.
    pub(super) rank: Field,
    /// The hit as JSON.
    pub(super) stored: Field,
}

/// The name of the field in which views are filtered.
pub(super) const GRAPH_NUMBER: &str = "graph_number";
/// The name of the field that orders what matches equally well.
pub(super) const RANK: &str = "rank";

/// The name of the field of words of names. It ends in a number, which rises whenever texts become
/// other words or classes other kinds: an index of before is then of another layout.
pub(super) const NAME: &str = "name_2";

/// The layout. An index of another one is made again.
pub(super) fn make() -> (Schema, Fields) {
    // Words come split and folded; frequencies and lengths have no part in scores.
    let words = TextFieldIndexing::default()
        .set_tokenizer("raw")
        .set_fieldnorms(false)
        .set_index_option(IndexRecordOption::Basic);
    let words = TextOptions::default().set_indexing_options(words);
    let mut schema = Schema::builder();
    let fields = Fields {
        graph: schema.add_text_field("graph", STRING | STORED),
        graph_number: schema.add_u64_field(GRAPH_NUMBER, FAST),
        revision: schema.add_text_field("revision", STRING | STORED),
        namespace: schema.add_text_field("namespace", words.clone()),
        iri: schema.add_text_field("spaced_iri", words.clone()),
        whole: schema.add_text_field("whole", words.clone()),
        name: schema.add_text_field(NAME, words.clone()),
        text: schema.add_text_field("text", words.clone()),
        kind: schema.add_text_field("kind", words.clone()),
        owner: schema.add_text_field("owner", words.clone()),
        domain: schema.add_text_field("domain", words),
        rank: schema.add_u64_field(RANK, FAST),
        stored: schema.add_text_field("stored", STORED),
    };
    (schema.build(), fields)
}

/// An IRI as the index keeps it: its namespace, and with a space after that all of it.
pub(super) fn spaced(iri: &str) -> (&str, String) {
    let end = iri.rfind(['#', '/', ':']).map_or(0, |at| at + 1);
    let (namespace, name) = iri.split_at(end);
    (namespace, format!("{namespace} {name}"))
}

/// A graph as a number: the beginning of a digest, so that it needs no table.
pub(super) fn number(iri: &str) -> u64 {
    let digest = Sha256::digest(iri.as_bytes());
    digest
        .iter()
        .take(8)
        .fold(0, |number, byte| (number << 8) | u64::from(*byte))
}
