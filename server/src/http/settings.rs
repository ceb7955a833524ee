//! How the server is set up: the table `[serve]` of `denota.toml`, then variables
//! `DENOTA_SERVE_*` of the environment, then flags; later ones win.

use serde::{Deserialize, Serialize};

use super::{auth, graphql, sparql};

/// The settings of the server.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Settings {
    /// The address to listen on.
    pub(crate) host: String,
    /// The port to listen on; 0 for any that is free.
    pub(crate) port: u16,
    /// Where clients find the server, where that differs: `https://registry.example.com`.
    pub(crate) url: Option<String>,
    /// How logs are written.
    pub(crate) log: LogFormat,
    /// How many connections are open at once.
    pub(crate) connections: usize,
    /// How many requests are worked on at once, whatever they ask.
    pub(crate) requests: usize,
    /// How many reads run at once.
    pub(crate) reads: usize,
    /// How many queries run at once.
    pub(crate) queries: usize,
    /// How many publications are checked at once.
    pub(crate) publications: usize,
    /// How many requests wait for each of the three.
    pub(crate) queue: usize,
    /// How long they wait at most, in seconds.
    pub(crate) queue_seconds: u64,
    /// How long a request may take to arrive and be answered, in seconds.
    pub(crate) request_seconds: u64,
    /// How long the head of a request may take to arrive, in seconds.
    pub(crate) header_seconds: u64,
    /// How long requests may go on once the server is told to stop, in seconds.
    pub(crate) shutdown_seconds: u64,
    /// The largest model, in bytes.
    pub(crate) model_bytes: usize,
    /// The largest query, in bytes.
    pub(crate) query_bytes: usize,
    /// Who may call.
    pub(crate) auth: auth::settings::Settings,
    /// SPARQL.
    pub(crate) sparql: sparql::settings::Settings,
    /// GraphQL.
    pub(crate) graphql: graphql::settings::Settings,
}

/// How logs are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For programs: one JSON object a line.
    Json,
}

impl Default for Settings {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            host: "127.0.0.1".to_owned(),
            port: 8080,
            url: None,
            log: LogFormat::Text,
            connections: 1024,
            requests: 512,
            reads: 2 * cores,
            queries: cores,
            publications: 2,
            queue: 128,
            queue_seconds: 5,
            request_seconds: 60,
            header_seconds: 10,
            shutdown_seconds: 20,
            model_bytes: 16 << 20,
            query_bytes: 64 << 10,
            auth: auth::settings::Settings::default(),
            sparql: sparql::settings::Settings::default(),
            graphql: graphql::settings::Settings::default(),
        }
    }
}
