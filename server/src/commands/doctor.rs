//! `denota doctor`: whether everything that commands rely on is in order, and what to do where
//! it is not. It changes nothing but what opening the store of an older program does.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use registry::Registry;
use serde::Deserialize;
use transpilers::iceberg;
use transpilers::iceberg::table::Table;
use transpilers::ids::Ids;
use upper::check::Checked;
use upper::model::{DomainModel, Valid};
use upper::write::graph_iri;

use super::serve;
use crate::cli::Format;
use crate::client::{Client, Reply, Request};
use crate::containers;
use crate::dependencies::{self, LOCK, cache};
use crate::failure::{Doing as _, Done, Failure, Result};
use crate::http::auth;
use crate::http::settings::Flags;
use crate::ids::{self, IDS};
use crate::inputs;
use crate::out::{Out, count, paint};
use crate::pipeline;
use crate::project::{CONFIG, Project};
use crate::recorded::{self, Held};
use crate::render::style;
use crate::serving;

/// How long a registry may take until it is ready, and how often to look.
const PATIENCE: Duration = Duration::from_secs(10);
const LOOK: Duration = Duration::from_millis(50);

/// What was looked at: what was found, or what is wrong.
type Looked = Result<String>;

/// Runs the command.
pub(crate) fn run(format: Format, out: &Out) -> Result<Done> {
    let mut looked: Vec<(&str, Looked)> = Vec::new();
    let project = match Project::find() {
        Ok(project) => project,
        Err(failure) => {
            show(&[("settings", Err(failure))], format, out);
            return Ok(Done::Findings);
        }
    };
    looked.push(("settings", Ok(settings(&project))));
    let (own, found) = models(&project);
    looked.push(("models", found));
    looked.push(("dependencies", locked(&project)));
    let registry = registry(&project, out);
    // Reading a store that is damaged can end the process.
    let ask = registry.is_ok();
    looked.push(("numbers", numbers(&project, &own, ask, out)));
    looked.push(("server", server(&project)));
    looked.push(("registry", registry));
    if let Some(url) = &project.config.registry {
        looked.push(("publishes to", publishes_to(url, &project, out)));
    }
    looked.push(("recorded graphs", graphs(&project, out)));
    for (name, result) in live(&project, &own) {
        looked.push((name, result));
    }
    show(&looked, format, out);
    Ok(Done::unless(looked.iter().any(|(_, l)| l.is_err())))
}

fn settings(project: &Project) -> String {
    if project.configured {
        format!("`{}`", project.root.join(CONFIG).display())
    } else {
        format!("no `{CONFIG}`: everything has its default")
    }
}

/// The models here that are valid, and how they are.
fn models(project: &Project) -> (Vec<Valid<DomainModel>>, Looked) {
    match checked(project) {
        Ok((checked, files)) if !checked.has_errors() => (
            dependencies::own(&checked).unwrap_or_default(),
            Ok(format!("{}, no errors", count(files, "file"))),
        ),
        Ok(_) => {
            let wrong = Failure::new("there are errors").help("run `denota check`");
            (Vec::new(), Err(wrong))
        }
        Err(failure) => (Vec::new(), Err(failure)),
    }
}

fn checked(project: &Project) -> Result<(Checked, usize)> {
    let texts = inputs::read(&project.models()?)?;
    let files = texts.len();
    let texts = pipeline::with_dependencies(texts, project)?;
    let checked = pipeline::check(texts, project, project.config.naming());
    Ok((checked, files))
}

fn locked(project: &Project) -> Looked {
    let lock = dependencies::read(project)?;
    for domain in project.config.dependencies.keys() {
        if lock.get(domain).is_none() {
            let what = format!("`{domain}` is not in `{LOCK}`");
            return Err(Failure::new(what).help("run `denota pull`"));
        }
    }
    dependencies::agrees(project, &lock)?;
    for locked in &lock.graphs {
        if cache::get(&locked.hash)?.is_none() {
            let what = format!("`{}` {} is not at hand", locked.domain, locked.version);
            return Err(Failure::new(what).help("run `denota pull`"));
        }
    }
    Ok(match lock.graphs.len() {
        0 => "none".to_owned(),
        n => format!("{} locked and at hand", count(n, "model")),
    })
}

/// Whether the numbers can be read, and are those that the registry has.
fn numbers(project: &Project, own: &[Valid<DomainModel>], ask: bool, out: &Out) -> Looked {
    let file = ids::read(project)?;
    let found = if project.root.join(IDS).is_file() {
        format!("`{IDS}` is in order")
    } else {
        format!("no `{IDS}` yet")
    };
    if !project.configured || !ask {
        return Ok(found);
    }
    // A registry that does not answer is told of on a line of its own.
    let Ok(published) = ids::published(project, own, out) else {
        return Ok(format!(
            "{found}; the registry does not say whether it has others"
        ));
    };
    if let Some(first) = ids::contradictions(own, &published, &file).first() {
        let what = format!("`{IDS}` is not what was published: {first}");
        return Err(Failure::new(what).help(TAKE_OVER));
    }
    let lines = |ids: &Ids| ids.print().lines().count();
    let joined = ids::joined(own, &published, file.clone());
    match lines(&joined).saturating_sub(lines(&file)) {
        0 => Ok(found),
        n => Ok(format!(
            "{found}, without {} that {} published: {TAKE_OVER}",
            count(n, "number"),
            if n == 1 { "was" } else { "were" }
        )),
    }
}

const TAKE_OVER: &str =
    "`denota transpile iceberg --update-ids` takes over the numbers that were published";

/// Whether `denota serve` would start with the settings and variables that there are.
fn server(project: &Project) -> Looked {
    let settings = serve::settings(project, &Flags::default())?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .doing(|| "start".to_owned())?;
    runtime.block_on(auth::try_out(&settings))?;
    let kind = match settings.auth.is_set_up() {
        true => "with authentication",
        false => "open to this machine alone",
    };
    Ok(format!(
        "`denota serve` would listen on {}:{}, {kind}",
        settings.host, settings.port
    ))
}

fn registry(project: &Project, out: &Out) -> Looked {
    let turn = match recorded::held(project, out)? {
        Held::Nothing => return Ok("none yet".to_owned()),
        Held::Server(client) => {
            ready(&client)?;
            let server = serving::running(&project.state());
            let at = server.map_or_else(String::new, |server| format!(" at {}", server.url));
            return Ok(format!("served{at}, and ready"));
        }
        Held::Turn(turn) => turn,
    };
    let place = project.state().join("registry");
    sound(&place)?;
    let registry = recorded::open(project, &turn)?;
    catalog(&registry)?;
    drop(registry);
    drop(turn);
    Ok(format!(
        "`{}` can be read to the end, and its catalog is whole",
        place.display()
    ))
}

/// Who a registry takes the caller for.
#[derive(Deserialize)]
struct Whoami {
    name: String,
    teams: Vec<String>,
}

/// Whether the registry of the settings answers, and knows who asks.
fn publishes_to(url: &str, project: &Project, out: &Out) -> Looked {
    let client = Client::open(Some(url), project, out)?;
    let whoami = Request::get("/api/v1/whoami").accept("application/json");
    let Whoami { name, teams } = client.ask(whoami)?;
    let of = match teams.is_empty() {
        true => String::new(),
        false => format!(" of {}", teams.join(", ")),
    };
    Ok(format!("`{url}`, as `{name}`{of}"))
}

/// Reads the whole store, in a process of its own: what is damaged can end it.
fn sound(store: &Path) -> Result<()> {
    let doing = || "read the registry's store".to_owned();
    let program = std::env::current_exe().doing(doing)?;
    let mut reader = Command::new(program);
    let read = reader
        .arg("verify-store")
        .arg(store)
        .output()
        .doing(doing)?;
    if read.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&read.stderr);
    let said = said.lines().find_map(|l| l.strip_prefix("error: "));
    let what = said.map_or_else(
        || "the registry's store is damaged".to_owned(),
        str::to_owned,
    );
    Err(Failure::new(what).help(recorded::MEND))
}

/// A server that has just been started may take a moment until it answers queries.
fn ready(client: &Client) -> Result<()> {
    let begun = Instant::now();
    loop {
        let reply = client.send(Request::get("/readyz"))?;
        if reply.status != StatusCode::SERVICE_UNAVAILABLE || begun.elapsed() > PATIENCE {
            return match reply.status {
                StatusCode::SERVICE_UNAVAILABLE => Err(not_ready(&reply)),
                _ => reply.success().map(drop),
            };
        }
        std::thread::sleep(LOOK);
    }
}

fn not_ready(reply: &Reply) -> Failure {
    let said = reply.json::<serde_json::Value>().unwrap_or_default();
    let checks = said.get("checks").and_then(serde_json::Value::as_object);
    let failing = checks.into_iter().flatten();
    let failing = failing.filter(|(_, good)| good.as_bool() == Some(false));
    let failing: Vec<String> = failing.map(|(name, _)| format!("`{name}`")).collect();
    Failure::new(format!("the server is not ready: {}", failing.join(", ")))
        .help("its log says why; is there room on the disk?")
}

/// The catalog must say what was published. Only who has the store open can look.
fn catalog(registry: &Registry) -> Result<()> {
    let wrong = registry.inconsistent().map_err(recorded::failed)?;
    let Some(first) = wrong.first() else {
        return Ok(());
    };
    let what = format!(
        "the catalog says something else than was published of {}, such as `{first}`",
        count(wrong.len(), "graph")
    );
    Err(Failure::new(what).help("restore a backup, or keep a copy of the folder and ask for help"))
}

/// What is recorded must be valid by today's rules, as it was when it was recorded.
fn graphs(project: &Project, out: &Out) -> Looked {
    let texts = recorded::as_locked(recorded::inputs(project, out)?, project)?;
    let graphs = texts.len();
    let checked = pipeline::check(texts, project, project.config.naming());
    let wrong = checked.findings.iter();
    let wrong = wrong.filter(|f| f.severity == upper::finding::Severity::Error);
    match wrong.count() {
        0 => {
            let ahead = ahead(&checked, project);
            let ahead = ahead.iter().map(|model| {
                format!("; `{model}` says something else here, and `denota provision` takes that in")
            });
            let found = format!("{}, all valid", count(graphs, "graph"));
            Ok(found + &ahead.collect::<String>())
        }
        n => Err(Failure::new(format!("{} in what is recorded", count(n, "error")))
            .help("run `denota map check` to see them, mend the models, and publish or provision them again")),
    }
}

/// The models here that are not as their tables were made from them.
fn ahead(recorded: &Checked, project: &Project) -> Vec<String> {
    let Ok(here) = recorded::here(project) else {
        return Vec::new();
    };
    let mut ahead = recorded::ahead(&recorded.corpus, &here);
    let containers = names(project);
    let has_tables = |model: &String| {
        let model = here.models.domain_by_name(model);
        let iri = model.map(|id| here.models.domain(id).info.iri.as_str());
        let made = |name: &&str| graph_iri(iri.unwrap_or_default(), "containers", name);
        let mut made = containers.iter().map(made);
        made.any(|iri| recorded.corpus.terms.lookup_iri(&iri).is_some())
    };
    ahead.retain(has_tables);
    ahead
}

/// The containers of the settings, and the embedded one where there is one already.
fn names(project: &Project) -> Vec<&str> {
    let mut names: Vec<&str> = project
        .config
        .containers
        .keys()
        .map(|name| name.get_ref().as_str())
        .collect();
    if names.is_empty() && project.state().join("catalog.db").is_file() {
        names.push(::containers::CATALOG);
    }
    names
}

/// Each container, whether it answers, and numbers columns as the file does.
fn live<'a>(project: &'a Project, own: &[Valid<DomainModel>]) -> Vec<(&'a str, Looked)> {
    let names = names(project).into_iter();
    names
        .map(|name| (name, answers(name, project, own)))
        .collect()
}

fn answers(name: &str, project: &Project, own: &[Valid<DomainModel>]) -> Looked {
    if !containers::choose(Some(name), project)?.is_there() {
        return Ok("none yet".to_owned());
    }
    let live = containers::existing(Some(name), project)?;
    live.plan(&[]).map_err(containers::failed)?;
    let Ok(numbers) = ids::read(project) else {
        return Ok("answers".to_owned());
    };
    let tables = own.iter();
    let tables = tables.flat_map(|m| iceberg::tables(m.models(), m.id(), &numbers));
    let tables: Vec<Table> = tables.collect();
    let tables = live.tables(&tables).map_err(containers::failed)?;
    let mut found = vec!["answers".to_owned()];
    found.extend(ids::differing(&numbers, &tables));
    Ok(found.join("; "))
}

fn show(looked: &[(&str, Looked)], format: Format, out: &Out) {
    if format == Format::Json {
        let all: Vec<serde_json::Value> = looked.iter().map(json).collect();
        out.line(format_args!("{:#}", serde_json::json!({ "checks": all })));
        return;
    }
    let width = looked.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (name, result) in looked {
        match result {
            Ok(found) => out.line(format_args!(
                "{}  {name:<width$}  {found}",
                paint(style::GOOD, "ok")
            )),
            Err(failure) => {
                let no = paint(style::ERROR, "no");
                out.line(format_args!("{no}  {name:<width$}  {}", failure.what));
                if let Some(help) = &failure.help {
                    out.line(format_args!(
                        "    {:width$}  {}: {help}",
                        "",
                        paint(style::HELP, "help")
                    ));
                }
            }
        }
    }
}

fn json((name, result): &(&str, Looked)) -> serde_json::Value {
    match result {
        Ok(found) => serde_json::json!({ "name": name, "ok": true, "found": found }),
        Err(failure) => serde_json::json!({
            "name": name, "ok": false, "found": failure.what, "help": failure.help,
        }),
    }
}
