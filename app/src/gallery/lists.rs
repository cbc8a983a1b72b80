//! Tables, tabs and what moves through long lists.

use leptos::prelude::*;

use super::Specimen;
use crate::{routes, ui::*};

#[component]
pub(super) fn Lists() -> impl IntoView {
    view! {
        <Tables />
        <Specimen title="Filter of a list">
            <ListFilter action=routes::ui()>
                <FieldRow>
                    <Field label="Name or login" name="find">
                        <TextInput value=RwSignal::new("lind".to_owned()) />
                    </Field>
                    <Button icon=IconName::Filter submit=true>
                        "Filter"
                    </Button>
                </FieldRow>
            </ListFilter>
            <div class="chips">
                <Chip label="Person: D. Reyes" href_without=routes::ui() />
            </div>
        </Specimen>
        <Specimen title="Pager and Show more">
            <Pager first=None next=Some(routes::ui().to_owned()) />
            <Pager
                label="Pages of a longer list"
                first=Some(routes::ui().to_owned())
                next=Some(routes::ui().to_owned())
            />
            <ShowMore href=routes::ui() on_press=Callback::new(|()| ()) />
            <ShowMore href=routes::ui() busy=true />
        </Specimen>
        <Specimen title="Tabs">
            <TabLinks
                label="Example pages"
                tabs=vec![
                    TabLink::new("Home", routes::ui()).exact(),
                    TabLink::new("Bills", format!("{}?tab=bills", routes::home())).exact().count("12"),
                    TabLink::new("Profile", routes::home()).exact(),
                ]
            />
            <Tabs
                id="gallery-tabs"
                label="Example panels"
                panels=vec![
                    TabPanel::new("Contacts", view! { <p>"Two contacts, one of them primary."</p> }),
                    TabPanel::new("Addresses", view! { <p>"One address."</p> }),
                    TabPanel::new("History", view! { <p>"Seven changes."</p> }),
                ]
            />
            <Breadcrumb crumbs=vec![
                Crumb::link("Acme Group", routes::ui()),
                Crumb::link("EMEA", routes::ui()),
                Crumb::here("Sales"),
            ] />
        </Specimen>
    }
    .into_any()
}

fn columns() -> Vec<Column> {
    vec![
        Column::new("Account").sortable(routes::ui(), Some(SortDirection::Ascending)),
        Column::new("Number").sortable(routes::ui(), None),
        Column::new("Status"),
        Column::numeric("Due EUR").sortable(routes::ui(), None),
    ]
}

#[component]
fn Tables() -> impl IntoView {
    const ROWS: [(&str, &str, &str, Tone, &str, &str); 4] = [
        (
            "Acme Holding",
            "Legal entity, Gold",
            "A-00004711",
            Tone::Good,
            "Active",
            "1,204.50",
        ),
        (
            "Fox, Ana",
            "Silver",
            "A-00000871",
            Tone::Warn,
            "Inactive",
            "41.20",
        ),
        (
            "Oslo Depot",
            "Site",
            "A-00004720",
            Tone::Good,
            "Active",
            "0.00",
        ),
        (
            "Zürich Büro",
            "Billing account",
            "A-00093310",
            Tone::Neutral,
            "Closed",
            "−12.00",
        ),
    ];
    let chosen = RwSignal::new(Some("A-00000871".to_owned()));
    let rows = || {
        ROWS.map(|(name, kind, number, tone, status, due)| {
            view! {
                <Row key=number>
                    <td>
                        <a href=routes::ui()>{name}</a>
                        <small>{kind}</small>
                    </td>
                    <td class="code">{number}</td>
                    <td>
                        <Status tone label=status />
                    </td>
                    <td class="num">{due}</td>
                </Row>
            }
        })
    };
    let plain = ROWS.map(|(name, _, number, _, _, due)| {
        view! {
            <tr>
                <td>{name}</td>
                <td class="code">{number}</td>
                <td class="num">{due}</td>
            </tr>
        }
    });

    view! {
        <Specimen title="Table with rows to choose">
            <Table caption="Accounts found" columns=columns() chosen>
                {rows().collect_view()}
            </Table>
        </Specimen>
        <Specimen title="Table plain, waiting, loading, empty">
            <Table
                caption="Accounts, waiting for newer ones"
                columns=vec![
                    Column::new("Account"),
                    Column::new("Number"),
                    Column::numeric("Due EUR"),
                ]
                busy=true
            >
                {plain.collect_view()}
            </Table>
            <Table caption="Accounts, loading" columns=columns()>
                <SkeletonRows rows=3 columns=4 />
            </Table>
            <Empty
                icon=IconName::Search
                title="No account matches"
                sentence="Try the beginning of a word, or * for any characters: acme*, *straße."
            >
                <ButtonLink href=routes::ui()>"Clear filters"</ButtonLink>
            </Empty>
        </Specimen>
    }
    .into_any()
}
