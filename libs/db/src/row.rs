//! A row as serde sees it: a map from column to cell, a sequence of cells, or its first cell.

use rusqlite::types::ValueRef as SqliteValue;
use serde::de::value::{SeqDeserializer, StrDeserializer};
use serde::de::{
    Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess,
    Visitor,
};
use serde::forward_to_deserialize_any;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Column, Decode, Row, TypeInfo, ValueRef};

use crate::Error;

/// A value kept as JSON in a text column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Json<T>(pub T);

impl<'de, T: DeserializeOwned> Deserialize<'de> for Json<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        serde_json::from_str(&text)
            .map(Json)
            .map_err(serde::de::Error::custom)
    }
}

impl<T: serde::Serialize> serde::Serialize for Json<T> {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(to)
    }
}

/// Two readings of one row: a thing, and what stands beside it in the same statement.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Both<A, B>(pub A, pub B);

/// One value of one row, as it stands in the row.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Cell<'r> {
    Null,
    Int(i64),
    Real(f64),
    Bool(bool),
    Text(&'r str),
    Blob(&'r [u8]),
}

/// What the rows of each client can do.
pub(crate) trait Cells {
    fn count(&self) -> usize;
    fn name(&self, index: usize) -> Result<&str, Error>;
    fn cell(&self, index: usize) -> Result<Cell<'_>, Error>;
}

impl Cells for rusqlite::Row<'_> {
    fn count(&self) -> usize {
        self.as_ref().column_count()
    }

    fn name(&self, index: usize) -> Result<&str, Error> {
        self.as_ref().column_name(index).map_err(Error::custom)
    }

    fn cell(&self, index: usize) -> Result<Cell<'_>, Error> {
        Ok(match self.get_ref(index).map_err(Error::custom)? {
            SqliteValue::Null => Cell::Null,
            SqliteValue::Integer(value) => Cell::Int(value),
            SqliteValue::Real(value) => Cell::Real(value),
            SqliteValue::Text(value) => {
                Cell::Text(std::str::from_utf8(value).map_err(Error::custom)?)
            }
            SqliteValue::Blob(value) => Cell::Blob(value),
        })
    }
}

/// How a value is read, by what sqlx calls its type.
macro_rules! cells {
    ($row:ty, $engine:ty, $short:ty) => {
        impl Cells for $row {
            fn count(&self) -> usize {
                self.columns().len()
            }

            fn name(&self, index: usize) -> Result<&str, Error> {
                Ok(self.column(index).name())
            }

            fn cell(&self, index: usize) -> Result<Cell<'_>, Error> {
                let value = self.try_get_raw(index)?;
                if value.is_null() {
                    return Ok(Cell::Null);
                }
                let kind = value.type_info();
                match kind.name() {
                    "INTEGER" | "INT8" => Decode::<$engine>::decode(value).map(Cell::Int),
                    "INT4" => <$short as Decode<$engine>>::decode(value)
                        .map(|value| Cell::Int(value.into())),
                    "REAL" | "FLOAT8" => Decode::<$engine>::decode(value).map(Cell::Real),
                    "BOOLEAN" | "BOOL" => Decode::<$engine>::decode(value).map(Cell::Bool),
                    "BLOB" | "BYTEA" => Decode::<$engine>::decode(value).map(Cell::Blob),
                    _ => Decode::<$engine>::decode(value).map(Cell::Text),
                }
                .map_err(|error| Error::from(sqlx::Error::Decode(error)))
            }
        }
    };
}

cells!(SqliteRow, sqlx::Sqlite, i64);
cells!(PgRow, sqlx::Postgres, i32);

/// What is done with each row that is found.
pub(crate) type Each<'a> = &'a mut (dyn FnMut(&dyn Cells) -> Result<(), Error> + Send);

/// Reads the rows of one statement into whatever was asked for.
#[derive(Default)]
pub(crate) struct Reading {
    /// Whether the columns are the fields of the struct, one by one: then the names of the first row are the last that are looked at.
    is_in_order: Option<bool>,
}

impl Reading {
    pub(crate) fn read<T: DeserializeOwned>(&mut self, row: &dyn Cells) -> Result<T, Error> {
        T::deserialize(Columns { row, reading: self })
    }
}

struct Columns<'r> {
    row: &'r dyn Cells,
    reading: &'r mut Reading,
}

impl<'r> Columns<'r> {
    fn are(&self, fields: &[&str]) -> bool {
        let mut named = fields.iter().enumerate();
        self.row.count() == fields.len()
            && named.all(|(at, field)| self.row.name(at).is_ok_and(|name| name == *field))
    }

    fn walk(&self) -> Walk<'r> {
        let row = self.row;
        Walk { row, at: 0 }
    }
}

/// The cells of a row one after the other, with the names of their columns or without.
struct Walk<'r> {
    row: &'r dyn Cells,
    at: usize,
}

impl<'r> Walk<'r> {
    fn next(&mut self) -> Result<Option<Cell<'r>>, Error> {
        if self.at == self.row.count() {
            return Ok(None);
        }
        let cell = self.row.cell(self.at)?;
        self.at += 1;
        Ok(Some(cell))
    }
}

impl<'de> MapAccess<'de> for Walk<'_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        if self.at == self.row.count() {
            return Ok(None);
        }
        let name = self.row.name(self.at)?;
        seed.deserialize(StrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(self.next()?.unwrap_or(Cell::Null))
    }
}

impl<'de> SeqAccess<'de> for Walk<'_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        self.next()?.map(|cell| seed.deserialize(cell)).transpose()
    }
}

/// The whole row, so many times: one for each field of [`Both`].
struct Readings<'r> {
    row: &'r dyn Cells,
    left: usize,
}

impl<'de> SeqAccess<'de> for Readings<'_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        let Some(left) = self.left.checked_sub(1) else {
            return Ok(None);
        };
        self.left = left;
        seed.deserialize(Columns {
            row: self.row,
            reading: &mut Reading::default(),
        })
        .map(Some)
    }
}

macro_rules! first_cell {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            self.row.cell(0)?.$method(visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for Columns<'_> {
    type Error = Error;

    first_cell! {
        deserialize_any deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_f32 deserialize_f64
        deserialize_char deserialize_str deserialize_string deserialize_bytes deserialize_byte_buf
        deserialize_option deserialize_identifier deserialize_ignored_any deserialize_seq deserialize_unit
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(self.walk())
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let known = self.reading.is_in_order;
        let is_in_order = known.unwrap_or_else(|| self.are(fields));
        self.reading.is_in_order = Some(is_in_order);
        if is_in_order {
            visitor.visit_seq(self.walk())
        } else {
            visitor.visit_map(self.walk())
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_seq(self.walk())
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_seq(Readings {
            row: self.row,
            left: len,
        })
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.row.cell(0)?.deserialize_newtype_struct(name, visitor)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.row.cell(0)?.deserialize_enum(name, variants, visitor)
    }
}

impl<'de> Deserializer<'de> for Cell<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Cell::Null => visitor.visit_unit(),
            Cell::Int(v) => visitor.visit_i64(v),
            Cell::Real(v) => visitor.visit_f64(v),
            Cell::Bool(v) => visitor.visit_bool(v),
            Cell::Text(v) => visitor.visit_str(v),
            Cell::Blob(v) => visitor.visit_bytes(v),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Cell::Int(v) => visitor.visit_bool(v != 0),
            other => other.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Cell::Null => visitor.visit_none(),
            other => visitor.visit_some(other),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self {
            Cell::Text(name) => visitor.visit_enum(StrDeserializer::<Error>::new(name)),
            other => Err(serde::de::Error::custom(format!("{other:?} is not a name"))),
        }
    }

    /// A blob as bytes, whatever sequence type was asked for.
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Cell::Blob(bytes) => {
                visitor.visit_seq(SeqDeserializer::<_, Error>::new(bytes.iter().copied()))
            }
            other => other.deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct tuple tuple_struct map struct identifier ignored_any
    }
}
