//! The provider's keys. They rotate: a token with an unknown key makes us ask again, within
//! an allowance; known ones are asked for again from time to time, so that withdrawn ones go.

use std::sync::atomic::{AtomicU64, Ordering};
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
    asking: Arc<tokio::sync::Mutex<()>>,
    /// How often the provider was asked, whatever it said.
    asked: AtomicU64,
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
    /// No such key; whether it is known which there are.
    Nothing {
        is_told: bool,
    },
}

impl Keys {
    /// The key that a token says it is signed with.
    pub(super) async fn find(
        &self,
        header: &Header,
        oidc: &Arc<Oidc>,
    ) -> Result<Arc<DecodingKey>, Refusal> {
        let before = self.asked.load(Ordering::Acquire);
        match self.look(header) {
            Found::Fresh(key) => return Ok(key),
            Found::Old(key) => {
                self.refresh(oidc);
                return Ok(key);
            }
            Found::Nothing { .. } => {}
        }
        let one_at_a_time = self.asking.lock().await;
        // Whoever asked while we waited has asked for us, whatever came of it.
        let is_answered = self.asked.load(Ordering::Acquire) != before;
        if !is_answered && self.bucket.take() {
            self.ask(oidc).await;
        }
        drop(one_at_a_time);
        match self.look(header) {
            Found::Fresh(key) | Found::Old(key) => Ok(key),
            Found::Nothing { is_told: true } => {
                Err(Refusal::Invalid("the token is signed with an unknown key"))
            }
            Found::Nothing { is_told: false } => Err(Refusal::Unavailable),
        }
    }

    /// Asks for keys again, unless somebody does. Nobody waits for that: the key that is known
    /// is good, and the provider may be slow.
    fn refresh(&self, oidc: &Arc<Oidc>) {
        let Ok(turn) = Arc::clone(&self.asking).try_lock_owned() else {
            return;
        };
        if self.bucket.take() {
            let oidc = Arc::clone(oidc);
            tokio::spawn(async move {
                oidc.keys.ask(&oidc).await;
                drop(turn);
            });
        }
    }

    fn look(&self, header: &Header) -> Found {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let Some(known) = known.as_ref().filter(|k| k.at.elapsed() < STALE) else {
            return Found::Nothing { is_told: false };
        };
        match pick(&known.keys, header) {
            Some(key) if known.at.elapsed() < FRESH => Found::Fresh(key),
            Some(key) => Found::Old(key),
            None => Found::Nothing { is_told: true },
        }
    }

    async fn ask(&self, oidc: &Oidc) {
        self.ask_once(oidc).await;
        self.asked.fetch_add(1, Ordering::Release);
    }

    async fn ask_once(&self, oidc: &Oidc) {
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

    /// The address of a provider that takes connections, and hangs up after a while.
    async fn silent(patience: Duration) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(async move {
                    tokio::time::sleep(patience).await;
                    drop(stream);
                });
            }
        });
        format!("http://{address}")
    }

    #[tokio::test]
    async fn a_provider_that_is_silent_holds_up_nobody_whose_key_is_known() {
        crate::http::auth::tls::install();
        let patience = Duration::from_secs(1);
        let settings = crate::http::auth::settings::Oidc {
            issuer: silent(patience).await,
            audience: "denota".to_owned(),
            ..Default::default()
        };
        let oidc = Arc::new(Oidc::new(&settings).unwrap());
        let keys = read(Set {
            keys: vec![rsa("a", 256)],
        });
        let at = Instant::now().checked_sub(2 * FRESH).unwrap();
        *oidc.keys.known.write().unwrap() = Some(Known { keys, at });
        let mut header = Header::new(Algorithm::RS256);
        header.kid = Some("a".to_owned());
        let begun = Instant::now();
        for _ in 0..8 {
            oidc.keys.find(&header, &oidc).await.unwrap();
        }
        assert!(begun.elapsed() < patience / 2, "{:?}", begun.elapsed());
        // Who needs another key waits once, with all others who do.
        header.kid = Some("b".to_owned());
        let waiting = (0..4).map(|_| oidc.keys.find(&header, &oidc));
        let found = futures::future::join_all(waiting).await;
        assert!(found.iter().all(Result::is_err));
        assert!(begun.elapsed() < 3 * patience, "{:?}", begun.elapsed());
    }
}
