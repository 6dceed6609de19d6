//! What is in the input: the addresses that will be sent, and the rows that have none.

use std::collections::HashMap;

use super::address::{Cell, Found, folded, odd_character};
use super::input_error::InputError;
use super::layout::{Kind, Layout};
use super::rows::Rows;
use super::source::Source;

/// What the input holds, counted. In memory are its addresses, not its rows.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) layout: Layout,
    pub(crate) rows: u64,
    pub(crate) addresses: Addresses,
    /// Rows whose address is that of a row before.
    pub(crate) repeated: u64,
    /// Rows without an address.
    pub(crate) blank: Lines,
    /// Rows with what cannot be one.
    pub(crate) other: Lines,
    /// Rows whose address was taken out of what else stands in the cell.
    pub(crate) taken_out: Lines,
    /// Rows with several addresses, the first of which is sent.
    pub(crate) several: Lines,
    /// A character that is in the local part of every address, and looks like a delimiter or the end of a prefix.
    pub(crate) odd: Option<char>,
    /// Rows with more cells than the header has.
    pub(crate) wide: Lines,
    /// The cells of the widest row.
    pub(crate) width: usize,
    /// The columns that are added have these names.
    pub(crate) names: [String; 2],
    /// The column of reasons, which is added where the API refused an address.
    pub(crate) reason: String,
    header_width: usize,
}

/// The addresses of the input, each once, in the order in which they come.
#[derive(Debug, Default)]
pub(crate) struct Addresses {
    list: Vec<Box<str>>,
    lines: Vec<u64>,
    places: HashMap<Box<str>, usize>,
}

/// How many lines something is in, and which the first are.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    pub(crate) count: u64,
    first: Vec<u64>,
}

/// What the added columns are called, unless the input has one of that name.
pub(crate) const NAMES: [&str; 2] = ["result", "catch_all"];

/// What the column of reasons is called, likewise.
const REASON: &str = "reason";

impl Plan {
    /// Goes through the input once.
    pub(crate) fn of(source: &Source, layout: Layout) -> Result<Self, InputError> {
        let mut plan = Self {
            layout: layout.clone(),
            rows: 0,
            addresses: Addresses::default(),
            repeated: 0,
            blank: Lines::default(),
            other: Lines::default(),
            taken_out: Lines::default(),
            several: Lines::default(),
            odd: None,
            wide: Lines::default(),
            width: 0,
            names: NAMES.map(str::to_owned),
            reason: REASON.to_owned(),
            header_width: 0,
        };
        let mut rows = Rows::new(source, &layout)?;
        let mut taken = Taken::default();
        if let Kind::Csv { header: true, .. } = layout.kind
            && let Some(header) = rows.next()?
        {
            plan.header_width = header.width;
            plan.width = header.width;
            rows.cells()
                .for_each(|name| taken.add(&String::from_utf8_lossy(name)));
        }
        while let Some(row) = rows.next()? {
            plan.rows += 1;
            plan.width = plan.width.max(row.width);
            if plan.header_width > 0 && row.width > plan.header_width {
                plan.wide.add(row.line);
            }
            match row.content.cell() {
                Cell::Blank => plan.blank.add(row.line),
                Cell::Other => plan.other.add(row.line),
                Cell::Address(address) => {
                    match address.found {
                        Found::Alone => {}
                        Found::TakenOut => plan.taken_out.add(row.line),
                        Found::First => plan.several.add(row.line),
                    }
                    let odd = odd_character(&address.text);
                    plan.odd = match plan.addresses.len() {
                        0 => odd,
                        _ => plan.odd.filter(|held| odd == Some(*held)),
                    };
                    if !plan.addresses.add(&address.text, row.line) {
                        plan.repeated += 1;
                    }
                }
            }
            row.keys.iter().for_each(|name| taken.add(name));
        }
        plan.names = taken.names();
        plan.reason = taken.reason();
        Ok(plan)
    }
}

impl Addresses {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// Some of them, as they are first written in the input.
    pub(crate) fn part(&self, first: usize, count: usize) -> &[Box<str>] {
        let end = first.saturating_add(count).min(self.list.len());
        self.list.get(first..end).unwrap_or_default()
    }

    /// The line that an address is first in.
    pub(crate) fn line(&self, place: usize) -> Option<u64> {
        self.lines.get(place).copied()
    }

    /// Which one it is, whatever its case.
    pub(crate) fn place(&self, address: &str) -> Option<usize> {
        self.places.get(folded(address).as_str()).copied()
    }

    /// False when it is there already.
    fn add(&mut self, address: &str, line: u64) -> bool {
        let place = self.list.len();
        match self.places.entry(folded(address).into()) {
            std::collections::hash_map::Entry::Occupied(_) => false,
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(place);
                self.list.push(address.into());
                self.lines.push(line);
                true
            }
        }
    }
}

impl Lines {
    fn add(&mut self, line: u64) {
        self.count += 1;
        if self.first.len() < 3 {
            self.first.push(line);
        }
    }

    /// `line 3`, `lines 3 and 4`, `lines 3, 4, 9 and more`.
    pub(crate) fn listed(&self) -> String {
        let numbers: Vec<String> = self.first.iter().map(u64::to_string).collect();
        match (numbers.as_slice(), self.count > numbers.len() as u64) {
            ([], _) => "no line".to_owned(),
            (several, true) => format!("lines {} and more", several.join(", ")),
            ([one], false) => format!("line {one}"),
            ([several @ .., last], false) => format!("lines {} and {last}", several.join(", ")),
        }
    }
}

/// Names that the input's own columns have.
#[derive(Debug, Default)]
struct Taken {
    like_ours: Vec<String>,
}

impl Taken {
    fn add(&mut self, name: &str) {
        let folded = name.trim().to_lowercase();
        let like_ours = NAMES
            .iter()
            .chain(&[REASON])
            .any(|ours| folded.ends_with(ours) || folded.contains(&format!("{ours}_")));
        if like_ours && !self.like_ours.contains(&folded) {
            self.like_ours.push(folded);
        }
    }

    fn reason(&self) -> String {
        let endings = (2_u32..).map(|number| format!("amplemarket_{REASON}_{number}"));
        let plain = [REASON.to_owned(), format!("amplemarket_{REASON}")];
        let mut names = plain.into_iter().chain(endings);
        let free = names.find(|name| !self.like_ours.contains(name));
        free.unwrap_or_else(|| REASON.to_owned())
    }

    /// Ours, or with what tells them apart: both in the same way.
    fn names(&self) -> [String; 2] {
        let endings =
            (2_u32..).map(|number| NAMES.map(|name| format!("amplemarket_{name}_{number}")));
        let plain = [
            NAMES.map(str::to_owned),
            NAMES.map(|name| format!("amplemarket_{name}")),
        ];
        let free = |names: &[String; 2]| names.iter().all(|name| !self.like_ours.contains(name));
        let mut names = plain.into_iter().chain(endings);
        names.find(free).unwrap_or_else(|| NAMES.map(str::to_owned))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::detect::{Hints, detect};
    use super::*;

    #[track_caller]
    fn plan(name: &str, text: &[u8]) -> Plan {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        let source = Source::open(&path).unwrap();
        let layout = detect(&source, &Hints::default()).unwrap();
        Plan::of(&source, layout).unwrap()
    }

    #[test]
    fn rows_are_counted_by_what_they_hold() {
        let text = b"name,email\r\nAda, Ada@example.com \r\n\r\nA,ada@EXAMPLE.com\r\nB,\r\nC,n/a\r\nD\r\n\"E\nF\",g@example.org,x\r\n\xff,h@example.net";
        let plan = plan("a.csv", text);
        assert_eq!((plan.rows, plan.repeated), (7, 1));
        assert_eq!((plan.width, plan.header_width), (3, 2));
        assert_eq!(
            (plan.blank.count, plan.blank.listed().as_str()),
            (2, "lines 5 and 7")
        );
        assert_eq!(
            (plan.other.count, plan.other.listed().as_str()),
            (1, "line 6")
        );
        assert_eq!(plan.wide.listed(), "line 8");
        let addresses: Vec<&str> = plan.addresses.part(0, 9).iter().map(|a| &**a).collect();
        assert_eq!(
            addresses,
            ["Ada@example.com", "g@example.org", "h@example.net"]
        );
        assert_eq!(plan.addresses.place("ADA@example.com"), Some(0));
        assert_eq!(plan.addresses.line(1), Some(8));
        assert_eq!(plan.names, ["result", "catch_all"]);
    }

    #[test]
    fn lines_and_json_lines_are_counted_too() {
        let lines = plan("a", b"ada@example.com\n\nx\nADA@example.com\n");
        assert_eq!(
            (lines.rows, lines.addresses.len(), lines.repeated),
            (3, 1, 1)
        );
        assert_eq!(lines.other.listed(), "line 3");
        let json = plan(
            "a",
            b"{\"email\":\"ada@example.com\"}\n{\"email\":null,\"Result\":1}\n{\"email\":3}",
        );
        assert_eq!((json.rows, json.addresses.len()), (3, 1));
        assert_eq!((json.blank.count, json.other.count), (1, 1));
        assert_eq!(json.names, ["amplemarket_result", "amplemarket_catch_all"]);
    }

    #[test]
    fn added_columns_have_names_of_their_own() {
        let again = plan(
            "a.csv",
            b"email,catch_all,AMPLEMARKET_RESULT,amplemarket_result_2\n",
        );
        assert_eq!(
            again.names,
            ["amplemarket_result_3", "amplemarket_catch_all_3"]
        );
    }

    #[test]
    fn lines_are_listed_up_to_three() {
        let mut lines = Lines::default();
        assert_eq!(lines.listed(), "no line");
        let expected = [
            "line 2",
            "lines 2 and 3",
            "lines 2, 3 and 4",
            "lines 2, 3, 4 and more",
        ];
        for (line, expected) in (2..).zip(expected) {
            lines.add(line);
            assert_eq!(lines.listed(), expected);
        }
    }
}
