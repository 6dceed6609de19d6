//! Path templates: `/pets/{id}` and `/pets/{pet_id}` are the same path.

/// A path template, taken apart.
pub(crate) struct Template {
    /// The path with the names of its parameters left out.
    pub(crate) shape: String,
    names: Vec<String>,
}

impl Template {
    pub(crate) fn new(path: &str) -> Template {
        let (mut shape, mut names) = (String::new(), Vec::new());
        let mut rest = path;
        while let Some((before, name, after)) = next_parameter(rest) {
            shape.push_str(before);
            shape.push_str("{}");
            names.push(name.to_owned());
            rest = after;
        }
        shape.push_str(rest);
        Template { shape, names }
    }

    /// A parameter's place in the template, as a name that survives its being renamed.
    pub(crate) fn position(&self, name: &str) -> Option<String> {
        self.names
            .iter()
            .position(|known| known == name)
            .map(|at| format!("{{{at}}}"))
    }
}

fn next_parameter(path: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = path.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}
