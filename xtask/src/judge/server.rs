//! A server that a judge brings, or that is judged: on a free port of loopback, from when it answers until it is dropped.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, bail};
use tokio::net::TcpStream;
use tokio::process::Command;
use tokio::time::{Instant, sleep};

use super::group::Group;

/// How long a server may take until it answers.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server under way.
pub(super) struct Server {
    /// Its address.
    pub(super) url: String,
    log: PathBuf,
    read: u64,
    _group: Group,
}

impl Server {
    /// Starts a server by a command that is handed the port, and waits until it takes connections. What it prints goes to
    /// the log.
    pub(super) async fn start(
        log: &Path,
        command: impl FnOnce(&str) -> Command,
    ) -> anyhow::Result<Self> {
        let port = free_port()?;
        let file =
            File::create(log).with_context(|| format!("writing the log {}", log.display()))?;
        let mut command = command(&port.to_string());
        command.stdout(file.try_clone()?).stderr(file);
        let mut group = Group::start(&mut command)?;
        let since = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port))
            .await
            .is_err()
        {
            if let Some(status) = group.ended()? {
                bail!(
                    "it ended before it answered, with {status}; {}",
                    last_lines(log)
                );
            }
            if since.elapsed() > PATIENCE {
                bail!(
                    "it did not answer within {} seconds; {}",
                    PATIENCE.as_secs(),
                    last_lines(log)
                );
            }
            sleep(Duration::from_millis(50)).await;
        }
        Ok(Self {
            url: format!("http://127.0.0.1:{port}"),
            log: log.to_owned(),
            read: 0,
            _group: group,
        })
    }

    /// What the server has printed since this was last asked.
    pub(super) fn said(&mut self) -> anyhow::Result<String> {
        let reading = || format!("reading the log {}", self.log.display());
        let mut file = File::open(&self.log).with_context(reading)?;
        file.seek(SeekFrom::Start(self.read))
            .with_context(reading)?;
        let mut bytes = Vec::new();
        self.read += file.read_to_end(&mut bytes).with_context(reading)? as u64;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// A port that was free a moment ago: the tools take none themselves and tell which.
fn free_port() -> anyhow::Result<u16> {
    let listener =
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("looking for a free port")?;
    Ok(listener.local_addr()?.port())
}

/// The end of a log, for an error.
fn last_lines(log: &Path) -> String {
    let text = std::fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text).into_owned();
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let last = lines
        .get(lines.len().saturating_sub(5)..)
        .unwrap_or_default();
    format!("the end of {}:\n{}", log.display(), last.join("\n"))
}
