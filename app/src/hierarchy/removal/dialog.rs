//! The question whether an account leaves its organization, and from when on.

use domain::{
    accounts::AccountRef,
    actions::DeferredAction,
    dates::date_words,
    hierarchy::{Effective, Going, RemovalDone, RemovalPreview},
    text::{end_of, ended},
};
use leptos::prelude::*;

use super::super::api::{RemovalOpened, Undoable};
use super::super::day_field::DayField;
use super::super::moving::{NOW, ON_DATE};
use super::super::payers::PayersAcross;
use super::super::words::{count_words, stale_words};
use super::Removal;
use super::said::scheduled_said;
use super::state::Told;
use crate::ui::{
    Button, ButtonKind, Choice, Dialog, DialogActions, Moment, Note, RadioGroup, RadioGroupKind,
    Skeleton, Tone, live, use_toasts,
};

/// The code of the refusal that names the first of the children.
const HAS_CHILDREN: &str = "has_children";

/// The question. `after` is told what was done, `scheduled` what is to be done, `children_first` of an account
/// whose children are to get a new parent before.
#[component]
pub fn RemovalDialog(
    removal: Removal,
    after: Callback<Undoable<RemovalDone>>,
    scheduled: Callback<Undoable<DeferredAction>>,
    children_first: Callback<AccountRef>,
) -> impl IntoView {
    removal.follow();
    let told = Told {
        done: after,
        scheduled,
        toasts: use_toasts(),
    };
    let question = move || match removal.opened.get() {
        Some(opened) => question_view(removal, opened.preview, children_first),
        None if removal.problem.with(Option::is_none) && removal.is_asked() => {
            view! { <Skeleton lines=2 /> }.into_any()
        }
        None => ().into_any(),
    };
    let stale = move || {
        removal.is_stale.get().then(|| {
            view! {
                <Note tone=Tone::Warn live=true>
                    {stale_words("removed", "what is true", removal.meanwhile.get())}
                </Note>
            }
        })
    };
    let is_off = Signal::derive(move || {
        !removal.is_settled()
            || removal.opened.with(|opened| {
                opened.as_ref().is_none_or(|RemovalOpened { preview, .. }| {
                    preview.from.is_none() || preview.children_count > 0
                })
            })
    });
    let verb = move || {
        let effective = removal
            .opened
            .with(|opened| Some(opened.as_ref()?.preview.effective));
        match effective {
            Some(Effective::On { date }) => format!("Remove on {}", date_words(date)),
            _ => "Remove from hierarchy".to_owned(),
        }
    };

    view! {
        <Dialog open=removal.open id="removal" title="Remove From Hierarchy">
            {live(stale)}
            <RemovalWhen removal />
            {live(question)}
            <RemovalProblem removal children_first />
            <DialogActions>
                <Button
                    kind=ButtonKind::Plain
                    on_press=Callback::new(move |()| removal.open.set(false))
                >
                    "Cancel"
                </Button>
                <Button
                    kind=ButtonKind::Danger
                    disabled=is_off
                    busy=removal.running
                    on_press=Callback::new(move |()| removal.run(told))
                >
                    {live(verb)}
                </Button>
            </DialogActions>
        </Dialog>
    }
    .into_any()
}

/// At once, or on a day to come.
#[component]
fn RemovalWhen(removal: Removal) -> impl IntoView {
    let choices = vec![Choice::new(NOW, "Now"), Choice::new(ON_DATE, "On a date")];
    let error = sentence_for(removal, "effective");
    let day = move || {
        (removal.when.get() == ON_DATE).then(|| {
            view! {
                <DayField
                    date=removal.date
                    name="removal-date"
                    hint="The account leaves at the beginning of this day. Until then it can be cancelled."
                    error
                />
            }
        })
    };

    view! {
        <RadioGroup
            value=removal.when
            name="removal-when"
            label="Effective"
            choices
            kind=RadioGroupKind::Segmented
        />
        {live(day)}
    }
    .into_any()
}

/// What stands against it as a whole; what belongs to a field stands beside that.
#[component]
fn RemovalProblem(removal: Removal, children_first: Callback<AccountRef>) -> impl IntoView {
    let problem = move || {
        let problem = removal.problem.get()?;
        let is_beside = |field| problem.sentence_for(field).is_some();
        if is_beside("handover") || is_beside("effective") {
            return None;
        }
        let has_children = problem.fields.has("account", HAS_CHILDREN);
        let sentence = problem
            .sentence_for("account")
            .unwrap_or(&problem.sentence)
            .to_owned();
        let action = move || has_children.then(|| children_button(removal, children_first));
        Some(view! { <Note tone=Tone::Bad live=true action=action>{sentence}</Note> })
    };
    view! { {live(problem)} }.into_any()
}

/// The sentence at a field of the dialog.
fn sentence_for(removal: Removal, field: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || {
        removal.problem.with(|problem| {
            let problem = problem.as_ref()?;
            problem.sentence_for(field).map(str::to_owned)
        })
    })
}

/// The way out where children stand in the way.
fn children_button(removal: Removal, children_first: Callback<AccountRef>) -> AnyView {
    let move_them = Callback::new(move |()| {
        let opened = removal.opened.get_untracked();
        removal.open.set(false);
        if let Some(RemovalOpened { preview, .. }) = opened {
            children_first.run(preview.account);
        }
    });
    view! { <Button on_press=move_them>"Move its children…"</Button> }.into_any()
}

/// What leaves what, and who pays for whom across that.
fn question_view(
    removal: Removal,
    preview: RemovalPreview,
    children_first: Callback<AccountRef>,
) -> AnyView {
    let RemovalPreview {
        account,
        effective,
        from,
        children,
        children_count,
        payers,
        scheduled,
        more_scheduled,
        stamp,
        ..
    } = preview;
    let going = Going::Removal {
        account: account.id,
        effective,
    };
    let Some(from) = from else {
        let sentence = format!("{} is not under another account.", account.name);
        return view! { <p>{sentence}</p> }.into_any();
    };
    if children_count > 0 {
        let sentence = children_words(&account, &children, children_count);
        let action = move || children_button(removal, children_first);
        return view! { <Note tone=Tone::Warn action=action>{sentence}</Note> }.into_any();
    }
    let stop = end_of(&from.name);
    let scheduled = scheduled_said(&account, (&scheduled, more_scheduled));
    view! {
        <p>
            <strong>{account.name}</strong>
            " leaves "
            <strong>{from.name}</strong>
            {stop}
            " The account itself, what it owes and who pays for it stay as they are."
        </p>
        {scheduled}
        <PayersAcross
            going
            payers
            handover=removal.handover
            error=sentence_for(removal, "handover")
        />
        <p class="quiet">"As of " <Moment at=stamp /> "."</p>
    }
    .into_any()
}

/// Names what stands in the way (ORG-4).
fn children_words(account: &AccountRef, children: &[AccountRef], count: i64) -> String {
    let named: Vec<String> = (children.iter())
        .map(|child| format!("{} ({})", child.name, child.number))
        .collect();
    let unnamed = count - i64::try_from(named.len()).unwrap_or(i64::MAX);
    let more = match unnamed {
        ..=0 => String::new(),
        unnamed => format!(" and {} more", count_words(unnamed)),
    };
    let (children, verb) = match count {
        1 => ("a child", "needs"),
        _ => ("children", "need"),
    };
    ended(format!(
        "{} has {children}, which {verb} a new parent first: {}{more}",
        account.name,
        named.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::AccountId;
    use uuid::Uuid;

    fn account(number: i64, name: &str) -> AccountRef {
        AccountRef {
            id: AccountId::from_uuid(Uuid::from_u128(1)),
            number: format!("A-{number}").parse().unwrap(),
            name: name.to_owned(),
        }
    }

    #[test]
    fn children_in_the_way_are_named_and_counted() {
        let sales = account(1, "Sales");
        assert_eq!(
            children_words(&sales, &[account(2, "Oslo")], 1),
            "Sales has a child, which needs a new parent first: Oslo (A-00000002)."
        );
        assert_eq!(
            children_words(&sales, &[account(2, "Oslo"), account(3, "Rome")], 1_204),
            "Sales has children, which need a new parent first: Oslo (A-00000002), Rome (A-00000003) and \
             1,202 more."
        );
    }
}
