//! The commands of the profile screen.
//!
//! Invariant: what a window says of a preference is the person's own word.

use inkling_desk::view::{Detail, OverTime, Preference, Profile};
use serde_json::Value;
use tauri::command;

use super::{Answer, Held, with};

#[command]
pub(super) async fn profile(desk: Held<'_>) -> Answer<Profile> {
    with(&desk, |desk| desk.profile()).await
}

#[command]
pub(super) async fn over_time(desk: Held<'_>, key: String) -> Answer<OverTime> {
    with(&desk, move |desk| desk.over_time(&key)).await
}

#[command]
pub(super) async fn vocabulary(desk: Held<'_>) -> Answer<Vec<Detail>> {
    with(&desk, |desk| desk.vocabulary()).await
}

#[command]
pub(super) async fn set_preference(
    desk: Held<'_>,
    key: String,
    value: Value,
) -> Answer<Preference> {
    with(&desk, move |desk| desk.set_preference(&key, value)).await
}

#[command]
pub(super) async fn confirm(desk: Held<'_>, key: String) -> Answer<Preference> {
    with(&desk, move |desk| desk.confirm(&key)).await
}

#[command]
pub(super) async fn hide(desk: Held<'_>, key: String) -> Answer<Preference> {
    with(&desk, move |desk| desk.hide(&key)).await
}

#[command]
pub(super) async fn unhide(desk: Held<'_>, key: String) -> Answer<Preference> {
    with(&desk, move |desk| desk.unhide(&key)).await
}

#[command]
pub(super) async fn remove(desk: Held<'_>, key: String) -> Answer<()> {
    with(&desk, move |desk| desk.remove(&key)).await
}
