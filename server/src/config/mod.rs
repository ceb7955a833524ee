//! `denota.toml`: what a user's repository is set to. Everything has a default.

mod apply;
mod error;
mod names;

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use crate::failure::{Doing as _, Result};

/// The settings.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Config {
    /// Folders and files of models.
    pub(crate) models: Vec<String>,
    /// The team that owns the models here.
    pub(crate) owner: Option<String>,
    /// The registry to publish to.
    pub(crate) registry: Option<String>,
    /// How targets name things: `prefixed` or `plain`.
    pub(crate) naming: Option<NamingStyle>,
    /// Namespaces that stand for others.
    pub(crate) aliases: BTreeMap<Spanned<String>, Spanned<String>>,
    /// Levels of rules and lints, by code or name.
    pub(crate) lints: BTreeMap<Spanned<String>, LintLevel>,
    /// Options by target.
    pub(crate) targets: BTreeMap<Spanned<String>, BTreeMap<Spanned<String>, Spanned<String>>>,
    /// Live data systems by name.
    pub(crate) containers: BTreeMap<Spanned<String>, ContainerSettings>,
    /// Version ranges of the domains that the models depend on.
    pub(crate) dependencies: BTreeMap<String, Spanned<String>>,
    /// How `denota serve` is set up.
    pub(crate) serve: crate::http::settings::Settings,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            models: vec![".".to_owned()],
            owner: None,
            registry: None,
            naming: None,
            aliases: BTreeMap::new(),
            lints: BTreeMap::new(),
            targets: BTreeMap::new(),
            containers: BTreeMap::new(),
            dependencies: BTreeMap::new(),
            serve: crate::http::settings::Settings::default(),
        }
    }
}

/// How targets name things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum NamingStyle {
    /// With the domain's prefix.
    Prefixed,
    /// Without.
    Plain,
}

/// What is done about a rule's findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LintLevel {
    /// Nothing.
    Allow,
    /// They are warnings.
    Warn,
    /// They are errors.
    Deny,
}

/// A live data system.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) enum ContainerSettings {
    /// A SQLite catalog and a local warehouse.
    Embedded {
        /// The folder, relative to `denota.toml`.
        #[serde(default)]
        path: Option<String>,
    },
    /// A catalog behind the Iceberg REST protocol.
    Rest {
        /// The part of its URLs before `/v1`.
        uri: String,
        /// The warehouse, where the catalog serves several.
        #[serde(default)]
        warehouse: Option<String>,
        /// Further properties, such as `token`; `${NAME}` stands for a variable of the environment.
        #[serde(default)]
        properties: BTreeMap<String, String>,
    },
}

/// Reads a settings file.
///
/// # Errors
/// It cannot be read, or says what is not known.
pub(crate) fn read(path: &Path) -> Result<Config> {
    let text = std::fs::read_to_string(path).doing(|| format!("read `{}`", path.display()))?;
    parse(&path.display().to_string(), &text)
}

fn parse(path: &str, text: &str) -> Result<Config> {
    let config: Config = toml::from_str(text).map_err(|e| error::of_toml(path, text, &e))?;
    names::check(&config).map_err(|e| {
        let help = error::misplaced(text, e.span.start).or(e.help);
        error::at(path, text, e.span, &e.what, help)
    })?;
    Ok(config)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_empty_file_is_the_default() {
        assert_eq!(parse("denota.toml", "").unwrap(), Config::default());
    }

    #[test]
    fn every_setting_is_read() {
        let text = r#"
            models = ["models", "shared/people.ttl"]
            owner = "catalogue"
            registry = "https://registry.example.com"
            naming = "plain"
            aliases = { "https://old.example.com/ns#" = "https://w3id.org/denota/upper#" }
            dependencies = { people = "^1.2" }
            [containers.lake]
            kind = "embedded"
            path = "state"
            [containers.prod]
            kind = "rest"
            uri = "https://catalog.example.com"
            properties = { token = "${TOKEN}" }
        "#;
        let config = parse("denota.toml", text).unwrap();
        assert_eq!(config.models.len(), 2);
        assert_eq!(config.naming, Some(NamingStyle::Plain));
        assert!(matches!(
            config.containers.get("prod"),
            Some(ContainerSettings::Rest {
                warehouse: None,
                ..
            })
        ));
    }

    #[test]
    fn an_error_may_be_called_one() {
        let config = parse("denota.toml", "[lints]\nsame-name = \"deny\"").unwrap();
        assert_eq!(config.lints.len(), 1);
    }

    #[test]
    fn what_is_not_known_is_refused_with_its_place_and_the_nearest_word() {
        for (text, place, near) in [
            ("\nmodel = []", "denota.toml:2:1", "models"),
            (
                "[lints]\nU0133x = \"warn\"",
                "denota.toml:2:1",
                "denota explain",
            ),
            (
                "[lints]\nplural-clas = \"warn\"",
                "denota.toml:2:1",
                "did you mean `plural-class`?",
            ),
            (
                "[lints]\nU0032 = \"allow\"",
                "`U0032` is always an error",
                "denota explain U0032",
            ),
            (
                "[lints]\nundefined-term = \"warn\"",
                "`undefined-term` is always an error",
                "denota explain",
            ),
            (
                "[lints]\nsame-name = \"warn\"",
                "`same-name` is always an error",
                "denota.toml:2:1",
            ),
            ("[targets.nonsense]\n", "denota.toml:1:10", "denota targets"),
            ("naming = \"plian\"", "denota.toml:1:10", "plain"),
            (
                "[containers.\"my lake\"]\nkind = \"embedded\"",
                "denota.toml:1:13",
                "letters",
            ),
            (
                "[containers.x]\nkind = \"embeded\"",
                "denota.toml:",
                "embedded",
            ),
            ("models = [", "denota.toml:1:", ""),
            (
                "[lints]\n\nregistry = \"https://r.example.com\"",
                "denota.toml:3:12",
                "`registry` stands in the table `[lints]` here: move the line",
            ),
            (
                "[dependencies]\npeople = \"^1\"\nowner = \"shop\"",
                "denota.toml:3:9",
                "`owner` stands in the table `[dependencies]`",
            ),
            (
                "[aliases]\nregistry = \"https://r.example.com\"",
                "`registry` is not a namespace",
                "`registry` stands in the table `[aliases]`",
            ),
            (
                "[aliases]\n\"https://old.example.com/ns\" = \"https://new.example.com/ns#\"",
                "denota.toml:2:1",
                "up to the `#` or `/`",
            ),
            (
                "[dependencies]\npeople = \"one\"",
                "denota.toml:2:10",
                "`^1.2`",
            ),
        ] {
            let failure = parse("denota.toml", text).unwrap_err();
            let all = format!(
                "{} {} {}",
                failure.what,
                failure.excerpt.unwrap_or_default(),
                failure.help.unwrap_or_default()
            );
            assert!(all.contains(place) && all.contains(near), "{text}: {all}");
        }
    }
}
