//! A server, and HTTP as it is on the wire: what no client library would send or accept must
//! be tested too.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A server that ends with the test.
pub(crate) struct Server {
    child: Child,
    /// `http://127.0.0.1:1234`
    pub(crate) url: String,
}

impl Server {
    /// `denota serve` in a folder, on any port.
    pub(crate) fn serve(folder: &Path) -> Self {
        Self::start(
            Command::new(env!("CARGO_BIN_EXE_denota")).args(["serve", "--port", "0"]),
            folder,
        )
    }

    /// The SPARQL protocol over a store that can be updated.
    pub(crate) fn scratch(folder: &Path) -> Self {
        let mut server = Self::start(
            Command::new(env!("CARGO_BIN_EXE_denota")).arg("sparql-scratch"),
            folder,
        );
        server.url = server.url.trim_end_matches("/sparql").to_owned();
        server
    }

    fn start(command: &mut Command, folder: &Path) -> Self {
        let mut child = command
            .current_dir(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines.next().expect("the server says where it is").unwrap();
        let url = line
            .split(|c: char| c.is_whitespace() || c == '\u{1b}')
            .find_map(|word| word.find("http://").map(|at| word[at..].to_owned()))
            .unwrap_or_else(|| panic!("no address in {line:?}"));
        // Whatever else it says must not block it.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, url }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn request(&self, method: &str, target: &str) -> Request {
        Request {
            authority: self.url.trim_start_matches("http://").to_owned(),
            method: method.to_owned(),
            target: target.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// A query by POST, answered as JSON.
    pub(crate) fn query(&self, query: &str) -> Response {
        self.request("POST", "/sparql")
            .header("content-type", "application/sparql-query")
            .header(
                "accept",
                "application/sparql-results+json, application/n-triples",
            )
            .body(query.as_bytes())
            .send()
    }

    /// Whether the server answers as ever.
    pub(crate) fn is_well(&self) -> bool {
        let answer = self.query("ASK { }");
        answer.status == 200 && answer.text().contains("true")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A request.
pub(crate) struct Request {
    authority: String,
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// A response.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Whether the body is as long as it should be.
    pub(crate) complete: bool,
}

impl Request {
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn body(mut self, body: &[u8]) -> Self {
        self.body = body.to_vec();
        self
    }

    /// Sends the request, and returns the connection.
    pub(crate) fn open(&self) -> TcpStream {
        let mut stream = TcpStream::connect(&self.authority).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        let mut head = format!(
            "{} {} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n",
            self.method, self.target, self.authority
        );
        if !self.body.is_empty() || self.method == "POST" {
            head.push_str(&format!("content-length: {}\r\n", self.body.len()));
        }
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        // A server that has heard enough may have hung up.
        let _ = stream.write_all(&self.body);
        stream
    }

    pub(crate) fn send(&self) -> Response {
        let mut stream = self.open();
        let mut bytes = Vec::new();
        // A reset after the answer is as good as an end.
        let _ = stream.read_to_end(&mut bytes);
        Response::parse(&bytes)
    }
}

impl Response {
    fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|w| w == b"\r\n\r\n");
        let end = end.unwrap_or_else(|| panic!("no answer: {:?}", String::from_utf8_lossy(bytes)));
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.split("\r\n");
        let status = lines
            .next()
            .unwrap()
            .split(' ')
            .nth(1)
            .unwrap()
            .parse()
            .unwrap();
        let headers: Vec<(String, String)> = lines
            .filter_map(|l| l.split_once(':'))
            .map(|(n, v)| (n.trim().to_ascii_lowercase(), v.trim().to_owned()))
            .collect();
        let rest = &bytes[end + 4..];
        let find = |name: &str| {
            headers
                .iter()
                .find(|(n, _)| n == name)
                .map(|(_, v)| v.as_str())
        };
        let (body, complete) = if find("transfer-encoding") == Some("chunked") {
            chunks(rest)
        } else {
            let length = find("content-length").and_then(|l| l.parse().ok());
            (rest.to_vec(), length.is_none_or(|l: usize| l <= rest.len()))
        };
        Self {
            status,
            headers,
            body,
            complete,
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }
}

fn chunks(mut rest: &[u8]) -> (Vec<u8>, bool) {
    let mut body = Vec::new();
    loop {
        let Some(end) = rest.windows(2).position(|w| w == b"\r\n") else {
            return (body, false);
        };
        let size = String::from_utf8_lossy(&rest[..end]).into_owned();
        let Ok(size) = usize::from_str_radix(&size, 16) else {
            return (body, false);
        };
        rest = &rest[end + 2..];
        if size == 0 {
            return (body, true);
        }
        if rest.len() < size + 2 {
            body.extend_from_slice(&rest[..rest.len().min(size)]);
            return (body, false);
        }
        body.extend_from_slice(&rest[..size]);
        rest = &rest[size + 2..];
    }
}

/// Text as it stands in an address or a form.
pub(crate) fn encoded(text: &str) -> String {
    let byte = |b: u8| match b {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(b).to_string()
        }
        _ => format!("%{b:02X}"),
    };
    text.bytes().map(byte).collect()
}
