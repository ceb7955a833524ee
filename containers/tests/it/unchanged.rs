//! Rows that a table has already, in another form: none of them is changed by being loaded again.

use apache_avro::types::{Record, Value as Avro};
use serde_json::{Value, json};

use crate::help::{Lake, Model, load};

const IRI: &str = "https://example.org/shop#E";

const MODEL: &str = "
s:E a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:lang , s:tags , s:all , s:boxes .
s:id a upper:Attribute ; upper:datatype xsd:string .
s:lang a upper:Attribute ; upper:datatype rdf:langString .
s:tags a upper:Attribute ; upper:datatype xsd:string .
s:all a upper:Attribute ; upper:datatype s:All ; upper:maxCount 1 .
s:All a upper:List ; upper:listOf xsd:string .
s:boxes a upper:Relationship ; upper:class s:Box .
s:Box a upper:DirectClass ; upper:property s:lang , s:tags .
";

fn start() -> (Lake, Model) {
    let (lake, model) = (Lake::new(), Model::of(MODEL));
    lake.provision(&model);
    (lake, model)
}

#[test]
fn languages_and_sets_are_the_same_in_any_order() {
    let (lake, model) = start();
    let row = |row: &Value| (row.to_string(), lake.load(&model, "E", &row.to_string()));
    let first = json!({"id":"1","lang":{"en":"e","de":"d","fr":"f"},"tags":["b","a"],"all":["b","a","b"],
        "boxes":[{"tags":["x","y"],"lang":{"en":"e","de":"d"}},{"tags":["z"]}]});
    assert_eq!(row(&first).1.inserted, 1);
    let other = r#"{"id":"1","lang":{"fr":"f","en":"e","de":"d"},"tags":["a","b"],"all":["b","a","b"],
        "boxes":[{"tags":"z"},{"lang":{"de":"d","en":"e"},"tags":["y","x"]}]}"#;
    let loaded = lake.load(&model, "E", &other.replace('\n', ""));
    assert_eq!(
        (loaded.unchanged, loaded.updated, loaded.rejected),
        (1, 0, 0)
    );
    let changes = [
        ("/all", json!(["a", "b", "b"])),
        ("/tags", json!(["a", "c"])),
        ("/lang", json!({"en":"d","de":"e","fr":"f"})),
        ("/boxes/0/tags", json!(["x"])),
    ];
    for (place, value) in changes {
        let mut changed = first.clone();
        *changed.pointer_mut(place).unwrap() = value;
        let (text, loaded) = row(&changed);
        assert_eq!((loaded.updated, loaded.rejected), (1, 0), "{text}");
        assert_eq!(row(&first).1.updated, 1, "{text}");
    }
}

#[test]
fn rows_from_avro_are_those_from_json() {
    let (lake, model) = start();
    let schema = apache_avro::Schema::parse_str(
        r#"{"type":"record","name":"E","namespace":"shop","fields":[{"name":"id","type":"string"},
            {"name":"lang","type":{"type":"map","values":"string"}}]}"#,
    )
    .unwrap();
    let path = lake.dir.path().join("e.avro");
    let mut writer = apache_avro::Writer::new(&schema, std::fs::File::create(&path).unwrap());
    let languages = ["zu", "en", "aa", "fr"];
    for id in ["1", "2"] {
        let texts = languages.map(|l| (l.to_owned(), Avro::String(l.to_owned())));
        let mut record = Record::new(&schema).unwrap();
        record.put("id", id);
        record.put("lang", Avro::Map(texts.into_iter().collect()));
        writer.append(record).unwrap();
    }
    writer.flush().unwrap();
    assert_eq!(load(&lake.live, &model, IRI, &[path]).unwrap().inserted, 2);
    let rows = ["1", "2"]
        .map(|id| format!(r#"{{"id":"{id}","lang":{{"zu":"zu","en":"en","aa":"aa","fr":"fr"}}}}"#));
    let loaded = lake.load(&model, "E", &rows.join("\n"));
    assert_eq!((loaded.unchanged, loaded.updated), (2, 0));
}
