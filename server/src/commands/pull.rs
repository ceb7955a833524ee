//! `denota pull`: the models of other teams, in the versions that `denota.toml` allows, fixed
//! in `denota.lock`.

use std::collections::{BTreeMap, BTreeSet};

use semver::VersionReq;
use serde::Deserialize;

use crate::cli::Pull;
use crate::client::{Client, Request};
use crate::dependencies::{self, LOCK, Locked, Lockfile, cache};
use crate::failure::{Done, Failure, Result};
use crate::files::Written;
use crate::http::segment;
use crate::out::{Out, count};
use crate::project::Project;

/// The versions of a domain, as far as they matter here, the newest first.
#[derive(Debug, Deserialize)]
struct Versions {
    items: Vec<Version>,
}

#[derive(Debug, Deserialize)]
struct Version {
    version: String,
    hash: String,
    retired: bool,
}

/// What a version of a domain needs.
#[derive(Debug, Deserialize)]
struct Dependencies {
    items: Vec<Dependency>,
}

/// A model, as far as it matters here.
#[derive(Debug, Deserialize)]
struct Model {
    iri: String,
}

#[derive(Debug, Deserialize)]
struct Dependency {
    domain: Option<String>,
    range: Option<String>,
    builtin: bool,
}

/// Runs the command.
pub(crate) fn run(args: &Pull, out: &Out) -> Result<Done> {
    let project = Project::find()?;
    let before = dependencies::read(&project)?;
    if project.config.dependencies.is_empty() && before.graphs.is_empty() {
        out.note("nothing to pull: `denota.toml` names no dependencies");
        return Ok(Done::Clean);
    }
    let client = Client::open(args.at.registry.as_deref(), &project, out)?;
    let kept = if args.update {
        Lockfile::new(Vec::new())
    } else {
        before
    };
    let lock = Resolver::new(&client, &kept).resolve(&project)?;
    for locked in &lock.graphs {
        fetch(locked, &client, out)?;
    }
    let written = dependencies::write(&project, &lock)?;
    let graphs = count(lock.graphs.len(), "model");
    match written {
        Written::Same => out.note(format_args!("{graphs} at hand, as `{LOCK}` says")),
        Written::Created | Written::Changed => {
            out.note(format_args!("{graphs} at hand; wrote `{LOCK}`, commit it"));
        }
    }
    Ok(Done::Clean)
}

/// Finds one version of every domain that is needed, directly or not.
struct Resolver<'a> {
    client: &'a Client,
    kept: &'a Lockfile,
    /// The domains found so far, and who needs each in which versions.
    found: BTreeMap<String, Locked>,
    wanted: BTreeMap<String, Vec<(String, VersionReq)>>,
}

impl<'a> Resolver<'a> {
    fn new(client: &'a Client, kept: &'a Lockfile) -> Self {
        Self {
            client,
            kept,
            found: BTreeMap::new(),
            wanted: BTreeMap::new(),
        }
    }

    fn resolve(mut self, project: &Project) -> Result<Lockfile> {
        let mut open = BTreeSet::new();
        for (domain, range) in &project.config.dependencies {
            self.want(domain, "denota.toml", Some(range), &mut open)?;
        }
        // A domain is looked at again when somebody else turns out to need it: one version
        // serves all, since names of terms do not tell versions apart.
        while let Some(domain) = open.pop_first() {
            let locked = self.choose(&domain)?;
            if self.found.get(&domain) == Some(&locked) {
                continue;
            }
            self.needs_of(&locked, &mut open)?;
            self.found.insert(domain, locked);
        }
        Ok(Lockfile::new(self.found.into_values().collect()))
    }

    fn want(
        &mut self,
        domain: &str,
        by: &str,
        range: Option<&str>,
        open: &mut BTreeSet<String>,
    ) -> Result<()> {
        let range = match range {
            Some(range) => VersionReq::parse(range).map_err(|e| {
                Failure::new(format!(
                    "`{range}`, in which `{by}` needs `{domain}`, is no range of versions: {e}"
                ))
                .help("write it as Cargo does: `^1.2`, `>=1, <3`")
            })?,
            None => VersionReq::STAR,
        };
        let wanted = self.wanted.entry(domain.to_owned()).or_default();
        if !wanted.contains(&(by.to_owned(), range.clone())) {
            wanted.push((by.to_owned(), range));
            open.insert(domain.to_owned());
        }
        Ok(())
    }

    /// What is locked where it will do, else the newest version that will.
    fn choose(&self, domain: &str) -> Result<Locked> {
        let wanted = self.wanted.get(domain).map_or(&[][..], Vec::as_slice);
        let fits = |version: &str| {
            semver::Version::parse(version).is_ok_and(|v| wanted.iter().all(|(_, r)| r.matches(&v)))
        };
        if let Some(kept) = self.kept.get(domain) {
            if fits(&kept.version) {
                return Ok(kept.clone());
            }
        }
        let path = format!("/api/v1/models/{}/versions", segment(domain));
        let reply = self.client.send(Request::get(path))?;
        if reply.status == axum::http::StatusCode::NOT_FOUND {
            let what = format!("there is no domain `{domain}` in {}", self.client.place());
            return Err(Failure::new(what).help("`denota search` finds what there is"));
        }
        let Versions { items } = reply.success()?.json()?;
        let newest = items.into_iter().find(|v| !v.retired && fits(&v.version));
        match newest {
            Some(version) => Ok(Locked {
                domain: domain.to_owned(),
                iri: self.iri(domain, &version.version)?,
                version: version.version,
                hash: version.hash,
            }),
            None => Err(no_version(domain, wanted)),
        }
    }

    fn iri(&self, domain: &str, version: &str) -> Result<String> {
        let version = segment(version);
        let path = format!("/api/v1/models/{}?version={version}", segment(domain));
        let model: Model = self
            .client
            .ask(Request::get(path).accept("application/json"))?;
        Ok(model.iri)
    }

    fn needs_of(&mut self, locked: &Locked, open: &mut BTreeSet<String>) -> Result<()> {
        let path = format!(
            "/api/v1/models/{}/dependencies?version={}",
            segment(&locked.domain),
            segment(&locked.version)
        );
        let Dependencies { items } = self.client.ask(Request::get(path))?;
        for dependency in items.iter().filter(|d| !d.builtin) {
            if let Some(domain) = &dependency.domain {
                self.want(domain, &locked.domain, dependency.range.as_deref(), open)?;
            }
        }
        Ok(())
    }
}

fn no_version(domain: &str, wanted: &[(String, VersionReq)]) -> Failure {
    let wanted: Vec<String> = wanted
        .iter()
        .map(|(by, range)| format!("`{by}` needs {range}"))
        .collect();
    Failure::new(format!("no version of `{domain}` will do for all")).help(format!(
        "{}; `denota log {domain}` shows the versions",
        wanted.join(", ")
    ))
}

fn fetch(locked: &Locked, client: &Client, out: &Out) -> Result<()> {
    if cache::get(&locked.hash)?.is_some() {
        return Ok(());
    }
    let path = format!(
        "/api/v1/models/{}?version={}",
        segment(&locked.domain),
        segment(&locked.version)
    );
    let reply = client
        .send(Request::get(path).accept("text/turtle"))?
        .success()?;
    cache::put(&locked.hash, &locked.domain, &reply.text())?;
    out.note(format_args!(
        "  fetched {} {}",
        locked.domain, locked.version
    ));
    Ok(())
}
