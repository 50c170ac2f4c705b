//! The civil calendar: which days there are, and how they are counted.

use std::fmt;

/// A day. Later days are greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// From 1 on.
    pub year: u32,
    /// From 1 to 12.
    pub month: u32,
    /// From 1 to 31.
    pub day: u32,
}

impl Date {
    /// Reads `2030-12-31`; nothing else is a date, and nothing that the calendar does not have.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let mut part = |digits: usize| {
            let part = parts.next()?;
            let plain = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| part.parse::<u32>().ok()).flatten()
        };
        let (year, month, day) = (part(4)?, part(2)?, part(2)?);
        let known = parts.next().is_none()
            && year > 0
            && (1..=12).contains(&month)
            && (1..=days_of(year, month)).contains(&day);
        known.then_some(Self { year, month, day })
    }

    /// Reads the day that a text begins with, as people write it: 2031年3月2日, 2031-03-02, 2031.3.2, 20310302.
    pub fn begun_by(text: &str) -> Option<Self> {
        /// What stands between two numbers of a date is a sign or one word, with a blank on each side of it.
        const BETWEEN: usize = 3;
        let mut chars = text.trim_start().chars().peekable();
        let mut number = |between: usize, most: usize| {
            for _ in 0..between {
                chars.next_if(|c| !c.is_ascii_digit());
            }
            let mut digits = String::new();
            while digits.len() < most
                && let Some(digit) = chars.next_if(char::is_ascii_digit)
            {
                digits.push(digit);
            }
            digits
        };
        let (year, month, day) = (number(0, 4), number(BETWEEN, 2), number(BETWEEN, 2));
        Self::parse(&format!("{year}-{month:0>2}-{day:0>2}"))
    }

    /// The day that lies `seconds` after the beginning of 1970, in UTC.
    pub fn of_unix(seconds: u64) -> Self {
        Self::of_day(i64::try_from(seconds / SECONDS).unwrap_or(i64::MAX / 2))
    }

    /// The day that is so many days after 1 January 1970, or before it.
    pub fn of_day(days: i64) -> Self {
        let (mut year, mut month) = (1970, 1);
        // Every 400 years the calendar is the same again.
        let mut left = days.rem_euclid(CYCLE);
        while left >= i64::from(365 + u32::from(is_leap(year))) {
            left -= i64::from(365 + u32::from(is_leap(year)));
            year += 1;
        }
        while left >= i64::from(days_of(year, month)) {
            left -= i64::from(days_of(year, month));
            month += 1;
        }
        let cycles = days.div_euclid(CYCLE).saturating_mul(400);
        let year = u32::try_from(i64::from(year).saturating_add(cycles)).unwrap_or_default();
        Self { year, month, day: left as u32 + 1 }
    }
}

/// How many seconds a day has.
const SECONDS: u64 = 86_400;

/// The days of 400 years.
const CYCLE: i64 = 146_097;

/// Whether a year has a 29 February.
pub fn is_leap(year: u32) -> bool {
    year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400)
}

/// How many days a month has.
pub fn days_of(year: u32, month: u32) -> u32 {
    match month {
        2 => 28 + u32::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        for text in
            ["2031年3月2日", "2031-03-02 10:20", "2031.3.2", " 2031/3/2", "20310302", "2031 年 3 月 2 日"]
        {
            assert_eq!(Date::begun_by(text), Date::parse("2031-03-02"), "{text}");
        }
        for text in
            ["", "2031年", "2031年3月", "3月2日", "公开于2031年3月2日", "2031年13月2日", "2031年预算共3表2页"]
        {
            assert_eq!(Date::begun_by(text), None, "{text}");
        }
    }

    #[test]
    fn seconds_become_days() {
        for (seconds, day) in [
            (0, "1970-01-01"),
            (951_782_399, "2000-02-28"),
            (951_782_400, "2000-02-29"),
            (951_868_800, "2000-03-01"),
            (1_735_689_599, "2024-12-31"),
            (1_735_689_600, "2025-01-01"),
            (4_102_444_800, "2100-01-01"),
        ] {
            assert_eq!(Date::of_unix(seconds).to_string(), day);
            assert_eq!(Date::parse(day), Some(Date::of_unix(seconds)));
        }
    }

    #[test]
    fn days_are_counted_over_centuries_and_before_1970() {
        for (days, day) in [(-1, "1969-12-31"), (-25_567, "1900-01-01"), (2_932_896, "9999-12-31")] {
            assert_eq!(Date::of_day(days).to_string(), day);
        }
    }

    #[test]
    fn only_days_of_the_calendar_are_days() {
        for text in [
            "",
            "2030",
            "2030-2-1",
            "2030-02-30",
            "2029-02-29",
            "2030-13-01",
            "2030-01-00",
            "2030-01-01-1",
            "２030-01-01",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
        assert!(Date::parse("2030-02-28") < Date::parse("2030-03-01"));
    }
}
