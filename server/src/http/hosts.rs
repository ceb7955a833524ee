//! Against DNS rebinding: a server that is open to everybody on this machine answers only
//! requests that name this machine, from pages that it has served itself.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::app::App;
use super::auth::names_this_machine;
use super::ops;
use super::problem::{Problem, Result};

/// Refuses requests that a page of somebody else's may have sent, where the server is open.
pub(crate) async fn check(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    if app.auth.is_open() {
        let url = app.settings.url.as_deref();
        if let Err(problem) = allow(request.headers(), request.uri(), url) {
            return problem.into_response();
        }
    }
    next.run(request).await
}

fn allow(headers: &HeaderMap, uri: &Uri, url: Option<&str>) -> Result<()> {
    let host = named(headers, uri);
    // Probes of old balancers speak HTTP/1.0. A browser always names a host.
    if host.is_none() && !headers.contains_key(ORIGIN) && ops::PATHS.contains(&uri.path()) {
        return Ok(());
    }
    let own = url.and_then(authority);
    let is_own = |host: &str| own.is_some_and(|own| own.eq_ignore_ascii_case(host));
    let is_ours = |host: &str| names_this_machine(host) || is_own(host);
    let Some(host) = host.filter(|h| is_ours(h)) else {
        return Err(Problem::new(
            StatusCode::MISDIRECTED_REQUEST,
            "this server answers only as `localhost`, since it is open without authentication",
        )
        .help("use the address that `denota serve` printed, or set `url` of `[serve]`"));
    };
    let same =
        |origin: &str| authority(origin).is_some_and(|a| a.eq_ignore_ascii_case(host) || is_own(a));
    match headers.get(ORIGIN).map(|v| v.to_str().unwrap_or_default()) {
        Some(origin) if !same(origin) => Err(Problem::new(
            StatusCode::FORBIDDEN,
            "pages from elsewhere may not use this server, since it is open without authentication",
        )),
        Some(_) | None => Ok(()),
    }
}

/// The host that a request names.
pub(crate) fn named<'a>(headers: &'a HeaderMap, uri: &'a Uri) -> Option<&'a str> {
    let host = headers.get(HOST).map(|v| v.to_str().unwrap_or_default());
    // HTTP/2 has the authority in the URI; HTTP/1.0 may have none at all.
    host.or(uri.authority().map(|a| a.as_str()))
}

/// `host:port` of an origin.
pub(crate) fn authority(origin: &str) -> Option<&str> {
    let (_, rest) = origin.split_once("://")?;
    Some(rest.split('/').next().unwrap_or(rest))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn status(host: &str, origin: Option<&str>) -> Option<StatusCode> {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, host.parse().unwrap());
        if let Some(origin) = origin {
            headers.insert(ORIGIN, origin.parse().unwrap());
        }
        let own = Some("https://models.example.com");
        allow(&headers, &Uri::from_static("/"), own)
            .err()
            .map(|p| p.status())
    }

    #[test]
    fn only_this_machine_is_served() {
        for host in [
            "127.0.0.1:8080",
            "localhost",
            "LOCALHOST:1",
            "[::1]:8080",
            "models.example.com",
        ] {
            assert_eq!(status(host, None), None, "{host}");
        }
        for host in [
            "evil.example",
            "127.0.0.1.evil.example:8080",
            "localhost.evil.example",
            "[::1]evil.example",
            "",
            "10.0.0.1",
        ] {
            assert_eq!(
                status(host, None),
                Some(StatusCode::MISDIRECTED_REQUEST),
                "{host}"
            );
        }
    }

    #[test]
    fn a_probe_need_not_name_a_host() {
        let allowed = |path: &'static str, headers: &HeaderMap| {
            allow(headers, &Uri::from_static(path), None).is_ok()
        };
        let none = HeaderMap::new();
        for path in ["/healthz", "/readyz", "/metrics"] {
            assert!(allowed(path, &none), "{path}");
        }
        for path in ["/", "/healthz/", "/api/v1/models", "/sparql"] {
            assert!(!allowed(path, &none), "{path}");
        }
        let mut named = HeaderMap::new();
        named.insert(HOST, "evil.example".parse().unwrap());
        assert!(!allowed("/healthz", &named));
        let mut from = HeaderMap::new();
        from.insert(ORIGIN, "http://evil.example".parse().unwrap());
        assert!(!allowed("/healthz", &from));
    }

    #[test]
    fn only_its_own_pages_may_call() {
        let host = "localhost:8080";
        assert_eq!(status(host, Some("http://localhost:8080")), None);
        assert_eq!(status(host, Some("https://models.example.com")), None);
        for origin in ["http://localhost:3000", "http://evil.example", "null", ""] {
            assert_eq!(
                status(host, Some(origin)),
                Some(StatusCode::FORBIDDEN),
                "{origin}"
            );
        }
    }
}
