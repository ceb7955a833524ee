//! What the product depends on is as `deny.toml` says: permissive licences, no crate that
//! is banned, nothing from elsewhere than crates.io. `cargo deny` reads the same file.

use std::process::Command;

use serde_json::Value;
use tests::examples::root;

/// Of `deny.toml`, what is looked at here.
struct Policy {
    allowed: Vec<String>,
    exceptions: Vec<(String, Vec<String>)>,
    clarified: Vec<(String, String)>,
    banned: Vec<String>,
    registries: Vec<String>,
}

fn texts(value: &toml::Value) -> Vec<String> {
    let items = value.as_array().unwrap().iter();
    items.map(|v| v.as_str().unwrap().to_owned()).collect()
}

fn policy() -> Policy {
    let text = std::fs::read_to_string(root().join("deny.toml")).unwrap();
    let policy: toml::Table = toml::from_str(&text).unwrap();
    let text = |v: &toml::Value, key: &str| v[key].as_str().unwrap().to_owned();
    let entries = |table: &str, list: &str| policy[table][list].as_array().unwrap().iter();
    Policy {
        allowed: texts(&policy["licenses"]["allow"]),
        exceptions: entries("licenses", "exceptions")
            .map(|e| (text(e, "crate"), texts(&e["allow"])))
            .collect(),
        clarified: entries("licenses", "clarify")
            .map(|e| (text(e, "crate"), text(e, "expression")))
            .collect(),
        banned: entries("bans", "deny").map(|e| text(e, "crate")).collect(),
        registries: texts(&policy["sources"]["allow-registry"]),
    }
}

/// All packages that a build for this machine takes in.
fn packages() -> Vec<Value> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let about = Command::new(rustc).arg("-vV").output().unwrap();
    let about = String::from_utf8(about.stdout).unwrap();
    let host = about
        .lines()
        .find_map(|l| l.strip_prefix("host: "))
        .unwrap();
    let output = Command::new(cargo)
        .args(["metadata", "--locked", "--offline", "--format-version", "1"])
        .args(["--filter-platform", host])
        .current_dir(root())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

/// Whether an expression of licences lets its reader choose allowed ones alone.
fn permits(expression: &str, allowed: &dyn Fn(&str) -> bool) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let permitted = either(&words, &mut at, allowed);
    assert_eq!(at, words.len(), "cannot read the licence `{expression}`");
    permitted
}

fn either(words: &[&str], at: &mut usize, allowed: &dyn Fn(&str) -> bool) -> bool {
    let mut permitted = both(words, at, allowed);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        permitted |= both(words, at, allowed);
    }
    permitted
}

fn both(words: &[&str], at: &mut usize, allowed: &dyn Fn(&str) -> bool) -> bool {
    let mut permitted = one(words, at, allowed);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        permitted &= one(words, at, allowed);
    }
    permitted
}

fn one(words: &[&str], at: &mut usize, allowed: &dyn Fn(&str) -> bool) -> bool {
    let word = words[*at];
    *at += 1;
    if word == "(" {
        let permitted = either(words, at, allowed);
        *at += 1;
        return permitted;
    }
    if words.get(*at) == Some(&"WITH") {
        *at += 2;
        return allowed(&format!("{word} WITH {}", words[*at - 1]));
    }
    allowed(word)
}

#[test]
fn licences_are_permissive() {
    let policy = policy();
    let mut refused = Vec::new();
    for package in packages() {
        let name = package["name"].as_str().unwrap();
        let clarified = policy.clarified.iter().find(|(c, _)| c == name);
        let stated = package["license"].as_str();
        let licence = stated.or_else(|| clarified.map(|(_, e)| e.as_str()));
        let allowed = |l: &str| {
            let exceptions = policy.exceptions.iter().filter(|(c, _)| c == name);
            let mut also = exceptions.flat_map(|(_, allowed)| allowed);
            policy.allowed.iter().any(|a| a == l) || also.any(|a| a == l)
        };
        if !licence.is_some_and(|l| permits(l, &allowed)) {
            refused.push(format!("{name}: {}", licence.unwrap_or("none stated")));
        }
    }
    assert!(refused.is_empty(), "{refused:#?}");
}

#[test]
fn nothing_banned_and_nothing_from_elsewhere() {
    let policy = policy();
    let all = packages();
    assert!(all.len() > 300, "only {} packages", all.len());
    for package in &all {
        let name = package["name"].as_str().unwrap();
        assert!(
            !policy.banned.iter().any(|b| b == name),
            "`{name}` is banned"
        );
        let Some(source) = package["source"].as_str() else {
            continue;
        };
        let registry = source.strip_prefix("registry+").unwrap_or(source);
        assert!(
            policy.registries.iter().any(|r| r == registry),
            "`{name}` comes from {source}"
        );
    }
    for banned in ["apollo-federation", "horned-owl", "elk"] {
        assert!(policy.banned.iter().any(|b| b == banned), "{banned}");
    }
}

#[test]
fn node_packages_of_tests_are_permissive_too() {
    let policy = policy();
    for oracle in ["graphql", "sarif"] {
        let path = root()
            .join("tests/oracles")
            .join(oracle)
            .join("package-lock.json");
        let lock: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let packages = lock["packages"].as_object().unwrap();
        for (path, package) in packages.iter().filter(|(path, _)| !path.is_empty()) {
            let licence = package["license"].as_str().unwrap_or("none stated");
            let allowed = |l: &str| policy.allowed.iter().any(|a| a == l);
            assert!(permits(licence, &allowed), "{path}: {licence}");
        }
    }
}

#[test]
fn expressions_of_licences_are_understood() {
    let allowed = |l: &str| ["MIT", "ISC", "Apache-2.0 WITH LLVM-exception"].contains(&l);
    for good in [
        "MIT",
        "MIT/GPL-3.0",
        "GPL-3.0 OR MIT",
        "(MIT OR GPL-3.0) AND ISC",
        "GPL-3.0 AND LGPL-3.0 OR ISC",
        "Apache-2.0 WITH LLVM-exception",
    ] {
        assert!(permits(good, &allowed), "{good}");
    }
    for bad in [
        "GPL-3.0",
        "MIT AND GPL-3.0",
        "(MIT AND GPL-3.0) OR Apache-2.0",
        "none stated",
    ] {
        let result = std::panic::catch_unwind(|| permits(bad, &allowed));
        assert!(!result.unwrap_or(false), "{bad}");
    }
}
