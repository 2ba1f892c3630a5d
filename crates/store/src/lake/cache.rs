//! A cache that holds what was used lately, within a number of bytes.

use std::borrow::Borrow;
use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::sync::{Arc, Mutex};

/// Shared between threads; what was taken out stays valid when it is dropped here.
#[derive(Debug)]
pub struct Cache<K, V: ?Sized> {
    bytes_max: usize,
    state: Mutex<State<K, V>>,
}

#[derive(Debug)]
struct State<K, V: ?Sized> {
    entries: HashMap<K, Entry<V>>,
    /// The hand of a clock goes round it: what was used since it last came by may stay for another round.
    order: VecDeque<K>,
    bytes: usize,
}

#[derive(Debug)]
struct Entry<V: ?Sized> {
    value: Arc<V>,
    bytes: usize,
    used: bool,
}

impl<K: Clone + Eq + Hash, V: ?Sized> Cache<K, V> {
    pub fn new(bytes_max: usize) -> Self {
        let state = State { entries: HashMap::new(), order: VecDeque::new(), bytes: 0 };
        Cache { bytes_max, state: Mutex::new(state) }
    }

    pub fn get<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<Arc<V>>
    where
        K: Borrow<Q>,
    {
        let mut state = self.state.lock().expect("no panic while locked");
        let entry = state.entries.get_mut(key)?;
        entry.used = true;
        Some(entry.value.clone())
    }

    /// Drops what nobody will ask for again; returns it.
    pub fn remove<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<Arc<V>>
    where
        K: Borrow<Q>,
    {
        let state = &mut *self.state.lock().expect("no panic while locked");
        let entry = state.entries.remove(key)?;
        state.bytes -= entry.bytes;
        state.order.retain(|known| known.borrow() != key);
        Some(entry.value)
    }

    /// The same for all but some.
    pub fn retain(&self, keep: impl Fn(&K) -> bool) {
        let state = &mut *self.state.lock().expect("no panic while locked");
        let bytes = &mut state.bytes;
        state.entries.retain(|key, entry| {
            let kept = keep(key);
            *bytes -= if kept { 0 } else { entry.bytes };
            kept
        });
        state.order.retain(keep);
    }

    /// Keeps a value; one that does not fit even alone is not kept.
    pub fn insert(&self, key: K, value: Arc<V>, bytes: usize) {
        if bytes > self.bytes_max {
            return;
        }
        let state = &mut *self.state.lock().expect("no panic while locked");
        match state.entries.insert(key.clone(), Entry { value, bytes, used: false }) {
            Some(before) => state.bytes -= before.bytes,
            None => state.order.push_back(key),
        }
        state.bytes += bytes;
        while state.bytes > self.bytes_max
            && let Some(key) = state.order.pop_front()
        {
            match state.entries.get_mut(&key) {
                Some(entry) if entry.used => {
                    entry.used = false;
                    state.order.push_back(key);
                }
                _ => state.bytes -= state.entries.remove(&key).map_or(0, |entry| entry.bytes),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_is_used_and_stays_within_its_bytes() {
        let cache: Cache<u32, u32> = Cache::new(100);
        for key in 0..1000 {
            cache.insert(key, Arc::new(key), 10);
            assert_eq!(cache.get(&0).as_deref(), Some(&0), "used all the time");
            assert!(cache.state.lock().unwrap().bytes <= 100);
        }
        let kept = (0..1000).filter(|key| cache.get(key).is_some()).count();
        assert!((5..=10).contains(&kept), "{kept}");
        cache.retain(|key| *key == 0);
        assert_eq!(cache.state.lock().unwrap().bytes, 10);
        assert_eq!(cache.remove(&0).as_deref(), Some(&0));
        assert_eq!((cache.remove(&0), cache.state.lock().unwrap().bytes), (None, 0));
        cache.insert(5000, Arc::new(1), 101);
        assert_eq!(cache.get(&5000), None);
        cache.insert(0, Arc::new(7), 10);
        assert_eq!(cache.get(&0).as_deref(), Some(&7));
    }
}
