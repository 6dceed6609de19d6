//! The command line: what can be asked for, and which module does it.

use clap::builder::Styles;
use clap::builder::styling::AnsiColor;
use clap::{CommandFactory, Parser, Subcommand};

use crate::context::Context;
use crate::error::CliError;
use crate::exit::{self, Exit};
use crate::global::Global;
use crate::{api, emails, environment, login, mock, shell};

/// The Amplemarket REST API on the command line
///
/// Validates the e-mail addresses of a file, and calls every operation of the API.
#[derive(Debug, Parser)]
#[command(
    name = "amplemarket",
    version,
    styles = STYLES,
    max_term_width = 100,
    disable_help_subcommand = true,
    after_help = after_help(),
    after_long_help = after_long_help()
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Validate e-mail addresses, and look after the batches in which that happens
    #[command(subcommand, disable_help_subcommand = true)]
    Emails(emails::Verb),
    /// Call any operation of the API
    #[command(after_help = api::EXAMPLES)]
    Api(api::Args),
    /// Keep an API key for the commands to come
    Login(login::LoginArgs),
    /// Forget the API key that is kept
    Logout,
    /// Say which API key is used, where it goes, and whether it is accepted
    Whoami,
    /// Print a script that completes the command in your shell
    Completions(shell::CompletionsArgs),
    /// Print a manual page
    Man(shell::ManArgs),
}

/// Does what was asked for.
pub(crate) async fn run(verb: Verb, context: &Context) -> Result<Exit, CliError> {
    match verb {
        Verb::Emails(verb) => emails::run(verb, context).await,
        Verb::Api(args) => api::run(args, context).await,
        Verb::Login(args) => login::login(args, context).await,
        Verb::Logout => login::logout(context),
        Verb::Whoami => login::whoami(context).await,
        Verb::Completions(args) => shell::completions(&args, Cli::command()),
        Verb::Man(args) => shell::man(&args, Cli::command(), context),
    }
}

/// How to begin without a key.
const WITH_THE_MOCK: &str = "amplemarket --mock emails validate leads.csv -o results.csv --yes";

fn after_help() -> String {
    match mock::IS_BUILT_IN {
        true => format!("Try it without a key: {WITH_THE_MOCK}"),
        false => String::new(),
    }
}

fn after_long_help() -> String {
    let with_the_mock = match mock::IS_BUILT_IN {
        true => format!("  {WITH_THE_MOCK}\n"),
        false => String::new(),
    };
    format!(
        "Examples:
{with_the_mock}  amplemarket login
  amplemarket emails validate leads.csv -o results.csv
  amplemarket api --list
  amplemarket api list_users --all --format csv -o users.csv

Exit codes:
{}
Environment:
{}",
        exit::lines(),
        environment::lines()
    )
}

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());
