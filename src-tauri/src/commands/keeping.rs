//! The commands around the vault's file: the proof of the history, exports, backups, restoring.
//!
//! Invariant: where a window has something written, the person names the place in a dialog of the system; no page does.

use std::mem::take;
use std::path::PathBuf;

use inkling_desk::view::{Backup, BackupPlan, Backups, Chain, HistoryFormat, Setback};
use tauri::{Runtime, WebviewWindow, command};
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder};

use super::{Answer, Held, Secret, with};

#[command]
pub(super) async fn history_verify(desk: Held<'_>) -> Answer<Chain> {
    with(&desk, |desk| desk.history_verify()).await
}

/// False when the person chose no place.
#[command]
pub(super) async fn export_history<R: Runtime>(
    window: WebviewWindow<R>,
    desk: Held<'_>,
    format: HistoryFormat,
) -> Answer<bool> {
    let ending = match format {
        HistoryFormat::Csv => "csv",
        HistoryFormat::Json => "json",
    };
    let name = desk.dated("Inkling history", ending);
    let dialog = asking(&window, "Export the history").set_file_name(name);
    with(&desk, move |desk| {
        let Some(place) = path(dialog.blocking_save_file()) else {
            return Ok(false);
        };
        desk.history_export(&place, format).map(|()| true)
    })
    .await
}

#[command]
pub(super) async fn setback(desk: Held<'_>) -> Answer<Option<Setback>> {
    with(&desk, |desk| desk.setback()).await
}

#[command]
pub(super) async fn backups(desk: Held<'_>) -> Answer<Option<Backups>> {
    with(&desk, |desk| desk.backups()).await
}

#[command]
pub(super) async fn pick_folder<R: Runtime>(
    window: WebviewWindow<R>,
    desk: Held<'_>,
) -> Answer<Option<String>> {
    let dialog = asking(&window, "Choose a folder for backups");
    let picked = with(&desk, |_| Ok(path(dialog.blocking_pick_folder()))).await?;
    Ok(picked.and_then(|path| path.into_os_string().into_string().ok()))
}

#[command]
pub(super) async fn plan_backups(desk: Held<'_>, plan: BackupPlan) -> Answer<Option<Backups>> {
    with(&desk, |desk| desk.plan_backups(plan)).await
}

#[command]
pub(super) async fn backups_off(desk: Held<'_>) -> Answer<()> {
    with(&desk, |desk| desk.backups_off()).await
}

/// Nothing when the person chose no place.
#[command]
pub(super) async fn back_up<R: Runtime>(
    window: WebviewWindow<R>,
    desk: Held<'_>,
) -> Answer<Option<Backup>> {
    let name = desk.dated("Inkling", "inkling-backup");
    let dialog = asking(&window, "Back up the vault").set_file_name(name);
    with(&desk, move |desk| {
        let Some(place) = path(dialog.blocking_save_file()) else {
            return Ok(None);
        };
        desk.back_up(&place).map(Some)
    })
    .await
}

/// Where everything lies, unencrypted; nothing when the person chose no place.
#[command]
pub(super) async fn export_everything<R: Runtime>(
    window: WebviewWindow<R>,
    desk: Held<'_>,
) -> Answer<Option<String>> {
    let dialog = asking(&window, "Choose where to put the export");
    with(&desk, move |desk| {
        let Some(place) = path(dialog.blocking_pick_folder()) else {
            return Ok(None);
        };
        let folder = desk.export_everything(&place)?;
        Ok(Some(folder.to_string_lossy().into_owned()))
    })
    .await
}

// The unlock window, where the vault is closed and a passphrase may be typed.

#[command]
pub(super) async fn pick_backup<R: Runtime>(
    window: WebviewWindow<R>,
    desk: Held<'_>,
) -> Answer<Option<String>> {
    let dialog = asking(&window, "Choose a backup");
    let picked = with(&desk, |_| Ok(path(dialog.blocking_pick_file()))).await?;
    Ok(picked.and_then(|path| path.into_os_string().into_string().ok()))
}

#[command]
pub(super) async fn backup_preview(
    desk: Held<'_>,
    place: PathBuf,
    mut passphrase: Secret,
) -> Answer<Backup> {
    with(&desk, move |desk| {
        desk.backup_preview(&place, take(&mut *passphrase))
    })
    .await
}

#[command]
pub(super) async fn restore(
    desk: Held<'_>,
    place: PathBuf,
    mut passphrase: Secret,
) -> Answer<Backup> {
    with(&desk, move |desk| {
        desk.restore(&place, take(&mut *passphrase))
    })
    .await
}

#[command]
pub(super) async fn farewell(desk: Held<'_>, mut passphrase: Secret) -> Answer<u32> {
    with(&desk, move |desk| desk.farewell(take(&mut *passphrase))).await
}

#[command]
pub(super) async fn erase(
    desk: Held<'_>,
    word: String,
    mut passphrase: Option<Secret>,
) -> Answer<()> {
    with(&desk, move |desk| {
        desk.erase(&word, passphrase.as_mut().map(|typed| take(&mut **typed)))
    })
    .await
}

fn asking<R: Runtime>(window: &WebviewWindow<R>, title: &str) -> FileDialogBuilder<R> {
    window.dialog().file().set_parent(window).set_title(title)
}

fn path(picked: Option<tauri_plugin_dialog::FilePath>) -> Option<PathBuf> {
    picked?.into_path().ok()
}
