//! The time, as the catalog and the audit log state it.

use std::time::{SystemTime, UNIX_EPOCH};

use upper::literal::civil_from_days;

/// The present time as an `xsd:dateTime`, in whole seconds.
#[must_use]
pub fn now() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    date_time(now.map_or(0, |d| d.as_secs()))
}

/// Seconds since 1970 as an `xsd:dateTime`.
fn date_time(seconds: u64) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let days = i64::try_from(days).unwrap_or(i64::MAX);
    let (year, month, date) = civil_from_days(days);
    format!(
        "{year:04}-{month:02}-{date:02}T{:02}:{:02}:{:02}Z",
        rest / 3600,
        rest / 60 % 60,
        rest % 60
    )
}

#[cfg(test)]
mod tests {
    use super::date_time;

    #[test]
    fn instants_are_written_as_dates() {
        assert_eq!(date_time(0), "1970-01-01T00:00:00Z");
        assert_eq!(date_time(951_782_399), "2000-02-28T23:59:59Z");
        assert_eq!(date_time(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(date_time(1_735_689_599), "2024-12-31T23:59:59Z");
    }
}
