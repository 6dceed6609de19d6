//! A tree whose pages say a little more, and docs that say something else.

use std::path::Path;

use serde_json::Value;
use specwright_pipeline::exit::Exit;
use tempfile::TempDir;

use crate::tree::{Files, Run, Tree, page, published, run};

pub(crate) const CREATE: &str = "api-reference/tasks/create-task.md";
pub(crate) const USERS: &str = "api-reference/users/ours.md";

/// A tree that is up to date, and what it was then.
pub(crate) struct Held {
    pub(crate) tree: Tree,
    pub(crate) files: Files,
}

impl Held {
    pub(crate) async fn new() -> Self {
        let tree = Tree::with_inputs();
        tree.write(&format!("spec/pages/{CREATE}"), &create());
        tree.write(
            "CHANGELOG.md",
            "# Changelog\n\n## Unreleased\n\n- The first.\n\n## 0.1.0\n\n- Old.\n",
        );
        tree.write(
            "Cargo.toml",
            "[package]\nname = \"small\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
        );
        let made = tree.regen(&[]).await;
        assert_eq!(made.exit, Exit::Fine, "{}", made.err);
        let files = tree.files();
        Self { tree, files }
    }

    /// The same, after its tree was edited.
    pub(crate) fn settled(self) -> Self {
        Self {
            files: self.tree.files(),
            ..self
        }
    }

    /// Runs `drift` against a site in a folder, and holds that nothing on disk changes by it.
    pub(crate) async fn drift(&self, site: &Folder, arguments: &[&str]) -> Run {
        let run = self
            .drift_at(site.path().to_str().unwrap(), arguments)
            .await;
        assert_eq!(self.tree.files(), self.files, "drift only looks");
        run
    }

    pub(crate) async fn drift_at(&self, docs: &str, arguments: &[&str]) -> Run {
        let root = self.tree.path().to_str().unwrap();
        let all = ["xtask", "--root", root, "drift", "--docs", docs];
        run(all.into_iter().chain(arguments.iter().copied())).await
    }

    /// The report as data.
    pub(crate) async fn report(&self, site: &Folder) -> Value {
        let run = self.drift(site, &["--format", "json"]).await;
        assert!(run.err.is_empty(), "{}", run.err);
        serde_json::from_str(&run.out).unwrap()
    }
}

/// The docs, as a folder.
pub(crate) struct Folder(TempDir);

impl Folder {
    /// The docs that say what is held, word for word.
    pub(crate) fn same() -> Self {
        let site = Self(tempfile::tempdir().unwrap());
        for (path, text) in pages() {
            site.page(path, &text);
        }
        site
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn page(&self, path: &str, text: &str) {
        let file = self.path().join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }

    /// Edits a page; the edit has to change something.
    pub(crate) fn edit(&self, path: &str, old: &str, new: &str) {
        let before = std::fs::read_to_string(self.path().join(path)).unwrap();
        let after = before.replace(old, new);
        assert_ne!(after, before);
        self.page(path, &after);
    }

    pub(crate) fn remove(&self, path: &str) {
        std::fs::remove_file(self.path().join(path)).unwrap();
    }
}

/// All pages of the small API, as the docs publish them.
pub(crate) fn pages() -> Vec<(&'static str, String)> {
    let [tasks, _] = published();
    vec![
        tasks,
        (CREATE, create()),
        (
            USERS,
            page("get", "/users", "List users", "a list of users"),
        ),
    ]
}

/// The page of an operation that takes a body.
pub(crate) fn create() -> String {
    let body = "      requestBody:\n        required: true\n        content:\n          application/json:\n            schema:\n              type: object\n              \
                required:\n                - title\n              properties:\n                title:\n                  type: string\n                  \
                example: 01890a5d-one\n                owner:\n                  type: string\n                  description: Who does it\n      responses:\n";
    page("post", "/tasks", "Create a task", "the task").replacen("      responses:\n", body, 1)
}

/// The edit of [`create`] that breaks everyone.
pub(crate) const OWNER_REQUIRED: (&str, &str) = (
    "                - title\n",
    "                - title\n                - owner\n",
);
