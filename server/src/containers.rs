//! Which live data system a command works on.

use std::collections::BTreeMap;

use ::containers::{CATALOG, Container, ContainerKind, Live};
use upper::spelling::nearest;

use crate::config::ContainerSettings;
use crate::failure::{Failure, Result};
use crate::project::Project;

/// Opens the container with a name; without one, the only one of the settings, or the
/// embedded one.
pub(crate) fn open(name: Option<&str>, project: &Project) -> Result<Live> {
    Live::open(&choose(name, project)?).map_err(failed)
}

/// The same for a command that makes none where it is missing.
pub(crate) fn existing(name: Option<&str>, project: &Project) -> Result<Live> {
    let container = choose(name, project)?;
    if !container.is_there() {
        let what = format!("nothing is provisioned in `{}` yet", container.name);
        return Err(Failure::new(what).help("run `denota provision` first: it makes the tables"));
    }
    Live::open(&container).map_err(failed)
}

/// A failure of a container, in words.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that map_err wants"
)]
pub(crate) fn failed(error: ::containers::Error) -> Failure {
    let failure = Failure::new(error.to_string());
    match error.help() {
        Some(help) => failure.help(help),
        None => failure,
    }
}

/// The container that a command is about.
pub(crate) fn choose(name: Option<&str>, project: &Project) -> Result<Container> {
    let known = &project.config.containers;
    let mut names = known.keys().map(|name| name.get_ref().as_str());
    match (name, names.next(), names.next()) {
        (Some(name), ..) => match known.get(name) {
            Some(settings) => container(name, settings, project),
            None if name == CATALOG => Ok(Container::embedded(project.state())),
            None => Err(unknown(name, project)),
        },
        (None, None, _) => Ok(Container::embedded(project.state())),
        (None, Some(only), None) => choose(Some(only), project),
        (None, Some(_), Some(_)) if known.contains_key(CATALOG) => choose(Some(CATALOG), project),
        (None, Some(_), Some(_)) => {
            let names: Vec<&str> = known.keys().map(|name| name.get_ref().as_str()).collect();
            Err(Failure::new("there are several containers")
                .help(format!("name one with `--to`: {}", names.join(", "))))
        }
    }
}

fn unknown(name: &str, project: &Project) -> Failure {
    let names: Vec<&str> = project
        .config
        .containers
        .keys()
        .map(|name| name.get_ref().as_str())
        .chain([CATALOG])
        .collect();
    Failure::new(format!("there is no container `{name}`")).help(
        match nearest(name, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "there are {}; `denota.toml` names containers under `[containers.NAME]`",
                names.join(", ")
            ),
        },
    )
}

fn container(name: &str, settings: &ContainerSettings, project: &Project) -> Result<Container> {
    let kind = match settings {
        ContainerSettings::Embedded { path } => ContainerKind::Embedded {
            dir: path
                .as_ref()
                .map_or_else(|| project.state(), |p| project.root.join(p)),
        },
        ContainerSettings::Rest {
            uri,
            warehouse,
            properties,
        } => ContainerKind::Rest {
            uri: expand(uri)?,
            warehouse: warehouse.as_deref().map(expand).transpose()?,
            properties: expand_all(properties)?,
        },
    };
    Ok(Container {
        name: name.to_owned(),
        kind,
    })
}

fn expand_all(properties: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>> {
    properties
        .iter()
        .map(|(key, value)| Ok((key.clone(), expand(value)?)))
        .collect()
}

/// Puts variables of the environment in for `${NAME}`: secrets do not belong into files.
fn expand(text: &str) -> Result<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let (name, after) = after.split_once('}').ok_or_else(|| {
            Failure::new(format!(
                "`{text}` in `denota.toml` has a `${{` without its `}}`"
            ))
        })?;
        out.push_str(before);
        out.push_str(&std::env::var(name).map_err(|_| {
            Failure::new(format!("the variable `{name}` is not set"))
                .help("`denota.toml` takes it from the environment; set it and try again")
        })?);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::expand;

    #[test]
    fn variables_come_from_the_environment() {
        let path = std::env::var("PATH").unwrap();
        assert_eq!(expand("a ${PATH} b").unwrap(), format!("a {path} b"));
        assert!(
            expand("${DENOTA_NOT_SET}")
                .unwrap_err()
                .what
                .contains("DENOTA_NOT_SET")
        );
        assert!(expand("${PATH").is_err());
    }
}
