//! Enums that the API answers with: a known value or the text as it came, and the same laws for both.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use std::collections::{BTreeSet, HashSet};

use amplemarket::types::{EmailValidationStatus as Status, EmailVerdict, ErrorCode};
use proptest::prelude::*;

fn text() -> impl Strategy<Value = String> {
    let known: Vec<String> = Status::KNOWN
        .iter()
        .map(|status| status.as_str().to_owned())
        .collect();
    prop_oneof![prop::sample::select(known), any::<String>(), "[a-z_]{0,12}"]
}

proptest! {
    #[test]
    fn a_text_comes_back_as_it_was(text in text()) {
        let status = Status::from(text.as_str());
        prop_assert_eq!(status.as_str(), &text);
        prop_assert_eq!(status.to_string(), text.clone());
        prop_assert_eq!(text.parse::<Status>().unwrap(), status.clone());
        prop_assert_eq!(Status::from(text.clone()), status.clone());
        let json = serde_json::to_string(&status).unwrap();
        prop_assert_eq!(&json, &serde_json::to_string(&text).unwrap());
        prop_assert_eq!(serde_json::from_str::<Status>(&json).unwrap(), status);
    }

    #[test]
    fn what_is_known_never_hides(text in text()) {
        let status = Status::from(text.as_str());
        let known = Status::KNOWN.iter().any(|known| known.as_str() == text);
        prop_assert_eq!(known, !matches!(status, Status::Unrecognized { .. }));
        prop_assert_eq!(known, Status::KNOWN.contains(&status));
    }

    #[test]
    fn equality_order_and_hashing_agree(texts in prop::collection::vec(text(), 0..20)) {
        let distinct: BTreeSet<&String> = texts.iter().collect();
        let ordered: BTreeSet<Status> = texts.iter().map(|text| Status::from(text.as_str())).collect();
        let hashed: HashSet<Status> = ordered.iter().cloned().collect();
        prop_assert_eq!(ordered.len(), distinct.len());
        prop_assert_eq!(hashed.len(), distinct.len());
        let mut sorted: Vec<Status> = ordered.into_iter().collect();
        let by_order = sorted.clone();
        sorted.sort();
        prop_assert_eq!(sorted, by_order);
    }
}

#[test]
fn a_value_of_the_docs_that_is_called_unknown_is_known() {
    assert_eq!(EmailVerdict::from("unknown"), EmailVerdict::Unknown);
    assert!(EmailVerdict::KNOWN.contains(&EmailVerdict::Unknown));
    assert!(
        matches!(ErrorCode::from("of_tomorrow"), ErrorCode::Unrecognized { value, .. } if value == "of_tomorrow")
    );
    assert_eq!(format!("[{:>10}]", Status::Queued), "[    queued]");
}
