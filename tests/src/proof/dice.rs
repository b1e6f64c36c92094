//! Chance that can be thrown again.

use std::sync::{Mutex, PoisonError};

use inkling_token::{Entropy, NoEntropy};
use ring::rand::{SecureRandom, SystemRandom};

/// A sequence that its seed decides (xorshift64*).
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// A sequence of its own for each seed.
    #[must_use]
    pub fn of(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// The next number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16) % end.max(1)
    }

    /// One of several; `None` of none.
    pub fn one_of<T: Clone>(&mut self, several: &[T]) -> Option<T> {
        let place = self.below(u64::try_from(several.len()).ok()?);
        several.get(usize::try_from(place).ok()?).cloned()
    }
}

/// Ids, salts and delays that a seed decides; keys and signatures are the system's.
#[derive(Debug)]
pub(super) struct Chance(Mutex<Dice>, SystemRandom);

impl Chance {
    /// A source of its own for each seed.
    pub(super) fn of(seed: u64) -> Self {
        Self(Mutex::new(Dice::of(!seed)), SystemRandom::new())
    }
}

impl Entropy for Chance {
    fn fill(&self, out: &mut [u8]) -> Result<(), NoEntropy> {
        let mut dice = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for byte in out {
            *byte = u8::try_from(dice.below(256)).map_err(|_| NoEntropy)?;
        }
        Ok(())
    }

    fn ring(&self) -> &dyn SecureRandom {
        &self.1
    }
}
