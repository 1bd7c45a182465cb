//! The form of a list. Its filter is edited with plain buttons: each sends the whole form and shows it again with a condition more or
//! less and with the number of contacts that match now, so that nothing typed is lost and no script is needed.

use std::sync::LazyLock;

use axum::response::{IntoResponse, Response};
use base::form::Posted;
use base::path::Path;
use base::view::Go;
use base::{App, Error, Problems, Result, View};
use http::StatusCode;
use serde::Serialize;

use super::filter::{MOST, VALUE};
use super::{Condition, Fault, Filter, Kind, NAME, NewList, Operator, Property};
use crate::agents::{Agent, Permission};

/// The fields of each place of the form: property, operator and value of a condition in a group.
static FIELDS: LazyLock<Vec<Vec<[String; 3]>>> = LazyLock::new(|| {
    let field =
        |group: usize, at: usize| ["p", "o", "v"].map(|word| format!("{word}-{group}-{at}"));
    (0..MOST)
        .map(|group| (0..MOST).map(|at| field(group, at)).collect())
        .collect()
});

/// The form as it was filled in.
#[derive(Serialize)]
struct Form {
    id: Option<i64>,
    title: String,
    name: String,
    kind: Kind,
    groups: Vec<Vec<Line>>,
    may_add_group: bool,
    /// The field that was just made room for.
    focus: String,
    problems: Problems,
    /// Contacts that match now; none while a condition is not complete.
    count: Option<i64>,
    properties: Vec<&'static str>,
    text_operators: Vec<&'static str>,
    day_operators: Vec<&'static str>,
    longest: usize,
}

/// A condition in the form, with the names of its fields.
#[derive(Serialize)]
struct Line {
    property: Property,
    operator: Operator,
    value: String,
    is_day: bool,
    fields: &'static [String; 3],
}

/// A condition to begin with.
fn blank() -> Condition {
    Condition {
        property: Property::EmailDomain,
        operator: Operator::Is,
        value: String::new(),
    }
}

impl Form {
    fn new(id: Option<i64>, title: &str, name: &str, kind: Kind, filter: &Filter) -> Form {
        let words = |day: bool| {
            let all = Operator::ALL.iter();
            let fit = all.filter(move |it| matches!(it, Operator::Before | Operator::After) == day);
            fit.map(|it| it.as_str()).collect()
        };
        Form {
            id,
            title: title.to_owned(),
            name: name.to_owned(),
            kind,
            groups: lines(filter),
            may_add_group: filter.0.len() < MOST,
            focus: String::new(),
            problems: Problems::default(),
            count: None,
            properties: Property::ALL.iter().map(|it| it.as_str()).collect(),
            text_operators: words(false),
            day_operators: words(true),
            longest: VALUE,
        }
    }

    fn view(self) -> View {
        View::new("lists/edit.html", self)
    }

    /// What is wrong with its conditions goes to their fields.
    fn find_faults(&mut self, filter: &Filter) {
        for (group, conditions) in filter.0.iter().enumerate() {
            for (at, condition) in conditions.iter().enumerate() {
                let [_, operator, value] = &FIELDS[group][at];
                match condition.fault() {
                    None => {}
                    Some(Fault::Operator) => self.problems.add(operator, "error-list-operator"),
                    Some(Fault::Missing) => self.problems.add(value, "error-list-value"),
                    Some(Fault::Day) => self.problems.add(value, "error-list-day"),
                    Some(Fault::Long) => {
                        let over = condition.value.chars().count() - VALUE;
                        self.problems.add_limit(value, "error-list-long", over);
                    }
                }
            }
        }
    }

    async fn counted(mut self, app: &App, account_id: i64, filter: &Filter) -> Result<Form> {
        if self.kind == Kind::Active && filter.is_sound() {
            self.count = Some(super::count_matching(&app.db, account_id, filter).await?);
        }
        Ok(self)
    }
}

fn lines(filter: &Filter) -> Vec<Vec<Line>> {
    let line = |(condition, fields): (&Condition, &'static [String; 3])| Line {
        property: condition.property,
        operator: condition.operator,
        value: condition.value.clone(),
        is_day: condition.property.is_day(),
        fields,
    };
    let groups = filter.0.iter().zip(FIELDS.iter());
    groups
        .map(|(group, fields)| group.iter().zip(fields).map(line).collect())
        .collect()
}

/// The conditions that the form holds, without gaps.
fn read(form: &Posted) -> Filter {
    let groups = FIELDS.iter().map(|fields| {
        let conditions = fields.iter().filter_map(|[property, operator, value]| {
            Some(Condition {
                property: Property::of(form.text(property))?,
                operator: Operator::of(form.text(operator))?,
                value: form.text(value).to_owned(),
            })
        });
        conditions.collect::<Vec<_>>()
    });
    Filter(groups.filter(|group| !group.is_empty()).collect())
}

/// Does what a button says with the conditions; answers the field to go on in.
fn press(filter: &mut Filter, button: &str) -> String {
    let mut parts = button.split('-');
    let word = parts.next().unwrap_or_default();
    let mut number = || parts.next().and_then(|part| part.parse::<usize>().ok());
    let (group, at) = (number(), number());
    match (word, group, at) {
        ("or", ..) if filter.0.len() < MOST => {
            filter.0.push(vec![blank()]);
            FIELDS[filter.0.len() - 1][0][0].clone()
        }
        ("and", Some(group), _) if filter.0.get(group).is_some_and(|it| it.len() < MOST) => {
            filter.0[group].push(blank());
            FIELDS[group][filter.0[group].len() - 1][0].clone()
        }
        ("drop", Some(group), Some(at)) if filter.0.get(group).is_some_and(|it| at < it.len()) => {
            filter.0[group].remove(at);
            if filter.0[group].is_empty() {
                filter.0.remove(group);
                "or".to_owned()
            } else {
                format!("and-{group}")
            }
        }
        _ => String::new(),
    }
}

pub(super) async fn new(app: App, agent: Agent) -> Result<View> {
    agent.needs(Permission::Lists)?;
    let filter = Filter(vec![vec![blank()]]);
    let form = Form::new(None, "", "", Kind::Static, &filter);
    Ok(form.counted(&app, agent.account_id, &filter).await?.view())
}

pub(super) async fn edit(app: App, agent: Agent, Path(id): Path<i64>) -> Result<View> {
    agent.needs(Permission::Lists)?;
    let list = super::find(&app.db, agent.account_id, id).await?;
    let filter = &list.filter.0;
    let form = Form::new(Some(id), &list.name, &list.name, list.kind, filter);
    Ok(form.counted(&app, agent.account_id, filter).await?.view())
}

pub(super) async fn create(app: App, agent: Agent, posted: Posted) -> Result<Response> {
    let kind = match posted.text("kind") {
        "active" => Kind::Active,
        _ => Kind::Static,
    };
    take(&app, &agent, None, "", kind, posted).await
}

pub(super) async fn change(
    app: App,
    agent: Agent,
    Path(id): Path<i64>,
    posted: Posted,
) -> Result<Response> {
    let list = super::find(&app.db, agent.account_id, id).await?;
    take(&app, &agent, Some(id), &list.name, list.kind, posted).await
}

/// Saves the form, or shows it again: with what is wrong, or after one of its buttons.
async fn take(
    app: &App,
    agent: &Agent,
    id: Option<i64>,
    title: &str,
    kind: Kind,
    mut posted: Posted,
) -> Result<Response> {
    agent.needs(Permission::Lists)?;
    let mut filter = read(&posted);
    let button = posted.text("do").to_owned();
    if !matches!(button.as_str(), "save" | "") {
        let focus = press(&mut filter, &button);
        let mut form = Form::new(id, title, posted.text("name"), kind, &filter);
        form.focus = focus;
        let form = form.counted(app, agent.account_id, &filter).await?;
        return Ok(form.view().into_response());
    }
    let name = posted.required("name", NAME);
    let mut form = Form::new(id, title, &name, kind, &filter);
    form.problems = posted.problems;
    if kind == Kind::Active {
        form.find_faults(&filter);
    }
    let new = NewList { name, kind, filter };
    match save(app, agent, id, &form.problems, &new).await {
        Ok(id) => Ok(Go::to(format!("/lists/{id}"))
            .flash("common-saved")
            .into_response()),
        Err(Error::Invalid(problems)) => {
            form.problems = problems;
            let form = form.counted(app, agent.account_id, &new.filter).await?;
            let view = form.view().status(StatusCode::UNPROCESSABLE_ENTITY);
            Ok(view.into_response())
        }
        Err(other) => Err(other),
    }
}

async fn save(
    app: &App,
    agent: &Agent,
    id: Option<i64>,
    problems: &Problems,
    new: &NewList,
) -> Result<i64> {
    problems.clone().check()?;
    let tx = app.db.begin().await?;
    let id = super::save(&tx, app, agent.account_id, &agent.actor(), id, new).await?;
    tx.commit().await?;
    Ok(id)
}
