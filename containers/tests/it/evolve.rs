//! Changing models under live tables.

use serde_json::json;

use crate::help::{Lake, Model, load};
use crate::models::{PRODUCT, RICH, RICH_ROWS};

const ROWS: &str = r#"{"sku":"a","name":"A","price":1}
{"sku":"b","name":"B","price":2,"tags":["x","y"]}
"#;

fn start() -> Lake {
    let (lake, model) = (Lake::new(), Model::of(PRODUCT));
    lake.provision(&model);
    lake.load(&model, "Product", ROWS);
    lake
}

fn changed(from: &str, to: &str) -> Model {
    assert!(PRODUCT.contains(from), "{from}");
    Model::of(&PRODUCT.replace(from, to))
}

#[test]
fn an_optional_column_is_added() {
    let lake = start();
    let model = Model::of(&format!(
        "{}\ns:rank a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 .",
        PRODUCT.replace("s:price , s:tags", "s:price , s:tags , s:rank")
    ));
    assert!(
        lake.provision(&model)
            .contains(&"add column shop.product.rank int".to_owned())
    );
    assert!(lake.plan(&model).is_empty());
    lake.load(&model, "Product", r#"{"sku":"c","name":"C","rank":7}"#);
    assert_eq!(
        lake.query("select sku, rank from shop.product order by sku"),
        [
            json!({"sku":"a","rank":null}),
            json!({"sku":"b","rank":null}),
            json!({"sku":"c","rank":7})
        ]
    );
}

#[test]
fn a_required_column_is_refused_where_there_are_rows_and_added_where_there_are_none() {
    let turtle = format!(
        "{}\ns:rank a upper:Attribute ; upper:datatype xsd:int ; upper:minCount 1 ; upper:maxCount 1 .",
        PRODUCT.replace("s:price , s:tags", "s:price , s:tags , s:rank")
    );
    let lake = start();
    assert_eq!(
        lake.refusals(&Model::of(&turtle)),
        ["the new column `rank` is required, and the table has rows without it"]
    );
    let empty = Lake::new();
    empty.provision(&Model::of(PRODUCT));
    assert!(
        empty
            .provision(&Model::of(&turtle))
            .contains(&"add column shop.product.rank int".to_owned())
    );
}

#[test]
fn a_replaced_term_renames_its_column_and_keeps_its_values() {
    let lake = start();
    let before = lake
        .live
        .tables(&Model::of(PRODUCT).tables("shop"))
        .unwrap();
    let model = Model::of(&format!(
        "{}\ns:cost a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 .
         s:price upper:deprecated \"say cost\" ; upper:replacedBy s:cost .",
        PRODUCT.replace("s:name , s:price", "s:name , s:cost")
    ));
    // The ledger of ids hands the number of the old term to the new one.
    let mut ids = transpilers::ids::Ids::default();
    let old = Model::of(PRODUCT);
    for table in old.tables("shop") {
        let mut entries: Vec<(Vec<String>, i32)> = Vec::new();
        table.visit(&mut |_, c| entries.push((c.path.clone(), c.id)));
        let entries = entries.iter().map(|(p, i)| (p.as_slice(), *i));
        ids.record("iceberg", &table.root_iri, &table.root_iri, entries);
    }
    let domain = model.domain("shop");
    let tables = transpilers::iceberg::tables(domain.models(), domain.id(), &ids);
    let plan = lake.live.plan(&tables).unwrap();
    let steps: Vec<String> = plan.steps.iter().map(ToString::to_string).collect();
    assert!(
        steps.contains(&"rename column shop.product.price to cost".to_owned()),
        "{steps:?}"
    );
    let after = lake.live.apply(&plan).unwrap();
    let id = |t: &containers::LiveTable, name: &str| {
        t.table.columns.iter().find(|c| c.name == name).unwrap().id
    };
    assert_eq!(id(&before[0], "price"), id(&after[0], "cost"));
    assert_eq!(
        lake.query("select sku, cost from shop.product order by sku"),
        [json!({"sku":"a","cost":1}), json!({"sku":"b","cost":2})]
    );
}

#[test]
fn a_replaced_term_renames_its_column_without_a_ledger_of_ids_too() {
    let lake = start();
    let model = Model::of(&format!(
        "{}\ns:cost a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 .
         s:price upper:deprecated \"say cost\" ; upper:replacedBy s:cost .",
        PRODUCT.replace("s:name , s:price", "s:cost , s:name")
    ));
    let steps = lake.provision(&model);
    assert!(
        steps.contains(&"rename column shop.product.price to cost".to_owned()),
        "{steps:?}"
    );
    assert_eq!(
        lake.query("select name, cost from shop.product order by sku"),
        [json!({"name":"A","cost":1}), json!({"name":"B","cost":2})]
    );
    assert!(lake.plan(&model).is_empty());
}

/// The price under two names, of which the class lists some.
fn cost(listed: &str, count: &str) -> Model {
    Model::of(&format!(
        "{}\ns:cost a upper:Attribute ; upper:datatype xsd:int ; {count} upper:maxCount 1 .
         s:price upper:deprecated \"say cost\" ; upper:replacedBy s:cost .",
        PRODUCT.replace("s:name , s:price", &format!("s:name , {listed}"))
    ))
}

#[test]
fn a_column_that_is_there_already_is_not_renamed_to_and_the_plan_says_so() {
    let (lake, both) = (start(), cost("s:price , s:cost", ""));
    assert_eq!(
        lake.note(&both, "add column shop.product.cost").unwrap(),
        "values stay in `price`, which it replaces: to rename that column instead, provision once no class lists the old property"
    );
    lake.provision(&both);
    let new = cost("s:cost", "");
    assert_eq!(
        lake.note(&new, "keep column shop.product.price").unwrap(),
        "column `cost` exists already, so `price` is not renamed to it: its values stay in `price`"
    );
    lake.provision(&new);
    assert!(lake.plan(&new).is_empty());
    assert_eq!(
        lake.query("select price, cost from shop.product order by sku"),
        [
            json!({"price":1,"cost":null}),
            json!({"price":2,"cost":null})
        ]
    );
    // Values are taken along by loading them.
    let sql = "select * except (price, cost), price as cost from shop.product";
    let rows: Vec<String> = lake.query(sql).iter().map(ToString::to_string).collect();
    assert_eq!(lake.load(&new, "Product", &rows.join("\n")).updated, 2);
    assert_eq!(
        lake.query("select cost from shop.product order by sku"),
        [json!({"cost":1}), json!({"cost":2})]
    );
}

#[test]
fn a_required_property_beside_the_one_that_it_replaces_may_take_its_column() {
    let lake = start();
    let help = &lake
        .plan(&cost("s:price , s:cost", "upper:minCount 1 ;"))
        .refusals[0]
        .help;
    assert!(
        help.ends_with(
            "or list only the new property: `price` is then renamed to it, with its values"
        ),
        "{help}"
    );
    // What is merely gone, or merely new, is no rename.
    let model = unrelated();
    assert_eq!(lake.note(&model, "keep column shop.product.price"), None);
    assert_eq!(lake.note(&model, "add column shop.product.age"), None);
}

/// A property in the place of another, to which it is not related.
fn unrelated() -> Model {
    Model::of(&PRODUCT.replace("s:price", "s:age"))
}

fn is_a_column_of_its_own(lake: &Lake, tables: &[transpilers::iceberg::table::Table]) {
    let before = lake
        .live
        .tables(&Model::of(PRODUCT).tables("shop"))
        .unwrap();
    let plan = lake.live.plan(tables).unwrap();
    let steps: Vec<String> = plan.steps.iter().map(ToString::to_string).collect();
    for step in [
        "keep column shop.product.price, which is no longer in the model, with its data",
        "add column shop.product.age int",
    ] {
        assert!(steps.contains(&step.to_owned()), "{steps:?}");
    }
    let after = lake.live.apply(&plan).unwrap();
    let id = |t: &containers::LiveTable, name: &str| {
        t.table.columns.iter().find(|c| c.name == name).unwrap().id
    };
    let used = before[0].numbers.iter().map(|(_, id)| *id).max().unwrap();
    assert!(id(&after[0], "age") > used);
    assert_eq!(
        lake.query("select sku, age, price from shop.product order by sku"),
        [
            json!({"sku":"a","age":null,"price":1}),
            json!({"sku":"b","age":null,"price":2})
        ]
    );
    assert!(lake.live.plan(tables).unwrap().is_empty());
}

#[test]
fn a_property_in_the_place_of_another_takes_over_nothing() {
    is_a_column_of_its_own(&start(), &unrelated().tables("shop"));
}

#[test]
fn numbers_that_the_table_does_not_know_take_over_nothing() {
    // The ledger of somebody who never had the one that the table was made with.
    let mut ids = transpilers::ids::Ids::default();
    let model = unrelated();
    for table in model.tables("shop") {
        let mut entries: Vec<(Vec<String>, i32)> = Vec::new();
        table.visit(&mut |_, c| entries.push((c.path.clone(), c.id)));
        let entries = entries.iter().map(|(p, i)| (p.as_slice(), *i));
        ids.record("iceberg", &table.root_iri, &table.root_iri, entries);
    }
    let domain = model.domain("shop");
    let tables = transpilers::iceberg::tables(domain.models(), domain.id(), &ids);
    is_a_column_of_its_own(&start(), &tables);
}

#[test]
fn a_new_property_takes_the_name_of_one_that_left_and_not_its_column() {
    let lake = start();
    let text = PRODUCT
        .replace("s:price , s:tags", "s:amount , s:tags")
        .replace(
            "s:price a upper:Attribute ; upper:datatype xsd:int ;",
            "s:amount a upper:Attribute ; upper:name \"price\" ; upper:datatype xsd:string ;",
        );
    let model = Model::of(&text);
    let steps = lake.provision(&model);
    for step in [
        "keep column shop.product.price, which is no longer in the model, with its data",
        "rename column shop.product.price to price_1",
        "add column shop.product.price string",
    ] {
        assert!(steps.contains(&step.to_owned()), "{steps:?}");
    }
    assert!(lake.plan(&model).is_empty());
    lake.load(
        &model,
        "Product",
        r#"{"sku":"c","name":"C","price":"dear"}"#,
    );
    let both = "select sku, price, price_1 from shop.product order by sku";
    assert_eq!(
        lake.query(both),
        [
            json!({"sku":"a","price":null,"price_1":1}),
            json!({"sku":"b","price":null,"price_1":2}),
            json!({"sku":"c","price":"dear","price_1":null})
        ]
    );
    // The first comes back, and each has its values still.
    lake.provision(&Model::of(PRODUCT));
    assert_eq!(
        lake.query("select sku, price, price_1 from shop.product order by sku"),
        [
            json!({"sku":"a","price":1,"price_1":null}),
            json!({"sku":"b","price":2,"price_1":null}),
            json!({"sku":"c","price":null,"price_1":"dear"})
        ]
    );
}

#[test]
fn types_widen_and_do_not_narrow() {
    let lake = start();
    let wide = changed(
        "s:price a upper:Attribute ; upper:datatype xsd:int",
        "s:price a upper:Attribute ; upper:datatype xsd:long",
    );
    assert!(
        lake.provision(&wide)
            .contains(&"widen column shop.product.price from int to long".to_owned())
    );
    lake.load(
        &wide,
        "Product",
        r#"{"sku":"c","name":"C","price":5000000000}"#,
    );
    assert_eq!(
        lake.query("select sum(price) as s from shop.product"),
        [json!({"s": 5_000_000_003_i64})]
    );
    assert_eq!(
        lake.refusals(&Model::of(PRODUCT)),
        ["the column `price` would be narrowed from long to int"]
    );
}

#[test]
fn required_becomes_optional_and_not_the_other_way() {
    let lake = start();
    let loose = changed(
        "s:name a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ;",
        "s:name a upper:Attribute ; upper:datatype xsd:string ;",
    );
    assert!(
        lake.provision(&loose)
            .contains(&"make column shop.product.name optional".to_owned())
    );
    lake.load(&loose, "Product", r#"{"sku":"c"}"#);
    assert_eq!(
        lake.query("select count(*) as n from shop.product where name is null"),
        [json!({"n": 1})]
    );
    assert_eq!(
        lake.refusals(&Model::of(PRODUCT)),
        ["the column `name` becomes required, and the table may have rows without a value"]
    );
}

#[test]
fn types_and_keys_do_not_change() {
    let lake = start();
    let retyped = changed(
        "s:price a upper:Attribute ; upper:datatype xsd:int",
        "s:price a upper:Attribute ; upper:datatype xsd:string",
    );
    assert_eq!(
        lake.refusals(&retyped),
        ["the column `price` would change its type from int to string"]
    );
    let rekeyed = changed("( s:sku )", "( s:sku s:name )");
    assert_eq!(
        lake.refusals(&rekeyed),
        ["the key would change from (sku) to (name, sku)"]
    );
}

#[test]
fn a_column_that_left_the_model_stays() {
    let lake = start();
    let model = changed("s:name , s:price , s:tags", "s:price , s:tags");
    let steps = lake.provision(&model);
    assert!(
        steps
            .iter()
            .any(|s| s.starts_with("keep column shop.product.name")),
        "{steps:?}"
    );
    lake.load(&model, "Product", r#"{"sku":"c","price":3}"#);
    assert_eq!(
        lake.query("select sku, name from shop.product order by sku"),
        [
            json!({"sku":"a","name":"A"}),
            json!({"sku":"b","name":"B"}),
            json!({"sku":"c","name":null})
        ]
    );
}

/// Rows that come later know nothing of it: neither are they others for want of it, nor is it lost
/// with a row that they replace.
#[test]
fn what_rows_have_in_a_column_that_left_the_model_outlives_their_change() {
    let lake = Lake::new();
    let before = Model::of(PRODUCT);
    lake.provision(&before);
    lake.load(
        &before,
        "Product",
        r#"{"sku":"a","name":"A","price":1,"tags":["x","y"]}
{"sku":"b","name":"B","price":2}"#,
    );
    let model = changed("s:name , s:price , s:tags", "s:price");
    lake.provision(&model);
    let rows = r#"{"sku":"a","price":1}
{"sku":"b","price":3}
{"sku":"c","price":4}"#;
    let loaded = lake.load(&model, "Product", rows);
    let counts = (loaded.inserted, loaded.updated, loaded.unchanged);
    assert_eq!(counts, (1, 1, 1));
    lake.load(&model, "Product", r#"{"sku":"a","price":5}"#);
    assert_eq!(
        lake.query("select sku, name, price, tags from shop.product order by sku"),
        [
            json!({"sku":"a","name":"A","price":5,"tags":["x","y"]}),
            json!({"sku":"b","name":"B","price":3,"tags":null}),
            json!({"sku":"c","name":null,"price":4,"tags":null})
        ]
    );
}

#[test]
fn rows_are_not_loaded_where_the_table_wants_what_the_model_has_no_longer() {
    let lake = start();
    let less = [
        changed("s:name , s:price , s:tags", "s:price , s:tags"),
        changed(
            "s:name a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1",
            "s:name a upper:Attribute ; upper:datatype xsd:string",
        ),
    ];
    for model in less {
        let file = lake.file("late.jsonl", r#"{"sku":"c","price":3}"#);
        let iri = "https://example.org/shop#Product";
        let error = load(&lake.live, &model, iri, &[file]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the table `shop.product` is not as the model says: every row has a value in its column `name`"
        );
    }
}

#[test]
fn an_optional_column_that_left_the_model_is_spoken_of_once() {
    let lake = start();
    let model = changed("s:price , s:tags", "s:tags");
    let kept = "keep column shop.product.price, which is no longer in the model, with its data";
    let steps = lake.provision(&model);
    assert!(steps.contains(&kept.to_owned()), "{steps:?}");
    assert!(lake.plan(&model).is_empty());
    assert_eq!(
        lake.query("select price from shop.product order by sku"),
        [json!({"price":1}), json!({"price":2})]
    );
}

#[test]
fn a_class_with_rows_does_not_become_sealed_and_the_way_out_works() {
    let lake = start();
    let sealed = |root: &str, leaf: &str| {
        format!(
            "s:{root} a upper:SealedClass ; upper:primaryKey ( s:sku ) ; upper:property s:sku , s:name , s:price , s:tags .
             s:{leaf} a upper:DirectClass ; upper:subClassOf s:{root} ."
        )
    };
    let class = PRODUCT.lines().nth(1).unwrap();
    let plan = lake.plan(&changed(class, &sealed("Product", "Thing")));
    assert_eq!(plan.refusals.len(), 1, "{:?}", plan.refusals);
    let refusal = &plan.refusals[0];
    assert!(
        refusal
            .reason
            .starts_with("the class becomes sealed: the new column `_type`"),
        "{refusal}"
    );
    assert!(!refusal.help.contains("minCount"), "{refusal}");
    let beside = Model::of(&format!("{PRODUCT}{}", sealed("Item", "Thing")));
    lake.provision(&beside);
    let rows: String = lake
        .query("select 'Thing' as _type, sku, name, price, tags from shop.product")
        .iter()
        .map(|row| format!("{row}\n"))
        .collect();
    let loaded = lake.load(&beside, "Item", &rows);
    assert_eq!(
        (loaded.inserted, loaded.rejected),
        (2, 0),
        "{:?}",
        lake.rejects("Item")
    );
}

#[test]
fn documentation_changes() {
    let lake = start();
    let model = changed(
        "s:price a upper:Attribute ;",
        "s:price a upper:Attribute ; upper:description \"what it costs\" ;",
    );
    assert!(
        lake.provision(&model)
            .contains(&"change the documentation of shop.product.price".to_owned())
    );
    assert!(lake.plan(&model).is_empty());
}

#[test]
fn a_field_added_inside_a_struct_rewrites_the_files() {
    let (lake, model) = (Lake::new(), Model::of(RICH));
    lake.provision(&model);
    lake.load(&model, "Item", RICH_ROWS);
    let before = lake.query("select * from shop.item order by code");
    let wider = Model::of(&format!(
        "{}\ns:colour a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .",
        RICH.replace(
            "upper:property s:label , s:weight",
            "upper:property s:label , s:weight , s:colour"
        )
    ));
    let steps = lake.provision(&wider);
    assert!(
        steps.contains(&"rewrite 1 data file of shop.item".to_owned()),
        "{steps:?}"
    );
    let mut after = lake.query("select * from shop.item order by code");
    assert_eq!(after[0]["parts"][0]["colour"], json!(null));
    for row in &mut after {
        for part in row["parts"].as_array_mut().into_iter().flatten() {
            part.as_object_mut().unwrap().remove("colour");
        }
        if let Some(part) = row["bonus"].get_mut("part").and_then(|p| p.as_object_mut()) {
            part.remove("colour");
        }
    }
    assert_eq!(before, after);
}
