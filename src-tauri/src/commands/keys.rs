//! The commands about keys: at the unlock, under Settings, and in the window of the keys, which ends as soon as its task is done.
//!
//! Invariant: the main window never hears a passphrase or a kit, and never says one.

use std::mem::take;

use inkling_desk::view::{Keys, KitCheck, RecoveryKit, Strength, Ways};
use tauri::{AppHandle, Runtime, WebviewWindow, command};

use super::{Answer, Held, Secret, opened, shown, with};
use crate::windows::{self, KeysTask};

// The unlock window.

#[command]
pub(super) async fn strength(desk: Held<'_>, mut passphrase: Secret) -> Answer<Strength> {
    with(&desk, move |desk| Ok(desk.strength(take(&mut *passphrase)))).await
}

#[command]
pub(super) async fn create<R: Runtime>(
    app: AppHandle<R>,
    desk: Held<'_>,
    mut passphrase: Secret,
) -> Answer<()> {
    with(&desk, move |desk| desk.create(take(&mut *passphrase))).await?;
    shown(windows::unlocked(&app))
}

#[command]
pub(super) async fn unlock<R: Runtime>(
    app: AppHandle<R>,
    desk: Held<'_>,
    mut passphrase: Secret,
) -> Answer<()> {
    with(&desk, move |desk| desk.unlock(take(&mut *passphrase))).await?;
    opened(&app)
}

#[command]
pub(super) async fn ways(desk: Held<'_>) -> Answer<Ways> {
    with(&desk, |desk| desk.ways()).await
}

#[command]
pub(super) async fn unlock_quickly<R: Runtime>(app: AppHandle<R>, desk: Held<'_>) -> Answer<()> {
    with(&desk, |desk| desk.unlock_quickly()).await?;
    opened(&app)
}

#[command]
pub(super) async fn recover<R: Runtime>(
    app: AppHandle<R>,
    desk: Held<'_>,
    mut kit: Secret,
    mut passphrase: Secret,
) -> Answer<()> {
    with(&desk, move |desk| {
        desk.recover(take(&mut *kit), take(&mut *passphrase))
    })
    .await?;
    opened(&app)
}

#[command]
pub(super) async fn check_kit(desk: Held<'_>, mut typed: Secret) -> Answer<KitCheck> {
    with(&desk, move |desk| Ok(desk.check_kit(take(&mut *typed)))).await
}

// The main window.

#[command]
pub(super) async fn keys(desk: Held<'_>) -> Answer<Keys> {
    with(&desk, |desk| desk.keys()).await
}

#[command]
pub(super) async fn open_keys<R: Runtime>(
    app: AppHandle<R>,
    desk: Held<'_>,
    task: KeysTask,
) -> Answer<()> {
    with(&desk, |desk| desk.keys()).await?;
    shown(windows::open_keys(&app, task))
}

#[command]
pub(super) async fn remove_kit(desk: Held<'_>) -> Answer<()> {
    with(&desk, |desk| desk.remove_kit()).await
}

#[command]
pub(super) async fn quick_unlock_off(desk: Held<'_>) -> Answer<()> {
    with(&desk, |desk| desk.quick_unlock_off()).await
}

// The window of the keys.

#[command]
pub(super) async fn change_passphrase<R: Runtime>(
    window: WebviewWindow<R>,
    desk: Held<'_>,
    mut current: Secret,
    mut passphrase: Secret,
) -> Answer<()> {
    with(&desk, move |desk| {
        desk.change_passphrase(take(&mut *current), take(&mut *passphrase))
    })
    .await?;
    shown(window.destroy())
}

#[command]
pub(super) async fn draft_kit(desk: Held<'_>, mut passphrase: Secret) -> Answer<RecoveryKit> {
    with(&desk, move |desk| desk.draft_kit(take(&mut *passphrase))).await
}

#[command]
pub(super) async fn keep_kit<R: Runtime>(
    window: WebviewWindow<R>,
    desk: Held<'_>,
    mut typed: Secret,
) -> Answer<()> {
    with(&desk, move |desk| desk.keep_kit(take(&mut *typed))).await?;
    shown(window.destroy())
}

#[command]
pub(super) async fn quick_unlock_on<R: Runtime>(
    window: WebviewWindow<R>,
    desk: Held<'_>,
    mut passphrase: Secret,
) -> Answer<()> {
    with(&desk, move |desk| {
        desk.quick_unlock_on(take(&mut *passphrase))
    })
    .await?;
    shown(window.destroy())
}
