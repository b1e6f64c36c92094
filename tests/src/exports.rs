//! Exports of any size.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use inkling_intake::{Answers, Input, Item};

use crate::figures::Outcome;

/// What is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Netflix's list of views, newest first as Netflix writes it.
    Views,
    /// The same views, in no order of time.
    ScatteredViews,
    /// Amazon's list of purchases, newest first.
    Purchases,
}

/// An export in a file of its own.
#[derive(Debug)]
pub struct Export {
    kind: Kind,
    rows: u64,
    path: PathBuf,
}

const VIEWS: &str = "Profile Name,Start Time,Duration,Attributes,Title,Supplemental Video Type,Device Type,Bookmark,Latest Bookmark,Country\n";
const PURCHASES: &str = "Website,Order ID,Order Date,Currency,Unit Price,Total Owed,ASIN,Quantity,Order Status,Product Name,Gift Message,Gift Sender Name,Shipping Option\n";

const MAKERS: [&str; 8] = [
    "Brenn", "Lumora", "Kestrel", "Fernweh", "Anker", "Tavo", "Norrland", "Piccola",
];
const THINGS: [&str; 12] = [
    "Desk Lamp with Dimmer, Blue",
    "Laufschuhe Herren, Gr. 42, Grün",
    "Coffee Grinder, 30 g",
    "Hiking Socks Merino 39-42, 3 Pack",
    "Paperback: The Long Harbour",
    "USB C Cable 2 m for Laptop and Phone",
    "Poêle antiadhésive 28 cm",
    "T-Shirt Damen, Größe M, Rot",
    "Juego de sartenes con tapa",
    "Garden Chair, Set of 4, Grey",
    "Windeln Gr. 4, 120 Stück",
    "Mechanical Pencil 0.5 mm",
];

impl Export {
    /// Writes an export of so many rows.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn write(kind: Kind, rows: u64, folder: &Path) -> Outcome<Self> {
        let path = folder.join(format!("{kind:?}-{rows}.csv"));
        let export = Self { kind, rows, path };
        let mut file = BufWriter::new(File::create(&export.path)?);
        file.write_all(match kind {
            Kind::Views | Kind::ScatteredViews => VIEWS.as_bytes(),
            Kind::Purchases => PURCHASES.as_bytes(),
        })?;
        for row in 0..rows {
            export.row(row, &mut file)?;
        }
        file.flush()?;
        Ok(export)
    }

    /// How many rows it has.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Reads it as the intake reads any file.
    ///
    /// # Errors
    /// What `take` comes to, or the intake.
    pub fn read(&self, take: &mut dyn FnMut(Item<'_>) -> Outcome<()>) -> Outcome<()> {
        let mut inputs = [Input::new("export.csv", File::open(&self.path)?)];
        let answers = Answers {
            people: ["Alex".to_owned()].into(),
            ..Answers::default()
        };
        let mut taken = Ok(());
        let read = inkling_intake::read(&mut inputs, &answers, &mut |item| {
            taken = take(item);
            if taken.is_ok() {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        });
        taken?;
        read?;
        Ok(())
    }

    fn row(&self, row: u64, text: &mut impl Write) -> io::Result<()> {
        // Every number below the number of rows once, whatever that is.
        let place = if self.kind == Kind::ScatteredViews {
            u64::try_from(u128::from(row) * 7_368_787 % u128::from(self.rows)).unwrap_or(row)
        } else {
            row
        };
        let (date, time) = moment(place);
        match self.kind {
            Kind::Views | Kind::ScatteredViews => writeln!(
                text,
                "Alex,{date} {time},00:50:00,,Title {}: Season 1: Episode {row},,TV,00:50:00,00:50:00,DE (Germany)",
                row % 5_000
            ),
            Kind::Purchases => writeln!(
                text,
                "Amazon.de,304-{row:07},{date}T{time}Z,EUR,20.17,{}.{:02},B{row:09},1,Closed,\"{} {row} {}\",,,std",
                row % 90 + 5,
                row % 100,
                one_of(&MAKERS, row),
                one_of(&THINGS, row / 8),
            ),
        }
    }
}

/// Day and time of the place-th event before the end of 2025, a minute apart.
fn moment(place: u64) -> (String, String) {
    let (day, minute) = (place / 1440, 1439 - place % 1440);
    // Months of 28 days, so that every date exists.
    let (year, of_year) = (2025_u64.saturating_sub(day / 336), 335 - day % 336);
    (
        format!("{year:04}-{:02}-{:02}", of_year / 28 + 1, of_year % 28 + 1),
        format!("{:02}:{:02}:00", minute / 60, minute % 60),
    )
}

fn one_of(words: &[&'static str], number: u64) -> &'static str {
    let place = usize::try_from(number).unwrap_or_default() % words.len();
    words.get(place).copied().unwrap_or_default()
}
