//! `pub use`: every item is listed once, under its shortest path; its other names say what they stand for.

mod inner;
pub mod outer {
    pub use crate::inner::Shared;
    pub use crate::inner::deep::{self, Deep as Deeper};
    pub struct Local;
    pub use super::outer::Local as Again;
}
pub mod prelude {
    #[doc(no_inline)]
    pub use crate::{Client, outer::Local};
    pub use std::fmt::Debug as _;
}

pub use inner::{Client, Status, Status::Queued, helper, nested::{Aaa, Zzz}, nested::Aaa as Mmm};
pub use self::inner::Renamed as Public;
pub use crate::outer::deep as shortcut;
pub use serde_json;
pub use serde_json::{Value, Map as Object, json, value::{self, Number}};
pub use ::uuid::Uuid;
pub use std::collections::HashMap;
pub extern crate serde as serialization;
pub(crate) use inner::NotPublic;
use inner::nested::OnlyImported;

pub fn uses(
    a: inner::Client,
    b: outer::Shared,
    c: inner::deep::Deep,
    d: inner::nested::Zzz,
    e: Public,
    f: Value,
    g: Object<String, Value>,
    h: shortcut::Deep,
) {
}
//- src/inner.rs
pub struct Client;
pub enum Status {
    Queued,
    Done,
}
pub struct Shared;
pub struct Renamed;
pub struct NotPublic;
pub fn helper(client: &Client, shared: super::inner::Shared) -> deep::Deep {
    deep::Deep
}
// One name for two things: both come along.
pub struct Zzz {}
#[allow(non_snake_case)]
pub fn Zzz() {}

pub mod deep {
    pub struct Deep;
    impl Clone for Deep {
        fn clone(&self) -> Self {
            Deep
        }
    }
}
pub mod nested {
    pub struct Aaa;
    pub use super::Zzz;
    pub struct OnlyImported;
}
