//! Requests, grants, receipts and the mailbox, as text.

use std::fmt::{self, Write as _};

use inkling_desk::view::{
    Approved, Caution, Grant, GrantSummary, Later, Mailbox, Receipt, Request, RequestSummary,
    RequestedDetail, Role, SharedDetail, Shop, Told,
};

use super::Show;
use crate::phrases::{day, level, minute, word};

impl Show for RequestSummary {
    fn text(&self, out: &mut String) -> fmt::Result {
        let RequestSummary {
            id,
            shop,
            details,
            state,
            expires,
            ..
        } = self;
        writeln!(
            out,
            "{id:>4}  {}  {details} details  {}  until {}",
            shop.host,
            word(state),
            minute(*expires)
        )
    }
}

impl Show for Request {
    fn text(&self, out: &mut String) -> fmt::Result {
        self.summary.text(out)?;
        notices(out, &self.summary.shop)?;
        for caution in &self.cautions {
            let flag = match caution {
                Caution::Unverified => "unverified",
                Caution::KeyChanged => "key-changed",
            };
            writeln!(out, "  To share anyway, say --accept {flag}.")?;
        }
        for group in &self.groups {
            let role = match group.role {
                Role::Required => "Needed",
                Role::OneOf => "One of these is needed",
                Role::Optional => "Optional",
            };
            writeln!(out, "{role} ({}):", group.id)?;
            for (place, keys) in group.options.iter().enumerate() {
                if group.options.len() > 1 {
                    writeln!(out, "    option {place}: {}", keys.join(", "))?;
                }
            }
            group
                .details
                .iter()
                .try_for_each(|detail| requested(out, detail))?;
        }
        let promises = &self.promises;
        writeln!(
            out,
            "The shop promises: for {}, kept {} days, passed on to {}, {}",
            promises.purposes.join(", "),
            promises.retention_days,
            promises.onward,
            if promises.combine {
                "may be combined"
            } else {
                "not combined"
            }
        )
    }
}

impl Show for Approved {
    fn text(&self, out: &mut String) -> fmt::Result {
        writeln!(out, "Shared. Grant {}.", self.grant)?;
        if !self.delivered {
            writeln!(
                out,
                "The shop cannot be reached; `inkling sync` tries again."
            )?;
        }
        match &self.return_to {
            Some(address) => writeln!(out, "Go back to the shop: {address}"),
            None => Ok(()),
        }
    }
}

impl Show for GrantSummary {
    fn text(&self, out: &mut String) -> fmt::Result {
        let until = self
            .until
            .map_or_else(|| "once".to_owned(), |at| format!("until {}", day(at)));
        writeln!(
            out,
            "{:>4}  {}  {}  {}  {until}",
            self.id,
            self.shop.host,
            word(&self.state),
            self.details.join(", ")
        )
    }
}

impl Show for Grant {
    fn text(&self, out: &mut String) -> fmt::Result {
        self.summary.text(out)?;
        self.holds
            .iter()
            .try_for_each(|detail| shared(out, detail))?;
        if self.summary.shop.key_changed {
            writeln!(
                out,
                "This shop signs with another key than before. Nothing new is sent to it, and what lies in the mailbox rests, until you approve a request that it signs with the new key."
            )?;
        }
        if self
            .summary
            .plain
            .every_shop
            .or(self.summary.plain.this_shop)
            .is_some()
        {
            writeln!(
                out,
                "Plain mode is on for this shop: it gets the word that it is not to personalise, and what was approved waits."
            )?;
        }
        if let Some(at) = self.summary.resumes {
            writeln!(out, "It goes on by itself on {}.", minute(at))?;
        }
        match (self.told, self.holds_until) {
            (Told::NotYet, _) => writeln!(out, "The shop has not taken the news yet.")?,
            (Told::Cannot, Some(at)) => {
                writeln!(
                    out,
                    "The shop takes no such news; its copy runs out on {}.",
                    day(at)
                )?;
            }
            (Told::Nothing | Told::Yes, _) | (Told::Cannot, None) => {}
        }
        if let Some(host) = &self.mailbox {
            writeln!(
                out,
                "The shop can fetch from {host} while this computer is off."
            )?;
        }
        if let Some(at) = self.deleted_at {
            writeln!(
                out,
                "The shop confirmed on {} that it deleted its copy.",
                minute(at)
            )?;
        }
        Ok(())
    }
}

impl Show for Receipt {
    fn text(&self, out: &mut String) -> fmt::Result {
        writeln!(
            out,
            "Receipt {} of {}, for {}",
            self.id,
            minute(self.at),
            self.shop.host
        )?;
        self.details
            .iter()
            .try_for_each(|detail| shared(out, detail))?;
        if !self.instead.is_empty() {
            writeln!(
                out,
                "Plain mode was on: the shop got this first, and the details waited."
            )?;
        }
        self.instead
            .iter()
            .try_for_each(|detail| shared(out, detail))?;
        writeln!(out, "Shown text, SHA-256: {}", self.shown_digest)?;
        self.later.iter().try_for_each(|entry| later(out, entry))?;
        writeln!(out, "{}", self.json_ld)
    }
}

impl Show for Shop {
    fn text(&self, out: &mut String) -> fmt::Result {
        writeln!(out, "{}", self.host)
    }
}

impl Show for Option<Mailbox> {
    fn text(&self, out: &mut String) -> fmt::Result {
        let Some(mailbox) = self else {
            return writeln!(
                out,
                "There is no mailbox; shops get changes while this computer is on."
            );
        };
        writeln!(
            out,
            "{}, read at {}: {} grants published, {} publications wait.",
            mailbox.place, mailbox.public_url, mailbox.published, mailbox.waiting
        )
    }
}

fn requested(out: &mut String, detail: &RequestedDetail) -> fmt::Result {
    writeln!(out, "  {} ({})", detail.label, detail.key)?;
    if let Some(missing) = &detail.missing {
        writeln!(out, "    nothing to share: {}", word(missing))?;
    }
    for choice in &detail.levels {
        writeln!(
            out,
            "    {}: {}  sent as {}",
            level(choice.level),
            choice.lines.join("; "),
            choice.sent
        )?;
    }
    Ok(())
}

fn shared(out: &mut String, detail: &SharedDetail) -> fmt::Result {
    writeln!(
        out,
        "  {} ({}, {}): {}  sent as {}",
        detail.label,
        detail.key,
        level(detail.level),
        detail.lines.join("; "),
        detail.sent
    )
}

fn later(out: &mut String, later: &Later) -> fmt::Result {
    match later {
        Later::Changed {
            at,
            details,
            until,
            shown_digest,
        } => {
            writeln!(out, "Changed on {}, until {}:", minute(*at), minute(*until))?;
            details.iter().try_for_each(|detail| shared(out, detail))?;
            writeln!(out, "  shown text, SHA-256: {shown_digest}")
        }
        Later::Paused {
            at,
            until,
            resumed_at,
        } => {
            write!(out, "Paused on {}", minute(*at))?;
            match (resumed_at, until) {
                (Some(over), _) => writeln!(out, ", went on at {}.", minute(*over)),
                (None, Some(until)) => writeln!(out, ", goes on at {}.", minute(*until)),
                (None, None) => writeln!(out, "."),
            }
        }
    }
}

fn notices(out: &mut String, shop: &Shop) -> fmt::Result {
    let notices = [
        (shop.new, "You have never shared anything with this shop."),
        (
            shop.key_changed,
            "This shop signs with another key than before.",
        ),
        (
            shop.developer,
            "This shop runs on this computer; developer mode lets it ask.",
        ),
        (!shop.verified, "Nothing proves who asks."),
    ];
    notices
        .iter()
        .filter(|(shown, _)| *shown)
        .try_for_each(|(_, notice)| writeln!(out, "  {notice}"))
}
