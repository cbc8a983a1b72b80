//! Home of an account: what needs attention, balances, who to talk to, what was changed last.

use domain::{
    accounts::{AccountView, Alert, company_note},
    contacts::ContactField,
    dates::date_words,
};
use leptos::prelude::*;

use super::{
    api::{AccountHomeOpened, account_home},
    caller::CallerPart,
    history::HistoryList,
    page::{AccountChanges, number_in_address, tab_failure},
    parts::{amounts_words, due_words, next_bill_words},
    profile::company_field_id,
};
use crate::{
    actions::ScheduledBlock,
    answer::Answer,
    routes,
    ui::{
        Block, ButtonLink, Column, Fact, Facts, FactsKind, FocusPlace, Link, Note, Skeleton, Table,
        Tone,
    },
};

/// Home of an account (ACC-7, as far as billing exists).
#[component]
pub fn AccountHomePage() -> impl IntoView {
    let changes = AccountChanges::here();
    let number = number_in_address();
    let home = Answer::new(
        move || (number.get(), changes.count()),
        |(number, _)| account_home(number),
    );
    // Of the page, not of what it shows: a notice may offer Undo after the list was read again.
    let changed = Callback::new(move |()| changes.note());
    let place = FocusPlace::new();

    let shown = home.shown(
        || {
            view! { <div class="account-home loading" aria-busy="true"><Skeleton lines=12 /></div> }
                .into_any()
        },
        move |home| match home {
            Ok(home) => {
                place.give();
                view! { <Home home changed place /> }.into_any()
            }
            Err(error) => tab_failure(error),
        },
    );
    view! {
        {shown}
        <CallerPart number after=changed />
    }
}

#[component]
fn Home(home: AccountHomeOpened, changed: Callback<()>, place: FocusPlace) -> impl IntoView {
    let AccountHomeOpened {
        account,
        may_edit,
        news,
        scheduled,
    } = home;

    let all_news = routes::account_history(account.number);

    view! {
        <div class="account-home">
            <Attention account=account.clone() may_edit />
            <div class="grid-2">
                <div>
                    <BalancesBlock account=account.clone() />
                    <BillUnitsBlock account=account.clone() />
                    <ScheduledBlock rows=scheduled place after=changed />
                </div>
                <div>
                    <ContactBlock account />
                    <Block title="News Feed" more=move || view! { <Link href=all_news.clone()>"All news"</Link> }>
                        <HistoryList entries=news />
                    </Block>
                </div>
            </div>
        </div>
    }
}

/// Alerts, and the note that the primary contact has no company name (ORG-7).
#[component]
fn Attention(account: AccountView, may_edit: bool) -> impl IntoView {
    let number = account.number;
    let company_href = format!(
        "{}#{}",
        routes::account_profile(number),
        company_field_id(&account.primary_contact.id)
    );
    let company = account.is_company_missing.then(|| {
        let note = company_note(&account.name, &account.primary_contact.account_name());
        let action = move || {
            may_edit.then(|| view! { <ButtonLink href=company_href.clone()>"Add now"</ButtonLink> })
        };
        view! {
            <Note action>
                {note}
            </Note>
        }
    });
    let alerts = account
        .alerts
        .into_iter()
        .map(|alert| {
            let tone = match alert {
                Alert::PastDue { .. } | Alert::CardExpired { .. } => Tone::Bad,
                Alert::CardExpires { .. } => Tone::Warn,
            };
            let is_card = !matches!(alert, Alert::PastDue { .. });
            let action = move || {
                (is_card && may_edit).then(|| {
                    view! {
                        <ButtonLink href=routes::account_payment_methods(number)>
                            "Payment Methods"
                        </ButtonLink>
                    }
                })
            };
            view! {
                <Note tone action>
                    {alert.sentence()}
                </Note>
            }
        })
        .collect_view();
    view! { <div class="account-notes">{alerts} {company}</div> }
}

#[component]
fn BalancesBlock(account: AccountView) -> impl IntoView {
    let due = due_words(&account);
    let late = amounts_words(&account.balances.past_due);
    let since = account.balances.past_due_since;
    let credit = amounts_words(&account.balances.credit);

    view! {
        <Block title="Balances">
            <Facts kind=FactsKind::Details>
                <Fact label="Due">{due}</Fact>
                {(!late.is_empty())
                    .then(|| view! {
                        <Fact label="of which past due" tone=Tone::Bad>
                            {late} " "
                            {since
                                .map(|day| view! {
                                    <small>{format!("since {}", date_words(day))}</small>
                                })}
                        </Fact>
                    })}
                <Fact label="Unallocated">
                    {if credit.is_empty() { "None".to_owned() } else { credit }}
                </Fact>
            </Facts>
        </Block>
    }
}

#[component]
fn BillUnitsBlock(account: AccountView) -> impl IntoView {
    let more = routes::account_bill_units(account.number);
    let status = account.status;
    let rows = account
        .bill_units
        .into_iter()
        .map(|unit| {
            view! {
                <tr>
                    <td>{unit.name.clone()} <small>{unit.rhythm()}</small></td>
                    <td>{unit.payer_words()}</td>
                    <td class="num">{next_bill_words(&unit, status)}</td>
                </tr>
            }
        })
        .collect_view();

    view! {
        <Block title="Bill units" more=move || view! { <Link href=more.clone()>"Bill Unit Setup"</Link> }>
            <Table
                caption="Bill units with their next bill"
                columns=vec![
                    Column::new("Bill unit"),
                    Column::new("Paid by"),
                    Column::numeric("Next bill"),
                ]
            >
                {rows}
            </Table>
        </Block>
    }
}

#[component]
fn ContactBlock(account: AccountView) -> impl IntoView {
    let more = routes::account_profile(account.number);
    let contact = account.primary_contact;
    let person = words_joined(
        &[
            &contact.salutation,
            &contact.first_name,
            &contact.middle_name,
            &contact.last_name,
        ],
        " ",
    );
    let town = words_joined(&[&contact.postal_code, &contact.city], " ");
    let address = words_joined(
        &[&contact.street, &town, &contact.region, &account.country],
        ", ",
    );
    let phones = [
        ContactField::PhoneWork,
        ContactField::PhoneMobile,
        ContactField::PhoneHome,
        ContactField::PhoneFax,
        ContactField::PhonePager,
    ]
    .into_iter()
    .filter(|field| !field.get(&contact).is_empty())
    .map(|field| {
        let phone = field.get(&contact).to_owned();
        view! { <Fact label=field.label()>{phone}</Fact> }
    })
    .collect_view();
    let email = contact.email.clone();
    let others = account.contact_count - 1;
    let title = match others {
        0 => "Primary contact".to_owned(),
        1 => "Primary contact and 1 more".to_owned(),
        others => format!("Primary contact and {others} more"),
    };

    view! {
        <Block title more=move || view! { <Link href=more.clone()>"Account Profile"</Link> }>
            <Facts kind=FactsKind::Details>
                {fact("Name", person)} {fact("Job title", contact.job_title)}
                {fact("Company", contact.company)} {fact("Address", address)}
                {(!email.is_empty())
                    .then(|| view! {
                        <Fact label="E-mail">
                            <a href=format!("mailto:{email}")>{email.clone()}</a>
                        </Fact>
                    })} {phones} {fact("Language", account.language.name)}
            </Facts>
        </Block>
    }
}

fn fact(label: &'static str, value: String) -> Option<impl IntoView> {
    (!value.is_empty()).then(|| view! { <Fact label=label>{value}</Fact> })
}

fn words_joined(parts: &[&str], between: &str) -> String {
    parts
        .iter()
        .filter(|part| !part.is_empty())
        .copied()
        .collect::<Vec<_>>()
        .join(between)
}

#[cfg(test)]
mod tests {
    use super::words_joined;

    #[test]
    fn what_is_missing_leaves_no_gap_in_an_address() {
        assert_eq!(
            words_joined(&["Main St 1", "", "Oslo"], ", "),
            "Main St 1, Oslo"
        );
    }
}
