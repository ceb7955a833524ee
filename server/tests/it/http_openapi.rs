//! The description of the interface, held against the interface by schemathesis.

use std::process::Command;

use crate::bench::{Bench, SHOP};
use crate::serve::Server;

/// Where the Python oracles are; `make oracles` brings them.
fn schemathesis() -> String {
    let oracles = std::env::var("DENOTA_ORACLES")
        .unwrap_or_else(|_| format!("{}/.cache/denota/oracles", std::env::var("HOME").unwrap()));
    format!("{oracles}/python/bin/st")
}

#[test]
fn every_operation_is_described_with_all_its_answers() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    let openapi = server.get("/openapi.json").is(200).json();
    assert!(openapi["openapi"].as_str().unwrap().starts_with("3."));
    for (path, method) in [
        ("/api/v1/models", "get"),
        ("/api/v1/models/{domain}", "get"),
        ("/api/v1/models/{domain}", "put"),
        ("/api/v1/models/{domain}", "delete"),
        ("/api/v1/models/{domain}/versions", "get"),
        ("/api/v1/models/{domain}/diff", "get"),
        ("/api/v1/models/{domain}/dependencies", "get"),
        ("/api/v1/models/{domain}/dependents", "get"),
        ("/api/v1/models/{domain}/extensions", "get"),
        ("/api/v1/graphs", "delete"),
        ("/api/v1/publications", "post"),
        ("/api/v1/audit", "get"),
        ("/api/v1/models/{domain}/artifacts", "get"),
        ("/api/v1/models/{domain}/artifacts/{target}", "get"),
        ("/api/v1/models/{domain}/artifacts/{target}/{path}", "get"),
        ("/api/v1/search", "get"),
        ("/api/v1/terms", "get"),
    ] {
        let answers = &openapi["paths"][path][method]["responses"];
        for status in ["400", "403", "404", "500", "503"] {
            let content = &answers[status]["content"];
            assert!(
                content["application/problem+json"].is_object(),
                "{method} {path} {status}"
            );
        }
        assert!(answers["429"].is_null(), "{method} {path}: nothing says so");
    }
    let diff = &openapi["paths"]["/api/v1/models/{domain}/diff"]["get"]["responses"];
    for status in ["409", "410"] {
        let content = &diff[status]["content"];
        assert!(content["application/problem+json"].is_object(), "{status}");
    }
    assert!(openapi["components"]["schemas"]["Problem"]["properties"]["detail"].is_object());
}

#[test]
fn schemathesis_finds_no_failure_and_no_answer_that_is_not_described() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    server.create("shop", SHOP).is(201);
    let soak = std::env::var_os("DENOTA_SOAK").is_some();
    let output = Command::new(schemathesis())
        .args(["run", &format!("{}/openapi.json", server.url())])
        .args(["--checks", "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance,unsupported_method,allow_header_conformance"])
        .args(["--max-examples", if soak { "1000" } else { "10" }])
        // Two threads that parse at once break Python 3.11 (gh-106905).
        .args(["--seed", "7", "--workers", "1", "--no-color", "--suppress-health-check", "all", "--warnings", "off"])
        .current_dir(bench.path(""))
        .output()
        .unwrap_or_else(|e| panic!("no Python oracles ({e}): run `make oracles`"));
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{said}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    server.get("/healthz").is(200);
}
