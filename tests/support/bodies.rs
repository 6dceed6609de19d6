//! Every JSON body that the spec describes, as its type reads it and writes it again.

use amplemarket::types;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Makes `round_trip` of the list that regen keeps.
macro_rules! bodies {
    ($(($operation:literal, $place:literal): $type:ty,)*) => {
        /// Decodes a body and encodes it again. `None` where the operation has no such body.
        pub(crate) fn round_trip(operation: &str, place: &str, body: &Value) -> Option<Result<Value, String>> {
            #[allow(unused_imports, reason = "a list of none uses none")]
            use types::*;
            match (operation, place) {
                $(($operation, $place) => Some(again::<$type>(body)),)*
                _ => None,
            }
        }

        /// The bodies: operation id, and `request` or the status of the answer.
        pub(crate) const BODIES: &[(&str, &str)] = &[$(($operation, $place),)*];
    };
}

include!("../generated/bodies.rs");

fn again<T: Serialize + DeserializeOwned>(body: &Value) -> Result<Value, String> {
    let decoded: T = serde_path_to_error::deserialize(body).map_err(|error| error.to_string())?;
    serde_json::to_value(&decoded).map_err(|error| error.to_string())
}
