//! Macros: exported ones are the root's; what a macro makes cannot be seen, that it is called can.

mod inner {
    #[macro_export]
    macro_rules! exported {
        () => {};
    }
    macro_rules! kept {
        () => {};
    }
    pub(crate) use kept;

    #[macro_export]
    #[cfg(feature = "more")]
    #[deprecated]
    macro_rules! gated {
        () => {};
    }
}
pub use exported as also;

macro_rules! newtype {
    ($name:ident, $ty:ty) => {
        pub struct $name(pub $ty);
    };
}
newtype!(Meters, f64);

macro_rules! methods {
    ($($name:ident),*) => { $(pub fn $name(&self) {})* };
}
pub struct Local;
impl Local {
    methods!(a, b);
}

thread_local! {
    static DEPTH: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
}
thread_local!(pub static WIDTH: u8 = 0);
#[cfg(not(any(unix, windows)))]
compile_error!("not here");
