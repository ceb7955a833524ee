//! What holds for every route: problems, ids, hosts, methods, compression, operations.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::Value;

use crate::bench::{Bench, SHOP};
use crate::http;
use crate::serve::Server;

#[test]
fn what_is_not_there_is_the_same_bytes_everywhere() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    let bodies: BTreeSet<Vec<u8>> = [
        "/nothing",
        "/api/v1/models/nothing",
        "/api/v1/models/nothing?version=1.0.0",
        "/api/v1/models/nothing/versions",
        "/api/v1/models/nothing/diff",
        "/api/v1/models/nothing/dependencies",
        "/api/v1/models/nothing/dependents",
        "/api/v1/models/nothing/extensions",
    ]
    .iter()
    .map(|path| {
        let answer = server.get(path);
        answer.clone().problem(404);
        answer.body
    })
    .collect();
    assert_eq!(bodies.len(), 1);
}

#[test]
fn a_request_keeps_its_id_through_answer_log_and_audit_trail() {
    let bench = Bench::new();
    let server = Server::start(&["--log", "json"], &bench.path(""));
    let headers = [("x-request-id", "from-outside.1"), ("if-none-match", "*")];
    let answer = server
        .send("PUT", "/api/v1/models/shop", &headers, SHOP)
        .is(201);
    assert_eq!(answer.header("x-request-id"), "from-outside.1");
    let line = server.logged("from-outside.1");
    assert_eq!(line["route"], "/api/v1/models/{domain}");
    assert_eq!(line["status"], 201);
    assert_eq!(line["caller"], "anonymous");
    let trail = server.get("/api/v1/audit").is(200).json();
    assert_eq!(trail["items"][0]["request"], "from-outside.1");
    assert_eq!(trail["items"][0]["action"], "publish");
    assert_eq!(trail["items"][0]["graph"], "https://example.com/onto/shop#");
    // What does not go in is found by its graph, too.
    server.create("shop", SHOP).problem(412);
    let graph = "/api/v1/audit?graph=https%3A%2F%2Fexample.com%2Fonto%2Fshop%23";
    let refused = server.get(graph).json()["items"][0].clone();
    assert_eq!(refused["outcome"], "refused", "{refused}");
    assert_eq!(refused["detail"], "precondition");
    server.send("POST", "/api/v1/backups", &[], "").is(201);
    let trail = server.get("/api/v1/audit?action=administer").json();
    let made = trail["items"][0]["detail"].to_string();
    assert!(made.contains("backup to"), "{trail}");
    let wild = server.send("GET", "/", &[("x-request-id", "a b\"c")], "");
    assert_ne!(wild.header("x-request-id"), "a b\"c");
    assert!(!wild.header("x-request-id").is_empty());
}

#[test]
fn an_open_server_answers_this_machine_alone() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    let port = server.address().port();
    for host in [
        "localhost".to_owned(),
        format!("localhost:{port}"),
        format!("[::1]:{port}"),
    ] {
        server
            .send("GET", "/healthz", &[("host", &host)], "")
            .is(200);
    }
    for path in ["/", "/healthz", "/api/v1/models", "/sparql?query=ASK{}"] {
        server
            .send("GET", path, &[("host", "evil.example")], "")
            .problem(421);
        // What begins like this machine and is no host at all is no base of IRIs either.
        server
            .send("GET", path, &[("host", "localhost:x")], "")
            .is(200);
    }
    let trail = server.get("/api/v1/audit?action=read").is(200).json();
    let entries = trail["items"].as_array().unwrap();
    for path in ["/", "/healthz", "/api/v1/models", "/sparql"] {
        let told = format!("GET {path}: host");
        let refused = |e: &Value| e["detail"] == told && e["outcome"] == "refused";
        assert!(entries.iter().any(refused), "{path}: {trail}");
    }
    let described = server.send("GET", "/sparql", &[("host", "localhost:x")], "");
    let own = format!("{}/sparql>", server.address());
    assert!(described.is(200).text().contains(&own));
    let own = format!("http://localhost:{port}");
    let host = format!("localhost:{port}");
    for (origin, status) in [
        (own.as_str(), 200),
        ("http://localhost:1", 403),
        ("null", 403),
    ] {
        let headers = [("host", host.as_str()), ("origin", origin)];
        server
            .send("GET", "/api/v1/models", &headers, "")
            .is(status);
    }
}

/// Balancers that speak HTTP/1.0 name no host, and a browser always does.
#[test]
fn a_probe_that_names_no_host_is_answered() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    for (path, status) in [("/healthz", "200"), ("/readyz", "200"), ("/", "421")] {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        let request = format!("GET {path} HTTP/1.0\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut said = String::new();
        stream.read_to_string(&mut said).unwrap();
        assert_eq!(said.split(' ').nth(1), Some(status), "{path}: {said}");
    }
}

#[test]
fn methods_types_and_sizes_are_refused_as_problems() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    let answer = server.send("PATCH", "/api/v1/models/shop", &[], "");
    let allowed: BTreeSet<&str> = answer
        .header("allow")
        .split([',', ' '])
        .filter(|m| !m.is_empty())
        .collect();
    assert_eq!(allowed, BTreeSet::from(["GET", "HEAD", "PUT", "DELETE"]));
    answer.problem(405);
    server
        .send("GET", "/api/v1/models", &[("accept", "text/html")], "")
        .problem(406);
    server
        .send("GET", "/api/v1/models?limit=many", &[], "")
        .problem(400);
    server
        .send("GET", "/api/v1/models?limit=0", &[], "")
        .problem(400);
    server
        .send("GET", "/api/v1/models/%FF", &[], "")
        .problem(400);
    let new = ("if-none-match", "*");
    let kind = ("content-type", "image/png");
    server
        .send("PUT", "/api/v1/models/shop", &[new, kind], "x")
        .problem(415);
    let large = vec![b' '; (16 << 20) + 1];
    let problem = server
        .send("PUT", "/api/v1/models/shop", &[new], &large)
        .problem(413);
    assert_eq!(problem["limit"], 16 << 20);
    server
        .send(
            "POST",
            "/api/v1/publications",
            &[("content-type", "application/json")],
            "{",
        )
        .problem(400);
}

#[test]
fn answers_are_safe_to_show_in_a_browser() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    for path in ["/", "/api/v1/models", "/nothing", "/healthz"] {
        let answer = server.get(path);
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
        assert!(
            policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
    }
    let page = server.get("/").is(200);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let text = page.text();
    for link in [
        "/openapi.json",
        "/sparql",
        "/graphql",
        "/schema-registry",
        "/metrics",
        "/api/v1/models",
    ] {
        assert!(text.contains(link), "{link}");
    }
    assert!(!text.contains("<script"));
    let foreign = text
        .split(['"', ' '])
        .filter(|w| w.starts_with("http"))
        .find(|w| !w.contains("127.0.0.1"));
    assert_eq!(foreign, None, "the page loads nothing from elsewhere");
}

#[test]
fn compressed_answers_have_tags_of_their_own() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    server.create("shop", SHOP).is(201);
    let path = "/api/v1/models/shop";
    let plain = server.get(path).is(200);
    assert_eq!(plain.body, SHOP.as_bytes());
    let gzip = ("accept-encoding", "gzip");
    let packed = server.send("GET", path, &[gzip], "").is(200);
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert_ne!(packed.header("etag"), plain.header("etag"));
    for tag in [plain.header("etag"), packed.header("etag")] {
        let known = server
            .send("GET", path, &[gzip, ("if-none-match", tag)], "")
            .is(304);
        assert_eq!(known.header("etag"), tag);
        // RFC 9110, 15.4.5: a 304 varies as the answer that it stands for.
        assert_eq!(known.header("vary"), packed.header("vary"));
        assert!(known.body.is_empty());
    }
    let tag = packed.header("etag").to_owned();
    server
        .replace(
            "shop",
            &tag,
            &SHOP.replace("What a shop sells.", "All that a shop sells."),
        )
        .is(200);
}

#[test]
fn heads_say_what_gets_would() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    server.create("shop", SHOP).is(201);
    for path in [
        "/api/v1/models/shop",
        "/api/v1/models",
        "/",
        "/openapi.json",
        "/healthz",
    ] {
        let (get, head) = (
            server.get(path).is(200),
            server.send("HEAD", path, &[], "").is(200),
        );
        assert!(head.body.is_empty(), "{path}");
        for name in [
            "etag",
            "content-type",
            "content-length",
            "cache-control",
            "vary",
        ] {
            assert_eq!(get.header(name), head.header(name), "{path} {name}");
        }
    }
}

#[test]
fn metrics_count_by_route_and_name_no_graph() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    server.create("shop", SHOP).is(201);
    server.get("/api/v1/models/shop").is(200);
    server.get("/api/v1/models/secret").is(404);
    server
        .send("BREW", "/api/v1/models/secret", &[], "")
        .is(405);
    let stale = [("If-Match", "\"another\"")];
    server
        .send("DELETE", "/api/v1/models/shop", &stale, "")
        .is(412);
    server
        .send("DELETE", "/api/v1/models/shop", &[("If-Match", "*")], "")
        .is(200);
    let metrics = server.get("/metrics").is(200).text();
    for line in [
        "denota_requests_total{method=\"GET\",route=\"/api/v1/models/{domain}\",status=\"200\"} 1",
        "denota_requests_total{method=\"GET\",route=\"/api/v1/models/{domain}\",status=\"404\"} 1",
        "denota_publications_total{outcome=\"published\"} 1",
        "denota_publications_total{outcome=\"refused\"} 1",
        "denota_publications_total{outcome=\"retired\"} 1",
        "denota_refusals_total{reason=\"precondition\"} 1",
    ] {
        assert!(metrics.contains(line), "{line}\n{metrics}");
    }
    assert!(!metrics.contains("secret") && !metrics.contains("shop") && !metrics.contains("BREW"));
    let size: f64 = metrics
        .lines()
        .find_map(|l| l.strip_prefix("denota_store_bytes "))
        .and_then(|v| v.parse().ok())
        .unwrap();
    assert!(size > 0.0);
}

#[test]
fn connections_are_kept_and_used_again() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    let mut stream = TcpStream::connect(server.address()).unwrap();
    let host = server.address();
    for last in [false, false, true] {
        use std::io::Write as _;
        let close = if last { "connection: close\r\n" } else { "" };
        write!(
            stream,
            "GET /healthz HTTP/1.1\r\nhost: {host}\r\n{close}\r\n"
        )
        .unwrap();
        if last {
            assert_eq!(http::read(&mut stream, false).unwrap().status, 200);
        } else {
            let mut some = [0; 1024];
            let read = stream.read(&mut some).unwrap();
            assert!(some[..read].starts_with(b"HTTP/1.1 200"));
        }
    }
}

#[test]
fn the_audit_trail_is_filtered_by_moments_in_any_zone() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    server.create("shop", SHOP).is(201);
    let count = |query: &str| {
        let trail = server.get(&format!("/api/v1/audit?{query}")).is(200).json();
        trail["items"].as_array().unwrap().len()
    };
    let trail = server.get("/api/v1/audit").json();
    let at = trail["items"][0]["at"].as_str().unwrap().to_owned();
    // The same moment, as a clock two hours to the east shows it.
    let east = shifted(&at);
    for (query, expected) in [
        (format!("since={at}"), 1),
        (format!("since={}", http::encoded(&east)), 1),
        (format!("since={east}"), 1),
        (format!("before={}", http::encoded(&east)), 0),
        (
            "since=2000-01-01T00:00:00.5-05:00&before=9999-01-01T00:00:00Z".to_owned(),
            1,
        ),
        ("before=2000-01-01T00:00:00Z".to_owned(), 0),
    ] {
        assert_eq!(count(&query), expected, "{query}");
    }
    for query in [
        "since=bogus",
        "before=bogus",
        "since=2026-01-01",
        "until=x",
        "limit=x",
    ] {
        let problem = server.get(&format!("/api/v1/audit?{query}")).problem(400);
        let name = query.split('=').next().unwrap();
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(&format!("`{name}`")), "{problem}");
    }
}

/// A moment of this day in UTC, written in the zone two hours ahead.
fn shifted(at: &str) -> String {
    let hour: u32 = at[11..13].parse().unwrap();
    if hour < 22 {
        return format!("{}{:02}{}+02:00", &at[..11], hour + 2, &at[13..19]);
    }
    format!("{}{:02}{}-02:00", &at[..11], hour - 2, &at[13..19])
}
