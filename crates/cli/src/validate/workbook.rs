//! Workbooks (`.xlsx`, `.ods`) as CSV, and CSV as a workbook. Formulas, formats and other sheets are not kept.

use std::io::{self, Cursor, Read, Write};

use calamine::{Data, Reader, open_workbook_auto_from_rs};
use rust_xlsxwriter::{Workbook, XlsxError};

use super::input_error::InputError;
use super::preamble::separator;

/// Writes a sheet as CSV with commas, and returns its name.
pub(crate) fn read(
    mut input: impl Read,
    sheet: Option<&str>,
    output: &mut dyn Write,
) -> Result<String, InputError> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    let unreadable = |error: calamine::Error| {
        InputError::new(format!("the workbook can't be read: {error}")).hint("save it as CSV")
    };
    let mut workbook = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(unreadable)?;
    let names = workbook.sheet_names();
    let name = match sheet {
        None => names.first(),
        Some(sheet) => names.iter().find(|name| *name == sheet),
    };
    let Some(name) = name.cloned() else {
        let what = format!("there is no sheet `{}`", sheet.unwrap_or_default());
        return Err(InputError::new(what).hint(format!("its sheets are {}", names.join(", "))));
    };
    let range = workbook.worksheet_range(&name).map_err(unreadable)?;
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(output);
    let failed = |error: csv::Error| InputError::from(io::Error::other(error));
    // What is empty above and to the left stays, so that rows and columns keep their numbers.
    let (above, left) = range.start().map_or((0, 0), |(row, column)| (row, column));
    let blank = vec![""; left as usize + range.width()];
    for _ in 0..above {
        writer.write_record(&blank).map_err(failed)?;
    }
    for row in range.rows() {
        let cells = row.iter().map(text);
        let cells = std::iter::repeat_n(String::new(), left as usize).chain(cells);
        writer.write_record(cells).map_err(failed)?;
    }
    writer.flush()?;
    Ok(name)
}

fn text(cell: &Data) -> String {
    match cell {
        Data::DateTime(moment) => match moment.as_datetime() {
            Some(moment) => moment.to_string().trim_end_matches(" 00:00:00").to_owned(),
            None => moment.to_string(),
        },
        other => other.to_string(),
    }
}

/// Writes CSV as a workbook of one sheet. What is a number, and reads the same as one, becomes a number.
pub(crate) fn write(csv: &[u8], delimiter: u8, output: &mut dyn Write) -> io::Result<()> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(csv);
    let failed = |error: XlsxError| io::Error::other(error);
    let mut number = 0;
    for record in reader.byte_records() {
        let record = record.map_err(io::Error::other)?;
        if number == 0 && separator(record.as_slice()).is_some() {
            continue;
        }
        for (column, cell) in (0_u16..).zip(&record) {
            let text = String::from_utf8_lossy(cell);
            match text.parse::<f64>() {
                Ok(value) if value.to_string() == text && text.len() <= 15 => {
                    sheet.write_number(number, column, value).map_err(failed)?;
                }
                _ => drop(sheet.write_string(number, column, &*text).map_err(failed)?),
            }
        }
        number += 1;
    }
    let bytes = workbook.save_to_buffer().map_err(failed)?;
    output.write_all(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_goes_there_and_back() {
        let table = "name,email,n\n\"Lovelace, Ada\",ada@example.com,7\n007,,1.5\n";
        let mut bytes = Vec::new();
        write(table.as_bytes(), b',', &mut bytes).unwrap();
        let mut back = Vec::new();
        assert_eq!(read(bytes.as_slice(), None, &mut back).unwrap(), "Sheet1");
        assert_eq!(String::from_utf8(back).unwrap(), table);
        let error = read(bytes.as_slice(), Some("Leads"), &mut Vec::new()).unwrap_err();
        assert_eq!(error.to_string(), "there is no sheet `Leads`");
    }
}
