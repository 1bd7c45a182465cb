//! A pipeline: the stages that a ticket goes through. A stage's state, not its label, says whether a ticket is open or closed.

use std::collections::BTreeMap;

use base::Result;
use db::{Db, Json, Tx, params};
use serde::{Deserialize, Serialize};

/// The id of the pipeline that every account begins with (HubSpot's).
pub const DEFAULT: i64 = 0;

/// A pipeline with its stages in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pipeline {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub label: String,
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
    /// What customers call it, by language, where that differs [P2].
    pub customer_labels: Json<BTreeMap<String, String>>,
    /// Whether a ticket in it is open.
    pub state: State,
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

const STAGE: &str = "id, pipeline_id, label, customer_labels, state";

/// All pipelines, in order.
pub async fn list(db: &Db, account_id: i64) -> Result<Vec<Pipeline>> {
    let sql = "select id, label from pipelines where account_id = $1 order by position, id";
    let mut pipelines: Vec<Pipeline> = db.all(sql, params![account_id]).await?;
    let sql = format!("select {STAGE} from stages where account_id = $1 order by position, id");
    for stage in db.all::<Stage>(&sql, params![account_id]).await? {
        if let Some(pipeline) = pipelines
            .iter_mut()
            .find(|pipeline| pipeline.id == stage.pipeline_id)
        {
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
        "insert into pipelines (account_id, id, label, position) values ($1, $2, $3, $4)
         on conflict (account_id, id) do update set label = excluded.label, position = excluded.position",
        params![account_id, pipeline.id, &pipeline.label, position],
    )
    .await?;
    for (place, stage) in pipeline.stages.iter().enumerate() {
        let labels =
            serde_json::to_string(&stage.customer_labels).map_err(base::Error::internal)?;
        let place = i64::try_from(place).map_err(base::Error::internal)?;
        tx.run(
            "insert into stages (account_id, id, pipeline_id, label, customer_labels, state, position)
             values ($1, $2, $3, $4, $5, $6, $7)
             on conflict (account_id, id) do update set pipeline_id = excluded.pipeline_id, label = excluded.label,
               customer_labels = excluded.customer_labels, state = excluded.state, position = excluded.position",
            params![account_id, stage.id, pipeline.id, &stage.label, labels, stage.state.as_str(), place],
        )
        .await?;
    }
    Ok(())
}

/// HubSpot's default pipeline: id 0, stages 1 to 4.
pub fn default() -> Pipeline {
    let stage = |id, label: &str, pl: &str, state| Stage {
        id,
        pipeline_id: DEFAULT,
        label: label.to_owned(),
        customer_labels: Json(BTreeMap::from([("pl".to_owned(), pl.to_owned())])),
        state,
    };
    Pipeline {
        id: DEFAULT,
        label: "Support Pipeline".to_owned(),
        stages: vec![
            stage(1, "New", "Nowe", State::Open),
            stage(2, "Waiting on contact", "Czeka na klienta", State::Open),
            stage(3, "Waiting on us", "Czeka na nas", State::Open),
            stage(4, "Closed", "Zamknięte", State::Closed),
        ],
    }
}
