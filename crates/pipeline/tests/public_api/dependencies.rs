//! A dependency below the package: what is re-exported of it is listed as the crate's own, and nothing else of it is.

pub use demo_engine::{Call, Engine as Motor, Error, bytes, nested, fuel};
pub use elsewhere::Thing;

/// The crate's own, around the dependency's.
pub struct Client(::demo_engine::Client);

impl Client {
    pub fn call(&self) -> Result<demo_engine::Call, demo_engine::Error> {
        self.0.call()
    }
    pub fn not_listed(&self) -> demo_engine::Client {
        self.0.clone()
    }
}
impl demo_engine::Engine for Client {
    fn run(&self) {}
}
//- Cargo.toml
[package]
name = "demo"

[workspace.dependencies]
demo-engine = { path = "engine", version = "1" }

[dependencies]
bytes = "1"
demo-engine.workspace = true
elsewhere = { path = "../elsewhere" }
//- engine/Cargo.toml
[package]
name = "demo-engine"
//- engine/src/lib.rs
mod call;
mod generated;
pub mod nested;

pub use call::{Call, Error};
pub use bytes;

#[derive(Clone)]
pub struct Client;

impl Client {
    pub fn call(&self) -> Result<Call, crate::call::Error> {
        Ok(Call)
    }
}
pub trait Engine {
    fn run(&self);
}
#[macro_export]
macro_rules! fuel {
    () => {};
}
pub struct Unreached;
//- engine/src/call.rs
use super::nested::Part;

pub struct Call;

#[cfg(feature = "parts")]
impl Call {
    pub fn part(&self) -> Part {
        Part
    }
    pub(crate) fn internal(&self) {}
}
#[doc(hidden)]
impl Call {
    pub fn for_generated_code() {}
}
impl crate::Engine for Call {
    fn run(&self) {}
}
#[derive(Debug)]
pub enum Error {
    Api(crate::nested::Part),
}
//- engine/src/generated.rs
// Not the generated module of the crate that is listed.
pub struct Hidden;
//- engine/src/nested.rs
#[derive(Debug)]
pub struct Part;
