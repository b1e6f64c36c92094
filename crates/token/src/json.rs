//! JSON as a careful reader takes it.
//!
//! Parsers disagree about repeated keys, and a shop and a vault that read different things have not agreed on anything.
//!
//! Invariant: no text is accepted that has a key twice, is deeper or longer than its limit, or goes on after its end
//! (RFC 8259, section 4; RFC 9901, section 7.1).

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// How much is read at most.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Bytes of text.
    pub(crate) bytes: usize,
    /// Containers inside one another.
    pub(crate) depth: usize,
}

/// The text is not JSON that this crate reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Malformed;

/// Reads one JSON text.
pub(crate) fn parse(text: &[u8], limits: Limits) -> Result<Value, Malformed> {
    if text.len() > limits.bytes {
        return Err(Malformed);
    }
    let mut reader = serde_json::Deserializer::from_slice(text);
    let value = Strict {
        depth: limits.depth,
    }
    .deserialize(&mut reader)
    .map_err(|_| Malformed)?;
    reader.end().map_err(|_| Malformed)?;
    Ok(value)
}

/// Reads one JSON object.
pub(crate) fn parse_object(text: &[u8], limits: Limits) -> Result<Map<String, Value>, Malformed> {
    match parse(text, limits)? {
        Value::Object(object) => Ok(object),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Err(Malformed)
        }
    }
}

/// For an optional member: it may be absent, but not `null`.
pub(crate) fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// How many containers are inside one another: 0 for a bare value.
pub(crate) fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(members) => 1 + members.values().map(depth).max().unwrap_or(0),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

/// A value with at most `depth` containers inside one another.
#[derive(Clone, Copy)]
struct Strict {
    depth: usize,
}

impl Strict {
    fn inside<E: serde::de::Error>(self) -> Result<Self, E> {
        let depth = self
            .depth
            .checked_sub(1)
            .ok_or_else(|| E::custom("too deep"))?;
        Ok(Self { depth })
    }
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without repeated keys")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let inside = self.inside()?;
        let mut array = Vec::new();
        while let Some(item) = items.next_element_seed(inside)? {
            array.push(item);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let inside = self.inside()?;
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let value = members.next_value_seed(inside)?;
            if object.insert(name, value).is_some() {
                return Err(A::Error::custom("repeated key"));
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const LIMITS: Limits = Limits {
        bytes: 100,
        depth: 2,
    };

    #[test]
    fn ordinary_json_is_read_as_it_stands() {
        let text = br#"{"a":[1,-2,"x",true,null,0.5],"b":"\u00fc"}"#;
        assert_eq!(
            parse(text, LIMITS),
            Ok(json!({"a":[1,-2,"x",true,null,0.5],"b":"\u{fc}"}))
        );
    }

    #[test]
    fn a_repeated_key_is_refused_at_any_depth_and_in_any_spelling() {
        for text in [
            r#"{"a":1,"a":1}"#,
            r#"[{"a":1,"b":2,"a":3}]"#,
            r#"{"a":1,"\u0061":2}"#,
        ] {
            assert_eq!(parse(text.as_bytes(), LIMITS), Err(Malformed), "{text}");
        }
    }

    #[test]
    fn what_is_too_deep_too_long_or_not_over_is_refused() {
        let long = format!("\"{}\"", "x".repeat(100));
        for text in [
            "[[[1]]]",
            r#"{"a":{"b":{}}}"#,
            long.as_str(),
            "1 2",
            "{} {}",
            "",
            "nul",
            "\"\u{1}\"",
        ] {
            assert_eq!(parse(text.as_bytes(), LIMITS), Err(Malformed), "{text}");
        }
        assert!(parse("[".repeat(100).as_bytes(), LIMITS).is_err());
    }

    #[test]
    fn depth_counts_containers() {
        assert_eq!(depth(&json!(1)), 0);
        assert_eq!(depth(&json!({"a":[{"b":1}],"c":2})), 3);
    }

    #[test]
    fn text_that_is_not_utf8_is_refused() {
        assert_eq!(parse(b"\"\xff\"", LIMITS), Err(Malformed));
    }
}
