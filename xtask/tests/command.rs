//! The command line: the pipeline's verbs, and the one that is this repository's own.

use specwright_pipeline::command;
use specwright_pipeline::exit::Exit;
use specwright_pipeline::fetch::Options;

#[tokio::test]
async fn the_help_names_every_verb() {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let arguments = ["xtask", "--help"];
    let options = Options::default();
    let exit = command::run::<xtask::Verb>(arguments, &options, &mut out, &mut err).await;
    let said = String::from_utf8_lossy(&out);
    assert_eq!(exit, Exit::Fine, "{}", String::from_utf8_lossy(&err));
    assert!(said.contains("Usage: cargo xtask <COMMAND>"), "{said}");
    for verb in ["regen", "drift", "diff", "judge"] {
        assert!(said.contains(&format!("\n  {verb} ")), "{said}");
    }
}
