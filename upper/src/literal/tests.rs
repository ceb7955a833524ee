//! Lexical spaces and the order of values, by examples from XML Schema.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::cmp::Ordering::{Equal, Greater, Less};

use super::{Digits, compare, digits, length, lexical_ok, value_text};
use crate::vocabulary::Primitive as P;

fn check(primitive: P, good: &[&str], bad: &[&str]) {
    for text in good {
        assert!(
            lexical_ok(primitive, text),
            "{primitive:?} should accept {text:?}"
        );
    }
    for text in bad {
        assert!(
            !lexical_ok(primitive, text),
            "{primitive:?} should refuse {text:?}"
        );
    }
}

#[test]
fn lexical_spaces_of_numbers() {
    check(
        P::Integer,
        &["0", "-0", "+7", "007", "123456789012345678901234567890"],
        &["", "+", "1.0", " 1", "1 ", "1e3", "١"],
    );
    check(
        P::Int,
        &["2147483647", "-2147483648", "+00000000001"],
        &["2147483648", "-2147483649"],
    );
    check(
        P::Long,
        &["9223372036854775807", "-9223372036854775808"],
        &["9223372036854775808"],
    );
    check(
        P::NonNegativeInteger,
        &["0", "-0", "18446744073709551616"],
        &["-1", "1.5"],
    );
    check(
        P::Decimal,
        &["1", "-1.", ".5", "+0.50", "12345678901234567890.123"],
        &["", ".", "-", "1e3", "1,5", "INF"],
    );
    check(
        P::Double,
        &["1", "1e3", "-.5E-7", "1.E+2", "INF", "-INF", "+INF", "NaN"],
        &["inf", "nan", "1e", "e3", "1e1.5", ".e1"],
    );
    check(
        P::Boolean,
        &["true", "false", "1", "0"],
        &["True", "yes", ""],
    );
}

#[test]
fn lexical_spaces_of_times() {
    check(
        P::Date,
        &[
            "2024-02-29",
            "2000-02-29",
            "0000-01-01",
            "-0001-12-31",
            "12024-02-29",
        ],
        &[
            "2023-02-29",
            "1900-02-29",
            "2024-13-01",
            "2024-00-01",
            "2024-01-32",
            "2024-1-1",
            "24-01-01",
            "02024-01-01",
            "2024-01-01Z",
            "2024-01-0",
            "",
        ],
    );
    check(
        P::Time,
        &["00:00:00", "23:59:59.999999999", "24:00:00", "24:00:00.0"],
        &[
            "24:00:01",
            "23:60:00",
            "1:00:00",
            "12:00",
            "12:00:00.",
            "12:00:00Z",
            "12:00:00:00",
        ],
    );
    check(
        P::DateTime,
        &[
            "2024-02-29T12:00:00Z",
            "2024-02-29T12:00:00.5+14:00",
            "-0044-03-15T12:00:00-00:30",
        ],
        &[
            "2024-02-29T12:00:00",
            "2024-02-29",
            "2024-02-29T12:00:00+14:01",
            "2024-02-29T12:00:00+1:00",
            "2024-02-29 12:00:00Z",
            "é2024-02-29T1é:00",
        ],
    );
    check(
        P::LocalDateTime,
        &["2024-02-29T12:00:00"],
        &["2024-02-29T12:00:00Z", "2024-02-29T"],
    );
    check(
        P::Duration,
        &[
            "P1Y",
            "PT0S",
            "-P1Y2M3DT4H5M6.7S",
            "P1M",
            "PT1M",
            "PT36H",
            "P0D",
        ],
        &[
            "P", "PT", "P1YT", "1Y", "P1S", "PT1D", "P1M1Y", "PT1.S", "PT.5S", "P-1Y", "+P1Y",
            "PT1.5H", "PY",
        ],
    );
}

#[test]
fn lexical_spaces_of_text() {
    check(
        P::Uuid,
        &[
            "123e4567-e89b-12d3-a456-426614174000",
            "123E4567-E89B-12D3-A456-426614174000",
        ],
        &[
            "123e4567e89b12d3a456426614174000",
            "{123e4567-e89b-12d3-a456-42661417400}",
            "123e4567-e89b-12d3-a456-42661417400g",
        ],
    );
    check(
        P::Base64Binary,
        &["", "QQ==", "QUI=", "QUJD", "QU JD"],
        &["Q", "QQ", "QQ=", "QR==", "QUJ=", "====", "QQ==QQ==", "Q*=="],
    );
    check(
        P::Json,
        &["{}", "[1, null]", "\"x\""],
        &["", "{", "{a:1}", "01"],
    );
    check(
        P::AnyUri,
        &["https://example.com/ü?x#y", "relative/path", ""],
        &["http://example.com/a b", "http://[::1", "%zz"],
    );
    check(P::String, &["", "anything"], &[]);
}

fn order(primitive: P, a: &str, b: &str, expected: Option<std::cmp::Ordering>) {
    assert_eq!(
        compare(primitive, a, b),
        expected,
        "{primitive:?}: {a} and {b}"
    );
    assert_eq!(
        compare(primitive, b, a),
        expected.map(std::cmp::Ordering::reverse),
        "{primitive:?}: {b} and {a}"
    );
}

#[test]
fn numbers_compare_by_value() {
    order(P::Decimal, "10", "9.99", Some(Greater));
    order(P::Decimal, "-10", "-9.99", Some(Less));
    order(P::Decimal, "1.50", "+01.5", Some(Equal));
    order(P::Decimal, "-0", "0.0", Some(Equal));
    order(P::Decimal, "0.1", "0.09", Some(Greater));
    order(
        P::Decimal,
        "100000000000000000000000000000000000000.01",
        "100000000000000000000000000000000000000.001",
        Some(Greater),
    );
    order(P::Integer, "5", "5.25", Some(Less));
    order(P::Integer, "five", "5", None);
    order(P::Double, "1e3", "999.9", Some(Greater));
    order(P::Double, "INF", "1e308", Some(Greater));
    order(P::Double, "NaN", "1", None);
    order(P::Float, "0.1", "1e-1", Some(Equal));
    order(P::Boolean, "0", "true", Some(Less));
}

#[test]
fn times_compare_by_value() {
    order(P::Date, "2024-03-01", "2024-02-29", Some(Greater));
    order(P::Date, "-0001-01-01", "0001-01-01", Some(Less));
    order(P::Date, "10000-01-01", "9999-12-31", Some(Greater));
    order(
        P::DateTime,
        "2024-01-01T00:00:00+01:00",
        "2023-12-31T23:00:00Z",
        Some(Equal),
    );
    order(
        P::DateTime,
        "2023-12-31T24:00:00Z",
        "2024-01-01T00:00:00Z",
        Some(Equal),
    );
    order(
        P::DateTime,
        "2024-01-01T00:00:00.25Z",
        "2024-01-01T00:00:00.2Z",
        Some(Greater),
    );
    order(
        P::DateTime,
        "2024-01-01T00:00:00",
        "2024-01-01T00:00:00Z",
        None,
    );
    order(P::Time, "24:00:00", "00:00:00", Some(Equal));
    order(
        P::LocalDateTime,
        "1970-01-01T00:00:01",
        "1969-12-31T23:59:59",
        Some(Greater),
    );
}

#[test]
fn durations_compare_where_one_is_always_longer() {
    order(P::Duration, "P1Y", "P12M", Some(Equal));
    order(P::Duration, "PT24H", "P1D", Some(Equal));
    order(P::Duration, "P1M", "P30D", None);
    order(P::Duration, "P1M", "P27D", Some(Greater));
    order(P::Duration, "P1M", "P32D", Some(Less));
    order(P::Duration, "-P1D", "PT0S", Some(Less));
    order(P::Duration, "PT1.5S", "PT1.50S", Some(Equal));
    order(P::Duration, "-PT1.5S", "-PT1.25S", Some(Less));
    order(P::Duration, "PT0.5S", "-PT0.5S", Some(Greater));
}

#[test]
fn digits_and_lengths_are_counted_as_facets_say() {
    assert_eq!(
        digits("0012.340"),
        Some(Digits {
            total: 4,
            fraction: 2
        })
    );
    assert_eq!(
        digits("0.001"),
        Some(Digits {
            total: 3,
            fraction: 3
        })
    );
    assert_eq!(
        digits("0"),
        Some(Digits {
            total: 0,
            fraction: 0
        })
    );
    assert_eq!(digits("1e3"), None);
    assert_eq!(length(P::String, "größe"), Some(5));
    assert_eq!(length(P::Base64Binary, "QUI="), Some(2));
}

#[test]
fn days_are_counted_across_the_epoch() {
    assert_eq!(super::time::date("1970-01-01"), Some(0));
    assert_eq!(super::time::date("1969-12-31"), Some(-1));
    assert_eq!(super::time::date("2000-03-01"), Some(11_017));
}

#[test]
fn literals_of_one_value_have_one_text() {
    let all = [
        (P::Integer, &["1", "+1", "01", "0", "-0", "-1", "10"][..]),
        (
            P::Decimal,
            &["1", "1.0", "+1.00", ".5", "0.50", "-.5", "10", "5"],
        ),
        (
            P::Double,
            &["1", "1e0", "10E-1", "-0", "0", "INF", "+INF", "-INF", "0.1"],
        ),
        (P::Float, &["0.1", "0.10", "0.100000001", "1"]),
        (P::Boolean, &["1", "true", "0", "false"]),
        (P::Date, &["2024-02-29", "-2024-02-29", "2024-03-01"]),
        (
            P::Time,
            &[
                "00:00:00",
                "24:00:00",
                "00:00:00.0",
                "00:00:00.5",
                "00:00:00.50",
            ],
        ),
        (
            P::DateTime,
            &[
                "2024-01-01T00:00:00Z",
                "2024-01-01T01:00:00+01:00",
                "2023-12-31T24:00:00Z",
                "2024-01-01T00:00:00.1Z",
            ],
        ),
        (
            P::Duration,
            &[
                "P1Y", "P12M", "PT1H", "PT60M", "P30D", "P1M", "-PT0.5S", "PT0.50S", "PT0.5S",
                "-P0D", "PT0S",
            ],
        ),
        (
            P::Uuid,
            &[
                "6F9619FF-8B86-D011-B42D-00CF4FC964FF",
                "6f9619ff-8b86-d011-b42d-00cf4fc964ff",
            ],
        ),
        (P::String, &["1", "1.0", "a", "A"]),
        (P::Json, &["1", "1.0"]),
    ];
    for (primitive, texts) in all {
        for a in texts {
            for b in texts {
                assert_eq!(
                    value_text(primitive, a) == value_text(primitive, b),
                    compare(primitive, a, b) == Some(Equal),
                    "{primitive:?} {a} {b}"
                );
            }
        }
    }
    assert_eq!(value_text(P::Int, "ten"), "ten");
}
