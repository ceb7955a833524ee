//! `denota pull`: the models of other teams, in the versions that `denota.toml` allows, fixed
//! in `denota.lock`.

use std::collections::{BTreeSet, HashMap};

use registry::resolve::{self, Need, Offer, Tie, Ties, resolve, together};
use semver::VersionReq;
use serde::Deserialize;

use crate::cli::Pull;
use crate::client::{Client, Request};
use crate::dependencies::{self, LOCK, Locked, Lockfile, cache};
use crate::failure::{Done, Failure, Result};
use crate::files::Written;
use crate::http::segment;
use crate::out::{Out, count, plain};
use crate::project::{CONFIG, Project};

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
    iri: String,
    domain: Option<String>,
    range: Option<String>,
    /// The version that it was published with.
    resolved: Option<String>,
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
    let client = Client::reading(args.at.registry.as_deref(), &project, out)?;
    let kept = if args.update {
        Lockfile::new(Vec::new())
    } else {
        before.clone()
    };
    let lock = lock(&client, &kept, &project)?;
    stays(&before, &lock, &client)?;
    if args.locked && lock != before {
        return Err(Failure::new(format!(
            "`{LOCK}` is not what `{CONFIG}` and the registry say"
        ))
        .help("run `denota pull` without `--locked`, and commit the file"));
    }
    for moved in moved(&kept, &lock, &project) {
        out.note(plain(&moved));
    }
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

/// Whether each name still means the graph that it was locked to: another one is another
/// team's work, which nobody has looked at.
fn stays(before: &Lockfile, lock: &Lockfile, client: &Client) -> Result<()> {
    for now in &lock.graphs {
        if let Some(then) = before.get(&now.domain).filter(|then| then.iri != now.iri) {
            let what = format!(
                "`{}` is locked to `{}`, and is `{}` in {}",
                now.domain,
                then.iri,
                now.iri,
                client.place()
            );
            return Err(Failure::new(what).help(format!(
                "if that one is meant from now on, take `{}` out of `{LOCK}`, and run `denota pull` again",
                now.domain
            )));
        }
    }
    Ok(())
}

/// What is no longer locked to the version that was kept, since no range that counts has it.
fn moved(kept: &Lockfile, lock: &Lockfile, project: &Project) -> Vec<String> {
    let moved = |now: &Locked| {
        let before = kept.get(&now.domain)?;
        let range = project.config.dependencies.get(&now.domain);
        let ranges = match range {
            Some(range) => format!("the range `{}`, or those of other models", range.get_ref()),
            None => "the ranges of the models that need it".to_owned(),
        };
        (before.version != now.version).then(|| {
            format!(
                "  {}: locked {} is outside {ranges}; now {}",
                now.domain, before.version, now.version
            )
        })
    };
    lock.graphs.iter().filter_map(moved).collect()
}

/// Finds one version of every domain that is needed, directly or not.
fn lock(client: &Client, kept: &Lockfile, project: &Project) -> Result<Lockfile> {
    let mut needs = Vec::new();
    let mut offered = Offered {
        client,
        kept,
        roots: project
            .config
            .dependencies
            .keys()
            .map(String::as_str)
            .collect(),
        names: HashMap::new(),
        iris: HashMap::new(),
        versions: HashMap::new(),
        needs: HashMap::new(),
        stays_together: true,
    };
    for (domain, range) in &project.config.dependencies {
        needs.push(Need {
            name: domain.clone(),
            range: Some(dependencies::range(domain, range.get_ref())?),
            least: None,
            by: None,
        });
        if let Some(other) = offered.name(domain)? {
            let what = format!("`{other}` and `{domain}` of `{CONFIG}` are one model");
            return Err(Failure::new(what)
                .help("keep one of them: a model that has another name now is found by both"));
        }
    }
    let chosen = match together(&needs, &mut offered, Ties::AsPublished)? {
        Some(chosen) => chosen,
        None => {
            // What is locked together may be in the way of what is needed by now.
            offered.stays_together = false;
            let resolution = resolve(&needs, &mut offered)?;
            if let Some((domain, wanted)) = resolution.conflicts.iter().next() {
                return Err(no_version(domain, wanted));
            }
            resolution.chosen
        }
    };
    let chosen = chosen.iter();
    let locked = chosen.map(|(domain, version)| offered.locked(domain, &version.to_string()));
    Ok(Lockfile::new(locked.collect::<Result<_>>()?))
}

/// What the registry offers. A model is the same whatever it is called:
/// its name may have changed since it was locked.
struct Offered<'a> {
    client: &'a Client,
    kept: &'a Lockfile,
    /// What `denota.toml` names.
    roots: BTreeSet<&'a str>,
    /// What graphs are called here, by IRI.
    names: HashMap<String, String>,
    /// Their IRIs, by what they are called.
    iris: HashMap<String, String>,
    /// The versions of domains.
    versions: HashMap<String, Vec<Version>>,
    /// What versions of domains need.
    needs: HashMap<(String, semver::Version), Vec<Needed>>,
    /// Whether versions that are locked keep to each other.
    stays_together: bool,
}

/// What a version of a domain needs, by the name that it has here.
struct Needed {
    name: String,
    range: Option<VersionReq>,
    /// The version that it was published with.
    resolved: Option<semver::Version>,
}

impl resolve::Versions for Offered<'_> {
    type Error = Failure;

    /// What is locked, then the newest.
    fn versions(&mut self, domain: &str) -> Result<Option<Offer>> {
        let kept = self.kept_of(domain).map(|l| l.version.clone());
        let is_retired = self.all(domain)?.first().is_some_and(|v| v.retired);
        if is_retired && kept.is_none() {
            if !self.roots.contains(domain) {
                return Ok(Some(Offer::default()));
            }
            let what = format!("`{domain}` is retired, and nothing of it is locked");
            return Err(Failure::new(what).help("build on something else, as there will be no newer version of it; `denota log` shows when it was retired"));
        }
        let offered = self.all(domain)?.iter().filter(|v| !v.retired);
        let versions = offered.filter_map(|v| semver::Version::parse(&v.version).ok());
        let mut offer = Offer {
            preferred: kept.and_then(|kept| semver::Version::parse(&kept).ok()),
            versions: Vec::new(),
        };
        for version in versions {
            if !offer.versions.contains(&version) {
                offer.versions.push(version);
            }
        }
        Ok(Some(offer))
    }

    /// What is locked together counts as published together: it was held against each other.
    fn needs(&mut self, of: (&str, &semver::Version), ties: Ties) -> Result<Vec<Need>> {
        let (domain, version) = of;
        let key = (domain.to_owned(), version.clone());
        if !self.needs.contains_key(&key) {
            let needed = self.needed(domain, version)?;
            self.needs.insert(key.clone(), needed);
        }
        let is_newest = self.is_newest(domain, version)?;
        let needs = self.needs.get(&key).into_iter().flatten().map(|needed| {
            let locked = self.locked_with(of, needed);
            let tie = Tie {
                range: needed.range.as_ref(),
                with: locked.as_ref().or(needed.resolved.as_ref()),
                is_newest,
            };
            ties.need(domain, &needed.name, tie)
        });
        Ok(needs.collect())
    }
}

impl Offered<'_> {
    /// What is locked of a domain, whatever it was called then.
    fn kept_of(&self, domain: &str) -> Option<&Locked> {
        match self.iris.get(domain) {
            Some(iri) => self.kept.graphs.iter().find(|l| l.iri == *iri),
            None => self.kept.get(domain),
        }
    }

    /// What is locked of something that a version needs, if both are: they were held against
    /// each other, and go on together though there is a newer version by now.
    fn locked_with(
        &self,
        (domain, version): (&str, &semver::Version),
        needed: &Needed,
    ) -> Option<semver::Version> {
        let by = self.kept_of(domain).filter(|_| self.stays_together)?;
        let kept = self.kept_of(&needed.name)?;
        let then = semver::Version::parse(&kept.version).ok()?;
        let range = needed.range.as_ref();
        let fits = range.is_none_or(|range| range.matches(&then));
        (by.version == version.to_string() && fits).then_some(then)
    }

    /// What the registry says that a version needs.
    fn needed(&mut self, domain: &str, version: &semver::Version) -> Result<Vec<Needed>> {
        let path = format!(
            "/api/v1/models/{}/dependencies?version={}",
            segment(domain),
            segment(&version.to_string())
        );
        let Dependencies { items } = self.client.ask(Request::get(path))?;
        let mut all = Vec::new();
        for needed in items.into_iter().filter(|d| !d.builtin) {
            let Some(now) = needed.domain else { continue };
            let name = self.called(&needed.iri, now);
            let range = needed.range.as_deref();
            let range = range.map(|range| dependencies::range(&name, range));
            let resolved = needed.resolved.as_deref();
            all.push(Needed {
                range: range.transpose()?,
                resolved: resolved.and_then(|v| semver::Version::parse(v).ok()),
                name,
            });
        }
        Ok(all)
    }

    /// What a graph is called here that the registry calls by a name now.
    fn called(&mut self, iri: &str, now: String) -> String {
        if let Some(name) = self.names.get(iri) {
            return name.clone();
        }
        let kept = self.kept.graphs.iter().find(|l| l.iri == iri);
        let name = kept.map_or(now, |l| l.domain.clone());
        self.names.insert(iri.to_owned(), name.clone());
        self.iris.insert(name.clone(), iri.to_owned());
        name
    }

    /// Names a graph as `denota.toml` does; the name that it has there already, if any.
    fn name(&mut self, domain: &str) -> Result<Option<String>> {
        let kept = self.kept.get(domain).map(|l| l.iri.clone());
        let iri = match kept {
            Some(iri) => iri,
            None => self.iri(domain)?,
        };
        self.iris.insert(domain.to_owned(), iri.clone());
        Ok(self.names.insert(iri, domain.to_owned()))
    }

    /// The IRI of a domain.
    fn iri(&mut self, domain: &str) -> Result<String> {
        let mut of = self.all(domain)?.iter();
        let version = of.find(|v| !v.retired).map(|v| v.version.clone());
        let path = format!(
            "/api/v1/models/{}?version={}",
            segment(domain),
            segment(version.as_deref().unwrap_or("latest"))
        );
        let model = Request::get(path).accept("application/json");
        let Model { iri } = self.client.ask(model)?;
        Ok(iri)
    }

    /// Whether a version is the newest of a domain; of one that is retired none is.
    fn is_newest(&mut self, domain: &str, version: &semver::Version) -> Result<bool> {
        // A retirement has the version of what it ends.
        let newest = self.all(domain)?.first().filter(|v| !v.retired);
        Ok(newest.is_some_and(|v| v.version == version.to_string()))
    }

    /// All versions of a domain, the newest first.
    fn all(&mut self, domain: &str) -> Result<&[Version]> {
        if !self.versions.contains_key(domain) {
            let path = format!("/api/v1/models/{}/versions", segment(domain));
            let reply = self.client.send(Request::get(path))?;
            if reply.status == axum::http::StatusCode::NOT_FOUND {
                let what = format!("there is no domain `{domain}` in {}", self.client.place());
                return Err(Failure::new(what).help("`denota search` finds what there is"));
            }
            let Versions { items } = reply.success()?.json()?;
            self.versions.insert(domain.to_owned(), items);
        }
        Ok(self.versions.get(domain).map_or(&[], Vec::as_slice))
    }

    /// A version as the lock file names it.
    fn locked(&mut self, domain: &str, version: &str) -> Result<Locked> {
        if let Some(kept) = self.kept_of(domain).filter(|l| l.version == version) {
            return Ok(Locked {
                domain: domain.to_owned(),
                ..kept.clone()
            });
        }
        let of = self.all(domain)?.iter();
        let hash = of.filter(|v| !v.retired).find(|v| v.version == version);
        let hash = hash.map(|v| v.hash.clone()).ok_or_else(|| {
            let place = self.client.place();
            Failure::new(format!("{place} tells no hash of `{domain}` {version}"))
        })?;
        // What a lock says is of the version that it names alone.
        let iri = self.iri(domain)?;
        Ok(Locked {
            domain: domain.to_owned(),
            iri,
            version: version.to_owned(),
            hash,
        })
    }
}

fn no_version(domain: &str, wanted: &[(Option<String>, VersionReq)]) -> Failure {
    if wanted.is_empty() {
        let what = format!("`{domain}` is retired, and an older version of something needs it");
        return Failure::new(what).help("widen the range that leads to the older version");
    }
    let wanted: Vec<String> = wanted
        .iter()
        .map(|(by, range)| format!("`{}` needs {range}", by.as_deref().unwrap_or(CONFIG)))
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
        plain(&locked.domain),
        plain(&locked.version)
    ));
    Ok(())
}
