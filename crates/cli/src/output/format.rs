//! The formats: what each is called, which files it is in, and who writes it.

use std::path::Path;

use clap::ValueEnum;

use super::columns::Columns;
use super::csv::Csv;
use super::json::Json;
use super::jsonl::Jsonl;
use super::table::Table;
use super::writer::Writer;
use super::yaml::Yaml;

/// How what was found is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Columns for people; long values are cut to fit the terminal
    Table,
    /// One JSON document, indented
    Json,
    /// One JSON document a line for each entry
    Jsonl,
    /// Comma-separated values with a header
    Csv,
    /// One YAML document
    Yaml,
}

/// What of an answer that holds a list is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ListAnswer {
    /// The answer as it is.
    Whole,
    /// The entries of its list.
    Entries,
    /// The entries of its list, below what else is in it.
    RestAndEntries,
}

impl Format {
    /// The format of a file, as its extension says; JSON where that says nothing.
    pub(crate) fn of_file(path: &Path) -> Self {
        let extension = path.extension().and_then(|extension| extension.to_str());
        let extension = extension.unwrap_or_default().to_lowercase();
        let mut all = Self::value_variants().iter().copied();
        all.find(|format| format.extensions().contains(&extension.as_str()))
            .unwrap_or(Self::Json)
    }

    /// All of them: `table, json, jsonl, csv or yaml`.
    pub(crate) fn names() -> String {
        let all = Self::value_variants().iter();
        let names = all.filter_map(|format| format.to_possible_value());
        let names: Vec<String> = names.map(|name| name.get_name().to_owned()).collect();
        match names.as_slice() {
            [some @ .., last] => format!("{} or {last}", some.join(", ")),
            [] => String::new(),
        }
    }

    /// What of an answer that holds a list is printed in it.
    pub(crate) fn list_answer(self) -> ListAnswer {
        match self {
            Self::Json | Self::Yaml => ListAnswer::Whole,
            Self::Jsonl | Self::Csv => ListAnswer::Entries,
            Self::Table => ListAnswer::RestAndEntries,
        }
    }

    fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Table => &[],
            Self::Json => &["json"],
            Self::Jsonl => &["jsonl", "ndjson"],
            Self::Csv => &["csv"],
            Self::Yaml => &["yaml", "yml"],
        }
    }

    /// The writer of it, for a terminal of so many columns, where it is one.
    pub(super) fn writer(
        self,
        columns: Columns,
        width: Option<usize>,
        colour: bool,
    ) -> Box<dyn Writer> {
        match self {
            Self::Table => Box::new(Table::new(columns, width, colour)),
            Self::Json => Box::new(Json::new()),
            Self::Jsonl => Box::new(Jsonl),
            Self::Csv => Box::new(Csv::new(columns)),
            Self::Yaml => Box::new(Yaml::new()),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::Cli;

    #[test]
    fn a_file_has_the_format_that_its_name_says() {
        for (name, expected) in [
            ("a.csv", Format::Csv),
            ("a.CSV", Format::Csv),
            ("a.jsonl", Format::Jsonl),
            ("a.ndjson", Format::Jsonl),
            ("a.b.yml", Format::Yaml),
            ("a.json", Format::Json),
            ("a.txt", Format::Json),
            ("csv", Format::Json),
        ] {
            assert_eq!(Format::of_file(Path::new(name)), expected, "{name}");
        }
    }

    /// What has to follow by hand when there is a new format.
    #[test]
    fn every_format_is_in_the_help_and_in_the_readme() {
        let mut command = Cli::command();
        let results = command
            .find_subcommand_mut("emails")
            .and_then(|emails| emails.find_subcommand_mut("results"))
            .unwrap();
        let help = results.render_long_help().to_string();
        let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");
        let readme = std::fs::read_to_string(readme).unwrap();
        let (_, listed) = readme.split_once("`--format ").unwrap();
        let (listed, _) = listed.split_once('`').unwrap();
        for format in Format::value_variants() {
            let name = format.to_possible_value().unwrap();
            assert!(listed.split('|').any(|held| held == name.get_name()));
            if let Some(extension) = format.extensions().first() {
                assert!(help.contains(&format!(".{extension}")), "{extension}");
            }
        }
    }
}
