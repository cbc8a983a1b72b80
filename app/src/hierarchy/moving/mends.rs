//! What mends a move that is refused, a press away (ORG-3: conflicts each with its mend).

use std::collections::HashSet;

use domain::hierarchy::TreeFrom;
use leptos::prelude::*;

use super::{
    MovePlan,
    plan::{ALONE, CHILDREN_ONLY, NOW, SOME, WHOLE},
};
use crate::ui::{Button, focus_field};

/// Something else to choose, under which what was refused can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mend {
    OtherParent,
    Whole,
    Alone,
    ChildrenOnly,
    ChildrenAgain,
    AtOnce,
}

impl Mend {
    const fn words(self) -> &'static str {
        match self {
            Self::OtherParent => "Choose another parent",
            Self::Whole => "Move it with everything below it",
            Self::Alone => "Move it alone; its children go to its old parent",
            Self::ChildrenOnly => "Move only its children",
            Self::ChildrenAgain => "Choose its children again",
            Self::AtOnce => "Move it now",
        }
    }

    /// The field in which it chooses.
    const fn field(self) -> &'static str {
        match self {
            Self::OtherParent => "#move input[role=combobox]",
            Self::AtOnce => "#move input[name=move-when]:checked",
            Self::Whole | Self::Alone | Self::ChildrenOnly | Self::ChildrenAgain => {
                "#move input[name=move-form]:checked"
            }
        }
    }

    fn choose(self, plan: MovePlan) {
        match self {
            Self::OtherParent => plan.to.set(None),
            Self::Whole => plan.form.set(WHOLE.to_owned()),
            Self::Alone => plan.form.set(ALONE.to_owned()),
            Self::ChildrenOnly => {
                plan.some.set(HashSet::new());
                plan.form.set(CHILDREN_ONLY.to_owned());
            }
            Self::ChildrenAgain => {
                plan.some.set(HashSet::new());
                if let Some(account) = plan.account.get_untracked() {
                    plan.children_ask(account.id, TreeFrom::Start);
                }
            }
            Self::AtOnce => plan.when.set(NOW.to_owned()),
        }
    }
}

/// What mends the problem of this code, the likeliest first, where this form is chosen.
fn mends(code: &str, form: &str) -> &'static [Mend] {
    let divides = form == ALONE || form == SOME;
    match code {
        // Of the parent that is chosen, or of the old one, to which children would go.
        "closed_parent" if divides => &[Mend::OtherParent, Mend::Whole],
        "under_descendant" if form != ALONE && form != CHILDREN_ONLY => {
            &[Mend::Alone, Mend::OtherParent]
        }
        "closed_parent" | "under_descendant" | "under_itself" | "unknown_parent"
        | "already_there" => &[Mend::OtherParent],
        "old_parent_missing" => &[Mend::Whole, Mend::ChildrenOnly],
        "no_children" => &[Mend::Whole],
        "not_its_child" => &[Mend::ChildrenAgain],
        "past" | "today" => &[Mend::AtOnce],
        _ => &[],
    }
}

/// The ways out of what stands against the move, below its fields.
#[component]
pub fn MoveMends(plan: MovePlan) -> impl IntoView {
    let offered = move || {
        let codes = plan.problem.with(|problem| {
            let fields = problem.iter().flat_map(|problem| &problem.fields.0);
            fields.map(|field| field.code.clone()).collect::<Vec<_>>()
        });
        let form = plan.form.get();
        let offered = codes.iter().flat_map(|code| mends(code, &form));
        let buttons: Vec<_> = offered
            .map(|mend| {
                let press = move |()| {
                    mend.choose(plan);
                    focus_field(mend.field());
                };
                view! {
                    <Button on_press=Callback::new(press)>
                        {mend.words()}
                    </Button>
                }
            })
            .collect();
        (!buttons.is_empty()).then(|| {
            view! {
                <div class="move-mends" role="group" aria-label="What would mend it">
                    {buttons}
                </div>
            }
        })
    };

    view! { {offered} }.into_any()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use domain::{
        actions::due_day,
        fields::FieldProblem,
        hierarchy::{MoveRefusal, Named},
    };

    use super::*;
    use crate::hierarchy::model::tests::row;

    #[test]
    fn whoever_would_be_under_its_own_descendant_can_go_there_alone() {
        assert_eq!(
            mends("under_descendant", WHOLE),
            [Mend::Alone, Mend::OtherParent]
        );
        // Where only children are to move, the account itself is none of them.
        assert_eq!(
            mends("under_descendant", CHILDREN_ONLY),
            [Mend::OtherParent]
        );
    }

    #[test]
    fn children_without_an_old_parent_go_along_or_go_alone() {
        assert_eq!(
            mends("old_parent_missing", ALONE),
            [Mend::Whole, Mend::ChildrenOnly]
        );
    }

    #[test]
    fn a_closed_parent_is_exchanged_or_the_children_stay_with_theirs() {
        assert_eq!(mends("closed_parent", WHOLE), [Mend::OtherParent]);
        assert_eq!(
            mends("closed_parent", SOME),
            [Mend::OtherParent, Mend::Whole]
        );
    }

    #[test]
    fn each_refusal_of_what_was_chosen_has_a_mend() {
        let (account, to) = (row(1, 0).account, row(2, 0).account);
        let refused = [
            MoveRefusal::UnknownParent {
                account: account.clone(),
                to: Named::of(to.id, None),
            },
            MoveRefusal::UnderItself(account.clone()),
            MoveRefusal::UnderDescendant {
                account: account.clone(),
                to: to.clone(),
            },
            MoveRefusal::AlreadyThere {
                account: account.clone(),
                to: to.clone(),
            },
            MoveRefusal::ChildrenAlreadyThere(account.clone()),
            MoveRefusal::ClosedParent(to),
            MoveRefusal::OldParentMissing(account.clone()),
            MoveRefusal::NoChildren(account.clone()),
            MoveRefusal::NotItsChild {
                child: Named::of(account.id, None),
                account,
                others: 0,
            },
        ];
        for refusal in refused {
            assert!(!mends(refusal.code(), WHOLE).is_empty(), "{refusal}");
        }
    }

    #[test]
    fn a_day_that_is_not_to_come_is_mended_by_moving_now() {
        let today = NaiveDate::default();
        for day in [Some(today), today.pred_opt()] {
            let refused = due_day(day.unwrap(), today).unwrap_err();
            assert_eq!(mends(refused.code(), WHOLE), [Mend::AtOnce], "{refused}");
        }
    }

    #[test]
    fn what_nothing_mends_offers_nothing() {
        assert_eq!(mends("forbidden", WHOLE), []);
    }
}
