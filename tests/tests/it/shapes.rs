//! What printed shapes let through and what not, by two engines that are not ours: members of
//! qualified classes, whose conditions we do not evaluate ourselves, and what no example has.

use std::path::PathBuf;

use shacl_rust::parser::parse_shapes;
use shacl_rust::rdf::read_graph_from_string;
use shacl_rust::validate;
use shacl_rust::validation::dataset::ValidationDataset;
use tests::examples::no_errors;
use tests::oracle::python;
use upper::check::{Checked, Options, check};
use upper::finding::Severity;
use upper::shapes::{derive, print};
use upper::source::{Input, Syntax};

const PREFIXES: &str = "
    @prefix upper: <https://w3id.org/denota/upper#> .
    @prefix graph: <https://w3id.org/denota/graph#> .
    @prefix owl: <http://www.w3.org/2002/07/owl#> .
    @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    @prefix a: <https://example.org/a#> .
    @prefix b: <https://example.org/b#> .
    @prefix : <https://example.org/data#> .
    ";

/// Data, and whether it is as the models say.
type Case = (String, bool);

fn input(path: &str, text: &str) -> Input {
    Input {
        path: path.to_owned(),
        bytes: format!("{PREFIXES}{text}").into_bytes(),
        syntax: Syntax::Turtle,
    }
}

fn models(texts: &[&str]) -> Vec<Input> {
    let named = texts.iter().zip(["a.ttl", "b.ttl"]);
    named.map(|(text, path)| input(path, text)).collect()
}

/// The shapes of the user's models, together.
fn shapes(texts: &[&str]) -> String {
    let checked: Checked = check(models(texts), &Options::default());
    no_errors(&checked, "the models");
    let models = &checked.models;
    let own = models.domains().filter(|(_, domain)| {
        let iri = domain.info.iri.as_str();
        ["https://example.org/a#", "https://example.org/b#"].contains(&iri)
    });
    let documents = own.map(|(id, _)| print(models, &derive(models, id)));
    documents.collect()
}

fn by_shacl_rust(shapes: &str, data: &str) -> bool {
    let shapes = read_graph_from_string(shapes, "ttl").unwrap();
    let data = read_graph_from_string(data, "ttl").unwrap_or_else(|e| panic!("{e}\n{data}"));
    let parsed = parse_shapes(&shapes).unwrap();
    let dataset =
        ValidationDataset::from_graphs_with_experimental_index(data, shapes.clone()).unwrap();
    validate(&dataset, &parsed).get_results().is_empty()
}

/// Holds data against the shapes of models by both engines.
fn assert_verdicts(texts: &[&str], cases: &[Case]) {
    let shapes = shapes(texts);
    let wrong = cases
        .iter()
        .filter(|(data, right)| by_shacl_rust(&shapes, &format!("{PREFIXES}{data}")) != *right);
    let wrong: Vec<_> = wrong.collect();
    assert!(wrong.is_empty(), "shacl-rust: {wrong:#?}\n{shapes}");
    assert_by_pyshacl(&shapes, cases);
}

fn assert_by_pyshacl(shapes: &str, cases: &[Case]) {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: String, text: &str| -> PathBuf {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let shapes_file = write("shapes.ttl".to_owned(), shapes);
    let mut files = Vec::new();
    for (n, (data, _)) in cases.iter().enumerate() {
        let text = format!("{PREFIXES}{data}");
        files.extend([shapes_file.clone(), write(format!("{n}.ttl"), &text)]);
    }
    let said = python("conforms.py", &files);
    let said: Vec<_> = said
        .as_array()
        .unwrap()
        .iter()
        .map(serde_json::Value::as_bool)
        .collect();
    assert_eq!(said.len(), cases.len());
    let both = said.into_iter().zip(cases);
    let wrong = both.filter(|(said, (_, right))| *said != Some(*right));
    let wrong: Vec<_> = wrong.collect();
    assert!(wrong.is_empty(), "pySHACL: {wrong:#?}\n{shapes}");
}

/// The same, with what we say ourselves.
fn assert_all_agree(texts: &[&str], cases: &[Case]) {
    let header = ": a graph:NamedGraph ; graph:governedBy b: .";
    let cases = cases
        .iter()
        .map(|(data, right)| (format!("{header} {data}"), *right));
    let cases: Vec<Case> = cases.collect();
    for (data, right) in &cases {
        let mut inputs = models(texts);
        inputs.push(input("data.ttl", data));
        let found = check(inputs, &Options::default()).findings;
        let wrong: Vec<_> = found
            .iter()
            .filter(|f| f.severity == Severity::Error)
            .collect();
        assert_eq!(wrong.is_empty(), *right, "{data} {wrong:#?}");
    }
    assert_verdicts(texts, &cases);
}

const MONEY: &str = r#"
    a: a upper:DomainModel ; upper:domain "a" .
    a:Money a upper:DirectClass ; upper:property a:amount ; upper:trait a:Coded ;
        upper:refinement [ upper:refines a:code ; upper:datatype a:Currency ] .
    a:amount a upper:Attribute ; upper:datatype xsd:decimal ; upper:minCount 1 ; upper:maxCount 1 .
    a:Coded a upper:Trait ; upper:property a:code .
    a:code a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
    a:Currency a upper:CustomDatatype ; upper:base xsd:string ; upper:pattern "^[A-Z]{3}$" .
    a:Priced a upper:Trait ; upper:property a:price .
    a:price a upper:Relationship ; upper:class a:Money .
    a:Share a upper:DirectClass ; upper:primaryKey ( a:code ) ; upper:property a:worth ; upper:trait a:Coded .
    a:worth a upper:Relationship ; upper:class a:Money ; upper:maxCount 1 .
"#;

const TRADE: &str = r#"
    b: a upper:DomainModel ; upper:domain "b" ; owl:imports a: .
    b:Trade a upper:DirectClass ; upper:primaryKey ( b:id ) ; upper:property b:id , b:total , a:worth ;
        upper:trait a:Priced .
    b:id a upper:Attribute ; upper:datatype xsd:string .
    b:total a upper:Relationship ; upper:class a:Money ; upper:maxCount 1 .
"#;

#[test]
fn nested_values_of_imported_classes_are_held_to_their_shapes() {
    let values = [
        ("a:amount 1.5 ; a:code \"EUR\"", true),
        ("a:amount 1.5 ; a:code \"euros\"", false),
        ("a:code \"EUR\"", false),
        ("a:amount 1.5 , 2.5 ; a:code \"EUR\"", false),
    ];
    let mut cases = Vec::new();
    for by in ["b:total", "a:price", "a:worth"] {
        for (value, right) in values {
            for typed in ["", "a a:Money ; "] {
                let data = format!(":t a b:Trade ; b:id \"1\" ; {by} [ {typed}{value} ] .");
                cases.push((data, right));
            }
        }
        cases.push((format!(":t a b:Trade ; b:id \"1\" ; {by} [] ."), false));
        cases.push((format!(":t a b:Trade ; b:id \"1\" ; {by} :t ."), false));
    }
    assert_all_agree(&[MONEY, TRADE], &cases);
}

#[test]
fn properties_of_several_models_can_share_a_name() {
    let named = r#"
        a: a upper:DomainModel ; upper:domain "a" .
        a:Named a upper:Trait ; upper:property a:name .
        a:name a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 3 .
    "#;
    let shelf = r#"
        b: a upper:DomainModel ; upper:domain "b" ; owl:imports a: .
        b:Book a upper:DirectClass ; upper:primaryKey ( b:id ) ; upper:property b:id , b:name ; upper:trait a:Named ;
            upper:refinement [ upper:refines a:name ; upper:maxCount 1 ] , [ upper:refines b:name ; upper:minCount 1 ] .
        b:id a upper:Attribute ; upper:datatype xsd:string .
        b:name a upper:Attribute ; upper:datatype xsd:integer ; upper:maxCount 1 ; upper:name "shelfName" .
    "#;
    let book = |said: &str| format!(":x a b:Book ; b:id \"1\" ; {said} .");
    let cases = [
        (book("b:name 1"), true),
        (book("b:name 1 ; a:name \"one\""), true),
        (book("b:name 1 ; a:name \"one\" , \"two\""), false),
        (book("b:name \"one\""), false),
        (book("a:name \"one\""), false),
    ];
    assert_all_agree(&[named, shelf], &cases);
}

const CLIP: &str = r#"
    b: a upper:DomainModel ; upper:domain "b" .
    b:Clip a upper:DirectClass ; upper:primaryKey ( b:id ) ; upper:property b:id , b:length , b:shown , b:share , b:price .
    b:id a upper:Attribute ; upper:datatype xsd:string .
    b:length a upper:Attribute ; upper:datatype b:Length ; upper:maxCount 1 .
    b:Length a upper:CustomDatatype ; upper:base xsd:duration ; upper:minInclusive "PT2H"^^xsd:duration .
    b:shown a upper:Attribute ; upper:datatype b:Since ; upper:maxCount 1 .
    b:Since a upper:CustomDatatype ; upper:base upper:LocalDateTime ;
        upper:minInclusive "2000-01-01T00:00:00"^^upper:LocalDateTime .
    b:share a upper:Attribute ; upper:datatype b:Share ; upper:maxCount 1 .
    b:Share a upper:CustomDatatype ; upper:base xsd:double ; upper:maxInclusive 0.1 .
    b:price a upper:Attribute ; upper:datatype b:Price ; upper:maxCount 1 .
    b:Price a upper:CustomDatatype ; upper:base xsd:decimal ; upper:oneOf ( 1 2.5 ) .
"#;

#[test]
fn values_within_bounds_are_let_through() {
    let of = |said: &str| format!(":x a b:Clip ; b:id \"1\" ; {said} .");
    let cases = [
        (of("b:length \"PT10H\"^^xsd:duration"), true),
        (of("b:length \"P1D\"^^xsd:duration"), true),
        (of("b:length \"PT10H\""), false),
        (
            of("b:shown \"2001-01-01T00:00:00\"^^upper:LocalDateTime"),
            true,
        ),
        (
            of("b:shown \"2001-01-01T00:00:00Z\"^^upper:LocalDateTime"),
            false,
        ),
        (of("b:share 0.1e0"), true),
        (of("b:share \"0.1\"^^xsd:double"), true),
        (of("b:share 0.2e0"), false),
        (of("b:price 1.0"), true),
        (of("b:price 2.50"), true),
        (of("b:price 2.0"), false),
    ];
    assert_all_agree(&[CLIP], &cases);
}

const ITEMS: &str = r#"
    b: a upper:DomainModel ; upper:domain "b" .
    b:Item a upper:SealedClass ; upper:primaryKey ( b:id ) ;
        upper:property b:id , b:size , b:price , b:weight , b:part , b:at , b:name , b:title , b:new , b:mood , b:of ,
            b:about , b:tags , b:grid , b:lasts , b:many .
    b:Thing a upper:DirectClass ; upper:subClassOf b:Item .
    b:Other a upper:DirectClass ; upper:primaryKey ( b:id ) ; upper:property b:id .
    b:id a upper:Attribute ; upper:datatype xsd:string .
    b:size a upper:Attribute ; upper:datatype xsd:long ; upper:maxCount 1 .
    b:price a upper:Attribute ; upper:datatype xsd:decimal ; upper:maxCount 1 .
    b:weight a upper:Attribute ; upper:datatype xsd:double ; upper:maxCount 1 .
    b:part a upper:Attribute ; upper:datatype xsd:float ; upper:maxCount 1 .
    b:at a upper:Attribute ; upper:datatype xsd:dateTime ; upper:maxCount 1 .
    b:name a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
    b:title a upper:Attribute ; upper:datatype rdf:langString .
    b:new a upper:Attribute ; upper:datatype xsd:boolean ; upper:maxCount 1 .
    b:Mood a upper:Enumeration ; upper:oneOf ( b:glad b:sad ) .
    b:glad a upper:EnumValue .
    b:sad a upper:EnumValue .
    b:mood a upper:Relationship ; upper:class b:Mood ; upper:maxCount 1 .
    b:of a upper:Relationship ; upper:class b:Other .
    b:about a upper:ConnectedNode .
    b:Tags a upper:List ; upper:listOf xsd:string .
    b:tags a upper:Attribute ; upper:datatype b:Tags ; upper:maxCount 1 .
    b:Row a upper:List ; upper:listOf xsd:long .
    b:Grid a upper:List ; upper:listOf b:Row .
    b:grid a upper:Attribute ; upper:datatype b:Grid ; upper:maxCount 1 .
    b:lasts a upper:Attribute ; upper:datatype xsd:duration ; upper:maxCount 1 .
    b:many a upper:Attribute ; upper:datatype xsd:decimal .
"#;

/// The property, the test, what members have, and what others have.
const CONDITIONS: &[(&str, &str, &[&str], &[&str])] = &[
    (
        "size",
        "upper:hasValue 3",
        &["\"3\"^^xsd:long"],
        &["\"4\"^^xsd:long", ""],
    ),
    (
        "size",
        "upper:oneOf ( 3 4 )",
        &["\"4\"^^xsd:long"],
        &["\"5\"^^xsd:long", ""],
    ),
    (
        "size",
        "upper:minInclusive 3",
        &["\"3\"^^xsd:long"],
        &["\"2\"^^xsd:long", ""],
    ),
    (
        "price",
        "upper:hasValue 3",
        &["3.0", "\"3\"^^xsd:decimal"],
        &["3.5", ""],
    ),
    (
        "weight",
        "upper:hasValue 0.1",
        &["1e-1", "\"0.1\"^^xsd:double"],
        &["1e0", ""],
    ),
    ("weight", "upper:maxInclusive 0.1", &["1e-1"], &["2e-1", ""]),
    (
        "part",
        "upper:oneOf ( 1 2.5 )",
        &["\"1.0\"^^xsd:float", "\"2.5\"^^xsd:float"],
        &["\"2\"^^xsd:float", ""],
    ),
    (
        "at",
        "upper:hasValue \"2001-01-01T00:00:00Z\"^^xsd:dateTime",
        &[
            "\"2001-01-01T00:00:00Z\"^^xsd:dateTime",
            "\"2001-01-01T01:00:00+01:00\"^^xsd:dateTime",
        ],
        &["\"2001-01-01T00:00:00+01:00\"^^xsd:dateTime", ""],
    ),
    ("name", "upper:hasValue \"x\"", &["\"x\""], &["\"y\"", ""]),
    (
        "title",
        "upper:hasValue \"x\"@en",
        &["\"y\"@de , \"x\"@en"],
        &["\"x\"@de", ""],
    ),
    ("new", "upper:hasValue true", &["true"], &["false", ""]),
    ("mood", "upper:hasValue b:glad", &["b:glad"], &["b:sad", ""]),
    ("mood", "upper:present true", &["b:glad"], &[""]),
    ("mood", "upper:present false", &[""], &["b:sad"]),
    (
        "of",
        "upper:hasValue b:one",
        &["b:one , b:two"],
        &["b:two", ""],
    ),
    (
        "about",
        "upper:oneOf ( b:one b:two )",
        &["b:two"],
        &["b:three", ""],
    ),
    (
        "tags",
        "upper:hasValue \"x\"",
        &["( \"y\" \"x\" )"],
        &["( \"y\" )", "()", ""],
    ),
    ("tags", "upper:present true", &["( \"y\" )", "()"], &[""]),
    (
        "grid",
        "upper:oneOf ( 3 4 )",
        &["( () ( \"1\"^^xsd:long \"4\"^^xsd:long ) )"],
        &["( ( \"1\"^^xsd:long ) )", "()", ""],
    ),
    (
        "lasts",
        "upper:minInclusive \"PT2H\"^^xsd:duration",
        &["\"PT10H\"^^xsd:duration"],
        &[""],
    ),
    (
        "many",
        "upper:minInclusive 2 ; upper:maxExclusive 3",
        &["1.0 , 2.5"],
        &["1.0 , 3.0", ""],
    ),
];

/// The properties of which some literals among several have to pass: `shacl-rust` counts no
/// literals for `sh:qualifiedMinCount`.
const COUNTED: [&str; 2] = ["grid", "many"];

#[test]
fn members_meet_the_conditions_of_their_class() {
    let (mut model, mut cases, mut uncounted) = (ITEMS.to_owned(), Vec::new(), Vec::new());
    let others = "b:one a b:Other ; b:id \"1\" . b:two a b:Other ; b:id \"2\" .";
    for (n, (property, test, members, strangers)) in CONDITIONS.iter().enumerate() {
        model += &format!(
            "b:Q{n} a upper:QualifiedClass ; upper:qualifies b:Item ;
                upper:where [ upper:property b:{property} ; {test} ] .\n"
        );
        let all = members.iter().map(|value| (value, true));
        for (value, right) in all.chain(strangers.iter().map(|value| (value, false))) {
            let said = if value.is_empty() {
                String::new()
            } else {
                format!("; b:{property} {value}")
            };
            let data = format!("{others} :x a b:Q{n} , b:Thing ; b:id \"x\" {said} .");
            if COUNTED.contains(property) {
                uncounted.push((data, right));
            } else {
                cases.push((data, right));
            }
        }
        // Whose class is another one is no member, whatever it has.
        let data = format!("{others} :x a b:Q{n} , b:Other ; b:id \"x\" .");
        cases.push((data, false));
    }
    assert_verdicts(&[&model], &cases);
    assert_by_pyshacl(&shapes(&[&model]), &uncounted);
}
