//! What can go wrong with a live system: said in words that name the thing and the way out.

use std::error::Error as StdError;
use std::fmt;

use crate::catalog::refusal::Refusal;

/// What every error says.
#[derive(Debug)]
pub struct Detail {
    what: String,
    help: Option<String>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// A failure of an operation on a live container. Rejected rows and refused changes are
/// not errors: they come back in the results.
#[derive(Debug)]
pub enum Error {
    /// The catalog or its storage cannot be reached or opened.
    Unreachable(Detail),
    /// A table, class or file that is not there.
    NotFound(Detail),
    /// Others kept changing the same table until the attempts ran out.
    Conflict(Detail),
    /// Something that the user asked for is not possible.
    Invalid(Detail),
    /// The table uses something that this version does not write.
    Unsupported(Detail),
    /// Reading or writing data failed.
    Storage(Detail),
}

/// The result of an operation on a live container.
pub type Result<T> = std::result::Result<T, Error>;

impl Detail {
    fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            help: None,
            source: None,
        }
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $make:ident => $kind:ident),+ $(,)?) => {
        impl Error {
            $(
                $(#[$doc])*
                pub(crate) fn $make(what: impl Into<String>) -> Self {
                    Self::$kind(Detail::new(what))
                }
            )+

            fn detail(&self) -> &Detail {
                match self { $(Self::$kind(detail) => detail),+ }
            }

            fn detail_mut(&mut self) -> &mut Detail {
                match self { $(Self::$kind(detail) => detail),+ }
            }
        }
    };
}

kinds! {
    unreachable => Unreachable,
    not_found => NotFound,
    conflict => Conflict,
    invalid => Invalid,
    unsupported => Unsupported,
    storage => Storage,
}

impl Error {
    /// What the user can do about it.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        self.detail().help.as_deref()
    }

    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.detail_mut().help = Some(help.into());
        self
    }

    /// Of what went wrong in an object store only that is told, not who passed it on.
    pub(crate) fn caused_by(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let mut source = source.into();
        if let Some(refusal) = Refusal::behind(source.as_ref()) {
            self.detail_mut()
                .help
                .get_or_insert(Refusal::HELP.to_owned());
            source = Box::new(refusal.clone());
        }
        self.detail_mut().source = Some(source);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let detail = self.detail();
        f.write_str(&detail.what)?;
        if let Some(source) = &detail.source {
            write!(f, ": {}", first_line(&source.to_string()))?;
        }
        Ok(())
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.detail().source.as_ref().map(|s| {
            let source: &(dyn StdError + 'static) = s.as_ref();
            source
        })
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// Says what was being done when something else failed.
pub(crate) trait Doing<T> {
    /// The operation on data that failed.
    fn doing(self, what: impl FnOnce() -> String) -> Result<T>;
}

impl<T, E: Into<Box<dyn StdError + Send + Sync>>> Doing<T> for std::result::Result<T, E> {
    fn doing(self, what: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|source| Error::storage(format!("cannot {}", what())).caused_by(source))
    }
}
