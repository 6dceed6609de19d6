//! Names of the stock runtime, replaced by ours wherever they stand.

use syn::visit_mut::{self, VisitMut};
use syn::{File, ItemMod, LitStr, Path, PathArguments, parse_quote};

/// Redirects every path in the file, and returns how many there were.
pub(super) fn redirect(file: &mut File) -> usize {
    let mut visitor = Redirect { redirected: 0 };
    visitor.visit_file_mut(file);
    visitor.redirected
}

struct Redirect {
    redirected: usize,
}

impl VisitMut for Redirect {
    /// The types know nothing of the stock runtime, and one of them may have a name of its.
    fn visit_item_mod_mut(&mut self, module: &mut ItemMod) {
        if module.ident != "types" {
            visit_mut::visit_item_mod_mut(self, module);
        }
    }

    fn visit_path_mut(&mut self, path: &mut Path) {
        visit_mut::visit_path_mut(self, path);
        let segments: Vec<String> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        match segments.as_slice() {
            ["ResponseValue"] => {
                if let Some(segment) = path.segments.first_mut() {
                    segment.ident = syn::Ident::new("Response", segment.ident.span());
                }
            }
            // Only the stock error is generic; `type Error = …` of a trait is not.
            ["Error"]
                if path
                    .segments
                    .iter()
                    .all(|segment| !matches!(segment.arguments, PathArguments::None)) =>
            {
                *path = parse_quote!(Error);
            }
            ["super", "Client"] => *path = parse_quote!(Client),
            ["ByteStream"] => *path = parse_quote!(::specwright_runtime::ByteStream),
            ["progenitor_client", "QueryParam", "new"] => {
                *path = parse_quote!(codegen::QueryParam::new)
            }
            _ => return,
        }
        self.redirected += 1;
    }

    /// Messages hold types as tokens: `:: std :: string :: String`.
    fn visit_lit_str_mut(&mut self, text: &mut LitStr) {
        let value = text.value();
        if value.contains(":: std ::") && value.starts_with("conversion to") {
            *text = LitStr::new(&plain(&value), text.span());
            self.redirected += 1;
        }
    }
}

/// ``conversion to `:: std :: string :: String` for id failed`` says ``conversion to `String` for id failed``.
fn plain(message: &str) -> String {
    let mut parts: Vec<String> = message.split('`').map(str::to_owned).collect();
    if let Some(ty) = parts.get_mut(1) {
        let joined = ty.replace(' ', "");
        *ty = joined
            .split_inclusive(['<', ',', '>'])
            .map(|part| part.rsplit("::").next().unwrap_or(part))
            .collect();
    }
    parts.join("`")
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn messages_name_types_as_people_do() {
        assert_eq!(
            plain("conversion to `:: std :: string :: String` for id failed"),
            "conversion to `String` for id failed"
        );
        assert_eq!(
            plain(
                "conversion to `:: std :: vec :: Vec < :: std :: string :: String >` for ids failed"
            ),
            "conversion to `Vec<String>` for ids failed"
        );
    }
}
