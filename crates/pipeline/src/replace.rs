//! Puts derived files and pages in their places. Pages are replaced all or none; a derived file that is only half there
//! is made good by the next run.

mod folder;

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use anyhow::Context;
use specwright_pages::page::Page;

use self::folder::Staged;
use crate::derive::Derived;
use crate::project::PAGES;

pub use self::folder::{is_half_done, recover};

/// Whether a verb may change the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Files that differ are replaced.
    Write,
    /// Files that differ are named.
    Check,
}

/// What the tree should hold.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The derived files.
    pub files: Vec<Derived>,
    /// The pages, when they were fetched: the folder of pages will hold these and nothing else.
    pub pages: Option<Pages>,
}

/// The pages as they are and as they should be.
#[derive(Debug, Clone)]
pub struct Pages {
    /// What the folder holds.
    pub held: Vec<Page>,
    /// What it should hold.
    pub wanted: Vec<Page>,
}

/// What becomes of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where it lies below the root.
    pub path: String,
    /// In which way it is not as it should be.
    pub kind: Kind,
}

/// In which way a file is, or is not, as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It is as it should be.
    Same,
    /// It is not there.
    Missing,
    /// It is there and differs, from this line on.
    Differs {
        /// 1-based.
        line: usize,
    },
    /// It is there and should not be.
    Leftover,
}

impl Plan {
    /// Compares the tree with the plan: one entry for each derived file, and for each page that is not as it should be.
    ///
    /// # Errors
    /// When a file is there and cannot be read.
    pub fn changes(&self, root: &Path) -> anyhow::Result<Vec<Change>> {
        let mut changes = self.pages.as_ref().map(Pages::changes).unwrap_or_default();
        for file in &self.files {
            let kind = match held(&root.join(file.path))
                .with_context(|| format!("reading {}", file.path))?
            {
                Some(bytes) => compared(&bytes, file.contents.as_bytes()),
                None => Kind::Missing,
            };
            changes.push(Change {
                path: file.path.to_owned(),
                kind,
            });
        }
        Ok(changes)
    }

    /// Makes the tree match the plan: files that differ are written, and then the pages are exchanged.
    ///
    /// Pages come last, and are flushed to disk before anything else changes: a run that failed or was killed before that
    /// has taken nothing, whatever it has derived, and is made good by running it again.
    ///
    /// # Errors
    /// When something cannot be written. The pages are then as they were, or the error says what could not be put back.
    pub fn carry_out(&self, root: &Path) -> anyhow::Result<()> {
        let pages = self.stage(root)?;
        for file in &self.files {
            file.write(root)?;
        }
        pages.map_or(Ok(()), Staged::exchange)
    }

    /// Writes the pages beside those that are held, if they differ.
    fn stage(&self, root: &Path) -> anyhow::Result<Option<Staged>> {
        let pages = self.pages.as_ref();
        let pages = pages.filter(|pages| pages.held != pages.wanted);
        pages
            .map(|pages| Staged::write(root, &pages.wanted))
            .transpose()
    }
}

impl Derived {
    /// Writes the file, unless it is there already.
    fn write(&self, root: &Path) -> anyhow::Result<()> {
        let target = root.join(self.path);
        let writing = || format!("writing {}", self.path);
        if held(&target).with_context(writing)?.as_deref() == Some(self.contents.as_bytes()) {
            return Ok(());
        }
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).with_context(writing)?;
        }
        fs::write(&target, &self.contents).with_context(writing)
    }
}

impl Pages {
    fn changes(&self) -> Vec<Change> {
        let (held, wanted) = (by_path(&self.held), by_path(&self.wanted));
        let gone = held.keys().filter(|path| !wanted.contains_key(*path));
        let gone = gone.map(|path| (path, Kind::Leftover));
        let due = wanted.iter().map(|(path, bytes)| match held.get(path) {
            Some(before) => (path, compared(before, bytes)),
            None => (path, Kind::Missing),
        });
        let mut changes: Vec<Change> = gone
            .chain(due)
            .filter(|(_, kind)| *kind != Kind::Same)
            .map(|(path, kind)| Change {
                path: format!("{PAGES}/{path}"),
                kind,
            })
            .collect();
        changes.sort_by(|one, other| one.path.cmp(&other.path));
        changes
    }
}

fn by_path(pages: &[Page]) -> BTreeMap<&str, &[u8]> {
    pages
        .iter()
        .map(|page| (page.path.as_str(), page.bytes.as_slice()))
        .collect()
}

fn held(file: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(file) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn compared(held: &[u8], wanted: &[u8]) -> Kind {
    if held == wanted {
        return Kind::Same;
    }
    let same = held
        .iter()
        .zip(wanted)
        .take_while(|(one, other)| one == other);
    Kind::Differs {
        line: 1 + same.filter(|(byte, _)| **byte == b'\n').count(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    /// A tree that holds one page and the first of two derived files, and a plan that changes all of it.
    fn tree_and_plan() -> (tempfile::TempDir, Plan) {
        let tree = tempfile::tempdir().unwrap();
        fs::create_dir_all(tree.path().join(PAGES)).unwrap();
        fs::write(tree.path().join(PAGES).join("old.md"), "old").unwrap();
        fs::write(tree.path().join("one"), "old").unwrap();
        let plan = Plan {
            files: vec![
                Derived {
                    path: "one",
                    contents: "new".to_owned(),
                },
                Derived {
                    path: "deep/two",
                    contents: "new".to_owned(),
                },
                Derived {
                    path: "deep/three",
                    contents: "new".to_owned(),
                },
            ],
            pages: Some(Pages {
                held: vec![Page::new("old.md", "old")],
                wanted: vec![Page::new("a/new.md", "new")],
            }),
        };
        (tree, plan)
    }

    fn files(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
        let entries = walkdir::WalkDir::new(root).into_iter().map(Result::unwrap);
        let files = entries.filter(|entry| entry.file_type().is_file());
        files
            .map(|entry| {
                let path = entry.path().strip_prefix(root).unwrap();
                (path.to_owned(), fs::read(entry.path()).unwrap())
            })
            .collect()
    }

    #[test]
    fn everything_is_put_in_its_place() {
        let (tree, plan) = tree_and_plan();
        plan.carry_out(tree.path()).unwrap();
        let held: Vec<PathBuf> = files(tree.path()).into_keys().collect();
        let expected = ["deep/three", "deep/two", "one", "spec/pages/a/new.md"];
        assert_eq!(held, expected.map(PathBuf::from));
    }

    /// Runs the plan as far as this many of its steps, the last of which may be half a file, and then nothing else.
    fn killed_after(steps: usize, plan: &Plan, root: &Path) {
        let staged = plan.stage(root).unwrap().unwrap();
        let files = plan.files.len();
        for file in plan.files.iter().take(steps) {
            file.write(root).unwrap();
        }
        if let Some(half) = plan.files.get(steps) {
            let target = root.join(half.path);
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            fs::write(target, "ne").unwrap();
        }
        if steps > files {
            staged.move_old_away().unwrap();
        }
        if steps > files + 1 {
            staged.move_new_in().unwrap();
        }
        std::mem::forget(staged);
    }

    /// The next run finds the pages as they were until all the rest is in its place, and clears away what is left over.
    #[test]
    fn a_run_that_was_killed_is_made_good_by_running_it_again() {
        let (tree, plan) = tree_and_plan();
        plan.carry_out(tree.path()).unwrap();
        let wanted = files(tree.path());
        let last = plan.files.len() + 2;
        for steps in 0..=last {
            let (tree, plan) = tree_and_plan();
            let root = tree.path();
            killed_after(steps, &plan, root);
            assert_eq!(is_half_done(root), steps == last - 1, "after {steps}");
            recover(root).unwrap();
            let is_taken = root.join(PAGES).join("a/new.md").exists();
            assert_eq!(is_taken, steps == last, "after {steps}");
            assert_ne!(is_taken, root.join(PAGES).join("old.md").exists());
            let left_over = files(root).into_keys().filter(|path| {
                path.iter()
                    .any(|part| part.to_string_lossy().starts_with('.'))
            });
            assert_eq!(left_over.count(), 0, "after {steps}");
            plan.carry_out(root).unwrap();
            assert_eq!(files(root), wanted, "after {steps}");
        }
    }

    #[test]
    fn what_is_staged_and_not_wanted_any_more_is_cleared_away() {
        let (tree, plan) = tree_and_plan();
        let before = files(tree.path());
        drop(plan.stage(tree.path()).unwrap());
        assert_eq!(files(tree.path()), before);
    }

    #[test]
    fn a_file_that_cannot_be_written_keeps_the_pages_as_they_are() {
        let (tree, plan) = tree_and_plan();
        fs::create_dir_all(tree.path().join("deep/three")).unwrap();
        let error = format!("{:#}", plan.carry_out(tree.path()).unwrap_err());
        assert!(error.starts_with("writing deep/three: "), "{error}");
        let held: Vec<PathBuf> = files(&tree.path().join("spec")).into_keys().collect();
        assert_eq!(held, [PathBuf::from("pages/old.md")]);
    }

    #[test]
    fn pages_that_cannot_be_moved_into_place_are_taken_back() {
        let (tree, plan) = tree_and_plan();
        let before = files(tree.path());
        let staged = plan.stage(tree.path()).unwrap().unwrap();
        fs::remove_dir_all(tree.path().join("spec/.pages-new")).unwrap();
        let error = format!("{:#}", staged.exchange().unwrap_err());
        assert!(error.contains("into place"), "{error}");
        assert_eq!(files(tree.path()), before);
    }

    #[cfg(unix)]
    #[test]
    fn files_can_be_read_by_whoever_the_umask_lets() {
        use std::os::unix::fs::PermissionsExt;
        let (tree, plan) = tree_and_plan();
        plan.carry_out(tree.path()).unwrap();
        let mode = |path: &str| {
            fs::metadata(tree.path().join(path))
                .unwrap()
                .permissions()
                .mode()
        };
        assert_eq!(mode("one"), mode("spec/pages/a/new.md"));
    }
}
