//! The rules by which a reader's schema reads what a writer's wrote, one case each, with the
//! sentence of the Avro 1.12 specification that decides it.

use transpilers::avro::resolution::{Compatibility, MismatchKind, parse, parse_with, resolve};

/// What a rule says of a pair.
enum Says {
    Reads,
    Fails(MismatchKind),
}

use MismatchKind::{Decimal, EnumSymbol, FixedSize, MissingField, Name, Type, UnionBranch};
use Says::{Fails, Reads};

struct Case {
    /// The sentence of the specification.
    why: &'static str,
    reader: &'static str,
    writer: &'static str,
    says: Says,
}

const fn case(why: &'static str, reader: &'static str, writer: &'static str, says: Says) -> Case {
    Case {
        why,
        reader,
        writer,
        says,
    }
}

const SAME: &str = "both schemas have same primitive type";
const PROMOTED: &str = "the writer's schema may be promoted to the reader's";
const RECORDS: &str = "both schemas are records with the same (unqualified) name";
const ORDER: &str = "the ordering of fields may be different: fields are matched by name";
const RECURSE: &str =
    "schemas for fields with the same name in both records are resolved recursively";
const IGNORED: &str = "if the writer's record contains a field with a name not present in the reader's record, the writer's value for that field is ignored";
const DEFAULT: &str = "if the reader's record schema has a field that contains a default value, and writer's schema does not have a field with the same name, then the reader should use the default value from its field";
const NO_DEFAULT: &str = "if the reader's record schema has a field with no default value, and writer's schema does not have a field with the same name, an error is signalled";
const ENUMS: &str = "both schemas are enums whose (unqualified) names match";
const SYMBOLS: &str = "if the writer's symbol is not present in the reader's enum and the reader has a default value, then that value is used, otherwise an error is signalled";
const FIXED: &str = "both schemas are fixed whose sizes and (unqualified) names match";
const ARRAYS: &str = "both schemas are arrays whose item types match";
const MAPS: &str = "both schemas are maps whose value types match";
const BOTH_UNIONS: &str = "the first schema in the reader's union that matches the selected writer's union schema is recursively resolved against it; if none match, an error is signalled";
const READER_UNION: &str = "the first schema in the reader's union that matches the writer's schema is recursively resolved against it; if none match, an error is signalled";
const WRITER_UNION: &str = "if the reader's schema matches the selected writer's schema, it is recursively resolved against it; if they do not match, an error is signalled";
const ALIASES: &str =
    "aliases function by re-writing the writer's schema using aliases from the reader's schema";
const DECIMALS: &str =
    "two schemas that are decimal logical types match if their scales and precisions match";
const LOGICAL: &str = "a logical type is always serialized using its underlying Avro type";
const INVALID_LOGICAL: &str = "if a logical type is invalid, for example a decimal with scale greater than its precision, then implementations should ignore the logical type";

#[rustfmt::skip]
const CASES: &[Case] = &[
    case(SAME, r#""string""#, r#""string""#, Reads),
    case(SAME, r#"{"type":"int"}"#, r#""int""#, Reads),
    case(SAME, r#""boolean""#, r#""int""#, Fails(Type)),
    case(SAME, r#""null""#, r#""boolean""#, Fails(Type)),
    case(PROMOTED, r#""long""#, r#""int""#, Reads),
    case(PROMOTED, r#""float""#, r#""int""#, Reads),
    case(PROMOTED, r#""double""#, r#""int""#, Reads),
    case(PROMOTED, r#""float""#, r#""long""#, Reads),
    case(PROMOTED, r#""double""#, r#""long""#, Reads),
    case(PROMOTED, r#""double""#, r#""float""#, Reads),
    case(PROMOTED, r#""bytes""#, r#""string""#, Reads),
    case(PROMOTED, r#""string""#, r#""bytes""#, Reads),
    case(PROMOTED, r#""int""#, r#""long""#, Fails(Type)),
    case(PROMOTED, r#""float""#, r#""double""#, Fails(Type)),
    case(PROMOTED, r#""long""#, r#""double""#, Fails(Type)),
    case(PROMOTED, r#""string""#, r#""int""#, Fails(Type)),
    case(RECORDS, r#"{"type":"record","name":"A","fields":[]}"#,
        r#"{"type":"record","name":"A","fields":[]}"#, Reads),
    case(RECORDS, r#"{"type":"record","name":"a.A","fields":[]}"#,
        r#"{"type":"record","name":"b.A","fields":[]}"#, Reads),
    case(RECORDS, r#"{"type":"record","name":"A","fields":[]}"#,
        r#"{"type":"record","name":"B","fields":[]}"#, Fails(Name)),
    case(RECORDS, r#"{"type":"record","name":"A","fields":[]}"#,
        r#"{"type":"enum","name":"A","symbols":["X"]}"#, Fails(Type)),
    case(ORDER, r#"{"type":"record","name":"A","fields":[{"name":"x","type":"int"},{"name":"y","type":"string"}]}"#,
        r#"{"type":"record","name":"A","fields":[{"name":"y","type":"string"},{"name":"x","type":"int"}]}"#, Reads),
    case(RECURSE, r#"{"type":"record","name":"A","fields":[{"name":"x","type":"long"}]}"#,
        r#"{"type":"record","name":"A","fields":[{"name":"x","type":"int"}]}"#, Reads),
    case(RECURSE, r#"{"type":"record","name":"A","fields":[{"name":"x","type":"int"}]}"#,
        r#"{"type":"record","name":"A","fields":[{"name":"x","type":"long"}]}"#, Fails(Type)),
    case(RECURSE, r#"{"type":"record","name":"A","fields":[{"name":"b","type":{"type":"record","name":"B","fields":[{"name":"x","type":"int"}]}}]}"#,
        r#"{"type":"record","name":"A","fields":[{"name":"b","type":{"type":"record","name":"B","fields":[]}}]}"#, Fails(MissingField)),
    case(IGNORED, r#"{"type":"record","name":"A","fields":[]}"#,
        r#"{"type":"record","name":"A","fields":[{"name":"x","type":"int"}]}"#, Reads),
    case(DEFAULT, r#"{"type":"record","name":"A","fields":[{"name":"x","type":["null","int"],"default":null}]}"#,
        r#"{"type":"record","name":"A","fields":[]}"#, Reads),
    case(NO_DEFAULT, r#"{"type":"record","name":"A","fields":[{"name":"x","type":["null","int"]}]}"#,
        r#"{"type":"record","name":"A","fields":[]}"#, Fails(MissingField)),
    case(ENUMS, r#"{"type":"enum","name":"a.E","symbols":["X","Y"]}"#,
        r#"{"type":"enum","name":"b.E","symbols":["Y"]}"#, Reads),
    case(ENUMS, r#"{"type":"enum","name":"E","symbols":["X"]}"#,
        r#"{"type":"enum","name":"F","symbols":["X"]}"#, Fails(Name)),
    case(SYMBOLS, r#"{"type":"enum","name":"E","symbols":["X"]}"#,
        r#"{"type":"enum","name":"E","symbols":["X","Y"]}"#, Fails(EnumSymbol)),
    case(SYMBOLS, r#"{"type":"enum","name":"E","symbols":["X"],"default":"X"}"#,
        r#"{"type":"enum","name":"E","symbols":["X","Y"],"default":"Y"}"#, Reads),
    case(FIXED, r#"{"type":"fixed","name":"F","size":4}"#,
        r#"{"type":"fixed","name":"F","size":4}"#, Reads),
    case(FIXED, r#"{"type":"fixed","name":"F","size":4}"#,
        r#"{"type":"fixed","name":"F","size":8}"#, Fails(FixedSize)),
    case(FIXED, r#"{"type":"fixed","name":"F","size":4}"#,
        r#"{"type":"fixed","name":"G","size":4}"#, Fails(Name)),
    case(FIXED, r#""bytes""#, r#"{"type":"fixed","name":"F","size":4}"#, Fails(Type)),
    case(ARRAYS, r#"{"type":"array","items":"long"}"#, r#"{"type":"array","items":"int"}"#, Reads),
    case(ARRAYS, r#"{"type":"array","items":"int"}"#, r#"{"type":"array","items":"string"}"#, Fails(Type)),
    case(ARRAYS, r#"{"type":"array","items":"int"}"#, r#""int""#, Fails(Type)),
    case(MAPS, r#"{"type":"map","values":"double"}"#, r#"{"type":"map","values":"float"}"#, Reads),
    case(MAPS, r#"{"type":"map","values":"int"}"#, r#"{"type":"array","items":"int"}"#, Fails(Type)),
    case(BOTH_UNIONS, r#"["null","long"]"#, r#"["int","null"]"#, Reads),
    case(BOTH_UNIONS, r#"["null","string"]"#, r#"["null","int"]"#, Fails(UnionBranch)),
    case(BOTH_UNIONS, r#"["null","string"]"#, r#"["null"]"#, Reads),
    case(READER_UNION, r#"["null","string"]"#, r#""string""#, Reads),
    case(READER_UNION, r#"["null","double"]"#, r#""int""#, Reads),
    case(READER_UNION, r#"["null","int"]"#, r#""string""#, Fails(UnionBranch)),
    case("the first that matches by name is the one, even where a later one would do",
        r#"[{"type":"record","name":"a.A","fields":[{"name":"x","type":"int"}]},{"type":"record","name":"b.A","fields":[]}]"#,
        r#"{"type":"record","name":"b.A","fields":[]}"#, Fails(MissingField)),
    case(WRITER_UNION, r#""long""#, r#"["int","long"]"#, Reads),
    case(WRITER_UNION, r#""string""#, r#"["null","string"]"#, Fails(Type)),
    case(ALIASES, r#"{"type":"record","name":"B","aliases":["A"],"fields":[]}"#,
        r#"{"type":"record","name":"A","fields":[]}"#, Reads),
    case(ALIASES, r#"{"type":"record","name":"n.B","aliases":["m.A"],"fields":[]}"#,
        r#"{"type":"record","name":"n.A","fields":[]}"#, Fails(Name)),
    case(ALIASES, r#"{"type":"record","name":"A","fields":[{"name":"y","aliases":["x"],"type":"int"}]}"#,
        r#"{"type":"record","name":"A","fields":[{"name":"x","type":"int"}]}"#, Reads),
    case(ALIASES, r#"{"type":"record","name":"A","fields":[{"name":"y","type":"int"}]}"#,
        r#"{"type":"record","name":"A","fields":[{"name":"x","aliases":["y"],"type":"int"}]}"#, Fails(MissingField)),
    case(DECIMALS, r#"{"type":"fixed","name":"F","size":2305843009213693952,"logicalType":"decimal","precision":9}"#,
        r#"{"type":"fixed","name":"F","size":2305843009213693952,"logicalType":"decimal","precision":8}"#,
        Fails(Decimal)),
    case(DECIMALS, r#"{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}"#,
        r#"{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}"#, Reads),
    case(DECIMALS, r#"{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}"#,
        r#"{"type":"bytes","logicalType":"decimal","precision":10,"scale":2}"#, Fails(Decimal)),
    case(LOGICAL, r#"{"type":"int","logicalType":"date"}"#, r#""int""#, Reads),
    case(LOGICAL, r#"{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}"#, r#""bytes""#, Reads),
    case(INVALID_LOGICAL, r#"{"type":"bytes","logicalType":"decimal","precision":2,"scale":9}"#,
        r#"{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}"#, Reads),
];

#[test]
fn every_rule_decides_as_the_specification_says() {
    for case in CASES {
        let (reader, writer) = (parse(case.reader).unwrap(), parse(case.writer).unwrap());
        let found = resolve(&reader, &writer);
        let context = format!(
            "{}\nreader {}\nwriter {}\nfound {found:?}",
            case.why, case.reader, case.writer
        );
        match case.says {
            Reads => assert!(found.is_empty(), "{context}"),
            Fails(kind) => assert!(found.iter().any(|m| m.kind == kind), "{context}"),
        }
    }
}

#[test]
fn types_that_contain_themselves_are_resolved_once() {
    let tree = |of: &str| {
        format!(
            r#"{{"type":"record","name":"T","fields":[{{"name":"v","type":"{of}"}},{{"name":"c","type":{{"type":"array","items":"T"}}}}]}}"#
        )
    };
    let (int, long) = (parse(&tree("int")).unwrap(), parse(&tree("long")).unwrap());
    assert!(resolve(&long, &int).is_empty());
    assert_eq!(
        resolve(&int, &long).len(),
        1,
        "said once, not for every depth"
    );
}

#[test]
fn a_mismatch_names_the_way_to_it() {
    let reader = r#"{"type":"record","name":"A","fields":[{"name":"b","type":{"type":"array","items":{"type":"record","name":"B","fields":[{"name":"x","type":"int"}]}}}]}"#;
    let writer = reader.replace("\"int\"", "\"string\"");
    let found = resolve(&parse(reader).unwrap(), &parse(&writer).unwrap());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].path, "b[].x");
    assert_eq!(found[0].message, "`int` does not read `string`");
}

#[test]
fn what_the_specification_forbids_is_refused() {
    for (text, part) in [
        ("", "not JSON"),
        ("17", "a schema is"),
        (r#""strang""#, "no type `strang`"),
        (r#"{"type":"record","name":"A"}"#, "needs `fields`"),
        (r#"{"type":"record","fields":[]}"#, "needs a `name`"),
        (
            r#"{"type":"record","name":"1x","fields":[]}"#,
            "is not a valid name",
        ),
        (r#"{"type":"record","name":"int","fields":[]}"#, "primitive"),
        (
            r#"{"type":"record","name":"A","fields":[{"name":"x","type":"int"},{"name":"x","type":"int"}]}"#,
            "already",
        ),
        (
            r#"{"type":"record","name":"A","fields":[{"name":"x","type":"A2"}]}"#,
            "`A2`",
        ),
        (
            r#"{"type":"record","name":"A","fields":[{"name":"x","type":"int","default":"1"}]}"#,
            "does not fit",
        ),
        (
            r#"{"type":"record","name":"A","fields":[{"name":"x","type":"int","default":2147483648}]}"#,
            "does not fit",
        ),
        (
            r#"{"type":"enum","name":"E","symbols":["a","a"]}"#,
            "stands twice",
        ),
        (
            r#"{"type":"enum","name":"E","symbols":["a-b"]}"#,
            "not a valid symbol",
        ),
        (
            r#"{"type":"enum","name":"E","symbols":["a"],"default":"b"}"#,
            "one of its symbols",
        ),
        (r#"{"type":"fixed","name":"F"}"#, "`size`"),
        (r#"{"type":"array"}"#, "`items`"),
        (r#"["int","int"]"#, "already"),
        (r#"["int",["string"]]"#, "directly inside"),
        (
            r#"[{"type":"array","items":"int"},{"type":"array","items":"string"}]"#,
            "already",
        ),
        (
            r#"[{"type":"enum","name":"E","symbols":[]},{"type":"fixed","name":"E","size":1}]"#,
            "twice",
        ),
    ] {
        let error = parse(text).unwrap_err();
        assert!(error.to_string().contains(part), "{text}: {error}");
    }
}

#[test]
fn names_are_read_in_their_namespace() {
    let nested = r#"{"type":"record","name":"A","namespace":"n","fields":[
        {"name":"b","type":{"type":"record","name":"B","fields":[]}},
        {"name":"c","type":"n.B"},{"name":"d","type":"B"},
        {"name":"e","type":{"type":"enum","name":"m.E","namespace":"ignored","symbols":["X"]}}]}"#;
    let schema = parse(nested).unwrap();
    assert_eq!(schema.name(), Some("n.A"));
    let flat = nested.replace(r#""name":"A","namespace":"n""#, r#""name":"n.A""#);
    assert_eq!(schema.identity(), parse(&flat).unwrap().identity());
}

#[test]
fn references_are_types_from_other_texts() {
    let money =
        r#"{"type":"record","name":"shop.Money","fields":[{"name":"amount","type":"long"}]}"#;
    let order =
        r#"{"type":"record","name":"shop.Order","fields":[{"name":"total","type":"shop.Money"}]}"#;
    assert!(parse(order).is_err());
    let split = parse_with(order, &[money]).unwrap();
    let whole = format!(
        r#"{{"type":"record","name":"shop.Order","fields":[{{"name":"total","type":{money}}}]}}"#
    );
    assert_eq!(
        split.identity(),
        parse(&whole).unwrap().identity(),
        "however it is split"
    );
}

#[test]
fn identity_is_about_meaning() {
    let one = r#"{"type":"record","name":"A","doc":"one","fields":[{"name":"x","type":"int","denota.term":"y"}]}"#;
    let same = r#"{"fields":[{"type":{"type":"int"},"name":"x","order":"ascending"}],"name":"A","type":"record"}"#;
    assert_eq!(
        parse(one).unwrap().identity(),
        parse(same).unwrap().identity()
    );
    for other in [
        r#"{"type":"record","name":"A","fields":[{"name":"x","type":"int","default":1}]}"#,
        r#"{"type":"record","name":"A","fields":[{"name":"x","type":{"type":"int","logicalType":"date"}}]}"#,
        r#"{"type":"record","name":"A","aliases":["B"],"fields":[{"name":"x","type":"int"}]}"#,
        r#"{"type":"record","name":"A","fields":[{"name":"x","type":"int","order":"ignore"}]}"#,
        r#"{"type":"record","name":"n.A","fields":[{"name":"x","type":"int"}]}"#,
    ] {
        assert_ne!(
            parse(one).unwrap().identity(),
            parse(other).unwrap().identity(),
            "{other}"
        );
    }
}

#[test]
fn levels_look_back_as_far_as_they_say() {
    let with = |fields: &str| {
        parse(&format!(
            r#"{{"type":"record","name":"A","fields":[{fields}]}}"#
        ))
        .unwrap()
    };
    let empty = with("");
    let optional = with(r#"{"name":"x","type":"int","default":0}"#);
    let required = with(r#"{"name":"x","type":"int"}"#);
    let history = [empty, optional];
    for (level, holds) in [
        (Compatibility::None, true),
        (Compatibility::Backward, true),
        (Compatibility::BackwardTransitive, false),
        (Compatibility::Forward, true),
        (Compatibility::ForwardTransitive, true),
        (Compatibility::Full, true),
        (Compatibility::FullTransitive, false),
    ] {
        let found = level.check(&required, &history);
        assert_eq!(found.is_empty(), holds, "{}: {found:?}", level.word());
        assert_eq!(level.word().parse(), Ok(level));
    }
    assert!(
        "backward".parse::<Compatibility>().is_err(),
        "words are in capitals"
    );
}

/// Each would take for ever, or the stack, if it were done the simple way.
#[test]
fn hostile_schemas_are_answered_in_time() {
    let start = std::time::Instant::now();
    let deep = format!(
        "{}{}{}",
        r#"{"type":"array","items":"#.repeat(5_000),
        "\"int\"",
        "}".repeat(5_000)
    );
    assert!(parse(&deep).is_err());

    let records: Vec<String> = (0..3_000)
        .map(|n| format!(r#"{{"type":"record","name":"n{n}.R{n}","fields":[]}}"#))
        .collect();
    let wide = parse(&format!("[{}]", records.join(","))).unwrap();
    assert!(
        resolve(&wide, &wide)
            .iter()
            .all(|m| m.kind == MismatchKind::TooLarge)
    );

    let ways = r#"["null",{"type":"record","name":"A","fields":[{"name":"f","type":["A",{"type":"record","name":"B","fields":[{"name":"f","type":["A","B"]}]}],"default":DEFAULT}]}]"#;
    let value = format!("{}17{}", r#"{"f":"#.repeat(100), "}".repeat(100));
    assert!(
        parse(&ways.replace("DEFAULT", &value)).is_err(),
        "two to the hundredth ways to fit"
    );

    let chain: Vec<String> = (0..30)
        .map(|n| {
            let of = if n == 0 {
                "int".to_owned()
            } else {
                format!("R{}", n - 1)
            };
            format!(r#"{{"type":"record","name":"R{n}","fields":[{{"name":"f","type":"{of}"}}]}}"#)
        })
        .collect();
    let references: Vec<&str> = chain.iter().map(String::as_str).collect();
    let long = parse_with(r#""R29""#, &references).unwrap();
    assert!(resolve(&long, &long).is_empty());
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}
