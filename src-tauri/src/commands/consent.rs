//! The commands of the consent windows: on one request, and on one grant's later end.
//!
//! Invariant: each window decides on what it was opened for, alone.

use inkling_desk::FailureCode;
use inkling_desk::view::{
    Approved, Choice, Extension, GrantSummary, Preview, Request, RequestSummary,
};
use tauri::{Runtime, WebviewWindow, command};

use super::{Answer, Held, shown, with};
use crate::{links, windows};

// The consent window of one request.

#[command]
pub(super) async fn request<R: Runtime>(
    window: WebviewWindow<R>,
    desk: Held<'_>,
    id: i64,
) -> Answer<Request> {
    only_for(&window, id)?;
    with(&desk, move |desk| desk.request(id)).await
}

#[command]
pub(super) async fn preview<R: Runtime>(
    window: WebviewWindow<R>,
    desk: Held<'_>,
    id: i64,
    choice: Choice,
) -> Answer<Preview> {
    only_for(&window, id)?;
    with(&desk, move |desk| desk.preview(id, &choice)).await
}

#[command]
pub(super) async fn approve<R: Runtime>(
    window: WebviewWindow<R>,
    desk: Held<'_>,
    id: i64,
    choice: Choice,
    digest: String,
) -> Answer<Approved> {
    only_for(&window, id)?;
    let approved = with(&desk, move |desk| desk.approve(id, &choice, &digest)).await?;
    if let Some(address) = &approved.return_to {
        links::return_to(address);
    }
    // A window whose answer has not reached the shop stays, and says so.
    if approved.delivered {
        shown(window.destroy())?;
    }
    Ok(approved)
}

#[command]
pub(super) async fn decline<R: Runtime>(
    window: WebviewWindow<R>,
    desk: Held<'_>,
    id: i64,
) -> Answer<RequestSummary> {
    only_for(&window, id)?;
    let declined = with(&desk, move |desk| desk.decline(id)).await?;
    shown(window.destroy())?;
    Ok(declined)
}

// The consent window of one grant's later end.

#[command]
pub(super) async fn preview_extension<R: Runtime>(
    window: WebviewWindow<R>,
    desk: Held<'_>,
    id: i64,
    until: i64,
) -> Answer<Extension> {
    only_until(&window, id, until)?;
    with(&desk, move |desk| desk.preview_extension(id, until)).await
}

#[command]
pub(super) async fn extend<R: Runtime>(
    window: WebviewWindow<R>,
    desk: Held<'_>,
    id: i64,
    until: i64,
    digest: String,
) -> Answer<GrantSummary> {
    only_until(&window, id, until)?;
    let extended = with(&desk, move |desk| desk.extend(id, until, &digest)).await?;
    shown(window.destroy())?;
    Ok(extended)
}

/// There is nothing to keep: the end stays as it is.
#[command]
pub(super) async fn decline_extension<R: Runtime>(
    window: WebviewWindow<R>,
    id: i64,
    until: i64,
) -> Answer<()> {
    only_until(&window, id, until)?;
    shown(window.destroy())
}

fn only_for<R: Runtime>(window: &WebviewWindow<R>, id: i64) -> Answer<()> {
    if windows::is_for(window, id) {
        Ok(())
    } else {
        Err(FailureCode::NoSuchRequest.into())
    }
}

fn only_until<R: Runtime>(window: &WebviewWindow<R>, id: i64, until: i64) -> Answer<()> {
    if windows::is_for_extension(window, id, until) {
        Ok(())
    } else {
        Err(FailureCode::NoSuchGrant.into())
    }
}
