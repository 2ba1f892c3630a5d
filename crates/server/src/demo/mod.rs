//! The *simulated estate* behind `stellwerk demo`: log files of an organization that does not exist.
//!
//! Eight accounts, five regions, sixty people, a hundred and twenty roles, ninety days, a few incidents
//! ([`INCIDENTS`]) that an analyst can find. It serves demonstrations, tests and benchmarks, so it is
//! - **deterministic**: equal settings give equal bytes, on every machine (a test pins the hash);
//! - **of any size in constant memory**: files are made one after the other, in the order of their delivery;
//! - **stable**: more events from the same seed are the same people, roles and incidents, only busier;
//! - **labelled**: addresses of documentation ranges, names under example.com, buckets `simulated-…`,
//!   organization `o-simulated1`, and a `README.txt` ([`readme`]) that says so.
//!
//! Where things are: who acts is in `people.rs`, when in `activity.rs`, what they call under `services/`,
//! what goes wrong in `incidents.rs`; `event.rs` puts one record together and this file puts records into log
//! files. It does not model state: an instance may be described before it is launched.

mod activity;
mod event;
mod incidents;
mod json;
mod people;
mod random;
mod services;
mod template;

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use activity::Activity;
use event::Draft;
use json::{Writer, string};
use people::{ACCOUNTS, Estate, REGIONS, Session};
use random::{Random, below, hash, mix, name, zipf};
use services::{Catalog, Compiled, Habit};
use template::{Scene, Target};

pub use incidents::{INCIDENTS, Incident};

/// What to simulate. Equal settings give equal bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct EstateSettings {
    pub seed: u64,
    /// Records in all log files together, exactly, repeated deliveries included.
    pub events: u64,
    pub days: u32,
    /// The time of the newest event.
    pub end: DateTime<Utc>,
}

impl Default for EstateSettings {
    fn default() -> Self {
        let end = DateTime::from_timestamp(1_790_812_800, 0).expect("2026-10-01T00:00:00Z is a time");
        Self { seed: 1, events: 100_000, days: 90, end }
    }
}

/// Below this size an estate has no incidents: they would be most of it.
pub const EVENTS_WITH_INCIDENTS_MIN: u64 = 5_000;

/// A log file as CloudTrail delivers it.
#[cfg_attr(not(test), allow(dead_code, reason = "the tests ask who and where"))]
pub struct LogFile {
    pub account: String,
    pub region: String,
    /// When it was delivered.
    pub time: DateTime<Utc>,
    /// `AWSLogs/<account>/CloudTrail/<region>/<year>/<month>/<day>/<file>.json.gz`
    pub key: String,
    /// Each record's JSON text, roughly in the order of time.
    pub events: Vec<Vec<u8>>,
}

impl LogFile {
    /// The content of the file before compression: `{"Records":[…]}`.
    pub fn json(&self) -> Vec<u8> {
        let mut json = Vec::with_capacity(16 + self.events.iter().map(|e| e.len() + 1).sum::<usize>());
        json.extend_from_slice(b"{\"Records\":[");
        for (index, event) in self.events.iter().enumerate() {
            if index > 0 {
                json.push(b',');
            }
            json.extend_from_slice(event);
        }
        json.extend_from_slice(b"]}");
        json
    }

    /// Writes the file under its key in a folder; returns its compressed size in bytes.
    pub fn write(&self, dir: &Path) -> io::Result<u64> {
        let path = dir.join(&self.key);
        fs::create_dir_all(path.parent().unwrap_or(dir))?;
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
        gzip.write_all(&self.json())?;
        let bytes = gzip.finish()?;
        fs::write(path, &bytes)?;
        Ok(bytes.len() as u64)
    }
}

/// The text that belongs beside the log files as `README.txt`.
pub fn readme(settings: &EstateSettings) -> String {
    let EstateSettings { seed, events, days, end } = settings;
    let mut text = format!(
        "SIMULATED DATA: nothing in this folder happened. No account, person, key or address in it is real.\n\n\
         CloudTrail log files of the organization {}, made by `stellwerk demo` (seed {seed}, {events} events,\n\
         {days} days until {}). Addresses are of documentation ranges: 192.0.2.0/24 are the organization's\n\
         programs, 203.0.113.0/24 its offices and homes, 198.51.100.0/24 the rest of the world.\n\n",
        people::ORGANIZATION,
        end.format("%Y-%m-%dT%H:%M:%SZ")
    );
    for account in &ACCOUNTS {
        text += &format!("account {}  {}\n", account.id, account.name);
    }
    if *events >= EVENTS_WITH_INCIDENTS_MIN {
        text += "\nIncidents to find:\n";
        for incident in INCIDENTS {
            text += &format!("\n{}: {}\n    {}\n", incident.name, incident.story, incident.sql);
        }
    }
    text
}

/// The log files of the estate in the order of their delivery.
pub fn estate(settings: EstateSettings) -> impl Iterator<Item = LogFile> {
    Simulation::new(settings)
}

/// How many events a file of a large estate has on average.
const EVENTS_PER_FILE: u64 = 3_000;
/// In how many of a million cases an event is delivered once more with the next file.
const REPEATED: u64 = 5_000;
/// In how many of a million cases a global service's event is delivered in another region, too.
const COPIED: u64 = 50_000;
/// How many events may wait for another stream's next file. What is more is not delivered a second time.
const WAITING_MAX: usize = 500;

/// In how many of a hundred cases the same caller makes the next call, too.
const RUN_GOES_ON: u64 = 66;

struct Simulation {
    estate: Estate,
    catalog: Arc<Catalog>,
    scripts: Vec<Script>,
    streams: Vec<Stream>,
    /// The stream whose last event is the newest of the estate.
    newest: usize,
    end: u64,
    sessions: Sessions,
    plan: Vec<Planned>,
}

/// One account in one region: it gets its own log files.
struct Stream {
    account: usize,
    region: usize,
    activity: Activity,
    /// Events to deliver, apart from incidents.
    events: u64,
    files: u64,
    next_file: u64,
    /// Indices of incident steps in the order of time, and how many are done.
    scripted: Vec<usize>,
    scripted_done: usize,
    /// Events of other files that are delivered here once more, with their time.
    waiting: Vec<(u64, Vec<u8>)>,
}

/// One event of an incident.
struct Script {
    time: u64,
    stream: (usize, usize),
    incident: &'static Incident,
    step: usize,
    repetition: u64,
    compiled: Arc<Compiled>,
}

/// An event before it is written.
struct Planned {
    time: u64,
    actor: u32,
    variant: u8,
    habit: Habit,
    seed: u64,
    /// The seed of the first event of the run.
    run: u64,
}

impl Simulation {
    fn new(settings: EstateSettings) -> Self {
        let EstateSettings { seed, events, days, end } = settings;
        let end = end.timestamp().max(0) as u64;
        let days = u64::from(days.max(1)).min(end / 86_400);
        let start = end - days * 86_400;

        let scripts =
            if events < EVENTS_WITH_INCIDENTS_MIN { Vec::new() } else { scripts(start, days * 86_400) };
        let places = || {
            let regions = |account: usize| ACCOUNTS[account].regions.iter().enumerate();
            (0..ACCOUNTS.len())
                .flat_map(move |a| regions(a).map(move |(r, weight)| (a, r, weight * ACCOUNTS[a].weight)))
        };
        let total: u64 = places().map(|(_, _, weight)| weight).sum();
        let ordinary = events - scripts.len() as u64;
        // Small estates have small files, so that there are enough of them to look like deliveries.
        let per_file = (events / 100).clamp(50, EVENTS_PER_FILE);
        let mut before = 0;
        let mut streams = Vec::new();
        for (account, region, weight) in places() {
            let share = |weight: u64| (u128::from(ordinary) * u128::from(weight) / u128::from(total)) as u64;
            let events = share(before + weight) - share(before);
            before += weight;
            let scripted: Vec<_> =
                (0..scripts.len()).filter(|&s| scripts[s].stream == (account, region)).collect();
            streams.push(Stream {
                account,
                region,
                events,
                activity: Activity::new(seed, (account * REGIONS.len() + region) as u64, start, days),
                files: if events == 0 { u64::from(!scripted.is_empty()) } else { (events / per_file).max(1) },
                next_file: 0,
                scripted,
                scripted_done: 0,
                waiting: Vec::new(),
            });
        }
        let newest = (0..streams.len()).max_by_key(|&s| streams[s].events).unwrap_or(0);
        let estate = Estate::new(seed);
        let sessions = Sessions::new(&estate);
        Self {
            estate,
            catalog: Arc::new(Catalog::new()),
            scripts,
            streams,
            newest,
            end,
            sessions,
            plan: Vec::new(),
        }
    }
}

/// The events of all incidents in the order of time.
fn scripts(start: u64, seconds: u64) -> Vec<Script> {
    let mut scripts = Vec::new();
    for incident in INCIDENTS {
        for (index, step) in incident.steps.iter().enumerate() {
            let compiled = Arc::new(Compiled::new(services::service(step.source), step.event));
            for repetition in 0..step.times {
                scripts.push(Script {
                    time: start + seconds * incident.at / 1000 + step.after + repetition * step.every,
                    stream: (incident.account, incident.region),
                    incident,
                    step: index,
                    repetition,
                    compiled: compiled.clone(),
                });
            }
        }
    }
    scripts.sort_by_key(|script| script.time);
    scripts
}

impl Stream {
    /// How many of the stream's events are before a file, and so which are in it: files are not equally long.
    fn first_event(&self, seed: u64, file: u64) -> u64 {
        if file == 0 || file >= self.files {
            return if file == 0 { 0 } else { self.events };
        }
        let uneven =
            700 + below(hash(seed, &[name("file"), self.account as u64, self.region as u64, file]), 600);
        (u128::from(self.events) * (u128::from(file) * 1000 + u128::from(uneven) - 1000)
            / (u128::from(self.files) * 1000)) as u64
    }

    fn time_of(&self, event: u64, end: u64) -> u64 {
        if event >= self.events { end } else { self.activity.time_of(event.into(), self.events.into()) }
    }

    /// When the next file is delivered: up to ten minutes after its last event, on a multiple of five
    /// minutes.
    fn delivery(&self, seed: u64, end: u64) -> u64 {
        let last = self.time_of(self.first_event(seed, self.next_file + 1), end);
        (last / 300 + 1) * 300
    }
}

impl Iterator for Simulation {
    type Item = LogFile;

    fn next(&mut self) -> Option<LogFile> {
        let (seed, end) = (self.estate.seed, self.end);
        let left = (0..self.streams.len()).filter(|&s| self.streams[s].next_file < self.streams[s].files);
        let (delivery, stream) = left.map(|s| (self.streams[s].delivery(seed, end), s)).min()?;
        let events = self.events(stream);
        let Stream { account, region, next_file, .. } = self.streams[stream];
        self.streams[stream].next_file += 1;

        let id = ACCOUNTS[account].id;
        let key = string(|w| {
            w.text("AWSLogs/")
                .text(id)
                .text("/CloudTrail/")
                .text(REGIONS[region])
                .text("/")
                .day(delivery, "/");
            w.text("/").text(id).text("_CloudTrail_").text(REGIONS[region]).text("_");
            let minute = string(|w| _ = w.instant(delivery)).replace(['-', ':'], "");
            w.text(&minute[..13]).text("Z_");
            w.alphanumeric(hash(seed, &[name("key"), stream as u64, next_file]), 16).text(".json.gz");
        });
        let time = DateTime::from_timestamp(delivery as i64, 0)?;
        Some(LogFile { account: id.to_owned(), region: REGIONS[region].to_owned(), time, key, events })
    }
}

impl Simulation {
    /// The events of a stream's next file.
    fn events(&mut self, index: usize) -> Vec<Vec<u8>> {
        let (seed, file) = (self.estate.seed, self.streams[index].next_file);
        let stream = &mut self.streams[index];
        let (first, after) = (stream.first_event(seed, file), stream.first_event(seed, file + 1));
        let until = stream.time_of(after, self.end);

        let again = (stream.waiting.len() as u64).min((after - first) / 2) as usize;
        let mut events: Vec<_> = stream.waiting.drain(..again).collect();
        let scripted_from = stream.scripted_done;
        let due = |&&s: &&usize| self.scripts[s].time < until || file + 1 == stream.files;
        stream.scripted_done += stream.scripted[scripted_from..].iter().take_while(due).count();

        self.plan(index, first + again as u64, after);
        let mut random = Random::new(hash(seed, &[name("write"), index as u64, file]));
        let mut writer = Writer(Vec::with_capacity(4096));
        let plan = std::mem::take(&mut self.plan);
        for planned in &plan {
            self.write(index, planned, &mut writer, &mut random);
            events.push((planned.time, writer.0.clone()));
        }
        self.plan = plan;
        for at in scripted_from..self.streams[index].scripted_done {
            let script = self.streams[index].scripted[at];
            events.push((self.scripts[script].time, self.write_scripted(script)));
        }
        // Roughly, not strictly: what happened in the same half minute arrives in any order.
        events.sort_by_cached_key(|(time, event)| time + mix(event.len() as u64 ^ time) % 30);
        events.into_iter().map(|(_, event)| event).collect()
    }

    /// Who does something at which time, for the events `from..until` of a stream.
    fn plan(&mut self, index: usize, from: u64, until: u64) {
        let stream = &self.streams[index];
        let crew = &self.estate.accounts[stream.account];
        let mut random = Random::new(hash(self.estate.seed, &[name("plan"), index as u64, stream.next_file]));
        let opens = stream.time_of(from, self.end);
        self.plan.clear();
        for event in from..until {
            // A random place within the event's own part of all activity.
            let place = u128::from(event) * 1024 + u128::from(random.below(1024));
            let time = stream.activity.time_of(place, u128::from(stream.events) * 1024);
            let seed = random.next();
            // Calls come in runs: who calls once calls again within seconds.
            if let Some(before) = self.plan.last().filter(|_| random.below(100) < RUN_GOES_ON) {
                let pause = if self.estate.actors[before.actor as usize].is_person() { 20 } else { 2 };
                let time = before.time + random.below(pause + 1);
                let again = Planned { time: time.min(self.end), seed, ..*before };
                self.plan.push(again);
                continue;
            }
            let planned = if activity::is_persons(time, random.next()) {
                self.plan_person(crew, index, time, seed)
            } else {
                self.plan_program(crew, time, seed)
            };
            self.plan.push(Planned { time: planned.time.clamp(opens, self.end), ..planned });
        }
        self.plan.sort_by_key(|planned| planned.time);
        if let Some(last) = self.plan.last_mut().filter(|_| index == self.newest && until == stream.events) {
            last.time = self.end;
        }
    }

    /// People work in bursts: within an hour a few of them are busy, each with one kind of work for half the
    /// hour.
    fn plan_person(&self, crew: &people::Crew, stream: usize, time: u64, seed: u64) -> Planned {
        let hour = time / 3600;
        let slot = hash(self.estate.seed, &[name("busy"), stream as u64, hour, below(seed, 6)]);
        let actor = crew.people.pick(slot);
        let begins = hour * 3600 + mix(slot) % 1800;
        let habits = self.estate.actors[actor].habits;
        let habit = habit_of(habits, mix(slot ^ 1));
        // Consoles are for looking, command lines for doing.
        let variant =
            u8::from(matches!(habit, Habit::Develop | Habit::Audit) || mix(slot ^ 2).is_multiple_of(5));
        let variant = if self.estate.actors[actor].variants > 1 { variant } else { 0 };
        Planned { time: begins + mix(seed ^ 3) % 1800, actor: actor as u32, variant, habit, seed, run: seed }
    }

    fn plan_program(&self, crew: &people::Crew, time: u64, seed: u64) -> Planned {
        let mut actor = crew.machines.pick(mix(seed ^ 4));
        for again in 5..8 {
            if self.estate.actors[actor].works_at(time) {
                break;
            }
            actor = crew.machines.pick(mix(seed ^ again));
        }
        let who = &self.estate.actors[actor];
        let variant = zipf(mix(seed ^ 9), who.variants) as u8;
        let time = match who.schedule {
            // On the minute, with a little delay.
            people::Schedule::FiveMinutes => time - time % 300 + mix(seed ^ 10) % 20,
            _ => time,
        };
        Planned {
            time,
            actor: actor as u32,
            variant,
            habit: habit_of(who.habits, mix(seed ^ 11)),
            seed,
            run: seed,
        }
    }

    /// Writes a planned event into the writer, and puts what will be delivered again or elsewhere on its way.
    fn write(&mut self, index: usize, planned: &Planned, writer: &mut Writer, random: &mut Random) {
        let Stream { account, region, .. } = self.streams[index];
        let catalog = self.catalog.clone();
        let compiled = pick(&catalog, planned, region);
        let caller = self.sessions.prepare(
            &self.estate,
            planned.actor as usize,
            region,
            planned.time,
            planned.variant.into(),
        );
        let role = compiled.assumes.then(|| {
            let role =
                self.estate.target(&self.estate.actors[planned.actor as usize], mix(planned.seed ^ 20));
            let variant = zipf(mix(planned.seed ^ 21), self.estate.actors[role].variants);
            (role, self.sessions.prepare(&self.estate, role, region, planned.time, variant))
        });
        let target = role.map(|(role, session)| Target {
            account: self.estate.actors[role].account,
            role: &self.estate.actors[role],
            session: self.sessions.at(session),
        });
        let elsewhere = target.as_ref().map(|t| t.account).filter(|&owner| owner != account);
        let scene = Scene {
            estate: &self.estate,
            seed: planned.seed,
            run: planned.run,
            account,
            region,
            time: planned.time,
            caller: self.sessions.at(caller),
            target,
            request_id_is_s3: compiled.service.source == "s3",
        };
        let actor = &self.estate.actors[planned.actor as usize];
        let mut draft = Draft { compiled, scene, actor, for_owner: false, scripted: false };
        writer.0.clear();
        draft.write(writer);

        if let Some(owner) = elsewhere {
            draft.for_owner = true;
            let mut copy = Writer(Vec::with_capacity(2048));
            draft.write(&mut copy);
            self.send(owner, region, planned.time, copy.0);
        }
        if random.chance(REPEATED) {
            self.send(account, region, planned.time, writer.0.clone());
        }
        if is_global(compiled) && random.chance(COPIED) {
            self.send(account, (region + 1) % REGIONS.len(), planned.time, writer.0.clone());
        }
    }

    fn send(&mut self, account: usize, region: usize, time: u64, event: Vec<u8>) {
        let stream = &mut self.streams[account * REGIONS.len() + region];
        if stream.waiting.len() < WAITING_MAX {
            stream.waiting.push((time, event));
        }
    }

    fn write_scripted(&self, script: usize) -> Vec<u8> {
        let Script { time, stream: (account, region), incident, step, repetition, ref compiled } =
            self.scripts[script];
        let who = incident.steps[step].who;
        let actor = self.estate.named(account, who.name);
        let mut session = self.estate.session(actor, region, time, u64::from(!who.console));
        if !who.address.is_empty() {
            (session.address, session.agent) = (who.address.to_owned(), who.agent.to_owned());
        }
        let scene = Scene {
            estate: &self.estate,
            seed: hash(self.estate.seed, &[incident.number(), step as u64, repetition]),
            run: 0,
            account,
            region,
            time,
            caller: &session,
            target: None,
            request_id_is_s3: compiled.service.source == "s3",
        };
        let mut writer = Writer(Vec::with_capacity(2048));
        let actor = &self.estate.actors[actor];
        Draft { compiled, scene, actor, for_owner: false, scripted: true }.write(&mut writer);
        writer.0
    }
}

fn habit_of(habits: &[(Habit, u32)], hash: u64) -> Habit {
    let total: u32 = habits.iter().map(|h| h.1).sum();
    let mut at = below(hash, total.into()) as u32;
    for &(habit, weight) in habits {
        if at < weight {
            return habit;
        }
        at -= weight;
    }
    habits[0].0
}

/// Global services record in us-east-1 only.
fn is_global(compiled: &Compiled) -> bool {
    matches!(
        compiled.service.source,
        "iam" | "route53" | "cloudfront" | "organizations" | "ce" | "health" | "trustedadvisor"
    )
}

fn pick<'a>(catalog: &'a Catalog, planned: &Planned, region: usize) -> &'a Compiled {
    let mut compiled = catalog.pick(planned.habit, mix(planned.seed ^ 30));
    let mut again = 31;
    while region != 0 && is_global(compiled) && again < 40 {
        compiled = catalog.pick(planned.habit, mix(planned.seed ^ again));
        again += 1;
    }
    compiled
}

/// The sessions in use: made when first needed, replaced when they expire.
struct Sessions {
    first: Vec<usize>,
    sessions: Vec<Option<(usize, u64, Session)>>,
}

impl Sessions {
    fn new(estate: &Estate) -> Self {
        let mut first = vec![0];
        for actor in &estate.actors {
            first.push(first[first.len() - 1] + actor.variants.max(2) as usize);
        }
        let sessions = (0..first[first.len() - 1]).map(|_| None).collect();
        Self { first, sessions }
    }

    /// Makes sure that the session exists and returns its place.
    fn prepare(&mut self, estate: &Estate, actor: usize, region: usize, time: u64, variant: u64) -> usize {
        let place = self.first[actor] + variant as usize;
        let seconds = estate.actors[actor].session_seconds;
        let valid = |(of_region, created, _): &(usize, u64, Session)| {
            *of_region == region && (*created..created + seconds).contains(&time)
        };
        if !self.sessions[place].as_ref().is_some_and(valid) {
            let session = estate.session(actor, region, time, variant);
            self.sessions[place] = Some((region, session.created, session));
        }
        place
    }

    fn at(&self, place: usize) -> &Session {
        &self.sessions[place].as_ref().expect("a session is prepared before it is used").2
    }
}

#[cfg(test)]
mod tests;
