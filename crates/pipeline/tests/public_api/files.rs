//! Modules in files: beside, below, by `#[path]`, and within braces.
//- src/lib.rs
pub mod beside;
pub mod below;
pub mod braces {
    pub mod in_folder;
    #[path = "odd.rs"]
    pub mod by_path;
    pub mod more {
        pub mod deepest;
    }
}
#[path = "elsewhere/file.rs"]
pub mod named;
pub mod r#type;
//- src/beside.rs
pub mod child;
pub struct Beside(pub child::Child);
//- src/beside/child.rs
pub struct Child(pub super::super::below::Below);
//- src/below/mod.rs
mod child;
pub use child::Child as Below;
//- src/below/child.rs
pub struct Child;
//- src/braces/in_folder.rs
pub struct InFolder;
//- src/braces/odd.rs
pub struct ByPath;
//- src/braces/more/deepest.rs
pub struct Deepest;
//- src/elsewhere/file.rs
pub mod child;
//- src/elsewhere/child.rs
pub struct BesideNamed;
//- src/type.rs
pub struct Raw;
