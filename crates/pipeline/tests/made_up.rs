//! A page that comes out tomorrow gets all of it by `regen` alone: made-up pages of each kind of endpoint are put beside
//! the real ones, and what comes out is listed, built and called.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test says what it expects by failing"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use specwright_openapi::document;
use specwright_pages::split::{SplitOptions, split};
use specwright_pipeline::command::{self, Verb};
use specwright_pipeline::exit::Exit;
use specwright_pipeline::fetch::Options;
use walkdir::WalkDir;

#[tokio::test]
async fn a_page_of_tomorrow_needs_no_line_of_rust() {
    let tree = tempfile::tempdir().unwrap();
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    copy(&repository, tree.path());
    add_pages(tree.path());

    let said = regen(tree.path()).await;
    for line in [
        "  POST    /widget-checks                       create_widget_check  published\n",
        "  GET     /widgets/{id}/picture                get_widget_picture  published\n",
    ] {
        assert!(said.contains(line), "{line}{said}");
    }
    listed(tree.path());
    documented(tree.path());
    used(&repository, tree.path());
}

/// The listing shows a method for each operation, and pages where there are some.
fn listed(tree: &Path) {
    let listing = fs::read_to_string(tree.join("tests/snapshots/api.txt")).unwrap();
    for line in [
        "pub fn amplemarket::Client::list_widgets(&self) -> amplemarket::builder::ListWidgets\n",
        "pub fn amplemarket::builder::ListWidgets::stream(self) -> amplemarket::Items<amplemarket::types::Widgets>\n",
        "pub fn amplemarket::builder::SearchWidgets::stream(self) -> amplemarket::Items<amplemarket::types::SearchWidgetsResponse>\n",
        "pub fn amplemarket::builder::GetWidgetCheck::pages(self) -> amplemarket::Pages<amplemarket::types::WidgetCheck>\n",
        "pub async fn amplemarket::builder::GetWidgetPicture::send(self) -> Result<amplemarket::Response<amplemarket::ByteStream>, amplemarket::Error>\n",
        "#[non_exhaustive] pub enum amplemarket::types::WidgetStatus\n",
        "pub enum amplemarket::types::ListWidgetsStatus\n",
        "pub amplemarket::types::DeleteWidgetsRequest::reason: Option<Option<String>>\n",
    ] {
        assert!(listing.contains(line), "{line}is not in the listing");
    }
}

/// The docs of a method say what it costs and takes, where its page is, and which errors are documented.
fn documented(tree: &Path) {
    let generated = fs::read_to_string(tree.join("src/generated.rs")).unwrap();
    for text in [
        "/// # Widget Checks\nimpl Client {",
        "/// Costs 2 email credits for each of `widgets` that is processed. Takes at most 500 `widgets` a call. May be called 30 times a minute.",
        "see [its page in the vendor's docs](<https://docs.amplemarket.com/made-up/",
        "/// - `404`: No widgets",
        "client.create_widget_check().widgets([\"name\"]).send().await?",
    ] {
        assert!(generated.contains(text), "{text} is not in the source");
    }
}

/// A crate that depends on what came out builds, without the generator and without a network, and runs to its end.
fn used(repository: &Path, tree: &Path) {
    let consumer = tree.join("consumer");
    fs::create_dir_all(consumer.join("src")).unwrap();
    fs::write(
        consumer.join("Cargo.toml"),
        "[package]\nname = \"consumer\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\namplemarket = { path = \"..\", default-features = false }\ntokio = { version = \"1\", features = [\"io-util\", \"macros\", \"net\", \"rt\"] }\nserde_json = \"1\"\n",
    )
    .unwrap();
    let examples = examples(&fs::read_to_string(tree.join("src/generated.rs")).unwrap());
    for (file, text) in [
        ("main.rs", include_str!("made_up/consumer.rs")),
        ("shapes.rs", include_str!("made_up/shapes.rs")),
        ("examples.rs", &examples),
    ] {
        fs::write(consumer.join("src").join(file), text).unwrap();
    }
    fs::copy(tree.join("Cargo.lock"), consumer.join("Cargo.lock")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--offline", "--target-dir"])
        .arg(repository.join("target/made-up"))
        .current_dir(&consumer)
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert_eq!(said, "all of it works\n", "{complained}");
}

/// The example of every method, as the docs have it, to be built with the rest.
fn examples(generated: &str) -> String {
    let mut examples = String::new();
    for (number, rest) in generated.split("/// ```no_run\n").skip(1).enumerate() {
        let lines = rest
            .lines()
            .map(|line| line.trim().trim_start_matches("///").trim_start());
        let lines = lines.take_while(|line| *line != "```");
        let code: Vec<&str> = lines
            .map(|line| line.strip_prefix("# ").unwrap_or(line))
            .collect();
        examples.push_str(&format!(
            "mod example_{number} {{\n{}\n}}\n",
            code.join("\n")
        ));
    }
    assert!(examples.contains("example_40"));
    examples
}

/// Cuts the made-up document into pages, as the docs site would, and puts them beside the others.
fn add_pages(tree: &Path) {
    let spec = read(&tree.join("spec/openapi.yaml"));
    let published = published_components(tree);
    for name in ["document", "shapes"] {
        let path = format!("tests/made_up/{name}.yaml");
        let mut document = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(path));
        complete(&mut document, &spec, &published);
        let options = SplitOptions {
            docs: Some("https://docs.amplemarket.com".to_owned()),
            source: None,
        };
        for page in split(&document, &options) {
            let path = tree.join("spec/pages/made-up").join(&page.path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, page.bytes).unwrap();
        }
    }
    let overlay = tree.join("spec/overlay.yaml");
    let actions = fs::read_to_string(&overlay).unwrap() + include_str!("made_up/overlay.yaml");
    fs::write(overlay, actions).unwrap();
}

/// Gives a made-up document what the published one has beside its operations.
fn complete(document: &mut Value, spec: &Value, published: &Value) {
    for key in ["openapi", "info", "servers", "security"] {
        document[key] = spec[key].clone();
    }
    for section in ["schemas", "securitySchemes"] {
        for (name, component) in published[section].as_object().unwrap() {
            document["components"][section][name] = component.clone();
        }
    }
}

/// The components as the real page has them, before the overlay.
fn published_components(tree: &Path) -> Value {
    let page = "api-reference/email-validation/cancel-batch-of-email-validations.md";
    let bytes = fs::read(tree.join("spec/pages").join(page)).unwrap();
    let page = specwright_pages::page::Page::new(page, bytes);
    let mut extraction = specwright_pages::extract::extract(&page).unwrap();
    extraction.fragments.remove(0).document["components"].take()
}

async fn regen(tree: &Path) -> String {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let arguments = ["xtask", "--root", tree.to_str().unwrap(), "regen"];
    let exit = command::run::<Verb>(arguments, &Options::default(), &mut out, &mut err).await;
    assert_eq!(exit, Exit::Fine, "{}", String::from_utf8_lossy(&err));
    String::from_utf8(out).unwrap()
}

fn read(path: &Path) -> Value {
    document::read(&fs::read_to_string(path).unwrap(), "a document").unwrap()
}

/// Copies what a build needs: the sources, not what was built of them.
fn copy(from: &Path, to: &Path) {
    for part in [
        "Cargo.toml",
        "Cargo.lock",
        "build.rs",
        "README.md",
        "benches",
        "src",
        "spec",
        "crates",
        "xtask",
        "tests",
    ] {
        for entry in WalkDir::new(from.join(part)) {
            let entry = entry.unwrap();
            let path: PathBuf = to.join(entry.path().strip_prefix(from).unwrap());
            if entry.file_type().is_dir() {
                fs::create_dir_all(path).unwrap();
            } else {
                fs::copy(entry.path(), path).unwrap();
            }
        }
    }
}
