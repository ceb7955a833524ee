//! What becomes of each construct in Iceberg, and what stays as a model changes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use transpilers::Settings;
use transpilers::iceberg::represent::{Coordinates, represent};
use transpilers::iceberg::table::{Column, ColumnType, Content, Origin, Table};
use transpilers::iceberg::{TARGET, record, tables};
use transpilers::ids::Ids;
use transpilers::output::Output;
use transpilers::representation::{Representation, Role};
use upper::check::{Checked, check};
use upper::finding::Severity;
use upper::model::{DomainModel, Valid};
use upper::source::{Input, Syntax};

const HEAD: &str = "
    @prefix m: <http://e.org/m#> . @prefix o: <http://e.org/o#> .
    @prefix upper: <https://w3id.org/denota/upper#> .
    @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
    @prefix owl: <http://www.w3.org/2002/07/owl#> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .";

/// A model with the domain `m`, keyed on `m:id` where it says so.
fn model(text: &str) -> Checked {
    sound(unsound(text))
}

/// The same, whatever rules find.
fn unsound(text: &str) -> Checked {
    models(&[&format!(
        "m: a upper:DomainModel ; upper:domain \"m\" .
         m:id a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 . {text}"
    )])
}

fn models(texts: &[&str]) -> Checked {
    let inputs = texts.iter().enumerate().map(|(i, text)| Input {
        path: format!("{i}.ttl"),
        bytes: format!("{HEAD}{text}").into_bytes(),
        syntax: Syntax::Turtle,
    });
    check(inputs.collect(), &upper::check::Options::default())
}

fn bundled(names: &[&str]) -> Checked {
    let inputs = names.iter().map(|name| {
        let path = format!(
            "{}/../ontologies/domains/{name}.ttl",
            env!("CARGO_MANIFEST_DIR")
        );
        Input {
            bytes: std::fs::read(&path).unwrap(),
            path,
            syntax: Syntax::Turtle,
        }
    });
    sound(check(inputs.collect(), &upper::check::Options::default()))
}

fn sound(checked: Checked) -> Checked {
    let errors: Vec<_> = checked
        .findings
        .iter()
        .filter(|f| f.severity == Severity::Error)
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    checked
}

fn domain(checked: &Checked, name: &str) -> Valid<DomainModel> {
    checked
        .valid()
        .into_iter()
        .find(|m| m.domain().info.name == name)
        .unwrap()
}

fn plan(checked: &Checked, name: &str, ids: &Ids) -> Vec<Table> {
    let model = domain(checked, name);
    tables(model.models(), model.id(), ids)
}

fn output(checked: &Checked, name: &str) -> Output {
    (TARGET.transpile)(&domain(checked, name), &Settings::default())
}

/// A table on one line per column: `name! type`.
fn shape(table: &Table) -> String {
    let mut text = String::new();
    for column in &table.columns {
        let _ = writeln!(text, "{}", field(column));
    }
    text
}

fn field(column: &Column) -> String {
    format!(
        "{}{} {}",
        column.name,
        if column.required { "!" } else { "" },
        kind(column)
    )
}

fn kind(column: &Column) -> String {
    match &column.kind {
        ColumnType::Primitive(primitive) => primitive.to_string(),
        ColumnType::Struct(fields) => format!(
            "{{{}}}",
            fields.iter().map(field).collect::<Vec<_>>().join(", ")
        ),
        ColumnType::List(element) => format!("[{}]", field(element)),
        ColumnType::Map(key, value) => format!("({}: {})", field(key), field(value)),
    }
}

fn shapes(text: &str) -> String {
    let checked = model(text);
    let tables = plan(&checked, "m", &Ids::default());
    tables
        .iter()
        .map(|t| format!("{}:\n{}", t.name, shape(t)))
        .collect()
}

fn numbers(table: &Table) -> BTreeMap<String, i32> {
    let mut numbers = BTreeMap::new();
    table.visit(&mut |names, column| {
        assert!(
            numbers.insert(names.join("."), column.id).is_none(),
            "{names:?} twice"
        );
    });
    numbers
}

/// `Thing`, keyed on `m:id`, with further properties.
fn thing(properties: &str) -> String {
    format!(
        "m:Thing a upper:DirectClass ; upper:primaryKey ( m:id ) ; upper:property m:id {properties} ."
    )
}

fn attribute(name: &str, datatype: &str) -> String {
    format!("m:{name} a upper:Attribute ; upper:datatype {datatype} ; upper:maxCount 1 . ")
}

fn relationship(name: &str, class: &str, more: &str) -> String {
    format!("m:{name} a upper:Relationship ; upper:class {class} {more} . ")
}

#[test]
fn every_datatype_has_the_type_of_the_table_in_the_design() {
    for (datatype, expected) in [
        ("xsd:string", "string"),
        ("rdf:langString", "(key! string: value! string)"),
        ("xsd:boolean", "boolean"),
        ("xsd:int", "int"),
        ("xsd:long", "long"),
        ("xsd:integer", "long"),
        ("xsd:nonNegativeInteger", "long"),
        ("xsd:decimal", "decimal(38, 9)"),
        ("xsd:float", "float"),
        ("xsd:double", "double"),
        ("xsd:date", "date"),
        ("xsd:time", "time"),
        ("xsd:dateTime", "timestamptz"),
        ("upper:LocalDateTime", "timestamp"),
        ("xsd:duration", "string"),
        ("xsd:anyURI", "string"),
        ("upper:UUID", "uuid"),
        ("xsd:base64Binary", "binary"),
        ("rdf:JSON", "string"),
    ] {
        let text = attribute("value", datatype) + &thing(", m:value");
        assert_eq!(
            shapes(&text),
            format!("thing:\nid! string\nvalue {expected}\n"),
            "{datatype}"
        );
    }
}

#[test]
fn digits_set_precision_and_scale() {
    for (facets, expected) in [
        (
            "upper:totalDigits 15 ; upper:fractionDigits 2",
            "decimal(15, 2)",
        ),
        ("upper:fractionDigits 4", "decimal(38, 4)"),
        // 15 digits may all stand before the point, and 9 behind it.
        ("upper:totalDigits 15", "decimal(24, 9)"),
        ("upper:totalDigits 4", "decimal(8, 4)"),
        ("upper:totalDigits 38", "decimal(38, 9)"),
    ] {
        let money =
            format!("m:Money a upper:CustomDatatype ; upper:base xsd:decimal ; {facets} . ");
        let text = money + &attribute("value", "m:Money") + &thing(", m:value");
        assert_eq!(
            shapes(&text),
            format!("thing:\nid! string\nvalue {expected}\n"),
            "{facets}"
        );
    }
}

#[test]
fn references_are_columns_of_the_key_attributes_however_deep() {
    let text = relationship("country", "m:Country", "; upper:minCount 1 ; upper:maxCount 1")
        + &relationship("city", "m:City", "; upper:maxCount 1")
        + &relationship("visited", "m:City", "")
        + &relationship("lived", "m:Country", "")
        + "m:Country a upper:DirectClass ; upper:primaryKey ( m:id ) ; upper:property m:id .
           m:zip a upper:Attribute ; upper:datatype xsd:int ; upper:minCount 1 ; upper:maxCount 1 .
           m:City a upper:DirectClass ; upper:primaryKey ( m:country m:zip ) ; upper:property m:zip , m:country . "
        + &thing(", m:city , m:visited , m:lived");
    let checked = model(&text);
    let tables = plan(&checked, "m", &Ids::default());
    let [country, city, thing] = tables.as_slice() else {
        panic!("{tables:?}")
    };
    assert_eq!(shape(country), "id! string\n");
    assert_eq!(
        shape(city),
        "zip! int\ncountry_id! string\n",
        "as the author lists them"
    );
    assert_eq!(
        shape(thing),
        "id! string\ncity_country_id string\ncity_zip int\n\
         visited [element! {country_id! string, zip! int}]\nlived [element! string]\n"
    );
    assert_eq!(city.identifier, [2, 1], "in the order of the key");
    assert_eq!(city.properties["denota.primary-key"], "country_id,zip");
    assert_eq!(
        thing.properties["denota.foreign-key.city_country_id,city_zip"],
        "m.city(country_id,zip)"
    );
    assert_eq!(
        thing.properties["denota.foreign-key.lived.element"],
        "m.country(id)"
    );
    let Origin::Reference { name, key, .. } = &thing.columns[1].origin else {
        panic!()
    };
    let steps: Vec<_> = key.iter().map(|s| (s.name.as_str(), s.alone)).collect();
    assert_eq!(
        (name.as_str(), steps),
        ("city", vec![("country", false), ("id", true)])
    );
    assert_eq!(
        thing.columns[1].path,
        [
            "http://e.org/m#city",
            "key-attribute",
            "http://e.org/m#country",
            "key-attribute",
            "http://e.org/m#id"
        ]
    );
}

#[test]
fn of_an_inverse_pair_one_side_is_stored() {
    let pair = |p: &str, q: &str| {
        let text = relationship("p", "m:Other", p)
            + &relationship("q", "m:Thing", q)
            + "m:Other a upper:DirectClass ; upper:primaryKey ( m:id ) ; upper:property m:id , m:q . "
            + &thing(", m:p");
        shapes(&text)
            .replace(":\nid! string\n", ": ")
            .replace('\n', " ")
    };
    let single = "; upper:maxCount 1";
    let of_p = "; upper:inverseOf m:p";
    let of_q = "; upper:inverseOf m:q";
    assert_eq!(
        pair("", &format!("{of_p}{single}")),
        "other: q_id string thing: ",
        "the single side"
    );
    assert_eq!(
        pair(single, of_p),
        "other: thing: p_id string ",
        "the single side"
    );
    assert_eq!(
        pair("", of_p),
        "other: thing: p [element! string] ",
        "not the one that calls itself inverse"
    );
    assert_eq!(
        pair(of_q, of_p),
        "other: thing: p [element! string] ",
        "both say so: the lesser IRI"
    );
    assert_eq!(
        pair(
            &format!("{of_q}{single}"),
            &format!("{of_p} ; upper:minCount 1{single}")
        ),
        "other: q_id! string thing: ",
        "the required one"
    );
}

#[test]
fn a_taxonomy_is_one_table_at_its_topmost_keyed_ancestor() {
    let text = attribute("name", "xsd:string")
        + &attribute("wheels", "xsd:int")
        + &attribute("doors", "xsd:int")
        + "m:Item a upper:SealedClass .
           m:Vehicle a upper:SealedClass ; upper:subClassOf m:Item ; upper:primaryKey ( m:id ) ; upper:property m:name , m:id .
           m:Motor a upper:SealedClass ; upper:subClassOf m:Vehicle ; upper:property m:wheels .
           m:Car a upper:DirectClass ; upper:subClassOf m:Motor ; upper:property m:doors ;
               upper:refinement [ upper:refines m:wheels ; upper:minCount 1 ; upper:minInclusive 3 ] .
           m:Boat a upper:DirectClass ; upper:subClassOf m:Vehicle .";
    let checked = model(&text);
    let tables = plan(&checked, "m", &Ids::default());
    assert_eq!(tables.len(), 1);
    let table = &tables[0];
    assert_eq!(table.name, "vehicle");
    assert_eq!(
        shape(table),
        "name string\nid! string\n_type! string\nwheels int\ndoors int\n"
    );
    assert_eq!(
        table
            .leaves
            .iter()
            .map(|l| l.name.as_str())
            .collect::<Vec<_>>(),
        ["Car", "Boat"]
    );
    assert_eq!(table.properties["denota.values._type"], "Car,Boat");
    assert_eq!(table.properties["denota.class.Boat"], "http://e.org/m#Boat");
    assert_eq!(table.properties["denota.required.wheels"], "Car");
    assert_eq!(
        table.properties["denota.refinement.Car.wheels"],
        "at least 3"
    );
    assert!(
        table
            .losses
            .iter()
            .any(|l| l.construct == "refinement" && l.element == "vehicle.wheels")
    );
}

#[test]
fn values_of_an_enumeration_that_are_left_are_said_by_their_names() {
    let only = "; upper:refinement [ upper:refines m:st ; upper:oneOf ( m:On ) ]";
    let text = relationship("st", "m:State", "; upper:maxCount 1")
        + "m:State a upper:Enumeration ; upper:oneOf ( m:On m:Off ) .
           m:On a upper:EnumValue ; upper:name \"Bright\" . m:Off a upper:EnumValue ."
        + &format!(
            "m:Device a upper:SealedClass ; upper:primaryKey ( m:id ) ; upper:property m:id , m:st .
             m:Lamp a upper:DirectClass ; upper:subClassOf m:Device {only} .
             m:Fan a upper:DirectClass ; upper:subClassOf m:Device .
             m:Switch a upper:DirectClass ; upper:primaryKey ( m:id ) ; upper:property m:id , m:st {only} ."
        );
    let checked = model(&text);
    let tables = plan(&checked, "m", &Ids::default());
    let properties = |name: &str| &tables.iter().find(|t| t.name == name).unwrap().properties;
    assert_eq!(properties("device")["denota.values.st"], "Bright,Off");
    assert_eq!(
        properties("device")["denota.refinement.Lamp.st"],
        "one of `Bright`"
    );
    assert_eq!(properties("switch")["denota.values.st"], "Bright");
}

#[test]
fn unions_have_a_discriminator_and_a_struct_per_leaf() {
    let text = relationship(
        "about",
        "m:Subject",
        "; upper:minCount 1 ; upper:maxCount 1",
    ) + &attribute("text", "xsd:string")
        + "m:Note a upper:DirectClass ; upper:property m:text .
           m:Mark a upper:DirectClass ; upper:property m:text .
           m:Subject a upper:Union ; upper:unionOf ( m:Note m:Thing ) . "
        + &thing(", m:about");
    assert_eq!(
        shapes(&text),
        "thing:\nid! string\nabout! {_type! string, note {text string}, thing {id! string}}\n"
    );
}

#[test]
fn what_contains_itself_is_json_text_and_a_loss() {
    let text = relationship("tree", "m:Node", "; upper:maxCount 1")
        + &relationship("left", "m:Branch", "; upper:maxCount 1")
        + &relationship("down", "m:Node", "; upper:maxCount 1")
        + "m:Node a upper:DirectClass ; upper:property m:left .
           m:Branch a upper:DirectClass ; upper:property m:down . "
        + &thing(", m:tree");
    let checked = model(&text);
    let table = plan(&checked, "m", &Ids::default()).remove(0);
    assert_eq!(shape(&table), "id! string\ntree string\n");
    assert!(matches!(table.columns[1].content, Content::Json(_)));
    assert!(
        table
            .losses
            .iter()
            .any(|l| l.construct == "nested class" && l.term == "http://e.org/m#tree")
    );
}

#[test]
fn extensions_singletons_and_iris_have_their_tables() {
    let checked = sound(models(&[
        "m: a upper:DomainModel ; upper:domain \"m\" .
         m:Page a upper:DirectClass ; upper:primaryKey ( upper:iri ) .
         m:limit a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 .
         m:links a upper:Relationship ; upper:class m:Page .
         m:Settings a upper:Singleton ; upper:property m:limit , m:links .",
        "o: a upper:DomainModel ; upper:domain \"o\" ; owl:imports m: .
         o:seen a upper:Attribute ; upper:datatype xsd:dateTime ; upper:minCount 1 ; upper:maxCount 1 .
         o:SeenPage a upper:Extension ; upper:extends m:Page ; upper:property o:seen .",
    ]));
    let ours = plan(&checked, "m", &Ids::default());
    assert_eq!(shape(&ours[0]), "iri! string\n");
    assert_eq!(shape(&ours[1]), "limit int\nlinks [element! string]\n");
    assert_eq!(ours[1].identifier, [0_i32; 0]);
    let theirs = plan(&checked, "o", &Ids::default());
    assert_eq!(shape(&theirs[0]), "iri! string\nseen! timestamptz\n");
    assert_eq!(theirs[0].identifier, [1]);
    assert_eq!(theirs[0].root_iri, "http://e.org/o#SeenPage");
}

#[test]
fn only_dates_of_the_key_partition() {
    let checked = bundled(&["media/people", "media/titles", "media/production"]);
    let people = plan(&checked, "people", &Ids::default());
    let person = people.iter().find(|t| t.name == "person").unwrap();
    assert_eq!(person.partition, [], "born_on is no part of the key");
    let representation = people.iter().find(|t| t.name == "representation").unwrap();
    let [partition] = representation.partition.as_slice() else {
        panic!()
    };
    let source = representation.column(partition.source).unwrap();
    assert_eq!(
        (source.name.as_str(), partition.transform.name()),
        ("valid_from", "month")
    );
    assert_eq!(representation.sort, representation.identifier);
}

#[test]
fn filters_are_sql_that_engines_share_or_are_left_out() {
    let class = |name: &str, test: &str| {
        format!(
            "m:{name} a upper:QualifiedClass ; upper:qualifies m:Thing ; upper:where [ {test} ] .\n"
        )
    };
    let classes = [
        class("None", "upper:property m:nums ; upper:present false"),
        class(
            "Endless",
            "upper:property m:size ; upper:hasValue \"INF\"^^xsd:double",
        ),
        class(
            "Three",
            "upper:property m:nums ; upper:hasValue \"3\"^^xsd:int",
        ),
        class(
            "Many",
            "upper:property m:nums ; upper:minInclusive \"3\"^^xsd:int",
        ),
        class("Hi", "upper:property m:name ; upper:hasValue \"hi\"@en"),
    ]
    .concat();
    let checked = model(&format!(
        "m:Thing a upper:DirectClass ; upper:primaryKey ( m:id ) ; upper:property m:id , m:nums , m:name , m:size .
         m:nums a upper:Attribute ; upper:datatype xsd:int .
         m:name a upper:Attribute ; upper:datatype rdf:langString .
         m:size a upper:Attribute ; upper:datatype xsd:double ; upper:maxCount 1 . {classes}"
    ));
    let thing = plan(&checked, "m", &Ids::default()).remove(0);
    let filter = |name: &str| thing.properties.get(&format!("denota.qualified.{name}"));
    assert_eq!(
        filter("None").unwrap(),
        "(nums IS NULL OR cardinality(nums) = 0)"
    );
    assert_eq!(
        filter("Endless").unwrap(),
        "size = CAST('Infinity' AS DOUBLE)"
    );
    assert_eq!(filter("Three").unwrap(), "array_contains(nums, 3)");
    assert_eq!((filter("Many"), filter("Hi")), (None, None));
    let losses = thing.losses.iter();
    let lost = losses.filter(|l| l.construct == "qualified class");
    let without = lost.filter(|l| l.message.contains("no filter is written"));
    assert_eq!(without.count(), 2);
}

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
