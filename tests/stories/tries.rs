//! Many tries at the same moment are as many as one after the other [A12].

use super::at_once::run;
use crate::support::{PASSWORD, PLACES, world};

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn a_burst_of_passwords_has_the_tries_of_a_row_of_them() {
    for place in PLACES {
        let w = world().await;
        let tries = (0..60).map(|n| {
            let mut visitor = (place.visitor)(&w.it);
            async move {
                let word = if n < 59 {
                    "wrong wrong wrong"
                } else {
                    PASSWORD
                };
                let fields = [("email", place.email), ("password", word)];
                visitor.post("/sign-in", &fields).await.status.as_u16()
            }
        });
        let answers = run(tries).await;
        let heard = answers.iter().filter(|status| **status != 429).count();
        assert!(heard <= 10, "{answers:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn a_burst_of_codes_has_the_tries_of_a_row_of_them() {
    for place in PLACES {
        let w = world().await;
        let (secret, _) = place.signed_in(&w).await.set_up_app(&w.it, place.at).await;
        w.it.pass(60_000);
        let right = w.it.code(&secret);
        let mut half = (place.visitor)(&w.it);
        half.give_password(place.email)
            .await
            .goes_to("/sign-in/code");
        let tries = (0..60).map(|n| {
            let (mut half, right) = (half.clone(), right.clone());
            async move {
                let code = if n < 59 { "000000" } else { &right };
                let answer = half.post("/sign-in/code", &[("code", code)]).await;
                answer.status.as_u16()
            }
        });
        let answers = run(tries).await;
        let heard = answers.iter().filter(|status| **status != 429).count();
        assert!(heard <= 10, "{answers:?}");
    }
}
