//! The demo: a company in a database made for it, and a sign-in for each role (decision 38).

use domain::access::{Actor, Role};
use domain::staff::{StaffUserInput, StaffWanted};
use store::demo::company_create;
use store::installation::{
    DemoSignIn, InstallationKind, demo_sign_ins, demo_sign_ins_keep, installation_begin,
};
use store::operations::operation_new;
use store::staff::{staff_user_add, staff_user_list};

use crate::database::Database;
use crate::exit::Failure;
use crate::secret;

/// Who works in the demo company, by role.
const STAFF: [(Role, &str); 4] = [
    (Role::Csr, "Demo CSR"),
    (Role::Manager, "Demo Manager"),
    (Role::Operations, "Demo Operations"),
    (Role::Administrator, "Demo Administrator"),
];

/// Makes the demo in a new private database, customers included, or finds it there again; its business
/// date counts in this time zone from now on, where one is given. Gives the
/// sign-ins to print; none where the database is somebody's real one.
///
/// # Errors
/// [`Failure`] where the database is not private, or fails.
pub async fn prepare(
    database: &Database,
    time_zone: Option<&str>,
) -> Result<Vec<DemoSignIn>, Failure> {
    if !database.is_private {
        return Err(Failure::usage(
            "The demo is made in a private database only.",
        ));
    }
    let kind = installation_begin(&database.store, InstallationKind::Demo).await?;
    if kind != InstallationKind::Demo {
        tracing::warn!("this database holds no demo and is served as it is");
        return Ok(Vec::new());
    }
    database.time_zone_keep(time_zone).await?;
    let mut sign_ins = demo_sign_ins(&database.store).await?;
    if sign_ins.is_empty() {
        for (role, _) in STAFF {
            let password = secret::password()?;
            sign_ins.push(DemoSignIn {
                login: role.code().to_owned(),
                password,
                role,
            });
        }
        // Kept before the users are made: whoever is stopped in between makes the rest next time.
        demo_sign_ins_keep(&database.store, &sign_ins).await?;
    }
    let actor = Actor::Command {
        name: "canopy serve --demo".to_owned(),
    };
    for (sign_in, (role, name)) in sign_ins.iter().zip(STAFF) {
        let wanted = StaffWanted {
            find: sign_in.login.clone(),
            after: None,
        };
        let there = staff_user_list(&database.store, &actor, &wanted).await?;
        if there.users.iter().any(|user| user.login == sign_in.login) {
            continue;
        }
        let input = StaffUserInput {
            login: sign_in.login.clone(),
            display_name: name.to_owned(),
            role: role.code().to_owned(),
            password: sign_in.password.clone(),
        };
        staff_user_add(&database.store, &actor, &operation_new(), &input).await?;
    }
    // As the owner: fresh statistics are the owner's business.
    let owner = database.owner().await?;
    let made = company_create(&owner, &actor).await;
    owner.close().await;
    made?;
    Ok(sign_ins)
}
