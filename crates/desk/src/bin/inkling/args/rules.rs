//! The last word on what is suggested.

use clap::Subcommand;

/// The last word on what is suggested: what is kept out, and where things belong.
#[derive(Debug, Subcommand)]
pub(crate) enum Rules {
    /// List everything you said.
    List,
    /// Show one entry, and what can be said of it.
    Entry {
        /// Its id, as `profile show` prints it.
        entry: String,
    },
    /// List the histories, and whether suggestions are made from them.
    Streams,
    /// List what platforms suppose about you. Nothing is suggested from it.
    Suppositions,
    /// Keep all entries of a title out.
    KeepOut {
        /// The id of one of them.
        entry: String,
        /// Why.
        #[arg(long, value_enum, default_value = "not-used")]
        why: WhyArg,
        /// Only this purchase, and not the others of its title.
        #[arg(long)]
        only: bool,
    },
    /// List what was bought and is in no category.
    Unsorted,
    /// Keep a whole history out.
    KeepOutStream {
        /// For example netflix-views
        stream: String,
    },
    /// Have nothing suggested in an area.
    StopArea {
        /// For example shoes
        area: String,
    },
    /// Say where what was bought belongs.
    Place {
        /// The id of one entry.
        entry: String,
        /// What else it holds for.
        #[arg(long, value_enum, default_value = "title")]
        all: GroupArg,
        /// For example garden; without it, in no category that there is.
        category: Option<String>,
    },
    /// Take one of these back.
    TakeBack {
        /// Its number in the list.
        id: i64,
    },
}

/// Why the entries of a title say nothing about you.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum WhyArg {
    /// You do not want it used.
    NotUsed,
    /// It was a gift.
    Gift,
    /// It was somebody else.
    NotMe,
}

/// What a correction covers.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum GroupArg {
    /// This very title.
    Title,
    /// Everything that is called the same.
    Noun,
    /// Everything whose title begins with the same maker.
    Maker,
}
