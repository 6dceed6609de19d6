//! The client and its builder: types of the generated crate's own around the runtime's, so that methods can be theirs.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use specwright_openapi::settings::Settings;
use syn::{File, ImplItem, Item};

use super::client::is_client;
use super::doc::doc;
use crate::error::Error;

/// What the docs of the client say of the vendor.
#[derive(Default)]
struct Vendor<'a> {
    /// The crate, as its users write it.
    crate_name: &'a str,
    api_key_variable: &'a str,
    base_url_variable: &'a str,
    /// Where a person finds the API key.
    api_key_from: Option<&'a str>,
    user_agent: &'a str,
    base_url: &'a str,
}

/// The client, its builder, and what they forward to the runtime's.
pub(super) fn items(settings: &Settings, base_url: &str) -> TokenStream {
    let client = &settings.client;
    let vendor = Vendor {
        crate_name: &settings.crate_name(),
        api_key_variable: &client.api_key_variable,
        base_url_variable: &client.base_url_variable,
        api_key_from: client.api_key_from.as_deref(),
        user_agent: &client.user_agent,
        base_url,
    };
    let (client, builder) = (client_type(&vendor), builder_type(&vendor));
    quote! { #client #builder }
}

/// The methods that the client has whatever the document: no operation and no batch may be named like one.
///
/// # Errors
/// When the code of the client is not Rust.
pub(crate) fn reserved_names() -> Result<BTreeSet<String>, Error> {
    let file: File = syn::parse2(client_type(&Vendor::default()))
        .map_err(|error| Error::unexpected_output("the client", error.to_string()))?;
    let methods = file.items.into_iter().filter_map(|item| match item {
        Item::Impl(item) if item.trait_.is_none() && is_client(&item.self_ty) => Some(item.items),
        _ => None,
    });
    let mut names: BTreeSet<String> = methods
        .flatten()
        .filter_map(|item| match item {
            ImplItem::Fn(method) => Some(method.sig.ident.to_string()),
            _ => None,
        })
        .collect();
    // Derived, and called on clients.
    names.insert("clone".to_owned());
    Ok(names)
}

fn client_type(vendor: &Vendor<'_>) -> TokenStream {
    let Vendor {
        crate_name,
        api_key_variable,
        base_url_variable,
        base_url,
        ..
    } = vendor;
    let client = doc(&format!(
        "The way to the API: one connection pool, one key, one origin that the key goes to.\n\nA clone is cheap and shares all of it. A client has a method for each operation; see also [`operations`].\n\n```no_run\n# fn example(key: String) -> Result<(), {crate_name}::Error> {{\nlet client = {crate_name}::Client::builder().api_key(key).build()?;\n# Ok(())\n# }}\n```"
    ));
    let builder = doc("A client from its parts; at the least, a key.");
    let from_env = doc(&format!(
        "A client from the environment: the key from `{api_key_variable}`, and the base URL from `{base_url_variable}` where that is set.\n\n# Errors\n[`Error::Config`](::specwright_runtime::Error::Config) when the key is missing, or when either cannot be used."
    ));
    let address = doc(&format!(
        "Where calls are sent: `{base_url}`, unless it was set otherwise."
    ));
    let call = doc(
        "A call of an operation that is chosen at run time, such as by its id from [`operations::ALL`].\n\nPrefer the method of the operation's own name: it knows what the call takes and gives. This one knows neither, and sends what it is told to; all else is the same: the one origin that the key goes to, rate limits, retries, errors.",
    );
    quote! {
        #(#client)*
        #[derive(Clone)]
        pub struct Client(::specwright_runtime::Client);

        impl Client {
            #(#builder)*
            pub fn builder() -> ClientBuilder {
                ClientBuilder::default()
            }

            #(#from_env)*
            pub fn from_env() -> Result<Self, ::specwright_runtime::Error> {
                ::specwright_runtime::Client::from_env(&API).map(Self)
            }

            #(#address)*
            #[must_use]
            pub fn base_url(&self) -> &::reqwest::Url {
                self.0.base_url()
            }

            #(#call)*
            pub fn call(&self, operation: &'static ::specwright_runtime::Operation) -> ::specwright_runtime::Call {
                self.0.call(operation)
            }
        }

        impl ::std::fmt::Debug for Client {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Debug::fmt(&self.0, f)
            }
        }
    }
}

fn builder_type(vendor: &Vendor<'_>) -> TokenStream {
    let crate_name = vendor.crate_name;
    let docs = doc(&format!(
        "Makes a [`Client`].\n\n```\nuse std::time::Duration;\n\nlet client = {crate_name}::Client::builder()\n    .api_key(\"made-up\")\n    .base_url(\"http://localhost:4010\") // a mock\n    .deadline(Duration::from_secs(30))\n    .build()?;\nassert_eq!(client.base_url().as_str(), \"http://localhost:4010/\");\n# Ok::<(), {crate_name}::Error>(())\n```"
    ));
    let setters = setters(vendor).into_iter().map(setter);
    let build = doc(
        "Makes the client.\n\n# Errors\n[`Error::Config`](::specwright_runtime::Error::Config) when there is no key, when the key or the base URL cannot be used, and when TLS cannot be set up: with an `https` base URL, a machine without CA certificates is told here.",
    );
    quote! {
        #(#docs)*
        #[derive(Clone)]
        #[must_use = "a builder makes no client until it is built"]
        pub struct ClientBuilder(::specwright_runtime::ClientBuilder);

        impl ClientBuilder {
            #(#setters)*

            #(#build)*
            pub fn build(self) -> Result<Client, ::specwright_runtime::Error> {
                self.0.build().map(Client)
            }
        }

        impl Default for ClientBuilder {
            fn default() -> Self {
                Self(::specwright_runtime::Client::builder(&API))
            }
        }

        impl ::std::fmt::Debug for ClientBuilder {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Debug::fmt(&self.0, f)
            }
        }
    }
}

/// A setter of the runtime's builder: its name, its argument, the argument's type, and what its docs say.
type Setter = (&'static str, &'static str, TokenStream, String);

fn setter((name, argument, ty, docs): Setter) -> TokenStream {
    let (name, argument) = (format_ident!("{name}"), format_ident!("{argument}"));
    let docs = doc(&docs);
    quote! {
        #(#docs)*
        pub fn #name(self, #argument: #ty) -> Self {
            Self(self.0.#name(#argument))
        }
    }
}

fn setters(vendor: &Vendor<'_>) -> Vec<Setter> {
    let key_from = vendor.api_key_from.map(|place| format!(", from {place}"));
    let key_from = key_from.unwrap_or_default();
    let duration = || quote!(::std::time::Duration);
    let text = || quote!(impl Into<String>);
    vec![
        (
            "api_key",
            "api_key",
            quote!(impl Into<::specwright_runtime::secrecy::SecretString>),
            format!(
                "The API key{key_from}. It is sent to the base URL's origin and nowhere else, and shown nowhere."
            ),
        ),
        (
            "base_url",
            "base_url",
            text(),
            "Where calls are sent, in place of the vendor's own address: a mock, or a proxy. A path in it comes before each operation's.".to_owned(),
        ),
        (
            "allow_plain_http",
            "allow",
            quote!(bool),
            "Lets the key travel in the clear to a host other than this machine. Without it, such a base URL is refused.".to_owned(),
        ),
        (
            "connect_timeout",
            "timeout",
            duration(),
            "How long to wait for a connection; 10 seconds unless set.".to_owned(),
        ),
        (
            "attempt_timeout",
            "timeout",
            duration(),
            "How long one attempt may take, from the first byte sent to the last byte read; 60 seconds unless set.".to_owned(),
        ),
        (
            "deadline",
            "deadline",
            duration(),
            "How long a call may take with all its attempts and all waiting in between, that for its turn included; as long as it takes, unless set. Each page of a list is a call.".to_owned(),
        ),
        (
            "retry",
            "policy",
            quote!(::specwright_runtime::RetryPolicy),
            "Whether and how calls are sent again; see [`RetryPolicy`](::specwright_runtime::RetryPolicy) for what it is unless set.".to_owned(),
        ),
        (
            "rate_limited",
            "limited",
            quote!(bool),
            "Whether calls wait for their turn under the documented rate limits, which clones of a client share; they do unless this is set to false. What the API itself asks for with a 429 is waited for either way.".to_owned(),
        ),
        (
            "max_in_flight",
            "requests",
            quote!(usize),
            "How many requests are in flight at once, over all clones of the client; 64 unless set, and at least one. A request is in flight until the body of its answer is read or dropped. A call that has waited five seconds for a place goes ahead without one, so that responses which nobody reads delay other calls and never stop them.".to_owned(),
        ),
        (
            "max_body_size",
            "bytes",
            quote!(usize),
            "How long the body of an answer may be that is read as a whole, in bytes; 64 MiB unless set. A longer one is an [`Error::Decode`](::specwright_runtime::Error::Decode). Files, which come as a stream ([`ByteStream`](::specwright_runtime::ByteStream)), have no limit.".to_owned(),
        ),
        (
            "hook",
            "hook",
            quote!(impl ::specwright_runtime::Hook),
            "Sees every attempt of every call. Hooks stand in the order in which they were set.".to_owned(),
        ),
        (
            "on_unknown",
            "callback",
            quote!(impl Fn(&::specwright_runtime::Unknown) + Send + Sync + 'static),
            "Is told of each thing in an answer that the docs do not know, once in the client's life; `tracing` is told either way.".to_owned(),
        ),
        (
            "strict",
            "strict",
            quote!(bool),
            "Fails on anything in a successful answer that the docs do not know, for tests and CI; unless set, it is let through. An error stays the error that it is, and [`on_unknown`](Self::on_unknown) is told of what is new in it.".to_owned(),
        ),
        (
            "configure_http",
            "configure",
            quote!(impl Fn(::reqwest::ClientBuilder) -> ::reqwest::ClientBuilder + Send + Sync + 'static),
            "Changes how the HTTP client is made: its TLS roots, pool, timeouts and so on. What keeps the key and the credits safe is set afterwards and can't be changed here: no redirects, no retries of the HTTP library's own, HTTP/1.1 unless the runtime's feature `http2` is on, no proxy for plain http to this machine, and the user agent.".to_owned(),
        ),
        (
            "proxy",
            "proxy",
            quote!(::reqwest::Proxy),
            "The proxy to go through; unless set, the one that the environment names (`HTTPS_PROXY` and the like).".to_owned(),
        ),
        (
            "user_agent",
            "user_agent",
            text(),
            format!("The `User-Agent`; `{}/<version>` unless set.", vendor.user_agent),
        ),
    ]
}
