//! A server of its own for a test: the real binary on a free port, killed at the end; and a
//! small client that shows every byte.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

/// How long anything may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(60);

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
    pub(crate) fn run(mut command: Command, dir: &Path) -> Self {
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
        let url = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let (_, url) = line.split_once("` at ")?;
            Some(url.trim().to_owned())
        });
        let Some(url) = url else {
            let status = child.wait().unwrap();
            panic!(
                "the server did not start ({status}): {}",
                log.lock().unwrap()
            );
        };
        // Whoever prints into a pipe that nobody reads is stopped.
        std::thread::spawn(move || lines.for_each(drop));
        let address = url.rsplit("://").next().unwrap().parse().unwrap();
        let server = Self {
            child,
            address,
            log,
        };
        server.wait_until_ready();
        server
    }

    fn wait_until_ready(&self) {
        let started = Instant::now();
        while try_request(self.address, "GET", "/readyz", &[], b"").is_none_or(|a| a.status != 200)
        {
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
        request(self.address, method, path, headers, body.as_ref())
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

    /// Asks it to stop (`SIGTERM`).
    pub(crate) fn terminate(&self) {
        let pid = self.pid().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &pid])
                .status()
                .unwrap()
                .success()
        );
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

/// An answer, down to its bytes.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Names in lower case; several values of one name are joined by `, `.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// A header; empty where there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    /// Asserts the status, showing what was said.
    #[track_caller]
    pub(crate) fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{:?}\n{}", self.headers, self.text());
        self
    }

    /// Asserts that it is a problem document with a status.
    #[track_caller]
    pub(crate) fn is_problem(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["status"], status);
        assert!(problem["title"].is_string() && problem["type"].is_string());
        problem
    }
}

/// Sends a request on a connection of its own.
#[track_caller]
pub(crate) fn request(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Answer {
    try_request(address, method, path, headers, body)
        .unwrap_or_else(|| panic!("no answer to {method} {path}"))
}

/// The same; `None` where the connection fails.
pub(crate) fn try_request(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Option<Answer> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    let mut head = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\n");
    if !headers.iter().any(|(name, _)| *name == "host") {
        head.push_str(&format!("host: {address}\r\n"));
    }
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if !body.is_empty() || matches!(method, "PUT" | "POST") {
        head.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    head.push_str("\r\n");
    // A server that refuses a body may answer and close before all of it is sent.
    let _ = stream
        .write_all(head.as_bytes())
        .and_then(|()| stream.write_all(body));
    read_answer(&mut stream, method == "HEAD")
}

/// Reads an answer to its end.
pub(crate) fn read_answer(stream: &mut TcpStream, head_only: bool) -> Option<Answer> {
    let mut bytes = Vec::new();
    // A reset after the answer does not make the answer go away.
    let _ = stream.read_to_end(&mut bytes);
    let split = bytes.windows(4).position(|w| w == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..split]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let mut headers: BTreeMap<String, String> = BTreeMap::new();
    for line in lines {
        let (name, value) = line.split_once(':')?;
        let value = value.trim();
        headers
            .entry(name.to_ascii_lowercase())
            .and_modify(|known| *known = format!("{known}, {value}"))
            .or_insert_with(|| value.to_owned());
    }
    let mut body = bytes.split_off(split + 4);
    if headers
        .get("transfer-encoding")
        .is_some_and(|t| t == "chunked")
        && !head_only
    {
        body = dechunked(&body)?;
    }
    Some(Answer {
        status,
        headers,
        body,
    })
}

fn dechunked(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = bytes.windows(2).position(|w| w == b"\r\n")?;
        let size = std::str::from_utf8(&bytes[..end]).ok()?;
        let size = usize::from_str_radix(size.trim(), 16).ok()?;
        bytes = &bytes[end + 2..];
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(bytes.get(..size)?);
        bytes = bytes.get(size + 2..)?;
    }
}
