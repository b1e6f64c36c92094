//! Journeys over the whole system.
