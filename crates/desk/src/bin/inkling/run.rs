//! From arguments to use cases.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use inkling_desk::system::{SystemClock, SystemEntropy};
use inkling_desk::view::{
    Amendment, Caution, Choice, DateOrderAnswer, Duration, ImportAnswers, Level, MailboxSettings,
    MailboxStore, Request, RequestedGroup, Role,
};
use inkling_desk::{Desk, Developer, Failure, FailureCode};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::args::{
    Accept, Approve, Change, Command, DateOrder, Grants, History, Import, Imports, Inkling,
    Mailbox, Profile, Requests, S3, Shops,
};
use crate::text::Show;
use crate::{keeping, keys, passphrase, plain, rules};

/// Does what the arguments say, and answers what to print.
pub(crate) fn run(args: &Inkling) -> Result<String, Failure> {
    let folder = match &args.home {
        Some(folder) => folder.clone(),
        None => inkling_desk::default_folder().ok_or(FailureCode::Io)?,
    };
    let developer = if args.developer {
        Developer::On
    } else {
        Developer::Off
    };
    let desk = Desk::new(
        folder,
        developer,
        Box::new(SystemClock),
        Box::new(SystemEntropy::default()),
        Box::new(|| {}),
    );
    let secret = args.passphrase_file.as_deref();
    match &args.command {
        Command::Status => return show(args, &desk.status()?),
        Command::Init => {
            desk.create(passphrase::read_new(secret).map_err(|_| FailureCode::FileNotFound)?)?;
            desk.lock()?;
            return show(args, &desk.status()?);
        }
        Command::Recover { kit_file } => return keys::recover(args, &desk, kit_file.as_deref()),
        // Every command closes the vault behind itself; what is left to say is whether somebody else has it open.
        Command::Lock => return show(args, &desk.status()?),
        Command::Import(_)
        | Command::Imports(_)
        | Command::Profile(_)
        | Command::Rules(_)
        | Command::Open { .. }
        | Command::Requests(_)
        | Command::Grants(_)
        | Command::Shops(_)
        | Command::Plain(_)
        | Command::Mailbox(_)
        | Command::Sync { .. }
        | Command::Backup(_)
        | Command::Export { .. }
        | Command::Keys(_)
        | Command::History(_) => {}
        Command::Erase(erase) => {
            return keeping::erase(args, &desk, erase, || {
                passphrase::read(secret).map_err(|_| FailureCode::FileNotFound.into())
            });
        }
        Command::Restore { file, yes } => {
            let passphrase = passphrase::read(secret).map_err(|_| FailureCode::FileNotFound)?;
            return show(args, &keeping::restore(&desk, file, *yes, passphrase)?);
        }
    }
    let passphrase =
        Zeroizing::new(passphrase::read(secret).map_err(|_| FailureCode::FileNotFound)?);
    desk.unlock(passphrase.to_string())?;
    let result = keeping::warn(&desk).and_then(|()| {
        if let Command::Keys(command) = &args.command {
            keys::keys(args, &desk, command, &passphrase)
        } else {
            within(args, &desk)
        }
    });
    desk.lock()?;
    result
}

/// What needs the vault open.
fn within(args: &Inkling, desk: &std::sync::Arc<Desk>) -> Result<String, Failure> {
    match &args.command {
        Command::Init
        | Command::Status
        | Command::Lock
        | Command::Keys(_)
        | Command::Recover { .. }
        | Command::Restore { .. }
        | Command::Erase(_) => show(args, &desk.status()?),
        Command::Export { folder } => show(args, &keeping::export(desk, folder)?),
        Command::Import(import) => self::import(args, desk, import),
        Command::Imports(Imports::List) => show(args, &desk.sources()?),
        Command::Imports(Imports::Undo { id }) => {
            desk.import_undo(*id)?;
            show(args, &desk.sources()?)
        }
        Command::Profile(command) => profile(args, desk, command),
        Command::Rules(command) => rules::rules(args, desk, command),
        Command::Open { link } => show(args, &desk.open_link(link)?),
        Command::Requests(Requests::List) => show(args, &desk.requests()?),
        Command::Requests(Requests::Show { id }) => {
            let request = desk.request(*id)?;
            plain::warn(desk, &request.summary.shop)?;
            show(args, &request)
        }
        Command::Requests(Requests::Approve(approve)) => {
            let request = desk.request(approve.id)?;
            plain::warn(desk, &request.summary.shop)?;
            let choice = choice(&request, approve)?;
            let preview = desk.preview(approve.id, &choice)?;
            show(args, &desk.approve(approve.id, &choice, &preview.digest)?)
        }
        Command::Requests(Requests::Decline { id }) => show(args, &desk.decline(*id)?),
        Command::Grants(command) => grants(args, desk, command),
        Command::Shops(command) => shops(args, desk, command),
        Command::Plain(command) => plain::plain(args, desk, command),
        Command::Mailbox(command) => mailbox(args, desk, command),
        Command::Sync { id: None } => show(args, &desk.sync()?),
        Command::Sync { id: Some(id) } => show(args, &desk.sync_grant(*id)?),
        Command::History(History::List) => show(args, &desk.history(None)?),
        Command::Backup(command) => keeping::backup(args, desk, command),
        Command::History(History::Verify) => show(args, &desk.history_verify()?),
        Command::History(History::Export { file, format }) => {
            keeping::history(desk, file, *format)?;
            show(args, &desk.history_verify()?)
        }
        Command::History(History::Receipt { id }) => show(args, &desk.receipt(*id)?),
    }
}

fn import(args: &Inkling, desk: &Desk, import: &Import) -> Result<String, Failure> {
    if import.dry_run {
        return show(args, &desk.examine(&import.paths)?);
    }
    let columns = if import.columns_as_shown {
        let asked = desk.examine(&import.paths)?.column_questions;
        asked.into_iter().map(|question| question.guess).collect()
    } else {
        Vec::new()
    };
    let answers = ImportAnswers {
        columns,
        people: import.mine.clone(),
        sites: import.site.clone(),
        date_order: import.date_order.map(|order| match order {
            DateOrder::DayFirst => DateOrderAnswer::DayFirst,
            DateOrder::MonthFirst => DateOrderAnswer::MonthFirst,
        }),
    };
    show(args, &desk.import(&import.paths, &answers)?)
}

fn profile(args: &Inkling, desk: &Desk, command: &Profile) -> Result<String, Failure> {
    let changed = match command {
        Profile::List => return show(args, &desk.profile()?),
        Profile::Show { detail } => return show(args, &desk.preference(detail)?),
        Profile::Outlook { detail } => return show(args, &desk.what_would_change(detail)?),
        Profile::OverTime { detail } => return show(args, &desk.over_time(detail)?),
        Profile::Details => return show(args, &desk.vocabulary()?),
        Profile::Remove { detail } => {
            desk.remove(detail)?;
            return show(args, &desk.profile()?);
        }
        Profile::Set { detail, value } => {
            let value = serde_json::from_str(value)
                .unwrap_or_else(|_| serde_json::Value::String(value.clone()));
            vec![desk.set_preference(detail, value)?]
        }
        Profile::Confirm { details } => details
            .iter()
            .map(|detail| desk.confirm(detail))
            .collect::<Result<_, _>>()?,
        Profile::Hide { detail } => vec![desk.hide(detail)?],
        Profile::Unhide { detail } => vec![desk.unhide(detail)?],
    };
    show(args, &changed)
}

/// The person's choice: groups from `--only`, or just what the shop needs.
fn choice(request: &Request, approve: &Approve) -> Result<Choice, Failure> {
    let only: BTreeSet<&str> = approve.only.iter().map(String::as_str).collect();
    let options = options(&approve.option)?;
    let whole = |group: &&RequestedGroup| match only.is_empty() {
        true => group.role == Role::Required,
        false => {
            let option = chosen_option(group, &options);
            option.is_some_and(|keys| keys.iter().all(|key| only.contains(key.as_str())))
        }
    };
    let chosen: Vec<_> = request.groups.iter().filter(whole).collect();
    let covered: BTreeSet<&str> = chosen
        .iter()
        .filter_map(|group| chosen_option(group, &options))
        .flatten()
        .map(String::as_str)
        .collect();
    if !only.is_subset(&covered) {
        return Err(FailureCode::NothingToShare.into());
    }
    let (duration, until) = match &approve.until {
        Some(date) => (Duration::Months12, Some(end_of(date)?)),
        None if approve.once => (Duration::Once, None),
        None => (
            request
                .durations
                .first()
                .map_or(Duration::Once, |choice| choice.duration),
            None,
        ),
    };
    Ok(Choice {
        groups: chosen.iter().map(|group| group.id.clone()).collect(),
        levels: levels(&approve.level)?,
        options,
        duration,
        until,
        accepted: approve.accept.iter().map(accepted).collect(),
    })
}

fn accepted(accept: &Accept) -> Caution {
    match accept {
        Accept::Unverified => Caution::Unverified,
        Accept::KeyChanged => Caution::KeyChanged,
    }
}

/// The details of a group that would be shared.
fn chosen_option<'a>(
    group: &'a RequestedGroup,
    options: &BTreeMap<String, u32>,
) -> Option<&'a Vec<String>> {
    let place = options.get(&group.id).copied().or(group.option)?;
    group.options.get(usize::try_from(place).ok()?)
}

fn options(pairs: &[String]) -> Result<BTreeMap<String, u32>, Failure> {
    let pair = |pair: &String| {
        let (group, place) = pair.split_once('=').ok_or(FailureCode::BadChoice)?;
        let place = place.parse().map_err(|_| FailureCode::BadChoice)?;
        Ok::<_, Failure>((group.to_owned(), place))
    };
    pairs.iter().map(pair).collect()
}

fn grants(args: &Inkling, desk: &Desk, command: &Grants) -> Result<String, Failure> {
    match command {
        Grants::List => {}
        Grants::Show { id } => return show(args, &desk.grant(*id)?),
        Grants::Revoke { id } => return show(args, &desk.revoke(*id)?),
        Grants::Pause { id, until } => {
            let until = until.as_deref().map(end_of).transpose()?;
            return show(args, &desk.pause(*id, until)?);
        }
        Grants::Resume { id } => return show(args, &desk.resume(*id)?),
        Grants::KeepKey { id } => return show(args, &desk.keep_key(*id)?),
        Grants::Change(change) => {
            let amendment = amendment(desk, change)?;
            let preview = desk.preview_amendment(change.id, &amendment)?;
            return show(args, &desk.amend(change.id, &amendment, &preview.digest)?);
        }
        Grants::Extend { id, until } => {
            let until = end_of(until)?;
            let extension = desk.preview_extension(*id, until)?;
            return show(args, &desk.extend(*id, until, &extension.digest)?);
        }
        Grants::RevokeAll => desk.stop_all()?,
        Grants::PauseAll { until } => desk.pause_all(end_of(until)?)?,
        Grants::ResumeAll => desk.resume_all()?,
    }
    // What all shops are to be told waits for the postman, whom the command line does not have.
    if !matches!(command, Grants::List) {
        desk.sync()?;
    }
    show(args, &desk.grants()?)
}

/// What stays of a grant.
fn amendment(desk: &Desk, change: &Change) -> Result<Amendment, Failure> {
    let groups: Vec<String> = desk
        .grant(change.id)?
        .groups
        .into_iter()
        .map(|group| group.id)
        .collect();
    if change.drop.iter().any(|dropped| !groups.contains(dropped)) {
        return Err(FailureCode::BadChoice.into());
    }
    Ok(Amendment {
        groups: groups
            .into_iter()
            .filter(|group| !change.drop.contains(group))
            .collect(),
        levels: levels(&change.level)?,
        until: change.until.as_deref().map(end_of).transpose()?,
    })
}

fn shops(args: &Inkling, desk: &Desk, command: &Shops) -> Result<String, Failure> {
    match command {
        Shops::Block { host } => desk.block_shop(host)?,
        Shops::Unblock { host } => desk.unblock_shop(host)?,
        Shops::Blocked => {}
    }
    show(args, &desk.blocked_shops()?)
}

fn mailbox(args: &Inkling, desk: &Desk, command: &Mailbox) -> Result<String, Failure> {
    match command {
        Mailbox::Show => {}
        Mailbox::Folder { path, public_url } => desk.set_mailbox(MailboxSettings {
            store: MailboxStore::Folder { path: path.clone() },
            public_url: public_url.clone(),
        })?,
        Mailbox::S3(s3) => desk.set_mailbox(bucket(s3)?)?,
        Mailbox::Off => desk.mailbox_off()?,
    }
    if !matches!(command, Mailbox::Show) {
        desk.sync()?;
    }
    show(args, &desk.mailbox()?)
}

fn bucket(s3: &S3) -> Result<MailboxSettings, Failure> {
    let read = |path: &PathBuf| fs::read_to_string(path).map_err(|_| FailureCode::FileNotFound);
    let secret = read(&s3.secret_file)?;
    Ok(MailboxSettings {
        store: MailboxStore::S3 {
            endpoint: s3.endpoint.clone(),
            region: s3.region.clone(),
            bucket: s3.bucket.clone(),
            access_key_id: s3.access_key_id.clone(),
            secret_access_key: secret.lines().next().unwrap_or_default().to_owned(),
            certificate: s3.certificate.as_ref().map(read).transpose()?,
        },
        public_url: s3.public_url.clone(),
    })
}

fn levels(pairs: &[String]) -> Result<BTreeMap<String, Level>, Failure> {
    let pair = |pair: &String| {
        let (detail, level) = pair.split_once('=').ok_or(FailureCode::UnknownDetail)?;
        let level =
            serde_json::from_value(level.into()).map_err(|_| FailureCode::LevelTooPrecise)?;
        Ok::<_, Failure>((detail.to_owned(), level))
    };
    pairs.iter().map(pair).collect()
}

/// The end of a day, UTC.
fn end_of(date: &str) -> Result<i64, Failure> {
    let date: jiff::civil::Date = date.parse().map_err(|_| FailureCode::BadValue)?;
    let end = jiff::tz::TimeZone::UTC
        .to_timestamp(date.at(23, 59, 59, 0))
        .map_err(|_| FailureCode::BadValue)?;
    Ok(end.as_millisecond())
}

pub(crate) fn show<T: Show + Serialize>(args: &Inkling, view: &T) -> Result<String, Failure> {
    let mut out = String::new();
    if args.json {
        out = serde_json::to_string_pretty(view).map_err(|_| FailureCode::Internal)?;
        out.push('\n');
    } else {
        view.text(&mut out).map_err(|_| FailureCode::Internal)?;
    }
    Ok(out)
}
