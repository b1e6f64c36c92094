//! Tables for spreadsheets (RFC 4180).
//!
//! Invariant: no text begins with a character that makes a spreadsheet compute: it gets an apostrophe in front (OWASP, "CSV
//! Injection").

use std::io::Write;

use inkling_token::Timestamp;

use super::ExportError;

/// A table that is being written.
pub(crate) struct Table<'a>(csv::Writer<&'a mut dyn Write>);

/// One cell.
pub(crate) enum Cell<'a> {
    /// Nothing.
    None,
    /// Anybody's words.
    Text(&'a str),
    /// A whole number.
    Number(i64),
    /// A moment, RFC 3339, UTC.
    Time(Timestamp),
}

impl<'a> Table<'a> {
    /// Begins with the names of the columns.
    pub(crate) fn begin(out: &'a mut dyn Write, columns: &[&str]) -> Result<Self, ExportError> {
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(out);
        writer.write_record(columns)?;
        Ok(Self(writer))
    }

    pub(crate) fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), ExportError> {
        for cell in cells {
            self.0.write_field(cell.words())?;
        }
        Ok(self.0.write_record(None::<&[u8]>)?)
    }

    pub(crate) fn end(mut self) -> Result<(), ExportError> {
        Ok(self.0.flush()?)
    }
}

impl<'a> Cell<'a> {
    pub(crate) fn text(text: Option<&'a str>) -> Self {
        text.map_or(Self::None, Self::Text)
    }

    pub(crate) fn time(at: Option<Timestamp>) -> Self {
        at.map_or(Self::None, Self::Time)
    }

    pub(crate) fn number(number: Option<i64>) -> Self {
        number.map_or(Self::None, Self::Number)
    }

    pub(crate) fn count(count: Option<u64>) -> Self {
        Self::number(count.map(|count| i64::try_from(count).unwrap_or(i64::MAX)))
    }

    fn words(&self) -> String {
        match self {
            Self::None => String::new(),
            Self::Text(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) => {
                format!("'{text}")
            }
            Self::Text(text) => (*text).to_owned(),
            Self::Number(number) => number.to_string(),
            Self::Time(at) => at.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[&[Cell<'_>]]) -> String {
        let mut out = Vec::new();
        let mut table = Table::begin(&mut out, &["a", "b"]).unwrap();
        for row in rows {
            table.row(row).unwrap();
        }
        table.end().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_cell_that_a_spreadsheet_would_compute_is_text() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"] {
            let words = Cell::Text(formula).words();
            assert_eq!(words, format!("'{formula}"));
        }
        assert_eq!(Cell::Number(-5).words(), "-5");
    }

    #[test]
    fn quotes_commas_and_line_ends_stay_within_their_cell() {
        let text = table(&[
            &[Cell::Text("say \"hi\", or\nnot"), Cell::Number(1)],
            &[Cell::None, Cell::Time(Timestamp::from_millis(0))],
        ]);

        assert_eq!(
            text,
            "a,b\r\n\"say \"\"hi\"\", or\nnot\",1\r\n,1970-01-01T00:00:00Z\r\n"
        );
    }
}
