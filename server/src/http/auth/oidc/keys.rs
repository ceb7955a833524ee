//! The provider's keys. They rotate: a token with an unknown key makes us ask again, within
//! an allowance; known ones are asked for again from time to time, so that withdrawn ones go.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Header};
use serde::Deserialize;
use serde_json::Value;

use super::bucket::Bucket;
use super::{Oidc, Refusal};

/// After this long keys are asked for again.
const FRESH: Duration = Duration::from_secs(15 * 60);

/// After this long without an answer they are good no more.
const STALE: Duration = Duration::from_secs(24 * 3600);

/// More keys than this are not read.
const MOST: usize = 64;

/// The keys that are known.
#[derive(Default)]
pub(super) struct Keys {
    known: RwLock<Option<Known>>,
    asking: tokio::sync::Mutex<()>,
    bucket: Bucket,
}

struct Known {
    keys: Vec<Key>,
    at: Instant,
}

struct Key {
    id: Option<String>,
    algorithms: &'static [Algorithm],
    only: Option<String>,
    decoding: Arc<DecodingKey>,
}

/// What is found among the known keys.
enum Found {
    Fresh(Arc<DecodingKey>),
    Old(Arc<DecodingKey>),
    Nothing { at: Option<Instant> },
}

impl Keys {
    /// The key that a token says it is signed with.
    pub(super) async fn find(
        &self,
        header: &Header,
        oidc: &Oidc,
    ) -> Result<Arc<DecodingKey>, Refusal> {
        let before = match self.look(header) {
            Found::Fresh(key) => return Ok(key),
            Found::Old(_) => None,
            Found::Nothing { at } => at,
        };
        let one_at_a_time = self.asking.lock().await;
        // Whoever was before us may have asked.
        let answered = match self.look(header) {
            Found::Fresh(key) => return Ok(key),
            Found::Old(_) => false,
            Found::Nothing { at } => at.is_some() && at != before,
        };
        if !answered && self.bucket.take() {
            self.ask(oidc).await;
        }
        drop(one_at_a_time);
        match self.look(header) {
            Found::Fresh(key) | Found::Old(key) => Ok(key),
            Found::Nothing { at: Some(_) } => {
                Err(Refusal::Invalid("the token is signed with an unknown key"))
            }
            Found::Nothing { at: None } => Err(Refusal::Unavailable),
        }
    }

    fn look(&self, header: &Header) -> Found {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let Some(known) = known.as_ref().filter(|k| k.at.elapsed() < STALE) else {
            return Found::Nothing { at: None };
        };
        match pick(&known.keys, header) {
            Some(key) if known.at.elapsed() < FRESH => Found::Fresh(key),
            Some(key) => Found::Old(key),
            None => Found::Nothing { at: Some(known.at) },
        }
    }

    async fn ask(&self, oidc: &Oidc) {
        let Ok(provider) = oidc.provider().await else {
            return;
        };
        match oidc.fetch.json::<Set>(&provider.jwks_uri, None).await {
            Ok(set) => {
                let keys = read(set);
                tracing::info!(keys = keys.len(), "read the keys of the identity provider");
                let known = Known {
                    keys,
                    at: Instant::now(),
                };
                *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some(known);
            }
            Err(error) => tracing::error!(%error, "cannot read the keys of the identity provider"),
        }
    }
}

#[derive(Deserialize)]
struct Set {
    keys: Vec<Value>,
}

/// The keys that we can use; a set can hold others.
fn read(set: Set) -> Vec<Key> {
    let keys = set.keys.into_iter().take(MOST).filter_map(|value| {
        let only = value.get("alg").and_then(Value::as_str).map(str::to_owned);
        let jwk: Jwk = serde_json::from_value(value).ok()?;
        let signs = matches!(
            jwk.common.public_key_use,
            None | Some(PublicKeyUse::Signature)
        );
        let algorithms = algorithms(&jwk.algorithm).filter(|_| signs)?;
        Some(Key {
            decoding: Arc::new(DecodingKey::from_jwk(&jwk).ok()?),
            id: jwk.common.key_id,
            algorithms,
            only,
        })
    });
    keys.collect()
}

/// The algorithms that a key is good for. Symmetric keys are good for nothing here: whoever
/// can read the set could sign with them.
fn algorithms(key: &AlgorithmParameters) -> Option<&'static [Algorithm]> {
    use Algorithm::{ES256, ES384, EdDSA, PS256, PS384, PS512, RS256, RS384, RS512};
    match key {
        AlgorithmParameters::RSA(key) => (bits(&key.n) >= 2048)
            .then_some(&[RS256, RS384, RS512, PS256, PS384, PS512] as &[Algorithm]),
        AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => {
            Some(&[ES256])
        }
        AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P384 => {
            Some(&[ES384])
        }
        AlgorithmParameters::OctetKeyPair(key) => {
            (key.curve == EllipticCurve::Ed25519).then_some(&[EdDSA] as &[Algorithm])
        }
        AlgorithmParameters::EllipticCurve(_)
        | AlgorithmParameters::OctetKey(_)
        | AlgorithmParameters::Other(_) => None,
        // Kinds of keys that the library learns after us.
        _ => None,
    }
}

fn bits(modulus: &str) -> usize {
    let bytes = URL_SAFE_NO_PAD.decode(modulus).unwrap_or_default();
    let zeros = bytes.iter().take_while(|b| **b == 0).count();
    let first = bytes.get(zeros).map_or(0, |b| b.leading_zeros() as usize);
    (bytes.len() - zeros) * 8 - first
}

/// The key that a header names. One that names none is good only where there is no choice.
fn pick(keys: &[Key], header: &Header) -> Option<Arc<DecodingKey>> {
    let name = format!("{:?}", header.alg);
    let fits = |k: &&Key| {
        k.algorithms.contains(&header.alg) && k.only.as_ref().is_none_or(|only| *only == name)
    };
    let named = |k: &&Key| header.kid.is_none() || k.id == header.kid;
    let mut fitting = keys.iter().filter(fits).filter(named);
    let key = fitting.next()?;
    let alone = fitting.next().is_none();
    alone.then(|| Arc::clone(&key.decoding))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    fn rsa(kid: &str, bytes: usize) -> Value {
        let n = URL_SAFE_NO_PAD.encode(vec![0xff_u8; bytes]);
        json!({ "kty": "RSA", "kid": kid, "n": n, "e": "AQAB" })
    }

    fn with(mut key: Value, field: &str, value: &str) -> Value {
        key.as_object_mut()
            .unwrap()
            .insert(field.to_owned(), json!(value));
        key
    }

    fn picks(keys: &[Value], alg: Algorithm, kid: Option<&str>) -> bool {
        let keys = read(Set {
            keys: keys.to_vec(),
        });
        let mut header = Header::new(alg);
        header.kid = kid.map(str::to_owned);
        pick(&keys, &header).is_some()
    }

    #[test]
    fn a_key_is_used_only_for_what_it_is_good_for() {
        let good = rsa("a", 256);
        assert!(picks(
            std::slice::from_ref(&good),
            Algorithm::RS256,
            Some("a")
        ));
        assert!(!picks(
            std::slice::from_ref(&good),
            Algorithm::HS256,
            Some("a")
        ));
        assert!(!picks(
            std::slice::from_ref(&good),
            Algorithm::ES256,
            Some("a")
        ));
        assert!(!picks(
            std::slice::from_ref(&good),
            Algorithm::RS256,
            Some("b")
        ));
        assert!(!picks(&[rsa("a", 128)], Algorithm::RS256, Some("a")));
        assert!(!picks(
            &[with(good.clone(), "use", "enc")],
            Algorithm::RS256,
            Some("a")
        ));
        assert!(picks(
            &[with(good.clone(), "alg", "RS256")],
            Algorithm::RS256,
            Some("a")
        ));
        assert!(!picks(
            &[with(good, "alg", "PS256")],
            Algorithm::RS256,
            Some("a")
        ));
        let shared = json!({ "kty": "oct", "kid": "a", "k": "c2VjcmV0" });
        assert!(!picks(&[shared], Algorithm::HS256, Some("a")));
    }

    #[test]
    fn without_a_name_there_must_be_no_choice() {
        assert!(picks(&[rsa("a", 256)], Algorithm::RS256, None));
        assert!(!picks(
            &[rsa("a", 256), rsa("b", 256)],
            Algorithm::RS256,
            None
        ));
        assert!(!picks(
            &[rsa("a", 256), rsa("a", 256)],
            Algorithm::RS256,
            Some("a")
        ));
    }

    #[test]
    fn what_is_no_key_is_passed_over() {
        let odd = [
            json!(1),
            json!({}),
            json!({ "kty": "RSA" }),
            json!({ "kty": "new", "x": 1 }),
        ];
        assert!(read(Set { keys: odd.to_vec() }).is_empty());
        let mut keys = odd.to_vec();
        keys.push(rsa("a", 256));
        assert!(picks(&keys, Algorithm::RS256, Some("a")));
    }
}
