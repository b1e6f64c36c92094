//! Everything a person can do, as view models and failure codes.
