//! `denota init`: files to start with. What is there already stays as it is.

use crate::cli::Init;
use crate::failure::{Done, Result};
use crate::files;
use crate::out::{Out, paint};
use crate::render::style;

/// What is written, and what for.
const FILES: [(&str, &str, &str); 5] = [
    (
        "denota.toml",
        include_str!("../../init/denota.toml"),
        "settings",
    ),
    (
        "models/example.ttl",
        include_str!("../../init/example.ttl"),
        "a model to start from",
    ),
    (
        ".github/workflows/denota.yml",
        include_str!("../../init/workflow.yml"),
        "checks pull requests, publishes what is merged",
    ),
    (
        ".pre-commit-config.yaml",
        include_str!("../../init/pre-commit.yaml"),
        "checks before commits",
    ),
    (".gitignore", ".denota/\n", "keeps local state out of Git"),
];

/// Runs the command.
pub(crate) fn run(args: &Init, out: &Out) -> Result<Done> {
    for (path, text, purpose) in FILES {
        let file = args.dir.join(path);
        let shown = file.strip_prefix(".").unwrap_or(&file).display();
        if file.symlink_metadata().is_ok() {
            out.note(format_args!("  kept     {shown}"));
        } else {
            files::write(&file, text)?;
            out.note(format_args!(
                "  {}  {shown} ({purpose})",
                paint(style::GOOD, "created")
            ));
        }
    }
    let here = args.dir.as_os_str().is_empty() || args.dir == std::path::Path::new(".");
    let go = match here {
        true => String::new(),
        false => format!("go there with `cd {}`, ", args.dir.display()),
    };
    out.note(format_args!("\nNext: {go}look at the model, then run `denota check` and `denota transpile all --out generated`"));
    Ok(Done::Clean)
}
