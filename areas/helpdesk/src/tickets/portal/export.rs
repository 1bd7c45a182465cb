//! The list as it is filtered, whole, as CSV: written while it is read, so that its length costs no memory [P1].

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use base::path::Query;
use base::{App, Error, Result};
use futures_util::{StreamExt, TryStreamExt, stream};
use http::header;
use locale::Locale;
use portals::members::Member;

use super::super::filter::Filter;
use super::super::list;
use super::{Inside, Shown, stages};

/// Rows a step.
const STEP: usize = 500;

/// The byte order mark: without it Excel reads UTF-8 as the local code page, and letters such as ż are lost.
const MARK: &str = "\u{feff}";

const COLUMNS: [&str; 7] = [
    "col-number",
    "col-subject",
    "col-by",
    "col-created",
    "col-owner",
    "col-activity",
    "col-status",
];

/// The file.
pub(super) async fn export(
    app: App,
    Inside(member): Inside,
    Query(mut filter): Query<Filter>,
) -> Result<Response> {
    filter.at = String::new();
    let locale = app.views.locale(&member.language);
    let mut head = MARK.as_bytes().to_vec();
    head.extend(csv_lines([COLUMNS.map(|key| locale.text(key, &[]))])?);
    let rest = stream::try_unfold(Some(filter), move |filter| {
        let (app, member) = (app.clone(), member.clone());
        async move {
            match filter {
                Some(filter) => step(&app, &member, filter).await.map(Some),
                None => Ok(None),
            }
        }
    });
    let lines = stream::iter([Ok(head)]).chain(rest);
    let body =
        Body::from_stream(lines.map_err(|error| std::io::Error::other(format!("{error:?}"))));
    let headers = [
        (
            header::CONTENT_TYPE,
            "text/csv; charset=utf-8; header=present",
        ),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"tickets.csv\"",
        ),
    ];
    Ok((headers, body).into_response())
}

/// The lines from one place on, and the next place.
async fn step(app: &App, member: &Member, mut filter: Filter) -> Result<(Vec<u8>, Option<Filter>)> {
    let page = list::list(&app.db, member, &filter, STEP).await?;
    let locale = app.views.locale(&member.language);
    let stages = stages(app, member).await?;
    let rows = page
        .rows
        .into_iter()
        .map(|row| Shown::new(member, row, &stages, None));
    let lines = csv_lines(rows.map(|row| cells(row, member, locale)))?;
    let next = page.next.map(|at| {
        filter.at = at;
        filter
    });
    Ok((lines, next))
}

fn cells(row: Shown, member: &Member, locale: &Locale) -> [String; 7] {
    let state = if row.closed {
        "status-closed"
    } else {
        "status-open"
    };
    let status = if member.settings.show_stages {
        row.stage
    } else {
        locale.text(state, &[])
    };
    let (created, active) = (locale.iso(row.created_at), locale.iso(row.last_activity_at));
    [
        row.number,
        row.subject,
        row.requester,
        created,
        row.owner,
        active,
        status,
    ]
}

/// Lines of CSV (RFC 4180). A cell that a spreadsheet would take for a formula begins with an apostrophe (security.md E8).
fn csv_lines<const N: usize>(rows: impl IntoIterator<Item = [String; N]>) -> Result<Vec<u8>> {
    let mut lines = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    for row in rows {
        let safe = row.map(|cell| {
            if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
                format!("'{cell}")
            } else {
                cell
            }
        });
        lines.write_record(&safe).map_err(Error::internal)?;
    }
    lines
        .into_inner()
        .map_err(|e| Error::internal(e.to_string()))
}
