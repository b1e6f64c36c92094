//! Lists the commands that exist at all, and refuses to embed a window that was not built.

use std::path::Path;

use tauri_build::{AppManifest, Attributes};

/// Every command; which window may call which one is said in `capabilities/`.
const COMMANDS: &[&str] = &[
    "status",
    "active",
    "lock",
    // unlock
    "strength",
    "create",
    "unlock",
    "ways",
    "unlock_quickly",
    "recover",
    "check_kit",
    "pick_backup",
    "backup_preview",
    "restore",
    "farewell",
    "erase",
    // main
    "stay_open",
    "settings",
    "set_settings",
    "home",
    "pick_files",
    "examine",
    "import_start",
    "import_progress",
    "import_cancel",
    "import_undo",
    "sources",
    "profile",
    "over_time",
    "vocabulary",
    "set_preference",
    "confirm",
    "hide",
    "unhide",
    "remove",
    "entry",
    "keep_out",
    "keep_out_entry",
    "unsorted",
    "keep_out_stream",
    "stop_area",
    "correct",
    "take_back",
    "rules",
    "streams",
    "suppositions",
    "what_would_change",
    "requests",
    "open_link",
    "review",
    "grants",
    "grant",
    "revoke",
    "pause",
    "resume",
    "keep_key",
    "preview_amendment",
    "amend",
    "review_extension",
    "pause_all",
    "resume_all",
    "stop_all",
    "block_shop",
    "unblock_shop",
    "blocked_shops",
    "plain",
    "plain_on",
    "plain_off",
    "mailbox",
    "set_mailbox",
    "mailbox_off",
    "keys",
    "open_keys",
    "remove_kit",
    "quick_unlock_off",
    "sync",
    "sync_grant",
    "history",
    "history_verify",
    "export_history",
    "receipt",
    // keys
    "change_passphrase",
    "draft_kit",
    "keep_kit",
    "quick_unlock_on",
    "setback",
    "backups",
    "pick_folder",
    "plan_backups",
    "backups_off",
    "back_up",
    "export_everything",
    // consent
    "request",
    "preview",
    "approve",
    "decline",
    // consent to an extension
    "preview_extension",
    "extend",
    "decline_extension",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for page in ["unlock.html", "index.html", "consent.html", "keys.html"] {
        if !Path::new("../ui/dist").join(page).is_file() {
            return Err(format!(
                "ui/dist/{page} is missing: build the window first with `npm --prefix ui run build`"
            )
            .into());
        }
    }
    println!("cargo:rerun-if-changed=../ui/dist");
    let attributes = Attributes::new().app_manifest(AppManifest::new().commands(COMMANDS));
    tauri_build::try_build(attributes)?;
    Ok(())
}
