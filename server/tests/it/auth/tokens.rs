//! Static tokens, as programs use them.

use base64::Engine as _;

use super::served::Served;
use crate::bench::Bench;

const SETTINGS: &str = "[serve.auth]\ntokens = \"tokens.toml\"\n";

/// Makes a token, and says which.
pub(crate) fn token(bench: &Bench, args: &[&str]) -> String {
    let ran = bench.run(&[&["token", "new"], args].concat()).ends(0);
    let token = ran.out.trim().to_owned();
    assert!(token.starts_with("denota_") && token.len() == 50, "{token}");
    assert!(
        !ran.err.contains(&token),
        "a token is printed once, for who pipes it on"
    );
    token
}

fn served() -> (Served, String) {
    let bench = Bench::with(&[("denota.toml", SETTINGS)]);
    let ci = token(&bench, &["ci", "--team", "people", "--team", "titles"]);
    (Served::start(bench), ci)
}

#[test]
fn a_token_says_who_calls() {
    let (served, ci) = served();
    let who = served.get("/api/v1/whoami", Some(&ci)).json();
    assert_eq!(who["name"], "ci");
    assert_eq!(who["teams"], serde_json::json!(["people", "titles"]));
    assert_eq!(
        (who["admin"].as_bool(), who["authentication"].as_str()),
        (Some(false), Some("token"))
    );
    let basic = base64::engine::general_purpose::STANDARD.encode(format!("whatever:{ci}"));
    let basic = format!("Basic {basic}");
    let answer = served.send("GET", "/api/v1/whoami", &[("authorization", &basic)], b"");
    assert_eq!(answer.json()["name"], "ci");
}

#[test]
fn without_one_there_is_a_challenge_and_with_a_bad_one_too() {
    let (served, ci) = served();
    let last = if ci.ends_with('A') { 'E' } else { 'A' };
    let changed = format!("{}{last}", &ci[..ci.len() - 1]);
    let bad = [
        format!("Bearer {changed}"),
        "Bearer denota_".to_owned(),
        "Bearer a.b.c".to_owned(),
        "Bearer".to_owned(),
        "Digest x".to_owned(),
    ];
    for path in [
        "/api/v1/models",
        "/api/v1/nothing",
        "/sparql?query=ASK%7B%7D",
        "/",
        "/metrics",
        "/graphql",
        "/nowhere",
    ] {
        let answer = served.get(path, None);
        assert_eq!(answer.status, 401, "{path}");
        assert_eq!(
            answer.header("www-authenticate"),
            "Bearer realm=\"denota\"",
            "{path}"
        );
        assert_eq!(
            answer.header("content-type"),
            "application/problem+json",
            "{path}"
        );
        assert_eq!(answer.json()["status"], 401);
    }
    assert_eq!(served.get("/healthz", None).status, 200);
    for value in &bad {
        // Whoever watches the server is answered though their token is none any more.
        for path in ["/healthz", "/readyz", "/openapi.json"] {
            let answer = served.send("GET", path, &[("authorization", value)], b"");
            assert_ne!(answer.status, 401, "{path} {value}");
        }
        for path in ["/api/v1/models", "/metrics", "/auth/login"] {
            let answer = served.send("GET", path, &[("authorization", value)], b"");
            assert_eq!(answer.status, 401, "{path} {value}");
            assert!(
                answer
                    .header("www-authenticate")
                    .contains("error=\"invalid_token\"")
            );
        }
    }
    // A cookie means nothing where nobody can sign in.
    let answer = served.send(
        "GET",
        "/api/v1/models",
        &[("cookie", &format!("denota-session={}", &ci[7..]))],
        b"",
    );
    assert_eq!(answer.status, 401);
}

#[test]
fn a_token_that_is_withdrawn_is_good_no_more_and_a_new_one_is_at_once() {
    let (served, ci) = served();
    let status = |served: &Served, token: &str| served.get("/api/v1/whoami", Some(token)).status;
    assert_eq!(status(&served, &ci), 200);
    let other = token(&served.bench, &["other"]);
    served.until("a new token is heeded", |s| status(s, &other) == 200);
    served.bench.run(&["token", "revoke", "ci"]).ends(0);
    served.until("a withdrawn token is heeded", |s| status(s, &ci) == 401);
    let list = served.bench.run(&["token", "list"]).ends(0).out;
    assert!(list.contains("other") && !list.contains("ci "), "{list}");
    assert_eq!(served.bench.run(&["token", "revoke", "ci"]).ends(2).out, "");
    assert!(
        served
            .bench
            .run(&["token", "new", "other"])
            .ends(2)
            .err
            .contains("already")
    );
}

#[test]
fn refused_access_is_in_the_trail_and_no_token_is_in_the_log() {
    let bench = Bench::with(&[("denota.toml", SETTINGS)]);
    let ci = token(&bench, &["ci", "--team", "people"]);
    let root = token(&bench, &["root", "--admin"]);
    let served = Served::with(bench, &["--port", "0"], &[("DENOTA_LOG", "trace")]);
    let id = |id: &'static str| ("x-request-id", id);
    let bearer = format!("Bearer {ci}");
    let bad = format!("Bearer {ci}x");
    assert_eq!(
        served
            .send("GET", "/api/v1/models", &[id("nobody-1")], b"")
            .status,
        401
    );
    assert_eq!(
        served
            .send(
                "GET",
                "/api/v1/models",
                &[id("bad-1"), ("authorization", &bad)],
                b""
            )
            .status,
        401
    );
    let audit = "/api/v1/audit?limit=50";
    assert_eq!(
        served
            .send("GET", audit, &[id("ci-1"), ("authorization", &bearer)], b"")
            .status,
        403
    );
    assert_eq!(
        served
            .send(
                "GET",
                "/metrics",
                &[id("ci-2"), ("authorization", &bearer)],
                b""
            )
            .status,
        403
    );
    let trail = served.get(audit, Some(&root));
    assert_eq!(trail.status, 200, "{}", trail.text());
    let trail = trail.json();
    let entry = |request: &str| {
        let items = trail["items"].as_array().unwrap();
        items
            .iter()
            .find(|e| e["request"] == request)
            .unwrap_or_else(|| panic!("{request}: {trail}"))
            .clone()
    };
    let detail = |request: &str| entry(request)["detail"].as_str().unwrap().to_owned();
    assert_eq!(detail("nobody-1"), "GET /api/v1/models: unauthenticated");
    assert_eq!(entry("bad-1")["outcome"], "refused");
    assert_eq!(entry("ci-1")["who"], "ci");
    assert_eq!(detail("ci-1"), "GET /api/v1/audit: forbidden");
    assert_eq!(entry("ci-2")["who"], "ci");
    assert_eq!(served.get("/metrics", Some(&root)).status, 200);
    served.until("requests are logged", |s| s.log().contains("ci-2"));
    let log = served.log();
    assert!(log.contains("nobody-1"), "{log}");
    for secret in [&ci, &root] {
        assert!(!log.contains(&secret[7..]), "a token is in the log");
        assert!(!served.bench.read("tokens.toml").contains(&secret[7..]));
    }
}

const BROWSER: [(&str, &str); 2] = [
    ("accept", "text/html,application/xhtml+xml,*/*;q=0.8"),
    ("sec-fetch-mode", "navigate"),
];

fn basic(token: &str) -> String {
    let pair = base64::engine::general_purpose::STANDARD.encode(format!("me:{token}"));
    format!("Basic {pair}")
}

#[test]
fn a_browser_that_opens_a_page_is_asked_for_the_token() {
    let (served, ci) = served();
    let challenge = |path: &str, headers: &[(&str, &str)]| {
        let answer = served.send("GET", path, headers, b"");
        assert_eq!(answer.status, 401);
        answer.header("www-authenticate").to_owned()
    };
    let both = "Bearer realm=\"denota\", Basic realm=\"Denota\", charset=\"UTF-8\"";
    assert_eq!(challenge("/", &BROWSER), both);
    let wrong = basic("denota_wrong");
    let again = [&BROWSER[..], &[("authorization", &wrong)]].concat();
    assert!(
        challenge("/", &again).contains("Basic realm"),
        "it may be mistyped"
    );
    for headers in [
        &[][..],
        &[("accept", "*/*")],
        &[("accept", "text/html"), ("sec-fetch-mode", "cors")],
    ] {
        assert_eq!(
            challenge("/", headers),
            "Bearer realm=\"denota\"",
            "{headers:?}"
        );
    }
    let right = basic(&ci);
    let shown = [&BROWSER[..], &[("authorization", &right)]].concat();
    assert_eq!(served.send("GET", "/", &shown, b"").status, 200);
}

#[test]
fn a_page_from_elsewhere_writes_nothing_with_a_password_that_a_browser_knows() {
    let (served, ci) = served();
    let right = basic(&ci);
    let own = format!("http://{}", served.address());
    let status = |credential: &str, more: &[(&str, &str)]| {
        let headers = [
            &[("authorization", credential), ("if-none-match", "*")],
            more,
        ]
        .concat();
        served
            .send("PUT", "/api/v1/models/shop", &headers, b"")
            .status
    };
    for (more, expected) in [
        (&[("origin", "https://evil.example")][..], 403),
        (&[("origin", "null")], 403),
        (&[("sec-fetch-site", "cross-site")], 403),
        (
            &[("origin", own.as_str()), ("sec-fetch-site", "same-site")],
            403,
        ),
        (&[("origin", own.as_str())], 422),
        (
            &[("origin", own.as_str()), ("sec-fetch-site", "same-origin")],
            422,
        ),
        (&[], 422),
    ] {
        assert_eq!(status(&right, more), expected, "{more:?}");
    }
    // Whose password it was is in the trail.
    let trail = served.bench.read(".denota/registry/audit/audit.jsonl");
    let refused = trail
        .lines()
        .filter(|line| line.contains("PUT /api/v1/models/shop: forbidden"));
    let known: Vec<bool> = refused
        .map(|line| line.contains("\"who\":\"ci\""))
        .collect();
    assert_eq!(known, [true; 4], "{trail}");
    // No browser sends a bearer's token unasked.
    let bearer = format!("Bearer {ci}");
    assert_eq!(status(&bearer, &[("origin", "https://evil.example")]), 422);
}

#[test]
fn on_all_interfaces_it_says_so_and_links_to_this_machine() {
    let bench = Bench::with(&[("denota.toml", SETTINGS)]);
    token(&bench, &["ci"]);
    let served = Served::with(bench, &["--port", "0", "--host", "0.0.0.0"], &[]);
    assert!(served.address().ip().is_loopback());
    assert_eq!(served.get("/healthz", None).status, 200);
    let announced = served.bench.read(".denota/serve.json");
    assert!(announced.contains("http://127.0.0.1:"), "{announced}");
}

/// Whoever has no token can have refusals entered at will: were the audit trail stuck, nobody
/// else may be.
#[cfg(unix)]
#[test]
fn refusals_that_cannot_be_entered_hold_up_nobody_else() {
    let bench = Bench::with(&[("denota.toml", SETTINGS)]);
    let ci = token(&bench, &["ci"]);
    // A pipe that nobody reads takes some lines, and then whoever writes another one waits.
    let folder = bench.path(".denota/registry/audit");
    std::fs::create_dir_all(&folder).unwrap();
    let made = std::process::Command::new("mkfifo")
        .arg(folder.join("audit.jsonl"))
        .status();
    assert!(made.unwrap().success());
    let threads = [("TOKIO_WORKER_THREADS", "2")];
    let served = Served::with(bench, &["--port", "0"], &threads);
    let path = format!("/api/v1/models/{}", "x".repeat(2000));
    let refused: Vec<_> = (0..64)
        .map(|_| served.open("GET", &path, &[], b""))
        .collect();
    std::thread::sleep(std::time::Duration::from_secs(2));
    for _ in 0..4 {
        assert_eq!(served.get("/api/v1/whoami", Some(&ci)).status, 200);
    }
    drop(refused);
}

/// Whoever has no token can have as many refused as they like: the trail says so, in few words.
#[test]
fn refusals_of_strangers_are_counted_and_not_entered_one_by_one() {
    let bench = Bench::with(&[("denota.toml", SETTINGS)]);
    let root = token(&bench, &["root", "--admin"]);
    let served = Served::start(bench);
    let made_up = "X".repeat(30_000);
    assert_eq!(served.send(&made_up, "/", &[], b"").status, 401);
    for n in 0..200 {
        let path = format!("/api/v1/models/{n}{}", "x".repeat(2000));
        assert_eq!(served.get(&path, None).status, 401);
    }
    let trail = served.bench.read(".denota/registry/audit/audit.jsonl");
    assert!(trail.len() < 20_000, "{} bytes: {trail}", trail.len());
    let metrics = served.get("/metrics", Some(&root)).text();
    let counted = "denota_refusals_total{reason=\"unauthenticated\"} 201";
    assert!(metrics.contains(counted), "{metrics}");
    served.terminate();
    let entered = |served: &Served| {
        let trail = served.bench.read(".denota/registry/audit/audit.jsonl");
        trail.contains("GET /api/v1/models/{domain}: unauthenticated; 169 more within a minute")
    };
    served.until("how many there were is entered", entered);
}
