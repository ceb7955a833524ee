//! Days of the calendar, as tokens expire on them.

use std::time::{SystemTime, UNIX_EPOCH};

use upper::literal::{civil_from_days, days_from_civil};

/// Seconds in a day.
pub(crate) const DAY: u64 = 86_400;

/// Seconds since 1970, now.
pub(crate) fn now() -> u64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH);
    elapsed.map_or(0, |d| d.as_secs())
}

/// The day that `2027-01-31` names, counted from 1970-01-01.
pub(crate) fn parse(text: &str) -> Option<u64> {
    let mut parts = text.split('-');
    let mut number = |width| {
        let part = parts.next()?;
        let fits = part.len() == width && part.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| part.parse::<u32>().ok()).flatten()
    };
    let (year, month, day) = (number(4)?, number(2)?, number(2)?);
    let valid = parts.next().is_none() && (1..=12).contains(&month) && day >= 1;
    let days = valid.then(|| days_from_civil(year.into(), month, day))?;
    let days = u64::try_from(days).ok()?;
    // A day that the month does not have is written back as another.
    (format(days) == text).then_some(days)
}

/// A day as `2027-01-31`.
pub(crate) fn format(days: u64) -> String {
    let days = i64::try_from(days).unwrap_or(i64::MAX);
    let (year, month, date) = civil_from_days(days);
    format!("{year:04}-{month:02}-{date:02}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_days() {
        for (text, days) in [
            ("1970-01-01", Some(0)),
            ("2000-02-29", Some(11_016)),
            ("2026-11-28", Some(20_785)),
            ("2027-02-29", None),
            ("2027-13-01", None),
            ("2027-00-10", None),
            ("2027-1-1", None),
            ("1969-12-31", None),
            ("2027-01-01T00:00:00Z", None),
            ("+027-01-01", None),
            ("", None),
        ] {
            assert_eq!(parse(text), days, "{text}");
        }
    }

    proptest! {
        #[test]
        fn days_survive_being_written(day in 0_u64..2_000_000) {
            prop_assert_eq!(parse(&format(day)), Some(day));
        }

        #[test]
        fn no_text_panics(text in "[0-9-]{0,12}|\\PC{0,12}") {
            parse(&text);
        }
    }
}
