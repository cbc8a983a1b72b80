//! Both trees side by side, row beside row (ORG-3).

use domain::{
    dates::date_words,
    hierarchy::{Effective, ExcerptMark, ExcerptRow},
};
use leptos::prelude::*;

use super::super::{face::level_class, words::count_words};

/// One side of a row.
struct Side {
    words: String,
    /// Of an account its number: others may be called like it.
    number: String,
    level: u16,
    count: String,
    /// What happens here: its sign, its word and the class that colours it.
    mark: Option<(&'static str, &'static str, &'static str)>,
    /// How many come or go below: shown after the count.
    change: String,
}

/// The part of the tree that a move touches, before and after it.
#[component]
pub fn MoveCompare(
    /// Both sides, row beside row.
    rows: Vec<ExcerptRow>,
    /// On which day: the tree of that day is what stands before.
    effective: Effective,
) -> impl IntoView {
    let heading = before_words(effective);
    let rows = rows
        .iter()
        .map(|row| view! { <tr role="row">{side_view(before(row))} {side_view(after(row))}</tr> })
        .collect_view();

    view! {
        <div class="move-compare" tabindex="0" role="group" aria-label=format!("{heading} and after the move")>
            // The roles are said, since what is no table to the eye, stacked, is none to the ear either.
            <table role="table">
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader">{heading.clone()}</th>
                        <th role="columnheader" class="num">
                            <span class="hear">{format!("{heading}: accounts below")}</span>
                        </th>
                        <th role="columnheader">"After"</th>
                        <th role="columnheader" class="num">
                            <span class="hear">"After: accounts below"</span>
                        </th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// What the left side is: the tree of now, or of the day of the move without it.
fn before_words(effective: Effective) -> String {
    match effective {
        Effective::Now => "Now".to_owned(),
        Effective::On { date } => format!("Before, on {}", date_words(date)),
    }
}

fn side_view(side: Option<Side>) -> AnyView {
    let Some(side) = side else {
        return view! {
            <td role="cell" class="nothing"></td>
            <td role="cell" class="nothing"></td>
        }
        .into_any();
    };
    let class = side.mark.map_or("", |(_, _, class)| class);
    let mark = side.mark.map(|(sign, word, _)| {
        (
            view! { <span class="move-sign" aria-hidden="true">{sign}</span> },
            view! { <small class="move-word">{word}</small> },
        )
    });
    let (sign, word) = mark.map_or((None, None), |(sign, word)| (Some(sign), Some(word)));

    view! {
        <td role="cell" class=class>
            <span class=level_class("move-name", usize::from(side.level))>
                {sign} <span class="move-words">{side.words}</span> " "
                <small class="code quiet">{side.number}</small> " " {word}
            </span>
        </td>
        <td role="cell" class=format!("num {class}")>
            {side.count} <small class="move-change">{side.change}</small>
        </td>
    }
    .into_any()
}

/// What stands on the left; nothing where the row is only after the move.
fn before(row: &ExcerptRow) -> Option<Side> {
    match row {
        ExcerptRow::Account {
            account,
            level,
            mark,
            is_moved,
            before,
            ..
        } => Some(Side {
            words: account.name.clone(),
            number: account.number.to_string(),
            level: *level,
            count: count_words((*before)?),
            mark: match (mark, is_moved) {
                (ExcerptMark::Leaves, true) => Some(("⊖", "leaves", "leaving")),
                (ExcerptMark::Leaves, false) => Some(("·", "goes along", "leaving along")),
                _ => None,
            },
            change: String::new(),
        }),
        ExcerptRow::Levels { level, mark, count } => {
            (*mark != ExcerptMark::Arrives).then(|| levels(*level, *count))
        }
        ExcerptRow::More { level, before, .. } => more(*level, *before),
    }
}

/// What stands on the right; nothing where the row is only before the move.
fn after(row: &ExcerptRow) -> Option<Side> {
    match row {
        ExcerptRow::Account {
            account,
            level,
            mark,
            is_moved,
            before,
            after,
        } => Some(Side {
            words: account.name.clone(),
            number: account.number.to_string(),
            level: *level,
            count: count_words((*after)?),
            mark: match (mark, is_moved) {
                (ExcerptMark::Arrives, true) => Some(("⊕", "arrives", "arriving")),
                (ExcerptMark::Arrives, false) => Some(("·", "comes along", "arriving along")),
                _ => None,
            },
            change: change_words(*before, *after),
        }),
        ExcerptRow::Levels { level, mark, count } => {
            (*mark != ExcerptMark::Leaves).then(|| levels(*level, *count))
        }
        ExcerptRow::More { level, after, .. } => more(*level, *after),
    }
}

fn levels(level: u16, count: i64) -> Side {
    Side {
        words: match count {
            1 => "… 1 level …".to_owned(),
            count => format!("… {} levels …", count_words(count)),
        },
        number: String::new(),
        level,
        count: String::new(),
        mark: None,
        change: String::new(),
    }
}

fn more(level: u16, count: i64) -> Option<Side> {
    (count > 0).then(|| Side {
        words: match count {
            1 => "and 1 other".to_owned(),
            count => format!("and {} others", count_words(count)),
        },
        number: String::new(),
        level,
        count: String::new(),
        mark: None,
        change: String::new(),
    })
}

/// By how many the accounts below become more or fewer: `↑ 11,111`.
fn change_words(before: Option<i64>, after: Option<i64>) -> String {
    match (before, after) {
        (Some(before), Some(after)) if after > before => {
            format!("↑ {}", count_words(after - before))
        }
        (Some(before), Some(after)) if after < before => {
            format!("↓ {}", count_words(before - after))
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use domain::{accounts::AccountRef, ids::AccountId};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_move_on_a_day_to_come_begins_with_the_tree_of_that_day_and_not_with_now() {
        let date = "2026-12-10".parse().unwrap();
        assert_eq!(
            before_words(Effective::On { date }),
            "Before, on 10 Dec 2026"
        );
        assert_eq!(before_words(Effective::Now), "Now");
    }

    #[test]
    fn accounts_of_one_name_are_told_apart_by_their_numbers_on_both_sides() {
        let sales = |number: u32| ExcerptRow::Account {
            account: AccountRef {
                id: AccountId::from_uuid(Uuid::from_u128(number.into())),
                number: format!("A-{number}").parse().unwrap(),
                name: "Sales".to_owned(),
            },
            level: 1,
            mark: ExcerptMark::Stays,
            is_moved: false,
            before: Some(0),
            after: Some(0),
        };
        let numbers = [7, 8].map(|number| {
            let row = sales(number);
            [before(&row), after(&row)].map(|side| side.map(|side| side.number))
        });
        let both = |number: &str| [Some(number.to_owned()), Some(number.to_owned())];
        assert_eq!(numbers, [both("A-00000007"), both("A-00000008")]);
    }

    #[test]
    fn more_or_fewer_accounts_below_are_told_by_an_arrow() {
        assert_eq!(change_words(Some(10), Some(11_121)), "↑ 11,111");
        assert_eq!(change_words(Some(10), Some(7)), "↓ 3");
        assert_eq!(change_words(Some(10), Some(10)), "");
        assert_eq!(change_words(None, Some(10)), "");
    }
}
