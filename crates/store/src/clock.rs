//! The clock that everything follows. Tests move it, so that what takes hours or days takes them milliseconds.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::SystemTime;

use tokio::sync::watch;

/// The system's clock, moved by a number of milliseconds. Clones move together.
#[derive(Clone, Debug)]
pub struct Clock {
    offset: Arc<AtomicI64>,
    moved: Arc<watch::Sender<()>>,
}

impl Default for Clock {
    fn default() -> Self {
        Clock { offset: Arc::default(), moved: Arc::new(watch::Sender::new(())) }
    }
}

impl Clock {
    /// Milliseconds since 1970.
    pub fn now(&self) -> i64 {
        let system = match SystemTime::now().duration_since(SystemTime::UNIX_EPOCH) {
            Ok(since) => since.as_millis() as i64,
            Err(before) => -(before.duration().as_millis() as i64),
        };
        system + self.offset.load(Ordering::SeqCst)
    }

    /// Moves the clock forward, and wakes whoever waits for it.
    pub fn advance(&self, millis: u64) {
        self.offset.fetch_add(millis as i64, Ordering::SeqCst);
        self.moved.send_replace(());
    }

    /// Returns when the clock shows this time, or something later.
    pub async fn wait_until(&self, time: i64) {
        let mut moved = self.moved.subscribe();
        loop {
            let left = time - self.now();
            if left <= 0 {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep(std::time::Duration::from_millis(left as u64)) => {}
                _ = moved.changed() => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_waits_is_woken_when_the_clock_moves() {
        let clock = Clock::default();
        let hour = 3_600_000;
        let waiting = tokio::spawn({
            let clock = clock.clone();
            let time = clock.now() + hour;
            async move { clock.wait_until(time).await }
        });
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        clock.advance(hour as u64);
        waiting.await.unwrap();
    }
}
