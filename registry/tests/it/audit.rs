//! The audit log.

use registry::{Action, AuditEntry, AuditFilter, Outcome, Writing};

use crate::support::*;

fn entry(n: u32, who: &str, action: Action, outcome: Outcome) -> AuditEntry {
    AuditEntry {
        at: format!("2026-01-02T03:04:{n:02}Z"),
        request: format!("request-{n}"),
        who: who.to_owned(),
        action,
        graph: Some(SHOP_IRI.to_owned()).filter(|_| action != Action::Login),
        outcome,
        detail: None,
    }
}

#[test]
fn what_was_done_and_tried_can_be_looked_up() {
    let bench = Bench::new();
    let all = [
        entry(1, "ann", Action::Publish, Outcome::Done),
        entry(2, "bob", Action::Publish, Outcome::Refused),
        entry(3, "bob", Action::Login, Outcome::Failed),
        entry(4, "ann", Action::Read, Outcome::Refused),
    ];
    for entry in &all {
        bench.registry.audit(entry).unwrap();
    }
    let Bench { registry, folder } = bench;
    drop(registry);
    let registry = open(&folder.path().join("registry"));
    let found = |filter: AuditFilter| -> Vec<String> {
        let entries = registry.audit_entries(&filter).unwrap();
        entries.into_iter().map(|e| e.request).collect()
    };
    let none = AuditFilter::default;
    assert_eq!(registry.audit_entries(&none()).unwrap(), all);
    let who = Some("ann".to_owned());
    assert_eq!(
        found(AuditFilter { who, ..none() }),
        ["request-1", "request-4"]
    );
    let outcome = Some(Outcome::Refused);
    assert_eq!(
        found(AuditFilter { outcome, ..none() }),
        ["request-2", "request-4"]
    );
    let action = Some(Action::Login);
    assert_eq!(found(AuditFilter { action, ..none() }), ["request-3"]);
    let limit = Some(1);
    assert_eq!(found(AuditFilter { limit, ..none() }), ["request-4"]);
    let since = Some("2026-01-02T03:04:02Z".to_owned());
    let before = Some("2026-01-02T03:04:04Z".to_owned());
    assert_eq!(
        found(AuditFilter {
            since,
            before,
            ..none()
        }),
        ["request-2", "request-3"]
    );
}

/// Whoever publishes may be killed before it is entered.
#[test]
fn publications_that_the_log_lacks_are_entered_once() {
    let bench = Bench::new();
    bench
        .registry
        .audit(&entry(0, "ann", Action::Login, Outcome::Done))
        .unwrap();
    bench.put(SHOP);
    assert!(bench.retire(SHOP_IRI).is_ok());
    assert_eq!(bench.registry.complete_audit().unwrap(), 2);
    assert_eq!(bench.registry.complete_audit().unwrap(), 0);
    let all = AuditFilter::default();
    let entered = bench.registry.audit_entries(&all).unwrap();
    let actions: Vec<Action> = entered.iter().map(|e| e.action).collect();
    assert_eq!(actions, [Action::Login, Action::Publish, Action::Retire]);
    let graph = Some(SHOP_IRI.to_owned());
    assert!(
        entered[1..]
            .iter()
            .all(|e| e.graph == graph && e.request == "-")
    );
}

/// What is entered when it happens is not entered again.
#[test]
fn publications_that_the_log_has_are_not_lacking() {
    let bench = Bench::new();
    let published = bench.put(SHOP);
    let retired = bench.retire(SHOP_IRI).map_err(|r| why(&r)).unwrap();
    for (action, version) in [
        (Action::Publish, &published.version),
        (Action::Retire, &retired[0].version),
    ] {
        let entered = AuditEntry {
            detail: Some(AuditEntry::of_version(version)),
            ..entry(5, "ann", action, Outcome::Done)
        };
        bench.registry.audit(&entered).unwrap();
    }
    assert_eq!(bench.registry.complete_audit().unwrap(), 0);
}

#[test]
fn a_store_that_takes_what_is_written_is_not_failing() {
    let bench = Bench::new();
    bench.put(SHOP);
    bench.registry.doubt();
    assert!(bench.registry.is_doubted() && !bench.registry.is_failing());
    let generation = bench.registry.index().generation();
    assert!(matches!(bench.registry.try_writing(), Writing::Works));
    assert!(!bench.registry.is_doubted());
    assert_eq!(bench.registry.index().generation(), generation);
    let reopened = bench.reopened();
    assert_eq!(reopened.registry.index().generation(), generation);
}
