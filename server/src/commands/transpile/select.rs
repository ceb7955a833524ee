//! Which targets, with which options, from which paths.

use std::path::PathBuf;

use transpilers::naming::Naming;
use transpilers::{Settings, TARGETS, Target, target};
use upper::spelling::nearest;

use crate::failure::{Failure, Result};
use crate::ids;
use crate::project::Project;

/// A target and what it is told.
pub(crate) struct Selected {
    /// The target.
    pub(crate) target: &'static Target,
    /// What it is told.
    pub(crate) settings: Settings,
}

/// The word for all targets.
const ALL: &str = "all";

/// Words to targets and paths: targets come first.
pub(crate) fn split(words: &[String]) -> Result<(Vec<&'static Target>, Vec<PathBuf>)> {
    let named = words
        .iter()
        .take_while(|w| *w == ALL || target(w).is_some())
        .count();
    let (names, paths) = words.split_at(named);
    if let Some(first) = words.first().filter(|_| named == 0) {
        return Err(unknown_target(first));
    }
    let all = names.iter().any(|n| n == ALL);
    let targets = TARGETS
        .iter()
        .filter(|t| all || names.iter().any(|n| n == t.name))
        .collect();
    Ok((targets, paths.iter().map(PathBuf::from).collect()))
}

fn unknown_target(word: &str) -> Failure {
    let names: Vec<&str> = TARGETS.iter().map(|t| t.name).chain([ALL]).collect();
    Failure::new(format!("there is no target `{word}`")).help(
        match nearest(word, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "the targets are {}; they come before the paths",
                names.join(", ")
            ),
        },
    )
}

/// What each target is told: its options of the settings file, then those of the command
/// line, which go to every target that has them.
pub(crate) fn settings(
    targets: &[&'static Target],
    options: &[String],
    naming: Naming,
    project: &Project,
) -> Result<Vec<Selected>> {
    let asked = options
        .iter()
        .map(|o| parse(o))
        .collect::<Result<Vec<_>>>()?;
    for (key, value) in &asked {
        if !targets.iter().any(|t| has(t, key)) {
            return Err(unknown_option(&format!("{key}={value}"), targets));
        }
    }
    let ids = ids::read(project)?;
    targets
        .iter()
        .map(|t| {
            select(
                t,
                &asked,
                Settings {
                    naming,
                    ids: ids.clone(),
                    ..Settings::default()
                },
                project,
            )
        })
        .collect()
}

fn select(
    target: &'static Target,
    asked: &[(String, String)],
    settings: Settings,
    project: &Project,
) -> Result<Selected> {
    let mut options = project.config.target_options(target.name);
    options.extend(asked.iter().filter(|(key, _)| has(target, key)).cloned());
    match settings.with_options(target, &options) {
        Ok(settings) => Ok(Selected { target, settings }),
        Err(unknown) => Err(unknown_option(&unknown.given, &[target])),
    }
}

fn has(target: &Target, key: &str) -> bool {
    target.options.iter().any(|o| o.key == key)
}

fn parse(option: &str) -> Result<(String, String)> {
    let (key, value) = option.split_once('=').ok_or_else(|| {
        Failure::new(format!("the option `{option}` has no value"))
            .help("write it as `-o key=value`")
    })?;
    Ok((key.to_owned(), value.to_owned()))
}

fn unknown_option(given: &str, targets: &[&Target]) -> Failure {
    let of = targets.iter().flat_map(|t| t.options.iter());
    let known: Vec<String> = of
        .flat_map(|o| o.values.iter().map(|v| format!("{}={v}", o.key)))
        .collect();
    Failure::new(format!("no target here has the option `{given}`")).help(if known.is_empty() {
        "these targets have no options; see `denota targets`".to_owned()
    } else {
        match nearest(given, known.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", known.join(", ")),
        }
    })
}
