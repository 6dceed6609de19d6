//! Traits that are implemented by hand: one line each, when a user can name both sides.

use std::borrow::Cow;
use std::convert::TryFrom;
use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

pub struct Id(String);

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}
impl Deref for Id {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}
impl FromStr for Id {
    type Err = Invalid;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Err(Invalid)
    }
}
impl ::std::convert::TryFrom<&str> for Id {
    type Error = self::Invalid;
    fn try_from(text: &str) -> ::std::result::Result<Self, Self::Error> {
        Err(Invalid)
    }
}
impl From<Id> for String {
    fn from(id: Id) -> String {
        id.0
    }
}
impl<'a> From<Cow<'a, str>> for Id {
    fn from(text: Cow<'a, str>) -> Id {
        Id(text.into_owned())
    }
}
impl PartialEq<str> for &Id {
    fn eq(&self, other: &str) -> bool {
        false
    }
}
impl core::cmp::PartialEq<Box<Id>> for Vec<Id> {
    fn eq(&self, other: &Box<Id>) -> bool {
        false
    }
}

pub struct Invalid;

pub struct List<T>(Vec<T>);
impl<T> IntoIterator for List<T>
where
    T: Send,
{
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
unsafe impl<T: Send> Send for List<T> {}

pub trait Lend {
    type Of<'a>
    where
        Self: 'a;
}
impl Lend for Id {
    type Of<'b> = &'b str;
}
impl Lend for u8 {
    type Of<'b> = u8;
}
impl<T> Lend for [T] {
    type Of<'b>
        = &'b T
    where
        Self: 'b;
}

pub trait Extension {}
impl<T: Iterator> Extension for T {}

mod internal {
    use super::*;

    pub struct Internal;
    pub trait Secret {}
    impl Secret for Id {}
    impl Clone for Internal {
        fn clone(&self) -> Self {
            Internal
        }
    }
    impl From<Internal> for Id {
        fn from(_: Internal) -> Id {
            Id(String::new())
        }
    }
    impl From<Id> for Internal {
        fn from(_: Id) -> Internal {
            Internal
        }
    }
    impl Extend<Internal> for List<Id> {
        fn extend<I: IntoIterator<Item = Internal>>(&mut self, _: I) {}
    }
    // A type state: public methods lead to it, so that what it implements is public as well.
    impl Default for List<Internal> {
        fn default() -> Self {
            List(Vec::new())
        }
    }
}

#[doc(hidden)]
impl Default for Id {
    fn default() -> Id {
        Id(String::new())
    }
}

#[cfg(feature = "hash")]
impl std::hash::Hash for Id {
    fn hash<H: std::hash::Hasher>(&self, _: &mut H) {}
}
