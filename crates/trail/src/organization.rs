//! Delegated administrators of an organization. The organization itself is what the settings say it is.

use serde::{Deserialize, Serialize};
use stellwerk_store::catalog::{Document, Key};
use stellwerk_wire::cloudtrail::{self as wire, error};
use stellwerk_wire::registry::Registry;
use stellwerk_wire::{Error, Failure};

use crate::Context;

const DELEGATED_MAX: usize = 3;

pub fn register(registry: &mut Registry<Context>) {
    registry.on::<wire::RegisterOrganizationDelegatedAdmin, _, _>(register_admin);
    registry.on::<wire::DeregisterOrganizationDelegatedAdmin, _, _>(deregister_admin);
}

/// Accounts that belong together, in the settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organization {
    /// `o-` and ten letters or digits and more.
    pub id: String,
    pub management_account: String,
    /// The other accounts.
    #[serde(default)]
    pub member_accounts: Vec<String>,
}

/// A member account that may do what the management account may; the document is named after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DelegatedAdmin {
    /// Milliseconds since 1970.
    pub since: i64,
}

impl Document for DelegatedAdmin {
    const KIND: &'static str = "delegated-admin";
}

/// Whether the caller may have things for the whole organization; where none is configured, everybody may.
pub async fn check(context: &Context) -> Result<(), Failure> {
    let Some(organization) = &context.service.organization else { return Ok(()) };
    let account = context.call.caller.account.as_str();
    if organization.management_account == account {
        return Ok(());
    }
    if organization.member_accounts.iter().all(|member| member != account) {
        return Err(
            error::organizations_not_in_use(format!("Account {account} is in no organization.")).into()
        );
    }
    let key = Key { account: "", region: "", name: account };
    match context.store().catalog.document::<DelegatedAdmin>(key).await? {
        Some(_) => Ok(()),
        None => Err(error::not_organization_master_account(format!(
            "Account {account} is neither the management account of organization {} nor a delegated administrator.",
            organization.id
        ))
        .into()),
    }
}

/// The organization, if the caller manages it.
fn managed(context: &Context) -> Result<&Organization, Error> {
    let organization = context.service.organization.as_ref().ok_or_else(|| {
        error::organizations_not_in_use(
            "There is no organization: the settings name none under [organization].",
        )
    })?;
    match organization.management_account == context.call.caller.account {
        true => Ok(organization),
        false => Err(error::not_organization_management_account(format!(
            "Account {} is not the management account of organization {}.",
            context.call.caller.account, organization.id
        ))),
    }
}

async fn register_admin(
    context: Context,
    input: wire::RegisterOrganizationDelegatedAdminRequest,
) -> Result<wire::RegisterOrganizationDelegatedAdminResponse, Failure> {
    let organization = managed(&context)?;
    let account = input.member_account_id;
    if account == organization.management_account {
        return Err(error::cannot_delegate_management_account(format!(
            "Account {account} is the management account: it needs no delegation."
        ))
        .into());
    }
    if !organization.member_accounts.contains(&account) {
        return Err(error::account_not_found(format!(
            "Account {account} is not in organization {}.",
            organization.id
        ))
        .into());
    }
    let catalog = &context.store().catalog;
    let all = catalog.documents::<DelegatedAdmin>(None, None).await?;
    if all.iter().any(|admin| admin.name == account) {
        return Err(
            error::account_registered(format!("Account {account} is a delegated administrator.")).into()
        );
    }
    if all.len() >= DELEGATED_MAX {
        return Err(error::delegated_admin_account_limit_exceeded(format!(
            "An organization can have {DELEGATED_MAX} delegated administrators."
        ))
        .into());
    }
    let admin = DelegatedAdmin { since: context.call.now.0 };
    let key = Key { account: "", region: "", name: &account };
    catalog.create_document(key, &admin).await.map_err(crate::conflict)?;
    Ok(wire::RegisterOrganizationDelegatedAdminResponse {})
}

async fn deregister_admin(
    context: Context,
    input: wire::DeregisterOrganizationDelegatedAdminRequest,
) -> Result<wire::DeregisterOrganizationDelegatedAdminResponse, Failure> {
    let organization = managed(&context)?;
    let account = input.delegated_admin_account_id;
    let known =
        *organization.management_account == account || organization.member_accounts.contains(&account);
    if !known {
        return Err(error::account_not_found(format!(
            "Account {account} is not in organization {}.",
            organization.id
        ))
        .into());
    }
    let catalog = &context.store().catalog;
    let key = Key { account: "", region: "", name: &account };
    let Some(admin) = catalog.document::<DelegatedAdmin>(key).await? else {
        return Err(error::account_not_registered(format!(
            "Account {account} is not a delegated administrator."
        ))
        .into());
    };
    catalog.delete_document::<DelegatedAdmin>(key, admin.revision).await.map_err(crate::conflict)?;
    Ok(wire::DeregisterOrganizationDelegatedAdminResponse {})
}
