//! Numbers.

use std::cmp::Ordering;
use std::str::FromStr;

/// How many decimal digits a number has, as the facets count them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digits {
    /// Before and after the point together, without leading zeros and without zeros at
    /// the end of the fraction.
    pub total: u64,
    /// After the point, without zeros at the end.
    pub fraction: u64,
}

/// The digits of a decimal or integer; `None` where the text is neither.
#[must_use]
pub fn digits(text: &str) -> Option<Digits> {
    let number = parse(text)?;
    let count = |s: &str| u64::try_from(s.len()).ok();
    let fraction = count(number.fraction)?;
    Some(Digits {
        total: count(number.whole)? + fraction,
        fraction,
    })
}

/// A decimal in parts: no leading zeros, no zeros at the end of the fraction.
pub(super) struct Number<'a> {
    pub(super) negative: bool,
    pub(super) whole: &'a str,
    pub(super) fraction: &'a str,
}

pub(super) fn parse(text: &str) -> Option<Number<'_>> {
    let (sign, unsigned) = split_sign(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(whole) || !all_digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    let zero = whole.is_empty() && fraction.is_empty();
    Some(Number {
        negative: sign == Some('-') && !zero,
        whole,
        fraction,
    })
}

fn split_sign(text: &str) -> (Option<char>, &str) {
    let sign = text.chars().next().filter(|c| matches!(c, '+' | '-'));
    (
        sign,
        if sign.is_some() {
            text.get(1..).unwrap_or("")
        } else {
            text
        },
    )
}

pub(super) fn is_decimal(text: &str) -> bool {
    parse(text).is_some()
}

pub(super) fn is_integer(text: &str) -> bool {
    let (_, digits) = split_sign(text);
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

pub(super) fn is_integer_between(text: &str, min: &str, max: &str) -> bool {
    is_integer(text)
        && compare(text, min).is_some_and(Ordering::is_ge)
        && compare(text, max).is_some_and(Ordering::is_le)
}

/// Decimals of any size, by value.
pub(super) fn compare(a: &str, b: &str) -> Option<Ordering> {
    let (a, b) = (parse(a)?, parse(b)?);
    let size = |a: &Number<'_>, b: &Number<'_>| {
        let whole = a
            .whole
            .len()
            .cmp(&b.whole.len())
            .then_with(|| a.whole.cmp(b.whole));
        // Without zeros at the end, the order of fractions is that of their texts.
        whole.then_with(|| a.fraction.cmp(b.fraction))
    };
    Some(match (a.negative, b.negative) {
        (false, false) => size(&a, &b),
        (true, true) => size(&b, &a),
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
    })
}

pub(super) fn is_floating(text: &str) -> bool {
    if matches!(text, "INF" | "+INF" | "-INF" | "NaN") {
        return true;
    }
    let (mantissa, exponent) = text
        .split_once(['e', 'E'])
        .map_or((text, "0"), |(m, e)| (m, e));
    is_decimal(mantissa) && is_integer(exponent)
}

/// The value of a `xsd:float` or `xsd:double`.
pub(super) fn floating<T: FromStr>(text: &str) -> Option<T> {
    is_floating(text).then(|| text.parse().ok()).flatten()
}
