//! Whether a number of so many digits lies between two ends.

use std::cmp::Ordering;

use super::number::{compare, parse};

/// One end of a range of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End<'a> {
    /// The value.
    pub text: &'a str,
    /// Whether the value itself lies outside.
    pub exclusive: bool,
}

/// How many digits a number may have, as [`super::digits`] counts them; `None` for any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Most {
    /// Before and after the point together.
    pub total: Option<u32>,
    /// After the point.
    pub fraction: Option<u32>,
}

/// Whether some number of so many digits lies between two ends that are not crossed. An end
/// that is not a number excludes nothing.
#[must_use]
pub fn some_between(low: Option<End<'_>>, high: Option<End<'_>>, most: Most) -> bool {
    // Zero has no digits: others are looked for only where an end excludes it. Those below
    // it mirror those above.
    let above = low.filter(|end| excludes_zero(*end, Ordering::Greater));
    let below = high.filter(|end| excludes_zero(*end, Ordering::Less));
    let (near, far) = match (above, below) {
        (Some(near), _) => (near, high),
        (None, Some(near)) => (near, low),
        (None, None) => return true,
    };
    // With one more place than the ends have, there is a number beside each of them.
    let fraction = |end: End<'_>| parse(end.text).map_or(0, |n| n.fraction.len());
    let places = usize::max(fraction(near), far.map_or(0, fraction)) + 1;
    first(near, most, places).is_some_and(|first| far.is_none_or(|far| reaches(far, &first)))
}

fn excludes_zero(end: End<'_>, side: Ordering) -> bool {
    match compare(end.text, "0") {
        Some(Ordering::Equal) => end.exclusive,
        order => order == Some(side),
    }
}

/// Whether a range that starts near zero and ends here holds a number of the same sign.
fn reaches(far: End<'_>, number: &str) -> bool {
    match compare(number, far.text.trim_start_matches(['+', '-'])) {
        Some(Ordering::Less) | None => true,
        Some(Ordering::Equal) => !far.exclusive,
        Some(Ordering::Greater) => false,
    }
}

/// The first number from an end on, away from zero, that has no more digits, and no more
/// places after the point than are looked at; without its sign.
fn first(end: End<'_>, most: Most, places: usize) -> Option<String> {
    let number = parse(end.text)?;
    let count = |most: Option<u32>| most.and_then(|n| usize::try_from(n).ok());
    let total = count(most.total).unwrap_or(usize::MAX);
    let room = total.checked_sub(number.whole.len())?;
    let places = places
        .min(room)
        .min(count(most.fraction).unwrap_or(usize::MAX));
    let kept = number.fraction.bytes().chain(std::iter::repeat(b'0'));
    let mut digits: Vec<u8> = number.whole.bytes().chain(kept.take(places)).collect();
    if end.exclusive || number.fraction.len() > places {
        count_up(&mut digits);
    }
    let whole = digits.len().checked_sub(places).filter(|n| *n <= total)?;
    let mut text = String::from_utf8(digits).ok()?;
    text.insert(whole, '.');
    Some(text)
}

fn count_up(digits: &mut Vec<u8>) {
    for digit in digits.iter_mut().rev() {
        if *digit != b'9' {
            *digit += 1;
            return;
        }
        *digit = b'0';
    }
    digits.insert(0, b'1');
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Whether there is a number in a range: `(` and `)` exclude an end, `_` is none.
    fn there_is(range: &str, total: Option<u32>, fraction: Option<u32>) -> bool {
        let end = |text| {
            let number = str::trim_matches(text, ['[', ']', '(', ')']);
            (number != "_").then_some(End {
                text: number,
                exclusive: str::contains(text, ['(', ')']),
            })
        };
        let (low, high) = range.split_once(' ').unwrap();
        some_between(end(low), end(high), Most { total, fraction })
    }

    #[test]
    fn digits_limit_how_far_from_zero_numbers_are() {
        assert!(!there_is("[1000 _", Some(2), None));
        assert!(there_is("[99 _", Some(2), None));
        assert!(!there_is("(99 _", Some(2), None));
        assert!(there_is("(98.5 _", Some(2), None));
        assert!(!there_is("_ -100]", Some(2), Some(0)));
        assert!(there_is("_ -99]", Some(2), Some(0)));
        assert!(there_is("[-1000 1000]", Some(1), Some(0)));
    }

    #[test]
    fn digits_limit_how_near_to_one_another_numbers_are() {
        assert!(!there_is("[1.25 1.29]", None, Some(1)));
        assert!(there_is("[1.25 1.3]", None, Some(1)));
        assert!(!there_is("[1.25 1.3)", None, Some(1)));
        assert!(!there_is("[100.1 100.9]", Some(3), None));
        assert!(there_is("[99.95 100.9]", Some(3), None));
        assert!(!there_is("(0 0.1)", None, Some(1)));
        assert!(there_is("(0 0.11)", None, Some(2)));
        assert!(!there_is("(-0.1 0)", None, Some(1)));
        assert!(there_is("(-0.1 0]", None, Some(1)));
        assert!(!there_is("(4 5)", None, Some(0)));
    }

    #[test]
    fn any_digits_leave_a_number_between_any_two() {
        assert!(there_is("(1.5 1.51)", None, None));
        assert!(there_is("(1.5 1.51)", Some(u32::MAX), Some(u32::MAX)));
        assert!(there_is("_ _", Some(1), Some(1)));
        assert!(there_is("[many 5]", Some(1), Some(0)));
    }
}
