//! Decimals in targets that fix where the point is.

use upper::model::Facets;

/// The greatest precision of a decimal.
const MAX_PRECISION: u32 = 38;
/// The digits of the fraction where no facet says otherwise.
const DEFAULT_SCALE: u32 = 9;

/// Precision and scale. `totalDigits` alone does not say where the point is: there is room for as many digits
/// before it, beside the default fraction.
pub(crate) fn digits(facets: &Facets) -> (u32, u32) {
    let (precision, scale) = match (facets.total_digits, facets.fraction_digits) {
        (None, None) => (MAX_PRECISION, DEFAULT_SCALE),
        (None, Some(fraction)) => (MAX_PRECISION, fraction),
        (Some(total), None) => {
            let scale = DEFAULT_SCALE.min(total);
            (total.saturating_add(scale), scale)
        }
        (Some(total), Some(fraction)) => (total.max(fraction), fraction),
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
