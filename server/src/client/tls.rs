//! Why a server's certificate is not trusted, in words.

use std::error::Error;
use std::io;

use rustls::CertificateError;

/// What is wrong with a certificate, and what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    pub(super) what: &'static str,
    pub(super) help: &'static str,
}

/// What is wrong with the certificate of a server, where that is why there is no answer.
pub(super) fn wrong(error: &(dyn Error + 'static)) -> Option<Wrong> {
    let mut at = Some(error);
    while let Some(cause) = at {
        if let Some(rustls::Error::InvalidCertificate(why)) = rustls_error(cause) {
            return Some(Wrong::of(why));
        }
        at = cause.source();
    }
    None
}

/// An error of reading holds what it is about without calling it its source.
fn rustls_error<'a>(cause: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    let within = cause
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref);
    match within {
        Some(within) => rustls_error(within),
        None => cause.downcast_ref(),
    }
}

const RENEW: &str = "who runs the registry renews it; is the clock of this machine right?";
const NAME: &str = "use the name in the URL that the certificate is for";
const TRUST: &str =
    "if you know who signed it, name a file with their certificate in the variable `SSL_CERT_FILE`";
const REISSUE: &str = "who runs the registry needs one for a server; one that signs itself says `basicConstraints = CA:FALSE`";

impl Wrong {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "there will be more ways to be wrong"
    )]
    fn of(why: &CertificateError) -> Self {
        let (what, help) = match why {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                ("its certificate has expired", RENEW)
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                ("its certificate is not valid yet", RENEW)
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                ("its certificate is for another name", NAME)
            }
            CertificateError::UnknownIssuer => (
                "its certificate is signed by nobody that this machine trusts",
                TRUST,
            ),
            CertificateError::Revoked => ("its certificate has been revoked", RENEW),
            CertificateError::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => (
                "its certificate is that of an authority, which signs others, not that of a server",
                REISSUE,
            ),
            _ => (
                "its certificate is not good",
                "who runs the registry needs another one",
            ),
        };
        Self { what, help }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_certificate_is_found_in_whatever_wraps_it() {
        let inner = rustls::Error::InvalidCertificate(CertificateError::Expired);
        let wrapped = io::Error::other(io::Error::other(inner));
        assert_eq!(wrong(&wrapped).unwrap().what, "its certificate has expired");
        assert_eq!(wrong(&io::Error::other("refused")), None);
    }
}
