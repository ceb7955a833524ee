//! What was provisioned, as named graphs in the registry: models, representations, mappings.

use std::time::{SystemTime, UNIX_EPOCH};

use ::containers::{Live, LiveTable};
use registry::{Entry, Publisher, Registry};
use upper::check::Checked;
use upper::finding::Severity;
use upper::model::{DomainModel, Valid};
use upper::source::{Input, Syntax};
use upper::write::graph_iri;

use crate::failure::{Failure, Result};
use crate::pipeline;
use crate::project::Project;
use crate::recorded::failed;

/// Puts the models that were given, and what was made of them, into the registry.
pub(super) fn record(
    project: &Project,
    live: &Live,
    models: &Checked,
    tables: &[(&Valid<DomainModel>, Vec<LiveTable>)],
) -> Result<()> {
    let checked = pipeline::check(
        graphs(live, models, tables),
        project,
        project.config.naming(),
    );
    if let Some(wrong) = checked
        .findings
        .iter()
        .find(|f| f.severity == Severity::Error)
    {
        let path = &checked.corpus.sources.get(wrong.place.source).path;
        return Err(Failure::new(format!(
            "what was provisioned cannot be recorded: {path}: {}",
            wrong.message
        ))
        .help("the tables are as planned; please report this, it is a bug in denota"));
    }
    let graphs = checked.valid_graphs();
    let entries = graphs
        .iter()
        .map(|id| Entry::new(&checked.corpus, id).map_err(failed))
        .collect::<Result<Vec<_>>>()?;
    let registry = Registry::open(&project.state().join("registry")).map_err(failed)?;
    registry.put(&entries, &publisher()).map_err(failed)?;
    Ok(())
}

/// The texts of the models, and the texts made for each.
fn graphs(
    live: &Live,
    models: &Checked,
    tables: &[(&Valid<DomainModel>, Vec<LiveTable>)],
) -> Vec<Input> {
    let corpus = &models.corpus;
    let mut inputs: Vec<Input> = Vec::new();
    for (_, named) in corpus.graphs().filter(|(_, named)| !named.builtin) {
        let source = corpus.sources.get(named.graph.source());
        if inputs.iter().all(|i| i.path != source.path) {
            let bytes = source.text.clone().into_bytes();
            inputs.push(Input {
                path: source.path.clone(),
                bytes,
                syntax: source.syntax,
            });
        }
    }
    for (model, tables) in tables.iter().filter(|(_, tables)| !tables.is_empty()) {
        let domain = &model.domain().info;
        let representation = live.represent(model.models(), tables);
        let iri = graph_iri(&domain.iri, "mappings", &live.container().name);
        let mapping = mappings::canonical::derive(&iri, &domain.iri, &representation);
        for (kind, text) in [("container", representation.turtle()), ("mapping", mapping)] {
            let path = format!("{}/{}.{kind}.ttl", live.container().name, domain.name);
            inputs.push(Input {
                path,
                bytes: text.into_bytes(),
                syntax: Syntax::Turtle,
            });
        }
    }
    inputs
}

fn publisher() -> Publisher {
    let name = ["USER", "USERNAME", "LOGNAME"]
        .iter()
        .find_map(|v| std::env::var(v).ok().filter(|n| !n.is_empty()));
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |d| d.as_secs());
    Publisher {
        name: name.unwrap_or_else(|| "denota".to_owned()),
        at: date_time(seconds),
    }
}

/// Seconds since 1970 as an `xsd:dateTime`.
fn date_time(seconds: u64) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    // Days since 0000-03-01: with leap days at the end of a year, months have a simple law.
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let date = day - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    let year = year + era * 400 + next;
    format!(
        "{year:04}-{month:02}-{date:02}T{:02}:{:02}:{:02}Z",
        rest / 3600,
        rest / 60 % 60,
        rest % 60
    )
}

#[cfg(test)]
mod tests {
    use super::date_time;

    #[test]
    fn instants_are_written_as_dates() {
        assert_eq!(date_time(0), "1970-01-01T00:00:00Z");
        assert_eq!(date_time(951_782_399), "2000-02-28T23:59:59Z");
        assert_eq!(date_time(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(date_time(1_735_689_599), "2024-12-31T23:59:59Z");
    }
}
