//! `denota demo`: the whole way on bundled models, in a folder of its own. Each step is the
//! command that a user would type, run as it stands.

mod bundle;
mod serve;
mod tpch;

use std::path::Path;
use std::time::Instant;

use clap::Parser as _;

use crate::cli::{Cli, Demo};
use crate::failure::{Doing as _, Done, Failure, Result};
use crate::out::{Out, duration, paint};
use crate::render::style;

/// A step: its headline, the commands, and what to look at afterwards.
struct Step {
    what: &'static str,
    commands: &'static [&'static [&'static str]],
    look: &'static str,
}

const STEPS: &[Step] = &[
    Step {
        what: "check the models of three examples: an article's, a media company's, TPC-H",
        commands: &[&["check"]],
        look: "models/: break a line in one of them and check again",
    },
    Step {
        what: "make schemas for every target",
        commands: &[&["transpile", "all", "--out", "generated"]],
        look: "generated/: one class in every language, and *.losses.json for what each cannot say",
    },
    Step {
        what: "create Iceberg tables in an embedded catalog",
        commands: &[&["provision", "--yes"]],
        look: ".denota/catalog.db and .denota/warehouse: any Iceberg client opens them",
    },
    Step {
        what: "load rows: JSON lines and generated CSV, all of them checked",
        commands: bundle::LOADS,
        look: "data/: change a row and load its file again; only that row is written",
    },
    Step {
        what: "ask in SQL",
        commands: &[
            &[
                "query",
                "--sql",
                "SELECT rname, epithet['en'] AS epithet FROM onepiece.character ORDER BY rname LIMIT 5",
            ],
            &[
                "query",
                "--sql",
                "SELECT return_flag, line_status, count(*) AS lines, sum(quantity) AS quantity FROM tpch.line_item GROUP BY 1, 2 ORDER BY 1, 2",
            ],
        ],
        look: "the columns: names and types come from the models",
    },
    Step {
        what: "ask the models themselves, in SPARQL",
        commands: &[&[
            "query",
            "SELECT ?class ?key { ?class a upper:DirectClass ; upper:primaryKey/rdf:rest*/rdf:first ?key } ORDER BY ?class LIMIT 8",
        ]],
        look: "`denota query --help`: prefixes need not be declared",
    },
    Step {
        what: "walk from a term to all that stands for it",
        commands: &[&["map", "show", "onepiece:rname"]],
        look: "the way back: `denota map show onepiece.character.rname`",
    },
];

/// Runs the command.
pub(crate) fn run(args: &Demo, out: &Out) -> Result<Done> {
    let started = Instant::now();
    bundle::unpack(&args.dir, args.scale, out)?;
    std::env::set_current_dir(&args.dir).doing(|| format!("work in `{}`", args.dir.display()))?;
    out.line(format_args!("The whole way, in `{}`", args.dir.display()));
    for (number, step) in (1..).zip(STEPS) {
        run_step(number, step, out)?;
    }
    out.line(format_args!(
        "\n{} in {}",
        paint(style::GOOD, "done"),
        duration(started.elapsed())
    ));
    out.print(&next(&args.dir));
    if args.serve {
        return serve::serve(out);
    }
    Ok(Done::Clean)
}

fn run_step(number: usize, step: &Step, out: &Out) -> Result<()> {
    let started = Instant::now();
    out.line(format_args!(
        "\n{} {}",
        paint(style::STRONG, format_args!("{number}/{}", STEPS.len())),
        paint(style::STRONG, step.what)
    ));
    for command in step.commands {
        out.line(format_args!(
            "  {}",
            paint(style::FRAME, format_args!("$ denota {}", typed(command)))
        ));
        let cli = Cli::try_parse_from(["denota"].iter().chain(*command))
            .map_err(|e| Failure::new(format!("the demo's own command is wrong: {e}")))?;
        if super::run(cli.command, cli.format, out)? != Done::Clean {
            return Err(Failure::new(format!("step {number} of the demo found errors in the bundled files"))
                .help("files of an older or changed demo may be in the way: run it in a new folder, `denota demo DIR`"));
        }
    }
    out.line(format_args!(
        "  took {}; look at {}",
        duration(started.elapsed()),
        step.look
    ));
    Ok(())
}

/// A command as it would be typed in a shell.
fn typed(command: &[&str]) -> String {
    let quoted = command
        .iter()
        .map(|word| match word.contains([' ', '?', '\'', '*']) {
            true => format!("\"{word}\""),
            false => (*word).to_owned(),
        });
    quoted.collect::<Vec<_>>().join(" ")
}

fn next(dir: &Path) -> String {
    format!(
        "\nTry next:\n  cd {}\n  denota load titles:Title data/media/bad/Title.jsonl     rejected rows, with reasons\n  \
         denota map show titles.title.title_id                   from a column to its term\n  \
         denota explain                                          all that can be found\n  \
         denota serve                                            the registry, over HTTP\n",
        dir.display()
    )
}
