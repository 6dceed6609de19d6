//! Where the answer goes: standard output, or a file that is there whole or not at all.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anstream::{AutoStream, ColorChoice};
use tempfile::NamedTempFile;

use super::format::Format;
use super::printer::Printer;
use crate::error::CliError;
use crate::exit::Exit;

/// A place to write an answer to. What is not [finished](Self::finish) leaves no file behind.
pub(crate) enum Sink {
    Stdout(BufWriter<io::Stdout>),
    File {
        beside: BufWriter<NamedTempFile>,
        path: PathBuf,
    },
}

impl Sink {
    /// A file, or standard output; `-` is standard output as well.
    pub(crate) fn open(path: Option<&Path>) -> Result<Self, CliError> {
        let Some(path) = path.filter(|path| *path != Path::new("-")) else {
            return Ok(Self::Stdout(BufWriter::new(io::stdout())));
        };
        let folder = match path.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        if path.is_dir() {
            let message = format!("{} is a folder", path.display());
            return Err(CliError::new(Exit::Usage, message));
        }
        let beside = tempfile::Builder::new()
            .permissions_of_a_new_file()
            .tempfile_in(folder)
            .map_err(|error| unwritable(path, &error))?;
        Ok(Self::File {
            beside: BufWriter::new(beside),
            path: path.to_owned(),
        })
    }

    /// Whether what is written is seen by a person as it is.
    pub(crate) fn is_terminal(&self) -> bool {
        matches!(self, Self::Stdout(_)) && io::stdout().is_terminal()
    }

    /// How to write to it: in the format that was asked for; else a table to people, JSON to programs, what its name says
    /// to a file.
    pub(crate) fn printer(&self, asked: Option<Format>) -> Printer {
        match self {
            Self::Stdout(_) => Printer {
                format: asked.unwrap_or(match io::stdout().is_terminal() {
                    true => Format::Table,
                    false => Format::Json,
                }),
                width: terminal_size::terminal_size_of(io::stdout())
                    .map(|(width, _)| usize::from(width.0)),
                colour: AutoStream::choice(&io::stdout()) != ColorChoice::Never,
            },
            Self::File { path, .. } => Printer {
                format: asked.unwrap_or_else(|| Format::of_file(path)),
                width: None,
                colour: false,
            },
        }
    }

    /// Everything was written: puts the file in its place.
    pub(crate) fn finish(self) -> Result<(), CliError> {
        match self {
            Self::Stdout(mut out) => out.flush().map_err(CliError::output),
            Self::File { beside, path } => {
                let file = beside
                    .into_inner()
                    .map_err(|error| unwritable(&path, error.error()))?;
                file.as_file()
                    .sync_all()
                    .map_err(|error| unwritable(&path, &error))?;
                file.persist(&path)
                    .map_err(|error| unwritable(&path, &error.error))?;
                Ok(())
            }
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::File { beside, .. } => beside.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::File { beside, .. } => beside.flush(),
        }
    }
}

fn unwritable(path: &Path, error: &io::Error) -> CliError {
    CliError::new(
        Exit::Refused,
        format!("{} can't be written: {error}", path.display()),
    )
}

/// A temporary file is for its owner alone; an answer is a file as any other.
trait PermissionsOfANewFile {
    fn permissions_of_a_new_file(&mut self) -> &mut Self;
}

impl PermissionsOfANewFile for tempfile::Builder<'_, '_> {
    #[cfg(unix)]
    fn permissions_of_a_new_file(&mut self) -> &mut Self {
        use std::os::unix::fs::PermissionsExt;
        // The umask takes from it what the person does not want to share.
        self.permissions(std::fs::Permissions::from_mode(0o666))
    }

    #[cfg(not(unix))]
    fn permissions_of_a_new_file(&mut self) -> &mut Self {
        self
    }
}
