//! What is derived from the ontologies is what the repository holds.

use std::path::Path;

#[test]
fn generated_files_are_up_to_date() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let update = std::env::var_os("DENOTA_UPDATE").is_some();
    for file in upper::generate::files() {
        let path = root.join(&file.path);
        if update {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &file.text).unwrap();
        }
        let held = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            held == file.text,
            "{} is not what the ontologies say: run `make generate`",
            file.path
        );
    }
}
