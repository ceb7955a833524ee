//! `denota provision`: live tables as the models say.

mod record;

use std::time::Instant;

use ::containers::{Action, Allow, Live, LiveTable, Plan};
use anstyle::Style;
use transpilers::iceberg;
use transpilers::iceberg::table::Table;
use upper::model::{DomainModel, Valid};

use super::check::checked;
use super::transpile::refuse;
use crate::cli::{Format, Provision};
use crate::client::Client;
use crate::containers;
use crate::dependencies::own;
use crate::failure::{Done, Failure, Result};
use crate::files::Written;
use crate::ids;
use crate::lock::lock;
use crate::out::{Out, count, duration, paint};
use crate::project::Project;
use crate::render::style;

/// Runs the command.
pub(crate) fn run(args: &Provision, format: Format, out: &Out) -> Result<Done> {
    let started = Instant::now();
    let project = Project::find()?;
    let read = checked(&args.paths.paths, &project, project.config.naming())?;
    if !refuse(&read, format, out) {
        return Ok(Done::Findings);
    }
    let models = own(&read.checked)?;
    // Whoever gives numbers has read those that others gave before.
    let turn = match args.dry_run {
        true => None,
        false => Some(lock(&project.state(), out)?),
    };
    let numbers = ids::read(&project)?;
    let planned: Vec<Table> = models
        .iter()
        .flat_map(|m| iceberg::tables(m.models(), m.id(), &numbers))
        .collect();
    let domains: Vec<&str> = models
        .iter()
        .map(|m| m.domain().info.name.as_str())
        .collect();
    let Some(turn) = turn else {
        return dry_run(args, &project, &domains, &planned, out);
    };
    let live = containers::open(args.to.as_deref(), &project)?;
    let plan = live
        .plan_for(&domains, &planned, allowed(args))
        .map_err(containers::failed)?;
    show(&plan, &live.container().name, planned.len(), out);
    if !plan.refusals.is_empty() {
        return Ok(Done::Findings);
    }
    agree(&plan, args.yes, out)?;
    let tables = live.apply(&plan).map_err(containers::failed)?;
    let numbers = ids::adopt(numbers, &tables);
    if project.configured && ids::update(&project, &models, numbers.clone())? != Written::Same {
        out.note(format_args!("wrote `{}`; commit it", ids::IDS));
    }
    let client = Client::under(&project, turn)?;
    let by_model = by_model(&models, &tables);
    let recorded = record::record(&client, &project, &live, &read.checked, &by_model, &numbers)?;
    recorded.iter().for_each(|said| out.note(said));
    if !plan.is_empty() {
        out.note(format_args!(
            "{} in {}",
            done(&plan, &tables),
            duration(started.elapsed())
        ));
    }
    Ok(Done::Clean)
}

/// Shows the plan. What is not there yet is not made for that.
fn dry_run(
    args: &Provision,
    project: &Project,
    domains: &[&str],
    planned: &[Table],
    out: &Out,
) -> Result<Done> {
    let container = containers::choose(args.to.as_deref(), project)?;
    let plan = if container.is_there() {
        let live = Live::open(&container).map_err(containers::failed)?;
        let plan = live.plan_for(domains, planned, allowed(args));
        plan.map_err(containers::failed)?
    } else {
        Plan::of_nothing(planned)
    };
    show(&plan, &container.name, planned.len(), out);
    Ok(Done::unless(!plan.refusals.is_empty()))
}

fn allowed(args: &Provision) -> Allow {
    Allow {
        narrowing: args.allow_narrowing,
    }
}

/// The tables of each model.
fn by_model<'a>(
    models: &'a [Valid<DomainModel>],
    tables: &[LiveTable],
) -> Vec<(&'a Valid<DomainModel>, Vec<LiveTable>)> {
    let of = |model: &Valid<DomainModel>| {
        let own = |t: &&LiveTable| model.models().class(t.table.root).info.domain == model.id();
        tables.iter().filter(own).cloned().collect()
    };
    models.iter().map(|model| (model, of(model))).collect()
}

fn show(plan: &Plan, name: &str, tables: usize, out: &Out) {
    if plan.is_empty() {
        out.note(format_args!(
            "`{name}`: nothing to do, {} as the models say",
            count(tables, "table")
        ));
    }
    for step in &plan.steps {
        let (style, mark) = mark(&step.action);
        out.line(format_args!("{} {step}", paint(style, mark)));
        if let Some(note) = &step.note {
            out.line(format_args!("  {}: {note}", paint(style::HELP, "note")));
        }
    }
    for refusal in &plan.refusals {
        out.line(format_args!(
            "{}: {}: {}",
            paint(style::ERROR, "refused"),
            refusal.on,
            refusal.reason
        ));
        out.line(format_args!(
            "  {}: {}",
            paint(style::HELP, "help"),
            refusal.help
        ));
    }
    if !plan.refusals.is_empty() {
        out.note("nothing was changed");
    }
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

/// Asks on a terminal. Elsewhere nobody could answer; a plan has no unsafe steps.
fn agree(plan: &Plan, yes: bool, out: &Out) -> Result<()> {
    if yes || plan.steps.is_empty() || !out.can_ask() || out.ask("Do this?") {
        return Ok(());
    }
    Err(Failure::new("nothing was changed, as you wished"))
}

fn done(plan: &Plan, tables: &[LiveTable]) -> String {
    format!(
        "{} done, {} live",
        count(plan.steps.len(), "step"),
        count(tables.len(), "table")
    )
}
