//! The facets of a datatype, compiled to what is compared for each value.

use transpilers::iceberg::table::PrimitiveType;
use upper::literal::compare;
use upper::model::{Facets, Literal};
use upper::vocabulary::Primitive;

use super::lexical::{self, Decimal};
use super::scalar::{Native, Scalar, TextKind, held, not_among, own, short};

/// What is checked of a value, as its facets say.
#[derive(Clone, Debug, Default)]
pub(super) struct Checks {
    patterns: Vec<(String, regex::Regex)>,
    min_length: Option<u64>,
    max_length: Option<u64>,
    bounds: Vec<(Bound, Limit, String)>,
    total_digits: Option<u32>,
    fraction_digits: Option<u32>,
    one_of: Option<(Vec<String>, Vec<Native<'static>>)>,
}

#[derive(Clone, Copy, Debug)]
enum Bound {
    AtLeast,
    AtMost,
    MoreThan,
    LessThan,
}

#[derive(Clone, Copy, Debug)]
enum Limit {
    Decimal(Decimal),
    Float(f64),
    /// One that no column holds, or that has no order of its own there: compared as it is written.
    Written(Primitive),
}

impl Checks {
    pub(super) fn new(scalar: &Scalar, facets: &Facets) -> Self {
        let mut checks = Self {
            min_length: facets.min_length,
            max_length: facets.max_length,
            total_digits: facets.total_digits,
            fraction_digits: facets.fraction_digits,
            ..Self::default()
        };
        for pattern in &facets.patterns {
            // Patterns that do not compile are findings of the model.
            if let Ok(regex) = regex::Regex::new(pattern) {
                checks.patterns.push((pattern.clone(), regex));
            }
        }
        for (bound, literal) in [
            (Bound::AtLeast, &facets.min_inclusive),
            (Bound::AtMost, &facets.max_inclusive),
            (Bound::MoreThan, &facets.min_exclusive),
            (Bound::LessThan, &facets.max_exclusive),
        ] {
            if let Some(literal) = literal
                && let Some(limit) = limit(scalar, &literal.value)
            {
                checks.bounds.push((bound, limit, literal.value.clone()));
            }
        }
        if let Some(literals) = &facets.one_of {
            let natives = literals
                .iter()
                .filter_map(|l| scalar.read(&l.value).ok().map(own));
            checks.one_of = Some((names(literals), natives.collect()));
        }
        checks
    }

    /// Whether any of them is about the text rather than about the value.
    pub(super) fn look_at_text(&self) -> bool {
        let is_written = |(_, limit, _): &(_, Limit, _)| matches!(limit, Limit::Written(_));
        !self.patterns.is_empty()
            || self.min_length.is_some()
            || self.max_length.is_some()
            || self.bounds.iter().any(is_written)
    }

    pub(super) fn check(
        &self,
        kind: PrimitiveType,
        native: &Native<'_>,
        text: &str,
    ) -> Result<(), String> {
        for (pattern, regex) in &self.patterns {
            if !regex.is_match(text) {
                return Err(format!(
                    "`{}` does not match the pattern `{pattern}`",
                    short(text)
                ));
            }
        }
        self.check_length(native, text)?;
        for (bound, limit, shown) in &self.bounds {
            bound.check(kind, native, *limit, shown, text)?;
        }
        self.check_digits(kind, native, text)?;
        if let Some((names, natives)) = &self.one_of
            && !natives.iter().any(|n| is_same(kind, n, native))
        {
            return Err(not_among(text, names));
        }
        Ok(())
    }

    fn check_length(&self, native: &Native<'_>, text: &str) -> Result<(), String> {
        if self.min_length.is_none() && self.max_length.is_none() {
            return Ok(());
        }
        let (length, unit) = match native {
            Native::Bytes(bytes) => (bytes.len() as u64, "bytes"),
            Native::Boolean(_)
            | Native::Integer(_)
            | Native::Float(_)
            | Native::Decimal(_)
            | Native::Text(_)
            | Native::Uuid(_) => (text.chars().count() as u64, "characters"),
        };
        if let Some(min) = self.min_length.filter(|min| length < *min) {
            return Err(format!(
                "`{}` has {length} {unit}, fewer than {min}",
                short(text)
            ));
        }
        if let Some(max) = self.max_length.filter(|max| length > *max) {
            return Err(format!(
                "`{}` has {length} {unit}, more than {max}",
                short(text)
            ));
        }
        Ok(())
    }

    fn check_digits(
        &self,
        kind: PrimitiveType,
        native: &Native<'_>,
        text: &str,
    ) -> Result<(), String> {
        if self.total_digits.is_none() && self.fraction_digits.is_none() {
            return Ok(());
        }
        let Some(decimal) = as_decimal(kind, native) else {
            return Ok(());
        };
        let (total, fraction) = decimal.digits();
        if let Some(max) = self.fraction_digits.filter(|max| fraction > *max) {
            return Err(format!(
                "`{}` has more than {max} digits of fraction",
                short(text)
            ));
        }
        if let Some(max) = self.total_digits.filter(|max| total > *max) {
            return Err(format!("`{}` has more than {max} digits", short(text)));
        }
        Ok(())
    }
}

fn names(literals: &[Literal]) -> Vec<String> {
    literals.iter().map(|l| l.value.clone()).collect()
}

/// What a bound is compared by; nothing where values have no order.
fn limit(scalar: &Scalar, text: &str) -> Option<Limit> {
    if matches!(scalar.text, TextKind::Duration) {
        return Some(Limit::Written(Primitive::Duration));
    }
    let whole = |n: i64| Limit::Decimal(Decimal::whole(n.into()));
    let (limit, primitive) = match scalar.kind {
        PrimitiveType::Int | PrimitiveType::Long => {
            let limit = lexical::decimal(text).map(Limit::Decimal);
            (limit, Primitive::Decimal)
        }
        PrimitiveType::Decimal { scale, .. } => {
            let limit = lexical::decimal(text).map(|d| Limit::Decimal(d.lifted(scale)));
            (limit, Primitive::Decimal)
        }
        PrimitiveType::Float | PrimitiveType::Double => {
            (lexical::float(text).map(Limit::Float), Primitive::Double)
        }
        PrimitiveType::Date => {
            let limit = lexical::date(text).map(|d| whole(d.into()));
            (limit, Primitive::Date)
        }
        PrimitiveType::Time => (lexical::time(text).map(whole), Primitive::Time),
        PrimitiveType::Timestamp => {
            let limit = lexical::local_date_time(text).map(whole);
            (limit, Primitive::LocalDateTime)
        }
        PrimitiveType::Timestamptz => (lexical::date_time(text).map(whole), Primitive::DateTime),
        PrimitiveType::Boolean
        | PrimitiveType::String
        | PrimitiveType::Uuid
        | PrimitiveType::Binary => return None,
    };
    Some(limit.unwrap_or(Limit::Written(primitive)))
}

fn as_decimal(kind: PrimitiveType, native: &Native<'_>) -> Option<Decimal> {
    match native {
        Native::Integer(n) => Some(Decimal::whole((*n).into())),
        Native::Decimal(d) => match kind {
            PrimitiveType::Decimal { scale, .. } => Some(Decimal::scaled(*d, scale)),
            PrimitiveType::Boolean
            | PrimitiveType::Int
            | PrimitiveType::Long
            | PrimitiveType::Float
            | PrimitiveType::Double
            | PrimitiveType::Date
            | PrimitiveType::Time
            | PrimitiveType::Timestamp
            | PrimitiveType::Timestamptz
            | PrimitiveType::String
            | PrimitiveType::Uuid
            | PrimitiveType::Binary => None,
        },
        Native::Boolean(_)
        | Native::Float(_)
        | Native::Text(_)
        | Native::Uuid(_)
        | Native::Bytes(_) => None,
    }
}

/// Whether a column would hold the same of two values.
fn is_same(kind: PrimitiveType, one: &Native<'_>, other: &Native<'_>) -> bool {
    match (one, other) {
        (Native::Float(one), Native::Float(other)) => {
            let [one, other] = [one, other].map(|x| held(kind, *x));
            one.total_cmp(&other).is_eq()
        }
        (one, other) => one == other,
    }
}

impl Bound {
    fn check(
        self,
        kind: PrimitiveType,
        native: &Native<'_>,
        limit: Limit,
        shown: &str,
        text: &str,
    ) -> Result<(), String> {
        use std::cmp::Ordering;
        let ordering = match (native, limit) {
            (Native::Float(x), Limit::Float(limit)) => {
                held(kind, *x).partial_cmp(&held(kind, limit))
            }
            (native, Limit::Decimal(limit)) => as_decimal(kind, native).map(|d| d.compare(&limit)),
            (_, Limit::Written(primitive)) => compare(primitive, text, shown),
            (_, Limit::Float(_)) => None,
        };
        let (holds, words) = match self {
            Self::AtLeast => (
                matches!(ordering, Some(Ordering::Greater | Ordering::Equal)),
                "less than",
            ),
            Self::AtMost => (
                matches!(ordering, Some(Ordering::Less | Ordering::Equal)),
                "more than",
            ),
            Self::MoreThan => (ordering == Some(Ordering::Greater), "not more than"),
            Self::LessThan => (ordering == Some(Ordering::Less), "not less than"),
        };
        if holds {
            return Ok(());
        }
        Err(format!("`{}` is {words} {shown}", short(text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As finer than a microsecond, or larger than a column's number.
    #[test]
    fn a_bound_that_no_column_holds_binds_all_the_same() {
        let literal = |value: &str| Literal {
            id: upper::vocabulary::rdf::NIL,
            value: value.to_owned(),
            datatype: String::new(),
            language: None,
        };
        let most = |kind, bound: &str| {
            let facets = Facets {
                max_inclusive: Some(literal(bound)),
                ..Facets::default()
            };
            Scalar::new(kind, TextKind::Plain, &facets)
        };
        let fine = most(PrimitiveType::Timestamptz, "2024-12-31T23:59:59.9999999Z");
        assert!(fine.parse("2024-12-31T23:59:59.999999Z").is_ok());
        assert!(fine.parse("2025-01-01T00:00:00Z").is_err());
        assert!(fine.looks_at_text());
        let large = most(PrimitiveType::Long, &"9".repeat(60));
        assert!(large.parse("7").is_ok());
        let small = most(PrimitiveType::Long, &format!("-{}", "9".repeat(60)));
        assert!(small.parse("7").is_err());
        let time = most(PrimitiveType::Time, "12:00:00.0000001");
        assert!(time.parse("12:00:00").is_ok());
        assert!(time.parse("12:00:00.000001").is_err());
    }
}
