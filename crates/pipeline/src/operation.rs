//! One operation out of all, as it is named on the command line.

use std::fmt;

use specwright_openapi::operation::METHODS;

/// An operation, by its method and path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// Lower case.
    pub method: String,
    /// As somebody wrote it; names of parameters say nothing.
    pub path: String,
}

impl Operation {
    /// Reads `METHOD:/path`.
    ///
    /// # Errors
    /// When it is nothing of that form.
    pub fn parse(text: &str) -> Result<Self, String> {
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
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.method.to_uppercase(), self.path)
    }
}

/// A path of which only the places of its parameters are left.
pub(crate) fn without_names(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').map(|segment| {
        if segment.starts_with('{') && segment.ends_with('}') {
            "{}"
        } else {
            segment
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn parses(text: &str, shown: Option<&str>) {
        let parsed = Operation::parse(text)
            .ok()
            .map(|operation| operation.to_string());
        assert_eq!(parsed.as_deref(), shown);
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
