//! The page that creates an account.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{
    sections::{BillingSection, CompanySection, PaymentSection, SignInSection, TopSections},
    values::{DRAFT, SECRETS, draft_read, draft_show, label, values_usual},
};
use crate::{
    accounts::{
        api::{AccountCreate, AccountFormOpened, AccountRefused, account_form},
        form::{DraftKept, FormDraft, FormState, OPERATION, draft_keep, leave_guard},
        parts::{ErrorSummary, Failure, Locked, SaveFailure, on_save_keys},
    },
    errors::AppResult,
    routes,
    ui::{
        Button, ButtonKind, ButtonLink, FormActions, Kbd, Note, Skeleton, Tone, live, use_toasts,
    },
    wire::PageCodec,
};
use domain::accounts::AccountNumber;

/// Create account, on one page with sections. All of it lands or none (ACC-1).
#[component]
pub fn AccountCreatePage() -> impl IntoView {
    let start = Resource::<_, PageCodec>::new_with_options(|| (), |()| account_form(), false);

    view! {
        <Title text="Create account" />
        <div class="page form-page">
            <h1>"Create account"</h1>
            <Suspense fallback=|| view! { <div aria-busy="true"><Skeleton lines=24 /></div> }>
                {live(move || Suspend::new(async move {
                    match start.await {
                        Ok(start) => view! { <CreateForm start /> }.into_any(),
                        Err(error) => view! { <Failure error /> }.into_any(),
                    }
                }))}
            </Suspense>
        </div>
    }
}

#[component]
fn CreateForm(start: AccountFormOpened) -> impl IntoView {
    let AccountFormOpened {
        operation_id,
        lists,
        cards,
        refused,
    } = start;
    let mut values = values_usual("EUR", "en", "standard");
    values.set(OPERATION, operation_id);
    let form = FormState::new(DRAFT, values.clone());
    let refused = refused.map(|AccountRefused { draft, error }| {
        draft_show(&mut values, &draft);
        form.show(&values);
        form.errors_set(error.fields.clone());
        error
    });
    let is_back = refused.is_some();
    let kept = draft_keep(form, "create-account", SECRETS, move |kept| {
        bring_back(form, &kept)
    });
    leave_guard(form.is_changed());
    let create = ServerAction::<AccountCreate>::new();
    after_create(form, kept, create);
    let busy = create.pending();
    let send = move || {
        if !busy.get_untracked() {
            let values = untrack(|| form.values());
            let operation_id = values.text(OPERATION).to_owned();
            create.dispatch(AccountCreate {
                draft: draft_read(&values, operation_id),
            });
        }
    };
    on_save_keys(send);
    let failure = Signal::derive(move || match create.value().get() {
        Some(answer) => answer.err(),
        None => refused.clone(),
    });
    let start_over = move |()| {
        kept.forget();
        form.show(&form.base());
    };

    view! {
        {live(move || {
            kept.restored
                .get()
                .then(|| view! {
                    <Note tone=Tone::Accent live=true action=move || view! { <Button on_press=Callback::new(start_over)>"Start over"</Button> }>
                        "What you typed here before is back. Passwords, answers and bank accounts are not kept."
                    </Note>
                })
        })}
        {is_back
            .then(|| view! {
                <Note>"Passwords, answers and bank accounts are not sent back: please type them again."</Note>
            })}
        <ErrorSummary form label />
        <SaveFailure answer=failure kept=true />
        <form
            method="post"
            action=routes::account_create()
            novalidate=true
            on:submit=move |event| {
                event.prevent_default();
                send();
            }
        >
            <input type="hidden" name=form.name(OPERATION) value=form.field(OPERATION).get_untracked() />
            <Locked busy legend="New account">
                <TopSections form lists=lists.clone() />
                <CompanySection form lists />
                <BillingSection form />
                <PaymentSection form cards />
                <SignInSection form />
            </Locked>
            <FormActions>
                <ButtonLink href=routes::search() kind=ButtonKind::Plain>
                    "Cancel"
                </ButtonLink>
                <Button kind=ButtonKind::Primary submit=true busy>
                    "Create account"
                </Button>
                <span class="faint"><Kbd keys="Ctrl S" /></span>
            </FormActions>
        </form>
    }
}

/// Shows what the browser's tab kept, under the operation id that it was typed with; false where it is
/// an empty form.
fn bring_back(form: FormState, kept: &FormDraft) -> bool {
    let mut base = form.base();
    base.set(OPERATION, kept.values.text(OPERATION));
    let is_typed = !kept.values.equals(&base.without(SECRETS));
    if is_typed {
        form.base_set(base);
        form.show(&kept.values);
    }
    is_typed
}

/// Opens the new account, or shows what is wrong with the form; nothing typed is lost.
fn after_create(form: FormState, kept: DraftKept, create: ServerAction<AccountCreate>) {
    let toasts = use_toasts();
    let navigate = use_navigate();
    Effect::new(move |_| {
        let answer: Option<AppResult<AccountNumber>> = create.value().get();
        match answer {
            Some(Ok(number)) => {
                kept.forget();
                form.base_set(untrack(|| form.values()));
                toasts.say(Tone::Good, format!("Account {number} is created."));
                navigate(&routes::account(number), NavigateOptions::default());
            }
            Some(Err(error)) => form.errors_set(error.fields),
            None => {}
        }
    });
}
