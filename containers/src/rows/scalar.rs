//! One value of a datatype: from text or JSON, checked against its facets, to what a
//! column holds.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rustc_hash::FxHashSet;
use serde_json::Value;
use transpilers::iceberg::table::PrimitiveType;
use upper::literal::lexical_ok;
use upper::model::Facets;
use upper::spelling::nearest;
use upper::vocabulary::Primitive;

use super::checks::Checks;
use super::{json, lexical};

/// What a column holds: dates in days, times and timestamps in microseconds, decimals
/// without their point.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Native<'a> {
    Boolean(bool),
    Integer(i64),
    Float(f64),
    Decimal(i128),
    Text(Cow<'a, str>),
    Uuid([u8; 16]),
    Bytes(Vec<u8>),
}

/// What a text must be, beyond being text.
#[derive(Clone, Debug)]
pub(crate) enum TextKind {
    /// Anything.
    Plain,
    /// An IRI with a scheme; a relative one where the datatype allows it.
    Uri { absolute: bool },
    /// `P1Y2M3DT4H5M6S`
    Duration,
    /// Any JSON value.
    Json,
    /// One of these names, in order.
    OneOf(Vec<String>, FxHashSet<String>),
    /// A language tag; nothing at all where `empty` is allowed.
    Language { empty: bool },
}

/// How values are read and checked.
#[derive(Clone, Debug)]
pub(crate) struct Scalar {
    pub(crate) kind: PrimitiveType,
    pub(crate) text: TextKind,
    /// `xsd:nonNegativeInteger`
    pub(crate) non_negative: bool,
    /// Other texts that stand for a value: what else the classes of a union are called.
    pub(super) also: BTreeMap<String, String>,
    checks: Option<Box<Checks>>,
}

impl Scalar {
    pub(crate) fn new(kind: PrimitiveType, text: TextKind, facets: &Facets) -> Self {
        let mut scalar = Self {
            kind,
            text,
            non_negative: false,
            also: BTreeMap::new(),
            checks: None,
        };
        if !facets.is_empty() {
            scalar.checks = Some(Box::new(Checks::new(&scalar, facets)));
        }
        scalar
    }

    /// Whether every value of the column's type will do.
    pub(crate) fn unchecked(&self) -> bool {
        // Columns of times can hold more than the times of a day.
        let is_any = matches!(self.text, TextKind::Plain) && self.kind != PrimitiveType::Time;
        self.checks.is_none() && is_any && !self.non_negative
    }

    /// Whether checking needs the lexical form of values that are no text, be they good
    /// or bad.
    pub(crate) fn looks_at_text(&self) -> bool {
        self.checks.as_ref().is_some_and(|c| c.look_at_text())
    }

    /// A value written as text, as in CSV.
    pub(crate) fn parse<'a>(&self, text: &'a str) -> Result<Native<'a>, String> {
        let native = self.read(text)?;
        self.check(&native, text)?;
        Ok(native)
    }

    /// A value in JSON, and how it is written, where it is a number that says less.
    pub(crate) fn json<'a>(
        &self,
        value: &'a Value,
        exact: Option<&str>,
    ) -> Result<Native<'a>, String> {
        let (native, text) = self.native(value, exact)?;
        if let Some(text) = text {
            self.check(&native, &text)?;
        }
        Ok(native)
    }

    /// A value in JSON that has not been checked, and its lexical form where it is to be.
    pub(super) fn native<'a>(
        &self,
        value: &'a Value,
        exact: Option<&str>,
    ) -> Result<(Native<'a>, Option<Cow<'a, str>>), String> {
        if let (Value::Number(_), PrimitiveType::Decimal { .. }, Some(text)) =
            (value, self.kind, exact)
        {
            return Ok((own(self.read(text)?), Some(text.to_owned().into())));
        }
        if let (Value::Number(_), PrimitiveType::Int | PrimitiveType::Long, Some(text)) =
            (value, self.kind, exact)
        {
            let text = lexical::whole(text)?;
            return Ok((own(self.read(&text)?), Some(text.into())));
        }
        match (value, self.kind) {
            (Value::Bool(b), PrimitiveType::Boolean) => {
                let text = if *b { "true" } else { "false" };
                Ok((Native::Boolean(*b), Some(text.into())))
            }
            (Value::Number(n), kind) if is_number(kind) => {
                let text = lexical::number(n, kind)?;
                let native = own(self.read(&text)?);
                Ok((native, Some(text.into())))
            }
            (Value::String(text), kind) if takes_text(kind, text) => {
                Ok((self.read(text)?, Some(text.into())))
            }
            (value, PrimitiveType::String) if matches!(self.text, TextKind::Json) => {
                Ok((Native::Text(value.to_string().into()), None))
            }
            (found, _) => Err(format!(
                "expected {}, found {}",
                self.expected(),
                describe(found)
            )),
        }
    }

    pub(super) fn read<'a>(&self, text: &'a str) -> Result<Native<'a>, String> {
        let wrong = || format!("expected {}, found `{}`", self.expected(), short(text));
        Ok(match self.kind {
            PrimitiveType::Boolean => Native::Boolean(lexical::boolean(text).ok_or_else(wrong)?),
            PrimitiveType::Int => {
                let n = lexical::integer(text).ok_or_else(wrong)?;
                let n = i32::try_from(n).map_err(|_| {
                    format!("`{}` is outside the 32 bits of the column", short(text))
                })?;
                Native::Integer(n.into())
            }
            PrimitiveType::Long => {
                let n = lexical::integer(text).ok_or_else(wrong)?;
                let n = i64::try_from(n).map_err(|_| {
                    format!("`{}` is outside the 64 bits of the column", short(text))
                })?;
                Native::Integer(n)
            }
            PrimitiveType::Float => {
                let x = lexical::float(text).ok_or_else(wrong)?;
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "rounding to the column's precision"
                )]
                let narrow = x as f32;
                if narrow.is_infinite() && x.is_finite() {
                    return Err(format!(
                        "`{}` is outside the range of the column",
                        short(text)
                    ));
                }
                Native::Float(x)
            }
            PrimitiveType::Double => Native::Float(lexical::float(text).ok_or_else(wrong)?),
            PrimitiveType::Decimal { precision, scale } => {
                let fitted = match lexical::decimal(text) {
                    Some(decimal) => decimal.fit(precision, scale),
                    None if lexical_ok(Primitive::Decimal, text) => None,
                    None => return Err(wrong()),
                };
                Native::Decimal(fitted.ok_or_else(|| {
                    let text = short(text);
                    format!("`{text}` does not fit into decimal({precision}, {scale})")
                })?)
            }
            PrimitiveType::Date => Native::Integer(lexical::date(text).ok_or_else(wrong)?.into()),
            PrimitiveType::Time => Native::Integer(lexical::time(text).ok_or_else(wrong)?),
            PrimitiveType::Timestamp => {
                Native::Integer(lexical::local_date_time(text).ok_or_else(wrong)?)
            }
            PrimitiveType::Timestamptz => {
                Native::Integer(lexical::date_time(text).ok_or_else(wrong)?)
            }
            PrimitiveType::Uuid => Native::Uuid(lexical::uuid(text).ok_or_else(wrong)?),
            PrimitiveType::Binary => Native::Bytes(lexical::base64(text).ok_or_else(wrong)?),
            PrimitiveType::String => match self.also.get(text) {
                Some(meant) => Native::Text(meant.clone().into()),
                None => Native::Text(text.into()),
            },
        })
    }

    /// Checks a value that has been read, of which `text` is the lexical form.
    pub(crate) fn check(&self, native: &Native<'_>, text: &str) -> Result<(), String> {
        if let Native::Text(text) = native {
            self.check_text(text)?;
        }
        if self.non_negative && matches!(native, Native::Integer(n) if *n < 0) {
            return Err(format!("`{}` is less than 0", short(text)));
        }
        self.checks
            .as_ref()
            .map_or(Ok(()), |c| c.check(self.kind, native, text))
    }

    fn check_text(&self, text: &str) -> Result<(), String> {
        let wrong = || {
            Err(format!(
                "expected {}, found `{}`",
                self.expected(),
                short(text)
            ))
        };
        match &self.text {
            TextKind::Plain => Ok(()),
            TextKind::Uri { absolute } if lexical::is_uri(text, *absolute) => Ok(()),
            TextKind::Duration if lexical_ok(Primitive::Duration, text) => Ok(()),
            TextKind::Json => json::refused(text).map_or(Ok(()), Err),
            TextKind::Language { empty }
                if (*empty && text.is_empty()) || lexical::is_language(text) =>
            {
                Ok(())
            }
            TextKind::OneOf(_, set) if set.contains(text) => Ok(()),
            TextKind::OneOf(names, _) => Err(not_among(text, names)),
            TextKind::Uri { .. } | TextKind::Duration | TextKind::Language { .. } => wrong(),
        }
    }

    /// What is expected, with an example where the form is not obvious.
    pub(crate) fn expected(&self) -> &'static str {
        match (self.kind, &self.text) {
            (PrimitiveType::Boolean, _) => "true or false",
            (PrimitiveType::Int | PrimitiveType::Long, _) => "a whole number",
            (PrimitiveType::Float | PrimitiveType::Double, _) => "a number",
            (PrimitiveType::Decimal { .. }, _) => "a decimal number",
            (PrimitiveType::Date, _) => "a date like 2024-05-31",
            (PrimitiveType::Time, _) => "a time like 13:45:00, to the microsecond at most",
            (PrimitiveType::Timestamp, _) => {
                "a date and time without a zone, like 2024-05-31T13:45:00"
            }
            (PrimitiveType::Timestamptz, _) => {
                "a date and time with a zone, like 2024-05-31T13:45:00Z"
            }
            (PrimitiveType::Uuid, _) => "a UUID like 123e4567-e89b-12d3-a456-426614174000",
            (PrimitiveType::Binary, _) => "bytes in base64",
            (PrimitiveType::String, TextKind::Plain) => "text",
            (PrimitiveType::String, TextKind::Uri { absolute: true }) => "an IRI with a scheme",
            (PrimitiveType::String, TextKind::Uri { absolute: false }) => "a URI",
            (PrimitiveType::String, TextKind::Duration) => "a duration like P1DT2H",
            (PrimitiveType::String, TextKind::Json) => "JSON",
            (PrimitiveType::String, TextKind::OneOf(..)) => "one of the names of the model",
            (PrimitiveType::String, TextKind::Language { .. }) => "a language tag like en or pt-BR",
        }
    }
}

/// `x` is not one of these, with the nearest one, or all where they are few.
pub(crate) fn not_among(text: &str, names: &[String]) -> String {
    let text = short(text);
    if let Some(near) = nearest(&text, names.iter().map(String::as_str)) {
        return format!("`{text}` is not a value of the model, did you mean `{near}`?");
    }
    let some: Vec<String> = names.iter().take(8).map(|n| format!("`{n}`")).collect();
    let more = if names.len() > some.len() {
        ", …"
    } else {
        ""
    };
    format!("`{text}` is not one of {}{more}", some.join(", "))
}

pub(super) fn own(native: Native<'_>) -> Native<'static> {
    match native {
        Native::Boolean(b) => Native::Boolean(b),
        Native::Integer(n) => Native::Integer(n),
        Native::Float(x) => Native::Float(x),
        Native::Decimal(d) => Native::Decimal(d),
        Native::Text(t) => Native::Text(t.into_owned().into()),
        Native::Uuid(u) => Native::Uuid(u),
        Native::Bytes(b) => Native::Bytes(b),
    }
}

fn is_number(kind: PrimitiveType) -> bool {
    match kind {
        PrimitiveType::Int
        | PrimitiveType::Long
        | PrimitiveType::Float
        | PrimitiveType::Double
        | PrimitiveType::Decimal { .. } => true,
        PrimitiveType::Boolean
        | PrimitiveType::Date
        | PrimitiveType::Time
        | PrimitiveType::Timestamp
        | PrimitiveType::Timestamptz
        | PrimitiveType::String
        | PrimitiveType::Uuid
        | PrimitiveType::Binary => false,
    }
}

/// Numbers are numbers in JSON, but for those that JSON cannot hold exactly or at all.
fn takes_text(kind: PrimitiveType, text: &str) -> bool {
    match kind {
        PrimitiveType::Boolean | PrimitiveType::Int => false,
        PrimitiveType::Float | PrimitiveType::Double => {
            matches!(text, "NaN" | "INF" | "+INF" | "-INF")
        }
        PrimitiveType::Long
        | PrimitiveType::Decimal { .. }
        | PrimitiveType::Date
        | PrimitiveType::Time
        | PrimitiveType::Timestamp
        | PrimitiveType::Timestamptz
        | PrimitiveType::String
        | PrimitiveType::Uuid
        | PrimitiveType::Binary => true,
    }
}

/// What a JSON value is, for messages.
pub(crate) fn describe(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(b) => b.to_string(),
        Value::Number(n) => format!("the number {n}"),
        Value::String(text) => format!("the text `{}`", short(text)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// The number that a column holds, with one zero.
pub(super) fn held(kind: PrimitiveType, x: f64) -> f64 {
    if kind != PrimitiveType::Float {
        return x + 0.0;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "rounding to the column's precision"
    )]
    let narrow = x as f32;
    f64::from(narrow) + 0.0
}

/// The beginning of a text, for messages.
pub(crate) fn short(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()).into(),
        None => text.into(),
    }
}
