/// FNV-1a, and a mix after it: the same on every machine and in every version, which the standard library's hash is not. For
/// rules that make things up.
///
/// ```
/// assert_eq!(specwright_mock::stable_hash(b"a") % 100, 29);
/// ```
#[must_use]
pub fn stable_hash(bytes: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in bytes {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^ (hash >> 33)
}
