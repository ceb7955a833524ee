//! Decimals in targets that fix where the point is.

use upper::model::Facets;

/// The greatest precision of a decimal.
const MAX_PRECISION: u32 = 38;
/// The digits of the fraction where no facet says otherwise.
const DEFAULT_SCALE: u32 = 9;

/// The digits before the point that a fraction of too many digits leaves room for, where facets
/// allow as many.
const LEAST_INTEGER: u32 = 9;

/// Precision and scale. `totalDigits` alone does not say where the point is: there is room for as many digits
/// before it, beside the default fraction. Of more digits than there can be, those of the fraction give way:
/// a number that lacks its last digits is rejected alone, while without digits before the point all but the
/// smallest would be.
pub(crate) fn digits(facets: &Facets) -> (u32, u32) {
    let (precision, scale) = match (facets.total_digits, facets.fraction_digits) {
        (None, None) => (MAX_PRECISION, DEFAULT_SCALE),
        (None, Some(fraction)) if fraction > MAX_PRECISION => {
            (MAX_PRECISION, MAX_PRECISION - LEAST_INTEGER)
        }
        (None, Some(fraction)) => (MAX_PRECISION, fraction),
        (Some(total), None) => {
            let scale = DEFAULT_SCALE.min(total);
            (total.saturating_add(scale), scale)
        }
        (Some(total), Some(fraction)) => {
            let integer = total.saturating_sub(fraction).min(LEAST_INTEGER);
            (total.max(fraction), fraction.min(MAX_PRECISION - integer))
        }
    };
    let precision = precision.clamp(1, MAX_PRECISION);
    (precision, scale.min(precision))
}

/// Whether the precision lets through more digits than `totalDigits` does.
pub(crate) fn is_wider(facets: &Facets) -> bool {
    let (precision, _) = digits(facets);
    facets.total_digits.is_some_and(|total| precision > total)
}

/// Whether precision and scale let through just what facets do.
pub(crate) fn is_exact(facets: &Facets) -> bool {
    let (precision, scale) = digits(facets);
    facets.fraction_digits == Some(scale) && facets.total_digits == Some(precision)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_before_the_point_remain_where_there_are_more_than_38() {
        for (total, fraction, expected) in [
            (None, None, (38, 9)),
            (Some(5), None, (10, 5)),
            (None, Some(2), (38, 2)),
            (None, Some(38), (38, 38)),
            (None, Some(45), (38, 29)),
            (Some(10), Some(2), (10, 2)),
            (Some(2), Some(4), (4, 4)),
            (Some(38), Some(38), (38, 38)),
            (Some(38), Some(30), (38, 30)),
            (Some(50), Some(10), (38, 10)),
            (Some(50), Some(45), (38, 33)),
            (Some(50), Some(38), (38, 29)),
            (Some(45), Some(45), (38, 38)),
        ] {
            let facets = Facets {
                total_digits: total,
                fraction_digits: fraction,
                ..Facets::default()
            };
            assert_eq!(digits(&facets), expected, "{total:?}, {fraction:?}");
        }
    }
}
