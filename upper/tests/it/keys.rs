//! What identifies an instance is there exactly once, however its counts come about.

use upper::check::{Options, check};
use upper::source::{Input, Syntax};

/// The codes of key and refinement rules that a class keyed on `id` gives.
#[track_caller]
fn gives(id: &str, class: &str, codes: &[&str]) {
    let text = format!(
        "@prefix e: <https://example.org/e#> . @prefix upper: <https://w3id.org/denota/upper#> .
         @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
         e: a upper:DomainModel ; upper:domain \"e\" .
         e:id a upper:Attribute ; upper:datatype xsd:string {id} .
         e:Thing a upper:DirectClass ; upper:primaryKey ( e:id ) ; upper:property e:id {class} ."
    );
    let input = Input {
        path: "e.ttl".to_owned(),
        bytes: text.into_bytes(),
        syntax: Syntax::Turtle,
    };
    let checked = check(vec![input], &Options::default());
    let found: Vec<&str> = checked
        .findings
        .iter()
        .map(|f| f.code)
        .filter(|c| ("U0110".."U0140").contains(c))
        .collect();
    assert_eq!(found, codes, "{id} | {class}: {:#?}", checked.findings);
}

fn refined(counts: &str) -> String {
    format!("; upper:refinement [ upper:refines e:id ; {counts} ]")
}

#[test]
fn counts_of_a_keys_member_may_be_left_out_or_be_one() {
    gives("", "", &[]);
    gives("; upper:minCount 1 ; upper:maxCount 1", "", &[]);
    gives("; upper:minCount 0", "", &["U0112"]);
    gives("; upper:maxCount 2", "", &["U0112"]);
    gives("; upper:maxCount 0", "", &["U0112"]);
}

#[test]
fn refinements_of_a_keys_member_come_down_to_one() {
    gives("", &refined("upper:minCount 1 ; upper:maxCount 1"), &[]);
    gives(
        "; upper:minCount 0 ; upper:maxCount 3",
        &refined("upper:minCount 1 ; upper:maxCount 1"),
        &[],
    );
    gives(
        "",
        &refined("upper:minCount 0 ; upper:maxCount 0"),
        &["U0131", "U0131"],
    );
    gives("", &refined("upper:maxCount 3"), &["U0131"]);
    gives(
        "; upper:minCount 0",
        &refined("upper:maxCount 1"),
        &["U0112"],
    );
}
