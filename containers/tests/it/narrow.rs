//! Limits of values that become narrower, under tables with and without rows.

use containers::Allow;
use serde_json::{Map, Value, json};

use crate::help::{Lake, Model};
use crate::models::{RICH, RICH_ROWS};

/// Things with a limit of each kind.
fn things(length: &str, count: &str, colours: &str, low: &str) -> Model {
    Model::of(&format!(
        "s:Thing a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:text , s:marks , s:colour , s:level .
         s:id a upper:Attribute ; upper:datatype xsd:string .
         s:text a upper:Attribute ; upper:datatype s:Text ; upper:maxCount 1 .
         s:Text a upper:CustomDatatype ; upper:base xsd:string ; upper:maxLength {length} .
         s:marks a upper:Attribute ; upper:datatype xsd:string {count} .
         s:colour a upper:Relationship ; upper:class s:Colour ; upper:maxCount 1 .
         s:Colour a upper:Enumeration ; upper:oneOf ( {colours} ) .
         s:red a upper:EnumValue . s:blue a upper:EnumValue .
         s:level a upper:Attribute ; upper:datatype s:Level ; upper:maxCount 1 .
         s:Level a upper:CustomDatatype ; upper:base xsd:int ; upper:minInclusive {low} ."
    ))
}

fn wide() -> Model {
    things("10", "", "s:red s:blue", "0")
}

fn start() -> Lake {
    let (lake, model) = (Lake::new(), wide());
    lake.provision(&model);
    lake.load(
        &model,
        "Thing",
        r#"{"id":"1","text":"long","colour":"red","level":1}"#,
    );
    lake
}

#[test]
fn less_than_rows_may_have_is_refused_with_a_way_out() {
    for (model, reason) in [
        (
            things("3", "", "s:red s:blue", "0"),
            "the column `text` would get a narrower limit (at most 3 characters), and the table has rows",
        ),
        (
            things("10", "; upper:maxCount 5", "s:red s:blue", "0"),
            "the column `marks` would get a narrower limit (at most 5 values), and the table has rows",
        ),
        (
            things("10", "", "s:blue", "0"),
            "the column `colour` would get a narrower limit (without `red`), and the table has rows",
        ),
        (
            things("10", "", "s:red s:blue", "2"),
            "the column `level` would get a narrower limit (at least 2), and the table has rows",
        ),
    ] {
        let lake = start();
        assert_eq!(lake.refusals(&model), [reason]);
        let plan = lake.plan(&model);
        assert!(plan.refusals[0].help.contains("--allow-narrowing"));
    }
}

/// The query that a text says shows the values of a column.
fn query(text: &str) -> &str {
    let (_, rest) = text.split_once("denota query --sql '").unwrap();
    rest.split_once('\'').unwrap().0
}

#[test]
fn rows_are_not_looked_at_and_a_query_shows_them() {
    let (lake, model) = (
        start(),
        things("3", "; upper:maxCount 5", "s:red s:blue", "0"),
    );
    let refusals = lake.plan(&model).refusals;
    let shown: Vec<_> = refusals
        .iter()
        .map(|r| lake.query(query(&r.help)))
        .collect();
    assert_eq!(shown, [[json!({"text":"long"})], [json!({"marks":null})]]);
    let plan = |lake: &Lake| {
        let allow = Allow { narrowing: true };
        let plan = lake.live.plan_for(&[], &model.tables("shop"), allow);
        plan.unwrap()
    };
    let narrow = |lake: &Lake| {
        let steps = plan(lake).steps.into_iter();
        let mut narrow = steps.filter(|s| s.to_string().starts_with("narrow column"));
        narrow.next().unwrap().note
    };
    let note = narrow(&lake).unwrap();
    assert!(
        note.starts_with("rows that are there are not looked at"),
        "{note}"
    );
    assert_eq!(lake.query(query(&note)), [json!({"text":"long"})]);
    let empty = Lake::new();
    empty.provision(&wide());
    assert_eq!(narrow(&empty), None);
}

#[test]
fn what_is_allowed_is_done_and_rows_stay_as_they_are() {
    let (lake, model) = (start(), things("3", "", "s:blue", "0"));
    let allow = Allow { narrowing: true };
    let plan = lake
        .live
        .plan_for(&[], &model.tables("shop"), allow)
        .unwrap();
    let steps: Vec<String> = plan.steps.iter().map(ToString::to_string).collect();
    for step in [
        "narrow column shop.thing.text: at most 3 characters",
        "narrow column shop.thing.colour: without `red`",
    ] {
        assert!(steps.contains(&step.to_owned()), "{steps:?}");
    }
    lake.live.apply(&plan).unwrap();
    assert!(lake.plan(&model).is_empty());
    assert_eq!(
        lake.query("select text, colour from shop.thing"),
        [json!({"text":"long","colour":"red"})]
    );
}

#[test]
fn more_than_before_is_fine_and_so_is_less_without_rows() {
    let lake = start();
    let looser = Model::of(
        "s:Thing a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:text , s:marks , s:colour , s:level .
         s:id a upper:Attribute ; upper:datatype xsd:string .
         s:text a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
         s:marks a upper:Attribute ; upper:datatype xsd:string .
         s:colour a upper:Relationship ; upper:class s:Colour ; upper:maxCount 1 .
         s:Colour a upper:Enumeration ; upper:oneOf ( s:blue s:green s:red ) .
         s:red a upper:EnumValue . s:blue a upper:EnumValue . s:green a upper:EnumValue .
         s:level a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 .",
    );
    let plan = lake.plan(&looser);
    assert!(plan.refusals.is_empty(), "{:?}", plan.refusals);
    lake.provision(&looser);
    assert!(lake.plan(&looser).is_empty());
    // And back again is narrower.
    assert!(!lake.plan(&wide()).refusals.is_empty());
    let empty = Lake::new();
    empty.provision(&wide());
    let steps = empty.provision(&things("3", "", "s:blue", "2"));
    assert!(
        steps.contains(&"narrow column shop.thing.level: at least 2".to_owned()),
        "{steps:?}"
    );
}

#[test]
fn a_class_is_not_taken_from_a_taxonomy_with_rows() {
    let (lake, model) = (Lake::new(), Model::of(RICH));
    lake.provision(&model);
    lake.load(&model, "Item", RICH_ROWS);
    let without: String = RICH
        .lines()
        .filter(|l| !l.starts_with("s:Disc") && !l.starts_with("s:length"))
        .map(|l| format!("{l}\n"))
        .collect();
    assert_eq!(
        lake.refusals(&Model::of(&without)),
        [
            "the table may have rows of classes that the model has no longer, or calls otherwise (without `Disc`)"
        ]
    );
    let more = format!("{RICH}\ns:Map a upper:DirectClass ; upper:subClassOf s:Item .");
    assert!(lake.plan(&Model::of(&more)).refusals.is_empty());
}

#[test]
fn limits_within_nested_values_count_as_well() {
    let (lake, model) = (Lake::new(), Model::of(RICH));
    lake.provision(&model);
    lake.load(&model, "Item", RICH_ROWS);
    let narrow = RICH.replace(
        "s:label a upper:Attribute ; upper:datatype xsd:string ;",
        "s:Short a upper:CustomDatatype ; upper:base xsd:string ; upper:maxLength 9 .
         s:label a upper:Attribute ; upper:datatype s:Short ;",
    );
    let reasons = lake.refusals(&Model::of(&narrow));
    let reason = "the column `parts.element.label` would get a narrower limit (at most 9 characters), and the table has rows";
    assert_eq!(reasons[0], reason);
}

/// Changes what the only table of a model remembers.
fn properties(lake: &Lake, model: &Model, change: impl FnOnce(&mut Map<String, Value>)) {
    let tables = lake.live.tables(&model.tables("shop")).unwrap();
    let file = tables[0].metadata_location.clone().unwrap();
    let file = file.strip_prefix("file://").unwrap();
    let text = std::fs::read_to_string(file).unwrap();
    let mut metadata: Value = serde_json::from_str(&text).unwrap();
    change(metadata["properties"].as_object_mut().unwrap());
    std::fs::write(file, metadata.to_string()).unwrap();
}

#[test]
fn a_table_that_remembers_no_limits_is_told_them() {
    let lake = start();
    properties(&lake, &wide(), |properties| {
        properties.remove("denota.limits").unwrap();
    });
    let steps = lake.provision(&wide());
    assert_eq!(steps, ["set properties of shop.thing: denota.limits"]);
    assert!(lake.plan(&wide()).is_empty());
}

/// Items of two kinds, with what is said of the leaves and of further terms.
fn kinds(of_book: &str, of_disc: &str) -> Model {
    Model::of(&format!(
        "s:Item a upper:SealedClass ; upper:primaryKey ( s:code ) ; upper:property s:code , s:title , s:tags .
         s:Book a upper:DirectClass ; upper:subClassOf s:Item {of_book} .
         s:Disc a upper:DirectClass ; upper:subClassOf s:Item {of_disc} .
         s:code a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
         s:title a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
         s:tags a upper:Attribute ; upper:datatype xsd:string .
         s:Short a upper:CustomDatatype ; upper:base xsd:string ; upper:maxLength 9 ."
    ))
}

fn refined(what: &str) -> String {
    format!("; upper:refinement [ upper:refines {what} ]")
}

#[test]
fn limits_of_one_class_of_a_taxonomy_count_as_well() {
    let start = || {
        let (lake, model) = (Lake::new(), kinds("", ""));
        lake.provision(&model);
        lake.load(&model, "Item", r#"{"_type":"Book","code":"b"}"#);
        lake
    };
    for (refinement, reason) in [
        (
            "s:title ; upper:minCount 1",
            "the column `title` would get a narrower limit (of a `Book` always there), and the table has rows",
        ),
        (
            "s:title ; upper:maxLength 3",
            "the column `title` would get a narrower limit (of a `Book` at most 3 characters), and the table has rows",
        ),
        (
            "s:title ; upper:datatype s:Short",
            "the column `title` would get a narrower limit (of a `Book` at most 9 characters), and the table has rows",
        ),
        (
            "s:tags ; upper:maxCount 2",
            "the column `tags` would get a narrower limit (of a `Book` at most 2 values), and the table has rows",
        ),
        (
            "s:tags ; upper:maxLength 3",
            "the column `tags.element` would get a narrower limit (of a `Book` at most 3 characters), and the table has rows",
        ),
    ] {
        let narrow = kinds(&refined(refinement), "");
        let lake = start();
        assert_eq!(lake.refusals(&narrow), [reason], "{refinement}");
        let allow = Allow { narrowing: true };
        let plan = lake.live.plan_for(&[], &narrow.tables("shop"), allow);
        lake.live.apply(&plan.unwrap()).unwrap();
        assert!(lake.plan(&narrow).is_empty(), "{refinement}");
        assert!(lake.plan(&kinds("", "")).refusals.is_empty());
    }
}

/// Items of two kinds, where a title is whose property it is said to be.
fn titled(by_item: &str, by_book: &str, more: &str) -> Model {
    Model::of(&format!(
        "s:Item a upper:SealedClass ; upper:primaryKey ( s:code ) ; upper:property s:code {by_item} .
         s:Book a upper:DirectClass ; upper:subClassOf s:Item {by_book} .
         s:Disc a upper:DirectClass ; upper:subClassOf s:Item .
         s:code a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
         s:title a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 . {more}"
    ))
}

#[test]
fn a_property_of_all_classes_does_not_become_one_of_some_unseen() {
    let all = titled(", s:title", "", "");
    let some = titled("", "; upper:property s:title", "");
    let lake = Lake::new();
    lake.provision(&all);
    lake.load(&all, "Item", r#"{"_type":"Disc","code":"d","title":"x"}"#);
    let reason = "the column `title` would get a narrower limit (of a `Disc` none at all), and the table has rows";
    assert_eq!(lake.refusals(&some), [reason]);
    let plan = lake.plan(&some);
    let help = &plan.refusals.first().unwrap().help;
    assert!(
        help.contains(r#"SELECT DISTINCT "_type", "title" FROM shop.item"#),
        "{help}"
    );
    let allow = Allow { narrowing: true };
    let plan = lake.live.plan_for(&[], &some.tables("shop"), allow);
    lake.live.apply(&plan.unwrap()).unwrap();
    assert!(lake.plan(&some).is_empty());
    // A class that is new has no rows yet, and what all may have is wider.
    let more = "s:Map a upper:DirectClass ; upper:subClassOf s:Item .";
    let map = titled("", "; upper:property s:title", more);
    assert!(lake.plan(&map).refusals.is_empty());
    lake.provision(&map);
    assert!(lake.plan(&map).is_empty());
    let all = titled(", s:title", "", more);
    assert!(lake.plan(&all).refusals.is_empty());
}

#[test]
fn a_table_that_does_not_remember_which_classes_have_a_property_is_told() {
    let lake = Lake::new();
    let some = titled("", "; upper:property s:title", "");
    lake.provision(&some);
    lake.load(&some, "Item", r#"{"_type":"Book","code":"b","title":"x"}"#);
    properties(&lake, &some, |properties| {
        let limits = properties.get_mut("denota.limits").unwrap();
        let mut older: Value = serde_json::from_str(limits.as_str().unwrap()).unwrap();
        for column in older.as_object_mut().unwrap().values_mut() {
            column.as_object_mut().unwrap().remove("classes");
        }
        *limits = Value::String(older.to_string());
    });
    assert!(lake.plan(&some).refusals.is_empty());
    lake.provision(&some);
    assert!(lake.plan(&some).is_empty());
}

#[test]
fn a_class_that_is_new_to_a_taxonomy_may_have_any_limits() {
    let (lake, model) = (Lake::new(), kinds("", ""));
    lake.provision(&model);
    lake.load(&model, "Item", r#"{"_type":"Book","code":"b"}"#);
    let map = format!(
        ".\n s:Map a upper:DirectClass ; upper:subClassOf s:Item {}",
        refined("s:title ; upper:minCount 1 ; upper:maxLength 3")
    );
    let more = kinds("", &map);
    assert!(lake.plan(&more).refusals.is_empty());
    lake.provision(&more);
    assert!(lake.plan(&more).is_empty());
    let tighter = map.replace("maxLength 3", "maxLength 2");
    assert_eq!(lake.refusals(&kinds("", &tighter)).len(), 1);
}

#[test]
fn rows_of_one_class_lack_a_new_property_that_it_requires() {
    let (lake, model) = (Lake::new(), kinds("", ""));
    lake.provision(&model);
    lake.load(&model, "Item", r#"{"_type":"Book","code":"b"}"#);
    let must = "; upper:property s:pages . s:pages a upper:Attribute ; upper:datatype xsd:int ; upper:minCount 1 ; upper:maxCount 1";
    assert_eq!(
        lake.refusals(&kinds(must, "")),
        [
            "the new column `pages` is required of `Book`, of which the table may have rows without it"
        ]
    );
    let may = must.replace("minCount 1", "minCount 0");
    assert!(lake.plan(&kinds(&may, "")).refusals.is_empty());
    let new = format!(".\n s:Map a upper:DirectClass ; upper:subClassOf s:Item {must}");
    assert!(lake.plan(&kinds("", &new)).refusals.is_empty());
}

/// People who know people: values that are kept as JSON text.
fn known(of_name: &str, more: &str) -> Model {
    Model::of(&format!(
        "s:C a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:p .
         s:id a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
         s:p a upper:Relationship ; upper:class s:P ; upper:maxCount 1 .
         s:P a upper:DirectClass ; upper:property s:knows {more}
         s:name a upper:Attribute ; {of_name} .
         s:knows a upper:Relationship ; upper:class s:P ; upper:maxCount 1 .
         s:age a upper:Attribute ; upper:datatype xsd:int ; upper:minCount 1 ; upper:maxCount 1 .
         s:Short a upper:CustomDatatype ; upper:base xsd:string ; upper:maxLength 1 ."
    ))
}

#[test]
fn limits_within_json_text_count_as_well() {
    let text = "upper:datatype xsd:string ; upper:maxCount 1";
    let whole = known(text, ", s:name .");
    let start = || {
        let lake = Lake::new();
        lake.provision(&whole);
        lake.load(
            &whole,
            "C",
            r#"{"id":"1","p":{"name":"xy","knows":{"name":"yz"}}}"#,
        );
        lake
    };
    for (model, what) in [
        (known(text, "."), "without `P.name`"),
        (known(text, ", s:name , s:age ."), "`P.age` always there"),
        (
            known("upper:datatype s:Short ; upper:maxCount 1", ", s:name ."),
            "`P.name` at most 1 characters",
        ),
        (
            known("upper:datatype xsd:int ; upper:maxCount 1", ", s:name ."),
            "`P.name` a value of `int`",
        ),
    ] {
        let reason =
            format!("the column `p` would get a narrower limit ({what}), and the table has rows");
        assert_eq!(start().refusals(&model), [reason]);
    }
    // New properties, several values where there was one, a new class with what it requires.
    let place = ", s:name , s:place . s:place a upper:Relationship ; upper:class s:Place ; upper:maxCount 1 .
         s:Place a upper:DirectClass ; upper:property s:age .";
    for wider in [
        known(
            text,
            ", s:name , s:nick . s:nick a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .",
        ),
        known("upper:datatype xsd:string", ", s:name ."),
        known(text, place),
    ] {
        let lake = start();
        assert!(lake.plan(&wider).refusals.is_empty());
        lake.provision(&wider);
        assert!(lake.plan(&wider).is_empty());
    }
    // And back again: several values may be there.
    let lake = start();
    lake.provision(&known("upper:datatype xsd:string", ", s:name ."));
    assert_eq!(
        lake.refusals(&whole),
        [
            "the column `p` would get a narrower limit (`P.name` at most 1 values), and the table has rows"
        ]
    );
}

#[test]
fn limits_of_lists_within_json_text_count_as_well() {
    let marks = |of: &str| {
        let list = format!(
            ", s:marks . s:marks a upper:Attribute ; upper:datatype s:Marks ; upper:maxCount 1 .
             s:Marks a upper:List ; upper:listOf {of} ."
        );
        known("upper:datatype xsd:string ; upper:maxCount 1", &list)
    };
    let (lake, before) = (Lake::new(), marks("xsd:string"));
    lake.provision(&before);
    lake.load(&before, "C", r#"{"id":"1","p":{"marks":["xy"]}}"#);
    for (of, what) in [
        ("xsd:date", "`P.marks.element` a value of `date`"),
        ("s:Short", "`P.marks.element` at most 1 characters"),
    ] {
        let reason =
            format!("the column `p` would get a narrower limit ({what}), and the table has rows");
        assert_eq!(lake.refusals(&marks(of)), [reason]);
    }
    assert!(lake.plan(&before).is_empty());
}

/// A reference, and a list, whose class is said.
fn refers(class: &str, list: &str, more: &str) -> Model {
    Model::of(&format!(
        "s:Thing a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:to , s:all , s:marks .
         s:id a upper:Attribute ; upper:datatype xsd:string .
         s:to a upper:Relationship ; upper:class {class} ; upper:maxCount 1 .
         s:all a upper:Relationship ; upper:class {class} .
         s:marks a upper:Attribute ; {list} .
         s:Marks a upper:List ; upper:listOf xsd:string .
         s:Root a upper:SealedClass ; upper:primaryKey ( s:id ) ; upper:property s:id .
         s:A a upper:DirectClass ; upper:subClassOf s:Root .
         s:B a upper:DirectClass ; upper:subClassOf s:Root .
         {more}"
    ))
}

const MARKS: &str = "upper:datatype xsd:string";
const LIST: &str = "upper:datatype s:Marks ; upper:maxCount 1";

fn referring(class: &str) -> Lake {
    let (lake, model) = (Lake::new(), refers(class, LIST, ""));
    lake.provision(&model);
    lake.load(
        &model,
        "Thing",
        r#"{"id":"1","to":"a","all":["a"],"marks":["x","x"]}"#,
    );
    lake
}

#[test]
fn what_rows_refer_to_does_not_become_of_another_class() {
    let lake = referring("s:A");
    let other = |class: &str| refers(class, LIST, "");
    let reason = |column: &str, class: &str| {
        format!(
            "the column `{column}` would get a narrower limit (each the key of a `{class}`), and the table has rows"
        )
    };
    for (lake, class) in [(&lake, "B"), (&referring("s:Root"), "A")] {
        assert_eq!(
            lake.refusals(&other(&format!("s:{class}"))),
            [reason("to_id", class), reason("all.element", class)]
        );
    }
    // What is above it has its rows too, and a class under a new term is the same.
    assert!(lake.plan(&other("s:Root")).refusals.is_empty());
    let renamed = "s:A upper:deprecated \"say C\" ; upper:replacedBy s:C .
        s:C a upper:DirectClass ; upper:subClassOf s:Root .";
    let plan = lake.plan(&refers("s:C", LIST, renamed));
    assert!(plan.refusals.is_empty(), "{:?}", plan.refusals);
}

#[test]
fn a_list_with_values_twice_does_not_become_a_set() {
    let lake = referring("s:A");
    assert_eq!(
        lake.refusals(&refers("s:A", MARKS, "")),
        ["the column `marks` would get a narrower limit (no value twice), and the table has rows"]
    );
    let empty = Lake::new();
    empty.provision(&refers("s:A", LIST, ""));
    empty.provision(&refers("s:A", MARKS, ""));
    assert!(empty.plan(&refers("s:A", LIST, "")).refusals.is_empty());
}

#[test]
fn a_table_that_remembers_nothing_of_its_classes_is_told_their_limits() {
    let narrow = kinds(&refined("s:title ; upper:minCount 1"), "");
    let lake = Lake::new();
    lake.provision(&narrow);
    lake.load(
        &narrow,
        "Item",
        r#"{"_type":"Book","code":"b","title":"x"}"#,
    );
    properties(&lake, &narrow, |properties| {
        let limits = properties.get_mut("denota.limits").unwrap();
        let mut older: Value = serde_json::from_str(limits.as_str().unwrap()).unwrap();
        for column in older.as_object_mut().unwrap().values_mut() {
            column.as_object_mut().unwrap().remove("leaves");
        }
        *limits = Value::String(older.to_string());
    });
    assert!(lake.plan(&narrow).refusals.is_empty());
    lake.provision(&narrow);
    assert!(lake.plan(&narrow).is_empty());
}
