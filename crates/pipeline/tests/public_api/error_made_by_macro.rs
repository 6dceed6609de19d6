//! What a macro has made cannot be followed.
//- src/lib.rs
mod inner {
    macro_rules! make {
        () => {
            pub struct Made;
        };
    }
    make!();
}
pub use inner::Made;
