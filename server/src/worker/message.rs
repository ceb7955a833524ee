//! What the server tells its workers, and what they tell the server.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use registry::sparql::{
    Form, Formats, GraphFormat, Question, ResultFormat, Scope, Time, Unanswered,
};
use registry::{View, Visible};
use serde::{Deserialize, Serialize};

/// A request to a worker.
#[derive(Debug, Deserialize, Serialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub(crate) enum Request {
    /// Answer from these checkpoints from now on; answered when they are open.
    Open {
        /// Of the newest graphs.
        head: PathBuf,
        /// Of their history.
        history: Option<PathBuf>,
    },
    /// Answer from a store in memory that is empty and can be updated; see
    /// [`scratch`](super::scratch).
    Scratch,
    /// Remember a set of graphs, for questions that name it.
    View {
        /// Its name.
        key: u64,
        /// The graphs.
        graphs: Vec<String>,
    },
    /// Answer a question.
    Ask(Box<Ask>),
}

/// A question, as it travels.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Ask {
    /// The text.
    pub(crate) query: String,
    /// Whether it is an update.
    pub(crate) update: bool,
    /// Whether the store is a scratch one, and may be updated.
    pub(crate) scratch: bool,
    /// What relative IRIs are relative to.
    pub(crate) base: Option<String>,
    /// The name of the set of graphs that may be seen; all where there is none.
    pub(crate) view: Option<u64>,
    /// Which states of graphs.
    pub(crate) time: Moment,
    /// Whether the default graph is the union of all.
    pub(crate) union: bool,
    /// The default graph, as the protocol selects it.
    pub(crate) default: Vec<String>,
    /// The named graphs, as the protocol selects them.
    pub(crate) named: Vec<String>,
    /// The formats that will do, as media types.
    pub(crate) accept: Accept,
    /// How many bytes of memory it may take.
    pub(crate) memory: u64,
    /// How many milliseconds it may take.
    pub(crate) millis: u64,
}

/// [`Time`], as it travels.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Moment {
    /// The newest.
    #[default]
    Newest,
    /// All revisions, by node.
    History(Vec<String>),
    /// As of some moment: graphs with the revisions that they had, and what came later.
    At(Vec<(String, String)>, HashSet<String>),
}

/// The formats that will do, by media type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Accept {
    /// For solutions.
    pub(crate) solutions: Option<ResultFormat>,
    /// For yes or no.
    pub(crate) boolean: Option<ResultFormat>,
    /// For graphs.
    pub(crate) graph: Option<GraphFormat>,
}

/// A store is open.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Opened {
    /// How much memory the worker has to itself now.
    pub(crate) resident: u64,
}

/// An answer is complete.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Done {
    /// How much memory the worker has to itself now.
    pub(crate) resident: u64,
}

/// Why there is no answer.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Failure {
    /// The kind.
    pub(crate) kind: FailureKind,
    /// In words.
    pub(crate) message: String,
    /// The line of the query, from 1.
    pub(crate) line: Option<u32>,
    /// The column of the query, from 1.
    pub(crate) column: Option<u32>,
    /// The media types that can hold the answer, where those that were accepted cannot.
    pub(crate) offers: Vec<String>,
    /// How much memory the worker has to itself now.
    pub(crate) resident: u64,
}

/// The kinds of failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum FailureKind {
    /// Too long or too deep to be parsed.
    TooLarge,
    /// Not SPARQL.
    Syntax,
    /// Something that is not offered.
    Unsupported,
    /// None of the accepted formats can hold the answer.
    NotAcceptable,
    /// An update, which is not allowed.
    Update,
    /// Evaluating it failed.
    Failed,
}

impl Ask {
    /// How long it may take.
    pub(crate) fn deadline(&self) -> Duration {
        Duration::from_millis(self.millis)
    }

    /// The question, with the set of graphs that it names. A set that is not known is a
    /// failure, never everything.
    pub(crate) fn question(&self, views: &HashMap<u64, Arc<Visible>>) -> Result<Question, String> {
        let view = match self.view {
            None => View::Everything,
            Some(key) => match views.get(&key) {
                Some(visible) => View::Only(Arc::clone(visible)),
                None => return Err("the set of visible graphs is not known".to_owned()),
            },
        };
        let time = match &self.time {
            Moment::Newest => Time::Newest,
            Moment::History(revisions) => Time::History {
                revisions: revisions.clone(),
            },
            Moment::At(graphs, later) => Time::At {
                graphs: graphs.clone(),
                later: later.clone(),
            },
        };
        Ok(Question {
            text: self.query.clone(),
            base: self.base.clone(),
            scope: Scope {
                view,
                time,
                union: self.union,
                default: self.default.clone(),
                named: self.named.clone(),
            },
            formats: Formats {
                solutions: self.accept.solutions,
                boolean: self.accept.boolean,
                graph: self.accept.graph,
            },
        })
    }
}

impl From<Unanswered> for Failure {
    fn from(unanswered: Unanswered) -> Self {
        let message = unanswered.to_string();
        let of = |kind| Self {
            kind,
            message: message.clone(),
            line: None,
            column: None,
            offers: Vec::new(),
            resident: 0,
        };
        match unanswered {
            Unanswered::TooLarge(_) => of(FailureKind::TooLarge),
            Unanswered::Syntax {
                message,
                line,
                column,
            } => Self {
                kind: FailureKind::Syntax,
                message,
                line,
                column,
                ..of(FailureKind::Syntax)
            },
            Unanswered::Unsupported(_) => of(FailureKind::Unsupported),
            Unanswered::NotAcceptable(Form::Solutions | Form::Boolean | Form::Graph) => {
                of(FailureKind::NotAcceptable)
            }
            Unanswered::Unsayable(form, _) => Self {
                offers: of_anything(form),
                ..of(FailureKind::NotAcceptable)
            },
            Unanswered::Update => of(FailureKind::Update),
            Unanswered::Failed(_) | Unanswered::Io(_) => of(FailureKind::Failed),
        }
    }
}

/// The media types that can hold any answer of a kind.
fn of_anything(form: Form) -> Vec<String> {
    match form {
        Form::Graph => named(GraphFormat::of_anything().map(GraphFormat::media_type)),
        Form::Solutions | Form::Boolean => {
            named(ResultFormat::of_anything().map(ResultFormat::media_type))
        }
    }
}

fn named(media_types: impl Iterator<Item = &'static str>) -> Vec<String> {
    media_types.map(str::to_owned).collect()
}

/// Formats travel as media types.
mod wire {
    use registry::sparql::{GraphFormat, ResultFormat};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Accept;

    impl Serialize for Accept {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let solutions = self.solutions.map(ResultFormat::media_type);
            let boolean = self.boolean.map(ResultFormat::media_type);
            let graph = self.graph.map(GraphFormat::media_type);
            (solutions, boolean, graph).serialize(serializer)
        }
    }

    impl<'de> Deserialize<'de> for Accept {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            type Names = (Option<String>, Option<String>, Option<String>);
            let (solutions, boolean, graph) = Names::deserialize(deserializer)?;
            let result = |name: Option<String>| {
                let mut all = ResultFormat::ALL.into_iter();
                all.find(|f| Some(f.media_type()) == name.as_deref())
            };
            let mut graphs = GraphFormat::ALL.into_iter();
            Ok(Self {
                solutions: result(solutions),
                boolean: result(boolean),
                graph: graphs.find(|f| Some(f.media_type()) == graph.as_deref()),
            })
        }
    }
}
