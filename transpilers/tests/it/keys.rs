//! Members of a key are required and single, whether their counts are stated or not: in
//! every target, from the class itself, a trait, or the class above.

use serde_json::Value;
use transpilers::{Settings, target};
use upper::model::{DomainModel, Valid};

use super::models::domains;

/// `Item` has one member of its key from a trait and one that is a reference; `Badge` has
/// its key from a trait that leaves counts open, `Note` from a class above that has no key.
const OPEN: &str = "
d:Named a upper:Trait ; upper:property d:name , d:alias .
d:name a upper:Attribute ; upper:datatype xsd:string .
d:alias a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
d:Item a upper:DirectClass ; upper:primaryKey ( d:name d:maker ) ; upper:trait d:Named ; upper:property d:maker .
d:maker a upper:Relationship ; upper:class d:Maker .
d:Maker a upper:DirectClass ; upper:primaryKey ( d:code ) ; upper:property d:code .
d:code a upper:Attribute ; upper:datatype xsd:string .
d:Plain a upper:DirectClass ; upper:primaryKey ( d:code ) ; upper:trait d:Named ; upper:property d:code , d:item .
d:item a upper:Relationship ; upper:class d:Item ; upper:maxCount 1 .
d:Text a upper:SealedClass ; upper:property d:title .
d:title a upper:Attribute ; upper:datatype xsd:string .
d:Note a upper:DirectClass ; upper:subClassOf d:Text ; upper:primaryKey ( d:title ) .
d:Draft a upper:DirectClass ; upper:subClassOf d:Text .
";

fn model() -> Valid<DomainModel> {
    domains(&[("d", OPEN)]).remove(0)
}

fn files(name: &str) -> Vec<(String, String)> {
    let output = (target(name).unwrap().transpile)(&model(), &Settings::default());
    let files = output.artifacts.into_iter().map(|a| (a.path, a.text));
    files.collect()
}

fn json(target: &str, path: &str) -> Value {
    let files = files(target);
    let (_, text) = files.iter().find(|(p, _)| p == path).unwrap_or_else(|| {
        panic!(
            "no {path} among {:?}",
            files.iter().map(|f| &f.0).collect::<Vec<_>>()
        )
    });
    serde_json::from_str(text).unwrap()
}

#[test]
fn members_of_keys_have_one_value_in_the_model() {
    let model = model();
    let counts = |class: &str, property: &str| {
        let models = model.models();
        let (_, class) = models
            .classes()
            .find(|(_, c)| c.info.name == class)
            .unwrap();
        let member = class
            .members
            .iter()
            .find(|m| models.property(m.property).info.name == property)
            .unwrap();
        (member.min, member.max)
    };
    for (class, property) in [
        ("Item", "name"),
        ("Item", "maker"),
        ("Maker", "code"),
        ("Note", "title"),
    ] {
        assert_eq!(counts(class, property), (1, Some(1)), "{class}.{property}");
    }
    for (class, property) in [("Named", "name"), ("Plain", "name"), ("Draft", "title")] {
        assert_eq!(counts(class, property), (0, None), "{class}.{property}");
    }
}

#[test]
fn graphql_keys_are_single_and_not_null() {
    let (_, text) = files("graphql").remove(0);
    super::graphql::parse(&text);
    let block = |start: &str| {
        let from = text
            .find(start)
            .unwrap_or_else(|| panic!("no {start} in\n{text}"));
        text[from..].split_once("\n}").unwrap().0.to_owned()
    };
    let item = block("type D_Item ");
    assert!(
        item.contains("@key(fields: \"d_name d_maker { d_code }\")"),
        "{item}"
    );
    assert!(item.contains("d_name: String! "), "{item}");
    assert!(item.contains("d_maker: D_Maker! "), "{item}");
    assert!(block("type D_Maker ").contains("d_code: String! "));
    // What may have many values where it is no key is a list there, and so in no interface
    // of those that have it as a key.
    assert!(block("type D_Plain ").contains("d_name: [String!] "));
    let named = block("interface D_Named ");
    assert!(!named.contains("d_name"), "{named}");
    assert!(named.contains("d_alias: String "), "{named}");
    assert!(block("type D_Note ").contains("d_title: String! "));
    assert!(block("type D_Draft ").contains("d_title: [String!] "));
    let output = (target("graphql").unwrap().transpile)(&model(), &Settings::default());
    let lost = |element: &str| {
        output
            .losses
            .iter()
            .any(|l| l.element == element && l.message.contains("the interface is without"))
    };
    assert!(lost("D_Named"), "{:#?}", output.losses);
}

#[test]
fn avro_keys_are_single_and_not_null() {
    let item = json("avro", "d/Item.avsc");
    let field = |schema: &Value, name: &str| {
        let fields = schema["fields"].as_array().unwrap().clone();
        fields.into_iter().find(|f| f["name"] == name).unwrap()
    };
    assert_eq!(field(&item, "name")["type"], "string");
    assert_eq!(field(&item, "maker")["type"], "string");
    assert!(field(&item, "name").get("default").is_none());
    assert_eq!(
        field(&json("avro", "d/Maker.avsc"), "code")["type"],
        "string"
    );
    let plain = json("avro", "d/Plain.avsc");
    assert_eq!(field(&plain, "name")["type"]["type"], "array", "{plain:#}");
}

#[test]
fn iceberg_keys_are_required_columns_that_identify() {
    let item = json("iceberg", "d/Item.json");
    let schema = &item["schema"];
    let fields = schema["fields"].as_array().unwrap();
    let named = |name: &str| fields.iter().find(|f| f["name"] == name).unwrap();
    for name in ["name", "maker_code"] {
        assert_eq!(named(name)["required"], true, "{schema:#}");
        assert_eq!(named(name)["type"], "string", "{schema:#}");
        let ids = schema["identifier-field-ids"].as_array().unwrap();
        assert!(ids.contains(&named(name)["id"]), "{schema:#}");
    }
    let plain = json("iceberg", "d/Plain.json");
    let fields = plain["schema"]["fields"].as_array().unwrap();
    let name = fields.iter().find(|f| f["name"] == "name").unwrap();
    assert_eq!(
        (&name["required"], &name["type"]["type"]),
        (&false.into(), &"list".into())
    );
    let maker = fields
        .iter()
        .find(|f| f["name"] == "item_maker_code")
        .unwrap();
    assert_eq!(maker["required"], false);
}

#[test]
fn shapes_want_one_value_of_each_member_of_a_key() {
    let (_, text) = files("shacl").remove(0);
    let shape = |name: &str| {
        let start = format!("\nd-shapes:{name}");
        let from = text
            .find(&start)
            .unwrap_or_else(|| panic!("no {name} in\n{text}"));
        text[from..].split_once(" .\n").unwrap().0.to_owned()
    };
    for name in ["Item-name", "Item-maker", "Maker-code", "Note-title"] {
        let shape = shape(name);
        assert!(
            shape.contains("sh:minCount 1") && shape.contains("sh:maxCount 1"),
            "{shape}"
        );
    }
    assert!(!shape("name").contains("sh:maxCount"), "{}", shape("name"));
}
