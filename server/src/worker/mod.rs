//! `denota worker`: a process that answers SPARQL queries, one after the other, and that the
//! server may kill at any moment.
//!
//! A query can run on past any polite request to stop, take all memory or exhaust the stack;
//! so it runs here, on a checkpoint of the store, under limits of the system, and the worst
//! that it can do is end this process. Requests come in on standard input, answers go out on
//! standard output, in [frames](frame); the server's side is `http/sparql/pool.rs`.

pub(crate) mod frame;
pub(crate) mod limits;
pub(crate) mod message;
mod output;
mod scratch;
mod watchdog;

use std::collections::HashMap;
use std::io::{self, BufReader};
use std::path::Path;
use std::sync::Arc;

use registry::sparql::{Snapshot, Unanswered};
use registry::{Store, Visible};

use frame::{Tag, read};
use message::{Ask, Done, Opened, Request};
use output::{Output, Pipe};
use watchdog::Watchdog;

/// Answers requests until there are no more.
///
/// # Errors
/// The server can no longer be reached, or says what is not understood.
pub(crate) fn run() -> io::Result<()> {
    limits::no_core_dumps();
    registry::sparql::on_large_stack(serve)?
}

fn serve() -> io::Result<()> {
    let mut worker = Worker {
        snapshot: None,
        views: HashMap::new(),
        watchdog: Watchdog::start()?,
        pipe: Pipe::stdout()?,
    };
    let mut input = BufReader::new(io::stdin().lock());
    while let Some((tag, payload)) = read(&mut input)? {
        if tag != Tag::Request {
            return Err(io::Error::other("a request was expected"));
        }
        match serde_json::from_slice(&payload)? {
            Request::Open { head, history } => worker.open(&head, history.as_deref())?,
            Request::Scratch => worker.scratch()?,
            Request::View { key, graphs } => {
                let graphs = graphs.into_iter().collect();
                worker.views.insert(key, Arc::new(Visible { key, graphs }));
            }
            Request::Ask(ask) => worker.ask(&ask)?,
        }
    }
    Ok(())
}

struct Worker {
    snapshot: Option<Snapshot>,
    views: HashMap<u64, Arc<Visible>>,
    watchdog: Watchdog,
    pipe: Pipe,
}

impl Worker {
    fn open(&mut self, head: &Path, history: Option<&Path>) -> io::Result<()> {
        // The old one first: two at once would need twice the caches.
        self.snapshot = None;
        let open = |path: &Path| Store::open_read_only(path).map_err(failed);
        self.snapshot = Some(Snapshot {
            head: open(head)?,
            history: history.map(open).transpose()?,
        });
        self.opened()
    }

    fn scratch(&mut self) -> io::Result<()> {
        let head = Store::new().map_err(failed)?;
        self.snapshot = Some(Snapshot {
            head,
            history: None,
        });
        self.opened()
    }

    fn opened(&mut self) -> io::Result<()> {
        let opened = Opened {
            resident: limits::resident(),
        };
        self.pipe.send(Tag::Opened, &serde_json::to_vec(&opened)?)
    }

    fn ask(&mut self, ask: &Ask) -> io::Result<()> {
        let Some(snapshot) = &self.snapshot else {
            return Err(io::Error::other("a question came before a store"));
        };
        limits::memory(ask.memory);
        self.watchdog.until(ask.deadline());
        let answered = answer(snapshot, ask, &self.views, &mut self.pipe);
        self.watchdog.idle();
        limits::no_memory_limit();
        match answered {
            Ok(()) => {
                let done = Done {
                    resident: limits::resident(),
                };
                self.pipe.send(Tag::Done, &serde_json::to_vec(&done)?)
            }
            Err(Unanswered::Io(error)) => Err(error),
            Err(unanswered) => {
                let failure = message::Failure {
                    resident: limits::resident(),
                    ..message::Failure::from(unanswered)
                };
                self.pipe.send(Tag::Failed, &serde_json::to_vec(&failure)?)
            }
        }
    }
}

fn failed(error: impl Into<registry::Error>) -> io::Error {
    io::Error::other(error.into().to_string())
}

fn answer(
    snapshot: &Snapshot,
    ask: &Ask,
    views: &HashMap<u64, Arc<Visible>>,
    pipe: &mut Pipe,
) -> Result<(), Unanswered> {
    if ask.update {
        return match ask.scratch {
            true => scratch::update(&snapshot.head, ask),
            false => snapshot.update(&ask.query, ask.base.as_deref()),
        };
    }
    let question = ask.question(views).map_err(Unanswered::Failed)?;
    snapshot.ask(&question, |media_type| {
        pipe.put(Tag::Begin, media_type.as_bytes())?;
        Ok(Output::to(pipe))
    })
}
