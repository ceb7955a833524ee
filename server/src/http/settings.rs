//! How the server is set up: the table `[serve]` of `denota.toml`, then variables
//! `DENOTA_SERVE_*` of the environment, then flags; later ones win.

use std::ffi::OsString;

use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use super::logs::Format;
use super::{address, auth, graphql, schema_registry, sparql};
use crate::failure::{Failure, Result};

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
    pub(crate) log: Format,
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
    /// How long reads and queries wait at most, in seconds.
    pub(crate) queue_seconds: u64,
    /// How long publications wait at most, in seconds.
    pub(crate) publish_queue_seconds: u64,
    /// How long a request may take to arrive and be answered, in seconds.
    pub(crate) request_seconds: u64,
    /// How long the body of a request may take to arrive, in seconds.
    pub(crate) body_seconds: u64,
    /// How much all bodies that are arriving or waiting may hold in memory, in bytes.
    pub(crate) body_bytes: usize,
    /// How long a client may take nothing of an answer, or too little, in seconds.
    pub(crate) answer_seconds: u64,
    /// How much all answers that are being sent may hold in memory, in bytes.
    pub(crate) answer_bytes: usize,
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
    /// The certificate to serve with.
    pub(crate) tls: auth::settings::Tls,
    /// SPARQL.
    pub(crate) sparql: sparql::settings::Settings,
    /// GraphQL.
    pub(crate) graphql: graphql::settings::Settings,
    /// The schema registry for Kafka clients.
    pub(crate) schema_registry: schema_registry::settings::Settings,
}

impl Default for Settings {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            host: "127.0.0.1".to_owned(),
            port: 8080,
            url: None,
            log: Format::Text,
            connections: 1024,
            requests: 256,
            reads: 2 * cores,
            queries: cores,
            publications: 2,
            queue: 128,
            queue_seconds: 5,
            publish_queue_seconds: 40,
            request_seconds: 60,
            body_seconds: 30,
            body_bytes: 256 << 20,
            answer_seconds: 30,
            answer_bytes: 256 << 20,
            header_seconds: 10,
            shutdown_seconds: 20,
            model_bytes: 16 << 20,
            query_bytes: 64 << 10,
            auth: auth::settings::Settings::default(),
            tls: auth::settings::Tls::default(),
            sparql: sparql::settings::Settings::default(),
            graphql: graphql::settings::Settings::default(),
            schema_registry: schema_registry::settings::Settings::default(),
        }
    }
}

/// What flags say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Flags {
    /// The address to listen on.
    pub(crate) host: Option<String>,
    /// The port to listen on.
    pub(crate) port: Option<u16>,
    /// How logs are written.
    pub(crate) log: Option<Format>,
}

/// More at a time than any machine serves.
const MOST: usize = 1_000_000;
/// Longer than anybody waits, in seconds.
const DAY: u64 = 86_400;

/// What variables of the environment begin with.
const PREFIX: &str = "DENOTA_SERVE_";

impl Settings {
    /// The settings of the file, overlaid with variables of the environment, then flags.
    ///
    /// # Errors
    /// A variable names no setting, or has a value that does not fit.
    pub(crate) fn resolve(
        file: &Self,
        environment: impl Iterator<Item = (OsString, OsString)>,
        flags: &Flags,
    ) -> Result<Self> {
        let mut settings = file.clone();
        for (name, value) in environment {
            let name = name.to_str().unwrap_or_default();
            if let Some(setting) = name.strip_prefix(PREFIX) {
                let value = value
                    .to_str()
                    .ok_or_else(|| "its value is not UTF-8".to_owned());
                let overlaid = value.and_then(|value| settings.overlaid(setting, value));
                settings = overlaid.map_err(|e| {
                    Failure::new(format!("the variable `{name}` cannot be used: {e}")).help(
                        "`DENOTA_SERVE_REQUEST_SECONDS` is `request-seconds` of `[serve]`; two underscores lead into a table: `DENOTA_SERVE_SPARQL__QUERY_MILLIS`",
                    )
                })?;
            }
        }
        if let Some(host) = &flags.host {
            settings.host.clone_from(host);
        }
        settings.port = flags.port.unwrap_or(settings.port);
        settings.log = flags.log.unwrap_or(settings.log);
        settings.check()?;
        Ok(settings)
    }

    /// Refuses limits under which nothing could ever be answered, and an address that is none.
    fn check(&self) -> Result<()> {
        let url = self.url.as_deref();
        if let Some(url) = url.filter(|url| address::origin(url).is_none()) {
            let what = format!("`url` of `[serve]` is `{url}`, which is no address of a server");
            return Err(Failure::new(what).help(
                "write it with its scheme and without a path: `https://models.example.com`",
            ));
        }
        let (sparql, graphql) = (&self.sparql, &self.graphql);
        let zero = [
            ("connections", self.connections == 0),
            ("requests", self.requests == 0),
            ("reads", self.reads == 0),
            ("queries", self.queries == 0),
            ("publications", self.publications == 0),
            ("request-seconds", self.request_seconds == 0),
            ("header-seconds", self.header_seconds == 0),
            ("body-seconds", self.body_seconds == 0),
            ("body-bytes", self.body_bytes == 0),
            ("answer-seconds", self.answer_seconds == 0),
            ("answer-bytes", self.answer_bytes == 0),
            ("model-bytes", self.model_bytes == 0),
            ("query-bytes", self.query_bytes == 0),
            ("sparql.query-millis", sparql.query_millis == 0),
            ("sparql.query-memory-mib", sparql.query_memory_mib == 0),
            ("graphql.depth", graphql.depth == 0),
            ("graphql.complexity", graphql.complexity == 0),
            ("graphql.nodes", graphql.nodes == 0),
            ("graphql.seconds", graphql.seconds == 0),
            ("graphql.page", graphql.page == 0),
        ];
        if let Some((name, _)) = zero.iter().find(|(_, is_zero)| *is_zero) {
            let what = format!("`{name}` of `[serve]` is 0, under which nothing is answered");
            return Err(
                Failure::new(what).help("set it to 1 or more, or leave it out for its default")
            );
        }
        let counts = [
            ("connections", self.connections),
            ("requests", self.requests),
            ("reads", self.reads),
            ("queries", self.queries),
            ("publications", self.publications),
            ("queue", self.queue),
        ];
        let seconds = [
            ("queue-seconds", self.queue_seconds),
            ("publish-queue-seconds", self.publish_queue_seconds),
            ("request-seconds", self.request_seconds),
            ("body-seconds", self.body_seconds),
            ("header-seconds", self.header_seconds),
            ("shutdown-seconds", self.shutdown_seconds),
        ];
        let counts = counts.into_iter().filter(|(_, n)| *n > MOST);
        let seconds = seconds.into_iter().filter(|(_, n)| *n > DAY);
        let counts = counts.map(|(name, _)| (name, MOST.to_string()));
        match counts
            .chain(seconds.map(|(name, _)| (name, DAY.to_string())))
            .next()
        {
            None => Ok(()),
            Some((name, most)) => Err(Failure::new(format!(
                "`{name}` of `[serve]` is more than {most}"
            ))
            .help("set it to less, or leave it out for its default")),
        }
    }

    /// With one setting changed, named as in the environment.
    fn overlaid(&self, name: &str, value: &str) -> std::result::Result<Self, String> {
        let path: Vec<String> = name
            .split("__")
            .map(|part| part.to_ascii_lowercase().replace('_', "-"))
            .collect();
        let as_text = Value::String(value.to_owned());
        // `8080` is a number, `127.0.0.1` is none, and a token of digits is a text after all.
        let as_written = toml::from_str::<Table>(&format!("value = {value}"))
            .ok()
            .and_then(|mut table| table.remove("value"));
        let first = self.with(&path, as_written.unwrap_or_else(|| as_text.clone()));
        first.or_else(|error| self.with(&path, as_text).map_err(|_| error))
    }

    fn with(&self, path: &[String], value: Value) -> std::result::Result<Self, String> {
        let message = |e: &dyn std::fmt::Display| e.to_string().trim().replace('\n', " ");
        let mut table = Table::try_from(self).map_err(|e| message(&e))?;
        let (last, tables) = path.split_last().ok_or("it names no setting")?;
        let mut at = &mut table;
        for name in tables {
            let entry = at.entry(name.clone());
            at = match entry.or_insert_with(|| Value::Table(Table::new())) {
                Value::Table(table) => table,
                Value::String(_)
                | Value::Integer(_)
                | Value::Float(_)
                | Value::Boolean(_)
                | Value::Datetime(_)
                | Value::Array(_) => return Err(format!("`{name}` is not a table")),
            };
        }
        at.insert(last.clone(), value);
        table.try_into().map_err(|e| message(&e))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn resolve(env: &[(&str, &str)], flags: &Flags) -> Result<Settings> {
        let file: Settings = toml::from_str("port = 1\nqueue = 7\nhost = \"::1\"").unwrap();
        let env = env.iter().map(|(k, v)| (k.into(), v.into()));
        Settings::resolve(&file, env, flags)
    }

    #[test]
    fn flags_win_over_the_environment_and_that_over_the_file() {
        let plain = resolve(&[], &Flags::default()).unwrap();
        assert_eq!(
            (plain.port, plain.queue, plain.host.as_str()),
            (1, 7, "::1")
        );
        let env = [
            ("DENOTA_SERVE_PORT", "2"),
            ("DENOTA_SERVE_HOST", "127.0.0.1"),
            ("PATH", "x"),
        ];
        let with_env = resolve(&env, &Flags::default()).unwrap();
        assert_eq!((with_env.port, with_env.queue), (2, 7));
        assert_eq!(with_env.host, "127.0.0.1");
        let flags = Flags {
            port: Some(3),
            log: Some(Format::Json),
            ..Flags::default()
        };
        let all = resolve(&env, &flags).unwrap();
        assert_eq!((all.port, all.log), (3, Format::Json));
        assert_eq!(all.host, "127.0.0.1");
    }

    #[test]
    fn limits_under_which_nothing_is_answered_are_refused_by_name() {
        for (variable, name) in [
            ("DENOTA_SERVE_REQUESTS", "`requests`"),
            ("DENOTA_SERVE_QUERIES", "`queries`"),
            ("DENOTA_SERVE_QUERY_BYTES", "`query-bytes`"),
            ("DENOTA_SERVE_GRAPHQL__DEPTH", "`graphql.depth`"),
            ("DENOTA_SERVE_SPARQL__QUERY_MILLIS", "`sparql.query-millis`"),
        ] {
            let failure = resolve(&[(variable, "0")], &Flags::default()).unwrap_err();
            assert!(failure.what.contains(name), "{failure:?}");
        }
        resolve(&[("DENOTA_SERVE_QUEUE", "0")], &Flags::default()).unwrap();
    }

    #[test]
    fn a_variable_that_is_no_setting_is_refused_by_name() {
        for (name, value) in [
            ("DENOTA_SERVE_PROT", "1"),
            ("DENOTA_SERVE_PORT", "many"),
            ("DENOTA_SERVE_PORT", "70000"),
            ("DENOTA_SERVE_PORT__X", "1"),
            ("DENOTA_SERVE_", "1"),
        ] {
            let failure = resolve(&[(name, value)], &Flags::default()).unwrap_err();
            assert!(failure.what.contains(&format!("`{name}`")), "{failure:?}");
        }
        let digits = [("DENOTA_SERVE_AUTH__TOKENS", "12345")];
        let digits = resolve(&digits, &Flags::default()).unwrap();
        assert_eq!(digits.auth.tokens.as_deref(), Some("12345"));
    }

    #[cfg(unix)]
    #[test]
    fn what_is_not_utf_8_matters_only_where_it_is_a_setting() {
        use std::os::unix::ffi::OsStringExt as _;
        let resolve = |name: &[u8]| {
            let env = (
                OsString::from_vec(name.to_vec()),
                OsString::from_vec(vec![0xff]),
            );
            Settings::resolve(
                &Settings::default(),
                std::iter::once(env),
                &Flags::default(),
            )
        };
        resolve(b"LESSCHARSET").unwrap();
        resolve(b"DENOTA_SERVE_\xff").unwrap();
        let failure = resolve(b"DENOTA_SERVE_URL").unwrap_err();
        assert!(failure.what.contains("`DENOTA_SERVE_URL`"), "{failure:?}");
    }

    #[test]
    fn an_address_that_is_none_is_refused() {
        for url in ["models.example.com", "12345", "https://a.example/denota"] {
            let failure = resolve(&[("DENOTA_SERVE_URL", url)], &Flags::default()).unwrap_err();
            assert!(failure.what.contains(&format!("`{url}`")), "{failure:?}");
        }
        let url = "https://models.example.com/";
        let set = resolve(&[("DENOTA_SERVE_URL", url)], &Flags::default()).unwrap();
        assert_eq!(set.url.as_deref(), Some(url));
    }
}
