//! Exports of so many bytes, in every shape that is read as it comes.
//!
//! Rows are as long as real ones, so that a file of a size has as many facts as a real one of that size.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::figures::Outcome;

/// The shape of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Purchases in a table.
    Table,
    /// Plays in a list in JSON.
    List,
    /// Views in a page of Google's.
    Page,
    /// Mails of shops in an mbox.
    Mails,
    /// A zip of all of these, a quarter of the size each.
    Archive,
}

impl Shape {
    /// Every shape.
    pub const ALL: [Self; 5] = [
        Self::Table,
        Self::List,
        Self::Page,
        Self::Mails,
        Self::Archive,
    ];

    /// Writes a file of at least so many bytes, and says where.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn write(self, bytes: u64, folder: &Path) -> Outcome<PathBuf> {
        let path = folder.join(format!("{self:?}-{bytes}"));
        let mut file = BufWriter::new(File::create(&path)?);
        if self == Self::Archive {
            let mut archive = ZipWriter::new(file);
            let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
            for shape in [Self::Table, Self::List, Self::Page, Self::Mails] {
                archive.start_file(format!("{shape:?}"), stored)?;
                shape.fill(bytes / 4, &mut archive)?;
            }
            archive.finish()?.flush()?;
        } else {
            self.fill(bytes, &mut file)?;
            file.flush()?;
        }
        Ok(path)
    }

    fn fill(self, bytes: u64, file: &mut impl Write) -> io::Result<()> {
        let (start, end) = self.around();
        file.write_all(start.as_bytes())?;
        let (mut written, mut row) = (0, 0);
        while written < bytes {
            let text = self.row(row);
            file.write_all(text.as_bytes())?;
            written += u64::try_from(text.len()).unwrap_or(u64::MAX);
            row += 1;
        }
        file.write_all(end.as_bytes())
    }

    /// What stands before the rows and after them.
    const fn around(self) -> (&'static str, &'static str) {
        match self {
            Self::Table => (
                "Website,Order ID,Order Date,Currency,Unit Price,Total Owed,ASIN,Quantity,Order Status,Product Name,Gift Message,Gift Sender Name,Shipping Option,Shipping Address\n",
                "",
            ),
            Self::List => ("[", "{}]"),
            Self::Page => ("<html><body>", "</body></html>"),
            Self::Mails | Self::Archive => ("", ""),
        }
    }

    fn row(self, row: u64) -> String {
        let second = 1_200_000_000 + row * 60;
        let (day, minute) = (second / 86_400, second / 60 % 1440);
        // Days are counted in months of 28, so that every date exists.
        let date = format!(
            "{:04}-{:02}-{:02}",
            1990 + day / 336,
            day % 336 / 28 + 1,
            day % 28 + 1
        );
        let time = format!("{:02}:{:02}:00", minute / 60, minute % 60);
        let filler = "Am Langen Weg 1, 12345 Musterstadt; ";
        match self {
            Self::Table => format!(
                "Amazon.de,304-{row:09},{date}T{time}Z,EUR,20.17,20.17,B{row:09},1,Closed,Desk Lamp {row},,,std,\"{}\"\n",
                filler.repeat(20)
            ),
            Self::List => format!(
                "{{\"ts\":\"{date}T{time}Z\",\"ms_played\":180000,\"platform\":\"{}\",\"master_metadata_track_name\":\"Track {row}\",\"master_metadata_album_artist_name\":\"Artist {}\",\"spotify_track_uri\":\"spotify:track:{row}\",\"skipped\":false,\"incognito_mode\":false}},\n",
                filler.repeat(15),
                row % 900
            ),
            Self::Page => format!(
                "<div class=\"outer-cell\"><div class=\"header-cell\"><p>YouTube<br></p></div><div class=\"content-cell mdl-typography--body-1\">Watched&nbsp;<a href=\"https://www.youtube.com/watch?v={row}\">Video {row}</a><br><a href=\"c\">Channel {}</a><br>{}</div><div class=\"content-cell mdl-typography--caption\"><b>Products:</b><br>&emsp;YouTube<br><b>Why is this here?</b><br>&emsp;{}<a href=\"x\">here</a></div></div>\n",
                row % 900,
                format_args!("{}, {time} UTC", date.replace('-', "/")),
                filler.repeat(12)
            ),
            Self::Mails | Self::Archive => format!(
                "From x@y Thu Jan  1 00:00:00 2026\nFrom: shop@shop.example\nSubject: Order\nDate: {date}\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n<html><script type=\"application/ld+json\">{{\"@context\":\"http://schema.org\",\"@type\":\"Order\",\"merchant\":{{\"@type\":\"Organization\",\"name\":\"Shop\"}},\"orderNumber\":\"S-{row}\",\"orderDate\":\"{date}T{time}Z\",\"priceCurrency\":\"EUR\",\"price\":\"9.50\",\"acceptedOffer\":{{\"@type\":\"Offer\",\"price\":\"9.50\",\"priceCurrency\":\"EUR\",\"itemOffered\":{{\"@type\":\"Product\",\"name\":\"Lamp {row}\"}}}}}}</script>\n{}</html>\n\n",
                format!("<p>{}</p>\n", filler.repeat(4)).repeat(250)
            ),
        }
    }
}
