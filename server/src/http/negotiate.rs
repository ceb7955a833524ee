//! Which of the representations that there are a client prefers (`Accept`).

use axum::http::header::ACCEPT;
use axum::http::{HeaderMap, StatusCode};

use super::problem::{Problem, Result};

/// The media type of JSON.
pub(crate) const JSON: &str = "application/json";

/// The most ranges of an `Accept` header that are looked at.
const MOST_RANGES: usize = 100;

/// Chooses among media types, of which the first is the server's own preference.
///
/// # Errors
/// None of them is acceptable (406); the answer lists what there is.
pub(crate) fn choose<'a>(headers: &HeaderMap, offers: &[&'a str]) -> Result<&'a str> {
    let accepted = ranges(headers);
    let best = |best: Option<(&'a str, u16)>, offer: &&'a str| {
        let weight = if accepted.is_empty() {
            1000
        } else {
            weight(&accepted, offer)
        };
        match best {
            Some((_, heaviest)) if heaviest >= weight => best,
            _ if weight > 0 => Some((*offer, weight)),
            _ => best,
        }
    };
    let chosen = offers.iter().fold(None, best);
    chosen.map(|(offer, _)| offer).ok_or_else(|| {
        Problem::new(
            StatusCode::NOT_ACCEPTABLE,
            "none of the representations is acceptable",
        )
        .help(format!("ask for one of {}", offers.join(", ")))
        .with("offers", offers.iter().copied().collect())
    })
}

/// Checks that JSON is acceptable.
///
/// # Errors
/// It is not (406).
pub(crate) fn json(headers: &HeaderMap) -> Result<()> {
    choose(headers, &[JSON]).map(drop)
}

/// Whether a client names a media type, and does not only accept anything.
pub(crate) fn names(headers: &HeaderMap, media_type: &str) -> bool {
    let named = |r: &Range| media_type.split_once('/') == Some((&r.kind, &r.subtype));
    ranges(headers).iter().any(named)
}

/// A media range with its weight in thousandths.
struct Range {
    kind: String,
    subtype: String,
    /// Parameters other than `q`, such as `profile=…`.
    parameters: Vec<String>,
    weight: u16,
}

fn ranges(headers: &HeaderMap) -> Vec<Range> {
    let values = headers.get_all(ACCEPT).iter();
    let texts = values.filter_map(|v| v.to_str().ok());
    texts
        .flat_map(|t| t.split(','))
        .take(MOST_RANGES)
        .filter_map(range)
        .collect()
}

fn range(text: &str) -> Option<Range> {
    let mut parts = text.split(';').map(str::trim);
    let (kind, subtype) = parts.next()?.split_once('/')?;
    let mut weight = 1000;
    let mut parameters = Vec::new();
    for part in parts.filter(|p| !p.is_empty()) {
        match part.split_once('=').map(|(k, v)| (k.trim(), v.trim())) {
            Some((q, value)) if q.eq_ignore_ascii_case("q") => {
                weight = thousandths(value).unwrap_or(0);
            }
            _ => parameters.push(part.to_ascii_lowercase()),
        }
    }
    Some(Range {
        kind: kind.trim().to_ascii_lowercase(),
        subtype: subtype.trim().to_ascii_lowercase(),
        parameters,
        weight,
    })
}

fn thousandths(text: &str) -> Option<u16> {
    let weight: f32 = text.parse().ok()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it lies between 0 and 1000"
    )]
    (0.0..=1.0)
        .contains(&weight)
        .then_some((weight * 1000.0).round() as u16)
}

/// The weight of the most specific range that fits; 0 where none does.
fn weight(accepted: &[Range], offer: &str) -> u16 {
    let mut parts = offer.split(';').map(str::trim);
    let (kind, subtype) = parts
        .next()
        .and_then(|t| t.split_once('/'))
        .unwrap_or((offer, ""));
    let parameters: Vec<String> = parts.map(str::to_ascii_lowercase).collect();
    let fits = |range: &&Range| {
        let kind = range.kind == "*" || range.kind == kind;
        let subtype = range.subtype == "*" || range.subtype == subtype;
        // A charset or a version says more than what there is; it is not held against it.
        let known = |p: &String| {
            parameters.contains(p) || p.starts_with("charset=") || p.starts_with("version=")
        };
        kind && subtype && range.parameters.iter().all(known)
    };
    let specific = |range: &&Range| {
        (
            range.kind != "*",
            range.subtype != "*",
            range.parameters.len(),
        )
    };
    let fitting = accepted.iter().filter(fits);
    fitting.max_by_key(specific).map_or(0, |range| range.weight)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const OFFERS: &[&str] = &[
        "text/turtle",
        "application/n-triples",
        "application/ld+json",
    ];

    fn chosen(accept: &str) -> Option<&'static str> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, accept.parse().unwrap());
        choose(&headers, OFFERS).ok()
    }

    #[test]
    fn weights_and_the_most_specific_range_decide() {
        for (accept, expected) in [
            ("*/*", Some("text/turtle")),
            ("application/*", Some("application/n-triples")),
            ("application/ld+json", Some("application/ld+json")),
            (
                "application/ld+json;q=0.4, text/turtle;q=0.3",
                Some("application/ld+json"),
            ),
            ("text/turtle;q=0.2, */*;q=0.1", Some("text/turtle")),
            ("text/turtle;q=0, */*", Some("application/n-triples")),
            (
                "*/*;q=0.1, application/n-triples;q=0.2",
                Some("application/n-triples"),
            ),
            ("TEXT/Turtle; charset=utf-8", Some("text/turtle")),
            (
                "text/html, application/xhtml+xml, */*;q=0.8",
                Some("text/turtle"),
            ),
            ("text/html", None),
            ("text/turtle;q=0", None),
            ("text/turtle;q=2", None),
            // No range at all is no wish.
            ("nonsense", Some("text/turtle")),
        ] {
            assert_eq!(chosen(accept), expected, "{accept}");
        }
        assert_eq!(choose(&HeaderMap::new(), OFFERS).unwrap(), "text/turtle");
    }
}
