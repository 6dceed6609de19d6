//! Where rows come from: a file, or standard input, which is kept aside so that it can be read twice.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::encoding::{self, Encoding};
use super::input_error::InputError;
use crate::error::CliError;

/// What UTF-8 files from Windows begin with.
pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// An input that can be read from its start as often as it takes.
#[derive(Debug)]
pub(crate) struct Source {
    name: String,
    /// The bytes as they are.
    file: File,
    /// The same as UTF-8 text, where they are not.
    text: Option<File>,
    form: Form,
}

/// What the bytes of an input are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Text.
    Text(Encoding),
    /// A workbook, of which this sheet is read.
    Workbook { sheet: String },
}

impl Source {
    /// Opens a file; `-` is standard input. What can be read only once goes to a nameless temporary file first.
    pub(crate) fn open(path: &Path) -> Result<Self, CliError> {
        if path == Path::new("-") {
            return Self::kept_aside("standard input", &mut io::stdin().lock());
        }
        let name = path.display().to_string();
        let opened = File::open(path).and_then(|file| Ok((file.metadata()?, file)));
        match opened {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(InputError::new("there is no such file").of(&name))
            }
            Err(error) => Err(InputError::from(error).of(&name)),
            Ok((metadata, _)) if metadata.is_dir() => {
                Err(InputError::new("it is a folder; name a file").of(&name))
            }
            Ok((metadata, file)) if metadata.is_file() => Ok(Self::of(name, file)),
            Ok((_, mut pipe)) => Self::kept_aside(&name, &mut pipe),
        }
    }

    fn of(name: String, file: File) -> Self {
        Self {
            name,
            file,
            text: None,
            form: Form::Text(Encoding::Utf8),
        }
    }

    /// Finds out what the bytes are. From then on it is read as UTF-8 text; a workbook as CSV with commas.
    pub(crate) fn decoded(mut self, sheet: Option<&str>) -> Result<Self, InputError> {
        let head = self.head(64 << 10)?;
        if cfg!(feature = "workbook") && head.starts_with(b"PK\x03\x04") {
            let mut text = tempfile::tempfile()?;
            let sheet = sheet_as_csv(&mut self.read()?, sheet, &mut text)?;
            (self.text, self.form) = (Some(text), Form::Workbook { sheet });
            return Ok(self);
        }
        if sheet.is_some() {
            return Err(InputError::new("it is not a workbook, and has no sheets")
                .hint("leave --sheet out"));
        }
        let encoding = encoding::detect(&head, self.read()?)?;
        if encoding != Encoding::Utf8 {
            let mut text = tempfile::tempfile()?;
            encoding::decode(encoding, self.read()?, &mut text)?;
            (self.text, self.form) = (Some(text), Form::Text(encoding));
        }
        Ok(self)
    }

    /// What its bytes are.
    pub(crate) fn form(&self) -> &Form {
        &self.form
    }

    fn kept_aside(name: &str, input: &mut dyn Read) -> Result<Self, CliError> {
        let kept = tempfile::tempfile().and_then(|mut file| {
            io::copy(input, &mut file)?;
            Ok(file)
        });
        match kept {
            Ok(file) => Ok(Self::of(name.to_owned(), file)),
            Err(error) => Err(InputError::from(error).of(name)),
        }
    }

    /// What people call it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Reads its text from the start.
    pub(crate) fn read(&self) -> Result<BufReader<&File>, InputError> {
        self.read_from(0)
    }

    /// Reads its text from this byte on.
    pub(crate) fn read_from(&self, start: u64) -> Result<BufReader<&File>, InputError> {
        reader(self.text.as_ref().unwrap_or(&self.file), start)
    }

    /// Its first bytes, as many as asked for where it has so many.
    pub(crate) fn head(&self, most: u64) -> Result<Vec<u8>, InputError> {
        let mut head = Vec::new();
        self.read()?.take(most).read_to_end(&mut head)?;
        Ok(head)
    }

    /// What tells it from every other input: SHA-256 of its bytes, in hexadecimal.
    pub(crate) fn digest(&self) -> Result<String, InputError> {
        let mut reader = reader(&self.file, 0)?;
        let mut digest = Sha256::new();
        let mut buffer = vec![0; 64 << 10];
        loop {
            match reader.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => digest.update(&buffer[..count]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(hexadecimal(&digest.finalize()))
    }
}

fn reader(mut file: &File, start: u64) -> Result<BufReader<&File>, InputError> {
    file.seek(SeekFrom::Start(start))?;
    Ok(BufReader::with_capacity(64 << 10, file))
}

#[cfg(feature = "workbook")]
fn sheet_as_csv(
    input: &mut dyn Read,
    sheet: Option<&str>,
    output: &mut dyn io::Write,
) -> Result<String, InputError> {
    super::workbook::read(input, sheet, output)
}

#[cfg(not(feature = "workbook"))]
fn sheet_as_csv(
    _: &mut dyn Read,
    _: Option<&str>,
    _: &mut dyn io::Write,
) -> Result<String, InputError> {
    Err(InputError::new("it is a workbook, which this build does not read").hint("save it as CSV"))
}

/// Bytes as hexadecimal digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string can't fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_file_can_be_read_again_and_again() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(b"abc").unwrap();
        let source = Source::open(file.path()).unwrap();
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(source.digest().unwrap(), expected);
        assert_eq!(source.head(2).unwrap(), b"ab");
        assert_eq!(source.digest().unwrap(), expected);
    }

    #[test]
    fn what_can_be_read_once_is_kept_aside() {
        let source = Source::kept_aside("standard input", &mut &b"abc"[..]).unwrap();
        assert_eq!(source.head(9).unwrap(), b"abc");
        assert_eq!(source.head(9).unwrap(), b"abc");
    }

    #[track_caller]
    fn fails(path: &Path, said: &str) {
        let error = Source::open(path).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }

    #[test]
    fn what_is_no_file_is_said_to_be_none() {
        let folder = tempfile::tempdir().unwrap();
        fails(folder.path(), "it is a folder");
        fails(
            &folder.path().join("leads.csv"),
            "leads.csv: there is no such file",
        );
    }
}
