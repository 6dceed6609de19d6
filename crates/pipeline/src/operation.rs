//! Operations as they are named on the command line.

use specwright_openapi::operation::OperationKey;

/// The argument that names an operation, `METHOD:/path`.
pub(crate) fn argument(OperationKey { method, path }: &OperationKey) -> String {
    format!("{}:{path}", method.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_argument_is_read_back() {
        for text in ["GET:/users", "POST:/a/{id}:cancel"] {
            let key: OperationKey = text.parse().unwrap();
            assert_eq!(argument(&key), text);
        }
    }
}
