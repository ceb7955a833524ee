//! TLS: a certificate that can be replaced while the server runs.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use axum_server::tls_rustls::RustlsConfig;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use sha2::Digest as _;
use tokio::sync::watch;

use crate::failure::{Doing as _, Failure, Result};
use crate::http::settings::Settings;

/// How often the files are looked at.
const PATIENCE: Duration = Duration::from_secs(5);

/// Chooses the implementation of cryptography, once a process.
pub(super) fn install() {
    // Fails where it was chosen before, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// What to serve with.
pub(crate) struct Tls {
    /// The certificate and its key.
    pub(crate) config: RustlsConfig,
    /// The SHA-256 of the certificate, which changes with it.
    pub(crate) leaf: watch::Receiver<Option<String>>,
}

/// The certificate and key to serve with, where the settings name them. New ones are taken
/// up when the files change, and on SIGHUP.
///
/// # Errors
/// The files cannot be read, or do not fit together.
pub(crate) async fn tls(settings: &Settings) -> Result<Option<Tls>> {
    install();
    let Some((cert, key)) = settings.tls.files()? else {
        return Ok(None);
    };
    let files = Files {
        cert: cert.to_owned(),
        key: key.to_owned(),
    };
    let seen = files.stamp();
    let (cert, key) = files.read()?;
    let (sender, leaf) = watch::channel(hash_of(&cert));
    let config = RustlsConfig::from_pem(cert, key).await;
    let config = config.map_err(|error| files.unfit(&error))?;
    tokio::spawn(follow(config.clone(), sender, files, seen));
    Ok(Some(Tls { config, leaf }))
}

struct Files {
    cert: PathBuf,
    key: PathBuf,
}

type Stamp = [Option<(SystemTime, u64)>; 2];

impl Files {
    fn shown(&self) -> String {
        format!(
            "`{}` with the key `{}`",
            self.cert.display(),
            self.key.display()
        )
    }

    /// Why they cannot be used.
    fn unfit(&self, error: &std::io::Error) -> Failure {
        let said = error.to_string();
        let cause = error.get_ref().and_then(|e| e.downcast_ref());
        let why = match cause {
            Some(rustls::Error::InconsistentKeys(_)) => "the key is not that of the certificate",
            Some(_) | None => &said,
        };
        Failure::new(format!(
            "cannot use the certificate {}: {why}",
            self.shown()
        ))
    }

    fn stamp(&self) -> Stamp {
        let of = |path: &Path| {
            let metadata = std::fs::metadata(path).ok()?;
            Some((metadata.modified().ok()?, metadata.len()))
        };
        [of(&self.cert), of(&self.key)]
    }

    fn read(&self) -> Result<(Vec<u8>, Vec<u8>)> {
        let read = |path: &Path| std::fs::read(path).doing(|| format!("read `{}`", path.display()));
        Ok((read(&self.cert)?, read(&self.key)?))
    }
}

/// Takes up new files for ever. Ones that are not good change nothing: the old certificate
/// serves on, and the log says why.
async fn follow(
    config: RustlsConfig,
    leaf: watch::Sender<Option<String>>,
    files: Files,
    mut seen: Stamp,
) {
    let mut hangup = Hangup::new();
    loop {
        let told = hangup.within(PATIENCE).await;
        let stamp = files.stamp();
        if !told && stamp == seen {
            continue;
        }
        seen = stamp;
        let taken = match files.read() {
            Ok((cert, key)) => {
                let hash = hash_of(&cert);
                let taken = config.reload_from_pem(cert, key).await;
                taken.map(|()| hash).map_err(|error| files.unfit(&error))
            }
            Err(failure) => Err(failure),
        };
        match taken {
            Ok(hash) => {
                leaf.send_replace(hash);
                tracing::info!("took up the certificate anew");
            }
            Err(failure) => tracing::error!(
                error = failure.what,
                "the new certificate is not good: the old one serves on"
            ),
        }
    }
}

/// The SHA-256 of the first certificate of a file, which is the server's own.
fn hash_of(pem: &[u8]) -> Option<String> {
    let own = CertificateDer::pem_slice_iter(pem).next()?.ok()?;
    Some(fingerprint(&own))
}

/// The SHA-256 of a certificate, in hexadecimal.
pub(crate) fn fingerprint(certificate: &CertificateDer<'_>) -> String {
    registry::hex(&sha2::Sha256::digest(certificate))
}

/// Somebody who tells us to look now.
struct Hangup {
    #[cfg(unix)]
    signal: Option<tokio::signal::unix::Signal>,
}

impl Hangup {
    #[cfg(unix)]
    fn new() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        Self {
            signal: signal(SignalKind::hangup()).ok(),
        }
    }

    #[cfg(not(unix))]
    fn new() -> Self {
        Self {}
    }

    /// Whether we were told within a time.
    #[cfg(unix)]
    async fn within(&mut self, time: Duration) -> bool {
        let Some(signal) = &mut self.signal else {
            tokio::time::sleep(time).await;
            return false;
        };
        matches!(
            tokio::time::timeout(time, signal.recv()).await,
            Ok(Some(()))
        )
    }

    #[cfg(not(unix))]
    async fn within(&mut self, time: Duration) -> bool {
        tokio::time::sleep(time).await;
        false
    }
}
