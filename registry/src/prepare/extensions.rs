//! The proof that an extension is harmless: what it extends, and everything else that its
//! graph needs, means the same with it as without.

use upper::change::{Definition, define};
use upper::check::Checked;
use upper::finding::Finding;
use upper::model::{ClassKind, ModelGraph, Models, lower};
use upper::resolve::{Corpus, GraphId};

use super::check::{Own, Work};
use super::{Stop, codes};

/// Holds the foreign classes of every changed graph with an extension against themselves.
pub(super) fn prove(work: &mut Work<'_>, changed: &[&Own<'_>]) -> Result<(), Stop> {
    let mut findings = Vec::new();
    for own in changed {
        if extends(&work.checked.models, &own.iri) {
            findings.extend(altered(&work.checked, own.id));
        }
    }
    work.checked.extend(findings);
    work.refuse_errors()
}

/// Whether a domain has an extension.
fn extends(models: &Models, iri: &str) -> bool {
    models.classes().any(|(_, class)| {
        matches!(class.kind, ClassKind::Extension(_))
            && models.domain(class.info.domain).info.iri == iri
    })
}

/// The foreign classes that mean something else because of a graph.
fn altered(checked: &Checked, id: GraphId) -> Vec<Finding> {
    let corpus = &checked.corpus;
    let with = &checked.models;
    let without = lowered(corpus, id);
    let mut findings = Vec::new();
    for (class_id, class) in without.classes() {
        let before = define(&without, class_id);
        let after = with.term_by_iri(&class.info.iri);
        if after.map(|term| Definition::of(with, term)) != Some(Definition::Class(before)) {
            let header = corpus.graph(id).iri;
            let place = corpus.place_of(id, header);
            let message = format!(
                "`{}` would no longer be what its owner says",
                class.info.iri
            );
            findings.push(
                Finding::error(codes::EXTENSION_CHANGES_CLASS, place, message)
                    .term(&class.info.iri)
                    .help("an extension adds properties of its own model, and states nothing about other models' terms"),
            );
        }
    }
    findings
}

/// The models that a graph needs, without the graph.
fn lowered(corpus: &Corpus, id: GraphId) -> Models {
    let named = corpus.graph(id);
    let needed = corpus
        .graphs()
        .filter(|(other, n)| n.is_model && (n.builtin || named.closure.contains(other)));
    let graphs: Vec<ModelGraph<'_>> = needed
        .map(|(_, n)| ModelGraph {
            header: n.iri,
            graph: &n.graph,
        })
        .collect();
    lower(&corpus.terms, &graphs)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test")]
mod tests {
    use upper::check::{Options, check};
    use upper::source::{Input, Syntax};

    use super::*;

    const PETS: &str = r#"
@prefix : <http://e.org/pets#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
: a upper:DomainModel ; upper:domain "pets" .
:Pet a upper:SealedClass ; upper:primaryKey ( :name ) ; upper:property :name .
:Dog a upper:DirectClass ; upper:subClassOf :Pet .
:name a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
"#;

    const VETS: &str = r#"
@prefix : <http://e.org/vets#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix pets: <http://e.org/pets#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
: a upper:DomainModel ; upper:domain "vets" ; owl:imports pets: .
:PetExtension a upper:Extension ; upper:extends pets:Pet ; upper:property :weight .
:weight a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 .
"#;

    /// The classes that the second text alters, whatever else is wrong with it.
    fn altered_by(text: &str) -> Vec<String> {
        let input = |(path, text): (&str, &str)| Input {
            path: path.to_owned(),
            bytes: text.as_bytes().to_vec(),
            syntax: Syntax::Turtle,
        };
        let inputs = [("pets.ttl", PETS), ("vets.ttl", text)].map(input);
        let checked = check(inputs.into(), &Options::default());
        let iri = checked.corpus.terms.lookup_iri("http://e.org/vets#");
        let id = iri.and_then(|i| checked.corpus.by_iri(i)).unwrap();
        assert!(extends(&checked.models, "http://e.org/vets#"));
        let findings = altered(&checked, id);
        findings.into_iter().filter_map(|f| f.term).collect()
    }

    #[test]
    fn an_extension_alone_alters_nothing() {
        assert_eq!(altered_by(VETS), Vec::<String>::new());
    }

    #[test]
    fn a_leaf_that_another_model_adds_alters_the_class_above() {
        let cat = format!("{VETS}\n:Cat a upper:DirectClass ; upper:subClassOf pets:Pet .");
        assert_eq!(altered_by(&cat), ["http://e.org/pets#Pet"]);
    }
}
