//! `make generate`: writes the files that are derived from the ontologies.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for file in upper::generate::files() {
        let path = root.join(&file.path);
        if std::fs::read_to_string(&path).ok().as_ref() == Some(&file.text) {
            continue;
        }
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&path, &file.text)?;
        println!("wrote {}", file.path);
    }
    Ok(())
}
