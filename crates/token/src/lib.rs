//! The contract with shops: vocabulary, terms, requests, preference tokens, sealing.
