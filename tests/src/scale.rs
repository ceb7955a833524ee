//! Models of any size, for benchmarks: N classes with eight properties each.
//!
//! Every ten classes are a taxonomy of three (a sealed class and two subclasses) and seven
//! classes of their own, with an enumeration beside them. The properties are a key, a text,
//! an enumeration, a date, an instant, a decimal, a set of texts and a reference.

use std::fmt::Write as _;

/// A domain model in Turtle with so many classes.
#[must_use]
pub fn scale(classes: usize) -> String {
    let mut out = String::with_capacity(2_000 * (classes + 1));
    out.push_str(
        "@prefix s: <https://example.com/onto/scale#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

s: a upper:DomainModel ;
    upper:domain \"scale\" ;
    upper:label \"Scale\"@en ;
    upper:description \"A model to measure with.\"@en .
",
    );
    for n in 0..classes {
        if n % 10 == 0 {
            enumeration(&mut out, n);
        }
        class(&mut out, n, classes);
    }
    out
}

/// What a class is: alone, the top of a taxonomy (where there is room for one), or below it.
fn class(out: &mut String, n: usize, classes: usize) {
    let top = n - n % 10;
    let taxonomy = top + 2 < classes;
    let (kind, above) = match n % 10 {
        0 if taxonomy => ("SealedClass", None),
        1 | 2 if taxonomy => ("DirectClass", Some(top)),
        _ => ("DirectClass", None),
    };
    let _ = writeln!(out, "\ns:Class{n} a upper:{kind} ;");
    texts(out, "Class", n);
    match above {
        Some(above) => {
            let _ = writeln!(out, "    upper:subClassOf s:Class{above} ;");
        }
        None => {
            let _ = writeln!(out, "    upper:primaryKey ( s:code{n} ) ;");
        }
    }
    let _ = writeln!(
        out,
        "    upper:property s:code{n} , s:name{n} , s:kind{n} , s:date{n} , s:instant{n} , s:amount{n} , s:tag{n} , s:next{n} ."
    );
    let group = n / 10;
    property(out, "code", n, "Attribute", "upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1");
    property(out, "name", n, "Attribute", "upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1");
    property(out, "kind", n, "Relationship", &format!("upper:class s:Kind{group} ; upper:minCount 1 ; upper:maxCount 1"));
    property(out, "date", n, "Attribute", "upper:datatype xsd:date ; upper:maxCount 1");
    property(out, "instant", n, "Attribute", "upper:datatype xsd:dateTime ; upper:maxCount 1");
    property(out, "amount", n, "Attribute", "upper:datatype xsd:decimal ; upper:maxCount 1");
    property(out, "tag", n, "Attribute", "upper:datatype xsd:string ; upper:minCount 0");
    let next = (n + 1) % classes;
    property(out, "next", n, "Relationship", &format!("upper:class s:Class{next} ; upper:maxCount 1"));
}

fn property(out: &mut String, name: &str, n: usize, kind: &str, rest: &str) {
    let _ = writeln!(out, "\ns:{name}{n} a upper:{kind} ;");
    texts(out, name, n);
    let _ = writeln!(out, "    {rest} .");
}

fn texts(out: &mut String, name: &str, n: usize) {
    let _ = writeln!(
        out,
        "    upper:label \"{name} {n}\"@en ;\n    upper:description \"The {name} with the number {n}, as good as any other.\"@en ;"
    );
}

fn enumeration(out: &mut String, n: usize) {
    let group = n / 10;
    let _ = writeln!(out, "\ns:Kind{group} a upper:Enumeration ;");
    texts(out, "Kind", group);
    let _ = writeln!(out, "    upper:oneOf ( s:Small{group} s:Medium{group} s:Large{group} ) .");
    for size in ["Small", "Medium", "Large"] {
        let _ = writeln!(out, "\ns:{size}{group} a upper:EnumValue ;\n    upper:label \"{size} {group}\"@en .");
    }
}
