//! What can be compared.

use std::fs;

use specwright_pipeline::command::{self, Verb};
use specwright_pipeline::exit::Exit;
use specwright_pipeline::fetch::Options;
use specwright_pipeline::pipe::Pipe;
use tempfile::TempDir;

use crate::tree::{page, run};

const YAML: &str = "openapi: 3.0.1\ninfo: {title: Small, version: '1'}\npaths:\n  /tasks:\n    get:\n      responses:\n        '200': {description: ok}\n";
const JSON: &str = r#"{"openapi":"3.0.1","info":{"title":"Small","version":"1"},"paths":{"/tasks":{"get":{"responses":{"200":{"description":"ok"}}}}}}"#;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let file = folder.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    folder
}

async fn diff(files: &TempDir, old: &str, new: &str, exit: Exit, said: &str) {
    let at = |name: &str| files.path().join(name).to_str().unwrap().to_owned();
    let root = at("");
    let run = run(["xtask", "--root", &root, "diff", &at(old), &at(new)]).await;
    assert_eq!(run.exit, exit, "{old} {new}: {}{}", run.out, run.err);
    let (told, silent) = if exit == Exit::CannotTell {
        (&run.err, &run.out)
    } else {
        (&run.out, &run.err)
    };
    assert!(told.contains(said), "{said:?} is not in\n{told}");
    assert!(silent.is_empty(), "{silent}");
}

#[tokio::test]
async fn files_in_yaml_and_json() {
    let files = folder(&[
        ("a.yaml", YAML),
        ("b.json", JSON),
        ("c.json", &JSON.replace("/tasks", "/users")),
    ]);
    diff(
        &files,
        "a.yaml",
        "b.json",
        Exit::Fine,
        "no difference: 1 operation,",
    )
    .await;
    diff(&files, "a.yaml", "c.json", Exit::Drift, "GET /tasks").await;
}

#[tokio::test]
async fn versions_of_openapi() {
    let later = YAML.replace("3.0.1", "3.1.0");
    let number = YAML.replace("3.0.1", "3.1");
    let files = folder(&[("a.yaml", YAML), ("b.yaml", &later), ("c.yaml", &number)]);
    diff(&files, "a.yaml", "b.yaml", Exit::Fine, "").await;
    diff(&files, "a.yaml", "c.yaml", Exit::Fine, "").await;
}

/// Names that only generated code spells are nobody's business in other people's documents.
#[tokio::test]
async fn names_of_other_documents() {
    let named = |path: &str, schema: &str| {
        let parameter =
            format!("{{name: {path}, in: path, required: true, schema: {{type: string}}}}");
        let content =
            format!("{{application/json: {{schema: {{$ref: '#/components/schemas/{schema}'}}}}}}");
        format!(
            "openapi: 3.0.1\npaths:\n  /tasks/{{{path}}}:\n    get:\n      parameters: [{parameter}]\n      responses:\n        '200': {{description: ok, content: {content}}}\ncomponents: {{schemas: {{{schema}: {{type: object}}}}}}\n"
        )
    };
    let files = folder(&[
        ("a.yaml", &named("id", "Task")),
        ("b.yaml", &named("task", "TaskModel")),
    ]);
    diff(&files, "a.yaml", "b.yaml", Exit::Fine, "no difference").await;
}

#[tokio::test]
async fn folders_of_pages() {
    let tasks = page("get", "/tasks", "List tasks", "a list of tasks");
    let users = page("get", "/users", "List users", "a list of users");
    let files = folder(&[
        ("one/a.md", &tasks),
        ("one/b.md", &users),
        ("two/a.md", &tasks),
    ]);
    diff(
        &files,
        "one",
        "one",
        Exit::Fine,
        "no difference: 2 operations",
    )
    .await;
    diff(&files, "one", "two", Exit::Drift, "      page b.md\n").await;
}

#[tokio::test]
async fn the_index_of_a_folder_is_binding() {
    let tasks = page("get", "/tasks", "List tasks", "a list of tasks");
    let stale = tasks.replace("type: string", "type: integer");
    let files = folder(&[
        ("one/llms.txt", "# Small\n\n- [Tasks](/a.md)\n"),
        ("one/a.md", &tasks),
        ("one/stale.md", &stale),
        ("one/unreadable.md", "````yaml get /bad\nopenapi: 3.0.1\n"),
        ("two/a.md", &tasks),
        (
            "three/llms.txt",
            "# Small\n\n- [Tasks](/a.md)\n- [Gone](/b.md)\n",
        ),
        ("three/a.md", &tasks),
    ]);
    diff(
        &files,
        "one",
        "two",
        Exit::Fine,
        "no difference: 1 operation",
    )
    .await;
    diff(
        &files,
        "two",
        "three",
        Exit::CannotTell,
        "llms.txt:4 lists b.md",
    )
    .await;
}

/// Takes some and then no more, as a pager does that is left early.
struct Closed(usize);

impl std::io::Write for Closed {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let taken = bytes.len().min(self.0);
        self.0 -= taken;
        if taken == 0 {
            return Err(std::io::ErrorKind::BrokenPipe.into());
        }
        Ok(taken)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_reader_who_has_seen_enough_changes_no_exit_code() {
    let files = folder(&[
        ("a.yaml", YAML),
        ("b.json", &JSON.replace("/tasks", "/users")),
    ]);
    let at = |name: &str| files.path().join(name).to_str().unwrap().to_owned();
    let arguments = [
        "xtask",
        "--root",
        &at(""),
        "diff",
        &at("a.yaml"),
        &at("b.json"),
    ];
    let mut err = Vec::new();
    let exit = command::run::<Verb>(
        arguments,
        &Options::default(),
        &mut Pipe(Closed(20)),
        &mut err,
    )
    .await;
    assert_eq!(exit, Exit::Drift);
    assert!(err.is_empty(), "{}", String::from_utf8_lossy(&err));
}

#[tokio::test]
async fn what_is_no_document() {
    let files = folder(&[
        ("a.yaml", YAML),
        ("list.yaml", "- a\n"),
        ("twice.yaml", "openapi: 3.0.1\nopenapi: 3.0.1\n"),
        ("other.yaml", "name: x\n"),
        ("old.yaml", "swagger: '2.0'\npaths: {}\n"),
        ("empty/readme.txt", ""),
        ("four.yaml", &YAML.replace("3.0.1", "4.0.0")),
        (
            "events.yaml",
            "asyncapi: 3.0.0\nchannels: {}\ncomponents: {}\n",
        ),
        ("block.yaml", "openapi: get /tasks\npaths: {}\n"),
        ("nameless.yaml", &YAML.replace("openapi: 3.0.1\n", "")),
        ("list-of-versions.yaml", "openapi: [3.0.1]\npaths: {}\n"),
    ]);
    for (name, said) in [
        ("four.yaml", "`openapi` says \"4.0.0\""),
        ("events.yaml", "AsyncAPI"),
        ("block.yaml", "`openapi` says \"get /tasks\""),
        ("nameless.yaml", "it has no `openapi`"),
        ("list-of-versions.yaml", "`openapi` says"),
        ("gone.yaml", "give a file, a folder of pages"),
        ("list.yaml", "list.yaml"),
        ("twice.yaml", "twice.yaml"),
        ("other.yaml", "no OpenAPI document"),
        ("old.yaml", "Swagger 2.0"),
        ("empty", "no page with a fragment"),
    ] {
        diff(&files, "a.yaml", name, Exit::CannotTell, said).await;
        diff(&files, name, "a.yaml", Exit::CannotTell, said).await;
    }
}

#[tokio::test]
async fn mistaken_arguments() {
    for arguments in [
        &["xtask", "diff"][..],
        &["xtask", "diff", "a.yaml"],
        &["xtask", "diff", "git:", "a.yaml"],
        &["xtask", "diff", "git:a:", "b"],
    ] {
        let run = run(arguments.iter().copied()).await;
        assert_eq!(run.exit, Exit::Usage, "{arguments:?}: {}", run.out);
    }
}
