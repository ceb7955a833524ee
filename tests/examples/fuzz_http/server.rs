//! A server of its own, with the example models in its registry.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tests::examples::{EXAMPLES, root};

/// A process that ends with the value.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Server {
    /// Starts one in a new folder below `state`, where its log is.
    pub(crate) fn start(denota: &Path, state: &Path) -> Self {
        let denota = denota.canonicalize().expect("there is a program");
        let folder = state.join("server");
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("the last server's folder can go");
        }
        fs::create_dir_all(&folder).expect("a folder can be made");
        let domains = root().join("ontologies/domains");
        let files = EXAMPLES.iter().flat_map(|e| e.files);
        let published = Command::new(&denota)
            .arg("publish")
            .args(files.map(|f| domains.join(f)))
            .current_dir(&folder)
            .output()
            .expect("the program runs");
        assert!(
            published.status.success(),
            "{}",
            String::from_utf8_lossy(&published.stderr)
        );
        let log = File::create(state.join("server.log")).expect("a log can be written");
        let mut child = Command::new(&denota)
            .args(["serve", "--port", "0"])
            .current_dir(&folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("the program runs");
        let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| address_in(&line))
            .expect("the server says where it is");
        // Whoever prints into a pipe that nobody reads is stopped.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn address_in(line: &str) -> Option<SocketAddr> {
    let (_, rest) = line.split_once("http://")?;
    let end = rest.find(|c: char| c == '/' || c.is_whitespace());
    rest[..end.unwrap_or(rest.len())].parse().ok()
}
