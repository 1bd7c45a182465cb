//! What bulk tickets say: ordinary sentences in an order that a seed decides.

/// A small generator of numbers (splitmix64): the same seed, the same data.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 up to, and without, `end`.
    pub(super) fn below(&mut self, end: i64) -> i64 {
        let end = u64::try_from(end).unwrap_or(0).max(1);
        i64::try_from(self.next() % end).unwrap_or(0)
    }

    /// One of these.
    pub(super) fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        let at = self.below(i64::try_from(all.len()).unwrap_or(1));
        &all[usize::try_from(at).unwrap_or(0)]
    }
}

const WHAT: [&str; 20] = [
    "Printer",
    "Invoice",
    "Delivery",
    "Password",
    "Order",
    "Refund",
    "Contract",
    "Laptop",
    "Login",
    "Report",
    "Camera",
    "Label",
    "Payment",
    "Account",
    "Scanner",
    "Licence",
    "Upload",
    "Calendar",
    "Parcel",
    "Subscription",
];
const TROUBLE: [&str; 20] = [
    "does not arrive",
    "is wrong",
    "stopped working",
    "shows an error",
    "cannot be changed",
    "is missing",
    "has the wrong address",
    "is too slow",
    "was charged twice",
    "needs an update",
    "is damaged",
    "cannot be opened",
    "is not accepted",
    "has expired",
    "looks different",
    "takes very long",
    "must be cancelled",
    "should be extended",
    "is empty",
    "needs a second user",
];

/// A subject; every tenth ticket's holds the word that searches look for.
pub(super) fn subject(dice: &mut Dice, has_zebra: bool) -> String {
    let (what, trouble) = (dice.pick(&WHAT), dice.pick(&TROUBLE));
    if has_zebra {
        format!("{what} zebra {trouble}")
    } else {
        format!("{what} {trouble}")
    }
}

const SENTENCES: [&str; 48] = [
    "We noticed this on Monday and it has not changed since.",
    "Could you please have a look at it today?",
    "The same thing happened last month, and a restart helped then.",
    "I have attached nothing, since there is nothing to see on the screen.",
    "Our colleague in the other office has the same problem.",
    "Thank you for the quick answer.",
    "I checked the settings and everything looks right.",
    "The machine makes a strange noise when it starts.",
    "Please send the new one to our address in the harbour.",
    "The courier could not find anybody at the door.",
    "It works with the old version, not with the new one.",
    "We need this for a presentation on Thursday morning.",
    "The total on the second page does not match the first.",
    "Our accountant asks for a corrected document.",
    "I tried another browser and another network.",
    "The message says that the session has ended.",
    "Nobody here has changed anything.",
    "We have just sent you a replacement, it arrives tomorrow.",
    "Please try it once more and tell me what you see.",
    "The error appears after about ten minutes.",
    "I would like to speak to somebody who knows this product.",
    "You can find the number on the back, below the barcode.",
    "The limit was too low, and we raised it for you.",
    "This was a mistake on our side, and we are sorry for it.",
    "The refund will be in your account within three days.",
    "Can we add a second person to the contract?",
    "The colour is lighter than on the sample that we approved.",
    "We would prefer delivery in the afternoon.",
    "Please do not print it before I have confirmed.",
    "Everything is fine now, you can close this.",
    "The update is planned for the night from Saturday to Sunday.",
    "There will be a short interruption of about five minutes.",
    "I am not in the office until the end of the week.",
    "The file has about two hundred megabytes.",
    "We measured it twice, and it is three millimetres too short.",
    "The warranty ends in December, as far as I know.",
    "Both keys of the cabinet are missing.",
    "It only happens when two people work at the same time.",
    "The list is sorted the wrong way round.",
    "Could you tell me how long this will take?",
    "Our technician can come on Wednesday between nine and eleven.",
    "Please keep the packaging for the carrier.",
    "The old cable does not fit the new socket.",
    "I found the cause: the certificate had expired.",
    "After the change all numbers were there again.",
    "We pay by bank transfer and never had this before.",
    "The customer abroad cannot open the link.",
    "I will write again when the next one arrives.",
];

/// A message as text and as the HTML that it is drawn as.
pub(super) fn message(dice: &mut Dice) -> (String, String) {
    let (mut text, mut html) = (String::with_capacity(280), String::with_capacity(320));
    for turn in 0..=dice.below(3) {
        text.push_str(if turn == 0 { "" } else { "\n\n" });
        html.push_str("<p>");
        for turn in 0..=dice.below(3) {
            let sentence = dice.pick(&SENTENCES);
            for side in [&mut text, &mut html] {
                side.push_str(if turn == 0 { "" } else { " " });
                side.push_str(sentence);
            }
        }
        if dice.below(4) == 0 {
            let order = format!(" It is order LT{:06}.", dice.below(1_000_000));
            text.push_str(&order);
            html.push_str(&order);
        }
        html.push_str("</p>\n");
    }
    (text, html)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_drawn_as_if_they_had_been_typed() {
        let mut dice = Dice::new(7);
        for _ in 0..500 {
            let (text, html) = message(&mut dice);
            assert_eq!(html, html::markdown(&text), "{text}");
        }
    }

    #[test]
    fn a_seed_makes_the_same_data_again() {
        let all = |seed| {
            (0..50)
                .map(|_| message(&mut Dice::new(seed)).0)
                .collect::<Vec<_>>()
        };
        assert!(all(1) == all(1) && all(1) != all(2));
    }
}
