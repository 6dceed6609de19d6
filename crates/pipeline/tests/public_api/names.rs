//! Names in signatures: whatever way they are written, one way in which they are listed.

extern crate alloc;
extern crate self as demo_alias;

use core::fmt;
use serde_json as json;
use serde_json::Value as Json;
use std::collections::{BTreeMap, HashMap as Map};
use std::io::{self, Read};
use std::str;

pub type Result<T, E = Error> = std::result::Result<T, E>;
pub struct Error;
pub struct Page<T>(pub T);

pub fn prelude(
    a: ::std::option::Option<::std::string::String>,
    b: core::option::Option<Box<alloc::string::String>>,
    c: std::result::Result<u8, ::core::convert::Infallible>,
    d: alloc::vec::Vec<u8>,
    e: std::boxed::Box<dyn std::ops::Fn(u8)>,
) {
}
pub fn shadowed(text: &str) -> Result<&str> {
    loop {}
}
pub fn both() -> Result<u8, std::string::String> {
    Ok(0)
}
pub fn imported(a: Map<u8, u16>, b: BTreeMap<u8, io::Error>, c: fmt::Result, d: &mut dyn Read) {}
pub fn external(a: Json, b: json::Map<String, json::Value>, c: &serde_json::Number, d: ::serde_json::Value) {}
pub fn own(a: Error, b: crate::Error, c: self::Error, d: demo_alias::Error, e: ::demo_alias::Error) {}
pub fn generic<Error, T: Into<Error>>(error: Error, other: crate::Error, item: T) {}

pub mod deep {
    use super::*;
    use super::{Page as Sheet, deep::deeper::Deepest};
    pub mod deeper {
        pub struct Deepest;
        pub fn up(a: super::super::Error, b: super::String, c: crate::deep::Own) {}
        pub(in crate::deep) struct Restricted;
    }
    pub struct String;
    pub struct Own;
    pub fn through_glob(a: Error, b: Page<Own>, c: Sheet<Deepest>, d: deeper::Deepest) {}
    pub fn local_first(a: String, b: std::string::String) {}
    pub fn globbed_import(a: Map<u8, u8>) -> io::Result<()> {
        Ok(())
    }
}

mod hidden_away {
    pub struct Unreachable;
    pub trait Sealed {}
    pub type Bytes = Vec<u8>;
    pub type Outcome<'a, T, E = Unreachable> = Result<&'a T, E>;
    type Result<T, E> = std::result::Result<T, E>;
    pub type Lent<const N: usize> = [super::Page<Bytes>; N];
}
use hidden_away::{Bytes, Lent, Outcome, Sealed, Unreachable};
pub fn private(a: Unreachable, b: Vec<hidden_away::Unreachable>) -> Option<Page<Unreachable>> {
    None
}
pub fn sealed<T: Sealed>(value: T) {}
pub fn aliases<'x>(a: Bytes, b: Outcome<'x, u8>, c: Outcome<'static, Bytes, u8>, d: Lent<3>, e: &dyn Iterator<Item = Bytes>) {}
pub fn public_alias(a: Result<Bytes>) {}

pub const LIMIT: usize = 3;
const INNER: usize = 4;
const SUM: usize = INNER + LIMIT;
pub struct Fixed<const N: usize>;
pub fn lengths(a: [u8; LIMIT], b: [u8; crate::LIMIT], c: [u8; INNER], f: [u8; SUM * 2], d: [u8; usize::BITS as usize], e: [u8; { LIMIT }]) {}
pub fn arguments(a: Fixed<LIMIT>, b: Fixed<{ crate::LIMIT }>, c: Fixed<3>, d: Fixed<{ 1 + 2 }>) {}
pub fn constraints(a: impl Iterator<Item: Into<Error>>, b: impl IntoIterator<IntoIter = std::vec::IntoIter<Json>>) {}

macro_rules! make {
    ($name:ident) => {
        pub struct $name;
    };
}
make!(Made);
pub fn made(a: Made) {}
