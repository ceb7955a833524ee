//! Loads by a model that was published since the table was provisioned.

use crate::help::{Lake, Model, load};

fn model(more: &str, stock: &str) -> Model {
    Model::of(&format!(
        "s:P a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:stock , s:box {more} .
         s:id a upper:Attribute ; upper:datatype xsd:string .
         s:stock a upper:Attribute ; upper:datatype {stock} ; upper:maxCount 1 .
         s:box a upper:Relationship ; upper:class s:Box .
         s:Box a upper:DirectClass ; upper:property s:stock .
         s:new a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 ."
    ))
}

#[test]
fn nothing_is_loaded_into_a_table_that_cannot_hold_it() {
    let lake = Lake::new();
    lake.provision(&model("", "xsd:int"));
    let file = lake.file("p.jsonl", "{\"id\":\"1\"}\n");
    let refused = |model: &Model, what: &str| {
        let iri = "https://example.org/shop#P";
        let error = load(&lake.live, model, iri, std::slice::from_ref(&file)).unwrap_err();
        let expected = format!("the table `shop.p` is not as the model says: {what}");
        assert_eq!(error.to_string(), expected);
        let help = error.help().unwrap();
        assert_eq!(help, "run `denota provision` to bring it up to date");
    };
    refused(&model("", "xsd:long"), "its column `stock` is `int`");
    refused(&model("", "xsd:string"), "its column `stock` is `int`");
    refused(&model(", s:new", "xsd:int"), "it has no column `new`");
    assert!(lake.query("select id from shop.p").is_empty());
}

/// What is narrower than the table is checked as the model says, and fits.
#[test]
fn a_table_may_hold_more_than_the_model_says() {
    let lake = Lake::new();
    lake.provision(&model(", s:new", "xsd:long"));
    let loaded = lake.load(
        &model("", "xsd:int"),
        "P",
        "{\"id\":\"1\",\"stock\":5}\n{\"id\":\"2\",\"stock\":5000000000}\n",
    );
    assert_eq!((loaded.inserted, loaded.rejected), (1, 1));
}

/// The model was provisioned to another container since.
#[test]
fn nothing_is_loaded_that_is_not_within_the_limits_of_the_table() {
    let codes = |most: u32| {
        Model::of(&format!(
            "s:P a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:box .
             s:id a upper:Attribute ; upper:datatype xsd:string .
             s:box a upper:Relationship ; upper:class s:Box .
             s:Box a upper:DirectClass ; upper:property s:code .
             s:code a upper:Attribute ; upper:datatype s:Code ; upper:maxCount 1 .
             s:Code a upper:CustomDatatype ; upper:base xsd:string ; upper:maxLength {most} ."
        ))
    };
    let lake = Lake::new();
    lake.provision(&codes(5));
    let row = "{\"id\":\"1\",\"box\":[{\"code\":\"longer than five\"}]}\n";
    let file = lake.file("p.jsonl", row);
    let iri = "https://example.org/shop#P";
    let error = load(&lake.live, &codes(20), iri, std::slice::from_ref(&file)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the table `shop.p` is not as the model says: its column `box.code` takes less"
    );
    assert_eq!(lake.load(&codes(3), "P", row).rejected, 1);
    lake.provision(&codes(20));
    assert_eq!(lake.load(&codes(20), "P", row).inserted, 1);
}
