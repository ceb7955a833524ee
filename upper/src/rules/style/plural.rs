//! English plurals, as far as names of classes need them.

/// Plurals that an ending does not show.
const IRREGULAR: &[(&str, &str)] = &[
    ("People", "Person"),
    ("Persons", "Person"),
    ("Children", "Child"),
    ("Men", "Man"),
    ("Women", "Woman"),
    ("Feet", "Foot"),
    ("Teeth", "Tooth"),
    ("Mice", "Mouse"),
    ("Indices", "Index"),
    ("Vertices", "Vertex"),
    ("Matrices", "Matrix"),
    ("Criteria", "Criterion"),
    ("Phenomena", "Phenomenon"),
    ("Movies", "Movie"),
    ("Cookies", "Cookie"),
    ("Houses", "House"),
    ("Causes", "Cause"),
    ("Uses", "Use"),
    ("Clauses", "Clause"),
    ("Warehouses", "Warehouse"),
    ("Buses", "Bus"),
];

/// Words that end like a plural and name one thing, or have no other form.
const SINGULAR: &[&str] = &[
    "Alias",
    "Archives",
    "Atlas",
    "Barracks",
    "Bias",
    "Canvas",
    "Christmas",
    "Contents",
    "Corps",
    "Crossroads",
    "Diabetes",
    "Earnings",
    "Gas",
    "Glasses",
    "Goods",
    "Headquarters",
    "Herpes",
    "Innings",
    "Lens",
    "Means",
    "Mews",
    "News",
    "Pants",
    "Pancreas",
    "Premises",
    "Savings",
    "Scissors",
    "Series",
    "Settings",
    "Shambles",
    "Species",
    "Sometimes",
    "Thanks",
    "Trousers",
    "Works",
];

/// The singular of a name whose last word is a plural; `None` where it is none.
pub(super) fn singular(name: &str) -> Option<String> {
    let start = name.rfind(char::is_uppercase).unwrap_or(0);
    let (before, last) = name.split_at_checked(start)?;
    if SINGULAR.contains(&last) {
        return None;
    }
    if let Some((_, one)) = IRREGULAR.iter().find(|(many, _)| *many == last) {
        return Some(format!("{before}{one}"));
    }
    one_of_regular(last).map(|one| format!("{before}{one}"))
}

/// Words in -ss, -us, -is, -as, -os and -ics are singular: Address, Status, Analysis, Atlas,
/// Chaos, Physics.
fn one_of_regular(word: &str) -> Option<String> {
    // Abbreviations, such as the last letter of `HTTPS`.
    if word.chars().count() < 4 || !word.chars().skip(1).all(char::is_lowercase) {
        return None;
    }
    if ["ss", "us", "is", "as", "os", "ics"]
        .iter()
        .any(|end| word.ends_with(end))
    {
        return None;
    }
    let es = |stem: &str| {
        ["ss", "x", "ch", "sh", "zz"]
            .iter()
            .any(|end| stem.ends_with(end))
    };
    if let Some(stem) = word.strip_suffix("ies").filter(|s| s.chars().count() > 2) {
        return Some(format!("{stem}y"));
    }
    if let Some(stem) = word.strip_suffix("es").filter(|s| es(s)) {
        return Some(stem.to_owned());
    }
    if let Some(stem) = word.strip_suffix("uses") {
        return Some(format!("{stem}us"));
    }
    word.strip_suffix('s').map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::singular;

    #[test]
    fn plurals_are_told_from_singulars() {
        for one in [
            "Series",
            "Address",
            "Status",
            "Bus",
            "Analysis",
            "Chassis",
            "News",
            "Species",
            "Premises",
            "Business",
            "Process",
            "Class",
            "TvSeries",
            "Atlas",
            "Physics",
            "Character",
            "DNS",
            "Headquarters",
            "Boss",
            "Virus",
        ] {
            assert_eq!(singular(one), None, "{one}");
        }
        for (many, one) in [
            ("Characters", "Character"),
            ("DevilFruits", "DevilFruit"),
            ("Companies", "Company"),
            ("Boxes", "Box"),
            ("Statuses", "Status"),
            ("Houses", "House"),
            ("Addresses", "Address"),
            ("CrewPeople", "CrewPerson"),
            ("Titles", "Title"),
            ("Movies", "Movie"),
            ("Branches", "Branch"),
        ] {
            assert_eq!(singular(many).as_deref(), Some(one), "{many}");
        }
    }
}
