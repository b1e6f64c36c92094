//! Turns a data export into events.
