//! The program: prints where it is, runs, ends; says what it was told wrong.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Output, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_amplemarket-mock");

/// A program that is running, and does not outlive its test.
struct Running(Child, String);

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn start(arguments: &[&str]) -> Running {
    let mut child = Command::new(PROGRAM)
        .args(["--port", "0"])
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap())
        .read_line(&mut line)
        .unwrap();
    Running(child, line.trim().to_owned())
}

fn get(running: &Running, target: &str, key: &str) -> String {
    let mut stream = TcpStream::connect(running.1.strip_prefix("http://").unwrap()).unwrap();
    let request = format!(
        "GET {target} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn said(arguments: &[&str]) -> Output {
    Command::new(PROGRAM).args(arguments).output().unwrap()
}

#[test]
fn it_answers_by_its_key() {
    let running = start(&[
        "--key",
        "one",
        "--key",
        "two",
        "--pace",
        "1000",
        "--credits",
        "5",
    ]);
    for (key, status) in [
        ("one", "200 OK"),
        ("two", "200 OK"),
        ("three", "401 Unauthorized"),
    ] {
        assert!(
            get(&running, "/users", key).starts_with(&format!("HTTP/1.1 {status}")),
            "{key}"
        );
    }
}

#[cfg(unix)]
#[test]
fn it_ends_when_it_is_told_to() {
    for signal in ["-TERM", "-INT"] {
        let mut running = start(&[]);
        assert!(get(&running, "/users", "any").contains("200 OK"));
        let id = running.0.id().to_string();
        assert!(
            Command::new("kill")
                .args([signal, &id])
                .status()
                .unwrap()
                .success()
        );
        assert_eq!(running.0.wait().unwrap().code(), Some(0), "{signal}");
    }
}

#[test]
fn what_it_is_told_wrong_it_says() {
    for (arguments, said_of_it) in [
        (&["--pace", "0"][..], "a number above 0"),
        (&["--pace", "NaN"], "a number above 0"),
        (&["--credits", "-1"], "0 or more"),
        (&["--port", "70000"], "70000"),
        (&["--prot", "1"], "--prot"),
        (&["file"], "file"),
        (&["--document", "/nonexistent"], "/nonexistent"),
        (&["--key"], "--key"),
    ] {
        let output = said(arguments);
        let text = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {text}");
        assert!(
            text.contains(said_of_it) && text.contains("--help"),
            "{arguments:?}: {text}"
        );
        assert!(output.stdout.is_empty());
    }
    let running = start(&[]);
    let output = said(&["--bind", running.1.strip_prefix("http://").unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("another port"));
}

#[test]
fn what_it_prints() {
    for (argument, start) in [
        ("--help", "The Amplemarket REST API"),
        ("--version", "amplemarket-mock "),
        ("--print-document", "{"),
    ] {
        let output = said(&[argument]);
        assert!(output.status.success());
        assert!(
            String::from_utf8_lossy(&output.stdout).starts_with(start),
            "{argument}"
        );
    }
}
