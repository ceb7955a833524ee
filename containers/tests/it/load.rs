//! Rows into tables: upserts, rejections, nested values.

use serde_json::json;

use crate::help::{Lake, Model, load, rejects};
use crate::models::{PRODUCT, RICH, RICH_ROWS};

const ROWS: &str = r#"{"sku":"b","name":"B","price":2,"tags":["x","y"]}
{"sku":"a","name":"A","price":1}
"#;

#[test]
fn loading_twice_changes_nothing_and_a_corrected_row_replaces() {
    let (lake, model) = (Lake::new(), Model::of(PRODUCT));
    lake.provision(&model);
    let first = lake.load(&model, "Product", ROWS);
    assert_eq!((first.read, first.inserted, first.rejected), (2, 2, 0));
    let rows = lake.query("select * from shop.product order by sku");
    assert_eq!(rows[0], json!({"sku":"a","name":"A","price":1,"tags":null}));
    assert_eq!(
        rows[1],
        json!({"sku":"b","name":"B","price":2,"tags":["x","y"]})
    );

    let same = lake.load(&model, "Product", ROWS);
    assert!(same.replayed);
    // The same rows in another file are compared one by one.
    let other: String = ROWS.lines().rev().map(|l| format!("{l}\n")).collect();
    let location = || {
        lake.live.tables(&model.tables("shop")).unwrap()[0]
            .metadata_location
            .clone()
    };
    let before = location();
    let equal = lake.load(&model, "Product", &other);
    assert_eq!(
        (
            equal.replayed,
            equal.unchanged,
            equal.inserted,
            equal.updated
        ),
        (false, 2, 0, 0)
    );
    assert_eq!(location(), before);

    let corrected = lake.load(
        &model,
        "Product",
        "{\"sku\":\"a\",\"name\":\"Ä\"}\n{\"sku\":\"c\",\"name\":\"C\"}\n",
    );
    assert_eq!((corrected.updated, corrected.inserted), (1, 1));
    assert_eq!(
        lake.query("select sku, name, price from shop.product order by sku"),
        [
            json!({"sku":"a","name":"Ä","price":null}),
            json!({"sku":"b","name":"B","price":2}),
            json!({"sku":"c","name":"C","price":null})
        ]
    );
}

/// Not by chance either: what describes columns is in no order where Arrow has it.
#[test]
fn the_same_file_is_not_read_again() {
    let documented = PRODUCT.replace(
        "upper:Attribute ;",
        "upper:Attribute ; upper:description \"What it says.\"@en ;",
    );
    let (lake, model) = (Lake::new(), Model::of(&documented));
    lake.provision(&model);
    let rows = r#"{"sku":"a","name":"A"}"#;
    assert_eq!(lake.load(&model, "Product", rows).inserted, 1);
    for _ in 0..8 {
        assert!(lake.load(&model, "Product", rows).replayed);
    }
}

#[test]
fn the_last_row_of_a_key_wins_within_a_load() {
    let (lake, model) = (Lake::new(), Model::of(PRODUCT));
    lake.provision(&model);
    let loaded = lake.load(
        &model,
        "Product",
        "{\"sku\":\"a\",\"name\":\"1\"}\n{\"sku\":\"a\",\"name\":\"2\"}\n",
    );
    assert_eq!(
        (loaded.read, loaded.inserted, loaded.superseded()),
        (2, 1, 1)
    );
    assert_eq!(
        lake.query("select name from shop.product"),
        [json!({"name":"2"})]
    );
}

#[test]
fn rejected_rows_say_why_and_the_others_go_in() {
    let (lake, model) = (Lake::new(), Model::of(PRODUCT));
    lake.provision(&model);
    let rows = r#"{"sku":"ok","name":"fine"}
{"sku":"1"}
{"sku":"2","name":"x","price":"dear"}
{"sku":"3","name":"x","prize":1}
{"sku":"4","name":"x","price":3000000000}
not json
{"sku":"5","name":"x","tags":["a","a"]}
["sku"]
{"sku":"6","name":["x","y"],"price":1.5}
"#;
    let loaded = lake.load(&model, "Product", rows);
    assert_eq!((loaded.read, loaded.inserted, loaded.rejected), (9, 1, 8));
    let rejects = lake.rejects("Product");
    let reason = |line: u64| rejects.iter().find(|r| r.0 == line).unwrap().1.clone();
    assert_eq!(reason(2), "name: is missing");
    assert_eq!(
        reason(3),
        "price: expected a whole number, found the text `dear`"
    );
    assert_eq!(
        reason(4),
        "`Product` has no property `prize`, did you mean `price`?"
    );
    assert_eq!(
        reason(5),
        "price: `3000000000` is outside the 32 bits of the column"
    );
    assert!(reason(6).starts_with("not a JSON object"));
    assert_eq!(reason(7), "tags: has the text `a` twice, and is a set");
    assert_eq!(reason(8), "expected an object, found a list");
    assert_eq!(
        reason(9),
        "name: expected text, found a list; price: expected a whole number, found 1.5"
    );
    assert_eq!(
        lake.query("select sku from shop.product"),
        [json!({"sku":"ok"})]
    );
    lake.load(&model, "Product", ROWS);
    assert_eq!(lake.rejects("Product"), Vec::new());
}

#[test]
fn lines_that_are_no_rows_say_what_is_wrong_with_them() {
    let (lake, model) = (Lake::new(), Model::of(PRODUCT));
    lake.provision(&model);
    let file = lake.dir.path().join("Product.jsonl");
    let rows = b"{\"sku\":\"1\",\"name\":\n\n{\"sku\":\"\xff\"}\n{\"sku\": x}\n";
    std::fs::write(&file, rows).unwrap();
    let iri = "https://example.org/shop#Product";
    let loaded = load(&lake.live, &model, iri, &[file]).unwrap();
    assert_eq!((loaded.read, loaded.rejected), (3, 3));
    let reason = |line, reason: &str| (line, reason.to_owned());
    assert_eq!(
        lake.rejects("Product"),
        [
            reason(
                1,
                "not a JSON object: the line ends within it; each row stands on one line"
            ),
            reason(3, "is not UTF-8"),
            reason(4, "not a JSON object: expected value at column 9"),
        ]
    );
}

#[test]
fn a_name_that_was_replaced_is_told_what_took_its_place() {
    let lake = Lake::new();
    let model = Model::of(
        "s:Box a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:newest , s:lid .
         s:id a upper:Attribute ; upper:datatype xsd:string .
         s:old a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 ; upper:deprecated \"x\" ; upper:replacedBy s:newer .
         s:newer a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 ; upper:deprecated \"x\" ; upper:replacedBy s:newest .
         s:newest a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
         s:lid a upper:Relationship ; upper:class s:Lid ; upper:maxCount 1 .
         s:Lid a upper:DirectClass ; upper:property s:size , s:lid .
         s:size a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
         s:width a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 ; upper:deprecated \"x\" ; upper:replacedBy s:size .",
    );
    lake.provision(&model);
    lake.load(
        &model,
        "Box",
        "{\"id\":\"1\",\"old\":\"x\"}\n{\"id\":\"2\",\"lid\":{\"width\":\"x\"}}\n",
    );
    let reasons: Vec<String> = lake.rejects("Box").into_iter().map(|r| r.1).collect();
    assert_eq!(
        reasons,
        [
            "`Box` has no property `old`: it was replaced by `newest`",
            "lid: `Lid` has no property `width`: it was replaced by `size`"
        ]
    );
    let file = lake.file("box.csv", "id,newer\n1,x\n");
    let iri = "https://example.org/shop#Box";
    let error = load(&lake.live, &model, iri, &[file]).unwrap_err();
    assert_eq!(error.help(), Some("it was replaced by `newest`"));
}

#[test]
fn rejected_rows_are_kept_as_they_were_written() {
    let (lake, model) = (Lake::new(), Model::of(PRODUCT));
    lake.provision(&model);
    let big = r#"{"sku": "1", "price": 12345678901234567890123456789, "note":1.50}"#;
    let twice = r#"{"sku":"2","name":"x","price":1,"price":2}"#;
    let broken = format!("{{\"sku\":\"3\",\"name\":\"{}\"", "x".repeat(2000));
    let rows = format!("{big}\n{twice}\n{broken}\n");
    assert_eq!(lake.load(&model, "Product", &rows).rejected, 3);
    let path = lake.dir.path().join("Product.jsonl.rejected.jsonl");
    let text = std::fs::read_to_string(path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        lines[0].ends_with(&format!(",\"row\":{big}}}")),
        "{}",
        lines[0]
    );
    assert!(
        lines[1].ends_with(&format!(",\"row\":{twice}}}")),
        "{}",
        lines[1]
    );
    let last: serde_json::Value = serde_json::from_str(lines[2]).unwrap();
    assert_eq!(last["row"], json!(broken));
}

#[test]
fn sets_of_any_size_have_each_value_once() {
    let lake = Lake::new();
    let model = Model::of(&PRODUCT.replace(
        "s:tags a upper:Attribute ; upper:datatype xsd:string",
        "s:tags a upper:Attribute ; upper:datatype xsd:decimal",
    ));
    lake.provision(&model);
    let row = |sku: &str, tags: &[String]| {
        format!(
            "{{\"sku\":\"{sku}\",\"name\":\"n\",\"tags\":[{}]}}\n",
            tags.join(",")
        )
    };
    let many: Vec<String> = (0..20_000).map(|n| n.to_string()).collect();
    let mut repeated = many.clone();
    repeated.push("7".to_owned());
    let rows = [
        row("different", &many),
        row("repeated", &repeated),
        row("equal", &["1.5".to_owned(), "\"1.50\"".to_owned()]),
    ];
    let loaded = lake.load(&model, "Product", &rows.concat());
    assert_eq!((loaded.inserted, loaded.rejected), (1, 2));
    let reasons: Vec<String> = lake.rejects("Product").into_iter().map(|r| r.1).collect();
    assert_eq!(
        reasons,
        [
            "tags: has the number 7 twice, and is a set",
            "tags: has the text `1.50` twice, and is a set"
        ]
    );
}

#[test]
fn a_member_that_is_there_twice_rejects_its_row() {
    let (lake, model) = (Lake::new(), Model::of(RICH));
    lake.provision(&model);
    let rows = r#"{"_type":"Disc","code":"1","code":"2","title":{"en":"x"}}
{"_type":"Disc","code":"3","title":{"en":"x","en":"y"}}
"#;
    let loaded = lake.load(&model, "Item", rows);
    assert_eq!((loaded.inserted, loaded.rejected), (0, 2));
    assert_eq!(
        lake.rejects("Item"),
        [
            (1, "has the member `code` twice".to_owned()),
            (2, "has the member `en` twice".to_owned())
        ]
    );
}

#[test]
fn a_language_is_there_once_whatever_its_capitals() {
    let (lake, model) = (Lake::new(), Model::of(RICH));
    lake.provision(&model);
    let rows = "{\"_type\":\"Disc\",\"code\":\"1\",\"title\":{\"en\":\"a\",\"EN\":\"b\"}}\n";
    assert_eq!(lake.load(&model, "Item", rows).rejected, 1);
    let reason = &lake.rejects("Item")[0].1;
    assert!(
        reason.starts_with("title: has two texts in the language `EN`"),
        "{reason}"
    );
}

/// Counts that a key's members leave out read as one, also where the key comes from a trait.
const OPEN: &str = "
s:Coded a upper:Trait ; upper:property s:sku .
s:sku a upper:Attribute ; upper:datatype xsd:string .
s:Stock a upper:DirectClass ; upper:primaryKey ( s:sku s:place ) ; upper:trait s:Coded ; upper:property s:place , s:count .
s:place a upper:Relationship ; upper:class s:Place .
s:Place a upper:DirectClass ; upper:primaryKey ( s:town ) ; upper:property s:town .
s:town a upper:Attribute ; upper:datatype xsd:string .
s:count a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 .
";

#[test]
fn members_of_a_key_are_wanted_once_each_whatever_their_counts() {
    let (lake, model) = (Lake::new(), Model::of(OPEN));
    lake.provision(&model);
    let rows = r#"{"sku":"a","place":"Ulm","count":1}
{"place":"Ulm"}
{"sku":["a"],"place":"Ulm"}
{"sku":"a"}
{"sku":"a","place":["Ulm"]}
{"sku":"a","place":null}
{"sku":"a","place":"Bonn","count":2}
"#;
    let loaded = lake.load(&model, "Stock", rows);
    let rejects = lake.rejects("Stock");
    assert_eq!((loaded.inserted, loaded.rejected), (2, 5), "{rejects:?}");
    let lines: Vec<u64> = rejects.iter().map(|r| r.0).collect();
    assert_eq!(lines, [2, 3, 4, 5, 6], "{rejects:?}");
    let again = lake.load(
        &model,
        "Stock",
        "{\"sku\":\"a\",\"place\":\"Ulm\",\"count\":3}\n",
    );
    assert_eq!((again.updated, again.inserted), (1, 0));
    assert_eq!(
        lake.query("select sku, place_town, count from shop.stock order by place_town"),
        [
            json!({"sku":"a","place_town":"Bonn","count":2}),
            json!({"sku":"a","place_town":"Ulm","count":3})
        ]
    );
}

#[test]
fn nested_values_references_languages_and_unions_come_out_as_they_went_in() {
    let (lake, model) = (Lake::new(), Model::of(RICH));
    lake.provision(&model);
    let loaded = lake.load(&model, "Item", RICH_ROWS);
    assert_eq!(
        (loaded.inserted, loaded.rejected),
        (2, 0),
        "{:?}",
        lake.rejects("Item")
    );
    let rows = lake.query("select * from shop.item order by code");
    let book = &rows[0];
    assert_eq!(book["_type"], json!("Book"));
    assert_eq!(book["title"], json!({"en":"Sea","de":"Meer"}));
    assert_eq!(book["maker_country"], json!("DE"));
    assert_eq!(book["maker_number"], json!(7));
    assert_eq!(
        book["parts"],
        json!([{"label":"spine","weight":"1.500000000"},{"label":"cover","weight":null}])
    );
    assert_eq!(
        book["sizes"],
        json!(["1.500000000", "2.000000000", "1.500000000"])
    );
    assert_eq!(book["bonus"]["_type"], json!("Part"));
    assert_eq!(book["bonus"]["part"]["label"], json!("map"));
    assert_eq!(book["bonus"]["maker"], json!(null));
    assert_eq!(rows[1]["length"], json!("PT1H"));
    assert_eq!(
        rows[1]["bonus"]["maker"],
        json!({"country":"FR","number":9})
    );
    let again: String = RICH_ROWS.lines().rev().map(|l| format!("{l}\n")).collect();
    assert_eq!(lake.load(&model, "Item", &again).unchanged, 2);
}

#[test]
fn rows_of_a_taxonomy_keep_to_their_leaf() {
    let (lake, model) = (Lake::new(), Model::of(RICH));
    lake.provision(&model);
    let rows = r#"{"code":"1","title":{"en":"x"},"pages":1}
{"@type":"Bok","code":"2","title":{"en":"x"},"pages":1}
{"_type":"Book","code":"3","title":{"en":"x"},"pages":1,"length":"PT1H"}
{"_type":"Book","code":"4","title":{"en":"x"}}
{"_type":"Disc","code":"5","title":{"e n":"x"},"maker":{"country":"de","number":1}}
{"_type":"Disc","code":"6","title":"x","bonus":{"_type":"Prat","label":"x"},"parts":[{"lable":"x"}]}
"#;
    lake.load(&model, "Item", rows);
    let rejects = lake.rejects("Item");
    assert_eq!(rejects.len(), 6, "{rejects:?}");
    assert_eq!(rejects[0].1, "`@type` is missing: one of `Book`, `Disc`");
    assert_eq!(
        rejects[1].1,
        "`@type`: `Bok` is not loaded here, did you mean `Book`?"
    );
    assert_eq!(rejects[2].1, "`length` is not a property of `Book`");
    assert_eq!(rejects[3].1, "pages: is missing");
    assert!(
        rejects[4].1.contains("title.e n: expected a language tag"),
        "{}",
        rejects[4].1
    );
    assert!(
        rejects[4]
            .1
            .contains("does not match the pattern `^[A-Z]{2}$`"),
        "{}",
        rejects[4].1
    );
    for part in [
        "title: expected texts by language",
        "did you mean `Part`?",
        "parts[0]: `Part` has no property `lable`, did you mean `label`?",
    ] {
        assert!(rejects[5].1.contains(part), "{}", rejects[5].1);
    }
    // A row that calls it as the column is called is told so.
    lake.load(&model, "Item", "{\"_type\":5}\n{\"_type\":\"Disc\",\"code\":\"7\",\"title\":{},\"bonus\":{\"label\":\"x\"}}\n");
    let rejects = lake.rejects("Item");
    assert_eq!(rejects[0].1, "`_type`: expected a name, found the number 5");
    for part in [
        "bonus.@type: is missing",
        "bonus: a value without `@type` has no property `label`",
    ] {
        assert!(rejects[1].1.contains(part), "{}", rejects[1].1);
    }
    let only = lake.load(
        &model,
        "Book",
        "{\"code\":\"b\",\"title\":{\"en\":\"x\"},\"pages\":1}\n",
    );
    assert_eq!(only.inserted, 1);
}

#[test]
fn a_table_that_is_not_there_is_an_error_with_a_way_out() {
    let (lake, model) = (Lake::new(), Model::of(PRODUCT));
    let file = lake.file("x.jsonl", ROWS);
    let error = load(
        &lake.live,
        &model,
        "https://example.org/shop#Product",
        &[file],
    )
    .unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no table `shop.product` in `lake`"
    );
    assert_eq!(error.help(), Some("run `denota provision` first"));
}

#[test]
fn queries_only_read() {
    let (lake, model) = (Lake::new(), Model::of(PRODUCT));
    lake.provision(&model);
    for sql in [
        "drop table shop.product",
        "create table x as select 1",
        "insert into shop.product values ('a')",
        "set x = 1",
    ] {
        assert!(lake.live.sql(sql).is_err(), "{sql}");
    }
    assert_eq!(lake.live.names().unwrap(), ["shop.product"]);
}

#[test]
fn the_bundled_rows_load_and_the_bad_ones_do_not() {
    let model = Model::files(&["domains/onepiece.ttl"]);
    let lake = Lake::new();
    let plan = lake.live.plan(&model.tables("onepiece")).unwrap();
    lake.live.apply(&plan).unwrap();
    let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../ontologies/domains/data/onepiece");
    for class in ["Character", "Crew", "DevilFruit", "Island", "Ship"] {
        let copy = lake.file(
            &format!("{class}.jsonl"),
            &std::fs::read_to_string(data.join(format!("{class}.jsonl"))).unwrap(),
        );
        let iri = format!("https://rdf.netflix.net/onto/onepiece#{class}");
        let loaded = load(&lake.live, &model, &iri, std::slice::from_ref(&copy)).unwrap();
        let why = rejects(&containers::rejects_of(&copy));
        assert_eq!(
            (loaded.rejected, loaded.inserted),
            (0, loaded.read),
            "{class}: {why:?}"
        );
    }
}

#[test]
fn the_media_models_take_all_their_rows() {
    let model = Model::files(&[
        "domains/media/people.ttl",
        "domains/media/titles.ttl",
        "domains/media/production.ttl",
    ]);
    let lake = Lake::new();
    let data =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../ontologies/domains/data/media");
    let mut problems = Vec::new();
    for domain in ["people", "titles", "production"] {
        let plan = lake.live.plan(&model.tables(domain)).unwrap();
        lake.live.apply(&plan).unwrap();
        let namespace = model.domain(domain).domain().info.iri.clone();
        for entry in std::fs::read_dir(data.join(domain)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let class = name.trim_end_matches(".jsonl");
            let copy = lake.file(&name, &std::fs::read_to_string(&path).unwrap());
            let loaded = load(
                &lake.live,
                &model,
                &format!("{namespace}{class}"),
                std::slice::from_ref(&copy),
            )
            .unwrap();
            problems.extend(
                rejects(&containers::rejects_of(&copy))
                    .into_iter()
                    .map(|r| (name.clone(), r)),
            );
            assert!(loaded.read > 0, "{name}");
        }
    }
    assert!(problems.is_empty(), "{problems:#?}");
    let titles = lake.query("select count(*) as n from titles.title");
    assert_eq!(titles[0]["n"], json!(21));
    let bad = lake.file(
        "bad.jsonl",
        &std::fs::read_to_string(data.join("bad/Title.jsonl")).unwrap(),
    );
    let namespace = model.domain("titles").domain().info.iri.clone();
    let loaded = load(
        &lake.live,
        &model,
        &format!("{namespace}Title"),
        std::slice::from_ref(&bad),
    )
    .unwrap();
    assert_eq!(
        (loaded.read, loaded.inserted, loaded.rejected),
        (17, 1, 16),
        "{:#?}",
        rejects(&containers::rejects_of(&bad))
    );
}

#[test]
fn rows_that_were_rejected_and_corrected_are_not_written_over() {
    let model = Model::of(PRODUCT);
    let lake = Lake::new();
    lake.provision(&model);
    let file = lake.file("p.jsonl", "{\"sku\":\"a\"}\n");
    let iri = "https://example.org/shop#Product";
    load(&lake.live, &model, iri, std::slice::from_ref(&file)).unwrap();
    let corrected = containers::rejects_of(&file);
    std::fs::write(&corrected, "{\"sku\":\"a\",\"name\":\"A\"}\n").unwrap();
    let error = load(&lake.live, &model, iri, &[file, corrected.clone()]).unwrap_err();
    let said = error.to_string();
    assert!(said.contains("would be written over"), "{said}");
    let kept = std::fs::read_to_string(&corrected).unwrap();
    assert!(kept.contains("\"name\":\"A\""), "{kept}");
    let loaded = load(&lake.live, &model, iri, &[corrected]).unwrap();
    assert_eq!(loaded.inserted, 1);
}
