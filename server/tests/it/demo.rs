//! `denota demo`: the whole way, and that what it leaves is what it says.

use crate::bench::{Bench, Ran};
use crate::serve::Server;

fn sql(bench: &Bench, query: &str) -> String {
    let mut command = bench.command(&["query", "--sql", query, "--output", "csv"]);
    let ran: Ran = command
        .current_dir(bench.path("here"))
        .output()
        .unwrap()
        .into();
    ran.ends(0).out
}

#[test]
fn what_somebody_has_in_a_folder_is_not_written_over() {
    for (mine, text) in [
        ("here/denota.toml", "owner = \"me\"\n"),
        ("here/models/onepiece.ttl", "# mine\n"),
    ] {
        let bench = Bench::with(&[(mine, text)]);
        let ran = bench.run(&["demo", "here", "--scale", "0.001"]).ends(2);
        assert!(ran.err.contains("is not the demo's"), "{}", ran.err);
        assert_eq!(bench.all("."), [(bench.path(mine), text.to_owned())]);
    }
}

#[test]
fn the_whole_way_goes_through_and_leaves_tables_to_look_at() {
    let bench = Bench::new();
    let ran = bench.run(&["demo", "here", "--scale", "0.001"]).ends(0);
    for step in 1..=7 {
        assert!(ran.out.contains(&format!("\n{step}/7 ")), "{}", ran.out);
    }
    assert_eq!(
        ran.out.matches("  took ").count(),
        7,
        "each says how long it took"
    );
    assert_eq!(
        ran.out.matches("; look at ").count(),
        7,
        "and what to look at"
    );
    for shown in [
        "$ denota check",
        "$ denota transpile all --out generated",
        "$ denota provision --yes",
        "$ denota load tpch:LineItem data/tpch/LineItem.csv",
        "done in ",
        "Try next:",
    ] {
        assert!(ran.out.contains(shown), "no `{shown}` in\n{}", ran.out);
    }
    for made in [
        "here/generated/graphql/titles.graphqls",
        "here/generated/avro/onepiece/Character.avsc",
        "here/generated/iceberg/tpch/LineItem.json",
        "here/generated/shacl/people.ttl",
        "here/.denota/catalog.db",
        "here/denota.ids",
    ] {
        assert!(bench.path(made).is_file(), "no {made}");
    }
    assert_eq!(
        sql(&bench, "SELECT count(*) AS n FROM tpch.region"),
        "n\n5\n"
    );
    let lines = bench.read("here/data/tpch/LineItem.csv").lines().count() - 1;
    let loaded = sql(&bench, "SELECT count(*) AS n FROM tpch.line_item");
    assert_eq!(loaded, format!("n\n{lines}\n"));

    // What it suggests to try works as it says.
    let mut bad = bench.command(&["load", "titles:Title", "data/media/bad/Title.jsonl"]);
    let ran: Ran = bad.current_dir(bench.path("here")).output().unwrap().into();
    let ran = ran.ends(1);
    assert!(ran.err.contains("rejected"), "{}", ran.err);
    let mut back = bench.command(&["map", "show", "titles.title.title_id"]);
    let ran: Ran = back
        .current_dir(bench.path("here"))
        .output()
        .unwrap()
        .into();
    assert!(
        ran.ends(0).out.contains("titleId"),
        "the way back to the term"
    );

    // A second time finds all as it was, and serves what the first has recorded.
    let mut again = bench.command(&["demo", "here", "--scale", "0.001", "--serve"]);
    again.env("DENOTA_SERVE_PORT", "0");
    let server = Server::run(again, &bench.path(""));
    assert!(server.log().contains("nothing to do"), "{}", server.log());
    server.get("/api/v1/models/onepiece").is(200);
    let trail = server.get("/api/v1/audit?action=publish&limit=1000").json();
    let recorded = trail.to_string();
    assert!(recorded.contains("onto/onepiece#"), "{trail:#}");
}

#[test]
fn a_scale_that_makes_no_sense_is_refused() {
    for scale in ["0", "-1", "much", "NaN"] {
        let ran = Bench::new()
            .run(&["demo", &format!("--scale={scale}")])
            .ends(2);
        assert!(ran.err.contains("from 0.001 to 100"), "{}", ran.err);
    }
}
