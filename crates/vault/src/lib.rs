//! The sealed store and every decision about it.
