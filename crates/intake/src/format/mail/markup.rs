//! Finds what a page says in schema.org's words: JSON-LD blocks, and microdata brought into the same shape.
//!
//! Invariant: depth, count and length of what is found are bounded; no address in a page is ever followed.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use serde_json::{Map, Value};

use crate::html::{attribute, raw_text};
use crate::limits;

/// Elements that have no end.
const VOID: [&str; 13] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

/// What a page says.
#[derive(Debug, Default)]
pub(super) struct Markup {
    /// Things, in the shape of JSON-LD.
    pub(super) values: Vec<Value>,
    /// A block could not be read.
    pub(super) broken: bool,
}

impl Markup {
    pub(super) fn of(page: &str) -> Self {
        let input = BufferQueue::default();
        input.push_back(StrTendril::from_slice(page));
        let tokenizer = Tokenizer::new(Page::default(), TokenizerOpts::default());
        let _done = tokenizer.feed(&input);
        tokenizer.end();
        tokenizer.sink.0.into_inner().finish()
    }
}

/// The tokenizer hands out tokens through a shared reference.
#[derive(Default)]
struct Page(RefCell<State>);

impl TokenSink for Page {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) => return state.tag(&tag),
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

#[derive(Default)]
struct State {
    found: Markup,
    /// A JSON-LD block that is being read.
    block: Option<String>,
    /// Open elements from the outermost microdata item inwards.
    open: Vec<Element>,
}

struct Element {
    name: String,
    /// The item that begins here.
    item: Option<Map<String, Value>>,
    /// What it is to the item around it.
    property: Option<String>,
    text: String,
}

impl State {
    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        match tag.kind {
            TagKind::StartTag => self.start(tag),
            TagKind::EndTag => {
                self.end(&tag.name);
                TokenSinkResult::Continue
            }
        }
    }

    fn start(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name = &*tag.name;
        if name == "script" {
            let linked_data = attribute(tag, "type").is_some_and(|kind| {
                let kind = kind.split(';').next().unwrap_or_default().trim();
                kind.eq_ignore_ascii_case("application/ld+json")
            });
            self.block = linked_data.then(String::new);
        }
        if let Some(raw) = raw_text(name) {
            return raw;
        }
        let scope = attribute(tag, "itemscope").is_some();
        let property = attribute(tag, "itemprop")
            .and_then(|names| names.split_whitespace().next())
            .map(str::to_owned);
        if VOID.contains(&name) {
            if let (Some(property), Some(value)) = (property, stated(tag)) {
                self.put(property, Value::String(value));
            }
            return TokenSinkResult::Continue;
        }
        let within = !self.open.is_empty();
        if (!scope && !within) || self.open.len() >= limits::MARKUP_DEPTH {
            return TokenSinkResult::Continue;
        }
        let item = scope.then(|| {
            let kind = attribute(tag, "itemtype").map(|kind| Value::String(short(kind)));
            kind.map(|kind| ("@type".to_owned(), kind))
                .into_iter()
                .collect()
        });
        let property = match (property, stated(tag)) {
            (Some(property), Some(value)) if !scope => {
                self.put(property, Value::String(value));
                None
            }
            (property, _) => property,
        };
        self.open.push(Element {
            name: name.to_owned(),
            item,
            property,
            text: String::new(),
        });
        TokenSinkResult::Continue
    }

    fn end(&mut self, name: &str) {
        if name == "script" {
            if let Some(block) = self.block.take() {
                self.linked_data(&block);
            }
            return;
        }
        // An end without a beginning is no end; one before its children's ends them too.
        let Some(place) = self.open.iter().rposition(|open| open.name == name) else {
            return;
        };
        while self.open.len() > place {
            self.close();
        }
    }

    fn close(&mut self) {
        let Some(element) = self.open.pop() else {
            return;
        };
        match (element.item, element.property) {
            (Some(item), Some(property)) => self.put(property, Value::Object(item)),
            (Some(item), None) => self.keep(Value::Object(item)),
            (None, Some(property)) => self.put(property, Value::String(element.text)),
            (None, None) => {}
        }
    }

    /// Gives the innermost open item a property; several values of one name become a list.
    fn put(&mut self, property: String, value: Value) {
        let item = self
            .open
            .iter_mut()
            .rev()
            .find_map(|open| open.item.as_mut());
        let Some(item) = item else { return };
        let room = item.len() < limits::ITEMS_OF_ORDER;
        match item.get_mut(&property) {
            Some(Value::Array(values)) if values.len() < limits::ITEMS_OF_ORDER => {
                values.push(value);
            }
            Some(Value::Array(_)) => {}
            Some(first) => *first = Value::Array(vec![first.take(), value]),
            None if room => {
                item.insert(property, value);
            }
            None => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(block) = &mut self.block {
            if block.len() + text.len() <= limits::MARKUP_BYTES {
                block.push_str(text);
            } else {
                self.found.broken = true;
            }
            return;
        }
        let open = self
            .open
            .iter_mut()
            .filter(|open| open.property.is_some() && open.item.is_none());
        for element in open {
            let room = (limits::TEXT_CHARS * 4).saturating_sub(element.text.len());
            element.text.extend(text.chars().take(room));
        }
    }

    fn linked_data(&mut self, block: &str) {
        if block.trim().is_empty() {
            return;
        }
        match serde_json::from_str(block) {
            Ok(value) => self.keep(value),
            Err(_) => self.found.broken = true,
        }
    }

    fn keep(&mut self, value: Value) {
        if self.found.values.len() < limits::ORDERS_OF_MAIL * 4 {
            self.found.values.push(value);
        }
    }

    fn finish(mut self) -> Markup {
        while !self.open.is_empty() {
            self.close();
        }
        self.found.broken |= self.block.is_some_and(|block| !block.trim().is_empty());
        self.found
    }
}

/// The value an element states in an attribute instead of its text.
fn stated(tag: &Tag) -> Option<String> {
    let value = attribute(tag, "content")
        .or_else(|| attribute(tag, "datetime"))
        .or_else(|| {
            (&*tag.name == "link")
                .then(|| attribute(tag, "href"))
                .flatten()
        })?;
    Some(short(value))
}

fn short(text: &str) -> String {
    text.chars().take(limits::TEXT_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn microdata_has_the_shape_of_linked_data() {
        let page = "<div itemscope itemtype='http://schema.org/Order'><p>Thanks<br>\
                    <span itemprop=orderNumber>BS<b>-1</b></span>\
                    <div itemprop=acceptedOffer itemscope itemtype=http://schema.org/Offer><meta itemprop=price content=2></div>\
                    <div itemprop=acceptedOffer itemscope><span itemprop=price>3</span></div>\
                    <link itemprop=orderStatus href='http://schema.org/OrderDelivered'></div><p itemprop=price>9";
        assert_eq!(
            Markup::of(page).values,
            [json!({
                "@type": "http://schema.org/Order",
                "orderNumber": "BS-1",
                "acceptedOffer": [{"@type": "http://schema.org/Offer", "price": "2"}, {"price": "3"}],
                "orderStatus": "http://schema.org/OrderDelivered",
            })]
        );
    }

    #[test]
    fn blocks_are_read_and_broken_ones_told() {
        let page = "<script type='application/ld+json; charset=utf-8'>{\"a\": \"</b>\"}</SCRIPT><script>{}</script>\
                    <style><script type='application/ld+json'>{}</script></style>";
        let markup = Markup::of(page);
        assert_eq!(
            (markup.values, markup.broken),
            (vec![json!({"a": "</b>"})], false)
        );
        for page in [
            "<script type='application/ld+json'>{\"a\": broken}</script>",
            "<script type='application/ld+json'>{\"a\": 1}",
        ] {
            let markup = Markup::of(page);
            assert!(markup.values.is_empty() && markup.broken, "{page}");
        }
    }

    #[test]
    fn depth_and_length_are_bounded() {
        let deep = "<div itemscope itemprop=a>".repeat(100_000);
        assert!(Markup::of(&deep).values.len() <= 1);
        let blocks = format!(
            "<script type='application/ld+json'>{}</script>",
            "[".repeat(100_000)
        );
        assert!(Markup::of(&blocks).broken);
        let long = format!(
            "<p itemscope><b itemprop=name>{}</b></p>",
            "x".repeat(1 << 20)
        );
        let value = Markup::of(&long).values.remove(0);
        assert!(
            value["name"]
                .as_str()
                .is_some_and(|name| name.len() <= 1200)
        );
    }
}
