//! The shapes that are derived from the governing models accept what is right and find
//! what is wrong.

use std::path::Path;

use upper::check::{Checked, Options, check};
use upper::finding::Finding;
use upper::graph::{Graph, GraphBuilder, Triple};
use upper::model::TermRef;
use upper::shapes::{Data, derive, print};
use upper::source::{Input, Syntax};
use upper::vocabulary::{rdf, upper as vocabulary};

fn check_texts(texts: &[(&str, &str)]) -> Checked {
    let inputs = texts.iter().map(|(path, text)| Input {
        path: (*path).to_owned(),
        bytes: text.as_bytes().to_vec(),
        syntax: Syntax::Turtle,
    });
    check(inputs.collect(), &Options::default())
}

fn read(path: &str) -> String {
    std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../ontologies")
            .join(path),
    )
    .unwrap()
}

fn lines(checked: &Checked) -> Vec<String> {
    checked.findings.iter().map(|f| line(checked, f)).collect()
}

fn line(checked: &Checked, finding: &Finding) -> String {
    let at = checked.corpus.sources.position(finding.place);
    let help = finding.help.clone().unwrap_or_default();
    format!(
        "{}:{}:{}: {} | {help}",
        finding.code, at.line, at.column, finding.message
    )
}

#[test]
fn upper_and_the_system_domains_are_accepted() {
    let paths = [
        "upper.ttl",
        "systems/graph.ttl",
        "systems/graphql.ttl",
        "systems/avro.ttl",
        "systems/iceberg.ttl",
        "systems/mapping.ttl",
    ];
    let texts: Vec<(&str, String)> = paths.iter().map(|p| (*p, read(p))).collect();
    let texts: Vec<(&str, &str)> = texts.iter().map(|(p, t)| (*p, t.as_str())).collect();
    let checked = check_texts(&texts);
    assert!(!checked.has_errors(), "{:#?}", lines(&checked));
}

const HEADER: &str = "@prefix e: <https://example.org/e#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
e: a upper:DomainModel ; upper:domain \"e\" .
e:C a upper:DirectClass ; upper:property e:p .
e:p a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
";

/// Checks a small valid model with more statements, and expects one finding of a code,
/// whose message and help contain the given texts.
#[track_caller]
fn finds(more: &str, code: &str, message: &str, help: &str) {
    let checked = check_texts(&[("e.ttl", &format!("{HEADER}{more}\n"))]);
    let of_code: Vec<&Finding> = checked.findings.iter().filter(|f| f.code == code).collect();
    let shapes = checked
        .findings
        .iter()
        .filter(|f| ("U0020".."U0060").contains(&f.code))
        .count();
    let [finding] = of_code.as_slice() else {
        panic!("{code} for {more}: {:#?}", lines(&checked))
    };
    assert_eq!(shapes, 1, "{more}: {:#?}", lines(&checked));
    assert!(finding.message.contains(message), "{}", finding.message);
    assert!(
        finding.help.as_deref().unwrap_or("").contains(help),
        "{:?}",
        finding.help
    );
}

#[test]
fn the_small_model_is_valid() {
    let checked = check_texts(&[("e.ttl", HEADER)]);
    assert!(!checked.has_errors(), "{:#?}", lines(&checked));
}

#[test]
fn values_are_held_to_their_shapes() {
    finds(
        "e:q a upper:Attribute .",
        "U0020",
        "`e:q` needs exactly one `upper:datatype`, has none",
        "add `upper:datatype xsd:string`",
    );
    finds(
        "e:q a upper:Attribute ; upper:datatype xsd:int , xsd:long .",
        "U0021",
        "2 values of `upper:datatype`",
        "keep one",
    );
    finds(
        "e:q a upper:Attribute ; upper:datatype \"string\" .",
        "U0022",
        "not the literal `\"string\"`",
        "write `xsd:string` instead",
    );
    finds(
        "e:q a upper:Attribute ; upper:datatype xsd:int ; upper:minCount \"1\" .",
        "U0023",
        "not a `xsd:string`",
        "write it like `1`",
    );
    finds(
        "e:q a upper:Relationship ; upper:class e:p .",
        "U0024",
        "`e:p` is a `upper:Attribute`",
        "",
    );
    finds(
        "e:q a upper:Attribute ; upper:datatype xsd:int ; upper:name \"1st\" .",
        "U0026",
        "does not match the pattern",
        "",
    );
    finds(
        "e:q a upper:Attribute ; upper:datatype xsd:int ; upper:minCount -1 .",
        "U0028",
        "at least `0`",
        "at least `0`",
    );
    finds(
        "e:q a upper:Attribute ; upper:datatype xsd:int ; upper:label \"a\"@en , \"b\"@EN .",
        "U0029",
        "in `en`",
        "keep one",
    );
    finds(
        "e:D a upper:DirectClass ; upper:primaryKey e:p ; upper:property e:p .",
        "U0030",
        "takes a list, not `e:p`",
        "( e:p )",
    );
    finds(
        "e:q a upper:Attribute ; upper:datatype xsd:int ; upper:minCount \"many\"^^xsd:integer .",
        "U0031",
        "is not a `xsd:integer`",
        "like `1`",
    );
    finds(
        "e:q a upper:Attribute ; upper:datatype xsd:strng .",
        "U0032",
        "nothing defines `xsd:strng`",
        "did you mean `xsd:string`?",
    );
    finds(
        "e:D a upper:DirectClass ; upper:property e:pp .",
        "U0032",
        "nothing defines `e:pp`",
        "did you mean `e:p`?",
    );
    finds(
        "e:D a upper:DirectClass ; upper:refinement [] .",
        "U0020",
        "this `upper:Refinement` needs exactly one `upper:refines`",
        "",
    );
    finds(
        "e:D a upper:DirectClass ; upper:property [ a upper:Attribute ; upper:datatype xsd:int ] .",
        "U0022",
        "needs an IRI",
        "",
    );
}

#[test]
fn structure_is_held_to_the_governing_model() {
    finds(
        "e:q upper:datatype xsd:int ; upper:defaultValue 1 .",
        "U0050",
        "`e:q` has no type",
        "`e:q a upper:Attribute`",
    );
    finds(
        "e:D a upper:DirectClass , upper:Trait .",
        "U0051",
        "exclude one another",
        "keep the type",
    );
    finds(
        "e:D a upper:Class .",
        "U0052",
        "no instances of its own",
        "`upper:DirectClass`",
    );
    finds(
        "e:D a upper:DirctClass .",
        "U0053",
        "there is no class `upper:DirctClass`",
        "did you mean `upper:DirectClass`?",
    );
    finds(
        "e:D a upper:DirectClass ; upper:lable \"D\" .",
        "U0054",
        "there is no property `upper:lable`",
        "did you mean `upper:label`?",
    );
    finds(
        "e: owl:import e: .",
        "U0054",
        "`owl:import`",
        "did you mean `owl:imports`?",
    );
    finds(
        "e:D a upper:DirectClass ; upper:datatype xsd:int .",
        "U0055",
        "not a property of a `upper:DirectClass`",
        "`upper:Attribute`",
    );
    finds(
        "[] a upper:Refinement ; upper:refines e:p .",
        "U0056",
        "the value of nothing",
        "give it an IRI",
    );
    finds(
        "<http://other.org/x> a upper:DirectClass .",
        "U0057",
        "not a term of",
        "own terms",
    );
}

#[test]
fn a_term_of_a_model_that_is_not_imported_is_named() {
    let other =
        "@prefix o: <https://example.org/o#> . @prefix upper: <https://w3id.org/denota/upper#> .
o: a upper:DomainModel ; upper:domain \"o\" . o:C a upper:DirectClass .";
    let text =
        format!("{HEADER} e:r a upper:Relationship ; upper:class <https://example.org/o#C> .");
    let checked = check_texts(&[("e.ttl", &text), ("o.ttl", other)]);
    let found: Vec<_> = checked
        .findings
        .iter()
        .filter(|f| f.code == "U0033")
        .collect();
    assert_eq!(found.len(), 1, "{:#?}", lines(&checked));
    assert!(
        found[0]
            .help
            .as_deref()
            .unwrap()
            .contains("owl:imports <https://example.org/o#>")
    );
}

/// Whether Upper itself requires a statement of it: the type of a named term, a value
/// without which a property would have too few, a part of a list cell.
fn is_required(checked: &Checked, graph: &Graph, triple: &Triple) -> bool {
    if triple.predicate == rdf::TYPE {
        return triple.subject.is_iri();
    }
    if triple.predicate == rdf::FIRST || triple.predicate == rdf::REST {
        return true;
    }
    let models = &checked.models;
    let holder = graph
        .triples()
        .iter()
        .find(|t| t.object == triple.subject && t.predicate == vocabulary::REFINEMENT);
    let class = graph
        .types(triple.subject)
        .next()
        .or_else(|| holder.map(|_| vocabulary::class::REFINEMENT));
    let Some(TermRef::Class(class)) = class.and_then(|c| models.term(c)) else {
        return false;
    };
    let member = models
        .class(class)
        .members
        .iter()
        .find(|m| models.property(m.property).info.id == triple.predicate);
    let count = graph.with(triple.subject, triple.predicate).count();
    member.is_some_and(|m| u32::try_from(count).unwrap() <= m.min)
}

#[test]
fn every_statement_that_upper_requires_of_itself_is_missed() {
    let checked = check_texts(&[("upper.ttl", &read("upper.ttl"))]);
    let corpus = &checked.corpus;
    let header = corpus.terms.lookup_iri(vocabulary::NS).unwrap();
    let id = corpus.by_iri(header).unwrap();
    let Some(TermRef::Domain(domain)) = checked.models.term(header) else {
        panic!("no Upper")
    };
    let shapes = derive(&checked.models, domain);
    let graph = &corpus.graph(id).graph;
    let holds = |graph: &Graph| {
        let data = Data {
            terms: &corpus.terms,
            models: &checked.models,
            header,
            graph,
            context: &[],
            prefixes: &[],
            place: &|offset| corpus.place(id, offset),
            beyond_reach: &|_| false,
        };
        upper::shapes::check(&shapes, &data).is_empty()
    };
    assert!(holds(graph));
    let required: Vec<&Triple> = graph
        .triples()
        .iter()
        .filter(|t| is_required(&checked, graph, t))
        .collect();
    // More than one for each of the terms, of which Upper has over a hundred.
    assert!(required.len() > 200, "{}", required.len());
    for left_out in required {
        let mut builder = GraphBuilder::default();
        for triple in graph.triples().iter().filter(|t| *t != left_out) {
            builder.push(*triple);
        }
        let show = |t| corpus.terms.show(t);
        let (s, p, o) = (
            show(left_out.subject),
            show(left_out.predicate),
            show(left_out.object),
        );
        assert!(
            !holds(&builder.build(graph.source())),
            "nobody misses {s} {p} {o}"
        );
    }
}

#[test]
fn printed_shapes_are_turtle() {
    let paths = [
        "domains/media/people.ttl",
        "domains/media/titles.ttl",
        "domains/media/production.ttl",
        "domains/onepiece.ttl",
        "domains/tpch.ttl",
    ];
    let texts: Vec<(&str, String)> = paths.iter().map(|p| (*p, read(p))).collect();
    let texts: Vec<(&str, &str)> = texts.iter().map(|(p, t)| (*p, t.as_str())).collect();
    let checked = check_texts(&texts);
    assert!(!checked.has_errors(), "{:#?}", lines(&checked));
    for (id, domain) in checked.models.domains() {
        let printed = print(&checked.models, &derive(&checked.models, id));
        let parsed: Result<Vec<_>, _> = oxttl::TurtleParser::new()
            .for_slice(printed.as_bytes())
            .collect();
        let triples = parsed.unwrap_or_else(|e| panic!("{}: {e}", domain.info.iri));
        // A property shape is named once: two of the same name would be one stricter shape.
        let mut paths: Vec<String> = triples
            .iter()
            .filter(|t| t.predicate.as_str().ends_with("shacl#path"))
            .map(|t| t.subject.to_string())
            .collect();
        let all = paths.len();
        paths.sort();
        paths.dedup();
        assert_eq!(paths.len(), all, "{}", domain.info.iri);
    }
}

const CATALOG: &str = "@prefix : <https://example.org/lake#> .
@prefix iceberg: <https://w3id.org/denota/iceberg#> .
@prefix graph: <https://w3id.org/denota/graph#> .
: a graph:NamedGraph ; graph:governedBy iceberg: .
:lake a iceberg:Catalog ; graph:name \"lake\" .
:shop a iceberg:Namespace ; graph:name \"shop\" ; graph:partOf :lake .
:t a iceberg:Table ; graph:name \"t\" ; graph:partOf :shop ; iceberg:formatVersion 2 ; iceberg:property [ iceberg:key \"k\" ; iceberg:value \"v\" ] ;
    iceberg:identifierFields ( :t.id ) ; iceberg:sortOrder ( SORT ) .
:t.id a iceberg:Column ; graph:name \"id\" ; graph:partOf :t ; graph:position 0 ; iceberg:fieldId 1 ; iceberg:type \"long\" ; iceberg:required true .
";

#[test]
fn what_is_no_model_governs_nothing() {
    let lax = "@prefix graph: <https://w3id.org/denota/graph#> .
<https://example.org/lax#> a graph:NamedGraph ; graph:governedBy <https://example.org/lake#> .
<https://example.org/shop#Order> a graph:Anything .
";
    let lake = CATALOG.replace("iceberg:sortOrder ( SORT ) .", "iceberg:formatVersion 2 .");
    let found = lines(&check_texts(&[("a.ttl", lax), ("lake.ttl", &lake)]));
    let has = |code: &str, line: u32| {
        let start = format!("{code}:{line}:");
        found.iter().any(|f| f.starts_with(&start))
    };
    assert!(has("U0024", 2), "{found:#?}");
    assert!(has("U0057", 3), "{found:#?}");
}

fn sorted_by(sort: &str) -> Vec<String> {
    let checked = check_texts(&[("lake.ttl", &CATALOG.replace("SORT", sort))]);
    lines(&checked)
}

#[test]
fn a_representation_is_held_to_its_system_domain() {
    let sort = "[ a iceberg:SortField ; iceberg:sourceField :t.id ; iceberg:transform \"identity\" ; iceberg:direction \"asc\" ; iceberg:nullOrder \"nulls-last\" ]";
    assert_eq!(sorted_by(sort), Vec::<String>::new());
    let [wrong] = <[String; 1]>::try_from(sorted_by(&sort.replace("asc", "acs"))).unwrap();
    assert!(
        wrong.starts_with("U0025:8:") && wrong.ends_with("did you mean `asc`?"),
        "{wrong}"
    );
    let [dangling] = <[String; 1]>::try_from(sorted_by(&sort.replace(":t.id", ":t.ix"))).unwrap();
    assert!(
        dangling.starts_with("U0032:8:") && dangling.contains("t.id"),
        "{dangling}"
    );
    let [part] =
        <[String; 1]>::try_from(sorted_by(&sort.replace("iceberg:direction \"asc\" ;", "")))
            .unwrap();
    assert!(
        part.starts_with("U0020:8:")
            && part.contains("this `iceberg:SortField` needs exactly one `iceberg:direction`"),
        "{part}"
    );
    // A catalog is no part of a table: the refinement of `graph:partOf` says so.
    let text = CATALOG
        .replace("( SORT )", "()")
        .replace("graph:partOf :shop", "graph:partOf :lake");
    let found = lines(&check_texts(&[("lake.ttl", &text)]));
    assert!(
        found.len() == 1
            && found[0].starts_with("U0024")
            && found[0].contains("`iceberg:Namespace`"),
        "{found:#?}"
    );
}
