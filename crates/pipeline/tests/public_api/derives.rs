//! Traits that are derived: as if they were written out.

use serde::{Deserialize, Serialize};
use std::fmt::Debug;
use thiserror::Error as ThisError;
use zeroize::Zeroize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Plain;

#[derive(::std::clone::Clone, ::serde::Deserialize, serde::Serialize)]
pub struct Spelled {
    pub field: u8,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Generic<'a, T: Send = u8, const N: usize = 1>
where
    T: Sync,
{
    pub borrowed: &'a str,
    pub item: Option<T>,
    #[serde(skip)]
    pub zeros: std::marker::PhantomData<[u8; N]>,
}

#[derive(Debug, ThisError)]
#[non_exhaustive]
pub enum Failure {
    #[error("no connection")]
    Connection(#[from] std::io::Error),
    #[error("no number in {text}")]
    Number {
        text: String,
        source: std::num::ParseIntError,
    },
    #[error(transparent)]
    Other(#[from] Box<dyn std::error::Error + Send + Sync>),
    #[cfg(feature = "json")]
    #[error("no JSON")]
    Json(#[from] serde_json::Error),
}

#[cfg_attr(feature = "serde", derive(Serialize), serde(rename_all = "snake_case"))]
#[cfg_attr(test, derive(PartialEq))]
#[cfg_attr(not(test), derive(Clone))]
#[cfg_attr(feature = "closed", non_exhaustive)]
pub enum Conditional {
    One,
}

#[derive(Zeroize, Clone)]
pub struct Unknown<T>(pub T);

#[derive(Clone)]
struct Private;
