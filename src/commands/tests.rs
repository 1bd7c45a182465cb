//! Stories of the commands, each on a folder of its own.

use std::path::Path;

use base::App;
use db::params;
use people::agents::{self, NewAgent};
use portals::members;
use tempfile::TempDir;

use super::{Place, Plain, accounts, demo, load, open, settings};

async fn app(folder: &TempDir) -> App {
    let place = Place::folder(folder.path());
    place.prepare().unwrap();
    open(place.read().unwrap(), crate::system_clock())
        .await
        .unwrap()
}

async fn count(app: &App, sql: &str) -> i64 {
    app.db.one(sql, params![]).await.unwrap()
}

const SETTINGS: &str = r#"
[account]
name = "Acme"

[[inboxes]]
name = "Help"
kind = "HELP_DESK"

[[channels]]
address = "help@acme.test"
inbox = "Help"
imap = { host = "127.0.0.1", port = 143, tls = "none", user = "help", password = "open sesame" }

[[portals]]
name = "Acme"
default_inbox = "Help"
allow_close = true

[[domains]]
host = "help.localhost"
portal = "Acme"
origin = "http://help.localhost:8080"
language = "pl"

[[agents]]
email = "root@acme.test"
name = "Root"
permissions = ["administrator"]
password = "a long password"
"#;

/// A page of the portal above, written anew.
fn written(source: &str) -> String {
    format!("[[templates]]\nportal = \"Acme\"\npage = \"signed-out\"\nsource = '{source}'\n")
}

#[tokio::test]
async fn a_page_is_written_anew_by_a_file_and_judged_as_at_the_desk() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder).await;
    let with_page = format!("{SETTINGS}\n{}", written(r#"<a href="/sign-in">Back</a>"#));
    set(&app, SETTINGS, false).await;
    let changed = set(&app, &with_page, false).await;
    assert_eq!(
        changed,
        [r#"page "signed-out" of portal "Acme": written anew"#]
    );
    assert!(set(&app, &with_page, false).await.is_empty());
    let json = settings::text(&app, true).await.unwrap();
    let again = settings::set(&app, &json, true, folder.path(), false).await;
    assert!(again.unwrap().is_empty(), "what is exported can be applied");
    let exported = settings::text(&app, false).await.unwrap();
    assert!(exported.contains("[[templates]]") && exported.contains(">Back</a>"));
    std::fs::write(folder.path().join("bye.html"), "{{ 1 * 1 }}").unwrap();
    let from_file = written("").replace("source = ''", "source_file = \"bye.html\"");
    let refused = settings::set(&app, &from_file, false, folder.path(), false).await;
    let said = format!("{:#}", refused.unwrap_err());
    assert!(
        said.contains("line 1, column 4: “*” cannot be used in a page"),
        "{said}"
    );
    let restored = set(&app, &written(""), false).await;
    assert_eq!(
        restored,
        [r#"page "signed-out" of portal "Acme": restored"#]
    );
}

/// What a file changes, in words.
async fn set(app: &App, text: &str, dry_run: bool) -> Vec<String> {
    settings::set(app, text, false, Path::new(""), dry_run)
        .await
        .unwrap()
}

#[tokio::test]
async fn the_same_settings_twice_change_nothing() {
    let folder = TempDir::new().unwrap();
    let app = app(&folder).await;
    let planned = set(&app, SETTINGS, true).await;
    assert!(
        accounts::maybe(&app.db).await.unwrap().is_none(),
        "a dry run writes nothing"
    );
    assert_eq!(set(&app, SETTINGS, false).await, planned);
    assert!(set(&app, SETTINGS, false).await.is_empty());
    let exported = settings::text(&app, false).await.unwrap();
    assert!(
        !exported.contains("sesame") && !exported.contains("sealed:"),
        "{exported}"
    );
    assert!(
        set(&app, &exported, false).await.is_empty(),
        "an export changes nothing"
    );
    let closed = SETTINGS
        .replace("allow_close = true", "")
        .replace("open sesame", "another");
    assert_eq!(
        set(&app, &closed, false).await,
        [
            "channel \"help@acme.test\": imap.password changed",
            "portal \"Acme\": allow_close true → false"
        ]
    );
    let strict = closed.replace("[account]", "[account]\nrequire_factor = true");
    let changed = set(&app, &strict, false).await;
    assert_eq!(changed, ["account \"Acme\": require_factor false → true"]);
    let exported = settings::text(&app, false).await.unwrap();
    assert!(exported.contains("require_factor = true"), "{exported}");
}

const LISTS: &str = r#"
[account]
name = "Acme"

[[lists]]
name = "Bakers"
kind = "active"
filter = [
  [{ property = "company", operator = "contains", value = "bakery" }],
  [{ property = "email-domain", operator = "is", value = "bake.test" }, { property = "phone", operator = "is-unknown" }],
]

[[lists]]
name = "Picked"
kind = "static"
members = ["Zoe@bake.test", "ann@acme.test"]
"#;

#[tokio::test]
async fn lists_are_set_with_the_people_in_them() {
    let folder = TempDir::new().unwrap();
    let app = app(&folder).await;
    set(&app, LISTS, false).await;
    assert_eq!(count(&app, "select count(*) from contacts").await, 2);
    assert_eq!(
        count(&app, "select count(*) from list_members").await,
        3,
        "zoe is a baker, too"
    );
    assert!(set(&app, LISTS, false).await.is_empty());
    let exported = settings::text(&app, false).await.unwrap();
    assert!(exported.contains("zoe@bake.test"), "{exported}");
    assert!(set(&app, &exported, false).await.is_empty(), "{exported}");
    let fewer = LISTS
        .replace("\"Zoe@bake.test\", ", "")
        .replace("bakery", "Bakery");
    let changes = set(&app, &fewer, false).await;
    assert_eq!(changes.len(), 2, "{changes:?}");
    assert_eq!(
        changes[1],
        "list \"Picked\": members [\"ann@acme.test\",\"zoe@bake.test\"] → [\"ann@acme.test\"]"
    );
    for (wrong, what) in [
        (
            LISTS.replace("\"is-unknown\"", "\"before\""),
            "phone is not compared by before",
        ),
        (LISTS.replace("contains", "holds"), "holds"),
        (
            LISTS.replace("value = \"bakery\"", "value = \" \""),
            "company contains needs a value",
        ),
        (
            LISTS.replace("ann@acme.test", "ann"),
            "\"ann\" is not an e-mail address",
        ),
        (
            LISTS.replace("kind = \"static\"", "kind = \"active\""),
            "kind cannot change",
        ),
    ] {
        let error = settings::set(&app, &wrong, false, Path::new(""), false)
            .await
            .unwrap_err();
        assert!(error.to_string().contains(what), "{what}: {error}");
    }
}

#[tokio::test]
async fn settings_with_a_mistake_change_nothing() {
    let folder = TempDir::new().unwrap();
    let app = app(&folder).await;
    let wrong = SETTINGS
        .replace("host = \"help.localhost\"", "host = \"localhost\"")
        .replace("inbox = \"Help\"\nimap", "inbox = \"Hlp\"\nimap");
    let error = settings::set(&app, &wrong, false, Path::new(""), false)
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("desk's own host") && error.contains("no inbox \"Hlp\""),
        "{error}"
    );
    let error = settings::set(
        &app,
        "[[portals]]\nname = \"A\"\nslugg = \"x\"\n",
        false,
        Path::new(""),
        false,
    )
    .await
    .unwrap_err();
    assert!(
        error.to_string().contains("line 3") && error.to_string().contains("slugg"),
        "{error}"
    );
    let more = "[[channels]]\naddress = \"HELP@acme.test\"\ninbox = \"Help\"\n\n\
                [[lists]]\nname = \"All\"\nkind = \"static\"\nmembers = [\"help+x@acme.test\"]\n";
    let wrong = SETTINGS.replace("user = \"help\"", "poll_seconds = 0, user = \"help\"") + more;
    let error = settings::set(&app, &wrong, false, Path::new(""), false)
        .await
        .unwrap_err()
        .to_string();
    for said in [
        "channel \"help@acme.test\": is there twice",
        "\"help+x@acme.test\" is an address of the team itself",
        "poll_seconds must be at least 1",
    ] {
        assert!(error.contains(said), "{said} in {error}");
    }
    assert_eq!(count(&app, "select count(*) from accounts").await, 0);
}

#[tokio::test]
async fn every_mistake_of_a_settings_file_is_told_at_once_with_its_line() {
    let folder = TempDir::new().unwrap();
    let app = app(&folder).await;
    let told = async |wrong: &str| {
        let error = settings::set(&app, wrong, false, Path::new(""), false).await;
        error.unwrap_err().to_string()
    };
    let form = "[account]\ncolour = \"x\"\nlanguage = 5\nrequire_factor = \"yes\"\n\n\
                [[domains]]\nhost = 1\nportal = \"A\"\nidle_minutes = \"long\"\n";
    let error = told(form).await;
    for said in [
        "5 problems",
        "line 2: account: unknown key colour",
        "line 3: account: language must be a text in quotes, not the number 5",
        "line 4: account: require_factor must be true or false",
        "line 7: domains: host must be a text in quotes",
        "line 9: domains: idle_minutes must be a whole number",
    ] {
        assert!(error.contains(said), "{said} in {error}");
    }
    let wrong = SETTINGS
        .replace(
            "name = \"Acme\"\n\n[[inboxes]]",
            "name = \"Acme\"\ntime_zone = \"Mars/Base\"\n[[inboxes]]",
        )
        .replace("address = \"help@acme.test\"", "address = \"help\"")
        .replace("default_inbox = \"Help\"", "default_inbox = \"Nobody\"")
        .replace("language = \"pl\"", "language = \"xx\"")
        .replace(
            "host = \"127.0.0.1\", port = 143",
            "host = \"127.0.0.1\", poll_seconds = 0, port = 143",
        );
    let error = told(&wrong).await;
    for said in [
        "line 4: account: \"Mars/Base\" is not a time zone",
        "line 10: channel \"help\": is not an e-mail address",
        "line 12: channel \"help\": imap.poll_seconds must be at least 1",
        "line 16: portal \"Acme\": there is no inbox \"Nobody\"",
        "line 23: domain \"help.localhost\": there is no language \"xx\"",
    ] {
        assert!(error.contains(said), "{said} in {error}");
    }
}

#[tokio::test]
async fn the_demo_keeps_internal_words_from_customers() {
    let folder = TempDir::new().unwrap();
    let app = app(&folder).await;
    let start = Place::folder(folder.path()).read().unwrap();
    demo::fill(&start, app.now()).await.unwrap();
    assert!(count(&app, "select count(*) from tickets").await >= 60);
    assert!(
        count(
            &app,
            "select count(*) from internal_entries where text like '%INTERNAL-ONLY%'"
        )
        .await
            > 5
    );
    assert_eq!(
        count(
            &app,
            "select count(*) from messages where text like '%INTERNAL-ONLY%'"
        )
        .await,
        0
    );
    assert_eq!(
        count(
            &app,
            "select count(*) from tickets where original_thread_id is null"
        )
        .await,
        1
    );
    let future = "select count(*) from tickets where last_activity_at > $1";
    assert_eq!(
        app.db.one::<i64>(future, params![app.now()]).await.unwrap(),
        0
    );
}

#[tokio::test]
async fn loaded_tickets_stand_as_the_verbs_would_leave_them() {
    let folder = TempDir::new().unwrap();
    let app = app(&folder).await;
    for _ in 0..2 {
        load::fill(&app, 300, "a password").await.unwrap();
    }
    assert_eq!(count(&app, "select count(*) from tickets").await, 600);
    assert_eq!(
        count(&app, "select next_ticket_number from accounts").await,
        601
    );
    let zebras = "select count(*) from tickets where subject like '%zebra%'";
    assert!((55..=65).contains(&count(&app, zebras).await));
    for wrong in [
        "select count(*) from tickets t where not exists (select 1 from ticket_viewers v where v.ticket_id = t.id
           and v.viewer_id = t.requester_id and v.role = 'contact' and v.open = not t.closed and v.priority = t.priority
           and v.last_activity_at = t.last_activity_at)",
        "select count(*) from tickets t where not exists (select 1 from ticket_viewers v where v.ticket_id = t.id
           and v.viewer_id = t.company_id and v.role = 'company')",
        "select count(*) from tickets t where t.last_activity_at <> coalesce(t.closed_at,
           (select max(m.created_at) from messages m where m.thread_id = t.original_thread_id))",
        "select count(*) from tickets a join tickets b on a.id < b.id and a.created_at > b.created_at",
        "select count(*) from tickets t left join stages s on s.account_id = t.account_id and s.id = t.stage_id
         where s.id is null or t.closed <> (s.state = 'CLOSED')",
        "select count(*) from threads h join tickets t on t.original_thread_id = h.id
         where h.ticket_id <> t.id or h.status <> case when t.closed then 'CLOSED' else 'OPEN' end",
    ] {
        assert_eq!(count(&app, wrong).await, 0, "{wrong}");
    }
    assert_eq!(
        count(&app, "select count(*) from search_docs").await,
        600 * 6
    );
}

#[tokio::test]
async fn a_settings_file_connects_identity_providers_and_keeps_their_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder).await;
    let key = "a secret of thirty-two bytes, yes";
    let text = format!(
        "{SETTINGS}
[[sso]]
host = \"help.localhost\"
name = \"Our application\"
kind = \"jwt\"
trust_email = true
remote_url = \"https://app.acme.test/login\"
key = \"{key}\"

[[sso]]
host = \"help.localhost\"
name = \"Google\"
kind = \"oidc\"
issuer = \"https://accounts.google.com\"
client_id = \"x\"
client_secret = \"open sesame\"
"
    );
    let changes = set(&app, &text, false).await;
    assert!(changes.contains(&"sso \"Google\": added".to_owned()));
    assert!(set(&app, &text, false).await.is_empty());
    let exported = settings::text(&app, false).await.unwrap();
    assert!(exported.contains("key = \"kept:key\"") && !exported.contains("sealed:"));
    assert!(set(&app, &exported, false).await.is_empty());
    let off = text.replace("name = \"Google\"", "name = \"Google\"\nenabled = false");
    assert_eq!(
        set(&app, &off, false).await,
        ["sso \"Google\": enabled true → false"]
    );
    let other = text
        .replace("open sesame\"\n\"", "")
        .replace(key, "another secret of thirty-two bytes");
    assert!(
        set(&app, &other, false)
            .await
            .contains(&"sso \"Our application\": key changed".to_owned())
    );
    let wrong = text.replace("https://accounts.google.com", "ftp://x");
    let error = settings::set(&app, &wrong, false, Path::new(""), false)
        .await
        .unwrap_err();
    assert!(format!("{error:#}").contains("begins with https://"));
}

#[tokio::test]
async fn a_settings_file_names_the_desk_by_its_host_and_connects_openid_providers_to_it() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder).await;
    let on = |host: &str, client: &str, secret: &str| {
        format!(
            "[[sso]]\nhost = \"{host}\"\nname = \"Google\"\nkind = \"oidc\"\nissuer = \"https://accounts.google.com\"\n\
             client_id = \"{client}\"\nclient_secret = \"{secret}\"\n"
        )
    };
    // a domain has a provider of the same name
    let portal = on("help.localhost", "portal", "one");
    let text = format!("{SETTINGS}\n{portal}{}", on("localhost", "desk", "two"));
    let changes = set(&app, &text, false).await;
    let added = changes.iter().filter(|it| *it == "sso \"Google\": added");
    assert_eq!(added.count(), 2);
    assert!(set(&app, &text, false).await.is_empty());
    let exported = settings::text(&app, false).await.unwrap();
    assert!(exported.contains("host = \"localhost\""));
    assert!(set(&app, &exported, false).await.is_empty());
    let of_desk = base::sso::of_desk(&app.db).await.unwrap();
    assert!(of_desk.len() == 1 && of_desk[0].settings.0.client_id == "desk");
    let kept = &of_desk[0].settings.0.client_secret;
    assert_eq!(kept.open(&app.keys).unwrap(), "two");
    let jwt = "[[sso]]\nhost = \"localhost\"\nname = \"X\"\nkind = \"jwt\"\ntrust_email = true\n\
               remote_url = \"https://app.acme.test\"\nkey = \"a secret of thirty-two bytes, yes\"\n";
    let error = settings::set(&app, jwt, false, Path::new(""), false)
        .await
        .unwrap_err();
    assert!(format!("{error:#}").contains("agents sign in to the desk by kind = \"oidc\" only"));
}

#[tokio::test]
async fn no_address_of_the_team_is_a_login() {
    let folder = TempDir::new().unwrap();
    let app = app(&folder).await;
    settings::set(&app, SETTINGS, false, folder.path(), false)
        .await
        .unwrap();
    let account = accounts::only(&app.db).await.unwrap();
    for address in ["help@acme.test", "Help+r.x@acme.test", "help+a+b@acme.test"] {
        let tx = app.db.begin().await.unwrap();
        let agent = NewAgent {
            email: address,
            first_name: "",
            last_name: "",
            password_hash: "",
            permissions: "",
            language: "en",
        };
        let member = members::create(&tx, &app, account.id, address, "", "")
            .await
            .plain();
        let agent = agents::add(&tx, &app, account.id, &agent).await.plain();
        for refused in [member.map(|_| ()), agent.map(|_| ())] {
            let said = refused.unwrap_err().to_string();
            assert!(said.contains("an address of the team"), "{address}: {said}");
        }
    }
    let tx = app.db.begin().await.unwrap();
    members::create(&tx, &app, account.id, "helper+x@acme.test", "", "")
        .await
        .plain()
        .unwrap();
}
