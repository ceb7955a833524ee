//! `denota restore`: a copy of a registry in the place of one.

use registry::{Registry, Restored};

use crate::cli::Restore;
use crate::failure::{Done, Failure, Result};
use crate::lock::lock;
use crate::out::Out;
use crate::project::Project;
use crate::recorded::failed;
use crate::serving;

/// Runs the command.
pub(crate) fn run(args: &Restore, out: &Out) -> Result<Done> {
    let project = Project::find()?;
    if let Some(server) = serving::running(&project.state()) {
        return Err(
            Failure::new(format!("a server runs on this folder, at {}", server.url))
                .help("stop it first"),
        );
    }
    let _turn = lock(&project.state(), out)?;
    let folder = project.state().join("registry");
    let restored = Registry::restore(&args.dir, &folder).map_err(failed)?;
    out.note(format_args!(
        "restored `{}` into `{}`",
        args.dir.display(),
        folder.display()
    ));
    if restored == Restored::Unchecked {
        out.always("note: an older denota made the backup, without checksums, so that nothing tells whether its files are as they were; `denota doctor` reads all of them");
    }
    Ok(Done::Clean)
}
