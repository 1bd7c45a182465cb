//! A place in a long list: the sort keys of the row at its edge, so that page 40,000 costs what page 1 does.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// Rows after (or, going back, before) this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Whether we are going back towards the first row.
    pub back: bool,
    /// The sort keys of the edge row, the unique one last.
    pub keys: Vec<i64>,
}

impl Place {
    /// As it stands in an address.
    pub fn to_text(&self) -> String {
        let numbers: Vec<String> = self.keys.iter().map(i64::to_string).collect();
        let plain = format!("{}{}", if self.back { '<' } else { '>' }, numbers.join(","));
        URL_SAFE_NO_PAD.encode(plain)
    }

    /// Reads what [`Place::to_text`] wrote, with `count` keys; anything else is no place.
    pub fn from_text(text: &str, count: usize) -> Option<Place> {
        let plain = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        let back = match plain.chars().next()? {
            '<' => true,
            '>' => false,
            _ => return None,
        };
        let keys: Vec<i64> = plain[1..]
            .split(',')
            .map(str::parse)
            .collect::<Result<_, _>>()
            .ok()?;
        (keys.len() == count).then_some(Place { back, keys })
    }
}

/// How many rows are read for a page of so many: one more tells whether there is a next one.
pub fn most(size: usize) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX - 1) + 1
}

/// A page of a list and the ways on from it.
#[derive(Clone, Debug, Serialize)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// The address part of the next page.
    pub next: Option<String>,
    /// The address part of the previous page.
    pub previous: Option<String>,
}

impl<T> Page<T> {
    /// Makes a page of at most `size` rows out of up to `size + 1` that were read from `place` on, in reading order of the query
    /// (backwards when going back); `keys` gives a row's sort keys.
    pub fn new(
        mut rows: Vec<T>,
        size: usize,
        place: Option<&Place>,
        keys: impl Fn(&T) -> Vec<i64>,
    ) -> Page<T> {
        let more = rows.len() > size;
        rows.truncate(size);
        let back = place.is_some_and(|place| place.back);
        if back {
            rows.reverse();
        }
        let at = |row: Option<&T>, back| {
            row.map(|row| {
                Place {
                    back,
                    keys: keys(row),
                }
                .to_text()
            })
        };
        let (has_next, has_previous) = if back {
            (true, more)
        } else {
            (more, place.is_some())
        };
        Page {
            next: if has_next {
                at(rows.last(), false)
            } else {
                None
            },
            previous: if has_previous {
                at(rows.first(), true)
            } else {
                None
            },
            rows,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_survives_an_address_and_nonsense_is_no_place() {
        let place = Place {
            back: true,
            keys: vec![-5, 1 << 62],
        };
        assert_eq!(Place::from_text(&place.to_text(), 2), Some(place.clone()));
        assert_eq!(Place::from_text(&place.to_text(), 1), None);
        for nonsense in ["", "x", "ПЖ", "PDE", "Pg", "Pjs"] {
            assert_eq!(Place::from_text(nonsense, 2), None, "{nonsense}");
        }
    }
}
