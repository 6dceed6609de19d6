//! An id for every operation: the document's own or the overlay's where there is one, else by rule.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::error::Error;
use crate::names::{call_name, operation_id, snake_name};
use specwright_openapi::operation::keys;

/// Gives each operation its id, as the generator will spell it, and returns how many had none.
pub(super) fn fill_in(document: &mut Value) -> Result<usize, Error> {
    let mut made = 0;
    let mut taken: BTreeMap<String, String> = BTreeMap::new();
    for key in keys(document) {
        let at = key.pointer();
        let Some(operation) = at.object_mut(document) else {
            continue;
        };
        let id = match operation.get("operationId").and_then(Value::as_str) {
            Some(id) => snake_name(id),
            None => {
                made += 1;
                operation_id(key.method, &key.path)
            }
        };
        operation.insert("operationId".into(), id.clone().into());
        // Two ids may differ where the names of their calls do not: `get_2_a` and `get_2a`.
        if let Some(other) = taken.insert(call_name(&id), at.to_string()) {
            return Err(Error::at(
                &at,
                format!("the operation would be called `{id}`, as the one at {other} is"),
                "give one of them an `operationId` in spec/overlay.yaml",
            ));
        }
    }
    Ok(made)
}
