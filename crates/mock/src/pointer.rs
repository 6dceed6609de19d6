//! Values that are changed at a JSON pointer.

use serde_json::{Map, Value};
use specwright_openapi::pointer::unescape;

/// Puts a value at a pointer; objects that are missing on the way are made.
pub(crate) fn set(target: &mut Value, pointer: &str, value: Value) {
    let mut place = target;
    for key in pointer.split('/').skip(1) {
        if !place.is_object() {
            *place = Value::Object(Map::new());
        }
        let Value::Object(fields) = place else { return };
        place = fields.entry(unescape(key)).or_insert(Value::Null);
    }
    *place = value;
}

/// Removes what is at a pointer.
pub(crate) fn remove(target: &mut Value, pointer: &str) {
    let Some((above, key)) = pointer.rsplit_once('/') else {
        return;
    };
    if let Some(Value::Object(fields)) = target.pointer_mut(above) {
        fields.remove(&*unescape(key));
    }
}
