//! What must be refused, and what must not.

use oxigraph::store::Store;

use super::{MAX_QUERY, guard};
use crate::error::Error;
use crate::sparql::{Answer, query};

fn nested(open: &str, close: &str, depth: usize) -> String {
    format!("{}{}", open.repeat(depth), close.repeat(depth))
}

#[test]
fn deep_nesting_of_any_bracket_is_refused() {
    for (open, close) in [
        ("{", "}"),
        ("(", ")"),
        ("[", "]"),
        ("{ {", "} }"),
        ("OPTIONAL {", "}"),
    ] {
        assert!(
            guard(&format!("ASK {}", nested(open, close, 1000))).is_err(),
            "{open}"
        );
        assert!(
            guard(&format!("ASK {}", nested(open, close, 40))).is_ok(),
            "{open}"
        );
    }
}

#[test]
fn brackets_in_strings_comments_iris_and_escaped_names_do_not_count() {
    let many = "(".repeat(200);
    for text in [
        format!("ASK {{ ?s ?p \"{many}\" }}"),
        format!("ASK {{ ?s ?p '{many}' }}"),
        format!("ASK {{ ?s ?p \"\"\"{many}\n\"{many}\"\"\" }}"),
        format!("ASK {{ ?s ?p \"\\\"{many}\" }}"),
        format!("ASK {{ }} # {many}"),
        format!("ASK {{ ?s ?p ex:{} }}", "\\(".repeat(200)),
        format!(
            "SELECT * {{ VALUES ?x {{ {} }} }}",
            "<http://example.com/a(b> ".repeat(200)
        ),
        format!(
            "SELECT * {{ VALUES ?x {{ {} }} }}",
            "<http://e.org/a/b/c-d/e> ".repeat(2500)
        ),
    ] {
        assert_eq!(guard(&text), Ok(()), "{}", text.get(..60).unwrap_or(&text));
    }
}

#[test]
fn strings_comments_and_iris_hide_nothing() {
    let deep = nested("(", ")", 200);
    for text in [
        // A quote that ends no string.
        format!("ASK {{ FILTER(' \n {deep} ') }}"),
        format!("ASK {{ FILTER(\"a\\\\\" = {deep}) }}"),
        // The end of a comment ends it.
        format!("ASK {{ # {{\r {deep} }}"),
        // Comparisons that look like an IRI.
        format!("ASK {{ FILTER(1<{}>1) }}", nested("(", ")", 200)),
        format!("ASK {{ FILTER(1<{}1>1) }}", "!".repeat(200)),
        format!("ASK {{ FILTER({}1) }}", "! ".repeat(200)),
        format!("ASK {{ FILTER({}1) }}", "- ".repeat(200)),
        format!("ASK {{ ?s {}<p> ?o }}", "^".repeat(200)),
    ] {
        assert!(guard(&text).is_err(), "{}", text.get(..60).unwrap_or(&text));
    }
}

#[test]
fn chains_are_bounded_and_length_is_for_others_to_bound() {
    assert!(guard(&format!("ASK {{}} #{}", "x".repeat(70_000))).is_ok());
    assert!(guard(&format!("ASK {{ ?s {}a ?o }}", "a|".repeat(11_000))).is_err());
    assert!(guard(&format!("ASK {{ FILTER({}1) }}", "1+".repeat(11_000))).is_err());
    assert!(guard(&format!("ASK {{ ?s {}a ?o }}", "a/".repeat(5_000))).is_ok());
}

#[test]
fn what_is_asked_within_this_process_has_a_length_of_its_own() {
    let ask = |length: usize| -> Result<Answer, Error> {
        query(&Store::new()?, &format!("ASK {{}} #{}", "x".repeat(length)))
    };
    assert!(ask(MAX_QUERY / 2).is_ok());
    assert!(matches!(ask(MAX_QUERY), Err(Error::Query(why)) if why.contains("longer than")));
}
