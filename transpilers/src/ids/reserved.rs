//! Numbers that are told without what they were given to: a ledger outlives what its paths
//! name, and its readers may not be those who may know of that.

use super::Ids;

/// What the path of a line begins with that tells no more than its number.
const RESERVED: &str = "urn:denota:reserved:";

impl Ids {
    /// The same numbers. A path with a term that is not `told` stands there as its number alone:
    /// that stays given.
    #[must_use]
    pub fn telling(&self, told: impl Fn(&str) -> bool) -> Self {
        let is_told = |path: &str| path.split(' ').filter(|s| s.contains(':')).all(&told);
        let mut telling = self.clone();
        for numbers in telling.targets.values_mut().flat_map(|r| r.values_mut()) {
            let all = std::mem::take(numbers).into_iter();
            *numbers = all
                .map(|(path, number)| {
                    if is_reserved(&path) || is_told(&path) {
                        (path, number)
                    } else {
                        (reserved(number), number)
                    }
                })
                .collect();
        }
        telling
    }
}

/// The path that stands for whatever a number was given to.
pub(super) fn reserved(number: i32) -> String {
    format!("{RESERVED}{number}")
}

/// Whether a path tells its number alone.
pub(super) fn is_reserved(path: &str) -> bool {
    path.starts_with(RESERVED)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(lines: &str) -> Ids {
        let (ids, problems) = Ids::parse(lines);
        assert_eq!(problems, []);
        ids
    }

    const WHOLE: &str = "t e:m#A e:m#x 1\nt e:m#A e:m#to key-attribute e:s#id 2\nt e:m#A e:s#y 3\n";

    #[test]
    fn a_number_is_told_without_its_path_and_stays_given() {
        let whole = ids(WHOLE);
        let told = whole.telling(|iri| iri.starts_with("e:m#"));
        assert_eq!(
            told,
            ids(
                "t e:m#A e:m#x 1\nt e:m#A urn:denota:reserved:2 2\nt e:m#A urn:denota:reserved:3 3\n"
            )
        );
        assert_eq!(told.telling(|iri| iri.starts_with("e:m#")), told);
        let paths = [["e:m#new".to_owned()]];
        assert_eq!(told.assign("t", "e:m#A", &paths, &|_| Vec::new()), [4]);
    }

    #[test]
    fn who_knows_what_a_number_was_given_to_goes_on_knowing() {
        let whole = ids(WHOLE);
        let told = whole.telling(|_| false);
        for (one, other) in [(&whole, &told), (&told, &whole)] {
            let mut joined = one.clone();
            assert_eq!(joined.join(other), Vec::<String>::new());
            assert_eq!(joined, whole);
            // Merging two files keeps the lines of both.
            assert_eq!(ids(&(one.print() + &other.print())), whole);
        }
        let mut other = ids("t e:m#A e:m#z 3\n");
        assert_eq!(other.join(&told), Vec::<String>::new());
        assert_eq!(other.number("t", "e:m#A", &["e:m#z"]), Some(3));
    }
}
