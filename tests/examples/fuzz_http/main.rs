//! Sends mutated models to a server for some seconds: `fuzz_http DENOTA SECONDS STATE CORPUS`.
//!
//! The server is a new one, with the example models in its registry. Each input is published
//! there as a dry run, so that everything that a publication goes through sees it and the next
//! one finds the same registry. Counts add up in the folder STATE; inputs that the server does
//! not answer as it should are kept in CORPUS.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "what goes wrong ends the run"
)]

mod client;
mod server;

use std::collections::HashSet;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use client::{Client, Request};
use server::Server;
use tests::fuzz::{Counts, Mutator, Rng, Seed, Through, What};
use upper::source::Syntax;

/// Clients that send at once.
const CLIENTS: u64 = 3;
/// An answer may take this long, with other clients and on a busy machine.
const MOST_SECONDS: f64 = 5.0;
/// Seeds that were found to reach something new, of each client.
const MOST_FOUND: usize = 1_000;
/// So many seeds at the beginning are models.
const MODELS: usize = 16;
/// Names of the example models.
const PUBLISHED: [&str; 5] = ["onepiece", "people", "titles", "production", "tpch"];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [denota, seconds, state, corpus] = args.as_slice() else {
        eprintln!("usage: fuzz_http DENOTA SECONDS STATE CORPUS");
        return ExitCode::from(2);
    };
    let Ok(seconds) = seconds.parse() else {
        eprintln!("{seconds} is no number of seconds");
        return ExitCode::from(2);
    };
    fs::create_dir_all(state).expect("the folder of the state can be made");
    fs::create_dir_all(corpus).expect("the folder of the corpus can be made");
    let server = Server::start(Path::new(denota), Path::new(state));
    let file = Path::new(state).join("http");
    let shared = Shared {
        server: &server,
        counts: Mutex::new(Counts::read(&file)),
        kept: Mutex::new(HashSet::new()),
        corpus: PathBuf::from(corpus),
        file,
        ends: Instant::now() + Duration::from_secs(seconds),
    };
    let before = shared.counts.lock().unwrap().crashes;
    std::thread::scope(|scope| {
        for number in 0..CLIENTS {
            let shared = &shared;
            scope.spawn(move || Fuzzer::new(shared, number).run());
        }
    });
    let counts = shared.counts.into_inner().unwrap();
    counts.write(&shared.file);
    if counts.crashes == before {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// What the clients have in common.
struct Shared<'a> {
    server: &'a Server,
    counts: Mutex<Counts>,
    /// Beginnings of the answers that inputs were kept for.
    kept: Mutex<HashSet<String>>,
    corpus: PathBuf,
    file: PathBuf,
    ends: Instant,
}

struct Fuzzer<'a> {
    shared: &'a Shared<'a>,
    client: Client,
    seeds: Vec<Seed>,
    given: usize,
    mutator: Mutator,
    rng: Rng,
    seen: HashSet<u64>,
}

impl<'a> Fuzzer<'a> {
    fn new(shared: &'a Shared<'a>, number: u64) -> Self {
        let seeds = Through::Check.seeds();
        let inputs = shared.counts.lock().unwrap().inputs;
        Self {
            client: Client::new(shared.server.address),
            mutator: Mutator::new(&seeds),
            given: seeds.len(),
            seeds,
            rng: Rng::new(inputs.wrapping_mul(CLIENTS).wrapping_add(number)),
            seen: HashSet::new(),
            shared,
        }
    }

    fn run(mut self) {
        let mut turns = 0_u64;
        while Instant::now() < self.shared.ends {
            let seed = self.next();
            self.one(seed);
            turns += 1;
            if turns.is_multiple_of(100) {
                self.shared.counts.lock().unwrap().write(&self.shared.file);
            }
        }
    }

    fn next(&mut self) -> Seed {
        let from = match self.rng.below(16) {
            0..6 => self.rng.below(self.seeds.len()),
            6 | 7 => self.rng.below(self.given),
            _ => self.rng.below(self.given.min(MODELS)),
        };
        let other = self.rng.below(self.seeds.len());
        self.mutator
            .mutate(&mut self.rng, &self.seeds[from], &self.seeds[other], 2)
    }

    fn one(&mut self, seed: Seed) {
        let request = request(&seed);
        let started = Instant::now();
        let answer = self.client.send(&request);
        let took = started.elapsed().as_secs_f64();
        let broken = match &answer {
            Err(error) => Some(format!("no answer: {error}")),
            Ok(_) if took > MOST_SECONDS => Some(format!("took {took:.1} s")),
            Ok((200 | 403 | 409 | 412 | 413 | 422 | 428, _)) => None,
            Ok((status, body)) => Some(format!("{status} {}", String::from_utf8_lossy(body))),
        };
        let mut counts = self.shared.counts.lock().unwrap();
        counts.inputs += 1;
        counts.valid += u64::from(matches!(answer, Ok((200, _))));
        counts.crashes += u64::from(broken.is_some());
        drop(counts);
        if let Some(broken) = broken {
            self.keep(&seed, &request, &broken);
        } else if let Ok((status, body)) = answer
            && self.seen.insert(signature(status, &body))
            && self.seeds.len() < self.given + MOST_FOUND
            && seed.bytes.len() < 16_384
        {
            self.seeds.push(seed);
        }
    }

    /// Keeps an input, once for each way of going wrong.
    fn keep(&self, seed: &Seed, request: &Request, broken: &str) {
        let way = broken.chars().filter(|c| !c.is_ascii_digit()).take(60);
        if self.shared.kept.lock().unwrap().insert(way.collect()) {
            let name = seed.file_name();
            eprintln!("{name} at {}: {broken}", request.path);
            fs::write(self.shared.corpus.join(name), &seed.bytes)
                .expect("the corpus can be written");
        }
    }
}

/// Models are put under the name that they give themselves, datasets are posted.
fn request(seed: &Seed) -> Request {
    let syntax = match &seed.what {
        What::Graph(syntax, _) => *syntax,
        What::Rows(..) => Syntax::Turtle,
    };
    let media_type = match syntax {
        Syntax::Turtle => "text/turtle",
        Syntax::TriG => "application/trig",
        Syntax::NTriples => "application/n-triples",
        Syntax::NQuads => "application/n-quads",
        Syntax::JsonLd => "application/ld+json",
        Syntax::RdfXml => "application/rdf+xml",
    };
    let body = seed.bytes.clone();
    let new = "If-None-Match: *";
    if matches!(syntax, Syntax::TriG | Syntax::NQuads) {
        return Request {
            method: "POST",
            path: "/api/v1/publications?dry_run=true".to_owned(),
            headers: format!("Content-Type: {media_type}\r\n{new}"),
            body,
        };
    }
    let domain = domain(&body);
    let condition = if PUBLISHED.contains(&domain.as_str()) {
        "If-Match: *"
    } else {
        new
    };
    Request {
        method: "PUT",
        path: format!("/api/v1/models/{domain}?dry_run=true"),
        headers: format!("Content-Type: {media_type}\r\n{condition}"),
        body,
    }
}

/// The word after `domain` in a text, which is the name of the model in every syntax.
fn domain(text: &[u8]) -> String {
    let word = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    let found = text
        .windows(7)
        .position(|w| w == b"domain\"" || w == b"domain " || w == b"domain>");
    let rest = found.and_then(|at| text.get(at + 7..)).unwrap_or_default();
    let name = rest.iter().skip_while(|b| !word(b)).take_while(|b| word(b));
    let name: String = name.take(40).map(|b| char::from(*b)).collect();
    if name.is_empty() {
        "shop".to_owned()
    } else {
        name
    }
}

/// The status, and the ids of the findings.
fn signature(status: u16, body: &[u8]) -> u64 {
    let mut codes: Vec<&[u8]> = body
        .windows(5)
        .filter(|w| w[0] == b'U' && w[1..].iter().all(u8::is_ascii_digit))
        .collect();
    codes.sort_unstable();
    codes.dedup();
    let mut hasher = DefaultHasher::new();
    (status, codes).hash(&mut hasher);
    hasher.finish()
}
