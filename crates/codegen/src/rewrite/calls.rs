//! The builder of each call: its setters stay as they are, what it sends goes through the crate's runtime.

use std::collections::BTreeMap;

use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Expr, ExprTry, FieldValue, Generics, Ident, ImplItem, ImplItemFn, Item, ItemImpl, ItemMod,
    ItemStruct, Local, Member, Pat, Path, PathArguments, ReturnType, Stmt, Token, Type,
    parse_quote,
};

use super::client::{doc, facts_of};
use super::table;
use crate::Error;
use crate::document::schema_ref;
use crate::facts::Facts;
use crate::names::snake_name;
use crate::paging::Next;
use crate::prose;
use crate::sweeps::Swept;

/// Rewrites every builder in the module, and returns how many there were: one for each operation.
///
/// A builder owns its client, so that a call can be moved to another task; and the properties of its body are set on it
/// as its parameters are.
pub(super) fn rewrite(
    module: &mut ItemMod,
    swept: &Swept,
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
                let facts = facts_of(swept, &snake_name(&item.ident.to_string()))?;
                let text = format!(
                    "A call of [`Client::{0}`](crate::Client::{0}), which is sent by [`send`](Self::send).",
                    facts.id
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
                builder(item, facts, setters)?;
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
    if rewritten != swept.facts.len() {
        return Err(Error::unexpected_output(
            "builder",
            format!("{rewritten} builders for {} operations", swept.facts.len()),
        ));
    }
    let imports: [Item; 2] = [
        parse_quote! { use super::{operations, types}; },
        parse_quote! {
            #[allow(unused_imports, reason = "a document without lists has no pages")]
            use crate::{Client, Error, Items, Pages, Response, runtime};
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
    Ok(())
}

fn builder(
    item: &mut ItemImpl,
    facts: &Facts,
    setters: &BTreeMap<String, Vec<ImplItemFn>>,
) -> Result<(), Error> {
    item.generics = Generics::default();
    if let Type::Path(path) = &mut *item.self_ty
        && let Some(segment) = path.path.segments.last_mut()
    {
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
                Unset.visit_block_mut(&mut method.block);
                CloneClient.visit_block_mut(&mut method.block);
                methods.push(method);
            }
            "send" => {
                let body_setters = body_setters(facts, setters);
                methods.extend(body_setters);
                methods.extend(send(method, facts)?);
                methods.extend(paging(facts));
                sent += 1;
            }
            setter => {
                let text = setter_docs(setter, facts);
                method.attrs.retain(|attr| !attr.path().is_ident("doc"));
                method.attrs.extend(doc(&text));
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

/// The setters of the body's own builder, on the call itself; but for a name that the call has already.
fn body_setters(facts: &Facts, setters: &BTreeMap<String, Vec<ImplItemFn>>) -> Vec<ImplItemFn> {
    let body = facts.body.as_ref().and_then(schema_ref);
    let offered = body.and_then(|body| setters.get(body));
    let free = offered
        .into_iter()
        .flatten()
        .filter(|setter| facts.has_setter_for(&setter.sig.ident.to_string()));
    free.map(|setter| {
        let mut setter = setter.clone();
        let name = &setter.sig.ident;
        let takes_value = setter.sig.inputs.len() > 1;
        setter.attrs = doc(&body_setter_docs(&name.to_string(), facts));
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

fn body_setter_docs(setter: &str, facts: &Facts) -> String {
    let named = |ident: &str| {
        facts
            .body_properties
            .iter()
            .find(|property| property.ident == ident)
    };
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

/// What a list that comes in pages offers beside its first page.
fn paging(facts: &Facts) -> Vec<ImplItemFn> {
    let Some(paging) = &facts.paging else {
        return Vec::new();
    };
    let operation = table::constant(&facts.id);
    let page = quote::format_ident!("{}", paging.page);
    let (start, how): (Expr, &str) = match paging.next {
        Next::Link(_) => (
            parse_quote!(Pages::linked(client, &operations::#operation, self.request())),
            "The first is the one that `send` gets; each next one is where the one before links to.",
        ),
        Next::Number(_) => (
            parse_quote!(Pages::numbered(client, &operations::#operation, move |page| self.clone().page(page).request())),
            "They are asked for by number, from 1 on; what `page` was set to does not count.",
        ),
    };
    let mut pages: ImplItemFn = parse_quote! {
        pub fn pages(self) -> Pages<types::#page> {
            let client = self.client.clone();
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

fn setter_docs(setter: &str, facts: &Facts) -> String {
    match setter {
        "body" if facts.has_body => "The body, whole.".into(),
        "body_map" if facts.has_body => {
            "Changes the body as it stands so far: its builder comes in and goes out.".into()
        }
        _ => {
            let plain = setter.strip_suffix('_').unwrap_or(setter);
            let Some(parameter) = facts
                .parameters
                .iter()
                .find(|parameter| parameter.ident == setter || parameter.ident == plain)
            else {
                return format!("`{setter}`.");
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
    }
}

/// Keeps what reads the builder's fields and makes the request; addresses, errors and the way to the server are ours.
///
/// Making the request and sending it are two methods, since pages make requests as well.
fn send(mut method: ImplItemFn, facts: &Facts) -> Result<[ImplItemFn; 2], Error> {
    let operation = table::constant(&facts.id);
    let shape = |what: &str| Error::unexpected_output(&facts.id, format!("`send` {what}"));
    let mut statements: Vec<Stmt> = Vec::new();
    let mut headers = false;
    let mut answer_read: Option<Expr> = None;
    for statement in std::mem::take(&mut method.block.stmts) {
        let text = statement.to_token_stream().to_string();
        let name = local_name(&statement);
        match name.as_deref() {
            None if text.starts_with("let Self") => {
                statements.push(statement);
                statements.push(parse_quote! { let operation = &operations::#operation; });
            }
            None if text.contains("\"api-version\"") => {}
            Some("header_map") => {
                headers =
                    text.contains("with_capacity") && !text.contains("with_capacity (1usize)");
                statements.extend(headers.then_some(statement));
            }
            Some("url") => statements
                .push(url(&statement).ok_or_else(|| shape("makes its URL in another way"))?),
            Some("request") => statements.push(
                request(statement, headers)
                    .ok_or_else(|| shape("makes its request in another way"))?,
            ),
            Some("info" | "result" | "response") => {}
            None if text.starts_with("client . pre (") || text.starts_with("client . post (") => {}
            None if text.starts_with("match response . status") => {
                let read = answer(&text, &operation);
                answer_read = Some(read.ok_or_else(|| shape("reads its answer in another way"))?);
            }
            _ => statements.push(statement),
        }
    }
    let answer_read = answer_read.ok_or_else(|| shape("does not read its answer"))?;
    statements.push(parse_quote! { return Ok(request); });
    let mut request: ImplItemFn = parse_quote! {
        fn request(self) -> Result<::reqwest::Request, Error> { #(#statements)* }
    };
    if let Some(last) = request.block.stmts.last_mut() {
        *last = Stmt::Expr(parse_quote!(Ok(request)), None);
    }
    let mut refuse = Refuse { refused: 0 };
    refuse.visit_block_mut(&mut request.block);
    let expected = facts.parameters.len() + usize::from(facts.has_body);
    if refuse.refused < expected {
        return Err(shape("takes its arguments in another way"));
    }
    method.block = parse_quote!({
        let client = self.client.clone();
        let request = self.request()?;
        #answer_read
    });
    method.attrs = doc(
        "Sends the call and waits for the answer.\n\n# Errors\n[`Error`] says what went wrong: before anything was sent, on the way, or in the answer.",
    );
    one_error(&mut method.sig.output);
    Ok([method, request])
}

fn local_name(statement: &Stmt) -> Option<String> {
    match statement {
        Stmt::Local(Local {
            pat: Pat::Ident(pat),
            ..
        }) => Some(pat.ident.to_string()),
        _ => None,
    }
}

/// `let url = format!("…", client.baseurl, encode_path(&id.to_string()))` becomes a call that encodes and refuses.
fn url(statement: &Stmt) -> Option<Stmt> {
    let Stmt::Local(Local {
        init: Some(init), ..
    }) = statement
    else {
        return None;
    };
    let Expr::Macro(format) = &*init.expr else {
        return None;
    };
    let arguments = format
        .mac
        .parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated)
        .ok()?;
    let mut arguments = arguments.iter();
    let (_template, base) = (arguments.next()?, arguments.next()?);
    if base.to_token_stream().to_string() != "client . baseurl" {
        return None;
    }
    let segments: Vec<Expr> = arguments
        .map(|argument| match argument {
            Expr::Call(call) if call.func.to_token_stream().to_string() == "encode_path" => {
                call.args.first().cloned()
            }
            _ => None,
        })
        .collect::<Option<_>>()?;
    Some(parse_quote! { let url = client.url(operation, &[#(#segments),*])?; })
}

fn request(mut statement: Stmt, headers: bool) -> Option<Stmt> {
    let Stmt::Local(local) = &mut statement else {
        return None;
    };
    let Pat::Ident(pat) = &mut local.pat else {
        return None;
    };
    pat.mutability = None;
    local.attrs.clear();
    let init = local.init.as_mut()?;
    let mut rewrite = Request {
        headers,
        http: false,
        built: false,
    };
    rewrite.visit_expr_mut(&mut init.expr);
    (rewrite.http && rewrite.built).then_some(statement)
}

struct Request {
    headers: bool,
    http: bool,
    built: bool,
}

impl VisitMut for Request {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::MethodCall(call) = expr
            && call.method == "headers"
            && !self.headers
        {
            *expr = (*call.receiver).clone();
        }
        let replacement: Option<Expr> = match expr {
            Expr::Field(field) if field.to_token_stream().to_string() == "client . client" => {
                self.http = true;
                Some(parse_quote!(client.http()))
            }
            Expr::Try(ExprTry { expr: inner, .. }) => match &**inner {
                Expr::MethodCall(call) if call.method == "build" => {
                    self.built = true;
                    Some(
                        parse_quote!(#inner.map_err(|error| Error::not_sendable(operation, &error))?),
                    )
                }
                _ => None,
            },
            _ => None,
        };
        if let Some(replacement) = replacement {
            *expr = replacement;
        }
        if !matches!(expr, Expr::Path(_)) {
            visit_mut::visit_expr_mut(self, expr);
        }
    }
}

/// The first arm of the stock `match` tells how a success is read.
fn answer(text: &str, operation: &Ident) -> Option<Expr> {
    let arm = text.split("=>").nth(1)?;
    let read: Expr = if arm.contains("from_response") {
        parse_quote!(runtime::json(&client, &operations::#operation, request).await)
    } else if arm.contains(":: stream (") {
        parse_quote!(runtime::bytes(&client, &operations::#operation, request).await)
    } else if arm.contains(":: empty (") {
        parse_quote!(runtime::nothing(&client, &operations::#operation, request).await)
    } else {
        return None;
    };
    Some(read)
}

/// `map_err(Error::InvalidRequest)` and conversions of headers: both refuse an argument, and say whose.
struct Refuse {
    refused: usize,
}

impl VisitMut for Refuse {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        match expr {
            Expr::Path(path) if path.to_token_stream().to_string() == "Error :: InvalidRequest" => {
                *expr = parse_quote!(|reason| Error::refused(operation, reason));
                self.refused += 1;
            }
            Expr::Try(ExprTry { expr: inner, .. }) => {
                if let Expr::MethodCall(call) = &**inner
                    && call.method == "try_into"
                {
                    *expr = parse_quote!(#inner.map_err(|_| Error::refused(operation, "a header can't hold this value".to_owned()))?);
                }
            }
            _ => {}
        }
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

/// ``id was not initialized`` is what a programmer says of a variable.
struct Unset;

impl VisitMut for Unset {
    fn visit_lit_str_mut(&mut self, text: &mut syn::LitStr) {
        if let Some(name) = text.value().strip_suffix(" was not initialized") {
            *text = syn::LitStr::new(&format!("`{name}` is required"), text.span());
        }
    }
}

/// `Result<_, Error<E>>` becomes `Result<_, Error>`.
fn one_error(output: &mut ReturnType) {
    struct One;
    impl VisitMut for One {
        fn visit_path_segment_mut(&mut self, segment: &mut syn::PathSegment) {
            visit_mut::visit_path_segment_mut(self, segment);
            if segment.ident == "Error" {
                segment.arguments = syn::PathArguments::None;
            }
        }
    }
    One.visit_return_type_mut(output);
}
