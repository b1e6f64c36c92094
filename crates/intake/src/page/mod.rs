//! Google's activity as a page, the form Takeout writes unless it is told otherwise: one cell an entry, cell after cell.
//!
//! Every word in a page is in the account's language; what a part is, is told by its class.
//! Invariant: memory is bounded by one cell, and a mark by [`limits::RECORD_BYTES`]; a page that breaks off is an error and
//! never a shorter list.

mod state;

use std::cell::RefCell;
use std::io::{self, Read};

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

pub(crate) use self::state::Cell;

use self::state::State;
use crate::engine::Halt;
use crate::error::FileError;
use crate::html::raw_text;
use crate::limits;
use crate::table::Source;

/// Bytes that are fed at once.
const CHUNK: u64 = 32 << 10;
/// Hands out every entry.
pub(crate) fn cells(
    source: Source<'_>,
    take: &mut dyn FnMut(Cell) -> Result<(), Halt>,
) -> Result<(), Halt> {
    let (mut bytes, of_archive) = source.into_bytes();
    let tokenizer = Tokenizer::new(Page::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    let (mut pending, mut quiet) = (Vec::new(), 0);
    loop {
        let before = pending.len();
        bytes
            .by_ref()
            .take(CHUNK)
            .read_to_end(&mut pending)
            .map_err(|error| failure(&error, of_archive))?;
        let read = pending.len() - before;
        if read == 0 {
            break;
        }
        input.push_back(whole_letters(&mut pending));
        let _done = tokenizer.feed(&input);
        let (cells, tokens) = tokenizer.sink.0.borrow_mut().settled();
        quiet = if tokens == 0 {
            quiet + u64::try_from(read).unwrap_or(u64::MAX)
        } else {
            0
        };
        let after = hand_out(cells, take)?;
        if quiet > limits::RECORD_BYTES {
            return Err(FileError::RowTooLong {
                after: after.unwrap_or_default(),
            }
            .into());
        }
    }
    tokenizer.end();
    let State {
        done, ended, cells, ..
    } = tokenizer.sink.0.into_inner();
    hand_out(done, take)?;
    if ended {
        Ok(())
    } else {
        Err(FileError::BrokenPage { after: cells }.into())
    }
}

/// The first entry of a page's first bytes, by which its format is told; `None` when it has none.
pub(crate) fn parse_opening(bytes: impl Read) -> Option<Cell> {
    let mut first = None;
    let _broken_off = cells(Source::plain(bytes), &mut |cell| {
        first = Some(cell);
        Err(Halt::Stopped)
    });
    first
}

/// Hands out what was found; the number of the last.
fn hand_out(
    cells: Vec<Cell>,
    take: &mut dyn FnMut(Cell) -> Result<(), Halt>,
) -> Result<Option<u64>, Halt> {
    let mut last = None;
    for cell in cells {
        if cell.number > limits::ROWS {
            return Err(FileError::TooManyRows.into());
        }
        last = Some(cell.number);
        take(cell)?;
    }
    Ok(last)
}

fn failure(error: &io::Error, of_archive: bool) -> FileError {
    if of_archive {
        FileError::from_archive_io(error)
    } else {
        FileError::from_io(error)
    }
}

/// Takes the text out of what was read; a letter of which only the beginning is there stays.
fn whole_letters(pending: &mut Vec<u8>) -> StrTendril {
    let whole = match std::str::from_utf8(pending) {
        Err(error) if error.error_len().is_none() => error.valid_up_to(),
        Ok(_) | Err(_) => pending.len(),
    };
    let (bytes, _) = pending.split_at(whole);
    let text = StrTendril::try_from_byte_slice(bytes)
        .unwrap_or_else(|()| StrTendril::from_slice(&String::from_utf8_lossy(bytes)));
    pending.drain(..whole);
    text
}

/// The tokenizer hands out tokens through a shared reference.
#[derive(Default)]
struct Page(RefCell<State>);

impl TokenSink for Page {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.0.borrow_mut();
        state.tokens += 1;
        match token {
            Token::TagToken(tag) => match tag.kind {
                TagKind::StartTag => {
                    state.start(&tag);
                    return raw_text(&tag.name).unwrap_or(TokenSinkResult::Continue);
                }
                TagKind::EndTag => state.end(&tag.name),
            },
            Token::CharacterTokens(text) => state.text(&text),
            Token::DoctypeToken(_)
            | Token::CommentToken(_)
            | Token::NullCharacterToken
            | Token::EOFToken
            | Token::ParseError(_) => {}
        }
        TokenSinkResult::Continue
    }
}

#[cfg(test)]
mod tests {
    use super::state::Line;
    use super::*;

    const BODY: &str = "content-cell mdl-cell mdl-cell--6-col mdl-typography--body-1";

    fn all(text: impl Read) -> (Vec<Cell>, Result<(), Halt>) {
        let mut seen = Vec::new();
        let ended = cells(Source::plain(text), &mut |cell| {
            seen.push(cell);
            Ok(())
        });
        (seen, ended)
    }

    fn entry(body: &str, caption: &str) -> String {
        format!(
            "<div class=\"outer-cell mdl-cell\"><div class=\"mdl-grid\"><div class=\"header-cell mdl-cell\">\
             <p class=\"mdl-typography--title\">YouTube<br></p></div><div class=\"{BODY}\">{body}</div>\
             <div class=\"{BODY} mdl-typography--text-right\">aside</div>\
             <div class=\"content-cell mdl-typography--caption\"><b>Products:</b><br>&emsp;YouTube<br>{caption}</div></div></div>"
        )
    }

    #[test]
    fn a_cell_has_its_product_its_lines_and_where_they_lead() {
        let body = "Watched&nbsp;<a href=\"https://www.youtube.com/watch?v=a&amp;t=1\">A &lt;b&gt;</a><br><a href=\"c\">Channel</a><br>Sep 3<br>";
        let page = format!(
            "<html><style>.outer-cell{{}}</style><body>{}</body></html>",
            entry(body, "")
        );
        let (cells, ended) = all(page.as_bytes());
        let line = |text: &str, address: Option<&str>| Line {
            text: text.to_owned(),
            address: address.map(str::to_owned),
        };
        assert_eq!(ended, Ok(()));
        assert_eq!(
            cells,
            [Cell {
                header: "YouTube".into(),
                lines: vec![
                    line(
                        "Watched\u{a0}A <b>",
                        Some("https://www.youtube.com/watch?v=a&t=1")
                    ),
                    line("Channel", Some("c")),
                    line("Sep 3", None),
                    line("", None),
                ],
                advert: false,
                number: 1,
            }]
        );
    }

    #[test]
    fn an_advertisement_is_told_in_any_language_and_a_place_or_a_reason_is_none() {
        let why = "<b>Why is this here?</b><br>&emsp;Saved to your Google Account. <a href=\"x\">here</a>.";
        for (caption, advert) in [
            (
                format!("<b>Details:</b><br>&emsp;From Google Ads<br>{why}"),
                true,
            ),
            (
                format!("<b>Details:</b><br>&emsp;Von Google Anzeigen<br>{why}"),
                true,
            ),
            (
                format!("<b>Orte:</b><br>&emsp;<a href=\"m\">Google Maps</a><br>{why}"),
                false,
            ),
            (why.to_owned(), false),
        ] {
            let page = format!(
                "<html><body>{}{}</body></html>",
                entry("a", &caption),
                entry("b", why)
            );
            let adverts: Vec<bool> = all(page.as_bytes())
                .0
                .iter()
                .map(|cell| cell.advert)
                .collect();
            assert_eq!(adverts, [advert, false], "{caption}");
        }
    }

    #[test]
    fn a_page_that_breaks_off_is_an_error_with_the_entry_before_it() {
        let page = format!("<html><body>{}{}", entry("a", ""), entry("b", ""));
        let (cells, ended) = all(page.as_bytes());
        assert_eq!(cells.len(), 1);
        assert_eq!(ended, Err(FileError::BrokenPage { after: 1 }.into()));
    }

    #[test]
    fn an_endless_mark_is_refused_and_an_endless_text_stays_small() {
        let begun = format!("<html><body>{}<a href=\"", entry("a", ""));
        let (_, ended) = all(begun.as_bytes().chain(io::repeat(b'x')));
        assert!(matches!(
            ended,
            Err(Halt::Broken(FileError::RowTooLong { .. }))
        ));
        let begun = format!("<html><body><div class=\"{BODY}\">");
        let long = begun
            .as_bytes()
            .chain(io::repeat(b'x').take(8 << 20))
            .chain(&b"</body>"[..]);
        let (cells, ended) = all(long);
        assert_eq!((cells.len(), ended), (1, Ok(())));
        assert!(cells[0].lines[0].text.len() <= limits::TEXT_CHARS * 4);
    }

    #[test]
    fn a_letter_that_two_reads_share_stays_whole() {
        let begun = format!("<html><body><div class=\"{BODY}\"><!--");
        let chunk = usize::try_from(CHUNK).unwrap();
        for beyond in 0..8 {
            let padding = "x".repeat(chunk - begun.len() - "-->".len() - beyond);
            let text = format!("{begun}{padding}-->履歴</body>");
            let (cells, _) = all(text.as_bytes());
            assert_eq!(cells[0].lines[0].text, "履歴", "{beyond}");
        }
    }

    #[test]
    fn bytes_that_are_no_letters_spoil_none_of_those_around_them() {
        let mut bytes = format!("<html><body><div class=\"{BODY}\">履").into_bytes();
        bytes.extend(b"\xFF\xE5b</body>");
        let (cells, ended) = all(&bytes[..]);
        assert_eq!(cells[0].lines[0].text, "履\u{fffd}\u{fffd}b");
        assert_eq!(ended, Ok(()));
    }

    #[test]
    fn a_line_that_comes_in_pieces_is_cut_where_a_whole_one_is() {
        let room = limits::TEXT_CHARS * 4;
        for cut in [1, room - 1, room] {
            let (first, rest) = ("x".repeat(cut), "y".repeat(room));
            let text = format!("<html><body><div class=\"{BODY}\">{first}&gt;{rest}</body>");
            let (cells, _) = all(text.as_bytes());
            let whole = format!("{first}>{rest}");
            assert_eq!(cells[0].lines[0].text, whole[..room]);
        }
    }
}
