//! TLS: a certificate that can be replaced while the server runs.

use std::path::{Path, PathBuf};
use std::time::Duration;

use axum_server::tls_rustls::RustlsConfig;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use sha2::Digest as _;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

use super::stamp::Stamp;
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
    let Some(loaded) = load(settings).await? else {
        return Ok(None);
    };
    let Loaded {
        config,
        leaf,
        files,
        stamps,
    } = loaded;
    let (sender, leaf) = watch::channel(leaf);
    tokio::spawn(follow(config.clone(), sender, files, stamps));
    Ok(Some(Tls { config, leaf }))
}

/// A certificate and its key, as they were when they were read.
pub(super) struct Loaded {
    config: RustlsConfig,
    leaf: Option<String>,
    files: Files,
    stamps: Option<Stamps>,
}

/// Loads the certificate and key that the settings name, where they do.
///
/// # Errors
/// The files cannot be read, or do not fit together.
pub(super) async fn load(settings: &Settings) -> Result<Option<Loaded>> {
    install();
    let Some((cert, key)) = settings.tls.files()? else {
        return Ok(None);
    };
    let files = Files {
        cert: cert.to_owned(),
        key: key.to_owned(),
    };
    let Read { stamps, cert, key } = files.read()?;
    let leaf = hash_of(&cert);
    let config = RustlsConfig::from_pem(cert, key).await;
    let config = config.map_err(|error| files.unfit(&error))?;
    Ok(Some(Loaded {
        config,
        leaf,
        files,
        stamps,
    }))
}

/// The file of a certificate, and that of its key.
#[derive(Clone)]
struct Files {
    cert: PathBuf,
    key: PathBuf,
}

/// Of the two files.
type Stamps = [Stamp; 2];

/// What the two files hold, and their stamps from before they were read.
struct Read {
    stamps: Option<Stamps>,
    cert: Vec<u8>,
    key: Vec<u8>,
}

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

    fn stamps(&self) -> Option<Stamps> {
        Some([Stamp::of(&self.cert)?, Stamp::of(&self.key)?])
    }

    fn read(&self) -> Result<Read> {
        let read = |path: &Path| std::fs::read(path).doing(|| format!("read `{}`", path.display()));
        Ok(Read {
            stamps: self.stamps(),
            cert: read(&self.cert)?,
            key: read(&self.key)?,
        })
    }

    /// What they hold, unless they are still as they were when they had these stamps.
    fn read_unless(&self, stamps: Option<Stamps>) -> Option<Result<Read>> {
        let is_same = stamps.is_some() && self.stamps() == stamps;
        (!is_same).then(|| self.read())
    }
}

/// Takes up new files for ever. Ones that are not good change nothing: the old certificate
/// serves on, and the log says why.
async fn follow(
    config: RustlsConfig,
    leaf: watch::Sender<Option<String>>,
    files: Files,
    stamps: Option<Stamps>,
) {
    let mut hangup = Hangup::new();
    let mut followed = Followed {
        config,
        files,
        stamps,
    };
    let mut said = None;
    loop {
        let told = hangup.within(PATIENCE).await;
        match followed.look(told).await {
            None => said = None,
            Some(Ok(hash)) => {
                leaf.send_replace(hash);
                said = None;
                tracing::info!("took up the certificate anew");
            }
            Some(Err(failure)) => {
                if told || said.as_ref() != Some(&failure.what) {
                    tracing::error!(
                        error = failure.what,
                        "the new certificate is not good: the old one serves on"
                    );
                }
                said = Some(failure.what);
            }
        }
    }
}

/// A certificate that is served with, and the files that it came from.
struct Followed {
    config: RustlsConfig,
    files: Files,
    /// Of the files as they were taken up. Ones that could not be are tried at each look: a disk
    /// that failed may work again, which shows on neither.
    stamps: Option<Stamps>,
}

impl Followed {
    /// Takes up the files where they have changed, or in any case when told to; nothing where there
    /// is nothing to take up. Says the hash of the certificate.
    async fn look(&mut self, told: bool) -> Option<Result<Option<String>>> {
        let files = self.files.clone();
        let stamps = self.stamps.filter(|_| !told);
        // A disk may keep one waiting, which those who answer requests must not be.
        let read = tokio::task::spawn_blocking(move || files.read_unless(stamps));
        let read = read.await.ok().flatten()?;
        Some(match read {
            Ok(read) => self.take_up(read).await,
            Err(failure) => Err(failure),
        })
    }

    async fn take_up(&mut self, read: Read) -> Result<Option<String>> {
        let Read { stamps, cert, key } = read;
        let hash = hash_of(&cert);
        let taken = self.config.reload_from_pem(cert, key).await;
        taken.map_err(|error| self.files.unfit(&error))?;
        self.stamps = stamps;
        Ok(hash)
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
    signal: Option<Signal>,
}

impl Hangup {
    fn new() -> Self {
        Self {
            signal: signal(SignalKind::hangup()).ok(),
        }
    }

    /// Whether we were told within a time.
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
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::Arc;

    use super::*;

    fn nonsense(dir: &Path) -> Files {
        let files = Files {
            cert: dir.join("cert.pem"),
            key: dir.join("key.pem"),
        };
        std::fs::write(&files.cert, "a certificate").unwrap();
        std::fs::write(&files.key, "a key").unwrap();
        files
    }

    #[test]
    fn files_are_read_again_where_they_have_changed_or_it_is_asked_for() {
        let dir = tempfile::tempdir().unwrap();
        let files = nonsense(dir.path());
        let stamps = files.read().unwrap().stamps;
        assert!(stamps.is_some());
        assert!(files.read_unless(stamps).is_none());
        assert!(files.read_unless(None).unwrap().is_ok());
        std::fs::write(&files.key, "another key").unwrap();
        assert!(files.read_unless(stamps).unwrap().is_ok());
        std::fs::remove_file(&files.key).unwrap();
        assert!(files.read_unless(stamps).unwrap().is_err());
    }

    #[tokio::test]
    async fn files_that_were_not_taken_up_are_tried_again_though_they_stay_the_same() {
        install();
        let dir = tempfile::tempdir().unwrap();
        let files = nonsense(dir.path());
        let none = Arc::new(rustls::server::ResolvesServerCertUsingSni::new());
        let config = rustls::ServerConfig::builder()
            .with_no_client_auth()
            .with_cert_resolver(none);
        let mut followed = Followed {
            config: RustlsConfig::from_config(Arc::new(config)),
            stamps: files.stamps(),
            files,
        };
        assert!(followed.look(false).await.is_none());
        assert!(followed.look(true).await.unwrap().is_err());
        std::fs::write(&followed.files.key, "another key").unwrap();
        for _ in 0..2 {
            assert!(followed.look(false).await.unwrap().is_err());
        }
    }
}
