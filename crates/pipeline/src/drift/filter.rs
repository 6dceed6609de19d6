//! A report that is narrowed to some operations.

use specwright_compare::{Finding, OperationRef};
use specwright_openapi::operation::OperationKey;

/// Whether a finding is about one of these operations, or about the whole document and so about them as well.
pub(super) fn concerns(only: &[OperationKey], finding: &Finding) -> bool {
    let of_some = ["/paths/", "/webhooks/", "/components/"];
    let at = [&finding.old.pointer, &finding.new.pointer];
    let is_of_all = finding.operations.is_empty()
        && !at
            .iter()
            .any(|at| of_some.iter().any(|part| at.starts_with(part)));
    let operations = finding.operations.iter();
    let mut operations = operations.filter_map(OperationRef::key);
    is_of_all || operations.any(|operation| only.iter().any(|only| only.is_same(&operation)))
}
