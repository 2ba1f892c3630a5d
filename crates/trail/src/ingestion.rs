//! Ingestion: event data stores follow the log and take what their selectors select.
//!
//! Every store's own catalog says how far it has come, in the transaction that adds its data files (`stellwerk_store::log::feed`).
//! The log keeps what the slowest of them has not read. Whoever changes what a store takes has the turn while it does.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use stellwerk_model::record::{Column, Members};
use stellwerk_model::summary::Category;
use stellwerk_store::catalog::Stored;
use stellwerk_store::lakes::follow_from;
use stellwerk_store::log::{self, feed, follow};
use stellwerk_store::{Store, StoreError, lake};
use tokio::sync::{Mutex, MutexGuard};

use crate::channels::Channel;
use crate::enrichment::enriched;
use crate::event_data_stores::{self, EventDataStore, PENDING_MILLIS};
use crate::selectors::Facts;
use crate::{Service, queries};

/// Events that arrive within this time go into one data file.
const GATHER: Duration = Duration::from_millis(250);
/// How often stores are looked after: what is too old leaves, small files are merged.
const MAINTAIN: Duration = Duration::from_secs(60);
/// How often files are looked for that nobody needs any more: all of them are listed for it.
const CLEAN: Duration = Duration::from_secs(3600);
/// Files that a query may still read are kept so long.
const GRACE: Duration = Duration::from_secs(2 * 3600);
/// Under this name the log knows all stores together.
const FOLLOWER: &str = "event-data-stores";

/// Whose turn it is to change what stores take, or to feed them.
#[derive(Debug, Default)]
pub struct Ingestion {
    turn: Mutex<()>,
}

impl Ingestion {
    pub async fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    /// Lets a store take what is accepted from now on. To be called by whoever has the turn.
    pub async fn begin(&self, service: &Service, id: &str) -> Result<(), StoreError> {
        let catalog = &service.store.catalog;
        let end = log::end(&service.store).await?;
        if catalog.followers().await?.iter().all(|(name, _)| name != FOLLOWER) {
            catalog.set_follower(FOLLOWER, end).await?;
        }
        let lake = service.lakes.open(id).await?;
        follow_from(&lake, end).await
    }
}

/// Feeds all stores until the program ends.
pub async fn run(service: Arc<Service>) {
    let mut seen = 0;
    let mut maintained = tokio::time::Instant::now();
    let mut cleaned = maintained;
    loop {
        let woken = tokio::time::timeout(MAINTAIN, follow::wait(&service.store, seen)).await;
        tokio::time::sleep(GATHER).await;
        if woken.is_ok() {
            match round(&service).await {
                Ok(end) => seen = end,
                Err(error) => {
                    tracing::error!("feed event data stores: {error}; trying again");
                    tokio::time::sleep(Duration::from_secs(5)).await;
                }
            }
        }
        if maintained.elapsed() >= MAINTAIN {
            let clean = cleaned.elapsed() >= CLEAN;
            maintain(&service, clean).await;
            maintained = tokio::time::Instant::now();
            if clean {
                cleaned = maintained;
            }
        }
    }
}

/// Feeds every store once; returns up to where the log is read.
pub async fn round(service: &Arc<Service>) -> Result<u64, StoreError> {
    let _turn = service.ingestion.turn().await;
    let catalog = &service.store.catalog;
    let end = log::end(&service.store).await?;
    let stores = catalog.documents::<EventDataStore>(None, None).await?;
    let mut read = end;
    let mut any = false;
    for store in stores.iter().filter(|s| s.document.deleted.is_none() && s.document.is_ingesting) {
        any = true;
        let come = feed_one(service, store, end).await;
        // One that cannot be fed now does not keep the others from it; the log waits for it.
        read = read.min(match come {
            Ok(come) => come,
            Err(error) => {
                tracing::error!(event_data_store = %store.name, "feed event data store {}: {error}", store.name);
                service.lakes.open(&store.name).await?.catalog.log_cursor().await?
            }
        });
    }
    let known = catalog.followers().await?.into_iter().find(|(name, _)| name == FOLLOWER);
    match (any, known) {
        (true, Some((_, before))) if before == read => {}
        (true, _) => {
            catalog.set_follower(FOLLOWER, read).await?;
            follow::trim(&service.store).await?;
        }
        (false, Some(_)) => catalog.delete_follower(FOLLOWER).await?,
        (false, None) => {}
    }
    Ok(end)
}

/// Gives a store all that was accepted so far. To be called by whoever has the turn.
pub async fn catch_up(service: &Arc<Service>, store: &Stored<EventDataStore>) -> Result<(), StoreError> {
    if store.document.deleted.is_none() && store.document.is_ingesting {
        let end = log::end(&service.store).await?;
        feed_one(service, store, end).await?;
    }
    Ok(())
}

async fn feed_one(
    service: &Arc<Service>,
    store: &Stored<EventDataStore>,
    end: u64,
) -> Result<u64, StoreError> {
    let lake = service.lakes.open(&store.name).await?;
    let mut taker = Taker::new(service, store).await?;
    loop {
        let come = feed::feed(&service.store, &lake, end, |event| taker.take(event)).await?;
        let stands = come >= end || come == taker.come;
        taker.come = come;
        if stands {
            return Ok(come);
        }
    }
}

/// Whether events are for a store.
struct Taker<'a> {
    store: &'a Stored<EventDataStore>,
    /// Channels that send to it.
    channels: BTreeSet<String>,
    members: Members,
    come: u64,
}

impl<'a> Taker<'a> {
    async fn new(service: &Service, store: &'a Stored<EventDataStore>) -> Result<Taker<'a>, StoreError> {
        let mut channels = BTreeSet::new();
        if store.document.category() == "ActivityAuditLog" {
            let arn = event_data_stores::arn(store);
            let all = service.store.catalog.documents::<Channel>(None, None).await?;
            channels.extend(
                all.iter().filter(|c| c.document.destinations.contains(&arn)).map(crate::channels::arn),
            );
        }
        Ok(Taker { store, channels, members: Members::default(), come: 0 })
    }

    /// The event as the store keeps it, if it does.
    fn take(&mut self, event: String) -> Option<String> {
        if self.members.take_apart(&event).is_err() {
            return None; // the log takes records only
        }
        self.takes(&event).then(|| enriched(event, &self.members, &self.store.document.context_keys))
    }

    fn takes(&self, event: &str) -> bool {
        let text = |column| self.members.text(event, column);
        let facts = Facts::of(event, &self.members);
        if facts.category == Category::Other("ActivityAuditLog".to_owned()) {
            return crate::audit_events::channel_of(event).is_some_and(|arn| self.channels.contains(&arn));
        }
        let store = &self.store.document;
        let account = text(Column::RecipientAccountId).or(facts.account_id.as_deref());
        let mine = store.organization || account == Some(self.store.account.as_str());
        let here = store.multi_region || text(Column::AwsRegion) == Some(self.store.region.as_str());
        mine && here && store.selectors.select(&facts)
    }
}

/// Removes what is too old, merges small files, and throws away stores that were deleted long enough ago.
pub async fn maintain(service: &Arc<Service>, clean: bool) {
    if let Err(error) = queries::forget_old(service).await {
        tracing::warn!("forget old queries: {error}");
    }
    // Events come into the main lake in small files, too.
    if let Err(error) = tidy(&service.store, clean).await {
        tracing::warn!("look after the lake: {error}");
    }
    let stores = match service.store.catalog.documents::<EventDataStore>(None, None).await {
        Ok(stores) => stores,
        Err(error) => return tracing::warn!("list event data stores: {error}"),
    };
    for store in stores {
        if let Err(error) = maintain_one(service, &store, clean).await {
            tracing::warn!(
                event_data_store = %store.name,
                "look after event data store {}: {error}", store.name
            );
        }
    }
}

async fn maintain_one(
    service: &Arc<Service>,
    store: &Stored<EventDataStore>,
    clean: bool,
) -> Result<(), StoreError> {
    let now = service.clock.now();
    if store.document.deleted.is_some_and(|deleted| deleted + PENDING_MILLIS <= now) {
        let _turn = service.ingestion.turn().await;
        service.lakes.destroy(&store.name).await?;
        service.store.catalog.delete_document::<EventDataStore>(store.key(), store.revision).await?;
        return Ok(());
    }
    let lake = service.lakes.open(&store.name).await?;
    let oldest = now - store.document.retention_days * 24 * 3600 * 1000;
    lake::maintain::retain(&lake, oldest * 1000).await?;
    tidy(&lake, clean).await
}

/// Merges small files, and deletes what nobody can be reading any more.
async fn tidy(lake: &Arc<Store>, clean: bool) -> Result<(), StoreError> {
    lake::maintain::compact(lake).await?;
    if clean {
        lake::maintain::clean(lake, GRACE).await?;
    }
    Ok(())
}
