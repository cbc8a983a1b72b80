//! A form on the screen: a signal for each field, made when the field is first shown.

use std::collections::BTreeMap;

use domain::{contacts::ContactField, fields::FieldErrors};
use leptos::prelude::*;

use super::contacts::is_stored;
use super::values::{FormValues, ROWS, row_path};

/// A form on the screen. Copies are the same form.
#[derive(Clone, Copy)]
pub struct FormState {
    // The signals are reference-counted and not owned by the part that first shows a field: a
    // contact that is folded away keeps what was typed in it.
    fields: StoredValue<BTreeMap<String, ArcRwSignal<String>>>,
    rows: RwSignal<Vec<String>>,
    made: RwSignal<u32>,
    base: RwSignal<FormValues>,
    refused: RwSignal<Refused>,
    left: Memo<FieldErrors>,
    name: &'static str,
}

/// What was wrong on the last try, and with what.
#[derive(Clone, Default)]
struct Refused {
    errors: FieldErrors,
    values: FormValues,
}

/// A contact that was taken out of a form: its key, its place and what was typed in it.
#[derive(Clone, Debug)]
pub struct RemovedRow {
    key: String,
    at: usize,
    texts: Vec<(&'static str, String)>,
}

impl RemovedRow {
    /// Whether nothing was typed in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

impl FormState {
    /// A form that shows these values. `name` is the argument of the server function that takes the
    /// form, so that it can be sent without the program too.
    #[must_use]
    pub fn new(name: &'static str, values: FormValues) -> Self {
        let form = Self {
            fields: StoredValue::new(BTreeMap::new()),
            rows: RwSignal::new(Vec::new()),
            made: RwSignal::new(0),
            base: RwSignal::new(FormValues::default()),
            refused: RwSignal::new(Refused::default()),
            left: Memo::new(|_| FieldErrors::default()),
            name,
        };
        let left = Memo::new(move |_| form.errors_left());
        let form = Self { left, ..form };
        form.reset(values);
        form
    }

    /// Shows other values, and counts them as unchanged.
    pub fn reset(&self, values: FormValues) {
        self.begin(values.clone(), &values);
    }

    /// Begins anew with what stands in the database, under what is shown.
    pub fn begin(&self, base: FormValues, shown: &FormValues) {
        self.show(shown);
        self.base.set(base);
        self.refused.set(Refused::default());
    }

    /// Shows other values as if they had been typed.
    pub fn show(&self, values: &FormValues) {
        let shown = self
            .fields
            .with_value(|fields| fields.keys().cloned().collect::<Vec<_>>());
        for path in shown {
            self.signal(&path).set(values.text(&path).to_owned());
        }
        for (path, text) in values.texts() {
            self.signal(path).set(text.to_owned());
        }
        self.rows.set(values.rows().to_vec());
    }

    /// The text of a field, kept in both directions.
    #[must_use]
    pub fn field(&self, path: &str) -> RwSignal<String> {
        self.signal(path).into()
    }

    /// The text of a contact's field.
    #[must_use]
    pub fn row_field(&self, key: &str, field: &str) -> RwSignal<String> {
        self.field(&row_path(key, field))
    }

    /// The keys of the contacts in the order shown.
    #[must_use]
    pub fn rows(&self) -> Signal<Vec<String>> {
        self.rows.into()
    }

    /// Adds an empty contact and says its key.
    pub fn row_add(&self) -> String {
        let key = self.row_key_free();
        self.rows.update(|rows| rows.push(key.clone()));
        key
    }

    /// Takes a contact out, and answers what brings it back; nothing where there was none.
    pub fn row_remove(&self, key: &str) -> Option<RemovedRow> {
        let at = self
            .rows
            .with_untracked(|rows| rows.iter().position(|row| row == key))?;
        let values = untrack(|| self.values());
        let texts = ContactField::ALL
            .iter()
            .map(|field| (field.key(), values.row_text(key, field.key()).to_owned()));
        let texts = texts.filter(|(_, text)| !text.is_empty()).collect();
        self.rows.update(|rows| rows.retain(|row| row != key));
        Some(RemovedRow {
            key: key.to_owned(),
            at,
            texts,
        })
    }

    /// Brings a contact that was taken out back to its place and says its key. Where it was also deleted from
    /// the database since, it is a new one. Nothing where the form is gone.
    pub fn row_restore(&self, removed: &RemovedRow) -> Option<String> {
        let rows = self.rows.try_get_untracked()?;
        let is_deleted =
            is_stored(&removed.key) && !self.base.with_untracked(|base| base.has_row(&removed.key));
        let key = match is_deleted {
            true => self.row_key_free(),
            false => removed.key.clone(),
        };
        for (field, text) in &removed.texts {
            self.row_field(&key, field).set(text.clone());
        }
        if !rows.contains(&key) {
            let at = removed.at.min(rows.len());
            self.rows.update(|rows| rows.insert(at, key.clone()));
        }
        Some(key)
    }

    /// What the form holds now; follows every field.
    #[must_use]
    pub fn values(&self) -> FormValues {
        self.made.track();
        let mut values = FormValues::default();
        for key in self.rows.get() {
            values.row_add(&key);
        }
        let fields = self.fields.get_value();
        for (path, text) in fields {
            let of_gone_row =
                super::values::row_path_parts(&path).is_some_and(|(key, _)| !values.has_row(key));
            // Read in any case: what comes back with its contact must be followed too.
            let text = text.get();
            if !of_gone_row {
                values.set(path, text);
            }
        }
        values
    }

    /// What the form showed when it was opened or last saved.
    #[must_use]
    pub fn base(&self) -> FormValues {
        self.base.get()
    }

    /// Counts these values as what stands in the database.
    pub fn base_set(&self, values: FormValues) {
        self.base.set(values);
    }

    /// Whether anything typed is not saved yet.
    #[must_use]
    pub fn is_changed(&self) -> Memo<bool> {
        let form = *self;
        Memo::new(move |_| form.base.with(|base| !form.values().equals(base)))
    }

    /// Shows what is wrong; the paths of contacts are those of the server, by position.
    pub fn errors_set(&self, errors: FieldErrors) {
        let values = untrack(|| self.values());
        let errors = values.errors_by_key(errors);
        self.refused.set(Refused { errors, values });
    }

    /// What was wrong on the last try, be it corrected by now.
    #[must_use]
    pub fn refused(&self) -> FieldErrors {
        self.refused.with(|refused| refused.errors.clone())
    }

    /// What is wrong now: of the last try, what nobody has changed since (see [`crate::refused`]).
    #[must_use]
    pub fn errors(&self) -> Signal<FieldErrors> {
        self.left.into()
    }

    /// What is wrong with one field.
    #[must_use]
    pub fn error(&self, path: &str) -> Signal<Option<String>> {
        let (errors, path) = (self.left, path.to_owned());
        Signal::derive(move || errors.with(|errors| errors.sentence(&path).map(str::to_owned)))
    }

    /// Follows what is typed only while something is wrong.
    fn errors_left(&self) -> FieldErrors {
        self.refused
            .with(|refused| match refused.errors.is_empty() {
                true => FieldErrors::default(),
                false => (self.values()).errors_left(&refused.errors, &refused.values),
            })
    }

    /// The name under which a field is sent: `draft[contacts][0][email]`.
    #[must_use]
    pub fn name(&self, path: &str) -> String {
        path.split('.')
            .fold(self.name.to_owned(), |name, part| format!("{name}[{part}]"))
    }

    fn signal(&self, path: &str) -> ArcRwSignal<String> {
        let known = self.fields.with_value(|fields| fields.get(path).cloned());
        known.unwrap_or_else(|| {
            let signal = ArcRwSignal::new(String::new());
            self.fields.update_value(|fields| {
                fields.insert(path.to_owned(), signal.clone());
            });
            // Whoever follows the values must follow the new field too.
            self.made.update(|made| *made += 1);
            signal
        })
    }

    /// A key that no contact has or had here: what was typed in a removed one must not come back.
    fn row_key_free(&self) -> String {
        let taken = |key: &str| {
            let prefix = format!("{ROWS}.{key}.");
            self.rows
                .with_untracked(|rows| rows.iter().any(|row| row == key))
                || self
                    .fields
                    .with_value(|fields| fields.keys().any(|path| path.starts_with(&prefix)))
        };
        (0_u32..)
            .map(|number| number.to_string())
            .find(|key| !taken(key))
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> (Owner, FormState) {
        let owner = Owner::new();
        owner.set();
        let mut values = FormValues::default();
        values.set("language", "en");
        values.row_add("0");
        values.set("contacts.0.first_name", "Ana");
        (owner, FormState::new("draft", values))
    }

    #[test]
    fn typing_and_undoing_it_leaves_the_form_unchanged() {
        let (_owner, form) = form();
        let changed = form.is_changed();
        assert!(!changed.get_untracked());
        form.field("language").set("de".to_owned());
        assert!(changed.get_untracked());
        form.field("language").set("en".to_owned());
        assert!(!changed.get_untracked());
    }

    #[test]
    fn what_was_refused_is_said_until_it_is_changed_and_again_when_the_change_is_refused() {
        let (_owner, form) = form();
        let refuse = || {
            let mut errors = FieldErrors::default();
            errors.push("contacts.0.email", "invalid", "Not an address.");
            form.errors_set(errors);
        };
        let error = form.error("contacts.0.email");
        let email = form.row_field("0", "email");
        email.set("ana".to_owned());
        refuse();
        assert!(error.get_untracked().is_some());
        email.set("ana@".to_owned());
        assert_eq!(error.get_untracked(), None);
        assert!(form.errors().get_untracked().is_empty());
        refuse();
        assert!(error.get_untracked().is_some());
    }

    #[test]
    fn a_field_first_shown_later_counts_too() {
        let (_owner, form) = form();
        let changed = form.is_changed();
        assert!(!changed.get_untracked());
        form.row_field("0", "email")
            .set("ana@fox.example".to_owned());
        assert!(changed.get_untracked());
    }

    #[test]
    fn a_new_contact_never_inherits_what_a_removed_one_held() {
        let (_owner, form) = form();
        let key = form.row_add();
        form.row_field(&key, "first_name").set("Bo".to_owned());
        form.row_remove(&key);
        let next = form.row_add();
        assert_ne!(next, key);
        assert_eq!(form.row_field(&next, "first_name").get_untracked(), "");
        assert_eq!(form.values().text(&row_path(&key, "first_name")), "");
    }

    #[test]
    fn a_removed_contact_comes_back_to_its_place_with_all_that_was_typed() {
        let (_owner, form) = form();
        let key = form.row_add();
        form.row_field(&key, "last_name").set("Heron".to_owned());
        let last = form.row_add();
        let before = form.values();
        let removed = form.row_remove(&key).unwrap();
        assert_eq!(form.rows().get_untracked(), ["0", last.as_str()]);
        assert_eq!(form.row_restore(&removed), Some(key));
        assert_eq!(form.values(), before);
        assert!(form.row_remove("9").is_none());
    }

    #[test]
    fn a_removed_contact_that_was_deleted_by_a_save_comes_back_as_a_new_one() {
        let (_owner, form) = form();
        let mut values = form.values();
        values.row_add("con_2");
        values.set(row_path("con_2", "last_name"), "Heron");
        form.reset(values.clone());
        let removed = form.row_remove("con_2").unwrap();
        values.row_remove("con_2");
        form.reset(values);
        let key = form.row_restore(&removed).unwrap();
        assert!(!is_stored(&key), "{key}");
        assert_eq!(form.values().row_text(&key, "last_name"), "Heron");
    }

    #[test]
    fn fields_are_sent_under_names_that_a_plain_form_can_send() {
        let (_owner, form) = form();
        assert_eq!(
            form.name("contacts.0.first_name"),
            "draft[contacts][0][first_name]"
        );
    }
}
