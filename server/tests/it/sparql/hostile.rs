//! Queries that mean harm: the server goes on serving, stops each in time, and no query has
//! more memory than it may.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::ops::Range;
use std::time::{Duration, Instant};

use super::{resident, serve, settings, soak};
use crate::serve::Server;

const QUERY: (&str, &str) = ("content-type", "application/sparql-query");

/// The bombs that are known; `{{` and `}}` are braces.
fn bombs() -> Vec<(&'static str, String)> {
    let values = |n: usize| {
        let list = "1 2 3 4 5 6 7 8 9 0 ".repeat(10);
        (0..n)
            .map(|i| format!("VALUES ?v{i} {{ {list} }} "))
            .collect::<String>()
    };
    let doubled = |n: usize| {
        let double = |i: usize| format!("BIND(CONCAT(?s{i}, ?s{i}) AS ?s{}) ", i + 1);
        let doubles: String = (0..n).map(double).collect();
        format!("SELECT (STRLEN(?s{n}) AS ?l) {{ BIND(\"0123456789\" AS ?s0) {doubles} }}")
    };
    let nested = |open: &str, inner: &str, close: &str, n: usize| {
        format!("{}{inner}{}", open.repeat(n), close.repeat(n))
    };
    vec![
        ("product", format!("SELECT * {{ {} }}", values(12))),
        (
            "counted product",
            format!("SELECT (COUNT(*) AS ?n) {{ {} }}", values(12)),
        ),
        (
            "ordered product",
            format!("SELECT * {{ {} }} ORDER BY ?v1", values(12)),
        ),
        (
            "distinct product",
            format!("SELECT DISTINCT * {{ {} }}", values(12)),
        ),
        (
            "grouped product",
            format!(
                "SELECT ?v1 (GROUP_CONCAT(?v2) AS ?g) {{ {} }} GROUP BY ?v1",
                values(12)
            ),
        ),
        (
            "joined product",
            "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?a = ?l) }".to_owned(),
        ),
        (
            "constructed product",
            "CONSTRUCT { ?a ?e ?i } { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }".to_owned(),
        ),
        ("doublings", doubled(34)),
        ("doublings that fit", doubled(20)),
        (
            "replacements",
            format!(
                "SELECT (STRLEN({}) AS ?l) {{}}",
                nested("REPLACE(", "\"aaaaaaaaaa\"", ", \"a\", \"aaaaaaaaaa\")", 12)
            ),
        ),
        ("braces", format!("ASK {}", nested("{", "", "}", 10_000))),
        (
            "parentheses",
            format!("SELECT ({} AS ?x) {{}}", nested("(", "1", ")", 10_000)),
        ),
        (
            "brackets",
            format!("ASK {{ {} }}", nested("[ <p> ", "1", " ]", 5_000)),
        ),
        (
            "lists",
            format!("ASK {{ {} <p> 1 }}", nested("( ", "1", " )", 5_000)),
        ),
        (
            "negations",
            format!("ASK {{ FILTER({}1) }}", "!".repeat(30_000)),
        ),
        (
            "spaced negations",
            format!("ASK {{ FILTER({}1) }}", "! ".repeat(30_000)),
        ),
        (
            "minuses",
            format!("SELECT ({}1 AS ?x) {{}}", "- ".repeat(30_000)),
        ),
        (
            "inverses",
            format!("ASK {{ ?s {}<p> ?o }}", "^".repeat(30_000)),
        ),
        (
            "alternatives",
            format!("ASK {{ ?s {}<p> ?o }}", "<p>|".repeat(9_000)),
        ),
        (
            "sequences",
            format!("ASK {{ ?s {}<p> ?o }}", "<p>/".repeat(9_000)),
        ),
        (
            "sums",
            format!("SELECT ({}1 AS ?x) {{}}", "1+".repeat(9_900)),
        ),
        (
            "disjunctions",
            format!("ASK {{ FILTER({}true) }}", "?x||".repeat(4_900)),
        ),
        (
            "unions",
            format!("ASK {{ {}{{}} }}", "{} UNION ".repeat(4_900)),
        ),
        (
            "options",
            format!("SELECT * {{ {} }}", "OPTIONAL { ?s ?p ?o } ".repeat(2_900)),
        ),
        (
            "minus",
            format!(
                "SELECT * {{ ?s ?p ?o {} }}",
                "MINUS { ?s ?p ?o } ".repeat(3_000)
            ),
        ),
        (
            "filters",
            format!(
                "SELECT * {{ ?s ?p ?o {} }}",
                "FILTER(?s != ?o) ".repeat(3_500)
            ),
        ),
        (
            "binds",
            (0..2_000).fold("SELECT * { ".to_owned(), |q, i| {
                q + &format!("BIND(1 AS ?v{i}) ")
            }) + "}",
        ),
        (
            "exists",
            format!(
                "ASK {{ {} }}",
                nested("?s ?p ?o FILTER EXISTS { ", "?s ?p ?o", " }", 90)
            ),
        ),
        (
            "subqueries",
            format!(
                "ASK {{ {} }}",
                nested("{ SELECT * { ?s ?p ?o . ", "", " } }", 45)
            ),
        ),
        (
            "closure",
            "SELECT * { ?a (!<urn:none>|^!<urn:none>)* ?b . ?b (!<urn:none>)* ?c }".to_owned(),
        ),
        (
            "regular expression",
            "SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), \"(((a{1,100}){1,100}){1,100}){1,100}\")) }"
                .to_owned(),
        ),
        (
            "service",
            "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }".to_owned(),
        ),
        (
            "silent service",
            "SELECT * { SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } }".to_owned(),
        ),
        (
            "from the web",
            "SELECT * FROM <http://127.0.0.1:1/> { ?s ?p ?o }".to_owned(),
        ),
        ("nothing", String::new()),
        ("nul", "ASK \0 {}".to_owned()),
        ("long", "a".repeat(65_000)),
    ]
}

/// Sends a query, and reads what comes; panics where it comes too late.
fn survives(server: &Server, name: &str, query: &str, limit: Duration) -> u16 {
    let begun = Instant::now();
    let answer = server.query(query);
    let took = begun.elapsed();
    // A second late at most; the rest is for a machine that has other things to do.
    let most = limit + Duration::from_secs(1) + Duration::from_secs(2);
    assert!(took < most, "{name}: took {took:?}");
    assert!(
        matches!(answer.status, 200 | 400 | 413 | 503),
        "{name}: {} {}",
        answer.status,
        answer.text()
    );
    if answer.status != 200 {
        assert_eq!(
            answer.header("content-type"),
            "application/problem+json",
            "{name}"
        );
    }
    answer.status
}

#[test]
fn known_bombs_are_defused() {
    let here = tempfile::tempdir().unwrap();
    let limit = Duration::from_millis(if soak() { 10_000 } else { 1_000 });
    settings(
        here.path(),
        &format!("query-millis = {}", limit.as_millis()),
    );
    let server = serve(here.path());
    for (name, query) in bombs() {
        let status = survives(&server, name, &query, limit);
        eprintln!("{name}: {status}");
        assert!(server.is_well(), "after {name}");
    }
    let (own, workers) = resident(server.pid());
    assert!(own < 400, "the server has {own} MiB");
    assert!(
        workers.iter().all(|w| *w < 300),
        "idle workers have {workers:?} MiB"
    );
}

#[test]
fn memory_is_bounded_while_a_bomb_runs() {
    let here = tempfile::tempdir().unwrap();
    settings(here.path(), "query-millis = 10000");
    let server = serve(here.path());
    for (name, query) in bombs() {
        if !["doublings", "distinct product", "ordered product"].contains(&name) {
            continue;
        }
        let most = std::thread::scope(|scope| {
            let asked = scope.spawn(|| server.query(&query));
            let mut most = 0;
            while !asked.is_finished() {
                let (_, workers) = resident(server.pid());
                most = workers.into_iter().max().unwrap_or_default().max(most);
                std::thread::sleep(Duration::from_millis(5));
            }
            let answer = asked.join().unwrap();
            // What was written before memory ran out must not look complete.
            assert!(answer.status == 503 || !answer.complete, "{name}");
            most
        });
        // What the worker had before, and what may be taken between two looks.
        assert!(most < 512 + 128, "{name}: {most} MiB");
        assert!(server.is_well(), "after {name}");
    }
}

#[test]
fn an_answer_that_is_cut_short_does_not_look_complete() {
    let here = tempfile::tempdir().unwrap();
    settings(here.path(), "query-millis = 1000");
    let server = serve(here.path());
    let (_, product) = bombs().remove(0);
    let answer = server.query(&product);
    assert_eq!(answer.status, 200);
    assert!(answer.body.len() > 64 << 10);
    assert!(!answer.complete);
}

#[test]
fn a_client_that_goes_away_frees_its_worker() {
    let here = tempfile::tempdir().unwrap();
    settings(here.path(), "query-millis = 60000");
    let server = serve(here.path());
    let (_, counted) = bombs().remove(1);
    for _ in 0..20 {
        let stream = server.open("POST", "/sparql", &[QUERY], &counted);
        std::thread::sleep(Duration::from_millis(50));
        drop(stream);
    }
    let begun = Instant::now();
    while !server.is_well() {
        assert!(
            begun.elapsed() < Duration::from_secs(10),
            "workers are still busy"
        );
    }
}

#[test]
fn workers_end_with_a_server_that_is_killed() {
    let here = tempfile::tempdir().unwrap();
    settings(here.path(), "query-millis = 60000");
    let server = serve(here.path());
    let (_, counted) = bombs().remove(1);
    let mut stream = server.open("POST", "/sparql", &[QUERY], &counted);
    let begun = Instant::now();
    let children = loop {
        let found = children(server.pid());
        if !found.is_empty() {
            break found;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "no workers");
        std::thread::sleep(Duration::from_millis(50));
    };
    drop(server);
    let _ = stream.read(&mut [0; 1]);
    let begun = Instant::now();
    while children.iter().any(|c| is_worker(*c)) {
        assert!(begun.elapsed() < Duration::from_secs(5), "workers go on");
        std::thread::sleep(Duration::from_millis(50));
    }
}

pub(super) fn children(id: u32) -> Vec<u32> {
    let tasks = std::fs::read_dir(format!("/proc/{id}/task"))
        .unwrap()
        .flatten();
    let listed =
        tasks.map(|t| std::fs::read_to_string(t.path().join("children")).unwrap_or_default());
    let all: Vec<String> = listed.collect();
    all.iter()
        .flat_map(|l| l.split_whitespace())
        .filter_map(|c| c.parse().ok())
        .collect()
}

fn is_worker(id: u32) -> bool {
    let line = std::fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
    String::from_utf8_lossy(&line).contains("worker")
}

/// 100,000 queries under 200 ms in full, which take hours; 50 more at the full 10 s. With
/// `DENOTA_SOAK_FROM`, a run goes on where one that was ended by hand stood.
#[test]
fn generated_queries_do_no_harm() {
    let here = tempfile::tempdir().unwrap();
    settings(here.path(), "query-millis = 200");
    let server = serve(here.path());
    let count = if soak() { 100_000 } else { 400 };
    let from = std::env::var("DENOTA_SOAK_FROM").map(|n| n.parse().unwrap());
    let from = from.unwrap_or_default();
    run(&server, 1, from..count, Duration::from_millis(200));
    if soak() {
        settings(here.path(), "query-millis = 10000");
        drop(server);
        let server = serve(here.path());
        run(&server, 2, 0..50, Duration::from_secs(10));
    }
}

/// As many clients as queries run at once: none of them waits for another.
fn run(server: &Server, seed: u64, queries: Range<usize>, limit: Duration) {
    let clients = std::thread::available_parallelism().unwrap().get();
    let each = queries.start / clients..queries.end.div_ceil(clients);
    let statuses = std::thread::scope(|scope| {
        let asking: Vec<_> = (0..clients)
            .map(|client| {
                let seed = seed + 1000 * u64::try_from(client).unwrap();
                let each = each.clone();
                scope.spawn(move || ask(server, seed, each, limit))
            })
            .collect();
        let mut all = BTreeMap::new();
        for (status, n) in asking.into_iter().flat_map(|a| a.join().unwrap()) {
            *all.entry(status).or_insert(0) += n;
        }
        all
    });
    eprintln!("queries {queries:?} under {limit:?}: {statuses:?}");
    assert!(statuses.contains_key(&200), "nothing was answered");
}

fn ask(server: &Server, seed: u64, queries: Range<usize>, limit: Duration) -> BTreeMap<u16, usize> {
    let mut random = Random(seed);
    let mut statuses = BTreeMap::new();
    for nth in 0..queries.end {
        let query = generated(&mut random);
        if nth < queries.start {
            continue;
        }
        if nth % 1000 == 0 {
            eprintln!("{nth} of {} queries", queries.end);
        }
        let status = survives(server, &query, &query, limit);
        *statuses.entry(status).or_insert(0) += 1;
        if nth % 50 == 0 {
            assert!(server.is_well(), "after {query}");
            let (own, _) = resident(server.pid());
            assert!(own < 400, "the server has {own} MiB after {query}");
        }
    }
    statuses
}

struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

/// Pieces of queries, put together with no regard for sense; some are broken on purpose.
fn generated(random: &mut Random) -> String {
    let mut query = pattern(random, 4);
    let heads = [
        "SELECT * ",
        "SELECT DISTINCT * ",
        "SELECT (COUNT(*) AS ?n) ",
        "ASK ",
        "CONSTRUCT { ?a ?b ?c } ",
        "DESCRIBE * ",
        "SELECT (GROUP_CONCAT(?a) AS ?g) ",
        "SELECT (COUNT(DISTINCT ?b) AS ?n) ",
    ];
    query.insert_str(0, random.pick(&heads));
    query.push_str(random.pick(&[
        "",
        "",
        " ORDER BY ?a DESC(?b)",
        " LIMIT 10",
        " OFFSET 100000",
        " GROUP BY ?a",
    ]));
    if random.below(8) == 0 {
        let at = random.below(query.len());
        if query.is_char_boundary(at) {
            query.insert_str(
                at,
                random.pick(&[
                    "{",
                    "}",
                    "(",
                    "\"",
                    "'",
                    "<",
                    "#",
                    "\\",
                    "\u{1f980}",
                    "\0",
                    "^^",
                    "@",
                ]),
            );
        }
    }
    query
}

fn pattern(random: &mut Random, depth: usize) -> String {
    let count = 1 + random.below(3);
    let parts: Vec<String> = (0..count).map(|_| part(random, depth)).collect();
    format!("{{ {} }}", parts.join(" "))
}

fn part(random: &mut Random, depth: usize) -> String {
    let variable = |random: &mut Random| random.pick(&["?a", "?b", "?c", "?d", "?e"]).to_owned();
    let triple = |random: &mut Random| {
        let (s, p, o) = (variable(random), variable(random), variable(random));
        let p = if random.below(2) == 0 {
            p
        } else {
            "a".to_owned()
        };
        format!("{s} {p} {o} .")
    };
    if depth == 0 {
        return triple(random);
    }
    match random.below(13) {
        0 => format!(
            "{} UNION {}",
            pattern(random, depth - 1),
            pattern(random, depth - 1)
        ),
        1 => format!("OPTIONAL {}", pattern(random, depth - 1)),
        2 => format!("MINUS {}", pattern(random, depth - 1)),
        3 => format!("GRAPH {} {}", variable(random), pattern(random, depth - 1)),
        4 => format!("FILTER NOT EXISTS {}", pattern(random, depth - 1)),
        5 => {
            let size = [1, 10, 1000][random.below(3)];
            format!(
                "VALUES {} {{ {} }}",
                variable(random),
                "1 2 \"x\" <urn:y> ".repeat(size)
            )
        }
        6 => format!(
            "BIND({} AS ?v{})",
            expression(random, 4),
            random.below(1000)
        ),
        7 => format!("FILTER({})", expression(random, 5)),
        8 => format!("{{ SELECT * {} }}", pattern(random, depth - 1)),
        9 => {
            let path = random.pick(&["a*", "(a|!a)+", "^a/a?", "!(a|^a)*", "((a*)*)*", "(a/a/a)*"]);
            format!("{} {path} {} .", variable(random), variable(random))
        }
        10 => {
            let doubles: String = (0..random.below(40))
                .map(|i| format!("BIND(CONCAT(?q{i}, ?q{i}) AS ?q{}) ", i + 1))
                .collect();
            format!("BIND(\"0123456789\" AS ?q0) {doubles}")
        }
        _ => triple(random),
    }
}

fn expression(random: &mut Random, depth: usize) -> String {
    if depth == 0 {
        return random
            .pick(&[
                "?a",
                "?b",
                "1",
                "1e308",
                "\"x\"",
                "<urn:y>",
                "true",
                "99999999999999999999",
                "RAND()",
                "UUID()",
            ])
            .to_owned();
    }
    let one = expression(random, depth - 1);
    let two = expression(random, depth - 1);
    match random.below(10) {
        0 => format!("({one} + {two})"),
        1 => format!("({one} = {two} || !({two} < {one}))"),
        2 => format!("CONCAT(STR({one}), STR({two}))"),
        3 => format!("REPLACE(STR({one}), \".*\", \"$0$0$0$0\")"),
        4 => format!("REGEX(STR({one}), \"(a*)*b{{1,50}}\", \"i\")"),
        5 => format!("IF({one}, {two}, {one})"),
        6 => format!("COALESCE({one}, {two})"),
        7 => format!("({one} IN ({two}, {one}, {two}))"),
        8 => format!("SHA512(STR({one}))"),
        _ => format!("({one} * {two} / {one})"),
    }
}
