//! The command line: what can be asked for, and who does it.

use clap::builder::Styles;
use clap::builder::styling::AnsiColor;
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

use crate::context::Context;
use crate::emails;
use crate::exit::Exit;
use crate::failure::Failure;

/// Does what was asked for.
pub(crate) async fn run(verb: Verb, context: &Context) -> Result<Exit, Failure> {
    match verb {
        Verb::Emails(verb) => emails::run(verb, context).await,
    }
}

/// The Amplemarket REST API on the command line
#[derive(Debug, Parser)]
#[command(name = "amplemarket", version, styles = STYLES, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Validate e-mail addresses, and look after the batches in which that happens
    #[command(subcommand)]
    Emails(emails::Verb),
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
    /// How to print what was found [default: table on a terminal, json elsewhere]
    #[arg(long, global = true, value_enum)]
    pub(crate) format: Option<Format>,
    /// When to use colours; NO_COLOR and CLICOLOR_FORCE are heeded by `auto`
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = When::Auto)]
    pub(crate) color: When,
    /// Say nothing but what was asked for, and errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Say on standard error what is sent and what comes back; -vv also why it waits
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
