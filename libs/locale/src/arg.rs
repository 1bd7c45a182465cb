//! What is put into a message.

use std::borrow::Cow;

use fluent_bundle::FluentValue;

/// A value for a placeholder. A number chooses plural forms and is written the language's way;
/// a text stands as it is.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg<'a> {
    /// Counted.
    Number(f64),
    /// As it is.
    Text(Cow<'a, str>),
}

impl<'a> Arg<'a> {
    pub(crate) fn value(&'a self) -> FluentValue<'a> {
        match self {
            Arg::Number(number) => FluentValue::from(*number),
            Arg::Text(text) => FluentValue::from(text.as_ref()),
        }
    }
}

impl From<i64> for Arg<'_> {
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts people can read are far below 2^53"
    )]
    fn from(number: i64) -> Self {
        Arg::Number(number as f64)
    }
}

impl From<i32> for Arg<'_> {
    fn from(number: i32) -> Self {
        Arg::Number(number.into())
    }
}

impl From<u32> for Arg<'_> {
    fn from(number: u32) -> Self {
        Arg::Number(number.into())
    }
}

impl From<usize> for Arg<'_> {
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts people can read are far below 2^53"
    )]
    fn from(number: usize) -> Self {
        Arg::Number(number as f64)
    }
}

impl From<f64> for Arg<'_> {
    /// What is not finite has no plural form, so it stands as text.
    fn from(number: f64) -> Self {
        if number.is_finite() {
            Arg::Number(number)
        } else {
            Arg::from(number.to_string())
        }
    }
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Arg::Text(text.into())
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Arg::Text(text.as_str().into())
    }
}

impl From<String> for Arg<'_> {
    fn from(text: String) -> Self {
        Arg::Text(text.into())
    }
}
