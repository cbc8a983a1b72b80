//! Server functions of the hierarchy: who asks, read, one call of the store.

// Each argument becomes a field of the call, which the function's own words describe.
#![allow(missing_docs)]

use chrono::NaiveDate;
use domain::{
    accounts::AccountNumber,
    bill_units::BillUnitRef,
    hierarchy::{
        Effective, Going, HandoverPreview, HandoverTo, MoveConfirm, MoveEffect, MoveForm,
        MoveOutcome, MovePreview, MoveRequest, MovingPage, MovingSide, OrganizationPage,
        PayerCrossing, RemovalOutcome, RemovalPreview, RemovalRequest, TreeAsk, TreeBelow,
        TreeHits, TreePage, TreePath, TreePayers, UndoDone, UndoRequest,
    },
    ids::{AccountId, BillUnitId},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use super::opening::{ask_around, asks_first};
pub use super::undo::Undoable;
use crate::errors::AppResult;
#[cfg(feature = "ssr")]
use crate::server::{RequestContext, account_called, operation_new, request};
use crate::wire::Wire;

/// Children of an account that are read at once.
pub const CHILDREN: u16 = 100;

/// An organization as its page opens it, along the path to one account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreeOpened {
    /// From the root to the account.
    pub path: TreePath,
    /// The first children of the root, of the account and of what is near above it, and those around the one on
    /// the path where that is not among the first.
    pub pages: Vec<TreePage>,
    /// Who pays for whom among all these; none where that is not shown.
    pub payers: Option<Vec<TreePayers>>,
    /// What the person who asks may do: nothing in the tree of another day, which is for looking at.
    pub rights: TreeRights,
    /// The day whose tree this is; none: of now (ORG-8).
    pub on: Option<NaiveDate>,
    /// Today's business date.
    pub today: NaiveDate,
}

/// What the screen offers; the store asks again beside its queries (SEC-1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreeRights {
    /// Put a single account under a parent.
    pub may_associate: bool,
    /// Move any part, remove, undo.
    pub may_move: bool,
}

/// What a form of Preview Move asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveAsk {
    /// The account that moves, or whose children do.
    pub account: AccountId,
    /// The number of the new parent.
    pub to: AccountNumber,
    /// In which form.
    pub form: MoveForm,
    /// From when.
    pub effective: Effective,
}

/// A preview with what is needed to do what it shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovePreviewed {
    /// The preview.
    pub preview: MovePreview,
    /// The operation id of the move (decision 26).
    pub operation_id: String,
    /// Whether the person who asked may take the list of what moves out as a file.
    pub may_export: bool,
}

/// What a form of Remove From Hierarchy begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovalOpened {
    /// What is to be known before.
    pub preview: RemovalPreview,
    /// The form's operation id.
    pub operation_id: String,
}

/// The organization that holds an account, open along the path to it (ORG-6); on another day than today
/// where one is given: as it was then, or as it will be by what is scheduled (ORG-8). With who pays for
/// whom where `payers` says so.
///
/// # Errors
/// When nobody is signed in, the role may not see organizations, or there is no such account.
#[server(endpoint = "hierarchy/open", protocol = Wire)]
pub async fn tree_open(
    number: String,
    on: Option<NaiveDate>,
    payers: bool,
) -> AppResult<TreeOpened> {
    let request = request()?;
    let (store, actor) = (&request.store, &request.actor);
    let account = account_called(&request, &number).await?;
    let today = request.business_date;
    let on = on.filter(|on| *on != today);
    let path = match on {
        Some(day) => store::hierarchy::tree_path_on(store, actor, account.id, day).await?,
        None => store::hierarchy::tree_path(store, actor, account.id).await?,
    };
    let mut pages = Vec::new();
    for ask in asks_first(&path, on) {
        let page = store::hierarchy::tree_children(store, actor, &ask).await?;
        let around = ask_around(&path, &ask, &page);
        pages.push(page);
        if let Some(ask) = around {
            pages.push(store::hierarchy::tree_children(store, actor, &ask).await?);
        }
    }
    let payers = match payers {
        true => Some(payers_of(&request, &path, &pages, on).await?),
        false => None,
    };
    let may = |action| on.is_none() && actor.may(action);
    let rights = TreeRights {
        may_associate: may(domain::access::Action::AssociateAccount),
        may_move: may(domain::access::Action::MoveAccounts),
    };
    Ok(TreeOpened {
        path,
        pages,
        payers,
        rights,
        on,
        today,
    })
}

/// Who pays for whom among the rows that are opened.
#[cfg(feature = "ssr")]
async fn payers_of(
    request: &RequestContext,
    path: &TreePath,
    pages: &[TreePage],
    on: Option<NaiveDate>,
) -> AppResult<Vec<TreePayers>> {
    let rows = pages.iter().flat_map(|page| &page.rows).chain(&path.rows);
    let mut accounts: Vec<AccountId> = rows.map(|row| row.account.id).collect();
    accounts.sort_unstable();
    accounts.dedup();
    let mut payers = Vec::new();
    for some in accounts.chunks(store::hierarchy::PAYERS_LIMIT) {
        let read = store::hierarchy::tree_payers;
        payers.extend(read(&request.store, &request.actor, some, on).await?);
    }
    Ok(payers)
}

/// Who pays for these accounts and for whom they pay, of those alone that do or are (HIER-1).
///
/// # Errors
/// As [`tree_open`]; when too many are asked about.
#[server(endpoint = "hierarchy/payers", protocol = Wire)]
pub async fn tree_payers_read(
    accounts: Vec<AccountId>,
    on: Option<NaiveDate>,
) -> AppResult<Vec<TreePayers>> {
    let request = request()?;
    let read = store::hierarchy::tree_payers;
    Ok(read(&request.store, &request.actor, &accounts, on).await?)
}

/// Some organizations by name, behind that of the account with the number `after`; empty: the first
/// (ORG-6).
///
/// # Errors
/// As [`tree_open`]; when `after` is no account number.
#[server(endpoint = "hierarchy/organizations", protocol = Wire)]
pub async fn organizations_read(after: String) -> AppResult<OrganizationPage> {
    let request = request()?;
    let after = match after.is_empty() {
        true => None,
        false => Some(account_called(&request, &after).await?.number),
    };
    Ok(store::hierarchy::organizations_list(&request.store, &request.actor, after).await?)
}

/// A page of children.
///
/// # Errors
/// As [`tree_open`].
#[server(endpoint = "hierarchy/children", protocol = Wire)]
pub async fn tree_children(ask: TreeAsk) -> AppResult<TreePage> {
    let request = request()?;
    Ok(store::hierarchy::tree_children(&request.store, &request.actor, &ask).await?)
}

/// What stands below some accounts, nearest first and within a bound, on the day `on` or today (ORG-6).
///
/// # Errors
/// As [`tree_open`].
#[server(endpoint = "hierarchy/below", protocol = Wire)]
pub async fn tree_open_below(
    accounts: Vec<AccountId>,
    on: Option<NaiveDate>,
) -> AppResult<TreeBelow> {
    let request = request()?;
    Ok(store::hierarchy::tree_below(&request.store, &request.actor, &accounts, on).await?)
}

/// The accounts of the organization below `root` that a text finds, with what is above each, on the day `on` or
/// today; behind where the last answer ended, from the beginning where `after` is empty (ORG-6, ORG-8).
///
/// # Errors
/// As [`tree_open`]; with a sentence at `q` where the text cannot be searched for.
#[server(endpoint = "hierarchy/search", protocol = Wire)]
pub async fn tree_find(
    root: AccountId,
    on: Option<NaiveDate>,
    text: String,
    after: String,
) -> AppResult<TreeHits> {
    let request = request()?;
    let query = crate::search::api::query_read(&domain::search::SearchRequest {
        q: text,
        ..Default::default()
    })?;
    let (store, actor) = (&request.store, &request.actor);
    Ok(store::hierarchy::tree_search(store, actor, (root, on), &query, &after).await?)
}

/// Some of the accounts that a move takes along, or that go to the old parent by it, behind the account `after`
/// (ORG-3).
///
/// # Errors
/// As [`move_preview_read`]; when `after` no longer moves.
#[server(endpoint = "hierarchy/move/accounts", protocol = Wire)]
pub async fn moving_read(
    wanted: MoveRequest,
    side: MovingSide,
    after: Option<AccountId>,
) -> AppResult<MovingPage> {
    let request = request()?;
    let read = store::hierarchy::moving_accounts;
    let wanted = (&wanted, side);
    Ok(read(&request.store, &request.actor, wanted, after, CHILDREN).await?)
}

/// What a move would do to the structure (ORG-3).
///
/// # Errors
/// As [`tree_open`]; with a sentence at the field `account`, `to` or `form` where the move would be
/// refused (ORG-5).
#[server(endpoint = "hierarchy/move/preview", protocol = Wire)]
pub async fn move_preview_read(ask: MoveAsk) -> AppResult<MovePreviewed> {
    let request = request()?;
    let (store, actor) = (&request.store, &request.actor);
    let to = store::hierarchy::parent_find(store, actor, ask.account, ask.to).await?;
    let wanted = MoveRequest {
        account: ask.account,
        to: to.id,
        form: ask.form,
        effective: ask.effective,
    };
    let preview = store::hierarchy::move_preview(store, actor, &wanted).await?;
    Ok(MovePreviewed {
        preview,
        operation_id: operation_new(),
        may_export: actor.may(domain::access::Action::ExportAccounts),
    })
}

/// What the accounts that would move owe and have: the part of the preview that may take longer.
///
/// # Errors
/// As [`move_preview_read`].
#[server(endpoint = "hierarchy/move/effect", protocol = Wire)]
pub async fn move_effect_read(wanted: MoveRequest) -> AppResult<MoveEffect> {
    let request = request()?;
    Ok(store::hierarchy::move_effect(&request.store, &request.actor, &wanted).await?)
}

/// What it would come to when that account, by that bill unit of it, paid for all that a move or a removal
/// leaves behind its payer.
///
/// # Errors
/// As [`move_preview_read`]; when the role may not change accounts; with a sentence at the field `handover`
/// where there is no such payer.
#[server(endpoint = "hierarchy/handover", protocol = Wire)]
pub async fn handover_preview_read(ask: Going, to: HandoverTo) -> AppResult<HandoverPreview> {
    let request = request()?;
    let read = store::hierarchy::handover_preview;
    Ok(read(&request.store, &request.actor, &ask, to).await?)
}

/// More of the bill units of which one side goes and the other stays, behind one that is known (ORG-3).
///
/// # Errors
/// As [`move_preview_read`].
#[server(endpoint = "hierarchy/payers/across", protocol = Wire)]
pub async fn payers_across_read(
    going: Going,
    payer_goes: bool,
    after: BillUnitId,
) -> AppResult<Vec<PayerCrossing>> {
    let request = request()?;
    let read = store::hierarchy::payers_across;
    Ok(read(&request.store, &request.actor, &going, payer_goes, after).await?)
}

/// The bill units of an account by which it may pay for others (decision 14).
///
/// # Errors
/// When the role may not open accounts, or there is no account of this number.
#[server(endpoint = "hierarchy/payers/units", protocol = Wire)]
pub async fn paying_units_read(number: AccountNumber) -> AppResult<Vec<BillUnitRef>> {
    let request = request()?;
    Ok(store::bill_units::paying_units(&request.store, &request.actor, number).await?)
}

/// Does what a preview showed, or says what it would do now (ORG-2, decision 19).
///
/// # Errors
/// When the role may not move; as [`move_preview_read`].
#[server(endpoint = "hierarchy/move", protocol = Wire)]
pub async fn move_run(confirm: MoveConfirm) -> AppResult<Undoable<MoveOutcome>> {
    let request = request()?;
    let run = store::hierarchy::move_run;
    Ok(Undoable::of(
        run(&request.store, &request.actor, &confirm).await?,
    ))
}

/// Takes back what an entry of the history did, a move, a removal, a what-if board or a change of payers, as
/// long as nothing later depends on it (NEWS-1).
///
/// # Errors
/// When the role may not; with a sentence where it was undone already, or something depends on it.
#[server(endpoint = "hierarchy/undo", protocol = Wire)]
pub async fn move_undo(undo: UndoRequest) -> AppResult<UndoDone> {
    let request = request()?;
    Ok(store::hierarchy::move_undo(&request.store, &request.actor, &undo).await?)
}

/// What Remove From Hierarchy begins with, now or on a day to come.
///
/// # Errors
/// As [`tree_open`]; with a sentence at the field `effective` where the day cannot be chosen.
#[server(endpoint = "hierarchy/removal/open", protocol = Wire)]
pub async fn removal_open(number: String, effective: Effective) -> AppResult<RemovalOpened> {
    let request = request()?;
    let (store, actor) = (&request.store, &request.actor);
    let account = account_called(&request, &number).await?;
    Ok(RemovalOpened {
        preview: store::hierarchy::removal_preview(store, actor, account.id, effective).await?,
        operation_id: operation_new(),
    })
}

/// Takes an account out of its organization, now or on a day to come, or says what is to be known now (ORG-4,
/// decision 19).
///
/// # Errors
/// When the role may not; with a sentence that names the first child where there are children.
#[server(endpoint = "hierarchy/removal", protocol = Wire)]
pub async fn removal_run(removal: RemovalRequest) -> AppResult<Undoable<RemovalOutcome>> {
    let request = request()?;
    let remove = store::hierarchy::hierarchy_remove;
    Ok(Undoable::of(
        remove(&request.store, &request.actor, &removal).await?,
    ))
}
