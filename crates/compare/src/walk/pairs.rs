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

impl<T> Pairs<T> {
    /// Pairs what is left on both sides and has the same key, each side's key by its own rule.
    pub(super) fn extend<K: Hash + Eq + Clone>(
        &mut self,
        old_key: impl Fn(&T) -> K,
        new_key: impl Fn(&T) -> K,
    ) {
        let old = std::mem::take(&mut self.old).into_iter();
        let new = std::mem::take(&mut self.new).into_iter();
        let old: Vec<(K, T)> = old.map(|one| (old_key(&one), one)).collect();
        let new: Vec<(K, T)> = new.map(|one| (new_key(&one), one)).collect();
        let found = pairs(old, new, |(key, _)| key.clone());
        self.both
            .extend(found.both.into_iter().map(|((_, a), (_, b))| (a, b)));
        self.old = found.old.into_iter().map(|(_, one)| one).collect();
        self.new = found.new.into_iter().map(|(_, one)| one).collect();
    }
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
