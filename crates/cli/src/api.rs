//! `amplemarket api`: every operation of the API, each a subcommand that is made of the spec.

mod answer;
mod check;
mod command;
mod cost;
mod describe;
mod flags;
mod listing;
mod request;

use amplemarket::operations;
use clap::{ArgMatches, Command, FromArgMatches};

use crate::columns::refuse_unknown_columns;
use crate::context::Context;
use crate::document::Document;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::Sink;
use crate::suggest::suggest;

/// How `api` is used, below its help.
pub(crate) const EXAMPLES: &str = "\
Examples:
  amplemarket api --list
  amplemarket api list_users --help
  amplemarket api list_users --status active --all --format csv -o users.csv
  amplemarket api list_tasks --param user_id=ID --limit 50
  amplemarket api create_excluded_domains --json '{\"excluded_domains\": [{\"domain\": \"example.com\"}]}'
  amplemarket api start_email_validation --json @emails.json
  amplemarket api get_call_recording --id ID -o call.mp3

One answer is printed as it came (table: its entries). With --all or --limit, it is the entries of as
many pages as it takes.";

/// What `api` takes: `--list`, or an operation with arguments of its own.
#[derive(Debug)]
pub(crate) struct Args {
    chosen: Option<(String, ArgMatches)>,
}

pub(crate) async fn run(args: Args, context: &Context) -> Result<Exit, CliError> {
    let document = Document::of_this_build();
    let Some((name, matches)) = args.chosen else {
        return listing::print(&document, context);
    };
    let mut all = document.operations();
    let Some(one) = all.find(|one| one.operation.id == name) else {
        return Err(no_operation(&name));
    };
    let request = request::Request::read(&document, &one, &matches)?;
    if !request.unchecked {
        refuse_unknown_columns(&document, one.operation, &request.columns)
            .map_err(|error| error.hint("--unchecked takes it all the same"))?;
    }
    let sink = Sink::open(request.output.as_deref())?;
    answer::refuse_bytes_on_a_terminal(&one, &sink)?;
    if !request.yes && !context.is_mock() {
        cost::ask(&one, request.body.as_ref(), context).await?;
    }
    let client = context.client().await?;
    answer::send_and_print(&document, &one, request, client, context, sink).await
}

fn no_operation(name: &str) -> CliError {
    let error = CliError::new(Exit::Usage, format!("there is no operation `{name}`"));
    let near = suggest(name, operations::ALL.iter().map(|one| one.id));
    let error = match near {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error,
    };
    error.hint("amplemarket api --list shows all of them")
}

impl clap::Args for Args {
    fn augment_args(command: Command) -> Command {
        // The spec is read when `api` is what was asked for, and not before each start.
        command.defer(command::augment)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Args {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let chosen = matches
            .subcommand()
            .map(|(name, matches)| (name.to_owned(), matches.clone()));
        Ok(Self { chosen })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
