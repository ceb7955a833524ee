//! What weighs how much: each kind of change to a model, with the reason for its weight.

use upper::change::{Kind, Level, Report, compare};
use upper::check::{Options, check};
use upper::finding::Severity;
use upper::model::{DomainModel, Valid};
use upper::source::{Input, Syntax};

use Kind::{Added, Loosened, Relabelled, Removed, Replaced, Retyped, Tightened};
use Level::{Major, Minor, Patch};

const BASE: &str = r#"
@prefix : <http://e.org/m#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
: a upper:DomainModel ; upper:domain "m" ; upper:label "Model"@en .
:Agent a upper:SealedClass ; upper:primaryKey ( :id ) ; upper:property :id .
:Person a upper:DirectClass ; upper:subClassOf :Agent ; upper:property :age , :mail ;
    upper:refinement [ upper:refines :mail ; upper:maxLength 100 ] .
:Company a upper:DirectClass ; upper:subClassOf :Agent ; upper:property :boss , :state .
:Item a upper:DirectClass ; upper:trait :Noted ; upper:primaryKey ( :sku ) ; upper:property :sku , :price , :holder , :place .
:Noted a upper:Trait ; upper:property :note .
:Place a upper:DirectClass ; upper:property :street .
:Holder a upper:Union ; upper:unionOf ( :Person :Company ) .
:State a upper:Enumeration ; upper:oneOf ( :Open :Closed ) .
:Open a upper:EnumValue . :Closed a upper:EnumValue .
:Old a upper:QualifiedClass ; upper:qualifies :Person ; upper:where [ upper:property :age ; upper:minInclusive 60 ] .
:Code a upper:CustomDatatype ; upper:base xsd:string ; upper:maxLength 8 ; upper:pattern "^[A-Z]+$" .
:id a upper:Attribute ; upper:datatype :Code ; upper:minCount 1 ; upper:maxCount 1 .
:age a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 .
:mail a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 3 .
:boss a upper:Relationship ; upper:class :Person ; upper:maxCount 1 .
:state a upper:Relationship ; upper:class :State ; upper:maxCount 1 .
:sku a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
:price a upper:Attribute ; upper:datatype :Price ; upper:maxCount 1 .
:Price a upper:CustomDatatype ; upper:base xsd:decimal ; upper:minInclusive 0 ; upper:totalDigits 8 ; upper:fractionDigits 2 .
:holder a upper:Relationship ; upper:class :Holder ; upper:maxCount 1 .
:place a upper:Relationship ; upper:class :Place ; upper:maxCount 1 .
:note a upper:Attribute ; upper:datatype xsd:string .
:street a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
"#;

fn valid(text: &str) -> Valid<DomainModel> {
    let input = Input {
        path: "m.ttl".to_owned(),
        bytes: text.as_bytes().to_vec(),
        syntax: Syntax::Turtle,
    };
    let checked = check(vec![input], &Options::default());
    let mut models = checked.valid();
    let mut errors = checked.findings.iter();
    let error = errors.find(|f| f.severity == Severity::Error);
    assert_eq!(models.len(), 1, "{error:?}\n{text}");
    models.remove(0)
}

/// The base with one text in the place of another, which must be there.
fn edited(edits: &[(&str, &str)]) -> String {
    edits.iter().fold(BASE.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    })
}

type Expected = &'static [(&'static str, Kind, Level)];

struct Row {
    why: &'static str,
    edits: &'static [(&'static str, &'static str)],
    expected: Expected,
}

#[rustfmt::skip]
const ROWS: &[Row] = &[
    Row { why: "who reads texts is a person",
        edits: &[("\"Model\"@en", "\"The model\"@en, \"Modell\"@de")],
        expected: &[("", Relabelled, Patch), ("", Relabelled, Patch)] },
    Row { why: "schemas are named after the domain",
        edits: &[("upper:domain \"m\"", "upper:domain \"n\"")],
        expected: &[("", Retyped, Major)] },
    Row { why: "all prices that were allowed are allowed still",
        edits: &[("upper:minInclusive 0 ;", "upper:minExclusive -1 ;")],
        expected: &[("Item", Loosened, Minor), ("price", Loosened, Minor), ("Price", Loosened, Minor)] },
    Row { why: "nothing is no longer a price",
        edits: &[("upper:minInclusive 0 ;", "upper:minExclusive 0 ;")],
        expected: &[("Item", Tightened, Major), ("price", Tightened, Major), ("Price", Tightened, Major)] },
    Row { why: "nobody uses a new class yet",
        edits: &[(":note a", ":Tag a upper:DirectClass ; upper:property :note .\n:note a")],
        expected: &[("Tag", Added, Minor)] },
    Row { why: "nobody has to state what may be left out",
        edits: &[("upper:property :street .", "upper:property :street , :city .\n:city a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .")],
        expected: &[("Place", Loosened, Minor), ("city", Added, Minor)] },
    Row { why: "what contains itself has no end as columns",
        edits: &[("upper:property :street .", "upper:property :street , :within .\n:within a upper:Relationship ; upper:class :Place ; upper:maxCount 1 .")],
        expected: &[("Place", Loosened, Minor), ("Place", Retyped, Major), ("within", Added, Minor)] },
    Row { why: "what contains nothing has no columns",
        edits: &[("upper:property :street .", "."), (":street a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .", "")],
        expected: &[("Place", Tightened, Major), ("Place", Retyped, Major), ("street", Removed, Major)] },
    Row { why: "data that was written lacks what is now required",
        edits: &[("upper:property :street .", "upper:property :street , :city .\n:city a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .")],
        expected: &[("Place", Tightened, Major), ("city", Added, Minor)] },
    Row { why: "data that was written has what is gone, and who reads misses it",
        edits: &[("upper:property :age , :mail", "upper:property :mail"), (":Old a upper:QualifiedClass ; upper:qualifies :Person ; upper:where [ upper:property :age ; upper:minInclusive 60 ] .", ""), (":age a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 .", "")],
        expected: &[("Person", Tightened, Major), ("Old", Removed, Major), ("age", Removed, Major)] },
    Row { why: "what was left out is now wrong",
        edits: &[(":age a upper:Attribute ; upper:datatype xsd:int ;", ":age a upper:Attribute ; upper:datatype xsd:int ; upper:minCount 1 ;")],
        expected: &[("Person", Tightened, Major), ("Old", Tightened, Major), ("age", Tightened, Major)] },
    Row { why: "who reads can no longer count on a value",
        edits: &[("xsd:string ; upper:minCount 1 ; upper:maxCount 3", "xsd:string ; upper:maxCount 3")],
        expected: &[("Person", Loosened, Major), ("Old", Loosened, Major), ("mail", Loosened, Major)] },
    Row { why: "a set of three is a set of four",
        edits: &[("upper:maxCount 3", "upper:maxCount 4")],
        expected: &[("Person", Loosened, Minor), ("Old", Loosened, Minor), ("mail", Loosened, Minor)] },
    Row { why: "there are sets of three",
        edits: &[("upper:maxCount 3", "upper:maxCount 2")],
        expected: &[("Person", Tightened, Major), ("Old", Tightened, Major), ("mail", Tightened, Major)] },
    Row { why: "a value and a set have different forms",
        edits: &[("upper:class :Place ; upper:maxCount 1", "upper:class :Place ; upper:maxCount 2")],
        expected: &[("Item", Loosened, Major), ("place", Loosened, Major)] },
    Row { why: "a text is no number",
        edits: &[(":street a upper:Attribute ; upper:datatype xsd:string", ":street a upper:Attribute ; upper:datatype xsd:int")],
        expected: &[("Place", Retyped, Major), ("street", Retyped, Major)] },
    Row { why: "a reference to another class is none to this one",
        edits: &[(":boss a upper:Relationship ; upper:class :Person", ":boss a upper:Relationship ; upper:class :Company")],
        expected: &[("Company", Retyped, Major), ("boss", Retyped, Major)] },
    Row { why: "longer texts were written; it reaches all that hold them",
        edits: &[("upper:maxLength 8", "upper:maxLength 7")],
        expected: &[("Agent", Tightened, Major), ("Person", Tightened, Major), ("Company", Tightened, Major), ("Old", Tightened, Major), ("id", Tightened, Major), ("Code", Tightened, Major)] },
    Row { why: "all texts that were written still fit",
        edits: &[("upper:maxLength 100", "upper:maxLength 200")],
        expected: &[("Person", Loosened, Minor), ("Old", Loosened, Minor)] },
    Row { why: "every price is written with its digits after the point",
        edits: &[("upper:fractionDigits 2", "upper:fractionDigits 3")],
        expected: &[("Item", Loosened, Major), ("price", Loosened, Major), ("Price", Loosened, Major)] },
    Row { why: "a lower bound that is lower admits more",
        edits: &[("xsd:decimal ; upper:minInclusive 0", "xsd:decimal ; upper:minInclusive -5.5")],
        expected: &[("Item", Loosened, Minor), ("price", Loosened, Minor), ("Price", Loosened, Minor)] },
    Row { why: "zero was a price",
        edits: &[("xsd:decimal ; upper:minInclusive 0", "xsd:decimal ; upper:minInclusive 0.01")],
        expected: &[("Item", Tightened, Major), ("price", Tightened, Major), ("Price", Tightened, Major)] },
    Row { why: "another pattern lets other texts through",
        edits: &[("^[A-Z]+$", "^[a-z]+$")],
        expected: &[("Agent", Tightened, Major), ("Agent", Loosened, Minor), ("Person", Tightened, Major), ("Person", Loosened, Minor), ("Company", Tightened, Major), ("Company", Loosened, Minor), ("Old", Tightened, Major), ("Old", Loosened, Minor), ("id", Tightened, Major), ("id", Loosened, Minor), ("Code", Tightened, Major), ("Code", Loosened, Minor)] },
    Row { why: "readers expect more values of an enumeration",
        edits: &[("( :Open :Closed )", "( :Open :Closed :Lost )"), (":Closed a upper:EnumValue .", ":Closed a upper:EnumValue . :Lost a upper:EnumValue .")],
        expected: &[("State", Loosened, Minor), ("Lost", Added, Minor)] },
    Row { why: "the value was written",
        edits: &[("( :Open :Closed )", "( :Open )"), (":Closed a upper:EnumValue .", "")],
        expected: &[("State", Tightened, Major), ("Closed", Removed, Major)] },
    Row { why: "only what comes first is different",
        edits: &[("( :Open :Closed )", "( :Closed :Open )")],
        expected: &[("State", Retyped, Minor)] },
    Row { why: "members of a union that were written are none",
        edits: &[("( :Person :Company )", "( :Person :Item )")],
        expected: &[("Holder", Tightened, Major), ("Holder", Loosened, Minor)] },
    Row { why: "a sealed class of more leaves, and a union of the sealed class too",
        edits: &[("( :Person :Company )", "( :Agent :Item )"), (":Noted a", ":Robot a upper:DirectClass ; upper:subClassOf :Agent .\n:Noted a")],
        expected: &[("Agent", Loosened, Minor), ("Robot", Added, Minor), ("Holder", Loosened, Minor)] },
    Row { why: "another key finds nothing of what is there",
        edits: &[("upper:primaryKey ( :sku )", "upper:primaryKey ( :sku :price )"), ("upper:datatype :Price ; upper:maxCount 1", "upper:datatype :Price ; upper:minCount 1 ; upper:maxCount 1")],
        expected: &[("Item", Retyped, Major), ("Item", Tightened, Major), ("price", Tightened, Major)] },
    Row { why: "what was a value in place is a reference",
        edits: &[(":Place a upper:DirectClass ;", ":Place a upper:DirectClass ; upper:primaryKey ( :street ) ;"), (":street a upper:Attribute ; upper:datatype xsd:string ;", ":street a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ;")],
        expected: &[("Item", Retyped, Major), ("Place", Retyped, Major), ("Place", Tightened, Major), ("place", Retyped, Major), ("street", Tightened, Major)] },
    Row { why: "two with one price were written",
        edits: &[("upper:primaryKey ( :sku ) ;", "upper:primaryKey ( :sku ) ; upper:uniqueKey ( :price ) ;")],
        expected: &[("Item", Tightened, Major)] },
    Row { why: "a trait brings its properties with it",
        edits: &[(":Place a upper:DirectClass ;", ":Place a upper:DirectClass ; upper:trait :Noted ;")],
        expected: &[("Place", Loosened, Minor), ("Place", Loosened, Minor)] },
    Row { why: "what is asked for by its trait is no longer found",
        edits: &[("upper:trait :Noted ; ", "")],
        expected: &[("Item", Retyped, Major), ("Item", Tightened, Major)] },
    Row { why: "other conditions choose other members",
        edits: &[("upper:minInclusive 60", "upper:minInclusive 65")],
        expected: &[("Old", Retyped, Major)] },
    Row { why: "a default was relied on",
        edits: &[(":street a upper:Attribute ;", ":street a upper:Attribute ; upper:defaultValue \"Main\" ;")],
        expected: &[("street", Loosened, Minor)] },
    Row { why: "a class is no trait",
        edits: &[(":Noted a upper:Trait", ":Noted a upper:DirectClass"), ("upper:trait :Noted ; ", "")],
        expected: &[("Item", Retyped, Major), ("Item", Tightened, Major), ("Noted", Retyped, Major)] },
    Row { why: "rows and schemas use the name",
        edits: &[(":street a upper:Attribute ;", ":street a upper:Attribute ; upper:name \"road\" ;")],
        expected: &[("street", Retyped, Major)] },
    Row { why: "a deprecated term still works",
        edits: &[(":street a upper:Attribute ;", ":street a upper:Attribute ; upper:deprecated \"no longer asked\" ;")],
        expected: &[("street", Relabelled, Minor)] },
    Row { why: "a term that another replaces still works",
        edits: &[(":street a upper:Attribute ;", ":street a upper:Attribute ; upper:deprecated \"use the note\" ; upper:replacedBy :note ;")],
        expected: &[("street", Replaced, Minor)] },
    Row { why: "what it narrowed it narrows still",
        edits: &[(":Code a upper:CustomDatatype ; upper:base xsd:string", ":Short a upper:CustomDatatype ; upper:base xsd:string ; upper:maxLength 9 .\n:Code a upper:CustomDatatype ; upper:base :Short")],
        expected: &[("Short", Added, Minor), ("Code", Loosened, Minor)] },
    Row { why: "finding things by a standard term too is more than before",
        edits: &[(":Place a upper:DirectClass ;", ":Place a upper:DirectClass ; upper:standsFor skos:Concept ;")],
        expected: &[("Place", Loosened, Minor)] },
];

fn told(report: &Report) -> Vec<(&str, Kind, Level)> {
    let local = |iri: &'_ str| iri.rsplit('#').next().unwrap_or("").len();
    report
        .changes
        .iter()
        .map(|c| (&c.term[c.term.len() - local(&c.term)..], c.kind, c.level))
        .collect()
}

#[test]
fn every_change_weighs_what_its_reason_says() {
    let base = valid(BASE);
    for row in ROWS {
        let changed = valid(&edited(row.edits));
        let report = compare(&base, &changed);
        assert_eq!(
            told(&report),
            row.expected,
            "{}\n{:#?}",
            row.why,
            report.changes
        );
    }
}

#[test]
fn what_a_term_was_replaced_by_is_told_once_it_is_gone() {
    let deprecated = edited(&[(
        ":street a upper:Attribute ;",
        ":street a upper:Attribute ; upper:deprecated \"use the note\" ; upper:replacedBy :note ;",
    )]);
    let gone = edited(&[
        (
            ":Place a upper:DirectClass ; upper:property :street",
            ":Place a upper:DirectClass ; upper:property :note",
        ),
        (
            ":street a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .",
            "",
        ),
    ]);
    let report = compare(&valid(&deprecated), &valid(&gone));
    assert!(
        told(&report).contains(&("street", Replaced, Major)),
        "{report:#?}"
    );
    assert!(report.changes.iter().any(|c| c.message.contains("`note`")));
}

#[test]
fn going_there_and_back_names_the_same_terms() {
    let base = valid(BASE);
    for row in ROWS {
        let changed = valid(&edited(row.edits));
        let terms = |report: &Report| {
            let mut terms: Vec<String> = report.changes.iter().map(|c| c.term.clone()).collect();
            terms.sort();
            terms.dedup();
            terms
        };
        let there = compare(&base, &changed);
        let back = compare(&changed, &base);
        assert_eq!(terms(&there), terms(&back), "{}", row.why);
        // What admits less one way admits more the other, or is something else both ways.
        let tight = |r: &Report| r.changes.iter().any(|c| c.kind == Tightened);
        let loose = |r: &Report| r.changes.iter().any(|c| matches!(c.kind, Loosened | Added));
        if tight(&there) && !loose(&there) {
            assert!(loose(&back) || back.level() == Major, "{}", row.why);
        }
    }
}

/// A value is the same however it is written.
#[test]
fn a_default_that_is_written_otherwise_is_no_other() {
    let with = |default: &str| {
        let text = format!("upper:datatype :Price ; upper:defaultValue {default} ;");
        valid(&edited(&[("upper:datatype :Price ;", &text)]))
    };
    let compared = |old, new| compare(&with(old), &with(new)).level();
    assert_eq!(compared("1.0", "1.00"), Patch);
    assert_eq!(compared("1.0", "1.5"), Major);
}

/// Two states of the base that differ in what stands for one text of it.
fn between(what: &str, old: &str, new: &str) -> Report {
    let state = |text| valid(&edited(&[(what, text)]));
    compare(&state(old), &state(new))
}

#[test]
fn what_is_written_otherwise_is_no_change() {
    for (what, old, new) in [
        (
            "upper:minInclusive 0 ;",
            "upper:oneOf ( 1.0 2.50 ) ;",
            "upper:oneOf ( 1.00 2.5 ) ;",
        ),
        (
            "upper:minInclusive 60",
            "upper:hasValue 60",
            "upper:hasValue 060",
        ),
        (
            "upper:maxLength 8",
            "upper:maxLength 8",
            "upper:maxLength 8 ; upper:minLength 0",
        ),
    ] {
        assert_eq!(told(&between(what, old, new)), [], "{new}");
    }
    let report = between(
        "upper:minInclusive 0 ;",
        "upper:oneOf ( 1.0 2.50 ) ;",
        "upper:oneOf ( 1.00 2.05 ) ;",
    );
    assert!(told(&report).contains(&("Price", Tightened, Major)));
    assert!(told(&report).contains(&("Price", Loosened, Minor)));
}

/// Schemas list the members of a unique key, which have no order.
#[test]
fn a_unique_key_in_another_order_is_the_same() {
    let key = "upper:primaryKey ( :sku ) ;";
    let with = |unique: &str| format!("{key} upper:uniqueKey ( {unique} ) ;");
    let report = between(key, &with(":price :sku"), &with(":sku :price"));
    assert_eq!(told(&report), [("Item", Retyped, Minor)]);
}

/// Texts by language are several already where there is one at the most.
#[test]
fn one_text_and_several_by_language_have_one_form() {
    let datatype = |of: &str, max: &str| {
        let of = format!(":street a upper:Attribute ; upper:datatype {of} {max}.");
        let street = ":street a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .";
        valid(&edited(&[(street, &of)]))
    };
    let level = |of: &str| {
        let one = datatype(of, "; upper:maxCount 1 ");
        compare(&one, &datatype(of, "")).level()
    };
    let text = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString>";
    assert_eq!(level(text), Minor);
    assert_eq!(level("xsd:string"), Major);
}

#[test]
fn what_no_longer_replaces_a_term_is_told() {
    let with = |listed: &str, replaced: &str| {
        let listed = format!(":Place a upper:DirectClass ; upper:property {listed}");
        let street = format!(":street a upper:Attribute ; upper:deprecated \"old\" {replaced};");
        valid(&edited(&[
            (
                ":Place a upper:DirectClass ; upper:property :street",
                &listed,
            ),
            (":street a upper:Attribute ;", &street),
            (
                ":note a",
                ":road a upper:Attribute ; upper:datatype xsd:string .\n:note a",
            ),
        ]))
    };
    let level = |listed, new| {
        let report = compare(
            &with(listed, "; upper:replacedBy :road "),
            &with(listed, new),
        );
        assert!(
            told(&report).contains(&("street", Replaced, report.level())),
            "{report:#?}"
        );
        report.level()
    };
    assert_eq!(level(":street , :road", ""), Minor);
    // Readers and rows find what was written under the older name by that alone.
    assert_eq!(level(":road", ""), Major);
    assert_eq!(level(":road", "; upper:replacedBy :sku "), Major);
}

/// Two relationships between keyed classes, each with what it says.
fn pair(crew: &str, members: &str) -> Valid<DomainModel> {
    let listed = |of: &str, property| if of.is_empty() { "" } else { property };
    valid(&format!(
        "{BASE}
:Crew a upper:DirectClass ; upper:primaryKey ( :sku ) ; upper:property :sku {} .
:Sailor a upper:DirectClass ; upper:primaryKey ( :sku ) ; upper:property :sku {} .
{crew}\n{members}\n",
        listed(members, ", :members"),
        listed(crew, ", :crew"),
    ))
}

const CREW: &str = ":crew a upper:Relationship ; upper:class :Crew ; upper:maxCount 1";
const MEMBERS: &str = ":members a upper:Relationship ; upper:class :Sailor";

/// Of a pair one side is stored: whose column goes to the other is no longer read.
#[test]
fn an_inverse_weighs_what_it_takes_away() {
    let members = format!("{MEMBERS} .");
    let alone = pair("", &members);
    let single = pair(&format!("{CREW} ; upper:inverseOf :members ."), &members);
    let found = told(&compare(&alone, &single)).contains(&("members", Retyped, Major));
    assert!(found, "the single side has the column now");
    let several = format!("{CREW} ; upper:inverseOf :members .").replace("; upper:maxCount 1", "");
    let several = pair(&several, &members);
    assert_eq!(compare(&alone, &several).level(), Minor, "an afterthought");
    assert_eq!(compare(&several, &single).level(), Major);
}

#[test]
fn which_of_two_inverses_says_so_is_no_matter() {
    let (crew, members) = (format!("{CREW} ."), format!("{MEMBERS} ."));
    let of_members = format!("{CREW} ; upper:inverseOf :members .");
    let of_crew = format!("{MEMBERS} ; upper:inverseOf :crew .");
    let (one, both) = (pair(&of_members, &members), pair(&of_members, &of_crew));
    let other = pair(&crew, &of_crew);
    for (old, new) in [(&one, &both), (&both, &other), (&other, &one)] {
        assert_eq!(told(&compare(old, new)), []);
    }
    let none = pair(&crew, &members);
    assert!(told(&compare(&one, &none)).contains(&("crew", Retyped, Major)));
}
