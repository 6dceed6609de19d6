//! The command line: what can be asked for, and who does it.

use clap::builder::Styles;
use clap::builder::styling::AnsiColor;
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

use crate::context::Context;
use crate::error::CliError;
use crate::exit::{self, Exit};
use crate::{api, emails, login, shell};

/// Does what was asked for.
pub(crate) async fn run(verb: Verb, context: &Context) -> Result<Exit, CliError> {
    match verb {
        Verb::Emails(verb) => emails::run(verb, context).await,
        Verb::Api(args) => api::run(args, context).await,
        Verb::Login(args) => login::login(args, context).await,
        Verb::Logout => login::logout(context),
        Verb::Whoami => login::whoami(context).await,
        Verb::Completions(args) => shell::completions(&args, context),
        Verb::Man(args) => shell::man(&args, context),
    }
}

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
    after_help = "Try it without a key: amplemarket --mock emails validate leads.csv -o results.csv --yes",
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

/// The environment that is heeded, and what for.
pub(crate) const VARIABLES: &[(&str, &str)] = &[
    (
        "AMPLEMARKET_API_KEY",
        "the API key; wins over what `amplemarket login` keeps",
    ),
    (
        "AMPLEMARKET_BASE_URL",
        "where the API is, unless --base-url says",
    ),
    (
        "HTTPS_PROXY, NO_PROXY",
        "the proxy to go through, and what not to go through it for",
    ),
    (
        "NO_COLOR, CLICOLOR_FORCE",
        "no colours, or colours everywhere, unless --color says",
    ),
    (
        "SSL_CERT_FILE, SSL_CERT_DIR",
        "the CA certificates to trust, where they are not the system's",
    ),
];

fn after_long_help() -> String {
    let mut help = String::from(
        "Examples:
  amplemarket --mock emails validate leads.csv -o results.csv --yes
  amplemarket login
  amplemarket emails validate leads.csv -o results.csv
  amplemarket api --list
  amplemarket api list_users --all --format csv -o users.csv

Exit codes:
",
    );
    help.push_str(&exit::lines());
    help.push_str("\nEnvironment:\n");
    for (name, meaning) in VARIABLES {
        help.push_str(&format!("  {name:<28}{meaning}\n"));
    }
    help
}

/// What every verb takes.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// Start a made-up API inside and run against it: no key, no network, no credits
    #[arg(long, global = true, conflicts_with = "base_url")]
    pub(crate) mock: bool,
    /// How many addresses a second the made-up API validates
    #[arg(long, global = true, value_name = "N", default_value_t = 100.0, value_parser = pace)]
    pub(crate) mock_pace: f64,
    /// Where the API is [env: AMPLEMARKET_BASE_URL] [default: https://api.amplemarket.com]
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// How to print what was found: table, json, jsonl, csv or yaml [default: table on a terminal, json
    /// elsewhere, what its name says to a file]
    #[arg(long, global = true, value_enum, hide_possible_values = true)]
    pub(crate) format: Option<Format>,
    /// When to use colours: auto (which heeds NO_COLOR and CLICOLOR_FORCE), always or never
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        default_value_t = When::Auto,
        hide_possible_values = true
    )]
    pub(crate) color: When,
    /// Say nothing but what was asked for, and errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Say on standard error what is sent and what comes back; -vv also the bodies that are sent
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
}

/// How what was found is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Columns for people; long values are cut to fit the terminal
    Table,
    /// One JSON document, indented
    Json,
    /// One JSON document a line for each entry
    Jsonl,
    /// Comma-separated values with a header
    Csv,
    /// One YAML document
    Yaml,
}

/// When colours are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// On a terminal that wants them
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

fn pace(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(pace) if pace.is_finite() && pace > 0.0 => Ok(pace),
        _ => Err("it takes a number above 0".to_owned()),
    }
}
