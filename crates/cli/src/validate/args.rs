//! What `emails validate` takes.

use std::path::PathBuf;

use amplemarket::ValidateEmails;
use clap::ValueEnum;
use clap::builder::PossibleValuesParser;
use etcetera::BaseStrategy;
use sha2::{Digest, Sha256};

use super::detect::Hints;
use super::layout::InputFormat;
use super::source::hexadecimal;
use super::target::Target;
use super::verdicts::{KNOWN, OURS};
use crate::mock;

/// What `emails validate` takes.
#[derive(Debug, clap::Args)]
#[command(after_long_help = help(), after_help = "See --help for examples, the added columns and what happens on Ctrl-C.")]
pub(crate) struct Args {
    /// CSV, a workbook, JSON lines or an address a line; `-` is standard input
    #[arg(value_name = "FILE")]
    pub(crate) input: PathBuf,

    /// Where the rows go, replaced whole when all is there [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// The column of the addresses, by name or number; a field, or a JSON pointer, of JSON lines [default: found by looking]
    #[arg(long, value_name = "NAME")]
    pub(crate) column: Option<String>,

    /// Write only the rows with these verdicts [default: all rows]
    #[arg(long, value_name = "VERDICT,…", value_delimiter = ',', value_parser = verdicts(), hide_possible_values = true)]
    pub(crate) accept: Vec<String>,

    /// Say what the file holds, what it would cost and how long it would take, and send nothing
    #[arg(long, conflicts_with = "resume")]
    pub(crate) dry_run: bool,

    /// Spend the credits without asking
    #[arg(short, long)]
    pub(crate) yes: bool,

    /// Spend up to so many credits without asking, and nothing at all when it takes more, not even with --yes
    #[arg(long, value_name = "N")]
    pub(crate) max_credits: Option<u64>,

    /// Go on with a run that was killed, interrupted or cut off; nothing is paid twice
    #[arg(long)]
    pub(crate) resume: bool,

    /// With --resume: send a batch again of which it isn't known whether the API took it, or that failed; it may cost again
    #[arg(long, requires = "resume")]
    pub(crate) start_again: bool,

    /// With --resume: the batch of which it isn't known whether the API took it is this one
    #[arg(
        long,
        value_name = "ID",
        requires = "resume",
        conflicts_with = "start_again"
    )]
    pub(crate) batch: Option<String>,

    /// Where the run is remembered [default: beside the output, named after it with .run.json]
    #[arg(long, value_name = "FILE")]
    pub(crate) state: Option<PathBuf>,

    /// What kind of file it is [default: by its extension, else found by looking]
    #[arg(long, value_enum, value_name = "KIND")]
    pub(crate) input_format: Option<InputFormat>,

    /// What stands between cells: a character, or `tab` [default: found by looking]
    #[arg(long, value_name = "C", value_parser = delimiter)]
    pub(crate) delimiter: Option<u8>,

    /// Whether the first row names the columns [default: found by looking]
    #[arg(long, value_name = "yes|no", value_enum)]
    pub(crate) header: Option<Header>,

    /// The same as `--header no`
    #[arg(long, conflicts_with = "header")]
    pub(crate) no_header: bool,

    /// Lines above the header, or the rows; they are kept as they are [default: found by looking]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub(crate) skip_lines: u64,

    /// The sheet of a workbook [default: the first]
    #[arg(long, value_name = "NAME")]
    pub(crate) sheet: Option<String>,

    /// How the output is encoded: as UTF-8, or the same as the input
    #[arg(long, value_enum, default_value_t = OutputEncoding::Utf8)]
    pub(crate) encoding: OutputEncoding,

    /// Fetch results as fast as they come, whatever the documented rate limit: for an account that has another
    #[arg(long)]
    pub(crate) no_rate_limit: bool,

    /// How many addresses go into a batch; one batch is worked through after the other
    #[arg(long, value_name = "N", default_value_t = ValidateEmails::MAX_EMAILS, value_parser = batch_size)]
    pub(crate) batch_size: usize,
}

/// Whether the first row names the columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Header {
    Yes,
    No,
}

/// How the output is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputEncoding {
    /// UTF-8
    Utf8,
    /// As the input is
    Same,
}

fn help() -> String {
    let mut help = HELP.to_owned();
    if mock::IS_BUILT_IN {
        help.push_str("\n  amplemarket --mock emails validate leads.csv -o results.csv");
    }
    help
}

const HELP: &str = "\
Added columns:
  result      deliverable, risky, undeliverable or unknown, as the API says;
              no_address or not_an_address for rows that were not sent, and
              not_validated where the run ended before the API came to them
              refused for an address that the API would not take
  catch_all   true where the domain takes mail for any name
  reason      the API's code for what it refused; only where it refused some
All other bytes of a row stay as they are. Plain lines become CSV. Where the
input has such a column already, ours begin with amplemarket_.

Credits:
  Each address costs one e-mail credit, once, however often it is there. What
  cannot be an address is not sent. Nothing is spent before you agreed: at the
  question, or by --yes or --max-credits.
  Where they run out between two batches, what is finished is written, and the
  exit code is 5. With more credits, --resume goes on with the rest.

Ctrl-C:
  Asks whether to cancel the batch. If you do, what is finished is written, and
  the exit code is 3. A second Ctrl-C ends at once and leaves the batch running;
  --resume takes it up again. Without a terminal the first one does that.

Examples:
  amplemarket emails validate leads.csv -o results.csv
  amplemarket emails validate leads.csv -o good.csv --accept deliverable --yes
  amplemarket emails validate leads.csv -o results.csv --resume
  amplemarket emails validate people.jsonl -o out.jsonl --column /contact/email
  cat addresses.txt | amplemarket emails validate - --max-credits 500 > out.csv";

impl Args {
    /// What was said about the input.
    pub(crate) fn hints(&self) -> Hints {
        Hints {
            format: self.input_format,
            delimiter: self.delimiter,
            header: match self.header {
                Some(header) => Some(header == Header::Yes),
                None => self.no_header.then_some(false),
            },
            skip_lines: self.skip_lines,
            column: self.column.clone(),
        }
    }

    /// Where the run is remembered: where it was said, else beside the output file, else where such things belong on this
    /// machine, named after the input.
    pub(crate) fn state_path(&self, target: &Target, digest: &str) -> Option<PathBuf> {
        if let Some(path) = &self.state {
            return Some(path.clone());
        }
        if let Some(output) = target.file() {
            let mut name = output.as_os_str().to_owned();
            name.push(".run.json");
            return Some(name.into());
        }
        let strategy = etcetera::choose_base_strategy().ok()?;
        let folder = strategy.state_dir().unwrap_or_else(|| strategy.data_dir());
        let mut name = digest.get(..16).unwrap_or(digest).to_owned();
        // What goes to a device is another run than what goes to standard output.
        if let Target::Device(path) = target {
            let path = Sha256::digest(path.as_os_str().as_encoded_bytes());
            name = format!("{name}-{}", &hexadecimal(&path)[..8]);
        }
        Some(
            folder
                .join("amplemarket")
                .join("runs")
                .join(format!("{name}.json")),
        )
    }
}

fn verdicts() -> PossibleValuesParser {
    PossibleValuesParser::new(KNOWN.iter().chain(&OURS).copied())
}

fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        [byte] if !matches!(byte, b'"' | b'\r' | b'\n') && byte.is_ascii() => Ok(*byte),
        b"tab" | b"\\t" => Ok(b'\t'),
        _ => Err("it takes one ASCII character, or `tab`".to_owned()),
    }
}

fn batch_size(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(size) if (1..=ValidateEmails::MAX_EMAILS).contains(&size) => Ok(size),
        _ => Err(format!(
            "it takes a number from 1 to {}",
            ValidateEmails::MAX_EMAILS
        )),
    }
}
