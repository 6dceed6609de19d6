//! Where rows come from: a file, or standard input, which is kept aside so that it can be read twice.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::input_error::InputError;
use crate::error::CliError;

/// What UTF-8 files from Windows begin with.
pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// An input that can be read from its start as often as it takes.
#[derive(Debug)]
pub(crate) struct Source {
    name: String,
    file: File,
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
            Ok((metadata, file)) if metadata.is_file() => Ok(Self { name, file }),
            Ok((_, mut pipe)) => Self::kept_aside(&name, &mut pipe),
        }
    }

    fn kept_aside(name: &str, input: &mut dyn Read) -> Result<Self, CliError> {
        let kept = tempfile::tempfile().and_then(|mut file| {
            io::copy(input, &mut file)?;
            Ok(file)
        });
        match kept {
            Ok(file) => Ok(Self {
                name: name.to_owned(),
                file,
            }),
            Err(error) => Err(InputError::from(error).of(name)),
        }
    }

    /// What people call it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Reads it from its start.
    pub(crate) fn read(&self) -> Result<BufReader<&File>, InputError> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(0))?;
        Ok(BufReader::with_capacity(64 << 10, file))
    }

    /// Its first bytes, as many as asked for where it has so many.
    pub(crate) fn head(&self, most: u64) -> Result<Vec<u8>, InputError> {
        let mut head = Vec::new();
        self.read()?.take(most).read_to_end(&mut head)?;
        Ok(head)
    }

    /// What tells it from every other input: SHA-256 of its bytes, in hexadecimal.
    pub(crate) fn digest(&self) -> Result<String, InputError> {
        let mut reader = self.read()?;
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
