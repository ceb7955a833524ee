//! The ends of ranges of values, and which of two lets through less.

use std::cmp::Ordering;

use super::{End, compare};
use crate::vocabulary::Primitive;

/// Which end of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Where values begin.
    Lower,
    /// Where values end.
    Upper,
}

impl Side {
    /// How tight one end is beside another: greater where it lets through less, equal where both
    /// let through the same. `None` where that cannot be told.
    #[must_use]
    pub fn tightness(self, primitive: Primitive, a: End<'_>, b: End<'_>) -> Option<Ordering> {
        let order = match (self.whole(primitive, a), self.whole(primitive, b)) {
            (Some(a), Some(b)) => self.inwards(a.cmp(&b)),
            _ => self
                .inwards(compare(primitive, a.text, b.text)?)
                .then(a.exclusive.cmp(&b.exclusive)),
        };
        Some(order)
    }

    /// The end that counts, of one that lies inside and one that lies outside itself.
    #[must_use]
    pub fn tightest<'a>(
        self,
        primitive: Primitive,
        [inclusive, exclusive]: [Option<&'a str>; 2],
    ) -> Option<End<'a>> {
        let end = |text, exclusive| End { text, exclusive };
        let inclusive = inclusive.map(|text| end(text, false));
        let exclusive = exclusive.map(|text| end(text, true));
        match (inclusive, exclusive) {
            (Some(a), Some(b)) if self.tightness(primitive, a, b) == Some(Ordering::Greater) => {
                Some(a)
            }
            (a, b) => b.or(a),
        }
    }

    fn inwards(self, order: Ordering) -> Ordering {
        match self {
            Self::Lower => order,
            Self::Upper => order.reverse(),
        }
    }

    /// The first whole number that lies inside: `more than 0` is `at least 1`.
    fn whole(self, primitive: Primitive, end: End<'_>) -> Option<i128> {
        if !is_whole(primitive) {
            return None;
        }
        let number: i128 = end.text.trim_start_matches('+').parse().ok()?;
        match (end.exclusive, self) {
            (false, _) => Some(number),
            (true, Self::Lower) => number.checked_add(1),
            (true, Self::Upper) => number.checked_sub(1),
        }
    }
}

/// Whether the values are whole numbers.
pub(crate) fn is_whole(primitive: Primitive) -> bool {
    matches!(
        primitive,
        Primitive::Int | Primitive::Long | Primitive::Integer | Primitive::NonNegativeInteger
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: bool = false;
    const BEYOND: bool = true;

    fn end((text, exclusive): (&str, bool)) -> End<'_> {
        End { text, exclusive }
    }

    #[test]
    fn an_end_is_tighter_where_it_lets_through_less() {
        let cases = [
            (
                Side::Lower,
                Primitive::Decimal,
                ("11", AT),
                ("10", AT),
                Ordering::Greater,
            ),
            (
                Side::Upper,
                Primitive::Decimal,
                ("11", AT),
                ("10", AT),
                Ordering::Less,
            ),
            (
                Side::Lower,
                Primitive::Decimal,
                ("10.0", BEYOND),
                ("10", AT),
                Ordering::Greater,
            ),
            (
                Side::Lower,
                Primitive::Decimal,
                ("9", BEYOND),
                ("10", AT),
                Ordering::Less,
            ),
            (
                Side::Lower,
                Primitive::Integer,
                ("9", BEYOND),
                ("10", AT),
                Ordering::Equal,
            ),
            (
                Side::Upper,
                Primitive::Integer,
                ("+11", BEYOND),
                ("10", AT),
                Ordering::Equal,
            ),
            (
                Side::Upper,
                Primitive::Date,
                ("2020-01-01", BEYOND),
                ("2020-01-01", AT),
                Ordering::Greater,
            ),
        ];
        for (side, primitive, a, b, expected) in cases {
            let order = side.tightness(primitive, end(a), end(b));
            assert_eq!(order, Some(expected), "{side:?} {primitive:?} {a:?} {b:?}");
            let back = side.tightness(primitive, end(b), end(a));
            assert_eq!(back, Some(expected.reverse()));
        }
        let months = (end(("P1M", AT)), end(("P30D", AT)));
        assert_eq!(
            Side::Lower.tightness(Primitive::Duration, months.0, months.1),
            None
        );
    }

    #[test]
    fn of_two_kinds_of_ends_the_tighter_counts() {
        let text = |side: Side, inclusive, exclusive| {
            let end = side.tightest(Primitive::Decimal, [inclusive, exclusive]);
            end.map(|end| (end.text, end.exclusive))
        };
        assert_eq!(text(Side::Lower, Some("10"), Some("0")), Some(("10", AT)));
        assert_eq!(
            text(Side::Lower, Some("10"), Some("10")),
            Some(("10", BEYOND))
        );
        assert_eq!(text(Side::Upper, Some("10"), Some("20")), Some(("10", AT)));
        assert_eq!(text(Side::Upper, Some("10"), None), Some(("10", AT)));
        assert_eq!(text(Side::Upper, None, Some("10")), Some(("10", BEYOND)));
        assert_eq!(text(Side::Upper, None, None), None);
    }
}
