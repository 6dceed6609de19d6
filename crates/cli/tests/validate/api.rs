//! A mock that runs beside the test, and the command that is pointed at it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use amplemarket_mock::{MockServer, MockServerBuilder, Pace};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// The mock, and a folder that the command runs in.
pub(crate) struct Api {
    pub(crate) server: MockServer,
    folder: TempDir,
    // Last: the server lives in it.
    _runtime: Runtime,
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Api {
    /// One whose batches are done at once.
    pub(crate) fn start() -> Self {
        Self::with(|builder| builder.pace(Pace::instant()))
    }

    /// One whose batches move when the test says so.
    pub(crate) fn by_hand() -> Self {
        Self::with(|builder| builder.pace(Pace::by_hand()))
    }

    pub(crate) fn with(set: impl FnOnce(MockServerBuilder) -> MockServerBuilder) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let builder = set(MockServer::builder().rate_limits(false));
        let server = runtime.block_on(builder.start()).unwrap();
        Self {
            server,
            folder: tempfile::tempdir().unwrap(),
            _runtime: runtime,
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The names of all files in the folder.
    pub(crate) fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// `amplemarket emails validate` with these arguments.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = bare(self.folder.path());
        command
            .env("AMPLEMARKET_API_KEY", "made-up")
            .env("AMPLEMARKET_BASE_URL", self.server.url())
            .args(["emails", "validate"])
            .args(arguments);
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        let mut command = self.command(arguments);
        command.stdin(Stdio::null()).output().unwrap().into()
    }

    #[track_caller]
    pub(crate) fn runs(&self, arguments: &[&str], code: i32) -> Ended {
        let ended = self.run(arguments);
        assert_eq!(ended.code, Some(code), "{arguments:?}: {}", ended.err);
        ended
    }

    /// The same, with standard input.
    pub(crate) fn piped(&self, arguments: &[&str], input: &Path) -> Ended {
        let mut command = self.command(arguments);
        command.stdin(fs::File::open(input).unwrap());
        command.output().unwrap().into()
    }

    /// E-mail credits that were spent.
    pub(crate) fn spent(&self) -> f64 {
        self.server.ledger().spent("email")
    }

    /// The ids of all batches.
    pub(crate) fn batches(&self) -> Vec<String> {
        let ledger = self.server.ledger();
        ledger
            .batches()
            .iter()
            .map(|batch| batch.id.clone())
            .collect()
    }
}

/// The command in a folder, with nothing of this machine's own settings.
pub(crate) fn bare(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_amplemarket"));
    command
        .current_dir(folder)
        .env("HOME", folder)
        .env("XDG_CONFIG_HOME", folder.join("config"))
        .env("XDG_STATE_HOME", folder.join("state"))
        .env("LANG", "C.UTF-8")
        .env_remove("LC_ALL")
        .env("SSL_CERT_FILE", "/nonexistent")
        .env("SSL_CERT_DIR", "/nonexistent")
        .env_remove("AMPLEMARKET_API_KEY")
        .env_remove("AMPLEMARKET_BASE_URL");
    command
}

/// Waits for something that another process brings about.
#[track_caller]
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let given_up = Instant::now() + Duration::from_secs(60);
    while !is_so() {
        assert!(Instant::now() < given_up, "it never came about: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

impl Ended {
    #[track_caller]
    pub(crate) fn says(&self, parts: &[&str]) {
        for part in parts {
            assert!(self.err.contains(part), "{part:?} is not in {}", self.err);
        }
    }
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}
