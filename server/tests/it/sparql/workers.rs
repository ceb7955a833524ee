//! Workers that end, or are ended, and what becomes of their queries.

use std::os::unix::process::CommandExt as _;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use super::hostile::children;
use super::{serve, settings};
use crate::bench::Bench;
use crate::serve::Server;

/// A query that takes some seconds.
const LONG: &str = "SELECT (COUNT(*) AS ?n) { { SELECT * { ?a ?b ?c } LIMIT 1200 } { SELECT * { ?d ?e ?f } LIMIT 1200 } FILTER(?a != ?d) }";

fn until(what: &str, holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(30), "{what}");
        thread::sleep(Duration::from_millis(50));
    }
}

fn signal(name: &str, whom: &str) {
    let told = Command::new("kill").args([name, "--", whom]).status();
    assert!(told.unwrap().success());
}

fn restarts(server: &Server) -> u64 {
    let metrics = server.get("/metrics").text();
    let mut lines = metrics.lines();
    let line = lines.find_map(|l| l.strip_prefix("denota_worker_restarts_total "));
    line.unwrap().parse().unwrap()
}

/// What a terminal tells, it tells all processes that it started.
#[test]
fn a_query_that_has_begun_is_finished_when_a_terminal_stops_the_server() {
    let here = tempfile::tempdir().unwrap();
    settings(here.path(), "query-millis = 60000");
    let mut command = Command::new(env!("CARGO_BIN_EXE_denota"));
    command.args(["serve", "--port", "0"]).process_group(0);
    let server = Server::run(command, here.path());
    thread::scope(|scope| {
        let asked = scope.spawn(|| server.query(LONG));
        thread::sleep(Duration::from_millis(300));
        signal("-INT", &format!("-{}", server.pid()));
        asked.join().unwrap().is(200);
    });
}

#[test]
fn a_worker_that_somebody_ends_is_not_said_to_need_memory() {
    let here = tempfile::tempdir().unwrap();
    settings(here.path(), "query-millis = 60000");
    let server = serve(here.path());
    thread::scope(|scope| {
        let asked = scope.spawn(|| server.query(LONG));
        thread::sleep(Duration::from_millis(300));
        for worker in children(server.pid()) {
            signal("-TERM", &worker.to_string());
        }
        let problem = asked.join().unwrap().problem(503);
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains("somebody else ended"), "{problem}");
    });
}

/// An upgrade puts another program in the place of the one that runs.
#[test]
fn workers_are_of_the_program_that_serves_and_those_that_end_are_replaced() {
    let bench = Bench::new();
    let own = bench.path("own");
    if std::fs::hard_link(env!("CARGO_BIN_EXE_denota"), &own).is_err() {
        std::fs::copy(env!("CARGO_BIN_EXE_denota"), &own).unwrap();
    }
    let mut command = Command::new(&own);
    command.args(["serve", "--port", "0"]);
    let server = Server::run(command, &bench.path(""));
    until("two workers", || children(server.pid()).len() >= 2);
    std::fs::remove_file(&own).unwrap();
    std::fs::write(&own, "#!/bin/sh\nexit 3\n").unwrap();
    let before = children(server.pid());
    for worker in &before {
        signal("-KILL", &worker.to_string());
    }
    until("they are counted", || {
        restarts(&server) >= before.len() as u64
    });
    until("it is ready", || server.get("/readyz").status == 200);
    assert!(server.is_well(), "{}", server.log());
}

/// Where workers cannot read the store, the server is not ready until they can.
#[test]
fn a_server_that_cannot_answer_queries_is_not_ready_and_says_why_by_the_id() {
    let bench = Bench::new();
    let server = Server::start(&["--log", "json"], &bench.path(""));
    let copies = bench.path(".denota/registry.checkpoints");
    std::fs::remove_dir_all(&copies).unwrap();
    std::fs::write(&copies, "in the way").unwrap();
    server.create("shop", crate::bench::SHOP).is(201);
    let headers = [
        ("content-type", "application/sparql-query"),
        ("x-request-id", "asks.1"),
    ];
    let answer = server.send("POST", "/sparql", &headers, "ASK {}");
    answer.problem(500);
    server.get("/readyz").is(503);
    server.logged("asks.1");
    let log = server.log();
    let failed = log
        .lines()
        .find(|l| l.contains("a request failed"))
        .unwrap();
    assert!(failed.contains("\"id\":\"asks.1\""), "{failed}");
    std::fs::remove_file(&copies).unwrap();
    until("it is ready again", || server.get("/readyz").status == 200);
    assert!(server.is_well());
}

#[test]
fn a_request_whose_client_has_gone_has_a_line_and_is_counted() {
    let here = tempfile::tempdir().unwrap();
    let server = Server::start(&["--log", "json"], here.path());
    let headers = [
        ("content-type", "application/sparql-query"),
        ("x-request-id", "gone.1"),
    ];
    let stream = server.open("POST", "/sparql", &headers, LONG);
    thread::sleep(Duration::from_millis(300));
    drop(stream);
    assert_eq!(server.logged("gone.1")["status"], 499);
    let counted = "denota_requests_total{method=\"POST\",route=\"/sparql\",status=\"499\"} 1";
    let metrics = server.get("/metrics").text();
    assert!(metrics.contains(counted), "{metrics}");
}
