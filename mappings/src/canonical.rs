//! The canonical mapping: what a transpiler knows of its own output.

use rustc_hash::FxHashMap;
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
/// a named graph in Turtle. A correspondence is named after its element, with a number
/// where an element stands for several terms.
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
    let node = format!("{iri}mapping");
    graph
        .node(&node, mapping::class::MAPPING)
        .iri_value(mapping::SOURCE, domain_iri)
        .iri_value(mapping::TARGET, container);
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    for correspondence in representation.correspondences() {
        let element = correspondence.element.as_str();
        let nth = counts.entry(element).or_default();
        *nth += 1;
        write(
            &mut graph,
            &name(iri, container, element, *nth),
            correspondence,
        );
    }
    graph.into_turtle()
}

fn name(iri: &str, container: &str, element: &str, nth: usize) -> String {
    let local = element
        .strip_prefix(container)
        .filter(|l| !l.is_empty())
        .unwrap_or("container");
    match nth {
        1 => format!("{iri}of.{local}"),
        _ => format!("{iri}of.{local}-{nth}"),
    }
}

fn write(graph: &mut GraphWriter, node: &str, of: &Correspondence) {
    graph
        .node(node, mapping::class::CORRESPONDENCE)
        .iri_value(mapping::TERM, &of.term)
        .iri_value(mapping::ELEMENT, &of.element)
        .term(mapping::ROLE, role(of.role));
    if let Some((root, path)) = of.path.split_first() {
        graph.iri_value(mapping::ROOT, root);
        if !path.is_empty() {
            graph.iri_list(mapping::PATH, path);
        }
    }
    if let Some(value) = &of.discriminator {
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
    fn an_element_of_two_terms_has_two_correspondences() {
        let model = "http://e.org/m#";
        let mut representation =
            Representation::new(model, "iceberg", upper::vocabulary::iceberg::NS);
        let table = representation.element(&["m", "title"]);
        representation.corresponds_where(&table, "http://e.org/m#Film", "Film");
        representation.corresponds_where(&table, "http://e.org/m#Game", "Game");
        let turtle = canonical(model, "iceberg", &representation);
        assert!(
            turtle.contains("\n:of.m.title a mapping:Correspondence ;"),
            "{turtle}"
        );
        assert!(
            turtle.contains("\n:of.m.title-2 a mapping:Correspondence ;"),
            "{turtle}"
        );
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
