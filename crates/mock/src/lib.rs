//! The Amplemarket REST API on loopback, for tests.
