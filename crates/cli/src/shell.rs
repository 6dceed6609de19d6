//! What shells and `man` want to know of the command: both are made of the command line itself.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Command};
use clap_complete::Shell;

use crate::context::Context;
use crate::environment;
use crate::error::CliError;
use crate::exit::{self, Exit};
use crate::output::Sink;

#[derive(Debug, Args)]
#[command(after_help = "\
Where the script goes, for some shells:
  bash   amplemarket completions bash > ~/.local/share/bash-completion/completions/amplemarket
  zsh    amplemarket completions zsh > \"${fpath[1]}/_amplemarket\"
  fish   amplemarket completions fish > ~/.config/fish/completions/amplemarket.fish")]
pub(crate) struct CompletionsArgs {
    /// Which shell the script is for
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints a script that completes verbs, flags and operations.
pub(crate) fn completions(args: &CompletionsArgs, mut command: Command) -> Result<Exit, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "amplemarket", &mut script);
    print(&script)
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  amplemarket man | man -l -
  amplemarket man emails validate | man -l -
  amplemarket man --all ~/.local/share/man/man1")]
pub(crate) struct ManArgs {
    /// The verb to print the page of, such as `emails validate`; the whole command's without
    #[arg(value_name = "VERB", conflicts_with = "all")]
    verb: Vec<String>,
    /// Write the pages of all verbs into a folder
    #[arg(long, value_name = "FOLDER")]
    all: Option<PathBuf>,
}

/// Prints a page for `man`, or writes all of them.
pub(crate) fn man(
    args: &ManArgs,
    mut command: Command,
    context: &Context,
) -> Result<Exit, CliError> {
    command.build();
    let Some(folder) = &args.all else {
        let page = page(find(&command, &args.verb)?, args.verb.is_empty());
        return print(&page.map_err(CliError::output)?);
    };
    let unwritable = |path: &std::path::Path, error: std::io::Error| {
        CliError::new(
            Exit::Refused,
            format!("{} can't be written: {error}", path.display()),
        )
    };
    std::fs::create_dir_all(folder).map_err(|error| unwritable(folder, error))?;
    let mut commands = vec![(&command, true)];
    let mut count = 0;
    while let Some((command, whole)) = commands.pop() {
        let path = folder.join(format!("{}.1", name(command)));
        let page = page(command, whole).and_then(|page| std::fs::write(&path, page));
        page.map_err(|error| unwritable(&path, error))?;
        commands.extend(command.get_subcommands().map(|command| (command, false)));
        count += 1;
    }
    context.say(format!("{count} pages are in {}", folder.display()));
    Ok(Exit::Done)
}

fn find<'c>(command: &'c Command, verb: &[String]) -> Result<&'c Command, CliError> {
    verb.iter().try_fold(command, |command, name| {
        command.find_subcommand(name).ok_or_else(|| {
            let message = format!("{} has no verb `{name}`", command.get_name());
            CliError::new(Exit::Usage, message)
        })
    })
}

/// `amplemarket-emails-validate`.
fn name(command: &Command) -> String {
    let name = command.get_display_name().unwrap_or(command.get_name());
    name.replace(' ', "-")
}

fn page(command: &Command, whole: bool) -> std::io::Result<Vec<u8>> {
    let mut page = Vec::new();
    let man = clap_mangen::Man::new(command.clone()).manual("Amplemarket");
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    if !whole {
        man.render_extra_section(&mut page)?;
        return Ok(page);
    }
    writeln!(page, ".SH \"EXIT STATUS\"")?;
    for (exit, meaning) in exit::MEANINGS {
        writeln!(page, ".TP\n\\fB{}\\fR\n{meaning}", *exit as u8)?;
    }
    writeln!(page, ".SH ENVIRONMENT")?;
    for (name, meaning) in environment::MEANINGS {
        writeln!(page, ".TP\n\\fB{name}\\fR\n{meaning}")?;
    }
    man.render_version_section(&mut page)?;
    Ok(page)
}

fn print(bytes: &[u8]) -> Result<Exit, CliError> {
    let mut sink = Sink::open(None)?;
    sink.write_all(bytes).map_err(CliError::output)?;
    sink.finish()?;
    Ok(Exit::Done)
}
