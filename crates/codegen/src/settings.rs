/// What the generator has to be told of a vendor and of the crate that the client is generated into.
///
/// Names, limits and costs of single operations are not here: they are keys in the overlay.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Settings {
    /// The name of the crate that holds the client, as its users write it; examples in the docs need it.
    pub crate_name: String,
    /// Prefixes of schema names that say nothing to a reader, such as `response_`.
    pub name_prefixes: Vec<String>,
    /// Suffixes of schema names that say nothing to a reader, such as `_object`.
    pub name_suffixes: Vec<String>,
    /// The HTTP bearer scheme that the client's runtime speaks; every operation must accept it.
    pub security_scheme: String,
    /// Methods that the client has by hand; no operation may be named like one.
    pub reserved_methods: Vec<String>,
    /// Values of `format` that become types of their own; any other string stays a `String`.
    pub formats: Vec<String>,
}

impl Settings {
    /// The settings of the crate `amplemarket`.
    #[must_use]
    pub fn amplemarket() -> Self {
        let strings = |list: &[&str]| list.iter().map(|&item| item.to_owned()).collect();
        Self {
            crate_name: "amplemarket".into(),
            name_prefixes: strings(&["response_", "request_"]),
            name_suffixes: strings(&["_object"]),
            security_scheme: "bearerAuth".into(),
            reserved_methods: strings(&[
                "api_key",
                "base_url",
                "budget",
                "builder",
                "from_env",
                "hooks",
                "http",
                "limits",
                "linked",
                "reporter",
                "settings",
                "url",
                "validate_emails",
            ]),
            formats: strings(&["uuid"]),
        }
    }
}
