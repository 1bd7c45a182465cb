//! Time-sortable ids that a node makes by itself: 41 bits of milliseconds since 2020, 8 bits of node, 14 bits of sequence.
//! They are `bigint` in SQL and strings in JSON, unique over all kinds of things.

use std::sync::atomic::{AtomicI64, Ordering};

/// 2020-01-01 in milliseconds UTC.
const EPOCH_MS: i64 = 1_577_836_800_000;
const NODE_BITS: u32 = 8;
const SEQUENCE_BITS: u32 = 14;
const SEQUENCE: i64 = (1 << SEQUENCE_BITS) - 1;

/// A maker of ids.
pub struct Ids {
    node: i64,
    /// Where the sequence of each millisecond begins.
    start: i64,
    last: AtomicI64,
}

impl Ids {
    /// A maker for this process. Its number and where its sequences begin are chosen by chance: that two at work on one database make the
    /// same id, in the same millisecond, is as good as never.
    pub fn new(chance: [u8; 3]) -> Ids {
        let [node, high, low] = chance.map(i64::from);
        Ids {
            node,
            start: (high << 8 | low) & SEQUENCE,
            last: AtomicI64::new(0),
        }
    }

    /// An id of now, larger than each before it from this maker, also when the clock goes back.
    pub fn next(&self, now_ms: i64) -> i64 {
        let tick = (now_ms - EPOCH_MS).max(0) << SEQUENCE_BITS | self.start;
        let step = |last: i64| Some(tick.max(last + 1));
        let before = self
            .last
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, step);
        let before = before.expect("the step always gives a value");
        self.join(tick.max(before + 1))
    }

    /// An id of a past moment, for rows made in bulk: whoever calls keeps each pair of moment and sequence (below 16,384) single.
    pub fn at(&self, ms: i64, sequence: i64) -> i64 {
        self.join((ms - EPOCH_MS).max(0) << SEQUENCE_BITS | sequence)
    }

    fn join(&self, tick_and_sequence: i64) -> i64 {
        let sequence = tick_and_sequence & SEQUENCE;
        let tick = tick_and_sequence >> SEQUENCE_BITS;
        (tick << (NODE_BITS + SEQUENCE_BITS)) | (self.node << SEQUENCE_BITS) | sequence
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_and_sort_by_time() {
        let ids = Ids::new([3, 255, 250]);
        let now = EPOCH_MS + 5_000;
        let first = ids.next(now);
        let many: Vec<i64> = (0..40_000).map(|_| ids.next(now)).collect();
        assert!(many.is_sorted() && many[0] > first);
        assert!(
            ids.next(now - 4_000) > many[39_999],
            "the clock going back makes no old id"
        );
        assert!(ids.next(now + 4_000) > many[39_999]);
    }
}
