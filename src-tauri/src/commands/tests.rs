//! The real commands, capabilities and manifest, called as the windows call them.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tauri::ipc::{CallbackFn, InvokeBody};
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder};
use tauri::webview::InvokeRequest;
use tauri::{App, Manager, WebviewUrl, WebviewWindowBuilder};

use super::*;

const OURS: &str = if cfg!(windows) {
    "http://tauri.localhost"
} else {
    "tauri://localhost"
};
const EVERYWHERE: [&str; 2] = ["core:event:allow-listen", "core:event:allow-unlisten"];

/// The real commands, capabilities and manifest on a runtime without a display.
struct Shell {
    app: App<MockRuntime>,
    _folder: tempfile::TempDir,
}

impl Shell {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let desk = Desk::new(
            folder.path().join("vault"),
            inkling_desk::Developer::Off,
            Box::new(inkling_desk::system::SystemClock),
            Box::<inkling_desk::system::SystemEntropy>::default(),
            Box::new(|| {}),
        );
        let app = mock_builder()
            .invoke_handler(handler())
            .build(tauri::generate_context!())
            .unwrap();
        app.manage(desk);
        Self {
            app,
            _folder: folder,
        }
    }

    fn asks_from(
        &self,
        origin: &str,
        window: &str,
        command: &str,
        arguments: Value,
    ) -> Result<Value, String> {
        let window = self.app.get_webview_window(window).unwrap_or_else(|| {
            WebviewWindowBuilder::new(&self.app, window, WebviewUrl::default())
                .build()
                .unwrap()
        });
        let request = InvokeRequest {
            cmd: command.into(),
            callback: CallbackFn(0),
            error: CallbackFn(1),
            url: origin.parse().unwrap(),
            body: InvokeBody::Json(arguments),
            headers: tauri::http::HeaderMap::default(),
            invoke_key: INVOKE_KEY.to_owned(),
        };
        let answer = get_ipc_response(&window, request);
        answer
            .map(|body| body.deserialize().unwrap())
            .map_err(|refusal| refusal.to_string())
    }

    fn asks(&self, window: &str, command: &str, arguments: Value) -> Result<Value, String> {
        self.asks_from(OURS, window, command, arguments)
    }
}

fn is_denied(answer: &Result<Value, String>) -> bool {
    answer
        .as_ref()
        .is_err_and(|refusal| refusal.contains("not allowed"))
}

/// Commands that a capability file grants.
fn granted(capability: &str) -> BTreeSet<String> {
    let text = std::fs::read_to_string(format!("capabilities/{capability}.json")).unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    let permissions = file["permissions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|permission| permission.as_str().unwrap());
    permissions
        .filter(|permission| !EVERYWHERE.contains(permission))
        .map(|permission| permission.strip_prefix("allow-").unwrap().replace('-', "_"))
        .collect()
}

#[test]
fn a_window_may_call_what_its_capability_grants_and_nothing_else() {
    let shell = Shell::start();
    let all: BTreeSet<String> = ["unlock", "main", "consent", "extension", "keys"]
        .into_iter()
        .flat_map(granted)
        .collect();
    // These act without an argument: they open a dialog or replace the windows.
    let act = [
        "pick_files",
        "pick_folder",
        "pick_backup",
        "back_up",
        "export_everything",
    ];
    let tried = all
        .iter()
        .filter(|command| !act.contains(&command.as_str()));
    for command in tried {
        for (window, capability) in [
            ("unlock", "unlock"),
            ("main", "main"),
            ("consent-7", "consent"),
            ("extension-7-9", "extension"),
            ("keys", "keys"),
            ("stranger", ""),
        ] {
            let answer = shell.asks(window, command, json!({}));
            let may = !capability.is_empty() && granted(capability).contains(command);
            assert_eq!(
                is_denied(&answer),
                !may,
                "{command} from {window}: {answer:?}"
            );
        }
    }
}

fn named(commands: &[&str]) -> BTreeSet<String> {
    commands
        .iter()
        .map(|command| (*command).to_owned())
        .collect()
}

/// Every window over an open vault says that somebody is there, and locks.
fn everywhere() -> BTreeSet<String> {
    named(&["active", "lock", "status"])
}

#[test]
fn only_a_consent_window_decides() {
    let everywhere = everywhere();
    let deciding = named(&["approve", "decline", "preview", "request"]);
    assert_eq!(granted("consent"), &everywhere | &deciding);
    assert_eq!(
        granted("unlock"),
        named(&[
            "backup_preview",
            "check_kit",
            "create",
            "erase",
            "farewell",
            "pick_backup",
            "recover",
            "restore",
            "status",
            "strength",
            "unlock",
            "unlock_quickly",
            "ways"
        ])
    );
    let extending = named(&["decline_extension", "extend", "preview_extension"]);
    assert_eq!(granted("extension"), &everywhere | &extending);
    assert!(granted("main").is_disjoint(&(&deciding | &extending)));
}

#[test]
fn only_a_window_that_ends_is_told_a_passphrase_or_a_kit() {
    let typing = named(&[
        "change_passphrase",
        "check_kit",
        "draft_kit",
        "keep_kit",
        "quick_unlock_on",
        "strength",
    ]);
    assert_eq!(granted("keys"), &everywhere() | &typing);
    assert!(granted("main").is_disjoint(&typing));
    assert!(granted("main").is_disjoint(&(&granted("unlock") - &["status".to_owned()].into())));
}

#[test]
fn a_consent_window_decides_on_its_own_request_alone() {
    let shell = Shell::start();
    let choice = json!({"groups": [], "duration": "once"});
    for (command, arguments) in [
        ("request", json!({"id": 8})),
        ("preview", json!({"id": 8, "choice": choice})),
        ("approve", json!({"id": 8, "choice": choice, "digest": ""})),
        ("decline", json!({"id": 8})),
    ] {
        let answer = shell.asks("consent-7", command, arguments);
        assert_eq!(
            answer,
            Err(json!({"code": "no-such-request"}).to_string()),
            "{command}"
        );
    }
}

#[test]
fn a_window_about_a_later_end_decides_on_that_end_of_that_grant_alone() {
    let shell = Shell::start();
    for (id, until) in [(8, 9), (7, 10), (9, 7)] {
        for command in ["preview_extension", "extend", "decline_extension"] {
            let arguments = json!({"id": id, "until": until, "digest": ""});
            let answer = shell.asks("extension-7-9", command, arguments);
            assert_eq!(
                answer,
                Err(json!({"code": "no-such-grant"}).to_string()),
                "{command} of {id} until {until}"
            );
        }
    }
    let arguments = json!({"id": 7, "until": 9});
    let own = shell.asks("extension-7-9", "preview_extension", arguments);
    assert_eq!(own, Err(json!({"code": "locked"}).to_string()));
}

#[test]
fn a_page_from_elsewhere_may_call_nothing() {
    let shell = Shell::start();
    for origin in [
        "https://example.com",
        "http://localhost:1420",
        "http://tauri.localhost.example.com",
        "tauri://example.com",
        "data:text/html,x",
    ] {
        for (window, command) in [
            ("main", "status"),
            ("unlock", "unlock"),
            ("consent-7", "approve"),
            ("extension-7-9", "extend"),
        ] {
            let answer =
                shell.asks_from(origin, window, command, json!({"id": 7, "passphrase": ""}));
            assert!(is_denied(&answer), "{command} from {origin}: {answer:?}");
        }
    }
}

#[test]
fn plugins_and_the_runtime_offer_the_page_nothing() {
    let shell = Shell::start();
    for command in [
        "plugin:dialog|open",
        "plugin:dialog|save",
        "plugin:deep-link|register",
        "plugin:deep-link|get_current",
        "plugin:opener|open_url",
        "plugin:event|emit",
        "plugin:window|create",
        "plugin:webview|create_webview_window",
        "plugin:app|version",
        "plugin:path|resolve_directory",
        "plugin:fs|read_file",
        "plugin:shell|execute",
        "plugin:resources|close",
        "plugin:window|close",
        "no_such_command",
    ] {
        let answer = shell.asks("main", command, json!({}));
        assert!(answer.is_err(), "{command}: {answer:?}");
        assert!(
            is_denied(&answer)
                || answer
                    .as_ref()
                    .is_err_and(|refusal| refusal.contains("not found")),
            "{command}: {answer:?}"
        );
    }
}

#[test]
fn a_failure_is_a_code_and_nothing_else() {
    let shell = Shell::start();
    let answer = shell.asks("unlock", "unlock", json!({"passphrase": "s3cret"}));
    assert_eq!(answer, Err(json!({"code": "no-vault"}).to_string()));
}
