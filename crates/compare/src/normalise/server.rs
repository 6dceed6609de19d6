//! Addresses of servers: `/v1/pets` at `https://example.com` is `/pets` at `https://example.com/v1`.

use serde_json::Value;

use crate::source::get;

/// An address in two parts.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) origin: String,
    /// What every path of the API starts with; without a slash at its end.
    pub(crate) prefix: String,
}

impl Address {
    /// The address of a server, its variables as they are by default.
    pub(crate) fn of(server: &Value) -> Address {
        let mut url = (get(server, "url").and_then(Value::as_str))
            .unwrap_or_default()
            .to_owned();
        let variables = get(server, "variables").and_then(Value::as_object);
        for (name, variable) in variables.into_iter().flatten() {
            if let Some(default) = get(variable, "default").and_then(Value::as_str) {
                url = url.replace(&format!("{{{name}}}"), default);
            }
        }
        let (origin, path) = match url.split_once("://") {
            Some((scheme, rest)) => match rest.split_once('/') {
                Some((host, path)) => (format!("{scheme}://{host}"), path),
                None => (url.clone(), ""),
            },
            None => (String::new(), url.trim_start_matches('/')),
        };
        let path = path.trim_end_matches('/');
        let prefix = match path {
            "" => String::new(),
            path => format!("/{path}"),
        };
        Address {
            origin: origin.to_ascii_lowercase(),
            prefix,
        }
    }

    /// The addresses of the servers that an object lists.
    pub(crate) fn all(holder: &Value) -> Vec<Address> {
        let servers = get(holder, "servers").and_then(Value::as_array);
        servers.into_iter().flatten().map(Address::of).collect()
    }
}
