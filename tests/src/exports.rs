//! Exports of any size.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

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

/// What the vault knows of makers and of things, and what it does not know.
const MAKERS: &str = include_str!("../../crates/vault/data/brands.txt");
const THINGS: &str = include_str!("../../crates/vault/data/lexicon.tsv");
const OWN_NAMES: [&str; 6] = ["Brenn", "Lumora", "Kestrel", "Fernweh", "Tavo", "Piccola"];
const MODELS: [&str; 12] = [
    "Classic",
    "Pro",
    "Alto",
    "Mini",
    "Trail",
    "Nova",
    "Essential",
    "Plus",
    "Studio",
    "Terra",
    "Urban",
    "Lite",
];
const ENDS: [&str; 16] = [
    ", Blue",
    " Herren, Gr. 42, Grün",
    " for Women, EU 38, Black",
    ", 3 Pack",
    " with Lid, 500 ml",
    " Damen, Größe M, Rot",
    " - Dark Grey (Set of 2)",
    ", L, White",
    " avec couvercle, noir",
    " para casa, azul",
    " 2 m for Laptop and Phone",
    ", beige",
    " | Unisex | 2025",
    " aus Holz, 28 cm",
    "",
    " XL, navy",
];
const SHOWS: [&str; 20] = [
    "Squid Game",
    "Friends",
    "Dawson's Creek",
    "Making a Murderer",
    "Nailed It! Holiday!",
    "Travelers",
    "Greenleaf",
    "Cable Girls",
    "Shadow and Bone",
    "Firefly Lane",
    "Ancient Aliens",
    "Blood & Water",
    "Tidelands",
    "Abstract: The Art of Design",
    "Formula 1: Drive to Survive",
    "Haunted",
    "Real Rob",
    "Code Lyoko",
    "Love Around",
    "Wu Assassins",
];
const FILMS: [&str; 12] = [
    "GoodFellas",
    "Gosford Park",
    "The Social Network",
    "Big Daddy",
    "Banana Split",
    "Cult of Chucky",
    "Aftermath",
    "17 Again",
    "How I Became a Superhero",
    "Dick Johnson Is Dead",
    "The Mansion",
    "Deadcon",
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
                "Alex,{date} {time},00:50:00,,{},,TV,00:50:00,00:50:00,DE (Germany)",
                view(place)
            ),
            Kind::Purchases => writeln!(
                text,
                "Amazon.de,304-{row:07},{date}T{time}Z,EUR,20.17,{}.{:02},B{row:09},1,Closed,\"{}\",,,std",
                row % 90 + 5,
                row % 100,
                thing(row),
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

/// A title that no other purchase has: a maker's name, a thing of one of four languages, and what shops write around them.
fn thing(row: u64) -> String {
    static LISTED: LazyLock<Vec<&str>> = LazyLock::new(|| MAKERS.lines().collect());
    static NAMED: LazyLock<Vec<&str>> = LazyLock::new(|| {
        let rows = THINGS.lines().filter(|line| !line.starts_with('#'));
        rows.filter_map(|row| row.split('\t').next()).collect()
    });
    let maker = if chance(row, 1).is_multiple_of(3) {
        one_of(&OWN_NAMES, chance(row, 2))
    } else {
        one_of(&LISTED, chance(row, 2))
    };
    format!(
        "{maker} {} {row} {}{}",
        one_of(&MODELS, chance(row, 3)),
        one_of(&NAMED, chance(row, 4)),
        one_of(&ENDS, chance(row, 5))
    )
}

/// An episode of a show that the vault knows, a film that it knows, or a show that it does not. No film comes twice within two
/// days: that would be one view of it.
fn view(row: u64) -> String {
    let film = usize::try_from(row % 2_880).unwrap_or_default();
    if let Some(film) = FILMS.get(film) {
        return (*film).to_owned();
    }
    match chance(row, 6) % 9 {
        0..4 => format!(
            "{}: Season {}: Episode {row}",
            one_of(&SHOWS, chance(row, 7)),
            chance(row, 8) % 9 + 1
        ),
        _ => format!("Title {}: Season 1: Episode {row}", chance(row, 7) % 5_000),
    }
}

/// The same number for the same row in every run.
fn chance(row: u64, salt: u64) -> u64 {
    let mixed = (row ^ salt << 48).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed ^ mixed >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 33
}

fn one_of<'a>(words: &[&'a str], number: u64) -> &'a str {
    let place = usize::try_from(number).unwrap_or_default() % words.len();
    words.get(place).copied().unwrap_or_default()
}
