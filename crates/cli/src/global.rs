//! What every verb takes: the global options.

use clap::{ArgAction, Args, ValueEnum};

use crate::mock;
use crate::output::Format;

/// What every verb takes.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// Start a made-up API inside and run against it: no key, no network, no credits
    #[arg(long, global = true, conflicts_with = "base_url", hide = !mock::IS_BUILT_IN)]
    pub(crate) mock: bool,
    /// How many addresses a second the made-up API validates
    #[arg(long, global = true, value_name = "N", default_value_t = 100.0, value_parser = pace, hide = !mock::IS_BUILT_IN)]
    pub(crate) mock_pace: f64,
    /// Where the API is [env: AMPLEMARKET_BASE_URL] [default: https://api.amplemarket.com]
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    #[arg(
        long,
        global = true,
        value_enum,
        hide_possible_values = true,
        help = format!(
            "How to print what was found: {} [default: table on a terminal, json elsewhere, what its name says to a file]",
            Format::names()
        )
    )]
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

/// When colours are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// On a terminal, unless the environment says otherwise
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

fn pace(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(pace) if pace.is_finite() && pace > 0.0 => Ok(pace),
        _ => Err("it takes a number above 0".to_owned()),
    }
}
