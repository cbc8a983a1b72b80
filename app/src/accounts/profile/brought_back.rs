//! A draft of a profile that the browser's tab kept, laid over the profile as it stands now.

use domain::{
    edits::FieldDifference,
    lists::FormLists,
    profile::{ProfileDraft, ProfileView},
};

use super::values::draft_read;
use crate::accounts::form::FormDraft;

/// What becomes of a kept draft.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum BroughtBack {
    /// All of it is stored by now: there is nothing to bring back.
    Nothing,
    /// Nobody changed anything meanwhile: it lies over the profile as it is.
    Over(ProfileDraft),
    /// Somebody saved meanwhile: the form as it was left, and what changed since (ACC-6).
    Stale(ProfileDraft, Vec<FieldDifference>),
}

/// Compares a kept draft with the profile that the page was opened with.
///
/// The draft goes on from the version that it began with. A save of it over a newer one would
/// otherwise pass for a save that knows the newer one, and take it back without a word.
pub(super) fn brought_back(
    kept: &FormDraft,
    now: &ProfileView,
    lists: &FormLists,
    operation_id: String,
) -> BroughtBack {
    let left = draft_read(&kept.values, &kept.base, operation_id);
    let merged = left.rebased(now, &[]);
    if merged.typed == now.fields {
        return BroughtBack::Nothing;
    }
    let differences = left.differences(&now.fields, lists);
    if differences.is_empty() {
        BroughtBack::Over(merged)
    } else {
        BroughtBack::Stale(left, differences)
    }
}

#[cfg(test)]
mod tests {
    use domain::{contacts::ContactDraft, profile::ProfileFields};

    use super::super::testing;
    use super::*;
    use crate::accounts::{form::row_path, profile::values::values_of};

    fn view(version: i32, city: &str) -> ProfileView {
        let contact = ContactDraft {
            id: "con_1".to_owned(),
            last_name: "Fox".to_owned(),
            city: city.to_owned(),
            is_primary: true,
            ..ContactDraft::default()
        };
        let fields = ProfileFields {
            customer_type: "gold".to_owned(),
            language: "en".to_owned(),
            security_answer_mark: "m1".to_owned(),
            contacts: vec![contact],
            ..ProfileFields::default()
        };
        testing::view(version, fields)
    }

    /// What the tab keeps of a form that was opened on this profile and filled in.
    fn kept(opened: &ProfileView, field: &str, text: &str) -> FormDraft {
        let base = values_of(&opened.fields, opened.version);
        let mut values = base.clone();
        values.set(row_path("con_1", field), text);
        let draft = FormDraft { base, values };
        serde_json::from_str(&serde_json::to_string(&draft).unwrap()).unwrap()
    }

    fn back(kept: &FormDraft, now: &ProfileView) -> BroughtBack {
        brought_back(kept, now, &FormLists::default(), "op_2".to_owned())
    }

    #[test]
    fn a_draft_goes_on_where_nobody_changed_anything() {
        let opened = view(4, "Oslo");
        let BroughtBack::Over(draft) = back(&kept(&opened, "city", "Bergen"), &opened) else {
            panic!("it lies over the profile")
        };
        assert_eq!((draft.version, draft.base), (4, opened.fields));
        assert_eq!(draft.typed.contacts[0].city, "Bergen");
    }

    #[test]
    fn a_draft_that_a_colleague_overtook_says_so_and_keeps_both_sides() {
        let (opened, now) = (view(4, "Oslo"), view(5, "Tromsø"));
        let BroughtBack::Stale(left, differences) = back(&kept(&opened, "city", "Bergen"), &now)
        else {
            panic!("somebody saved meanwhile")
        };
        // Saved without a choice it is still the older version's, and refused as stale.
        assert_eq!(left.version, 4);
        let [city] = &differences[..] else {
            panic!("{differences:?}")
        };
        assert!(city.is_conflict, "{city:?}");
        let sides = [&city.was, &city.now, &city.typed].map(String::as_str);
        assert_eq!(sides, ["Oslo", "Tromsø", "Bergen"]);
        let merged = left.rebased(&now, &[]);
        assert_eq!((merged.version, &merged.base), (5, &now.fields));
    }

    #[test]
    fn a_colleagues_change_of_another_field_is_shown_and_not_taken_back() {
        let (opened, now) = (view(4, "Oslo"), view(5, "Tromsø"));
        let BroughtBack::Stale(left, differences) = back(&kept(&opened, "job_title", "Dr."), &now)
        else {
            panic!("somebody saved meanwhile")
        };
        assert!(!differences[0].is_conflict);
        let merged = left.rebased(&now, &[]);
        let contact = &merged.typed.contacts[0];
        assert_eq!(
            (contact.city.as_str(), contact.job_title.as_str()),
            ("Tromsø", "Dr.")
        );
    }

    #[test]
    fn a_change_of_something_else_on_the_account_asks_nothing() {
        let opened = view(4, "Oslo");
        let now = view(6, "Oslo");
        let BroughtBack::Over(draft) = back(&kept(&opened, "city", "Bergen"), &now) else {
            panic!("a bill unit say, is no conflict")
        };
        assert_eq!(draft.version, 6);
    }

    #[test]
    fn what_was_saved_by_now_does_not_come_back() {
        let opened = view(4, "Oslo");
        let saved = view(5, "Bergen");
        assert_eq!(
            back(&kept(&opened, "city", "Bergen"), &saved),
            BroughtBack::Nothing
        );
    }
}
