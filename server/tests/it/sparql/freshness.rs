//! A query sees every publication that was acknowledged before it was asked.

use super::{publish, serve, soak};

#[test]
fn reads_see_every_acknowledged_publication() {
    let here = tempfile::tempdir().unwrap();
    let server = serve(here.path());
    let mut tag: Option<String> = None;
    for round in 0..if soak() { 200 } else { 20 } {
        let label = format!("Label {round}");
        let answer = publish(&server, "shop", &label, tag.as_deref());
        assert!(matches!(answer.status, 200 | 201), "{}", answer.text());
        tag = Some(answer.header("etag").to_owned());
        let seen = server.query(&format!("ASK {{ ?s ?p \"{label}\"@en }}"));
        assert_eq!(seen.json()["boolean"], true, "round {round}");
    }
    let folder = here.path().join(".denota/registry.checkpoints");
    let left = std::fs::read_dir(&folder).unwrap().count();
    assert!(left <= 4, "{left} checkpoints are left");
}

#[test]
fn what_a_crash_leaves_is_removed_at_the_next_start() {
    let here = tempfile::tempdir().unwrap();
    let folder = here.path().join(".denota/registry.checkpoints");
    std::fs::create_dir_all(folder.join("7/head")).unwrap();
    std::fs::write(folder.join("7/head/x"), "left over").unwrap();
    let server = serve(here.path());
    assert!(server.is_well());
    assert!(!folder.join("7/head/x").exists());
}
