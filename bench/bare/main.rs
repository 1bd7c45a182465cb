//! A list of tickets and nothing else: two statements by sqlx, one template of minijinja, served by axum. No languages, no rights, no
//! frame: what a page costs at the least on a machine, to hold Portico's pages against. Started by `bench/pages` with the address of a
//! loaded database and a customer who signed in; prints its port.

use std::error::Error;
use std::io::Write;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Html;
use axum::routing::get;
use minijinja::value::Serde;
use minijinja::{Environment, Value, context};
use serde::Serialize;
use sqlx::{ColumnIndex, Decode, PgPool, Row, SqlitePool, Type};
use tokio::net::TcpListener;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const SESSION: &str = "select s.id_hash from contacts c join sessions s on s.account_id = c.account_id and s.person_id = c.id
    where c.email = $1 limit 1";
const WHO: &str = "select c.account_id, c.id, c.first_name from sessions s
    join contacts c on c.account_id = s.account_id and c.id = s.person_id where s.id_hash = $1";
const LIST: &str =
    "select t.id, t.number, t.subject, t.closed, t.last_activity_at, c.first_name, c.last_name
    from ticket_viewers v
    join tickets t on t.account_id = v.account_id and t.id = v.ticket_id
    left join contacts c on c.account_id = t.account_id and c.id = t.requester_id
    where v.account_id = $1 and v.viewer_id = $2
    order by v.last_activity_at desc, v.ticket_id desc limit 26";
const LAYOUT: &str = "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{% block title %}{% endblock %}</title></head>
<body><header><a href=\"/\">Tickets</a> {{ name }}</header><main>{% block main %}{% endblock %}</main></body></html>";
const PAGE: &str = "{% extends 'layout.html' %}{% block title %}Tickets{% endblock %}{% block main %}<h1>Tickets</h1><table>
{% for row in rows %}<tr><td>{{ row.number }}</td><td><a href=\"/tickets/{{ row.id }}\">{{ row.subject }}</a></td>
<td>{% if row.closed %}Closed{% else %}Open{% endif %}</td><td>{{ row.last_activity_at }}</td><td>{{ row.first }} {{ row.last }}</td></tr>
{% endfor %}</table>{% endblock %}";

type Done<T> = Result<T, Box<dyn Error + Send + Sync>>;

enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

struct Bare {
    pool: Pool,
    session: String,
    templates: Environment<'static>,
}

#[derive(Serialize)]
struct Ticket {
    id: i64,
    number: i64,
    subject: String,
    closed: bool,
    last_activity_at: i64,
    first: Option<String>,
    last: Option<String>,
}

impl Ticket {
    fn read<R: Row>(row: &R) -> Ticket
    where
        usize: ColumnIndex<R>,
        i64: Type<R::Database> + for<'r> Decode<'r, R::Database>,
        bool: Type<R::Database> + for<'r> Decode<'r, R::Database>,
        String: Type<R::Database> + for<'r> Decode<'r, R::Database>,
    {
        Ticket {
            id: row.get(0),
            number: row.get(1),
            subject: row.get(2),
            closed: row.get(3),
            last_activity_at: row.get(4),
            first: row.get(5),
            last: row.get(6),
        }
    }
}

macro_rules! ask {
    ($bare:expr, $pool:expr) => {{
        let who = sqlx::query(WHO)
            .bind(&$bare.session)
            .fetch_one($pool)
            .await?;
        let (account_id, id, name): (i64, i64, String) = (who.get(0), who.get(1), who.get(2));
        let rows = sqlx::query(LIST).bind(account_id).bind(id);
        let rows = rows.fetch_all($pool).await?;
        (name, rows.iter().map(Ticket::read).collect())
    }};
}

impl Bare {
    async fn page(&self) -> Done<String> {
        let (name, rows): (String, Vec<Ticket>) = match &self.pool {
            Pool::Sqlite(pool) => ask!(self, pool),
            Pool::Postgres(pool) => ask!(self, pool),
        };
        let page = self.templates.get_template("page.html")?;
        Ok(page.render(context! { name, rows => Value::from(Serde(rows)) })?)
    }
}

async fn list(State(bare): State<Arc<Bare>>) -> Result<Html<String>, String> {
    bare.page().await.map(Html).map_err(|e| e.to_string())
}

#[tokio::main]
async fn main() -> Done<()> {
    let mut args = std::env::args().skip(1);
    let (Some(url), Some(email)) = (args.next(), args.next()) else {
        return Err("usage: bare DATABASE-URL EMAIL".into());
    };
    let (pool, session) = if url.starts_with("postgres") {
        let pool = PgPool::connect(&url).await?;
        let session = sqlx::query_scalar(SESSION).bind(email);
        let session: String = session.fetch_one(&pool).await?;
        (Pool::Postgres(pool), session)
    } else {
        let pool = SqlitePool::connect(&url).await?;
        let session = sqlx::query_scalar(SESSION).bind(email);
        let session: String = session.fetch_one(&pool).await?;
        (Pool::Sqlite(pool), session)
    };
    let mut templates = Environment::new();
    templates.add_template("layout.html", LAYOUT)?;
    templates.add_template("page.html", PAGE)?;
    let bare = Arc::new(Bare {
        pool,
        session,
        templates,
    });
    let routes = Router::new().route("/", get(list)).with_state(bare);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    writeln!(std::io::stdout(), "{}", listener.local_addr()?.port())?;
    axum::serve(listener, routes).await?;
    Ok(())
}
