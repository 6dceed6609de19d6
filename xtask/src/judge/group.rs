//! A process with all that it starts: the whole of it ends with the value.

use std::process::{ExitStatus, Output, Stdio};

use anyhow::Context as _;
use tokio::process::{Child, Command};

/// A process and its descendants. Dropping it ends them, whatever the reason.
///
/// The tools are wrappers around programs of their own, so that to end the process alone would leave a server behind.
pub(super) struct Group {
    child: Child,
    /// Its process id, which is also that of the group, until it has been waited for.
    id: Option<u32>,
}

impl Group {
    /// Starts a command in a group of its own, with nothing to read.
    pub(super) fn start(command: &mut Command) -> anyhow::Result<Self> {
        command.stdin(Stdio::null()).kill_on_drop(true);
        #[cfg(unix)]
        command.process_group(0);
        let child = command.spawn().with_context(|| {
            let program = command.as_std().get_program();
            format!("starting {}", program.to_string_lossy())
        })?;
        let id = child.id();
        Ok(Self { child, id })
    }

    /// How it ended, when it has.
    pub(super) fn ended(&mut self) -> anyhow::Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// Runs a command to its end, and gives what it printed on stdout; stderr goes where the caller sent it.
    pub(super) async fn output(command: &mut Command) -> anyhow::Result<Output> {
        command.stdout(Stdio::piped());
        let mut group = Self::start(command)?;
        let mut stdout = Vec::new();
        if let Some(mut pipe) = group.child.stdout.take() {
            tokio::io::AsyncReadExt::read_to_end(&mut pipe, &mut stdout).await?;
        }
        let mut stderr = Vec::new();
        if let Some(mut pipe) = group.child.stderr.take() {
            tokio::io::AsyncReadExt::read_to_end(&mut pipe, &mut stderr).await?;
        }
        let status = group.child.wait().await?;
        Ok(Output {
            status,
            stdout,
            stderr,
        })
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(group) = self
            .id
            .and_then(|id| i32::try_from(id).ok())
            .and_then(rustix::process::Pid::from_raw)
        {
            // There may be nothing left of it, which is what is wanted.
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_a_process_started_ends_with_it() {
        // The pipe stays open for as long as any of them holds it.
        let mut command = Command::new("sh");
        command
            .args(["-c", "sleep 600 & echo started; wait"])
            .stdout(Stdio::piped());
        let mut group = Group::start(&mut command).unwrap();
        let mut pipe = group.child.stdout.take().unwrap();
        let mut line = [0; 8];
        tokio::io::AsyncReadExt::read_exact(&mut pipe, &mut line)
            .await
            .unwrap();
        assert_eq!(&line, b"started\n");
        drop(group);
        let mut rest = Vec::new();
        tokio::io::AsyncReadExt::read_to_end(&mut pipe, &mut rest)
            .await
            .unwrap();
        assert!(rest.is_empty());
    }
}
