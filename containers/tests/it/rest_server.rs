//! Iceberg's own REST catalog, started for a test and ended with it.

use std::fs::File;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::help::oracles;

/// How long a Java server may take to answer on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(120);

/// A running catalog; dropping it ends the server.
pub(crate) struct RestServer {
    server: Child,
    port: u16,
    _folder: tempfile::TempDir,
}

impl RestServer {
    /// Starts the catalog on a free port; `None` only where there is no Java to run it.
    pub(crate) fn start() -> Option<Self> {
        Self::with(&[])
    }

    /// The same with variables that say where its tables go.
    pub(crate) fn with(environment: &[(&str, &str)]) -> Option<Self> {
        if Command::new("java").arg("-version").output().is_err() {
            return None;
        }
        let libraries = oracles().join("rest-catalog");
        assert!(
            libraries.is_dir(),
            "no REST catalog at {}: run `make oracles`",
            libraries.display()
        );
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("server.log");
        let port = free_port();
        let server = Command::new("bash")
            .arg(script())
            .arg(port.to_string())
            .arg(folder.path().join("catalog"))
            .env("DENOTA_ORACLES", oracles())
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let mut started = Self {
            server,
            port,
            _folder: folder,
        };
        started.wait(&log);
        Some(started)
    }

    pub(crate) fn uri(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn wait(&mut self, log: &Path) {
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            let ended = self.server.try_wait().unwrap();
            assert!(
                ended.is_none() && started.elapsed() < PATIENCE,
                "the REST catalog does not answer ({ended:?}):\n{}",
                std::fs::read_to_string(log).unwrap_or_default()
            );
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

impl Drop for RestServer {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/oracles/rest-catalog/run.sh")
}

/// A port that nothing listens on just now.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.local_addr().unwrap().port()
}
