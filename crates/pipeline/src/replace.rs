//! Puts derived files and pages in their places: all of them or none.

mod moves;

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use anyhow::Context;
use specwright_pages::page::Page;

use self::moves::{FileMove, FolderMove, Staged};
use crate::derive::Derived;
use crate::project::PAGES;

pub use self::moves::{is_half_done, recover};

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

    /// Makes the tree match the plan.
    ///
    /// Everything new is written beside the old and flushed to disk first; only then is anything moved into place. When
    /// a move fails, those before it are taken back. Pages come last: a run that was killed before that has taken
    /// nothing, whatever it has derived, and is made good by running it again.
    ///
    /// # Errors
    /// When something cannot be written. The tree is then as it was, or the error says what could not be taken back.
    pub fn carry_out(&self, root: &Path) -> anyhow::Result<()> {
        self.stage(root)?.commit()
    }

    /// Writes everything new beside the old. Dropping what comes back takes it away again.
    fn stage(&self, root: &Path) -> anyhow::Result<Staged> {
        let mut staged = Staged::default();
        for file in &self.files {
            let target = root.join(file.path);
            let before = held(&target).with_context(|| format!("reading {}", file.path))?;
            let contents = file.contents.as_bytes();
            if before.as_deref() != Some(contents) {
                let new = FileMove::stage(target, before, contents);
                staged.add(new.with_context(|| format!("writing {}", file.path))?);
            }
        }
        if let Some(pages) = &self.pages
            && pages.held != pages.wanted
        {
            staged.add(FolderMove::stage(root, &pages.wanted)?);
        }
        Ok(staged)
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

    /// Stages the plan, spoils the tree, and expects the error to say this and the tree to be as before.
    #[track_caller]
    fn taken_back(spoil: impl FnOnce(&Path), said: &str) {
        let (tree, plan) = tree_and_plan();
        let before = files(tree.path());
        let staged = plan.stage(tree.path()).unwrap();
        spoil(tree.path());
        let error = format!("{:#}", staged.commit().unwrap_err());
        assert!(error.contains(said), "{said:?} is not in {error}");
        assert_eq!(files(tree.path()), before);
    }

    #[test]
    fn everything_is_put_in_its_place() {
        let (tree, plan) = tree_and_plan();
        plan.carry_out(tree.path()).unwrap();
        let held: Vec<PathBuf> = files(tree.path()).into_keys().collect();
        let expected = ["deep/three", "deep/two", "one", "spec/pages/a/new.md"];
        assert_eq!(held, expected.map(PathBuf::from));
    }

    /// The next run finds the pages as they were until all the rest is in its place, and clears away what is left over.
    #[test]
    fn a_run_that_was_killed_is_made_good_by_running_it_again() {
        let (tree, plan) = tree_and_plan();
        plan.carry_out(tree.path()).unwrap();
        let wanted = files(tree.path());
        let moves = 4;
        for made in 0..=moves {
            let (tree, plan) = tree_and_plan();
            let root = tree.path();
            plan.stage(root).unwrap().killed_after(made);
            let is_taken = root.join(PAGES).join("a/new.md").exists();
            assert_eq!(is_taken, made == moves, "killed after {made}");
            assert_ne!(is_taken, root.join(PAGES).join("old.md").exists());
            recover(root, &["one", "deep/two"]).unwrap();
            let left_over = files(root).into_keys().filter(|path| {
                let name = path.file_name().unwrap().to_string_lossy();
                name.starts_with(".regen-") || path.iter().any(|part| part == ".pages-old")
            });
            assert_eq!(left_over.count(), 0, "killed after {made}");
            plan.carry_out(root).unwrap();
            assert_eq!(files(root), wanted, "killed after {made}");
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
    fn a_file_that_cannot_be_replaced_takes_all_back() {
        taken_back(
            |root| fs::create_dir_all(root.join("deep/three")).unwrap(),
            "replacing",
        );
    }

    #[test]
    fn pages_that_cannot_be_moved_into_place_take_all_back() {
        taken_back(
            |root| fs::remove_dir_all(root.join("spec/.pages-new")).unwrap(),
            "into place",
        );
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
