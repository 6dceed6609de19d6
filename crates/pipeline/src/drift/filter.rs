//! A report that is narrowed to some operations.

use specwright_compare::{Finding, OperationRef};

use crate::operation::{Operation, is_same};

/// Whether a finding is about one of these operations, or about the whole document and so about them as well.
pub(super) fn concerns(only: &[Operation], finding: &Finding) -> bool {
    let of_some = ["/paths/", "/webhooks/", "/components/"];
    let at = [&finding.old.pointer, &finding.new.pointer];
    let is_of_all = finding.operations.is_empty()
        && !at
            .iter()
            .any(|at| of_some.iter().any(|part| at.starts_with(part)));
    let mut operations = finding.operations.iter();
    is_of_all
        || operations.any(|operation| {
            only.iter()
                .any(|only| is_same(operation, &only.method, &only.path))
        })
}

/// Whether an operation is one of these, each by its method and path.
pub(super) fn is_one_of(operation: &Operation, operations: &[(&str, &str)]) -> bool {
    let operation = OperationRef {
        method: operation.method.to_uppercase(),
        path: operation.path.clone(),
        id: None,
    };
    let mut operations = operations.iter();
    operations.any(|(method, path)| is_same(&operation, method, path))
}
