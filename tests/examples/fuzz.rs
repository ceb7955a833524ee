//! Runs mutated inputs for some seconds: `fuzz read|check|rows SECONDS STATE CORPUS`.
//!
//! Counts add up in the folder STATE, where the next run goes on. Inputs on which the product
//! panics or takes too long are kept in CORPUS. The input at hand is in STATE, so that
//! `tests/fuzz/run.sh` can keep it when the process dies of it.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "what goes wrong ends the run"
)]

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{Seek as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{ExitCode, exit};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tests::fuzz::{Counts, Mutator, Rng, Seed, Through, run};

/// An input may take this much processor time.
const MOST_SECONDS: f64 = 2.0;
/// Seeds that were found to reach something new.
const MOST_FOUND: usize = 3_000;
/// So many seeds at the beginning are models.
const MODELS: usize = 16;
/// How a process ends that was stopped because of a slow input.
const SLOW: i32 = 3;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [target, seconds, state, corpus] = args.as_slice() else {
        eprintln!("usage: fuzz read|check|rows SECONDS STATE CORPUS");
        return ExitCode::from(2);
    };
    let (Some(through), Ok(seconds)) = (Through::named(target), seconds.parse()) else {
        eprintln!("usage: fuzz read|check|rows SECONDS STATE CORPUS");
        return ExitCode::from(2);
    };
    fs::create_dir_all(state).expect("the folder of the state can be made");
    fs::create_dir_all(corpus).expect("the folder of the corpus can be made");
    let mut fuzzer = Fuzzer::new(through, Path::new(state), Path::new(corpus));
    // Deep recursion shows on threads as small as those of a server.
    let worker = std::thread::Builder::new()
        .stack_size(2 << 20)
        .spawn(move || {
            let ends = Instant::now() + Duration::from_secs(seconds);
            while Instant::now() < ends {
                fuzzer.some();
            }
            fuzzer.crashes
        });
    let crashes = worker
        .expect("a thread starts")
        .join()
        .expect("the worker catches panics");
    if crashes == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

struct Fuzzer {
    through: Through,
    counts: Counts,
    state: PathBuf,
    current: [File; 2],
    corpus: PathBuf,
    seeds: Vec<Seed>,
    given: usize,
    mutator: Mutator,
    rng: Rng,
    seen: HashSet<u64>,
    places: HashSet<String>,
    place: Arc<Mutex<String>>,
    watch: Arc<AtomicU64>,
    /// In this run.
    crashes: u64,
}

impl Fuzzer {
    fn new(through: Through, state: &Path, corpus: &Path) -> Self {
        let counts = Counts::read(&state.join(through.name()));
        let seeds = through.seeds();
        let place = Arc::new(Mutex::new(String::new()));
        let watch = watch(state.join("current"));
        let (at, number) = (Arc::clone(&place), Arc::clone(&watch));
        std::panic::set_hook(Box::new(move |info| {
            if number.load(Ordering::SeqCst).is_multiple_of(2) {
                eprintln!("the fuzzer itself: {info}");
            }
            *at.lock().unwrap() = info.to_string();
        }));
        Self {
            through,
            mutator: Mutator::new(&seeds),
            given: seeds.len(),
            seeds,
            rng: Rng::new(counts.inputs.wrapping_add(through as u64)),
            counts,
            seen: HashSet::new(),
            places: HashSet::new(),
            place,
            watch,
            current: ["current", "current.name"]
                .map(|name| File::create(state.join(name)).expect("the state can be written")),
            state: state.to_owned(),
            corpus: corpus.to_owned(),
            crashes: 0,
        }
    }

    /// A hundred inputs; then the counts are written.
    fn some(&mut self) {
        for _ in 0..100 {
            let seed = self.next();
            self.one(seed);
        }
        self.counts.write(&self.state.join(self.through.name()));
    }

    fn next(&mut self) -> Seed {
        // Half of the inputs come from what was found to be new; to rules and targets the
        // test files of syntaxes say little.
        let models = match self.through {
            Through::Read => 2,
            Through::Check => 8,
            Through::Rows => 0,
        };
        let from = match self.rng.below(16) {
            0..8 => self.rng.below(self.seeds.len()),
            n if n < 16 - models => self.rng.below(self.given),
            _ => self.rng.below(self.given.min(MODELS)),
        };
        let other = self.rng.below(self.seeds.len());
        let rough = match self.through {
            Through::Read => 4,
            Through::Check => 1,
            Through::Rows => 2,
        };
        self.mutator
            .mutate(&mut self.rng, &self.seeds[from], &self.seeds[other], rough)
    }

    fn one(&mut self, seed: Seed) {
        self.counts.inputs += 1;
        let name = seed.file_name();
        for (file, content) in self
            .current
            .iter_mut()
            .zip([&seed.bytes[..], name.as_bytes()])
        {
            replace(file, content).expect("the state can be written");
        }
        let deep = self.rng.once_in(8);
        self.watch.fetch_add(1, Ordering::SeqCst);
        let verdict = catch_unwind(AssertUnwindSafe(|| run(&seed, self.through, deep)));
        self.watch.fetch_add(1, Ordering::SeqCst);
        match verdict {
            Ok(verdict) => {
                self.counts.valid += u64::from(verdict.valid);
                if self.seen.insert(verdict.signature)
                    && self.seeds.len() < self.given + MOST_FOUND
                    && seed.bytes.len() < 65_536
                {
                    self.seeds.push(seed);
                }
            }
            Err(_) => self.keep(&seed, &name),
        }
    }

    /// Keeps an input, once for each place in the product.
    fn keep(&mut self, seed: &Seed, name: &str) {
        self.counts.crashes += 1;
        self.crashes += 1;
        let message = self.place.lock().unwrap().clone();
        // Numbers and names differ from input to input; what stands before them does not.
        let place: String = message
            .chars()
            .filter(|c| !c.is_ascii_digit())
            .take(90)
            .collect();
        if self.places.insert(place) {
            eprintln!("{name}: {message}");
            fs::write(self.corpus.join(name), &seed.bytes).expect("the corpus can be written");
        }
    }
}

/// Puts something else into an open file: opening and closing costs more than that.
fn replace(file: &mut File, content: &[u8]) -> std::io::Result<()> {
    file.rewind()?;
    file.write_all(content)?;
    file.set_len(content.len() as u64)
}

/// Ends the process when one input takes too long. The number is odd while one runs.
fn watch(current: PathBuf) -> Arc<AtomicU64> {
    let number = Arc::new(AtomicU64::new(0));
    let watched = Arc::clone(&number);
    std::thread::spawn(move || {
        let (mut last, mut since) = (0, processor_seconds());
        loop {
            std::thread::sleep(Duration::from_millis(100));
            let now = watched.load(Ordering::SeqCst);
            if now != last || now.is_multiple_of(2) {
                (last, since) = (now, processor_seconds());
            } else if processor_seconds() - since > MOST_SECONDS {
                eprintln!(
                    "an input takes more than {MOST_SECONDS} s: {}",
                    current.display()
                );
                exit(SLOW);
            }
        }
    });
    number
}

/// Processor time of this process, where the system tells it; else the time that has passed.
fn processor_seconds() -> f64 {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    let ticks = fs::read_to_string("/proc/self/stat").ok().and_then(|stat| {
        let fields = stat.rsplit(") ").next()?.split(' ').collect::<Vec<_>>();
        Some(fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?)
    });
    ticks.map_or_else(
        || START.get_or_init(Instant::now).elapsed().as_secs_f64(),
        |t| t / 100.0,
    )
}
