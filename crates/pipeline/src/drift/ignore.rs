//! `spec/drift-ignore.toml`: findings that are known and left as they are, until a day.

use std::collections::BTreeSet;

use anyhow::{Context, bail};
use jiff::civil::Date;
use serde::Deserialize;
use specwright_compare::Level;

use crate::project::Project;
use crate::report::{Entry, Notice, Standing};

/// Where the list lies below the root.
pub(super) const IGNORES: &str = "spec/drift-ignore.toml";

/// The findings that are left as they are.
#[derive(Debug, Default)]
pub(super) struct Ignores {
    entries: Vec<Ignore>,
}

#[derive(Debug)]
struct Ignore {
    fingerprint: String,
    reason: String,
    expires: Date,
}

/// The file as it is laid out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Layout {
    #[serde(default)]
    ignore: Vec<Entered>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entered {
    fingerprint: String,
    reason: String,
    expires: toml::value::Datetime,
}

impl Ignores {
    /// Reads the list; an empty one where there is no file.
    pub(super) fn read(project: &Project) -> anyhow::Result<Self> {
        let Some(text) = project.read(IGNORES)? else {
            return Ok(Self::default());
        };
        Self::parse(&text).with_context(|| format!("reading {IGNORES}"))
    }

    fn parse(text: &str) -> anyhow::Result<Self> {
        let layout: Layout = toml::from_str(text)?;
        let mut entries = Vec::new();
        let mut seen = BTreeSet::new();
        for Entered {
            fingerprint,
            reason,
            expires,
        } in layout.ignore
        {
            if !is_fingerprint(&fingerprint) {
                bail!(
                    "`{fingerprint}` is no fingerprint: it has 12 digits of 0-9 and a-f, as the report of the finding shows it"
                );
            }
            if reason.trim().is_empty() {
                bail!("{fingerprint} has no reason; say why it is left as it is");
            }
            if !seen.insert(fingerprint.clone()) {
                bail!("{fingerprint} is there twice; keep one of the entries");
            }
            let date = expires.to_string();
            let expires = date.parse::<Date>().ok().filter(|_| expires.time.is_none());
            let Some(expires) = expires else {
                bail!("{fingerprint} expires on `{date}`; write a date, as in 2030-01-31");
            };
            entries.push(Ignore {
                fingerprint,
                reason,
                expires,
            });
        }
        Ok(Self { entries })
    }

    /// Marks the findings that are on the list, and says what on the list is of no use. An entry holds through its last
    /// day; from then on its finding counts again.
    pub(super) fn apply(&self, entries: &mut [Entry], today: Date) -> Vec<Notice> {
        let mut notices = Vec::new();
        for ignore in &self.entries {
            let Ignore {
                fingerprint,
                reason,
                expires,
            } = ignore;
            let mut found = entries
                .iter_mut()
                .filter(|entry| entry.finding.fingerprint == *fingerprint)
                .peekable();
            let is_used = found.peek().is_some();
            let message = if *expires < today && !is_used {
                format!(
                    "{fingerprint} ({reason}) expired on {expires} and is no longer found: delete it"
                )
            } else if *expires < today {
                format!(
                    "{fingerprint} ({reason}) expired on {expires}: delete it, or give it another day"
                )
            } else if !is_used {
                format!("{fingerprint} ({reason}) is no longer found: delete it")
            } else {
                found.for_each(|entry| {
                    entry.standing = Standing::Ignored {
                        reason: reason.clone(),
                        expires: expires.to_string(),
                    };
                });
                continue;
            };
            notices.push(Notice {
                level: Level::Warning,
                about: IGNORES.to_owned(),
                message,
            });
        }
        notices
    }
}

fn is_fingerprint(text: &str) -> bool {
    let is_digit = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    text.len() == 12 && text.bytes().all(is_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(entry: &str, because: &str) {
        let error = Ignores::parse(&format!("[[ignore]]\n{entry}")).unwrap_err();
        assert!(format!("{error:#}").contains(because), "{error:#}");
    }

    #[test]
    fn each_entry_says_what_why_and_until_when() {
        let good = "fingerprint = \"75e6fa0305d8\"\nreason = \"b\"\nexpires = 2030-01-31\n";
        let ignores = Ignores::parse(&format!("[[ignore]]\n{good}")).unwrap();
        assert_eq!(ignores.entries[0].expires.to_string(), "2030-01-31");
        assert!(Ignores::parse("").unwrap().entries.is_empty());
        for other in [
            "",
            "75e6fa0305d",
            "75E6FA0305D8",
            "75e6fa0305d8 ",
            "every finding",
        ] {
            refused(&good.replace("75e6fa0305d8", other), "is no fingerprint");
        }
        refused(&good.replace("\"b\"", "\" \""), "has no reason");
        refused(
            &good.replace("2030-01-31", "2030-01-31T10:00:00"),
            "write a date",
        );
        refused(&good.replace("expires = 2030-01-31", ""), "expires");
        refused(&good.replace("expires", "until"), "unknown field");
        refused(&format!("{good}[[ignore]]\n{good}"), "is there twice");
    }
}
