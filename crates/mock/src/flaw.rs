//! What is wrong with a request, before it is written in the form of the API.

/// One thing that is wrong with a request.
#[derive(Clone, Debug)]
pub(crate) struct Flaw {
    pub(crate) code: &'static str,
    pub(crate) title: &'static str,
    pub(crate) detail: String,
    pub(crate) source: Option<(Place, String)>,
}

/// A part of a request, for which an error has a place to name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The body, by JSON pointer.
    Pointer,
    /// The path or the query, by the parameter's name.
    Parameter,
    /// A header, by its name.
    Header,
}

impl Place {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Pointer => "pointer",
            Self::Parameter => "parameter",
            Self::Header => "header",
        }
    }
}

impl Flaw {
    pub(crate) fn new(code: &'static str, title: &'static str, detail: impl Into<String>) -> Self {
        Self {
            code,
            title,
            detail: detail.into(),
            source: None,
        }
    }

    pub(crate) fn missing(what: &str) -> Self {
        Self::new(
            "missing_field",
            "Missing Field",
            format!("Missing field for request: {what}"),
        )
    }

    pub(crate) fn unsupported(detail: impl Into<String>) -> Self {
        Self::new("unsupported_value", "Unsupported Value", detail)
    }

    /// In the body, by JSON pointer.
    pub(crate) fn at(mut self, pointer: impl Into<String>) -> Self {
        self.source = Some((Place::Pointer, pointer.into()));
        self
    }

    /// In the path or the query, by name.
    pub(crate) fn in_parameter(mut self, name: &str) -> Self {
        self.source = Some((Place::Parameter, name.to_owned()));
        self
    }

    pub(crate) fn in_header(mut self, name: &str) -> Self {
        self.source = Some((Place::Header, name.to_owned()));
        self
    }
}
