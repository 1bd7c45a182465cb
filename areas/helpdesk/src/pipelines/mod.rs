//! A pipeline: the stages that a ticket goes through. A stage's state, not its label, says whether a ticket is open or closed.

use std::collections::BTreeMap;

use base::Result;
use db::{Db, Json, Tx, params};
use serde::{Deserialize, Serialize};

/// The id of the pipeline that every account begins with (HubSpot's).
pub const DEFAULT: i64 = 0;

/// A name by language.
pub type Labels = Json<BTreeMap<String, String>>;

/// How a stage's tag looks, in the words of the style sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tone {
    /// We are at it.
    Open,
    /// It waits for the customer.
    Wait,
    /// Solved.
    Done,
    /// Over.
    Closed,
}

impl Tone {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Tone::Open => "open",
            Tone::Wait => "wait",
            Tone::Done => "done",
            Tone::Closed => "closed",
        }
    }
}

/// The tone of a stage: its own, else that of its state.
pub fn tone(own: &str, closed: bool) -> &str {
    match own {
        "" if closed => Tone::Closed.as_str(),
        "" => Tone::Open.as_str(),
        own => own,
    }
}

/// A name in a reader's language; the name itself where there is none.
pub fn said<'a>(label: &'a str, labels: &'a Labels, language: &str) -> &'a str {
    labels.0.get(language).map_or(label, String::as_str)
}

/// What customers call a stage [P2], in their language: by the name that it has for customers, there or else in the account's
/// language, before the one that agents use among themselves.
pub fn told<'a>(
    (label, labels): (&'a str, &'a Labels),
    customer_labels: &'a Labels,
    language: &str,
    account_language: &str,
) -> &'a str {
    let for_customers = |language| customer_labels.0.get(language).map(String::as_str);
    for_customers(language)
        .or_else(|| for_customers(account_language))
        .unwrap_or_else(|| said(label, labels, language))
}

/// A stage as customers see it.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Told {
    /// What they call it.
    pub name: String,
    /// How its tag looks; empty where its state says so.
    pub tone: String,
}

/// The stages of an account as customers see them in a language, or else in the account's, by id.
pub async fn for_customers(
    db: &Db,
    account_id: i64,
    language: &str,
    account_language: &str,
) -> Result<BTreeMap<i64, Told>> {
    #[derive(Deserialize)]
    struct Row {
        id: i64,
        label: String,
        labels: Labels,
        customer_labels: Labels,
        tone: String,
    }
    let sql = "select id, label, labels, customer_labels, tone from stages where account_id = $1";
    let stage = |row: Row| {
        let agents = (row.label.as_str(), &row.labels);
        let name = told(agents, &row.customer_labels, language, account_language);
        let name = name.to_owned();
        let tone = row.tone;
        (row.id, Told { name, tone })
    };
    let rows: Vec<Row> = db.all(sql, params![account_id]).await?;
    Ok(rows.into_iter().map(stage).collect())
}

/// Pipelines with the names that a reader of this language knows them by.
pub fn spoken(mut pipelines: Vec<Pipeline>, language: &str) -> Vec<Pipeline> {
    for pipeline in &mut pipelines {
        pipeline.label = said(&pipeline.label, &pipeline.labels, language).to_owned();
        for stage in &mut pipeline.stages {
            stage.label = said(&stage.label, &stage.labels, language).to_owned();
        }
    }
    pipelines
}

/// A pipeline with its stages in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pipeline {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub label: String,
    /// Its name by language, where that differs.
    pub labels: Labels,
    /// Its stages.
    #[serde(default)]
    pub stages: Vec<Stage>,
}

/// A stage of a pipeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// Its id, unique in the account.
    pub id: i64,
    /// Its pipeline.
    pub pipeline_id: i64,
    /// What agents call it.
    pub label: String,
    /// What agents call it, by language, where that differs.
    pub labels: Labels,
    /// What customers call it, by language, where that differs [P2].
    pub customer_labels: Labels,
    /// Whether a ticket in it is open.
    pub state: State,
    /// How its tag looks: `open`, `wait`, `done` or `closed`; empty where its state says so.
    pub tone: String,
}

/// Open or closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum State {
    /// Somebody still works on it.
    Open,
    /// Done.
    Closed,
}

impl State {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Open => "OPEN",
            State::Closed => "CLOSED",
        }
    }
}

impl Stage {
    /// Whether a ticket in it is closed.
    pub fn is_closed(&self) -> bool {
        self.state == State::Closed
    }
}

const STAGE: &str = "id, pipeline_id, label, labels, customer_labels, state, tone";

/// All pipelines, in order, in one statement.
pub async fn list(db: &Db, account_id: i64) -> Result<Vec<Pipeline>> {
    #[derive(Deserialize)]
    struct Row {
        pipeline: i64,
        name: String,
        names: Labels,
        id: Option<i64>,
        label: Option<String>,
        labels: Option<Labels>,
        customer_labels: Option<Labels>,
        state: Option<State>,
        tone: Option<String>,
    }
    impl Row {
        fn stage(self) -> Option<Stage> {
            Some(Stage {
                id: self.id?,
                pipeline_id: self.pipeline,
                label: self.label?,
                labels: self.labels?,
                customer_labels: self.customer_labels?,
                state: self.state?,
                tone: self.tone?,
            })
        }
    }
    let sql = "select p.id as pipeline, p.label as name, p.labels as names,
                 s.id, s.label, s.labels, s.customer_labels, s.state, s.tone
               from pipelines p left join stages s on s.account_id = p.account_id and s.pipeline_id = p.id
               where p.account_id = $1 order by p.position, p.id, s.position, s.id";
    let mut pipelines: Vec<Pipeline> = Vec::new();
    for mut row in db.all::<Row>(sql, params![account_id]).await? {
        if pipelines.last().is_none_or(|last| last.id != row.pipeline) {
            pipelines.push(Pipeline {
                id: row.pipeline,
                label: std::mem::take(&mut row.name),
                labels: std::mem::take(&mut row.names),
                stages: Vec::new(),
            });
        }
        if let (Some(pipeline), Some(stage)) = (pipelines.last_mut(), row.stage()) {
            pipeline.stages.push(stage);
        }
    }
    Ok(pipelines)
}

/// A stage of the account.
pub async fn stage(db: &Db, account_id: i64, id: i64) -> Result<Stage> {
    let sql = format!("select {STAGE} from stages where account_id = $1 and id = $2");
    Ok(db.one(&sql, params![account_id, id]).await?)
}

/// The stages of a pipeline in this state, in order.
pub async fn stages_in(
    db: &Db,
    account_id: i64,
    pipeline_id: i64,
    state: State,
) -> Result<Vec<Stage>> {
    let sql = format!(
        "select {STAGE} from stages where account_id = $1 and pipeline_id = $2 and state = $3 order by position, id"
    );
    Ok(db
        .all(&sql, params![account_id, pipeline_id, state.as_str()])
        .await?)
}

/// Adds a pipeline with its stages, or changes the one of its id. Stages that are not named stay: tickets may stand in them.
pub async fn save(tx: &Tx, account_id: i64, position: i64, pipeline: &Pipeline) -> Result<()> {
    tx.run(
        "insert into pipelines (account_id, id, label, position, labels) values ($1, $2, $3, $4, $5)
         on conflict (account_id, id) do update set label = excluded.label, position = excluded.position, labels = excluded.labels",
        params![account_id, pipeline.id, &pipeline.label, position, json(&pipeline.labels)?],
    )
    .await?;
    for (place, stage) in pipeline.stages.iter().enumerate() {
        let place = i64::try_from(place).map_err(base::Error::internal)?;
        tx.run(
            "insert into stages (account_id, id, pipeline_id, label, customer_labels, state, position, labels, tone)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             on conflict (account_id, id) do update set pipeline_id = excluded.pipeline_id, label = excluded.label,
               customer_labels = excluded.customer_labels, state = excluded.state, position = excluded.position,
               labels = excluded.labels, tone = excluded.tone",
            params![
                account_id,
                stage.id,
                pipeline.id,
                &stage.label,
                json(&stage.customer_labels)?,
                stage.state.as_str(),
                place,
                json(&stage.labels)?,
                &stage.tone
            ],
        )
        .await?;
    }
    Ok(())
}

fn json(labels: &Labels) -> Result<String> {
    serde_json::to_string(labels).map_err(base::Error::internal)
}

/// HubSpot's default pipeline: id 0, stages 1 to 4.
pub fn default() -> Pipeline {
    let polish = |text: &str| Json(BTreeMap::from([("pl".to_owned(), text.to_owned())]));
    let stage = |id, label: &str, pl: &str, state| Stage {
        id,
        pipeline_id: DEFAULT,
        label: label.to_owned(),
        labels: polish(pl),
        customer_labels: polish(pl),
        state,
        tone: String::new(),
    };
    let waiting = Stage {
        customer_labels: Json(BTreeMap::from([
            ("en".to_owned(), "Waiting for you".to_owned()),
            ("pl".to_owned(), "Czeka na Ciebie".to_owned()),
        ])),
        tone: Tone::Wait.as_str().to_owned(),
        ..stage(2, "Waiting on contact", "Czeka na klienta", State::Open)
    };
    Pipeline {
        id: DEFAULT,
        label: "Support Pipeline".to_owned(),
        labels: polish("Obsługa zgłoszeń"),
        stages: vec![
            stage(1, "New", "Nowe", State::Open),
            waiting,
            stage(3, "Waiting on us", "Czeka na nas", State::Open),
            stage(4, "Closed", "Zamknięte", State::Closed),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn customers_read_what_is_meant_for_them_before_what_agents_say() {
        let labels = |all: &[(&str, &str)]| {
            let own = |(language, text): &(&str, &str)| (language.to_string(), text.to_string());
            Json(all.iter().map(own).collect::<BTreeMap<_, _>>())
        };
        let agents = labels(&[("pl", "Czeka na klienta")]);
        let told = |customers: &Labels, language: &str| {
            told(("Waiting on contact", &agents), customers, language, "en").to_owned()
        };
        let both = labels(&[("en", "Waiting for you"), ("pl", "Czeka na Ciebie")]);
        assert_eq!(told(&both, "pl"), "Czeka na Ciebie");
        let one = labels(&[("en", "Waiting for you")]);
        assert_eq!(told(&one, "pl"), "Waiting for you");
        let none = labels(&[]);
        assert_eq!(told(&none, "pl"), "Czeka na klienta");
        assert_eq!(told(&none, "en"), "Waiting on contact");
    }
}
