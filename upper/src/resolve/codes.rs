//! The ids of what can be wrong with graphs as wholes, and with what they need.

/// The graph has no header.
///
/// A graph is known by its header: one subject that says `a upper:DomainModel`, or `a graph:NamedGraph` in a graph that is no model. The IRI of the header is the namespace of the graph's terms, and what the header states tells by which model the graph is checked. Add one.
pub const NO_HEADER: &str = "U0070";
/// The graph has more than one header.
///
/// A graph is one model, or one named graph of another kind, and has one namespace. Give each model a file of its own; in TriG, a graph of its own.
pub const SEVERAL_HEADERS: &str = "U0071";
/// Two files hold a graph with the same IRI.
///
/// Whoever refers to the graph could not know which of the two is meant. Keep one of them, put what both say into one file, or give one graph another IRI.
pub const SAME_GRAPH: &str = "U0072";
/// A graph that is depended upon is not there.
///
/// What an import, an extension or a mapping names has to be among the files that are checked together, or recorded in the registry. Nothing can be said about terms of a graph that is missing, so they are passed over. Correct the IRI, or pass the file that defines the graph as well.
pub const MISSING_DEPENDENCY: &str = "U0073";
/// Graphs depend on each other in a circle.
///
/// Of two models that import each other, neither can be published, versioned or understood without the other. Move what both need into a model of its own, or turn one direction into an extension.
pub const CYCLIC_DEPENDENCY: &str = "U0074";
/// The graph's IRI does not end in `#` or `/`.
///
/// The IRI of the header is the namespace of all terms of the graph: the IRI of a term is that of the header with the term's name behind it. Without a separator the two would run together.
pub const BAD_NAMESPACE: &str = "U0075";
/// The name of a TriG graph is not the IRI of its header.
///
/// A graph has one IRI. In TriG and N-Quads it is written twice, as the name of the graph and as the subject of its header, and the two have to be the same.
pub const OTHER_NAME: &str = "U0076";
/// The graphs that are checked together need too many others, all told.
///
/// Every graph is read together with all that it needs, directly or not. Of the graphs that are checked at once, those numbers may come to 2,000,000, so that a short text cannot fill a machine's memory. Check fewer graphs together, or let them need less of one another.
pub const FAR_REACHING: &str = "U0077";
