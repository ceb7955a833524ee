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
    ("Appendices", "Appendix"),
    ("Avalanches", "Avalanche"),
    ("Axes", "Axis"),
    ("Bonuses", "Bonus"),
    ("Buses", "Bus"),
    ("Caches", "Cache"),
    ("Calories", "Calorie"),
    ("Campuses", "Campus"),
    ("Cases", "Case"),
    ("Causes", "Cause"),
    ("Clauses", "Clause"),
    ("Databases", "Database"),
    ("Diagnoses", "Diagnosis"),
    ("Expenses", "Expense"),
    ("Headaches", "Headache"),
    ("Heroes", "Hero"),
    ("Houses", "House"),
    ("Knives", "Knife"),
    ("Lenses", "Lens"),
    ("Licenses", "License"),
    ("Phases", "Phase"),
    ("Purchases", "Purchase"),
    ("Quizzes", "Quiz"),
    ("Releases", "Release"),
    ("Responses", "Response"),
    ("Shelves", "Shelf"),
    ("Spouses", "Spouse"),
    ("Statuses", "Status"),
    ("Tranches", "Tranche"),
    ("Uses", "Use"),
    ("Viruses", "Virus"),
    ("Warehouses", "Warehouse"),
];

/// Words that end like a plural and name one thing, or have no other form.
const SINGULAR: &[&str] = &[
    "Alias",
    "Archives",
    "Atlas",
    "Barracks",
    "Bias",
    "Canvas",
    "Caries",
    "Christmas",
    "Contents",
    "Corps",
    "Crossroads",
    "Diabetes",
    "Earnings",
    "Feces",
    "Gas",
    "Glasses",
    "Goods",
    "Headquarters",
    "Herpes",
    "Innings",
    "Lens",
    "Means",
    "Measles",
    "Mews",
    "Mumps",
    "News",
    "Pancreas",
    "Pants",
    "Premises",
    "Rabies",
    "Savings",
    "Scabies",
    "Scissors",
    "Series",
    "Settings",
    "Shambles",
    "Sometimes",
    "Species",
    "Thanks",
    "Trousers",
    "Works",
];

/// How many things a name stands for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Number {
    One,
    /// Several; with the name of one of them, where it is certain.
    Many(Option<String>),
}

/// What the last word of a name tells.
pub(super) fn number(name: &str) -> Number {
    let start = name.rfind(char::is_uppercase).unwrap_or(0);
    let (before, last) = name.split_at_checked(start).unwrap_or(("", name));
    if SINGULAR.contains(&last) || !is_regular_plural(last) && irregular(last).is_none() {
        return Number::One;
    }
    let one = irregular(last).map(str::to_owned);
    let one = one.or_else(|| one_of_regular(last));
    Number::Many(one.map(|one| format!("{before}{one}")))
}

fn irregular(word: &str) -> Option<&'static str> {
    let known = IRREGULAR.iter().find(|(many, _)| *many == word);
    known.map(|(_, one)| *one)
}

/// Words in -ss, -us, -is, -as, -os, -ics and -ceps are singular: Address, Status, Analysis,
/// Atlas, Chaos, Physics, Forceps.
fn is_regular_plural(word: &str) -> bool {
    // Abbreviations, such as the last letter of `HTTPS`.
    let is_word = word.chars().count() >= 4 && word.chars().skip(1).all(char::is_lowercase);
    let ends = |ends: &[&str]| ends.iter().any(|end| word.ends_with(end));
    is_word && ends(&["s"]) && !ends(&["ss", "us", "is", "as", "os", "ics", "ceps"])
}

/// One of what a plural names, where its end leaves no doubt: Caches and Coaches, Uses and
/// Statuses, Knives and Archives, Heroes and Shoes, Lenses and Expenses end alike.
fn one_of_regular(word: &str) -> Option<String> {
    let stem = |end| word.strip_suffix(end);
    let ends = |ends: &[&str]| ends.iter().any(|end| word.ends_with(end));
    if let Some(stem) = stem("ies").filter(|s| s.chars().count() > 2) {
        return Some(format!("{stem}y"));
    }
    if let Some(stem) = stem("yses") {
        return Some(format!("{stem}ysis"));
    }
    if ends(&[
        "sses", "xes", "shes", "nches", "rches", "tches", "eaches", "oaches", "eeches", "ouches",
    ]) {
        return stem("es").map(str::to_owned);
    }
    if ends(&["rses", "izes", "tives", "sives"]) || !ends(&["ches", "ves", "oes", "ses", "zes"]) {
        return stem("s").map(str::to_owned);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Number, number};

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
            "Rabies",
            "Caries",
            "Forceps",
            "Biceps",
        ] {
            assert_eq!(number(one), Number::One, "{one}");
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
            ("Speeches", "Speech"),
            ("Coaches", "Coach"),
            ("Employees", "Employee"),
            ("Services", "Service"),
            ("Courses", "Course"),
            ("Prizes", "Prize"),
            ("Objectives", "Objective"),
            ("Analyses", "Analysis"),
            ("Spouses", "Spouse"),
            ("TestCases", "TestCase"),
            ("EyeDiagnoses", "EyeDiagnosis"),
        ] {
            assert_eq!(number(many), Number::Many(Some(one.to_owned())), "{many}");
        }
        // Neither what is left without its last letters is a word, nor without the last alone.
        for many in [
            "Niches",
            "Gases",
            "Housewives",
            "Tomatoes",
            "Excuses",
            "Waltzes",
        ] {
            assert_eq!(number(many), Number::Many(None), "{many}");
        }
    }
}
