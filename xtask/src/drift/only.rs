//! One operation out of all, as it is named on the command line.

use std::fmt;

use amplemarket_spec::compare::{Finding, OperationRef};
use amplemarket_spec::document::METHODS;

use crate::diff::is_same;

/// An operation that a report is narrowed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Only {
    method: String,
    path: String,
}

impl Only {
    /// Reads `METHOD:/path`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let form = "write METHOD:/path, as in `POST:/email-validations`";
        let (method, path) = text.split_once(':').ok_or(form)?;
        let method = method.to_ascii_lowercase();
        if !METHODS.contains(&method.as_str()) || !path.starts_with('/') {
            return Err(form.to_owned());
        }
        Ok(Self {
            method,
            path: path.to_owned(),
        })
    }

    /// Whether a finding is about one of these operations, or about the whole document and so about them as well.
    pub(super) fn any(all: &[Self], finding: &Finding) -> bool {
        let of_some = ["/paths/", "/webhooks/", "/components/"];
        let at = [&finding.old.pointer, &finding.new.pointer];
        let is_of_all = finding.operations.is_empty()
            && !at
                .iter()
                .any(|at| of_some.iter().any(|part| at.starts_with(part)));
        let mut operations = finding.operations.iter();
        is_of_all
            || operations.any(|operation| {
                all.iter()
                    .any(|only| is_same(operation, &only.method, &only.path))
            })
    }

    /// Whether it is one of these, each by its method and path.
    pub(super) fn is_one_of(&self, operations: &[(&str, &str)]) -> bool {
        let operation = OperationRef {
            method: self.method.to_uppercase(),
            path: self.path.clone(),
            id: None,
        };
        let mut operations = operations.iter();
        operations.any(|(method, path)| is_same(&operation, method, path))
    }
}

impl fmt::Display for Only {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.method.to_uppercase(), self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn parses(text: &str, shown: Option<&str>) {
        let only = Only::parse(text).ok().map(|only| only.to_string());
        assert_eq!(only.as_deref(), shown);
    }

    #[test]
    fn a_method_and_a_path() {
        parses("get:/users", Some("GET:/users"));
        parses("POST:/a/{id}:cancel", Some("POST:/a/{id}:cancel"));
        for not in [
            "/users",
            "GET",
            "GET:users",
            "FETCH:/users",
            "GET /users",
            ":/users",
        ] {
            parses(not, None);
        }
    }
}
