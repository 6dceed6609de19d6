//! `amplemarket emails`: e-mail addresses and the batches in which they are validated.

use amplemarket::operations::GET_EMAIL_VALIDATION;
use amplemarket::types::EmailValidation;
use amplemarket::{Batch, BatchState, Page};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::columns::refuse_unknown_columns;
use crate::context::Context;
use crate::document::Document;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::{Columns, Sink};
use crate::prompt::Prompt;
use crate::validate;
use specwright_runtime::terminal::sanitize;

pub(crate) async fn run(verb: Verb, context: &Context) -> Result<Exit, CliError> {
    match verb {
        Verb::Validate(args) => validate::run(args, context).await,
        Verb::Status(args) => status(&args, context).await,
        Verb::Results(args) => results(&args, context).await,
        Verb::Cancel(args) => cancel(&args, context).await,
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Validate the addresses of a file: every row comes back with its verdict
    Validate(validate::Args),
    /// Say how far a batch is
    Status(StatusArgs),
    /// Get the verdicts of a batch
    Results(ResultsArgs),
    /// Stop a batch; what was finished until then was paid for, and can be had
    Cancel(CancelArgs),
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  amplemarket emails status 019e8e97-214c-782c-bf1a-5f04ef81ddd1
  amplemarket emails status ID --format json | jq -r .status

Exit codes: 0 it runs or is completed, 1 it failed, 3 it was canceled.")]
pub(crate) struct StatusArgs {
    /// Id of the batch
    #[arg(value_parser = clap::builder::NonEmptyStringValueParser::new())]
    id: String,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  amplemarket emails results ID -o results.csv
  amplemarket emails results ID --format jsonl | jq -r 'select(.result == \"deliverable\").email'

Exit codes: 0 these are all, 3 the batch still runs or was canceled: these are a part.")]
pub(crate) struct ResultsArgs {
    /// Id of the batch
    #[arg(value_parser = clap::builder::NonEmptyStringValueParser::new())]
    id: String,
    /// Write them to a file, whole or not at all; its ending says the form (.csv, .jsonl, .yaml, .json)
    #[arg(short, long, value_name = "FILE")]
    output: Option<std::path::PathBuf>,
    /// The columns of a table or of CSV
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    columns: Vec<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  amplemarket emails cancel ID
  amplemarket emails cancel ID --yes")]
pub(crate) struct CancelArgs {
    /// Id of the batch
    #[arg(value_parser = clap::builder::NonEmptyStringValueParser::new())]
    id: String,
    /// Do not ask before
    #[arg(short, long)]
    yes: bool,
}

async fn status(args: &StatusArgs, context: &Context) -> Result<Exit, CliError> {
    let client = context.client().await?;
    let batch = client
        .email_validation(&args.id)
        .retrieve()
        .await?
        .into_inner();
    print(&batch, context)?;
    Ok(match batch.state() {
        BatchState::Failed => Exit::Refused,
        BatchState::Canceled => Exit::Partial,
        _ => Exit::Done,
    })
}

async fn results(args: &ResultsArgs, context: &Context) -> Result<Exit, CliError> {
    if !args.columns.is_empty() {
        let document = Document::of_this_build();
        refuse_unknown_columns(&document, &GET_EMAIL_VALIDATION, &args.columns)?;
    }
    let client = context.client().await?;
    let mut sink = Sink::open(args.output.as_deref())?;
    let run = client.email_validation(&args.id);
    // Before the results: what comes in between is then at worst called a part, though it is the whole.
    let batch = run.retrieve().await?.into_inner();
    let columns = match args.columns.as_slice() {
        [] => vec![
            "email".to_owned(),
            "result".to_owned(),
            "catch_all".to_owned(),
        ],
        chosen => chosen.to_vec(),
    };
    let mut rows = sink.printer(context.format()).list(Columns::new(columns));
    let mut results = run.results();
    let mut count = 0_u64;
    while let Some(result) = results.try_next().await? {
        let entry = as_json(&result)?;
        rows.entries(&mut sink, std::slice::from_ref(&entry))
            .map_err(CliError::output)?;
        count += 1;
    }
    rows.finish(&mut sink).map_err(CliError::output)?;
    sink.finish()?;
    let status = sanitize(batch.status.as_str());
    Ok(match batch.state() {
        BatchState::Completed => Exit::Done,
        BatchState::Failed => {
            context.say(format!(
                "the batch failed; it had {count} results until then"
            ));
            Exit::Refused
        }
        _ => {
            context.say(format!(
                "the batch is {status}: these {count} results are a part"
            ));
            Exit::Partial
        }
    })
}

async fn cancel(args: &CancelArgs, context: &Context) -> Result<Exit, CliError> {
    if !args.yes {
        let question = format!("Stop the batch {}? It can't be taken up again.", args.id);
        let Some(prompt) = Prompt::at_stdin(context) else {
            let message =
                "a batch that is stopped can't be taken up again, and there is nobody to ask";
            return Err(CliError::new(Exit::Usage, message).hint("--yes stops it without asking"));
        };
        if !prompt.agrees(context, &question).await {
            return Err(CliError::new(Exit::Refused, "nothing was stopped"));
        }
    }
    let client = context.client().await?;
    let batch = client
        .email_validation(&args.id)
        .cancel()
        .await?
        .into_inner();
    print(&batch, context)?;
    Ok(Exit::Done)
}

/// A batch without its results, of which an answer has the first page only.
fn print(batch: &EmailValidation, context: &Context) -> Result<(), CliError> {
    let mut said = json!({ "id": as_json(&batch.id)?, "status": as_json(&batch.status)? });
    if let (Some(said), false) = (said.as_object_mut(), batch.errors().is_empty()) {
        said.insert("errors".to_owned(), as_json(&batch.errors())?);
    }
    let mut sink = Sink::open(None)?;
    sink.printer(context.format())
        .document(&mut sink, &said, Columns::default())
        .map_err(CliError::output)?;
    sink.finish()?;
    if !batch.is_empty() {
        let id = as_json(&batch.id)?;
        let id = id.as_str().unwrap_or("ID");
        context.say(format!(
            "there are results: amplemarket emails results {id}"
        ));
    }
    Ok(())
}

fn as_json(value: &impl serde::Serialize) -> Result<Value, CliError> {
    serde_json::to_value(value).map_err(|error| {
        CliError::new(
            Exit::Refused,
            format!("the answer can't be printed: {error}"),
        )
    })
}
