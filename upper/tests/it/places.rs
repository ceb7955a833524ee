//! Every term and every mistake is found where its author sees it.

use upper::finding::Place;
use upper::source::{
    Aliases, Input, NESTING_LIMIT, Prefix, Reader, SourceId, Sources, Syntax, end_of_token,
};

fn read(bytes: impl Into<Vec<u8>>, syntax: Syntax) -> Reader {
    let mut reader = Reader::new(Aliases::default());
    reader.read(Input {
        path: "model.ttl".to_owned(),
        bytes: bytes.into(),
        syntax,
    });
    reader
}

fn at(sources: &Sources, source: SourceId, start: u32) -> (u32, u32) {
    let position = sources.position(Place {
        source,
        start,
        end: start,
    });
    (position.line, position.column)
}

type At = (u32, u32);

/// Where subject, predicate and object of each triple stand.
fn triples(text: &str) -> Vec<(At, At, At)> {
    let reader = read(text, Syntax::Turtle);
    assert_eq!(reader.findings, [], "{text}");
    let graph = &reader.graphs[0].graph;
    let at = |start| at(&reader.sources, graph.source(), start);
    let places = graph.triples().iter().map(|t| t.places);
    places
        .map(|p| (at(p.subject), at(p.predicate), at(p.object)))
        .collect()
}

/// Code and place of each mistake, in the order of the text.
fn mistakes(text: &str) -> Vec<(&'static str, u32, u32)> {
    mistakes_in(text, Syntax::Turtle)
}

fn mistakes_in(text: impl Into<Vec<u8>>, syntax: Syntax) -> Vec<(&'static str, u32, u32)> {
    let mut reader = read(text, syntax);
    upper::finding::sort(&mut reader.findings, &reader.sources);
    let place = |p: Place| at(&reader.sources, p.source, p.start);
    let findings = reader.findings.iter();
    findings
        .map(|f| {
            assert!(f.help.is_some(), "no help for: {}", f.message);
            (f.code, place(f.place).0, place(f.place).1)
        })
        .collect()
}

fn helps(text: &str) -> Vec<String> {
    let reader = read(text, Syntax::Turtle);
    reader.findings.into_iter().filter_map(|f| f.help).collect()
}

#[test]
fn columns_count_characters_whatever_the_line_ends() {
    let text = "<a:s>\t<a:p>\r\n  \"é𝄞\" , # note\r\n\t<a:o> .\r\n<a:t> <a:p> 1 .";
    assert_eq!(
        triples(text),
        [
            ((1, 1), (1, 7), (2, 3)),
            ((1, 1), (1, 7), (3, 2)),
            ((4, 1), (4, 7), (4, 13)),
        ]
    );
    assert_eq!(triples("<a:s> <a:p> \"é𝄞\" , 2 .")[1].2, (1, 20));
}

#[test]
fn a_long_string_does_not_lose_the_line() {
    let text = "<a:s> <a:p> \"\"\"one\n\"two\"\nthree\"\"\" ; <a:q> 'x' .";
    assert_eq!(
        triples(text),
        [((1, 1), (1, 7), (1, 13)), ((1, 1), (3, 12), (3, 18))]
    );
}

#[test]
fn what_the_syntax_leaves_out_stands_where_it_is_implied() {
    // The node is at its bracket, a list cell at its parenthesis or its member.
    assert_eq!(
        triples("[ <a:p> ( 1 2 ) ] ."),
        [
            ((1, 1), (1, 3), (1, 9)),
            ((1, 9), (1, 11), (1, 11)),
            ((1, 9), (1, 13), (1, 13)),
            ((1, 13), (1, 13), (1, 13)),
            ((1, 13), (1, 15), (1, 15)),
        ]
    );
}

#[test]
fn a_byte_order_mark_takes_no_column() {
    assert_eq!(
        triples("\u{FEFF}<a:s> a <a:o> ."),
        [((1, 1), (1, 7), (1, 9))]
    );
}

#[test]
fn tokens_end_where_they_end() {
    let ends = |text: &str, start| end_of_token(text, start);
    assert_eq!(ends("<a:s> .", 0), 5);
    assert_eq!(ends("x ex:a.b. y", 2), 8);
    assert_eq!(ends("\"é\"@en .", 0), 7);
    assert_eq!(ends("\"1\"^^xsd:int .", 0), 12);
    assert_eq!(ends("'''a'b''' .", 0), 9);
    assert_eq!(ends("[ a ]", 0), 1);
    assert_eq!(ends("s a o", 2), 3);
    assert_eq!(ends("12.5.", 0), 4);
    // Not a token, not a character boundary, or beyond the end: nothing to underline.
    assert_eq!(ends(" a", 0), 0);
    assert_eq!(ends("é", 1), 1);
    assert_eq!(ends("a", 9), 9);
}

const PREFIX: &str = "@prefix ex: <http://example.com/> .\n";

#[track_caller]
fn expect(body: &str, expected: &[(&str, u32, u32)]) {
    assert_eq!(mistakes(&format!("{PREFIX}{body}")), expected, "{body}");
}

#[test]
fn a_missing_dot_is_reported_at_the_end_and_costs_nothing_else() {
    let body = "ex:a a ex:A\nex:b a ex:B .\n";
    expect(body, &[("U0001", 2, 11)]);
    let reader = read(format!("{PREFIX}{body}"), Syntax::Turtle);
    assert_eq!(reader.graphs[0].graph.triples().len(), 2);
    expect("ex:a a ex:A", &[("U0001", 2, 11)]);
}

#[test]
fn a_semicolon_before_a_new_subject_is_reported_at_itself() {
    expect("ex:a a ex:A ;\nex:b a ex:B .", &[("U0001", 2, 13)]);
    expect("ex:a a ex:A ;\nex:b ex:p ex:B .", &[("U0001", 2, 13)]);
}

#[test]
fn a_missing_semicolon_is_told_from_a_missing_dot_by_the_indent() {
    expect("ex:a a ex:A\n  ex:p 1 .", &[("U0001", 2, 11)]);
    let help = helps(&format!("{PREFIX}ex:a a ex:A\n  ex:p 1 ."));
    assert!(help[0].contains("`;`"), "{help:?}");
}

#[test]
fn all_errors_of_a_file_are_reported() {
    let body =
        "\"x\" ex:p 1 .\nex:a \"p\" 1 .\nex:b ex:p .\nex:c ex:p [ ex:q 1 .\nex:d ex:p foo .\n";
    expect(
        body,
        &[
            ("U0013", 2, 1),
            ("U0013", 3, 6),
            ("U0001", 4, 11),
            ("U0001", 5, 20),
            ("U0001", 6, 11),
        ],
    );
}

#[test]
fn tokens_that_are_wrong_in_themselves_are_reported_once() {
    expect("ex:a ex:p \"open ;\n  ex:q 1 .", &[("U0010", 2, 11)]);
    expect("ex:a ex:p “x” ; ex:q 1 .", &[("U0001", 2, 11)]);
    expect(
        "ex:a ex:p <http://a b> , <http://c .",
        &[("U0006", 2, 20), ("U0010", 2, 26)],
    );
    expect(
        "ex:a ex:p \"\\q\" , \"\\u12\" .",
        &[("U0011", 2, 12), ("U0011", 2, 19)],
    );
    expect("ex:a ex:p \"x\"@toolonglanguage .", &[("U0009", 2, 14)]);
    expect("ex:a ex:p \"x\"@en_US .", &[("U0009", 2, 14)]);
    expect("ex:a ex:p \"\"\"x", &[("U0010", 2, 11)]);
    expect("ex:a\u{A0}ex:p 1 .", &[("U0001", 2, 5)]);
    expect("ex:a ex:p <http://[> .", &[("U0006", 2, 11)]);
}

#[test]
fn an_undeclared_prefix_is_reported_once_with_what_was_meant() {
    let body = "ex:a exx:p 1 ; exx:q xsd:int .";
    expect(body, &[("U0002", 2, 6), ("U0002", 2, 22)]);
    let help = helps(&format!("{PREFIX}{body}"));
    assert!(help[0].contains("`ex:`"), "{help:?}");
    assert!(help[1].contains("XMLSchema#"), "{help:?}");
}

#[test]
fn later_versions_of_rdf_are_refused_by_name() {
    expect(
        "ex:a ex:p << ex:a ex:b ex:c >> , 1 {| ex:q 2 |} .",
        &[("U0007", 2, 11), ("U0007", 2, 36)],
    );
    expect("ex:a ex:p \"x\"@en--ltr .", &[("U0007", 2, 17)]);
}

#[test]
fn nesting_has_a_limit_in_every_syntax() {
    let limit = usize::try_from(NESTING_LIMIT).unwrap();
    let nested = |n: usize| format!("<a:s> <a:p> {}1{} .", "( ".repeat(n), " )".repeat(n));
    assert_eq!(mistakes(&nested(limit)), []);
    assert_eq!(
        mistakes(&nested(limit + 1)),
        [("U0004", 1, 13 + 2 * NESTING_LIMIT)]
    );
    assert_eq!(mistakes(&"[<a:p>".repeat(100_000)).len(), 1);
    let json = "[".repeat(100_000);
    assert_eq!(
        mistakes_in(json, Syntax::JsonLd),
        [("U0004", 1, NESTING_LIMIT + 1)]
    );
    let xml = "<a>".repeat(100_000);
    assert_eq!(mistakes_in(xml, Syntax::RdfXml)[0].0, "U0004");
}

#[test]
fn files_and_literals_have_limits() {
    let mut big = b"# ".to_vec();
    big.resize(upper::source::FILE_LIMIT + 1, b'x');
    assert_eq!(mistakes_in(big, Syntax::Turtle), [("U0005", 1, 1)]);
    let text = |n| format!("<a:s> <a:p> \"{}\" .", "x".repeat(n));
    assert_eq!(mistakes(&text(upper::source::LITERAL_LIMIT)), []);
    assert_eq!(
        mistakes(&text(upper::source::LITERAL_LIMIT + 1)),
        [("U0008", 1, 13)]
    );
}

#[test]
fn errors_are_capped() {
    let found = mistakes(&"1 .\n".repeat(1000));
    assert_eq!(found.len(), 101);
    assert_eq!(found[100].0, "U0012");
}

#[test]
fn bytes_that_are_not_utf8_are_one_finding() {
    assert_eq!(
        mistakes_in(b"<a:s> a\n <a:\xFF> .\n\xFE".to_vec(), Syntax::Turtle),
        [("U0003", 2, 5)]
    );
}

#[test]
fn entities_cannot_multiply() {
    let xml = "<!DOCTYPE x [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;\">]><x>&b;</x>";
    assert_eq!(mistakes_in(xml, Syntax::RdfXml)[0].0, "U0014");
}

#[test]
fn lines_are_lines_in_n_triples() {
    let text =
        "<a:s> <a:p>\n<a:o> .\n<a:s> <a:p> ex:o .\n<s> <a:p> <a:o> .\n<a:s> <a:p> \"x\"@en .";
    let found = mistakes_in(text, Syntax::NTriples);
    assert_eq!(found[0], ("U0001", 1, 11));
    assert!(found.contains(&("U0001", 3, 13)), "{found:?}");
    assert!(found.contains(&("U0006", 4, 1)), "{found:?}");
    assert!(found.iter().all(|(_, line, _)| *line < 5), "{found:?}");
}

#[test]
fn published_namespaces_are_read_as_ours() {
    let text = "@prefix u: <https://rdf.netflix.net/ns/upper#> .\n\
        @prefix n: <https://github.com/theengineear/ns/> .\n\
        <a:s> a u:DirectClass , n:upper\\#Trait , <https://rdf.netflix.net/ns/upper#List> .";
    let reader = read(text, Syntax::Turtle);
    let graph = &reader.graphs[0].graph;
    let types: Vec<_> = graph
        .triples()
        .iter()
        .map(|t| reader.terms.text(t.object))
        .collect();
    let ours = |name: &str| format!("https://w3id.org/denota/upper#{name}");
    assert_eq!(types, [ours("DirectClass"), ours("Trait"), ours("List")]);
    let prefixes = reader.sources.prefixes(graph.source());
    let ours_by_prefix = |p: &Prefix| p.name == "u" && p.namespace == ours("");
    assert!(prefixes.iter().any(ours_by_prefix), "{prefixes:?}");
}

#[test]
fn blank_labels_of_two_files_do_not_meet() {
    let mut reader = Reader::new(Aliases::default());
    for path in ["one.ttl", "two.ttl"] {
        reader.read(Input {
            path: path.to_owned(),
            bytes: b"_:x <a:p> 1 .".to_vec(),
            syntax: Syntax::Turtle,
        });
    }
    let subject = |i: usize| reader.graphs[i].graph.subjects()[0];
    assert_ne!(subject(0), subject(1));
}

#[test]
fn graphs_of_trig_keep_their_names_and_an_empty_default_is_left_out() {
    let reader = read(
        "<a:g> { <a:s> a <a:o> } GRAPH <a:h> { } <a:g> { <a:t> a <a:o> }",
        Syntax::TriG,
    );
    let names: Vec<_> = reader
        .graphs
        .iter()
        .map(|g| reader.terms.text(g.name.unwrap()))
        .collect();
    assert_eq!(names, ["a:g", "a:h"]);
    assert_eq!(reader.graphs[0].graph.triples().len(), 2);
    assert_eq!(read("", Syntax::TriG).graphs.len(), 1);
}

#[test]
fn json_ld_and_rdf_xml_say_the_same_as_turtle() {
    let json = r#"{"@context": {"u": "https://rdf.netflix.net/ns/upper#"},
        "@id": "http://example.com/a#b", "@type": "u:Trait", "u:label": {"@value": "B", "@language": "en"}}"#;
    let xml = r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns:u="https://rdf.netflix.net/ns/upper#">
        <u:Trait rdf:about="http://example.com/a#b"><u:label xml:lang="en">B</u:label></u:Trait></rdf:RDF>"#;
    for (text, syntax, place) in [
        (json, Syntax::JsonLd, "\"http://example.com/a#b\""),
        (xml, Syntax::RdfXml, "u:Trait"),
    ] {
        let reader = read(text, syntax);
        assert_eq!(reader.findings, []);
        let graph = &reader.graphs[0].graph;
        let mut shown: Vec<_> = graph
            .triples()
            .iter()
            .map(|t| {
                [t.subject, t.predicate, t.object]
                    .map(|id| reader.terms.show(id))
                    .join(" ")
            })
            .collect();
        shown.sort();
        assert_eq!(
            shown,
            [
                "<http://example.com/a#b> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/denota/upper#Trait>",
                "<http://example.com/a#b> <https://w3id.org/denota/upper#label> \"B\"@en",
            ]
        );
        let start = graph.triples()[0].places.subject;
        let end = end_of_token(text, start);
        assert_eq!(text.get(start as usize..end as usize), Some(place));
    }
}

#[test]
fn a_remote_context_is_refused() {
    let json = r#"{"@context": "http://example.com/context", "@id": "a:b"}"#;
    assert_eq!(mistakes_in(json, Syntax::JsonLd)[0].0, "U0014");
    assert_eq!(mistakes_in("{\"@id\": ", Syntax::JsonLd)[0].0, "U0001");
    assert_eq!(mistakes_in("<a><b></a>", Syntax::RdfXml)[0].0, "U0001");
}
