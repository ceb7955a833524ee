//! Against forged requests: a browser sends a session's cookie along with whatever a page
//! asks for, so that writes must come from our own pages.

use axum::http::header::ORIGIN;
use axum::http::{HeaderMap, HeaderName, Method, StatusCode};

use crate::http::problem::{Problem, Result};
use crate::http::settings::Settings;

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The address that browsers know the server by, as far as it can be told.
pub(super) fn base(settings: &Settings) -> Option<String> {
    if let Some(url) = &settings.url {
        return Some(url.clone());
    }
    let scheme = if settings.tls.cert.is_some() {
        "https"
    } else {
        "http"
    };
    let host = settings.host.trim_matches(['[', ']']);
    let everywhere = host
        .parse::<std::net::IpAddr>()
        .is_ok_and(|a| a.is_unspecified());
    let known = !everywhere && settings.port != 0;
    let host = if host.contains(':') {
        format!("[{host}]")
    } else {
        host.to_owned()
    };
    known.then(|| format!("{scheme}://{host}:{}", settings.port))
}

/// Refuses a request that changes something and may have been sent by another site's page.
///
/// # Errors
/// It is not from a page of ours, as far as its browser says.
pub(super) fn check(method: &Method, headers: &HeaderMap, own: &str) -> Result<()> {
    if method.is_safe() {
        return Ok(());
    }
    let header = |name| headers.get(name).map(|v| v.to_str().unwrap_or_default());
    let from_here = match header(ORIGIN) {
        Some(origin) => origin == own,
        // Browsers that leave out the one send the other.
        None => matches!(header(FETCH_SITE), Some("same-origin" | "none")),
    };
    if from_here {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::FORBIDDEN,
        "only pages of this server may do this for who is signed in",
    )
    .help("programs send a token, not a cookie"))
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
    fn the_address_is_told_or_follows_from_where_the_server_listens() {
        let at = |host: &str, port, url: Option<&str>| {
            let (host, url) = (host.to_owned(), url.map(str::to_owned));
            base(&Settings {
                host,
                port,
                url,
                ..Settings::default()
            })
        };
        assert_eq!(
            at("127.0.0.1", 1, None).as_deref(),
            Some("http://127.0.0.1:1")
        );
        assert_eq!(at("::1", 1, None).as_deref(), Some("http://[::1]:1"));
        assert_eq!(at("0.0.0.0", 1, None), None);
        assert_eq!(at("127.0.0.1", 0, None), None);
        assert_eq!(
            at("::", 1, Some("https://a.example")).as_deref(),
            Some("https://a.example")
        );
    }
}
