//! Which member of one collection is which of the other.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

/// Two collections, held against each other.
pub(super) struct Pairs<T> {
    /// What both have, in the order of the old one.
    pub(super) both: Vec<(T, T)>,
    pub(super) old: Vec<T>,
    pub(super) new: Vec<T>,
}

/// Pairs members that have the same key; of those with one key, the first with the first.
pub(super) fn pairs<T, K: Hash + Eq>(old: Vec<T>, new: Vec<T>, key: impl Fn(&T) -> K) -> Pairs<T> {
    let (mut old, mut new) = (old.into_iter().peekable(), new.into_iter().peekable());
    let (mut both, mut lone) = (Vec::new(), Vec::new());
    // Most collections are alike from the start, and then nothing has to be looked up.
    while let (Some(a), Some(b)) = (old.peek(), new.peek())
        && key(a) == key(b)
    {
        both.extend(old.next().zip(new.next()));
    }
    let mut new: Vec<_> = new.map(Some).collect();
    let mut waiting: HashMap<K, VecDeque<usize>> = HashMap::new();
    for (at, item) in new.iter().flatten().enumerate() {
        waiting.entry(key(item)).or_default().push_back(at);
    }
    for item in old {
        let found = waiting.get_mut(&key(&item)).and_then(VecDeque::pop_front);
        match found.and_then(|at| new[at].take()) {
            Some(other) => both.push((item, other)),
            None => lone.push(item),
        }
    }
    Pairs {
        both,
        old: lone,
        new: new.into_iter().flatten().collect(),
    }
}
