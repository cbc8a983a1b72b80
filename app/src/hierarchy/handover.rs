//! To whom what stays while its payer goes is handed over, and what that comes to (HIER-2, ORG-3).

use domain::{
    accounts::AccountNumber,
    bill_units::BillUnitRef,
    hierarchy::{Fingerprint, Going, HandoverPreview, HandoverTo, units_words},
    ids::BillUnitId,
};
use leptos::{html, prelude::*, task::spawn_local};

use super::api::handover_preview_read;
use super::handover_unit::HandoverUnit;
use super::words::account_name;
use crate::{
    errors::AppResult,
    search::{AccountPicker, account_choice},
    ui::{Button, ComboboxOption, Field, Note, Skeleton, Tone, live},
};

/// A handover that is being thought about, beside a move or a removal.
#[derive(Clone, Copy)]
pub struct Handover {
    /// Who is to pay; none: nobody's payer changes.
    pub chosen: RwSignal<Option<ComboboxOption>>,
    /// Which bill unit of that account is chosen, by its id; empty: the first that pays for itself.
    pub(super) unit: RwSignal<String>,
    /// The bill units to choose among, and whose they are.
    pub(super) units: RwSignal<Option<(AccountNumber, Vec<BillUnitRef>)>>,
    /// What it comes to; none while it is on its way, or nobody is chosen.
    pub effect: RwSignal<Option<AppResult<HandoverPreview>>>,
    /// The bill unit that an address named, and whose it is: it counts until those to choose among are known.
    pub(super) linked: RwSignal<Option<(AccountNumber, BillUnitId)>>,
    /// Counts how often it is to be asked again what it comes to, though nobody else is chosen.
    again: RwSignal<u32>,
    /// Counts the questions, so that a late answer to an old one is dropped.
    turn: StoredValue<u32>,
    /// Whether the list of who pays stands open: it does so again when another preview is shown.
    pub listed: RwSignal<bool>,
    /// Whether the list of what becomes of them stands open.
    told: RwSignal<bool>,
}

impl Handover {
    /// Nobody is chosen.
    pub fn new() -> Self {
        Handover {
            chosen: RwSignal::new(None),
            unit: RwSignal::new(String::new()),
            units: RwSignal::new(None),
            effect: RwSignal::new(None),
            linked: RwSignal::new(None),
            again: RwSignal::new(0),
            turn: StoredValue::new(0),
            listed: RwSignal::new(false),
            told: RwSignal::new(false),
        }
    }

    /// Nobody is chosen any more.
    pub fn clear(self) {
        self.chosen.set(None);
        self.linked.set(None);
        self.listed.set(false);
        self.told.set(false);
    }

    /// Who pays from now on for what stays, where that is known to hold.
    pub fn payer(self) -> Option<BillUnitRef> {
        self.chosen.with(Option::is_some).then_some(())?;
        self.effect.with(|effect| match effect {
            Some(Ok(preview)) if preview.is_possible() => Some(preview.payer.clone()),
            _ => None,
        })
    }

    /// Chooses what an address names: an account by its number, and which bill unit of it. What is neither is as
    /// if nothing were said.
    pub fn choose_linked(self, account: &str, unit: &str) {
        let number: Option<AccountNumber> = account.parse().ok();
        self.linked.set(number.zip(unit.parse().ok()));
        // Its name comes with the answer.
        let unnamed = |number: AccountNumber| ComboboxOption::unnamed(number.to_string());
        self.chosen.set(number.map(unnamed));
    }

    /// The chosen account and its bill unit as an address names them; empty where there is nothing to say.
    pub fn link(self) -> (String, String) {
        let account = self
            .chosen
            .with(|payer| Some(payer.as_ref()?.value.clone()));
        let unit = self.to_followed().and_then(|to| to.unit);
        let unit = unit.map(|unit| unit.to_string());
        (account.unwrap_or_default(), unit.unwrap_or_default())
    }

    /// Stands for what is shown of it.
    pub fn shown(self) -> Option<Fingerprint> {
        self.effect.with_untracked(|effect| match effect {
            Some(Ok(preview)) => Some(preview.fingerprint.clone()),
            _ => None,
        })
    }

    /// Asks again what it comes to, because the world changed.
    pub fn ask_again(self) {
        self.again.update(|again| *again = again.wrapping_add(1));
    }

    /// Who is to pay.
    pub fn to(self) -> Option<HandoverTo> {
        untrack(|| self.to_followed())
    }

    /// The same, followed. A bill unit of another account that was chosen before does not count.
    fn to_followed(self) -> Option<HandoverTo> {
        let account = self.account()?;
        let unit = self.unit.get();
        let mut units = self.choices(account).into_iter();
        let chosen = units.find(|choice| choice.id.to_string() == unit);
        let linked = || {
            let (of, unit) = self.linked.get()?;
            (of == account).then_some(unit)
        };
        Some(HandoverTo {
            account,
            unit: chosen.map(|choice| choice.id).or_else(linked),
        })
    }

    /// The account that is to pay, followed.
    pub(super) fn account(self) -> Option<AccountNumber> {
        (self.chosen).with(|payer| payer.as_ref()?.value.parse().ok())
    }

    /// The bill units of an account, where they are known and it has several.
    pub(super) fn choices(self, account: AccountNumber) -> Vec<BillUnitRef> {
        self.units.with(|units| match units {
            Some((of, units)) if *of == account => units.clone(),
            _ => Vec::new(),
        })
    }

    /// Whether what is chosen is known to hold, so that it may be done.
    pub fn is_settled(self) -> bool {
        self.chosen.with(Option::is_none)
            || self
                .effect
                .with(|effect| matches!(effect, Some(Ok(preview)) if preview.is_possible()))
    }

    /// Asks what it comes to whenever somebody else is chosen, or `of` gives something else that stays behind.
    /// Called once.
    pub fn follow(self, of: impl Fn() -> Option<Going> + 'static) {
        Effect::new(move |before: Option<Asked>| {
            let now = (self.to_followed(), of(), self.again.get());
            if before
                .as_ref()
                .is_some_and(|before| self.is_answered(before, &now))
            {
                return now;
            }
            self.turn.update_value(|turn| *turn = turn.wrapping_add(1));
            let turn = self.turn.get_value();
            self.effect.set(None);
            if let (Some(to), Some(ask), _) = now.clone() {
                spawn_local(async move {
                    let answer = handover_preview_read(ask, to).await;
                    // The page may be gone, or somebody else chosen by now.
                    if self.turn.try_get_value() == Some(turn) {
                        self.answer(to, answer);
                    }
                });
            }
            now
        });
    }

    /// Whether nothing is to be asked again: at most the bill unit that the answer named is now shown as chosen, or
    /// is the only one.
    fn is_answered(self, before: &Asked, now: &Asked) -> bool {
        let (Some(was), Some(is)) = (before.0, now.0) else {
            return before == now;
        };
        let answered = self.effect.with_untracked(|effect| match effect {
            Some(Ok(preview)) => Some(preview.payer.id),
            _ => None,
        });
        let is_same = was.unit.or(answered) == is.unit.or(answered);
        was.account == is.account && is_same && (&before.1, before.2) == (&now.1, now.2)
    }

    fn answer(self, to: HandoverTo, answer: AppResult<HandoverPreview>) {
        if let Ok(preview) = &answer {
            self.units.set(Some((to.account, preview.choices.clone())));
            self.unit.set(preview.payer.id.to_string());
            account_name(self.chosen, &preview.payer.account);
        }
        self.effect.set(Some(answer));
        // From here on it is chosen among those that there are, or nothing of the kind was said.
        if self.linked.with_untracked(Option::is_some) {
            self.linked.set(None);
        }
    }
}

/// Who was asked about, of what, and how often again.
type Asked = (Option<HandoverTo>, Option<Going>, u32);

/// The box to choose who pays from now on for what stays, and what comes of the choice.
#[component]
pub fn HandoverChoice(
    /// What is thought about.
    handover: Handover,
    /// How many bill units stay while their payer goes.
    left_behind: i64,
    /// What is wrong with the choice, by what was tried.
    #[prop(into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let stays = if left_behind == 1 { "stays" } else { "stay" };
    let hint = format!(
        "Pays from the next cycle on for the {} that {stays}; empty: nothing changes.",
        units_words(left_behind)
    );
    // Where it cannot even be asked, the sentence belongs to the choice.
    let error = Signal::derive(move || {
        error.get().or_else(|| {
            handover.effect.with(|effect| match effect {
                Some(Err(error)) => Some(error.first_sentence().to_owned()),
                _ => None,
            })
        })
    });
    let effect = move || match (handover.chosen.with(Option::is_some), handover.effect.get()) {
        (true, None) => view! { <Skeleton lines=2 /> }.into_any(),
        (true, Some(Ok(preview))) => preview_view(Some(handover), &preview),
        _ => ().into_any(),
    };

    view! {
        <Field label="Hand over to another paying account" name="handover" hint error>
            <AccountPicker chosen=handover.chosen />
        </Field>
        <HandoverUnit handover />
        <div class="handover" aria-live="polite">
            {live(effect)}
        </div>
    }
    .into_any()
}

/// A list to be opened that stands as it was left when it is shown anew.
pub fn details_kept(open: RwSignal<bool>, summary: String, list: AnyView) -> AnyView {
    let element = NodeRef::<html::Details>::new();
    view! {
        <details
            node_ref=element
            open=open.get_untracked()
            on:toggle=move |_| {
                if let Some(details) = element.get_untracked() {
                    open.set(details.open());
                }
            }
        >
            <summary>{summary}</summary>
            {list}
        </details>
    }
    .into_any()
}

/// What the handover comes to that is scheduled with a move or a removal: seen before that is done on another
/// day than it was planned for (decision 19).
pub fn handover_said(preview: &HandoverPreview) -> AnyView {
    view! { <div class="handover">{preview_view(None, preview)}</div> }.into_any()
}

/// What it comes to; with a way to choose another payer where one is chosen here.
fn preview_view(handover: Option<Handover>, preview: &HandoverPreview) -> AnyView {
    let tone = match preview.is_possible() {
        true => Tone::Neutral,
        false => Tone::Bad,
    };
    let rows: Vec<AnyView> = (preview.rows.iter())
        .map(|row| view! { <li>{row.words(preview)}</li> }.into_any())
        .collect();
    let more = (preview.unnamed() > 0).then(|| {
        let words = format!("and {} more", units_words(preview.unnamed()));
        view! { <li class="faint">{words}</li> }
    });
    let instead = handover.zip(preview.instead.clone());
    let instead = move || {
        instead.clone().map(|(handover, account)| {
            let words = format!("Choose {} instead", account.name);
            let choose = Callback::new(move |()| {
                handover.chosen.set(Some(account_choice(&account)));
            });
            view! { <Button on_press=choose>{words}</Button> }
        })
    };
    // Every conflict stands there to be read; what goes well is there to be looked up.
    let is_open = !preview.is_possible();
    let list = (preview.total > 0).then(|| {
        let summary = format!("Show what becomes of {}", units_words(preview.total));
        let list = view! { <ul>{rows} {more}</ul> }.into_any();
        match handover.filter(|_| !is_open) {
            Some(handover) => details_kept(handover.told, summary, list),
            None => view! {
                <details open=is_open>
                    <summary>{summary}</summary>
                    {list}
                </details>
            }
            .into_any(),
        }
    });
    let sentence = preview.sentence();

    view! {
        <Note tone=tone action=instead>
            {sentence}
        </Note>
        {list}
    }
    .into_any()
}
