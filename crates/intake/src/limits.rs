//! Every bound on outside bytes, in one place.
//!
//! Real exports: Takeout's browser history is about 200 MB in one entry, an order history a few MB, a zip some hundred entries.

/// Entries of one zip.
pub(crate) const ENTRIES: usize = 20_000;
/// Bytes of a zip's central directory.
pub(crate) const DIRECTORY_BYTES: u64 = 16 << 20;
/// Inflated bytes of one entry.
pub(crate) const ENTRY_BYTES: u64 = 1 << 30;
/// Inflated bytes of one zip, over everything that is read of it.
pub(crate) const ARCHIVE_BYTES: u64 = 4 << 30;
/// Inflated bytes for one packed byte.
pub(crate) const RATIO: u64 = 200;
/// Inflated bytes up to which the ratio is not looked at: a few repeated lines pack very well.
pub(crate) const RATIO_FLOOR: u64 = 1 << 20;
/// Bytes at the beginning of a file by which it is recognised.
pub(crate) const OPENING_BYTES: usize = 16 << 10;
/// Bytes at the beginning of a web page by which it is recognised: Google's pages begin with a long style.
pub(crate) const PAGE_OPENING_BYTES: u64 = 1 << 20;
/// Bytes of one row of a table.
pub(crate) const ROW_BYTES: u64 = 1 << 20;
/// Bytes of one record of a list in JSON, and of one mark of a page.
pub(crate) const RECORD_BYTES: u64 = 1 << 20;
/// Bytes of a web address.
pub(crate) const ADDRESS_BYTES: usize = 4_096;
/// Rows of one table.
pub(crate) const ROWS: u64 = 20_000_000;
/// Recognised files in one import.
pub(crate) const FILES: usize = 500;
/// Histories of one zip; each may take seconds. Nobody's browser has so many profiles.
pub(crate) const HISTORIES: usize = 16;
/// Unknown entries that are named.
pub(crate) const UNKNOWN_NAMED: usize = 200;
/// Characters of a title or name.
pub(crate) const TEXT_CHARS: usize = 300;
/// Profiles of one import; further ones are counted under no name.
pub(crate) const PEOPLE: usize = 64;
/// Sites of one import that are offered; further ones are left out.
pub(crate) const SITES: usize = 200;
/// Visits and searches that are taken of one site in a day.
pub(crate) const FACTS_OF_SITE_AND_DAY: u32 = 12;
/// Rows of one order that are held together, and sessions that are held open.
pub(crate) const HELD: usize = 4_096;
/// Returned orders that are remembered.
pub(crate) const RETURNS: usize = 200_000;
/// Bytes of one mail; an order mail with a bill attached has a few MB.
pub(crate) const MAIL_BYTES: usize = 8 << 20;
/// Bytes of one block of linked data.
pub(crate) const MARKUP_BYTES: usize = 1 << 20;
/// Elements within each other.
pub(crate) const MARKUP_DEPTH: usize = 256;
/// Orders of one mail.
pub(crate) const ORDERS_OF_MAIL: usize = 50;
/// Items of one order.
pub(crate) const ITEMS_OF_ORDER: usize = 200;
/// Items of orders that are held until all their mails are read.
pub(crate) const ITEMS_HELD: usize = 32_768;
