//! The last word on what is suggested.

use inkling_desk::view::{GroupKind, Why};
use inkling_desk::{Desk, Failure};

use crate::args::{GroupArg, Inkling, Rules, WhyArg};
use crate::run::show;

pub(crate) fn rules(args: &Inkling, desk: &Desk, command: &Rules) -> Result<String, Failure> {
    match command {
        Rules::List => {}
        Rules::Entry { entry } => return show(args, &desk.entry(entry)?),
        Rules::Streams => return show(args, &desk.streams()?),
        Rules::Suppositions => return show(args, &desk.suppositions()?),
        Rules::Unsorted => return show(args, &desk.unsorted()?),
        Rules::KeepOut {
            entry,
            why,
            only: false,
        } => {
            desk.keep_out(entry, reason(*why))?;
        }
        Rules::KeepOut {
            entry,
            why,
            only: true,
        } => {
            desk.keep_out_entry(entry, reason(*why))?;
        }
        Rules::KeepOutStream { stream } => {
            desk.keep_out_stream(stream)?;
        }
        Rules::StopArea { area } => {
            desk.stop_area(area)?;
        }
        Rules::Place {
            entry,
            all,
            category,
        } => {
            desk.correct(entry, group(*all), category.as_deref())?;
        }
        Rules::TakeBack { id } => desk.take_back(*id)?,
    }
    show(args, &desk.rules()?)
}

fn reason(why: WhyArg) -> Why {
    match why {
        WhyArg::NotUsed => Why::NotUsed,
        WhyArg::Gift => Why::Gift,
        WhyArg::NotMe => Why::NotMe,
    }
}

fn group(all: GroupArg) -> GroupKind {
    match all {
        GroupArg::Title => GroupKind::Title,
        GroupArg::Noun => GroupKind::Noun,
        GroupArg::Maker => GroupKind::Maker,
    }
}
