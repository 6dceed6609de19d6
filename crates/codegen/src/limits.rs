//! What an operation costs and how much it takes, in words.

use specwright_openapi::extensions::{Charge, ChargedFor, Extensions, Recurrence};

/// The limits of an operation, a sentence each.
pub(crate) fn sentences(extensions: &Extensions) -> Vec<String> {
    let mut said: Vec<String> = extensions.charges.iter().map(charge).collect();
    if let Some(limit) = &extensions.max_items {
        said.push(format!(
            "Takes at most {} {} a call.",
            limit.count,
            list_name(&limit.pointer)
        ));
    }
    if let Some(throughput) = &extensions.throughput {
        said.push(format!(
            "Works through {} {} {}, after the call was accepted.",
            throughput.count,
            list_name(&throughput.pointer),
            throughput.per.with_article()
        ));
    }
    if let Some(rate) = &extensions.rate_limit {
        said.push(format!(
            "May be called {} times {}.",
            rate.requests,
            rate.per.with_article()
        ));
    }
    said
}

fn charge(charge: &Charge) -> String {
    let Charge {
        kind,
        amount,
        pointer,
        ..
    } = charge;
    let credits = if *amount > 1.0 { "credits" } else { "credit" };
    let when = match charge.when {
        ChargedFor::Processed => "is processed",
        ChargedFor::Found => "is found",
        ChargedFor::EmailRevealed => "has an email address revealed",
        ChargedFor::PhoneRevealed => "has a phone number revealed",
    };
    let repeat = match charge.repeat {
        Recurrence::Always => "",
        Recurrence::Daily => ", at most once in 24 hours",
        Recurrence::Never => ", once only",
    };
    format!(
        "Costs {amount} {kind} {credits} for each of {} that {when}{repeat}.",
        list_name(pointer)
    )
}

/// `/emails` is `` `emails` `` to a reader.
fn list_name(pointer: &str) -> String {
    format!("`{}`", pointer.trim_start_matches('/').replace('/', "."))
}
