//! What a published version needs: the ranges that it states, and what it was published with, which
//! is what it was held against.

use semver::{Comparator, Op, Version, VersionReq};

use super::Need;

/// How closely versions keep to what they were published with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ties {
    /// An older version goes with exactly what it was published with: nobody holds later versions
    /// against it. The newest goes with that, or anything later that its ranges admit.
    AsPublished,
    /// All go with what they were published with or anything later that their ranges admit, and
    /// better with the former.
    OrLater,
    /// All go with whatever their ranges admit.
    RangesAlone,
}

/// Something that a version needs.
#[derive(Clone, Copy, Debug)]
pub struct Tie<'a> {
    /// The range that it states.
    pub range: Option<&'a VersionReq>,
    /// The version that it was published with.
    pub with: Option<&'a Version>,
    /// Whether it is the newest version.
    pub is_newest: bool,
}

impl Ties {
    /// What `by` needs of `name`.
    #[must_use]
    pub fn need(self, by: &str, name: &str, tie: Tie<'_>) -> Need {
        let (range, least) = match (self, tie.with) {
            (Self::AsPublished, Some(with)) if !tie.is_newest => (Some(exactly(with)), None),
            (Self::AsPublished | Self::OrLater, with) => (tie.range.cloned(), with.cloned()),
            (Self::RangesAlone, _) => (tie.range.cloned(), None),
        };
        Need {
            name: name.to_owned(),
            range,
            least,
            by: Some(by.to_owned()),
        }
    }
}

impl Tie<'_> {
    /// The need, in any case, of the version that something was published with; of any in its range
    /// where that is not known.
    #[must_use]
    pub fn pinned(self, name: &str) -> Need {
        match self.with {
            Some(with) => Need::exactly(name, with),
            None => Need {
                name: name.to_owned(),
                range: self.range.cloned(),
                least: None,
                by: None,
            },
        }
    }
}

/// The range of one version alone.
#[must_use]
pub fn exactly(version: &Version) -> VersionReq {
    VersionReq {
        comparators: vec![Comparator {
            op: Op::Exact,
            major: version.major,
            minor: Some(version.minor),
            patch: Some(version.patch),
            pre: version.pre.clone(),
        }],
    }
}
