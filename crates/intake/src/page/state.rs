//! What the marks of a page of Google's mean: cells, their lines, and the sections of their captions.
//!
//! Invariant: of a cell so many lines of so many characters are kept, and nothing of its caption.

use html5ever::tokenizer::Tag;

use crate::html::attribute;
use crate::limits;

/// Lines of a cell; its title, its channel and its date stand in the first three or four.
const LINES: usize = 12;
/// Characters of a note that an entry came from an advertisement: "From Google Ads".
const NOTE: usize = 40;

/// One entry.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    /// The product.
    pub(crate) header: String,
    /// What happened, then what belongs to it, then when.
    pub(crate) lines: Vec<Line>,
    /// It came from an advertisement.
    pub(crate) advert: bool,
    /// The first is 1.
    pub(crate) number: u64,
}

/// A line of an entry.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) text: String,
    /// Where its first link leads.
    pub(crate) address: Option<String>,
}

/// Which part of a cell is being read.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Part {
    #[default]
    Elsewhere,
    Header,
    Body,
    Caption,
}

/// What has been read of a page.
#[derive(Debug, Default)]
pub(super) struct State {
    part: Part,
    cell: Option<Cell>,
    section: Section,
    /// Cells that nobody has been handed yet.
    pub(super) done: Vec<Cell>,
    /// Cells in all.
    pub(super) cells: u64,
    pub(super) tokens: u64,
    /// The page came to its end.
    pub(super) ended: bool,
}

/// A section of a caption: products, places, details, why the entry is there.
#[derive(Debug, Default)]
struct Section {
    number: u32,
    /// Its heading is being read.
    heading: bool,
    linked: bool,
    text: String,
}

impl State {
    /// The finished cells, and how many tokens there were since the last time.
    pub(super) fn settled(&mut self) -> (Vec<Cell>, u64) {
        (
            std::mem::take(&mut self.done),
            std::mem::take(&mut self.tokens),
        )
    }

    pub(super) fn start(&mut self, tag: &Tag) {
        match (&*tag.name, self.part) {
            ("div", _) => self.part(attribute(tag, "class").unwrap_or_default()),
            ("br", Part::Body) => self.line(),
            ("a", Part::Body) => {
                let line = self.cell.as_mut().and_then(|cell| cell.lines.last_mut());
                let address = attribute(tag, "href").filter(|to| to.len() <= limits::ADDRESS_BYTES);
                if let (Some(line), Some(address)) = (line, address) {
                    line.address.get_or_insert_with(|| address.to_owned());
                }
            }
            ("a", Part::Caption) => self.section.linked = true,
            ("b", Part::Caption) => {
                self.close_section();
                self.section.number += 1;
                self.section.heading = true;
            }
            _ => {}
        }
    }

    /// A block begins; its class says what it is.
    fn part(&mut self, class: &str) {
        let is = |name: &str| class.split_ascii_whitespace().any(|word| word == name);
        if is("outer-cell") {
            self.finish();
            self.part = Part::Elsewhere;
        } else if is("header-cell") {
            self.part = Part::Header;
        } else if !is("content-cell") {
            // It stands around the parts of an entry, or within one.
        } else if is("mdl-typography--caption") {
            self.part = Part::Caption;
        } else if is("mdl-typography--text-right") {
            self.part = Part::Elsewhere;
        } else if is("mdl-typography--body-1") {
            if self
                .cell
                .as_ref()
                .is_some_and(|cell| !cell.lines.is_empty())
            {
                self.finish();
            }
            self.part = Part::Body;
            self.line();
        }
    }

    fn line(&mut self) {
        let lines = &mut self.cell.get_or_insert_default().lines;
        if lines.len() < LINES {
            lines.push(Line::default());
        }
    }

    pub(super) fn end(&mut self, name: &str) {
        match name {
            "b" => self.section.heading = false,
            "body" | "html" => {
                self.finish();
                self.ended = true;
            }
            _ => {}
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        let into = match self.part {
            Part::Header => Some(&mut self.cell.get_or_insert_default().header),
            Part::Body => self
                .cell
                .as_mut()
                .and_then(|cell| cell.lines.last_mut())
                .map(|line| &mut line.text),
            Part::Caption if !self.section.heading => Some(&mut self.section.text),
            Part::Caption | Part::Elsewhere => None,
        };
        if let Some(into) = into {
            let room = (limits::TEXT_CHARS * 4).saturating_sub(into.len());
            if text.len() <= room {
                into.push_str(text);
            } else {
                into.extend(text.chars().take(room));
            }
        }
    }

    /// A short note that names Google, without a link and after the products, is "From Google Ads" in some language. The other
    /// sections have links, or a sentence.
    fn close_section(&mut self) {
        let section = &mut self.section;
        let text = section.text.trim();
        let note = section.number > 1 && !section.linked && text.chars().count() <= NOTE;
        if let Some(cell) = &mut self.cell
            && note
            && text.contains("Google")
        {
            cell.advert = true;
        }
        section.linked = false;
        section.text.clear();
    }

    fn finish(&mut self) {
        self.close_section();
        self.section = Section::default();
        self.part = Part::Elsewhere;
        let Some(cell) = self.cell.take().filter(|cell| !cell.lines.is_empty()) else {
            return;
        };
        self.cells += 1;
        self.done.push(Cell {
            number: self.cells,
            ..cell
        });
    }
}
