//! The generics of an item and the signature of a function, as one line of text.

use super::render::{Renderer, abi, list, parameter, tokens};
use syn::{
    FnArg, GenericParam, Generics, Pat, Receiver, ReceiverKind, Safety, Signature, WherePredicate,
};

impl Renderer<'_> {
    /// `<'a, T: Clone>`, or nothing.
    pub(super) fn parameters(&self, generics: &Generics) -> String {
        if generics.params.is_empty() {
            return String::new();
        }
        let text = list(&generics.params, |param| match param {
            GenericParam::Lifetime(it) => {
                parameter(param) + &bounded(sum(&it.bounds, |it| self.lifetime(it)))
            }
            GenericParam::Type(it) => {
                let default = it
                    .default
                    .as_ref()
                    .map(|(_, ty)| format!(" = {}", self.ty(ty)));
                parameter(param) + &bounded(self.bounds(&it.bounds)) + &default.unwrap_or_default()
            }
            GenericParam::Const(it) => {
                let default = it.default.as_ref();
                let default = default.map(|(_, value)| format!(" = {}", self.expression(value)));
                format!(
                    "const {}: {}{}",
                    it.ident,
                    self.ty(&it.ty),
                    default.unwrap_or_default()
                )
            }
        });
        format!("<{text}>")
    }

    /// What the parameters themselves are bound by, as a `where` clause would say it.
    pub(super) fn parameter_predicates(&self, generics: &Generics) -> Vec<String> {
        let predicates = generics.params.iter().filter_map(|param| {
            let bounds = match param {
                GenericParam::Lifetime(it) => sum(&it.bounds, |it| self.lifetime(it)),
                GenericParam::Type(it) => self.bounds(&it.bounds),
                GenericParam::Const(_) => String::new(),
            };
            (!bounds.is_empty()).then(|| format!("{}: {bounds}", parameter(param)))
        });
        predicates.collect()
    }

    /// The predicates of the `where` clause.
    pub(super) fn predicates(&self, generics: &Generics) -> Vec<String> {
        let predicates = generics
            .where_clause
            .iter()
            .flat_map(|clause| &clause.predicates);
        let texts = predicates.map(|predicate| match predicate {
            WherePredicate::Lifetime(it) => {
                let bounds = sum(&it.bounds, |it| self.lifetime(it));
                format!("{}: {bounds}", self.lifetime(&it.lifetime))
            }
            WherePredicate::Type(it) => {
                let lifetimes = self.for_lifetimes(it.lifetimes.as_ref());
                format!(
                    "{lifetimes}{}: {}",
                    self.ty(&it.bounded_ty),
                    self.bounds(&it.bounds)
                )
            }
            other => tokens(other),
        });
        texts.collect()
    }

    /// A function from its modifiers to its `where` clause; `path` stands for its name, and `more` are predicates that it
    /// owes to the `impl` around it.
    pub(super) fn function(
        &self,
        signature: &Signature,
        path: &str,
        mut more: Vec<String>,
    ) -> String {
        let inner = self.within(&signature.generics);
        let mut text = String::new();
        if signature.constness.is_some() {
            text.push_str("const ");
        }
        if signature.asyncness.is_some() {
            text.push_str("async ");
        }
        if let Safety::Unsafe(_) = signature.safety {
            text.push_str("unsafe ");
        }
        if let Some(extern_) = &signature.abi {
            text.push_str(&abi(extern_));
        }
        let mut inputs: Vec<_> = signature.inputs.iter().map(|it| inner.input(it)).collect();
        if signature.variadic.is_some() {
            inputs.push("...".to_owned());
        }
        more.extend(inner.predicates(&signature.generics));
        format!(
            "{text}fn {path}{}({}){}{}",
            inner.parameters(&signature.generics),
            inputs.join(", "),
            inner.output(&signature.output),
            where_clause(&more),
        )
    }

    /// A parameter without what only the body sees: `mut`, and the pattern that takes it apart.
    fn input(&self, input: &FnArg) -> String {
        match input {
            FnArg::Receiver(it) => self.receiver(it),
            FnArg::Typed(it) => {
                let name = match &*it.pat {
                    Pat::Ident(pattern) => pattern.ident.to_string(),
                    _ => "_".to_owned(),
                };
                format!("{name}: {}", self.ty(&it.ty))
            }
        }
    }

    fn receiver(&self, receiver: &Receiver) -> String {
        match &receiver.kind {
            ReceiverKind::Value => "self".to_owned(),
            ReceiverKind::Reference(_, lifetime, mutable) => {
                let lifetime = lifetime
                    .as_ref()
                    .map(|it| format!("{} ", self.lifetime(it)));
                let mutable = if mutable.is_some() { "mut " } else { "" };
                format!("&{}{mutable}self", lifetime.unwrap_or_default())
            }
            ReceiverKind::Typed(_, ty) => format!("self: {}", self.ty(ty)),
            _ => tokens(receiver),
        }
    }
}

/// ` where T: Clone`, or nothing.
pub(super) fn where_clause(predicates: &[String]) -> String {
    if predicates.is_empty() {
        String::new()
    } else {
        format!(" where {}", predicates.join(", "))
    }
}

/// `: Clone`, or nothing.
pub(super) fn bounded(bounds: String) -> String {
    if bounds.is_empty() {
        bounds
    } else {
        format!(": {bounds}")
    }
}

fn sum<T>(items: impl IntoIterator<Item = T>, text: impl Fn(T) -> String) -> String {
    items.into_iter().map(text).collect::<Vec<_>>().join(" + ")
}
