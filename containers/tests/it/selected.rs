//! Values of unions that a qualified class selects from, and properties of which a class has no
//! value.

use std::sync::Arc;

use apache_avro::types::{Record, Value as Avro};
use arrow_array::{ArrayRef, StringArray};
use serde_json::json;

use crate::formats::parquet;
use crate::help::{Lake, Model, load, rejects};

fn start(turtle: &str) -> (Lake, Model) {
    let (lake, model) = (Lake::new(), Model::of(turtle));
    lake.provision(&model);
    (lake, model)
}

const NARROWED: &str = "
s:S a upper:SealedClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:u , s:us .
s:A a upper:DirectClass ; upper:subClassOf s:S ; upper:refinement
    [ upper:refines s:u ; upper:class s:QN ] , [ upper:refines s:us ; upper:class s:QK ] .
s:B a upper:DirectClass ; upper:subClassOf s:S .
s:id a upper:Attribute ; upper:datatype xsd:string .
s:u a upper:Relationship ; upper:class s:U ; upper:maxCount 1 .
s:us a upper:Relationship ; upper:class s:U .
s:U a upper:Union ; upper:unionOf ( s:N1 s:N2 s:K ) .
s:N1 a upper:DirectClass ; upper:property s:x .
s:N2 a upper:DirectClass ; upper:property s:x .
s:x a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
s:K a upper:SealedClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:x .
s:K1 a upper:DirectClass ; upper:subClassOf s:K .
s:K2 a upper:DirectClass ; upper:subClassOf s:K .
s:QK a upper:QualifiedClass ; upper:qualifies s:K1 ; upper:where [ upper:property s:x ; upper:present true ] .
s:QN a upper:QualifiedClass ; upper:qualifies s:N1 ; upper:where [ upper:property s:x ; upper:present true ] .
";

#[test]
fn a_refinement_to_a_qualified_class_leaves_what_that_selects_from() {
    let (lake, model) = start(NARROWED);
    let rows = r#"{"@type":"A","id":"1","u":{"@type":"N1","x":"q"},"us":[{"@type":"K1","id":"a"},{"@type":"QK","id":"b"},{"id":"c"},"d"]}
{"@type":"A","id":"2","u":{"@type":"QN","x":"q"}}
{"@type":"A","id":"3","u":{"x":"q"},"us":"a"}
{"@type":"A","id":"4","u":{"@type":"N2","x":"q"}}
{"@type":"A","id":"5","us":[{"@type":"K2","id":"a"}]}
{"@type":"A","id":"6","us":["a",{"id":"a"}]}
{"@type":"B","id":"7","us":["a"]}
{"@type":"B","id":"8","us":[{"@type":"K2","id":"a"}]}
{"@type":"B","id":"9","u":{"@type":"QN","x":"q"}}
"#;
    let loaded = lake.load(&model, "S", rows);
    let told = lake.rejects("S");
    assert_eq!((loaded.inserted, loaded.rejected), (4, 5), "{told:?}");
    let lines: Vec<u64> = told.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [4, 5, 6, 7, 9]);
    assert_eq!(
        told[3].1,
        "us[0]: expected an object, found the text `a`".to_owned()
    );
    let stored = lake.query("select u, us from shop.s where id in ('1', '2', '3') order by id");
    for row in &stored {
        assert_eq!(row["u"]["_type"], "N1");
        assert_eq!(row["u"]["n1"], json!({"x": "q"}));
    }
    for (place, id) in ["a", "b", "c", "d"].iter().enumerate() {
        assert_eq!(stored[0]["us"][place]["_type"], "K1");
        assert_eq!(stored[0]["us"][place]["k1"], json!({ "id": id }));
    }
}

const SELECTING: &str = "
s:P a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:u .
s:id a upper:Attribute ; upper:datatype xsd:string .
s:u a upper:Relationship ; upper:class s:U ; upper:maxCount 1 .
s:U a upper:Union ; upper:unionOf ( s:QS s:M ) .
s:M a upper:DirectClass ; upper:property s:x .
s:NS a upper:SealedClass ; upper:property s:x .
s:N1 a upper:DirectClass ; upper:subClassOf s:NS .
s:N2 a upper:DirectClass ; upper:subClassOf s:NS .
s:x a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
s:QS a upper:QualifiedClass ; upper:qualifies s:NS ; upper:where [ upper:property s:x ; upper:present true ] .
";

#[test]
fn a_value_of_a_nested_sealed_class_is_of_what_selects_from_it() {
    let (lake, model) = start(SELECTING);
    let rows = r#"{"id":"1","u":{"@type":"N1","x":"k"}}
{"id":"2","u":{"@type":"QS","value":{"@type":"N1","x":"k"}}}
{"id":"3","u":{"@type":"QS","x":"k"}}
{"id":"4","u":{"@type":"M","x":"k"}}
{"id":"5","u":{"@type":"NS","x":"k"}}
"#;
    let loaded = lake.load(&model, "P", rows);
    let told = lake.rejects("P");
    assert_eq!((loaded.inserted, loaded.rejected), (3, 2), "{told:?}");
    assert_eq!((told[0].0, told[1].0), (3, 5));
    let stored = lake.query("select u from shop.p order by id");
    assert_eq!(stored[0], stored[1]);
    assert_eq!(stored[0]["u"]["_type"], "QS");
    assert_eq!(stored[0]["u"]["qs"]["_type"], "N1");
    assert_eq!(stored[0]["u"]["qs"]["n1"], json!({"x": "k"}));
    assert_eq!(stored[2]["u"]["_type"], "M");
}

/// As the schema has it that is made of the model: a record for each class below.
#[test]
fn avro_has_a_record_for_each_class_below() {
    let (lake, model) = start(SELECTING);
    let record = |name: &str| {
        let x = json!({"name":"x","type":["null","string"]});
        json!({"type":"record","name":name,"fields":[x]})
    };
    let schema = json!({"type":"record","name":"P","namespace":"shop","fields":[
        {"name":"id","type":"string"},
        {"name":"u","type":["null", record("N1"), record("N2"), record("M")]},
    ]});
    let schema = apache_avro::Schema::parse_str(&schema.to_string()).unwrap();
    let path = lake.dir.path().join("p.avro");
    let mut writer = apache_avro::Writer::new(&schema, std::fs::File::create(&path).unwrap());
    for (id, branch) in [("1", 1), ("2", 2), ("3", 3)] {
        let text = Avro::Union(1, Box::new(Avro::String("k".to_owned())));
        let value = Avro::Record(vec![("x".to_owned(), text)]);
        let mut record = Record::new(&schema).unwrap();
        record.put("id", id);
        record.put("u", Avro::Union(branch, Box::new(value)));
        writer.append(record).unwrap();
    }
    writer.flush().unwrap();
    let iri = "https://example.org/shop#P";
    let loaded = load(&lake.live, &model, iri, std::slice::from_ref(&path)).unwrap();
    let told = rejects(&containers::rejects_of(&path));
    assert_eq!((loaded.inserted, loaded.rejected), (3, 0), "{told:?}");
    let stored = lake.query("select u from shop.p order by id");
    let kinds = [0, 1, 2].map(|row| stored[row]["u"]["_type"].clone());
    assert_eq!(kinds, [json!("QS"), json!("QS"), json!("M")]);
    assert_eq!(stored[1]["u"]["qs"]["n2"], json!({"x": "k"}));
}

const NONE: &str = "
s:S a upper:SealedClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:v , s:tags , s:n , s:r .
s:A a upper:DirectClass ; upper:subClassOf s:S .
s:B a upper:DirectClass ; upper:subClassOf s:S ; upper:refinement
    [ upper:refines s:v ; upper:maxCount 0 ] , [ upper:refines s:tags ; upper:maxCount 0 ] ,
    [ upper:refines s:n ; upper:maxCount 0 ] , [ upper:refines s:r ; upper:maxCount 0 ] .
s:id a upper:Attribute ; upper:datatype xsd:string .
s:v a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 ; upper:defaultValue \"d\" .
s:tags a upper:Attribute ; upper:datatype xsd:string .
s:w a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
s:N a upper:DirectClass ; upper:property s:w .
s:n a upper:Relationship ; upper:class s:N ; upper:maxCount 1 .
s:r a upper:Relationship ; upper:class s:K ; upper:maxCount 1 .
s:K a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id .
";

const S: &str = "https://example.org/shop#S";

#[test]
fn a_greatest_count_of_0_holds_for_single_values() {
    let (lake, model) = start(NONE);
    let rows = r#"{"@type":"B","id":"1","v":null,"tags":[],"n":null}
{"@type":"A","id":"2","n":{"w":"x"},"r":"k"}
{"@type":"B","id":"3","v":"x"}
{"@type":"B","id":"4","n":{"w":"x"}}
{"@type":"B","id":"5","r":"k"}
{"@type":"B","id":"6","r":{"id":"k"}}
{"@type":"B","id":"7","tags":["x"]}
"#;
    let loaded = lake.load(&model, "S", rows);
    let told = lake.rejects("S");
    assert_eq!((loaded.inserted, loaded.rejected), (2, 5), "{told:?}");
    let why = |name: &str| format!("a `B` has no `{name}`: its greatest count there is 0");
    let expected = [
        (3, why("v")),
        (4, why("n")),
        (5, why("r")),
        (6, why("r")),
        (7, "tags: has 1 values, more than 0".to_owned()),
    ];
    assert_eq!(told, expected);
    let stored = lake.query("select v from shop.s order by id");
    assert_eq!(stored, [json!({ "v": null }), json!({"v": "d"})]);
}

#[test]
fn a_greatest_count_of_0_holds_for_columns() {
    let (lake, model) = start(NONE);
    let csv = lake.file("s.csv", "_type,id,v\nB,1,x\nB,2,\nA,3,x\n");
    let texts = |of: [Option<&str>; 3]| Arc::new(StringArray::from(of.to_vec())) as ArrayRef;
    let columns = vec![
        ("_type", texts([Some("B"), Some("B"), Some("A")])),
        ("id", texts([Some("1"), Some("2"), Some("3")])),
        ("v", texts([Some("x"), None, Some("x")])),
    ];
    let parquet = parquet(&lake, "s.parquet", columns);
    for (file, line, unchanged) in [(csv, 2, 0), (parquet, 1, 2)] {
        let loaded = load(&lake.live, &model, S, std::slice::from_ref(&file)).unwrap();
        assert_eq!((loaded.rejected, loaded.unchanged), (1, unchanged));
        let told = rejects(&containers::rejects_of(&file));
        assert_eq!(told, [(line, "v: `B` does not have it".to_owned())]);
    }
}

/// Also within structs, and in JSON text, of classes that contain themselves.
#[test]
fn a_greatest_count_of_0_holds_for_nested_values() {
    let (lake, model) = start(
        "s:P a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:plant , s:stone .
         s:id a upper:Attribute ; upper:datatype xsd:string .
         s:plant a upper:Relationship ; upper:class s:Plant ; upper:maxCount 1 .
         s:Plant a upper:SealedClass ; upper:property s:note , s:below .
         s:Twig a upper:DirectClass ; upper:subClassOf s:Plant ; upper:refinement [ upper:refines s:note ; upper:maxCount 0 ] .
         s:Leaf a upper:DirectClass ; upper:subClassOf s:Plant .
         s:below a upper:Relationship ; upper:class s:Plant .
         s:note a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
         s:stone a upper:Relationship ; upper:class s:Stone ; upper:maxCount 1 .
         s:Stone a upper:SealedClass ; upper:property s:note , s:size .
         s:Pebble a upper:DirectClass ; upper:subClassOf s:Stone ; upper:refinement [ upper:refines s:note ; upper:maxCount 0 ] .
         s:Rock a upper:DirectClass ; upper:subClassOf s:Stone .
         s:size a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 .",
    );
    let rows = r#"{"id":"1","plant":{"@type":"Leaf","note":"x","below":[{"@type":"Twig"}]},"stone":{"@type":"Rock","note":"x"}}
{"id":"2","stone":{"@type":"Pebble","size":1}}
{"id":"3","plant":{"@type":"Twig","note":"x"}}
{"id":"4","stone":{"@type":"Pebble","note":"x"}}
"#;
    let loaded = lake.load(&model, "P", rows);
    let told = lake.rejects("P");
    assert_eq!((loaded.inserted, loaded.rejected), (2, 2), "{told:?}");
    let expected = [
        (3, "plant.note: has 1 values, more than 0".to_owned()),
        (
            4,
            "stone: a `Pebble` has no `note`: its greatest count there is 0".to_owned(),
        ),
    ];
    assert_eq!(told, expected);
}
