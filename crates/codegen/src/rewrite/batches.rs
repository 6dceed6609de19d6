//! The handle of a batch: started, taken up by its id, canceled.

use quote::format_ident;
use syn::{ImplItemFn, Item, parse_quote};

use super::client::doc;
use super::table;
use crate::batches::Batch;
use crate::facts::Facts;
use crate::model::Model as Swept;
use crate::names::{call_name, field_ident};

/// What a type has to say when it is a batch, and the method that takes one up.
pub(super) fn items(swept: &Swept) -> Vec<Item> {
    swept.batches.iter().flat_map(batch).collect()
}

fn batch(batch: &Batch) -> Vec<Item> {
    let ty = format_ident!("{}", batch.ty);
    let (retrieve, retrieves) = (table::constant(&batch.retrieve), builder(&batch.retrieve));
    let errors: ImplItemFn = match batch.errors {
        None => parse_quote! { fn errors(&self) -> &[types::ErrorObject] { &[] } },
        Some(true) => {
            parse_quote! { fn errors(&self) -> &[types::ErrorObject] { self.errors.as_deref().unwrap_or_default() } }
        }
        Some(false) => parse_quote! { fn errors(&self) -> &[types::ErrorObject] { &self.errors } },
    };
    let mut items: Vec<Item> = vec![parse_quote! {
        impl crate::batch::Batch for types::#ty {
            const RETRIEVE: &'static crate::Operation = &operations::#retrieve;
            fn retrieve(client: &Client, id: &str) -> Result<::reqwest::Request, crate::Error> {
                builder::#retrieves::new(client).id(id).into_request()
            }
            fn state(&self) -> crate::BatchState {
                crate::BatchState::of(self.status.as_str())
            }
            #errors
        }
    }];
    if let Some(cancel) = &batch.cancel {
        let (cancel, cancels) = (table::constant(cancel), builder(cancel));
        items.push(parse_quote! {
            impl crate::batch::Cancel for types::#ty {
                const CANCEL: &'static crate::Operation = &operations::#cancel;
                fn cancel(client: &Client, id: &str) -> Result<::reqwest::Request, crate::Error> {
                    builder::#cancels::new(client).id(id).into_request()
                }
            }
        });
    }
    let handle = format_ident!("{}", batch.handle);
    let text = doc(&format!(
        "A batch that was started before, here or elsewhere, by its id: to wait for it, to read it, to cancel it.\n\nNothing is sent. Started by [`{0}`](Self::{0}) with [`start`](builder::{1}::start).",
        field_ident(&batch.start),
        call_name(&batch.start),
    ));
    let title = doc("# Batches");
    items.push(parse_quote! {
        #(#title)*
        impl Client {
            #(#text)*
            pub fn #handle(&self, id: impl ::std::convert::Into<String>) -> crate::Run<types::#ty> {
                crate::Run::new(self.clone(), id.into())
            }
        }
    });
    items
}

/// Beside `send`, a method that gives the batch as something to wait for.
pub(super) fn start(facts: &Facts, swept: &Swept) -> Option<ImplItemFn> {
    let batch = swept.batches.iter().find(|batch| batch.start == facts.id)?;
    let ty = format_ident!("{}", batch.ty);
    let mut method: ImplItemFn = parse_quote! {
        pub async fn start(self) -> Result<crate::Run<types::#ty>, Error> {
            let client = self.client.clone();
            let batch = self.send().await?;
            Ok(crate::Run::new(client, batch.id.to_string()))
        }
    };
    method.attrs = doc(
        "Sends the call, and gives the batch that it started as something to wait for.\n\n# Errors\n[`Error`] says what went wrong. Where the answer stayed away, whether the API started the batch is not known.",
    );
    Some(method)
}

fn builder(id: &str) -> syn::Ident {
    format_ident!("{}", call_name(id))
}
