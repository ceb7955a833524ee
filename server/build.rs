//! Embeds the pages that explain findings, so that `denota explain` works anywhere, watches the
//! files of the web pages, which are embedded where they are used, and decides where in memory
//! the program lies.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    watch_ui();
    lie_where_linked();
    let mut pages: Vec<PathBuf> = Vec::new();
    let folder = Path::new("../docs/findings");
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        pages.extend(Some(entry?.path()).filter(|p| is_page(p)));
    }
    pages.sort();
    let mut code = String::from(
        "/// The pages that explain findings, by code.\nstatic PAGES: &[(&str, &str)] = &[\n",
    );
    for page in pages {
        let name = page
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        println!("cargo::rerun-if-changed={}", page.display());
        // The text rather than its path: the target folder may be shared by several clones.
        let _ = writeln!(code, "    ({name:?}, {:?}),", fs::read_to_string(&page)?);
    }
    code.push_str("];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("pages.rs"), code)
}

/// The names of what `make ui` has built hold hashes of the content: where they change, the
/// crate is compiled again.
fn watch_ui() {
    println!("cargo::rerun-if-changed=ui");
    let entries = fs::read_dir("ui/dist").into_iter().flatten();
    let names = entries.filter_map(|e| Some(e.ok()?.file_name().to_string_lossy().into_owned()));
    let mut names: Vec<String> = names.collect();
    names.sort();
    println!("cargo::rustc-env=DENOTA_UI={}", names.join(" "));
}

/// Links a program that lies at a fixed address, unless `DENOTA_PIE` is set. One that may lie
/// anywhere has 330,000 pointers to set right at each start, which takes 3 ms: more than
/// everything else together that a command does with a small model.
fn lie_where_linked() {
    println!("cargo::rerun-if-env-changed=DENOTA_PIE");
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|v| v == value);
    let is_known = is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu");
    if is_known && env::var_os("DENOTA_PIE").is_none() {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}

fn is_page(path: &Path) -> bool {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    path.extension().is_some_and(|e| e == "md") && name.starts_with('U')
}
