//! Email validation as people mean it: addresses in, verdicts out.

use std::collections::{HashMap, HashSet};

use crate::batches::FinishedEmailValidation;
use crate::types::{EmailValidation, EmailValidationResult, StartEmailValidationEmail};
use crate::{CallOptions, Client, Error, Run, operations};
use specwright_runtime::codegen;

impl Client {
    /// Checks whether e-mail addresses can receive mail. Each address that goes through costs one e-mail credit.
    ///
    /// Nothing is sent, and nothing is spent, until the batch is [started](ValidateEmails::start).
    pub fn validate_emails<E: Into<String>>(
        &self,
        emails: impl IntoIterator<Item = E>,
    ) -> ValidateEmails {
        ValidateEmails {
            client: self.clone(),
            emails: emails.into_iter().map(Into::into).collect(),
            options: CallOptions::new(),
        }
    }
}

/// A batch of e-mail addresses that is not started yet.
#[derive(Clone, Debug)]
#[must_use = "nothing is validated until it is started"]
pub struct ValidateEmails {
    client: Client,
    emails: Vec<String>,
    options: CallOptions,
}

impl ValidateEmails {
    /// How many addresses one batch takes.
    pub const MAX_EMAILS: usize = match operations::START_EMAIL_VALIDATION.max_items {
        Some(limit) => limit.count,
        None => usize::MAX,
    };

    /// Leaves out each address that is there before it, when asked to; upper and lower case, and blanks around it, make no
    /// difference. An address that is there twice would be paid for twice.
    pub fn dedupe(mut self, dedupe: bool) -> Self {
        if dedupe {
            let mut seen = HashSet::new();
            self.emails.retain(|email| seen.insert(folded(email)));
        }
        self
    }

    /// How the batch is started, where that is not the client's own way. For what comes after, see [`Run::with`].
    pub fn with(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// The addresses as they will be sent.
    #[must_use]
    pub fn emails(&self) -> &[String] {
        &self.emails
    }

    /// The e-mail credits that it takes at most.
    #[must_use]
    pub fn credits(&self) -> f64 {
        let charges = operations::START_EMAIL_VALIDATION.charges.iter();
        let each: f64 = charges
            .filter(|charge| charge.kind == "email")
            .map(|charge| charge.amount)
            .sum();
        // No batch is so large that a float could not count it.
        each * self.emails.len() as f64
    }

    /// Several batches of as many addresses as one takes, in their order.
    #[must_use]
    pub fn split(self) -> Vec<Self> {
        let batches = self.emails.chunks(Self::MAX_EMAILS);
        batches
            .map(|emails| Self {
                client: self.client.clone(),
                emails: emails.to_vec(),
                options: self.options.clone(),
            })
            .collect()
    }

    /// Starts the batch, and spends the credits. It is never sent again on a guess: where the answer stays away, the error says
    /// so, and whether the API took it is not known.
    ///
    /// # Errors
    /// [`Error::Request`], and nothing is sent, for no address at all and for more than [`MAX_EMAILS`](Self::MAX_EMAILS); otherwise
    /// [`Error`] says what went wrong.
    pub async fn start(self) -> Result<Run<EmailValidation>, Error> {
        let operation = &operations::START_EMAIL_VALIDATION;
        let refused = |reason: String| Err(codegen::refused(operation, reason));
        match self.emails.len() {
            0 => return refused("there is no address to validate".to_owned()),
            count if count > Self::MAX_EMAILS => {
                let most = Self::MAX_EMAILS;
                return refused(format!(
                    "{count} addresses are more than the {most} of a batch; `split` makes several"
                ));
            }
            _ => {}
        }
        let emails: Vec<_> = self
            .emails
            .into_iter()
            .map(StartEmailValidationEmail::from)
            .collect();
        self.client
            .start_email_validation()
            .emails(emails)
            .with(self.options)
            .start()
            .await
    }
}

/// Addresses with what became of each.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Matched {
    /// Each address that has a result, as it was given, in the order in which they were given.
    pub found: Vec<(String, EmailValidationResult)>,
    /// The addresses that have none: of a batch that was canceled, those that it did not come to.
    pub missing: Vec<String>,
}

impl FinishedEmailValidation {
    /// Holds results against the addresses that were asked for, whatever their case and order. Every address comes back, with
    /// its result or without one.
    ///
    /// # Errors
    /// [`Error`]: what came before it is dropped, so that a part is never taken for the whole.
    pub async fn matched<E: Into<String>>(
        &self,
        emails: impl IntoIterator<Item = E>,
    ) -> Result<Matched, Error> {
        let mut by_email = HashMap::new();
        let mut results = self.results();
        while let Some(result) = results.try_next().await? {
            by_email.insert(folded(&result.email), result);
        }
        let mut matched = Matched::default();
        for email in emails {
            let email = email.into();
            match by_email.get(&folded(&email)) {
                Some(result) => matched.found.push((email, result.clone())),
                None => matched.missing.push(email),
            }
        }
        Ok(matched)
    }
}

fn folded(email: &str) -> String {
    email.trim().to_lowercase()
}
