//! What the program is started with: `inkling-window [--home DIR] [--developer] [LINK]`.
//!
//! Invariant: what the desktop hands over as a link is never read as an option.

use std::ffi::OsString;
use std::path::PathBuf;

/// Options and a link.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Arguments {
    /// Keep the vault in this folder instead of the usual one.
    pub(crate) home: Option<PathBuf>,
    /// Allow shops on this computer, over plain http. For shop developers; holds for this run only.
    pub(crate) developer: bool,
    /// An `inkling:` link to open.
    pub(crate) link: Option<String>,
}

/// Arguments that the program does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unknown;

impl std::fmt::Display for Unknown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("it is started with: inkling-window [--home DIR] [--developer] [LINK]")
    }
}

impl std::error::Error for Unknown {}

impl Arguments {
    /// Reads what follows the program's name.
    ///
    /// # Errors
    /// For an unknown option, a missing folder, or anything else than one link.
    pub(crate) fn parse<T: Into<OsString>>(
        given: impl IntoIterator<Item = T>,
    ) -> Result<Self, Unknown> {
        let mut given = given.into_iter().map(Into::into);
        let mut arguments = Self::default();
        while let Some(next) = given.next() {
            match next.to_str() {
                Some("--home") => arguments.home = Some(given.next().ok_or(Unknown)?.into()),
                Some("--developer") => arguments.developer = true,
                Some(link) if link.starts_with("inkling:") && arguments.link.is_none() => {
                    arguments.link = Some(link.to_owned());
                }
                Some(_) | None => return Err(Unknown),
            }
        }
        Ok(arguments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(given: &[&str]) -> Result<Arguments, Unknown> {
        Arguments::parse(given)
    }

    #[test]
    fn without_arguments_everything_is_as_usual() {
        assert_eq!(parse(&[]), Ok(Arguments::default()));
    }

    #[test]
    fn a_folder_developer_mode_and_a_link_are_understood() {
        let link = Some("inkling://authorize?client_id=x".to_owned());
        let expected = Arguments {
            home: Some("/tmp/try".into()),
            developer: true,
            link,
        };
        assert_eq!(
            parse(&[
                "--home",
                "/tmp/try",
                "--developer",
                "inkling://authorize?client_id=x"
            ]),
            Ok(expected)
        );
    }

    #[test]
    fn everything_else_is_refused() {
        for given in [
            &["--home"][..],
            &["--remote-debugging-port=9222"],
            &["https://shop.example"],
            &["inkling:a", "inkling:b"],
            &["-h"],
            &[""],
        ] {
            assert_eq!(parse(given), Err(Unknown), "{given:?}");
        }
    }
}
