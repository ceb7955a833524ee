//! What a request shows to be recognised by: the `Authorization` header, else a cookie.

use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, COOKIE};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::secret::Secret;

/// Longer credentials are refused unread.
const MOST: usize = 16 << 10;

/// What a request shows.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Credential {
    /// A token.
    Token(Secret),
    /// A token as the password of `Basic`, which browsers send along once they have been told it.
    Password(Secret),
    /// The id of a browser's session.
    Session(Secret),
}

/// There is an `Authorization` header that makes no sense.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

/// Finds the credential of a request. A header goes before a cookie: who sends one means it.
pub(crate) fn of(
    headers: &HeaderMap,
    cookie: Option<&str>,
) -> Result<Option<Credential>, Malformed> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let Some(value) = values.next() else {
        return Ok(cookie.and_then(|name| session(headers, name)));
    };
    if values.next().is_some() || value.len() > MOST {
        return Err(Malformed);
    }
    let text = value.to_str().map_err(|_| Malformed)?;
    authorization(text).map(Some).ok_or(Malformed)
}

/// `Bearer TOKEN`, or `Basic` with the token as the password, which is how many stock
/// clients can send one; the user's name is then of no account.
fn authorization(text: &str) -> Option<Credential> {
    let (scheme, rest) = text.split_once(' ')?;
    let rest = rest.trim_matches(' ');
    if scheme.eq_ignore_ascii_case("bearer") {
        return token(rest).map(Credential::Token);
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(rest).ok()?).ok()?;
    token(decoded.split_once(':')?.1).map(Credential::Password)
}

fn token(text: &str) -> Option<Secret> {
    is_token68(text).then(|| Secret::new(text))
}

/// The characters that RFC 7235 allows.
fn is_token68(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    let fits = |b: u8| b.is_ascii_alphanumeric() || b"-._~+/".contains(&b);
    !body.is_empty() && body.bytes().all(fits)
}

fn session(headers: &HeaderMap, name: &str) -> Option<Credential> {
    cookie(headers, name).map(Credential::Session)
}

/// The value of a cookie, where it is one that this server can have set: 43 characters of
/// base64url.
pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<Secret> {
    let lines = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok());
    let mut pairs = lines
        .flat_map(|l| l.split(';'))
        .filter_map(|p| p.split_once('='));
    let (_, value) = pairs.find(|(n, _)| n.trim() == name)?;
    let value = value.trim();
    let fits = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    (value.len() == 43 && value.bytes().all(fits)).then(|| Secret::new(value))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use axum::http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    const ID: &str = "0123456789012345678901234567890123456789_-A";

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        headers
    }

    fn token(value: &str) -> Option<String> {
        match of(&headers(&[("authorization", value)]), Some("s")) {
            Ok(Some(Credential::Token(secret) | Credential::Password(secret))) => {
                Some(secret.reveal().to_owned())
            }
            Ok(Some(Credential::Session(_)) | None) | Err(Malformed) => None,
        }
    }

    #[test]
    fn tokens_come_as_bearer_or_as_the_password_of_basic() {
        for (value, expected) in [
            ("Bearer abc.DEF-1_2~+/==", Some("abc.DEF-1_2~+/==")),
            ("bearer  abc", Some("abc")),
            // user:secret
            ("Basic dXNlcjpzZWNyZXQ=", Some("secret")),
            ("Bearer", None),
            ("Bearer ", None),
            ("Bearer a b", None),
            ("Bearer =", None),
            ("Bearer a,Bearer b", None),
            ("Digest abc", None),
            ("Basic !", None),
            // A password with a space, and no password at all.
            ("Basic dXNlcjpzIHQ=", None),
            ("Basic dXNlcg==", None),
            ("abc", None),
        ] {
            assert_eq!(token(value).as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn two_headers_or_an_endless_one_are_refused() {
        let two = headers(&[("authorization", "Bearer a"), ("authorization", "Bearer a")]);
        assert_eq!(of(&two, None), Err(Malformed));
        let endless = format!("Bearer {}", "a".repeat(MOST));
        assert_eq!(
            of(&headers(&[("authorization", &endless)]), None),
            Err(Malformed)
        );
    }

    #[test]
    fn cookies_are_found_among_others() {
        let found = |value: &str| cookie(&headers(&[("cookie", value)]), "s").is_some();
        assert!(found(&format!("s={ID}")));
        assert!(found(&format!("a=b; s={ID}; c")));
        assert!(!found(&format!("ss={ID}; a=s={ID}")));
        assert!(!found("s=short"));
        assert!(!found(&format!("s=\"{ID}\"")));
        let split = headers(&[("cookie", "a=b"), ("cookie", &format!("s={ID}"))]);
        assert!(cookie(&split, "s").is_some());
    }

    #[test]
    fn a_header_goes_before_a_cookie_and_a_bad_one_is_not_forgiven() {
        let cookie = format!("s={ID}");
        let both = headers(&[("authorization", "Bearer abc"), ("cookie", &cookie)]);
        assert_eq!(
            of(&both, Some("s")),
            Ok(Some(Credential::Token(Secret::new("abc"))))
        );
        let bad = headers(&[("authorization", "abc"), ("cookie", &cookie)]);
        assert_eq!(of(&bad, Some("s")), Err(Malformed));
    }

    proptest! {
        #[test]
        fn no_header_panics_and_tokens_are_of_their_alphabet(
            value in proptest::collection::vec(any::<u8>(), 0..200),
            scheme in "(Bearer |basic |Basic |)",
        ) {
            let mut bytes = scheme.into_bytes();
            bytes.extend(value);
            if let Ok(value) = HeaderValue::from_bytes(&bytes) {
                let mut headers = HeaderMap::new();
                headers.insert(AUTHORIZATION, value.clone());
                let shown = of(&headers, Some("s"));
                if let Ok(Some(Credential::Token(secret) | Credential::Password(secret))) = shown {
                    prop_assert!(is_token68(secret.reveal()));
                }
                let mut headers = HeaderMap::new();
                headers.insert(COOKIE, value);
                if let Some(secret) = cookie(&headers, "s") {
                    prop_assert_eq!(secret.reveal().len(), 43);
                }
            }
        }

        #[test]
        fn every_token_of_the_alphabet_is_read(secret in "[A-Za-z0-9._~+/-]{1,80}={0,2}") {
            let read = token(&format!("Bearer {secret}"));
            prop_assert_eq!(read.as_deref(), Some(secret.as_str()));
            let basic = format!("Basic {}", STANDARD.encode(format!("me:{secret}")));
            let read = token(&basic);
            prop_assert_eq!(read.as_deref(), Some(secret.as_str()));
        }
    }
}
