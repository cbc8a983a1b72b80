//! The elements of a line whose texts and attributes change when its place takes another line.

use web_sys::Element;

use super::{draw::attribute_set, face::Face, payers_face::PayersFace};

/// The parts of one line; what is not there is not written.
pub struct RowParts {
    name_cell: Option<Element>,
    twist: Option<Element>,
    between: Option<Element>,
    name: Option<Element>,
    number: Option<Element>,
    organization_type: Option<Element>,
    status: Option<Element>,
    customer_type: Option<Element>,
    below: Option<Element>,
    due: Option<Element>,
    payers: Option<PayersParts>,
}

/// The parts of the column of payers.
struct PayersParts {
    note: Option<Element>,
    pays: Option<Element>,
    pays_words: Option<Element>,
    paid: Option<Element>,
    number: Option<Element>,
    name: Option<Element>,
    more: Option<Element>,
}

impl RowParts {
    /// Looks for them in the element of a line.
    pub fn find(row: &Element) -> Self {
        let part = |selector| row.query_selector(selector).ok().flatten();
        RowParts {
            name_cell: part(".tree-name"),
            twist: part(".tree-twist"),
            between: part(".tree-between"),
            name: part(".tree-words"),
            number: part(".tree-number > a"),
            organization_type: part(".tree-type"),
            status: part(".tree-status > span"),
            customer_type: part(".tree-customer"),
            below: part(".tree-below"),
            due: part(".tree-due"),
            payers: part(".tree-payers").map(|_| PayersParts {
                note: part(".tree-payers > .faint"),
                pays: part(".tree-pays"),
                pays_words: part(".tree-pays > span"),
                paid: part(".tree-paid"),
                number: part(".tree-paid > a"),
                name: part(".tree-paid > span"),
                more: part(".tree-paid-more"),
            }),
        }
    }

    /// Writes what differs between two faces.
    pub fn write(&self, row: &Element, before: &Face, after: &Face) {
        let row = Some(row);
        let same = |name, before: &str, after: &str| attribute(row, name, before, after);
        same("class", &before.class, &after.class);
        same("id", &before.id, &after.id);
        same("aria-level", &before.level, &after.level);
        same("aria-rowindex", &before.row_index, &after.row_index);
        same("aria-selected", before.selected, after.selected);
        same("draggable", before.draggable, after.draggable);
        for (name, before, after) in [
            (
                "aria-posinset",
                before.position.as_deref(),
                after.position.as_deref(),
            ),
            (
                "aria-setsize",
                before.siblings.as_deref(),
                after.siblings.as_deref(),
            ),
            ("aria-expanded", before.expanded, after.expanded),
            ("aria-busy", before.busy, after.busy),
        ] {
            if let Some(row) = row.filter(|_| before != after) {
                attribute_set(row, name, after);
            }
        }
        self.cells_write(before, after);
        if let Some(payers) = &self.payers {
            payers.write(&before.payers, &after.payers);
        }
    }

    fn cells_write(&self, before: &Face, after: &Face) {
        let name_cell = self.name_cell.as_ref();
        attribute(name_cell, "class", &before.name_class, &after.name_class);
        let twist = self.twist.as_ref();
        attribute(twist, "class", before.twist_class, after.twist_class);
        let between = self.between.as_ref();
        text(between, &before.between, &after.between);
        hidden(between, &before.between, &after.between);
        let name = self.name.as_ref();
        text(name, &before.name, &after.name);
        attribute(name, "title", &before.name, &after.name);
        let number = self.number.as_ref();
        text(number, &before.number, &after.number);
        attribute(number, "href", &before.href, &after.href);
        let kind = self.organization_type.as_ref();
        text(kind, before.organization_type, after.organization_type);
        let status = self.status.as_ref();
        text(status, before.status, after.status);
        attribute(status, "class", &before.status_class, &after.status_class);
        let customer_type = self.customer_type.as_ref();
        text(customer_type, &before.customer_type, &after.customer_type);
        text(self.below.as_ref(), &before.below, &after.below);
        let due = self.due.as_ref();
        text(due, &before.due, &after.due);
        attribute(due, "title", &before.due, &after.due);
    }
}

impl PayersParts {
    fn write(&self, before: &PayersFace, after: &PayersFace) {
        text(self.note.as_ref(), before.note, after.note);
        let pays = self.pays.as_ref();
        attribute(pays, "title", &before.pays, &after.pays);
        hidden(pays, &before.pays, &after.pays);
        text(self.pays_words.as_ref(), &before.pays, &after.pays);
        let paid = self.paid.as_ref();
        attribute(paid, "title", &before.title, &after.title);
        hidden(paid, &before.number, &after.number);
        let number = self.number.as_ref();
        text(number, &before.number, &after.number);
        attribute(number, "href", &before.href, &after.href);
        text(self.name.as_ref(), &before.paid_by, &after.paid_by);
        let more = self.more.as_ref();
        text(more, &before.more, &after.more);
        attribute(more, "href", &before.more_href, &after.more_href);
        hidden(more, &before.more, &after.more);
    }
}

fn attribute(element: Option<&Element>, name: &str, before: &str, after: &str) {
    if let Some(element) = element.filter(|_| before != after) {
        attribute_set(element, name, Some(after));
    }
}

/// Changes the text in place: an element with another text node would be laid out anew.
fn text(element: Option<&Element>, before: &str, after: &str) {
    if let Some(element) = element.filter(|_| before != after) {
        match element.first_child() {
            Some(node) => node.set_node_value(Some(after)),
            None => element.set_text_content(Some(after)),
        }
    }
}

/// Hides an element that has nothing to say.
fn hidden(element: Option<&Element>, before: &str, after: &str) {
    if let Some(element) = element.filter(|_| before.is_empty() != after.is_empty()) {
        attribute_set(element, "hidden", after.is_empty().then_some(""));
    }
}
