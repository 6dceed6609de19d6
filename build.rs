//! Generates the client from `spec/openapi.yaml`, unless the feature `codegen` is off: then `src/generated.rs` is compiled.

#[cfg(not(feature = "codegen"))]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
}

#[cfg(feature = "codegen")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    use std::{env, fs, path::Path};

    const SPEC: &str = "spec/openapi.yaml";
    println!("cargo::rerun-if-changed={SPEC}");
    println!("cargo::rerun-if-changed=build.rs");

    let root = env::var("CARGO_MANIFEST_DIR")?;
    let text = fs::read_to_string(Path::new(&root).join(SPEC))
        .map_err(|error| format!("{SPEC}: {error}; run `cargo xtask regen`"))?;
    let spec = specwright_openapi::document::read(&text, SPEC)?;
    let generated = specwright_codegen::generate(&spec)?;
    let out = env::var("OUT_DIR")?;
    fs::write(Path::new(&out).join("client.rs"), generated.source)?;
    Ok(())
}
