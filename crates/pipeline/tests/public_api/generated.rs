//! The shape of the real crate: a face of its own over the generated module, which comes in by one of two ways.
//- src/lib.rs
mod client;
mod error;
mod runtime;

#[cfg(feature = "codegen")]
#[allow(clippy::all)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/client.rs"));
}
#[cfg(not(feature = "codegen"))]
mod generated;

pub use client::{Client, ClientBuilder};
pub use error::{Error, Result};
pub use generated::{builder, types};
pub use runtime::ResponseValue;
//- src/client.rs
use crate::Error;

#[derive(Clone, Debug)]
pub struct Client {
    pub(crate) base: String,
}

#[derive(Default)]
pub struct ClientBuilder {
    base: Option<String>,
}

impl Client {
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }
}

impl ClientBuilder {
    pub fn build(self) -> Result<Client, Error> {
        loop {}
    }
}
//- src/error.rs
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("no answer: {0}")]
    Transport(#[from] serde_json::Error),
}

pub type Result<T> = std::result::Result<T, Error>;
//- src/runtime.rs
pub struct ResponseValue<T> {
    inner: T,
}
pub struct ByteStream(Vec<u8>);
pub fn encode_path(text: &str) -> String {
    text.to_owned()
}
//- generated
//! Made by a machine.
#[allow(unused_imports)]
use crate::runtime::{ByteStream, ResponseValue, encode_path};
/// Types.
pub mod types {
    pub mod error {
        pub struct ConversionError(::std::borrow::Cow<'static, str>);
    }
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    pub struct Contact {
        #[serde(rename = "_links")]
        pub links: ::std::vec::Vec<Link>,
        pub name: ::std::option::Option<::std::string::String>,
    }
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    pub struct Link {
        pub href: ::std::string::String,
    }
    impl Contact {
        pub fn builder() -> builder::Contact {
            loop {}
        }
    }
    impl ::std::convert::TryFrom<builder::Contact> for Contact {
        type Error = self::error::ConversionError;
        fn try_from(value: builder::Contact) -> ::std::result::Result<Self, self::error::ConversionError> {
            loop {}
        }
    }
    pub mod builder {
        #[derive(Clone)]
        pub struct Contact {
            name: ::std::result::Result<::std::option::Option<::std::string::String>, ::std::string::String>,
        }
        impl Contact {
            pub fn links<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::Link>>,
                T::Error: ::std::fmt::Display,
            {
                self
            }
        }
    }
}
impl crate::Client {
    pub fn list_contacts(&self) -> builder::ListContacts<'_> {
        builder::ListContacts { client: self }
    }
}
pub mod builder {
    use super::types;
    #[allow(unused_imports)]
    use super::{ByteStream, ResponseValue, encode_path};
    #[derive(Clone, Debug)]
    pub struct ListContacts<'a> {
        pub(super) client: &'a crate::Client,
    }
    impl<'a> ListContacts<'a> {
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(types::builder::Contact) -> types::builder::Contact,
        {
            self
        }
        pub async fn send(self) -> Result<ResponseValue<types::Contact>, crate::Error> {
            loop {}
        }
        pub async fn raw(self) -> crate::Result<ResponseValue<ByteStream>> {
            loop {}
        }
    }
}
pub struct NotReexported;
