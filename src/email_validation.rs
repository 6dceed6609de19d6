//! Email validation as people mean it: addresses in, verdicts out.

use std::collections::{HashMap, HashSet};

use crate::batches::FinishedEmailValidation;
use crate::types::{EmailValidation, EmailValidationResult, StartEmailValidationEmail};
use crate::{CallOptions, Client, Error, Run, operations};
use specwright_runtime::codegen;

impl Client {
    /// Checks whether e-mail addresses can receive mail. Each address that goes through costs one e-mail credit.
    ///
    /// Blanks around an address are trimmed, and an address that is there twice is sent once, unless
    /// [`dedupe`](ValidateEmails::dedupe) is turned off; [`dropped`](ValidateEmails::dropped) has those that are left out.
    ///
    /// Nothing is sent, and nothing is spent, until the batch is [started](ValidateEmails::start).
    pub fn validate_emails<E: Into<String>>(
        &self,
        emails: impl IntoIterator<Item = E>,
    ) -> ValidateEmails {
        let trimmed = emails.into_iter().map(|email| {
            let email: String = email.into();
            email.trim().to_owned()
        });
        let whole = ValidateEmails {
            client: self.clone(),
            emails: trimmed.collect(),
            dropped: Vec::new(),
            options: CallOptions::new(),
        };
        whole.dedupe(true)
    }
}

/// A batch of e-mail addresses that is not started yet.
#[derive(Clone, Debug)]
#[must_use = "nothing is validated until it is started"]
pub struct ValidateEmails {
    client: Client,
    emails: Vec<String>,
    /// Those that are left out, each with the place among all that it had.
    dropped: Vec<(usize, String)>,
    options: CallOptions,
}

impl ValidateEmails {
    /// How many addresses one batch takes.
    pub const MAX_EMAILS: usize = match operations::START_EMAIL_VALIDATION.max_items {
        Some(limit) => limit.count,
        None => usize::MAX,
    };

    /// Whether each address that is there before it is left out, as it is unless this turns it off; upper and lower case make no
    /// difference. An address that is there twice would be paid for twice.
    pub fn dedupe(mut self, dedupe: bool) -> Self {
        let mut kept = std::mem::take(&mut self.emails).into_iter();
        let mut dropped = std::mem::take(&mut self.dropped).into_iter().peekable();
        let mut seen = HashSet::new();
        for place in 0.. {
            let held = dropped.next_if(|(at, _)| *at == place);
            let Some(email) = held.map(|(_, email)| email).or_else(|| kept.next()) else {
                break;
            };
            if !dedupe || seen.insert(folded(&email)) {
                self.emails.push(email);
            } else {
                self.dropped.push((place, email));
            }
        }
        self
    }

    /// The addresses that are left out because each is there before.
    pub fn dropped(&self) -> impl Iterator<Item = &str> {
        self.dropped.iter().map(|(_, email)| email.as_str())
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
                dropped: Vec::new(),
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
        if let Some(at) = self.emails.iter().position(String::is_empty) {
            return refused(format!("the address at {at} is blank"));
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
    /// The results that are about none of the addresses.
    pub unmatched: Vec<EmailValidationResult>,
    /// The addresses with several results that differ, each as it was given; `found` has the last of them.
    pub contradictions: Vec<(String, Vec<EmailValidationResult>)>,
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
        let mut by_email: HashMap<String, Vec<EmailValidationResult>> = HashMap::new();
        let mut order = Vec::new();
        let mut results = self.results();
        while let Some(result) = results.try_next().await? {
            let email = folded(&result.email);
            let held = by_email.entry(email.clone()).or_insert_with(|| {
                order.push(email);
                Vec::new()
            });
            if !held.contains(&result) {
                held.push(result);
            }
        }
        let mut matched = Matched::default();
        let mut asked = HashSet::new();
        for email in emails {
            let email = email.into();
            let folded = folded(&email);
            let held = by_email.get(&folded).map(Vec::as_slice).unwrap_or_default();
            let first = asked.insert(folded);
            if held.len() > 1 && first {
                let contradiction = (email.clone(), held.to_vec());
                matched.contradictions.push(contradiction);
            }
            match held.last() {
                Some(result) => matched.found.push((email, result.clone())),
                None => matched.missing.push(email),
            }
        }
        let others = order.iter().filter(|email| !asked.contains(*email));
        let results = others.filter_map(|email| by_email.remove(email));
        matched.unmatched = results.flatten().collect();
        Ok(matched)
    }
}

/// An address in the one form in which addresses are compared: without blanks around it, in lower case, and an
/// internationalized domain as ASCII.
fn folded(email: &str) -> String {
    let email = email.trim().to_lowercase();
    let Some((local, domain)) = email
        .rsplit_once('@')
        .filter(|(_, domain)| !domain.is_ascii())
    else {
        return email;
    };
    let url = reqwest::Url::parse(&format!("http://{domain}")).ok();
    // What is more than a host is not a domain.
    let url = url.filter(|url| !domain.contains(['/', '?', '#', ':', '\\']) && url.path() == "/");
    match url.as_ref().and_then(|url| url.host_str()) {
        Some(ascii) => format!("{local}@{ascii}"),
        None => email,
    }
}
