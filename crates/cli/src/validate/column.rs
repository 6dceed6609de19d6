//! Which column, or field, the addresses stand in.

use super::address::Cell;
use super::input_error::InputError;

/// A column, or a field of JSON lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    /// Counted from 0.
    pub(crate) index: usize,
    /// Empty where there is no header.
    pub(crate) name: String,
}

/// What the first rows have in each column.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    columns: Vec<Stat>,
}

#[derive(Debug, Default)]
struct Stat {
    name: String,
    filled: usize,
    addresses: usize,
    example: Option<String>,
}

/// Whether a cell is data and not the name of a column: it has an address, or an `@` within a word.
pub(crate) fn is_data(cell: &[u8]) -> bool {
    let is_within = |window: &[u8]| {
        window[1] == b'@' && ![window[0], window[2]].iter().any(u8::is_ascii_whitespace)
    };
    Cell::of(cell).is_address() || cell.windows(3).any(is_within)
}

/// Names of columns that hold addresses, in letters and digits alone.
const KNOWN: [&str; 31] = [
    "email",
    "emails",
    "mail",
    "emailaddress",
    "emailaddresses",
    "mailaddress",
    "emailaddr",
    "emailid",
    "email1",
    "workemail",
    "workemailaddress",
    "businessemail",
    "companyemail",
    "corporateemail",
    "professionalemail",
    "personalemail",
    "privateemail",
    "primaryemail",
    "contactemail",
    "leademail",
    "personemail",
    "useremail",
    "customeremail",
    "emailwork",
    "emailadresse",
    "mailadresse",
    "adresseemail",
    "courriel",
    "correo",
    "correoelectronico",
    "correoelectrónico",
];

impl Seen {
    /// A column has a name.
    pub(crate) fn name(&mut self, index: usize, name: &str) {
        self.stat(index).name = name.to_owned();
    }

    /// A cell of a column.
    pub(crate) fn cell(&mut self, index: usize, cell: &[u8]) {
        let found = Cell::of(cell);
        let stat = self.stat(index);
        stat.filled += usize::from(found != Cell::Blank);
        if let Cell::Address(address) = found {
            stat.addresses += 1;
            stat.example
                .get_or_insert_with(|| address.text.into_owned());
        }
    }

    /// The column of this very name; a new one if there is none.
    pub(crate) fn index_of(&mut self, name: &str) -> usize {
        let held = self.columns.iter().position(|stat| stat.name == name);
        held.unwrap_or_else(|| {
            let index = self.columns.len();
            self.name(index, name);
            index
        })
    }

    /// Whether there is no column at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// The column that was asked for, by its name or its number.
    pub(crate) fn wanted(&self, wanted: &str) -> Result<Column, InputError> {
        let named = |same: &dyn Fn(&str) -> bool| -> Vec<usize> {
            let names = self.columns.iter().enumerate();
            let same = names.filter(|(_, stat)| !stat.name.is_empty() && same(&stat.name));
            same.map(|(index, _)| index).collect()
        };
        let mut found = named(&|name| name == wanted);
        if found.is_empty() {
            found = named(&|name| name.to_lowercase() == wanted.trim().to_lowercase());
        }
        let number = wanted
            .parse()
            .ok()
            .and_then(|number: usize| number.checked_sub(1));
        match (found.as_slice(), number) {
            ([index], _) => Ok(self.column(*index)),
            ([], Some(index)) if index < self.columns.len() => Ok(self.column(index)),
            ([], _) => {
                let error = InputError::new(format!("there is no column `{wanted}`"));
                Err(error.hint(format!("its columns are {}", self.listed())))
            }
            (several, _) => {
                let error =
                    InputError::new(format!("{} columns are named `{wanted}`", several.len()));
                Err(self.choose(error, several, true))
            }
        }
    }

    /// The column that is named as one of addresses, or is the only one that holds some. A name is no proof: where another
    /// column is as full of addresses, only a person knows which of them are to be paid for.
    pub(crate) fn found(&self) -> Result<Column, InputError> {
        let those = |fits: &dyn Fn(&Stat) -> bool| -> Vec<usize> {
            let stats = self.columns.iter().enumerate();
            stats
                .filter(|(_, stat)| fits(stat))
                .map(|(index, _)| index)
                .collect()
        };
        let named = |stat: &Stat| stat.is_named_so() && stat.addresses > 0;
        let named_hold = self.columns.iter().filter(|stat| named(stat));
        let most = named_hold.map(|stat| stat.addresses).max().unwrap_or(0);
        let mut found = those(&|stat| named(stat) || (most > 0 && stat.rivals(most)));
        if found.is_empty() {
            found = those(&|stat| stat.addresses > 0 && 2 * stat.addresses >= stat.filled);
        }
        if found.is_empty() {
            found = those(&Stat::is_named_so);
        }
        match found.as_slice() {
            [index] => Ok(self.column(*index)),
            [] => {
                let error = InputError::new("no column has e-mail addresses");
                let listed = format!("say which it is with --column; there are {}", self.listed());
                Err(error.hint(listed))
            }
            several => {
                let error = InputError::new(format!(
                    "{} columns could be that of the addresses; say which",
                    several.len()
                ));
                Err(self.choose(error, several, false))
            }
        }
    }

    fn stat(&mut self, index: usize) -> &mut Stat {
        if self.columns.len() <= index {
            self.columns.resize_with(index + 1, Stat::default);
        }
        &mut self.columns[index]
    }

    fn column(&self, index: usize) -> Column {
        Column {
            index,
            name: self.columns[index].name.clone(),
        }
    }

    fn listed(&self) -> String {
        let names = self
            .columns
            .iter()
            .enumerate()
            .map(|(index, stat)| match stat.name.as_str() {
                "" => format!("{}", index + 1),
                name => format!("`{name}`"),
            });
        names.take(30).collect::<Vec<_>>().join(", ")
    }

    fn choose(&self, error: InputError, several: &[usize], by_number: bool) -> InputError {
        several.iter().fold(error, |error, &index| {
            let stat = &self.columns[index];
            let number = index + 1;
            let same = |other: &&Stat| other.name.to_lowercase() == stat.name.to_lowercase();
            let repeated = self.columns.iter().filter(same).count() > 1;
            let flag = match stat.name.as_str() {
                name if by_number || repeated || name.is_empty() => format!("--column {number}"),
                name if name.contains(|c: char| !c.is_alphanumeric() && !"-_./~".contains(c)) => {
                    format!("--column '{name}'")
                }
                name => format!("--column {name}"),
            };
            match &stat.example {
                Some(example) => error.hint(format!("{flag:<24} such as {example}")),
                None => error.hint(flag),
            }
        })
    }
}

impl Stat {
    /// Whether it could as well be meant as the columns that are named as those of addresses, which have so many at most.
    fn rivals(&self, most: usize) -> bool {
        4 * self.addresses >= 3 * self.filled && 2 * self.addresses >= most
    }

    fn is_named_so(&self) -> bool {
        is_named_so(&self.name)
    }
}

/// Whether a name is one for a column of addresses; of a JSON pointer, its last part.
pub(crate) fn is_named_so(name: &str) -> bool {
    let last = match name.strip_prefix('/') {
        Some(path) => path.rsplit('/').find(|part| part.parse::<usize>().is_err()),
        None => Some(name),
    };
    last.is_some_and(|name| {
        let letters = name.chars().filter(|c| c.is_alphanumeric());
        let folded = letters.collect::<String>().to_lowercase();
        KNOWN.contains(&folded.as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(rows: &[&[&str]]) -> Seen {
        let mut seen = Seen::default();
        for (number, row) in rows.iter().enumerate() {
            for (index, cell) in row.iter().enumerate() {
                match number {
                    0 => seen.name(index, cell),
                    _ => seen.cell(index, cell.as_bytes()),
                }
            }
        }
        seen
    }

    #[track_caller]
    fn finds(rows: &[&[&str]], expected: usize) {
        assert_eq!(seen(rows).found().unwrap().index, expected, "{rows:?}");
    }

    #[track_caller]
    fn fails(outcome: Result<Column, InputError>, said: &[&str]) {
        let error = outcome.unwrap_err().of("a.csv").to_string();
        for part in said {
            assert!(error.contains(part), "{error}");
        }
    }

    #[test]
    fn a_column_is_found_by_its_name_and_by_what_it_holds() {
        for name in [
            "email",
            "E-Mail",
            "Email Address",
            "WORK_EMAIL",
            "Correo electrónico",
            "mail",
        ] {
            finds(
                &[
                    &["a", name],
                    &["b@example.com", "x"],
                    &["y", "ada@example.com"],
                ],
                1,
            );
        }
        finds(&[&["a", "who"], &["x", "ada@example.com"]], 1);
        finds(&[&["email", "work_email"], &["", "ada@example.com"]], 1);
        finds(&[&["email", "other"], &["", "ada@example.com"]], 1);
        finds(&[&["a", "email"]], 1);
        finds(&[&["email_sent", "email"], &["2026", "ada@example.com"]], 1);
        // A column of notes that mention addresses is none of addresses.
        finds(
            &[
                &["notes", "at"],
                &["x", "ada@example.com"],
                &["y", ""],
                &["a@example.com", ""],
            ],
            1,
        );
    }

    #[test]
    fn what_is_ambiguous_or_not_there_is_an_error_that_lists_the_columns() {
        let two: &[&[&str]] = &[
            &["email", "Work Email"],
            &["a@example.com", "b@example.com"],
        ];
        fails(
            seen(two).found(),
            &[
                "2 columns could",
                "--column email ",
                "--column 'Work Email' ",
                "such as b@example.com",
            ],
        );
        let none: &[&[&str]] = &[&["name", ""], &["Ada", "1"]];
        fails(
            seen(none).found(),
            &["no column has e-mail addresses", "`name`, 2"],
        );
        fails(
            seen(two).wanted("mail"),
            &["no column `mail`", "`email`, `Work Email`"],
        );
        fails(seen(two).wanted("0"), &["no column `0`"]);
        fails(seen(two).wanted("3"), &["no column `3`"]);
        let same: &[&[&str]] = &[&["email", "email"], &["a@example.com", "b@example.com"]];
        fails(
            seen(same).wanted("email"),
            &["2 columns are named", "--column 1", "--column 2"],
        );
    }

    #[test]
    fn a_known_name_does_not_win_over_a_column_as_full_of_addresses() {
        let both: &[&[&str]] = &[
            &["name", "work_email", "email2"],
            &["Ada", "ada@example.com", "ada@example.org"],
            &["Grace", "grace@example.com", ""],
        ];
        fails(
            seen(both).found(),
            &[
                "2 columns could",
                "--column work_email ",
                "--column email2 ",
            ],
        );
        // A column with a few is a rival to nobody.
        let mut few = vec![["email", "assistant"].as_slice()];
        few.extend([["a@example.com", ""].as_slice(); 4]);
        few.push(&["b@example.com", "c@example.com"]);
        finds(&few, 0);
    }

    #[test]
    fn a_column_is_asked_for_by_name_or_number() {
        let rows: &[&[&str]] = &[&["Email", "2", "email"]];
        assert_eq!(seen(rows).wanted("email").unwrap().index, 2);
        assert_eq!(seen(rows).wanted("Email").unwrap().index, 0);
        assert_eq!(seen(rows).wanted("2").unwrap().index, 1);
        assert_eq!(seen(rows).wanted("3").unwrap().index, 2);
        fails(seen(rows).wanted("EMAIL"), &["2 columns"]);
    }
}
