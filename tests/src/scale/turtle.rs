//! The model in Upper.

use std::fmt::Write as _;

use super::{Class, KINDS, Property, Range, TEN, VALUES, classes, words};

const HEADER: &str = "@prefix : <https://example.com/onto/scale#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

: a upper:DomainModel ;
    upper:domain \"scale\" ;
    upper:label \"Scale\"@en ;
    upper:description \"A model of any size, made by rule.\"@en .

:Code a upper:CustomDatatype ;
    upper:label \"Code\"@en ;
    upper:description \"How people refer to things: letters, digits and hyphens.\"@en ;
    upper:base xsd:string ;
    upper:maxLength 40 ;
    upper:pattern \"^[A-Z0-9-]+$\" .
";

/// A model with so many classes, in Turtle; some 56 triples a class.
#[must_use]
pub fn turtle(count: usize) -> String {
    let mut out = HEADER.to_owned();
    for class in classes(count) {
        if class.index % TEN == 0 {
            enumeration(&mut out, class.ten());
        }
        write_class(&mut out, &class);
        for property in class.properties() {
            write_property(&mut out, &class, property, count);
        }
    }
    out
}

/// Writing to a string cannot fail.
macro_rules! put {
    ($out:expr, $($arg:tt)*) => {
        let _ = write!($out, $($arg)*);
    };
}

fn enumeration(out: &mut String, ten: usize) {
    put!(
        out,
        "\n:Status{ten} a upper:Enumeration ;\n    upper:label \"Status {ten}\"@en ;\n"
    );
    put!(
        out,
        "    upper:description \"How far things of area {ten} have come.\"@en ;\n    upper:oneOf ("
    );
    for value in VALUES {
        put!(out, " :{value}{ten}");
    }
    put!(out, " ) .\n");
    for value in VALUES {
        let word = value.to_lowercase();
        put!(
            out,
            ":{value}{ten} a upper:EnumValue ; upper:label \"{value} {ten}\"@en ; "
        );
        put!(
            out,
            "upper:description \"It is {word} in area {ten}.\"@en .\n"
        );
    }
}

fn write_class(out: &mut String, class: &Class) {
    let (name, ten) = (class.name(), class.ten());
    let kind = if class.is_sealed() {
        "SealedClass"
    } else {
        "DirectClass"
    };
    let label = KINDS.get(class.kind()).copied().unwrap_or("Thing");
    put!(
        out,
        "\n:{name} a upper:{kind} ;\n    upper:label \"{label} {ten}\"@en ;\n"
    );
    put!(
        out,
        "    upper:description \"The {} that area {ten} works with.\"@en ;\n",
        label.to_lowercase()
    );
    if let Some(parent) = class.parent() {
        put!(out, "    upper:subClassOf :{} ;\n", parent.name());
    }
    if let Some(key) = class
        .properties()
        .iter()
        .find(|p| Some(p.suffix) == class.key())
    {
        put!(
            out,
            "    upper:primaryKey ( :{} ) ;\n",
            class.property_name(key)
        );
    }
    let names: Vec<String> = class
        .properties()
        .iter()
        .map(|p| format!(":{}", class.property_name(p)))
        .collect();
    put!(out, "    upper:property {} .\n", names.join(" , "));
}

fn write_property(out: &mut String, class: &Class, property: &Property, count: usize) {
    let (kind, range) = range(class, property, count);
    let what = words(property.suffix);
    put!(
        out,
        "\n:{} a upper:{kind} ;\n",
        class.property_name(property)
    );
    put!(out, "    upper:label \"{what}\"@en ;\n");
    put!(
        out,
        "    upper:description \"The {what} of the {} of area {}.\"@en ;\n",
        class.kind_name().to_lowercase(),
        class.ten()
    );
    put!(out, "    {range}");
    if property.required {
        put!(out, " ;\n    upper:minCount 1");
    }
    if !property.many {
        put!(out, " ;\n    upper:maxCount 1");
    }
    put!(out, " .\n");
}

/// The construct, and the statement that says what the property holds.
fn range(class: &Class, property: &Property, count: usize) -> (&'static str, String) {
    let attribute = |datatype: &str| ("Attribute", format!("upper:datatype {datatype}"));
    match property.range {
        Range::Key => attribute(":Code"),
        Range::Data(xsd, _) => attribute(&format!("xsd:{xsd}")),
        Range::Enumeration => (
            "Relationship",
            format!("upper:class :Status{}", class.ten()),
        ),
        Range::Class { kind, before } => match class.referred(kind, before, count) {
            Some(other) => ("Relationship", format!("upper:class :{}", other.name())),
            None => attribute("xsd:string"),
        },
    }
}
