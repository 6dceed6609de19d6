//! `#[doc(hidden)]`: reachable, but no promise.

#[doc(hidden)]
pub mod __private {
    pub struct Helper;
    pub struct Lifted;
    pub use std::fmt::Debug;
}
#[doc(hidden)]
pub fn internal() {}
#[doc(hidden)]
pub struct Internal;
#[doc(hidden)]
pub use serde_json::Value as __Value;
pub use __private::Lifted;
#[doc(hidden)]
pub use std::fmt as __fmt;
pub struct Shown;
impl Shown {
    pub fn with(&self, helper: __private::Helper, internal: &Internal, lifted: Lifted) {}
}
impl From<Internal> for Shown {
    fn from(_: Internal) -> Shown {
        Shown
    }
}
impl Clone for Internal {
    fn clone(&self) -> Self {
        Internal
    }
}
#[doc(hidden)]
#[macro_export]
macro_rules! __internal {
    () => {};
}
#[doc(hidden, alias = "x")]
pub trait Concealed {}
impl Concealed for Shown {}
