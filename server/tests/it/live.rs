//! Provision, load, ask: on an embedded container in the test's own folder.

use crate::bench::{Bench, SHOP};

const ROWS: &str = "{\"sku\": \"a\"}\n{\"sku\": \"b\"}\n";

fn provisioned() -> Bench {
    let bench = Bench::with(&[
        ("models/shop.ttl", SHOP),
        ("rows.jsonl", ROWS),
        ("denota.toml", "models = [\"models\"]\n"),
    ]);
    bench.run(&["provision", "--yes"]).ends(0);
    bench
}

fn skus(bench: &Bench) -> String {
    bench
        .run(&[
            "query",
            "--sql",
            "SELECT sku FROM shop.product ORDER BY sku",
            "--output",
            "csv",
        ])
        .ends(0)
        .out
}

#[test]
fn a_dry_run_shows_the_plan_and_changes_nothing() {
    let bench = Bench::with(&[("shop.ttl", SHOP)]);
    let ran = bench.run(&["provision", "--dry-run"]).ends(0);
    assert!(ran.out.contains("create table shop.product"), "{}", ran.out);
    assert!(!bench.path(".denota").exists());
    assert!(!bench.path("denota.ids").exists());
    let again = bench.run(&["provision", "--dry-run"]).ends(0);
    assert_eq!(ran.out, again.out);
}

#[test]
fn a_plan_for_programs_is_one_document_with_the_findings() {
    let bench = Bench::with(&[("shop.ttl", SHOP)]);
    let plan = |args: &[&str]| -> serde_json::Value {
        let ran = bench.run(args).ends(0);
        serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {}", ran.out))
    };
    let dry = ["provision", "--dry-run", "--format", "json"];
    let first = plan(&dry);
    assert!(first["findings"].is_array(), "{first}");
    let steps = first["plan"]["steps"].as_array().unwrap();
    let is_table = |s: &&serde_json::Value| s["on"] == "shop.product";
    let made = steps.iter().find(is_table).unwrap();
    assert_eq!(made["action"], "create-table");
    assert_eq!(
        plan(&["provision", "--yes", "--format", "json"])["plan"],
        first["plan"]
    );
    let again = plan(&dry);
    assert_eq!(again["plan"]["steps"], serde_json::json!([]));
    assert_eq!(again["plan"]["container"], "lake");
}

#[test]
fn sql_without_its_flag_is_told() {
    let bench = Bench::with(&[("shop.ttl", SHOP)]);
    let ran = bench
        .run(&["query", "select sku from shop.product"])
        .ends(2);
    assert!(ran.err.contains("add `--sql`"), "{}", ran.err);
    let ran = bench.run(&["query", "SELECT ?a WHERE { ?a"]).ends(2);
    assert!(!ran.err.contains("--sql"), "{}", ran.err);
}

#[test]
fn doctor_tries_the_settings_of_the_server() {
    for (settings, said) in [
        (
            "",
            "would listen on 127.0.0.1:8080, open to this machine alone",
        ),
        ("[serve]\nrequests = 0\n", "`requests` of `[serve]` is 0"),
        (
            "[serve]\nreads = 9223372036854775807\n",
            "`reads` of `[serve]` is more than 1000000",
        ),
        ("[serve]\nurl = \"nonsense\"\n", "is no address of a server"),
        (
            "[serve]\nhost = \"0.0.0.0\"\n",
            "no authentication is set up",
        ),
        ("[serve.auth]\ntokens = \"none.toml\"\n", "none.toml"),
        (
            "[serve.auth]\nsession-hours = 745\n",
            "`auth.session-hours` of `[serve]` is more than 744",
        ),
        ("[serve.tls]\ncert = \"c.pem\"\nkey = \"k.pem\"\n", "c.pem"),
    ] {
        let bench = Bench::with(&[("shop.ttl", SHOP), ("denota.toml", settings)]);
        let ran = bench.run(&["doctor"]);
        let out = format!("{}{}", ran.out, ran.err);
        assert!(out.contains(said), "{settings}: {out}");
    }
}

#[test]
fn a_copy_of_a_folder_does_not_write_into_it() {
    let bench = provisioned();
    let copy = Bench::new();
    let mut copying = std::process::Command::new("cp");
    let copied = copying.arg("-r").arg(bench.path(".")).arg(copy.path("."));
    assert!(copied.arg("-T").status().unwrap().success());
    let ran = copy.run(&["load", "shop:Product", "rows.jsonl"]).ends(2);
    assert!(ran.err.contains("this is a copy"), "{}", ran.err);
    assert_eq!(skus(&bench), "sku\n");
    let sick = copy.run(&["doctor"]).ends(1);
    assert!(sick.out.contains("where their files are"), "{}", sick.out);
}

#[test]
fn an_answer_of_many_batches_has_one_header() {
    let bench = provisioned();
    for (file, from) in [("one.jsonl", 0), ("two.jsonl", 5_000)] {
        let row = |n: usize| format!("{{\"sku\": \"{n:05}\"}}\n");
        let rows: String = (from..from + 5_000).map(row).collect();
        std::fs::write(bench.path(file), rows).unwrap();
        bench.run(&["load", "shop:Product", file]).ends(0);
    }
    let answer = skus(&bench);
    let lines: Vec<&str> = answer.lines().collect();
    assert_eq!(lines.len(), 10_001);
    assert_eq!(lines[..3], ["sku", "00000", "00001"]);
    assert_eq!(lines[10_000], "09999");
    let none = [
        "query",
        "--sql",
        "SELECT sku FROM shop.product WHERE false",
        "--output",
        "csv",
    ];
    assert_eq!(bench.run(&none).ends(0).out, "sku\n");
}

#[test]
fn commands_that_read_make_nothing_where_there_is_nothing() {
    let bench = Bench::new();
    for (args, help) in [
        (&["query", "--sql", "SELECT 1"][..], "denota provision"),
        (&["log", "shop"], "denota publish"),
        (&["search", "product"], "denota publish"),
        (&["query", "--registry", "ASK {}"], "denota publish"),
        (&["backup", "copy"], "denota publish"),
    ] {
        let ran = bench.run(args).ends(2);
        assert!(
            ran.err.contains("yet") && ran.err.contains(help),
            "{args:?}: {}",
            ran.err
        );
        let left: Vec<_> = std::fs::read_dir(bench.path(".")).unwrap().collect();
        assert!(left.is_empty(), "{args:?}: {left:?}");
    }
    bench.run(&["doctor"]);
    assert!(!bench.path(".denota").exists());
}

#[test]
fn the_versions_of_what_is_not_there_are_not_shown() {
    let bench = provisioned();
    let ran = bench.run(&["log", "shp"]).ends(2);
    assert!(
        ran.err.contains("no domain `shp` is published")
            && ran.err.contains("did you mean `shop`?"),
        "{}",
        ran.err
    );
}

#[test]
fn a_plan_marks_what_is_new_what_changes_and_what_stays() {
    let bench = provisioned();
    bench.run(&["load", "shop:Product", "rows.jsonl"]).ends(0);
    let other = ":Other a upper:DirectClass ; upper:label \"Other\"@en ; upper:description \"Another.\"@en ;
        upper:primaryKey ( :sku ) ; upper:property :sku .\n";
    let renamed = SHOP.replace(
        "a upper:DirectClass ;",
        "a upper:DirectClass ; upper:name \"Ware\" ;",
    );
    bench.write("models/shop.ttl", &(renamed + other));
    let ran = bench.run(&["provision", "--yes"]).ends(0);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines[0], "~ rename table shop.product to shop.ware");
    assert!(
        ran.out.contains("\n+ create table shop.other"),
        "{}",
        ran.out
    );
    bench.write("models/shop.ttl", &SHOP.replace(":Product", ":Article"));
    let ran = bench.run(&["provision", "--yes"]).ends(0);
    assert!(ran.out.contains("\n= keep table shop.ware"), "{}", ran.out);
    assert!(
        ran.out.contains("\n  note: ") && ran.out.contains("upper:replacedBy"),
        "{}",
        ran.out
    );
}

#[test]
fn a_table_keeps_its_numbers_when_the_file_of_numbers_is_lost() {
    let bench = provisioned();
    let wider = |property: &str| {
        let text = format!(
            ":{property} a upper:Attribute ; upper:label \"{property}\"@en ; upper:description \"A number.\"@en ;
                upper:datatype xsd:int ; upper:maxCount 1 .\n"
        );
        let listed = format!("upper:property :sku , :{property} .");
        SHOP.replace("upper:property :sku .", &listed) + &text
    };
    bench.write("models/shop.ttl", &wider("price"));
    bench.run(&["provision", "--yes"]).ends(0);
    bench.write("priced.jsonl", "{\"sku\": \"a\", \"price\": 5}\n");
    bench.run(&["load", "shop:Product", "priced.jsonl"]).ends(0);
    std::fs::remove_file(bench.path("denota.ids")).unwrap();
    bench.write("models/shop.ttl", &wider("age"));
    let ran = bench.run(&["provision", "--yes"]).ends(0);
    assert!(
        ran.out.contains("keep column shop.product.price"),
        "{}",
        ran.out
    );
    let ids = bench.read("denota.ids");
    assert!(
        ids.contains("shop#price 2\n") && ids.contains("shop#age 3\n"),
        "{ids}"
    );
    let sql = "SELECT age, price FROM shop.product";
    let ran = bench
        .run(&["query", "--sql", sql, "--output", "csv"])
        .ends(0);
    assert_eq!(ran.out, "age,price\n,5\n");
}

#[test]
fn a_class_gets_another_term_and_its_rows_stay() {
    let bench = provisioned();
    bench.run(&["load", "shop:Product", "rows.jsonl"]).ends(0);
    let old = ":Product a upper:DirectClass ; upper:label \"Product\"@en ; upper:description \"An article.\"@en ;
        upper:deprecated \"say article\" ; upper:replacedBy :Article .\n";
    bench.write(
        "models/shop.ttl",
        &(SHOP.replace(":Product", ":Article") + old),
    );
    let ran = bench.run(&["provision", "--yes"]).ends(0);
    assert!(
        ran.out
            .contains("rename table shop.product to shop.article"),
        "{}",
        ran.out
    );
    let sql = "SELECT sku FROM shop.article ORDER BY sku";
    let ran = bench
        .run(&["query", "--sql", sql, "--output", "csv"])
        .ends(0);
    assert_eq!(ran.out, "sku\na\nb\n");
    let ids = bench.read("denota.ids");
    assert!(
        ids.contains("shop#Article https://example.com/onto/shop#sku 1"),
        "{ids}"
    );
    bench.run(&["map", "check"]).ends(0);
    let ran = bench.run(&["provision", "--yes"]).ends(0);
    assert!(ran.err.contains("nothing to do"), "{}{}", ran.out, ran.err);
}

#[test]
fn narrowing_is_refused_until_it_is_allowed() {
    let bench = provisioned();
    bench.run(&["load", "shop:Product", "rows.jsonl"]).ends(0);
    let short = ":Short a upper:CustomDatatype ; upper:label \"Short\"@en ; upper:description \"A short text.\"@en ;
        upper:base xsd:string ; upper:maxLength 3 .\n";
    let model = SHOP.replace("upper:datatype xsd:string", "upper:datatype :Short") + short;
    bench.write("models/shop.ttl", &model);
    let ran = bench.run(&["provision", "--yes"]).ends(1);
    assert!(
        ran.out.contains("at most 3 characters") && ran.out.contains("--allow-narrowing"),
        "{}",
        ran.out
    );
    let ran = bench
        .run(&["provision", "--yes", "--allow-narrowing"])
        .ends(0);
    assert!(
        ran.out.contains("narrow column shop.product.sku"),
        "{}",
        ran.out
    );
    let ran = bench.run(&["provision", "--yes"]).ends(0);
    assert!(ran.err.contains("nothing to do"), "{}{}", ran.out, ran.err);
}

#[test]
fn provisioning_again_does_nothing() {
    let bench = provisioned();
    let ids = bench.read("denota.ids");
    assert!(ids.contains("https://example.com/onto/shop#sku 1"), "{ids}");
    let ran = bench.run(&["provision", "--yes"]).ends(0);
    assert!(
        ran.out.is_empty() && ran.err.contains("nothing to do"),
        "{}{}",
        ran.out,
        ran.err
    );
    assert_eq!(ids, bench.read("denota.ids"));
}

#[test]
fn rows_go_in_once_and_come_out_by_sql() {
    let bench = provisioned();
    let ran = bench.run(&["load", "shop:Product", "rows.jsonl"]).ends(0);
    assert!(ran.err.contains("2 rows read"), "{}", ran.err);
    bench
        .run(&[
            "load",
            "https://example.com/onto/shop#Product",
            "rows.jsonl",
        ])
        .ends(0);
    assert_eq!(skus(&bench), "sku\na\nb\n");
}

#[test]
fn the_counts_of_a_load_add_up() {
    let bench = provisioned();
    bench.write(
        "twice.jsonl",
        "{\"sku\":\"a\"}\n{\"sku\":\"b\"}\n{\"sku\":\"a\"}\n",
    );
    let ran = bench.run(&["load", "shop:Product", "twice.jsonl"]).ends(0);
    assert!(
        ran.err.contains("3 rows read") && ran.err.contains("2 new, 1 replaced by later ones"),
        "{}",
        ran.err
    );
    bench.write("none.csv", "");
    let ran = bench.run(&["load", "shop:Product", "none.csv"]).ends(0);
    assert_eq!(
        ran.err,
        "shop.product: no rows to load, the table is as before\n"
    );
}

#[test]
fn rejected_rows_go_to_a_file_and_make_the_exit_code_one() {
    let bench = provisioned();
    bench.write("more.jsonl", "{\"sku\": \"c\"}\n{\"sku\": 4}\n{}\n");
    let ran = bench.run(&["load", "shop:Product", "more.jsonl"]).ends(1);
    assert!(ran.err.contains("more.jsonl.rejected.jsonl"), "{}", ran.err);
    let rejected = bench.read("more.jsonl.rejected.jsonl");
    assert_eq!(rejected.lines().count(), 2, "{rejected}");
    assert_eq!(skus(&bench), "sku\nc\n");
}

#[test]
fn mistakes_say_what_to_do() {
    let bench = provisioned();
    for (args, help) in [
        (&["load", "shop:Prodct", "rows.jsonl"][..], "shop:Product"),
        (&["load", "shop:Product", "nowhere.jsonl"], "nowhere.jsonl"),
        (&["provision", "--to", "lak"], "`lake`"),
        (
            &["query", "--sql", "DROP TABLE shop.product"],
            "only queries",
        ),
        (
            &[
                "query",
                "--sql",
                "SELECT a.sku, b.sku FROM shop.product a, shop.product b",
                "--output",
                "json",
            ],
            "with `AS`",
        ),
        (&["map", "show", "shop:Prodct"], "shop:Product"),
    ] {
        let ran = bench.run(args).ends(2);
        assert!(ran.err.contains(help), "{args:?}: {}", ran.err);
    }
    let ran = Bench::with(&[("rows.jsonl", ROWS)])
        .run(&["load", "shop:Product", "rows.jsonl"])
        .ends(2);
    assert!(ran.err.contains("denota provision"), "{}", ran.err);
}

#[test]
fn what_was_provisioned_is_recorded_and_walked_both_ways() {
    let bench = provisioned();
    let ran = bench.run(&["map", "show", "shop:sku"]).ends(0);
    assert!(
        ran.out
            .lines()
            .any(|l| l.contains("lake.shop.product.sku") && l.contains("iceberg:Column")),
        "{}",
        ran.out
    );
    let ran = bench
        .run(&["map", "show", "shop.product.sku", "--format", "json"])
        .ends(0);
    assert!(
        ran.out.contains("https://example.com/onto/shop#sku"),
        "{}",
        ran.out
    );
    bench.run(&["map", "check"]).ends(0);
    let ask = "ASK { GRAPH <https://example.com/onto/shop#> { ?s a upper:DirectClass } }";
    assert_eq!(
        bench.run(&["query", "--registry", ask]).ends(0).out,
        "yes\n"
    );
}

#[test]
fn models_are_asked_in_sparql() {
    let bench = Bench::with(&[("shop.ttl", SHOP)]);
    let ran = bench
        .run(&[
            "query",
            "SELECT ?c { ?c a upper:DirectClass FILTER STRSTARTS(STR(?c), 'https://example') }",
            "--output",
            "csv",
        ])
        .ends(0);
    assert_eq!(
        ran.out.replace('\r', ""),
        "c\nhttps://example.com/onto/shop#Product\n"
    );
    assert!(
        bench
            .run(&["query", "SELEC"])
            .ends(2)
            .err
            .contains("SPARQL")
    );
}

#[test]
fn two_at_once_take_turns() {
    let bench = Bench::with(&[
        ("models/shop.ttl", SHOP),
        ("denota.toml", "models = [\"models\"]\n"),
    ]);
    let children: Vec<_> = (0..3)
        .map(|_| bench.command(&["provision", "--yes"]).spawn().unwrap())
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    assert!(
        bench
            .run(&["provision"])
            .ends(0)
            .err
            .contains("nothing to do")
    );
}
