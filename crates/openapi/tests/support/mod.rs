//! Settings of a vendor that is made up.

use serde_json::{Value, json};
use specwright_openapi::settings::Settings;

/// The settings as a document holds them.
pub(crate) fn held() -> Value {
    json!({
        "docs": "https://docs.example.com/",
        "packages": { "client": "example" },
        "client": {
            "user-agent": "example-rust",
            "security-scheme": "key",
            "api-key-variable": "EXAMPLE_API_KEY",
            "base-url-variable": "EXAMPLE_BASE_URL",
        },
        "errors": { "body": "errors", "schema": "error", "list": "/errors", "code": "/code" },
        "pagination": { "next": "/links/next", "page": "page", "total-pages": "/paging/pages", "meta-prefix": "~" },
        "batches": { "running": ["waiting", "running"], "completed": ["done"], "canceled": ["stopped"], "failed": ["failed"] },
        "credits": { "kinds": ["email", "sms"] },
    })
}

/// The settings.
pub(crate) fn settings() -> Settings {
    Settings::of(&json!({ "x-specwright": held() })).expect("these settings are whole")
}
