//! The grammar of the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

mod keeping;
mod mailbox;
mod plain;
mod rules;

pub(crate) use keeping::{Backup, Erase, Every, HistoryFormat};
pub(crate) use mailbox::{Mailbox, S3};
pub(crate) use plain::Plain;
pub(crate) use rules::{GroupArg, Rules, WhyArg};

/// Keep your preference profile on your computer, and decide what shops get to see of it.
#[derive(Debug, Parser)]
#[command(name = "inkling", version, arg_required_else_help = true)]
pub(crate) struct Inkling {
    /// Folder of the vault.
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
    /// Print what the window is given, as JSON.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Allow shops on this computer (did:web:localhost%3APORT) over plain http, for this run.
    #[arg(long, global = true)]
    pub(crate) developer: bool,
    /// Read the passphrase from the first line of a file; "-" is standard input. Without it you are asked.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Create a vault.
    Init,
    /// Show where the vault stands, without opening it.
    Status,
    /// What opens the vault: its passphrase, a recovery kit, the keychain.
    #[command(subcommand)]
    Keys(Keys),
    /// Open the vault with its recovery kit, and give it a new passphrase.
    Recover {
        /// Read the kit from the first line of a file; "-" is standard input. Without it you are asked.
        #[arg(long, value_name = "FILE")]
        kit_file: Option<PathBuf>,
    },
    /// Import exports: files, zips or folders.
    Import(Import),
    /// Past imports.
    #[command(subcommand)]
    Imports(Imports),
    /// Your preferences.
    #[command(subcommand)]
    Profile(Profile),
    /// The last word on what is suggested: what is kept out, and where things belong.
    #[command(subcommand)]
    Rules(Rules),
    /// Open a shop's link and file its request.
    Open {
        /// inkling://authorize?client_id=..&request_uri=..
        link: String,
    },
    /// Requests of shops.
    #[command(subcommand)]
    Requests(Requests),
    /// Connected shops.
    #[command(subcommand)]
    Grants(Grants),
    /// Shops that may not ask.
    #[command(subcommand)]
    Shops(Shops),
    /// Have shops show what they show everybody: they get the word that they are not to personalise, and nothing else.
    #[command(subcommand)]
    Plain(Plain),
    /// Where shops fetch while this computer is off.
    #[command(subcommand)]
    Mailbox(Mailbox),
    /// Send what waits to be sent.
    Sync {
        /// Only to the shop of this grant, by its number in the list.
        id: Option<i64>,
    },
    /// What happened.
    #[command(subcommand)]
    History(History),
    /// Encrypted copies of the vault.
    #[command(subcommand)]
    Backup(Backup),
    /// Put a backup in the place of the vault, which is moved aside. Asks for the passphrase that the backup has.
    Restore {
        /// The backup.
        file: PathBuf,
        /// Do it. Without this you see what is in the backup, and nothing is changed.
        #[arg(long)]
        yes: bool,
    },
    /// Write everything in the vault into a new folder, readable and NOT encrypted.
    Export {
        /// Where to put the folder.
        folder: PathBuf,
    },
    /// Erase the vault for good: keys first, then everything else of it.
    Erase(Erase),
    /// Make sure that the vault is locked.
    Lock,
}

/// What opens the vault: its passphrase, a recovery kit, the keychain.
#[derive(Debug, Subcommand)]
pub(crate) enum Keys {
    /// Show them.
    Show,
    /// Change the passphrase. Older backups open with the one they had.
    Passphrase {
        /// Read the new one from the first line of a file; "-" is standard input. Without it you are asked.
        #[arg(long, value_name = "FILE")]
        new_file: Option<PathBuf>,
    },
    /// Show a new recovery kit. It counts, in place of a former one, once you typed it back on standard input.
    MakeKit,
    /// Have the recovery kit open nothing any more.
    RemoveKit,
    /// Have the keychain open nothing any more. The window turns it on.
    QuickUnlockOff,
}

/// Import exports.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// Files, zips or folders.
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// Show what would be imported, and store nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// A profile in the export that is yours; may be repeated.
    #[arg(long, value_name = "PROFILE")]
    pub(crate) mine: Vec<String>,
    /// A site in a browser's history that may be read; may be repeated.
    #[arg(long, value_name = "SITE")]
    pub(crate) site: Vec<String>,
    /// Which number of an ambiguous date is the day.
    #[arg(long, value_enum)]
    pub(crate) date_order: Option<DateOrder>,
    /// Take the columns of tables of purchases for what --dry-run says they are.
    #[arg(long)]
    pub(crate) columns_as_shown: bool,
}

/// Which number of a date is the day.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum DateOrder {
    /// 12/8 is 12 August.
    DayFirst,
    /// 12/8 is December 8.
    MonthFirst,
}

/// Past imports.
#[derive(Debug, Subcommand)]
pub(crate) enum Imports {
    /// List them.
    List,
    /// Take everything of one import out again.
    Undo {
        /// Its number in the list.
        id: i64,
    },
}

/// Your preferences.
#[derive(Debug, Subcommand)]
pub(crate) enum Profile {
    /// List them all.
    List,
    /// Show one, with its evidence.
    Show {
        /// For example shoes.size
        detail: String,
    },
    /// Show what would change a suggestion.
    Outlook {
        /// For example shoes.size
        detail: String,
    },
    /// Show when the entries behind a suggestion were, and where they are from.
    OverTime {
        /// For example shoes.size
        detail: String,
    },
    /// State or edit one.
    Set {
        /// For example shoes.size
        detail: String,
        /// JSON, in the shape that `profile details` shows; a plain word stands for a JSON string.
        value: String,
    },
    /// Confirm a suggestion, so that it can be shared.
    Confirm {
        /// For example shoes.size
        #[arg(required = true)]
        details: Vec<String>,
    },
    /// Hide one: never shared, never suggested again.
    Hide {
        /// For example shoes.size
        detail: String,
    },
    /// Show a hidden one again.
    Unhide {
        /// For example shoes.size
        detail: String,
    },
    /// Remove what you stated.
    Remove {
        /// For example shoes.size
        detail: String,
    },
    /// List every detail that can be stated, with its shape.
    Details,
}

/// Requests of shops.
#[derive(Debug, Subcommand)]
pub(crate) enum Requests {
    /// List them.
    List,
    /// Show one, with the exact values that would be sent.
    Show {
        /// Its number in the list.
        id: i64,
    },
    /// Share. Without --only, just what the shop cannot do without.
    Approve(Approve),
    /// Don't share.
    Decline {
        /// Its number in the list.
        id: i64,
    },
}

/// Share.
#[derive(Debug, Args)]
pub(crate) struct Approve {
    /// Its number in the list.
    pub(crate) id: i64,
    /// Share exactly these details; may be repeated.
    #[arg(long, value_name = "DETAIL", num_args = 1..)]
    pub(crate) only: Vec<String>,
    /// Answer a group with another of its options; may be repeated.
    #[arg(long, value_name = "GROUP=NUMBER")]
    pub(crate) option: Vec<String>,
    /// Share a detail less precisely: yes-no, bucket, list or exact; may be repeated.
    #[arg(long, value_name = "DETAIL=LEVEL")]
    pub(crate) level: Vec<String>,
    /// Answer once, without updates.
    #[arg(long, conflicts_with = "until")]
    pub(crate) once: bool,
    /// The last day, YYYY-MM-DD.
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<String>,
    /// Accept what `show` says has to be accepted about the shop; may be repeated.
    #[arg(long, value_enum, value_name = "CAUTION")]
    pub(crate) accept: Vec<Accept>,
}

/// What about a shop has to be accepted before anything is shared with it.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum Accept {
    /// Nobody has signed the request.
    Unverified,
    /// The shop signs with another key than before.
    KeyChanged,
}

/// Connected shops.
#[derive(Debug, Subcommand)]
pub(crate) enum Grants {
    /// List them, ended ones included.
    List,
    /// Show exactly what a shop holds.
    Show {
        /// Its number in the list.
        id: i64,
    },
    /// Stop sharing, and have the shop delete its copy.
    Revoke {
        /// Its number in the list.
        id: i64,
    },
    /// Stop sharing with every shop.
    RevokeAll,
    /// Send nothing further for a while, and have the shop set its copy aside.
    Pause {
        /// Its number in the list.
        id: i64,
        /// The last day of the pause, YYYY-MM-DD; without it, until `resume`.
        #[arg(long, value_name = "DATE")]
        until: Option<String>,
    },
    /// Pause every shop.
    PauseAll {
        /// The last day of the pause, YYYY-MM-DD.
        #[arg(long, value_name = "DATE")]
        until: String,
    },
    /// Go on after a pause.
    Resume {
        /// Its number in the list.
        id: i64,
    },
    /// Say that the key is right that the shop was known by: what rested because of another one goes on.
    KeepKey {
        /// Its number in the list.
        id: i64,
    },
    /// Go on with every shop.
    ResumeAll,
    /// Share less from now on, or until a nearer day.
    Change(Change),
    /// Let a grant last until a later day, with everything else as it is.
    Extend {
        /// Its number in the list.
        id: i64,
        /// The later last day, YYYY-MM-DD.
        #[arg(long, value_name = "DATE")]
        until: String,
    },
}

/// Share less from now on, or until a nearer day.
#[derive(Debug, Args)]
pub(crate) struct Change {
    /// Its number in the list.
    pub(crate) id: i64,
    /// Take back an optional group; may be repeated.
    #[arg(long, value_name = "GROUP")]
    pub(crate) drop: Vec<String>,
    /// Share a detail less precisely from now on; may be repeated.
    #[arg(long, value_name = "DETAIL=LEVEL")]
    pub(crate) level: Vec<String>,
    /// A nearer last day, YYYY-MM-DD.
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<String>,
}

/// Shops that may not ask.
#[derive(Debug, Subcommand)]
pub(crate) enum Shops {
    /// Have a shop ask no more.
    Block {
        /// For example shop.example
        host: String,
    },
    /// Let a shop ask again.
    Unblock {
        /// For example shop.example
        host: String,
    },
    /// List those that may not ask.
    Blocked,
}

/// What happened.
#[derive(Debug, Subcommand)]
pub(crate) enum History {
    /// List it, newest first.
    List,
    /// Check that no line was edited, moved, inserted or removed.
    Verify,
    /// Write it to a file, unencrypted.
    Export {
        /// The file.
        file: PathBuf,
        /// A table for a spreadsheet, or JSON with the hash of each line.
        #[arg(long, value_enum, default_value = "csv")]
        format: HistoryFormat,
    },
    /// Show the receipt of a consent.
    Receipt {
        /// Its number in the list.
        id: i64,
    },
}
