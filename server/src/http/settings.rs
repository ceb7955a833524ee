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
            query_bytes: registry::sparql::MAX_QUERY,
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
const MOST: u64 = 1_000_000;
/// Longer than anybody waits, in seconds.
const DAY: u64 = 86_400;
/// Longer than a browser should be trusted, in hours.
const MONTH: u64 = 31 * 24;
/// More memory than any machine has, in bytes.
const MEMORY: u64 = 1 << 40;

/// What variables of the environment begin with.
const PREFIX: &str = "DENOTA_SERVE_";

/// A setting that is a number: its name, the least and the most that it may be, and what it is.
struct Number {
    name: &'static str,
    least: u64,
    value: u64,
    most: u64,
}

fn number(name: &'static str, least: u64, value: u64, most: u64) -> Number {
    Number {
        name,
        least,
        value,
        most,
    }
}

/// How many there are of something.
fn count(name: &'static str, least: u64, value: usize) -> Number {
    number(name, least, value as u64, MOST)
}

/// How much memory something takes.
fn bytes(name: &'static str, value: usize) -> Number {
    number(name, 1, value as u64, MEMORY)
}

impl Number {
    /// Zero would have nothing answered, and a number that is too large overflow what is reckoned
    /// with it.
    fn check(&self) -> Result<()> {
        let Self {
            name,
            least,
            value,
            most,
        } = self;
        let wrong = if value < least {
            format!("is {value}, less than {least}")
        } else if value > most {
            format!("is more than {most}")
        } else {
            return Ok(());
        };
        let help = format!(
            "set it to {least} at least and {most} at most, or leave it out for its default"
        );
        Err(Failure::new(format!("`{name}` of `[serve]` {wrong}")).help(help))
    }
}

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

    /// Refuses numbers out of their bounds, and an address that is none.
    fn check(&self) -> Result<()> {
        let url = self.url.as_deref();
        if let Some(url) = url.filter(|url| address::origin(url).is_none()) {
            let what = format!("`url` of `[serve]` is `{url}`, which is no address of a server");
            return Err(Failure::new(what).help(
                "write it with its scheme and without a path: `https://models.example.com`",
            ));
        }
        self.numbers().iter().try_for_each(Number::check)
    }

    /// All settings that are numbers. A setting that is none of them has to be named too, so that
    /// none is forgotten.
    fn numbers(&self) -> Vec<Number> {
        let Self {
            host: _,
            port: _,
            url: _,
            log: _,
            connections,
            requests,
            reads,
            queries,
            publications,
            queue,
            queue_seconds,
            publish_queue_seconds,
            request_seconds,
            body_seconds,
            body_bytes,
            answer_seconds,
            answer_bytes,
            header_seconds,
            shutdown_seconds,
            model_bytes,
            query_bytes,
            auth,
            tls: _,
            sparql,
            graphql,
            schema_registry: _,
        } = self;
        let auth::settings::Settings {
            tokens: _,
            policy: _,
            session_hours,
            oidc: _,
        } = auth;
        let sparql::settings::Settings {
            query_millis,
            query_memory_mib,
            union_default_graph: _,
        } = sparql;
        let graphql::settings::Settings {
            depth,
            complexity,
            nodes,
            seconds,
            page,
        } = graphql;
        vec![
            count("connections", 1, *connections),
            count("requests", 1, *requests),
            count("reads", 1, *reads),
            count("queries", 1, *queries),
            count("publications", 1, *publications),
            count("queue", 0, *queue),
            number("queue-seconds", 0, *queue_seconds, DAY),
            number("publish-queue-seconds", 0, *publish_queue_seconds, DAY),
            number("request-seconds", 1, *request_seconds, DAY),
            number("body-seconds", 1, *body_seconds, DAY),
            bytes("body-bytes", *body_bytes),
            number("answer-seconds", 1, *answer_seconds, DAY),
            bytes("answer-bytes", *answer_bytes),
            number("header-seconds", 1, *header_seconds, DAY),
            number("shutdown-seconds", 0, *shutdown_seconds, DAY),
            bytes("model-bytes", *model_bytes),
            bytes("query-bytes", *query_bytes),
            number("auth.session-hours", 1, u64::from(*session_hours), MONTH),
            number("sparql.query-millis", 1, *query_millis, DAY * 1000),
            number(
                "sparql.query-memory-mib",
                1,
                *query_memory_mib,
                MEMORY >> 20,
            ),
            count("graphql.depth", 1, *depth),
            count("graphql.complexity", 1, *complexity),
            count("graphql.nodes", 1, *nodes),
            number("graphql.seconds", 1, *seconds, DAY),
            count("graphql.page", 1, *page),
        ]
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
    fn every_number_is_refused_by_name_beyond_its_bounds() {
        let numbers = Settings::default().numbers();
        assert!(numbers.iter().all(|number| number.check().is_ok()));
        for Number {
            name, least, most, ..
        } in numbers
        {
            let variable = name.replace('.', "__").replace('-', "_").to_uppercase();
            let variable = format!("{PREFIX}{variable}");
            let set = |value: u64| {
                let value = value.to_string();
                resolve(&[(variable.as_str(), value.as_str())], &Flags::default())
            };
            for good in [least, most] {
                set(good).unwrap();
            }
            let below = least.checked_sub(1);
            for wrong in below.into_iter().chain([most + 1, u64::MAX >> 1]) {
                let failure = set(wrong).unwrap_err();
                // What does not fit the type is refused by the name of its variable.
                let is_named = [format!("`{name}`"), format!("`{variable}`")]
                    .iter()
                    .any(|name| failure.what.contains(name));
                assert!(is_named, "{wrong}: {failure:?}");
            }
        }
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
