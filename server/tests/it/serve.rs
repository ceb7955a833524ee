//! A server of its own for a test: the real binary on a free port, killed at the end.

use std::io::{BufRead as _, BufReader};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::http::{self, Answer, PATIENCE};

/// A running server.
pub(crate) struct Server {
    child: Child,
    address: SocketAddr,
    log: Arc<Mutex<String>>,
}

impl Server {
    /// Starts `denota serve --port 0` with further arguments in a folder, and waits until it
    /// is ready.
    pub(crate) fn start(arguments: &[&str], dir: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_denota"));
        command.args(["serve", "--port", "0"]).args(arguments);
        Self::run(command, dir)
    }

    /// The same with a command that is set up already: an environment, other arguments.
    pub(crate) fn run(command: Command, dir: &Path) -> Self {
        let server = Self::begin(command, dir);
        server.wait_until_ready();
        server
    }

    /// The SPARQL protocol over a store that can be updated.
    pub(crate) fn scratch(dir: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_denota"));
        command.arg("sparql-scratch");
        Self::begin(command, dir)
    }

    /// Starts a command that serves, and waits until it says where.
    pub(crate) fn begin(mut command: Command, dir: &Path) -> Self {
        let mut child = command
            .current_dir(dir)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let log = Arc::new(Mutex::new(String::new()));
        keep(child.stderr.take().unwrap(), &log);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| address_in(&line));
        let Some(address) = address else {
            let status = child.wait().unwrap();
            panic!(
                "the server did not start ({status}): {}",
                log.lock().unwrap()
            );
        };
        // Whoever prints into a pipe that nobody reads is stopped.
        std::thread::spawn(move || lines.for_each(drop));
        Self {
            child,
            address,
            log,
        }
    }

    fn wait_until_ready(&self) {
        let started = Instant::now();
        let ready = || http::try_send(self.address, "GET", "/readyz", &[], b"");
        while ready().is_none_or(|a| a.status != 200) {
            assert!(started.elapsed() < PATIENCE, "never ready: {}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The origin, such as `http://127.0.0.1:4711`.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// What it has logged so far.
    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// Sends a request and waits for the answer.
    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl AsRef<[u8]>,
    ) -> Answer {
        http::send(self.address, method, path, headers, body.as_ref())
    }

    /// Sends a request, and returns the connection.
    pub(crate) fn open(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl AsRef<[u8]>,
    ) -> TcpStream {
        http::open(self.address, method, path, headers, body.as_ref()).unwrap()
    }

    /// A query by POST, answered as JSON.
    pub(crate) fn query(&self, query: &str) -> Answer {
        let headers = [
            ("content-type", "application/sparql-query"),
            (
                "accept",
                "application/sparql-results+json, application/n-triples",
            ),
        ];
        self.send("POST", "/sparql", &headers, query)
    }

    /// Whether the server answers queries as ever.
    pub(crate) fn is_well(&self) -> bool {
        let answer = self.query("ASK { }");
        answer.status == 200 && answer.text().contains("true")
    }

    /// The line that a server with `--log json` has logged of the request with an id; it may
    /// come a moment after the answer.
    pub(crate) fn logged(&self, id: &str) -> Value {
        let started = Instant::now();
        loop {
            let log = self.log();
            let lines = log
                .lines()
                .filter_map(|l| serde_json::from_str::<Value>(l).ok());
            let of_request = |l: &Value| l["message"] == "request" && l["id"] == id;
            if let Some(line) = lines.into_iter().find(of_request) {
                return line;
            }
            assert!(started.elapsed() < PATIENCE, "not logged: {log}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], "")
    }

    /// Publishes a model in Turtle that is new.
    pub(crate) fn create(&self, domain: &str, text: &str) -> Answer {
        let headers = [("if-none-match", "*"), ("content-type", "text/turtle")];
        self.send("PUT", &format!("/api/v1/models/{domain}"), &headers, text)
    }

    /// Publishes a model in Turtle on top of the state with a tag.
    pub(crate) fn replace(&self, domain: &str, tag: &str, text: &str) -> Answer {
        let headers = [("if-match", tag), ("content-type", "text/turtle")];
        self.send("PUT", &format!("/api/v1/models/{domain}"), &headers, text)
    }

    /// The most memory that it has held at once, in bytes.
    pub(crate) fn peak_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap();
        let line = status.lines().find(|l| l.starts_with("VmHWM:")).unwrap();
        let kib: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
        kib * 1024
    }

    /// Asks it to stop.
    pub(crate) fn terminate(&self) {
        self.signal("TERM");
    }

    /// Tells it something by a signal.
    pub(crate) fn signal(&self, name: &str) {
        let arguments = [format!("-{name}"), self.pid().to_string()];
        let told = Command::new("kill").args(arguments).status();
        assert!(told.unwrap().success());
    }

    /// Waits until it has stopped by itself.
    pub(crate) fn wait(mut self) -> (ExitStatus, String) {
        let started = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status, self.log());
            }
            assert!(
                started.elapsed() < PATIENCE,
                "never stopped: {}",
                self.log()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The address that a server says it listens at.
fn address_in(line: &str) -> Option<SocketAddr> {
    let said = line.starts_with("http://") || line.contains("` at ");
    let (_, address) = line.split_once("://").filter(|_| said)?;
    let fits = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | ':' | '[' | ']');
    let address: String = address.chars().take_while(fits).collect();
    address.parse().ok()
}

fn keep(stream: impl std::io::Read + Send + 'static, log: &Arc<Mutex<String>>) {
    let log = Arc::clone(log);
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            let mut log = log.lock().unwrap();
            log.push_str(&line);
            log.push('\n');
        }
    });
}
