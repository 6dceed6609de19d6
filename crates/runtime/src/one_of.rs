//! One of several forms, as generated types read it: first whole, as any JSON, and then as the form that it is.

use std::cell::RefCell;

use serde::Deserialize;
use serde::de::{DeserializeOwned, Error};
use serde_json::Value;

thread_local! {
    /// The fields, of the forms of the answer that is being read on this thread, that the docs do not name.
    static FIELDS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// How many fields are kept: as many as tell something.
const MOST: usize = 64;

/// Reads a form that is known by its tag. What it says wrong is told with the place in the form.
pub fn form<T: DeserializeOwned, E: Error>(value: Value) -> Result<T, E> {
    let mut track = serde_path_to_error::Track::new();
    let tracked = serde_path_to_error::Deserializer::new(value, &mut track);
    let read = serde_ignored::deserialize(tracked, |path| {
        let path = crate::unknown::plain_path(&path.to_string());
        FIELDS.with_borrow_mut(|fields| {
            if fields.len() < MOST && !fields.contains(&path) {
                fields.push(path);
            }
        });
    });
    read.map_err(|error: serde_json::Error| match track.path().to_string() {
        place if place == "." => E::custom(error),
        place => E::custom(format_args!("{place}: {error}")),
    })
}

/// Reads a form that is known by nothing but that it fits.
pub fn fitting_form<T: for<'de> Deserialize<'de>>(value: &Value) -> Option<T> {
    crate::unknown::undone_unless_read(|| T::deserialize(value).ok())
}

/// Notes a form that the docs do not know, by its tag where it has one.
pub fn note_form(ty: &'static str, tag: Option<&str>) {
    crate::unknown::note(ty, tag.unwrap_or("a form without a tag"));
}

/// The unknown fields of forms since the last time that it was asked.
pub(crate) fn unknown_fields() -> Vec<String> {
    FIELDS.take()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::{fitting_form, form, unknown_fields};

    #[derive(Debug, PartialEq, Deserialize)]
    struct Circle {
        radius: u8,
    }

    #[test]
    fn what_is_wrong_in_a_form_has_its_place() {
        let error =
            form::<Vec<Circle>, serde_json::Error>(json!([{ "radius": 1 }, { "radius": "x" }]));
        let said = error.unwrap_err().to_string();
        assert_eq!(said, "[1].radius: invalid type: string \"x\", expected u8");
    }

    #[test]
    fn fields_that_the_docs_do_not_name_are_noted_once() {
        unknown_fields();
        let circles = json!([{ "radius": 1, "hue": 1 }, { "radius": 2, "hue": 2 }]);
        let read = form::<Vec<Circle>, serde_json::Error>(circles).unwrap();
        assert_eq!(read, [Circle { radius: 1 }, Circle { radius: 2 }]);
        assert_eq!(unknown_fields(), ["[].hue"]);
        assert!(unknown_fields().is_empty());
    }

    #[test]
    fn what_does_not_fit_is_no_form() {
        assert_eq!(fitting_form::<Circle>(&json!({ "radius": "x" })), None);
        assert_eq!(
            fitting_form(&json!({ "radius": 1 })),
            Some(Circle { radius: 1 })
        );
    }
}
