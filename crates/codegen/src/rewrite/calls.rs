//! The builder of each call: its setters stay as they are, what it sends goes through the crate's runtime.

mod body;
mod send;

use std::collections::BTreeMap;

use quote::format_ident;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Expr, ExprStruct, FieldValue, Fields, Generics, Ident, ImplItem, ImplItemFn, Item, ItemImpl,
    ItemMod, ItemStruct, Member, PathArguments, Type, parse_quote,
};

use super::batches;
use super::client::facts_of_call;
use super::doc::doc;
use super::{lists, table};
use crate::error::Error;
use crate::facts::Facts;
use crate::model::Model;
use crate::paging::Next;
use crate::parameters::Parameter;
use crate::prose;

/// Rewrites every builder in the module, and returns how many there were: one for each operation.
///
/// A builder owns its client, so that a call can be moved to another task; and the properties of its body are set on it
/// as its parameters are.
pub(super) fn rewrite(
    module: &mut ItemMod,
    model: &Model,
    setters: &BTreeMap<String, Vec<ImplItemFn>>,
) -> Result<usize, Error> {
    module.attrs = vec![
        parse_quote!(#[allow(clippy::all, clippy::pedantic, reason = "generated code is read for its surface, not for its style")]),
    ];
    module.attrs.extend(doc(
        "One builder for each operation: set what it needs, then `send` it.",
    ));
    let Some((_, items)) = &mut module.content else {
        return Ok(0);
    };
    items.retain(|item| !matches!(item, Item::Use(_)));
    let mut rewritten = 0;
    let mut current: Option<&Facts> = None;
    for item in items.iter_mut() {
        match item {
            Item::Struct(item) => {
                let facts = facts_of_call(model, &item.ident.to_string())?;
                item.ident = format_ident!("{}", facts.call_name());
                let text = format!(
                    "A call of [`Client::{0}`](crate::Client::{0}), which is sent by [`send`](Self::send).",
                    facts.method_name()
                );
                item.attrs.retain(|attr| !attr.path().is_ident("doc"));
                item.attrs.splice(0..0, doc(&text));
                item.attrs
                    .push(parse_quote!(#[must_use = "a call does nothing until it is sent"]));
                own_client(item)?;
                current = Some(facts);
            }
            Item::Impl(item) => {
                let Some(facts) = current.take() else {
                    return Err(Error::unexpected_output(
                        "builder",
                        "an impl without its struct",
                    ));
                };
                builder(item, facts, model, setters)?;
                rewritten += 1;
            }
            _ => {
                return Err(Error::unexpected_output(
                    "builder",
                    "neither a builder nor its impl",
                ));
            }
        }
    }
    if rewritten != model.facts.len() {
        return Err(Error::unexpected_output(
            "builder",
            format!("{rewritten} builders for {} operations", model.facts.len()),
        ));
    }
    let imports: [Item; 2] = [
        parse_quote! { use super::{operations, types}; },
        parse_quote! {
            #[allow(unused_imports, reason = "a document without lists has no pages")]
            use ::specwright_runtime::{CallOptions, Client, Error, Items, Pages, Response, codegen};
        },
    ];
    items.splice(0..0, imports);
    Ok(rewritten)
}

/// `client: &'a Client` becomes `client: Client`.
fn own_client(item: &mut ItemStruct) -> Result<(), Error> {
    item.generics = Generics::default();
    let client = item
        .fields
        .iter_mut()
        .find(|field| field.ident.as_ref().is_some_and(|ident| ident == "client"));
    let Some(client) = client else {
        return Err(Error::unexpected_output(
            item.ident.to_string(),
            "a builder without its client",
        ));
    };
    client.ty = parse_quote!(Client);
    if let Fields::Named(fields) = &mut item.fields {
        fields.named.push(parse_quote!(call_options: CallOptions));
    }
    Ok(())
}

fn builder(
    item: &mut ItemImpl,
    facts: &Facts,
    model: &Model,
    setters: &BTreeMap<String, Vec<ImplItemFn>>,
) -> Result<(), Error> {
    item.generics = Generics::default();
    if let Type::Path(path) = &mut *item.self_ty
        && let Some(segment) = path.path.segments.last_mut()
    {
        segment.ident = format_ident!("{}", facts.call_name());
        segment.arguments = PathArguments::None;
    }
    let mut sent = 0;
    let mut methods = Vec::new();
    for item in std::mem::take(&mut item.items) {
        let ImplItem::Fn(mut method) = item else {
            continue;
        };
        match method.sig.ident.to_string().as_str() {
            "new" => {
                method.vis = parse_quote!(pub(crate));
                method.sig.inputs = parse_quote!(client: &Client);
                Unset(facts).visit_block_mut(&mut method.block);
                CloneClient.visit_block_mut(&mut method.block);
                methods.push(method);
            }
            "send" => {
                let body_setters = body::setters(facts, setters);
                methods.extend(body_setters);
                methods.push(with_options());
                methods.extend(send::rewrite(method, facts)?);
                methods.extend(paging(facts));
                methods.extend(batches::start(facts, model));
                sent += 1;
            }
            setter => {
                let parameter = parameter_of(facts, setter);
                match parameter {
                    Some(parameter) => parameter_setter(&mut method, parameter),
                    None => {
                        lists::take_entries_of(&mut method);
                    }
                }
                method.attrs = doc(&setter_docs(setter, parameter));
                methods.push(method);
            }
        }
    }
    item.items = methods.into_iter().map(ImplItem::Fn).collect();
    if sent == 1 {
        Ok(())
    } else {
        Err(Error::unexpected_output(
            &facts.id,
            format!("{sent} methods `send`"),
        ))
    }
}

/// The parameter that a setter of the generator's is for; none, where it is for the body.
fn parameter_of<'a>(facts: &'a Facts, field: &str) -> Option<&'a Parameter> {
    let mut parameters = facts.parameters.iter();
    parameters.find(|parameter| parameter.field == field)
}

/// Gives a setter the name that its callers know, in its messages too.
fn parameter_setter(method: &mut ImplItemFn, parameter: &Parameter) {
    if is_text_in_path(parameter) {
        *method = text_setter(&method.sig.ident);
    }
    lists::take_entries_of(method);
    method.sig.ident = format_ident!("{}", parameter.setter);
    Said {
        from: format!(" for {} failed", parameter.field),
        to: format!(" for {} failed", parameter.setter),
    }
    .visit_block_mut(&mut method.block);
}

fn is_text_in_path(parameter: &Parameter) -> bool {
    let has = |key: &str| parameter.schema.get(key).is_some();
    let text = parameter
        .schema
        .get("type")
        .is_some_and(|kind| kind == "string");
    text && !has("enum") && !has("format") && parameter.place == "path"
}

/// What stands in a path is text there, whatever it was in the answer that it comes from: ids are numbers in some.
fn text_setter(name: &Ident) -> ImplItemFn {
    parse_quote! {
        pub fn #name<V>(mut self, value: V) -> Self
        where
            V: ::std::string::ToString,
        {
            self.#name = Ok(value.to_string());
            self
        }
    }
}

/// The one setter that is about the call and not about what is sent.
fn with_options() -> ImplItemFn {
    let mut setter: ImplItemFn = parse_quote! {
        pub fn with(mut self, options: CallOptions) -> Self {
            self.call_options = options;
            self
        }
    };
    setter.attrs = doc("How this call is made, where it differs from the client's own way.");
    setter
}

/// What a list that comes in pages offers beside its first page.
fn paging(facts: &Facts) -> Vec<ImplItemFn> {
    let Some(paging) = &facts.paging else {
        return Vec::new();
    };
    let operation = table::constant(&facts.id);
    let page = format_ident!("{}", paging.page);
    let (start, how): (Expr, String) = match &paging.next {
        Next::Link { .. } => (
            parse_quote!(codegen::linked_pages(client, &operations::#operation, options, self.into_request())),
            "The first is the one that `send` gets; each next one is where the one before links to.".to_owned(),
        ),
        Next::Number { setter, .. } => {
            let setter = format_ident!("{setter}");
            (
                parse_quote!(codegen::numbered_pages(client, &operations::#operation, options, move |page| self.clone().#setter(page).into_request())),
                format!(
                    "They are asked for by number, from 1 on; what `{setter}` was set to does not count."
                ),
            )
        }
    };
    let mut pages: ImplItemFn = parse_quote! {
        pub fn pages(self) -> Pages<types::#page> {
            let (client, options) = (self.client.clone(), self.call_options.clone());
            #start
        }
    };
    pages.attrs = doc(&format!(
        "All pages, one after the other, each asked for when it is wanted.\n\n{how}"
    ));
    let mut stream: ImplItemFn = parse_quote! {
        pub fn stream(self) -> Items<types::#page> {
            self.pages().items()
        }
    };
    stream.attrs = doc(
        "The items of all pages, one after the other, each page asked for when it is wanted.\n\nAn error ends the stream as an error: a stream that just ends had everything.",
    );
    vec![pages, stream]
}

fn setter_docs(setter: &str, parameter: Option<&Parameter>) -> String {
    let Some(parameter) = parameter else {
        return match setter {
            "body_map" => {
                "Changes the body as it stands so far: its builder comes in and goes out.".into()
            }
            _ => "The body, whole.".into(),
        };
    };
    let need = if parameter.required {
        "required"
    } else {
        "optional"
    };
    let name = format!(
        "Sent as `{}` in the {}, {need}.",
        parameter.name, parameter.place
    );
    match &parameter.description {
        Some(text) if !text.trim().is_empty() => {
            format!("{}.\n\n{name}", prose::headline(text))
        }
        _ => name,
    }
}

/// `client: client` becomes `client: client.clone()`.
struct CloneClient;

impl VisitMut for CloneClient {
    fn visit_field_value_mut(&mut self, field: &mut FieldValue) {
        if matches!(&field.member, Member::Named(name) if name == "client") {
            *field = parse_quote!(client: client.clone());
        }
    }

    fn visit_expr_struct_mut(&mut self, expr: &mut ExprStruct) {
        visit_mut::visit_expr_struct_mut(self, expr);
        expr.fields
            .push(parse_quote!(call_options: CallOptions::default()));
    }
}

/// ``id was not initialized`` is what a programmer says of a variable.
struct Unset<'a>(&'a Facts);

impl VisitMut for Unset<'_> {
    fn visit_lit_str_mut(&mut self, text: &mut syn::LitStr) {
        if let Some(name) = text.value().strip_suffix(" was not initialized") {
            let name = parameter_of(self.0, name).map_or(name, |parameter| &parameter.setter);
            *text = syn::LitStr::new(&format!("`{name}` is required"), text.span());
        }
    }
}

/// A part of a message, said in another way.
struct Said {
    from: String,
    to: String,
}

impl VisitMut for Said {
    fn visit_lit_str_mut(&mut self, text: &mut syn::LitStr) {
        if self.from != self.to && text.value().ends_with(&self.from) {
            let said = text.value().replace(&self.from, &self.to);
            *text = syn::LitStr::new(&said, text.span());
        }
    }
}
