//! What the demo brings along: models and data, inside the binary.

use std::path::Path;

use super::tpch;
use crate::failure::{Failure, Result};
use crate::files::{self, Written};
use crate::out::Out;

macro_rules! bundled {
    ($($to:literal from $from:literal),+ $(,)?) => {
        &[$(($to, include_str!(concat!("../../../../ontologies/domains/", $from)))),+]
    };
}

/// Paths in the demo's folder, and texts.
const FILES: &[(&str, &str)] = bundled![
    "models/onepiece.ttl" from "onepiece.ttl",
    "models/tpch.ttl" from "tpch.ttl",
    "models/media/people.ttl" from "media/people.ttl",
    "models/media/titles.ttl" from "media/titles.ttl",
    "models/media/production.ttl" from "media/production.ttl",
    "data/onepiece/Island.jsonl" from "data/onepiece/Island.jsonl",
    "data/onepiece/DevilFruit.jsonl" from "data/onepiece/DevilFruit.jsonl",
    "data/onepiece/Ship.jsonl" from "data/onepiece/Ship.jsonl",
    "data/onepiece/Crew.jsonl" from "data/onepiece/Crew.jsonl",
    "data/onepiece/Character.jsonl" from "data/onepiece/Character.jsonl",
    "data/media/people/Company.jsonl" from "data/media/people/Company.jsonl",
    "data/media/people/Person.jsonl" from "data/media/people/Person.jsonl",
    "data/media/people/Representation.jsonl" from "data/media/people/Representation.jsonl",
    "data/media/titles/Genre.jsonl" from "data/media/titles/Genre.jsonl",
    "data/media/titles/Title.jsonl" from "data/media/titles/Title.jsonl",
    "data/media/titles/CatalogueSettings.jsonl" from "data/media/titles/CatalogueSettings.jsonl",
    "data/media/production/Location.jsonl" from "data/media/production/Location.jsonl",
    "data/media/production/Production.jsonl" from "data/media/production/Production.jsonl",
    "data/media/production/ShootingDay.jsonl" from "data/media/production/ShootingDay.jsonl",
    "data/media/production/Credit.jsonl" from "data/media/production/Credit.jsonl",
    "data/media/production/CrewRecord.jsonl" from "data/media/production/CrewRecord.jsonl",
    "data/media/production/OfficePolicy.jsonl" from "data/media/production/OfficePolicy.jsonl",
    "data/media/production/TitleExtension.jsonl" from "data/media/production/TitleExtension.jsonl",
    "data/media/bad/Title.jsonl" from "data/media/bad/Title.jsonl",
];

const SETTINGS: &str =
    "# Settings of the demo; see `denota init` for all there is.\nmodels = [\"models\"]\n";

/// What the demo makes is made again by a command, and is nobody's to commit.
const IGNORED: &str = "*\n";

/// The commands that load the data, what is referred to first.
pub(super) const LOADS: &[&[&str]] = &[
    &["load", "onepiece:Island", "data/onepiece/Island.jsonl"],
    &[
        "load",
        "onepiece:DevilFruit",
        "data/onepiece/DevilFruit.jsonl",
    ],
    &["load", "onepiece:Ship", "data/onepiece/Ship.jsonl"],
    &["load", "onepiece:Crew", "data/onepiece/Crew.jsonl"],
    &[
        "load",
        "onepiece:Character",
        "data/onepiece/Character.jsonl",
    ],
    &["load", "people:Company", "data/media/people/Company.jsonl"],
    &["load", "people:Person", "data/media/people/Person.jsonl"],
    &[
        "load",
        "people:Representation",
        "data/media/people/Representation.jsonl",
    ],
    &["load", "titles:Genre", "data/media/titles/Genre.jsonl"],
    &["load", "titles:Title", "data/media/titles/Title.jsonl"],
    &[
        "load",
        "titles:CatalogueSettings",
        "data/media/titles/CatalogueSettings.jsonl",
    ],
    &[
        "load",
        "production:Location",
        "data/media/production/Location.jsonl",
    ],
    &[
        "load",
        "production:Production",
        "data/media/production/Production.jsonl",
    ],
    &[
        "load",
        "production:ShootingDay",
        "data/media/production/ShootingDay.jsonl",
    ],
    &[
        "load",
        "production:Credit",
        "data/media/production/Credit.jsonl",
    ],
    &[
        "load",
        "production:CrewRecord",
        "data/media/production/CrewRecord.jsonl",
    ],
    &[
        "load",
        "production:OfficePolicy",
        "data/media/production/OfficePolicy.jsonl",
    ],
    &[
        "load",
        "production:TitleExtension",
        "data/media/production/TitleExtension.jsonl",
    ],
    &["load", "tpch:Region", "data/tpch/Region.csv"],
    &["load", "tpch:Nation", "data/tpch/Nation.csv"],
    &["load", "tpch:Supplier", "data/tpch/Supplier.csv"],
    &["load", "tpch:Part", "data/tpch/Part.csv"],
    &["load", "tpch:PartSupplier", "data/tpch/PartSupplier.csv"],
    &["load", "tpch:Customer", "data/tpch/Customer.csv"],
    &["load", "tpch:Order", "data/tpch/Order.csv"],
    &["load", "tpch:LineItem", "data/tpch/LineItem.csv"],
];

/// Writes all of it into a folder; what is there already from a demo before and differs is put
/// back, which is said.
///
/// # Errors
/// The folder has files of somebody else; nothing was written.
pub(super) fn unpack(dir: &Path, scale: f64, out: &Out) -> Result<()> {
    let settings = dir.join("denota.toml");
    let first = SETTINGS.lines().next();
    let of_demo = std::fs::read_to_string(&settings).is_ok_and(|text| text.lines().next() == first);
    let mut paths = FILES.iter().map(|(path, _)| dir.join(path));
    if let Some(file) = std::iter::once(settings.clone())
        .chain(paths.by_ref())
        .find(|path| !of_demo && path.symlink_metadata().is_ok())
    {
        let what = format!("`{}` is there, and is not the demo's", file.display());
        return Err(Failure::new(what).help("name a folder that is new: `denota demo DIR`"));
    }
    // What somebody has added to them stays.
    if !of_demo {
        files::write(&settings, SETTINGS)?;
        let ignored = dir.join(".gitignore");
        if ignored.symlink_metadata().is_err() {
            files::write(&ignored, IGNORED)?;
        }
    }
    for (path, text) in FILES {
        if files::write(&dir.join(path), text)? == Written::Changed {
            out.note(format_args!("put back `{path}`"));
        }
    }
    tpch::write(&dir.join("data/tpch"), scale)
}
