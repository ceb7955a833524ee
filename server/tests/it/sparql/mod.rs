//! SPARQL and the Graph Store Protocol, as clients meet them.

mod clients;
mod compressed;
mod freshness;
mod graphs;
mod hostile;
mod manifest;
mod protocol;
mod service;
#[cfg(unix)]
mod workers;
mod xml;

use std::io::Write as _;
use std::path::Path;

use crate::http::Answer;
use crate::serve::Server;

/// A model with one class and a label.
fn model(domain: &str, label: &str) -> String {
    format!(
        "@prefix : <https://example.org/{domain}#> .\n\
         @prefix upper: <https://w3id.org/denota/upper#> .\n\
         @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n\
         : a upper:DomainModel ; upper:domain \"{domain}\" ; upper:label \"{domain}\"@en ; upper:description \"A model.\"@en .\n\
         :Thing a upper:DirectClass ; upper:label \"{label}\"@en ; upper:description \"A thing.\"@en ; upper:primaryKey ( :number ) ; upper:property :number .\n\
         :number a upper:Attribute ; upper:label \"Number\"@en ; upper:description \"Its number.\"@en ; upper:datatype xsd:long ; upper:minCount 1 ; upper:maxCount 1 .\n"
    )
}

/// Publishes a model; `matches` is the tag that it must have, none where it must be new.
fn publish(server: &Server, domain: &str, label: &str, matches: Option<&str>) -> Answer {
    let model = model(domain, label);
    match matches {
        Some(tag) => server.replace(domain, tag, &model),
        None => server.create(domain, &model),
    }
}

/// `denota serve` in a folder.
fn serve(folder: &Path) -> Server {
    Server::start(&[], folder)
}

/// Settings of SPARQL in a folder's `denota.toml`.
fn settings(folder: &Path, lines: &str) {
    let mut file = std::fs::File::create(folder.join("denota.toml")).unwrap();
    writeln!(file, "[serve.sparql]\n{lines}").unwrap();
}

/// Whether the full counts are asked for.
fn soak() -> bool {
    std::env::var_os("DENOTA_SOAK").is_some()
}

/// How much memory a process has to itself, in MiB, and how much its children have.
fn resident(id: u32) -> (u64, Vec<u64>) {
    let of = |id: u32| {
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        let line = status
            .lines()
            .find(|l| l.starts_with("RssAnon:"))
            .map(str::to_owned);
        let kib = line.and_then(|l| l.split_whitespace().nth(1)?.parse::<u64>().ok());
        kib.unwrap_or_default() / 1024
    };
    let mut children = Vec::new();
    for task in std::fs::read_dir(format!("/proc/{id}/task"))
        .into_iter()
        .flatten()
        .flatten()
    {
        let listed = std::fs::read_to_string(task.path().join("children")).unwrap_or_default();
        children.extend(
            listed
                .split_whitespace()
                .filter_map(|c| c.parse().ok())
                .map(of),
        );
    }
    (of(id), children)
}
