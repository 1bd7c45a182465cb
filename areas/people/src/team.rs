//! The team's own addresses: mail to them comes to us, so they are nobody's login, and nobody's copy (security.md A2).

use base::Result;
use db::{Db, Sql, params};

/// Whether mail to an address, in its normal form, comes to the team: it is a connected address, or one with a part after a `+`,
/// such as the reply address of somebody's conversation.
pub async fn is_ours(db: &Db, account_id: i64, address: &str) -> Result<bool> {
    let mut sql = Sql::new("select 1 from channel_accounts where account_id = ");
    sql.arg(account_id)
        .push(" and address in ")
        .list(stems(address))
        .push(" limit 1");
    Ok(sql.maybe::<i64>(db).await?.is_some())
}

/// The team's addresses as patterns of SQL's `like`, with `\` before what is meant as it stands: each, and each with a part after a `+`.
pub async fn patterns(db: &Db, account_id: i64) -> Result<Vec<String>> {
    let sql = "select address from channel_accounts where account_id = $1";
    let addresses: Vec<String> = db.all(sql, params![account_id]).await?;
    let both = |address: &String| {
        let plain = address.replace('_', "\\_").replace('%', "\\%");
        let (local, domain) = plain.rsplit_once('@').unwrap_or((&plain, ""));
        [format!("{local}+%@{domain}"), plain.clone()]
    };
    Ok(addresses.iter().flat_map(both).collect())
}

/// An address, and what is left of it at each `+`: mail to it is the team's if one of these is connected.
pub fn stems(address: &str) -> Vec<String> {
    let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    let cuts = local.match_indices('+').map(|(at, _)| &local[..at]);
    let stems = cuts.chain([local]).map(|stem| format!("{stem}@{domain}"));
    stems.collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_address_is_known_by_what_stands_before_each_plus() {
        assert_eq!(
            super::stems("support+eu+r.x@a.test"),
            [
                "support@a.test",
                "support+eu@a.test",
                "support+eu+r.x@a.test"
            ]
        );
    }
}
