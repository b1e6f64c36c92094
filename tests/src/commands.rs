//! The shell's commands by name, over the same desk.
//!
//! Invariant: this table and the shell's are one; the tidy test compares them.

use std::path::PathBuf;
use std::sync::Arc;

use inkling_desk::{Desk, Event, Failure, FailureCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Runs one command with its arguments as the window passes them.
///
/// # Errors
/// The command's own failure; `Internal` for a command or arguments that do not exist.
pub fn run(desk: &Arc<Desk>, command: &str, arguments: Value) -> Result<Value, Failure> {
    let args = Arguments(arguments);
    match command {
        "status" => view(desk.status()),
        "strength" => view(Ok(desk.strength(args.get::<String>("passphrase")?))),
        "create" => view(desk.create(args.get::<String>("passphrase")?)),
        "unlock" => view(desk.unlock(args.get::<String>("passphrase")?)),
        "ways" => view(desk.ways()),
        "unlock_quickly" => view(desk.unlock_quickly()),
        "recover" => view(desk.recover(args.get("kit")?, args.get("passphrase")?)),
        "check_kit" => view(Ok(desk.check_kit(args.get("typed")?))),
        "keys" => view(desk.keys()),
        "change_passphrase" => {
            view(desk.change_passphrase(args.get("current")?, args.get("passphrase")?))
        }
        "draft_kit" => view(desk.draft_kit(args.get("passphrase")?)),
        "keep_kit" => view(desk.keep_kit(args.get("typed")?)),
        "remove_kit" => view(desk.remove_kit()),
        "quick_unlock_on" => view(desk.quick_unlock_on(args.get("passphrase")?)),
        "quick_unlock_off" => view(desk.quick_unlock_off()),
        "lock" => view(desk.lock()),
        "active" => view(desk.note(Event::Active)),
        "stay_open" => view(desk.note(Event::StayOpen(
            u64::from(args.get::<u16>("minutes")?) * 60_000,
        ))),
        "settings" => view(desk.settings()),
        "set_settings" => view(desk.set_settings(args.get("settings")?)),
        "home" => view(desk.home()),
        "examine" => view(desk.examine(&args.get::<Vec<PathBuf>>("paths")?)),
        "import_start" => view(desk.import_start(args.get("paths")?, args.get("answers")?)),
        "import_progress" => view(Ok(desk.import_progress())),
        "import_cancel" => view({
            desk.import_cancel();
            Ok(())
        }),
        "sources" => view(desk.sources()),
        "import_undo" => view(desk.import_undo(args.get("id")?)),
        "profile" => view(desk.profile()),
        "over_time" => view(desk.over_time(&args.get::<String>("key")?)),
        "vocabulary" => view(desk.vocabulary()),
        "set_preference" => {
            view(desk.set_preference(&args.get::<String>("key")?, args.get("value")?))
        }
        "confirm" => view(desk.confirm(&args.get::<String>("key")?)),
        "hide" => view(desk.hide(&args.get::<String>("key")?)),
        "unhide" => view(desk.unhide(&args.get::<String>("key")?)),
        "remove" => view(desk.remove(&args.get::<String>("key")?)),
        "entry" => view(desk.entry(&args.get::<String>("id")?)),
        "keep_out" => view(desk.keep_out(&args.get::<String>("id")?, args.get("why")?)),
        "keep_out_entry" => view(desk.keep_out_entry(&args.get::<String>("id")?, args.get("why")?)),
        "unsorted" => view(desk.unsorted()),
        "keep_out_stream" => view(desk.keep_out_stream(&args.get::<String>("stream")?)),
        "stop_area" => view(desk.stop_area(&args.get::<String>("area")?)),
        "correct" => view(desk.correct(
            &args.get::<String>("id")?,
            args.get("group")?,
            args.get::<Option<String>>("category")?.as_deref(),
        )),
        "take_back" => view(desk.take_back(args.get("rule")?)),
        "rules" => view(desk.rules()),
        "streams" => view(desk.streams()),
        "suppositions" => view(desk.suppositions()),
        "what_would_change" => view(desk.what_would_change(&args.get::<String>("key")?)),
        "requests" => view(desk.requests()),
        "open_link" => view(desk.open_link(&args.get::<String>("link")?)),
        "request" => view(desk.request(args.get("id")?)),
        "preview" => view(desk.preview(args.get("id")?, &args.get("choice")?)),
        "approve" => view(desk.approve(
            args.get("id")?,
            &args.get("choice")?,
            &args.get::<String>("digest")?,
        )),
        "decline" => view(desk.decline(args.get("id")?)),
        "grants" => view(desk.grants()),
        "grant" => view(desk.grant(args.get("id")?)),
        "revoke" => view(desk.revoke(args.get("id")?)),
        "pause" => view(desk.pause(args.get("id")?, args.get("until")?)),
        "resume" => view(desk.resume(args.get("id")?)),
        "keep_key" => view(desk.keep_key(args.get("id")?)),
        "preview_amendment" => {
            view(desk.preview_amendment(args.get("id")?, &args.get("amendment")?))
        }
        "amend" => view(desk.amend(
            args.get("id")?,
            &args.get("amendment")?,
            &args.get::<String>("digest")?,
        )),
        "preview_extension" => view(desk.preview_extension(args.get("id")?, args.get("until")?)),
        "extend" => view(desk.extend(
            args.get("id")?,
            args.get("until")?,
            &args.get::<String>("digest")?,
        )),
        "pause_all" => view(desk.pause_all(args.get("until")?)),
        "resume_all" => view(desk.resume_all()),
        "stop_all" => view(desk.stop_all()),
        "block_shop" => view(desk.block_shop(&args.get::<String>("host")?)),
        "unblock_shop" => view(desk.unblock_shop(&args.get::<String>("host")?)),
        "blocked_shops" => view(desk.blocked_shops()),
        "plain" => view(desk.plain()),
        "plain_on" => view(desk.plain_on(args.get::<Option<String>>("host")?.as_deref())),
        "plain_off" => view(desk.plain_off(args.get::<Option<String>>("host")?.as_deref())),
        "mailbox" => view(desk.mailbox()),
        "set_mailbox" => view(desk.set_mailbox(args.get("settings")?)),
        "mailbox_off" => view(desk.mailbox_off()),
        "sync" => view(desk.sync()),
        "sync_grant" => view(desk.sync_grant(args.get("id")?)),
        "history" => view(desk.history(args.get("before")?)),
        "history_verify" => view(desk.history_verify()),
        "setback" => view(desk.setback()),
        "backups" => view(desk.backups()),
        "plan_backups" => view(desk.plan_backups(args.get("plan")?)),
        "backups_off" => view(desk.backups_off()),
        "backup_preview" => view(desk.backup_preview(
            &args.get::<PathBuf>("place")?,
            args.get::<String>("passphrase")?,
        )),
        "restore" => view(desk.restore(
            &args.get::<PathBuf>("place")?,
            args.get::<String>("passphrase")?,
        )),
        "farewell" => view(desk.farewell(args.get("passphrase")?)),
        "erase" => view(desk.erase(&args.get::<String>("word")?, args.get("passphrase")?)),
        "receipt" => view(desk.receipt(args.get("id")?)),
        _ => Err(FailureCode::Internal.into()),
    }
}

struct Arguments(Value);

impl Arguments {
    fn get<T: DeserializeOwned>(&self, name: &str) -> Result<T, Failure> {
        let value = self.0.get(name).cloned().unwrap_or_default();
        serde_json::from_value(value).map_err(|_| FailureCode::Internal.into())
    }
}

fn view<T: Serialize>(result: Result<T, Failure>) -> Result<Value, Failure> {
    serde_json::to_value(result?).map_err(|_| FailureCode::Internal.into())
}
