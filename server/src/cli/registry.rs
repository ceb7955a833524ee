//! The commands that speak to a registry.

use std::path::PathBuf;

use clap::Args;

use super::Paths;

/// Which registry a command speaks to.
#[derive(Debug, Args)]
pub(crate) struct At {
    /// The registry's URL; without it that of `denota.toml`, else the one of this folder.
    /// A token is taken from the variable `DENOTA_TOKEN`
    #[arg(long, value_name = "URL")]
    pub(crate) registry: Option<String>,
}

/// `denota publish`
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  denota publish --dry-run              what would be published, and what it would break
  denota publish models/people.ttl
  denota publish --registry https://registry.example.com

All models go in together or not at all. Publishing again what is there already does nothing.")]
pub(crate) struct Publish {
    #[command(flatten)]
    pub(crate) paths: Paths,
    #[command(flatten)]
    pub(crate) at: At,
    /// Say what would happen and stop
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// For CI: fail where no registry is named, rather than publish into that of this folder
    #[arg(long)]
    pub(crate) require_registry: bool,
}

/// `denota pull`
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  denota pull             fetch exactly what `denota.lock` names; lock what it lacks
  denota pull --update    lock the newest versions that `denota.toml` allows
  denota pull --locked    for CI: fail where `denota.lock` would change")]
pub(crate) struct Pull {
    #[command(flatten)]
    pub(crate) at: At,
    /// Take the newest versions that `denota.toml` allows
    #[arg(long)]
    pub(crate) update: bool,
    /// Fail where `denota.lock` would change
    #[arg(long, conflicts_with = "update")]
    pub(crate) locked: bool,
}

/// `denota log`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  denota log onepiece\n  denota log onepiece --changes")]
pub(crate) struct Log {
    /// The short name of a domain
    #[arg(value_name = "DOMAIN")]
    pub(crate) domain: String,
    #[command(flatten)]
    pub(crate) at: At,
    /// Show what each version changed
    #[arg(long)]
    pub(crate) changes: bool,
}

/// `denota search`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  denota search devil fruit\n  denota search --kind Enumeration genre"
)]
pub(crate) struct Search {
    /// Words, or beginnings of words
    #[arg(value_name = "WORDS", required = true)]
    pub(crate) words: Vec<String>,
    #[command(flatten)]
    pub(crate) at: At,
    /// Only terms of this kind, such as `Enumeration`
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<String>,
    /// Only what this team owns
    #[arg(long, value_name = "TEAM")]
    pub(crate) owner: Option<String>,
    /// Only terms of this domain
    #[arg(long, value_name = "DOMAIN")]
    pub(crate) domain: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) limit: usize,
}

/// `denota backup`
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  denota backup /var/backups/denota/monday")]
pub(crate) struct Backup {
    /// The folder to write to; it must not exist, or be empty
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,
}

/// `denota restore`
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  denota restore /var/backups/denota/monday\n\nA registry that is there already is never overwritten."
)]
pub(crate) struct Restore {
    /// A folder that `denota backup` wrote
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,
}

/// `denota verify-store`
#[derive(Debug, Args)]
pub(crate) struct VerifyStore {
    /// The folder of the store
    pub(crate) folder: PathBuf,
}
