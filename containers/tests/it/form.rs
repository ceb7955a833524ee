//! Properties that get stored in another form, under tables with and without rows.

use crate::help::{Lake, Model};

const OF_MAKER: &str = "the property of the column `maker_id` would be stored in another form, and the values that rows have would be left behind";

fn things(maker: &str, part: &str, inverse: &str) -> Model {
    Model::of(&format!(
        "s:Thing a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:maker , s:part , s:uses .
         s:Maker a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:usedIn .
         s:id a upper:Attribute ; upper:datatype xsd:string .
         s:maker a upper:Relationship ; upper:class s:Maker {maker} .
         s:part a upper:Relationship ; upper:class {part} ; upper:maxCount 1 .
         s:uses a upper:Relationship ; upper:class s:Maker {inverse} .
         s:usedIn a upper:Relationship ; upper:class s:Thing ; upper:maxCount 1 .
         s:Part a upper:SealedClass ; upper:property s:label .
         s:Wheel a upper:DirectClass ; upper:subClassOf s:Part .
         s:Door a upper:DirectClass ; upper:subClassOf s:Part .
         s:label a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 ."
    ))
}

const ONE: &str = "; upper:maxCount 1";

fn start(model: &Model) -> Lake {
    let lake = Lake::new();
    lake.provision(model);
    lake.load(
        model,
        "Thing",
        r#"{"id":"1","maker":{"id":"m"},"part":null,"uses":["m"]}"#,
    );
    lake
}

/// What is refused with rows is done without.
fn is_refused(before: &Model, after: &Model, reason: &str) {
    let reasons = start(before).refusals(after);
    assert_eq!(reasons, [reason]);
    let empty = Lake::new();
    empty.provision(before);
    empty.provision(after);
    assert!(empty.plan(after).is_empty());
}

#[test]
fn values_are_not_left_behind_where_a_property_is_stored_in_another_form() {
    let one = || things(ONE, "s:Part", "");
    let many = things("", "s:Part", "");
    is_refused(&one(), &many, OF_MAKER);
    is_refused(&many, &one(), &OF_MAKER.replace("maker_id", "maker"));
    is_refused(
        &one(),
        &things(ONE, "s:Wheel", ""),
        &OF_MAKER.replace("maker_id", "part"),
    );
    is_refused(
        &one(),
        &things(ONE, "s:Part", "; upper:inverseOf s:usedIn"),
        "the property of the column `uses` would be said by its inverse, and the values that rows have would be left behind",
    );
}

#[test]
fn what_is_gone_or_new_is_in_no_other_form() {
    let lake = start(&things(ONE, "s:Part", ""));
    let without = Model::of(
        "s:Thing a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:maker .
         s:Maker a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id .
         s:id a upper:Attribute ; upper:datatype xsd:string .
         s:maker a upper:Relationship ; upper:class s:Maker ; upper:maxCount 1 .",
    );
    assert!(lake.plan(&without).refusals.is_empty());
    lake.provision(&without);
    // The form that it had is found again when it comes back.
    assert!(lake.plan(&things(ONE, "s:Part", "")).refusals.is_empty());
    assert_eq!(
        lake.refusals(&things(ONE, "s:Wheel", "")),
        [OF_MAKER.replace("maker_id", "part")]
    );
}
