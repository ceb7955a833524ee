//! Dates, times, instants and durations.
//!
//! A point in time compares by whole seconds, then by the digits of its fraction, so that
//! no precision is lost. Years beyond 64 bits are well formed and compare with nothing.

use std::cmp::Ordering;

use super::calendar::days_from_civil;

const DAY: i128 = 86_400;

/// Seconds since 1970 (or since midnight) and the digits of the fraction, without zeros
/// at the end.
pub(super) type Point<'a> = (i128, &'a str);

pub(super) fn is_date(text: &str) -> bool {
    split_date(text).is_some()
}

pub(super) fn is_time(text: &str) -> bool {
    clock(text).is_some()
}

pub(super) fn is_local_date_time(text: &str) -> bool {
    text.split_once('T')
        .is_some_and(|(date, time)| is_date(date) && is_time(time))
}

pub(super) fn is_date_time(text: &str) -> bool {
    split_zone(text).is_some_and(|(local, _)| is_local_date_time(local))
}

pub(super) fn is_duration(text: &str) -> bool {
    duration_parts(text).is_some()
}

/// Days since 1970-01-01.
pub(super) fn date(text: &str) -> Option<i128> {
    let (year, month, day) = split_date(text)?;
    Some(days_from_civil(year.parse().ok()?, month, day))
}

pub(super) fn time(text: &str) -> Option<Point<'_>> {
    let (seconds, fraction) = clock(text)?;
    // `24:00:00` is midnight.
    Some((i128::from(seconds) % DAY, fraction))
}

pub(super) fn local_date_time(text: &str) -> Option<Point<'_>> {
    let (day, clock_text) = text.split_once('T')?;
    let (seconds, fraction) = clock(clock_text)?;
    Some((date(day)? * DAY + i128::from(seconds), fraction))
}

pub(super) fn date_time(text: &str) -> Option<Point<'_>> {
    let (local, offset) = split_zone(text)?;
    let (seconds, fraction) = local_date_time(local)?;
    Some((seconds - i128::from(offset) * 60, fraction))
}

/// The year's text, month and day of a date that exists.
fn split_date(text: &str) -> Option<(&str, u32, u32)> {
    let (rest, day) = text.rsplit_once('-')?;
    let (year, month) = rest.rsplit_once('-')?;
    let digits = year.strip_prefix('-').unwrap_or(year);
    let padded = digits.len() > 4 && digits.starts_with('0');
    if digits.len() < 4 || padded || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (month, day) = (two_digits(month)?, two_digits(day)?);
    // Whether a year is a leap year shows in its last four digits, and in its sign not at all.
    let tail: u32 = digits.get(digits.len() - 4..)?.parse().ok()?;
    let leap = tail.is_multiple_of(4) && (!tail.is_multiple_of(100) || tail.is_multiple_of(400));
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        _ => return None,
    };
    (1..=length).contains(&day).then_some((year, month, day))
}

fn two_digits(text: &str) -> Option<u32> {
    let two = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    two.then(|| text.parse().ok()).flatten()
}

/// Seconds since midnight, and the digits of the fraction.
fn clock(text: &str) -> Option<(u32, &str)> {
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
        Some(_) => return None,
        None => (text, ""),
    };
    let mut parts = whole.split(':').map(two_digits);
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    let fraction_ok = fraction.bytes().all(|b| b.is_ascii_digit());
    let fraction = fraction.trim_end_matches('0');
    let end_of_day = hour == 24 && minute == 0 && second == 0 && fraction.is_empty();
    let in_day = hour < 24 && minute < 60 && second < 60;
    let ok = parts.next().is_none() && fraction_ok && (in_day || end_of_day);
    ok.then_some((hour * 3600 + minute * 60 + second, fraction))
}

/// What precedes the zone, and the zone's offset in minutes.
fn split_zone(text: &str) -> Option<(&str, i32)> {
    if let Some(local) = text.strip_suffix('Z') {
        return Some((local, 0));
    }
    let at = text.len().checked_sub(6)?;
    let (local, zone) = (text.get(..at)?, text.get(at..)?);
    let sign = match zone.get(..1)? {
        "+" => 1,
        "-" => -1,
        _ => return None,
    };
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let (hours, minutes) = (two_digits(hours)?, two_digits(minutes)?);
    let ok = minutes < 60 && (hours < 14 || (hours == 14 && minutes == 0));
    ok.then_some((local, sign * i32::try_from(hours * 60 + minutes).ok()?))
}

struct Duration<'a> {
    negative: bool,
    /// Years, months, days, hours, minutes, seconds; empty where not stated.
    parts: [&'a str; 6],
    fraction: &'a str,
}

fn duration_parts(text: &str) -> Option<Duration<'_>> {
    let (negative, rest) = text
        .strip_prefix('-')
        .map_or((false, text), |rest| (true, rest));
    let rest = rest.strip_prefix('P')?;
    let (date, time) = rest
        .split_once('T')
        .map_or((rest, None), |(date, time)| (date, Some(time)));
    let mut date = date;
    let mut clock = time.unwrap_or("");
    if (date.is_empty() && clock.is_empty()) || time.is_some_and(str::is_empty) {
        return None;
    }
    let years = take(&mut date, 'Y')?;
    let months = take(&mut date, 'M')?;
    let days = take(&mut date, 'D')?;
    let hours = take(&mut clock, 'H')?;
    let minutes = take(&mut clock, 'M')?;
    let (seconds, fraction) = take_seconds(&mut clock)?;
    let complete = date.is_empty() && clock.is_empty();
    complete.then_some(Duration {
        negative,
        parts: [years, months, days, hours, minutes, seconds],
        fraction,
    })
}

/// Takes digits that a designator follows; none where other digits or nothing follow.
fn take<'a>(text: &mut &'a str, designator: char) -> Option<&'a str> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at_checked(length)?;
    match rest.strip_prefix(designator) {
        Some(rest) if length > 0 => {
            *text = rest;
            Some(digits)
        }
        Some(_) => None,
        None => Some(""),
    }
}

fn take_seconds<'a>(text: &mut &'a str) -> Option<(&'a str, &'a str)> {
    let Some((whole, rest)) = text.split_once('.') else {
        return Some((take(text, 'S')?, ""));
    };
    let fraction = rest.strip_suffix('S')?;
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    *text = "";
    Some((whole, fraction.trim_end_matches('0')))
}

impl Duration<'_> {
    fn months_and_seconds(&self) -> Option<(i128, i128)> {
        let [years, months, days, hours, minutes, seconds] = self.parts.map(number);
        let months = years?.checked_mul(12)?.checked_add(months?)?;
        let hours = days?.checked_mul(24)?.checked_add(hours?)?;
        let minutes = hours.checked_mul(60)?.checked_add(minutes?)?;
        let seconds = minutes.checked_mul(60)?.checked_add(seconds?)?;
        let sign = if self.negative { -1 } else { 1 };
        Some((months * sign, seconds * sign))
    }
}

fn number(digits: &str) -> Option<i128> {
    // Eighteen digits leave room for the arithmetic on dates.
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() {
        Some(0)
    } else {
        (digits.len() <= 18).then(|| digits.parse().ok()).flatten()
    }
}

/// The months after which XSD compares durations, as (year, month): between them they show
/// every length that a span of months can have in days.
const REFERENCES: [(i128, i128); 4] = [(1696, 9), (1697, 2), (1903, 3), (1903, 7)];

pub(super) fn compare_durations(a: &str, b: &str) -> Option<Ordering> {
    let (a, b) = (duration_parts(a)?, duration_parts(b)?);
    let (x, y) = (a.months_and_seconds()?, b.months_and_seconds()?);
    let mut orders = REFERENCES.iter().map(|reference| {
        let whole = after(*reference, x)?.cmp(&after(*reference, y)?);
        Some(whole.then_with(|| compare_fractions(&a, &b)))
    });
    let first = orders.next()??;
    orders.all(|o| o == Some(first)).then_some(first)
}

/// A text for all spellings of a duration.
pub(super) fn duration_text(text: &str) -> Option<String> {
    let parts = duration_parts(text)?;
    let (months, seconds) = parts.months_and_seconds()?;
    let sign = if parts.negative { "-" } else { "" };
    let fraction = parts.fraction;
    let signed = if fraction.is_empty() { "" } else { sign };
    Some(format!("{months} {seconds} {signed}{fraction}"))
}

fn compare_fractions(a: &Duration<'_>, b: &Duration<'_>) -> Ordering {
    let signed = |d: &Duration<'_>| {
        if d.fraction.is_empty() {
            0
        } else if d.negative {
            -1
        } else {
            1
        }
    };
    signed(a)
        .cmp(&signed(b))
        .then_with(|| match (a.negative, b.negative) {
            (true, true) => b.fraction.cmp(a.fraction),
            _ => a.fraction.cmp(b.fraction),
        })
}

/// Seconds since 1970 at the end of a duration that starts with a month.
fn after((year, month): (i128, i128), (months, seconds): (i128, i128)) -> Option<i128> {
    let month = month - 1 + months;
    let year = i64::try_from(year + month.div_euclid(12)).ok()?;
    let in_year = u32::try_from(month.rem_euclid(12)).ok()? + 1;
    Some(days_from_civil(year, in_year, 1) * DAY + seconds)
}
