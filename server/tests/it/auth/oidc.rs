//! Tokens of an OpenID provider, and signing in with a browser. The provider is a certified
//! one that others wrote.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use base64::Engine as _;
use serde_json::{Value, json};

use super::served::{Served, free_port};
use crate::bench::Bench;
use crate::http::{self, Answer};

const SECRET: &str = "a+secret/with=odd:characters";

struct Provider {
    child: Child,
    port: u16,
}

impl Drop for Provider {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn oracles() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/oracles")
}

fn python() -> Option<PathBuf> {
    let python = PathBuf::from(std::env::var_os("DENOTA_ORACLES")?).join("python/bin/python");
    python.is_file().then_some(python)
}

impl Provider {
    fn start(callback: &str) -> Option<Self> {
        let folder = oracles().join("oidc");
        if !folder.join("node_modules/oidc-provider").is_dir() {
            eprintln!("SKIPPED: no OpenID provider; `make oracles` installs it");
            return None;
        }
        let port = free_port();
        let mut child = Command::new("node")
            .arg(folder.join("provider.mjs"))
            .args([&port.to_string(), callback])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        while lines.next().expect("the provider starts").unwrap() != "ready" {}
        // It says more later, and would not survive that nobody listens.
        std::thread::spawn(move || lines.for_each(drop));
        Some(Self { child, port })
    }

    fn issuer(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn ask(&self, path: &str, headers: &[(&str, &str)], body: &str) -> String {
        let address = ([127, 0, 0, 1], self.port).into();
        let answer = http::send(address, "POST", path, headers, body.as_bytes());
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.text()
    }

    /// A token that the provider signs, or seems to.
    fn sign(&self, what: &Value) -> String {
        self.ask("/control/sign", &[], &what.to_string())
    }

    /// Takes up new keys.
    fn rotate(&self) {
        self.ask("/control/rotate", &[], "");
    }
}

/// A server that knows a provider, at a port that the provider knows.
fn serve(provider: &Provider, port: u16) -> Served {
    let issuer = provider.issuer();
    let settings = format!(
        "[serve]\nport = {port}\n[serve.auth]\ntokens = \"tokens.toml\"\n[serve.auth.oidc]\n\
         issuer = \"{issuer}\"\naudience = \"https://registry.example.com/\"\nclient-id = \"denota\"\n\
         client-secret-env = \"DENOTA_TEST_SECRET\"\nscopes = [\"openid\", \"groups\"]\nadmin-teams = [\"platform\"]\n"
    );
    let bench = Bench::with(&[("denota.toml", &settings), ("tokens.toml", "")]);
    Served::with(
        bench,
        &[],
        &[("DENOTA_TEST_SECRET", SECRET), ("DENOTA_LOG", "trace")],
    )
}

fn start() -> Option<(Provider, Served)> {
    let port = free_port();
    let provider = Provider::start(&format!("http://127.0.0.1:{port}/auth/callback"))?;
    let served = serve(&provider, port);
    Some((provider, served))
}

fn whoami(served: &Served, token: &str) -> Answer {
    served.get("/api/v1/whoami", Some(token))
}

#[test]
fn a_token_that_the_provider_gives_a_program_is_good() {
    let Some((provider, served)) = start() else {
        return;
    };
    let basic = base64::engine::general_purpose::STANDARD.encode("ci:ci-secret");
    let headers = [
        ("authorization", &*format!("Basic {basic}")),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let form = "grant_type=client_credentials&resource=https://registry.example.com/";
    let given: Value = serde_json::from_str(&provider.ask("/token", &headers, form)).unwrap();
    let who = whoami(&served, given["access_token"].as_str().unwrap());
    assert_eq!(who.status, 200, "{}", who.text());
    let who = who.json();
    assert_eq!(
        (&who["name"], &who["teams"]),
        (&json!("ci"), &json!(["people"]))
    );
    assert_eq!(who["authentication"], "oidc");
}

#[test]
fn no_other_token_is() {
    let Some((provider, served)) = start() else {
        return;
    };
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let good = provider.sign(&json!({}));
    assert_eq!(whoami(&served, &good).status, 200, "{}", served.log());
    let soon = provider.sign(&json!({ "claims": { "nbf": now + 20, "exp": now + 60 } }));
    assert_eq!(
        whoami(&served, &soon).status,
        200,
        "clocks may differ a little"
    );
    for (why, what) in [
        (
            "for another audience",
            json!({ "claims": { "aud": "https://other.example.com/" } }),
        ),
        (
            "for our name at the provider",
            json!({ "claims": { "aud": "denota" } }),
        ),
        ("for nobody", json!({ "claims": { "aud": null } })),
        ("for an empty list", json!({ "claims": { "aud": [] } })),
        (
            "of another issuer",
            json!({ "claims": { "iss": "https://evil.example.com" } }),
        ),
        (
            "of a list of issuers",
            json!({ "claims": { "iss": [provider.issuer(), "https://evil.example.com"] } }),
        ),
        ("of no issuer", json!({ "claims": { "iss": null } })),
        ("expired", json!({ "claims": { "exp": now - 40 } })),
        ("good for ever", json!({ "claims": { "exp": null } })),
        (
            "good until tomorrow, in words",
            json!({ "claims": { "exp": "tomorrow" } }),
        ),
        (
            "not good yet",
            json!({ "claims": { "nbf": now + 90, "exp": now + 200 } }),
        ),
        ("about nobody", json!({ "claims": { "sub": null } })),
        ("not signed", json!({ "by": "nobody" })),
        ("signed by a stranger", json!({ "by": "stranger" })),
        ("signed with the public key", json!({ "by": "public" })),
        (
            "signed with a key that nobody knows",
            json!({ "header": { "kid": "other" } }),
        ),
        (
            "for signing out",
            json!({ "header": { "typ": "logout+jwt" } }),
        ),
        (
            "with an extension that must be understood",
            json!({ "header": { "crit": ["b64"], "b64": true } }),
        ),
    ] {
        let answer = whoami(&served, &provider.sign(&what));
        assert_eq!(answer.status, 401, "a token {why}: {}", answer.text());
        assert!(
            answer.header("www-authenticate").contains("invalid_token"),
            "{why}"
        );
    }
    let mut parts: Vec<&str> = good.split('.').collect();
    let other = provider.sign(&json!({ "claims": { "sub": "root", "groups": ["platform"] } }));
    parts[1] = other.split('.').nth(1).unwrap();
    assert_eq!(
        whoami(&served, &parts.join(".")).status,
        401,
        "claims of another token"
    );
    assert_eq!(
        whoami(&served, &good[..good.len() - 4]).status,
        401,
        "a signature cut short"
    );
    assert_eq!(whoami(&served, &format!("{good}.")).status, 401);
    assert_eq!(whoami(&served, &other).json()["admin"], true);
    let log = served.log();
    assert!(
        !log.contains(good.rsplit('.').next().unwrap()),
        "a token is in the log"
    );
}

#[test]
fn keys_rotate() {
    let Some((provider, served)) = start() else {
        return;
    };
    let old = provider.sign(&json!({}));
    assert_eq!(whoami(&served, &old).status, 200);
    provider.rotate();
    let new = provider.sign(&json!({}));
    assert_eq!(
        whoami(&served, &old).status,
        200,
        "its key is not asked for again so soon"
    );
    assert_eq!(whoami(&served, &new).status, 200, "{}", served.log());
    assert_eq!(whoami(&served, &old).status, 401, "its key was withdrawn");
    // Made-up keys use up the allowance for asking; what is known stays good.
    for n in 0..20 {
        let made_up = provider.sign(&json!({ "header": { "kid": format!("made-up-{n}") } }));
        assert_eq!(whoami(&served, &made_up).status, 401);
    }
    assert_eq!(whoami(&served, &new).status, 200);
    let asked = served
        .log()
        .matches("read the keys of the identity provider")
        .count();
    assert!(asked <= 6, "the provider was asked {asked} times");
}

#[test]
fn while_the_provider_is_away_static_tokens_are_good_and_others_are_not_called_bad() {
    let Some((provider, served)) = start() else {
        return;
    };
    let known = super::tokens::token(&served.bench, &["ci"]);
    let signed = provider.sign(&json!({}));
    drop(provider);
    let answer = whoami(&served, &signed);
    assert_eq!(answer.status, 503, "{}", answer.text());
    served.until("a static token is good", |s| {
        whoami(s, &known).status == 200
    });
}

#[test]
fn a_browser_signs_in_and_out_and_cannot_be_cheated() {
    let Some(python) = python() else {
        eprintln!("SKIPPED: no Python oracles; `make oracles` installs them");
        return;
    };
    let Some((_provider, served)) = start() else {
        return;
    };
    let ran = Command::new(python)
        .arg(oracles().join("oidc/sign_in.py"))
        .args([&served.url(), "no"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    let failed = String::from_utf8_lossy(&ran.stderr);
    assert!(
        ran.status.success() && said.trim() == "ok",
        "{said}{failed}\n{}",
        served.log()
    );
    let log = served.log();
    assert!(log.contains("signed in") && !log.contains(SECRET), "{log}");
    for word in ["code=", "id_token", "eyJ"] {
        assert!(!log.contains(word), "`{word}` is in the log");
    }
    let trail = served.bench.read(".denota/registry/audit/audit.jsonl");
    // Whose session a page from elsewhere has used is known.
    let forged = |line: &str| {
        line.contains("POST /auth/logout: forbidden") && line.contains("\"who\":\"ann\"")
    };
    assert!(trail.lines().any(forged), "{trail}");
    let logins = trail
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter(|entry| entry["action"] == "login");
    let (done, refused): (Vec<Value>, Vec<Value>) = logins.partition(|e| e["outcome"] == "done");
    assert!(!done.is_empty() && !refused.is_empty(), "{trail}");
    assert!(done.iter().all(|entry| entry["who"] != "-"), "{trail}");
}
