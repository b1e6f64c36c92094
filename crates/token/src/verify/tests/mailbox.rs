//! Tokens that say where to ask: a status, a mailbox, and a binding as old as the token.

use super::*;
use crate::status::StatusReference;

const LIST: &str = "https://mailbox.example/s/AAAAAAAAAAAAAAAAAAAAAA";
const SEALED: &str = "https://mailbox.example/m/AAAAAAAAAAAAAAAAAAAAAA";

fn from_mailbox(presentation: &str) -> Result<VerifiedToken, VerifyError> {
    let (client, data) = (client(), transaction_data());
    let expected = Expected {
        client_id: &client,
        nonce: NONCE,
        transaction_data: &data,
        now: NOW,
    };
    verify_from_mailbox(presentation, &expected)
}

fn with_status(list: &Value) -> Forgery {
    let mut forgery = Forgery::good();
    forgery.claims["status"] = json!({ "status_list": list });
    forgery
}

#[test]
fn a_token_says_where_its_status_and_its_successors_lie() {
    let mut forgery = with_status(&json!({"idx":0,"uri":LIST}));
    forgery.claims["grant"]["mailbox"] = SEALED.into();
    forgery.claims["nbf"] = NOW.seconds().into();
    let token = check(&forgery.signed()).unwrap();
    let reference = StatusReference {
        idx: 0,
        uri: LIST.to_owned(),
    };
    assert_eq!(token.status, Some(reference));
    assert_eq!(token.grant.mailbox.as_deref(), Some(SEALED));
    let silent = check(&Forgery::good().signed()).unwrap();
    assert_eq!((silent.status, silent.grant.mailbox), (None, None));
}

#[test]
fn a_status_that_cannot_be_asked_for_is_refused() {
    for list in [
        json!({"idx":-1,"uri":LIST}),
        json!({"idx":"0","uri":LIST}),
        json!({"idx":0}),
        json!({"uri":LIST}),
        json!({"idx":0,"uri":LIST,"also":1}),
        json!({"idx":0,"uri":"http://mailbox.example/s/1"}),
        json!({"idx":0,"uri":"file:///etc/passwd"}),
        json!({"idx":0,"uri":"https://10.0.0.1/s/1"}),
        json!({"idx":0,"uri":"https://user@mailbox.example/s/1"}),
        json!(null),
    ] {
        let refused = check(&with_status(&list).signed());
        assert_eq!(refused, Err(VerifyError::Malformed), "{list}");
    }
    for status in [json!(null), json!({}), json!({"other":1}), json!([])] {
        let error = spoiled(|forgery| forgery.claims["status"] = status.clone());
        assert_eq!(error, VerifyError::Malformed, "{status}");
    }
}

#[test]
fn a_mailbox_that_cannot_be_asked_is_refused() {
    for mailbox in [
        json!(null),
        json!(1),
        json!(""),
        json!("http://mailbox.example/m/1"),
        json!("https://localhost./m/1"),
        json!("javascript:alert(1)"),
    ] {
        let error = spoiled(|forgery| forgery.claims["grant"]["mailbox"] = mailbox.clone());
        assert_eq!(error, VerifyError::Malformed, "{mailbox}");
    }
}

#[test]
fn only_in_a_mailbox_may_a_binding_be_old() {
    let mut forgery = Forgery::good();
    forgery.binding["iat"] = (NOW.seconds() - 20 * 86_400).into();
    let old = forgery.signed();
    assert_eq!(check(&old), Err(VerifyError::KeyBinding));
    assert!(from_mailbox(&old).is_ok());
}

#[test]
fn every_other_rule_holds_in_a_mailbox_too() {
    let refused = |spoil: &dyn Fn(&mut Forgery)| {
        let mut forgery = Forgery::good();
        spoil(&mut forgery);
        from_mailbox(&forgery.signed()).unwrap_err()
    };
    let now = NOW.seconds();
    assert_eq!(
        refused(&|forgery| forgery.binding["iat"] = (now + 61).into()),
        VerifyError::KeyBinding
    );
    assert_eq!(
        refused(&|forgery| forgery.binding["exp"] = now.into()),
        VerifyError::KeyBinding
    );
    assert_eq!(
        refused(&|forgery| forgery.binding["nonce"] = "another-nonce-of-128-bits".into()),
        VerifyError::Nonce
    );
    assert_eq!(
        refused(&|forgery| forgery.claims["exp"] = now.into()),
        VerifyError::Expired
    );
    assert_eq!(
        refused(&|forgery| forgery.claims["iss"] = key().did().into()),
        VerifyError::Issuer
    );
    let forgery = Forgery::good();
    assert_eq!(from_mailbox(&forgery.bound()), Err(VerifyError::KeyBinding));
}
