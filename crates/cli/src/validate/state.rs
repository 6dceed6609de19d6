//! What a run has to remember so that a killed one pays nothing twice.
//!
//! The file is written, and on the disk, before the call that costs credits and again after it. Between the two nobody can
//! know whether the API took the batch; then the file says so, and it takes a person to decide.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::address::folded;
use super::plan::Addresses;
use crate::error::CliError;
use crate::exit::Exit;

/// A run, as it is on the disk. It holds addresses: only its owner may read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct State {
    format: u32,
    /// What the input is called, for people.
    pub(crate) input: String,
    /// SHA-256 of the input.
    pub(crate) digest: String,
    /// The addresses that are sent, in their order. One of a canceled batch is there again, for the batch that takes it up.
    pub(crate) addresses: Vec<Box<str>>,
    /// Where the batches are.
    pub(crate) base_url: String,
    /// In the order of the addresses.
    pub(crate) batches: Vec<Batch>,
}

/// Some of the addresses, sent at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Batch {
    /// The place of the first of them.
    pub(crate) first: usize,
    /// How many they are.
    pub(crate) count: usize,
    /// What became of it.
    pub(crate) step: Step,
    /// The addresses that the API refused, and that are not sent again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) refused: Vec<Refused>,
}

/// An address that the API refused to take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Refused {
    /// Its place among the addresses of the run.
    pub(crate) place: usize,
    /// The API's code.
    pub(crate) code: String,
}

/// What became of a batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is", deny_unknown_fields)]
pub(crate) enum Step {
    /// Nothing was sent.
    Planned,
    /// It was sent, and what came of it is not known.
    Sent,
    /// The API took it.
    Started {
        id: String,
        /// When, in seconds since 1970: how far it may be is reckoned from it.
        at: u64,
    },
    /// The API took it and gave it up.
    Failed { id: String },
    /// It was canceled. What it did not come to is in a batch after it.
    Canceled { id: String },
    /// There is nothing to send: the API refused each address, or has given it a verdict since.
    Refused,
}

/// The file that a run is remembered in. Without one, it is forgotten when the process ends.
#[derive(Debug)]
pub(crate) struct Store {
    path: Option<PathBuf>,
}

const FORMAT: u32 = 2;

impl State {
    /// A run that has not begun.
    pub(crate) fn new(
        input: &str,
        digest: String,
        addresses: &Addresses,
        base_url: &str,
        batch_size: usize,
    ) -> Self {
        let mut state = Self {
            format: FORMAT,
            input: input.to_owned(),
            digest,
            addresses: Vec::new(),
            base_url: base_url.to_owned(),
            batches: Vec::new(),
        };
        state.add(addresses.part(0, addresses.len()).to_vec(), batch_size);
        state
    }

    /// Plans batches of more addresses.
    pub(crate) fn add(&mut self, addresses: Vec<Box<str>>, batch_size: usize) {
        let mut first = self.addresses.len();
        self.addresses.extend(addresses);
        while first < self.addresses.len() {
            let count = batch_size.max(1).min(self.addresses.len() - first);
            self.batches.push(Batch {
                first,
                count,
                step: Step::Planned,
                refused: Vec::new(),
            });
            first += count;
        }
    }

    /// The address in a place.
    pub(crate) fn address(&self, place: usize) -> &str {
        self.addresses.get(place).map_or("", |address| address)
    }

    /// The addresses of a batch, as they are compared.
    pub(crate) fn folded(&self, index: usize) -> HashSet<String> {
        let batch = &self.batches[index];
        let places = batch.first..batch.first + batch.count;
        places.map(|place| folded(self.address(place))).collect()
    }

    /// The addresses of an input that this run does not have, and how many of its own the input does not have.
    pub(crate) fn compare(&self, input: &Addresses) -> (Vec<Box<str>>, usize) {
        let held: HashSet<String> = self.addresses.iter().map(|held| folded(held)).collect();
        let all = input.part(0, input.len()).iter();
        let new = all.filter(|address| !held.contains(&folded(address)));
        let missing = held.iter().filter(|held| input.place(held).is_none());
        (new.cloned().collect(), missing.count())
    }

    /// How many addresses are in batches that were not sent.
    pub(crate) fn planned(&self) -> usize {
        let planned = self
            .batches
            .iter()
            .filter(|batch| batch.step == Step::Planned);
        planned.map(Batch::sent).sum()
    }

    /// Every address that the API refused.
    pub(crate) fn refused(&self) -> impl Iterator<Item = &Refused> {
        self.batches.iter().flat_map(|batch| &batch.refused)
    }

    /// Leaves addresses out of a batch that was not taken. Without any left there is nothing to send.
    pub(crate) fn leave_out(&mut self, index: usize, refused: impl IntoIterator<Item = Refused>) {
        let batch = &mut self.batches[index];
        for refused in refused {
            if !batch.refuses(refused.place) {
                batch.refused.push(refused);
            }
        }
        batch.step = match batch.sent() {
            0 => Step::Refused,
            _ => Step::Planned,
        };
    }

    /// Makes two batches of one that was not taken.
    pub(crate) fn halve(&mut self, index: usize) {
        let batch = &mut self.batches[index];
        batch.step = Step::Planned;
        let mut second = batch.clone();
        batch.count /= 2;
        second.first += batch.count;
        second.count -= batch.count;
        let from = second.first;
        batch.refused.retain(|refused| refused.place < from);
        second.refused.retain(|refused| refused.place >= from);
        self.batches.insert(index + 1, second);
        for half in [index, index + 1] {
            self.leave_out(half, []);
        }
    }

    /// Refuses to resume elsewhere.
    pub(crate) fn check(&self, base_url: &str) -> Result<(), String> {
        match self.base_url == base_url {
            true => Ok(()),
            false => Err(format!(
                "its batches are at {}, not at {base_url}",
                self.base_url
            )),
        }
    }

    fn is_whole(&self) -> bool {
        let mut next = 0;
        let follow = self.batches.iter().all(|batch| {
            let follows = batch.first == next && batch.count > 0;
            next = batch.first.saturating_add(batch.count);
            follows
        });
        self.format == FORMAT && follow && next == self.addresses.len()
    }
}

impl Batch {
    /// How many of its addresses are sent.
    pub(crate) fn sent(&self) -> usize {
        self.count.saturating_sub(self.refused.len())
    }

    /// Whether the API refused the address in this place.
    pub(crate) fn refuses(&self, place: usize) -> bool {
        self.refused.iter().any(|refused| refused.place == place)
    }
}

impl Store {
    /// Remembers in this file; `None` remembers nothing.
    pub(crate) fn new(path: Option<PathBuf>) -> Self {
        Self { path }
    }

    /// The file.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The run that is remembered.
    pub(crate) fn load(&self) -> Result<Option<State>, CliError> {
        let Some(path) = &self.path else {
            return Ok(None);
        };
        let unusable = |why: String| {
            CliError::new(
                Exit::Refused,
                format!("{}: the run can't be taken up: {why}", path.display()),
            )
            .hint("look into the file for the ids of its batches: amplemarket emails results ID")
            .hint("delete the file to begin again, which costs again")
        };
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unusable(error.to_string())),
        };
        let state: State =
            serde_json::from_str(&text).map_err(|error| unusable(error.to_string()))?;
        if state.is_whole() {
            Ok(Some(state))
        } else {
            Err(unusable(
                "another version of this program wrote it, or somebody changed it".to_owned(),
            ))
        }
    }

    /// Writes it, whole or not at all, and returns when it is on the disk.
    pub(crate) fn save(&self, state: &State) -> Result<(), CliError> {
        let Some(path) = &self.path else {
            return Ok(());
        };
        write_durably(path, state).map_err(|error| {
            CliError::new(
                Exit::Refused,
                format!(
                    "{}: the state of the run can't be written: {error}",
                    path.display()
                ),
            )
            .hint("say where it can be with --state FILE")
        })
    }

    /// The run is over.
    pub(crate) fn forget(&self) -> io::Result<()> {
        let Some(path) = &self.path else {
            return Ok(());
        };
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

fn write_durably(path: &Path, state: &State) -> io::Result<()> {
    let folder = folder_of(path);
    fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new()
        .prefix(".amplemarket-")
        .tempfile_in(folder)?;
    serde_json::to_writer_pretty(&mut file, state)?;
    file.write_all(b"\n")?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    // The new name is on the disk when the folder is; only Unix lets a folder be opened for that.
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(())
}

/// Seconds since 1970.
pub(crate) fn now() -> u64 {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

/// The folder that a file is in.
pub(crate) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> State {
        State {
            format: FORMAT,
            input: "leads.csv".to_owned(),
            digest: "d".to_owned(),
            addresses: ["a", "b", "c", "d", "e"].map(Box::from).to_vec(),
            base_url: "http://localhost/".to_owned(),
            batches: vec![
                Batch {
                    first: 0,
                    count: 2,
                    step: Step::Started {
                        id: "i".to_owned(),
                        at: 0,
                    },
                    refused: Vec::new(),
                },
                Batch {
                    first: 2,
                    count: 2,
                    step: Step::Sent,
                    refused: Vec::new(),
                },
                Batch {
                    first: 4,
                    count: 1,
                    step: Step::Planned,
                    refused: Vec::new(),
                },
            ],
        }
    }

    fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(Some(folder.path().join("deep/run.json")));
        (folder, store)
    }

    #[test]
    fn what_is_saved_is_loaded_until_it_is_forgotten() {
        let (_folder, store) = store();
        assert_eq!(store.load().unwrap(), None);
        store.save(&state()).unwrap();
        assert_eq!(store.load().unwrap(), Some(state()));
        assert_eq!(state().planned(), 1);
        store.forget().unwrap();
        store.forget().unwrap();
        assert_eq!(store.load().unwrap(), None);
    }

    #[test]
    fn without_a_file_nothing_is_remembered() {
        let store = Store::new(None);
        store.save(&state()).unwrap();
        assert_eq!(store.load().unwrap(), None);
        store.forget().unwrap();
    }

    #[track_caller]
    fn is_unusable(change: impl FnOnce(String) -> String) {
        let (_folder, store) = store();
        store.save(&state()).unwrap();
        let path = store.path().unwrap();
        let before = fs::read_to_string(path).unwrap();
        let after = change(before.clone());
        assert_ne!(before, after);
        fs::write(path, after).unwrap();
        let error = store.load().unwrap_err().to_string();
        assert!(error.contains("can't be taken up"), "{error}");
    }

    #[test]
    fn a_state_that_was_changed_is_not_gone_on_from() {
        is_unusable(|text| text[..text.len() / 2].to_owned());
        is_unusable(|text| text.replace("\"format\": 2", "\"format\": 3"));
        is_unusable(|text| text.replace("\"first\": 2", "\"first\": 3"));
        is_unusable(|text| text.replace("\"digest\"", "\"digits\""));
        is_unusable(|_| String::new());
    }

    #[test]
    fn a_refused_batch_is_left_out_or_halved_and_stays_whole() {
        let refused = |place| Refused {
            place,
            code: "c".to_owned(),
        };
        let mut held = state();
        held.leave_out(2, [refused(4), refused(4)]);
        assert_eq!((&held.batches[2].step, held.planned()), (&Step::Refused, 0));
        held.leave_out(1, [refused(3)]);
        assert_eq!(held.planned(), 1);
        held.halve(1);
        let halves: Vec<_> = held.batches[1..3]
            .iter()
            .map(|half| (half.first, half.count, half.sent(), half.step.clone()))
            .collect();
        assert_eq!(halves, [(2, 1, 1, Step::Planned), (3, 1, 0, Step::Refused)]);
        assert!(held.is_whole());
        assert_eq!(held.refused().count(), 2);
    }

    #[test]
    fn another_place_is_refused() {
        state().check("http://localhost/").unwrap();
        let error = state().check("http://localhost/x").unwrap_err();
        assert!(error.contains("not at http://localhost/x"), "{error}");
    }

    #[test]
    fn more_addresses_are_batches_after_those_before() {
        let mut held = state();
        held.add(["f", "g", "h"].map(Box::from).to_vec(), 2);
        let counts: Vec<usize> = held.batches.iter().map(|batch| batch.count).collect();
        assert_eq!(
            (counts.as_slice(), held.planned()),
            ([2, 2, 1, 2, 1].as_slice(), 4)
        );
        assert!(held.is_whole());
    }
}
