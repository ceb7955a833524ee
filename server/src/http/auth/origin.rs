//! Against forged requests: a browser sends a session's cookie, or a password that it was told,
//! along with whatever a page asks for, so that writes must come from our own pages.

use axum::http::header::ORIGIN;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Method, StatusCode};

use crate::http::hosts;
use crate::http::problem::{Problem, Result};

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Refuses a request that changes something and may have been sent by another site's page.
///
/// # Errors
/// It is not from a page of ours, as far as its browser says.
pub(super) fn check(method: &Method, headers: &HeaderMap, own: &str) -> Result<()> {
    if method.is_safe() {
        return Ok(());
    }
    let from_here = match header(headers, ORIGIN) {
        Some(origin) => origin == own,
        // Browsers that leave out the one send the other.
        None => header(headers, FETCH_SITE).is_some_and(is_own_site),
    };
    if from_here { Ok(()) } else { Err(foreign()) }
}

/// Refuses a request that changes something where its browser says that another site's page sent
/// it. Programs say nothing of the kind.
///
/// # Errors
/// It is from another site's page.
pub(super) fn check_browser(parts: &Parts, own: Option<&str>) -> Result<()> {
    let headers = &parts.headers;
    if parts.method.is_safe() {
        return Ok(());
    }
    let host = hosts::named(headers, &parts.uri);
    let from_here = match (header(headers, FETCH_SITE), header(headers, ORIGIN)) {
        (Some(site), _) => is_own_site(site),
        (None, Some(origin)) => {
            own == Some(origin) || hosts::authority(origin).is_some_and(|a| Some(a) == host)
        }
        (None, None) => true,
    };
    if from_here { Ok(()) } else { Err(foreign()) }
}

fn header(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).map(|v| v.to_str().unwrap_or_default())
}

fn is_own_site(site: &str) -> bool {
    matches!(site, "same-origin" | "none")
}

fn foreign() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "only pages of this server may do this for who is signed in",
    )
    .help("programs send a token as `Authorization: Bearer TOKEN`")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn passes(method: &Method, pairs: &[(HeaderName, &str)]) -> bool {
        let headers = pairs.iter().map(|(n, v)| (n.clone(), v.parse().unwrap()));
        check(method, &headers.collect(), "https://registry.example.com").is_ok()
    }

    #[test]
    fn writes_must_come_from_our_own_pages() {
        let post = &Method::POST;
        assert!(passes(post, &[(ORIGIN, "https://registry.example.com")]));
        assert!(passes(post, &[(FETCH_SITE, "same-origin")]));
        for origin in [
            "https://evil.example.com",
            "null",
            "",
            "http://registry.example.com",
            "https://registry.example.com:8443",
        ] {
            assert!(
                !passes(post, &[(ORIGIN, origin), (FETCH_SITE, "same-origin")]),
                "{origin}"
            );
        }
        assert!(!passes(post, &[(FETCH_SITE, "cross-site")]));
        assert!(!passes(post, &[(FETCH_SITE, "same-site")]));
        assert!(!passes(post, &[]));
        assert!(!passes(&Method::DELETE, &[]));
        assert!(passes(
            &Method::GET,
            &[(ORIGIN, "https://evil.example.com")]
        ));
    }

    #[test]
    fn a_password_is_for_programs_and_our_own_pages() {
        let passes = |method: &str, pairs: &[(HeaderName, &str)], own| {
            let mut request = axum::http::Request::builder().method(method).uri("/");
            request = request.header("host", "registry.example.com:8443");
            for (name, value) in pairs {
                request = request.header(name, *value);
            }
            check_browser(&request.body(()).unwrap().into_parts().0, own).is_ok()
        };
        let (here, evil) = (
            "https://registry.example.com:8443",
            "https://evil.example.com",
        );
        assert!(passes("PUT", &[], None), "a program says nothing");
        assert!(passes("PUT", &[(ORIGIN, here)], None));
        assert!(passes(
            "PUT",
            &[(ORIGIN, "https://a.example")],
            Some("https://a.example")
        ));
        assert!(passes(
            "PUT",
            &[(ORIGIN, "https://a.example"), (FETCH_SITE, "same-origin")],
            None
        ));
        for origin in [evil, "null", "", "https://registry.example.com"] {
            assert!(!passes("PUT", &[(ORIGIN, origin)], Some(here)), "{origin}");
        }
        for site in ["cross-site", "same-site", ""] {
            assert!(
                !passes("POST", &[(ORIGIN, here), (FETCH_SITE, site)], Some(here)),
                "{site}"
            );
        }
        assert!(passes(
            "GET",
            &[(ORIGIN, evil), (FETCH_SITE, "cross-site")],
            None
        ));
    }
}
