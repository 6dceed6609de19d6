//! What a comparison has to be told, since documents do not say it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Level;

/// How to judge. The default asks for no notice before something goes and knows no date.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Options {
    /// The day to judge `x-sunset` by. Without it no sunset has come yet, so a removal is always too early.
    pub today: Option<Date>,
    /// How many days before its sunset something has to be marked as deprecated.
    pub sunset_days: SunsetDays,
    /// Operations whose `x-stability-level` is below this one may change: their findings are [`Level::Info`].
    pub stability: Stability,
    /// Levels on the wire that differ from the rule's own, by the name of the rule.
    pub levels: BTreeMap<String, Level>,
    /// Whether names that only generated code can see count.
    pub names: Names,
    /// Whether `info.version` has to follow the findings.
    pub version: VersionPolicy,
}

/// The notice, in days, that a deprecation has to give. Zero asks for none, and then `x-sunset` may be left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SunsetDays {
    /// For operations that are stable, which is what an operation without `x-stability-level` is.
    pub stable: u32,
    /// For operations marked as `beta`.
    pub beta: u32,
}

/// The values of `x-stability-level`, the least stable first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stability {
    /// `draft`
    Draft,
    /// `alpha`
    Alpha,
    /// `beta`
    #[default]
    Beta,
    /// `stable`, and what says nothing.
    Stable,
}

/// Names that never travel: those of path parameters and of schema components.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Names {
    /// A renamed one is the same thing written differently.
    #[default]
    Ignored,
    /// A renamed one is a finding: nothing on the wire, but generated code spells it.
    Judged,
}

/// What is asked of `info.version`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VersionPolicy {
    /// Nothing.
    #[default]
    Off,
    /// Where both versions are semantic ones, something breaking asks for a new major version.
    Semantic,
}

impl Stability {
    /// The level that a value of `x-stability-level` names; nothing when it names none.
    pub(super) fn parse(text: &str) -> Option<Stability> {
        Some(match text {
            "draft" => Stability::Draft,
            "alpha" => Stability::Alpha,
            "beta" => Stability::Beta,
            "stable" => Stability::Stable,
            _ => return None,
        })
    }
}

impl SunsetDays {
    /// What an operation of this stability has to give.
    pub(super) fn of(self, stability: Stability) -> i64 {
        match stability {
            Stability::Draft | Stability::Alpha => 0,
            Stability::Beta => self.beta.into(),
            Stability::Stable => self.stable.into(),
        }
    }
}
