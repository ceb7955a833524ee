//! Days of the proleptic Gregorian calendar.
//!
//! Years are taken to begin in March, so that the leap day is their last, and come in eras
//! of 400 years, all of one length.

/// The days of 400 years.
const ERA: i64 = 146_097;
/// The days from 0000-03-01 to 1970-01-01.
const EPOCH: i64 = 719_468;

/// Days from 1970-01-01 to a day: its year, its month from 1, its day of the month from 1.
#[must_use]
pub fn days_from_civil(year: i64, month: u32, day: u32) -> i128 {
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let (era, of_era) = match (month <= 2, of_era) {
        (true, 0) => (era - 1, 399),
        (true, of_era) => (era, of_era - 1),
        (false, of_era) => (era, of_era),
    };
    let of_year = (153 * ((i64::from(month) + 9) % 12) + 2) / 5 + i64::from(day) - 1;
    let day = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    i128::from(era) * i128::from(ERA) + i128::from(day - EPOCH)
}

/// The day that is so many days from 1970-01-01: year, month, day of the month.
#[must_use]
pub fn civil_from_days(days: i64) -> (i64, u32, u32) {
    let since = days.rem_euclid(ERA) + EPOCH;
    let (era, day) = (days.div_euclid(ERA) + since / ERA, since % ERA);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    let small = |n| u32::try_from(n).unwrap_or(1);
    (era * 400 + year + next, small(month), small(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_days_are_counted_both_ways() {
        for (date, days) in [
            ((1970, 1, 1), 0),
            ((1969, 12, 31), -1),
            ((2000, 2, 29), 11_016),
            ((2000, 3, 1), 11_017),
            ((2026, 11, 28), 20_785),
            ((0, 3, 1), -719_468),
            ((0, 2, 29), -719_469),
            ((-1, 12, 31), -719_529),
        ] {
            let (year, month, day) = date;
            assert_eq!(
                days_from_civil(year, month, day),
                i128::from(days),
                "{date:?}"
            );
            assert_eq!(civil_from_days(days), date, "{days}");
        }
    }

    #[test]
    fn each_day_follows_the_one_before() {
        let mut before = civil_from_days(-800_001);
        for days in -800_000..800_000 {
            let (year, month, day) = civil_from_days(days);
            assert_eq!(days_from_civil(year, month, day), i128::from(days));
            assert!((year, month, day) > before);
            before = (year, month, day);
        }
    }

    #[test]
    fn days_at_the_ends_of_numbers_are_days_too() {
        for days in [i64::MIN, i64::MAX] {
            let (year, month, day) = civil_from_days(days);
            assert_eq!(days_from_civil(year, month, day), i128::from(days));
        }
        assert!(days_from_civil(i64::MIN, 1, 1) < i128::from(i64::MIN));
    }
}
