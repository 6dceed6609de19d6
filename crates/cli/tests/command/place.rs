//! A mock, a home of its own, and the command in it.

use std::process::{Command, Output, Stdio};

use amplemarket_mock::{MockServer, MockServerBuilder};
use tempfile::TempDir;
use tokio::runtime::Runtime;

pub(crate) const KEY: &str = "sk-made-up-0123456789";

pub(crate) struct Place {
    pub(crate) server: MockServer,
    pub(crate) home: TempDir,
    // The mock runs in it, so it goes last.
    _runtime: Runtime,
}

pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) out: Vec<u8>,
    pub(crate) err: String,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self::with(|builder| builder)
    }

    pub(crate) fn with(set: impl FnOnce(MockServerBuilder) -> MockServerBuilder) -> Self {
        let runtime = Runtime::new().unwrap();
        let builder = set(MockServer::builder().api_key(KEY));
        let server = runtime.block_on(builder.start()).unwrap();
        let home = tempfile::tempdir().unwrap();
        Self {
            server,
            home,
            _runtime: runtime,
        }
    }

    /// The command with no key, on a machine without a keyring and without CA certificates.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_amplemarket"));
        command
            .args(arguments)
            .current_dir(self.home.path())
            .env("HOME", self.home.path())
            .env("XDG_CONFIG_HOME", self.home.path())
            .env("XDG_RUNTIME_DIR", self.home.path())
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
            .env("SSL_CERT_FILE", "/nonexistent")
            .env("SSL_CERT_DIR", "/nonexistent")
            .env("AMPLEMARKET_BASE_URL", self.server.url())
            .env_remove("AMPLEMARKET_API_KEY")
            .stdin(Stdio::null());
        command
    }

    /// Runs the command with the key that the mock takes.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        let mut command = self.command(arguments);
        ended(command.env("AMPLEMARKET_API_KEY", KEY).output().unwrap())
    }

    /// A batch of one address, worked through to its end.
    pub(crate) fn batch(&self) -> String {
        let body =
            r#"{"emails": [{"email": "valid@example.com"}, {"email": "risky@example.com"}]}"#;
        let started = self.run(&["api", "start_email_validation", "--json", body, "--yes"]);
        assert_eq!(started.code, Some(0), "{}", started.err);
        started.json()["id"].as_str().unwrap().to_owned()
    }
}

impl Ended {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.out).unwrap()
    }

    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.out).unwrap()
    }
}

/// How it ended; whatever it was, it never showed the key.
#[track_caller]
pub(crate) fn ended(output: Output) -> Ended {
    let err = String::from_utf8(output.stderr).unwrap();
    let shown = format!("{}{err}", String::from_utf8_lossy(&output.stdout));
    assert!(!shown.contains(KEY), "{shown}");
    Ended {
        code: output.status.code(),
        out: output.stdout,
        err,
    }
}
