//! What queries may ask of columns of every type.

use serde_json::json;

use crate::help::{Lake, Model};

const NOTES: &str = "
s:Note a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:at , s:blob , s:tags , s:title , s:box , s:price .
s:id a upper:Attribute ; upper:datatype upper:UUID .
s:at a upper:Attribute ; upper:datatype xsd:time ; upper:maxCount 1 .
s:blob a upper:Attribute ; upper:datatype xsd:base64Binary ; upper:maxCount 1 .
s:tags a upper:Attribute ; upper:datatype xsd:string .
s:title a upper:Attribute ; upper:datatype rdf:langString .
s:box a upper:Relationship ; upper:class s:Box ; upper:maxCount 1 .
s:Box a upper:DirectClass ; upper:property s:label .
s:label a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
s:price a upper:Attribute ; upper:datatype xsd:decimal ; upper:maxCount 1 .
";

const A: &str = "6f96cfdf-38d5-4c4a-a9a7-38a1d4ff5dc8";
const B: &str = "7f96cfdf-38d5-4c4a-a9a7-38a1d4ff5dc8";

fn start() -> Lake {
    let (lake, model) = (Lake::new(), Model::of(NOTES));
    lake.provision(&model);
    let full = json!({"id": A, "at": "12:30:00", "blob": "AAE=", "tags": ["x"], "title": {"en": "t"}, "box": {"label": "l"}, "price": "1.5"});
    lake.load(&model, "Note", &format!("{full}\n{{\"id\":\"{B}\"}}\n"));
    lake
}

/// The row with everything, or the one with nothing.
fn is_found(lake: &Lake, filter: &str, id: &str) {
    let found = lake.query(&format!("select id from shop.note where {filter}"));
    assert_eq!(found, [json!({ "id": id })], "{filter}");
}

#[test]
fn columns_of_every_type_are_asked_for_values() {
    let lake = start();
    for column in ["at", "blob", "tags", "title", "box", "price"] {
        is_found(&lake, &format!("{column} is not null"), A);
        is_found(&lake, &format!("{column} is null"), B);
        is_found(&lake, &format!("{column} is null and price is null"), B);
    }
    for filter in [
        &format!("id = '{A}'"),
        &format!("id in ('{A}')"),
        &format!("id <> '{B}'"),
        &format!("id = '{A}' and tags is not null"),
        "id like '6f%'",
        "at = '12:30:00'",
        "price > 1",
        "price = 1.5",
        "array_has(tags, 'x')",
        "box['label'] = 'l'",
    ] {
        is_found(&lake, filter, A);
    }
}

#[test]
fn counts_limits_and_tables_of_metadata_work() {
    let lake = start();
    let one = |sql: &str| lake.query(sql)[0].clone();
    assert_eq!(one("select count(*) as n from shop.note"), json!({"n": 2}));
    assert_eq!(
        one("select count(tags) as n from shop.note"),
        json!({"n": 1})
    );
    assert_eq!(lake.query("select id from shop.note limit 1").len(), 1);
    assert_eq!(
        one("select count(*) as n from shop.note a join shop.note b on a.id = b.id"),
        json!({"n": 2})
    );
    assert!(
        !lake
            .query("select * from shop.\"note$snapshots\"")
            .is_empty()
    );
}

/// The bounds of files that were written before are of the narrower type.
#[test]
fn a_filter_finds_rows_from_before_their_column_was_widened() {
    let of = |whole: &str, real: &str| {
        Model::of(&format!(
            "s:P a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:i , s:f .
             s:id a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
             s:i a upper:Attribute ; upper:datatype {whole} ; upper:maxCount 1 .
             s:f a upper:Attribute ; upper:datatype {real} ; upper:maxCount 1 ."
        ))
    };
    let lake = Lake::new();
    let narrow = of("xsd:int", "xsd:float");
    lake.provision(&narrow);
    lake.load(&narrow, "P", r#"{"id":"a","i":-7,"f":-2.5}"#);
    let wide = of("xsd:long", "xsd:double");
    lake.provision(&wide);
    lake.load(&wide, "P", r#"{"id":"b","i":7,"f":2.5}"#);
    for (filter, ids) in [
        ("i < 5", vec!["a"]),
        ("i > -10", vec!["a", "b"]),
        ("i between -10 and 10", vec!["a", "b"]),
        ("f < 0", vec!["a"]),
        ("f in (-2.5, 2.5)", vec!["a", "b"]),
        ("not i >= 5", vec!["a"]),
    ] {
        let rows = lake.query(&format!("select id from shop.p where {filter} order by id"));
        let found: Vec<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
        assert_eq!(found, ids, "{filter}");
    }
}

#[test]
fn zero_has_no_sign() {
    let model = Model::of(
        "s:P a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:d .
         s:id a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
         s:d a upper:Attribute ; upper:datatype xsd:double ; upper:maxCount 1 .",
    );
    let lake = Lake::new();
    lake.provision(&model);
    lake.load(&model, "P", r#"{"id":"a","d":-0.0}"#);
    assert_eq!(lake.query("select id from shop.p where d = 0").len(), 1);
    let loaded = lake.load(&model, "P", r#"{"id":"a","d":0}"#);
    assert_eq!((loaded.updated, loaded.unchanged), (0, 1));
}

#[test]
fn filters_that_go_to_files_find_what_they_find_in_rows() {
    let model = Model::of(
        "s:P a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:i , s:l , s:e , s:d , s:day , s:at , s:here , s:t , s:b .
         s:id a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
         s:i a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 .
         s:l a upper:Attribute ; upper:datatype xsd:long ; upper:maxCount 1 .
         s:e a upper:Attribute ; upper:datatype xsd:decimal ; upper:maxCount 1 .
         s:d a upper:Attribute ; upper:datatype xsd:double ; upper:maxCount 1 .
         s:day a upper:Attribute ; upper:datatype xsd:date ; upper:maxCount 1 .
         s:at a upper:Attribute ; upper:datatype xsd:dateTime ; upper:maxCount 1 .
         s:here a upper:Attribute ; upper:datatype upper:LocalDateTime ; upper:maxCount 1 .
         s:t a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
         s:b a upper:Attribute ; upper:datatype xsd:boolean ; upper:maxCount 1 .",
    );
    let lake = Lake::new();
    lake.provision(&model);
    for rows in [
        r#"{"id":"a","i":10,"l":10,"e":"1.5","d":"NaN","day":"1969-12-31","at":"1969-12-31T23:59:59.5Z","here":"1969-12-31T23:59:59.5","t":"C:\\data\\a.txt","b":true}"#,
        r#"{"id":"b","i":-7,"l":-7,"e":"-1","d":1.5,"day":"2024-02-29","at":"2024-02-29T12:00:00Z","here":"2024-02-29T12:00:00","t":"abc","b":false}"#,
        r#"{"id":"c"}"#,
        r#"{"id":"d","i":5,"l":5,"e":"5","d":"INF","day":"0001-01-01","at":"9999-12-31T23:59:59Z","here":"9999-12-31T23:59:59","t":"Äbc"}"#,
    ] {
        lake.load(&model, "P", &format!("{rows}\n"));
    }
    let literals = [
        ("i", vec!["5", "-7", "5.5", "100000000000", "'5'"]),
        ("l", vec!["5", "-7", "5.5"]),
        ("e", vec!["1.5", "0", "'5'"]),
        ("d", vec!["5", "1.5", "'NaN'"]),
        (
            "day",
            vec!["'1970-01-01'", "date '2024-02-29'", "'2024-02-29T00:00:00'"],
        ),
        (
            "at",
            vec!["'1970-01-01T00:00:00Z'", "'2024-02-29T12:00:00Z'"],
        ),
        (
            "here",
            vec!["'1970-01-01T00:00:00'", "'2024-02-29T12:00:00'"],
        ),
        ("t", vec!["'abc'", "'C:\\data\\a.txt'", "''"]),
        ("b", vec!["true"]),
    ];
    let mut filters: Vec<String> = Vec::new();
    for (column, literals) in literals {
        for literal in &literals {
            for op in ["=", "<", ">="] {
                filters.push(format!("{column} {op} {literal}"));
                filters.push(format!("not ({literal} {op} {column})"));
                filters.push(format!("{column} {op} {literal} or b is null"));
            }
            filters.push(format!("not ({column} <= {literal} and t > 'B')"));
            filters.push(format!("{column} > {literal} and d is not null"));
        }
        let list = literals.join(", ");
        filters.push(format!("{column} in ({list})"));
        filters.push(format!("{column} not in ({list})"));
        filters.push(format!("{column} is null or i = 10"));
        filters.push(format!("{column} is not null and i <> 10"));
        filters.push(format!("arrow_cast({column}, 'Utf8') < '5'"));
        filters.push(format!("arrow_cast({column}, 'Utf8') = '10'"));
    }
    for pattern in [
        "abc%",
        "a\\bc%",
        "C:\\\\data%",
        "C:\\data%",
        "%c",
        "a_c%",
        "Ä%",
    ] {
        filters.push(format!("t like '{pattern}'"));
        filters.push(format!("t not like '{pattern}'"));
    }
    let mut found = 0;
    for filter in &filters {
        let ask = |from: &str| {
            let sql = format!("select id from {from} where {filter} order by id");
            lake.live
                .sql(&sql)
                .map(|rows| rows.objects().collect::<Vec<_>>())
        };
        let files = ask("shop.p");
        let rows = ask("(select * from shop.p limit 1000)");
        match (files, rows) {
            (Ok(files), Ok(rows)) => {
                assert_eq!(files, rows, "{filter}");
                found += files.len();
            }
            (files, rows) => assert!(
                files.is_err() && rows.is_err(),
                "{filter}: {files:?} {rows:?}"
            ),
        }
    }
    assert!(found > filters.len(), "{found} of {}", filters.len());
}

#[test]
fn filters_find_rows_by_what_files_are_parted_by() {
    let model = Model::of(
        "s:Ev a upper:DirectClass ; upper:primaryKey ( s:at ) ; upper:property s:at .
         s:at a upper:Attribute ; upper:datatype xsd:dateTime ; upper:minCount 1 ; upper:maxCount 1 .
         s:Day a upper:DirectClass ; upper:primaryKey ( s:on ) ; upper:property s:on .
         s:on a upper:Attribute ; upper:datatype xsd:date ; upper:minCount 1 ; upper:maxCount 1 .",
    );
    let lake = Lake::new();
    lake.provision(&model);
    let at = [
        "1965-03-01T23:59:59.5Z",
        "1970-01-01T00:00:00Z",
        "2024-02-29T12:00:00Z",
        "9999-12-31T23:59:59Z",
    ];
    let rows: String = at
        .iter()
        .map(|at| format!("{{\"at\":\"{at}\"}}\n"))
        .collect();
    assert_eq!(lake.load(&model, "Ev", &rows).inserted, 4);
    let on = ["-300000-01-01", "1969-12-31", "2024-02-29", "300000-01-01"];
    let rows: String = on
        .iter()
        .map(|on| format!("{{\"on\":\"{on}\"}}\n"))
        .collect();
    assert_eq!(lake.load(&model, "Day", &rows).inserted, 4);
    for (table, column, values) in [("ev", "at", at), ("day", "\"on\"", on)] {
        for (place, value) in values.iter().enumerate() {
            for (op, expected) in [
                ("=", 1),
                ("<", place),
                ("<=", place + 1),
                (">", 3 - place),
                (">=", 4 - place),
            ] {
                let sql = format!("select * from shop.{table} where {column} {op} '{value}'");
                assert_eq!(lake.query(&sql).len(), expected, "{sql}");
            }
        }
    }
    let manifests = lake.query("select * from shop.\"day$manifests\"");
    let nulls = manifests[0]["partition_summaries"][0]["contains_null"].clone();
    assert_eq!(nulls, json!(false), "{manifests:?}");
    let days = data_folders(&lake, "ev");
    assert!(days.contains(&"_at_day=1965-03-01".to_owned()), "{days:?}");
}

/// The partitions that a table has files of.
fn data_folders(lake: &Lake, table: &str) -> Vec<String> {
    let data = lake
        .dir
        .path()
        .join(format!(".denota/warehouse/shop/{table}/data"));
    let folders = std::fs::read_dir(data).unwrap();
    let names = folders.map(|f| f.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn points_in_time_far_from_ours_are_compared() {
    let model = Model::of(
        "s:P a upper:DirectClass ; upper:primaryKey ( s:id ) ; upper:property s:id , s:at , s:here , s:day .
         s:id a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
         s:at a upper:Attribute ; upper:datatype xsd:dateTime ; upper:maxCount 1 .
         s:here a upper:Attribute ; upper:datatype upper:LocalDateTime ; upper:maxCount 1 .
         s:day a upper:Attribute ; upper:datatype xsd:date ; upper:maxCount 1 .",
    );
    let lake = Lake::new();
    lake.provision(&model);
    let rows = r#"{"id":"a","at":"1500-01-01T00:00:00Z","here":"1500-01-01T00:00:00","day":"1500-01-01"}
{"id":"b","at":"9999-12-31T23:59:59Z","here":"9999-12-31T23:59:59","day":"20000-01-01"}
"#;
    assert_eq!(lake.load(&model, "P", rows).inserted, 2);
    for (filter, ids) in [
        ("at > '9999-01-01T00:00:00Z'", vec!["b"]),
        ("at > '9999-01-01 00:00:00'", vec!["b"]),
        ("'9999-01-01' < at", vec!["b"]),
        ("at < '1600-01-01T00:00:00Z'", vec!["a"]),
        (
            "at between '1400-01-01T00:00:00Z' and '9999-12-31T23:59:59Z'",
            vec!["a", "b"],
        ),
        (
            "at in ('1500-01-01T00:00:00Z', '2024-01-01T00:00:00Z')",
            vec!["a"],
        ),
        ("at <> '2024-01-01T00:00:00Z'", vec!["a", "b"]),
        ("here >= '9999-12-31T23:59:59'", vec!["b"]),
        ("day = date '20000-01-01'", vec!["b"]),
        ("day < '20000-01-01'", vec!["a"]),
        ("day > '2024-01-01'", vec!["b"]),
    ] {
        let rows = lake.query(&format!("select id from shop.p where {filter} order by id"));
        let found: Vec<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
        assert_eq!(found, ids, "{filter}");
    }
}

#[test]
fn why_a_query_failed_is_said() {
    let lake = start();
    let failed = |sql: &str| lake.live.sql(sql).unwrap_err().to_string();
    let far = failed("select id from shop.note where timestamp '9999-01-01' > now()");
    assert!(far.contains("9999-01-01"), "{far}");
    let both = "select a.id, b.id from shop.note a join shop.note b on a.id < b.id";
    assert_eq!(lake.live.sql(both).unwrap().twice(), Some("id"));
}
