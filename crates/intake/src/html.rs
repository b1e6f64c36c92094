//! What every reader of HTML needs of its tokenizer (WHATWG HTML, section 13.2.5).
//!
//! Invariant: no address in a page is ever followed.

use html5ever::tokenizer::states::{Rawtext, Rcdata, ScriptData};
use html5ever::tokenizer::{Tag, TokenSinkResult};

/// An attribute's value.
pub(crate) fn attribute<'a>(tag: &'a Tag, name: &str) -> Option<&'a str> {
    tag.attrs
        .iter()
        .find(|attribute| &*attribute.name.local == name)
        .map(|attribute| &*attribute.value)
}

/// How the text goes on after the beginning of an element in which marks are no marks.
pub(crate) fn raw_text(name: &str) -> Option<TokenSinkResult<()>> {
    match name {
        "script" => Some(TokenSinkResult::RawData(ScriptData)),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => {
            Some(TokenSinkResult::RawData(Rawtext))
        }
        "title" | "textarea" => Some(TokenSinkResult::RawData(Rcdata)),
        _ => None,
    }
}
