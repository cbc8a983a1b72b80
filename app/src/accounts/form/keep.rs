//! What was typed survives a reload: a draft in the browser's tab, gone when the tab closes or its person
//! signs out.

use domain::ids::StaffUserId;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{state::FormState, values::FormValues};
use crate::frame::Visitor;

/// The path of the form's operation id. It is kept with the draft: a form that was sent, lost its
/// answer and was loaded again still makes one account (decision 26).
pub const OPERATION: &str = "operation_id";

/// What was typed and not saved, with what the form showed before: without it nobody could tell
/// what was typed from what somebody else saved meanwhile (ACC-6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormDraft {
    /// What the form began with.
    pub base: FormValues,
    /// What it held last.
    pub values: FormValues,
}

/// Keeps what is typed in the browser's tab for this person, and hands what was kept to `bring_back`,
/// which shows it and says whether anything of it was left to show.
///
/// `what` tells the form from others. Whoever signs in at the same tab later finds nothing of it.
/// `secrets` are the paths that are never kept (passwords, answers, gateway tokens). Does nothing on
/// the server.
pub fn draft_keep(
    form: FormState,
    what: &str,
    secrets: &'static [&'static str],
    bring_back: impl Fn(FormDraft) -> bool + 'static,
) -> DraftKept {
    let visitor = use_context::<Option<Visitor>>().flatten();
    let kept = DraftKept {
        restored: RwSignal::new(false),
        key: StoredValue::new(draft_key(visitor.map(|visitor| visitor.id), what)),
    };
    // Effects run in the browser only, after it took over the page: what is rendered is the same
    // on both sides.
    Effect::new(move |ran: Option<()>| {
        let draft = FormDraft {
            base: form.base().without(secrets),
            values: form.values().without(secrets),
        };
        if ran.is_none() {
            if let Some(draft) = kept.read() {
                match bring_back(draft) {
                    true => kept.restored.set(true),
                    false => kept.forget(),
                }
            }
        } else if draft.values.equals(&draft.base) {
            kept.forget();
        } else {
            kept.write(&draft);
        }
    });
    kept
}

/// How the keys of all drafts begin.
const DRAFTS: &str = "canopy:draft:";

/// How the keys of a person's drafts begin.
fn drafts_of(who: Option<StaffUserId>) -> String {
    let who = who.map(|id| id.to_string()).unwrap_or_default();
    format!("{DRAFTS}{who}:")
}

fn draft_key(who: Option<StaffUserId>, what: &str) -> String {
    format!("{}{what}", drafts_of(who))
}

/// Lets no draft stay behind for others: who signs out takes their drafts along, out of every tab of the
/// browser, and where somebody is signed in, those of everybody else are dropped. Who is signed out by
/// time finds theirs again.
///
/// A script of the document and not of the program: it also runs on the page to sign in, and costs the
/// program nothing. Other tabs hear of it at once, or when they are next loaded by the moment that is
/// noted.
#[cfg(feature = "ssr")]
#[component]
pub fn DraftsGuard() -> impl IntoView {
    let visitor = use_context::<Visitor>();
    let own = visitor.map(|visitor| drafts_of(Some(visitor.id)));
    view! {
        <script
            nonce=leptos::nonce::use_nonce()
            data-drafts=DRAFTS
            data-own=own
            data-leave=crate::routes::sign_out()
        >
            {include_str!("keep.js")}
        </script>
    }
}

/// The draft of one form in the browser's tab.
#[derive(Clone, Copy)]
pub struct DraftKept {
    /// Whether what is shown was brought back from an earlier visit.
    pub restored: RwSignal<bool>,
    key: StoredValue<String>,
}

impl DraftKept {
    /// Forgets the draft: it was saved or given up.
    pub fn forget(&self) {
        self.restored.set(false);
        if let Some(storage) = storage() {
            // A browser that keeps nothing has nothing to forget.
            let _ = self.key.with_value(|key| storage.remove_item(key));
        }
    }

    fn read(&self) -> Option<FormDraft> {
        let text = self.key.with_value(|key| storage()?.get_item(key).ok()?)?;
        // A draft of an older version of the page may not read: then there is none.
        serde_json::from_str(&text).ok()
    }

    fn write(&self, draft: &FormDraft) {
        if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(draft)) {
            // A full or forbidden storage costs the draft only, never the form.
            let _ = self.key.with_value(|key| storage.set_item(key, &text));
        }
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_finds_the_draft_of_somebody_else() {
        let person = |number| Some(StaffUserId::from_uuid(uuid::Uuid::from_u128(number)));
        let key = draft_key(person(1), "profile:A-00000042");
        assert_ne!(key, draft_key(person(2), "profile:A-00000042"));
        assert_ne!(key, draft_key(person(1), "profile:A-00000043"));
        assert!(key.starts_with(&drafts_of(person(1))));
        assert!(!key.starts_with(&drafts_of(person(2))) && key.starts_with(DRAFTS));
    }
}
