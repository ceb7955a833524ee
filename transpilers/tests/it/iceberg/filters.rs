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
        (
            "xsd:float",
            "upper:hasValue \"1.1\"^^xsd:float",
            "x = CAST('1.1' AS FLOAT)",
        ),
        (
            "xsd:float",
            "upper:maxExclusive \"INF\"^^xsd:float",
            "x < CAST('Infinity' AS FLOAT)",
        ),
        ("xsd:decimal", "upper:minInclusive 10", "x >= 10"),
        (
            "xsd:decimal",
            "upper:minInclusive 1.50",
            "x >= CAST('1.50' AS DECIMAL(38, 9))",
        ),
        (
            "xsd:decimal",
            "upper:hasValue 12345678901234567890",
            "x = CAST('12345678901234567890' AS DECIMAL(38, 9))",
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
        // No such number fits into the column.
        ("xsd:decimal", "upper:minInclusive 0.00000000001"),
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

/// The filter of a class of `Thing`s, of which one of many values meets a condition, and what
/// is said of it.
fn of_many(range: &str, terms: &str, value: &str) -> (Option<String>, bool) {
    let text = format!(
        "m:Thing a upper:DirectClass ; upper:primaryKey ( m:id ) ; upper:property m:id , m:x .
         m:x {range} . {terms}
         m:Some a upper:QualifiedClass ; upper:qualifies m:Thing ;
             upper:where [ upper:property m:x ; upper:hasValue {value} ] ."
    );
    let tables = plan(&model(&text), "m", &Ids::default());
    let table = tables.iter().find(|t| t.name == "thing").unwrap();
    let mut losses = table.losses.iter();
    let lost = losses.any(|l| l.message.contains("no filter is written"));
    let filter = table.properties.get("denota.qualified.Some").cloned();
    (filter, lost)
}

#[test]
fn elements_of_lists_compare_with_their_own_type() {
    for (datatype, value, expected) in [
        ("xsd:int", "3", Some("array_contains(x, 3)")),
        (
            "xsd:float",
            "\"1.1\"^^xsd:float",
            Some("array_contains(x, CAST('1.1' AS FLOAT))"),
        ),
        (
            "xsd:decimal",
            "1.50",
            Some("array_contains(x, CAST('1.50' AS DECIMAL(38, 9)))"),
        ),
        (
            "xsd:decimal",
            "3",
            Some("array_contains(x, CAST('3' AS DECIMAL(38, 9)))"),
        ),
        (
            "xsd:date",
            "\"2024-01-01\"^^xsd:date",
            Some("array_contains(x, DATE '2024-01-01')"),
        ),
        ("xsd:time", "\"12:00:00\"^^xsd:time", None),
        (
            "xsd:dateTime",
            "\"2024-01-01T00:00:00Z\"^^xsd:dateTime",
            None,
        ),
        (
            "upper:UUID",
            "\"123e4567-e89b-12d3-a456-426614174000\"^^upper:UUID",
            None,
        ),
    ] {
        let range = format!("a upper:Attribute ; upper:datatype {datatype}");
        let (filter, lost) = of_many(&range, "", value);
        assert_eq!(filter.as_deref(), expected, "{datatype}");
        assert_eq!(lost, expected.is_none(), "{datatype}");
    }
}

#[test]
fn an_entity_is_found_by_its_iri_only_where_a_column_holds_it() {
    let one = "a upper:Relationship ; upper:class m:K ; upper:maxCount 1";
    let many = "a upper:Relationship ; upper:class m:K";
    let anna = "<http://example.com/people/anna>";
    let keyed = |key: &str| {
        format!(
            "m:K a upper:DirectClass ; upper:primaryKey ( {key} ) ; upper:property m:code .
             m:code a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 ."
        )
    };
    for (key, range) in [
        ("m:code", one),
        ("m:code", many),
        ("m:code upper:iri", one),
        ("upper:iri m:code", many),
    ] {
        assert_eq!(of_many(range, &keyed(key), anna), (None, true), "{key}");
    }
    let by_iri = |range| of_many(range, &keyed("upper:iri"), anna).0;
    assert_eq!(
        by_iri(one).as_deref(),
        Some("x_iri = 'http://example.com/people/anna'")
    );
    assert_eq!(
        by_iri(many).as_deref(),
        Some("array_contains(x, 'http://example.com/people/anna')")
    );
    let node = of_many("a upper:ConnectedNode ; upper:maxCount 1", "", anna);
    assert_eq!(
        node.0.as_deref(),
        Some("x = 'http://example.com/people/anna'")
    );
}
