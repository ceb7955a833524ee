//! The examples of `docs/downstream.md`, run as they stand there.
//!
//! A block that begins with `file=NAME` is written to a file, one with `run` is run by a
//! shell, in the order of the page, each section (`## …`) in a folder of its own.

use std::path::Path;
use std::process::Command;

use crate::bench::Bench;
use crate::serve::Server;

/// A block of the page.
struct Block {
    info: String,
    text: String,
}

fn sections(page: &str) -> Vec<(String, Vec<Block>)> {
    let mut sections: Vec<(String, Vec<Block>)> = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(title) = line.strip_prefix("## ") {
            sections.push((title.to_owned(), Vec::new()));
        }
        if let Some(info) = line.strip_prefix("```").filter(|i| !i.is_empty()) {
            let text: Vec<&str> = lines.by_ref().take_while(|l| *l != "```").collect();
            if let Some((_, blocks)) = sections.last_mut() {
                blocks.push(Block {
                    info: info.to_owned(),
                    text: text.join("\n") + "\n",
                });
            }
        }
    }
    sections
}

fn is_here(program: &str) -> bool {
    let found = Command::new("sh")
        .args(["-c", &format!("command -v {program}")])
        .output();
    found.is_ok_and(|o| o.status.success())
}

fn run(section: &str, script: &str, folder: &Path, url: &str) {
    let output = Command::new("bash")
        .args(["-euo", "pipefail", "-c", script])
        .current_dir(folder)
        .env("REGISTRY", url)
        .env_remove("CARGO_TARGET_DIR")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{section}: {script}\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn every_build_of_the_page_works_with_nothing_but_curl() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let model = std::fs::read_to_string(root.join("ontologies/domains/onepiece.ttl")).unwrap();
    server.create("onepiece", &model).is(201);
    let page = std::fs::read_to_string(root.join("docs/downstream.md")).unwrap();
    let mut tried = 0;
    for (section, blocks) in sections(&page) {
        // What stands in backticks in the title is the tool.
        let tool = section.split('`').nth(1).unwrap_or("curl").to_owned();
        let folder = bench.path(&tool);
        std::fs::create_dir_all(&folder).unwrap();
        if !is_here(&tool) {
            eprintln!("SKIPPED: the section `{section}`: no `{tool}` on this machine");
            continue;
        }
        for block in blocks {
            let mut words = block.info.split(' ').skip(1);
            match words.next() {
                Some("run") => {
                    run(&section, &block.text, &folder, &server.url());
                    tried += 1;
                }
                Some(word) if word.starts_with("file=") => {
                    let file = folder.join(word.trim_start_matches("file="));
                    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
                    std::fs::write(file, block.text).unwrap();
                }
                Some(_) | None => {}
            }
        }
    }
    assert!(tried >= 4, "only {tried} examples were tried");
}
