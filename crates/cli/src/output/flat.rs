//! A JSON value as one row: nested fields by their path, lists in one cell.

use serde_json::Value;

/// The cells of an entry by the names of their columns. What is nested is `outer.inner`; what the API keeps for itself
/// (names that begin with `_`) is left out.
pub(crate) fn flat(entry: &Value) -> Vec<(String, String)> {
    let mut cells = Vec::new();
    match entry {
        Value::Object(_) => gather(entry, String::new(), &mut cells),
        other => cells.push(("value".to_owned(), cell(other))),
    }
    cells
}

fn gather(value: &Value, name: String, cells: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            for (field, value) in fields.iter().filter(|(field, _)| !field.starts_with('_')) {
                let name = match name.as_str() {
                    "" => field.clone(),
                    outer => format!("{outer}.{field}"),
                };
                gather(value, name, cells);
            }
        }
        Value::Object(_) if name.is_empty() => {}
        other => cells.push((name, cell(other))),
    }
}

/// A value in one cell: a text as it is, nothing for null and for what is empty, a list with commas.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Object(fields) if fields.is_empty() => String::new(),
        Value::Array(entries) if entries.iter().all(|it| !it.is_array() && !it.is_object()) => {
            entries.iter().map(cell).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_entry_is_one_row() {
        let entry = json!({
            "id": 7, "name": "Ada", "none": null, "yes": true, "_links": { "self": 1 }, "empty": {},
            "user": { "name": "G, H", "at": { "city": "Ulm" }, "_x": 1 },
            "tags": ["a", "b"], "nested": [{ "x": 1 }],
        });
        let cells: Vec<String> = flat(&entry)
            .into_iter()
            .map(|(name, cell)| format!("{name}={cell}"))
            .collect();
        assert_eq!(
            cells,
            [
                "id=7",
                "name=Ada",
                "none=",
                "yes=true",
                "empty=",
                "user.name=G, H",
                "user.at.city=Ulm",
                "tags=a, b",
                "nested=[{\"x\":1}]"
            ]
        );
        assert_eq!(flat(&json!("x")), [("value".to_owned(), "x".to_owned())]);
        assert!(flat(&json!({})).is_empty());
    }
}
