//! The commands of the windows, one line each: a name, its arguments, and the desk's use case.
//!
//! Each runs on a thread of its own pool, so that a slow shop or a long import never stops a window.
//!
//! Invariant: `capabilities/` says which window may call which command; a consent window decides on its own request, or on its
//! own grant's later end, alone.

mod consent;
mod imports;
mod keeping;
mod keys;
mod profile;
mod rules;

use std::sync::Arc;

use inkling_desk::view::{
    Amendment, Grant, GrantSummary, HistoryEntry, Home, Locking, Mailbox, MailboxSettings,
    PlainMode, Preview, Receipt, RequestSummary, Settings, Shop, Status,
};
use inkling_desk::{Desk, Event, Failure, FailureCode};
use tauri::ipc::Invoke;
use tauri::{AppHandle, Runtime, State, async_runtime, command, generate_handler};
use zeroize::Zeroizing;

use crate::{links, windows};

type Held<'a> = State<'a, Arc<Desk>>;
type Answer<T> = Result<T, Failure>;
/// The text of a call lies in buffers of the web view and of Tauri (its JSON, and the strings in that), which cannot be reached
/// from here: they are freed, not overwritten. From here on a passphrase is overwritten.
type Secret = Zeroizing<String>;

/// Every command there is.
pub(crate) fn handler<R: Runtime>() -> impl Fn(Invoke<R>) -> bool + Send + Sync + 'static {
    generate_handler![
        status,
        active,
        lock,
        keys::strength,
        keys::create,
        keys::unlock,
        keys::ways,
        keys::unlock_quickly,
        keys::recover,
        keys::check_kit,
        stay_open,
        settings,
        set_settings,
        home,
        imports::pick_files,
        imports::examine,
        imports::import_start,
        imports::import_progress,
        imports::import_cancel,
        imports::import_undo,
        imports::sources,
        profile::profile,
        profile::over_time,
        profile::vocabulary,
        profile::set_preference,
        profile::confirm,
        profile::hide,
        profile::unhide,
        profile::remove,
        rules::entry,
        rules::keep_out,
        rules::keep_out_entry,
        rules::unsorted,
        rules::keep_out_stream,
        rules::stop_area,
        rules::correct,
        rules::take_back,
        rules::rules,
        rules::streams,
        rules::suppositions,
        rules::what_would_change,
        requests,
        open_link,
        review,
        grants,
        grant,
        revoke,
        pause,
        resume,
        keep_key,
        preview_amendment,
        amend,
        review_extension,
        pause_all,
        resume_all,
        stop_all,
        block_shop,
        unblock_shop,
        blocked_shops,
        plain,
        plain_on,
        plain_off,
        mailbox,
        set_mailbox,
        mailbox_off,
        keys::keys,
        keys::open_keys,
        keys::remove_kit,
        keys::quick_unlock_off,
        sync,
        sync_grant,
        history,
        keeping::history_verify,
        keeping::export_history,
        receipt,
        keys::change_passphrase,
        keys::draft_kit,
        keys::keep_kit,
        keys::quick_unlock_on,
        keeping::setback,
        keeping::backups,
        keeping::pick_folder,
        keeping::plan_backups,
        keeping::backups_off,
        keeping::back_up,
        keeping::pick_backup,
        keeping::backup_preview,
        keeping::restore,
        keeping::export_everything,
        keeping::farewell,
        keeping::erase,
        consent::request,
        consent::preview,
        consent::approve,
        consent::decline,
        consent::preview_extension,
        consent::extend,
        consent::decline_extension,
    ]
}

#[command]
async fn status(desk: Held<'_>) -> Answer<Status> {
    with(&desk, |desk| desk.status()).await
}

/// The person did something in a window: that, and nothing more.
#[command]
async fn active(desk: Held<'_>) -> Answer<()> {
    with(&desk, |desk| desk.note(Event::Active)).await
}

#[command]
async fn lock(desk: Held<'_>) -> Answer<()> {
    with(&desk, |desk| desk.lock()).await
}

// The main window.

#[command]
async fn stay_open(desk: Held<'_>, minutes: u16) -> Answer<()> {
    let millis = u64::from(minutes) * 60_000;
    with(&desk, move |desk| desk.note(Event::StayOpen(millis))).await
}

#[command]
async fn settings(desk: Held<'_>) -> Answer<Locking> {
    with(&desk, |desk| desk.settings()).await
}

#[command]
async fn set_settings(desk: Held<'_>, settings: Settings) -> Answer<()> {
    with(&desk, move |desk| desk.set_settings(settings)).await
}

#[command]
async fn home(desk: Held<'_>) -> Answer<Home> {
    with(&desk, |desk| desk.home()).await
}

#[command]
async fn requests(desk: Held<'_>) -> Answer<Vec<RequestSummary>> {
    with(&desk, |desk| desk.requests()).await
}

#[command]
async fn open_link(desk: Held<'_>, link: String) -> Answer<RequestSummary> {
    with(&desk, move |desk| desk.open_link(&link)).await
}

#[command]
async fn review<R: Runtime>(app: AppHandle<R>, desk: Held<'_>, id: i64) -> Answer<()> {
    with(&desk, move |desk| desk.request(id)).await?;
    shown(windows::review(&app, id))
}

#[command]
async fn grants(desk: Held<'_>) -> Answer<Vec<GrantSummary>> {
    with(&desk, |desk| desk.grants()).await
}

#[command]
async fn grant(desk: Held<'_>, id: i64) -> Answer<Grant> {
    with(&desk, move |desk| desk.grant(id)).await
}

#[command]
async fn revoke(desk: Held<'_>, id: i64) -> Answer<GrantSummary> {
    with(&desk, move |desk| desk.revoke(id)).await
}

#[command]
async fn pause(desk: Held<'_>, id: i64, until: Option<i64>) -> Answer<GrantSummary> {
    with(&desk, move |desk| desk.pause(id, until)).await
}

#[command]
async fn resume(desk: Held<'_>, id: i64) -> Answer<GrantSummary> {
    with(&desk, move |desk| desk.resume(id)).await
}

#[command]
async fn preview_amendment(desk: Held<'_>, id: i64, amendment: Amendment) -> Answer<Preview> {
    with(&desk, move |desk| desk.preview_amendment(id, &amendment)).await
}

#[command]
async fn amend(
    desk: Held<'_>,
    id: i64,
    amendment: Amendment,
    digest: String,
) -> Answer<GrantSummary> {
    with(&desk, move |desk| desk.amend(id, &amendment, &digest)).await
}

#[command]
async fn review_extension<R: Runtime>(
    app: AppHandle<R>,
    desk: Held<'_>,
    id: i64,
    until: i64,
) -> Answer<()> {
    with(&desk, move |desk| desk.preview_extension(id, until)).await?;
    shown(windows::review_extension(&app, id, until))
}

#[command]
async fn pause_all(desk: Held<'_>, until: i64) -> Answer<()> {
    with(&desk, move |desk| desk.pause_all(until)).await
}

#[command]
async fn keep_key(desk: Held<'_>, id: i64) -> Answer<GrantSummary> {
    with(&desk, move |desk| desk.keep_key(id)).await
}

#[command]
async fn resume_all(desk: Held<'_>) -> Answer<()> {
    with(&desk, |desk| desk.resume_all()).await
}

#[command]
async fn stop_all(desk: Held<'_>) -> Answer<()> {
    with(&desk, |desk| desk.stop_all()).await
}

#[command]
async fn block_shop(desk: Held<'_>, host: String) -> Answer<()> {
    with(&desk, move |desk| desk.block_shop(&host)).await
}

#[command]
async fn unblock_shop(desk: Held<'_>, host: String) -> Answer<()> {
    with(&desk, move |desk| desk.unblock_shop(&host)).await
}

#[command]
async fn blocked_shops(desk: Held<'_>) -> Answer<Vec<Shop>> {
    with(&desk, |desk| desk.blocked_shops()).await
}

#[command]
async fn plain(desk: Held<'_>) -> Answer<PlainMode> {
    with(&desk, |desk| desk.plain()).await
}

#[command]
async fn plain_on(desk: Held<'_>, host: Option<String>) -> Answer<PlainMode> {
    with(&desk, move |desk| desk.plain_on(host.as_deref())).await
}

#[command]
async fn plain_off(desk: Held<'_>, host: Option<String>) -> Answer<PlainMode> {
    with(&desk, move |desk| desk.plain_off(host.as_deref())).await
}

#[command]
async fn mailbox(desk: Held<'_>) -> Answer<Option<Mailbox>> {
    with(&desk, |desk| desk.mailbox()).await
}

#[command]
async fn set_mailbox(desk: Held<'_>, settings: MailboxSettings) -> Answer<()> {
    with(&desk, move |desk| desk.set_mailbox(settings)).await
}

#[command]
async fn mailbox_off(desk: Held<'_>) -> Answer<()> {
    with(&desk, |desk| desk.mailbox_off()).await
}

#[command]
async fn sync(desk: Held<'_>) -> Answer<u32> {
    with(&desk, |desk| desk.sync()).await
}

#[command]
async fn sync_grant(desk: Held<'_>, id: i64) -> Answer<u32> {
    with(&desk, move |desk| desk.sync_grant(id)).await
}

#[command]
async fn history(desk: Held<'_>, before: Option<i64>) -> Answer<Vec<HistoryEntry>> {
    with(&desk, move |desk| desk.history(before)).await
}

#[command]
async fn receipt(desk: Held<'_>, id: i64) -> Answer<Receipt> {
    with(&desk, move |desk| desk.receipt(id)).await
}

/// Runs a use case where waiting for a disk or a shop holds up nobody.
async fn with<T: Send + 'static>(
    desk: &Held<'_>,
    act: impl FnOnce(&Arc<Desk>) -> Answer<T> + Send + 'static,
) -> Answer<T> {
    let desk = Arc::clone(desk);
    async_runtime::spawn_blocking(move || act(&desk))
        .await
        .unwrap_or(Err(FailureCode::Internal.into()))
}

/// The vault has been opened.
fn opened<R: Runtime>(app: &AppHandle<R>) -> Answer<()> {
    shown(windows::unlocked(app))?;
    links::open_waiting(app);
    Ok(())
}

fn shown(result: tauri::Result<()>) -> Answer<()> {
    result.map_err(|_| FailureCode::Internal.into())
}

#[cfg(test)]
mod tests;
