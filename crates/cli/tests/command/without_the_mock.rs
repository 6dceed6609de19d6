//! A build without the feature `mock` says so, and does not speak of `--mock` elsewhere.

use crate::place::{Place, ended};

#[test]
fn the_mock_is_refused_with_the_feature_that_it_needs() {
    let place = Place::new();
    for arguments in [
        &["--mock", "whoami"][..],
        &["--mock", "api", "--list"],
        &["emails", "validate", "leads.csv", "--mock"],
    ] {
        let refused = place.run(arguments);
        assert_eq!(refused.code, Some(2), "{}", refused.err);
        let said = "error: --mock needs the feature `mock`, which this build is without";
        assert!(refused.err.starts_with(said), "{}", refused.err);
        assert!(refused.out.is_empty());
    }
}

#[test]
fn no_help_names_it() {
    let place = Place::new();
    for arguments in [
        &["-h"][..],
        &["--help"],
        &["emails", "validate", "--help"],
        &["api", "list_users", "--help"],
        &["man"],
        &["man", "emails", "validate"],
    ] {
        let help = place.run(arguments);
        assert_eq!(help.code, Some(0), "{}", help.err);
        assert!(!help.text().contains("mock"), "{}", help.text());
    }
    let no_key = ended(place.command(&["whoami"]).output().unwrap());
    assert!(!no_key.err.contains("mock"), "{}", no_key.err);
}
