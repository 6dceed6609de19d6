//! What is printed, word for word, for arguments and files: `tests/validate/cmd`.

#[test]
fn the_command_says_what_it_is_written_to_say() {
    trycmd::TestCases::new()
        .case("tests/validate/cmd/*.trycmd")
        .env("LANG", "C.UTF-8")
        .env("SSL_CERT_FILE", "/nonexistent")
        .env("SSL_CERT_DIR", "/nonexistent")
        .env("AMPLEMARKET_API_KEY", "made-up");
}
