//! The entries of a status list: packed bits, compressed.
//!
//! Invariant: reading a list costs no more than its limit, whatever it says about itself; an entry outside it is none
//! (Token Status List, sections 4.1 and 4.2; RFC 1950).

use std::fmt;

use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;

use super::StatusError;
use crate::text::{base64url, from_base64url};

const LARGEST: usize = 16 * 1024;
/// The highest level of zlib, as the draft recommends.
const SMALLEST_OUTPUT: u8 = 9;

/// How many bits an entry has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bits {
    /// 1: valid or not.
    One,
    /// 2: four statuses.
    Two,
    /// 4: sixteen.
    Four,
    /// 8: a byte.
    Eight,
}

impl Bits {
    /// The number on the wire.
    #[must_use]
    pub fn count(self) -> u8 {
        match self {
            Self::One => 1,
            Self::Two => 2,
            Self::Four => 4,
            Self::Eight => 8,
        }
    }

    fn mask(self) -> u8 {
        u8::MAX >> (8 - self.count())
    }
}

impl TryFrom<u64> for Bits {
    type Error = StatusError;

    fn try_from(count: u64) -> Result<Self, StatusError> {
        match count {
            1 => Ok(Self::One),
            2 => Ok(Self::Two),
            4 => Ok(Self::Four),
            8 => Ok(Self::Eight),
            _ => Err(StatusError::List),
        }
    }
}

/// Entries of one width, packed from the lowest bit of the first byte on.
#[derive(Clone, PartialEq, Eq)]
pub struct StatusList {
    bits: Bits,
    bytes: Vec<u8>,
}

impl StatusList {
    /// A list of so many entries, all 0. It is filled up to whole bytes.
    #[must_use]
    pub fn new(bits: Bits, entries: usize) -> Self {
        let a_byte = usize::from(8 / bits.count());
        Self {
            bits,
            bytes: vec![0; entries.div_ceil(a_byte)],
        }
    }

    /// The entry at this place, counted from 0; `None` outside the list.
    #[must_use]
    pub fn get(&self, idx: u64) -> Option<u8> {
        let (at, shift) = self.place(idx)?;
        Some((self.bytes.get(at)? >> shift) & self.bits.mask())
    }

    /// Writes an entry; `None`, and nothing is written, outside the list or for a value wider than its entries.
    pub fn set(&mut self, idx: u64, value: u8) -> Option<()> {
        let mask = self.bits.mask();
        let (at, shift) = self.place(idx)?;
        let byte = self.bytes.get_mut(at).filter(|_| value <= mask)?;
        *byte = (*byte & !(mask << shift)) | (value << shift);
        Some(())
    }

    /// The list on the wire: zlib, then base64url.
    #[must_use]
    pub fn lst(&self) -> String {
        base64url(&compress_to_vec_zlib(&self.bytes, SMALLEST_OUTPUT))
    }

    /// The list that [`StatusList::lst`] gave; at most 16 KiB of entries.
    ///
    /// # Errors
    /// When the text is not such a list, or a larger one.
    pub fn from_lst(bits: Bits, lst: &str) -> Result<Self, StatusError> {
        Self::within(LARGEST, bits, lst)
    }

    pub(super) fn within(limit: usize, bits: Bits, lst: &str) -> Result<Self, StatusError> {
        let packed = from_base64url(lst).ok_or(StatusError::List)?;
        let bytes =
            decompress_to_vec_zlib_with_limit(&packed, limit).map_err(|_| StatusError::List)?;
        Ok(Self { bits, bytes })
    }

    /// The packed entries.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The byte that holds an entry, and how far up in it the entry begins.
    fn place(&self, idx: u64) -> Option<(usize, u8)> {
        let a_byte = u64::from(8 / self.bits.count());
        let at = usize::try_from(idx / a_byte).ok()?;
        let within = u8::try_from(idx % a_byte).ok()?;
        Some((at, within * self.bits.count()))
    }
}

/// Entries may be many grants' business.
impl fmt::Debug for StatusList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StatusList")
            .field("bits", &self.bits)
            .finish_non_exhaustive()
    }
}
