//! The filters of qualified classes: only where they select the members, in any engine.

use super::*;

/// The filter of a class of `Thing`s, of which the property `name` meets a condition.
fn filter(name: &str, datatype: &str, condition: &str) -> Option<String> {
    let text = attribute(name, datatype)
        + &thing(&format!(", m:{name}"))
        + &format!(
            "m:Some a upper:QualifiedClass ; upper:qualifies m:Thing ;
                 upper:where [ upper:property m:{name} ; {condition} ] ."
        );
    let table = plan(&model(&text), "m", &Ids::default()).remove(0);
    table.properties.get("denota.qualified.Some").cloned()
}

#[test]
fn values_are_written_so_that_they_compare() {
    for (datatype, condition, expected) in [
        (
            "xsd:boolean",
            "upper:hasValue \"1\"^^xsd:boolean",
            "x = true",
        ),
        ("xsd:boolean", "upper:hasValue false", "x = false"),
        ("xsd:long", "upper:oneOf ( 3 4 )", "x IN (3, 4)"),
        (
            "xsd:double",
            "upper:maxExclusive \"INF\"^^xsd:double",
            "x < CAST('Infinity' AS DOUBLE)",
        ),
        ("xsd:string", "upper:hasValue \"it's\"", "x = 'it''s'"),
        (
            "xsd:date",
            "upper:minExclusive \"2024-01-01\"^^xsd:date",
            "x > DATE '2024-01-01'",
        ),
        (
            "xsd:time",
            "upper:minInclusive \"12:00:00\"^^xsd:time",
            "x >= '12:00:00'",
        ),
        ("xsd:duration", "upper:present true", "x IS NOT NULL"),
    ] {
        assert_eq!(
            filter("x", datatype, condition).as_deref(),
            Some(expected),
            "{datatype}"
        );
    }
}

#[test]
fn what_compares_as_its_text_does_not_has_no_filter() {
    for (datatype, condition) in [
        ("xsd:duration", "upper:minInclusive \"PT2H\"^^xsd:duration"),
        ("xsd:duration", "upper:hasValue \"PT60M\"^^xsd:duration"),
        ("rdf:JSON", "upper:hasValue \"{ }\"^^rdf:JSON"),
        (
            "xsd:base64Binary",
            "upper:hasValue \"AP8=\"^^xsd:base64Binary",
        ),
    ] {
        assert_eq!(filter("x", datatype, condition), None, "{condition}");
    }
}

#[test]
fn names_that_are_not_columns_without_quotes_have_no_filter() {
    for name in ["interval", "null", "currentDate", "größe"] {
        assert_eq!(filter(name, "xsd:int", "upper:hasValue 1"), None, "{name}");
    }
    assert_eq!(
        filter("order", "xsd:int", "upper:hasValue 1").as_deref(),
        Some("order = 1")
    );
}
