//! The first place where two values differ.

use serde_json::Value;

use specwright_openapi::pointer::Pointer;

/// Where two values differ, and what stands there in each.
#[derive(Debug, PartialEq)]
pub(super) struct Difference<'a> {
    pub(super) pointer: String,
    pub(super) left: Option<&'a Value>,
    pub(super) right: Option<&'a Value>,
}

/// Goes down to the leaf at which two values first differ: in the order of the left one, then for what only the right
/// one has. The order of keys is no difference.
pub(super) fn first_difference<'a>(
    left: Option<&'a Value>,
    right: Option<&'a Value>,
    at: &Pointer,
) -> Option<Difference<'a>> {
    match (left, right) {
        (Some(Value::Object(l)), Some(Value::Object(r))) => {
            let keys = l.keys().chain(r.keys().filter(|key| !l.contains_key(*key)));
            keys.into_iter().find_map(|key| {
                let (l, r) = (l.get(key), r.get(key));
                // The pointer is costly and most values are equal.
                if l == r {
                    None
                } else {
                    first_difference(l, r, &at.join(key))
                }
            })
        }
        (Some(Value::Array(l)), Some(Value::Array(r))) => {
            (0..l.len().max(r.len())).find_map(|index| {
                let (l, r) = (l.get(index), r.get(index));
                if l == r {
                    None
                } else {
                    first_difference(l, r, &at.item(index))
                }
            })
        }
        _ if left == right => None,
        _ => Some(Difference {
            pointer: at.clone().into(),
            left,
            right,
        }),
    }
}
