//! `stellwerk keys`: who may call.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use clap::Subcommand;
use stellwerk_store::seal::Sealer;
use stellwerk_store::{Clock, Store};
use stellwerk_trail::signing::reseal;

use super::DataArguments;
use super::output::write_table;
use crate::serve::keys::{Keys, NewKey, Status};
use crate::serve::policy::Role;

/// Create, list, rotate, disable and delete access keys
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Create(Create),
    List(List),
    Disable(One),
    Enable(One),
    Delete(One),
    Rotate(Rotate),
    RotateMaster(RotateMaster),
}

/// Create an access key, and print it as a profile of the AWS shared credentials file: its secret is shown only now
#[derive(clap::Args)]
struct Create {
    #[command(flatten)]
    data: DataArguments,
    /// Who will call with it
    #[arg(long, value_name = "NAME")]
    user_name: String,
    #[arg(long, value_enum, default_value_t = Role::Auditor)]
    role: Role,
    /// Account id, twelve digits: whose events and settings the key works on
    #[arg(long, value_name = "ACCOUNT", default_value = "123456789012")]
    account: String,
    /// An id of your own choice, for test suites that bring theirs
    #[arg(long, value_name = "ID", requires = "secret_access_key")]
    access_key_id: Option<String>,
    /// The secret to that id
    #[arg(
        long,
        value_name = "SECRET",
        requires = "access_key_id",
        env = "STELLWERK_SECRET_ACCESS_KEY",
        hide_env_values = true
    )]
    secret_access_key: Option<String>,
    /// Name of the profile that is printed
    #[arg(long, value_name = "NAME", default_value = "default")]
    profile: String,
}

/// List all access keys, without their secrets
#[derive(clap::Args)]
struct List {
    #[command(flatten)]
    data: DataArguments,
}

/// Works within a second, also on a server that runs
#[derive(clap::Args)]
struct One {
    #[command(flatten)]
    data: DataArguments,
    access_key_id: String,
}

/// Replace an access key by a new one for the same user and role, and print that; the old one works for some time yet
#[derive(clap::Args)]
struct Rotate {
    #[command(flatten)]
    data: DataArguments,
    access_key_id: String,
    /// How long the old key works yet
    #[arg(long, value_name = "HOURS", default_value_t = 24)]
    keep_hours: u32,
    /// Name of the profile that is printed
    #[arg(long, value_name = "NAME", default_value = "default")]
    profile: String,
}

/// Replace the master key under which secrets are stored; a server that runs follows. Session credentials end with it
#[derive(clap::Args)]
struct RotateMaster {
    #[command(flatten)]
    data: DataArguments,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    match arguments.command {
        Command::Create(create) => {
            let keys = keys(&create.data.create().await?, &create.data)?;
            let new = NewKey {
                account: create.account,
                user_name: create.user_name,
                role: create.role,
                access_key_id: create.access_key_id,
                secret: create.secret_access_key,
            };
            let credentials = keys.create_another(new, Clock::default().now()).await?;
            print!("{}", credentials.profile(&create.profile));
        }
        Command::List(list) => {
            let keys = keys(&list.data.open().await?, &list.data)?;
            let now = Clock::default().now();
            let rows: Vec<Vec<Option<String>>> = keys
                .list()
                .await?
                .into_iter()
                .map(|stored| {
                    let key = stored.document;
                    let shown = |millis: i64| stellwerk_model::time::format(millis * 1000);
                    let status = match key.is_active(now) {
                        false if key.status == Status::Active => "Expired".to_owned(),
                        _ => format!("{:?}", key.status),
                    };
                    vec![
                        Some(stored.name),
                        Some(key.account),
                        Some(key.user_name),
                        Some(key.role.name().to_owned()),
                        Some(status),
                        Some(shown(key.created)),
                        key.expires.map(shown),
                    ]
                })
                .collect();
            let columns = ["AccessKeyId", "Account", "UserName", "Role", "Status", "Created", "Expires"]
                .map(str::to_owned);
            write_table(&mut std::io::stdout().lock(), &columns, &rows)?;
        }
        Command::Disable(one) => {
            keys(&one.data.open().await?, &one.data)?
                .set_status(&one.access_key_id, Status::Inactive)
                .await?;
            println!("{} is disabled", one.access_key_id);
        }
        Command::Enable(one) => {
            keys(&one.data.open().await?, &one.data)?.set_status(&one.access_key_id, Status::Active).await?;
            println!("{} is enabled", one.access_key_id);
        }
        Command::Delete(one) => {
            keys(&one.data.open().await?, &one.data)?.delete(&one.access_key_id).await?;
            println!("{} is deleted", one.access_key_id);
        }
        Command::Rotate(rotate) => {
            let keys = keys(&rotate.data.open().await?, &rotate.data)?;
            let keep = i64::from(rotate.keep_hours) * 3600 * 1000;
            let credentials = keys.rotate(&rotate.access_key_id, keep, Clock::default().now()).await?;
            print!("{}", credentials.profile(&rotate.profile));
        }
        Command::RotateMaster(rotate) => rotate_master(&rotate.data).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// May be interrupted at any time, and run again.
async fn rotate_master(data: &DataArguments) -> Result<()> {
    let store = data.open().await?;
    let sealer = Arc::new(Sealer::open(&data.data_dir)?);
    let keys = Keys::new(&store.catalog, sealer.clone());
    sealer.begin_rotation()?;
    let (mut secrets, mut signing) = (0, 0);
    loop {
        let (more, more_signing) = (keys.reseal().await?, reseal(&store.catalog, &sealer).await?);
        secrets += more;
        signing += more_signing;
        if more + more_signing == 0 {
            break;
        }
        // Whatever a server was sealing when the new key came is stored by then.
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    println!("{secrets} secrets and {signing} signing keys are stored under the new master key");
    if sealer.end_rotation()? {
        println!("take the old one out of STELLWERK_MASTER_KEY now, also of servers that run");
    }
    Ok(())
}

fn keys(store: &Arc<Store>, data: &DataArguments) -> Result<Keys> {
    Ok(Keys::new(&store.catalog, Arc::new(Sealer::open(&data.data_dir)?)))
}
