//! What users type: the command line, as data.

mod registry;

use std::path::PathBuf;

use clap::builder::Styles;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::render::style;
pub(crate) use registry::{Backup, Log, Publish, Pull, Restore, Search, VerifyStore};

/// Domain models in, schemas and live tables out.
#[derive(Debug, Parser)]
#[command(name = "denota", version, about, long_about = LONG, after_help = EXAMPLES, styles = styles())]
#[command(
    arg_required_else_help = true,
    disable_help_subcommand = true,
    max_term_width = 100
)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// When to use colours
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        value_name = "WHEN",
        help_heading = "Everywhere"
    )]
    pub(crate) color: Color,
    /// How findings are written
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        value_name = "FORMAT",
        help_heading = "Everywhere"
    )]
    pub(crate) format: Format,
    /// Say nothing but results and failures
    #[arg(short, long, global = true, help_heading = "Everywhere")]
    pub(crate) quiet: bool,
}

const LONG: &str = "\
Denota reads domain models written in Upper (Turtle), checks them, and makes schemas and \
live tables from them.

Exit codes: 0 nothing wrong (warnings may be), 1 findings, 2 the operation failed.";

const EXAMPLES: &str = "\
Examples:
  denota init                           start a repository
  denota check                          check the models here
  denota transpile all --out generated  make every schema
  denota explain U0073                  what a finding means
  denota provision && denota load library:Book books.csv
  denota map show library:isbn          where a term lives in every schema";

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start a repository: settings, an example model, a CI workflow
    Init(Init),
    /// Check models: everything that is wrong, at once
    Check(Check),
    /// Explain a finding
    Explain(Explain),
    /// List the targets, with versions and options
    Targets,
    /// Make schemas from models
    Transpile(Transpile),
    /// Create or evolve live tables, as the models say
    Provision(Provision),
    /// Load rows into a live table
    Load(Load),
    /// Show how terms of models and elements of containers map onto each other
    #[command(subcommand)]
    Map(Map),
    /// Ask questions: SPARQL over models, SQL over live tables
    Query(Query),
    /// Serve the registry here over HTTP
    Serve(Serve),
    /// Answer SPARQL queries of the server that started this process
    #[command(hide = true)]
    Worker,
    /// Read the whole store of a registry, for `denota doctor`
    #[command(hide = true)]
    VerifyStore(VerifyStore),
    /// Serve the SPARQL protocol over an empty store that can be updated, for its tests
    #[command(hide = true)]
    SparqlScratch,
    /// Make, list and withdraw the tokens that a server knows callers by
    #[command(subcommand)]
    Token(Token),
    /// See the whole way on bundled models and data
    Demo(Demo),
    /// Publish models to a registry
    Publish(Publish),
    /// Fetch the models of other teams that the models here depend on
    Pull(Pull),
    /// Show the versions of a domain
    Log(Log),
    /// Find terms by their names, labels and descriptions
    Search(Search),
    /// Copy the registry of this folder, also while it is served
    Backup(Backup),
    /// Put a copy of a registry in place
    Restore(Restore),
    /// Check the set-up
    Doctor,
    /// Print the completions of a shell
    Completions(Completions),
}

/// Paths of models.
#[derive(Debug, Args)]
pub(crate) struct Paths {
    /// Files and folders of models; without any, those that `denota.toml` names, else the
    /// working folder
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
}

/// `denota init`
#[derive(Debug, Args)]
#[command(
    after_help = "Existing files are left as they are.\n\nExample:\n  denota init && denota check"
)]
pub(crate) struct Init {
    /// The folder; made when missing
    #[arg(default_value = ".", value_name = "DIR")]
    pub(crate) dir: PathBuf,
}

/// `denota check`
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  denota check
  denota check models/ shared/people.ttl
  denota check --deny warnings --format github")]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) paths: Paths,
    /// Count warnings as errors
    #[arg(long, value_enum, value_name = "WHAT")]
    pub(crate) deny: Option<Deny>,
}

/// What counts as an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Deny {
    /// Warnings and lints too.
    Warnings,
}

/// `denota explain`
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  denota explain U0073")]
pub(crate) struct Explain {
    /// The code of a finding, such as U0073, or the name of a lint; without one, all of them
    #[arg(value_name = "CODE")]
    pub(crate) code: Option<String>,
}

/// `denota transpile`
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  denota transpile graphql models/ --out generated
  denota transpile all --out generated
  denota transpile graphql --naming plain -o federation=none --out generated

A word is a target as long as `denota targets` lists it; what follows are paths.")]
pub(crate) struct Transpile {
    /// Targets, or `all`; then files and folders of models
    #[arg(required = true, value_name = "TARGET|PATH")]
    pub(crate) words: Vec<String>,
    /// The folder to write to
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// How targets name things
    #[arg(long, value_enum, value_name = "STYLE")]
    pub(crate) naming: Option<Naming>,
    /// An option of a target
    #[arg(short, value_name = "KEY=VALUE")]
    pub(crate) option: Vec<String>,
    /// Enter new numbers of columns into `denota.ids`
    #[arg(long)]
    pub(crate) update_ids: bool,
}

/// How targets with one global scope name things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Naming {
    /// With the domain's prefix: `ONEPIECE_Character`.
    Prefixed,
    /// Without: `Character`.
    Plain,
}

/// `denota provision`
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  denota provision --dry-run
  denota provision models/ --yes
  denota provision --to prod

Without `--to`, tables go to the only container of `denota.toml`, else to an embedded catalog
in `.denota`. Running it again does nothing; what would be unsafe is refused.")]
pub(crate) struct Provision {
    #[command(flatten)]
    pub(crate) paths: Paths,
    /// The container, by its name in `denota.toml`
    #[arg(long, value_name = "CONTAINER")]
    pub(crate) to: Option<String>,
    /// Show the plan and stop
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Narrow what values may be although tables have rows, which are neither changed nor
    /// looked at
    #[arg(long)]
    pub(crate) allow_narrowing: bool,
    /// Ask nothing; without a terminal nobody is asked anyway, and the plan is carried out
    #[arg(short, long)]
    pub(crate) yes: bool,
}

/// `denota load`
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  denota load onepiece:Character characters.jsonl
  denota load tpch:LineItem part-1.parquet part-2.parquet --to prod

Rows with a key that the table has already replace what it has. Rejected rows go to
FILE.rejected.jsonl, with line and reason; all others go in, in one commit.")]
pub(crate) struct Load {
    /// The class of the rows, as `domain:Name` or as an IRI
    #[arg(value_name = "CLASS")]
    pub(crate) class: String,
    /// Files of rows: JSON lines, CSV, Avro or Parquet
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// The container, by its name in `denota.toml`
    #[arg(long, value_name = "CONTAINER")]
    pub(crate) to: Option<String>,
}

/// `denota demo`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  denota demo\n  denota demo --serve\n  denota demo --scale 0.1 big"
)]
pub(crate) struct Demo {
    /// The folder to work in; made when missing
    #[arg(default_value = "denota-demo", value_name = "DIR")]
    pub(crate) dir: PathBuf,
    /// Then publish the models and serve the registry until stopped
    #[arg(long)]
    pub(crate) serve: bool,
    /// How much of TPC-H to generate: 1 makes six million line items
    #[arg(long, default_value_t = 0.01, value_parser = scale, value_name = "FACTOR")]
    pub(crate) scale: f64,
}

/// `denota token`
#[derive(Debug, Subcommand)]
pub(crate) enum Token {
    /// Make a token: it is shown once, and kept as a hash alone
    New(TokenNew),
    /// List who has a token
    List(TokenFile),
    /// Withdraw a token; a running server heeds it within a second
    Revoke(TokenRevoke),
}

/// The file of tokens.
#[derive(Debug, Args)]
pub(crate) struct TokenFile {
    /// The file of tokens; without it, `tokens` of `[serve.auth]` in `denota.toml`
    #[arg(long, value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
}

/// `denota token new`
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  denota token new ci --team people
  denota token new root --admin --days 7 --file tokens.toml")]
pub(crate) struct TokenNew {
    /// Who the token stands for
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// A team that they belong to; the first owns what they publish without naming an owner
    #[arg(long = "team", value_name = "TEAM")]
    pub(crate) teams: Vec<String>,
    /// Let them administer the registry
    #[arg(long)]
    pub(crate) admin: bool,
    /// For how many days the token is good
    #[arg(long, value_name = "DAYS", default_value_t = 365)]
    pub(crate) days: u32,
    /// Let the token be good until it is withdrawn
    #[arg(long, conflicts_with = "days")]
    pub(crate) never_expires: bool,
    #[command(flatten)]
    pub(crate) file: TokenFile,
}

/// `denota token revoke`
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  denota token revoke ci")]
pub(crate) struct TokenRevoke {
    /// Who the token stands for
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) file: TokenFile,
}

/// `denota serve`
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  denota serve
  denota serve --port 0 --log json
  DENOTA_SERVE_PORT=9090 denota serve

Settings come from the table `[serve]` of `denota.toml`, then from variables `DENOTA_SERVE_*`, then
from these flags; later ones win. Ctrl-C ends it: requests that have begun are finished.")]
pub(crate) struct Serve {
    /// The address to listen on; 127.0.0.1 unless set otherwise
    #[arg(long, value_name = "HOST")]
    pub(crate) host: Option<String>,
    /// The port to listen on, 0 for any that is free; 8080 unless set otherwise
    #[arg(long, value_name = "PORT")]
    pub(crate) port: Option<u16>,
    /// How logs are written
    #[arg(long, value_enum, value_name = "HOW")]
    pub(crate) log: Option<LogFormat>,
}

/// How logs are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// For programs: one JSON object a line.
    Json,
}

/// A scale of TPC-H for which there is a row in every table.
fn scale(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(scale) if (0.001..=100.0).contains(&scale) => Ok(scale),
        Ok(_) | Err(_) => Err("a number from 0.001 to 100".to_owned()),
    }
}

/// `denota map`
#[derive(Debug, Subcommand)]
pub(crate) enum Map {
    /// Show what stands for a term, or what an element stands for
    Show(MapShow),
    /// Check that mappings fit their models and containers
    Check(Paths),
}

/// `denota map show`
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  denota map show onepiece:rname
  denota map show https://rdf.netflix.net/onto/onepiece#Character models/
  denota map show onepiece.character.rname")]
pub(crate) struct MapShow {
    /// A term, as an IRI or as `domain:Name`; or an element, as an IRI or by its name
    #[arg(value_name = "TERM|ELEMENT")]
    pub(crate) what: String,
    #[command(flatten)]
    pub(crate) paths: Paths,
}

/// `denota query`
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  denota query 'SELECT ?class { ?class a upper:DirectClass }'
  denota query keyed.rq models/ --output csv
  denota query keyed.rq --registry
  denota query keyed.rq --registry https://registry.example.com
  denota query --sql 'SELECT rname FROM onepiece.character'

Each model is a named graph, and the default graph is all of them. Prefixes that the models
declare, and `upper`, `rdf`, `rdfs`, `owl`, `xsd`, need not be declared again; of a registry's
models, their short names.")]
pub(crate) struct Query {
    /// A query, or a file that holds one
    #[arg(value_name = "STRING|FILE", required_unless_present = "registry")]
    pub(crate) query: Option<String>,
    #[command(flatten)]
    pub(crate) paths: Paths,
    /// Ask a registry, not the models here: the one at a URL; without one that of
    /// `denota.toml`, else the one of this folder
    #[arg(long, value_name = "URL", num_args = 0..=1, conflicts_with = "paths")]
    pub(crate) registry: Option<Option<String>>,
    /// Ask live tables, named `namespace.table`, in SQL
    #[arg(long, conflicts_with_all = ["paths", "registry"])]
    pub(crate) sql: bool,
    /// With `--sql`: the container, by its name in `denota.toml`
    #[arg(long, value_name = "CONTAINER", requires = "sql")]
    pub(crate) to: Option<String>,
    /// How answers are written; those that are graphs are N-Triples, but for the table
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) output: Option<Output>,
}

/// How answers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    /// For people.
    Table,
    /// The standard results format, in JSON; with `--sql` one object a line.
    Json,
    /// Comma-separated values.
    Csv,
    /// Tab-separated values; not with `--sql`.
    Tsv,
}

/// `denota completions`
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  denota completions bash > ~/.local/share/bash-completion/completions/denota"
)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// How findings are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people, with the line underlined.
    #[default]
    Human,
    /// For programs.
    Json,
    /// For code scanning.
    Sarif,
    /// For annotations in pull requests.
    Github,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless the environment says otherwise (`NO_COLOR`).
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Color {
    /// Makes it so, everywhere.
    pub(crate) fn apply(self) {
        match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        }
        .write_global();
    }
}

fn styles() -> Styles {
    Styles::styled()
        .header(style::STRONG)
        .usage(style::STRONG)
        .literal(style::HELP)
        .error(style::ERROR)
        .valid(style::HELP)
        .invalid(style::WARNING)
}
