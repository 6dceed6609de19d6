//! From docs pages to a client, and back to the docs: the verbs `regen`, `drift` and `diff`, and their command line.
//!
//! Each verb has a file of its own. Files, the network and the terminal stand here; what a verb decides, it decides in
//! pure functions, and what it has to say goes to the writers that it is handed.

pub mod command;
pub mod exit;
pub mod pipe;
mod sanitize;
pub mod terminal;

pub mod regen;

pub mod diff;
pub mod drift;
pub mod report;

pub mod derive;
pub mod fetch;
mod judgement;
mod operation;
pub mod pages;
pub mod project;
pub mod replace;
pub mod settings;
mod tree;

mod client;
pub mod public_api;
