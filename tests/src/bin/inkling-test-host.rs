//! Serves the window's pages to a browser over the real core, so that they can be driven where there is no window.
//!
//! Invariant: a command is answered only to a window whose capability file grants it, as in the shell.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread;

use clap::Parser;
use inkling_desk::system::{SystemClock, SystemEntropy};
use inkling_desk::{Desk, Developer};
use serde_json::{Value, json};
use tiny_http::{Header, Method, Request, Response, Server};

use inkling_tests::commands;

/// Where to listen and what to serve.
#[derive(Debug, Parser)]
struct Args {
    /// Folder of the vault.
    #[arg(long)]
    home: PathBuf,
    /// Port on loopback.
    #[arg(long)]
    port: u16,
    /// The built pages.
    #[arg(long)]
    pages: PathBuf,
    /// The shell's folder, for its policy and its capability files.
    #[arg(long)]
    shell: PathBuf,
}

struct Host {
    desk: Arc<Desk>,
    pages: PathBuf,
    policy: String,
    granted: BTreeMap<String, BTreeSet<String>>,
}

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let args = Args::parse();
    let desk = Desk::new(
        args.home,
        Developer::On,
        Box::new(SystemClock),
        Box::new(SystemEntropy::default()),
        Box::new(|| {}),
    );
    let host = Arc::new(Host {
        desk,
        pages: args.pages,
        policy: policy(&args.shell)?,
        granted: granted(&args.shell)?,
    });
    let server = Arc::new(Server::http(("127.0.0.1", args.port))?);
    let workers: Vec<_> = (0..4)
        .map(|_| {
            let (host, server) = (Arc::clone(&host), Arc::clone(&server));
            thread::spawn(move || {
                while let Ok(request) = server.recv() {
                    // A browser that hung up needs no answer.
                    drop(host.answer(request));
                }
            })
        })
        .collect();
    for worker in workers {
        worker.join().map_err(|_| "a worker ended early")?;
    }
    Ok(())
}

/// The shell's content policy, with this host where the shell has its message channel.
fn policy(shell: &Path) -> Result<String, Box<dyn Error + Send + Sync>> {
    let config: Value = serde_json::from_slice(&fs::read(shell.join("tauri.conf.json"))?)?;
    let directives = config
        .pointer("/app/security/csp")
        .and_then(Value::as_object)
        .ok_or("no policy")?;
    let directive = |(name, value): (&String, &Value)| match name.as_str() {
        "connect-src" => format!("{name} 'self'"),
        _ => format!("{name} {}", value.as_str().unwrap_or_default()),
    };
    Ok(directives
        .iter()
        .map(directive)
        .collect::<Vec<_>>()
        .join("; "))
}

/// Which commands each window may call, read from the files that the shell ships.
fn granted(
    shell: &Path,
) -> Result<BTreeMap<String, BTreeSet<String>>, Box<dyn Error + Send + Sync>> {
    let mut granted = BTreeMap::<_, BTreeSet<_>>::new();
    for entry in fs::read_dir(shell.join("capabilities"))? {
        let capability: Value = serde_json::from_slice(&fs::read(entry?.path())?)?;
        let strings = |name: &str| -> Vec<String> {
            let list = capability
                .get(name)
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_default();
            list.iter()
                .filter_map(|item| item.as_str().map(str::to_owned))
                .collect()
        };
        for window in strings("windows") {
            let commands = strings("permissions").into_iter().filter_map(|permission| {
                permission
                    .strip_prefix("allow-")
                    .map(|command| command.replace('-', "_"))
            });
            granted
                .entry(window.trim_end_matches("-*").to_owned())
                .or_default()
                .extend(commands);
        }
    }
    Ok(granted)
}

impl Host {
    fn answer(&self, mut request: Request) -> std::io::Result<()> {
        let path = request
            .url()
            .split('?')
            .next()
            .unwrap_or_default()
            .to_owned();
        if request.method() != &Method::Post {
            return match path.as_str() {
                "/shim.js" => {
                    self.respond(request, 200, "text/javascript", include_bytes!("shim.js"))
                }
                _ => self.page(request, &path),
            };
        }
        let Some((window, command)) = path
            .strip_prefix("/invoke/")
            .and_then(|path| path.split_once('/'))
        else {
            return self.respond(request, 404, "text/plain", b"");
        };
        if !self
            .granted
            .get(window)
            .is_some_and(|commands| commands.contains(command))
        {
            return self.respond(request, 403, "application/json", br#""not allowed""#);
        }
        let mut body = String::new();
        request
            .as_reader()
            .take(1 << 20)
            .read_to_string(&mut body)?;
        let arguments = serde_json::from_str(&body).unwrap_or_default();
        match commands::run(&self.desk, command, arguments) {
            Ok(result) => self.respond(
                request,
                200,
                "application/json",
                result.to_string().as_bytes(),
            ),
            Err(failure) => self.respond(
                request,
                422,
                "application/json",
                json!(failure).to_string().as_bytes(),
            ),
        }
    }

    fn page(&self, request: Request, path: &str) -> std::io::Result<()> {
        let relative = Path::new(path.trim_start_matches('/'));
        if relative
            .components()
            .any(|part| !matches!(part, Component::Normal(_)))
        {
            return self.respond(request, 404, "text/plain", b"");
        }
        let Ok(bytes) = fs::read(self.pages.join(relative)) else {
            return self.respond(request, 404, "text/plain", b"");
        };
        let kind = match relative
            .extension()
            .and_then(|extension| extension.to_str())
        {
            Some("html") => "text/html; charset=utf-8",
            Some("js") => "text/javascript",
            Some("css") => "text/css",
            Some("svg") => "image/svg+xml",
            Some("woff2") => "font/woff2",
            Some(_) | None => "application/octet-stream",
        };
        if kind.starts_with("text/html") {
            let page = String::from_utf8_lossy(&bytes).replacen(
                "<head>",
                r#"<head><script src="/shim.js"></script>"#,
                1,
            );
            return self.respond(request, 200, kind, page.as_bytes());
        }
        self.respond(request, 200, kind, &bytes)
    }

    fn respond(
        &self,
        request: Request,
        status: u16,
        kind: &str,
        body: &[u8],
    ) -> std::io::Result<()> {
        let headers = [
            ("Content-Type", kind),
            ("Content-Security-Policy", self.policy.as_str()),
            ("Cache-Control", "no-store"),
        ];
        let response = headers.iter().fold(
            Response::from_data(body).with_status_code(status),
            |response, (name, value)| match Header::from_bytes(*name, *value) {
                Ok(header) => response.with_header(header),
                Err(()) => response,
            },
        );
        request.respond(response)
    }
}
