//! Asking a registry, by the SPARQL protocol like everybody else.

use std::collections::BTreeMap;

use registry::Kind;
use serde::Deserialize;

use super::answers::Shown;
use super::prefixes::Prefixes;
use crate::cli::Output;
use crate::client::{Client, Request, graphs};
use crate::failure::Result;
use crate::out::Out;
use crate::project::Project;

/// What graphs come in, whatever solutions come in.
const GRAPH: &str = "application/n-triples";
/// What solutions come in, to be shown to people.
const JSON: &str = "application/sparql-results+json";

/// Asks the registry that is named, else that of the settings, else that of this folder.
pub(super) fn ask(
    url: Option<&str>,
    text: &str,
    output: Output,
    project: &Project,
    out: &Out,
) -> Result<()> {
    let client = Client::reading(url, project, out)?;
    let prefixes = prefixes(&client)?;
    let solutions = match output {
        Output::Table | Output::Json => JSON,
        Output::Csv => "text/csv",
        Output::Tsv => "text/tab-separated-values",
    };
    let query = prefixes.declare(text).into_bytes();
    let request = Request::post("/sparql", "application/sparql-query", query)
        .accept(&format!("{solutions}, {GRAPH}"));
    let reply = client.send(request)?.success()?;
    if output != Output::Table {
        out.document(&reply.text());
    } else if reply.is(JSON) {
        reply.json::<Results>()?.shown(&prefixes).print(out);
    } else {
        Shown::Graph(reply.text()).print(out);
    }
    Ok(())
}

/// The models of the registry, by their short names.
fn prefixes(client: &Client) -> Result<Prefixes> {
    let models = graphs::all(client, |kind| kind == Kind::Model)?.into_iter();
    let named = models.filter_map(|model| Some((model.domain?, model.iri)));
    Ok(Prefixes::with(named))
}

/// Answers in the standard results format.
#[derive(Deserialize)]
struct Results {
    head: Head,
    boolean: Option<bool>,
    #[serde(default)]
    results: Bindings,
}

#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    vars: Vec<String>,
}

#[derive(Default, Deserialize)]
struct Bindings {
    bindings: Vec<BTreeMap<String, Term>>,
}

#[derive(Deserialize)]
struct Term {
    r#type: String,
    value: String,
    #[serde(rename = "xml:lang")]
    language: Option<String>,
}

impl Results {
    fn shown(self, prefixes: &Prefixes) -> Shown {
        if let Some(answer) = self.boolean {
            return Shown::Boolean(answer);
        }
        let variables = self.head.vars;
        let row = |solution: &BTreeMap<String, Term>| {
            let value = |name| solution.get(name).map(|term| term.shown(prefixes));
            let values = variables.iter().map(value);
            values.map(Option::unwrap_or_default).collect()
        };
        let rows = self.results.bindings.iter().map(row).collect();
        Shown::Rows(variables, rows)
    }
}

impl Term {
    fn shown(&self, prefixes: &Prefixes) -> String {
        match (self.r#type.as_str(), &self.language) {
            ("uri", _) => prefixes.shorten_iri(&self.value),
            ("bnode", _) => format!("_:{}", self.value),
            (_, Some(language)) => format!("{} @{language}", self.value),
            (_, None) => self.value.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn shown(results: &str) -> Shown {
        let prefixes = Prefixes::with([("shop".to_owned(), "https://a.b/shop#".to_owned())]);
        let results: Results = serde_json::from_str(results).unwrap();
        results.shown(&prefixes)
    }

    #[test]
    fn terms_are_shown_as_those_of_models_here() {
        let rows = shown(
            r#"{"head": {"vars": ["a", "b"]}, "results": {"bindings": [
                {"a": {"type": "uri", "value": "https://a.b/shop#sku"}, "b": {"type": "literal", "value": "x", "xml:lang": "en"}},
                {"a": {"type": "bnode", "value": "c"}},
                {"a": {"type": "literal", "value": "1", "datatype": "http://www.w3.org/2001/XMLSchema#integer"}}
            ]}}"#,
        );
        let expected = [["shop:sku", "x @en"], ["_:c", ""], ["1", ""]];
        let expected = expected.map(|row| row.map(str::to_owned).to_vec()).to_vec();
        assert_eq!(
            rows,
            Shown::Rows(vec!["a".to_owned(), "b".to_owned()], expected)
        );
        assert_eq!(
            shown(r#"{"head": {}, "boolean": true}"#),
            Shown::Boolean(true)
        );
    }
}
