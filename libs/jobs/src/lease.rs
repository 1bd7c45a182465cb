//! One holder at a time of something that must not be done twice at once, such as reading a mailbox.

use db::{Db, Result, params};

/// The right to do something until it runs out; renewed by taking it again.
#[derive(Clone, Debug)]
pub struct Lease {
    name: String,
    holder: String,
}

impl Lease {
    /// A lease of this name for this holder, not taken yet.
    pub fn new(name: impl Into<String>, holder: impl Into<String>) -> Lease {
        Lease {
            name: name.into(),
            holder: holder.into(),
        }
    }

    /// Takes or renews it until `now + hold_ms`. False while another holds it.
    pub async fn take(&self, db: &Db, now: i64, hold_ms: i64) -> Result<bool> {
        let tx = db.begin().await?;
        let held = tx
            .run(
                "insert into leases (name, holder, until) values ($1, $2, $4)
                 on conflict (name) do update set holder = excluded.holder, until = excluded.until
                 where leases.holder = excluded.holder or leases.until < $3",
                params![&self.name, &self.holder, now, now + hold_ms],
            )
            .await?;
        tx.commit().await?;
        Ok(held > 0)
    }

    /// Gives it back, so that the next holder need not wait.
    pub async fn give_back(&self, db: &Db) -> Result<()> {
        let tx = db.begin().await?;
        tx.run(
            "delete from leases where name = $1 and holder = $2",
            params![&self.name, &self.holder],
        )
        .await?;
        tx.commit().await
    }
}
