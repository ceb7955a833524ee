//! A client of HTTP/1.1 that keeps its connection: no more than a fuzzer needs.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Longer than any answer may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// What is sent.
pub(crate) struct Request {
    pub(crate) method: &'static str,
    /// Path and query.
    pub(crate) path: String,
    /// Lines, without the last line end.
    pub(crate) headers: String,
    pub(crate) body: Vec<u8>,
}

/// A connection, made when it is needed.
pub(crate) struct Client {
    address: SocketAddr,
    connection: Option<BufReader<TcpStream>>,
}

impl Client {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self {
            address,
            connection: None,
        }
    }

    /// Sends a request; the status and the body of the answer. Who is told to come back later
    /// does so.
    pub(crate) fn send(&mut self, request: &Request) -> io::Result<(u16, Vec<u8>)> {
        let mut turns = 0;
        loop {
            // A connection that was kept may have been closed meanwhile.
            let kept = self.connection.is_some();
            let answer = match self.once(request) {
                Err(_) if kept => self.once(request),
                other => other,
            };
            turns += 1;
            match answer {
                Ok((503, _)) if turns < 20 => std::thread::sleep(Duration::from_millis(100)),
                other => return other,
            }
        }
    }

    fn once(&mut self, request: &Request) -> io::Result<(u16, Vec<u8>)> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => {
                let stream = TcpStream::connect(self.address)?;
                stream.set_read_timeout(Some(PATIENCE))?;
                stream.set_nodelay(true)?;
                BufReader::new(stream)
            }
        };
        let head = format!(
            "{} {} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n{}\r\n\r\n",
            request.method,
            request.path,
            request.body.len(),
            request.headers
        );
        let mut message = head.into_bytes();
        message.extend_from_slice(&request.body);
        connection.get_mut().write_all(&message)?;
        let (status, length, closes) = read_head(&mut connection)?;
        let mut body = vec![0; length];
        connection.read_exact(&mut body)?;
        if !closes {
            self.connection = Some(connection);
        }
        Ok((status, body))
    }
}

/// Status, length of the body, and whether the connection ends with it.
fn read_head(connection: &mut BufReader<TcpStream>) -> io::Result<(u16, usize, bool)> {
    let wrong = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
    let mut line = String::new();
    connection.read_line(&mut line)?;
    let status = line
        .split(' ')
        .nth(1)
        .and_then(|s| s.parse().ok())
        .ok_or_else(|| wrong("an answer without a status"))?;
    let (mut length, mut closes) = (None, false);
    loop {
        line.clear();
        connection.read_line(&mut line)?;
        let header = line.trim_end().to_ascii_lowercase();
        if header.is_empty() {
            let length = length.ok_or_else(|| wrong("an answer without a length"))?;
            return Ok((status, length, closes));
        }
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse().ok();
        }
        closes |= header == "connection: close";
    }
}
