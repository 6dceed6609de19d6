//! How an answer is written: in what format, and what the place that it goes to can show.

use std::io::{self, Write};

use serde_json::Value;

use super::columns::Columns;
use super::format::Format;
use super::writer::Writer;

/// How an answer is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Printer {
    pub(crate) format: Format,
    /// How many columns the terminal has; nothing where there is none.
    pub(crate) width: Option<usize>,
    pub(crate) colour: bool,
}

impl Printer {
    /// Begins a list.
    pub(crate) fn list(self, columns: Columns) -> Box<dyn Writer> {
        self.format.writer(columns, self.width, self.colour)
    }

    /// Writes one answer that is not a list.
    pub(crate) fn document(
        self,
        out: &mut dyn Write,
        value: &Value,
        columns: Columns,
    ) -> io::Result<()> {
        self.list(columns).document(out, value)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn written(format: Format, columns: &[&str], pages: &[Value]) -> (String, Vec<String>) {
        let columns = columns.iter().map(|it| (*it).to_owned()).collect();
        let mut rows = plain(format).list(Columns::new(columns));
        let mut out = Vec::new();
        for page in pages {
            rows.entries(&mut out, page.as_array().unwrap()).unwrap();
        }
        let left_out = rows.finish(&mut out).unwrap();
        (String::from_utf8(out).unwrap(), left_out)
    }

    fn plain(format: Format) -> Printer {
        Printer {
            format,
            width: None,
            colour: false,
        }
    }

    fn pages() -> [Value; 3] {
        [
            json!([{ "id": 1, "user": { "name": "A, \"B\"" } }, { "id": 2 }]),
            json!([]),
            json!([{ "id": 3, "new": true }]),
        ]
    }

    #[test]
    fn each_form_holds_the_entries_of_all_pages() {
        let all = json!([{ "id": 1, "user": { "name": "A, \"B\"" } }, { "id": 2 }, { "id": 3, "new": true }]);
        let (text, _) = written(Format::Json, &[], &pages());
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), all);
        assert_eq!(
            text,
            format!("{}\n", serde_json::to_string_pretty(&all).unwrap())
        );
        let (text, _) = written(Format::Jsonl, &[], &pages());
        let lines: Vec<Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(Value::Array(lines), all);
        let (text, _) = written(Format::Yaml, &[], &pages());
        assert_eq!(serde_yaml::from_str::<Value>(&text).unwrap(), all);
        let (text, left_out) = written(Format::Csv, &[], &pages());
        assert_eq!(text, "id,user.name\n1,\"A, \"\"B\"\"\"\n2,\n3,\n");
        assert_eq!(
            left_out,
            ["new"],
            "a field that came after the header was written is told"
        );
        let (text, _) = written(Format::Table, &[], &pages());
        assert_eq!(text, "ID  USER.NAME\n1   A, \"B\"\n2\n3\n");
    }

    #[test]
    fn chosen_columns_are_all_there_is() {
        let (text, left_out) = written(Format::Csv, &["new", "id"], &pages());
        assert_eq!(text, "new,id\n,1\n,2\ntrue,3\n");
        assert!(left_out.is_empty());
    }

    #[test]
    fn no_entries_are_an_empty_list_in_each_form() {
        for (format, expected) in [
            (Format::Json, "[]\n"),
            (Format::Jsonl, ""),
            (Format::Yaml, "[]\n"),
            (Format::Csv, ""),
            (Format::Table, ""),
        ] {
            assert_eq!(written(format, &[], &[json!([])]).0, expected, "{format:?}");
            assert_eq!(written(format, &[], &[]).0, expected, "{format:?}");
        }
        assert_eq!(written(Format::Csv, &["id"], &[json!([])]).0, "id\n");
    }

    #[test]
    fn an_answer_that_is_no_list_is_one_document() {
        let value = json!({ "id": 1, "user": { "name": "Ada" } });
        for (format, expected) in [
            (
                Format::Json,
                "{\n  \"id\": 1,\n  \"user\": {\n    \"name\": \"Ada\"\n  }\n}\n",
            ),
            (Format::Jsonl, "{\"id\":1,\"user\":{\"name\":\"Ada\"}}\n"),
            (Format::Yaml, "id: 1\nuser:\n  name: Ada\n"),
            (Format::Csv, "id,user.name\n1,Ada\n"),
            (Format::Table, "id         1\nuser.name  Ada\n"),
        ] {
            let mut out = Vec::new();
            plain(format)
                .document(&mut out, &value, Columns::default())
                .unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), expected, "{format:?}");
        }
    }
}
