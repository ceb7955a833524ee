//! `denota provision`: live tables as the models say.

mod record;

use std::time::Instant;

use ::containers::{Allow, Live, LiveTable, Plan};
use transpilers::iceberg;
use transpilers::iceberg::table::Table;
use upper::model::{DomainModel, Valid};

use super::check::{Read, checked};
use super::transpile::refuse;
use crate::cli::{Format, Provision};
use crate::client::Client;
use crate::containers;
use crate::dependencies::own;
use crate::failure::{Done, Failure, Result};
use crate::files::Written;
use crate::ids;
use crate::lock::lock;
use crate::out::{Out, count, duration, plain};
use crate::project::Project;
use crate::render::{json, plan};

/// Runs the command.
pub(crate) fn run(args: &Provision, format: Format, out: &Out) -> Result<Done> {
    let started = Instant::now();
    let project = Project::find()?;
    let read = checked(&args.paths.paths, &project, project.config.naming())?;
    let as_one = format == Format::Json && !read.checked.has_errors();
    if !as_one && !refuse(&read, format, out) {
        return Ok(Done::Findings);
    }
    let models = own(&read.checked)?;
    // Whoever gives numbers has read those that others gave before.
    let turn = match args.dry_run {
        true => None,
        false => Some(lock(&project.state(), out)?),
    };
    let mut numbers = ids::read(&project)?;
    if let Some(turn) = &turn {
        numbers = ids::going_on(&project, &models, numbers, turn, out);
    }
    let planned: Vec<Table> = models
        .iter()
        .flat_map(|m| iceberg::tables(m.models(), m.id(), &numbers))
        .collect();
    let domains: Vec<&str> = models
        .iter()
        .map(|m| m.domain().info.name.as_str())
        .collect();
    let Some(turn) = turn else {
        return dry_run(args, &project, &domains, &planned, (&read, format), out);
    };
    let live = containers::open(args.to.as_deref(), &project)?;
    let plan = live
        .plan_for(&domains, &planned, allowed(args))
        .map_err(containers::failed)?;
    let name = &live.container().name;
    show(&plan, name, planned.len(), &read, format, out);
    if !plan.refusals.is_empty() {
        return Ok(Done::Findings);
    }
    agree(&plan, args.yes, out)?;
    let tables = live.apply(&plan).map_err(containers::failed)?;
    let numbers = ids::adopt(&models, &numbers, &tables);
    if project.configured && ids::update(&project, &models, numbers.clone())? != Written::Same {
        out.note(format_args!("wrote `{}`; commit it", ids::IDS));
    }
    for table in ids::differing(&numbers, &tables) {
        out.note(format_args!(
            "{table}: read its files by the table, not by what `transpile` makes"
        ));
    }
    let client = Client::under(&project, turn)?;
    let by_model = by_model(&models, &tables);
    let recorded = record::record(&client, &project, &live, &read.checked, &by_model, &numbers)?;
    recorded.iter().for_each(|said| out.note(plain(said)));
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
    (read, format): (&Read, Format),
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
    show(&plan, &container.name, planned.len(), read, format, out);
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

/// Says what is planned: after the findings, which people have seen by now.
fn show(plan: &Plan, name: &str, tables: usize, read: &Read, format: Format, out: &Out) {
    if format == Format::Json {
        let plan = plan::value(plan, name);
        out.print(&json::render_with(&read.report(), "plan", plan));
    } else {
        out.print(&plan::human(plan));
    }
    if plan.is_empty() {
        out.note(format_args!(
            "`{name}`: nothing to do, {} as the models say",
            count(tables, "table")
        ));
    }
    if !plan.refusals.is_empty() {
        out.note("nothing was changed");
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
