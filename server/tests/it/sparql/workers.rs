//! Workers that end, or are ended, and what becomes of their queries.

use std::os::unix::process::CommandExt as _;
use std::process::Command;
use std::thread;

use super::hostile::children;
use super::{serve, settings};
use crate::bench::Bench;
use crate::http_serve::{in_flight, until};
use crate::serve::Server;

/// A query that takes some seconds.
const LONG: &str = "SELECT (COUNT(*) AS ?n) { { SELECT * { ?a ?b ?c } LIMIT 1200 } { SELECT * { ?d ?e ?f } LIMIT 1200 } FILTER(?a != ?d) }";

/// How long the busiest worker has worked, in hundredths of a second.
fn busiest(server: &Server) -> u64 {
    let worked = |worker: u32| {
        let state = std::fs::read_to_string(format!("/proc/{worker}/stat")).unwrap_or_default();
        // The name may hold anything; user and system time are the 12th and 13th field behind it.
        let fields = state.rsplit_once(')').map_or("", |(_, fields)| fields);
        let times = fields.split_whitespace().skip(11).take(2);
        times
            .filter_map(|time| time.parse::<u64>().ok())
            .sum::<u64>()
    };
    let workers = children(server.pid()).into_iter();
    workers.map(worked).max().unwrap_or_default()
}

/// Waits until a worker is at the one query that was asked since.
fn until_begun(server: &Server, before: u64) {
    until("the query has begun", || {
        in_flight(server.address()) == 1 && busiest(server) >= before + 20
    });
}

fn signal(name: &str, whom: &str) {
    let told = Command::new("kill").args([name, "--", whom]).status();
    assert!(told.unwrap().success());
}

/// How many workers had to be replaced.
pub(super) fn restarts(server: &Server) -> u64 {
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
    let before = busiest(&server);
    thread::scope(|scope| {
        let asked = scope.spawn(|| server.query(LONG));
        until_begun(&server, before);
        signal("-INT", &format!("-{}", server.pid()));
        asked.join().unwrap().is(200);
    });
}

#[test]
fn a_worker_that_somebody_ends_is_not_said_to_need_memory() {
    let here = tempfile::tempdir().unwrap();
    settings(here.path(), "query-millis = 60000");
    let server = serve(here.path());
    let before = busiest(&server);
    thread::scope(|scope| {
        let asked = scope.spawn(|| server.query(LONG));
        until_begun(&server, before);
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
    until("it has begun", || in_flight(server.address()) == 1);
    drop(stream);
    assert_eq!(server.logged("gone.1")["status"], 499);
    let counted = "denota_requests_total{method=\"POST\",route=\"/sparql\",status=\"499\"} 1";
    let metrics = server.get("/metrics").text();
    assert!(metrics.contains(counted), "{metrics}");
}
