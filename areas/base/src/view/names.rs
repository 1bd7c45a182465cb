//! What a template finds by name.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::FixedState;
use minijinja::Value;
use minijinja::value::{Enumerator, Object, ObjectExt};

/// The values of a page by name, asked a thousand times a page. The names are the templates' own, so that they need no hash that
/// strangers cannot foresee.
#[derive(Debug)]
pub(super) struct Names(HashMap<String, Value, FixedState>);

impl Names {
    /// The values of all parts, the first part's before the next's.
    pub(super) fn of<const N: usize>(parts: [Value; N]) -> Names {
        let mut all = HashMap::with_capacity_and_hasher(64, FixedState::default());
        for part in parts {
            for key in part.try_iter().into_iter().flatten() {
                if let (Some(name), Ok(value)) = (key.as_str(), part.get_item(&key)) {
                    all.entry(name.to_owned()).or_insert(value);
                }
            }
        }
        Names(all)
    }
}

impl Object for Names {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        self.0.get(key).cloned()
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        self.mapped_enumerator(|names| Box::new(names.0.keys().map(Value::from)))
    }
}
