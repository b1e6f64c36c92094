//! Journeys over the whole system, and what they need.

pub mod commands;
pub mod exports;
pub mod figures;
pub mod fuzz;
pub mod large;
pub mod proof;
pub mod shop;
pub mod signer;
