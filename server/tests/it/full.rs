//! A disk that is full for a while, as a file system of its own that only this test sees.
#![cfg(target_os = "linux")]

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::bench::{Bench, SHOP};
use crate::serve::Server;

/// A server on a small disk; none where the system allows no such thing.
fn on_small_disk(bench: &Bench) -> Option<Server> {
    let disk = bench.path("disk");
    std::fs::create_dir_all(&disk).unwrap();
    let mount = "mount -t tmpfs -o size=40m tmpfs disk && cd disk";
    let alone = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-c", script]);
        command
    };
    let can = alone(mount).current_dir(bench.path("")).output();
    if !can.is_ok_and(|tried| tried.status.success()) {
        eprintln!("SKIPPED: no file system can be mounted");
        return None;
    }
    let serve = format!(
        "{mount} && exec {} serve --port 0 --log json",
        env!("CARGO_BIN_EXE_denota")
    );
    Some(Server::run(alone(&serve), &bench.path("")))
}

/// A path on the disk, as a process sees it that has it mounted.
fn there(server: &Server, path: &str) -> PathBuf {
    Path::new(&format!("/proc/{}/cwd", server.pid())).join(path)
}

fn until(what: &str, server: &Server, holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(
            begun.elapsed() < Duration::from_secs(45),
            "{what}: {}",
            server.log()
        );
        thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_server_whose_disk_was_full_says_so_and_comes_back_by_itself() {
    let bench = Bench::new();
    let Some(server) = on_small_disk(&bench) else {
        return;
    };
    server.create("shop", SHOP).is(201);
    let fill = there(&server, "fill");
    let named = |n: usize| SHOP.replace("shop", &format!("shop{n}"));
    let name = |n: usize| format!("shop{n}");
    // What is thrown away meanwhile makes some room again.
    let refused = (0..40).find(|n| {
        let mut file = File::options()
            .create(true)
            .append(true)
            .open(&fill)
            .unwrap();
        let _ = std::io::copy(&mut std::io::repeat(7), &mut file);
        server.create(&name(*n), &named(*n)).status == 500
    });
    let refused = refused.expect("the disk is never full");
    // Reading goes on.
    server.get("/api/v1/models/shop").is(200);
    let said = server.get("/readyz").is(503).json();
    assert_eq!(said["checks"]["writable"], false, "{said}");
    std::fs::remove_file(&fill).unwrap();
    let ready = || {
        let ready = crate::http::try_send(server.address(), "GET", "/readyz", &[], b"");
        ready.is_some_and(|a| a.status == 200)
    };
    until("it is ready again", &server, ready);
    let next = refused + 1;
    server.create(&name(next), &named(next)).is(201);
    assert!(server.is_well(), "{}", server.log());
    // What is there is in the trail, whatever was answered.
    let trail = server.get("/api/v1/audit?action=publish&limit=100").json();
    let items = trail["items"].as_array().unwrap();
    for n in 0..=next {
        let there = server.get(&format!("/api/v1/models/{}", name(n))).status == 200;
        let iri = format!("https://example.com/onto/{}#", name(n));
        let done = |i: &&Value| i["graph"] == iri && i["outcome"] == "done";
        let entered = items.iter().filter(done).count();
        assert_eq!(entered, usize::from(there), "{iri}: {trail}");
    }
    server.terminate();
    let (status, log) = server.wait();
    assert!(status.success(), "{log}");
}
