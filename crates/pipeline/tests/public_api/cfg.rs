//! What exists under a cfg only says so; what exists in tests only is not there.

#[cfg(feature = "stream")]
pub struct Stream {
    pub plain: u8,
    #[cfg(unix)]
    pub unix: u8,
}
#[cfg(feature = "stream")]
impl Stream {
    pub fn next(&mut self) {}
    #[cfg(feature = "stream")]
    pub fn same(&mut self) {}
}
#[cfg(feature = "stream")]
#[cfg(unix)]
impl Clone for Stream {
    fn clone(&self) -> Self {
        loop {}
    }
}

#[cfg(test)]
pub fn in_tests() {}
#[cfg(test)]
mod tests;
#[cfg(all(test, feature = "slow"))]
pub fn in_slow_tests() {}
#[cfg(not(test))]
pub fn always() {}
#[cfg(any(test, feature = "util"))]
pub fn util() {}
#[cfg(all(not(test), feature = "a", any(unix, windows)))]
pub fn several() {}
#[cfg(feature = "a")]
#[cfg(target_os = "linux")]
pub fn two_attributes() {}
#[cfg(not(feature = "a"))]
pub fn without() {}

#[cfg(feature = "blocking")]
pub mod blocking {
    pub fn wait() {}
    #[cfg(windows)]
    pub fn windows() {}
}

#[cfg(unix)]
mod platform {
    pub struct Handle(pub i32);
}
#[cfg(not(unix))]
mod platform {
    pub struct Handle(pub u64);
}
pub use platform::Handle;
pub fn handle() -> Handle {
    loop {}
}

#[cfg(feature = "std")]
pub mod visible;
#[cfg(not(feature = "std"))]
mod visible;
#[cfg(feature = "std")]
pub use visible::Seen;

mod either {
    pub struct Twice;
    pub struct Thrice;
}
#[cfg(feature = "x")]
pub use either::Twice;
#[cfg(not(feature = "x"))]
pub use either::Twice;
#[cfg(feature = "x")]
pub use either::Thrice;
#[cfg(feature = "y")]
pub use either::Thrice;
#[cfg(feature = "json")]
pub use serde_json::Value;
//- src/visible.rs
#![cfg_attr(docsrs, doc(cfg(feature = "std")))]
pub struct Seen;
