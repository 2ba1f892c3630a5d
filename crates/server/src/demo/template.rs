//! The little language in which the files under `services/` describe events: JSON text with `$slots`.
//!
//! `{"vpcId":"$vpc","tagSet":{"items":[{"key":"Name","value":"$stage-$app"}]}}` is compiled once into pieces;
//! rendering copies the pieces and fills the slots. **Within one event equal slots have equal values**, so a
//! response can repeat what the request asked for; a number at the end (`$subnet2`) asks for a second value.
//! A slot that names a kind of resource (see [`POPULATIONS`]) draws from the resources that exist in the
//! event's account and region, `$new…` makes a new one; `$$` is a dollar sign. The full list of slots is
//! [`SLOTS`] and the functions below it.

use super::json::Writer;
use super::people::{ACCOUNTS, Estate, REGIONS, Session};
use super::random::{below, hash, mix, name, zipf};

/// Everything a slot may look at.
pub struct Scene<'a> {
    pub estate: &'a Estate,
    /// Of this one event.
    pub seed: u64,
    /// Of the run of events to which it belongs: they are mostly about the same application and the same
    /// resources.
    pub run: u64,
    pub account: usize,
    pub region: usize,
    /// Seconds since 1970.
    pub time: u64,
    pub caller: &'a Session,
    /// The role that is assumed, for the events that assume one.
    pub target: Option<Target<'a>>,
    /// S3 has its own form of request ids.
    pub request_id_is_s3: bool,
}

/// A role as the target of AssumeRole, with the session that its later events will show.
pub struct Target<'a> {
    pub account: usize,
    pub role: &'a super::people::Actor,
    pub session: &'a Session,
}

/// Compiled text with slots.
#[derive(Default)]
pub struct Template(Vec<Part>);

enum Part {
    Text(&'static str),
    Slot { fill: Fill, salt: u64, argument: usize },
}

type Fill = fn(&mut Writer, &Scene, Draw);

/// What a slot is filled from: a hash that is the same for equal slots of one event, and the slot's number,
/// if any.
pub struct Draw {
    hash: u64,
    salt: u64,
    argument: usize,
}

impl Template {
    /// Panics on an unknown slot: templates are constants, and a test compiles all of them.
    pub fn compile(text: &'static str) -> Self {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            parts.push(Part::Text(&rest[..at]));
            let body = &rest[at + 1..];
            if let Some(after) = body.strip_prefix('$') {
                parts.push(Part::Text("$"));
                rest = after;
                continue;
            }
            let letters = body.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(body.len());
            let digits =
                body[letters..].find(|c: char| !c.is_ascii_digit()).map_or(body.len(), |n| letters + n);
            parts.push(slot(&body[..letters], body[letters..digits].parse().unwrap_or(0), text));
            rest = &body[digits..];
        }
        parts.push(Part::Text(rest));
        Self(parts)
    }

    #[inline]
    pub fn render(&self, writer: &mut Writer, scene: &Scene) {
        for part in &self.0 {
            match part {
                Part::Text(text) => _ = writer.text(text),
                Part::Slot { fill, salt, argument } => {
                    fill(
                        writer,
                        scene,
                        Draw { hash: mix(scene.seed ^ salt), salt: *salt, argument: *argument },
                    );
                }
            }
        }
    }
}

fn slot(word: &'static str, argument: usize, text: &str) -> Part {
    if let Some(&(_, fill)) = SLOTS.iter().find(|(name, _)| *name == word) {
        return Part::Slot { fill, salt: hash(name(word), &[argument as u64]), argument };
    }
    let (kind, new) = word.strip_prefix("new").map_or((word, false), |kind| (kind, true));
    let population = POPULATIONS.iter().position(|p| p.0 == kind);
    let population = population.unwrap_or_else(|| panic!("unknown slot ${word} in {text}"));
    let salt = hash(name(word), &[argument as u64]);
    let fill: Fill = if new { new_resource } else { resource };
    Part::Slot { fill, salt, argument: population }
}

/// Kinds of resources: name of the slot, what an identifier starts with, its random part, how many exist per
/// account and region (drawn by Zipf's law).
pub const POPULATIONS: &[(&str, &str, Form, u64)] = &[
    ("acl", "acl-0", Form::Hex(16), 3),
    ("apiid", "", Form::Lower(10), 14),
    ("backupvault", "simulated-vault-", Form::Hex(4), 2),
    ("cert", "", Form::Uuid, 12),
    ("containerinstance", "", Form::Hex(32), 16),
    ("detector", "", Form::Hex(32), 1),
    ("distribution", "E", Form::Upper(13), 8),
    ("dhcp", "dopt-0", Form::Hex(16), 2),
    ("eip", "eipalloc-0", Form::Hex(16), 8),
    ("endpoint", "vpce-0", Form::Hex(16), 8),
    ("eni", "eni-0", Form::Hex(16), 140),
    ("filesystem", "fs-0", Form::Hex(16), 4),
    ("flowlog", "fl-0", Form::Hex(16), 4),
    ("hexid", "", Form::Hex(16), 24),
    ("igw", "igw-0", Form::Hex(16), 3),
    ("image", "ami-0", Form::Hex(16), 24),
    ("instance", "i-0", Form::Hex(16), 90),
    ("key", "", Form::Uuid, 16),
    ("launchtemplate", "lt-0", Form::Hex(16), 14),
    ("listener", "", Form::Hex(16), 20),
    ("nat", "nat-0", Form::Hex(16), 4),
    ("reservation", "r-0", Form::Hex(16), 60),
    ("routetable", "rtb-0", Form::Hex(16), 9),
    ("sg", "sg-0", Form::Hex(16), 48),
    ("sgrule", "sgr-0", Form::Hex(16), 160),
    ("snapshot", "snap-0", Form::Hex(16), 400),
    ("subnet", "subnet-0", Form::Hex(16), 9),
    ("volume", "vol-0", Form::Hex(16), 180),
    ("vpc", "vpc-0", Form::Hex(16), 3),
    ("zone", "Z", Form::Upper(20), 9),
];

#[derive(Clone, Copy)]
pub enum Form {
    Hex(usize),
    Upper(usize),
    Lower(usize),
    Uuid,
}

/// Resource number `index` of a kind in an account and region.
pub fn resource_name(w: &mut Writer, seed: u64, kind: usize, place: (usize, usize), index: u64) {
    let (_, prefix, form, _) = POPULATIONS[kind];
    identifier(
        w.text(prefix),
        form,
        hash(seed, &[RESOURCE, kind as u64, place.0 as u64, place.1 as u64, index]),
    );
}

const RESOURCE: u64 = name("resource");

fn identifier(w: &mut Writer, form: Form, hash: u64) {
    match form {
        Form::Hex(length) => _ = w.hex(hash, length),
        Form::Upper(length) => _ = w.upper(hash, length),
        Form::Lower(length) => _ = w.lower(hash, length),
        Form::Uuid => _ = w.uuid(hash),
    }
}

fn resource(w: &mut Writer, scene: &Scene, draw: Draw) {
    let hash = if scene.seed.is_multiple_of(4) { draw.hash } else { mix(scene.run ^ draw.salt) };
    let index = zipf(hash, POPULATIONS[draw.argument].3);
    resource_name(w, scene.estate.seed, draw.argument, (scene.account, scene.region), index);
}

fn new_resource(w: &mut Writer, _: &Scene, draw: Draw) {
    let (_, prefix, form, _) = POPULATIONS[draw.argument];
    identifier(w.text(prefix), form, draw.hash);
}

const APPS: &[&str] = &[
    "orders",
    "checkout",
    "catalog",
    "search",
    "billing",
    "invoices",
    "payments",
    "customers",
    "inventory",
    "shipping",
    "pricing",
    "reviews",
    "sessions",
    "profiles",
    "notifications",
    "reports",
    "ledger",
    "returns",
    "loyalty",
    "images",
    "warehouse",
    "tracking",
    "support",
    "partners",
];
const PARTS: &[&str] = &["api", "worker", "web", "consumer", "scheduler", "indexer", "exporter", "sync"];
const DATASETS: &[&str] =
    &["clickstream", "orders", "events", "exports", "customers", "raw", "curated", "metrics"];
const INSTANCE_TYPES: &[&str] =
    &["t3.medium", "m6i.large", "m7g.xlarge", "c7g.large", "r6i.xlarge", "t4g.small"];

/// All slots apart from the kinds of resources.
const SLOTS: &[(&str, Fill)] = &[
    // Where, when and who.
    ("account", |w, s, _| _ = w.text(ACCOUNTS[s.account].id)),
    ("otheraccount", |w, _, d| _ = w.text(ACCOUNTS[below(d.hash, ACCOUNTS.len() as u64) as usize].id)),
    ("region", |w, s, _| _ = w.text(REGIONS[s.region])),
    ("az", |w, s, d| _ = w.text(REGIONS[s.region]).text(["a", "b", "c"][below(d.hash, 3) as usize])),
    ("stage", |w, s, _| _ = w.text(ACCOUNTS[s.account].stage)),
    ("caller", |w, s, _| _ = w.text(&s.caller.arn)),
    ("user", |w, s, _| _ = w.text(&s.caller.name)),
    ("address", |w, s, _| _ = w.text(&s.caller.address)),
    ("time", |w, s, _| _ = w.instant(s.time)),
    ("past", |w, s, d| _ = w.instant(s.time - below(d.hash, 40 * 86_400))),
    ("recent", |w, s, d| _ = w.instant(s.time - 60 * below(d.hash, 360))),
    ("after", |w, s, _| _ = w.instant(s.time + 3600)),
    ("date", |w, s, _| _ = w.long_date(s.time)),
    ("pastdate", |w, s, d| _ = w.long_date(s.time - below(d.hash, 40 * 86_400))),
    ("afterdate", |w, s, _| _ = w.long_date(s.time + 3600)),
    ("day", |w, s, _| _ = w.day(s.time, "-")),
    ("slashday", |w, s, _| _ = w.day(s.time, "/")),
    ("compactday", |w, s, _| _ = w.day(s.time, "")),
    ("epochms", |w, s, d| _ = w.number(s.time * 1000 + below(d.hash, 1000))),
    ("pastepochms", |w, s, d| _ = w.number((s.time - below(d.hash, 40 * 86_400)) * 1000)),
    ("epoch", |w, s, d| _ = w.number(s.time - 300 * below(d.hash, 4))),
    // Names.
    ("app", |w, s, _| _ = w.text(APPS[app(s)])),
    ("part", |w, s, d| _ = w.text(PARTS[zipf(mix(s.run ^ d.salt), PARTS.len() as u64) as usize])),
    ("dataset", |w, s, d| _ = w.text(DATASETS[zipf(mix(s.run ^ d.salt), DATASETS.len() as u64) as usize])),
    ("instancetype", |w, _, d| {
        _ = w.text(INSTANCE_TYPES[zipf(d.hash, INSTANCE_TYPES.len() as u64) as usize])
    }),
    ("person", |w, s, d| _ = w.text(s.estate.person(d.hash))),
    ("role", |w, s, d| _ = w.text(&s.estate.role(s.account, d.hash).name)),
    ("rolearn", |w, s, d| _ = w.text(&s.estate.role(s.account, d.hash).arn)),
    ("iamuser", |w, s, d| _ = w.text(s.estate.user(s.account, d.hash))),
    // The role that is assumed.
    ("targetaccount", |w, s, _| _ = w.text(ACCOUNTS[target(s).account].id)),
    ("targetarn", |w, s, _| _ = w.text(&target(s).role.arn)),
    ("targetname", |w, s, _| _ = w.text(&target(s).role.name)),
    ("targetsession", |w, s, _| _ = w.text(&target(s).session.name)),
    ("targetkey", |w, s, _| _ = w.text(&target(s).session.access_key_id)),
    ("targetid", |w, s, _| _ = w.text(&target(s).role.unique_id).text(":").text(&target(s).session.name)),
    ("targetsessionarn", |w, s, _| _ = w.text(&target(s).session.arn)),
    ("targetexpiry", |w, s, _| _ = w.long_date(target(s).session.created + target(s).role.session_seconds)),
    // Identifiers and numbers; the number after the slot is a length where that is the point.
    ("requestid", |w, s, _| request_id(w, s)),
    ("uuid", |w, _, d| _ = w.uuid(d.hash)),
    ("hex", |w, _, d| _ = w.hex(d.hash, d.argument)),
    ("base", |w, _, d| _ = w.base64(d.hash, d.argument)),
    ("upper", |w, _, d| _ = w.upper(d.hash, d.argument)),
    ("lower", |w, _, d| _ = w.lower(d.hash, d.argument)),
    // The secret's suffix must stay with the secret, which is named after `$app`.
    ("suffix", |w, s, _| _ = w.alphanumeric(hash(s.estate.seed, &[name("suffix"), app(s) as u64]), 6)),
    ("digits", |w, _, d| {
        _ = w.number(10_u64.pow(d.argument as u32 - 1) * (1 + below(d.hash, 9)) + d.hash % 997)
    }),
    ("small", |w, _, d| _ = w.number(1 + zipf(d.hash, 9))),
    ("count", |w, _, d| _ = w.number(1 + below(d.hash, 100))),
    ("octet", |w, _, d| _ = w.number(1 + below(d.hash, 250))),
    ("port", |w, _, d| _ = w.number(1024 + below(d.hash, 64_000))),
    ("bytes", |w, _, d| _ = w.number(below(mix(d.hash), 1 << (8 + below(d.hash, 17))))),
    ("token", |w, _, d| _ = w.base64(d.hash, if d.hash % 3 == 0 { 260 } else { 120 }).text("==")),
    ("sessiontoken", |w, s, d| session_token(w, s, &d)),
    ("authorization", |w, _, d| _ = w.base64url(d.hash, 380 + (d.hash % 120) as usize)),
    ("idtwo", |w, _, d| _ = w.base64(d.hash, if d.hash % 4 == 0 { 94 } else { 74 }).text("==")),
    ("manyinstances", many_instances),
];

fn target<'a>(scene: &'a Scene) -> &'a Target<'a> {
    scene.target.as_ref().expect("only templates that assume a role use target slots")
}

pub fn request_id(w: &mut Writer, scene: &Scene) {
    let hash = mix(scene.seed ^ 0x7265_7175);
    if scene.request_id_is_s3 {
        w.upper(hash, 16)
    } else {
        w.uuid(hash)
    };
}

fn app(scene: &Scene) -> usize {
    zipf(mix(scene.run ^ name("app")), APPS.len() as u64) as usize
}

/// Session tokens start alike (an encoded region and a key number) and are random after that.
fn session_token(w: &mut Writer, scene: &Scene, draw: &Draw) {
    w.text("IQoJb3JpZ2luX2VjE").base64(scene.region as u64, 14).text("SJHMEUCI").base64(draw.hash, 60);
    w.text("//////////8BE")
        .base64(scene.account as u64, 24)
        .base64(draw.hash ^ 1, 30 + (draw.hash % 60) as usize);
    w.text("==");
}

/// A thousand instances in one call: the record of 60 kB that a pipeline must survive.
fn many_instances(w: &mut Writer, scene: &Scene, draw: Draw) {
    let kind = POPULATIONS.iter().position(|p| p.0 == "instance").expect("instances are a population");
    for index in 0..1_200 {
        w.text(if index == 0 { "{\"instanceId\":\"" } else { ",{\"instanceId\":\"" });
        resource_name(w, scene.estate.seed, kind, (scene.account, scene.region), index + draw.hash % 64);
        w.text("\",\"force\":false}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_slots_have_equal_values() {
        let estate = Estate::new(1);
        let caller = Session::default();
        let scene = Scene {
            estate: &estate,
            seed: 5,
            run: 6,
            account: 0,
            region: 0,
            time: 1_790_000_000,
            caller: &caller,
            target: None,
            request_id_is_s3: false,
        };
        let render = |text| super::super::json::string(|w| Template::compile(text).render(w, &scene));
        let both = render("$vpc/$vpc/$vpc2/$uuid/$uuid");
        let parts: Vec<_> = both.split('/').collect();
        assert_eq!(parts[0], parts[1]);
        assert_eq!(parts[3], parts[4]);
        assert!(parts[0].starts_with("vpc-0") && parts[0].len() == "vpc-0".len() + 16, "{both}");
        assert_eq!(render("a$hex4,$account."), format!("a{},{}.", render("$hex4"), ACCOUNTS[0].id));
    }

    #[test]
    #[should_panic(expected = "unknown slot $nonsense")]
    fn an_unknown_slot_is_refused() {
        Template::compile("{\"a\":\"$nonsense\"}");
    }
}
