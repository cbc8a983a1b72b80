//! A stale save: what changed meanwhile, and taking it over without losing what was typed (ACC-6).

use super::changes::{AccountField, contact_summary, contact_words};
use super::{ProfileDraft, ProfileFields, ProfileView};
use crate::contacts::{ContactDraft, ContactField};
use crate::edits::{FieldDifference, value_merge};
use crate::lists::FormLists;
use crate::secret::Secret;

const ANSWER_KEY: &str = "security_answer";
const PRIMARY_KEY: &str = "primary_contact";

/// One stored contact on the three sides; `typed` and `now` are none where it was taken out.
struct Sides<'a> {
    was: &'a ContactDraft,
    typed: Option<&'a ContactDraft>,
    now: Option<&'a ContactDraft>,
}

impl Sides<'_> {
    fn key(&self) -> String {
        format!("contacts.{}", self.was.id)
    }

    /// Whether one side took the contact out while the other changed it or made it primary (ACC-3).
    fn is_conflict(&self) -> bool {
        match (self.typed, self.now) {
            (Some(kept), None) | (None, Some(kept)) => {
                !is_same(kept, self.was) || self.is_made_primary(kept)
            }
            _ => false,
        }
    }

    fn is_made_primary(&self, kept: &ContactDraft) -> bool {
        kept.is_primary && !self.was.is_primary
    }
}

/// A contact of the merge, with the sides on which it is primary.
struct Merged {
    contact: ContactDraft,
    is_mine: bool,
    is_theirs: bool,
}

/// The same in every typed field; being primary is compared for the account, not for the contact.
fn is_same(one: &ContactDraft, other: &ContactDraft) -> bool {
    ContactField::ALL
        .iter()
        .all(|field| field.get(one) == field.get(other))
}

fn find<'a>(fields: &'a ProfileFields, id: &str) -> Option<&'a ContactDraft> {
    fields.contacts.iter().find(|contact| contact.id == id)
}

fn primary(fields: &ProfileFields) -> Option<&ContactDraft> {
    fields.contacts.iter().find(|contact| contact.is_primary)
}

fn name(contact: Option<&ContactDraft>) -> String {
    contact.map(ContactDraft::display_name).unwrap_or_default()
}

/// Who is primary, as far as it can be compared: the contact's id, or that it is a new one.
fn primary_key(fields: &ProfileFields) -> String {
    primary(fields).map_or_else(String::new, |contact| match contact.id.as_str() {
        "" => format!("new {}", contact.display_name()),
        id => id.to_owned(),
    })
}

impl ProfileDraft {
    /// What changed since the form was opened, field by field, beside what is typed.
    #[must_use]
    pub fn differences(&self, now: &ProfileFields, lists: &FormLists) -> Vec<FieldDifference> {
        let (base, typed) = (&self.base, &self.typed);
        let mut differences = Vec::new();
        for field in AccountField::ALL {
            let words = |fields| field.words(field.get(fields), lists);
            let label = field.label().to_owned();
            let (was, mine, there) = (words(base), words(typed), words(now));
            differences.extend(FieldDifference::between(
                field.key(),
                label,
                was,
                mine,
                there,
            ));
        }
        differences.extend(self.answer_difference(now));
        differences.extend(self.primary_difference(now));
        for sides in self.sides(now) {
            contact_differences(&sides, lists, &mut differences);
        }
        let is_added = |contact: &&ContactDraft| find(base, &contact.id).is_none();
        differences.extend(
            now.contacts
                .iter()
                .filter(is_added)
                .map(|contact| FieldDifference {
                    key: format!("contacts.{}", contact.id),
                    label: format!("Contact added ({})", contact.display_name()),
                    was: String::new(),
                    typed: String::new(),
                    now: contact_summary(contact, lists),
                    is_conflict: false,
                }),
        );
        differences
    }

    /// The same form on what is there now: what only the others changed is taken over, what only
    /// this form changed stays, and where both did, what is typed stays unless its key (of
    /// [`FieldDifference`]) stands in `take_now`. Saving it again is then no longer stale.
    #[must_use]
    pub fn rebased(&self, now: &ProfileView, take_now: &[String]) -> Self {
        let takes = |key: &str| take_now.iter().any(|taken| taken == key);
        let mut typed = self.typed.clone();
        for field in AccountField::ALL {
            let (was, mine) = (field.get(&self.base), field.get(&self.typed));
            let merged = value_merge(was, mine, field.get(&now.fields), takes(field.key()));
            *field.get_mut(&mut typed) = merged;
        }
        typed
            .security_answer_mark
            .clone_from(&now.fields.security_answer_mark);
        typed.contacts = self.contacts_merge(&now.fields, &takes);
        let security_answer = match takes(ANSWER_KEY) {
            true => Secret::default(),
            false => self.security_answer.clone(),
        };
        Self {
            operation_id: self.operation_id.clone(),
            version: now.version,
            base: now.fields.clone(),
            typed,
            security_answer,
        }
    }

    fn sides<'a>(&'a self, now: &'a ProfileFields) -> impl Iterator<Item = Sides<'a>> {
        self.base.contacts.iter().map(move |was| Sides {
            was,
            typed: find(&self.typed, &was.id),
            now: find(now, &was.id),
        })
    }

    fn answer_difference(&self, now: &ProfileFields) -> Option<FieldDifference> {
        let (was, there) = (&self.base.security_answer_mark, &now.security_answer_mark);
        let is_typed = !self.security_answer.is_blank();
        (was != there).then(|| FieldDifference {
            key: ANSWER_KEY.to_owned(),
            label: "Security answer".to_owned(),
            was: if was.is_empty() { "not given" } else { "given" }.to_owned(),
            typed: if is_typed { "a new answer" } else { "" }.to_owned(),
            now: if there.is_empty() {
                "not given"
            } else {
                "changed"
            }
            .to_owned(),
            is_conflict: is_typed,
        })
    }

    fn primary_difference(&self, now: &ProfileFields) -> Option<FieldDifference> {
        let (was, mine, there) = (
            primary_key(&self.base),
            primary_key(&self.typed),
            primary_key(now),
        );
        // Whom this form took out is asked about as a contact, with all that follows from it.
        (was != there && self.taken_out_primary(now).is_none()).then(|| FieldDifference {
            key: PRIMARY_KEY.to_owned(),
            label: "Primary contact".to_owned(),
            was: name(primary(&self.base)),
            typed: name(primary(&self.typed)),
            now: name(primary(now)),
            is_conflict: mine != was && mine != there,
        })
    }

    /// The contact that the others made primary while it was taken out in this form.
    fn taken_out_primary<'a>(&'a self, now: &'a ProfileFields) -> Option<Sides<'a>> {
        self.sides(now).find(|sides| {
            sides.typed.is_none() && sides.now.is_some_and(|there| sides.is_made_primary(there))
        })
    }

    /// The contacts in the order in which they stand now, followed by those that are typed anew; one of them
    /// is primary.
    fn contacts_merge(
        &self,
        now: &ProfileFields,
        takes: &dyn Fn(&str) -> bool,
    ) -> Vec<ContactDraft> {
        let is_primary_kept =
            primary(&self.typed).is_some_and(|mine| self.is_typed_kept(mine, now, takes));
        let stands = |contact: &ContactDraft, merged: ContactDraft, is_mine| Merged {
            contact: merged,
            is_mine,
            is_theirs: contact.is_primary,
        };
        let there = now.contacts.iter().filter_map(|contact| {
            let Some(was) = find(&self.base, &contact.id) else {
                return Some(stands(contact, contact.clone(), false));
            };
            let sides = Sides {
                was,
                typed: find(&self.typed, &contact.id),
                now: Some(contact),
            };
            if let Some(typed) = sides.typed {
                let merged = contact_merge(was, typed, contact, takes);
                return Some(stands(contact, merged, typed.is_primary));
            }
            // Taken out in this form: it stays only where the others' change of it is chosen, or where nobody
            // else is left to be primary.
            let is_chosen = sides.is_conflict() && takes(&sides.key());
            let stays = is_chosen || (contact.is_primary && !is_primary_kept);
            stays.then(|| stands(contact, contact.clone(), false))
        });
        let anew = self.typed.contacts.iter().filter(|contact| {
            find(now, &contact.id).is_none() && self.is_typed_kept(contact, now, takes)
        });
        let anew = anew.map(|contact| Merged {
            is_mine: contact.is_primary,
            is_theirs: false,
            contact: ContactDraft {
                id: String::new(),
                ..contact.clone()
            },
        });
        self.primary_mark(there.chain(anew).collect(), now, takes)
    }

    /// Whether a contact of this form is still one after the merge.
    fn is_typed_kept(
        &self,
        contact: &ContactDraft,
        now: &ProfileFields,
        takes: &dyn Fn(&str) -> bool,
    ) -> bool {
        if contact.id.is_empty() || find(now, &contact.id).is_some() {
            return true;
        }
        find(&self.base, &contact.id).is_some_and(|was| {
            let sides = Sides {
                was,
                typed: Some(contact),
                now: None,
            };
            sides.is_conflict() && !takes(&sides.key())
        })
    }

    /// Marks the one contact that is primary after the merge.
    fn primary_mark(
        &self,
        merged: Vec<Merged>,
        now: &ProfileFields,
        takes: &dyn Fn(&str) -> bool,
    ) -> Vec<ContactDraft> {
        let (was, mine, there) = (
            primary_key(&self.base),
            primary_key(&self.typed),
            primary_key(now),
        );
        let takes_there = match self.taken_out_primary(now) {
            Some(sides) => takes(&sides.key()),
            None => mine == was || (there != was && takes(PRIMARY_KEY)),
        };
        let mine = merged.iter().position(|contact| contact.is_mine);
        let theirs = merged.iter().position(|contact| contact.is_theirs);
        // Whoever was chosen may be gone; then the other one stays.
        let index = match takes_there {
            true => theirs.or(mine),
            false => mine.or(theirs),
        };
        let marked = merged.into_iter().enumerate();
        marked
            .map(|(position, Merged { contact, .. })| ContactDraft {
                is_primary: Some(position) == index,
                ..contact
            })
            .collect()
    }
}

fn contact_merge(
    was: &ContactDraft,
    typed: &ContactDraft,
    now: &ContactDraft,
    takes: &dyn Fn(&str) -> bool,
) -> ContactDraft {
    let mut merged = now.clone();
    for field in ContactField::ALL {
        let key = format!("contacts.{}.{}", was.id, field.key());
        let value = value_merge(
            field.get(was),
            field.get(typed),
            field.get(now),
            takes(&key),
        );
        *field.get_mut(&mut merged) = value;
    }
    merged
}

fn contact_differences(
    sides: &Sides<'_>,
    lists: &FormLists,
    differences: &mut Vec<FieldDifference>,
) {
    let who = sides.was.display_name();
    match (sides.typed, sides.now) {
        (Some(typed), Some(now)) => {
            for field in ContactField::ALL {
                let key = format!("{}.{}", sides.key(), field.key());
                let label = format!("{} ({who})", field.label());
                let words = |contact| contact_words(*field, contact, lists);
                let (was, mine, there) = (words(sides.was), words(typed), words(now));
                differences.extend(FieldDifference::between(&key, label, was, mine, there));
            }
        }
        (typed, now) => {
            let is_changed =
                now.is_none_or(|now| !is_same(now, sides.was) || sides.is_made_primary(now));
            if (typed.is_some() || now.is_some()) && is_changed {
                let line = |contact: Option<&ContactDraft>| match contact {
                    None => "deleted".to_owned(),
                    Some(contact) if sides.is_made_primary(contact) => {
                        format!("{} (now primary)", contact_summary(contact, lists))
                    }
                    Some(contact) => contact_summary(contact, lists),
                };
                differences.push(FieldDifference {
                    key: sides.key(),
                    label: format!("Contact {who}"),
                    was: contact_summary(sides.was, lists),
                    typed: line(typed),
                    now: line(now),
                    is_conflict: sides.is_conflict(),
                });
            }
        }
    }
}

#[cfg(test)]
#[path = "compare_tests.rs"]
mod tests;
