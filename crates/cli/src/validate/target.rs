//! Where the rows go: a file that is replaced whole or not at all, or standard output.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::layout::InputFormat;
use super::state::folder_of;
use crate::error::CliError;
use crate::exit::Exit;

/// Where the rows go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// Standard output.
    Stdout,
    /// A file, replaced whole.
    File(PathBuf),
    /// What can't be replaced: a pipe, `/dev/null`.
    Device(PathBuf),
}

/// How files are named that have a form in which no rows are written.
const NEVER_WRITTEN: [&str; 5] = ["yaml", "yml", "xlsx", "xls", "ods"];

/// The ending of a workbook, which rows of cells can be written as.
const WORKBOOK: &str = "xlsx";

impl Target {
    /// Looks at it before anything is spent: a file that can't be written is to be known now.
    pub(crate) fn open(output: Option<&Path>, input: &Path) -> Result<Self, CliError> {
        let Some(path) = output.filter(|path| *path != Path::new("-")) else {
            return Ok(Self::Stdout);
        };
        let refused =
            |what: &str| CliError::new(Exit::Usage, format!("{}: {what}", path.display()));
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => return Err(refused("it is a folder; name a file")),
            Ok(found) if !found.is_file() => return Ok(Self::Device(path.to_owned())),
            Ok(_) if same_file::is_same_file(path, input).unwrap_or(false) => {
                return Err(refused("it is the input; name another file with -o"));
            }
            Ok(_) | Err(_) => {}
        }
        // What a link points to is replaced, not the link.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let folder = folder_of(&path);
        if let Ok(false) = folder.try_exists() {
            let what = format!("the folder {} is not there", folder.display());
            return Err(refused(&what).hint("make it first, or name another file with -o"));
        }
        match beside(&path) {
            Ok(_gone_again) => Ok(Self::File(path)),
            Err(error) => Err(refused(&format!("it can't be written: {error}"))),
        }
    }

    /// Refuses a file whose name promises another form than the rows have: nobody could open it as what it is called.
    pub(crate) fn suits(&self, format: InputFormat) -> Result<(), CliError> {
        let Some(path) = self.file() else {
            return Ok(());
        };
        let ending = path.extension().and_then(|ending| ending.to_str());
        let ending = ending.unwrap_or_default().to_lowercase();
        let (is, others): (_, &[&str]) = match format {
            InputFormat::Csv | InputFormat::Lines => ("CSV", &["json", "jsonl", "ndjson"]),
            InputFormat::Jsonl => ("JSON lines", &["csv", "tsv", "tab"]),
        };
        if is == "CSV" && self.is_workbook() {
            return Ok(());
        }
        if !others.contains(&ending.as_str()) && !NEVER_WRITTEN.contains(&ending.as_str()) {
            return Ok(());
        }
        let message = format!(
            "{}: the rows are {is}, whatever the name says: they come back in the form of the input",
            path.display()
        );
        let suited = match format {
            InputFormat::Csv | InputFormat::Lines => "csv",
            InputFormat::Jsonl => "jsonl",
        };
        Err(CliError::new(Exit::Usage, message)
            .hint(format!("name a file that ends in .{suited} with -o")))
    }

    /// Whether the rows are written as a workbook.
    pub(crate) fn is_workbook(&self) -> bool {
        let ending = self.file().and_then(Path::extension);
        cfg!(feature = "workbook")
            && ending.is_some_and(|ending| ending.eq_ignore_ascii_case(WORKBOOK))
    }

    /// The file, where it is one that is replaced.
    pub(crate) fn file(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            Self::Stdout | Self::Device(_) => None,
        }
    }

    /// Has something written to it. A file is replaced only when all of that is written, and on the disk.
    pub(crate) fn replace<T, E: From<io::Error>>(
        &self,
        write: impl FnOnce(&mut dyn Write) -> Result<T, E>,
    ) -> Result<T, E> {
        match self {
            Self::Stdout => buffered(io::stdout().lock(), write),
            Self::Device(path) => buffered(File::options().write(true).open(path)?, write),
            Self::File(path) => {
                let mut file = beside(path)?;
                let written = buffered(file.as_file_mut(), write)?;
                if let Ok(before) = fs::metadata(path) {
                    file.as_file().set_permissions(before.permissions())?;
                }
                file.as_file().sync_all()?;
                file.persist(path).map_err(io::Error::from)?;
                Ok(written)
            }
        }
    }
}

fn buffered<T, E: From<io::Error>>(
    output: impl Write,
    write: impl FnOnce(&mut dyn Write) -> Result<T, E>,
) -> Result<T, E> {
    let mut output = BufWriter::with_capacity(64 << 10, output);
    let written = write(&mut output)?;
    output.flush()?;
    Ok(written)
}

/// A new file in the same folder, gone again unless it is moved into place.
fn beside(path: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    // Temporary files are private by default; this one is to be read by everyone whom the umask lets.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.prefix(".amplemarket-").tempfile_in(folder_of(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_with(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            fs::write(folder.path().join(file), "old").unwrap();
        }
        folder
    }

    #[track_caller]
    fn is_refused(output: &Path, input: &Path, said: &str) {
        let error = Target::open(Some(output), input).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }

    #[test]
    fn a_file_that_cannot_be_written_is_known_before() {
        let folder = folder_with(&["in.csv"]);
        let input = folder.path().join("in.csv");
        is_refused(folder.path(), &input, "it is a folder");
        is_refused(
            &folder.path().join("none/out.csv"),
            &input,
            "none is not there",
        );
        is_refused(&folder.path().join("./in.csv"), &input, "it is the input");
        assert_eq!(Target::open(None, &input).unwrap(), Target::Stdout);
        assert_eq!(
            Target::open(Some(Path::new("-")), &input).unwrap(),
            Target::Stdout
        );
    }

    #[test]
    fn a_file_is_replaced_whole_or_not_at_all() {
        let folder = folder_with(&["out.csv"]);
        let path = folder.path().join("out.csv");
        let target = Target::open(Some(&path), Path::new("-")).unwrap();
        let failed: io::Result<()> = target.replace(|output| {
            output.write_all(b"new")?;
            Err(io::Error::other("in the middle"))
        });
        assert!(failed.is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        let written: io::Result<()> = target.replace(|output| output.write_all(b"new"));
        written.unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            1,
            "nothing stays behind"
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_permissions_and_devices_are_kept() {
        use std::os::unix::fs::PermissionsExt;
        let folder = folder_with(&["real.csv"]);
        let (real, link) = (
            folder.path().join("real.csv"),
            folder.path().join("link.csv"),
        );
        fs::set_permissions(&real, PermissionsExt::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        let target = Target::open(Some(&link), Path::new("-")).unwrap();
        let written: io::Result<()> = target.replace(|output| output.write_all(b"new"));
        written.unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&real).unwrap(), "new");
        assert_eq!(
            fs::metadata(&real).unwrap().permissions().mode() & 0o777,
            0o640
        );
        let null = Target::open(Some(Path::new("/dev/null")), Path::new("-")).unwrap();
        assert_eq!(null, Target::Device("/dev/null".into()));
        let written: io::Result<()> = null.replace(|output| output.write_all(b"new"));
        written.unwrap();
    }
}
