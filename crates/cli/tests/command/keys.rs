//! Keys are kept where others can't read them, and tried before they are.

use std::fs::{self, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use crate::place::{Ended, KEY, Place, ended};

fn login(place: &Place, arguments: &[&str], key: &str) -> Ended {
    let mut command = place.command(arguments);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // It may have ended before it read anything.
    let _ = child.stdin.take().unwrap().write_all(key.as_bytes());
    ended(child.wait_with_output().unwrap())
}

#[test]
fn a_key_in_a_file_is_used_until_it_is_forgotten() {
    let place = Place::new();
    let kept = login(&place, &["login", "--file"], &format!("  {KEY}\n"));
    assert_eq!(kept.code, Some(0), "{}", kept.err);
    let path = place.home.path().join("amplemarket").join("api-key");
    assert!(kept.err.contains(path.to_str().unwrap()), "{}", kept.err);
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let folder = fs::metadata(path.parent().unwrap()).unwrap();
    assert_eq!(folder.permissions().mode() & 0o777, 0o700);
    let run = |arguments: &[&str]| ended(place.command(arguments).output().unwrap());
    let who = run(&["whoami"]);
    assert_eq!(who.code, Some(0), "{}", who.err);
    assert!(who.json()["key"].as_str().unwrap().starts_with("the file "));

    fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
    let open = run(&["whoami"]);
    assert_eq!(open.code, Some(4));
    assert!(open.err.contains("chmod 600 '"), "{}", open.err);
    fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();

    assert_eq!(run(&["logout"]).code, Some(0));
    assert!(!path.exists());
    assert_eq!(run(&["whoami"]).code, Some(4));
}

#[test]
fn a_key_that_does_not_work_is_not_kept() {
    let place = Place::new();
    for (key, code, said) in [
        ("another", 4, "the key was not kept"),
        ("", 2, "there was no key"),
        ("two words", 4, "holds a blank"),
    ] {
        let refused = login(&place, &["login", "--file"], key);
        assert_eq!(refused.code, Some(code), "{key}: {}", refused.err);
        assert!(refused.err.contains(said), "{key}: {}", refused.err);
        assert!(refused.err.contains("the key was not kept") || key.is_empty());
        assert!(!place.home.path().join("amplemarket").exists());
    }
}

/// With this key in the variable, `whoami` says these things, and does not advise itself.
#[track_caller]
fn whoami_says(place: &Place, key: &str, said: &[&str]) {
    let mut command = place.command(&["whoami"]);
    let refused = ended(command.env("AMPLEMARKET_API_KEY", key).output().unwrap());
    assert_eq!(refused.code, Some(4), "{}", refused.err);
    for part in said {
        assert!(refused.err.contains(part), "{part}: {}", refused.err);
    }
    assert!(
        !refused.err.contains("amplemarket whoami"),
        "{}",
        refused.err
    );
}

#[test]
fn a_key_that_does_not_work_is_said_to_be_from_somewhere_and_to_have_gone_somewhere() {
    let place = Place::new();
    let variable = "from the environment variable AMPLEMARKET_API_KEY";
    let url = place.server.url().to_string();
    let host = url.trim_end_matches('/');
    whoami_says(&place, "another", &["401", variable, host, "unset it"]);
    whoami_says(&place, "two words", &["holds a blank", variable]);

    let refused = login(&place, &["login", "--file"], "another");
    for part in ["from standard input", host] {
        assert!(refused.err.contains(part), "{part}: {}", refused.err);
    }
    assert!(
        !refused.err.contains("amplemarket whoami"),
        "{}",
        refused.err
    );

    let kept = login(&place, &["login", "--file"], KEY);
    assert_eq!(kept.code, Some(0), "{}", kept.err);
    let path = place.home.path().join("amplemarket").join("api-key");
    let path = path.to_str().unwrap();
    fs::write(path, "another").unwrap();
    whoami_says(&place, "", &[path, host, "amplemarket login --file"]);
    fs::write(path, "two words").unwrap();
    whoami_says(&place, "", &[path, "holds a blank"]);
}

#[test]
fn without_a_keyring_it_is_said_what_else_there_is() {
    let place = Place::new();
    let none = login(&place, &["login"], KEY);
    assert_eq!(none.code, Some(4), "{}", none.err);
    assert!(
        none.err.contains("amplemarket login --file"),
        "{}",
        none.err
    );
}

#[test]
fn no_argument_takes_a_key() {
    let place = Place::new();
    for arguments in [["login", "--key"], ["--api-key", "whoami"]] {
        assert_eq!(login(&place, &arguments, "").code, Some(2));
    }
}
