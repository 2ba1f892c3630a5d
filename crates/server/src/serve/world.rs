//! One store being served: what a request meets. With `--ephemeral` a reset puts a new one in its place.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use axum::http::HeaderMap;
use serde_json::{Value, json};
use stellwerk_config as config;
use stellwerk_store::aws::Aws;
use stellwerk_store::catalog::Stored;
use stellwerk_store::log::{Log, LogError, index};
use stellwerk_store::seal::{Sealer, write_private};
use stellwerk_store::{Clock, Lakes, Store, StoreSettings};
use stellwerk_trail as trail;
use stellwerk_wire::json::Timestamp;
use stellwerk_wire::operation::{Route, Spec};
use stellwerk_wire::sigv4::{self, Authorization, SignedRequest};
use stellwerk_wire::{Call, Caller, Error, Failure, request, shape};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::Options;
use super::keys::{AccessKey, Keys, NewKey};
use super::metrics::Metrics;
use super::policy::{Policies, Role, SEND_EVENTS};
use super::services::{Services, modelled};
use super::settings::Settings;
use super::{audit, network, sts};

/// How often accepted events move into data files.
const INDEX_PERIOD: Duration = Duration::from_secs(1);
/// Records of calls that only read wait until the log takes them: so many, and KiB of them together.
const RECORDS_WAITING: usize = 10_000;
const RECORDS_WAITING_KIB: usize = 32 << 10;
/// Those that come within this time go into one segment of the log.
const RECORDS_GATHER: Duration = Duration::from_millis(100);
const RECORDS_AT_ONCE: usize = 1000;
pub const CREDENTIALS_FILE: &str = "credentials";

pub struct World {
    pub store: Arc<Store>,
    pub clock: Clock,
    pub metrics: Metrics,
    settings: Settings,
    keys: Keys,
    policies: Policies,
    log: Arc<Log>,
    services: Services,
    records: mpsc::Sender<WaitingRecord>,
    room_for_records: Arc<Semaphore>,
    recorder: JoinHandle<()>,
    indexer: JoinHandle<()>,
    background: JoinHandle<()>,
}

/// A request as it came over the network, read whole.
pub struct Request {
    pub id: String,
    pub method: String,
    pub path: String,
    pub query: String,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    pub source_ip: String,
    pub tls: bool,
}

/// A record with the room that it takes.
type WaitingRecord = (String, OwnedSemaphorePermit);

/// What goes back: for most services JSON, for STS XML.
pub enum Answer {
    Json(Route, Result<String, Error>),
    Xml(u16, String),
}

impl World {
    /// Opens a store; one without access keys gets `keys`, or else a first one.
    pub async fn open(
        options: &Options,
        store_settings: &StoreSettings,
        keys_before: Vec<Stored<AccessKey>>,
    ) -> Result<World> {
        let (data_dir, settings) = (&options.data_dir, options.settings.clone());
        let policies = Policies::open(settings.policies.as_deref())?;
        let store = Arc::new(Store::open(store_settings).await?);
        let log = Log::open(store.clone()).await?;
        let sealer = Arc::new(Sealer::open(data_dir)?);
        let keys = Keys::new(&store.catalog, sealer.clone());
        let clock = Clock::default();
        for key in keys_before {
            store.catalog.create_document(key.key(), &key.document).await?;
        }
        first_key(&keys, &clock, data_dir, &settings).await?;
        chosen_keys(&keys, &clock, &settings).await?;
        let (records, waiting) = mpsc::channel(RECORDS_WAITING);
        let recorder = tokio::spawn(record_calls(log.clone(), waiting));
        let indexer = tokio::spawn(index::follow(Arc::downgrade(&store), INDEX_PERIOD));
        let aws = Arc::new(Aws::new()?);
        let trail = Arc::new(trail::Service {
            store: store.clone(),
            clock: clock.clone(),
            aws: aws.clone(),
            sealer,
            delivery: settings.delivery.clone(),
            log: log.clone(),
            lakes: Lakes::beside(store_settings.clone()),
            ingestion: trail::ingestion::Ingestion::default(),
            queries: trail::queries::Running::new(settings.queries.clone()),
            imports: trail::imports::Running::default(),
            channels: trail::channels::Statuses::default(),
            organization: settings.organization.clone(),
        });
        trail::sources::follow_settings(&store.catalog, &settings.sources).await?;
        trail.recover().await?;
        let config = Arc::new(config::Service {
            account: settings.account.clone(),
            store: store.clone(),
            clock: clock.clone(),
            aws,
            recorder: settings.recorder.clone(),
            organization: settings.organization.as_ref().map(|organization| config::Organization {
                management_account: organization.management_account.clone(),
                member_accounts: organization.member_accounts.clone(),
            }),
        });
        let background = tokio::spawn(Services::run(trail.clone(), config.clone()));
        Ok(World {
            store,
            clock,
            metrics: Metrics::default(),
            settings,
            keys,
            policies,
            log,
            services: Services::new(trail, config),
            records,
            room_for_records: Arc::new(Semaphore::new(RECORDS_WAITING_KIB)),
            recorder,
            indexer,
            background,
        })
    }

    pub async fn keys(&self) -> Result<Vec<Stored<AccessKey>>> {
        self.keys.list().await
    }

    /// Everything that a request goes through, in this order.
    pub async fn answer(&self, request: Request) -> Answer {
        let began = Instant::now();
        if let Some(action) = self.sts_action(&request) {
            return self.answer_sts(&request, &action).await;
        }
        let spec = match request::identify(&request.method, &request.path, &request.headers) {
            Ok(spec) => spec,
            Err(error) => return Answer::Json(Route::Target, Err(error)),
        };
        let result = self.answer_operation(spec, &request).await;
        let error = result.as_ref().err().map_or("", |error| error.code.as_ref());
        self.metrics.count(spec.service.id, spec.name, error, began.elapsed());
        Answer::Json(spec.route, result)
    }

    async fn answer_operation(&self, spec: &'static Spec, request: &Request) -> Result<String, Error> {
        let call = Arc::new(self.authenticate(spec.service.signing_name, request).await?);
        let input = request::decode(spec, &request.query, &request.body)?;
        let result = match self.check(spec, &call, &input) {
            Ok(()) => self.handle(spec, call.clone(), input.clone()).await,
            Err(error) => Err(error),
        };
        self.record(&call, audit::Action::of(spec, &input, &result)).await;
        result
    }

    /// Who calls: proven by the signature.
    async fn authenticate(&self, signing_name: &str, request: &Request) -> Result<Call, Error> {
        let signed = SignedRequest {
            method: &request.method,
            path: &request.path,
            query: &request.query,
            headers: &request.headers,
            body: &request.body,
        };
        let claim = Authorization::of(&signed)?;
        claim.check_service(signing_name)?;
        if !self.settings.has_region(&claim.region) {
            return Err(Error::invalid_signature(format!(
                "Credential should be scoped to a valid region, not '{}'. A region that is not one of AWS's is named in the settings.",
                claim.region
            )));
        }
        let found = self.keys.holder(&claim.access_key_id, claim.session_token.as_deref()).await;
        let found = found.map_err(|error| {
            tracing::error!(error = format!("{error:#}"), "look for an access key");
            Error::internal()
        })?;
        let holder = found.ok_or_else(Error::unrecognized_client)?;
        // Signatures and sessions are made by the clocks of this world, however far ours was moved.
        let now = chrono::Utc::now();
        claim.check_time(now)?;
        claim.check_signature(&holder.secret, &signed)?;
        if holder.session.is_some_and(|(_, expires)| now.timestamp_millis() >= expires) {
            return Err(Error::expired_token());
        }
        let mut call = self.call(holder.key, claim.access_key_id, claim.region, request);
        call.caller.session_since = holder.session.map(|(began, _)| Timestamp(began));
        Ok(call)
    }

    fn call(&self, key: AccessKey, access_key_id: String, region: String, request: &Request) -> Call {
        let header = |name: &str| {
            let value = request.headers.get(name).and_then(|value| value.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        let caller = Caller {
            account: key.account,
            user_name: key.user_name,
            access_key_id,
            role: key.role.name().to_owned(),
            session_since: None,
        };
        Call {
            caller,
            region,
            request_id: request.id.clone(),
            event_id: Uuid::new_v4().to_string(),
            source_ip: request.source_ip.clone(),
            user_agent: header("user-agent"),
            host: header("host"),
            tls: request.tls,
            now: Timestamp(self.clock.now()),
        }
    }

    fn check(&self, spec: &Spec, call: &Call, input: &Value) -> Result<(), Error> {
        self.policies.check(call, spec, input)?;
        shape::check_types(spec.input, input)?;
        let violations = shape::violations(spec.input, input);
        let refusal = modelled(spec, &violations).or_else(|| shape::refusal(&violations));
        refusal.map_or(Ok(()), Err)
    }

    async fn handle(&self, spec: &'static Spec, call: Arc<Call>, input: Value) -> Result<String, Error> {
        let id = call.request_id.clone();
        match self.services.call(spec, call, input).await {
            Ok(output) => Ok(output),
            Err(Failure::Told(error)) => Err(error),
            Err(Failure::Broken(cause)) => {
                let cause = anyhow::Error::from_boxed(cause);
                tracing::error!(
                    request.id = %id,
                    operation = spec.name,
                    error = format!("{cause:#}"),
                    "{} failed: {cause:#}",
                    spec.name
                );
                Err(Error::internal())
            }
        }
    }

    /// A call that changed something is answered when its record is durable; the record of one that only read follows, and that of
    /// one that brought events, which are durable themselves.
    async fn record(&self, call: &Call, action: audit::Action) {
        let (name, may_follow) = (action.name.clone(), action.read_only || action.is_data());
        let record = audit::record(call, action);
        let done = match may_follow {
            true => self.record_soon(record).await,
            false => self.log.append(vec![record]).await.map(|_| ()).map_err(anyhow::Error::from),
        };
        if let Err(error) = done {
            self.metrics.audit_failed();
            tracing::error!(request.id = %call.request_id, operation = name, "record the call: {error:#}");
        }
    }

    async fn record_soon(&self, record: String) -> Result<()> {
        let kib = (record.len() >> 10).clamp(1, RECORDS_WAITING_KIB) as u32;
        let room = self.room_for_records.clone().acquire_many_owned(kib).await?;
        self.records.send((record, room)).await?;
        Ok(())
    }

    fn sts_action(&self, request: &Request) -> Option<String> {
        let is_query = request.path == "/" && !request.headers.contains_key("x-amz-target");
        if is_query { sts::action(&request.query, &request.body) } else { None }
    }

    async fn answer_sts(&self, request: &Request, action: &str) -> Answer {
        match self.authenticated_sts(request, action).await {
            Ok(xml) => Answer::Xml(200, xml),
            Err(error) => Answer::Xml(error.status, sts::error(&error, &request.id)),
        }
    }

    async fn authenticated_sts(&self, request: &Request, action: &str) -> Result<String, Error> {
        let call = self.authenticate(sts::SIGNING_NAME, request).await?;
        let asked = sts::read(action, &request.query, &request.body)?;
        let answer = sts::answer(&asked, &call, &self.keys);
        self.record(&call, sts::recorded(&asked, &answer)).await;
        Ok(sts::xml(&answer?, &call))
    }

    /// Takes events that somebody sends to a source, with a key in place of a signature: EventBridge cannot sign.
    pub async fn receive(&self, source: &str, request: &Request) -> Result<String, Error> {
        let (id, secret) = network::basic_key(&request.headers).ok_or_else(Error::missing_authentication)?;
        let found = self.keys.find(&id).await.map_err(|error| {
            tracing::error!(error = format!("{error:#}"), "look for an access key");
            Error::internal()
        })?;
        let (key, known) = found.ok_or_else(Error::unrecognized_client)?;
        if !sigv4::is_equal(known.as_bytes(), secret.as_bytes()) {
            return Err(Error::unrecognized_client());
        }
        let call = self.call(key, id, self.settings.home_region(), request);
        let result = self.receive_from(&call, source, request).await;
        self.record(&call, audit::Action::events_received(&call, source, &result)).await;
        result.map(|counts| format!("{counts}\n"))
    }

    async fn receive_from(&self, call: &Call, source: &str, request: &Request) -> Result<Value, Error> {
        self.policies.check_action(call, SEND_EVENTS, "")?;
        let body =
            std::str::from_utf8(&request.body).map_err(|_| Error::validation("The body is not UTF-8."))?;
        match trail::sources::receive(&self.services.trail, source, body).await {
            Ok(received) => Ok(json!({ "accepted": received.accepted, "duplicates": received.duplicates })),
            Err(trail::sources::SourceError::Unknown(name)) => {
                Err(Error::new("ResourceNotFoundException", format!("There is no source {name}.")))
            }
            Err(trail::sources::SourceError::Refused(why)) => Err(Error::validation(why)),
            Err(trail::sources::SourceError::Log(LogError::NotAnEvent { what, .. })) => {
                Err(Error::validation(format!("The detail of an event is {what}.")))
            }
            Err(error) => {
                tracing::error!(%source, "take events: {error}");
                Err(Error::internal())
            }
        }
    }

    /// Ends the background work, after what waits is in the log.
    pub async fn close(mut self) {
        // Without senders the recorder ends when it has taken everything.
        self.records = mpsc::channel(1).0;
        if let Err(error) = (&mut self.recorder).await {
            tracing::error!("record calls: {error}");
        }
        let (catalog, trail) = (self.store.catalog.clone(), self.services.trail.clone());
        drop(self);
        trail.lakes.close().await;
        catalog.close().await;
    }
}

/// What runs in the background ends with the world.
impl Drop for World {
    fn drop(&mut self) {
        self.background.abort();
        self.services.trail.stop();
        self.indexer.abort();
    }
}

/// Takes records as they come, many at once: each segment of the log is a file.
async fn record_calls(log: Arc<Log>, mut waiting: mpsc::Receiver<WaitingRecord>) {
    let mut taken = Vec::new();
    while waiting.recv_many(&mut taken, RECORDS_AT_ONCE).await > 0 {
        let gathered = async {
            while taken.len() < RECORDS_AT_ONCE && waiting.recv_many(&mut taken, RECORDS_AT_ONCE).await > 0 {}
        };
        let _ = tokio::time::timeout(RECORDS_GATHER, gathered).await; // late ones go into the next
        let (records, _room): (Vec<String>, Vec<OwnedSemaphorePermit>) = taken.drain(..).unzip();
        let mut pause = Duration::from_millis(100);
        loop {
            match log.append(records.clone()).await {
                Ok(_) => break,
                Err(error) if pause < Duration::from_secs(60) => {
                    tracing::warn!("record {} calls: {error}; trying again", records.len());
                    tokio::time::sleep(pause).await;
                    pause *= 2;
                }
                Err(error) => {
                    tracing::error!("{} calls were not recorded: {error}", records.len());
                    break;
                }
            }
        }
    }
}

/// A store without any key gets one, an administrator's, written where AWS tools can read it.
async fn first_key(keys: &Keys, clock: &Clock, data_dir: &Path, settings: &Settings) -> Result<()> {
    if !keys.list().await?.is_empty() {
        return Ok(());
    }
    let new = NewKey {
        account: settings.account.clone(),
        user_name: "admin".to_owned(),
        role: Role::Admin,
        access_key_id: None,
        secret: None,
    };
    let credentials = keys.create(new, clock.now()).await?;
    let path: PathBuf = data_dir.join(CREDENTIALS_FILE);
    write_private(&path, &credentials.profile("default"))
        .with_context(|| format!("write the first access key to {}", path.display()))
}

/// Keys that the settings name and that are not there yet.
async fn chosen_keys(keys: &Keys, clock: &Clock, settings: &Settings) -> Result<()> {
    let there = keys.list().await?;
    for key in &settings.access_keys {
        if there.iter().all(|stored| stored.name != key.access_key_id) {
            let new = NewKey {
                account: key.account.clone().unwrap_or_else(|| settings.account.clone()),
                user_name: key.user_name.clone(),
                role: key.role,
                access_key_id: Some(key.access_key_id.clone()),
                secret: Some(key.secret_access_key.clone()),
            };
            keys.create(new, clock.now()).await.context("create an access key that the settings name")?;
        }
    }
    Ok(())
}
