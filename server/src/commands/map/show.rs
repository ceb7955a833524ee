//! Correspondences, for people and for programs.

use mappings::walk::{Element, Found};
use serde_json::{Value, json};
use upper::check::Checked;
use upper::graph::TermId;
use upper::model::TermRef;
use upper::resolve::NamedGraph;
use upper::vocabulary::mapping;

use crate::table::table;

/// Whether a graph is a mapping of the user's.
pub(super) fn is_mapping(checked: &Checked, graph: &NamedGraph) -> bool {
    let governing = graph.governing.map(|g| checked.corpus.graph(g).iri);
    !graph.builtin && governing.is_some_and(|iri| checked.corpus.terms.text(iri) == mapping::NS)
}

/// A table: what, where, in which sense.
pub(super) fn human(checked: &Checked, found: &[Found]) -> String {
    let heading = ["term", "container", "element", "what", "role", "path"].map(str::to_owned);
    let rows: Vec<Vec<String>> = found.iter().map(|f| row(checked, f)).collect();
    table(&heading, &rows)
}

fn row(checked: &Checked, found: &Found) -> Vec<String> {
    let class = found
        .element
        .last()
        .and_then(|e| e.class)
        .map(|c| short(checked, c))
        .unwrap_or_default();
    let mut role = found.role.map(|r| local(checked, r)).unwrap_or_default();
    if let Some(value) = found.discriminator {
        role.push_str(&format!(" where `{}`", checked.corpus.terms.text(value)));
    }
    let container = found
        .element
        .first()
        .map(|e| container(checked, e))
        .unwrap_or_default();
    let steps = found
        .root
        .iter()
        .chain(&found.path)
        .map(|t| short(checked, *t));
    vec![
        short(checked, found.term),
        container,
        dotted(checked, &found.element),
        class,
        role,
        steps.collect::<Vec<_>>().join(" → "),
    ]
}

/// The names from the outermost element that has one to the element.
fn dotted(checked: &Checked, element: &[Element]) -> String {
    let names: Vec<&str> = element
        .iter()
        .filter_map(|e| e.name)
        .map(|n| checked.corpus.terms.text(n))
        .collect();
    names.join(".")
}

/// The last part of the container graph's IRI: the target, or the live container.
fn container(checked: &Checked, element: &Element) -> String {
    let iri = checked.corpus.terms.text(element.node);
    let graph = iri.split('#').next().unwrap_or(iri);
    graph.rsplit('/').next().unwrap_or(graph).to_owned()
}

/// All there is, as an array.
pub(super) fn json(checked: &Checked, found: &[Found]) -> String {
    let text = |id: TermId| checked.corpus.terms.text(id);
    let values: Vec<Value> = found
        .iter()
        .map(|f| {
            json!({
                "term": text(f.term),
                "mapping": text(f.mapping),
                "role": f.role.map(text),
                "root": f.root.map(text),
                "path": f.path.iter().map(|p| text(*p)).collect::<Vec<_>>(),
                "discriminator": f.discriminator.map(text),
                "element": f.element.last().map(|e| text(e.node)),
                "name": dotted(checked, &f.element),
                "class": f.element.last().and_then(|e| e.class).map(text),
            })
        })
        .collect();
    format!("{:#}\n", Value::Array(values))
}

/// `domain:Name` where a domain is known, else the IRI.
fn short(checked: &Checked, id: TermId) -> String {
    let models = &checked.models;
    match models.term(id) {
        Some(term) => {
            let info = models.info(term);
            let domain = &models.domain(info.domain).info.name;
            match term {
                TermRef::Domain(_) => format!("{domain}:"),
                TermRef::Class(_)
                | TermRef::Property(_)
                | TermRef::Datatype(_)
                | TermRef::EnumValue(_) => format!("{domain}:{}", info.local),
            }
        }
        None => checked.corpus.terms.text(id).to_owned(),
    }
}

fn local(checked: &Checked, id: TermId) -> String {
    let iri = checked.corpus.terms.text(id);
    iri.rsplit(['#', '/']).next().unwrap_or(iri).to_owned()
}
