//! A kind of item that the listing has no line for.
//- src/lib.rs

unsafe extern "C" {
    fn private();
}
unsafe extern "C" {
    pub fn public();
}
