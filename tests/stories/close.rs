//! A customer closes a ticket [P6].

use crate::support::{world, world_with};

#[tokio::test]
async fn closing_moves_to_the_only_closed_stage_and_stands_on_the_timeline_as_the_members_act() {
    let mut w = world().await;
    let path = w.printer();
    w.ann.get(&path).await.shows("Close ticket");
    w.ann
        .post(&format!("{path}/close"), &[])
        .await
        .goes_to(&path);
    w.ann
        .get("/tickets-view?status=closed")
        .await
        .shows("Printer burns")
        .shows("Closed");
    w.ann
        .get("/tickets-view?status=open")
        .await
        .hides("Printer burns");
    w.olga
        .get(&format!("/tickets/{}", w.printer.ticket_id))
        .await
        .shows("Ann Archer");
}

#[tokio::test]
async fn closing_is_refused_where_the_portal_does_not_allow_it() {
    let mut w = world_with(|settings| settings.allow_close = false).await;
    let path = w.printer();
    w.ann.get(&path).await.hides("Close ticket");
    w.ann.post(&format!("{path}/close"), &[]).await.is(403);
    w.ann.get(&path).await.hides("This ticket is closed");
}

#[tokio::test]
async fn a_reply_can_close_at_once() {
    let mut w = world().await;
    let path = w.printer();
    w.ann
        .post(
            &format!("{path}/reply"),
            &[("body", "Solved, thank you"), ("close", "1")],
        )
        .await
        .goes_to(&path);
    w.ann
        .get(&path)
        .await
        .shows("Solved, thank you")
        .shows("This ticket is closed");
}

#[tokio::test]
async fn closing_can_be_undone() {
    let mut w = world().await;
    let path = w.printer();
    w.ann
        .post(&format!("{path}/close"), &[])
        .await
        .goes_to(&path);
    w.ann.get(&path).await.shows("Closed.").shows("Undo");
    w.ann
        .post(&format!("{path}/reopen"), &[])
        .await
        .goes_to(&path);
    w.ann.get(&path).await.hides("This ticket is closed");
}
