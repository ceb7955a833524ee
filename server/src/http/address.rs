//! The address that clients know the server by: examples, relative IRIs of queries and the way
//! back from a sign-in begin with it.

use axum::http::{HeaderMap, Uri};
use url::Url;

use super::hosts;
use super::settings::Settings;

/// The address that browsers know the server by, as far as it can be told without asking one.
pub(super) fn base(settings: &Settings) -> Option<String> {
    if let Some(url) = &settings.url {
        return Some(url.clone());
    }
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
    known.then(|| format!("{}://{host}:{}", scheme(settings), settings.port))
}

/// The origin that a request was sent to. What it names may be anything, and becomes part of
/// IRIs: what is no origin is passed over.
pub(super) fn asked(settings: &Settings, headers: &HeaderMap, uri: &Uri) -> String {
    let scheme = scheme(settings);
    let named = || hosts::named(headers, uri).map(|host| format!("{scheme}://{host}"));
    let set = settings.url.clone();
    let asked = set.or_else(named).as_deref().and_then(origin);
    let own = || base(settings).as_deref().and_then(origin);
    asked
        .or_else(own)
        .unwrap_or_else(|| format!("{scheme}://localhost"))
}

/// The origin that an address of the web is, without a path; `None` of any other text.
pub(super) fn origin(address: &str) -> Option<String> {
    let (_, authority) = address.split_once("://")?;
    let url = Url::parse(address).ok()?;
    let is_bare = !authority
        .trim_end_matches('/')
        .contains(['/', '\\', '?', '#', '@']);
    let origin = url.origin().ascii_serialization();
    // The library lets characters into a host that no IRI has.
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-_:/[]".contains(c);
    let fits = matches!(url.scheme(), "http" | "https") && is_bare && origin.chars().all(plain);
    fits.then_some(origin)
}

fn scheme(settings: &Settings) -> &'static str {
    if settings.tls.cert.is_some() {
        "https"
    } else {
        "http"
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use axum::http::header::HOST;

    use super::*;

    fn set(host: &str, port: u16, url: Option<&str>) -> Settings {
        Settings {
            host: host.to_owned(),
            port,
            url: url.map(str::to_owned),
            ..Settings::default()
        }
    }

    #[test]
    fn the_address_is_told_or_follows_from_where_the_server_listens() {
        let at = |host: &str, port, url| base(&set(host, port, url));
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

    #[test]
    fn an_origin_is_a_scheme_of_the_web_and_a_host() {
        for (address, expected) in [
            ("http://localhost:8080", "http://localhost:8080"),
            ("https://models.example.com/", "https://models.example.com"),
            ("http://[::1]:8080", "http://[::1]:8080"),
            ("http://my_service", "http://my_service"),
        ] {
            assert_eq!(origin(address).as_deref(), Some(expected));
        }
        for address in [
            "models.example.com",
            "12345",
            "",
            "https:models.example.com",
            "ftp://models.example.com",
            "https://",
            "https://models.example.com/denota",
            "https://models.example.com?x",
            "https://models.example.com#x",
            "https://me@models.example.com",
            "http://localhost:x",
            "http://[::1",
            "http://a{b",
            "http://a b",
        ] {
            assert_eq!(origin(address), None, "{address}");
        }
    }

    #[test]
    fn a_request_is_sent_to_the_host_that_it_names_where_that_can_be_one() {
        let to = |settings: &Settings, host: Option<&str>, uri: &'static str| {
            let host = host.map(|host| (HOST, host.parse().unwrap()));
            let headers: HeaderMap = host.into_iter().collect();
            asked(settings, &headers, &Uri::from_static(uri))
        };
        let plain = set("127.0.0.1", 1, None);
        assert_eq!(to(&plain, Some("a.example:2"), "/"), "http://a.example:2");
        assert_eq!(to(&plain, None, "http://a.example/x"), "http://a.example");
        for host in ["localhost:x", "a/b", "a b", "me@a", "[::", ""] {
            assert_eq!(to(&plain, Some(host), "/"), "http://127.0.0.1:1", "{host}");
        }
        let everywhere = set("0.0.0.0", 1, None);
        assert_eq!(to(&everywhere, None, "/"), "http://localhost");
        let told = set("127.0.0.1", 1, Some("https://b.example/"));
        assert_eq!(to(&told, Some("a.example"), "/"), "https://b.example");
        let mut safe = plain;
        safe.tls.cert = Some("cert.pem".to_owned());
        assert_eq!(to(&safe, Some("a.example"), "/"), "https://a.example");
        assert_eq!(to(&safe, Some("localhost:x"), "/"), "https://127.0.0.1:1");
    }
}
