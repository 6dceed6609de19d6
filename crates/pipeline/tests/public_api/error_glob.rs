//! A glob hides from the reader what is public.
//- src/lib.rs
mod inner {
    pub struct A;
}

pub use inner::{
    A as B,
    *,
};
