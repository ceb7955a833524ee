//! Texts as words that compare: without case and accents, names in camel case taken apart,
//! and scripts that do not separate words cut into pairs of characters.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// What is longer than this is no word that anybody types.
const MAX_WORD: usize = 64;
/// How much of a text is read.
const MAX_CHARS: usize = 20_000;

/// A word of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Its letters, folded.
    pub(super) text: String,
    /// Whether it is one or two characters of a script without spaces, which may stand
    /// anywhere in a word.
    pub(super) part: bool,
    /// All of a name in camel case of which it is a part, folded: others write that name in one
    /// case, and mean the same.
    pub(super) joined: Option<String>,
}

/// The words of a text by which it is found.
pub(super) fn of_text(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (run, script) in runs(text) {
        match script {
            Script::Spaced => {
                let parts = humps(&run);
                if parts.len() > 1 {
                    words.push(fold(&run));
                }
                words.extend(parts.iter().map(|p| fold(p)));
            }
            Script::Unspaced => {
                words.extend(run.chars().map(String::from));
                words.extend(pairs(&run));
            }
        }
    }
    words.retain(|w| !w.is_empty());
    words.sort_unstable();
    words.dedup();
    words
}

/// The words of a query.
pub(super) fn of_query(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    for (run, script) in runs(text) {
        let part = script == Script::Unspaced;
        let (texts, joined) = match script {
            Script::Spaced => {
                let parts = humps(&run);
                let joined = (parts.len() > 1).then(|| fold(&run));
                (parts.iter().map(|p| fold(p)).collect(), joined)
            }
            Script::Unspaced if run.chars().nth(1).is_none() => (vec![run], None),
            Script::Unspaced => (pairs(&run), None),
        };
        for text in texts {
            let joined = joined.clone();
            let word = Word { text, part, joined };
            if !word.text.is_empty() && !words.contains(&word) {
                words.push(word);
            }
        }
    }
    words
}

/// A whole text as it compares with another: its words with single spaces between.
pub(super) fn whole(text: &str) -> String {
    let words: Vec<String> = runs(text)
        .iter()
        .flat_map(|(run, _)| humps(run))
        .map(|h| fold(&h))
        .collect();
    words.join(" ")
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Spaced,
    Unspaced,
}

/// Stretches of letters and digits of one script, without accents but in their case.
fn runs(text: &str) -> Vec<(String, Script)> {
    if text.is_ascii() && text.len() <= MAX_CHARS {
        // Most texts: nothing to normalize, nothing to combine.
        let runs = text.split(|c: char| !c.is_ascii_alphanumeric());
        let runs = runs.filter(|r| !r.is_empty());
        return runs.map(|r| (r.to_owned(), Script::Spaced)).collect();
    }
    let mut runs: Vec<(String, Script)> = Vec::new();
    let mut inside = false;
    for c in bare(text) {
        if !c.is_alphanumeric() && !is_combining_mark(c) {
            // Joiners and soft hyphens are invisible and part nothing.
            inside = inside && matches!(c, '\u{ad}' | '\u{200c}' | '\u{200d}');
            continue;
        }
        let script = if is_unspaced(c) {
            Script::Unspaced
        } else {
            Script::Spaced
        };
        match runs.last_mut().filter(|(_, s)| inside && *s == script) {
            Some((run, _)) => run.push(c),
            None => runs.push((c.to_string(), script)),
        }
        inside = true;
    }
    runs
}

/// Characters in their plainest form: wide and narrow ones alike, without the signs that may be
/// left out. Marks that change the letter stay.
fn bare(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars()
        .take(MAX_CHARS)
        .nfkd()
        .filter(|c| !is_optional(*c))
        .nfc()
}

/// Whether a sign may be left out without anybody reading another word.
fn is_optional(c: char) -> bool {
    matches!(u32::from(c),
        0x0300..=0x036F       // accents of Latin, Greek and Cyrillic
        | 0x0591..=0x05BD     // Hebrew points
        | 0x05BF
        | 0x05C1..=0x05C2
        | 0x05C4..=0x05C5
        | 0x05C7
        | 0x0640              // what stretches Arabic words, and their vowels
        | 0x064B..=0x0652
        | 0x0670
        | 0x180B..=0x180D     // which of several shapes a character has
        | 0x180F
        | 0xFE00..=0xFE0F
        | 0xE0100..=0xE01EF)
}

/// Lower case, with letters that are no accented form of another written out.
fn fold(word: &str) -> String {
    if word.is_ascii() {
        let word = word.get(..MAX_WORD).unwrap_or(word);
        return word.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(word.len());
    for c in word.chars().take(MAX_WORD).flat_map(char::to_lowercase) {
        match c {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'þ' => out.push_str("th"),
            'ø' => out.push('o'),
            'đ' | 'ð' => out.push('d'),
            'ł' => out.push('l'),
            'ħ' => out.push('h'),
            'ı' => out.push('i'),
            'ς' => out.push('σ'),
            '\u{300}'..='\u{36f}' => {}
            c => out.push(c),
        }
    }
    out
}

/// `devilFruitType2` as `devil`, `Fruit`, `Type`, `2`; `HTTPServer` as `HTTP`, `Server`.
fn humps(run: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut chars = run.chars().peekable();
    let mut before: Option<char> = None;
    while let Some(c) = chars.next() {
        let begins = before.is_some_and(|b| {
            let hump = c.is_uppercase()
                && (b.is_lowercase()
                    || (b.is_uppercase() && chars.peek().is_some_and(|a| a.is_lowercase())));
            hump || b.is_numeric() != c.is_numeric()
        });
        before = Some(c);
        if begins {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts
}

fn pairs(run: &str) -> Vec<String> {
    let next = run.chars().skip(1);
    let pairs = run.chars().zip(next);
    pairs.map(|(a, b)| [a, b].iter().collect()).collect()
}

fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c),
        0x0E00..=0x0EFF       // Thai, Lao
        | 0x1000..=0x109F     // Myanmar
        | 0x1780..=0x17FF     // Khmer
        | 0x3005..=0x3007     // ideographic marks
        | 0x3040..=0x30FF     // kana
        | 0x31F0..=0x31FF
        | 0x3400..=0x4DBF     // Han
        | 0x4E00..=0x9FFF
        | 0xAC00..=0xD7A3     // Hangul: words are spaced, but particles cling to them
        | 0xF900..=0xFAFF
        | 0x20000..=0x3FFFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str) -> Vec<String> {
        of_query(text).into_iter().map(|w| w.text).collect()
    }

    #[test]
    fn case_accents_and_width_make_no_difference() {
        for (one, other) in [
            ("Größe", "GROSSE"),
            ("naïve café", "naive cafe"),
            ("e\u{301}tat", "état"),
            ("Ｆｉｌｍ", "film"),
            ("Łódź", "lodz"),
            ("Ελλάς", "ελλασ"),
            ("Ёлка", "елка"),
            ("İstanbul", "istanbul"),
            ("ｶﾞｯﾂ", "ガッツ"),
        ] {
            assert_eq!(query(one), query(other), "{one} and {other}");
        }
    }

    #[test]
    fn camel_case_is_found_by_its_parts_and_as_a_whole() {
        assert_eq!(of_text("devilFruit"), ["devil", "devilfruit", "fruit"]);
        assert_eq!(query("devilFruit"), ["devil", "fruit"]);
        for word in of_query("devilFruit") {
            assert_eq!(word.joined.as_deref(), Some("devilfruit"));
        }
        assert_eq!(query("HTTPServer"), ["http", "server"]);
        assert_eq!(query("line_number-2"), ["line", "number", "2"]);
        assert_eq!(query("sha256Sum"), ["sha", "256", "sum"]);
        assert_eq!(whole("Devil  fruit"), whole("devilFruit"));
    }

    #[test]
    fn scripts_without_spaces_are_cut_into_pairs() {
        assert_eq!(query("海賊王"), ["海賊", "賊王"]);
        assert_eq!(query("海"), ["海"]);
        assert_eq!(of_text("海賊"), ["海", "海賊", "賊"]);
        assert_eq!(query("One ピース"), ["one", "ピー", "ース"]);
        assert!(of_text("悪魔の実").contains(&"の実".to_owned()));
    }

    #[test]
    fn signs_that_may_be_left_out_make_no_difference() {
        for (with, without) in [
            // Arabic with its vowels, and stretched; Hebrew with its points.
            (
                "\u{645}\u{64f}\u{62f}\u{64e}\u{631}\u{651}\u{650}\u{633}",
                "\u{645}\u{62f}\u{631}\u{633}",
            ),
            (
                "\u{645}\u{640}\u{62f}\u{631}\u{633}",
                "\u{645}\u{62f}\u{631}\u{633}",
            ),
            (
                "\u{5e9}\u{5c1}\u{5b8}\u{5dc}\u{5d5}\u{5b9}\u{5dd}",
                "\u{5e9}\u{5dc}\u{5d5}\u{5dd}",
            ),
            // A character in one of its shapes, and a picture in colours.
            ("葛\u{e0100}飾", "葛飾"),
            ("\u{2764}\u{fe0f}", ""),
        ] {
            assert_eq!(query(with), query(without), "{with}");
            assert_eq!(of_text(with), of_text(without), "{with}");
        }
    }

    #[test]
    fn signs_that_belong_to_a_letter_do_not_part_words() {
        assert_eq!(query("हिन्दी").len(), 1, "a virama lies within");
        assert_eq!(query("co\u{ad}operate"), ["cooperate"]);
        assert!(query("!? -- …").is_empty());
        assert_eq!(query(&"a".repeat(1000)), ["a".repeat(64)]);
    }
}
