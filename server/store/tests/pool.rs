//! Connections go back to the pool as they came.

use store::testing::{TestDatabase, execute};

#[tokio::test]
async fn who_gives_up_as_a_transaction_begins_leaves_none_open() {
    let database = TestDatabase::new().await;
    let store = database.store();
    for turns in 0..100 {
        let given_up = async {
            for _ in 0..turns {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            biased;
            begun = store.begin() => drop(begun),
            () = given_up => {}
        }
        // Is refused within a transaction.
        execute(store, "VACUUM customer_type").await;
    }
}
