//! Types, paths and bounds as one line of text, with every name spelled out.

use super::names::{Names, Namespace};
use super::reach::Reach;
use quote::ToTokens;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use syn::{
    Abi, AngleBracketedGenericArguments, BoundLifetimes, CapturedParam, Expr, GenericArgument,
    GenericParam, Generics, Lifetime, NamedArg, Path, PathArguments, PointerMutability, ReturnType,
    Stmt, Type, TypeParamBound,
};

/// Writes what stands in one module, under the generics that are in scope there.
#[derive(Clone)]
pub(super) struct Renderer<'s> {
    pub(super) names: &'s Names<'s>,
    pub(super) reach: &'s Reach,
    pub(super) module: usize,
    /// Generic parameters (lifetimes with their tick), each with the text that stands for it.
    pub(super) generics: HashMap<String, String>,
    /// How many private type aliases are being seen through.
    pub(super) depth: usize,
    pub(super) seen: Rc<RefCell<Vec<Seen>>>,
}

/// An item of this crate that was written, in the order of the text.
#[derive(Clone, Copy)]
pub(super) struct Seen {
    pub(super) definition: usize,
    pub(super) listed: bool,
}

impl<'s> Renderer<'s> {
    pub(super) fn new(names: &'s Names<'s>, reach: &'s Reach, module: usize) -> Renderer<'s> {
        let (generics, seen) = (HashMap::new(), Rc::default());
        Renderer {
            names,
            reach,
            module,
            generics,
            depth: 0,
            seen,
        }
    }

    /// The same place, with further generics in scope.
    pub(super) fn within(&self, generics: &Generics) -> Renderer<'s> {
        let mut inner = self.clone();
        for param in &generics.params {
            let name = parameter(param);
            inner.generics.insert(name.clone(), name);
        }
        inner
    }

    /// The items of this crate that were written since the last call.
    pub(super) fn take_seen(&self) -> Vec<Seen> {
        self.seen.take()
    }

    pub(super) fn ty(&self, ty: &Type) -> String {
        match ty {
            Type::Array(it) => format!("[{}; {}]", self.ty(&it.elem), self.expression(&it.len)),
            Type::FnPtr(it) => {
                let mut text = self.for_lifetimes(it.lifetimes.as_ref());
                if it.unsafety.is_some() {
                    text.push_str("unsafe ");
                }
                if let Some(abi) = &it.abi {
                    text.push_str(&self::abi(abi));
                }
                let dots = match (&it.variadic, it.inputs.is_empty()) {
                    (None, _) => "",
                    (Some(_), true) => "...",
                    (Some(_), false) => ", ...",
                };
                format!(
                    "{text}fn({}{dots}){}",
                    self.inputs(&it.inputs),
                    self.output(&it.output)
                )
            }
            Type::Group(it) => self.ty(&it.elem),
            Type::ImplTrait(it) => format!("impl {}", self.bounds(&it.bounds)),
            Type::Infer(_) => "_".to_owned(),
            Type::Never(_) => "!".to_owned(),
            Type::Paren(it) => format!("({})", self.ty(&it.elem)),
            Type::Path(it) => self.path_in(it.qself.as_ref(), &it.path, Namespace::Types),
            Type::Ptr(it) => {
                let kind = match it.mutability {
                    PointerMutability::Const(_) => "const",
                    PointerMutability::Mut(_) => "mut",
                };
                format!("*{kind} {}", self.ty(&it.elem))
            }
            Type::Reference(it) => {
                let lifetime = it
                    .lifetime
                    .as_ref()
                    .map(|it| format!("{} ", self.lifetime(it)));
                let mutable = if it.mutability.is_some() { "mut " } else { "" };
                format!(
                    "&{}{mutable}{}",
                    lifetime.unwrap_or_default(),
                    self.ty(&it.elem)
                )
            }
            Type::Slice(it) => format!("[{}]", self.ty(&it.elem)),
            Type::TraitObject(it) => format!("dyn {}", self.bounds(&it.bounds)),
            Type::Tuple(it) => {
                let comma = if it.elems.len() == 1 { "," } else { "" };
                format!("({}{comma})", list(&it.elems, |it| self.ty(it)))
            }
            // A macro in the place of a type, and what the parser only carries along.
            other => tokens(other),
        }
    }

    /// A trait's path, or a type's.
    pub(super) fn path(&self, path: &Path) -> String {
        self.path_in(None, path, Namespace::Types)
    }

    pub(super) fn bounds<'b>(
        &self,
        bounds: impl IntoIterator<Item = &'b TypeParamBound>,
    ) -> String {
        let texts: Vec<_> = bounds.into_iter().map(|it| self.bound(it)).collect();
        texts.join(" + ")
    }

    pub(super) fn lifetime(&self, lifetime: &Lifetime) -> String {
        let name = lifetime.to_string();
        self.generics.get(&name).cloned().unwrap_or(name)
    }

    pub(super) fn for_lifetimes(&self, lifetimes: Option<&BoundLifetimes>) -> String {
        match lifetimes {
            Some(it) => format!("for<{}> ", list(&it.lifetimes, parameter)),
            None => String::new(),
        }
    }

    pub(super) fn output(&self, output: &ReturnType) -> String {
        match output {
            ReturnType::Default => String::new(),
            ReturnType::Type(_, ty) => match &**ty {
                Type::Tuple(it) if it.elems.is_empty() => String::new(),
                ty => format!(" -> {}", self.ty(ty)),
            },
        }
    }

    /// An array's length, a constant's value or a discriminant: simple ones spelled out, others token by token.
    pub(super) fn expression(&self, expression: &Expr) -> String {
        match expression {
            Expr::Path(it) => self.path_in(it.qself.as_ref(), &it.path, Namespace::Values),
            Expr::Block(it) if it.attrs.is_empty() && it.label.is_none() => {
                match it.block.stmts.as_slice() {
                    [Stmt::Expr(only, None)] => self.expression(only),
                    _ => tokens(expression),
                }
            }
            Expr::Group(it) => self.expression(&it.expr),
            Expr::Paren(it) => format!("({})", self.expression(&it.expr)),
            Expr::Cast(it) => format!("{} as {}", self.expression(&it.expr), self.ty(&it.ty)),
            Expr::Binary(it) => {
                let (left, right) = (self.expression(&it.left), self.expression(&it.right));
                format!("{left} {} {right}", tokens(&it.op))
            }
            Expr::Unary(it) => format!("{}{}", tokens(&it.op), self.expression(&it.expr)),
            other => tokens(other),
        }
    }

    /// An expression that can stand within another one.
    pub(super) fn operand(&self, expression: &Expr) -> String {
        let text = self.expression(expression);
        match expression {
            Expr::Binary(_) | Expr::Cast(_) => format!("({text})"),
            _ => text,
        }
    }

    fn bound(&self, bound: &TypeParamBound) -> String {
        match bound {
            TypeParamBound::Trait(it) => {
                let maybe = if it.maybe.is_some() { "?" } else { "" };
                let text = format!(
                    "{maybe}{}{}",
                    self.for_lifetimes(it.lifetimes.as_ref()),
                    self.path(&it.path)
                );
                if it.paren_token.is_some() {
                    format!("({text})")
                } else {
                    text
                }
            }
            TypeParamBound::Lifetime(it) => self.lifetime(it),
            TypeParamBound::PreciseCapture(it) => {
                let captured = list(&it.params, |it| match it {
                    CapturedParam::Lifetime(it) => self.lifetime(it),
                    other => tokens(other),
                });
                format!("use<{captured}>")
            }
            other => tokens(other),
        }
    }

    pub(super) fn arguments(&self, arguments: &PathArguments) -> String {
        match arguments {
            PathArguments::None => String::new(),
            PathArguments::AngleBracketed(it) => self.angle_bracketed(it),
            PathArguments::Parenthesized(it) => {
                format!("({}){}", self.inputs(&it.inputs), self.output(&it.output))
            }
        }
    }

    fn angle_bracketed(&self, arguments: &AngleBracketedGenericArguments) -> String {
        if arguments.args.is_empty() {
            return String::new();
        }
        format!("<{}>", list(&arguments.args, |it| self.argument(it)))
    }

    pub(super) fn argument(&self, argument: &GenericArgument) -> String {
        let generics = |it: &Option<AngleBracketedGenericArguments>| match it {
            Some(it) => self.angle_bracketed(it),
            None => String::new(),
        };
        match argument {
            GenericArgument::Lifetime(it) => self.lifetime(it),
            GenericArgument::Type(it) => self.ty(it),
            GenericArgument::Const(it) => self.expression(it),
            GenericArgument::AssocType(it) => {
                format!(
                    "{}{} = {}",
                    it.ident,
                    generics(&it.generics),
                    self.ty(&it.ty)
                )
            }
            GenericArgument::AssocConst(it) => {
                format!(
                    "{}{} = {}",
                    it.ident,
                    generics(&it.generics),
                    self.expression(&it.value)
                )
            }
            GenericArgument::Constraint(it) => {
                format!(
                    "{}{}: {}",
                    it.ident,
                    generics(&it.generics),
                    self.bounds(&it.bounds)
                )
            }
            other => tokens(other),
        }
    }

    /// The parameters of a function type; their names say nothing to the compiler and are left out.
    fn inputs<'b>(&self, inputs: impl IntoIterator<Item = &'b NamedArg>) -> String {
        list(inputs, |it| self.ty(&it.ty))
    }
}

/// The name of a generic parameter, a lifetime's with its tick.
pub(super) fn parameter(param: &GenericParam) -> String {
    match param {
        GenericParam::Lifetime(it) => it.lifetime.to_string(),
        GenericParam::Type(it) => it.ident.to_string(),
        GenericParam::Const(it) => it.ident.to_string(),
    }
}

/// `extern "C" `, with the name that a bare `extern` stands for.
pub(super) fn abi(abi: &Abi) -> String {
    let name = abi
        .name
        .as_ref()
        .map_or_else(|| "C".to_owned(), |it| it.value());
    format!("extern {name:?} ")
}

/// The items with commas between them.
pub(super) fn list<T>(items: impl IntoIterator<Item = T>, text: impl Fn(T) -> String) -> String {
    items.into_iter().map(text).collect::<Vec<_>>().join(", ")
}

/// What has no shorter form: its tokens, with a blank between each.
pub(super) fn tokens(of: &impl ToTokens) -> String {
    of.to_token_stream().to_string()
}
