//! House rules.
use crate::workspace::Workspace;
use anyhow::Result;
/// x
pub fn check(_: &Workspace) -> Result<()> {
    Ok(())
}
