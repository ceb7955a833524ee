//! What provisioning would do: for people a line a step, for programs one object.

use ::containers::{Action, Plan, Step};
use anstyle::Style;
use serde_json::{Value, json};

use super::style;
use crate::out::paint;

/// One line a step and a refusal, with what to know and to do.
pub(crate) fn human(plan: &Plan) -> String {
    let mut text = String::new();
    for step in &plan.steps {
        let (style, mark) = mark(&step.action);
        text.push_str(&format!("{} {step}\n", paint(style, mark)));
        if let Some(note) = &step.note {
            text.push_str(&format!("  {}: {note}\n", paint(style::HELP, "note")));
        }
    }
    for refusal in &plan.refusals {
        let refused = paint(style::ERROR, "refused");
        text.push_str(&format!("{refused}: {}: {}\n", refusal.on, refusal.reason));
        let help = paint(style::HELP, "help");
        text.push_str(&format!("  {help}: {}\n", refusal.help));
    }
    text
}

/// The plan as a JSON value; fields may be added.
pub(crate) fn value(plan: &Plan, container: &str) -> Value {
    let refusals = plan
        .refusals
        .iter()
        .map(|refusal| json!({ "on": refusal.on, "reason": refusal.reason, "help": refusal.help }));
    json!({
        "container": container,
        "steps": plan.steps.iter().map(step).collect::<Vec<_>>(),
        "refusals": refusals.collect::<Vec<_>>(),
    })
}

fn step(step: &Step) -> Value {
    json!({
        "on": step.on,
        "action": name(&step.action),
        "column": column(&step.action),
        "message": step.to_string(),
        "note": step.note,
    })
}

/// What a step does, at a glance, as the changes of a model are marked: `+` adds, `~` changes,
/// and `=` leaves as it is.
fn mark(action: &Action) -> (Style, char) {
    match action {
        Action::CreateNamespace | Action::CreateTable { .. } | Action::AddColumn { .. } => {
            (style::GOOD, '+')
        }
        Action::RenameTable { .. }
        | Action::RenameColumn { .. }
        | Action::Promote { .. }
        | Action::Relax { .. }
        | Action::Require { .. }
        | Action::Narrow { .. }
        | Action::Document { .. }
        | Action::ChangeKey
        | Action::SetProperties { .. }
        | Action::Rewrite { .. } => (style::GOOD, '~'),
        Action::KeepTable | Action::KeepColumn { .. } => (Style::new(), '='),
    }
}

/// The word for what a step does.
fn name(action: &Action) -> &'static str {
    match action {
        Action::CreateNamespace => "create-namespace",
        Action::CreateTable { .. } => "create-table",
        Action::RenameTable { .. } => "rename-table",
        Action::KeepTable => "keep-table",
        Action::AddColumn { .. } => "add-column",
        Action::RenameColumn { .. } => "rename-column",
        Action::Promote { .. } => "widen-column",
        Action::Relax { .. } => "make-column-optional",
        Action::Require { .. } => "make-column-required",
        Action::Narrow { .. } => "narrow-column",
        Action::Document { .. } => "document-column",
        Action::ChangeKey => "change-key",
        Action::SetProperties { .. } => "set-properties",
        Action::Rewrite { .. } => "rewrite-files",
        Action::KeepColumn { .. } => "keep-column",
    }
}

/// The column that a step is about, by the name that it has before.
fn column(action: &Action) -> Option<&str> {
    match action {
        Action::AddColumn { column, .. }
        | Action::RenameColumn { from: column, .. }
        | Action::Promote { column, .. }
        | Action::Relax { column }
        | Action::Require { column }
        | Action::Narrow { column, .. }
        | Action::Document { column }
        | Action::KeepColumn { column, .. } => Some(column),
        Action::CreateNamespace
        | Action::CreateTable { .. }
        | Action::RenameTable { .. }
        | Action::KeepTable
        | Action::ChangeKey
        | Action::SetProperties { .. }
        | Action::Rewrite { .. } => None,
    }
}
