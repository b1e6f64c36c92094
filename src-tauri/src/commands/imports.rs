//! The commands of the imports screen.
//!
//! Invariant: a window names files that the person chose or dropped; it never reads one.

use std::path::PathBuf;

use inkling_desk::view::{ImportAnswers, ImportPreview, ImportProgress, SourceSummary};
use tauri::{Runtime, WebviewWindow, command};
use tauri_plugin_dialog::DialogExt;

use super::{Answer, Held, with};

#[command]
pub(super) async fn pick_files<R: Runtime>(
    window: WebviewWindow<R>,
    desk: Held<'_>,
) -> Answer<Vec<String>> {
    let dialog = window
        .dialog()
        .file()
        .set_parent(&window)
        .set_title("Choose an export");
    let picked = with(&desk, |_| Ok(dialog.blocking_pick_files()))
        .await?
        .unwrap_or_default();
    Ok(picked
        .into_iter()
        .filter_map(|file| file.into_path().ok()?.into_os_string().into_string().ok())
        .collect())
}

#[command]
pub(super) async fn examine(desk: Held<'_>, paths: Vec<PathBuf>) -> Answer<ImportPreview> {
    with(&desk, move |desk| desk.examine(&paths)).await
}

#[command]
pub(super) async fn import_start(
    desk: Held<'_>,
    paths: Vec<PathBuf>,
    answers: ImportAnswers,
) -> Answer<()> {
    with(&desk, |desk| desk.import_start(paths, answers)).await
}

#[command]
pub(super) async fn import_progress(desk: Held<'_>) -> Answer<ImportProgress> {
    with(&desk, |desk| Ok(desk.import_progress())).await
}

#[command]
pub(super) async fn import_cancel(desk: Held<'_>) -> Answer<()> {
    desk.import_cancel();
    Ok(())
}

#[command]
pub(super) async fn import_undo(desk: Held<'_>, id: i64) -> Answer<()> {
    with(&desk, move |desk| desk.import_undo(id)).await
}

#[command]
pub(super) async fn sources(desk: Held<'_>) -> Answer<Vec<SourceSummary>> {
    with(&desk, |desk| desk.sources()).await
}
