//! Classes that change their names, places and tables, under tables with rows.

use containers::Allow;
use serde_json::json;

use crate::help::{Lake, Model};
use crate::models::PRODUCT;

const ROWS: &str = "{\"sku\":\"a\",\"name\":\"A\",\"price\":1}\n";

fn start() -> Lake {
    let (lake, model) = (Lake::new(), Model::of(PRODUCT));
    lake.provision(&model);
    lake.load(&model, "Product", ROWS);
    lake
}

/// The class under a new term, which replaces the old one.
fn article() -> Model {
    Model::of(&format!(
        "{}\ns:Product a upper:DirectClass ; upper:deprecated \"say article\" ; upper:replacedBy s:Article .",
        PRODUCT.replace("s:Product", "s:Article")
    ))
}

#[test]
fn a_class_that_replaces_another_takes_its_table_with_the_rows() {
    let (lake, model) = (start(), article());
    let steps = lake.provision(&model);
    assert_eq!(steps[0], "rename table shop.product to shop.article");
    assert_eq!(lake.live.names().unwrap(), ["shop.article"]);
    assert!(lake.plan(&model).is_empty(), "{:?}", lake.plan(&model));
    let loaded = lake.load(
        &model,
        "Article",
        "{\"sku\":\"a\",\"name\":\"B\"}\n{\"sku\":\"c\",\"name\":\"C\"}\n",
    );
    assert_eq!((loaded.updated, loaded.inserted), (1, 1));
    assert_eq!(
        lake.query("select sku, name from shop.article order by sku"),
        [json!({"sku":"a","name":"B"}), json!({"sku":"c","name":"C"})]
    );
}

#[test]
fn a_table_that_is_there_already_is_not_renamed_to_and_the_plan_says_so() {
    let lake = start();
    let both = Model::of(&format!(
        "{PRODUCT}\ns:Product upper:deprecated \"say article\" ; upper:replacedBy s:Article .
         s:Article a upper:DirectClass ; upper:primaryKey ( s:sku ) ; upper:property s:sku , s:name ."
    ));
    assert_eq!(
        lake.note(&both, "create table shop.article").unwrap(),
        "rows stay in `shop.product`, whose class it replaces: to rename that table instead, provision once the old class has no key"
    );
    lake.provision(&both);
    let new = article();
    assert_eq!(
        lake.note(&new, "keep table shop.product").unwrap(),
        "table `shop.article` exists already, so `shop.product` is not renamed to it: its rows stay in `shop.product`"
    );
    lake.provision(&new);
    assert!(lake.plan(&new).is_empty());
    assert_eq!(
        lake.query("select sku from shop.product"),
        [json!({"sku":"a"})]
    );
}

#[test]
fn a_class_under_another_term_is_told_how_to_take_its_rows_along() {
    let lake = start();
    let other = Model::of(&PRODUCT.replace("s:Product", "s:Article"));
    let note = lake.note(&other, "keep table shop.product").unwrap();
    let said =
        "<https://example.org/shop#Product> upper:replacedBy <https://example.org/shop#Article>";
    assert!(note.contains(said), "{note}");
    let unlike = Model::of(
        "s:Place a upper:DirectClass ; upper:primaryKey ( s:town ) ; upper:property s:town .
         s:town a upper:Attribute ; upper:datatype xsd:string .",
    );
    assert_eq!(lake.note(&unlike, "keep table shop.product"), None);
    let empty = Lake::new();
    empty.provision(&Model::of(PRODUCT));
    assert_eq!(empty.note(&other, "keep table shop.product"), None);
}

#[test]
fn a_rename_that_ended_halfway_is_completed() {
    let (lake, model) = (start(), article());
    let database = lake.live.database().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let url = format!("sqlite://{}", database.display());
        let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
        sqlx::query("UPDATE iceberg_tables SET table_name = 'article'")
            .execute(&pool)
            .await
            .unwrap();
        pool.close().await;
    });
    let steps = lake.provision(&model);
    assert!(
        steps.iter().all(|s| s.starts_with("set properties")),
        "{steps:?}"
    );
    assert!(lake.plan(&model).is_empty());
    assert_eq!(
        lake.query("select sku from shop.article"),
        [json!({"sku":"a"})]
    );
}

#[test]
fn applying_a_rename_twice_does_nothing_more() {
    let (lake, model) = (start(), article());
    let plan = lake.plan(&model);
    lake.live.apply(&plan).unwrap();
    lake.live.apply(&plan).unwrap();
    assert_eq!(
        lake.query("select sku from shop.article"),
        [json!({"sku":"a"})]
    );
}

#[test]
fn another_name_of_a_class_renames_its_table() {
    let lake = start();
    let model = Model::of(&PRODUCT.replace(
        "s:Product a upper:DirectClass ;",
        "s:Product a upper:DirectClass ; upper:name \"Ware\" ;",
    ));
    assert_eq!(
        lake.provision(&model)[0],
        "rename table shop.product to shop.ware"
    );
    assert_eq!(
        lake.query("select sku from shop.ware"),
        [json!({"sku":"a"})]
    );
    // A class that now has the old name is another one, in another place.
    let both = Model::of(&format!(
        "{}\ns:Other a upper:DirectClass ; upper:name \"Product\" ; upper:primaryKey ( s:sku ) ; upper:property s:sku .",
        PRODUCT.replace(
            "s:Product a upper:DirectClass ;",
            "s:Product a upper:DirectClass ; upper:name \"Ware\" ;",
        )
    ));
    lake.provision(&both);
    lake.load(&both, "Other", "{\"sku\":\"x\"}\n");
    assert_eq!(
        lake.query("select sku from shop.product"),
        [json!({"sku":"x"})]
    );
    assert_eq!(
        lake.query("select sku from shop.ware"),
        [json!({"sku":"a"})]
    );
    let tables = lake.live.tables(&both.tables("shop")).unwrap();
    assert_ne!(tables[0].location, tables[1].location);
}

#[test]
fn another_name_of_a_domain_takes_its_tables_along() {
    let lake = start();
    let mut tables = Model::of(PRODUCT).tables("shop");
    tables
        .iter_mut()
        .for_each(|t| "store".clone_into(&mut t.namespace));
    let plan = lake.live.plan(&tables).unwrap();
    let steps: Vec<String> = plan.steps.iter().map(ToString::to_string).collect();
    assert_eq!(
        steps[..2],
        [
            "create namespace store",
            "rename table shop.product to store.product"
        ]
    );
    lake.live.apply(&plan).unwrap();
    assert_eq!(
        lake.query("select sku from store.product"),
        [json!({"sku":"a"})]
    );
}

/// Two classes alike, with names of tables.
fn two(one: &str, other: &str) -> Model {
    let class = |term: &str, name: &str| {
        format!(
            "s:{term} a upper:DirectClass ; upper:name \"{name}\" ; upper:primaryKey ( s:sku ) ; upper:property s:sku .\n"
        )
    };
    let sku = "s:sku a upper:Attribute ; upper:datatype xsd:string .";
    Model::of(&format!(
        "{}{}{sku}",
        class("One", one),
        class("Other", other)
    ))
}

#[test]
fn names_move_on_from_table_to_table_and_are_not_swapped() {
    let (lake, model) = (Lake::new(), two("First", "Second"));
    lake.provision(&model);
    lake.load(&model, "One", "{\"sku\":\"1\"}\n");
    lake.load(&model, "Other", "{\"sku\":\"2\"}\n");
    let moved = two("Second", "Third");
    assert_eq!(
        lake.provision(&moved)[..2],
        [
            "rename table shop.second to shop.third",
            "rename table shop.first to shop.second"
        ]
    );
    assert_eq!(
        lake.query("select sku from shop.second"),
        [json!({"sku":"1"})]
    );
    assert_eq!(
        lake.query("select sku from shop.third"),
        [json!({"sku":"2"})]
    );
    let reasons = lake.refusals(&two("Third", "Second"));
    assert_eq!(
        reasons[0],
        "the table would be renamed to `shop.third`, and there is a table of that name"
    );
}

#[test]
fn a_table_of_another_class_is_not_taken_over() {
    let lake = start();
    let model = Model::of(&PRODUCT.replace(
        "s:Product a upper:DirectClass ;",
        "s:Other a upper:DirectClass ; upper:name \"Product\" ;",
    ));
    assert_eq!(
        lake.refusals(&model),
        [
            "the table has the rows of another class, `https://example.org/shop#Product`, not of `https://example.org/shop#Other`"
        ]
    );
}

const TAXONOMY: &str = "
s:Ware a upper:SealedClass ; upper:primaryKey ( s:sku ) ; upper:property s:sku .
s:LEAF a upper:DirectClass ; upper:subClassOf s:Ware ; upper:property s:name , s:price , s:tags .
";

#[test]
fn rows_do_not_stay_behind_when_a_class_moves_into_a_taxonomy() {
    let lake = start();
    let properties: String = PRODUCT.lines().skip(2).map(|l| format!("{l}\n")).collect();
    let moved = |leaf: &str| format!("{}{properties}", TAXONOMY.replace("LEAF", leaf));
    let reason = "the class would be moved to the table `shop.ware`, and its rows, which are here, would not";
    assert_eq!(lake.refusals(&Model::of(&moved("Product"))), [reason]);
    let replaced = format!(
        "{}\ns:Product a upper:DirectClass ; upper:deprecated \"x\" ; upper:replacedBy s:Article .",
        moved("Article")
    );
    assert_eq!(lake.refusals(&Model::of(&replaced)), [reason]);
    assert_eq!(lake.live.names().unwrap(), ["shop.product"]);
    // The way out: a class of its own in the taxonomy, and the rows loaded into that.
    let beside = Model::of(&format!("{PRODUCT}{}", TAXONOMY.replace("LEAF", "Article")));
    lake.provision(&beside);
    let rows: Vec<String> = lake
        .query("select * from shop.product")
        .iter()
        .map(ToString::to_string)
        .collect();
    let loaded = lake.load(&beside, "Article", &rows.join("\n"));
    assert_eq!((loaded.inserted, loaded.rejected), (1, 0));
    // Without rows there is nothing to lose.
    let empty = Lake::new();
    empty.provision(&Model::of(PRODUCT));
    let steps = empty.provision(&Model::of(&moved("Product")));
    assert!(
        steps.contains(
            &"keep table shop.product, whose class is no longer in the model, with its rows"
                .to_owned()
        ),
        "{steps:?}"
    );
}

#[test]
fn a_class_that_left_the_model_is_spoken_of_once_and_may_come_back() {
    let lake = start();
    let other = "s:Other a upper:DirectClass ; upper:primaryKey ( s:sku ) ; upper:property s:sku .
        s:sku a upper:Attribute ; upper:datatype xsd:string .";
    let without = Model::of(other);
    let steps = lake.provision(&without);
    assert_eq!(
        steps.last().unwrap(),
        "keep table shop.product, whose class is no longer in the model, with its rows"
    );
    assert!(lake.plan(&without).is_empty());
    let last = lake
        .live
        .plan_for(&["shop"], &[], Allow::default())
        .unwrap();
    let steps: Vec<String> = last.steps.iter().map(ToString::to_string).collect();
    assert_eq!(
        steps,
        ["keep table shop.other, whose class is no longer in the model, with its rows"]
    );
    let back = Model::of(PRODUCT);
    lake.provision(&back);
    assert!(lake.plan(&back).steps.is_empty());
    assert_eq!(
        lake.query("select sku from shop.product"),
        [json!({"sku":"a"})]
    );
}

#[test]
fn what_a_dead_load_left_goes_before_its_table_has_another_name() {
    let (lake, model) = (start(), article());
    let orphan = lake
        .dir
        .path()
        .join(".denota/warehouse/shop/product/data/orphan.parquet");
    std::fs::write(&orphan, "half a file").unwrap();
    let folder = lake.dir.path().join(".denota/tmp/load-of-the-dead");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("lock"), "").unwrap();
    let journal = format!("shop.product\nfile://{}\n", orphan.display());
    std::fs::write(folder.join("files"), journal).unwrap();
    lake.provision(&model);
    assert!(!orphan.exists() && !folder.exists());
    assert_eq!(
        lake.query("select sku from shop.article"),
        [json!({"sku":"a"})]
    );
}
