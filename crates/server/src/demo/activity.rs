//! When: how busy each hour is, and how that becomes times of events.
//!
//! Programs work around the clock, a little more in the small hours (batches, backups); people work on
//! weekdays, in Europe first and then in America. The two rates add up to the estate's rhythm, and their
//! ratio at an hour decides whether an event of that hour is a person's or a program's.

use super::random::{below, hash, name};

/// People's activity by hour (UTC), in the unit in which programs have 100.
const PEOPLE: [u64; 24] =
    [3, 2, 1, 1, 1, 2, 10, 34, 68, 82, 86, 74, 62, 80, 90, 84, 70, 52, 40, 34, 26, 16, 9, 5];

fn people_at(hour: u64) -> u64 {
    // 1970-01-01 was a Thursday.
    let weekend = matches!((hour / 24 + 4) % 7, 0 | 6);
    PEOPLE[(hour % 24) as usize] * if weekend { 1 } else { 20 } / 20
}

fn programs_at(seed: u64, stream: u64, hour: u64) -> u64 {
    let batch = if (1..4).contains(&(hour % 24)) { 30 } else { 0 };
    // Every day and every hour are a little different.
    let day = below(hash(seed, &[name("day"), stream, hour / 24]), 25);
    80 + batch + day + below(hash(seed, &[name("hour"), stream, hour]), 15)
}

/// Whether an event at this time is a person's. `chance` is any random number.
pub fn is_persons(time: u64, chance: u64) -> bool {
    let people = people_at(time / 3600);
    below(chance, 100 + people) < people
}

/// The rhythm of one account and region.
pub struct Activity {
    start: u64,
    /// Activity before each hour since `start`, and the total at the end.
    before: Vec<u64>,
}

impl Activity {
    pub fn new(seed: u64, stream: u64, start: u64, days: u64) -> Self {
        let mut before = vec![0];
        for hour in start / 3600..start / 3600 + days * 24 {
            before.push(before[before.len() - 1] + people_at(hour) + programs_at(seed, stream, hour));
        }
        Self { start, before }
    }

    /// The time at which `numerator / denominator` of all activity has happened.
    pub fn time_of(&self, numerator: u128, denominator: u128) -> u64 {
        let total = u128::from(self.before[self.before.len() - 1]);
        let target = total * numerator / denominator;
        let hour =
            self.before.partition_point(|&b| u128::from(b) <= target).clamp(1, self.before.len() - 1) - 1;
        let (low, high) = (u128::from(self.before[hour]), u128::from(self.before[hour + 1]));
        // Within the hour to the second: numerator and denominator once more, now without rounding to
        // activity units.
        let second = (total * numerator - low * denominator) * 3600 / ((high - low) * denominator);
        self.start + hour as u64 * 3600 + (second as u64).min(3599)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_rise_from_start_to_end() {
        let start = 1_790_000_000;
        let activity = Activity::new(1, 2, start, 7);
        let times: Vec<_> = (0..=1000).map(|n| activity.time_of(n, 1000)).collect();
        assert!(times.is_sorted());
        assert_eq!((times[0], times[1000]), (start, start + 7 * 86_400 - 1));
    }

    #[test]
    fn people_rest_at_the_weekend() {
        let share = |time: u64| (0..1000).filter(|n| is_persons(time, n << 54)).count();
        let (wednesday_noon, sunday_noon) = (1_790_164_800, 1_790_510_400);
        assert!(
            share(wednesday_noon) > 350 && share(sunday_noon) < 60,
            "{} {}",
            share(wednesday_noon),
            share(sunday_noon)
        );
    }
}
