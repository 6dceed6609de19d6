//! The body's properties as setters of the call.

use std::collections::BTreeMap;

use syn::visit_mut::{self, VisitMut};
use syn::{Ident, ImplItemFn, Path, parse_quote};

use crate::facts::Facts;
use crate::rewrite::doc::doc;
use crate::rewrite::setters::UNNAMED;
use specwright_openapi::schema::ref_name;

/// The setters of the body's own builder, on the call itself; but for a name that the call has already.
pub(super) fn setters(
    facts: &Facts,
    setters: &BTreeMap<String, Vec<ImplItemFn>>,
) -> Vec<ImplItemFn> {
    let body = facts.body.as_ref().and_then(ref_name);
    let offered = body.and_then(|body| setters.get(body));
    let free = offered
        .into_iter()
        .flatten()
        .filter(|setter| facts.has_setter_for(&setter.sig.ident.to_string()));
    free.map(|setter| {
        let mut setter = setter.clone();
        let name = &setter.sig.ident;
        let takes_value = setter.sig.inputs.len() > 1;
        setter.attrs = doc(&setter_docs(&name.to_string(), facts));
        setter.block = if takes_value {
            parse_quote!({
                self.body = self.body.map(|body| body.#name(value));
                self
            })
        } else {
            parse_quote!({
                self.body = self.body.map(|body| body.#name());
                self
            })
        };
        InTypes.visit_signature_mut(&mut setter.sig);
        setter
    })
    .collect()
}

fn setter_docs(setter: &str, facts: &Facts) -> String {
    let named = |ident: &str| {
        facts
            .body_properties
            .iter()
            .find(|property| property.ident == ident)
    };
    if setter == UNNAMED && named(setter).is_none() {
        return "Sent in the body as they are: properties that the docs do not name.".into();
    }
    let Some(property) = named(setter) else {
        let plain = setter.strip_suffix("_null").unwrap_or(setter);
        let name = named(plain).map_or(plain, |property| property.name.as_str());
        return format!(
            "Sends null as `{name}` in the body, which is not the same as leaving it out."
        );
    };
    let need = if property.required {
        "required"
    } else {
        "optional"
    };
    let name = format!("Sent as `{}` in the body, {need}.", property.name);
    match &property.description {
        Some(text) if !text.trim().is_empty() => {
            format!("{}.\n\n{name}", text.trim().trim_end_matches('.'))
        }
        _ => name,
    }
}

/// What a builder of types calls `super::X` is `types::X` to the builder of a call.
struct InTypes;

impl VisitMut for InTypes {
    fn visit_path_mut(&mut self, path: &mut Path) {
        visit_mut::visit_path_mut(self, path);
        if let Some(first) = path.segments.first_mut()
            && first.ident == "super"
        {
            first.ident = Ident::new("types", first.ident.span());
        }
    }
}
