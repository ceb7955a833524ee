//! Clients that are slow, many, or at each other's throats.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::bench::{Bench, SHOP};
use crate::http::{PATIENCE, try_send};
use crate::http_serve::until;
use crate::serve::Server;

/// Counts of a test: few in `make test`, all in `make soak`.
fn counts(few: usize, soak: usize) -> usize {
    if std::env::var_os("DENOTA_SOAK").is_some() {
        soak
    } else {
        few
    }
}

fn with(bench: &Bench, settings: &[(&str, &str)]) -> Server {
    let mut command = Command::new(env!("CARGO_BIN_EXE_denota"));
    command.args(["serve", "--port", "0"]);
    for (name, value) in settings {
        command.env(format!("DENOTA_SERVE_{name}"), value);
    }
    Server::run(command, &bench.path(""))
}

/// Waits until the server ends a connection; what it said, and how long it took.
fn until_closed(stream: &mut TcpStream) -> (Vec<u8>, Duration) {
    let started = Instant::now();
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    let mut said = Vec::new();
    let mut some = [0; 4096];
    loop {
        match stream.read(&mut some) {
            Ok(0) => break,
            Ok(n) => said.extend_from_slice(&some[..n]),
            Err(e) => {
                assert_ne!(
                    e.kind(),
                    std::io::ErrorKind::WouldBlock,
                    "it waits for ever"
                );
                break;
            }
        }
    }
    (said, started.elapsed())
}

/// What is not decoded must not be read as if it were plain.
#[test]
fn bodies_in_another_encoding_are_refused_wherever_bodies_are_read() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    for (method, path) in [
        ("PUT", "/api/v1/models/shop"),
        ("POST", "/api/v1/publications"),
        ("POST", "/sparql"),
        ("POST", "/graphql"),
        ("POST", "/schema-registry/subjects/shop.Product/versions"),
    ] {
        for encoding in ["gzip", "br, identity"] {
            let headers = [("content-encoding", encoding)];
            let answer = server.send(method, path, &headers, SHOP).is(415);
            assert_eq!(answer.header("accept-encoding"), "identity", "{path}");
            let said = answer.json();
            match path.strip_prefix("/schema-registry") {
                None => assert!(said["help"].is_string(), "{said}"),
                Some(_) => assert_eq!(said["error_code"], 415, "{said}"),
            }
        }
    }
    let headers = [
        ("content-encoding", "identity"),
        ("content-type", "text/turtle"),
        ("if-none-match", "*"),
    ];
    server
        .send("PUT", "/api/v1/models/shop", &headers, SHOP)
        .is(201);
}

#[test]
fn slow_clients_are_not_waited_for() {
    let bench = Bench::new();
    let server = with(
        &bench,
        &[
            ("HEADER_SECONDS", "1"),
            ("BODY_SECONDS", "1"),
            ("REQUEST_SECONDS", "3"),
        ],
    );
    let within = Duration::from_secs(10);
    let connect = || TcpStream::connect(server.address()).unwrap();
    let mut silent = connect();
    let mut half = connect();
    half.write_all(b"GET / HTTP/1.1\r\nhost: loc").unwrap();
    let mut trickling = connect();
    trickling
        .write_all(b"PUT /api/v1/models/shop HTTP/1.1\r\nhost: localhost\r\nif-none-match: *\r\ncontent-length: 1000\r\n\r\n")
        .unwrap();
    let mut drip = trickling.try_clone().unwrap();
    let dripping = thread::spawn(move || {
        for _ in 0..100 {
            if drip.write_all(b"#").is_err() {
                return;
            }
            thread::sleep(Duration::from_millis(100));
        }
    });
    for stream in [&mut silent, &mut half] {
        let (_, took) = until_closed(stream);
        assert!(took < within, "{took:?}");
    }
    let (said, took) = until_closed(&mut trickling);
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(
        said.starts_with("HTTP/1.1 408 ") && said.contains("too long to arrive"),
        "{said}"
    );
    assert!(took < within, "{took:?}");
    dripping.join().unwrap();
    server.get("/healthz").is(200);
}

#[test]
fn sixteen_publishers_of_one_model_do_not_undo_each_other() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    server.create("shop", SHOP).is(201);
    let wins = AtomicUsize::new(0);
    let losses = AtomicUsize::new(0);
    let rounds = counts(3, 25);
    thread::scope(|scope| {
        for publisher in 0..16 {
            let (server, wins, losses) = (&server, &wins, &losses);
            scope.spawn(move || {
                for round in 0..rounds {
                    let tag = server
                        .get("/api/v1/models/shop")
                        .is(200)
                        .header("etag")
                        .to_owned();
                    let words = format!("What shop {publisher} sells in round {round}.");
                    let answer =
                        server.replace("shop", &tag, &SHOP.replace("What a shop sells.", &words));
                    match answer.status {
                        200 => wins.fetch_add(1, Ordering::Relaxed),
                        412 => losses.fetch_add(1, Ordering::Relaxed),
                        _ => panic!("{}: {}", answer.status, answer.text()),
                    };
                }
            });
        }
    });
    let (wins, losses) = (wins.into_inner(), losses.into_inner());
    assert_eq!(wins + losses, 16 * rounds);
    assert!(wins >= 1 && losses >= 1, "{wins} won, {losses} lost");
    let versions = server.get("/api/v1/models/shop/versions").is(200).json();
    assert_eq!(
        versions["items"].as_array().unwrap().len(),
        wins + 1,
        "each win is one revision"
    );
}

#[test]
fn publishers_of_different_models_do_not_conflict() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    thread::scope(|scope| {
        for publisher in 0..16 {
            let server = &server;
            scope.spawn(move || {
                let name = format!("shop{}", char::from(b'a' + publisher));
                server.create(&name, &SHOP.replace("shop", &name)).is(201);
            });
        }
    });
}

#[test]
fn past_capacity_it_says_so_at_once_and_recovers() {
    let bench = Bench::new();
    let settings = [
        ("REQUESTS", "8"),
        ("READS", "1"),
        ("QUEUE", "4"),
        ("QUEUE_SECONDS", "1"),
    ];
    let server = with(&bench, &settings);
    server.create("shop", SHOP).is(201);
    let before = server.peak_memory();
    let address = server.address();
    let (served, shed, slowest) = (
        AtomicUsize::new(0),
        AtomicUsize::new(0),
        AtomicUsize::new(0),
    );
    let until = Instant::now() + Duration::from_secs(counts(3, 30) as u64);
    thread::scope(|scope| {
        for _ in 0..64 {
            let (served, shed, slowest) = (&served, &shed, &slowest);
            scope.spawn(move || {
                while Instant::now() < until {
                    let started = Instant::now();
                    let path = "/api/v1/models/shop/diff";
                    let answer = try_send(address, "GET", path, &[], b"").expect("an answer");
                    match answer.status {
                        200 => served.fetch_add(1, Ordering::Relaxed),
                        503 => {
                            assert_eq!(answer.header("retry-after"), "1");
                            let took = usize::try_from(started.elapsed().as_millis()).unwrap();
                            slowest.fetch_max(took, Ordering::Relaxed);
                            shed.fetch_add(1, Ordering::Relaxed)
                        }
                        status => panic!("{status}: {}", answer.text()),
                    };
                }
            });
        }
        while Instant::now() < until {
            server.get("/healthz").is(200);
            server.get("/readyz").is(200);
            thread::sleep(Duration::from_millis(50));
        }
    });
    let (served, shed, slowest) = (served.into_inner(), shed.into_inner(), slowest.into_inner());
    assert!(served > 0 && shed > 0, "{served} served, {shed} shed");
    assert!(slowest < 3000, "turned away after {slowest} ms");
    server.get("/api/v1/models/shop/diff").is(200);
    let grown = server.peak_memory().saturating_sub(before);
    assert!(grown < 256 << 20, "{grown} bytes more");
    let metrics = server.get("/metrics").text();
    assert!(metrics.contains("denota_sheds_total{where="), "{metrics}");
}

#[test]
fn bodies_that_wait_share_a_bounded_memory() {
    let bench = Bench::new();
    let server = with(&bench, &[("BODY_BYTES", "4000000"), ("PUBLICATIONS", "1")]);
    let before = server.peak_memory();
    let body = format!("{SHOP}\n# {}\n", "x".repeat(2_000_000));
    let statuses: Vec<u16> = thread::scope(|scope| {
        let puts: Vec<_> = (0..16)
            .map(|_| scope.spawn(|| server.create("shop", &body).status))
            .collect();
        puts.into_iter().map(|p| p.join().unwrap()).collect()
    });
    assert!(statuses.contains(&503), "{statuses:?}");
    assert!(
        statuses.iter().all(|s| matches!(s, 200 | 201 | 412 | 503)),
        "{statuses:?}"
    );
    assert_eq!(
        statuses.iter().filter(|s| **s == 201).count(),
        1,
        "{statuses:?}"
    );
    let grown = server.peak_memory().saturating_sub(before);
    assert!(grown < 256 << 20, "{grown} bytes more");
}

#[test]
fn connections_past_the_limit_are_told_so() {
    let bench = Bench::new();
    let server = with(&bench, &[("CONNECTIONS", "4")]);
    let begun = Instant::now();
    let mut held = Vec::new();
    while held.len() < 4 {
        // The connection that found the server ready may not be quite gone yet.
        held.extend(admitted(&server));
        assert!(begun.elapsed() < PATIENCE, "only {} are taken", held.len());
    }
    let turned_away = try_send(server.address(), "GET", "/healthz", &[], b"").unwrap();
    assert_eq!(
        (turned_away.status, turned_away.header("retry-after")),
        (503, "1")
    );
    drop(held);
    until("there is a place again", || {
        let answer = try_send(server.address(), "GET", "/healthz", &[], b"");
        answer.is_some_and(|answer| answer.status == 200)
    });
}

/// A connection that has been answered and is kept open; none where it is one too many.
fn admitted(server: &Server) -> Option<TcpStream> {
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let request = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n";
    let mut status = [0; b"HTTP/1.1 200".len()];
    let sent = stream.write_all(request);
    let answered = sent.and_then(|()| stream.read_exact(&mut status));
    (answered.is_ok() && status == *b"HTTP/1.1 200").then_some(stream)
}

#[test]
fn malformed_models_are_findings_and_nothing_worse() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    let mut seed = 1_u64;
    let mut next = || {
        // xorshift: any sequence will do, as long as it is the same every time.
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % 1_000_003).unwrap()
    };
    for round in 0..counts(150, 20_000) {
        let mut bytes = SHOP.as_bytes().to_vec();
        for _ in 0..=next() % 4 {
            let at = next() % bytes.len();
            match next() % 4 {
                0 => bytes[at] = b'\0',
                1 => bytes[at] = b"<>\"'.;,()[]{}@^\\"[next() % 16],
                2 => drop(bytes.drain(at..(at + next() % 40).min(bytes.len()))),
                _ => bytes.insert(at, 0xff),
            }
            if bytes.is_empty() {
                bytes.push(b'.');
            }
        }
        let headers = [("if-none-match", "*"), ("content-type", "text/turtle")];
        let answer = server.send("PUT", "/api/v1/models/shop", &headers, &bytes);
        // What is changed by chance may claim a name that comes with the product.
        let is_kept =
            answer.status == 403 && answer.text().contains("are kept for what comes with");
        assert!(
            is_kept || matches!(answer.status, 201 | 412 | 422),
            "round {round}: {} {}",
            answer.status,
            answer.text()
        );
    }
    server.get("/healthz").is(200);
}

#[test]
fn who_sends_all_before_listening_hears_a_refusal() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    let mut stream = TcpStream::connect(server.address()).unwrap();
    let body = vec![b' '; 10_000_000];
    let head = format!(
        "PUT /api/v1/models/shop HTTP/1.1\r\nhost: localhost\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&body).expect("it is all taken");
    // The connection goes on after it.
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
        .unwrap();
    let (said, _) = until_closed(&mut stream);
    let said = String::from_utf8_lossy(&said);
    assert!(
        said.starts_with("HTTP/1.1 428 ") && said.contains("HTTP/1.1 200 "),
        "{said}"
    );
}

/// What became of a write that nobody waited for can be looked up.
#[test]
fn a_write_that_is_not_answered_in_time_is_in_the_audit_trail() {
    let bench = Bench::new();
    let server = with(&bench, &[("REQUEST_SECONDS", "1")]);
    let mut stream = TcpStream::connect(server.address()).unwrap();
    let head = "PUT /api/v1/models/shop HTTP/1.1\r\nhost: localhost\r\nx-request-id: late.1\r\n\
                content-type: text/turtle\r\nif-none-match: *\r\ncontent-length: 1000\r\n\r\n# a model";
    stream.write_all(head.as_bytes()).unwrap();
    let (said, _) = until_closed(&mut stream);
    assert!(said.starts_with(b"HTTP/1.1 503"), "{said:?}");
    until("it is entered", || {
        let trail = server.get("/api/v1/audit?request=late.1").is(200).json();
        trail["items"].as_array().is_some_and(|entries| {
            let is_ours = |e: &serde_json::Value| {
                e["action"] == "publish"
                    && e["outcome"] == "failed"
                    && e["detail"] == "PUT /api/v1/models/shop: not answered in time"
            };
            entries.len() == 1 && entries.iter().all(is_ours)
        })
    });
}
