//! Enumerations of which a class takes some values only.

use crate::help::{Lake, Model};

fn model(of_lamp: &str, of_switch: &str) -> Model {
    Model::of(&format!(
        "s:Device a upper:SealedClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:st , s:past .
         s:Lamp a upper:DirectClass ; upper:subClassOf s:Device {of_lamp} .
         s:Fan a upper:DirectClass ; upper:subClassOf s:Device .
         s:Switch a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:st , s:past {of_switch} .
         s:id a upper:Attribute ; upper:datatype xsd:string .
         s:st a upper:Relationship ; upper:class s:State ; upper:maxCount 1 .
         s:past a upper:Relationship ; upper:class s:State .
         s:State a upper:Enumeration ; upper:oneOf ( s:On s:Off s:Broken ) .
         s:On a upper:EnumValue . s:Off a upper:EnumValue . s:Broken a upper:EnumValue ."
    ))
}

fn only(property: &str) -> String {
    format!("; upper:refinement [ upper:refines {property} ; upper:oneOf ( s:On s:Off ) ]")
}

#[test]
fn other_values_of_the_enumeration_are_rejected() {
    let both = only("s:st") + &only("s:past");
    let (lake, model) = (Lake::new(), model(&both, &both));
    lake.provision(&model);
    lake.load(
        &model,
        "Switch",
        r#"{"id":"1","st":"On","past":["Off"]}
{"id":"2","st":"Broken"}
{"id":"3","past":["On","Broken"]}
"#,
    );
    let why = "`Broken` is not one of `On`, `Off`";
    let reject = |line, at: &str| (line, format!("{at}: {why}"));
    assert_eq!(
        lake.rejects("Switch"),
        [reject(2, "st"), reject(3, "past[1]")]
    );
    lake.load(
        &model,
        "Device",
        r#"{"_type":"Lamp","id":"1","st":"Broken"}
{"_type":"Fan","id":"2","st":"Broken"}
"#,
    );
    assert_eq!(lake.rejects("Device"), [reject(1, "st")]);
}

#[test]
fn fewer_values_than_before_are_refused_where_there_are_rows() {
    let (lake, wide) = (Lake::new(), model("", ""));
    lake.provision(&wide);
    lake.load(&wide, "Switch", r#"{"id":"1","st":"Broken"}"#);
    lake.load(
        &wide,
        "Device",
        r#"{"_type":"Lamp","id":"1","st":"Broken"}"#,
    );
    let narrow = model(&only("s:st"), &only("s:st"));
    assert_eq!(
        lake.refusals(&narrow),
        [
            "the column `st` would get a narrower limit (of a `Lamp` without `Broken`), and the table has rows",
            "the column `st` would get a narrower limit (without `Broken`), and the table has rows",
        ]
    );
}
