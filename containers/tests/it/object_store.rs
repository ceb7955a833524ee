//! An object store that is not ours, started for a test and ended with it: rclone, which serves
//! a folder by the protocol of S3 and checks signatures.

use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::help::oracles;
use crate::rest_server::{RestServer, free_port};

pub(crate) const KEY: &str = "the-key";
pub(crate) const SECRET: &str = "the-secret";
const BUCKET: &str = "lake";

/// A running store with one bucket; dropping it ends the server.
pub(crate) struct ObjectStore {
    server: Child,
    port: u16,
    folder: tempfile::TempDir,
}

impl ObjectStore {
    pub(crate) fn start() -> Self {
        let rclone = oracles().join("python/bin/rclone");
        assert!(rclone.exists(), "no rclone: run `make oracles`");
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(BUCKET)).unwrap();
        let port = free_port();
        let server = Command::new(rclone)
            .args(["serve", "s3", "--config", "", "--auth-key"])
            .arg(format!("{KEY},{SECRET}"))
            .arg("--addr")
            .arg(format!("127.0.0.1:{port}"))
            .arg(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut started = Self {
            server,
            port,
            folder,
        };
        started.wait();
        started
    }

    fn wait(&mut self) {
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            let ended = self.server.try_wait().unwrap();
            let patient = begun.elapsed() < Duration::from_secs(60);
            assert!(ended.is_none() && patient, "no object store: {ended:?}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    pub(crate) fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// A catalog that keeps its tables here; `None` only where there is no Java to run it.
    /// It may give credentials for the files to whoever may read the table.
    pub(crate) fn catalog(&self, gives_credentials: bool) -> Option<RestServer> {
        RestServer::with(&[
            ("CATALOG_WAREHOUSE", &format!("s3://{BUCKET}/warehouse")),
            ("CATALOG_IO__IMPL", "org.apache.iceberg.aws.s3.S3FileIO"),
            ("CATALOG_S3_ENDPOINT", &self.endpoint()),
            ("CATALOG_S3_PATH__STYLE__ACCESS", "true"),
            ("CATALOG_S3_ACCESS__KEY__ID", KEY),
            ("CATALOG_S3_SECRET__ACCESS__KEY", SECRET),
            (
                "CATALOG_INCLUDE__CREDENTIALS",
                &gives_credentials.to_string(),
            ),
            ("AWS_REGION", "us-east-1"),
            // The newer checksums of AWS come in a form that rclone does not take.
            ("AWS_REQUEST_CHECKSUM_CALCULATION", "when_required"),
            ("AWS_RESPONSE_CHECKSUM_VALIDATION", "when_required"),
        ])
    }

    /// The sizes of the objects with names that end so.
    pub(crate) fn sizes(&self, end: &str) -> Vec<u64> {
        let mut sizes = Vec::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.to_string_lossy().ends_with(end) {
                    sizes.push(path.metadata().unwrap().len());
                }
            }
        }
        sizes
    }
}

impl Drop for ObjectStore {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
