//! The handle of a batch: started, taken up by its id, canceled.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use specwright_openapi::settings::{Batches, Settings};
use syn::{Expr, Ident, ImplItemFn, Item, parse_quote};

use super::doc::doc;
use super::table;
use crate::batches::Batch;
use crate::facts::Facts;
use crate::model::Model;
use crate::names::{call_name, field_ident};

/// What a type has to say when it is a batch, the method that takes one up, and what waiting for one gives.
pub(super) fn items(model: &Model, settings: &Settings) -> Vec<Item> {
    let batches = &model.batches;
    let mut items: Vec<Item> = batches
        .iter()
        .flat_map(|batch| implementations(batch, &settings.batches))
        .collect();
    items.extend(batches.iter().map(handle));
    let types = (!batches.is_empty()).then(|| {
        quote!(
            use super::types;
        )
    });
    let finished = batches.iter().map(finished);
    items.push(parse_quote! {
        #[doc = " Batches that are over: what waiting for one gives."]
        pub mod batches {
            #types
            #(#finished)*
        }
    });
    items
}

fn implementations(batch: &Batch, statuses: &Batches) -> Vec<Item> {
    let ty = format_ident!("{}", batch.ty);
    let finished = finished_name(batch);
    let start = table::constant(&batch.start);
    let known = &batch.statuses;
    let (retrieve, retrieves) = (table::constant(&batch.retrieve), builder(&batch.retrieve));
    let errors: Expr = match &batch.errors {
        None => parse_quote!(Vec::new()),
        Some(field) => {
            let errors = format_ident!("{}", field.ident);
            let errors: Expr = match field.optional {
                true => parse_quote!(self.#errors.iter().flatten()),
                false => parse_quote!(&self.#errors),
            };
            parse_quote!(::specwright_runtime::codegen::error_details(&API, #errors))
        }
    };
    let states = [
        (&statuses.completed, "Completed"),
        (&statuses.canceled, "Canceled"),
        (&statuses.failed, "Failed"),
    ];
    let states = states.into_iter().filter(|(words, _)| !words.is_empty());
    let states = states.map(|(words, state)| {
        let state = format_ident!("{state}");
        quote!(#(#words)|* => ::specwright_runtime::BatchState::#state,)
    });
    let mut items: Vec<Item> = vec![parse_quote! {
        impl ::specwright_runtime::Batch for types::#ty {
            type Done = batches::#finished;
            const START: Option<&'static ::specwright_runtime::Operation> = Some(&operations::#start);
            const RETRIEVE: &'static ::specwright_runtime::Operation = &operations::#retrieve;
            fn retrieve(client: &::specwright_runtime::Client, id: &str) -> Result<::reqwest::Request, ::specwright_runtime::Error> {
                builder::#retrieves::new(client).id(id).into_request()
            }
            fn id(&self) -> Option<String> {
                Some(self.id.to_string())
            }
            fn status(&self) -> &str {
                self.status.as_str()
            }
            fn unknown_status(&self) -> Option<&str> {
                match self.status.as_str() {
                    #(#known)|* => None,
                    status => Some(status),
                }
            }
            fn state(&self) -> ::specwright_runtime::BatchState {
                match self.status.as_str() {
                    #(#states)*
                    _ => ::specwright_runtime::BatchState::Running,
                }
            }
            fn errors(&self) -> Vec<::specwright_runtime::ErrorDetail> {
                #errors
            }
        }
    }];
    if let Some(cancel) = &batch.cancel {
        let (cancel, cancels) = (table::constant(cancel), builder(cancel));
        items.push(parse_quote! {
            impl ::specwright_runtime::Cancel for types::#ty {
                const CANCEL: &'static ::specwright_runtime::Operation = &operations::#cancel;
                fn cancel(client: &::specwright_runtime::Client, id: &str) -> Result<::reqwest::Request, ::specwright_runtime::Error> {
                    builder::#cancels::new(client).id(id).into_request()
                }
            }
        });
    }
    items
}

fn handle(batch: &Batch) -> Item {
    let ty = format_ident!("{}", batch.ty);
    let handle = format_ident!("{}", batch.handle);
    let text = doc(&format!(
        "A batch that was started before, here or elsewhere, by its id: to wait for it, to read it, to cancel it.\n\nNothing is sent. Started by [`{0}`](Self::{0}) with [`start`](builder::{1}::start).",
        field_ident(&batch.start),
        call_name(&batch.start),
    ));
    let title = doc("# Batches");
    parse_quote! {
        #(#title)*
        impl Client {
            #(#text)*
            pub fn #handle(&self, id: impl ::std::convert::Into<String>) -> ::specwright_runtime::Run<types::#ty> {
                ::specwright_runtime::codegen::run(self.0.clone(), id)
            }
        }
    }
}

/// A type of the generated crate's own, so that methods can be written for one kind of batch.
fn finished(batch: &Batch) -> TokenStream {
    let (ty, finished) = (format_ident!("{}", batch.ty), finished_name(batch));
    let text = doc(&format!(
        "A batch that is over, completed or canceled: its last answer ([`{ty}`](types::{ty})) and its results. Derefs to [`Done`](::specwright_runtime::Done)."
    ));
    quote! {
        #(#text)*
        #[derive(Clone, Debug)]
        pub struct #finished(::specwright_runtime::Done<types::#ty>);

        impl ::std::convert::From<::specwright_runtime::Done<types::#ty>> for #finished {
            fn from(done: ::specwright_runtime::Done<types::#ty>) -> Self {
                Self(done)
            }
        }

        impl ::std::ops::Deref for #finished {
            type Target = ::specwright_runtime::Done<types::#ty>;

            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }
    }
}

fn finished_name(batch: &Batch) -> Ident {
    format_ident!("Finished{}", batch.ty)
}

/// Beside `send`, a method that gives the batch as something to wait for.
pub(super) fn start(facts: &Facts, model: &Model) -> Option<ImplItemFn> {
    let batch = model.batches.iter().find(|batch| batch.start == facts.id)?;
    let ty = format_ident!("{}", batch.ty);
    let operation = table::constant(&facts.id);
    let mut method: ImplItemFn = parse_quote! {
        pub async fn start(self) -> Result<::specwright_runtime::Run<types::#ty>, Error> {
            let (client, options) = (self.client.clone(), self.call_options.clone());
            let request = self.into_request()?;
            codegen::start(&client, &operations::#operation, request, &options).await
        }
    };
    method.attrs = doc(
        "Sends the call, and gives the batch that it started as something to wait for.\n\nAn answer that has the batch's id is enough: what else is not as the docs say is reported as [`Unknown`](::specwright_runtime::Unknown), by a strict client too.\n\n# Errors\n[`Error`] says what went wrong. Where the answer stayed away, whether the API started the batch is not known.",
    );
    Some(method)
}

fn builder(id: &str) -> Ident {
    format_ident!("{}", call_name(id))
}
