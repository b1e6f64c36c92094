//! What the vault holds about one detail, and how decisions and derivations change it.
//!
//! Invariant: no derivation changes the person's own word, and nothing but their own word is usable.

use inkling_token::Timestamp;
use inkling_token::value::Value;
use inkling_token::vocabulary::PreferenceKey;

use crate::Error;
use crate::derive::Evidence;
use crate::error::Noun;

/// A preference as the profile shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Preference {
    /// Which detail.
    pub key: PreferenceKey,
    /// How it is believed.
    pub standing: Standing,
    /// The person's own value, or the derived one where they gave none.
    pub value: Value,
    /// Why the derivation is believed; absent for what no events tell.
    pub evidence: Option<Evidence>,
    /// A derivation that came after the person decided and differs from what they said.
    pub newer: Option<Value>,
}

/// How a preference is believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Derived, not yet looked at; cannot be shared.
    Suggested,
    /// Derived and confirmed.
    Confirmed,
    /// Derived, then edited by the person.
    Edited,
    /// Stated by the person.
    Stated,
    /// Hidden; never shared, never suggested again.
    Hidden,
}

/// How the person came to say something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    Confirmed,
    Edited,
    Stated,
}

/// Everything about one detail.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Belief {
    pub(crate) key: PreferenceKey,
    /// What the person says.
    pub(crate) own: Option<(Word, Value)>,
    /// What the events say.
    pub(crate) derived: Option<(Value, Evidence)>,
    /// What the events said when the person last decided.
    pub(crate) seen: Option<Value>,
    /// Since when it is hidden.
    pub(crate) hidden_at: Option<Timestamp>,
}

impl Belief {
    /// Nothing is known yet.
    pub(crate) fn none(key: PreferenceKey) -> Self {
        Self {
            key,
            own: None,
            derived: None,
            seen: None,
            hidden_at: None,
        }
    }

    /// Nothing is left to keep.
    pub(crate) fn is_none(&self) -> bool {
        self.own.is_none() && self.derived.is_none() && self.hidden_at.is_none()
    }

    /// The value a shop may be given.
    pub(crate) fn usable(&self) -> Option<&Value> {
        if self.hidden_at.is_some() {
            return None;
        }
        self.own.as_ref().map(|(_, value)| value)
    }

    /// As the profile shows it; `None` for a hidden detail that has no value any more.
    pub(crate) fn shown(&self) -> Option<Preference> {
        let (standing, value) = match (&self.own, &self.derived) {
            (Some((Word::Confirmed, value)), _) => (Standing::Confirmed, value),
            (Some((Word::Edited, value)), _) => (Standing::Edited, value),
            (Some((Word::Stated, value)), _) => (Standing::Stated, value),
            (None, Some((value, _))) => (Standing::Suggested, value),
            (None, None) => return None,
        };
        Some(Preference {
            key: self.key,
            standing: if self.hidden_at.is_some() {
                Standing::Hidden
            } else {
                standing
            },
            value: value.clone(),
            evidence: self.derived.as_ref().map(|(_, evidence)| evidence.clone()),
            newer: self.newer().cloned(),
        })
    }

    pub(crate) fn state(&mut self, value: Value) {
        let word = if self.derived.is_some() {
            Word::Edited
        } else {
            Word::Stated
        };
        self.say(word, value);
        self.hidden_at = None;
    }

    pub(crate) fn confirm(&mut self) -> Result<(), Error> {
        if self.hidden_at.is_some() {
            return Err(Error::NotFound(Noun::Preference));
        }
        let awaits = self.own.is_none() || self.newer().is_some();
        match (&self.derived, &self.own) {
            (Some((value, _)), _) if awaits => self.say(Word::Confirmed, value.clone()),
            (_, Some(_)) => {}
            (_, None) => return Err(Error::NotFound(Noun::Preference)),
        }
        Ok(())
    }

    pub(crate) fn hide(&mut self, now: Timestamp) -> Result<(), Error> {
        if self.is_none() {
            return Err(Error::NotFound(Noun::Preference));
        }
        self.hidden_at = self.hidden_at.or(Some(now));
        Ok(())
    }

    pub(crate) fn unhide(&mut self) -> Result<(), Error> {
        if self.is_none() {
            return Err(Error::NotFound(Noun::Preference));
        }
        self.hidden_at = None;
        Ok(())
    }

    pub(crate) fn remove(&mut self) -> Result<(), Error> {
        if self.own.is_none() {
            return Err(Error::NotFound(Noun::Preference));
        }
        self.own = None;
        self.seen = None;
        Ok(())
    }

    /// Leaves of the person's word what has not ended.
    pub(crate) fn lapse(&mut self, now: Timestamp) {
        if let Some((word, value)) = self.own.take() {
            self.own = value.living(&self.key, now).map(|left| (word, left));
        }
    }

    /// After a derivation: there is something to look at that was not there before.
    pub(crate) fn asks_anew(&self, before: &Self) -> bool {
        let open = |belief: &Self| match &belief.own {
            None => belief.derived.as_ref().map(|(value, _)| value.clone()),
            Some(_) => belief.newer().cloned(),
        };
        let now = open(self);
        self.hidden_at.is_none() && now.is_some() && now != open(before)
    }

    fn say(&mut self, word: Word, value: Value) {
        self.own = Some((word, value));
        self.seen = self.derived.as_ref().map(|(value, _)| value.clone());
    }

    fn newer(&self) -> Option<&Value> {
        let (_, own) = self.own.as_ref()?;
        let (derived, _) = self.derived.as_ref()?;
        (derived != own && Some(derived) != self.seen.as_ref()).then_some(derived)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NOW, colours, key};

    fn suggested(value: Value) -> Belief {
        let mut belief = Belief::none(key("style.colours.liked"));
        belief.derived = Some((value, evidence()));
        belief
    }

    fn evidence() -> Evidence {
        Evidence {
            sentence: "4 of your 9 orders".into(),
            strength: 2,
            of: 4,
            event_ids: Vec::new(),
        }
    }

    fn standing(belief: &Belief) -> Option<Standing> {
        belief.shown().map(|preference| preference.standing)
    }

    #[test]
    fn a_suggestion_is_not_usable_until_it_is_confirmed() {
        let mut belief = suggested(colours(&["blue"]));
        assert_eq!(
            (standing(&belief), belief.usable()),
            (Some(Standing::Suggested), None)
        );

        belief.confirm().unwrap();

        assert_eq!(standing(&belief), Some(Standing::Confirmed));
        assert_eq!(belief.usable(), Some(&colours(&["blue"])));
    }

    #[test]
    fn a_newer_derivation_stands_beside_what_was_confirmed_and_never_replaces_it() {
        let mut belief = suggested(colours(&["blue"]));
        belief.confirm().unwrap();

        belief.derived = Some((colours(&["grey"]), evidence()));

        let shown = belief.shown().unwrap();
        assert_eq!(
            (shown.value, shown.newer),
            (colours(&["blue"]), Some(colours(&["grey"])))
        );
        assert_eq!(belief.usable(), Some(&colours(&["blue"])));
    }

    #[test]
    fn confirming_again_takes_the_newer_derivation() {
        let mut belief = suggested(colours(&["blue"]));
        belief.confirm().unwrap();
        belief.derived = Some((colours(&["grey"]), evidence()));

        belief.confirm().unwrap();

        let shown = belief.shown().unwrap();
        assert_eq!((shown.value, shown.newer), (colours(&["grey"]), None));
    }

    #[test]
    fn the_derivation_that_was_edited_is_not_news() {
        let mut belief = suggested(colours(&["blue"]));

        belief.state(colours(&["green"]));

        let shown = belief.shown().unwrap();
        assert_eq!((shown.standing, shown.newer), (Standing::Edited, None));
    }

    #[test]
    fn confirming_an_edit_keeps_the_edit() {
        let mut belief = suggested(colours(&["blue"]));
        belief.state(colours(&["green"]));

        belief.confirm().unwrap();

        assert_eq!(belief.usable(), Some(&colours(&["green"])));
    }

    #[test]
    fn hiding_withholds_and_showing_gives_back_what_was_said() {
        let mut belief = suggested(colours(&["blue"]));
        belief.confirm().unwrap();

        belief.hide(NOW).unwrap();
        assert_eq!(
            (standing(&belief), belief.usable()),
            (Some(Standing::Hidden), None)
        );

        belief.unhide().unwrap();
        assert_eq!(standing(&belief), Some(Standing::Confirmed));
    }

    #[test]
    fn a_hidden_detail_is_never_suggested_again() {
        let mut before = suggested(colours(&["blue"]));
        before.hide(NOW).unwrap();
        let mut after = before.clone();

        after.derived = Some((colours(&["grey"]), evidence()));

        assert!(!after.asks_anew(&before));
        assert!(after.confirm().is_err());
    }

    #[test]
    fn stating_a_hidden_detail_shows_it() {
        let mut belief = suggested(colours(&["blue"]));
        belief.hide(NOW).unwrap();

        belief.state(colours(&["green"]));

        assert_eq!(standing(&belief), Some(Standing::Edited));
    }

    #[test]
    fn taking_an_edit_back_leaves_the_suggestion() {
        let mut belief = suggested(colours(&["blue"]));
        belief.state(colours(&["green"]));

        belief.remove().unwrap();

        assert_eq!(standing(&belief), Some(Standing::Suggested));
        assert_eq!(belief.usable(), None);
    }

    #[test]
    fn what_was_never_said_cannot_be_taken_back_or_hidden() {
        let mut nothing = Belief::none(key("style.colours.liked"));

        assert!(nothing.remove().is_err());
        assert!(nothing.hide(NOW).is_err());
        assert!(nothing.confirm().is_err());
        assert!(suggested(colours(&["blue"])).remove().is_err());
    }

    #[test]
    fn only_new_and_changed_suggestions_ask_to_be_looked_at() {
        let none = Belief::none(key("style.colours.liked"));
        let blue = suggested(colours(&["blue"]));
        let grey = suggested(colours(&["grey"]));

        assert!(blue.asks_anew(&none));
        assert!(grey.asks_anew(&blue));
        assert!(!blue.asks_anew(&blue));
    }
}
