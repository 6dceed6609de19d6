//! Inherent methods: from every `impl`, wherever it stands, with what the block asks of its parameters.

mod client;
mod extra {
    use crate::client::Client as Inner;

    impl Inner {
        pub fn from_elsewhere(&self) -> Inner {
            Inner
        }
    }

    pub struct Unreachable;
    impl Unreachable {
        pub fn method(&self) {}
    }
}

pub use client::Client;

pub struct Page<T> {
    pub item: T,
}

impl<T> Page<T> {
    pub const SIZE: usize = 10;
    const SECRET: usize = 11;

    pub fn new(item: T) -> Self {
        Self { item }
    }
    fn private(&self) {}
    pub(crate) fn within(&self) {}
    #[doc(hidden)]
    pub fn hidden(&self) {}
    #[deprecated]
    pub fn old(&mut self) {}
}

impl<T: Clone> Page<T>
where
    T: Send,
{
    pub const CLONED: bool = true;

    pub fn cloned<U>(self: &Page<T>, with: U) -> Page<T>
    where
        U: From<T>,
    {
        loop {}
    }
}

impl Page<u8> {
    pub fn byte(self) -> u8 {
        self.item
    }
}
impl Page<u16> {
    pub fn byte(self) -> u16 {
        self.item
    }
}

pub struct Borrowed<'a>(pub &'a str);
impl<'a> Borrowed<'a> {
    pub fn get(&'a self) -> &'a str {
        self.0
    }
}
impl Borrowed<'_> {
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

pub struct State<S>(S);
pub struct Ready;
struct Building;
pub fn start() -> State<Building> {
    State(Building)
}
impl State<Building> {
    pub fn finish(self) -> State<Ready> {
        State(Ready)
    }
}

type Alias = Page<String>;
impl Alias {
    pub fn text(&self) -> &str {
        &self.item
    }
}

pub trait Shape {}
impl dyn Shape {
    pub fn area(&self) -> f64 {
        0.0
    }
}

#[doc(hidden)]
impl Client {
    pub fn hidden_block(&self) {}
}

#[cfg(feature = "blocking")]
impl Client {
    pub fn wait(&self) {}
    #[cfg(unix)]
    pub fn fork(&self) {}
}

struct Private;
impl Private {
    pub fn method() {}
}
//- src/client.rs
/// The client.
pub struct Client;

impl Client {
    pub async fn send(mut self, body: Option<&str>) -> Result<Client, crate::extra::Unreachable> {
        loop {}
    }
}

impl crate::Client {
    pub fn by_root_path() -> Self {
        Client
    }
}
