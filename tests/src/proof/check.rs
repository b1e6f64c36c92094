//! What a vault shows, and whether that is what it must show.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use inkling_token::Timestamp;
use inkling_vault::{Error, Happening, Presence, Vault, presence};

use super::script::{NOW, passphrase, play};
use crate::figures::Outcome;

/// Every portrait is of this moment, so that two of them can be compared.
const LOOKED_AT: Timestamp = NOW.plus_seconds(120);
/// More lines than any script leaves.
const LINES: u32 = 10_000;

/// What a script leaves after each of its commits.
#[derive(Debug)]
pub struct Reference(Vec<String>);

/// What a harmed file turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It shows what was acknowledged, or the commit that was under way as well.
    Kept,
    /// It shows something that was so earlier: this many acknowledged commits are lost.
    Lost(usize),
    /// It says itself that this is not the newest that there was.
    Setback,
    /// It shows something that never was.
    NeverWas,
}

impl Reference {
    /// Plays the script once, in `folder`, which must be empty.
    ///
    /// # Errors
    /// The script cannot be played.
    pub fn of(seed: u64, folder: &Path) -> Outcome<Self> {
        let mut portraits = Vec::new();
        play(folder, seed, &mut |vault| {
            portraits.push(portrait(vault)?);
            Ok(())
        })?;
        Ok(Self(portraits))
    }

    /// How many commits the script makes.
    #[must_use]
    pub fn commits(&self) -> usize {
        self.0.len()
    }

    /// Judges what a vault shows after so many commits were acknowledged; `None` is no vault at all.
    #[must_use]
    pub fn judge(&self, shown: Option<&str>, acknowledged: usize) -> Verdict {
        let after = |commits: usize| match commits.checked_sub(1) {
            None => None,
            Some(last) => self.0.get(last).map(String::as_str),
        };
        if shown == after(acknowledged)
            || acknowledged < self.commits() && shown == after(acknowledged + 1)
        {
            return Verdict::Kept;
        }
        let earlier = (0..acknowledged)
            .rev()
            .find(|commits| shown == after(*commits));
        earlier.map_or(Verdict::NeverWas, |kept| Verdict::Lost(acknowledged - kept))
    }
}

/// Opens a vault and judges what it shows.
///
/// # Errors
/// As the vault says.
pub fn judge_files(
    folder: &Path,
    reference: &Reference,
    acknowledged: usize,
) -> Result<Verdict, Error> {
    if presence(folder) == Presence::Missing {
        return Ok(reference.judge(None, acknowledged));
    }
    let vault = Vault::unlock(folder, &passphrase(), LOOKED_AT)?;
    if vault.setback()?.is_some() {
        return Ok(Verdict::Setback);
    }
    vault.verify_ledger()?;
    Ok(reference.judge(Some(&portrait(&vault)?), acknowledged))
}

/// All that the vault shows of itself, save when it was opened and closed.
fn portrait(vault: &Vault) -> Result<String, Error> {
    let mut text = String::new();
    // Writing to a string does not fail.
    let mut line = |what: &dyn std::fmt::Debug| writeln!(text, "{what:?}").ok();
    line(&vault.events()?);
    for source in vault.sources()? {
        line(&source);
    }
    for preference in vault.preferences()? {
        line(&(preference.key, preference.standing, preference.value));
    }
    for request in vault.requests(LOOKED_AT)? {
        line(&(request.id, request.filed, request.state));
    }
    for grant in vault.grants(LOOKED_AT)? {
        line(&(grant.id, grant.details, grant.until, grant.state));
        let whole = vault.grant(grant.id, LOOKED_AT)?;
        line(&whole.holds.len());
    }
    line(&vault.pending(LOOKED_AT)?);
    let doors = BTreeSet::from([Happening::Unlocked, Happening::Locked]);
    for entry in vault.ledger(LINES, None)? {
        if !doors.contains(&entry.what) {
            line(&(entry.what, entry.count, entry.subject, entry.grant));
        }
    }
    Ok(text)
}
