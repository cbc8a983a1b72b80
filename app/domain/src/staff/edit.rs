//! Changing a staff user: what is typed, and what somebody else saved meanwhile (ACC-6).

use serde::{Deserialize, Serialize};

use super::StaffUserView;
use crate::access::Role;
use crate::edits::{FieldDifference, value_merge};

/// The fields of a change, by which errors and choices name them.
const NAME: &str = "display_name";
const ROLE: &str = "role";

/// What an administrator changes of a staff user, as texts: as stored, or as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffUserFields {
    /// The name shown beside what the person does.
    pub display_name: String,
    /// The code of the role.
    pub role: String,
}

/// A staff user as edited: what was there when the form was opened, and what is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffUserEdit {
    /// The user's version when the form was opened (ACC-6).
    pub version: i32,
    /// The fields when the form was opened.
    pub base: StaffUserFields,
    /// The fields as typed.
    pub typed: StaffUserFields,
}

impl StaffUserView {
    /// The fields that can be changed.
    #[must_use]
    pub fn fields(&self) -> StaffUserFields {
        StaffUserFields {
            display_name: self.display_name.clone(),
            role: self.role.code().to_owned(),
        }
    }

    /// What the form of a change begins with.
    #[must_use]
    pub fn edit(&self) -> StaffUserEdit {
        StaffUserEdit {
            version: self.version,
            base: self.fields(),
            typed: self.fields(),
        }
    }
}

impl StaffUserEdit {
    /// What changed since the form was opened, field by field, beside what is typed.
    #[must_use]
    pub fn differences(&self, now: &StaffUserView) -> Vec<FieldDifference> {
        let now = now.fields();
        let name = FieldDifference::between(
            NAME,
            "Name".to_owned(),
            &self.base.display_name,
            &self.typed.display_name,
            &now.display_name,
        );
        let words = |code: &str| {
            Role::from_code(code).map_or(code.to_owned(), |role| role.label().to_owned())
        };
        let (was, typed, now) = (
            words(&self.base.role),
            words(&self.typed.role),
            words(&now.role),
        );
        let role = FieldDifference::between(ROLE, "Role".to_owned(), &was, &typed, &now);
        name.into_iter().chain(role).collect()
    }

    /// The same form on what is there now: what is typed stays, and where others changed the same
    /// field unless its key stands in `take_now`. Saving it again is then no longer stale.
    #[must_use]
    pub fn rebased(&self, now: &StaffUserView, take_now: &[String]) -> Self {
        let takes = |key: &str| take_now.iter().any(|taken| taken == key);
        let (base, typed, there) = (&self.base, &self.typed, now.fields());
        let merge = |was: &str, mine: &str, now: &str, key| value_merge(was, mine, now, takes(key));
        Self {
            version: now.version,
            typed: StaffUserFields {
                display_name: merge(
                    &base.display_name,
                    &typed.display_name,
                    &there.display_name,
                    NAME,
                ),
                role: merge(&base.role, &typed.role, &there.role, ROLE),
            },
            base: there,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::StaffUserId;

    #[test]
    fn what_others_changed_of_a_staff_user_is_told_and_taken_over_or_not() {
        let user = |name: &str, role, version| StaffUserView {
            id: StaffUserId::from_uuid(uuid::Uuid::nil()),
            login: "m.lind".to_owned(),
            display_name: name.to_owned(),
            role,
            disabled_at: None,
            last_signed_in_at: None,
            version,
        };
        let mut edit = user("Mara Lind", Role::Csr, 1).edit();
        edit.typed.display_name = "Mara Lund".to_owned();
        let now = user("M. Lind", Role::Manager, 2);
        let told: Vec<_> = edit
            .differences(&now)
            .into_iter()
            .map(|told| (told.key, told.was, told.now, told.is_conflict))
            .collect();
        let line = |key: &str, was: &str, now: &str, is_conflict| {
            (key.to_owned(), was.to_owned(), now.to_owned(), is_conflict)
        };
        assert_eq!(
            told,
            [
                line("display_name", "Mara Lind", "M. Lind", true),
                line("role", "CSR", "Manager", false)
            ]
        );
        let mine = edit.rebased(&now, &[]);
        assert_eq!((mine.version, &mine.base), (2, &now.fields()));
        assert_eq!(mine.typed.display_name, "Mara Lund");
        assert_eq!(mine.typed.role, "manager");
        let theirs = edit.rebased(&now, &["display_name".to_owned()]);
        assert_eq!(theirs.typed, now.fields());
    }
}
