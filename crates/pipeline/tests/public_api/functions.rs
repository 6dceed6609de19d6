//! Functions and values: the whole signature, and only what a caller sees of it.

use std::fmt::Write as FmtWrite;
use std::future::Future;
use std::path::{Path, PathBuf};

pub const MAX: usize = 3;
pub const NAME: &str = "name";
pub const TABLE: [[u8; MAX]; 2] = [[0; MAX]; 2];
pub static GREETING: &'static str = "hello";
pub static mut COUNTER: u64 = 0;
const PRIVATE: u8 = 0;
pub(crate) static WITHIN: u8 = 0;

pub fn nothing() {}
pub fn unit() -> () {}
pub fn diverges() -> ! {
    loop {}
}
pub const fn constant(mut value: u32) -> u32 {
    value += 1;
    value
}
pub async fn asynchronous(path: &Path) -> PathBuf {
    path.to_owned()
}
pub unsafe fn dangerous(pointer: *const u8, target: *mut [u8]) {}
pub extern "C" fn foreign(code: i32) -> i32 {
    code
}
pub fn patterns((left, right): (u8, u16), _: u32, [first, ..]: [u8; 4], Point { x, .. }: Point) {}
pub struct Point {
    pub x: u8,
}
pub fn generics<'a, 'b: 'a, T: Into<String> + 'a, const N: usize>(
    text: &'a str,
    other: &'b mut T,
    many: [T; N],
) -> &'a str
where
    T: Clone,
    &'b T: IntoIterator<Item = u8>,
    for<'c> T: PartialEq<&'c str>,
    'b: 'a,
{
    text
}
pub fn opaque(write: impl FnMut(&str, usize) -> bool + Send) -> impl Future<Output = ()> + Send + 'static {
    async {}
}
pub fn dynamic(one: &dyn FmtWrite, many: Box<dyn Fn(u8) -> Vec<u8> + Send + 'static>) {}
pub fn pointers(plain: fn(u8, name: String) -> bool, odd: for<'a> unsafe extern "C" fn(&'a u8)) {}
pub fn tuples(one: (u8,), two: (u8, String), none: ()) {}
pub fn projected<T: Iterator>(item: <T as Iterator>::Item, plain: T::Item) -> <Vec<T> as IntoIterator>::IntoIter {
    loop {}
}
pub fn nested(parenthesized: &(dyn Send + Sync), references: &&mut [&'static str]) {}
pub fn unsized_bound<T: ?Sized + AsRef<str>>(value: &T) {}
pub fn spread(
    this: u8,
    trailing: Option<
        Result<Vec<u8>, String>,
    >,
) {
}
#[deprecated]
pub fn old() {}
#[must_use]
#[inline]
pub fn plain() {}
fn private() {}
pub(self) fn above() {}
