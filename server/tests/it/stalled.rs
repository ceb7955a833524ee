//! Clients that ask for much and take little of it.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, ClientConnection, DigitallySignedStruct, SignatureScheme, StreamOwned};

use socket2::{Domain, Socket, Type};

use crate::auth::served::Served;
use crate::auth::tls::certificate;
use crate::auth::tokens::token;
use crate::bench::{Bench, SHOP};
use crate::http::{Answer, read, try_send};
use crate::serve::Server;

const SETTINGS: &str = "[serve.auth]\ntokens = \"tokens.toml\"\n[serve.tls]\ncert = \"tls/cert.pem\"\nkey = \"tls/key.pem\"\n";

/// Trusts whoever answers: what is tested is not that.
#[derive(Debug)]
struct Anybody;

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let known = ring::default_provider().signature_verification_algorithms;
        known.supported_schemes()
    }
}

fn connect(address: SocketAddr, protocol: &str) -> StreamOwned<ClientConnection, TcpStream> {
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Anybody))
        .with_no_client_auth();
    config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
    let name = ServerName::try_from("localhost").unwrap();
    let mut connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    connection.complete_io(&mut stream).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_millis(200)))
        .unwrap();
    StreamOwned::new(connection, stream)
}

/// The status of an answer over TLS and HTTP/1.1.
fn status(address: SocketAddr, path: &str, token: &str) -> u16 {
    let mut stream = connect(address, "http/1.1");
    let head = format!(
        "GET {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let begun = Instant::now();
    let mut said = Vec::new();
    let mut some = [0; 4096];
    while said.len() < 12 && begun.elapsed() < Duration::from_secs(20) {
        if let Ok(n) = stream.read(&mut some) {
            said.extend_from_slice(&some[..n]);
        }
    }
    let said = String::from_utf8_lossy(&said).into_owned();
    said.get(9..12).unwrap_or_default().parse().unwrap()
}

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut frame = length[1..].to_vec();
    frame.extend([kind, flags]);
    frame.extend(stream.to_be_bytes());
    frame.extend(payload);
    frame
}

/// Asks 64 times over HTTP/2, takes the heads of the answers and answers pings, and never opens
/// a window for what comes after. Says how long the server let it.
fn stall(address: SocketAddr, path: &str, token: Option<&str>, most: Duration) -> Duration {
    let mut stream = connect(address, "h2");
    let literal = |index: &[u8], value: &str| {
        let mut field = index.to_vec();
        field.push(u8::try_from(value.len()).unwrap());
        field.extend(value.as_bytes());
        field
    };
    let mut block = vec![0x82, 0x87];
    block.extend(literal(&[0x04], path));
    block.extend(literal(&[0x01], "localhost"));
    if let Some(token) = token {
        block.extend(literal(&[0x0f, 0x08], &format!("Bearer {token}")));
    }
    let mut out = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    // No window at first.
    out.extend(frame(4, 0, 0, &[0, 4, 0, 0, 0, 0]));
    for n in 0..64 {
        out.extend(frame(1, 5, 2 * n + 1, &block));
    }
    stream.write_all(&out).unwrap();
    let begun = Instant::now();
    let mut come = Vec::new();
    let mut some = [0; 16 << 10];
    while begun.elapsed() < most {
        match stream.read(&mut some) {
            Ok(0) => break,
            Ok(n) => come.extend_from_slice(&some[..n]),
            Err(e) if e.kind() == std::io::ErrorKind::WouldBlock => continue,
            Err(_) => break,
        }
        while come.len() >= 9 {
            let length = u32::from_be_bytes([0, come[0], come[1], come[2]]) as usize;
            if come.len() < 9 + length {
                break;
            }
            let (kind, flags) = (come[3], come[4]);
            let payload: Vec<u8> = come.drain(..9 + length).skip(9).collect();
            let answer = match kind {
                4 if flags & 1 == 0 => frame(4, 1, 0, &[]),
                6 if flags & 1 == 0 => frame(6, 1, 0, &payload),
                _ => continue,
            };
            if stream.write_all(&answer).is_err() {
                return begun.elapsed();
            }
        }
    }
    begun.elapsed()
}

/// A server with so many places, and a token for it.
fn served(requests: &str) -> Option<(Served, String)> {
    let bench = Bench::with(&[("denota.toml", SETTINGS)]);
    if !certificate(&bench, "one") {
        return None;
    }
    let token = token(&bench, &["ci", "--admin"]);
    let settings = [
        ("DENOTA_SERVE_REQUESTS", requests),
        ("DENOTA_SERVE_ANSWER_SECONDS", "2"),
    ];
    Some((Served::with(bench, &["--port", "0"], &settings), token))
}

/// Whoever has no credential has places of their own.
#[test]
fn strangers_who_take_no_answer_keep_nobody_else_waiting_and_are_closed() {
    let Some((served, token)) = served("16") else {
        return;
    };
    let address = served.address();
    let most = Duration::from_secs(20);
    thread::scope(|scope| {
        let stalling: Vec<_> = (0..2)
            .map(|_| scope.spawn(|| stall(address, "/openapi.json", None, most)))
            .collect();
        thread::sleep(Duration::from_millis(700));
        for _ in 0..4 {
            assert_eq!(status(address, "/api/v1/models", &token), 200);
        }
        for one in stalling {
            let took = one.join().unwrap();
            assert!(took < most / 2, "held for {took:?}");
        }
    });
    assert_eq!(status(address, "/openapi.json", &token), 200);
}

/// Who has one takes places from others for a while, and no longer.
#[test]
fn an_answer_that_is_not_taken_gives_its_place_back() {
    let Some((served, token)) = served("8") else {
        return;
    };
    let address = served.address();
    let most = Duration::from_secs(20);
    thread::scope(|scope| {
        let stalling = scope.spawn(|| stall(address, "/api/v1/models", Some(&token), most));
        let begun = Instant::now();
        while status(address, "/api/v1/whoami", &token) == 200 {
            assert!(begun.elapsed() < most, "never full");
        }
        while status(address, "/api/v1/whoami", &token) != 200 {
            assert!(begun.elapsed() < most / 2, "full for ever");
            thread::sleep(Duration::from_millis(100));
        }
        let took = stalling.join().unwrap();
        assert!(took < most / 2, "held for {took:?}");
    });
}

/// A server with a model of some megabytes.
fn large(settings: &[(&str, &str)]) -> (Bench, Server) {
    let bench = Bench::new();
    let mut command = Command::new(env!("CARGO_BIN_EXE_denota"));
    command.args(["serve", "--port", "0"]);
    for (name, value) in settings {
        command.env(format!("DENOTA_SERVE_{name}"), value);
    }
    let server = Server::run(command, &bench.path(""));
    let text = format!("{SHOP}\n# {}\n", "x".repeat(4_000_000));
    server.create("shop", &text).is(201);
    (bench, server)
}

const MODEL: &str = "/api/v1/models/shop";

/// Asks for the model. The system takes little for a reader that takes nothing, which it would
/// hold several megabytes for otherwise.
fn get(address: SocketAddr) -> TcpStream {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None).unwrap();
    socket.set_recv_buffer_size(16 << 10).unwrap();
    socket.connect(&address.into()).unwrap();
    let mut stream = TcpStream::from(socket);
    let patience = Duration::from_secs(20);
    stream.set_read_timeout(Some(patience)).unwrap();
    let head = format!("GET {MODEL} HTTP/1.1\r\nconnection: close\r\nhost: {address}\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    stream
}

#[test]
fn answers_that_wait_to_be_taken_share_a_bounded_memory_and_are_given_up() {
    let settings = [("ANSWER_SECONDS", "5"), ("ANSWER_BYTES", "9000000")];
    let (_bench, server) = large(&settings);
    let address = server.address();
    let mut held: Vec<TcpStream> = (0..24).map(|_| get(address)).collect();
    // Two have memory, and all others were told that there is none.
    let begun = Instant::now();
    while given_up(&server) < 22 {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "not all answered"
        );
        thread::sleep(Duration::from_millis(20));
    }
    let full = try_send(address, "GET", MODEL, &[], b"").unwrap();
    assert_eq!((full.status, full.header("retry-after")), (503, "1"));
    // What is small is answered all the same.
    server.get("/api/v1/models").is(200);
    let begun = Instant::now();
    while try_send(address, "GET", MODEL, &[], b"").is_none_or(|a| a.status != 200) {
        assert!(begun.elapsed() < Duration::from_secs(20), "full for ever");
        thread::sleep(Duration::from_millis(100));
    }
    let answers: Vec<Answer> = held
        .iter_mut()
        .filter_map(|stream| read(stream, false))
        .collect();
    let begun: Vec<&Answer> = answers.iter().filter(|a| a.status == 200).collect();
    assert!((1..=2).contains(&begun.len()), "{} at once", begun.len());
    assert!(begun.iter().all(|a| !a.complete), "they were given up");
    assert!(given_up(&server) > 22);
}

/// How many answers were given up, or refused for want of memory.
fn given_up(server: &Server) -> u64 {
    let metrics = server.get("/metrics").text();
    let line = metrics.lines().find(|l| l.contains("where=\"answers\""));
    let count = line.and_then(|l| l.rsplit(' ').next());
    count.map_or(0, |n| n.parse().unwrap())
}

/// How much came of an answer that is read so much at a time, so often, and how long that took.
fn read_slowly(mut stream: TcpStream, some: usize, pause: Duration) -> (usize, Duration) {
    let begun = Instant::now();
    let mut buffer = vec![0; some];
    let mut come = 0;
    loop {
        thread::sleep(pause);
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return (come, begun.elapsed()),
            Ok(n) => come += n,
        }
    }
}

#[test]
fn who_reads_slowly_is_waited_for_and_who_hardly_reads_is_not() {
    let (_bench, server) = large(&[("ANSWER_SECONDS", "1")]);
    let address = server.address();
    let (come, took) = read_slowly(get(address), 64 << 10, Duration::from_millis(50));
    assert!(come > 4_000_000, "{come} bytes in {took:?}");
    assert!(took > Duration::from_secs(2), "{took:?}");
    assert_eq!(given_up(&server), 0);
    let begun = Instant::now();
    let mut hardly = get(address);
    while given_up(&server) == 0 {
        assert!(begun.elapsed() < Duration::from_secs(20), "never given up");
        thread::sleep(Duration::from_millis(100));
        // 5 KB a second at most.
        let _ = hardly.read(&mut [0; 512]);
    }
}
