//! The tools of the judges: which, in what version, and how to get them.

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context as _, bail};
use tokio::process::Command;

use super::group::Group;

/// A tool that others made, in the version that the verdicts in the docs are of.
#[derive(Debug, PartialEq, Eq)]
pub struct Tool {
    /// What it is called.
    pub name: &'static str,
    /// The program.
    program: &'static str,
    /// The package that it comes in.
    package: &'static str,
    version: &'static str,
    registry: Registry,
}

/// Prism, a mock server.
pub(super) const PRISM: Tool = Tool {
    name: "Prism",
    program: "prism",
    package: "@stoplight/prism-cli",
    version: "5.16.0",
    registry: Registry::Npm,
};

/// Steady, a mock server that is strict with whoever asks.
pub(super) const STEADY: Tool = Tool {
    name: "steady",
    program: "steady",
    package: "@stdy/cli",
    version: "0.22.2",
    registry: Registry::Npm,
};

/// Schemathesis, a fuzzer of servers.
pub(super) const SCHEMATHESIS: Tool = Tool {
    name: "schemathesis",
    program: "schemathesis",
    package: "schemathesis",
    version: "4.32.5",
    registry: Registry::PyPi,
};

/// Where a tool comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Registry {
    Npm,
    PyPi,
}

impl Tool {
    /// How to get it, for someone who has a shell.
    pub fn how_to_get(&self) -> String {
        let Self {
            package, version, ..
        } = self;
        match self.registry {
            Registry::Npm => format!("npm install --prefix {FOLDER} {package}@{version}"),
            Registry::PyPi => format!("pipx install {package}=={version}"),
        }
    }
}

/// Where tools are installed, below the root.
const FOLDER: &str = "target/judges";

/// Where tools are looked for.
#[derive(Debug)]
pub struct Tools {
    folder: PathBuf,
    path: Option<OsString>,
}

/// A tool that is there.
pub(super) struct Installed {
    pub(super) program: PathBuf,
    /// What it says of itself.
    pub(super) version: String,
}

impl Installed {
    /// A call of it.
    pub(super) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(arguments).env("NO_COLOR", "1");
        command
    }
}

impl Tools {
    /// The tools of a tree: those in its `target/judges`, and then those in the folders of `path`.
    pub fn new(root: &Path, path: Option<OsString>) -> Self {
        Self {
            folder: root.join(FOLDER),
            path,
        }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The tool, where there is one that runs.
    pub(super) async fn find(&self, tool: &Tool) -> Option<Installed> {
        let path = self.path.iter().flat_map(std::env::split_paths);
        for folder in [self.own(tool)].into_iter().chain(path) {
            let program = folder.join(tool.program);
            if !program.is_file() {
                continue;
            }
            let mut command = Command::new(&program);
            command.arg("--version").stderr(Stdio::null());
            let Ok(output) = Group::output(&mut command).await else {
                continue;
            };
            let said = String::from_utf8_lossy(&output.stdout);
            if let (true, Some(version)) = (output.status.success(), said.split_whitespace().last())
            {
                return Some(Installed {
                    program,
                    version: version.to_owned(),
                });
            }
        }
        None
    }

    /// Installs a tool in `target/judges`, unless it is there in its version. Nothing that a package brings is run for it.
    pub(super) async fn install(&self, tool: &Tool, err: &mut dyn Write) -> anyhow::Result<()> {
        let held = self.find(tool).await;
        if held.is_some_and(|held| held.version == tool.version) {
            return Ok(());
        }
        let folder = self.folder.display();
        writeln!(
            err,
            "installing {} {} in {folder}",
            tool.package, tool.version
        )?;
        match tool.registry {
            Registry::Npm => {
                let mut npm = Command::new("npm");
                npm.args(["install", "--no-audit", "--no-fund", "--ignore-scripts"])
                    .arg("--prefix")
                    .arg(&self.folder)
                    .arg(format!("{}@{}", tool.package, tool.version));
                done(&mut npm).await
            }
            Registry::PyPi => {
                let venv = self.folder.join("venv");
                done(Command::new("python3").args(["-m", "venv"]).arg(&venv)).await?;
                let package = format!("{}=={}", tool.package, tool.version);
                let mut pip = Command::new(venv.join("bin/python"));
                pip.args([
                    "-m",
                    "pip",
                    "install",
                    "--quiet",
                    "--disable-pip-version-check",
                ]);
                done(pip.arg(package)).await
            }
        }
    }

    fn own(&self, tool: &Tool) -> PathBuf {
        self.folder.join(match tool.registry {
            Registry::Npm => "node_modules/.bin",
            Registry::PyPi => "venv/bin",
        })
    }
}

/// Runs a command that has to succeed.
async fn done(command: &mut Command) -> anyhow::Result<()> {
    let program = command
        .as_std()
        .get_program()
        .to_string_lossy()
        .into_owned();
    let output = Group::output(command.stderr(Stdio::piped()))
        .await
        .with_context(|| format!("is {program} installed?"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("{program} ended with {}: {}", output.status, said.trim());
    }
    Ok(())
}
