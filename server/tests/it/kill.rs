//! Bad luck: the process dies at any moment, or two of them work on one folder at once.

use std::process::{Command, Stdio};
use std::time::Duration;

use crate::bench::{Bench, SHOP};

/// Rows of products whose names tell which load they came from.
fn rows(count: usize, load: usize) -> String {
    (0..count)
        .map(|i| format!("{{\"sku\": \"{i:06}\", \"title\": \"load {load}\"}}\n"))
        .collect()
}

/// The shop's model with something that a load can change.
fn model() -> String {
    let property = ":title a upper:Attribute ; upper:label \"Title\"@en ; upper:description \"What it is called.\"@en ;\n    \
                    upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .\n";
    SHOP.replace("upper:property :sku .", "upper:property :sku , :title .") + property
}

/// Rounds of a test: few in `make test`, all in `make soak`.
fn rounds(few: usize, soak: usize) -> usize {
    if std::env::var_os("DENOTA_SOAK").is_some() {
        soak
    } else {
        few
    }
}

fn denota(bench: &Bench, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_denota"));
    command
        .args(arguments)
        .current_dir(bench.path(""))
        .stdin(Stdio::null());
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Runs a command that ends well.
#[track_caller]
fn run(bench: &Bench, arguments: &[&str]) {
    let status = denota(bench, arguments).status().unwrap();
    assert!(status.success(), "{arguments:?}: {status}");
}

/// Runs a command, and kills it after so many milliseconds.
fn run_and_kill(bench: &Bench, arguments: &[&str], after: u64) {
    let mut child = denota(bench, arguments).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(after));
    // It may have ended by itself.
    let _ = child.kill();
    child.wait().unwrap();
}

/// The titles of all products with how many have each, by PyIceberg.
fn titles(bench: &Bench) -> Vec<(String, usize)> {
    titles_of(bench, "shop.product")
}

fn titles_of(bench: &Bench, table: &str) -> Vec<(String, usize)> {
    let oracles = std::env::var("DENOTA_ORACLES")
        .unwrap_or_else(|_| format!("{}/.cache/denota/oracles", std::env::var("HOME").unwrap()));
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../tests/oracles/python/read_table.py"
    );
    let output = Command::new(format!("{oracles}/python/bin/python"))
        .arg(script)
        .arg(bench.path(".denota/catalog.db"))
        .args([table, "pyiceberg", "sku"])
        .output()
        .unwrap_or_else(|e| panic!("no Python oracles ({e}): run `make oracles`"));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success(),
        "PyIceberg cannot read the table: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let mut counts = std::collections::BTreeMap::<String, usize>::new();
    for line in text.lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        *counts
            .entry(row["title"].as_str().unwrap().to_owned())
            .or_default() += 1;
    }
    counts.into_iter().collect()
}

/// Numbers that look random and are the same in every run (xorshift).
fn delays(mut state: u64) -> impl FnMut(u64) -> u64 {
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    }
}

#[test]
fn a_killed_load_leaves_the_table_as_before_or_after() {
    const ROWS: usize = 2_000;
    let bench = Bench::with(&[
        ("models/shop.ttl", &model()),
        ("rows.jsonl", &rows(ROWS, 0)),
    ]);
    run(&bench, &["provision", "--yes"]);
    let started = std::time::Instant::now();
    run(&bench, &["load", "shop:Product", "rows.jsonl"]);
    let whole = u64::try_from(started.elapsed().as_millis()).unwrap().max(1);
    assert_eq!(titles(&bench), [("load 0".to_owned(), ROWS)]);
    let mut delay = delays(0x9E37_79B9_7F4A_7C15);
    let mut before = 0;
    for round in 1..=rounds(5, 100) {
        bench.write("rows.jsonl", &rows(ROWS, round));
        let load = ["load", "shop:Product", "rows.jsonl"];
        run_and_kill(&bench, &load, delay(whole + whole / 4));
        let now = titles(&bench);
        let whole_load = |load: usize| vec![(format!("load {load}"), ROWS)];
        assert!(
            now == whole_load(before) || now == whole_load(round),
            "round {round}: {now:?}"
        );
        if now == whole_load(round) {
            before = round;
        }
    }
    run(&bench, &["load", "shop:Product", "rows.jsonl"]);
}

#[test]
fn a_killed_provision_can_be_run_again() {
    let mut delay = delays(0xD1B5_4A32_D192_ED03);
    for round in 1..=rounds(5, 100) {
        let bench = Bench::with(&[
            ("models/shop.ttl", &model()),
            ("rows.jsonl", &rows(3, round)),
        ]);
        run_and_kill(&bench, &["provision", "--yes"], delay(600));
        run(&bench, &["provision", "--yes"]);
        run(&bench, &["load", "shop:Product", "rows.jsonl"]);
        assert_eq!(titles(&bench), [(format!("load {round}"), 3)]);
    }
}

#[test]
fn a_killed_rename_keeps_all_rows() {
    let mut delay = delays(0x2545_F491_4F6C_DD1D);
    let old = ":Product a upper:DirectClass ; upper:deprecated \"say article\" ; upper:replacedBy :Article .\n";
    for round in 1..=rounds(5, 100) {
        let bench = Bench::with(&[
            ("models/shop.ttl", &model()),
            ("rows.jsonl", &rows(3, round)),
        ]);
        for arguments in [
            &["provision", "--yes"][..],
            &["load", "shop:Product", "rows.jsonl"],
        ] {
            run(&bench, arguments);
        }
        let renamed = model().replace(":Product", ":Article") + old;
        bench.write("models/shop.ttl", &renamed);
        run_and_kill(&bench, &["provision", "--yes"], delay(400));
        run(&bench, &["provision", "--yes"]);
        let titles = titles_of(&bench, "shop.article");
        assert_eq!(titles, [(format!("load {round}"), 3)], "round {round}");
    }
}

#[test]
fn two_command_lines_on_one_folder_lose_nothing() {
    let bench = Bench::with(&[("models/shop.ttl", &model())]);
    bench.write("a.jsonl", "{\"sku\": \"a\", \"title\": \"first\"}\n");
    bench.write("b.jsonl", "{\"sku\": \"b\", \"title\": \"second\"}\n");
    let both: Vec<_> = (0..2)
        .map(|_| denota(&bench, &["provision", "--yes"]).spawn().unwrap())
        .collect();
    for mut child in both {
        assert!(child.wait().unwrap().success());
    }
    let loads = ["a.jsonl", "b.jsonl"].map(|file| {
        denota(&bench, &["load", "shop:Product", file])
            .spawn()
            .unwrap()
    });
    for mut child in loads {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(
        titles(&bench),
        [("first".to_owned(), 1), ("second".to_owned(), 1)]
    );
}
