//! The API over Upper and the system domains: all of it follows from their texts.

use std::collections::BTreeSet;

use apollo_compiler::ast;
use transpilers::graphql::api::{Api, Plan, api};
use upper::check::{Options, check};
use upper::source::{Input, Syntax};

/// The API of the models that come with the product, with changes to the text of Upper.
fn derived(change: impl Fn(&str) -> String) -> Api {
    let input = |(iri, path, text): &(&str, &str, &str)| Input {
        path: (*path).to_owned(),
        bytes: if iri.ends_with("/upper#") {
            change(text).into_bytes()
        } else {
            text.as_bytes().to_vec()
        },
        syntax: Syntax::Turtle,
    };
    let inputs = upper::builtin::MODELS.iter().map(input).collect();
    let checked = check(inputs, &Options::default());
    assert!(!checked.has_errors(), "{:?}", checked.findings);
    api(&checked.valid())
}

/// Upper with an attribute of domain models, and a relationship of everything that has a name.
fn richer(upper: &str) -> String {
    let header = "upper:domain , upper:owner , owl:imports , owl:versionInfo .";
    let named = "upper:property    upper:name .";
    assert!(upper.contains(header) && upper.contains(named));
    let more = r#"
upper:steward a upper:Attribute ;
    upper:label "Steward"@en ; upper:description "Who answers questions about the model."@en ;
    upper:datatype xsd:string ; upper:minCount 0 ; upper:maxCount 1 .
upper:seeAlso a upper:Relationship ;
    upper:label "See also"@en ; upper:description "Another term to look at."@en ;
    upper:class upper:NamedTerm ; upper:minCount 0 .
"#;
    upper
        .replace(header, &header.replace(" .", " , upper:steward ."))
        .replace(named, "upper:property upper:name , upper:seeAlso .")
        + more
}

fn fields<'a>(api: &'a Api, ty: &str) -> Vec<&'a ast::FieldDefinition> {
    let found = api.document.definitions.iter().find_map(|d| {
        let object = d.as_object_type_definition().filter(|o| o.name == ty);
        let interface = d.as_interface_type_definition().filter(|i| i.name == ty);
        let fields = object.map(|o| &o.fields).or(interface.map(|i| &i.fields))?;
        Some(fields.iter().map(AsRef::as_ref).collect())
    });
    found.unwrap_or_else(|| panic!("no type `{ty}`"))
}

fn field<'a>(api: &'a Api, ty: &str, name: &str) -> Option<&'a ast::FieldDefinition> {
    fields(api, ty).into_iter().find(|f| f.name == name)
}

#[track_caller]
fn type_of(api: &Api, ty: &str, name: &str) -> String {
    let found = field(api, ty, name);
    found
        .unwrap_or_else(|| panic!("no `{ty}.{name}`"))
        .ty
        .to_string()
}

#[test]
fn what_upper_gains_the_api_gains() {
    let (before, after) = (derived(str::to_owned), derived(richer));
    for (ty, name, wanted) in [
        ("UPPER_DomainModel", "upper_steward", "String"),
        (
            "UPPER_DirectClass",
            "upper_seeAlso",
            "UPPER_NamedTermConnection!",
        ),
        ("UPPER_Named", "upper_seeAlso", "UPPER_NamedTermConnection!"),
        (
            "UPPER_Attribute",
            "upper_seeAlso_inverse",
            "UPPER_NamedConnection!",
        ),
        (
            "UPPER_Property",
            "upper_seeAlso_inverse",
            "UPPER_NamedConnection!",
        ),
    ] {
        assert!(field(&before, ty, name).is_none(), "{ty}.{name}");
        assert_eq!(type_of(&after, ty, name), wanted, "{ty}.{name}");
    }
    let steward = field(&after, "UPPER_DomainModel", "upper_steward").unwrap();
    let doc = steward.description.as_ref().unwrap();
    assert_eq!(doc.as_ref(), "Who answers questions about the model.");
    let plan = &after.plans["UPPER_DomainModel"]["upper_steward"];
    let property = "https://w3id.org/denota/upper#steward";
    assert!(matches!(plan, Plan::Values { property: p, many: false, .. } if p == property));
}

#[test]
fn relationships_lead_both_ways() {
    let api = derived(str::to_owned);
    for (ty, name, wanted) in [
        (
            "UPPER_DirectClass",
            "upper_property",
            "UPPER_PropertyConnection!",
        ),
        (
            "UPPER_Attribute",
            "upper_property_inverse",
            "DENOTA_upper_property_holderConnection!",
        ),
        ("UPPER_Extension", "upper_extends", "UPPER_EntityClass"),
        (
            "UPPER_DirectClass",
            "upper_extends_inverse",
            "UPPER_ExtensionConnection!",
        ),
        (
            "UPPER_SealedClass",
            "upper_subClassOf_inverse",
            "UPPER_HierarchicalConnection!",
        ),
        ("UPPER_DirectClass", "upper_primaryKey", "[UPPER_Property!]"),
        (
            "UPPER_DirectClass",
            "upper_uniqueKey",
            "[[UPPER_Property!]!]",
        ),
        (
            "UPPER_Attribute",
            "upper_primaryKey_inverse",
            "UPPER_KeyedConnection!",
        ),
        (
            "UPPER_DirectClass",
            "upper_refinement",
            "[UPPER_Refinement!]",
        ),
        (
            "UPPER_Refinement",
            "upper_refinement_inverse",
            "UPPER_RefiningConnection!",
        ),
        ("UPPER_Enumeration", "upper_oneOf", "[UPPER_EnumValue!]"),
        (
            "UPPER_EnumValue",
            "upper_oneOf_inverse",
            "DENOTA_upper_oneOf_holderConnection!",
        ),
        (
            "UPPER_DomainModel",
            "owl_imports",
            "UPPER_DomainModelConnection!",
        ),
        (
            "UPPER_DomainModel",
            "graph_revisionOf_inverse",
            "GRAPH_RevisionConnection!",
        ),
        ("MAPPING_Correspondence", "mapping_term", "URI"),
        ("MAPPING_Correspondence", "mapping_term_node", "DENOTA_Node"),
        (
            "UPPER_Attribute",
            "mapping_term_inverse",
            "MAPPING_CorrespondenceConnection!",
        ),
        (
            "ICEBERG_Table",
            "mapping_element_inverse",
            "MAPPING_CorrespondenceConnection!",
        ),
        (
            "ICEBERG_Table",
            "graph_partOf_inverse",
            "GRAPH_ElementConnection!",
        ),
        ("ICEBERG_Table", "graph_partOf_node", "DENOTA_Node"),
        ("Query", "upper_directClass", "UPPER_DirectClass"),
        ("Query", "upper_propertyList", "UPPER_PropertyConnection!"),
        ("UPPER_PropertyConnection", "nodes", "[UPPER_Property!]!"),
    ] {
        if name.starts_with("owl_") {
            // Upper itself declares it, under its own prefix.
            assert_eq!(type_of(&api, ty, "upper_imports"), wanted);
        } else {
            assert_eq!(type_of(&api, ty, name), wanted, "{ty}.{name}");
        }
    }
    for (ty, name) in [
        ("UPPER_Refinement", "denota_name"),
        ("UPPER_Term", "denota_name"),
        ("UPPER_Attribute", "upper_extends_inverse"),
    ] {
        assert!(field(&api, ty, name).is_none(), "{ty}.{name}");
    }
}

#[test]
fn only_keys_must_be_there() {
    let api = derived(str::to_owned);
    for kind in &api.kinds {
        for field in fields(&api, &kind.name) {
            let is_free = !field.ty.is_non_null()
                || field.name == "upper_iri"
                || field.ty.inner_named_type().ends_with("Connection");
            assert!(is_free, "{}.{}: {}", kind.name, field.name, field.ty);
        }
    }
}

#[test]
fn every_field_has_a_plan_or_is_the_apis_own() {
    let api = derived(str::to_owned);
    let mut planned = 0;
    for kind in &api.kinds {
        let plans = &api.plans[&kind.name];
        for field in fields(&api, &kind.name) {
            let has_plan = plans.contains_key(field.name.as_str());
            planned += usize::from(has_plan);
            assert!(
                has_plan || field.name.starts_with("denota_") || field.name == "_empty",
                "{}.{}",
                kind.name,
                field.name
            );
        }
        assert!(!api.possible[&kind.name].is_empty());
    }
    assert!(planned > 1000, "{planned}");
    let kinds: BTreeSet<&str> = api.kinds.iter().map(|k| k.name.as_str()).collect();
    for wanted in [
        "UPPER_DomainModel",
        "UPPER_Condition",
        "GRAPH_Revision",
        "MAPPING_Mapping",
        "XSD_string",
    ] {
        assert_eq!(
            kinds.contains(wanted),
            !wanted.starts_with("XSD"),
            "{wanted}"
        );
    }
}
