//! What is said of tables in artifacts, and what stays as a model changes.

use super::*;

#[test]
fn a_filter_is_a_property_and_a_loss() {
    let checked = bundled(&["onepiece"]);
    let character = plan(&checked, "onepiece", &Ids::default()).remove(0);
    assert_eq!(
        character.properties["denota.qualified.FruitUser"],
        "devil_fruit_rname IS NOT NULL"
    );
    assert!(
        character
            .losses
            .iter()
            .any(|l| l.construct == "qualified class")
    );
    assert_eq!(
        character.properties["denota.values.haki.element"],
        "Observation,Armament,Conqueror"
    );
    let losses = |construct| {
        character
            .losses
            .iter()
            .filter(|l| l.construct == construct)
            .map(|l| l.element.as_str())
            .collect::<Vec<_>>()
    };
    assert_eq!(losses("pattern"), ["character.birthday"]);
    assert_eq!(
        losses("bounds"),
        [
            "character.height",
            "character.bounty_history.element.amount"
        ]
    );
    assert_eq!(losses("count"), ["character.haki"], "at most 3");
}

#[test]
fn field_ids_outlive_every_safe_change() {
    let part = |root: &str, leaf: &str| {
        attribute("a", "xsd:string")
            + &attribute("b", "xsd:string")
            + &format!(
            "m:Base a upper:SealedClass ; upper:primaryKey ( m:id ) ; upper:property m:id {root} .
             m:Leaf a upper:DirectClass ; upper:subClassOf m:Base {leaf} ."
        )
    };
    let mut ids = Ids::default();
    let mut provision = |text: &str| {
        let checked = model(text);
        let model = domain(&checked, "m");
        let tables = tables(model.models(), model.id(), &ids);
        record(model.models(), model.id(), &tables, &mut ids);
        let (read, problems) = Ids::parse(&ids.print());
        assert_eq!((read, problems), (ids.clone(), Vec::new()));
        numbers(&tables[0])
    };
    let first = provision(&part(", m:a", "; upper:property m:b"));
    let expected = [("_type", 2), ("a", 3), ("b", 4), ("id", 1)];
    assert_eq!(first, expected.map(|(n, i)| (n.to_owned(), i)).into());
    let moved = provision(&part(", m:b", "; upper:property m:a"));
    assert_eq!(moved, first, "up and down the taxonomy");
    let removed = provision(&part("", "; upper:property m:b"));
    assert_eq!(removed["b"], 4);
    let renamed = provision(
        &(part("", "; upper:property m:c").replace(
            "m:b a upper:Attribute",
            "m:b upper:deprecated \"see c\" ; upper:replacedBy m:c ; a upper:Attribute",
        ) + &attribute("c", "xsd:string")),
    );
    assert_eq!(renamed["c"], 4, "it takes over from b");
    let added = provision(
        &(part(", m:new , m:a", "; upper:property m:c")
            + &attribute("c", "xsd:string")
            + &attribute("new", "xsd:string")),
    );
    assert_eq!(
        (added["new"], added["a"], added["c"]),
        (5, 3, 4),
        "after the highest ever, and a is back"
    );
}

#[test]
fn adding_a_class_changes_no_other_artifact() {
    let before = output(&model(&thing("")), "m");
    let more = thing("")
        + "m:More a upper:DirectClass ; upper:primaryKey ( m:id ) ; upper:property m:id .";
    let after = output(&model(&more), "m");
    assert_eq!(after.artifacts[0], before.artifacts[0]);
    assert!(
        after
            .representation
            .turtle()
            .starts_with(&before.representation.turtle())
    );
}

#[test]
fn every_field_is_described_under_an_iri_of_its_own() {
    for (files, names) in [
        (&["onepiece"][..], &["onepiece"][..]),
        (&["tpch"], &["tpch"]),
        (
            &["media/people", "media/titles", "media/production"],
            &["people", "titles", "production"],
        ),
    ] {
        let checked = bundled(files);
        for name in names {
            let described = output(&checked, name).representation;
            for table in plan(&checked, name, &Ids::default()) {
                table.visit(&mut |path, column| {
                    let mut full = vec![table.namespace.as_str(), table.name.as_str()];
                    full.extend(path);
                    let iri = described.element(&full);
                    let of: Vec<_> = described
                        .correspondences()
                        .filter(|c| c.element == iri)
                        .collect();
                    assert!(of.iter().any(|c| c.term == column.term), "{iri}");
                    assert!(of.iter().all(|c| c.path[0] == table.root_iri), "{of:?}");
                });
            }
        }
    }
}

#[test]
fn representations_pass_their_own_check() {
    let checked = bundled(&["media/people", "media/titles", "media/production"]);
    for model in checked.valid() {
        let turtle = (TARGET.transpile)(&model, &Settings::default())
            .representation
            .turtle();
        let input = Input {
            path: "container.ttl".to_owned(),
            bytes: turtle.into_bytes(),
            syntax: Syntax::Turtle,
        };
        let found = check(vec![input], &upper::check::Options::default());
        assert!(!found.has_errors(), "{:?}", found.findings);
    }
}

#[test]
fn an_inverse_is_found_at_the_column_that_holds_it() {
    let described = output(&bundled(&["onepiece"]), "onepiece").representation;
    let members = described
        .correspondences()
        .find(|c| c.term.ends_with("#members"))
        .unwrap();
    assert_eq!(
        members.element,
        described.element(&["onepiece", "character", "crew_rname"])
    );
    assert_eq!(members.role, Role::Reference);
}

#[test]
fn live_tables_are_described_with_their_own_ids_and_place() {
    let checked = bundled(&["onepiece"]);
    let model = domain(&checked, "onepiece");
    let mut tables = plan(&checked, "onepiece", &Ids::default());
    tables.truncate(1);
    tables[0].renumber(&[(1, 101)].into_iter().collect());
    assert_eq!(
        (
            tables[0].columns[0].id,
            tables[0].identifier[0],
            tables[0].sort[0]
        ),
        (101, 101, 101)
    );
    let into = Representation::new(&model.domain().info.iri, "lake", TARGET.system);
    let place = Coordinates {
        catalog: "lake".to_owned(),
        uri: Some("sqlite:////x.db".to_owned()),
        ..Coordinates::default()
    };
    let turtle = represent(model.models(), &tables, into, Some(&place)).turtle();
    assert!(
        turtle.contains("fieldId> 101") || turtle.contains("fieldId 101"),
        "{turtle}"
    );
    assert!(turtle.contains("\"sqlite:////x.db\""));
}

#[test]
fn names_clash_where_two_terms_share_one() {
    let text = attribute("fullName", "xsd:string")
        + &attribute("full_name", "xsd:string")
        + &thing(", m:fullName , m:full_name");
    let checked = unsound(&text);
    let id = checked.models.domain_by_name("m").unwrap();
    let names = (TARGET.names)(&checked.models, id, transpilers::naming::Naming::Plain);
    let same: Vec<_> = names
        .iter()
        .filter(|n| n.name == "full_name" && n.scope == "table thing")
        .collect();
    assert_eq!(same.len(), 2);
}
