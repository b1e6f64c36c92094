//! What a person is told for each failure, and what they can do about it. The window gets the same words as generated JSON.
//!
//! Invariant: one entry a code, no values.

use serde::Serialize;

use crate::FailureCode;

/// The words for one failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Words {
    /// What happened, one sentence.
    pub what: &'static str,
    /// What the person can do, one or two sentences.
    pub todo: &'static str,
}

/// The words for a failure.
#[must_use]
pub const fn words(code: FailureCode) -> Words {
    let (what, todo) = match code {
        FailureCode::NoVault => (
            "There is no vault here yet.",
            "Create one first. It takes a minute.",
        ),
        FailureCode::VaultExists => (
            "There is already a vault here.",
            "Unlock it with its passphrase.",
        ),
        FailureCode::Locked => (
            "The vault is locked.",
            "Unlock it and try again. Nothing is lost.",
        ),
        FailureCode::WrongPassphrase => (
            "That passphrase does not open this vault.",
            "Check Caps Lock and the keyboard layout, then try again. You can try as often as you like.",
        ),
        FailureCode::WeakPassphrase => (
            "That passphrase would be guessed too soon.",
            "Make it longer. Four or more unrelated words work well.",
        ),
        FailureCode::WrongKit => (
            "That recovery kit does not open this vault.",
            "A newer kit may have replaced it. Look for the page with the latest date.",
        ),
        FailureCode::KitMistyped => (
            "The recovery kit is not typed as it is printed.",
            "Compare it with the page, group by group. Each has five characters.",
        ),
        FailureCode::NoKeychain => (
            "This computer has no keychain that Inkling can use.",
            "Open the one you have and try again. Your passphrase opens the vault as before.",
        ),
        FailureCode::KeychainUnavailable => (
            "The keychain of this computer does not give its half of the key.",
            "Use your passphrase. You can turn quick unlock on again under Settings.",
        ),
        FailureCode::KeychainLeft => (
            "Quick unlock is off, but the keychain kept its half of the key.",
            "It opens nothing by itself. Delete the entry that ends in @Inkling in your keychain program.",
        ),
        FailureCode::VaultDamaged => (
            "The vault file is damaged.",
            "Leave the file where it is, and restore a backup. The damaged file is moved aside, not deleted.",
        ),
        FailureCode::VaultNewer => (
            "A newer version of Inkling wrote this vault.",
            "Update Inkling, then unlock it again. The file is unchanged.",
        ),
        FailureCode::VaultInUse => (
            "Another Inkling has this vault open.",
            "Close the other window or command line, then try again.",
        ),
        FailureCode::DiskFull => (
            "The disk is full.",
            "Free some space and try again. Nothing was changed.",
        ),
        FailureCode::ReadOnly => (
            "The place of the vault cannot be written.",
            "Check the permissions of the folder, then try again.",
        ),
        FailureCode::Io => (
            "Reading or writing a file failed.",
            "Check the disk and try again. Nothing was changed.",
        ),
        FailureCode::FileNotFound => (
            "The file is not there, or it cannot be read.",
            "Check its place and its name, then choose it again.",
        ),
        FailureCode::UnknownFile => (
            "Inkling does not know this kind of file.",
            "Choose the export as the company sent it, usually a .zip or .csv file.",
        ),
        FailureCode::EmptyFile => (
            "The file is empty.",
            "Download the export again and choose the new copy.",
        ),
        FailureCode::WebPage => (
            "This is a web page, not an export.",
            "Use the company's own export or download button, and choose the file it gives you.",
        ),
        FailureCode::NotText => (
            "The text of this file cannot be read.",
            "Choose the original file. If a spreadsheet saved it, save it as CSV in UTF-8.",
        ),
        FailureCode::DamagedArchive => (
            "The file is damaged or cut short.",
            "Download it again and choose the new copy.",
        ),
        FailureCode::EncryptedArchive => (
            "The archive is encrypted.",
            "Unpack it with its password, then choose the files inside.",
        ),
        FailureCode::UnsafeArchive => (
            "The archive holds something no export has.",
            "Inkling refused it. Download the export again from the company itself.",
        ),
        FailureCode::FileInUse => (
            "Another program still has this file to itself.",
            "Close the program it belongs to, then choose the file again.",
        ),
        FailureCode::HistoryInLog => (
            "The newest visits of this history stand in a file beside it.",
            "Open and close the browser, so that it takes them in. Then choose the history, or zip it, again.",
        ),
        FailureCode::WrongColumns => (
            "The file looks familiar, but columns it needs are missing.",
            "Choose the original file, before any editing in a spreadsheet.",
        ),
        FailureCode::TooLarge => (
            "The file is larger than Inkling reads.",
            "Unpack the archive and choose the single files inside.",
        ),
        FailureCode::NeedsAnswer => (
            "The import has a question that is still open.",
            "Say which profile is yours, how the dates are written and which sites to keep, then import.",
        ),
        FailureCode::ImportCancelled => (
            "You stopped the import.",
            "Nothing was stored. You can start again.",
        ),
        FailureCode::NoSuchImport => (
            "That import is no longer here.",
            "It may be undone already. The list below is up to date.",
        ),
        FailureCode::BadLink => (
            "This is not a link that Inkling opens.",
            "Copy the whole link from the shop. It begins with inkling://.",
        ),
        FailureCode::ShopUnreachable => (
            "The shop does not answer.",
            "Check your connection and try again later. Nothing was shared.",
        ),
        FailureCode::ForeignHost => (
            "The request leads to another address than the shop that asks.",
            "Inkling refused it. If you trust the shop, tell them about this.",
        ),
        FailureCode::BadRequest => (
            "The request is not signed correctly by the shop that asks.",
            "Inkling refused it. Go back to the shop and start again.",
        ),
        FailureCode::RequestExpired => (
            "The time to answer this request has passed.",
            "Nothing was shared. Go back to the shop to start again.",
        ),
        FailureCode::RequestReplayed => (
            "This request was already seen.",
            "Go back to the shop and follow a fresh link.",
        ),
        FailureCode::ShopSilenced => (
            "This shop has to wait.",
            "It already has a request waiting, or you refused one a moment ago. Answer that one, or try later.",
        ),
        FailureCode::ShopBlocked => (
            "You blocked this shop.",
            "To let it ask again, unblock it under Settings.",
        ),
        FailureCode::NothingToAnswer => (
            "The shop asks for something that Inkling does not keep.",
            "There is nothing to decide, and the shop was told nothing.",
        ),
        FailureCode::NoSuchRequest => (
            "This request is no longer here.",
            "Go back to the shop to start again. Nothing was shared.",
        ),
        FailureCode::RequestClosed => (
            "This request is already decided.",
            "See what you chose under Connected shops and History.",
        ),
        FailureCode::PreviewChanged => (
            "Your details changed while you were looking.",
            "Nothing was shared or changed. Look at the new values, then decide.",
        ),
        FailureCode::NotAccepted => (
            "Something about this shop needs a yes of its own.",
            "Read what is said about the shop and accept exactly that, on the command line with --accept. Nothing was shared.",
        ),
        FailureCode::NothingToShare => (
            "A detail that the shop needs is missing or not confirmed.",
            "Add or confirm it in My profile, or choose Don’t share.",
        ),
        FailureCode::LevelTooPrecise => (
            "That is more precise than the shop asked for.",
            "Choose a coarser precision.",
        ),
        FailureCode::BadChoice => (
            "That choice does not fit what was asked.",
            "Nothing was changed. Choose again from what is shown.",
        ),
        FailureCode::NoSuchGrant => (
            "This connection is no longer here.",
            "Go back to Connected shops.",
        ),
        FailureCode::GrantEnded => (
            "Sharing with this shop has already ended.",
            "There is nothing left to stop.",
        ),
        FailureCode::GivenOnce => (
            "These details were given once.",
            "Nothing follows that could be paused or changed. You can stop: the shop is then asked to delete them.",
        ),
        FailureCode::UnknownDetail => (
            "Inkling does not know this detail.",
            "Choose one from the list.",
        ),
        FailureCode::BadValue => (
            "That value does not fit this detail.",
            "Check what you entered and save again.",
        ),
        FailureCode::NoSuchPreference => (
            "That detail is no longer in your profile.",
            "The list is up to date now. Add it again if you want it.",
        ),
        FailureCode::NoSuchEntry => (
            "That is no longer here.",
            "It may be undone or taken back already. The list is up to date now.",
        ),
        FailureCode::BadMailbox => (
            "That is not an address that a mailbox can have.",
            "Use https addresses without a question mark, and an existing folder or bucket.",
        ),
        FailureCode::MailboxUnreachable => (
            "The mailbox does not answer.",
            "Check its address and your connection. Inkling keeps trying by itself.",
        ),
        FailureCode::MailboxInsecure => (
            "Nobody vouches for the certificate of the mailbox.",
            "If the store is your own, add the certificate of the authority that signed its certificate.",
        ),
        FailureCode::MailboxRefused => (
            "The mailbox does not accept these credentials.",
            "Check the key and its rights: it must be able to read, write and delete.",
        ),
        FailureCode::MailboxMissing => (
            "The folder or bucket of the mailbox does not exist.",
            "Create it first, or check its name.",
        ),
        FailureCode::BackupDamaged => (
            "This is not a whole backup of Inkling.",
            "Choose another backup. The vault on this computer is unchanged.",
        ),
        FailureCode::PlaceMissing => (
            "The folder is not there.",
            "Connect the disk that it is on, or choose another folder.",
        ),
        FailureCode::BadPlace => (
            "Nothing can be put there.",
            "Choose a folder outside of Inkling’s own, for example on another disk.",
        ),
        FailureCode::NotConfirmed => (
            "The word that confirms it is not typed.",
            "Type the word exactly as it is shown. Nothing was changed.",
        ),
        FailureCode::Internal => (
            "Something went wrong inside Inkling.",
            "Try again. If it keeps happening, lock the vault and start Inkling again.",
        ),
    };
    Words { what, todo }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn the_window_gets_the_same_words() {
        let words: BTreeMap<String, Words> = FailureCode::ALL
            .iter()
            .map(|code| {
                (
                    serde_json::to_value(code)
                        .unwrap()
                        .as_str()
                        .unwrap()
                        .to_owned(),
                    words(*code),
                )
            })
            .collect();
        let file =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/generated/failures.json");
        fs::write(file, serde_json::to_string_pretty(&words).unwrap() + "\n").unwrap();
        assert!(
            words
                .values()
                .all(|words| words.what.ends_with('.') && words.todo.ends_with('.'))
        );
    }
}
