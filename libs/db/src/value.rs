use sqlx::Arguments;
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;

/// An argument of a statement. Nulls keep their type, which PostgreSQL wants to know.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the variants are what they say")]
pub enum Value {
    Int(Option<i64>),
    Bool(Option<bool>),
    Real(Option<f64>),
    Text(Option<String>),
    Blob(Option<Vec<u8>>),
}

macro_rules! into_value {
    ($($from:ty => $variant:ident: $how:expr),* $(,)?) => {$(
        impl From<$from> for Value {
            fn from(it: $from) -> Value {
                let how: fn($from) -> _ = $how;
                Value::$variant(Some(how(it)))
            }
        }
        impl From<Option<$from>> for Value {
            fn from(it: Option<$from>) -> Value {
                let how: fn($from) -> _ = $how;
                Value::$variant(it.map(how))
            }
        }
    )*};
}

into_value! {
    i64 => Int: |v| v,
    i32 => Int: i64::from,
    u32 => Int: i64::from,
    bool => Bool: |v| v,
    f64 => Real: |v| v,
    String => Text: storable,
    &str => Text: |v| storable(v.to_owned()),
    &String => Text: |v| storable(v.clone()),
    Vec<u8> => Blob: |v| v,
    &[u8] => Blob: <[u8]>::to_vec,
}

/// PostgreSQL stores no NUL in a text and fails on one that is looked for; neither engine is given any.
fn storable(text: String) -> String {
    if text.contains('\0') {
        text.replace('\0', "")
    } else {
        text
    }
}

/// The arguments of a statement: `params![id, "text", None::<i64>]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { vec![$($crate::Value::from($value)),*] };
}

macro_rules! bind {
    ($args:expr, $into:expr) => {
        for value in $args {
            let added = match value {
                Value::Int(v) => $into.add(v),
                Value::Bool(v) => $into.add(v),
                Value::Real(v) => $into.add(v),
                Value::Text(v) => $into.add(v),
                Value::Blob(v) => $into.add(v),
            };
            added.expect("plain values always encode");
        }
    };
}

pub(crate) fn sqlite(args: Vec<Value>) -> SqliteArguments {
    let mut bound = SqliteArguments::default();
    bind!(args, bound);
    bound
}

pub(crate) fn postgres(args: Vec<Value>) -> PgArguments {
    let mut bound = PgArguments::default();
    bind!(args, bound);
    bound
}
