//! The form of a profile: edit, save, and be told what changed meanwhile.

use domain::{
    contacts::ContactField,
    edits::{EditOutcome, FieldDifference},
    lists::FormLists,
    profile::{ProfileDraft, ProfileView},
};
use leptos::prelude::*;

use super::{
    brought_back::{BroughtBack, brought_back},
    saved::AfterSave,
    values::{PROFILE, SECRETS, draft_read, label, values_of},
};
use crate::{
    accounts::{
        api::{ProfileOpened, ProfileSave},
        form::{DraftKept, FormDraft, FormState, FormValues, draft_keep, leave_guard, row_path},
        page::AccountChanges,
        parts::{
            AccountNameField, ConflictScreen, ContactList, ErrorSummary, FormText, KindFields,
            SaveFailure, element_focus, field_focus, on_save_keys,
        },
    },
    ui::{
        Button, ButtonKind, FieldRow, FormActions, Kbd, Note, Section, TextInputKind, Tone,
        field_id, use_toasts,
    },
};

/// What the form works on: its values with what they began with, replaced after a save or a merge.
#[derive(Clone, Copy)]
pub(super) struct Editing {
    pub form: FormState,
    /// The operation id of the next save.
    pub operation: StoredValue<String>,
    /// What the form held when it was last sent.
    pub sent: StoredValue<FormValues>,
    pub meanwhile: RwSignal<Option<Meanwhile>>,
}

/// What was saved by others since the form was opened.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Meanwhile {
    /// The profile as it stands now.
    pub now: ProfileView,
    /// What differs from what the form began with.
    pub differences: Vec<FieldDifference>,
}

impl Editing {
    /// The form now counts this profile as what stands in the database.
    pub fn begin(self, view: &ProfileView) {
        self.form.reset(values_of(&view.fields, view.version));
        self.meanwhile.set(None);
    }

    /// Goes on from what was saved, with whatever was typed since the form was sent; whether there is any.
    pub fn go_on_saved(self, saved: &ProfileView) -> bool {
        let typed = untrack(|| self.form.values());
        let after = self
            .sent
            .with_value(|sent| AfterSave::of(sent, &typed, saved));
        let is_changed = after.is_changed();
        focus_follow(self.form, &after);
        self.form.begin(after.base, &after.shown);
        self.meanwhile.set(None);
        is_changed
    }

    /// Lays what is typed over what is there now, except where theirs was chosen.
    pub fn go_on(self, take_now: &[String]) {
        if let Some(meanwhile) = self.meanwhile.get_untracked() {
            self.show(&self.draft().rebased(&meanwhile.now, take_now));
            self.meanwhile.set(None);
        }
    }

    /// Gives up what is typed, for what is there now as far as it is known.
    pub fn give_up(self) {
        match self.meanwhile.get_untracked() {
            Some(meanwhile) => self.begin(&meanwhile.now),
            None => self.form.reset(self.form.base()),
        }
    }

    /// Shows what the browser's tab kept; false where nothing of it is left to show.
    pub fn bring_back(self, kept: &FormDraft, now: ProfileView, lists: &FormLists) -> bool {
        match brought_back(kept, &now, lists, self.operation.get_value()) {
            BroughtBack::Nothing => return false,
            BroughtBack::Over(draft) => self.show(&draft),
            BroughtBack::Stale(draft, differences) => {
                self.show(&draft);
                self.meanwhile.set(Some(Meanwhile { now, differences }));
            }
        }
        true
    }

    /// What is typed now.
    pub fn draft(self) -> ProfileDraft {
        let (values, base) = untrack(|| (self.form.values(), self.form.base()));
        draft_read(&values, &base, self.operation.get_value())
    }

    fn show(self, draft: &ProfileDraft) {
        let mut values = values_of(&draft.typed, draft.version);
        values.set("security_answer", draft.security_answer.expose());
        self.form.base_set(values_of(&draft.base, draft.version));
        self.form.show(&values);
    }
}

/// Every field of a profile, each contact on its own.
#[expect(
    clippy::too_many_lines,
    reason = "the wiring of one form and its markup, read together"
)]
#[component]
pub(super) fn ProfileForm(opened: ProfileOpened) -> impl IntoView {
    let ProfileOpened {
        profile,
        mut lists,
        operation_id,
        may_edit,
    } = opened;
    // An account may keep a customer type that is offered no longer.
    if !lists.customer_types.contains(&profile.customer_type) {
        lists.customer_types.push(profile.customer_type.clone());
    }
    let number = profile.number;
    let contact_lists = lists.clone();
    let words = StoredValue::new(lists.clone());
    let form = FormState::new(PROFILE, values_of(&profile.fields, profile.version));
    let editing = Editing {
        form,
        operation: StoredValue::new(operation_id),
        sent: StoredValue::new(FormValues::default()),
        meanwhile: RwSignal::new(None),
    };
    let has_answer = RwSignal::new(profile.has_security_answer);
    let bring_back = {
        let lists = lists.clone();
        move |kept| editing.bring_back(&kept, profile.clone(), &lists)
    };
    let kept = draft_keep(form, &format!("profile:{number}"), SECRETS, bring_back);
    let is_changed = form.is_changed();
    leave_guard(is_changed);
    let save = ServerAction::<ProfileSave>::new();
    after_save(editing, kept, save, has_answer, words);
    let busy = save.pending();
    let send = move || {
        if may_edit && is_changed.get_untracked() && !busy.get_untracked() {
            editing.sent.set_value(untrack(|| form.values()));
            save.dispatch(ProfileSave {
                number,
                draft: editing.draft(),
            });
        }
    };
    on_save_keys(send);
    focus_from_address();
    let give_up = move |()| {
        kept.forget();
        editing.give_up();
    };

    view! {
        <Kept kept give_up=Callback::new(give_up) />
        <ConflictScreen
            differences=Signal::derive(move || {
                editing.meanwhile.get().map(|meanwhile| meanwhile.differences)
            })
            decide=Callback::new(move |take_now: Vec<String>| editing.go_on(&take_now))
            save=".account-form button[type=submit]"
        />
        <ErrorSummary form label />
        <SaveFailure
            answer=Signal::derive(move || save.value().get().and_then(Result::err))
            kept=true
        />
        <form
            class="account-form"
            novalidate=true
            on:submit=move |event| {
                event.prevent_default();
                send();
            }
        >
            <fieldset class="form-whole" disabled=!may_edit>
                <legend class="hear">"Account Profile"</legend>
                <Section id="profile-contacts" title="Contacts">
                    <ContactList form lists=contact_lists />
                </Section>
                <AccountFields form lists />
                <SecurityFields form has_answer />
            </fieldset>
            {may_edit
                .then(|| view! {
                    <FormActions>
                        <Button
                            kind=ButtonKind::Plain
                            disabled=Signal::derive(move || !is_changed.get())
                            on_press=Callback::new(give_up)
                        >
                            "Discard changes"
                        </Button>
                        <Button
                            kind=ButtonKind::Primary
                            submit=true
                            busy
                            disabled=Signal::derive(move || !is_changed.get())
                        >
                            "Save profile"
                        </Button>
                        <span class="faint"><Kbd keys="Ctrl S" /></span>
                    </FormActions>
                })}
        </form>
    }
}

/// Says that an unsaved draft was brought back.
#[component]
fn Kept(kept: DraftKept, give_up: Callback<()>) -> impl IntoView {
    move || {
        kept.restored.get().then(|| {
            view! {
                <Note
                    tone=Tone::Accent
                    live=true
                    action=move || view! { <Button on_press=give_up>"Discard changes"</Button> }
                >
                    "What you changed here before and did not save is back."
                </Note>
            }
        })
    }
}

#[component]
fn AccountFields(form: FormState, lists: FormLists) -> impl IntoView {
    view! {
        <Section id="profile-account" title="Account and types">
            <FieldRow>
                <AccountNameField form />
                <KindFields form lists=&lists />
            </FieldRow>
        </Section>
    }
}

#[component]
fn SecurityFields(form: FormState, has_answer: RwSignal<bool>) -> impl IntoView {
    let summary = Signal::derive(move || {
        Some(
            if has_answer.get() {
                "An answer is stored"
            } else {
                "No answer is stored"
            }
            .to_owned(),
        )
    });
    view! {
        <Section id="profile-security" title="Security" summary>
            <FieldRow>
                <FormText
                    form
                    path="security_hint"
                    label="Security hint"
                    hint="Reminds a caller of the answer, such as: first pet"
                />
                <FormText
                    form
                    path="security_answer"
                    label="New security answer"
                    kind=TextInputKind::Password
                    hint="Empty leaves the stored answer. It is never shown."
                />
            </FieldRow>
        </Section>
    }
}

/// Goes on after a save: a fresh start on what was saved, the differences, or the errors.
fn after_save(
    editing: Editing,
    kept: DraftKept,
    save: ServerAction<ProfileSave>,
    has_answer: RwSignal<bool>,
    lists: StoredValue<FormLists>,
) {
    let toasts = use_toasts();
    let changes = AccountChanges::here();
    Effect::new(move |_| match save.value().get() {
        Some(Ok(EditOutcome::Saved { saved })) => {
            kept.forget();
            has_answer.set(saved.profile.has_security_answer);
            editing.operation.set_value(saved.operation_id);
            let said = match editing.go_on_saved(&saved.profile) {
                false => "The profile is saved.",
                true => "The profile is saved. What you typed since is not saved yet.",
            };
            toasts.say(Tone::Good, said);
            changes.note();
        }
        Some(Ok(EditOutcome::Stale { now, .. })) => {
            editing.form.errors_set(Default::default());
            // The answer is about what was sent; more may be typed by now.
            let draft = editing.draft();
            let differences = lists.with_value(|lists| draft.differences(&now.fields, lists));
            editing.meanwhile.set(Some(Meanwhile { now, differences }));
        }
        Some(Err(error)) => editing.form.errors_set(error.fields),
        None => {}
    });
}

/// Whoever types in a new contact goes on in it once it is stored: its fields are made anew under its id.
fn focus_follow(form: FormState, after: &AfterSave) {
    let Some(active) = document().active_element().map(|field| field.id()) else {
        return;
    };
    for (key, id) in &after.stored {
        let is_active =
            |field: &&ContactField| field_id(&form.name(&row_path(key, field.key()))) == active;
        if let Some(field) = ContactField::ALL.iter().find(is_active) {
            let path = row_path(id, field.key());
            request_animation_frame(move || {
                field_focus(form, &path);
            });
        }
    }
}

/// Moves to the field that the address names: **Add now** of the note about the company name.
fn focus_from_address() {
    Effect::new(move |_| {
        let hash = window().location().hash().unwrap_or_default();
        if let Some(id) = hash.strip_prefix('#').filter(|id| !id.is_empty()) {
            let id = id.to_owned();
            // An address that names no field leaves the focus where it is.
            request_animation_frame(move || {
                element_focus(&id);
            });
        }
    });
}
