//! The builder of each call: its setters stay as they are, what it sends goes through the crate's runtime.

use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Expr, ExprTry, ImplItem, ImplItemFn, Item, ItemImpl, ItemMod, Local, Pat, ReturnType, Stmt,
    Token, parse_quote,
};

use super::client::{doc, facts_of};
use super::table;
use crate::Error;
use crate::facts::Facts;
use crate::names::snake_name;
use crate::prose;
use crate::sweeps::Swept;

/// Rewrites every builder in the module, and returns how many there were: one for each operation.
pub(super) fn rewrite(module: &mut ItemMod, swept: &Swept) -> Result<usize, Error> {
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
                current = Some(facts);
            }
            Item::Impl(item) => {
                let Some(facts) = current.take() else {
                    return Err(Error::unexpected_output(
                        "builder",
                        "an impl without its struct",
                    ));
                };
                builder(item, facts)?;
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
        parse_quote! { use crate::{Client, Error, Response, runtime}; },
    ];
    items.splice(0..0, imports);
    Ok(rewritten)
}

fn builder(item: &mut ItemImpl, facts: &Facts) -> Result<(), Error> {
    let mut sent = 0;
    for item in &mut item.items {
        let ImplItem::Fn(method) = item else { continue };
        match method.sig.ident.to_string().as_str() {
            "new" => {
                method.vis = parse_quote!(pub(crate));
                Unset.visit_block_mut(&mut method.block);
            }
            "send" => {
                send(method, facts)?;
                sent += 1;
            }
            setter => {
                let text = setter_docs(setter, facts);
                method.attrs.retain(|attr| !attr.path().is_ident("doc"));
                method.attrs.extend(doc(&text));
            }
        }
    }
    if sent == 1 {
        Ok(())
    } else {
        Err(Error::unexpected_output(
            &facts.id,
            format!("{sent} methods `send`"),
        ))
    }
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
fn send(method: &mut ImplItemFn, facts: &Facts) -> Result<(), Error> {
    let operation = table::constant(&facts.id);
    let shape = |what: &str| Error::unexpected_output(&facts.id, format!("`send` {what}"));
    let mut statements: Vec<Stmt> = Vec::new();
    let mut headers = false;
    let mut tail: Option<Stmt> = None;
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
                tail = Some(answer(&text).ok_or_else(|| shape("reads its answer in another way"))?);
            }
            _ => statements.push(statement),
        }
    }
    statements.push(tail.ok_or_else(|| shape("does not read its answer"))?);
    method.block.stmts = statements;
    let mut refuse = Refuse { refused: 0 };
    refuse.visit_block_mut(&mut method.block);
    let expected = facts.parameters.len() + usize::from(facts.has_body);
    if refuse.refused < expected {
        return Err(shape("takes its arguments in another way"));
    }
    method.attrs = doc(
        "Sends the call and waits for the answer.\n\n# Errors\n[`Error`](crate::Error) says what went wrong: before anything was sent, on the way, or in the answer.",
    );
    one_error(&mut method.sig.output);
    Ok(())
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
fn answer(text: &str) -> Option<Stmt> {
    let arm = text.split("=>").nth(1)?;
    let read: Expr = if arm.contains("from_response") {
        parse_quote!(runtime::json(client, operation, request).await)
    } else if arm.contains(":: stream (") {
        parse_quote!(runtime::bytes(client, operation, request).await)
    } else if arm.contains(":: empty (") {
        parse_quote!(runtime::nothing(client, operation, request).await)
    } else {
        return None;
    };
    Some(Stmt::Expr(read, None))
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
