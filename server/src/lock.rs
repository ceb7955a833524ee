//! One writer at a time on a `.denota` folder.

use std::fs::{File, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::Path;

use crate::failure::{Doing as _, Result};
use crate::out::Out;
use crate::serving;

/// The right to write below a `.denota` folder, until dropped. The lock is the system's, so
/// that a killed process leaves none behind.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

/// Waits for the lock of a `.denota` folder, which is made when missing, and says whom it
/// is waiting for.
pub(crate) fn lock(dir: &Path, out: &Out) -> Result<Lock> {
    let path = dir.join("lock");
    let shown = path.display().to_string();
    std::fs::create_dir_all(dir).doing(|| format!("make the folder `{}`", dir.display()))?;
    let mut options = File::options();
    let mut file = options
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .doing(|| format!("open `{shown}`"))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            out.always(format_args!(
                "waiting for another denota{} to finish",
                holder(&mut file)
            ));
            file.lock().doing(|| format!("lock `{shown}`"))?;
        }
        Err(TryLockError::Error(e)) => Err(e).doing(|| format!("lock `{shown}`"))?,
    }
    // Who holds it is a courtesy to those who wait; failing to say so harms nothing.
    let _ = file
        .set_len(0)
        .and_then(|()| file.rewind())
        .and_then(|()| write!(file, "{}", std::process::id()));
    serving::wait(dir, out)?;
    Ok(Lock { _file: file })
}

fn holder(file: &mut File) -> String {
    let mut pid = String::new();
    let _ = file.take(20).read_to_string(&mut pid);
    match pid.trim().parse::<u32>() {
        Ok(pid) => format!(" (pid {pid})"),
        Err(_) => String::new(),
    }
}
