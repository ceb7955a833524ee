//! Compressed answers, which most clients ask for: long ones are sent while they are made, and must
//! be as whole as any other.

use std::io::Read as _;

use flate2::read::GzDecoder;

use super::{serve, settings};
use crate::http::{Answer, encoded};
use crate::serve::Server;

const GZIP: (&str, &str) = ("accept-encoding", "gzip");
const LINES: (&str, &str) = ("accept", "application/n-triples");

/// Everything, which is longer than what is held back of an answer.
const EVERYTHING: &str = "SELECT * { ?s ?p ?o }";

fn unpacked(answer: &Answer) -> String {
    assert_eq!(answer.header("content-encoding"), "gzip");
    let mut text = String::new();
    let read = GzDecoder::new(&*answer.body).read_to_string(&mut text);
    read.unwrap_or_else(|e| panic!("{e} after {}", text.len()));
    text
}

fn sorted(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    lines
}

/// Asks for what is sent while it is made, plainly and compressed.
fn both(server: &Server, path: &str, accept: (&str, &str)) -> (String, String) {
    let plain = server.send("GET", path, &[accept], "").is(200);
    assert_eq!(plain.header("transfer-encoding"), "chunked", "{path}");
    let packed = server.send("GET", path, &[accept, GZIP], "").is(200);
    (plain.text(), unpacked(&packed))
}

#[test]
fn long_answers_are_whole() {
    let here = tempfile::tempdir().unwrap();
    let server = serve(here.path());
    let query = format!("/sparql?query={}", encoded(EVERYTHING));
    for (path, accept) in [
        (query.as_str(), ("accept", "text/csv")),
        ("/graphs?default", LINES),
        (
            "/graphs?graph=https%3A%2F%2Fw3id.org%2Fdenota%2Fupper%23",
            LINES,
        ),
    ] {
        let (plain, packed) = both(&server, path, accept);
        assert!(plain.len() > 64 << 10, "{path}: {}", plain.len());
        assert_eq!(sorted(&packed), sorted(&plain), "{path}");
    }
    assert!(!server.log().contains("a bug"), "{}", server.log());
}

#[test]
fn one_that_is_cut_short_does_not_look_complete() {
    let here = tempfile::tempdir().unwrap();
    settings(here.path(), "query-millis = 1000");
    let server = serve(here.path());
    let product = encoded("SELECT * { ?a ?b ?c . ?d ?e ?f }");
    let path = format!("/sparql?query={product}");
    let answer = server.send("GET", &path, &[GZIP], "");
    assert_eq!(answer.status, 200);
    assert!(!answer.complete);
    let mut text = String::new();
    let read = GzDecoder::new(&*answer.body).read_to_string(&mut text);
    assert!(read.is_err(), "it has an end");
}
