//! The API as the runtime knows it, and its error codes as a type.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use specwright_openapi::settings::{Errors, Settings};

use super::doc::doc;
use crate::model::Model;
use specwright_openapi::reference::resolve;
use specwright_openapi::schema::{component, ref_name};

/// The static that describes the API, and what gives a typed error code. Notes where the settings name no schema.
pub(super) fn items(model: &mut Model, settings: &Settings) -> TokenStream {
    let client = &settings.client;
    let name = settings.crate_name();
    let (user_agent, api_key, base_url) = (
        &client.user_agent,
        &client.api_key_variable,
        &client.base_url_variable,
    );
    let key_from = client
        .api_key_from
        .as_ref()
        .map(|place| quote!(.api_key_from(#place)));
    let error = error_type(model, &settings.errors);
    if error.is_none() {
        model.notes.push(format!(
            "the document has no schema `{}`, which the settings name as that of an error: unknown fields of errors are not reported, and error codes have no type",
            settings.errors.schema
        ));
    }
    let errors = shape(&settings.errors, error.as_deref());
    let code = error
        .and_then(|error| code_type(model, &error, &settings.errors.code))
        .map(|ty| conversion(&ty));
    quote! {
        #[doc = " What the runtime knows of the API."]
        static API: ::specwright_runtime::Api =
            ::specwright_runtime::Api::new(#name, env!("CARGO_PKG_VERSION"), BASE_URL)
                .user_agent(#user_agent)
                .variables(#api_key, #base_url)
                #key_from
                .operations(operations::ALL, operations::RATE_LIMIT)
                .errors(#errors);
        #code
    }
}

fn shape(errors: &Errors, ty: Option<&str>) -> TokenStream {
    let Errors { list, code, .. } = errors;
    let title = errors.title.iter().map(|at| quote!(.title(#at)));
    let detail = errors.detail.iter().map(|at| quote!(.detail(#at)));
    let lists = [
        ("source", &errors.source),
        ("not_found", &errors.not_found),
        ("unauthorized", &errors.unauthorized),
        ("insufficient_credits", &errors.insufficient_credits),
    ];
    let lists = lists.into_iter().filter(|(_, texts)| !texts.is_empty());
    let lists = lists.map(|(name, texts)| {
        let name = format_ident!("{name}");
        quote!(.#name(&[#(#texts),*]))
    });
    let unknown = ty.map(|ty| {
        let ty = format_ident!("{ty}");
        quote!(.unknown_fields(::specwright_runtime::codegen::unknown_fields::<types::#ty>))
    });
    quote! {
        ::specwright_runtime::ErrorShape::new(#list, #code)
            #(#title)* #(#detail)* #(#lists)* #unknown
    }
}

/// The type of the schema that the settings name for one error.
fn error_type(model: &Model, errors: &Errors) -> Option<String> {
    let mut named = model.wire_names.iter();
    let (ty, _) = named.find(|(_, schema)| **schema == errors.schema)?;
    component(&model.document, ty).map(|_| ty.clone())
}

/// The enum of an error's codes, if the document has one at the pointer.
fn code_type(model: &Model, error: &str, pointer: &str) -> Option<String> {
    let mut schema = component(&model.document, error)?;
    let mut ty = None;
    for property in pointer.split('/').skip(1) {
        schema = schema.get("properties")?.get(property)?;
        // A reference beside which something else is said stands in an `allOf`.
        let held = schema.pointer("/allOf/0").unwrap_or(schema);
        ty = ref_name(held);
        schema = resolve(&model.document, held);
    }
    schema.get("enum").filter(|values| values.is_array())?;
    ty.map(str::to_owned)
}

fn conversion(ty: &str) -> TokenStream {
    let ty = format_ident!("{ty}");
    let docs = doc("The code of an error, if it has one.");
    quote! {
        impl types::#ty {
            #(#docs)*
            #[must_use]
            pub fn of(error: &::specwright_runtime::ErrorDetail) -> Option<Self> {
                error.code.as_deref()?.parse().ok()
            }
        }
    }
}
