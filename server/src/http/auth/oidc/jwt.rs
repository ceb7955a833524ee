//! Signed tokens. Everything that decides is said here: which algorithms, which issuer,
//! which audience, until when.

use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, decode, decode_header};
use serde_json::Value;

use super::{Claims, Refusal};

/// Signatures that only the holder of a private key can make.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// How far clocks may differ, in seconds.
const LEEWAY: u64 = 30;

/// What a token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// To call us with.
    Access,
    /// To tell us who signed in.
    Id,
}

/// The header of a token, where it is of a kind that we accept.
pub(super) fn header(token: &str, what: Use) -> Result<Header, Refusal> {
    let invalid = |why| Err(Refusal::Invalid(why));
    let Ok(header) = decode_header(token) else {
        return invalid("the token is not one of ours, and no signed token");
    };
    if !ALGORITHMS.contains(&header.alg) {
        return invalid("the token is signed in a way that is not accepted");
    }
    // Whatever must be understood is not.
    if header.crit.is_some() || header.enc.is_some() || header.zip.is_some() {
        return invalid("the token uses an extension that is not supported");
    }
    let kind = header.typ.as_deref().unwrap_or("JWT").to_ascii_lowercase();
    match (what, kind.trim_start_matches("application/")) {
        (Use::Access | Use::Id, "jwt") | (Use::Access, "at+jwt") => Ok(header),
        (Use::Access | Use::Id, _) => invalid("the token is of a kind that is for something else"),
    }
}

/// The claims of a token that is signed with a key, by the issuer, for the audience, and is
/// good now.
pub(super) fn claims(
    token: &str,
    key: &DecodingKey,
    algorithm: Algorithm,
    issuer: &str,
    audience: &str,
) -> Result<Claims, Refusal> {
    let mut expected = Validation::new(algorithm);
    expected.set_issuer(&[issuer]);
    expected.set_audience(&[audience]);
    expected.set_required_spec_claims(&["exp", "iss", "aud"]);
    expected.validate_nbf = true;
    expected.leeway = LEEWAY;
    let claims = decode::<Claims>(token, key, &expected)
        .map_err(|e| refusal(&e))?
        .claims;
    // The library takes a list of issuers, of which one is right; the standard knows none.
    if claims.get("iss").and_then(Value::as_str) == Some(issuer) {
        return Ok(claims);
    }
    Err(Refusal::Invalid("the token is of another issuer"))
}

fn refusal(error: &Error) -> Refusal {
    let kind = error.kind();
    Refusal::Invalid(if matches!(kind, ErrorKind::ExpiredSignature) {
        "the token has expired"
    } else if matches!(kind, ErrorKind::ImmatureSignature) {
        "the token is not good yet"
    } else if matches!(kind, ErrorKind::InvalidIssuer) {
        "the token is of another issuer"
    } else if matches!(kind, ErrorKind::InvalidAudience) {
        "the token is for another audience"
    } else if matches!(kind, ErrorKind::InvalidSignature) {
        "the token's signature is wrong"
    } else {
        "the token is not valid, or lacks a claim that it must have"
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn token(header: &Value) -> String {
        let part = |v: &Value| URL_SAFE_NO_PAD.encode(v.to_string());
        format!("{}.{}.AAAA", part(header), part(&json!({})))
    }

    #[test]
    fn only_the_expected_kinds_of_token_are_read_any_further() {
        for (header, access, id) in [
            (json!({ "alg": "RS256" }), true, true),
            (json!({ "alg": "ES384", "typ": "JWT" }), true, true),
            (json!({ "alg": "EdDSA", "typ": "at+jwt" }), true, false),
            (
                json!({ "alg": "RS256", "typ": "application/at+JWT" }),
                true,
                false,
            ),
            (json!({ "alg": "RS256", "typ": "logout+jwt" }), false, false),
            (json!({ "alg": "RS256", "crit": ["exp"] }), false, false),
            (json!({ "alg": "RS256", "zip": "DEF" }), false, false),
            (json!({ "alg": "HS256" }), false, false),
            (json!({ "alg": "none" }), false, false),
            (json!({ "alg": "None" }), false, false),
            (json!({}), false, false),
        ] {
            let accepted = |what| super::header(&token(&header), what).is_ok();
            assert_eq!(
                (accepted(Use::Access), accepted(Use::Id)),
                (access, id),
                "{header}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_token_panics(text in "[A-Za-z0-9_.-]{0,80}|\\PC{0,40}", head in "\\PC{0,60}") {
            let _ = header(&text, Use::Access);
            let _ = header(&format!("{}.{text}", URL_SAFE_NO_PAD.encode(head)), Use::Id);
            let key = DecodingKey::from_secret(b"");
            let _ = claims(&text, &key, Algorithm::RS256, "i", "a");
        }
    }
}
