//! `amplemarket login`, `logout` and `whoami`: the key, kept and forgotten.

use std::fmt::Display;
use std::io::{self, Read};

use amplemarket::Client;
use clap::Args;
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::context::Context;
use crate::environment::API_KEY;
use crate::error::CliError;
use crate::exit::Exit;
use crate::key::{self, KeyFile, Keyring, Place};
use crate::output::{Columns, Sink};

#[derive(Debug, Args)]
#[command(after_help = "\
The key is read from the terminal without being shown, or from standard input:
  amplemarket login
  amplemarket login --file < key.txt

It is tried out (GET /account-info) before it is kept. AMPLEMARKET_API_KEY, where it is set, wins over
what is kept.")]
pub(crate) struct LoginArgs {
    /// Keep the key in a private file of your configuration, and not in the keyring
    #[arg(long)]
    file: bool,
}

/// Reads a key, tries it out and keeps it.
pub(crate) async fn login(args: LoginArgs, context: &Context) -> Result<Exit, CliError> {
    if context.is_mock() {
        return Err(CliError::new(
            Exit::Usage,
            "the made-up API takes any key: there is none to keep",
        ));
    }
    // Before anybody types a key that there is no place for.
    let keep = Keep::chosen(args.file)?;
    let key = read_key(context)?;
    let from = match context.stdin_is_terminal {
        true => "what was typed",
        false => "standard input",
    };
    let tried = async || {
        let client = context.client_with(key.clone(), &from)?;
        account(&client, &from, "is it whole, and of this account?").await
    };
    tried()
        .await
        .map_err(|error| error.hint("the key was not kept"))?;
    keep.write(&key)?;
    context.say(format!("The key works. It is kept in {}.", keep.place()));
    if std::env::var_os(API_KEY).is_some() {
        context.say(format!("{API_KEY} is set, and wins over it."));
    }
    Ok(Exit::Done)
}

/// Forgets the key wherever it is kept.
pub(crate) fn logout(context: &Context) -> Result<Exit, CliError> {
    let mut gone = Vec::new();
    if let Some(file) = KeyFile::of_this_user()
        && file.remove()?
    {
        gone.push(Place::File(file.path().to_owned()));
    }
    // A keyring that is not there keeps nothing.
    let kept = Keyring::of_this_system().and_then(|keyring| keyring.remove());
    if kept.unwrap_or(false) {
        gone.push(Place::Keyring);
    }
    for place in &gone {
        context.say(format!("The key is gone from {place}."));
    }
    if gone.is_empty() {
        context.say("No key was kept.");
    }
    if std::env::var_os(API_KEY).is_some() {
        context.say(format!("{API_KEY} is still set: unset it in your shell."));
    }
    Ok(Exit::Done)
}

/// Says which key is used, where it goes, and whether it is taken.
pub(crate) async fn whoami(context: &Context) -> Result<Exit, CliError> {
    let (place, next) = match context.is_mock() {
        true => ("made up, for the made-up API".to_owned(), ""),
        false => {
            let place = key::find()?.place;
            (place.to_string(), another(&place))
        }
    };
    let client = context.client().await?;
    let account = account(&client, &place, next).await?;
    let mut sink = Sink::open(None)?;
    let said = json!({ "key": place, "base_url": client.base_url().as_str(), "account": account });
    sink.printer(context.format())
        .document(&mut sink, &said, Columns::default())
        .map_err(CliError::output)?;
    sink.finish()?;
    Ok(Exit::Done)
}

/// How to put another key in the place of one that does not work.
fn another(place: &Place) -> &'static str {
    match place {
        Place::Environment => {
            "set it to another key, or unset it to use the one that amplemarket login keeps"
        }
        Place::File(_) => "amplemarket login --file keeps another one",
        Place::Keyring => "amplemarket login keeps another one",
    }
}

/// Asks for the account of the key. That the key is not taken is said with where it is from, and with what to do next.
async fn account(client: &Client, from: &impl Display, next: &str) -> Result<Value, CliError> {
    let operation = &amplemarket::operations::GET_ACCOUNT_INFO;
    match client.call(operation).send().await {
        Ok(answer) => Ok(answer.into_inner()),
        Err(error) if error.is_unauthorized() => Err(CliError::key_not_taken(
            &error,
            from,
            client.base_url(),
            next,
        )),
        Err(error) => Err(error.into()),
    }
}

/// Where a key is to be kept.
enum Keep {
    File(KeyFile),
    Keyring(Keyring),
}

impl Keep {
    fn chosen(file: bool) -> Result<Self, CliError> {
        if file {
            let file = KeyFile::of_this_user();
            return file.map(Self::File).ok_or_else(|| {
                CliError::new(Exit::Key, "there is no home folder to keep the key in")
                    .hint(format!("set {API_KEY} instead"))
            });
        }
        // To look into it is the only way to know that it would answer.
        let keyring = Keyring::of_this_system().and_then(|keyring| {
            keyring.read()?;
            Ok(keyring)
        });
        keyring.map(Self::Keyring).map_err(|reason| {
            CliError::new(
                Exit::Key,
                format!("this system has no keyring that can be used: {reason}"),
            )
            .hint("keep the key in a private file instead: amplemarket login --file")
            .hint(format!("or set {API_KEY}"))
        })
    }

    fn write(&self, key: &SecretString) -> Result<(), CliError> {
        match self {
            Self::File(file) => file.write(key),
            Self::Keyring(keyring) => keyring.write(key).map_err(|reason| {
                CliError::new(
                    Exit::Key,
                    format!("the keyring does not take the key: {reason}"),
                )
                .hint("keep it in a private file instead: amplemarket login --file")
            }),
        }
    }

    fn place(&self) -> Place {
        match self {
            Self::File(file) => Place::File(file.path().to_owned()),
            Self::Keyring(_) => Place::Keyring,
        }
    }
}

fn read_key(context: &Context) -> Result<SecretString, CliError> {
    let unread =
        |error: io::Error| CliError::new(Exit::Usage, format!("the key can't be read: {error}"));
    let text = if context.stdin_is_terminal {
        SecretString::from(
            rpassword::prompt_password("API key (it is not shown): ").map_err(unread)?,
        )
    } else {
        let mut text = String::new();
        io::stdin()
            .take(64 * 1024)
            .read_to_string(&mut text)
            .map_err(unread)?;
        SecretString::from(text)
    };
    let key = secrecy::ExposeSecret::expose_secret(&text).trim();
    if key.is_empty() {
        return Err(CliError::new(Exit::Usage, "there was no key to read"));
    }
    Ok(SecretString::from(key))
}
