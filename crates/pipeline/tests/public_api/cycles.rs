//! An alias that leads to a module's own path again and again ends all the same.
//- src/lib.rs
pub mod a {
    pub use super::b;
    pub struct InA;
}
pub mod b {
    pub use super::a;
    pub use super::a::b as again;
    pub struct InB(pub again::a::InA);
}
mod x {
    pub(crate) use super::y::*;
    pub struct FromX;
}
mod y {
    pub(crate) use super::x::*;
    pub struct FromY;
}
pub fn through(a: x::FromY, b: y::FromX) {}
pub use x::FromX;
