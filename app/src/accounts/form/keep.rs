//! What was typed survives a reload: a draft in the browser's tab, gone when the tab closes.

use leptos::prelude::*;

use super::{state::FormState, values::FormValues};

/// The path of the form's operation id. It is kept with the draft: a form that was sent, lost its
/// answer and was loaded again still makes one account (decision 26).
pub const OPERATION: &str = "operation_id";

/// Keeps what is typed in the browser's tab under this key, and brings back what was kept.
///
/// `secrets` are the paths that are never kept (passwords, answers, gateway tokens). Returns whether
/// something was brought back, for the page to say so. Does nothing on the server.
pub fn draft_keep(form: FormState, key: String, secrets: &'static [&'static str]) -> DraftKept {
    let kept = DraftKept {
        restored: RwSignal::new(false),
        key: StoredValue::new(key),
    };
    // Effects run in the browser only, after it took over the page: what is rendered is the same
    // on both sides.
    Effect::new(move |ran: Option<()>| {
        let values = form.values().without(secrets);
        if ran.is_none() {
            if let Some(draft) = kept.read() {
                let mut base = form.base();
                base.set(OPERATION, draft.text(OPERATION));
                if !draft.equals(&base.without(secrets)) {
                    form.base_set(base);
                    form.show(&draft);
                    kept.restored.set(true);
                }
            }
        } else if values.equals(&form.base().without(secrets)) {
            kept.forget();
        } else {
            kept.write(&values);
        }
    });
    kept
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

    fn read(&self) -> Option<FormValues> {
        let text = self.key.with_value(|key| storage()?.get_item(key).ok()?)?;
        // A draft of an older version of the page may not read: then there is none.
        serde_json::from_str(&text).ok()
    }

    fn write(&self, values: &FormValues) {
        if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(values)) {
            // A full or forbidden storage costs the draft only, never the form.
            let _ = self.key.with_value(|key| storage.set_item(key, &text));
        }
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}
