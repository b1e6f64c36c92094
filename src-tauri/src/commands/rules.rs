//! The commands of the last word on what is suggested.
//!
//! Invariant: none of them changes what the person said or what a shop holds.

use inkling_desk::view::{
    Change, GroupKind, ImportedEntry, Rule, StreamUse, Suppositions, Unsorted, Why,
};
use tauri::command;

use super::{Answer, Held, with};

#[command]
pub(super) async fn entry(desk: Held<'_>, id: String) -> Answer<ImportedEntry> {
    with(&desk, move |desk| desk.entry(&id)).await
}

#[command]
pub(super) async fn keep_out(desk: Held<'_>, id: String, why: Why) -> Answer<i64> {
    with(&desk, move |desk| desk.keep_out(&id, why)).await
}

#[command]
pub(super) async fn keep_out_entry(desk: Held<'_>, id: String, why: Why) -> Answer<i64> {
    with(&desk, move |desk| desk.keep_out_entry(&id, why)).await
}

#[command]
pub(super) async fn unsorted(desk: Held<'_>) -> Answer<Unsorted> {
    with(&desk, |desk| desk.unsorted()).await
}

#[command]
pub(super) async fn keep_out_stream(desk: Held<'_>, stream: String) -> Answer<i64> {
    with(&desk, move |desk| desk.keep_out_stream(&stream)).await
}

#[command]
pub(super) async fn stop_area(desk: Held<'_>, area: String) -> Answer<i64> {
    with(&desk, move |desk| desk.stop_area(&area)).await
}

#[command]
pub(super) async fn correct(
    desk: Held<'_>,
    id: String,
    group: GroupKind,
    category: Option<String>,
) -> Answer<i64> {
    with(&desk, move |desk| {
        desk.correct(&id, group, category.as_deref())
    })
    .await
}

#[command]
pub(super) async fn take_back(desk: Held<'_>, rule: i64) -> Answer<()> {
    with(&desk, move |desk| desk.take_back(rule)).await
}

#[command]
pub(super) async fn rules(desk: Held<'_>) -> Answer<Vec<Rule>> {
    with(&desk, |desk| desk.rules()).await
}

#[command]
pub(super) async fn streams(desk: Held<'_>) -> Answer<Vec<StreamUse>> {
    with(&desk, |desk| desk.streams()).await
}

#[command]
pub(super) async fn suppositions(desk: Held<'_>) -> Answer<Vec<Suppositions>> {
    with(&desk, |desk| desk.suppositions()).await
}

#[command]
pub(super) async fn what_would_change(desk: Held<'_>, key: String) -> Answer<Vec<Change>> {
    with(&desk, move |desk| desk.what_would_change(&key)).await
}
