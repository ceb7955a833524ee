//! Did you mean: the known word nearest to one that is not known.

/// The nearest of `known`, when it is near enough to be what was meant: at most one
/// change for every three characters, and at most three in all. Ties go to the first in
/// alphabetical order.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    all_nearest(word, known).into_iter().min()
}

/// The nearest of names with a prefix, `domain:Name`: among those of the same prefix, what stands
/// behind it counts alone.
pub fn nearest_name<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let known: Vec<&str> = known.into_iter().collect();
    let Some((prefix, local)) = name.split_once(':') else {
        return nearest(name, known);
    };
    let behind = |known: &'a str| known.strip_prefix(prefix)?.strip_prefix(':');
    let here: Vec<&str> = known.iter().filter_map(|known| behind(known)).collect();
    if here.is_empty() {
        return nearest(name, known);
    }
    let near = nearest(local, here)?;
    known.into_iter().find(|known| behind(known) == Some(near))
}

/// All that are as near as the nearest, where that is near enough.
pub(crate) fn all_nearest<'a>(
    word: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Vec<&'a str> {
    let mut limit = (word.chars().count() / 3).clamp(1, 3);
    let mut near = Vec::new();
    for known in known.into_iter().filter(|known| *known != word) {
        let Some(distance) = distance(word, known, limit) else {
            continue;
        };
        if distance < limit {
            limit = distance;
            near.clear();
        }
        near.push(known);
    }
    near
}

/// Restricted Damerau-Levenshtein distance (insert, delete, replace, swap neighbours; a
/// change of case alone counts nothing), or `None` where it is over `limit`.
fn distance(a: &str, b: &str, limit: usize) -> Option<usize> {
    let a: Vec<char> = a.chars().flat_map(char::to_lowercase).collect();
    let b: Vec<char> = b.chars().flat_map(char::to_lowercase).collect();
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |r: &[usize], k: usize| r.get(k).copied().unwrap_or(usize::MAX - 1);
            let mut best = (at(&row, j) + usize::from(x != y))
                .min(at(&row, j + 1) + 1)
                .min(at(&next, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().filter(|d| *d <= limit)
}

#[cfg(test)]
mod tests {
    use super::{nearest, nearest_name};

    #[test]
    fn a_prefix_that_is_right_is_not_what_makes_names_alike() {
        let known = ["hospital:Sex", "hospital:Patient", "library:Book"];
        assert_eq!(nearest_name("hospital:Pat", known), None);
        assert_eq!(
            nearest_name("hospital:Patent", known),
            Some("hospital:Patient")
        );
        assert_eq!(
            nearest_name("hospitl:Patient", known),
            Some("hospital:Patient")
        );
        assert_eq!(nearest_name("Book", ["Books"]), Some("Books"));
    }

    #[test]
    fn near_words_are_found_and_far_ones_are_not() {
        let known = ["DirectClass", "SealedClass", "label", "property"];
        assert_eq!(nearest("DirctClass", known), Some("DirectClass"));
        assert_eq!(nearest("lable", known), Some("label"));
        assert_eq!(nearest("propertys", known), Some("property"));
        assert_eq!(nearest("zebra", known), None);
    }
}
