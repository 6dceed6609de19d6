//! How a call is sent.

use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Expr, ExprTry, Ident, ImplItemFn, LitStr, Local, Pat, ReturnType, Stmt, Token, parse_quote,
};

use crate::error::Error;
use crate::facts::Facts;
use crate::rewrite::doc::doc;
use crate::rewrite::table;

/// Keeps what reads the builder's fields and makes the request; addresses, errors and the way to the server are ours.
///
/// Making the request and sending it are two methods, since pages make requests as well.
pub(super) fn rewrite(mut method: ImplItemFn, facts: &Facts) -> Result<[ImplItemFn; 2], Error> {
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
                statements.push(
                    without_options(&statement)
                        .ok_or_else(|| shape("takes itself apart in another way"))?,
                );
                statements.push(parse_quote! { let operation = &operations::#operation; });
            }
            None if text.contains("Client :: api_version") => {}
            Some("header_map") => {
                headers =
                    text.contains("with_capacity") && !text.contains("with_capacity (1usize)");
                statements.extend(headers.then_some(statement));
            }
            Some("url") => statements
                .push(url(&statement).ok_or_else(|| shape("makes its URL in another way"))?),
            Some("request") => statements.push(
                request(statement, headers, facts)
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
        pub(crate) fn into_request(self) -> Result<::reqwest::Request, Error> { #(#statements)* }
    };
    if let Some(last) = request.block.stmts.last_mut() {
        *last = Stmt::Expr(parse_quote!(Ok(request)), None);
    }
    OnTheWire(facts).visit_block_mut(&mut request.block);
    let mut refuse = Refuse { refused: 0 };
    refuse.visit_block_mut(&mut request.block);
    let expected = facts.parameters.len() + usize::from(facts.has_body);
    if refuse.refused < expected {
        return Err(shape("takes its arguments in another way"));
    }
    method.block = parse_quote!({
        let (client, options) = (self.client.clone(), self.call_options.clone());
        let request = self.into_request()?;
        #answer_read
    });
    method.attrs = doc(
        "Sends the call and waits for the answer.\n\n# Errors\n[`Error`] says what went wrong: before anything was sent, on the way, or in the answer.",
    );
    one_error(&mut method.sig.output);
    Ok([method, request])
}

/// `let Self { client, id } = self` leaves the options where they are.
fn without_options(statement: &Stmt) -> Option<Stmt> {
    let Stmt::Local(Local {
        pat: Pat::Struct(pat),
        ..
    }) = statement
    else {
        return None;
    };
    let fields = pat.fields.iter();
    Some(parse_quote! { let Self { #(#fields,)* call_options: _ } = self; })
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
    Some(parse_quote! { let url = codegen::url(&client, operation, &[#(#segments),*])?; })
}

fn request(mut statement: Stmt, headers: bool, facts: &Facts) -> Option<Stmt> {
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
        facts,
    };
    rewrite.visit_expr_mut(&mut init.expr);
    (rewrite.http && rewrite.built).then_some(statement)
}

struct Request<'a> {
    headers: bool,
    http: bool,
    built: bool,
    facts: &'a Facts,
}

impl VisitMut for Request<'_> {
    /// What the generator calls the bodies is what it knows; what they are is in the document.
    fn visit_lit_str_mut(&mut self, text: &mut LitStr) {
        let media = match text.value().as_str() {
            "application/octet-stream" | "text/plain" => &self.facts.sends,
            "application/json" => &self.facts.asks_for,
            _ => &None,
        };
        if let Some(media) = media {
            *text = LitStr::new(media, text.span());
        }
    }

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
                Some(parse_quote!(codegen::http(&client)))
            }
            Expr::Try(ExprTry { expr: inner, .. }) => match &**inner {
                Expr::MethodCall(call) if call.method == "build" => {
                    self.built = true;
                    let receiver = self.asking_for_bytes(&call.receiver);
                    Some(
                        parse_quote!(#receiver.build().map_err(|error| codegen::not_sendable(operation, error))?),
                    )
                }
                Expr::MethodCall(call) if call.method == "form_urlencoded" => {
                    let receiver = &call.receiver;
                    Some(parse_quote!(codegen::urlencoded(#receiver, operation, &body)?))
                }
                _ => None,
            },
            // The HTTP library calls JSON by its plain name, unless there is a name already.
            Expr::MethodCall(call) if call.method == "json" => {
                self.facts.sends.as_ref().map(|media| {
                    let receiver = &call.receiver;
                    parse_quote!(#receiver.header(::reqwest::header::CONTENT_TYPE, ::reqwest::header::HeaderValue::from_static(#media)).json(&body))
                })
            }
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

impl Request<'_> {
    /// The generator asks for JSON alone; for bytes, where there is a choice, the request has to say which.
    fn asking_for_bytes(&self, request: &Expr) -> Expr {
        match &self.facts.asks_for {
            Some(media) if !request.to_token_stream().to_string().contains(":: ACCEPT") => {
                parse_quote!(#request.header(::reqwest::header::ACCEPT, ::reqwest::header::HeaderValue::from_static(#media)))
            }
            _ => request.clone(),
        }
    }
}

/// A parameter that went through the generator under another name has its own on the wire.
struct OnTheWire<'a>(&'a Facts);

impl VisitMut for OnTheWire<'_> {
    fn visit_lit_str_mut(&mut self, text: &mut LitStr) {
        let mut parameters = self.0.parameters.iter();
        let known_as = Some(text.value());
        if let Some(parameter) = parameters.find(|parameter| parameter.alias == known_as) {
            *text = LitStr::new(&parameter.name, text.span());
        }
    }
}

/// The first arm of the stock `match` tells how a success is read.
fn answer(text: &str, operation: &Ident) -> Option<Expr> {
    let arm = text.split("=>").nth(1)?;
    let read: Expr = if arm.contains("from_response") {
        parse_quote!(codegen::json(&client, &operations::#operation, request, &options).await)
    } else if arm.contains(":: stream (") {
        parse_quote!(codegen::bytes(&client, &operations::#operation, request, &options).await)
    } else if arm.contains(":: empty (") {
        parse_quote!(codegen::nothing(&client, &operations::#operation, request, &options).await)
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
                *expr = parse_quote!(|reason| codegen::refused(operation, reason));
                self.refused += 1;
            }
            Expr::Try(ExprTry { expr: inner, .. }) => {
                if let Expr::MethodCall(call) = &**inner
                    && call.method == "try_into"
                {
                    *expr = parse_quote!(#inner.map_err(|_| codegen::refused(operation, "a header can't hold this value"))?);
                }
            }
            _ => {}
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
