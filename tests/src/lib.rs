//! Journeys over the whole system, and what they need.

pub mod commands;
