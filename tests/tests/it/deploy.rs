//! What `docs/deploy` promises, as far as it can be read without building an image.

use std::path::Path;

use tests::examples::root;

fn read(name: &str) -> String {
    std::fs::read_to_string(root().join("docs/deploy").join(name)).unwrap()
}

/// A stage of an image: its name, and the files that it copies, by the stage that they are from.
#[derive(Default)]
struct Stage {
    name: String,
    copied: Vec<(Option<String>, Vec<String>)>,
    runs: String,
}

fn stages(text: &str) -> Vec<Stage> {
    let mut stages: Vec<Stage> = Vec::new();
    for line in text.replace("\\\n", " ").lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        if words.first() == Some(&"FROM") {
            stages.push(Stage {
                name: words.get(3).copied().unwrap_or_default().to_owned(),
                ..Stage::default()
            });
        }
        match (words.first(), stages.last_mut()) {
            (Some(&"COPY"), Some(stage)) => {
                let from = words[1].strip_prefix("--from=").map(str::to_owned);
                let sources = &words[1 + usize::from(from.is_some())..words.len() - 1];
                let sources = sources.iter().map(|s| (*s).to_owned()).collect();
                stage.copied.push((from, sources));
            }
            (Some(&"RUN"), Some(stage)) => stage.runs += line,
            _ => {}
        }
    }
    stages
}

/// Whether the repository has a file that a pattern names; a star stands in names of files only.
fn is_there(pattern: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else {
        return root().join(pattern).exists();
    };
    let folder = root().join(Path::new(before));
    let names = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap());
    names
        .into_iter()
        .any(|e| e.file_name().to_string_lossy().ends_with(after))
}

#[test]
fn an_image_is_made_of_what_there_is() {
    let text = read("Dockerfile");
    let stages = stages(&text);
    for (nth, stage) in stages.iter().enumerate() {
        for (from, sources) in &stage.copied {
            match from {
                None => sources
                    .iter()
                    .for_each(|s| assert!(is_there(s), "there is no {s} to copy")),
                Some(from) => assert!(
                    stages[..nth].iter().any(|s| s.name == *from),
                    "no stage before is called {from}"
                ),
            }
        }
    }
}

/// The pages are built, not committed, and the server embeds what it finds.
#[test]
fn an_image_has_the_pages_that_are_built() {
    let text = read("Dockerfile");
    let stages = stages(&text);
    let ui = stages
        .iter()
        .find(|s| s.name == "ui")
        .expect("a stage for the pages");
    assert!(
        ui.runs.contains("npm ci") && ui.runs.contains("vite build"),
        "{}",
        ui.runs
    );
    let copied: Vec<&String> = ui.copied.iter().flat_map(|(_, sources)| sources).collect();
    for source in [
        "package.json",
        "package-lock.json",
        "*.html",
        "vite.config.js",
        "src",
    ] {
        let source = format!("server/ui/{source}");
        assert!(copied.contains(&&source), "{source} is not copied");
    }
    let embeds =
        std::fs::read_to_string(root().join("server/src/http/graphql/graphiql.rs")).unwrap();
    assert!(embeds.contains("#[folder = \"ui/dist\"]"));
    assert!(
        text.contains("COPY --from=ui /ui/dist server/ui/dist"),
        "{text}"
    );
}

#[test]
fn a_unit_reloads_what_the_server_reloads() {
    let unit = read("denota.service");
    assert!(
        unit.contains("\nExecReload=/bin/kill -HUP $MAINPID\n"),
        "{unit}"
    );
}

#[test]
fn the_service_runs_as_a_user_that_is_made_for_it() {
    let made = read("denota.sysusers.conf");
    let user = made.lines().find_map(|line| line.strip_prefix("u "));
    let user = user
        .and_then(|rest| rest.split_whitespace().next())
        .unwrap();
    let unit = read("denota.service");
    assert!(unit.lines().any(|line| line == format!("User={user}")));
}
