//! Who acts in the estate: accounts, people, roles, services, and the sessions in which they act.
//!
//! An [`Actor`] is a user or a role in one account. What it does is said by its [`Habit`]s, how often by its
//! weight. A [`Session`] is a pure function of actor, region and time: its access key, its address and its
//! user agent stay the same until it expires, whichever log file is being made. So AssumeRole can hand out
//! the very key with which the role acts afterwards, without anybody remembering it.

use super::json::string;
use super::random::{Weighted, below, hash, name, zipf};
use super::services::{By, Habit};
use super::template::{POPULATIONS, resource_name};

pub const ORGANIZATION: &str = "o-simulated1";

pub struct Account {
    pub id: &'static str,
    pub name: &'static str,
    /// How the names of its resources begin.
    pub stage: &'static str,
    /// Share of the estate's events, and how they spread over [`REGIONS`].
    pub weight: u64,
    pub regions: [u64; 5],
}

pub const REGIONS: [&str; 5] = ["us-east-1", "eu-central-1", "eu-west-1", "us-west-2", "ap-southeast-2"];

pub const MANAGEMENT: usize = 0;
pub const SECURITY: usize = 2;

pub const ACCOUNTS: [Account; 8] = [
    Account { id: "111122223333", name: "management", stage: "mgmt", weight: 4, regions: [90, 10, 0, 0, 0] },
    Account { id: "222233334444", name: "log-archive", stage: "logs", weight: 5, regions: [70, 30, 0, 0, 0] },
    Account { id: "333344445555", name: "security", stage: "sec", weight: 8, regions: [50, 25, 15, 10, 0] },
    Account {
        id: "123456789012",
        name: "production",
        stage: "prod",
        weight: 36,
        regions: [42, 28, 15, 9, 6],
    },
    Account { id: "210987654321", name: "data", stage: "data", weight: 17, regions: [60, 30, 10, 0, 0] },
    Account {
        id: "444455556666",
        name: "staging",
        stage: "staging",
        weight: 12,
        regions: [50, 40, 10, 0, 0],
    },
    Account { id: "555566667777", name: "development", stage: "dev", weight: 14, regions: [45, 40, 8, 7, 0] },
    Account { id: "999988887777", name: "sandbox", stage: "sandbox", weight: 4, regions: [60, 0, 0, 40, 0] },
];

/// People who sign in through IAM Identity Center. The first name of each is unique.
const PEOPLE: &[&str] = &[
    "amelia.hart",
    "bruno.keller",
    "chloe.martin",
    "dana.whitfield",
    "elias.novak",
    "felix.braun",
    "grace.okafor",
    "hugo.lindgren",
    "ines.duarte",
    "jonas.weber",
    "katja.vogel",
    "liam.obrien",
    "mara.stein",
    "noah.fischer",
    "olga.petrova",
    "pavel.horak",
    "quinn.parker",
    "rosa.marino",
    "samir.haddad",
    "tessa.jansen",
    "umar.siddiqui",
    "vera.kovacs",
    "wendy.chu",
    "xavier.roux",
    "yuki.tanaka",
    "zoe.adler",
    "anton.berg",
    "bella.costa",
    "cyrus.amini",
    "dora.szabo",
    "emil.hansen",
    "fiona.doyle",
    "george.papas",
    "hanna.virtanen",
    "ivan.markov",
    "jade.nguyen",
    "karl.eriksen",
    "lena.hoffmann",
    "marco.rossi",
    "nina.popescu",
    "oscar.lima",
    "petra.svoboda",
    "rafael.ortiz",
    "sofia.greco",
];

/// People who still have an IAM user, with their account.
const USERS: &[(&str, usize)] = &[
    ("victor.lane", 3),
    ("omar.reyes", 6),
    ("paula.king", 5),
    ("alice", 3),
    ("bob", 3),
    ("carol", 4),
    ("dave", 6),
    ("erin", 6),
    ("frank", 5),
    ("heidi", 2),
    ("ivan", 4),
    ("judy", 7),
    ("mallory", 6),
    ("peggy", 3),
    ("trent", 0),
    ("intern.lab", 7),
];

/// Programs with long-lived access keys: everybody has them, nobody is proud of them.
const MACHINES: &[(&str, usize, Habit)] = &[
    ("ci-legacy-deploy", 3, Habit::Deploy),
    ("s3-uploader", 4, Habit::Pipeline),
    ("monitoring-exporter", 3, Habit::Audit),
    ("backup-agent", 1, Habit::Pipeline),
    ("siem-reader", 2, Habit::Audit),
    ("ses-mailer", 5, Habit::Function),
    ("jenkins", 6, Habit::Deploy),
];

const PERMISSION_SETS: [&str; 5] = ["Administrator", "Developer", "ReadOnly", "DataAnalyst", "SecurityAudit"];

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A session of a role of IAM Identity Center.
    Person,
    /// A person with an IAM user.
    User,
    /// A program with an IAM user.
    Machine,
    Role,
    /// A role that only its service uses: no access key, and the service's name in place of an address.
    ServiceLinked,
    /// An AWS service acting for itself.
    Service,
    Root,
    /// GitHub Actions, before they have assumed a role.
    WebIdentity,
    /// People of IAM Identity Center, before they have assumed a role.
    Saml,
    /// The internet.
    Anonymous,
}

/// When an actor is at work.
#[derive(Clone, Copy)]
pub enum Schedule {
    Always,
    /// On every fifth minute.
    FiveMinutes,
    /// In ten minutes of every hour.
    Hourly(u64),
    /// In one hour of the day.
    Daily(u64),
}

pub struct Actor {
    pub account: usize,
    pub kind: Kind,
    /// User name or role name.
    pub name: String,
    pub arn: String,
    /// `AIDA…` or `AROA…`
    pub unique_id: String,
    pub habits: By,
    pub schedule: Schedule,
    pub session_seconds: u64,
    /// How many sessions it has at once.
    pub variants: u64,
    /// The service that assumes the role; of people, their user name.
    pub trusted: String,
    weight: u32,
    session_name: String,
    agents: &'static [&'static str],
}

#[derive(Default)]
pub struct Session {
    pub arn: String,
    /// Session name or user name.
    pub name: String,
    pub access_key_id: String,
    pub created: u64,
    /// `userIdentity` as JSON without its closing brace, so that `invokedBy` can follow.
    pub identity: String,
    /// The same as sign-in events have it: no access key, no session.
    pub plain: String,
    pub address: String,
    pub agent: String,
    pub console: bool,
    /// AWS services' calls show no TLS details.
    pub internal: bool,
    pub vpc_endpoint_id: Option<String>,
}

pub struct Estate {
    pub seed: u64,
    pub actors: Vec<Actor>,
    pub accounts: Vec<Crew>,
}

/// The actors of one account, as indices, ready to be picked.
#[derive(Default)]
pub struct Crew {
    pub people: Weighted,
    pub machines: Weighted,
    /// Roles that services assume, weighted as their work.
    assumable: Weighted,
    federated: Weighted,
    saml: Weighted,
    cross: Weighted,
    roles: Vec<usize>,
    users: Vec<usize>,
}

impl Estate {
    pub fn new(seed: u64) -> Self {
        let mut roster = Roster { seed, actors: Vec::new() };
        for account in 0..ACCOUNTS.len() {
            roster.hire(account);
        }
        let actors = roster.actors;
        let accounts = (0..ACCOUNTS.len()).map(|account| Crew::of(account, &actors)).collect();
        Self { seed, actors, accounts }
    }

    /// A person's address, for events about people.
    pub fn person(&self, hash: u64) -> &'static str {
        PEOPLE[zipf(hash, PEOPLE.len() as u64) as usize]
    }

    pub fn role(&self, account: usize, hash: u64) -> &Actor {
        let roles = &self.accounts[account].roles;
        &self.actors[roles[zipf(hash, roles.len() as u64) as usize]]
    }

    pub fn user(&self, account: usize, hash: u64) -> &str {
        let users = &self.accounts[account].users;
        if users.is_empty() {
            "break-glass"
        } else {
            &self.actors[users[below(hash, users.len() as u64) as usize]].name
        }
    }

    /// The actor whom an incident names.
    pub fn named(&self, account: usize, name: &str) -> usize {
        let found =
            self.actors.iter().position(|a| a.account == account && (a.name == name || a.trusted == name));
        found.unwrap_or_else(|| panic!("nobody is called {name} in account {}", ACCOUNTS[account].id))
    }

    /// Which role the caller assumes, and in which account.
    pub fn target(&self, caller: &Actor, hash: u64) -> usize {
        let crew = &self.accounts[caller.account];
        let pool = match caller.kind {
            Kind::WebIdentity => &crew.federated,
            Kind::Saml => &crew.saml,
            Kind::Service => &crew.assumable,
            _ => &self.accounts[(caller.account + 1 + below(hash, 7) as usize) % ACCOUNTS.len()].cross,
        };
        pool.pick(super::random::mix(hash))
    }

    /// The session of an actor at a time. `variant` is one of the actor's sessions at the same time.
    pub fn session(&self, actor: usize, region: usize, time: u64, variant: u64) -> Session {
        let who = &self.actors[actor];
        let key = |what| {
            hash(
                self.seed,
                &[name(what), actor as u64, variant, if who.is_local() { region as u64 } else { 9 }],
            )
        };
        let phase = key("phase") % who.session_seconds;
        let period = (time + phase) / who.session_seconds;
        let created = (period * who.session_seconds - phase).max(1);
        let here = hash(key("session"), &[period]);
        let (id, account) = (ACCOUNTS[who.account].id, who.account);

        let session_name = match who.session_name.as_str() {
            "$instance" => string(|w| {
                let kind =
                    POPULATIONS.iter().position(|p| p.0 == "instance").expect("instances are a population");
                resource_name(w, self.seed, kind, (account, region), key("instance") % 90);
            }),
            "$task" => string(|w| _ = w.hex(here, 32)),
            "$run" => string(|w| _ = w.text("GitHubActions-").number(17_000_000_000 + here % 999_999_999)),
            "$number" => {
                string(|w| _ = w.text("session-").number(1_000_000_000_000_000_000 + here % (1 << 60)))
            }
            fixed => fixed.to_owned(),
        };
        let person = matches!(who.kind, Kind::Person | Kind::User | Kind::Root);
        let console = person && variant == 0;
        let long_lived = who.kind == Kind::Machine || (who.kind == Kind::User && !console);
        let access_key_id = string(|w| {
            if long_lived {
                w.text("AKIA").upper(hash(self.seed, &[account as u64]), 8).upper(key("key"), 8);
            } else {
                w.text("ASIA").upper(hash(self.seed, &[account as u64]), 8).upper(here, 8);
            }
        });
        let mfa = person && !long_lived && hash(key("mfa"), &[]) % 10 < 9;
        let attributes = string(|w| {
            w.text("\"attributes\":{\"creationDate\":\"").instant(created);
            w.text("\",\"mfaAuthenticated\":\"").text(if mfa { "true" } else { "false" }).text("\"}");
        });
        let arn = match who.kind {
            Kind::Person | Kind::Role | Kind::ServiceLinked => {
                format!("arn:aws:sts::{id}:assumed-role/{}/{session_name}", who.name)
            }
            _ => who.arn.clone(),
        };
        let local = who.kind == Kind::Role && who.is_local() && key("local").is_multiple_of(4);
        let mut session = Session {
            name: if arn.contains(":assumed-role/") { session_name } else { who.name.clone() },
            address: self.address(who, account, variant, key("address"), here, local),
            agent: who.agents[below(key("agent"), who.agents.len() as u64) as usize].to_owned(),
            vpc_endpoint_id: local.then(|| string(|w| _ = w.text("vpce-0").hex(key("endpoint") % 5, 16))),
            internal: matches!(who.kind, Kind::ServiceLinked | Kind::Service) || who.agents == BY_SERVICE,
            arn,
            access_key_id,
            created,
            console,
            ..Session::default()
        };
        if session.internal {
            (session.address, session.agent) = (who.trusted.clone(), who.trusted.clone());
        }
        if console {
            session.agent = BROWSERS[below(key("browser"), BROWSERS.len() as u64) as usize].to_owned();
        }
        (session.identity, session.plain) = identity(who, &session, &attributes, key("identity"));
        session
    }

    fn address(&self, who: &Actor, account: usize, variant: u64, key: u64, here: u64, local: bool) -> String {
        match who.kind {
            Kind::Person | Kind::User | Kind::Root | Kind::Saml => {
                // The person decides, not the account: the same person has the same home in every account.
                let home = hash(
                    self.seed,
                    &[name("home"), name(&who.trusted), name(&who.name) * u64::from(who.trusted.is_empty())],
                );
                match (below(here, 10), home % 8) {
                    (0..6, _) => format!("203.0.113.{}", 10 + home % 4),
                    (_, 0) => string(|w| {
                        _ = w
                            .text("2001:db8:")
                            .hex(home, 4)
                            .text(":")
                            .hex(home ^ 1, 4)
                            .text("::")
                            .hex(home, 3)
                    }),
                    _ => format!("203.0.113.{}", 20 + home % 220),
                }
            }
            Kind::WebIdentity => format!("192.0.2.{}", 200 + here % 50),
            Kind::Anonymous => format!("198.51.100.{}", 100 + here % 150),
            _ if local => format!("10.{}.{}.{}", 16 + account, key % 16, 4 + key / 16 % 250),
            _ => format!("192.0.2.{}", 8 + account as u64 * 16 + (key ^ variant) % 6),
        }
    }
}

impl Actor {
    /// Whether its sessions belong to one region, as those of instances, tasks and functions do.
    fn is_local(&self) -> bool {
        self.kind == Kind::Role && self.variants > 1
    }

    pub fn is_person(&self) -> bool {
        matches!(self.kind, Kind::Person | Kind::User | Kind::Root | Kind::Saml)
    }

    /// Whether the actor is at work at this time.
    pub fn works_at(&self, time: u64) -> bool {
        match self.schedule {
            Schedule::Always | Schedule::FiveMinutes => true,
            Schedule::Hourly(minute) => (time / 60 + 60 - minute) % 60 < 10,
            Schedule::Daily(hour) => time / 3600 % 24 == hour,
        }
    }
}

/// `userIdentity` with and without the session, both without the closing brace.
fn identity(who: &Actor, session: &Session, attributes: &str, key: u64) -> (String, String) {
    let (id, name, unique) = (ACCOUNTS[who.account].id, &who.name, &who.unique_id);
    let (arn, key_id) = (&session.arn, &session.access_key_id);
    let user = |with: &str| {
        format!(
            r#"{{"type":"IAMUser","principalId":"{unique}","arn":"{arn}","accountId":"{id}"{with},"userName":"{name}""#
        )
    };
    match who.kind {
        Kind::User | Kind::Machine => {
            // Console sessions of users have an empty issuer, calls with a long-lived key no session at all.
            let context = format!(
                r#","sessionContext":{{"sessionIssuer":{{}},"webIdFederationData":{{}},{attributes}}}"#
            );
            let context = if session.console { context } else { String::new() };
            (user(&format!(r#","accessKeyId":"{key_id}""#)) + &context, user(""))
        }
        Kind::Root => {
            let plain = format!(r#"{{"type":"Root","principalId":"{id}","arn":"{arn}","accountId":"{id}""#);
            (
                format!(r#"{plain},"accessKeyId":"{key_id}","sessionContext":{{{attributes}}}"#),
                plain + r#","accessKeyId":"""#,
            )
        }
        Kind::Person | Kind::Role | Kind::ServiceLinked => {
            let key_id = match who.kind {
                Kind::ServiceLinked => String::new(),
                _ => format!(r#","accessKeyId":"{key_id}""#),
            };
            let (role, principal) = (&who.arn, format!("{unique}:{}", session.name));
            let delivery = match (who.trusted.as_str(), key % 5) {
                ("ec2.amazonaws.com", 0) => r#","ec2RoleDelivery":"1.0""#,
                ("ec2.amazonaws.com", _) => r#","ec2RoleDelivery":"2.0""#,
                _ => "",
            };
            let plain = format!(
                r#"{{"type":"AssumedRole","principalId":"{principal}","arn":"{arn}","accountId":"{id}""#
            );
            let mut with = format!(
                concat!(
                    r#"{}{},"sessionContext":{{"sessionIssuer":{{"type":"Role","principalId":"{}","arn":"{}","#,
                    r#""accountId":"{}","userName":"{}"}},{}{}{}}}"#
                ),
                plain,
                key_id,
                unique,
                role,
                id,
                name,
                if key.is_multiple_of(6) { r#""webIdFederationData":{},"# } else { "" },
                attributes,
                delivery,
            );
            if who.kind == Kind::Person && who.name.contains("DataAnalyst") {
                let user_id = string(|w| _ = w.uuid(super::random::name(&who.trusted)));
                with += &format!(
                    concat!(
                        r#","onBehalfOf":{{"userId":"{}","#,
                        r#""identityStoreArn":"arn:aws:identitystore::{}:identitystore/d-90670c0ffe"}}"#
                    ),
                    user_id, ACCOUNTS[MANAGEMENT].id
                );
            }
            (with, plain)
        }
        Kind::Service => (r#"{"type":"AWSService""#.to_owned(), r#"{"type":"AWSService""#.to_owned()),
        Kind::WebIdentity => {
            let (host, repository) =
                ("token.actions.githubusercontent.com", format!("repo:example/{name}:ref:refs/heads/main"));
            let text = format!(
                concat!(
                    r#"{{"type":"WebIdentityUser","principalId":"arn:aws:iam::{}:oidc-provider/{}:sts.amazonaws.com:{}","#,
                    r#""userName":"{}","identityProvider":"arn:aws:iam::{}:oidc-provider/{}""#
                ),
                id, host, repository, repository, id, host
            );
            (text.clone(), text)
        }
        Kind::Saml => {
            let text = format!(
                r#"{{"type":"SAMLUser","principalId":"{unique}:{0}","userName":"{0}","identityProvider":"{unique}""#,
                who.trusted
            );
            (text.clone(), text)
        }
        Kind::Anonymous => {
            let anonymous = r#"{"type":"AWSAccount","principalId":"","accountId":"anonymous""#.to_owned();
            // Who failed to sign in with a name that does not exist is not told to the log.
            let hidden = r#"{"type":"IAMUser","accountId":""#.to_owned()
                + id
                + r#"","accessKeyId":"","userName":"HIDDEN_DUE_TO_SECURITY_REASONS""#;
            (anonymous, hidden)
        }
    }
}

impl Crew {
    fn of(account: usize, actors: &[Actor]) -> Self {
        let pick = |choose: &dyn Fn(&Actor) -> bool| {
            let chosen = actors.iter().enumerate().filter(|(_, a)| a.account == account && choose(a));
            Weighted::new(chosen.map(|(index, a)| (index, a.weight)))
        };
        let list = |choose: &dyn Fn(&Actor) -> bool| {
            let chosen = actors.iter().enumerate().filter(|(_, a)| a.account == account && choose(a));
            chosen.map(|(index, _)| index).collect()
        };
        Self {
            people: pick(&Actor::is_person),
            machines: pick(&|a| !a.is_person()),
            assumable: pick(&|a| {
                a.trusted.ends_with(".amazonaws.com") && matches!(a.kind, Kind::Role | Kind::ServiceLinked)
            }),
            federated: pick(&|a| a.kind == Kind::Role && a.trusted == "github"),
            saml: pick(&|a| a.kind == Kind::Person),
            cross: pick(&|a| a.kind == Kind::Role && a.trusted == "cross"),
            roles: list(&|a| a.kind == Kind::Role),
            users: list(&|a| matches!(a.kind, Kind::User | Kind::Machine)),
        }
    }
}

const CLI: &[&str] = &[
    "aws-cli/2.17.44 ua/2.0 os/macos#23.6.0 md/arch#arm64 lang/python#3.11.9",
    "aws-cli/2.22.7 ua/2.1 os/linux#6.8.0-48-generic md/arch#x86_64 lang/python#3.12.6",
    "Boto3/1.35.64 md/Botocore#1.35.64 ua/2.0 os/linux#6.1.112 lang/python#3.11.10 Botocore/1.35.64",
];
const BROWSERS: &[&str] = &[
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) \
     Chrome/139.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 \
     Safari/537.36 Edg/140.0.0.0",
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 \
     Safari/605.1.15",
];
const IN_LAMBDA: &[&str] = &[
    "Boto3/1.34.145 md/Botocore#1.34.145 ua/2.0 lang/python#3.12.7 exec-env/AWS_Lambda_python3.12",
    "aws-sdk-js/3.682.0 ua/2.1 os/linux#5.10.230-240.880.amzn2.x86_64 lang/js md/nodejs#20.18.0 \
     api/dynamodb#3.682.0 exec-env/AWS_Lambda_nodejs20.x",
];
const IN_TASKS: &[&str] = &[
    "aws-sdk-java/2.28.12 ua/2.1 os/Linux#5.10.230 lang/java#21.0.4 exec-env/AWS_ECS_FARGATE",
    "aws-sdk-go-v2/1.32.4 ua/2.1 os/linux lang/go#1.23.2 md/GOOS#linux md/GOARCH#arm64 \
     exec-env/AWS_ECS_FARGATE api/s3#1.66.3",
];
const ON_INSTANCES: &[&str] = &[
    "aws-sdk-go/1.55.5 (go1.22.7; linux; amd64) amazon-ssm-agent/3.3.987.0",
    "aws-sdk-go/1.55.5 (go1.22.7; linux; arm64) amazon-ssm-agent/3.3.1142.0",
    "aws-sdk-java/1.12.772 Linux/6.1.112-122.189.amzn2023.x86_64 OpenJDK_64-Bit_Server_VM/17.0.13+11-LTS \
     java/17.0.13",
];
const TERRAFORM: &[&str] =
    &["APN/1.0 HashiCorp/1.0 Terraform/1.9.8 (+https://www.terraform.io) terraform-provider-aws/5.75.0 \
     (+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go-v2/1.32.4 ua/2.1 os/linux \
     lang/go#1.23.2 md/GOOS#linux md/GOARCH#amd64"];
const GITHUB: &[&str] =
    &["aws-sdk-js/3.691.0 ua/2.1 os/linux#6.5.0-1025-azure lang/js md/nodejs#20.18.0 api/sts#3.691.0 \
     configure-aws-credentials-for-github-actions"];
const SPARK: &[&str] = &[
    "ElasticMapReduce/1.0.0 emrfs/s3n user:livy,groups:[hadoop,livy], aws-sdk-java/1.12.705 \
     Linux/5.10.225-213.878.amzn2.x86_64 java/17.0.12 scala/2.12.15",
    "aws-sdk-java/2.25.11 Linux/5.10.226-235.879.amzn2.x86_64 Java/17.0.12 scala/2.12.18 \
     kotlin/1.6.20-release-275(1.6.20) io/async http/NettyNio",
];
const CURL: &[&str] = &[
    "curl/8.7.1",
    "Mozilla/5.0 (compatible; CensusBot/2.1)",
    "python-requests/2.32.3",
    "Go-http-client/2.0",
];
/// The service's own name is the user agent.
const BY_SERVICE: &[&str] = &["AWS Internal"];

/// What a group of roles in an account has in common. `share` is the group's part of the machines' events, in
/// 1/10,000.
struct Group {
    count: usize,
    name: &'static str,
    trusted: &'static str,
    session_name: &'static str,
    habits: By,
    share: u32,
    variants: u64,
    hours: u64,
    agents: &'static [&'static str],
}

/// The applications that have roles of their own.
const OWNERS: [&str; 8] =
    ["orders", "checkout", "catalog", "search", "billing", "payments", "inventory", "reports"];

const SERVICE_LINKED: [(&str, &str, &str, By); 6] = [
    ("Config", "config.amazonaws.com", "AWSConfig-Describe", &[(Habit::Scan, 1)]),
    ("AutoScaling", "autoscaling.amazonaws.com", "AutoScaling", &[(Habit::Scale, 1)]),
    ("ECS", "ecs.amazonaws.com", "ECSNetworkInterfaceManagement", &[(Habit::Network, 1)]),
    (
        "ElasticLoadBalancing",
        "elasticloadbalancing.amazonaws.com",
        "ElasticLoadBalancing",
        &[(Habit::Network, 1)],
    ),
    ("AmazonInspector2", "inspector2.amazonaws.com", "MandoService-2842426183934887787", &[(Habit::Scan, 1)]),
    ("SecurityHub", "securityhub.amazonaws.com", "securityhub", &[(Habit::Scan, 1)]),
];

struct Roster {
    seed: u64,
    actors: Vec<Actor>,
}

impl Roster {
    fn hire(&mut self, account: usize) {
        // How many roles of each kind: functions, tasks, instances, pipelines.
        let (functions, tasks, instances, pipelines) = match ACCOUNTS[account].stage {
            "prod" => (8, 6, 4, 1),
            "data" => (3, 1, 1, 5),
            "staging" => (6, 4, 2, 0),
            "dev" => (6, 3, 3, 0),
            "sandbox" => (2, 0, 2, 0),
            _ => (1, 0, 0, 0),
        };
        let workload = usize::from(functions > 1);
        let stage = ACCOUNTS[account].stage;
        let data = if stage == "data" { 5 } else { 1 };
        let groups = [
            Group {
                count: functions,
                name: "lambda",
                trusted: "lambda.amazonaws.com",
                session_name: "$app",
                habits: &[(Habit::Function, 1)],
                share: 2000,
                variants: 3,
                hours: 6,
                agents: IN_LAMBDA,
            },
            Group {
                count: tasks,
                name: "task",
                trusted: "ecs-tasks.amazonaws.com",
                session_name: "$task",
                habits: &[(Habit::Container, 1)],
                share: 1700,
                variants: 6,
                hours: 6,
                agents: IN_TASKS,
            },
            Group {
                count: instances,
                name: "instance",
                trusted: "ec2.amazonaws.com",
                session_name: "$instance",
                habits: &[(Habit::Instance, 1)],
                share: 1000,
                variants: 8,
                hours: 6,
                agents: ON_INSTANCES,
            },
            Group {
                count: pipelines,
                name: "etl",
                trusted: "glue.amazonaws.com",
                session_name: "GlueJobRunnerSession",
                habits: &[(Habit::Pipeline, 1)],
                share: 700 * data,
                variants: 2,
                hours: 12,
                agents: SPARK,
            },
            Group {
                count: workload,
                name: "github-deploy",
                trusted: "github",
                session_name: "$run",
                habits: &[(Habit::Deploy, 1)],
                share: 500,
                variants: 1,
                hours: 1,
                agents: CLI,
            },
            Group {
                count: workload,
                name: "terraform-apply",
                trusted: "github",
                session_name: "$run",
                habits: &[(Habit::Terraform, 1)],
                share: 800,
                variants: 1,
                hours: 1,
                agents: TERRAFORM,
            },
            Group {
                count: workload,
                name: "cloudformation-execution",
                trusted: "cloudformation.amazonaws.com",
                session_name: "AWSCloudFormation",
                habits: &[(Habit::Terraform, 1)],
                share: 250,
                variants: 1,
                hours: 1,
                agents: BY_SERVICE,
            },
            Group {
                count: workload,
                name: "backup",
                trusted: "backup.amazonaws.com",
                session_name: "AWSBackup",
                habits: &[(Habit::Backup, 1)],
                share: 200,
                variants: 1,
                hours: 4,
                agents: BY_SERVICE,
            },
            Group {
                count: 1,
                name: "organization-audit",
                trusted: "cross",
                session_name: "security-audit",
                habits: &[(Habit::Audit, 1)],
                share: 300,
                variants: 1,
                hours: 1,
                agents: CLI,
            },
        ];
        for group in groups {
            self.hire_group(account, &group);
        }
        for (index, (service, trusted, session_name, habits)) in SERVICE_LINKED.into_iter().enumerate() {
            if workload == 1 || habits[0].0 == Habit::Scan {
                let path = format!("aws-service-role/{trusted}/");
                let weight = if index == 0 { 1800 } else { 300 };
                self.role(account, &format!("AWSServiceRoleFor{service}"), &path, Kind::ServiceLinked, |a| {
                    (a.trusted, a.session_name, a.habits, a.weight) =
                        (trusted.to_owned(), session_name.to_owned(), habits, weight);
                    a.schedule = Schedule::FiveMinutes;
                    a.agents = BY_SERVICE;
                });
            }
        }
        if account == SECURITY {
            self.role(account, "organization-scanner", "", Kind::Role, |a| {
                (a.trusted, a.session_name) = ("ecs-tasks.amazonaws.com".to_owned(), "$number".to_owned());
                (a.habits, a.weight) = (&[(Habit::Across, 3), (Habit::Audit, 5)], 900);
            });
        }
        self.add(account, Kind::Service, "service", String::new(), |a| {
            (a.habits, a.weight, a.agents) = (&[(Habit::Service, 1)], 9500, BY_SERVICE);
        });
        self.add(account, Kind::Anonymous, "anonymous", String::new(), |a| {
            (a.habits, a.weight, a.agents, a.session_seconds) = (&[(Habit::Anonymous, 1)], 40, CURL, 300);
            a.variants = 4;
        });
        if workload == 1 {
            for app in OWNERS {
                self.add(account, Kind::WebIdentity, app, String::new(), |a| {
                    (a.habits, a.weight, a.agents) = (&[(Habit::Federate, 1)], 12, GITHUB);
                });
            }
        }
        for &(name, _, habit) in MACHINES.iter().filter(|machine| machine.1 == account) {
            let habits: By = match habit {
                Habit::Deploy => &[(Habit::Deploy, 1)],
                Habit::Pipeline => &[(Habit::Pipeline, 1)],
                Habit::Audit => &[(Habit::Audit, 1)],
                _ => &[(Habit::Function, 1)],
            };
            self.user(account, Kind::Machine, name, |a| (a.habits, a.weight) = (habits, 2400));
        }
        self.hire_people(account);
    }

    fn hire_group(&mut self, account: usize, group: &Group) {
        let stage = ACCOUNTS[account].stage;
        let shares: u32 = (0..group.count).map(|i| 60 / (i as u32 + 2)).sum();
        for index in 0..group.count {
            // Roles of applications are named after them, roles of the account after what they do.
            let owner = OWNERS[index % OWNERS.len()];
            let by_app = !matches!(
                group.trusted,
                "github" | "cross" | "cloudformation.amazonaws.com" | "backup.amazonaws.com"
            );
            let name = if by_app { format!("{stage}-{owner}-{}", group.name) } else { group.name.to_owned() };
            self.role(account, &name, "", Kind::Role, |a| {
                a.trusted = group.trusted.to_owned();
                a.session_name = match group.session_name {
                    "$app" => format!("{stage}-{owner}-api"),
                    other => other.to_owned(),
                };
                (a.habits, a.variants, a.session_seconds) =
                    (group.habits, group.variants, group.hours * 3600);
                a.weight = (group.share * (60 / (index as u32 + 2)) / shares).max(1);
                a.agents = group.agents;
                a.schedule = match (group.name, index % 4) {
                    ("backup", _) => Schedule::Daily(2),
                    ("etl", 1) => Schedule::Hourly(15),
                    ("etl", 2) => Schedule::Daily(4),
                    ("lambda", 3) => Schedule::Hourly(0),
                    ("lambda", 1) | ("instance", _) => Schedule::FiveMinutes,
                    _ => Schedule::Always,
                };
            });
        }
    }

    fn hire_people(&mut self, account: usize) {
        let human: By = match ACCOUNTS[account].stage {
            "data" => &[(Habit::Analyse, 55), (Habit::Browse, 30), (Habit::Develop, 15)],
            "mgmt" | "sec" | "logs" => &[(Habit::Administer, 30), (Habit::Browse, 50), (Habit::Audit, 20)],
            _ => &[(Habit::Browse, 48), (Habit::Develop, 36), (Habit::Analyse, 8), (Habit::Administer, 8)],
        };
        for (index, &person) in PEOPLE.iter().enumerate() {
            // Everybody works in two or three accounts; the ones whom the incidents name must be where they
            // act.
            let works_here = match ACCOUNTS[account].stage {
                "prod" => index % 3 == 0,
                "data" => index % 4 == 3 || person == "dana.whitfield",
                "staging" => index % 2 == 1,
                "dev" => index % 5 != 3,
                "sandbox" => index % 6 == 2,
                _ => index % 11 == account,
            };
            if !works_here {
                continue;
            }
            let set = match (account, index % 5) {
                (0..=2, _) => {
                    if index % 2 == 0 {
                        0
                    } else {
                        4
                    }
                }
                (4, _) => 3,
                (_, 0..=2) => 1,
                (_, 3) => 2,
                _ => 0,
            };
            let id = format!("{:016x}", hash(self.seed, &[name("sso"), account as u64, set as u64]));
            let role = format!("AWSReservedSSO_{}_{id}", PERMISSION_SETS[set]);
            let path = "aws-reserved/sso.amazonaws.com/";
            self.role(account, &role, path, Kind::Person, |a| {
                a.session_name = format!("{person}@example.com");
                (a.trusted, a.habits, a.variants) = (format!("{person}@example.com"), human, 2);
                (a.weight, a.session_seconds, a.agents) = (400 / (index as u32 + 4), 8 * 3600, CLI);
            });
            let provider =
                format!("arn:aws:iam::{}:saml-provider/AWSSSO_{id}_DO_NOT_DELETE", ACCOUNTS[account].id);
            self.add(account, Kind::Saml, person, provider.clone(), |a| {
                (a.unique_id, a.trusted) = (provider, format!("{person}@example.com"));
                (a.habits, a.weight, a.agents) = (&[(Habit::Saml, 1)], 2, BROWSERS);
            });
        }
        for &(user, _) in USERS.iter().filter(|user| user.1 == account) {
            let with_sign_in: By =
                &[(Habit::Browse, 50), (Habit::Develop, 32), (Habit::Administer, 12), (Habit::SignIn, 2)];
            self.user(account, Kind::User, user, |a| {
                (a.habits, a.weight, a.variants, a.session_seconds) = (with_sign_in, 180, 2, 12 * 3600);
            });
        }
        if account == MANAGEMENT {
            let arn = format!("arn:aws:iam::{}:root", ACCOUNTS[account].id);
            self.add(account, Kind::Root, "root", arn, |a| {
                (a.habits, a.weight, a.session_seconds) = (&[(Habit::Root, 1)], 1, 3600);
            });
        }
    }

    fn role(&mut self, account: usize, name: &str, path: &str, kind: Kind, set: impl FnOnce(&mut Actor)) {
        let arn = format!("arn:aws:iam::{}:role/{path}{name}", ACCOUNTS[account].id);
        self.add(account, kind, name, arn, set);
    }

    fn user(&mut self, account: usize, kind: Kind, name: &str, set: impl FnOnce(&mut Actor)) {
        let arn = format!("arn:aws:iam::{}:user/{name}", ACCOUNTS[account].id);
        self.add(account, kind, name, arn, set);
    }

    fn add(&mut self, account: usize, kind: Kind, actor: &str, arn: String, set: impl FnOnce(&mut Actor)) {
        let of_account = hash(self.seed, &[account as u64]);
        let prefix = if matches!(kind, Kind::User | Kind::Machine) { "AIDA" } else { "AROA" };
        let unique_id = string(|w| {
            w.text(prefix).upper(of_account, 8).upper(hash(of_account, &[name(actor)]), 9);
        });
        let mut actor = Actor {
            account,
            kind,
            name: actor.to_owned(),
            arn,
            unique_id,
            habits: &[],
            schedule: Schedule::Always,
            session_seconds: 3600,
            variants: 1,
            trusted: String::new(),
            weight: 1,
            session_name: String::new(),
            agents: CLI,
        };
        set(&mut actor);
        self.actors.push(actor);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_estate_has_the_size_it_promises() {
        let estate = Estate::new(1);
        let roles =
            estate.actors.iter().filter(|a| matches!(a.kind, Kind::Role | Kind::ServiceLinked)).count();
        assert_eq!(PEOPLE.len() + USERS.len(), 60);
        assert!((100..=140).contains(&roles), "{roles} roles");
        let crew = estate
            .accounts
            .iter()
            .all(|c| !c.people.is_empty() && !c.machines.is_empty() && !c.cross.is_empty());
        assert!(crew, "every account has people, machines and an audit role");
    }

    #[test]
    fn a_session_lasts_and_then_changes() {
        let estate = Estate::new(1);
        let actor = estate.actors.iter().position(|a| a.name == "prod-orders-lambda").unwrap();
        let at = |time| estate.session(actor, 0, time, 0);
        let first = at(1_790_000_000);
        assert_eq!(first.access_key_id, at(first.created + 6 * 3600 - 1).access_key_id);
        assert_ne!(first.access_key_id, at(first.created + 6 * 3600).access_key_id);
        assert!(first.identity.contains(&first.access_key_id));
    }
}
