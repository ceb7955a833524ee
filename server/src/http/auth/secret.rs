//! Secrets: what must never be logged, printed or kept.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::failure::{Failure, Result};

/// A secret: debug output shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(String);

/// The SHA-256 of a secret. Of a random secret of 256 bits this gives nothing away, and
/// looking one up in a table compares no secret byte by byte.
pub(crate) type Hash = [u8; 32];

impl Secret {
    /// Takes a text for a secret.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// 256 random bits, in 43 characters.
    ///
    /// # Errors
    /// The system has no randomness to give.
    pub(crate) fn random() -> Result<Self> {
        let mut bytes = [0; 32];
        rustls::crypto::ring::default_provider()
            .secure_random
            .fill(&mut bytes)
            .map_err(|_| Failure::new("the system gives no random numbers"))?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// The text itself.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }

    /// Its hash.
    pub(crate) fn hash(&self) -> Hash {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// The hash that 64 hexadecimal digits say.
pub(crate) fn from_hex(text: &str) -> Option<Hash> {
    let bytes = text.as_bytes();
    if bytes.len() != 64 {
        return None;
    }
    let mut hash = [0; 32];
    for (byte, pair) in hash.iter_mut().zip(bytes.chunks_exact(2)) {
        let digits = std::str::from_utf8(pair).ok()?;
        // `from_str_radix` takes a sign too.
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        *byte = u8::from_str_radix(digits, 16).ok()?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;
    use registry::hex;

    use super::*;

    #[test]
    fn debug_output_shows_nothing() {
        assert_eq!(format!("{:?}", Secret::new("hush")), "Secret(..)");
    }

    #[test]
    fn random_secrets_have_43_characters_and_differ() {
        let (one, two) = (Secret::random().unwrap(), Secret::random().unwrap());
        assert_eq!(one.reveal().len(), 43);
        assert!(one != two);
    }

    #[test]
    fn the_hash_is_sha_256() {
        // The test vector of FIPS 180-2 for `abc`.
        assert_eq!(
            hex(&Secret::new("abc").hash()),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    proptest! {
        #[test]
        fn hashes_survive_being_written(hash: [u8; 32]) {
            prop_assert_eq!(from_hex(&hex(&hash)), Some(hash));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,80}") {
            if let Some(hash) = from_hex(&text) {
                prop_assert_eq!(hex(&hash), text.to_ascii_lowercase());
            }
        }
    }
}
