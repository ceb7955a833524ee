//! The canonical mapping: what a transpiler knows of its own output.

use rustc_hash::FxHashSet;
use transpilers::representation::{Correspondence, Representation, Role};
use upper::graph::TermId;
use upper::vocabulary::mapping;
use upper::write::{GraphWriter, graph_iri};

/// The IRI of the canonical mapping of a domain to a target's container.
#[must_use]
pub fn iri(domain_iri: &str, target: &str) -> String {
    graph_iri(domain_iri, "mappings", target)
}

/// The mapping of a domain to the container that a target's representation describes, as
/// a named graph in Turtle. A correspondence is named after its element, and after its term
/// where the element may stand for others as well: whatever else is in the model, it keeps its
/// name.
#[must_use]
pub fn canonical(domain_iri: &str, target: &str, representation: &Representation) -> String {
    derive(&iri(domain_iri, target), domain_iri, representation)
}

/// The same under an IRI of its own, for a live container.
#[must_use]
pub fn derive(iri: &str, domain_iri: &str, representation: &Representation) -> String {
    let container = representation.iri();
    let prefixes = [
        ("mapping", mapping::NS),
        ("model", domain_iri),
        ("container", container),
    ];
    let mut graph = GraphWriter::new(iri, mapping::NS, &prefixes);
    graph
        .own_node("mapping", mapping::class::MAPPING)
        .iri_value(mapping::SOURCE, domain_iri)
        .iri_value(mapping::TARGET, container);
    let mut taken = FxHashSet::default();
    for correspondence in representation.correspondences() {
        let node = untaken(name(container, &correspondence), &taken);
        write(&mut graph, &node, &correspondence);
        taken.insert(node);
    }
    graph.take_turtle()
}

/// The local name of a correspondence.
fn name(container: &str, of: &Correspondence<'_>) -> String {
    let element = of
        .element
        .strip_prefix(container)
        .filter(|l| !l.is_empty())
        .unwrap_or("container");
    // What else an element can stand for has no place in the path to it.
    let is_alone = matches!(of.role, Role::Domain | Role::EnumValue);
    if is_alone || of.path.contains(&of.term) {
        ["of.", element].concat()
    } else {
        ["of.", element, "-", upper::iri::local(of.term)].concat()
    }
}

/// The name, with a number where two terms of different models are called the same.
fn untaken(name: String, taken: &FxHashSet<String>) -> String {
    if !taken.contains(&name) {
        return name;
    }
    (2..)
        .map(|n| format!("{name}-{n}"))
        .find(|numbered| !taken.contains(numbered))
        .unwrap_or(name)
}

fn write(graph: &mut GraphWriter, node: &str, of: &Correspondence<'_>) {
    graph
        .own_node(node, mapping::class::CORRESPONDENCE)
        .iri_value(mapping::TERM, of.term)
        .iri_value(mapping::ELEMENT, of.element)
        .term(mapping::ROLE, role(of.role));
    if let Some((root, path)) = of.path.split_first() {
        graph.iri_value(mapping::ROOT, root);
        if !path.is_empty() {
            graph.iri_list(mapping::PATH, path);
        }
    }
    if let Some(value) = of.discriminator {
        graph.text(mapping::DISCRIMINATOR_VALUE, value);
    }
}

/// The enumeration value of a role.
#[must_use]
pub const fn role(role: Role) -> TermId {
    match role {
        Role::Domain => mapping::value::DOMAIN,
        Role::Entity => mapping::value::ENTITY,
        Role::Branch => mapping::value::BRANCH,
        Role::Discriminator => mapping::value::DISCRIMINATOR,
        Role::Value => mapping::value::VALUE,
        Role::Reference => mapping::value::REFERENCE,
        Role::Key => mapping::value::KEY,
        Role::Element => mapping::value::ELEMENT,
        Role::MapKey => mapping::value::MAP_KEY,
        Role::MapValue => mapping::value::MAP_VALUE,
        Role::Datatype => mapping::value::DATATYPE,
        Role::EnumValue => mapping::value::ENUM_VALUE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn correspondences_of_one_element_are_named_after_their_terms() {
        let model = "http://e.org/m#";
        let mut representation =
            Representation::new(model, "iceberg", upper::vocabulary::iceberg::NS);
        let table = representation.element(&["m", "title"]);
        representation.corresponds_where(&table, "http://e.org/m#Film", "Film");
        representation.corresponds_where(&table, "http://e.org/m#Game", "Game");
        representation.corresponds(&table, "http://e.org/other#Game", Role::Entity, &[]);
        let column = representation.element(&["m", "title", "part_of_id"]);
        let path = ["http://e.org/m#Film", "http://e.org/m#partOf"];
        representation.corresponds(&column, path[1], Role::Reference, &path);
        representation.corresponds(&column, "http://e.org/m#parts", Role::Reference, &path);
        let turtle = canonical(model, "iceberg", &representation);
        for name in [
            ":of.m.title-Film",
            ":of.m.title-Game",
            ":of.m.title-Game-2",
            ":of.m.title.part_of_id",
            ":of.m.title.part_of_id-parts",
        ] {
            let node = format!("\n{name} a mapping:Correspondence ;");
            assert!(turtle.contains(&node), "{name}: {turtle}");
        }
        assert!(
            turtle.contains("mapping:discriminatorValue \"Game\""),
            "{turtle}"
        );
        assert!(
            turtle.contains("<http://e.org/m/mappings/iceberg#> a graph:NamedGraph"),
            "{turtle}"
        );
    }
}
