//! Reading the tree (ORG-6).

use domain::hierarchy::{MoveForm, MovingSide, TreeAsk, TreeFrom, TreePage};
use domain::ids::AccountId;
use store::StoreError;
use store::hierarchy::{BELOW_PARENTS, moving_accounts, tree_below, tree_children, tree_path};
use uuid::Uuid;

use crate::planning::{day_in, subtree_on};
use crate::support::{ACME, Town, csr, due_words};

async fn children(town: &Town, parent: &str, from: TreeFrom, limit: u16) -> TreePage {
    let ask = TreeAsk {
        parent: town.id(parent),
        as_of: None,
        from,
        limit,
    };
    tree_children(town.store(), &csr(), &ask)
        .await
        .expect("a page")
}

fn names(page: &TreePage) -> Vec<&str> {
    page.rows
        .iter()
        .map(|row| row.account.name.as_str())
        .collect()
}

#[tokio::test]
async fn a_parent_shows_its_children_with_what_is_below_and_owed() {
    let town = Town::new(ACME).await;
    town.item("Depot", "EUR", 12_000).await;
    town.item("Sales", "EUR", 500).await;
    town.item("Kiel", "USD", -300).await;
    let page = children(&town, "EMEA", TreeFrom::Start, 10).await;
    assert_eq!(names(&page), ["Sales", "Support"]);
    let sales = &page.rows[0];
    assert_eq!((sales.children, sales.accounts_below), (2, 3));
    assert_eq!(due_words(sales), Some(vec!["125.00 EUR".to_owned()]));
    assert!(!page.rows[1].has_children());
    assert_eq!((page.parent.accounts_below, page.has_more), (5, false));
}

#[tokio::test]
async fn where_nothing_is_owed_zero_of_the_accounts_own_currency_is_said() {
    let town = Town::new(ACME).await;
    let page = children(&town, "EMEA", TreeFrom::Start, 10).await;
    assert_eq!(due_words(&page.rows[0]), Some(vec!["0.00 EUR".to_owned()]));
}

#[tokio::test]
async fn children_come_by_name_whatever_their_case_and_accents_page_by_page() {
    let town = Town::new("Top\n  zoo\n  Émile\n  EMIL\n  Alpha\n  beta\n").await;
    let mut seen = Vec::new();
    let mut from = TreeFrom::Start;
    loop {
        let page = children(&town, "Top", from, 2).await;
        seen.extend(names(&page).iter().map(ToString::to_string));
        match page.rows.last().filter(|_| page.has_more) {
            Some(last) => {
                from = TreeFrom::After {
                    place: last.place.clone(),
                }
            }
            None => break,
        }
    }
    assert_eq!(seen, ["Alpha", "beta", "EMIL", "Émile", "zoo"]);
    let jumped = children(&town, "Top", TreeFrom::Skip { rows: 3 }, 2).await;
    assert_eq!(
        (names(&jumped), jumped.before),
        (vec!["Émile", "zoo"], Some(3))
    );
    let beyond = children(&town, "Top", TreeFrom::Skip { rows: 9 }, 2).await;
    assert_eq!((names(&beyond), beyond.has_more), (vec![], false));
}

#[tokio::test]
async fn a_page_around_a_child_says_how_many_stand_before_it() {
    let town = Town::new("Top\n  zoo\n  Émile\n  EMIL\n  Alpha\n  beta\n").await;
    let all = children(&town, "Top", TreeFrom::Start, 10).await;
    assert_eq!(all.before, Some(0));
    for (row, before, shown) in [
        (0, 0, ["Alpha", "beta", "EMIL"]),
        (2, 1, ["beta", "EMIL", "Émile"]),
        (3, 2, ["EMIL", "Émile", "zoo"]),
    ] {
        let place = all.rows[row].place.clone();
        let page = children(&town, "Top", TreeFrom::Around { place }, 3).await;
        assert_eq!((names(&page), page.before), (shown.to_vec(), Some(before)));
    }
    let place = all.rows[1].place.clone();
    let behind = children(&town, "Top", TreeFrom::After { place }, 3).await;
    assert_eq!(behind.before, None, "reading on costs no count");
}

#[tokio::test]
async fn a_page_of_a_coming_day_goes_around_a_child_of_that_day() {
    let town = Town::new("Top\n  Alpha\n  beta\n  gamma\n  Side\n    Aaron\n    cedar\n").await;
    subtree_on(&town, "Aaron", "Top", 1).await;
    subtree_on(&town, "cedar", "Top", 1).await;
    subtree_on(&town, "beta", "Side", 1).await;
    let ask = |from| TreeAsk {
        parent: town.id("Top"),
        as_of: None,
        from,
        limit: 3,
    };
    let day = day_in(&town, 1).await;
    let read = async |ask: TreeAsk| {
        let as_of = Some(day);
        let ask = TreeAsk { as_of, ..ask };
        let page = tree_children(town.store(), &csr(), &ask).await;
        page.expect("a page")
    };
    let first = read(ask(TreeFrom::Start)).await;
    assert_eq!(names(&first), ["Aaron", "Alpha", "cedar"]);
    let place = first.rows[2].place.clone();
    let around = read(ask(TreeFrom::Around { place })).await;
    assert_eq!(names(&around), ["Alpha", "cedar", "gamma"]);
    assert_eq!((around.before, around.parent.children), (Some(1), 5));
}

#[tokio::test]
async fn a_renamed_account_takes_its_new_place_among_its_siblings() {
    let town = Town::new(ACME).await;
    town.execute("UPDATE account SET name = 'Zeta' WHERE name = 'Americas'")
        .await;
    let page = children(&town, "Acme", TreeFrom::Start, 10).await;
    assert_eq!(names(&page), ["EMEA", "Zeta"]);
}

#[tokio::test]
async fn a_path_leads_from_the_root_to_the_account() {
    let town = Town::new(ACME).await;
    let path = tree_path(town.store(), &csr(), town.id("Depot"))
        .await
        .expect("a path");
    let names: Vec<&str> = (path.rows.iter())
        .map(|row| row.account.name.as_str())
        .collect();
    assert_eq!(names, ["Acme", "EMEA", "Sales", "Oslo", "Depot"]);
    assert_eq!((path.omitted, path.rows[0].accounts_below), (0, 7));
}

#[tokio::test]
async fn an_account_that_is_not_there_is_said_to_be_missing() {
    let town = Town::new("Acme\n").await;
    let nobody = AccountId::from_uuid(Uuid::nil());
    let path = tree_path(town.store(), &csr(), nobody).await;
    assert!(matches!(path, Err(StoreError::NotFound(_))), "{path:?}");
}

#[tokio::test]
async fn the_list_of_what_moves_goes_down_the_tree_page_by_page() {
    let town = Town::new(ACME).await;
    let list_of = async |form: MoveForm, side: MovingSide| {
        let request = town.request("Sales", "Americas", form);
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = moving_accounts(town.store(), &csr(), (&request, side), after, 2)
                .await
                .expect("a page");
            let rows = page.rows.iter();
            seen.extend(rows.map(|row| format!("{}{}", row.level, row.account.name)));
            after = page.rows.last().map(|row| row.account.id);
            if !page.has_more {
                return seen;
            }
        }
    };
    let list = async |form: MoveForm| list_of(form, MovingSide::Along).await;
    let all = list(MoveForm::WholeSubtree).await;
    assert_eq!(all, ["0Sales", "1Kiel", "1Oslo", "2Depot"]);
    let alone = list(MoveForm::AloneChildrenToOldParent).await;
    assert_eq!(alone, ["0Sales"]);
    let children = vec![town.id("Oslo")];
    let some = list(MoveForm::WithSome {
        children: children.clone(),
    })
    .await;
    assert_eq!(some, ["0Sales", "1Oslo", "2Depot"]);
    let only = list(MoveForm::OnlyChildren {
        children: Some(children),
    })
    .await;
    assert_eq!(only, ["1Oslo", "2Depot"]);
    // Those whose parent goes without them.
    let left = async |form: MoveForm| list_of(form, MovingSide::ToOldParent).await;
    let alone = left(MoveForm::AloneChildrenToOldParent).await;
    assert_eq!(alone, ["1Kiel", "1Oslo", "2Depot"]);
    let kiel = vec![town.id("Kiel")];
    let some = left(MoveForm::WithSome { children: kiel }).await;
    assert_eq!(some, ["1Oslo", "2Depot"]);
    for form in [
        MoveForm::WholeSubtree,
        MoveForm::OnlyChildren { children: None },
    ] {
        assert_eq!(left(form).await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn all_below_an_account_opens_level_by_level() {
    let town = Town::new(ACME).await;
    let below = tree_below(town.store(), &csr(), &[town.id("EMEA")], None)
        .await
        .expect("what is below");
    let parents: Vec<&str> = (below.pages.iter())
        .map(|page| page.parent.account.name.as_str())
        .collect();
    assert_eq!(parents.first(), Some(&"EMEA"));
    let seen: usize = below.pages.iter().map(|page| page.rows.len()).sum();
    assert_eq!(seen, 5, "every account below EMEA, once");
    assert!(below.is_whole);
}

#[tokio::test]
async fn of_a_long_chain_the_nearest_levels_open_and_the_others_when_asked_for() {
    let chain: String = (0..BELOW_PARENTS + 5)
        .map(|level| format!("{}link {level}\n", "  ".repeat(level)))
        .collect();
    let town = Town::new(&chain).await;
    let below = async |name: &str| {
        tree_below(town.store(), &csr(), &[town.id(name)], None)
            .await
            .expect("what is below")
    };
    let near = below("link 0").await;
    assert_eq!((near.pages.len(), near.is_whole), (BELOW_PARENTS, false));
    let far = below(&format!("link {BELOW_PARENTS}")).await;
    assert_eq!((far.pages.len(), far.is_whole), (4, true));
}
