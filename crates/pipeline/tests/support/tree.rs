//! A small tree laid out as the repository is, and the pages that lie in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use specwright_pipeline::command::{self, Verb};
use specwright_pipeline::exit::Exit;
use specwright_pipeline::fetch::{Options, Patience};
use tempfile::TempDir;

/// What a tree holds, or a docs site: paths and contents.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// A tree of its own for one test.
pub(crate) struct Tree {
    folder: TempDir,
}

/// What came of a run.
pub(crate) struct Run {
    pub(crate) exit: Exit,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Tree {
    /// A tree with the inputs only: two pages as published and one that was reconstructed.
    pub(crate) fn with_inputs() -> Self {
        let tree = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        for (path, text) in published() {
            tree.write(&format!("spec/pages/{path}"), &text);
        }
        let reconstructed = page("get", "/users", "List users", "a list of users");
        tree.write(
            "spec/pages/api-reference/users/ours.md",
            &format!("<!-- reconstructed -->\n{reconstructed}"),
        );
        tree.write("spec/overlay.yaml", OVERLAY);
        tree.write("spec/vendor.toml", VENDOR);
        tree.write(
            "Cargo.toml",
            "[package]\nname = \"small\"\nedition = \"2024\"\n",
        );
        tree.write("src/lib.rs", "//! The crate that people use.\n\nmod generated;\n\npub use generated::types;\n\n/// The client.\npub struct Client;\n");
        tree
    }

    /// The same after a first run, with every derived file in place.
    pub(crate) async fn derived() -> Self {
        let tree = Self::with_inputs();
        let run = tree.regen(&[]).await;
        assert_eq!(run.exit, Exit::Fine, "{}{}", run.out, run.err);
        tree
    }

    pub(crate) async fn regen(&self, arguments: &[&str]) -> Run {
        let root = self.folder.path().to_str().unwrap();
        let arguments = ["xtask", "--root", root, "regen"]
            .into_iter()
            .chain(arguments.iter().copied());
        run(arguments).await
    }

    /// Has the settings say that the docs are there.
    pub(crate) fn docs_at(&self, address: &str) {
        let before = self.read("spec/vendor.toml");
        let after = before.replace("https://docs.example.com/", address);
        assert_ne!(after, before);
        self.write("spec/vendor.toml", &after);
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let file = self.folder.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.folder.path().join(path)).unwrap()
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.folder.path().join(path)).unwrap();
    }

    /// Every file in the tree but the lock, which git does not look at, to tell whether anything at all has changed.
    pub(crate) fn files(&self) -> Files {
        walkdir::WalkDir::new(self.folder.path())
            .into_iter()
            .map(Result::unwrap)
            .filter(|entry| entry.file_type().is_file() && entry.file_name() != ".pages-lock")
            .map(|entry| {
                let path = entry.path().strip_prefix(self.folder.path()).unwrap();
                (
                    path.to_str().unwrap().replace('\\', "/"),
                    fs::read(entry.path()).unwrap(),
                )
            })
            .collect()
    }

    /// The paths of the pages that are held.
    pub(crate) fn pages(&self) -> Vec<String> {
        self.files()
            .into_keys()
            .filter_map(|path| path.strip_prefix("spec/pages/").map(str::to_owned))
            .collect()
    }
}

/// Runs the program with these arguments, and with less patience than people have.
pub(crate) async fn run<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Run {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let options = Options {
        patience: Patience {
            first_wait: Duration::from_millis(1),
            retry_after_unit: Duration::from_millis(1),
            ..Patience::default()
        },
        ..Options::default()
    };
    let exit = command::run::<Verb>(arguments, &options, &mut out, &mut err).await;
    Run {
        exit,
        out: String::from_utf8(out).unwrap(),
        err: String::from_utf8(err).unwrap(),
    }
}

/// The pages of the small API that are held as published.
pub(crate) fn published() -> [(&'static str, String); 2] {
    [
        (
            "api-reference/tasks/get-tasks.md",
            page("get", "/tasks", "List tasks", "a list of tasks"),
        ),
        (
            "api-reference/tasks/create-task.md",
            page("post", "/tasks", "Create a task", "the task"),
        ),
    ]
}

/// A page of the small API; `what` describes its schema `thing`.
pub(crate) fn page(method: &str, path: &str, title: &str, what: &str) -> String {
    let schema = what.rsplit(' ').next().unwrap();
    format!(
        "# {title}\n\n> {title}\n\n## OpenAPI\n\n````yaml {method} {path}\nopenapi: 3.0.1\ninfo:\n  title: Small API\n  version: v1\n\
         servers:\n  - url: https://api.example.com\nsecurity:\n  - bearerAuth: []\npaths:\n  {path}:\n    {method}:\n      \
         summary: {title}\n      description: {title}\n      responses:\n        '200':\n          description: {what}\n          \
         content:\n            application/json:\n              schema:\n                $ref: '#/components/schemas/{schema}'\n\
         components:\n  schemas:\n    {schema}:\n      type: object\n      required:\n        - id\n      properties:\n        \
         id:\n          type: string\n  securitySchemes:\n    bearerAuth:\n      type: http\n      scheme: bearer\n\n````\n"
    )
}

const VENDOR: &str = r#"docs = "https://docs.example.com/"

[packages]
client = "small"

[client]
user-agent = "small-rust"
security-scheme = "bearerAuth"
api-key-variable = "SMALL_API_KEY"
base-url-variable = "SMALL_BASE_URL"

[names]
schema-prefixes = ["response_", "request_"]
schema-suffixes = ["_object"]

[errors]
body = "response_errors_object"
schema = "response_error_object"
list = "/_errors"
code = "/code"
"#;

const OVERLAY: &str = "\
overlay: 1.0.0
info:
  title: Corrections to the small API
  version: '1'
actions:
  - target: $.paths['/tasks'].post
    description: The docs do not name the operation; it can go when they do.
    update:
      operationId: add_task
";
