//! The workflow that `denota init` writes, step by step as GitHub would run it: read as YAML by
//! a parser of somebody else's, its scripts run by a shell, against a registry that is served.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::auth::served::Served;
use crate::auth::tokens::token;
use crate::bench::{Bench, DEPOT, SHOP};

const FILE: &str = ".github/workflows/denota.yml";

/// What a run of the workflow is given.
#[derive(Clone, Copy)]
struct Given<'a> {
    event: &'a str,
    /// The secret, which pull requests from forks do not get.
    token: &'a str,
    /// Whether the variables are set.
    variables: bool,
}

const PULL_REQUEST: Given<'static> = Given {
    event: "pull_request",
    token: "",
    variables: true,
};

const MERGE: Given<'static> = Given {
    event: "push",
    ..PULL_REQUEST
};

/// How a run ended: the step that failed, and all that was printed.
struct Ended {
    failed: Option<String>,
    said: String,
}

impl Ended {
    #[track_caller]
    fn well(self) -> String {
        assert_eq!(self.failed, None, "{}", self.said);
        self.said
    }

    #[track_caller]
    fn at(self, step: &str) -> String {
        assert_eq!(self.failed.as_deref(), Some(step), "{}", self.said);
        self.said
    }
}

/// A repository on GitHub, as far as its workflow sees it.
struct Repository {
    bench: Bench,
}

impl Repository {
    /// What `denota init` starts, with a model and the URL of a registry.
    fn new(model: &str, registry: Option<&str>) -> Self {
        let bench = Bench::new();
        bench.run(&["init"]).ends(0);
        if let Some(url) = registry {
            let settings = bench.read("denota.toml");
            bench.write("denota.toml", &format!("registry = \"{url}\"\n{settings}"));
        }
        bench.write("models/example.ttl", model);
        Self { bench }
    }

    fn workflow(&self) -> Value {
        let oracles = std::env::var("DENOTA_ORACLES").unwrap_or_else(|_| {
            format!("{}/.cache/denota/oracles", std::env::var("HOME").unwrap())
        });
        let script = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../tests/oracles/python/as_json.py"
        );
        let read = Command::new(format!("{oracles}/python/bin/python"))
            .args([script.as_ref(), self.bench.path(FILE).as_os_str()])
            .output()
            .unwrap_or_else(|e| panic!("python: {e}: run `make oracles`"));
        let err = String::from_utf8_lossy(&read.stderr);
        assert!(read.status.success(), "{err}");
        serde_json::from_slice(&read.stdout).unwrap()
    }

    /// Runs the workflow on a machine of its own.
    fn run(&self, given: Given<'_>) -> Ended {
        let machine = Bench::new();
        let workflow = self.workflow();
        let mut ended = Ended {
            failed: None,
            said: String::new(),
        };
        for step in workflow["jobs"]["models"]["steps"].as_array().unwrap() {
            let (Some(script), true) = (step["run"].as_str(), self.applies(step, given)) else {
                continue;
            };
            let mut command = command(script, &machine);
            for variables in [&workflow["env"], &step["env"]] {
                for (name, value) in variables.as_object().into_iter().flatten() {
                    command.env(name, filled(value.as_str().unwrap(), given));
                }
            }
            let output = command.current_dir(self.bench.path("")).output().unwrap();
            let _ = write!(
                ended.said,
                "{}{}",
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            );
            if !output.status.success() {
                ended.failed = Some(step["name"].as_str().unwrap().to_owned());
                break;
            }
        }
        ended
    }

    /// Whether a step runs. A condition that is new is a line here.
    fn applies(&self, step: &Value, given: Given<'_>) -> bool {
        match step["if"].as_str() {
            None | Some("steps.built.outputs.cache-hit != 'true'") => true,
            Some("hashFiles('denota.lock') != ''") => self.bench.path("denota.lock").exists(),
            Some("github.event_name == 'pull_request'") => given.event == "pull_request",
            Some("github.event_name == 'push'") => given.event == "push",
            Some(other) => panic!("what does `{other}` say?"),
        }
    }
}

/// The value of an expression.
fn filled(value: &str, given: Given<'_>) -> String {
    let set = |value: &str| if given.variables { value } else { "" }.to_owned();
    match value {
        "${{ secrets.DENOTA_TOKEN }}" => given.token.to_owned(),
        "${{ vars.DENOTA_REPOSITORY }}" => set("https://git.example.com/denota"),
        "${{ vars.DENOTA_REVISION }}" => set("0123456789abcdef"),
        other => panic!("what is `{other}`?"),
    }
}

/// A script of a step on a machine where building gives the program under test.
fn command(script: &str, machine: &Bench) -> Command {
    let denota = env!("CARGO_BIN_EXE_denota");
    let built = format!(
        "#!/bin/sh\necho \"built: $*\"\nmkdir -p \"$HOME/.cargo/bin\"\nln -sf {denota} \"$HOME/.cargo/bin/denota\"\n"
    );
    for (name, text) in [
        ("cargo", built.as_str()),
        ("rustup", "#!/bin/sh\n"),
        ("sudo", "#!/bin/sh\n"),
    ] {
        machine.write(&format!("bin/{name}"), text);
        let executable = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(machine.path(&format!("bin/{name}")), executable).unwrap();
    }
    let added = std::fs::read_to_string(machine.path("path")).unwrap_or_default();
    let mut path: Vec<&str> = added.lines().collect();
    let bin = machine.path("bin");
    path.extend([bin.to_str().unwrap(), "/usr/bin", "/bin"]);
    let mut command = Command::new("bash");
    command
        .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script])
        .env_clear()
        .envs(BTreeMap::from([
            ("PATH", path.join(":")),
            ("CI", "true".to_owned()),
        ]))
        .env("HOME", machine.path(""))
        .env("GITHUB_PATH", machine.path("path"));
    command
}

fn nothing_is_published(served: &Served, domain: &str, token: Option<&str>) {
    let path = format!("/api/v1/models/{domain}");
    assert_eq!(served.get(&path, token).status, 404);
}

fn publishes_nothing_here(folder: &Path) {
    let store = folder.join(".denota/registry");
    assert!(!store.exists(), "{}", store.display());
}

#[test]
fn the_workflow_may_read_and_nothing_else() {
    let workflow = Repository::new(SHOP, None).workflow();
    assert_eq!(
        workflow["permissions"],
        serde_json::json!({ "contents": "read" })
    );
    for step in workflow["jobs"]["models"]["steps"].as_array().unwrap() {
        let Some(action) = step["uses"].as_str() else {
            continue;
        };
        let (name, version) = action.split_once('@').unwrap();
        assert!(name.starts_with("actions/"), "{action}");
        assert!(version.starts_with('v'), "{action}");
    }
    // Building is somebody else's code: it does not see the token.
    let text = workflow.to_string();
    assert!(!workflow["env"].to_string().contains("secrets"), "{text}");
    let asks = |step: &&Value| step.to_string().contains("secrets.DENOTA_TOKEN");
    let steps = workflow["jobs"]["models"]["steps"].as_array().unwrap();
    for step in steps.iter().filter(asks) {
        assert!(
            step["run"].as_str().unwrap().starts_with("denota "),
            "{step}"
        );
    }
}

#[test]
fn a_pull_request_is_tried_and_a_merge_published_with_what_is_locked() {
    let served = Served::ready(Bench::new());
    assert_eq!(served.create("shop", SHOP).status, 201);
    let here = Repository::new(DEPOT, Some(&served.url()));
    let settings = here.bench.read("denota.toml");
    here.bench.write(
        "denota.toml",
        &format!("{settings}\n[dependencies]\nshop = \"^1\"\n"),
    );
    let pulled = here
        .bench
        .command(&["pull"])
        .env("XDG_CACHE_HOME", here.bench.path(".cache"))
        .status()
        .unwrap();
    assert!(pulled.success());
    // From a fork: no token, and none is needed to read.
    let tried = here.run(PULL_REQUEST).well();
    assert!(tried.contains("built: +stable install --locked --git https://git.example.com/denota --rev 0123456789abcdef server"), "{tried}");
    assert!(tried.contains("fetched shop 1.0.0"), "{tried}");
    assert!(tried.contains("1 graph would be published to"), "{tried}");
    nothing_is_published(&served, "depot", None);
    let merged = here.run(MERGE).well();
    assert!(merged.contains("1 graph published to"), "{merged}");
    assert_eq!(served.get("/api/v1/models/depot", None).status, 200);
    let again = here.run(MERGE).well();
    assert!(again.contains("nothing to publish"), "{again}");
    publishes_nothing_here(&here.bench.path(""));
    // What nobody has reviewed is not fetched instead.
    here.bench.write("denota.lock", "");
    let said = here
        .run(PULL_REQUEST)
        .at("Fetch the models of others, as locked");
    assert!(said.contains("--locked"), "{said}");
}

#[test]
fn without_a_registry_it_checks_and_then_says_what_is_missing() {
    let here = Repository::new(SHOP, None);
    let steps = [
        (PULL_REQUEST, "Say what would be published"),
        (MERGE, "Publish"),
    ];
    // A line below a table is one of that table, whatever it says.
    for settings in [
        "",
        "\n[containers.prod]\nkind = \"rest\"\nuri = \"https://catalog.example.com\"\n[containers.prod.properties]\nregistry = \"https://registry.example.com\"\n",
    ] {
        let before = here.bench.read("denota.toml");
        here.bench
            .write("denota.toml", &format!("{before}{settings}"));
        for (event, step) in &steps {
            let said = here.run(*event).at(step);
            assert!(said.contains("checked 1 model"), "{said}");
            assert!(
                said.contains("::error title=denota::no registry is named to publish to"),
                "{said}"
            );
            publishes_nothing_here(&here.bench.path(""));
        }
    }
}

#[test]
fn findings_stand_beside_the_lines_that_they_are_about() {
    let here = Repository::new(&SHOP.replace("( :sku )", "( :skew )"), None);
    let said = here.run(PULL_REQUEST).at("Check");
    assert!(
        said.contains("::error file=models/example.ttl,line="),
        "{said}"
    );
}

#[test]
fn without_a_place_to_build_from_it_says_which_variables_are_missing() {
    let unset = Given {
        variables: false,
        ..PULL_REQUEST
    };
    let said = Repository::new(SHOP, None).run(unset).at("Build denota");
    assert!(said.contains("::error title=no denota::"), "{said}");
    assert!(
        said.contains("DENOTA_REPOSITORY and DENOTA_REVISION"),
        "{said}"
    );
}

#[test]
fn a_registry_that_asks_who_is_there_takes_the_token() {
    let settings = "[serve.auth]\ntokens = \"tokens.toml\"\n";
    let bench = Bench::with(&[("denota.toml", settings)]);
    let ci = token(&bench, &["ci", "--team", "shop"]);
    let served = Served::ready(bench);
    let here = Repository::new(SHOP, Some(&served.url()));
    let fork = here.run(PULL_REQUEST).at("Say what would be published");
    assert!(
        fork.contains("the registry wants to know who you are"),
        "{fork}"
    );
    assert!(fork.contains("DENOTA_TOKEN"), "{fork}");
    let with_token = |given| Given {
        token: &ci,
        ..given
    };
    here.run(with_token(PULL_REQUEST)).well();
    nothing_is_published(&served, "shop", Some(&ci));
    here.run(with_token(MERGE)).well();
    assert_eq!(served.get("/api/v1/models/shop", Some(&ci)).status, 200);
}
