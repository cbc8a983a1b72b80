//! Counts as people read them.

/// A count in groups of three: `1,204`.
pub(super) fn count_words(count: i64) -> String {
    let digits = count.unsigned_abs().to_string();
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .filter_map(|group| std::str::from_utf8(group).ok())
        .collect();
    let sign = if count < 0 { "\u{2212}" } else { "" };
    format!("{sign}{}", groups.join(","))
}

/// A number of accounts in words: "1 account", "1,204 accounts".
pub(super) fn accounts_words(count: i64) -> String {
    match count {
        1 => "1 account".to_owned(),
        count => format!("{} accounts", count_words(count)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_in_groups_of_three() {
        assert_eq!(count_words(0), "0");
        assert_eq!(count_words(1_204), "1,204");
        assert_eq!(count_words(1_111_111), "1,111,111");
        assert_eq!(count_words(-11_111), "\u{2212}11,111");
        assert_eq!(accounts_words(1), "1 account");
    }
}
