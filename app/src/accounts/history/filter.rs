//! Which entries of the history are shown; the address bar holds it.

use domain::audit::ChangeKind;

use crate::routes::query_value;

/// The kinds of change that happen to an account; the others belong to the installation.
pub const ACCOUNT_KINDS: [ChangeKind; 16] = [
    ChangeKind::AccountCreated,
    ChangeKind::AccountImported,
    ChangeKind::ProfileChanged,
    ChangeKind::BillUnitChanged,
    ChangeKind::PaymentMethodChanged,
    ChangeKind::CallerVerified,
    ChangeKind::CallerRefused,
    ChangeKind::AccountMoved,
    ChangeKind::AccountRemoved,
    ChangeKind::MoveUndone,
    ChangeKind::PayerUndone,
    ChangeKind::ActionScheduled,
    ChangeKind::ActionShifted,
    ChangeKind::ActionCancelled,
    ChangeKind::ActionFailed,
    ChangeKind::BoardApplied,
];

/// The filter of a history, as it stands in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryFilter {
    /// The code of one kind of change; empty for every kind. The server says where there is none of it.
    pub kind: String,
    /// What one person did only; empty for everybody.
    pub person: String,
}

impl HistoryFilter {
    /// Reads the filter from the address.
    #[must_use]
    pub fn read(kind: Option<String>, person: Option<String>) -> Self {
        Self {
            kind: kind.unwrap_or_default(),
            person: person.unwrap_or_default().trim().to_owned(),
        }
    }

    /// Whether anything is left out.
    #[must_use]
    pub fn is_on(&self) -> bool {
        !self.kind.is_empty() || !self.person.is_empty()
    }

    /// The filter without its kind.
    #[must_use]
    pub fn without_kind(&self) -> Self {
        Self {
            kind: String::new(),
            ..self.clone()
        }
    }

    /// The filter without its person.
    #[must_use]
    pub fn without_person(&self) -> Self {
        Self {
            person: String::new(),
            ..self.clone()
        }
    }

    /// The query of the address: `?kind=profile_changed&person=D.%20Reyes`, with where to go on.
    #[must_use]
    pub fn query(&self, before: Option<&str>) -> String {
        let parts = [
            ("kind", self.kind.as_str()),
            ("person", &self.person),
            ("before", before.unwrap_or_default()),
        ];
        let query = parts
            .iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(name, text)| format!("{name}={}", query_value(text)))
            .collect::<Vec<_>>()
            .join("&");
        if query.is_empty() {
            query
        } else {
            format!("?{query}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_carries_the_whole_filter() {
        let filter = HistoryFilter::read(
            Some("profile_changed".to_owned()),
            Some("D. Reyes & Søn".to_owned()),
        );
        assert_eq!(
            filter.query(Some("aud_1")),
            "?kind=profile_changed&person=D.%20Reyes%20%26%20S%C3%B8n&before=aud_1"
        );
    }

    #[test]
    fn no_filter_leaves_the_address_bare() {
        let filter = HistoryFilter::read(None, None);
        assert!(!filter.is_on());
        assert_eq!(filter.query(None), "");
    }
}
