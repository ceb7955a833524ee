//! A server in a folder of its own, and whoever holds a token.

use std::ops::Deref;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::bench::Bench;
use crate::http::Answer;
use crate::serve::Server;

/// A server in a folder of its own.
pub(crate) struct Served {
    // It ends before its folder goes away.
    server: Server,
    pub(crate) bench: Bench,
}

/// A port that is free now, and that the system gives nobody who asks for any: all tests open
/// connections meanwhile.
pub(crate) fn free_port() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let first = std::process::id().wrapping_mul(61);
    loop {
        let next = first.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed));
        let port = 15_000 + u16::try_from(next % 15_000).unwrap();
        if std::net::TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

impl Served {
    /// Serves a folder, on a port that is free.
    pub(crate) fn start(bench: Bench) -> Self {
        Self::with(bench, &["--port", "0"], &[])
    }

    /// Serves a folder with these flags and variables of the environment.
    pub(crate) fn with(bench: Bench, flags: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut command = bench.command(&["serve"]);
        command.args(flags).envs(environment.iter().copied());
        Self {
            server: Server::begin(command, &bench.path("")),
            bench,
        }
    }

    /// Serves a folder, and waits until queries are answered.
    pub(crate) fn ready(bench: Bench) -> Self {
        let served = Self::start(bench);
        let ready = |s: &Self| s.get("/readyz", None).status == 200;
        served.until("the server is ready", ready);
        served
    }

    /// Publishes a model in Turtle that is new, as whoever holds a token.
    pub(crate) fn create_as(&self, token: &str, domain: &str, text: &str) -> Answer {
        let bearer = format!("Bearer {token}");
        let headers = [
            ("authorization", &*bearer),
            ("content-type", "text/turtle"),
            ("if-none-match", "*"),
        ];
        let path = format!("/api/v1/models/{domain}");
        self.send("PUT", &path, &headers, text.as_bytes())
    }

    /// Gets a path, as whoever holds a token.
    pub(crate) fn get(&self, path: &str, token: Option<&str>) -> Answer {
        let bearer = token.map(|t| format!("Bearer {t}"));
        let headers: Vec<_> = bearer
            .iter()
            .map(|b| ("authorization", b.as_str()))
            .collect();
        self.send("GET", path, &headers, b"")
    }

    /// Asks again until an answer is as it should be, for half a minute: machines may be busy.
    #[track_caller]
    pub(crate) fn until(&self, what: &str, mut holds: impl FnMut(&Self) -> bool) {
        let start = Instant::now();
        while !holds(self) {
            assert!(
                start.elapsed() < Duration::from_secs(30),
                "{what}\n{}",
                self.log()
            );
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

impl Deref for Served {
    type Target = Server;

    fn deref(&self) -> &Server {
        &self.server
    }
}
