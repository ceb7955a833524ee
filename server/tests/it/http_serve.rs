//! Starting and stopping: settings, refusals to start, signals, one server a folder.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::auth::served::free_port;
use crate::bench::{Bench, SHOP};
use crate::http::{self, PATIENCE, try_send};
use crate::serve::Server;

/// Waits until something holds.
#[track_caller]
pub(crate) fn until(what: &str, holds: impl Fn() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < PATIENCE, "never: {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// How many requests a server is working on, besides the one that asks for it.
pub(crate) fn in_flight(address: SocketAddr) -> usize {
    let metrics = http::send(address, "GET", "/metrics", &[], b"").is(200);
    let metrics = metrics.text();
    let mut lines = metrics.lines();
    let counted = lines.find_map(|l| l.strip_prefix("denota_requests_in_flight "));
    let all: usize = counted.unwrap().parse().unwrap();
    all - 1
}

#[test]
fn settings_come_from_file_environment_and_flags_in_that_order() {
    let ports: Vec<u16> = (0..3).map(|_| free_port()).collect();
    let bench = Bench::with(&[("denota.toml", &format!("[serve]\nport = {}\n", ports[0]))]);
    let run = |env: bool, flag: bool| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_denota"));
        command.arg("serve");
        if env {
            command.env("DENOTA_SERVE_PORT", ports[1].to_string());
        }
        if flag {
            command.args(["--port", &ports[2].to_string()]);
        }
        Server::run(command, &bench.path("")).address().port()
    };
    assert_eq!(run(false, false), ports[0]);
    assert_eq!(run(true, false), ports[1]);
    assert_eq!(run(true, true), ports[2]);
}

#[test]
fn settings_that_are_not_known_are_refused() {
    let bench = Bench::with(&[("denota.toml", "[serve]\nprot = 1\n")]);
    let ran = bench.run(&["serve"]).ends(2);
    assert!(
        ran.err.contains("denota.toml:2:1") && ran.err.contains("`port`"),
        "{}",
        ran.err
    );
    let bench = Bench::new();
    let mut command = bench.command(&["serve"]);
    let output = command.env("DENOTA_SERVE_PROT", "1").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("`DENOTA_SERVE_PROT`"));
}

#[test]
fn it_does_not_start_open_to_other_machines() {
    let bench = Bench::new();
    for host in ["0.0.0.0", "::"] {
        let ran = bench.run(&["serve", "--port", "0", "--host", host]).ends(2);
        assert!(ran.err.contains("authentication"), "{}", ran.err);
    }
}

#[test]
fn a_port_that_is_taken_is_a_failure_that_says_what_to_do() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let ran = Bench::new().run(&["serve", "--port", &port]).ends(2);
    assert!(
        ran.err.contains("cannot listen") && ran.err.contains("--port"),
        "{}",
        ran.err
    );
}

#[test]
fn a_folder_is_served_once_and_says_where() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    let announced: serde_json::Value =
        serde_json::from_str(&bench.read(".denota/serve.json")).unwrap();
    assert_eq!(announced["url"], server.url());
    assert_eq!(announced["pid"], server.pid());
    assert_eq!(announced["open"], true);
    for port in [0, server.address().port()] {
        let second = bench.run(&["serve", "--port", &port.to_string()]).ends(2);
        assert!(second.err.contains(&server.url()), "{}", second.err);
    }
    server.terminate();
    let (status, log) = server.wait();
    assert!(status.success(), "{log}");
    assert!(!bench.path(".denota/serve.json").exists());
    Server::start(&[], &bench.path(""));
}

#[test]
fn told_to_reload_what_it_does_not_have_it_serves_on() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    server.signal("HUP");
    thread::sleep(Duration::from_millis(200));
    server.get("/healthz").is(200);
}

#[test]
fn stopping_finishes_what_has_begun() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    let address = server.address();
    // A request that cannot be done before the server is told to stop: half of it is missing.
    let (first, rest) = SHOP.split_at(SHOP.len() / 2);
    let head = format!(
        "PUT /api/v1/models/shop HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nif-none-match: *\r\ncontent-type: text/turtle\r\ncontent-length: {}\r\n\r\n",
        SHOP.len()
    );
    let mut put = TcpStream::connect(address).unwrap();
    put.set_read_timeout(Some(PATIENCE)).unwrap();
    put.write_all(format!("{head}{first}").as_bytes()).unwrap();
    until("it has begun", || in_flight(address) == 1);
    server.terminate();
    until("no more are taken", || {
        try_send(address, "GET", "/healthz", &[], b"").is_none()
    });
    put.write_all(rest.as_bytes()).unwrap();
    let answer = http::read(&mut put, false).expect("the request had begun");
    assert_eq!(answer.status, 201, "{}", answer.text());
    let (status, log) = server.wait();
    assert!(status.success(), "{log}");
    assert!(try_send(address, "GET", "/healthz", &[], b"").is_none());
    let server = Server::start(&[], &bench.path(""));
    server.get("/api/v1/models/shop").is(200);
}

#[test]
fn a_server_that_nobody_reads_serves_and_stops_at_the_second_signal() {
    let bench = Bench::new();
    let mut child = bench.command(&["serve", "--port", "0"]);
    let child = child.stdin(Stdio::null());
    let mut child = child
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    // Both pipes are broken from here on.
    drop((lines, child.stderr.take()));
    let address: SocketAddr = first.rsplit("http://").next().unwrap().parse().unwrap();
    let get = || try_send(address, "GET", "/healthz", &[], b"").is_some_and(|a| a.status == 200);
    assert!(get() && get());
    // A request that does not end: the first signal waits for it, the second does not.
    let mut begun = TcpStream::connect(address).unwrap();
    let head = "PUT /api/v1/models/shop HTTP/1.1\r\nhost: localhost\r\nif-none-match: *\r\ncontent-length: 9\r\n\r\n";
    begun.write_all(head.as_bytes()).unwrap();
    until("it has begun", || in_flight(address) == 1);
    let signal = || {
        let pid = child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &pid])
                .status()
                .unwrap()
                .success()
        );
    };
    signal();
    until("it serves no more", || !get());
    signal();
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        // Less than it would wait for the request.
        if started.elapsed() > Duration::from_secs(15) {
            child.kill().unwrap();
            panic!("it did not stop");
        }
        thread::sleep(Duration::from_millis(50));
    };
    assert!(status.success(), "{status}");
}

#[test]
fn limits_of_nothing_keep_it_from_starting() {
    for (settings, name) in [
        ("[serve]\nrequests = 0\n", "`requests`"),
        ("[serve]\nquery-bytes = 0\n", "`query-bytes`"),
        ("[serve.graphql]\ndepth = 0\n", "`graphql.depth`"),
    ] {
        let bench = Bench::with(&[("denota.toml", settings)]);
        let ran = bench.run(&["serve", "--port", "0"]).ends(2);
        assert!(ran.err.contains(name), "{}", ran.err);
    }
}
