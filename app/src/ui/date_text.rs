//! Dates as people type them.

use chrono::NaiveDate;
use domain::dates::next_such_day;

/// What to say where a date is wanted and none can be read.
pub const DATE_WANTED: &str = "Please type a date, such as 14 Mar 2026.";

/// Reads a date as people type it: `2026-03-14`, `14 Mar 2026`, `14 march 2026`, `14.3.2026`.
///
/// Numbers with slashes are not taken, since half the world reads them the other way round. The
/// year has four digits. None where the text is not a date that exists.
pub fn date_parse(text: &str) -> Option<NaiveDate> {
    let mut parts = [""; 3];
    let mut found = 0;
    for part in self::parts(text) {
        *parts.get_mut(found)? = part;
        found += 1;
    }
    let [first, second, third] = parts;
    if found != 3 {
        return None;
    }
    if first.len() == 4 {
        return NaiveDate::from_ymd_opt(
            digits(first)?.try_into().ok()?,
            month(second)?,
            digits(third)?,
        );
    }
    if third.len() != 4 {
        return None;
    }
    NaiveDate::from_ymd_opt(
        digits(third)?.try_into().ok()?,
        month(second)?,
        digits(first)?,
    )
}

/// Reads a date without its year, with the month by name: `1 Dec` is the next one after `today`. Two
/// numbers are not taken, since half the world reads them the other way round.
pub fn date_coming(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let mut parts = parts(text);
    let (first, second) = (parts.next()?, parts.next()?);
    let is_all = parts.next().is_none() && digits(second).is_none();
    next_such_day(today, month(second)?, digits(first)?).filter(|_| is_all)
}

/// What to say beside a field of this text: nothing where it is a date, or empty.
pub fn date_problem(text: &str) -> Option<String> {
    let is_wrong = !text.trim().is_empty() && date_parse(text).is_none();
    is_wrong.then(|| DATE_WANTED.to_owned())
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', '-', '.', ',', '\u{a0}'])
        .filter(|part| !part.is_empty())
}

fn digits(text: &str) -> Option<u32> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().ok()
    } else {
        None
    }
}

/// A month as a number or by its English name, whole or shortened to three letters or more.
fn month(text: &str) -> Option<u32> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    digits(text).or_else(|| {
        let name = text.to_ascii_lowercase();
        let index = NAMES
            .iter()
            .position(|full| name.len() >= 3 && full.starts_with(name.as_str()))?;
        u32::try_from(index + 1).ok()
    })
}

#[cfg(test)]
mod tests {
    use domain::dates::date_words;

    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a date of the test exists")
    }

    #[test]
    fn a_date_is_read_in_the_ways_people_type_it() {
        for text in [
            "2026-03-14",
            "14 Mar 2026",
            "14 march 2026",
            "14.3.2026",
            " 14 Mar, 2026 ",
        ] {
            assert_eq!(date_parse(text), Some(day(2026, 3, 14)), "{text}");
        }
    }

    #[test]
    fn what_could_be_read_in_two_ways_or_does_not_exist_is_no_date() {
        for text in [
            "",
            "3/14/2026",
            "03/04/2026",
            "31 Feb 2026",
            "14 Mar 26",
            "14 Ma 2026",
            "2026-03",
            "1 2 3 2026",
            "+1 Mar 2026",
            "١٤ Mar 2026",
        ] {
            assert_eq!(date_parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_and_the_name_of_a_month_are_the_next_such_day() {
        let today = day(2026, 11, 27);
        for text in ["1 dec", "1 December", "1. Dec.", " 01-dec "] {
            assert_eq!(date_coming(text, today), Some(day(2026, 12, 1)), "{text}");
            assert_eq!(
                date_parse(text),
                None,
                "shown in full before it counts: {text}"
            );
        }
        assert_eq!(date_coming("1 nov", today), Some(day(2027, 11, 1)));
        for text in [
            "1.12.",
            "1 12",
            "dec",
            "1",
            "30 Feb",
            "1 dec 2026 x",
            "1 dec 26",
            "",
        ] {
            assert_eq!(date_coming(text, today), None, "{text}");
        }
    }

    #[test]
    fn only_what_was_typed_and_is_no_date_is_spoken_of() {
        let is_wrong = |text| date_problem(text).is_some();
        assert!(is_wrong("31 Feb 2026") && is_wrong("tomorrow"));
        assert!(!is_wrong(" ") && !is_wrong("14 Mar 2026"));
    }

    #[test]
    fn what_is_written_can_be_read_back() {
        let mut date = day(2023, 12, 25);
        for _ in 0..800 {
            assert_eq!(date_parse(&date_words(date)), Some(date));
            date = date.succ_opt().expect("the next day exists");
        }
    }
}
