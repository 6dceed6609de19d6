//! Structs: their shape, their public fields, and their marks.

use std::collections::BTreeMap;
use std::marker::PhantomData;

pub struct Open {
    pub zeta: u8,
    pub alpha: Option<String>,
    pub map: BTreeMap<String, Vec<Open>>,
}

pub struct Closed {
    pub name: String,
    secret: String,
    pub(crate) inner: u8,
}

pub struct Sealed {
    secret: String,
}

pub struct WithHidden {
    pub shown: u8,
    #[doc(hidden)]
    pub hidden: u8,
}

pub struct Empty {}

pub struct Unit;

pub struct Pair(pub String, pub u32);

pub struct Wrapper(String);

pub struct Gap(u8, pub u16, u32, u64);

#[non_exhaustive]
#[deprecated(since = "0.2.0", note = "use `Open`")]
pub struct Marked {
    #[deprecated]
    pub old: u8,
}

#[repr(transparent)]
pub struct Transparent(pub u8);

pub struct Generic<'a, T: Clone + 'a, U = String, const N: usize = 4>
where
    U: Send,
{
    pub items: &'a [T; N],
    pub other: PhantomData<U>,
}

pub struct Bounded<T>(pub T)
where
    T: Iterator<Item = u8>;

pub struct r#Raw {
    pub r#type: String,
}

pub(crate) struct Crate {
    pub field: u8,
}

struct Private {
    pub field: u8,
}

pub union Bits {
    pub integer: u32,
    pub float: f32,
}
