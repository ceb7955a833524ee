//! The three domains of `media` use the whole language between them: what no example shows,
//! no golden file holds.

use std::collections::BTreeSet;

use tests::examples::{EXAMPLES, Example};
use upper::check::Checked;
use upper::graph::{TermId, Triple};
use upper::model::{Class, ClassKind, Models, TermInfo, TermRef, Value};
use upper::vocabulary::{Kind, Primitive, rdf, upper as vocabulary};

fn media() -> &'static Example {
    EXAMPLES.iter().find(|e| e.name == "media").unwrap()
}

fn triples(checked: &Checked) -> impl Iterator<Item = &Triple> {
    let users = checked.corpus.graphs().filter(|(_, named)| !named.builtin);
    users.flat_map(|(_, named)| named.graph.triples())
}

/// The classes of the user's domains.
fn classes(models: &Models) -> impl Iterator<Item = &Class> {
    let ours =
        |c: &&Class| ["people", "titles", "production"].contains(&domain_of(models, &c.info));
    models.classes().map(|(_, c)| c).filter(ours)
}

fn domain_of<'m>(models: &'m Models, info: &TermInfo) -> &'m str {
    &models.domain(info.domain).info.name
}

#[test]
fn every_kind_of_term_is_there() {
    let checked = media().checked();
    for kind in Kind::ALL.iter().copied() {
        if kind == Kind::AnyProperty {
            continue; // of system domains only
        }
        // What its predicate implies may leave out its type.
        let by = [
            (Kind::Condition, vocabulary::WHERE),
            (Kind::Refinement, vocabulary::REFINEMENT),
        ];
        let implied = |t: &Triple| by.contains(&(kind, t.predicate));
        let typed = |t: &Triple| t.predicate == rdf::TYPE && t.object == kind.term();
        assert!(
            triples(&checked).any(|t| typed(t) || implied(t)),
            "no {kind:?} in media"
        );
    }
}

#[test]
fn every_predicate_of_the_language_is_stated() {
    let checked = media().checked();
    let models = &checked.models;
    let stated: BTreeSet<TermId> = triples(&checked).map(|t| t.predicate).collect();
    // Another name of `upper:primaryKey`; of system domains only; never stated.
    let left_out = [
        vocabulary::KEYED_ON,
        vocabulary::DEPENDENCY,
        vocabulary::IRI,
    ];
    let missing: Vec<&str> = models
        .properties()
        .map(|(_, p)| &p.info)
        .filter(|info| info.iri.starts_with(vocabulary::NS))
        .filter(|info| !stated.contains(&info.id) && !left_out.contains(&info.id))
        .map(|info| info.iri.as_str())
        .collect();
    assert!(missing.is_empty(), "media never states {missing:?}");
}

#[test]
fn every_datatype_is_used_as_it_is_or_as_a_base() {
    let checked = media().checked();
    let used: BTreeSet<TermId> = triples(&checked)
        .filter(|t| {
            [vocabulary::DATATYPE, vocabulary::BASE, vocabulary::LIST_OF].contains(&t.predicate)
        })
        .map(|t| t.object)
        .collect();
    for primitive in Primitive::ALL {
        // Those are for Upper's own definition alone.
        if !matches!(primitive, Primitive::Literal | Primitive::Text) {
            assert!(
                used.contains(&primitive.term()),
                "no {primitive:?} in media"
            );
        }
    }
}

#[test]
fn every_form_of_a_value_is_there() {
    let checked = media().checked();
    let models = &checked.models;
    let mut forms = BTreeSet::new();
    let mut note = |value: &Value, many: bool| {
        let form = match value {
            Value::Scalar(_) => "scalar",
            Value::Enum(_) => "enumeration",
            Value::Nested(_) => "nested",
            Value::Reference(_) => "reference",
            Value::OneOf(_) => "one of several",
            Value::List(..) => "list",
            Value::Node => "node",
            Value::Any => "any",
        };
        forms.insert((form, many));
        if let Value::List(_, element) = value
            && matches!(**element, Value::Nested(_) | Value::Reference(_))
        {
            forms.insert(("list of entities", many));
        }
    };
    for member in classes(models).flat_map(|c| &c.members) {
        note(&models.value_of(member.range), member.many());
    }
    for form in [
        "scalar",
        "enumeration",
        "nested",
        "reference",
        "one of several",
    ] {
        for many in [false, true] {
            assert!(
                forms.contains(&(form, many)),
                "no {form} (many: {many}) in media: {forms:?}"
            );
        }
    }
    for form in ["list", "list of entities", "node"] {
        assert!(
            forms.iter().any(|(f, _)| *f == form),
            "no {form} in media: {forms:?}"
        );
    }
}

#[test]
fn sealed_classes_stand_in_three_levels_with_and_without_keys() {
    let checked = media().checked();
    let models = &checked.models;
    let mut kinds = BTreeSet::new();
    for class in classes(models).filter(|c| matches!(c.kind, ClassKind::Sealed)) {
        kinds.insert(class.key.is_some());
    }
    assert_eq!(kinds.len(), 2, "sealed classes with and without a key");
    let depth = |class: &Class| {
        let parent = class.parent.map(|p| models.ancestors(p).count());
        parent.map_or(1, |n| n + 1)
    };
    assert!(classes(models).map(depth).max() >= Some(3));
    let is_title = |c: &Class| {
        let mut above = c.parent.into_iter().flat_map(|p| models.ancestors(p));
        above.any(|a| models.class(a).info.name == "Title")
    };
    let titles: BTreeSet<&str> = classes(models)
        .filter(|c| is_title(c))
        .map(|c| c.info.name.as_str())
        .collect();
    for kind in ["Film", "Series", "Season", "Episode", "Game", "LiveEvent"] {
        assert!(titles.contains(kind), "no {kind} among {titles:?}");
    }
}

#[test]
fn one_team_extends_another_and_labels_come_in_several_languages() {
    let checked = media().checked();
    let models = &checked.models;
    let foreign = |c: &Class, of| models.class(of).info.domain != c.info.domain;
    let extends =
        classes(models).any(|c| matches!(c.kind, ClassKind::Extension(Some(of)) if foreign(c, of)));
    assert!(extends);
    let owners: BTreeSet<TermId> = triples(&checked)
        .filter(|t| t.predicate == vocabulary::OWNER)
        .map(|t| t.object)
        .collect();
    assert_eq!(owners.len(), 3, "three teams");
    let languages: BTreeSet<&str> = checked
        .models
        .domains()
        .filter(|(_, d)| ["people", "titles", "production"].contains(&d.info.name.as_str()))
        .flat_map(|(_, d)| {
            let classes = d.classes.iter().map(|c| TermRef::Class(*c));
            let properties = d.properties.iter().map(|p| TermRef::Property(*p));
            classes.chain(properties)
        })
        .flat_map(|term| {
            models
                .info(term)
                .labels
                .0
                .iter()
                .map(|(language, _)| language.as_str())
        })
        .collect();
    assert!(languages.len() >= 3, "{languages:?}");
}
