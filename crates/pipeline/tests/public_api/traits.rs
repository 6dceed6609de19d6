//! Traits: what an implementation must give, and what it may leave out.

use std::fmt::{self, Debug};

pub trait Page: Debug + Send + 'static {
    const SIZE: usize;
    const LIMIT: usize = 100;

    type Item: Clone;
    type Cursor<'a>: Iterator<Item = &'a Self::Item> + 'a
    where
        Self: 'a;

    fn items(&self) -> Self::Cursor<'_>;

    fn first(&self) -> Option<Self::Item> {
        None
    }

    async fn next(self, token: &str) -> Result<Self, fmt::Error>
    where
        Self: Sized;

    #[deprecated]
    fn old();

    #[doc(hidden)]
    fn hidden(&self) {}

    #[cfg(feature = "stream")]
    fn stream(self: Box<Self>) -> impl Iterator<Item = Self::Item> + use<Self>
    where
        Self: Sized,
    {
        std::iter::empty()
    }
}

pub unsafe trait Marker {}

pub trait Convert<From, To = String>
where
    From: ?Sized,
{
    fn convert(from: &From) -> To;
}

mod sealed {
    pub trait Sealed {}
}

pub trait Closed: sealed::Sealed {}

trait Private {
    fn nothing();
}

pub trait Holds {
    crate::members!(a, b);
}

#[macro_export]
macro_rules! members {
    ($($name:ident),*) => { $(fn $name();)* };
}
