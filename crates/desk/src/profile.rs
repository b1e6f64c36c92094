//! The profile: look at it, and have the last word on it.

use std::collections::BTreeSet;

use inkling_token::value::Value;
use inkling_token::vocabulary::{PreferenceKey, vocabulary};
use inkling_vault::derive::known_brands;

use crate::desk::Desk;
use crate::failure::{Failure, FailureCode};
use crate::view::{
    self, Area, AreaOverview, Detail, Evidence, EvidenceEvent, OverTime, Preference, Profile,
    Standing,
};

/// Events shown behind a preference.
const EVENTS: usize = 20;

impl Desk {
    /// The profile, by area.
    ///
    /// # Errors
    /// `Locked`, and what the disk says.
    pub fn profile(&self) -> Result<Profile, Failure> {
        self.settle()?;
        let mut preferences = self.read(|vault| vault.preferences())?;
        let mut areas = Vec::new();
        for area in &vocabulary().areas {
            let (here, rest): (Vec<_>, Vec<_>) = preferences
                .into_iter()
                .partition(|preference| preference.key.detail().area == area.id);
            preferences = rest;
            if !here.is_empty() {
                let preferences = here
                    .into_iter()
                    .map(|one| self.preference_view(one))
                    .collect::<Result<_, _>>()?;
                areas.push(Area {
                    id: area.id.clone(),
                    label: area.label.clone(),
                    preferences,
                });
            }
        }
        Ok(Profile {
            overview: overview(&areas),
            areas,
        })
    }

    /// One preference.
    ///
    /// # Errors
    /// `UnknownDetail`, `NoSuchPreference`, `Locked`, and what the disk says.
    pub fn preference(&self, key: &str) -> Result<Preference, Failure> {
        let key = known(key)?;
        let found = self
            .read(|vault| vault.preferences())?
            .into_iter()
            .find(|preference| preference.key == key);
        self.preference_view(found.ok_or(FailureCode::NoSuchPreference)?)
    }

    /// When the entries behind a suggestion were, and where they are from. It reads every imported entry once.
    ///
    /// # Errors
    /// `UnknownDetail`, `NoSuchPreference` when nothing is derived, `Locked`, and what the disk says.
    pub fn over_time(&self, key: &str) -> Result<OverTime, Failure> {
        let (detail, now) = (known(key)?, self.now());
        let told = self.read(|vault| vault.over_time(&detail, now))?;
        Ok(told.into())
    }

    /// Every detail that can be stated.
    ///
    /// # Errors
    /// `Locked`, and what the disk says.
    pub fn vocabulary(&self) -> Result<Vec<Detail>, Failure> {
        let stated: BTreeSet<_> = self
            .read(|vault| vault.preferences())?
            .into_iter()
            .map(|preference| preference.key)
            .collect();
        let label = |area: &str| {
            vocabulary()
                .areas
                .iter()
                .find(|one| one.id == area)
                .map(|one| one.label.clone())
        };
        let details = vocabulary().details.iter().map(|detail| {
            Ok(Detail {
                key: detail.key.clone(),
                label: detail.label.clone(),
                help: detail.help.clone(),
                area: detail.area.clone(),
                area_label: label(&detail.area).unwrap_or_default(),
                class: detail.class.into(),
                kind: serde_json::to_value(&detail.kind).map_err(|_| FailureCode::Internal)?,
                suggestions: suggestions(&detail.key),
                stated: stated.contains(&detail.preference_key()),
            })
        });
        details.collect()
    }

    /// States or edits a preference; shops that hold it get the new value.
    ///
    /// # Errors
    /// `UnknownDetail`, `BadValue`, `Locked`, and what the disk says.
    pub fn set_preference(
        &self,
        key: &str,
        value: serde_json::Value,
    ) -> Result<Preference, Failure> {
        let detail = known(key)?;
        let value = Value::parse(&detail, value).map_err(|_| FailureCode::BadValue)?;
        let now = self.now();
        self.write(|vault| vault.state(&detail, value, now))?;
        self.preference(key)
    }

    /// Confirms a suggestion, or takes a newer derivation over.
    ///
    /// # Errors
    /// `UnknownDetail`, `NoSuchPreference`, `Locked`, and what the disk says.
    pub fn confirm(&self, key: &str) -> Result<Preference, Failure> {
        let (detail, now) = (known(key)?, self.now());
        self.write(|vault| vault.confirm(&detail, now))?;
        self.preference(key)
    }

    /// Hides a preference; shops that hold it lose it.
    ///
    /// # Errors
    /// `UnknownDetail`, `NoSuchPreference`, `Locked`, and what the disk says.
    pub fn hide(&self, key: &str) -> Result<Preference, Failure> {
        let (detail, now) = (known(key)?, self.now());
        self.write(|vault| vault.hide(&detail, now))?;
        self.preference(key)
    }

    /// Shows a hidden preference again.
    ///
    /// # Errors
    /// `UnknownDetail`, `NoSuchPreference`, `Locked`, and what the disk says.
    pub fn unhide(&self, key: &str) -> Result<Preference, Failure> {
        let (detail, now) = (known(key)?, self.now());
        self.write(|vault| vault.unhide(&detail, now))?;
        self.preference(key)
    }

    /// Removes what the person stated; a derivation behind it becomes a suggestion again.
    ///
    /// # Errors
    /// `UnknownDetail`, `NoSuchPreference`, `Locked`, and what the disk says.
    pub fn remove(&self, key: &str) -> Result<(), Failure> {
        let (detail, now) = (known(key)?, self.now());
        self.write(|vault| vault.remove(&detail, now))
    }

    /// Lets go of what has ended, before any of it is looked at.
    pub(crate) fn settle(&self) -> Result<(), Failure> {
        let now = self.now();
        if self.read(|vault| vault.has_lapsed(now))? {
            self.write(|vault| vault.settle(now))?;
        }
        Ok(())
    }

    fn preference_view(
        &self,
        preference: inkling_vault::Preference,
    ) -> Result<Preference, Failure> {
        let inkling_vault::Preference {
            key,
            standing,
            value,
            evidence,
            newer,
        } = preference;
        let events = self.read(|vault| vault.evidence_events(&key, EVENTS))?;
        let now = self.now();
        let known_to = self.read(|vault| {
            let mut hosts = Vec::new();
            for grant in vault.grants(now)? {
                if grant.details.contains(&key)
                    && view::GrantState::from(grant.state).is_living()
                    && vault.may_know(grant.id)?.contains(&key)
                {
                    hosts.push(grant.shop.host.to_string());
                }
            }
            Ok::<_, inkling_vault::Error>(hosts)
        })?;
        let event = |event: inkling_vault::EvidenceEvent| EvidenceEvent {
            id: crate::rules::text(event.id),
            at: event.at.millis(),
            title: event.title,
            source: event.source.words().to_owned(),
        };
        Ok(Preference {
            label: key.detail().label.clone(),
            class: key.detail().class.into(),
            standing: standing.into(),
            lines: value.lines(&key),
            newer: newer.map(|newer| newer.lines(&key)).unwrap_or_default(),
            evidence: evidence.map(|evidence| Evidence {
                sentence: evidence.sentence,
                strength: evidence.strength,
                events: events.into_iter().map(event).collect(),
                of: evidence.of,
            }),
            known_to,
            value: value.into_json(),
            key: key.to_string(),
        })
    }
}

/// How much of what can be said is known in each area, also where nothing is.
fn overview(areas: &[Area]) -> Vec<AreaOverview> {
    let of_area = |area: &inkling_token::vocabulary::Area| {
        let here = areas.iter().find(|here| here.id == area.id);
        let here = here.map_or(&[][..], |here| &here.preferences);
        let count = |standings: &[Standing]| {
            let counted = here.iter();
            counted
                .filter(|preference| standings.contains(&preference.standing))
                .count()
        };
        let shops: BTreeSet<&String> = here.iter().flat_map(|one| &one.known_to).collect();
        let details = vocabulary().details.iter();
        AreaOverview {
            id: area.id.clone(),
            label: area.label.clone(),
            details: details.filter(|detail| detail.area == area.id).count(),
            yours: count(&[Standing::Confirmed, Standing::Edited, Standing::Stated]),
            suggested: count(&[Standing::Suggested]),
            hidden: count(&[Standing::Hidden]),
            shops: shops.len(),
        }
    };
    vocabulary().areas.iter().map(of_area).collect()
}

/// Of what can be named freely only brands are known by name.
fn suggestions(key: &str) -> Vec<String> {
    if key.starts_with("brands.") {
        known_brands().into_iter().map(str::to_owned).collect()
    } else {
        Vec::new()
    }
}

pub(crate) fn known(key: &str) -> Result<PreferenceKey, Failure> {
    key.parse().map_err(|_| FailureCode::UnknownDetail.into())
}
