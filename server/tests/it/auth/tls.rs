//! TLS, with certificates of our own making.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use super::served::Served;
use super::tokens::token;
use crate::bench::{Bench, Ran};

const SETTINGS: &str = "[serve.tls]\ncert = \"tls/cert.pem\"\nkey = \"tls/key.pem\"\n";

/// Makes a certificate for this machine; false where there is no openssl.
pub(crate) fn certificate(bench: &Bench, name: &str) -> bool {
    certificate_for(bench, name, "IP:127.0.0.1")
}

fn certificate_for(bench: &Bench, name: &str, whom: &str) -> bool {
    let made = bench.path("made");
    std::fs::create_dir_all(&made).unwrap();
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "1",
        ])
        .args([
            "-subj",
            &format!("/CN={name}"),
            "-addext",
            &format!("subjectAltName={whom}"),
        ])
        .args(["-keyout", "made/key.pem", "-out", "made/cert.pem"])
        .current_dir(bench.path("."))
        .output();
    let Ok(made) = made else {
        eprintln!("SKIPPED: no openssl");
        return false;
    };
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    // Moved into place whole, the way certificates are renewed.
    std::fs::create_dir_all(bench.path("tls")).unwrap();
    for file in ["key.pem", "cert.pem"] {
        std::fs::rename(
            bench.path(&format!("made/{file}")),
            bench.path(&format!("tls/{file}")),
        )
        .unwrap();
    }
    true
}

fn curl(served: &Served, args: &[&str]) -> Output {
    Command::new("curl")
        .args(["-sSi", "--max-time", "10", "--cacert", "tls/cert.pem"])
        .args(args)
        .arg(format!("https://{}/healthz", served.address()))
        .current_dir(served.bench.path("."))
        .output()
        .unwrap()
}

#[test]
fn answers_are_encrypted_and_say_that_they_always_will_be() {
    let bench = Bench::with(&[("denota.toml", SETTINGS)]);
    if !certificate(&bench, "one") {
        return;
    }
    let served = Served::start(bench);
    for (version, said) in [("--http1.1", "HTTP/1.1 200"), ("--http2", "HTTP/2 200")] {
        let ran = curl(&served, &[version]);
        let text = String::from_utf8_lossy(&ran.stdout);
        assert!(
            text.starts_with(said),
            "{text}{}\n{}",
            String::from_utf8_lossy(&ran.stderr),
            served.log()
        );
        assert!(
            text.to_lowercase()
                .contains("strict-transport-security: max-age=31536000"),
            "{text}"
        );
    }
    let old = curl(&served, &["--tls-max", "1.1"]);
    assert!(!old.status.success(), "TLS 1.1 is too old");
}

/// Sends so many bytes with curl, and says what it makes of the answer.
fn upload(served: &Served, args: &[&str], path: &str, bytes: usize) -> (String, String) {
    let mut child = Command::new("curl")
        .args(["-sS", "--max-time", "20", "--cacert", "tls/cert.pem"])
        .args(["-o", "answer", "-w", "%{http_code}", "--data-binary", "@-"])
        .args(args)
        .arg(format!("https://{}{path}", served.address()))
        .current_dir(served.bench.path("."))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(&vec![b' '; bytes])
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

#[test]
fn an_answer_before_the_end_of_the_body_is_heard() {
    let bench = Bench::with(&[("denota.toml", SETTINGS)]);
    if !certificate(&bench, "one") {
        return;
    }
    let served = Served::start(bench);
    let model = "/api/v1/models/shop";
    let new = "if-none-match: *";
    for version in ["--http1.1", "--http2"] {
        for (method, path, headers, bytes, expected) in [
            ("PUT", model, "x: y", 100_000, "428"),
            ("PUT", model, "x: y", 3_000_000, "428"),
            ("POST", model, "x: y", 3_000_000, "405"),
            ("POST", "/nowhere", "x: y", 1_000_000, "404"),
            (
                "POST",
                "/sparql",
                "content-type: application/sparql-query",
                1_000_000,
                "413",
            ),
            ("PUT", model, new, 20_000_000, "413"),
            ("PUT", model, new, 60_000_000, "413"),
        ] {
            // What depends on who is faster shows in a few rounds.
            for round in 0..3 {
                let args = [version, "-X", method, "-H", headers];
                let (status, error) = upload(&served, &args, path, bytes);
                assert_eq!(
                    (&*status, &*error),
                    (expected, ""),
                    "{version} {method} {path} {bytes}, round {round}"
                );
            }
        }
    }
    assert!(curl(&served, &[]).status.success());
}

#[test]
fn a_renewed_certificate_is_taken_up_and_a_broken_one_is_not() {
    let bench = Bench::with(&[("denota.toml", SETTINGS)]);
    if !certificate(&bench, "one") {
        return;
    }
    let served = Served::start(bench);
    assert!(curl(&served, &[]).status.success());
    std::fs::copy(
        served.bench.path("tls/cert.pem"),
        served.bench.path("first.pem"),
    )
    .unwrap();
    certificate(&served.bench, "two");
    served.signal("HUP");
    served.until("the new certificate is served", |s| {
        curl(s, &[]).status.success()
    });
    std::fs::copy(
        served.bench.path("tls/cert.pem"),
        served.bench.path("good.pem"),
    )
    .unwrap();
    std::fs::copy(
        served.bench.path("first.pem"),
        served.bench.path("tls/cert.pem"),
    )
    .unwrap();
    served.signal("HUP");
    served.until("the log says that they do not fit", |s| {
        s.log().contains("the key is not that of the certificate")
    });
    let refused = |s: &Served| s.log().matches("the new certificate is not good").count();
    let before = refused(&served);
    served.bench.write("tls/cert.pem", "nonsense");
    served.signal("HUP");
    served.until("the log says so", |s| refused(s) > before);
    std::fs::copy(
        served.bench.path("good.pem"),
        served.bench.path("tls/cert.pem"),
    )
    .unwrap();
    assert!(curl(&served, &[]).status.success(), "the old one serves on");
}

#[test]
fn a_certificate_without_its_key_keeps_it_from_starting() {
    let bench = Bench::with(&[("denota.toml", SETTINGS)]);
    if !certificate(&bench, "one") {
        return;
    }
    std::fs::copy(bench.path("tls/key.pem"), bench.path("other.pem")).unwrap();
    certificate(&bench, "two");
    std::fs::copy(bench.path("other.pem"), bench.path("tls/key.pem")).unwrap();
    let ran = bench.run(&["serve", "--port", "0"]).ends(2);
    assert!(
        ran.err.contains("cert.pem") && ran.err.contains("key.pem"),
        "{}",
        ran.err
    );
    bench.write("denota.toml", "[serve.tls]\ncert = \"tls/cert.pem\"\n");
    let ran = bench.run(&["serve", "--port", "0"]).ends(2);
    assert!(
        ran.err.contains("`[serve.tls]` has no `key`"),
        "{}",
        ran.err
    );
}

/// What a command says of a registry whose certificate it does not trust, or does.
#[test]
fn commands_say_in_words_what_is_wrong_with_a_certificate() {
    let bench = Bench::with(&[("denota.toml", SETTINGS)]);
    if !certificate(&bench, "one") {
        return;
    }
    let served = Served::start(bench);
    let url = format!("https://{}", served.address());
    let ask = |trusted: Option<&str>| {
        let here = Bench::new();
        let mut command = here.command(&["search", "people", "--registry", &url]);
        command.env_remove("SSL_CERT_FILE");
        if let Some(file) = trusted {
            command.env("SSL_CERT_FILE", served.bench.path(file));
        }
        String::from_utf8(command.output().unwrap().stderr).unwrap()
    };
    let unknown = ask(None);
    assert!(
        unknown.contains("cannot be trusted: its certificate is"),
        "{unknown}"
    );
    // What openssl makes unless told otherwise is the certificate of an authority.
    let authority = ask(Some("tls/cert.pem"));
    assert!(authority.contains("that of an authority"), "{authority}");
    assert!(!authority.contains("Other("), "{authority}");
}

/// Others find the server under a name that this machine does not know it by.
#[test]
fn commands_on_its_folder_trust_the_certificate_that_the_server_says_it_has() {
    let settings = format!("[serve.auth]\ntokens = \"tokens.toml\"\n{SETTINGS}");
    let bench = Bench::with(&[("denota.toml", &settings)]);
    let whom = "DNS:registry.example.com";
    if !certificate_for(&bench, "one", whom) {
        return;
    }
    let token = token(&bench, &["root", "--admin"]);
    let served = Served::start(bench);
    let backup = |folder: &str| {
        let mut command = served.bench.command(&["backup", folder]);
        command.env_remove("SSL_CERT_FILE");
        Ran::from(command.env("DENOTA_TOKEN", &token).output().unwrap())
    };
    backup("first").ends(0);
    let announced = || served.bench.read(".denota/serve.json");
    let before = announced();
    certificate_for(&served.bench, "two", whom);
    served.signal("HUP");
    served.until("the new one is announced", |_| announced() != before);
    backup("second").ends(0);
    // Whoever else listens there is not trusted.
    let other = announced().replace("\"certificate\": \"", "\"certificate\": \"00");
    served.bench.write(".denota/serve.json", &other);
    let refused = backup("third").ends(2);
    assert!(refused.err.contains("cannot be trusted"), "{}", refused.err);
}
