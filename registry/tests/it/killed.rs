//! A publisher that is killed at any moment: no acknowledged publication is lost, none torn.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use registry::{Registry, View};

use crate::support::*;

/// Where the child finds the registry that it publishes to.
const FOLDER: &str = "DENOTA_TEST_KILLED";

/// Two models that are only ever published together, with one number in both.
fn pair(n: u64) -> [String; 2] {
    ["one", "two"].map(|name| {
        SHOP.replace("shop", name)
            .replace("\"Order\"@en", &format!("\"Order {n}\"@en"))
    })
}

/// The numbers that both models of the pair have.
fn numbers(registry: &Registry) -> [Option<u64>; 2] {
    ["one", "two"].map(|name| {
        let text = registry
            .newest_text(&format!("http://example.com/{name}#"))
            .unwrap()?;
        let start = text.find("\"Order ").unwrap() + 7;
        let end = start + text[start..].find('"').unwrap();
        Some(text[start..end].parse().unwrap())
    })
}

/// Publishes until it is killed, and says so of each publication. Does nothing by itself.
#[test]
fn child() {
    let Ok(folder) = std::env::var(FOLDER) else {
        return;
    };
    let bench = open(Path::new(&folder));
    let from = numbers(&bench)[0].map_or(0, |n| n + 1);
    for n in from.. {
        let [one, two] = pair(n);
        let done = publish(
            &bench,
            publication(&[&one, &two]),
            &View::Everything,
            &|_| true,
        );
        accepted(done);
        let mut out = std::io::stdout().lock();
        writeln!(out, "acknowledged {n}").unwrap();
        out.flush().unwrap();
    }
}

/// Lets a child publish for a while and kills it; the last number that it acknowledged.
fn round(folder: &Path, milliseconds: u64) -> Option<u64> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "killed::child",
            "--nocapture",
            "--test-threads=1",
        ])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let reader = std::thread::spawn(move || {
        let lines = out.lines().map_while(Result::ok);
        let number = |l: String| l.rsplit_once("acknowledged ")?.1.parse().ok();
        lines.filter_map(number).last()
    });
    std::thread::sleep(Duration::from_millis(milliseconds));
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap()
}

#[test]
fn nothing_acknowledged_is_lost_and_nothing_is_torn() {
    let rounds = if std::env::var_os("DENOTA_SOAK").is_some() {
        200
    } else {
        5
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("registry");
    drop(open(&path));
    let mut total = 0;
    for n in 0..rounds {
        // Times that do not fall in step with the publications.
        let acknowledged = round(&path, 700 + n * 137 % 900);
        let registry = open(&path);
        let [one, two] = numbers(&registry);
        assert_eq!(one, two, "a publication is torn");
        if let Some(acknowledged) = acknowledged {
            assert!(
                one >= Some(acknowledged),
                "{acknowledged} was acknowledged, {one:?} is there"
            );
            total = acknowledged;
        }
        let revisions = |name: &str| {
            let index = registry.index();
            let graph = index.seen(&View::Everything).domain(name).cloned();
            graph.map_or(0, |g| g.revisions.len() as u64)
        };
        let expected = one.map_or(0, |n| n + 1);
        assert_eq!((revisions("one"), revisions("two")), (expected, expected));
        registry.store().validate().unwrap();
    }
    println!("killed {rounds} times, {total} publications acknowledged");
    assert!(total > 0, "the child never got to publish anything");
}
