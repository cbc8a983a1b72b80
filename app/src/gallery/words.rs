//! Parts that say how things stand.

use leptos::prelude::*;

use super::Specimen;
use crate::{routes, ui::*};

#[expect(
    clippy::too_many_lines,
    reason = "a list of specimens, one after the other"
)]
#[component]
pub(super) fn Words() -> impl IntoView {
    view! {
        <Specimen title="Status, tag, chip">
            <div class="row">
                <Status tone=Tone::Good label="Active" />
                <Status tone=Tone::Warn label="Inactive" />
                <Status label="Closed" />
                <Status tone=Tone::Bad label="Failed" />
                <Status tone=Tone::Accent label="New" />
                <Tag label="Gold" />
                <Tag label="Legal entity" />
                <Chip label="Status: active" href_without=routes::ui() />
                <Chip label="Company: acme*" href_without=routes::ui() />
            </div>
        </Specimen>
        <Specimen title="Facts">
            <Facts>
                <Fact label="Due" tone=Tone::Bad note="31 days late">
                    "1,204.50 EUR "
                </Fact>
                <Fact label="Next bill" note="on 1 Apr 2026">
                    "≈ 310.00 EUR "
                </Fact>
                <Fact label="Unallocated">"20.00 EUR"</Fact>
            </Facts>
            <Facts kind=FactsKind::Details>
                <Fact label="Company">"Acme Holding"</Fact>
                <Fact label="Address">"Hafenstrasse 4, 20457 Hamburg"</Fact>
                <Fact label="E-mail" note="bounced on 2 Mar 2026">
                    "ana@acme.example "
                </Fact>
            </Facts>
        </Specimen>
        <Specimen title="Moment">
            <p>
                "Changed on " <Moment at=chrono::DateTime::UNIX_EPOCH /> " "
                <Moment at=chrono::DateTime::UNIX_EPOCH faint=true />
            </p>
        </Specimen>
        <Specimen title="Meter and progress">
            <Meter label="Credit" figures="1,204.50 of 2,000.00 EUR" percent=60 threshold=80 />
            <Meter
                label="Data"
                figures="412 of 500 GB"
                percent=82
                threshold=80
                tone=Tone::Warn
            />
            <Meter label="Minutes" figures="3,110 of 3,000 min" percent=104 tone=Tone::Bad />
            <Progress label="Import" percent=Some(36) />
            <Progress label="Counting" />
        </Specimen>
        <Specimen title="Changes">
            <Diff
                caption="Changes of the profile"
                before="Before"
                rows=vec![
                    DiffRow::new("Company", "Acme", "Acme Holding"),
                    DiffRow::new("Fax", "+49 40 55 01 21", ""),
                    DiffRow::new("Job title", "", "Head of accounts"),
                    DiffRow::new("Language", "English", "English"),
                ]
            />
        </Specimen>
        <Specimen title="Empty, error, loading">
            <Empty
                icon=IconName::Users
                title="No accounts yet"
                sentence="Accounts are your customers: people, departments, sites or companies."
            >
                <ButtonLink href=routes::ui() kind=ButtonKind::Primary icon=IconName::Plus>
                    "Create account"
                </ButtonLink>
                <ButtonLink href=routes::ui()>"Import a file"</ButtonLink>
            </Empty>
            <ErrorState
                sentence="The database did not answer in time. Nothing was changed."
                request_id="01920f3e-7c1a-7d1c"
            />
            <Block title="Balances" more=|| view! { <a href=routes::ui()>"All balances"</a> }>
                <Skeleton lines=3 />
            </Block>
        </Specimen>
    }
    .into_any()
}
