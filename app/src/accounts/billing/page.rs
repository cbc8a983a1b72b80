//! The billing tab of an account: its bill units and payment methods.

use domain::{
    accounts::{AccountStatus, AccountView},
    bill_units::{BillUnitRef, BillUnitView, PaidFor},
    payment_methods::PaymentMethodView,
};
use leptos::prelude::*;

use super::{
    method_panel::PaymentMethodPanel,
    panels::{BillingPanel, panel_in_address},
    pays::{paid_by, pays_nothing},
    unit_panel::BillUnitPanel,
};
use crate::{
    accounts::{
        api::{BillingOpened, account_billing},
        page::{AccountChanges, number_in_address, tab_failure},
        parts::next_bill_words,
    },
    answer::Answer,
    routes,
    ui::{
        Block, ButtonLink, Column, Empty, FocusPlace, IconName, Link, Skeleton, Status, Table, Tone,
    },
};

/// Bill units that are named where one pays for several.
const NAMED: usize = 3;

/// Actions → Financial Setup → Bill Unit Setup and Payment Methods (BIL-1, ACC-2).
#[component]
pub fn AccountBillingPage() -> impl IntoView {
    let changes = AccountChanges::here();
    let number = number_in_address();
    let panel = panel_in_address();
    // What was opened last: its way in is made anew with what was saved, and gets the focus back.
    let place = FocusPlace::new();
    Effect::new(move || {
        if let Some(panel) = panel.get() {
            place.set(panel_ways(&panel));
        }
    });
    let billing = Answer::new(
        move || (number.get(), changes.count()),
        |(number, _)| account_billing(number),
    );

    billing.shown(
        || {
            view! { <div class="account-billing loading" aria-busy="true"><Skeleton lines=14 /></div> }
                .into_any()
        },
        move |billing| match billing {
            Ok(opened) => {
                place.give();
                view! { <Billing opened panel /> }.into_any()
            }
            Err(error) => tab_failure(error),
        },
    )
}

/// Where a panel is opened from, or else beside it: a retired payment method opens none.
fn panel_ways(panel: &BillingPanel) -> Vec<String> {
    let block = match panel {
        BillingPanel::NewBillUnit | BillingPanel::BillUnit(_) => "#bill-units",
        BillingPanel::NewPaymentMethod | BillingPanel::PaymentMethod(_) => "#payment-methods",
    };
    let own = format!("{block} a[href$=\"{}\"]", panel.href());
    vec![own, format!("{block} a[href*=\"panel=\"]")]
}

#[component]
fn Billing(opened: BillingOpened, panel: Memo<Option<BillingPanel>>) -> impl IntoView {
    let BillingOpened {
        account,
        operation_id,
        cards,
        may_edit,
    } = opened;

    view! {
        <div class="account-billing">
            <div id="bill-units">
                <BillUnits account=account.clone() may_edit />
            </div>
            <div id="payment-methods">
                <PaymentMethods account=account.clone() may_edit />
            </div>
        </div>
        {may_edit
            .then(|| view! {
                <BillUnitPanel panel account=account.clone() operation_id=operation_id.clone() />
                <PaymentMethodPanel panel account operation_id cards />
            })}
    }
}

#[component]
fn BillUnits(account: AccountView, may_edit: bool) -> impl IntoView {
    let status = account.status;
    let rows = account
        .bill_units
        .into_iter()
        .map(|unit| view! { <BillUnitRow unit status may_edit /> })
        .collect_view();
    let add = move || {
        may_edit.then(|| {
            view! {
                <ButtonLink href=BillingPanel::NewBillUnit.href() icon=IconName::Plus>
                    "Add bill unit"
                </ButtonLink>
            }
        })
    };

    view! {
        <Block title="Bill Unit Setup" more=add>
            <Table
                caption="Bill units"
                columns=vec![
                    Column::new("Bill unit"),
                    Column::new("Billed"),
                    Column::new("Paid by"),
                    Column::new("Pays for"),
                    Column::new("Accounting type"),
                    Column::numeric("Payment terms, days"),
                    Column::numeric("Next bill"),
                ]
            >
                {rows}
            </Table>
        </Block>
    }
}

#[component]
fn BillUnitRow(unit: BillUnitView, status: AccountStatus, may_edit: bool) -> impl IntoView {
    let rhythm = unit.rhythm();
    let next_bill = next_bill_words(&unit, status);
    let panel = BillingPanel::BillUnit(unit.id.to_string());
    let name = match may_edit {
        true => view! { <Link href=panel.href()>{unit.name}</Link> }.into_any(),
        false => unit.name.into_any(),
    };
    let paid_by = match unit.payer {
        Some(payer) => unit_link(payer),
        None => unit.payment.into_any(),
    };
    let turn = (unit.payer_turn).map(|turn| view! { <br /><small>{turn.words()}</small> });
    view! {
        <tr>
            <td>{name}</td>
            <td>{rhythm}</td>
            <td class="bill-payers">{paid_by} {turn}</td>
            <td class="bill-payers">{pays_for(unit.pays_for)}</td>
            <td>{unit.accounting_type.label()}</td>
            <td class="num">{unit.payment_terms_days}</td>
            <td class="num">{next_bill}</td>
        </tr>
    }
}

/// Another account's bill unit, with the way to it.
fn unit_link(unit: BillUnitRef) -> AnyView {
    let BillUnitRef { name, account, .. } = unit;
    let words = format!("{}, {name}", account.number);
    view! {
        <Link href=routes::account_bill_units(account.number)>{account.name}</Link>
        " "
        <small>{words}</small>
    }
    .into_any()
}

/// The first bill units that one pays for; the others, as far as they are known, are there to be opened (HIER-2).
fn pays_for(paid: PaidFor) -> AnyView {
    if paid.count == 0 {
        return view! { <span class="faint">"Only itself"</span> }.into_any();
    }
    let (summary, unnamed) = more_words(&paid);
    let mut units = paid.units;
    let rest = units.split_off(units.len().min(NAMED));
    let named = |units: Vec<BillUnitRef>| {
        let line = |unit| view! { <li>{unit_link(unit)}</li> };
        units.into_iter().map(line).collect_view()
    };
    let unnamed = unnamed.map(|words| view! { <li class="faint">{words}</li> });
    let rest = summary.map(|words| {
        view! {
            <details>
                <summary>{words}</summary>
                <ul class="plain">{named(rest)} {unnamed}</ul>
            </details>
        }
    });
    view! {
        <ul class="plain">{named(units)}</ul>
        {rest}
    }
    .into_any()
}

/// How many there are behind the first, and how many of these are not known by name; none where there are none.
fn more_words(paid: &PaidFor) -> (Option<String>, Option<String>) {
    let behind = |known: usize, words: &str| {
        let more = paid.count - i64::try_from(known).unwrap_or(i64::MAX);
        (more > 0).then(|| format!("and {more} {words}"))
    };
    let known = paid.units.len();
    (
        behind(known.min(NAMED), "more"),
        behind(known, "that are not named here"),
    )
}

#[component]
fn PaymentMethods(account: AccountView, may_edit: bool) -> impl IntoView {
    let today = account.today;
    let is_empty = account.payment_methods.is_empty();
    let rows = account
        .payment_methods
        .into_iter()
        .map(|method| {
            let pays = paid_by(&method, &account.bill_units);
            view! { <PaymentMethodRow method pays may_edit today /> }
        })
        .collect_view();
    let add = move || {
        may_edit.then(|| {
            view! {
                <ButtonLink href=BillingPanel::NewPaymentMethod.href() icon=IconName::Plus>
                    "Add payment method"
                </ButtonLink>
            }
        })
    };
    let content = if is_empty {
        view! {
            <Empty
                icon=IconName::CreditCard
                title="Bills are paid by invoice"
                sentence="A card or a direct debit stored here can pay bill units by itself."
            />
        }
        .into_any()
    } else {
        view! {
            <Table
                caption="Payment methods"
                columns=vec![
                    Column::new("Payment method"),
                    Column::new("Holder"),
                    Column::new("Good until"),
                    Column::new("Pays"),
                ]
            >
                {rows}
            </Table>
        }
        .into_any()
    };

    view! {
        <Block title="Payment Methods" more=add>
            {content}
        </Block>
    }
}

#[component]
fn PaymentMethodRow(
    method: PaymentMethodView,
    pays: Vec<String>,
    may_edit: bool,
    today: chrono::NaiveDate,
) -> impl IntoView {
    let label = method.label();
    let can_change = may_edit && !method.is_retired;
    let name = match can_change {
        true => {
            let panel = BillingPanel::PaymentMethod(method.id.to_string());
            view! { <Link href=panel.href()>{label}</Link> }.into_any()
        }
        false => label.into_any(),
    };
    let expiry = method.expires_on.map(|day| {
        use domain::payment_methods::{ExpiryState, expiry_state};
        let words = method.expiry();
        match expiry_state(day, today) {
            ExpiryState::Good => words.into_any(),
            ExpiryState::Soon => {
                view! { {words} " " <Status tone=Tone::Warn label="Expires soon" /> }.into_any()
            }
            ExpiryState::Expired => {
                view! { {words} " " <Status tone=Tone::Bad label="Expired" /> }.into_any()
            }
        }
    });
    let pays = match method.is_retired {
        true => view! { <Status label="Retired" /> }.into_any(),
        false if pays.is_empty() => {
            view! { <span class="faint">{pays_nothing(&method)}</span> }.into_any()
        }
        false => pays.join(", ").into_any(),
    };

    view! {
        <tr>
            <td>{name}</td>
            <td>{method.holder}</td>
            <td>{expiry}</td>
            <td>{pays}</td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use domain::{accounts::AccountRef, ids::AccountId};
    use uuid::Uuid;

    use super::*;

    /// Pays for these many, of whom the first stand there by name.
    fn paid_for(count: i64, known: usize) -> PaidFor {
        let unit = BillUnitRef {
            id: domain::ids::BillUnitId::from_uuid(Uuid::nil()),
            name: "Main".to_owned(),
            account: AccountRef {
                id: AccountId::from_uuid(Uuid::nil()),
                number: "A-7".parse().unwrap(),
                name: "Oslo".to_owned(),
            },
        };
        PaidFor {
            units: vec![unit; known],
            count,
        }
    }

    fn words(count: i64, known: usize) -> [Option<String>; 2] {
        more_words(&paid_for(count, known)).into()
    }

    #[test]
    fn behind_the_first_of_whom_one_pays_for_the_others_are_opened() {
        let said = |words: &str| Some(words.to_owned());
        assert_eq!(words(3, 3), [None, None]);
        assert_eq!(words(4, 4), [said("and 1 more"), None]);
        let many = [
            said("and 1197 more"),
            said("and 1180 that are not named here"),
        ];
        assert_eq!(words(1_200, 20), many);
    }
}
