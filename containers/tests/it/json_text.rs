//! Nested values that a column holds as JSON text, since their classes contain themselves or
//! are too deep for columns.

use serde_json::{Value, json};

use crate::help::{Lake, Model};

/// A class that contains itself, with a property of every kind.
const PERSON: &str = "
s:C a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:p , s:all .
s:id a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
s:p a upper:Relationship ; upper:class s:P ; upper:maxCount 1 .
s:all a upper:Relationship ; upper:class s:P .
s:P a upper:DirectClass ; upper:property s:name , s:title , s:size , s:fine , s:height , s:born , s:at , s:kind , s:raw , s:likes , s:sizes , s:knows .
s:name a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 ; upper:defaultValue \"nobody\" .
s:title a upper:Attribute ; upper:datatype rdf:langString ; upper:maxCount 2 .
s:size a upper:Attribute ; upper:datatype xsd:decimal ; upper:maxCount 1 .
s:fine a upper:Attribute ; upper:datatype s:Fine ; upper:maxCount 1 .
s:Fine a upper:CustomDatatype ; upper:base xsd:decimal ; upper:totalDigits 25 ; upper:fractionDigits 20 .
s:height a upper:Attribute ; upper:datatype xsd:double ; upper:maxCount 1 .
s:born a upper:Attribute ; upper:datatype xsd:date ; upper:maxCount 1 .
s:at a upper:Attribute ; upper:datatype xsd:dateTime ; upper:maxCount 3 .
s:kind a upper:Relationship ; upper:class s:Kind ; upper:maxCount 1 .
s:Kind a upper:Enumeration ; upper:oneOf ( s:good s:bad ) .
s:good a upper:EnumValue . s:bad a upper:EnumValue .
s:raw a upper:Attribute ; upper:datatype rdf:JSON ; upper:maxCount 1 .
s:likes a upper:Relationship ; upper:class s:Maker .
s:Maker a upper:DirectClass ; upper:primaryKey ( s:country s:number ) ; upper:property s:country , s:number .
s:country a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
s:number a upper:Attribute ; upper:datatype xsd:long ; upper:minCount 1 ; upper:maxCount 1 .
s:sizes a upper:Attribute ; upper:datatype s:Sizes ; upper:maxCount 1 .
s:Sizes a upper:List ; upper:listOf xsd:decimal .
s:knows a upper:Relationship ; upper:class s:P .
";

fn start() -> (Lake, Model) {
    let (lake, model) = (Lake::new(), Model::of(PERSON));
    lake.provision(&model);
    (lake, model)
}

/// The text of a value, which must be the text of itself.
fn text(lake: &Lake, model: &Model, p: &str) -> String {
    let loaded = lake.load(model, "C", &format!("{{\"id\":\"1\",\"p\":{p}}}\n"));
    assert_eq!(loaded.rejected, 0, "{p}: {:?}", lake.rejects("C"));
    let rows = lake.query("select p from shop.c where id = '1'");
    let text = rows[0]["p"].as_str().unwrap().to_owned();
    let again = lake.load(model, "C", &format!("{{\"id\":\"1\",\"p\":{text}}}\n"));
    let rows = lake.query("select p from shop.c where id = '1'");
    assert_eq!(rows, [json!({ "p": text })]);
    assert!(again.replayed || again.unchanged == 1, "{text}: {again:?}");
    text
}

fn reasons(lake: &Lake, model: &Model, p: &str) -> Vec<String> {
    let loaded = lake.load(model, "C", &format!("{{\"id\":\"1\",\"p\":{p}}}\n"));
    assert_eq!((loaded.inserted, loaded.rejected), (0, 1), "{p}");
    let rejects = lake.rejects("C").into_iter();
    rejects.map(|(_, reason)| reason).collect()
}

#[test]
fn every_value_has_one_spelling() {
    let (lake, model) = start();
    let cases = [
        ("{}", r#"{"name":"nobody"}"#),
        (
            r#"{"title":{"en":"Sea","de":"Meer"},"name":"x"}"#,
            r#"{"name":"x","title":{"de":"Meer","en":"Sea"}}"#,
        ),
        (
            r#"{"name":"x","size":"01.50"}"#,
            r#"{"name":"x","size":1.5}"#,
        ),
        (
            r#"{"name":"x","size":83510150270.498155}"#,
            r#"{"name":"x","size":83510150270.498155}"#,
        ),
        (
            r#"{"name":"x","height":1e2}"#,
            r#"{"name":"x","height":100.0}"#,
        ),
        (
            r#"{"name":"x","height":"+INF"}"#,
            r#"{"name":"x","height":"INF"}"#,
        ),
        (
            r#"{"name":"x","at":"2024-01-01T01:00:00.50+01:00"}"#,
            r#"{"name":"x","at":["2024-01-01T00:00:00.5Z"]}"#,
        ),
        (
            r#"{"name":"x","kind":"good","raw":{"b":[1],"a":null}}"#,
            r#"{"name":"x","kind":"good","raw":{"b":[1],"a":null}}"#,
        ),
        (
            r#"{"name":"x","fine":"0.00000000000000000001"}"#,
            r#"{"name":"x","fine":0.00000000000000000001}"#,
        ),
        (
            r#"{"name":"x","raw":"null"}"#,
            r#"{"name":"x","raw":"null"}"#,
        ),
        (
            r#"{"name":"x","likes":{"number":"7","country":"DE"}}"#,
            r#"{"name":"x","likes":[{"country":"DE","number":7}]}"#,
        ),
        (
            r#"{"name":"x","sizes":[2,"1.0",1],"knows":[],"born":null}"#,
            r#"{"name":"x","sizes":[2,1,1]}"#,
        ),
        (
            r#"{"name":"x","knows":{"@type":"P","born":"2024-02-29","name":"y"}}"#,
            r#"{"name":"x","knows":[{"name":"y","born":"2024-02-29"}]}"#,
        ),
    ];
    for (row, expected) in cases {
        assert_eq!(text(&lake, &model, row), expected, "{row}");
    }
}

#[test]
fn values_are_checked_as_in_columns() {
    let (lake, model) = start();
    let cases = [
        (
            r#"{"title":{"en":"a","de":"b","fr":"c"}}"#,
            "p.title: has 3 languages, more than 2",
        ),
        (
            r#"{"title":{"not a tag":"a"}}"#,
            "p.title.not a tag: expected a language tag like en or pt-BR, found `not a tag`",
        ),
        (
            r#"{"title":{"en":"a","EN":"b"}}"#,
            "p.title: has two texts in the language `EN`, since capitals make no difference in language tags",
        ),
        (
            r#"{"title":[{"en":"a"}]}"#,
            "p.title: expected texts by language, like {\"en\": \"…\"}, found a list",
        ),
        (
            r#"{"at":["2024-01-01T00:00:00Z","2024-01-01T01:00:00+01:00"]}"#,
            "p.at: has the text `2024-01-01T01:00:00+01:00` twice, and is a set",
        ),
        (
            r#"{"at":["2024-01-01T00:00:00Z",null]}"#,
            "p.at[1]: is null",
        ),
        (
            r#"{"likes":{"country":"DE"}}"#,
            "p.likes[0].number: is missing",
        ),
        (
            r#"{"likes":"DE"}"#,
            "p.likes[0]: expected a key with `country` and `number`, found the text `DE`",
        ),
        (
            r#"{"likes":{"country":"DE","number":1,"more":2}}"#,
            "p.likes[0]: a reference to `Maker` has its key alone, and no `more`",
        ),
        (
            r#"{"knows":{"@type":"Q"}}"#,
            "p.knows[0].@type: expected `P`, found the text `Q`",
        ),
        (
            r#"{"knows":[{"name":"y"},{"size":null,"name":"y"}]}"#,
            "p.knows: has an object twice, and is a set",
        ),
        (
            r#"{"kind":"god"}"#,
            "p.kind: `god` is not a value of the model, did you mean `good`?",
        ),
        (
            r#"{"size":0.1000000000000000055}"#,
            "p.size: `0.1000000000000000055` does not fit into decimal(38, 9)",
        ),
        (
            r#"{"nam":"x"}"#,
            "p: `P` has no property `nam`, did you mean `name`?",
        ),
    ];
    for (row, expected) in cases {
        assert_eq!(reasons(&lake, &model, row), [expected], "{row}");
    }
}

#[test]
fn sets_of_such_values_have_each_once() {
    let (lake, model) = start();
    let rows = r#"{"id":"1","all":[{"name":"x","size":1.5},{"size":"1.50","name":"x"}]}
{"id":"2","all":[{},{"name":"nobody"}]}
{"id":"3","all":[{"knows":[{"name":"a"},{"name":"b"}]},{"knows":[{"name":"b"},{"name":"a"}]}]}
{"id":"5","all":[{"title":{"en":"x"}},{"title":{"EN":"x"}}]}
{"id":"6","all":[{"raw":{"a":1,"b":2}},{"raw":{"b":2,"a":1}}]}
{"id":"7","all":[{"raw":{"a":null}},{"raw":{}}]}
{"id":"4","all":[{"size":83510150270.498155},{"size":83510150270.498156}]}
"#;
    let loaded = lake.load(&model, "C", rows);
    assert_eq!((loaded.inserted, loaded.rejected), (2, 5));
    let (lines, told): (Vec<u64>, Vec<String>) = lake.rejects("C").into_iter().unzip();
    assert_eq!(lines, [1, 2, 3, 4, 5]);
    assert_eq!(told, ["all: has an object twice, and is a set"; 5]);
}

/// A chain of classes that is too long for columns, with a union at its end.
#[test]
fn a_union_may_be_json_text() {
    let last = 15;
    let mut turtle = String::from(
        "s:C a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:next .
         s:id a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
         s:next a upper:Relationship ; upper:class s:N1 ; upper:maxCount 1 .
         s:any a upper:Relationship ; upper:class s:Any ; upper:maxCount 1 .
         s:Any a upper:Union ; upper:unionOf ( s:P s:Q ) .
         s:P a upper:DirectClass ; upper:property s:p .
         s:p a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
         s:Q a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id .\n",
    );
    for n in 1..last {
        turtle += &format!(
            "s:N{n} a upper:DirectClass ; upper:property s:next{n} .
             s:next{n} a upper:Relationship ; upper:class s:N{} ; upper:maxCount 1 .\n",
            n + 1
        );
    }
    turtle += &format!("s:N{last} a upper:DirectClass ; upper:property s:any .\n");
    let (lake, model) = (Lake::new(), Model::of(&turtle));
    lake.provision(&model);
    let row = |any: Value| {
        let mut value = json!({ "any": any });
        for n in (1..last).rev() {
            value = json!({ (format!("next{n}")): value });
        }
        json!({ "id": "1", "next": value }).to_string()
    };
    let holds = |any: Value, text: &str| {
        let loaded = lake.load(&model, "C", &row(any));
        assert_eq!(loaded.rejected, 0, "{:?}", lake.rejects("C"));
        let held = lake.query("select next from shop.c")[0].to_string();
        assert!(held.contains(&json!(text).to_string()), "{held}");
    };
    holds(json!({"p": "x", "@type": "P"}), r#"{"_type":"P","p":"x"}"#);
    holds(
        json!({"@type": "Q", "id": "7"}),
        r#"{"_type":"Q","value":"7"}"#,
    );
    holds(
        json!({"_type": "Q", "value": "7"}),
        r#"{"_type":"Q","value":"7"}"#,
    );
    let loaded = lake.load(&model, "C", &row(json!({"@type": "R"})));
    assert_eq!((loaded.inserted, loaded.rejected), (0, 1));
    let reason = &lake.rejects("C")[0].1;
    assert!(
        reason.ends_with("any: `@type` does not name a member of the union"),
        "{reason}"
    );
}

#[test]
fn one_value_has_one_text_whatever_form_its_row_had() {
    let model = Model::of(
        "s:C a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:p .
         s:id a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
         s:p a upper:Relationship ; upper:class s:P ; upper:maxCount 1 .
         s:P a upper:DirectClass ; upper:property s:name , s:knows , s:met .
         s:name a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
         s:knows a upper:Relationship ; upper:class s:P ; upper:maxCount 1 .
         s:met a upper:Relationship ; upper:class s:Any ; upper:maxCount 1 .
         s:Any a upper:Union ; upper:unionOf ( s:P s:Q ) .
         s:Q a upper:DirectClass ; upper:property s:q .
         s:q a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .",
    );
    let lake = Lake::new();
    lake.provision(&model);
    let first = lake.load(
        &model,
        "C",
        r#"{"id":"1","p":{"@type":"P","knows":{"knows":null,"name":"b"},"name":"a","met":{"q":"x","@type":"Q"}}}"#,
    );
    assert_eq!((first.inserted, first.rejected), (1, 0));
    // Members as the model orders them, no null, and the class only where there is a choice.
    let text = r#"{"name":"a","knows":{"name":"b"},"met":{"_type":"Q","q":"x"}}"#;
    assert_eq!(lake.query("select p from shop.c"), [json!({ "p": text })]);
    let again = lake.load(
        &model,
        "C",
        r#"{"id":"1","p":{"_type":"P","name":"a","met":{"_type":"Q","q":"x"},"knows":{"name":"b"}}}"#,
    );
    assert_eq!((again.unchanged, again.rejected), (1, 0));
}
