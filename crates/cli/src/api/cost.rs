//! What a call can cost, and the question before it does.

use amplemarket::{Charge, ChargedFor, CreditKind, Operation};
use serde_json::Value;

use crate::context::Context;
use crate::document::Described;
use crate::error::CliError;
use crate::exit::Exit;
use crate::prompt::Prompt;

/// Asks before a call that costs credits; that nobody can be asked is an error.
pub(super) async fn ask(
    one: &Described<'_>,
    body: Option<&Value>,
    context: &Context,
) -> Result<(), CliError> {
    let most = most(one.operation, body);
    if most.is_empty() {
        return Ok(());
    }
    let id = one.operation.id;
    let question = format!("{id} can cost up to {most}. Send it?");
    let Some(prompt) = Prompt::at_stdin(context) else {
        let message = format!("{id} can cost up to {most}, and there is nobody to ask");
        return Err(CliError::new(Exit::Usage, message).hint("--yes sends it without asking"));
    };
    match prompt.agrees(context, &question).await {
        true => Ok(()),
        false => Err(CliError::new(
            Exit::Refused,
            "nothing was sent, and nothing was spent",
        )),
    }
}

/// What an operation costs, in a few words: `1 email credit each`.
pub(super) fn price(operation: &Operation) -> String {
    let each = |charge: &Charge| {
        let when = match charge.when {
            ChargedFor::Processed => "each",
            ChargedFor::Found => "if found",
            ChargedFor::EmailRevealed => "if email revealed",
            ChargedFor::PhoneRevealed => "if phone revealed",
            _ => "at times",
        };
        format!("{} {when}", credits(charge.amount, charge.kind))
    };
    let all: Vec<String> = operation.charges.iter().map(each).collect();
    all.join(", ")
}

/// The most that a call can cost, by kind of credit; empty where it costs nothing.
fn most(operation: &Operation, body: Option<&Value>) -> String {
    let mut kinds: Vec<(CreditKind, f64)> = Vec::new();
    for charge in operation.charges {
        let list = body.and_then(|body| body.pointer(charge.pointer));
        // What is no list at all will be refused; it is not a reason to say that it costs nothing.
        let entries = list.and_then(Value::as_array).map_or(1, Vec::len);
        let amount = charge.amount * entries as f64;
        match kinds.iter_mut().find(|(kind, _)| *kind == charge.kind) {
            Some((_, sum)) => *sum += amount,
            None => kinds.push((charge.kind, amount)),
        }
    }
    let all: Vec<String> = kinds
        .into_iter()
        .filter(|(_, amount)| *amount > 0.0)
        .map(|(kind, amount)| credits(amount, kind))
        .collect();
    all.join(" and ")
}

fn credits(amount: f64, kind: CreditKind) -> String {
    let noun = if amount == 1.0 { "credit" } else { "credits" };
    format!("{amount} {kind} {noun}")
}

#[cfg(test)]
mod tests {
    use amplemarket::operations;
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn costs(operation: &Operation, body: Value, expected: &str) {
        assert_eq!(most(operation, Some(&body)), expected);
    }

    #[test]
    fn the_most_is_the_sum_over_the_entries() {
        let start = &operations::START_EMAIL_VALIDATION;
        costs(start, json!({ "emails": [] }), "");
        costs(start, json!({ "emails": [1] }), "1 email credit");
        costs(start, json!({ "emails": [1, 2, 3] }), "3 email credits");
        costs(start, json!({}), "1 email credit");
        costs(&operations::LIST_USERS, json!({}), "");
        let enrich = &operations::START_PERSON_ENRICHMENT;
        costs(
            enrich,
            json!({ "leads": [1, 2] }),
            "3 email credits and 2 phone credits",
        );
    }

    #[test]
    fn the_price_is_said_in_a_few_words() {
        assert_eq!(
            price(&operations::START_EMAIL_VALIDATION),
            "1 email credit each"
        );
        assert_eq!(
            price(&operations::START_PERSON_ENRICHMENT),
            "0.5 email credits if found, 1 email credit if email revealed, 1 phone credit if phone revealed"
        );
    }
}
