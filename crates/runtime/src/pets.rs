//! A made-up API for the tests.

use crate::api::Api;
use crate::client::{Client, ClientBuilder};
use crate::error::ErrorShape;
use crate::operation::Operation;

pub(crate) static LIST_PETS: Operation =
    Operation::new("list_pets", "GET", "/pets").with_safe_to_repeat(true);

pub(crate) static API: Api = Api::new("pets", "1.2.3", "https://pets.example.com")
    .user_agent("pets-rust")
    .variables("PETS_API_KEY", "PETS_BASE_URL")
    .api_key_from("the settings page")
    .operations(&[&LIST_PETS], None)
    .errors(ErrorShape::new("/errors", "/code"));

pub(crate) fn builder() -> ClientBuilder {
    Client::builder(&API).api_key("made-up")
}
