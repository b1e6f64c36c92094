//! Cuts an mbox (`mboxrd`) or a single mail into messages.
//!
//! Invariant: memory is bounded by one message, and a message by [`limits::MAIL_BYTES`]; what is longer is passed over.

use std::io::{BufRead, BufReader, Read};

use crate::error::FileError;
use crate::limits;
use crate::table::Source;

const MARK: &[u8] = b"From ";
const BUFFER: usize = 64 << 10;

/// A message as it stands in the file.
pub(super) enum Message<'a> {
    /// Its bytes, unescaped.
    Whole(&'a [u8]),
    /// Larger than any order mail.
    TooLarge,
}

/// Messages, one after the other.
pub(super) struct Messages<'a> {
    bytes: BufReader<Box<dyn Read + 'a>>,
    of_archive: bool,
    /// Whether the file is an mbox; known from its first line.
    boxed: Option<bool>,
    line: Vec<u8>,
    message: Vec<u8>,
    ended: bool,
}

impl<'a> Messages<'a> {
    pub(super) fn of(source: Source<'a>) -> Self {
        let (bytes, of_archive) = source.into_bytes();
        Self {
            bytes: BufReader::with_capacity(BUFFER, bytes),
            of_archive,
            boxed: None,
            line: Vec::new(),
            message: Vec::new(),
            ended: false,
        }
    }

    /// The next message that is not empty.
    pub(super) fn next(&mut self) -> Result<Option<Message<'_>>, FileError> {
        self.message.clear();
        let (mut too_large, mut after_blank) = (false, true);
        while !self.ended {
            let whole_line = self.advance()?;
            let boxed = *self
                .boxed
                .get_or_insert_with(|| self.line.starts_with(MARK));
            if boxed && after_blank && self.line.starts_with(MARK) {
                if too_large || !self.message.is_empty() {
                    break;
                }
                continue;
            }
            after_blank = whole_line && self.line.iter().all(u8::is_ascii_whitespace);
            let line = if boxed && is_escaped(&self.line) {
                self.line.get(1..).unwrap_or_default()
            } else {
                &self.line
            };
            if self.message.len() + line.len() > limits::MAIL_BYTES {
                too_large = true;
                self.message.clear();
            } else if !too_large {
                self.message.extend_from_slice(line);
            }
        }
        if too_large {
            return Ok(Some(Message::TooLarge));
        }
        let empty = self.message.iter().all(u8::is_ascii_whitespace);
        Ok((!empty).then_some(Message::Whole(&self.message)))
    }

    /// Reads a line, or a buffer's worth of one that is longer; says whether it begins and ends here.
    fn advance(&mut self) -> Result<bool, FileError> {
        let continued = !self.line.is_empty() && !self.line.ends_with(b"\n");
        self.line.clear();
        let limit = u64::try_from(BUFFER).unwrap_or(u64::MAX);
        let read = (&mut self.bytes)
            .take(limit)
            .read_until(b'\n', &mut self.line)
            .map_err(|error| {
                if self.of_archive {
                    FileError::from_archive_io(&error)
                } else {
                    FileError::from_io(&error)
                }
            })?;
        self.ended = read == 0;
        Ok(!continued && self.line.ends_with(b"\n"))
    }
}

/// `>From `, `>>From `: one `>` was put before a line that would have begun a message.
fn is_escaped(line: &[u8]) -> bool {
    let marks = line.iter().take_while(|byte| **byte == b'>').count();
    marks > 0 && line.get(marks..).is_some_and(|rest| rest.starts_with(MARK))
}

/// Whether a file's first bytes are an mbox's or a mail's: header fields, of which two are known.
pub(crate) fn is_mail(text: &[u8]) -> bool {
    const KNOWN: [&str; 12] = [
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "received",
        "return-path",
        "delivered-to",
        "mime-version",
        "content-type",
        "x-gm-thrid",
        "x-gmail-labels",
    ];
    let mut lines = text.split(|byte| *byte == b'\n').peekable();
    lines.next_if(|line| line.starts_with(MARK));
    let mut known = 0;
    for line in lines {
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            continue;
        }
        let Some(colon) = line.iter().position(|byte| *byte == b':') else {
            break;
        };
        let name = line.get(..colon).unwrap_or_default();
        let plain = |byte: &u8| byte.is_ascii_graphic();
        if name.is_empty() || !name.iter().all(plain) {
            break;
        }
        let name = String::from_utf8_lossy(name).to_lowercase();
        known += usize::from(KNOWN.contains(&name.as_str()));
        if known >= 2 {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(text: &[u8]) -> Vec<Option<String>> {
        let mut messages = Messages::of(Source::plain(text));
        let mut all = Vec::new();
        while let Some(message) = messages.next().unwrap() {
            all.push(match message {
                Message::Whole(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
                Message::TooLarge => None,
            });
        }
        all
    }

    #[test]
    fn an_mbox_is_cut_at_its_marks_and_escapes_are_undone() {
        let text = b"From a@b Sun\nDate: 1\n\nFrom here\n>From there\n>>From far\n\nFrom a@b Mon\r\nDate: 2\r\n\r\nx";
        let all = messages(text);
        assert_eq!(all.len(), 3);
        assert_eq!(all[0].as_deref(), Some("Date: 1\n\n"));
        assert_eq!(all[1].as_deref(), Some("From there\n>From far\n\n"));
        assert_eq!(all[2].as_deref(), Some("Date: 2\r\n\r\nx"));
    }

    #[test]
    fn a_single_mail_is_one_message_whatever_its_lines_begin_with() {
        let text = b"Date: 1\n\n\nFrom here on\n>From there";
        assert_eq!(
            messages(text),
            [Some(String::from_utf8_lossy(text).into_owned())]
        );
    }

    #[test]
    fn a_message_too_large_is_passed_over_and_the_next_one_read() {
        let long = vec![b'x'; limits::MAIL_BYTES + 1];
        let text = [
            b"From a\nDate: 1\n\n",
            long.as_slice(),
            b"\n\nFrom b\nDate: 2\n",
        ]
        .concat();
        assert_eq!(messages(&text), [None, Some("Date: 2\n".to_owned())]);
    }

    #[test]
    fn mails_are_told_from_tables_and_prose() {
        assert!(is_mail(b"From x Sun\nX-GM-THRID: 1\nDate: y\n"));
        assert!(is_mail(b"Received: a\r\n\tb\r\nSubject: c\r\n\r\n"));
        for text in [
            b"Title,Date\na,b\n".as_slice(),
            b"From here, it goes on\nas prose\n",
            b"Note: one\nTodo: two\n",
            b"",
        ] {
            assert!(!is_mail(text));
        }
    }
}
