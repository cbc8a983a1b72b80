//! What the server refused of a form, said beside the field that it is about.
//!
//! A sentence speaks of what was sent: it goes as soon as something else stands in its field, and comes back
//! with the same text. Whether the new text holds, the next try says: most rules are known to the server alone
//! (a login that is taken), and a copy of the others in each form would have to agree with it.

use leptos::prelude::*;

use crate::errors::{AppError, AppResult};

/// The error of the last try, if it failed.
pub(crate) fn error_of(answer: Signal<Option<AppResult<()>>>) -> Signal<Option<AppError>> {
    Signal::derive(move || answer.get().and_then(Result::err))
}

/// The sentence beside one field, which holds this text.
pub(crate) fn sentence_at(
    error: impl Fn() -> Option<AppError> + Send + Sync + 'static,
    field: &'static str,
    text: RwSignal<String>,
) -> Signal<Option<String>> {
    let sentence = move || error()?.sentence_for(field).map(str::to_owned);
    said_of(sentence, text)
}

/// The sentence, as long as that stands in the field which it was said of.
pub(crate) fn said_of<T: Clone + PartialEq + Send + Sync + 'static>(
    sentence: impl Fn() -> Option<String> + Send + Sync + 'static,
    typed: RwSignal<T>,
) -> Signal<Option<String>> {
    // Whenever something is said, be it the same again: what stands in the field then.
    let said = Memo::new_with_compare(
        move |_| sentence().map(|sentence| (sentence, typed.get_untracked())),
        |_, _| true,
    );
    Signal::derive(move || {
        said.with(|said| {
            let (sentence, of) = said.as_ref()?;
            typed.with(|typed| typed == of).then(|| sentence.clone())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A field whose text was refused.
    fn refused(text: &str) -> (Owner, RwSignal<Option<String>>, RwSignal<String>) {
        let owner = Owner::new();
        owner.set();
        let sentence = RwSignal::new(Some("This login is taken.".to_owned()));
        (owner, sentence, RwSignal::new(text.to_owned()))
    }

    #[test]
    fn a_sentence_goes_once_its_field_holds_something_else() {
        let (_owner, sentence, login) = refused("ana");
        let said = said_of(move || sentence.get(), login);
        assert!(said.get_untracked().is_some());
        login.set("ana.fox".to_owned());
        assert_eq!(said.get_untracked(), None);
    }

    #[test]
    fn a_sentence_comes_back_with_the_text_that_it_was_said_of() {
        let (_owner, sentence, login) = refused("ana");
        let said = said_of(move || sentence.get(), login);
        assert!(said.get_untracked().is_some());
        login.set("ana.fox".to_owned());
        login.set("ana".to_owned());
        assert!(said.get_untracked().is_some());
    }

    #[test]
    fn the_same_is_said_again_where_the_next_text_is_refused_too() {
        let (_owner, sentence, login) = refused("ana");
        let said = said_of(move || sentence.get(), login);
        assert!(said.get_untracked().is_some());
        login.set("bo".to_owned());
        sentence.set(Some("This login is taken.".to_owned()));
        assert!(said.get_untracked().is_some());
    }
}
