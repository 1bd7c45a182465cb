//! Dates, times, numbers and sizes of one language, over ICU and CLDR.

use icu_calendar::Iso;
use icu_datetime::{
    DateTimeFormatter, NoCalendarFormatter, fieldsets, input::DateTime, input::Time,
};
use icu_decimal::{DecimalFormatter, input::Decimal};
use icu_locale::{Locale as Tag, locale};
use jiff::{Timestamp, Zoned, civil, tz::TimeZone};
use jiff_icu::ConvertInto as _;

use crate::LoadError;

/// Bytes of a kilobyte, as mail programs and file managers count them.
const K: i64 = 1024;

pub(crate) struct Formats {
    date: DateTimeFormatter<fieldsets::YMD>,
    date_time: DateTimeFormatter<fieldsets::YMDT>,
    time: NoCalendarFormatter<fieldsets::T>,
    decimals: DecimalFormatter,
}

impl Formats {
    pub(crate) fn load(tag: &str) -> Result<Formats, LoadError> {
        let name = data_of(tag)?;
        let missing = |error: icu_datetime::DateTimeFormatterLoadError| LoadError::Data {
            tag: tag.into(),
            what: error.to_string(),
        };
        let day = fieldsets::YMD::medium();
        Ok(Formats {
            date: DateTimeFormatter::try_new((&name).into(), day).map_err(missing)?,
            date_time: DateTimeFormatter::try_new((&name).into(), day.with_time_hm())
                .map_err(missing)?,
            time: NoCalendarFormatter::try_new((&name).into(), fieldsets::T::hm())
                .map_err(missing)?,
            decimals: decimals(tag)?,
        })
    }

    pub(crate) fn date(&self, ms: i64, zone: &str) -> String {
        self.date.format(&civil_in(ms, zone)).to_string()
    }

    pub(crate) fn date_time(&self, ms: i64, zone: &str) -> String {
        self.date_time.format(&civil_in(ms, zone)).to_string()
    }

    pub(crate) fn time(&self, ms: i64, zone: &str) -> String {
        let time: Time = zoned(ms, zone).time().convert_into();
        self.time.format(&time).to_string()
    }

    pub(crate) fn number(&self, number: i64) -> String {
        self.decimals.format(&Decimal::from(number)).to_string()
    }

    /// The number and its unit: bytes and kilobytes whole, above that one decimal unless it is 0.
    pub(crate) fn size(&self, bytes: i64) -> (String, &'static str) {
        let bytes = bytes.max(0);
        let whole = |unit| rounded(bytes, unit, 1) * 10;
        let (tenths, unit) = match bytes {
            0..1_000 => (whole(1), "B"),
            _ if whole(K) < 10_000 => (whole(K), "kB"),
            _ if rounded(bytes, K * K, 10) < 10_000 => (rounded(bytes, K * K, 10), "MB"),
            _ => (rounded(bytes, K * K * K, 10), "GB"),
        };
        let mut number = Decimal::from(tenths);
        number.multiply_pow10(-1);
        number.trim_end();
        (self.decimals.format(&number).to_string(), unit)
    }
}

pub(crate) fn decimals(tag: &str) -> Result<DecimalFormatter, LoadError> {
    DecimalFormatter::try_new(
        data_of(tag)?.into(),
        icu_decimal::options::DecimalFormatterOptions::default(),
    )
    .map_err(|error| LoadError::Data {
        tag: tag.into(),
        what: error.to_string(),
    })
}

pub(crate) fn iso(ms: i64) -> String {
    let whole_second = moment(ms.div_euclid(1_000).saturating_mul(1_000));
    whole_second.to_string()
}

/// The name under which CLDR holds the data. English without a region is British: the day
/// before the month, 24 hours.
fn data_of(tag: &str) -> Result<Tag, LoadError> {
    match tag {
        "en" => Ok(locale!("en-GB")),
        tag => tag.parse().map_err(|_| LoadError::Tag { tag: tag.into() }),
    }
}

/// So many of this part of a unit.
fn rounded(bytes: i64, unit: i64, part: i64) -> i64 {
    let (bytes, unit) = (i128::from(bytes) * i128::from(part), i128::from(unit));
    i64::try_from((bytes + unit / 2) / unit).unwrap_or(i64::MAX)
}

/// Whether two moments are of one day in a zone.
pub(crate) fn is_same_day(one: i64, other: i64, zone: &str) -> bool {
    zoned(one, zone).date() == zoned(other, zone).date()
}

fn civil_in(ms: i64, zone: &str) -> DateTime<Iso> {
    let civil: civil::DateTime = zoned(ms, zone).datetime();
    civil.convert_into()
}

/// jiff keeps the zones it has read. One that does not exist counts as UTC: where a zone is
/// chosen it is checked, and a page must not fail for it.
fn zoned(ms: i64, zone: &str) -> Zoned {
    moment(ms).to_zoned(self::zone(zone).unwrap_or(TimeZone::UTC))
}

pub(crate) fn zone(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).ok()
}

fn moment(ms: i64) -> Timestamp {
    let in_range = ms.clamp(
        Timestamp::MIN.as_millisecond(),
        Timestamp::MAX.as_millisecond(),
    );
    Timestamp::from_millisecond(in_range).unwrap_or_default()
}
