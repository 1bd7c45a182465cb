//! A row as serde sees it: a map from column to cell, a sequence of cells, or its first cell.

use serde::de::value::{MapDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{Deserialize, DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
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

/// One value of one row.
#[derive(Clone, Debug)]
pub(crate) enum Cell {
    Null,
    Int(i64),
    Real(f64),
    Bool(bool),
    Text(String),
    Blob(Vec<u8>),
}

/// How a value is read, by what either engine calls its type.
#[derive(Clone, Copy)]
enum Kind {
    Int,
    ShortInt,
    Real,
    Bool,
    Text,
    Blob,
}

impl Kind {
    fn of(name: &str) -> Kind {
        match name {
            "INTEGER" | "INT8" => Kind::Int,
            "INT4" => Kind::ShortInt,
            "REAL" | "FLOAT8" => Kind::Real,
            "BOOLEAN" | "BOOL" => Kind::Bool,
            "BLOB" | "BYTEA" => Kind::Blob,
            _ => Kind::Text,
        }
    }
}

/// What both engines' rows can do.
pub(crate) trait Cells {
    fn names(&self) -> impl Iterator<Item = &str>;
    fn cell(&self, index: usize) -> Result<Cell, sqlx::Error>;
}

impl Cells for SqliteRow {
    fn names(&self) -> impl Iterator<Item = &str> {
        self.columns().iter().map(Column::name)
    }

    fn cell(&self, index: usize) -> Result<Cell, sqlx::Error> {
        let value = self.try_get_raw(index)?;
        if value.is_null() {
            return Ok(Cell::Null);
        }
        let kind = Kind::of(value.type_info().name());
        match kind {
            Kind::Text => Decode::<sqlx::Sqlite>::decode(value).map(Cell::Text),
            Kind::Real => Decode::<sqlx::Sqlite>::decode(value).map(Cell::Real),
            Kind::Blob => Decode::<sqlx::Sqlite>::decode(value).map(Cell::Blob),
            Kind::Bool => Decode::<sqlx::Sqlite>::decode(value).map(Cell::Bool),
            Kind::Int | Kind::ShortInt => Decode::<sqlx::Sqlite>::decode(value).map(Cell::Int),
        }
        .map_err(sqlx::Error::Decode)
    }
}

impl Cells for PgRow {
    fn names(&self) -> impl Iterator<Item = &str> {
        self.columns().iter().map(Column::name)
    }

    fn cell(&self, index: usize) -> Result<Cell, sqlx::Error> {
        let value = self.try_get_raw(index)?;
        if value.is_null() {
            return Ok(Cell::Null);
        }
        let kind = Kind::of(value.type_info().name());
        match kind {
            Kind::Text => Decode::<sqlx::Postgres>::decode(value).map(Cell::Text),
            Kind::Real => Decode::<sqlx::Postgres>::decode(value).map(Cell::Real),
            Kind::Blob => Decode::<sqlx::Postgres>::decode(value).map(Cell::Blob),
            Kind::Bool => Decode::<sqlx::Postgres>::decode(value).map(Cell::Bool),
            Kind::Int => Decode::<sqlx::Postgres>::decode(value).map(Cell::Int),
            Kind::ShortInt => {
                <i32 as Decode<sqlx::Postgres>>::decode(value).map(|v| Cell::Int(v.into()))
            }
        }
        .map_err(sqlx::Error::Decode)
    }
}

/// Reads a row into whatever was asked for.
pub(crate) fn read<R: Cells, T: DeserializeOwned>(row: &R) -> Result<T, Error> {
    T::deserialize(Columns(row))
}

struct Columns<'r, R>(&'r R);

impl<R: Cells> Columns<'_, R> {
    fn cells(&self) -> Result<Vec<Cell>, Error> {
        (0..self.0.names().count())
            .map(|i| Ok(self.0.cell(i)?))
            .collect()
    }
}

macro_rules! first_cell {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            self.0.cell(0)?.$method(visitor)
        }
    )*};
}

impl<'de, R: Cells> Deserializer<'de> for Columns<'_, R> {
    type Error = Error;

    first_cell! {
        deserialize_any deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_f32 deserialize_f64
        deserialize_char deserialize_str deserialize_string deserialize_bytes deserialize_byte_buf
        deserialize_option deserialize_identifier deserialize_ignored_any deserialize_seq deserialize_unit
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let cells = self.cells()?;
        visitor.visit_map(MapDeserializer::new(self.0.names().zip(cells)))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_map(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_seq(SeqDeserializer::new(self.cells()?.into_iter()))
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_tuple(len, visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.0.cell(0)?.deserialize_newtype_struct(name, visitor)
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
        self.0.cell(0)?.deserialize_enum(name, variants, visitor)
    }
}

impl IntoDeserializer<'_, Error> for Cell {
    type Deserializer = Cell;

    fn into_deserializer(self) -> Cell {
        self
    }
}

impl<'de> Deserializer<'de> for Cell {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Cell::Null => visitor.visit_unit(),
            Cell::Int(v) => visitor.visit_i64(v),
            Cell::Real(v) => visitor.visit_f64(v),
            Cell::Bool(v) => visitor.visit_bool(v),
            Cell::Text(v) => visitor.visit_string(v),
            Cell::Blob(v) => visitor.visit_byte_buf(v),
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
            Cell::Text(name) => visitor.visit_enum(StrDeserializer::<Error>::new(&name)),
            other => Err(serde::de::Error::custom(format!("{other:?} is not a name"))),
        }
    }

    /// A blob as bytes, whatever sequence type was asked for.
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Cell::Blob(bytes) => {
                visitor.visit_seq(SeqDeserializer::<_, Error>::new(bytes.into_iter()))
            }
            other => other.deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct tuple tuple_struct map struct identifier ignored_any
    }
}
