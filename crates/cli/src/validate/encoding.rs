//! How the text of a file is encoded, and the way to UTF-8 and back.

use std::io::{self, BufRead, Write};

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How a text is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    Utf32Le,
    Utf32Be,
    /// Latin-1 is a part of it.
    Windows1252,
}

impl Encoding {
    /// What people call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le | Self::Utf16Be => "UTF-16",
            Self::Utf32Le | Self::Utf32Be => "UTF-32",
            Self::Windows1252 => "Windows-1252",
        }
    }
}

/// Finds the encoding by a byte order mark, by where NUL bytes stand, or by bytes that UTF-8 does not have.
pub(crate) fn detect(head: &[u8], mut whole: impl BufRead) -> io::Result<Encoding> {
    if let Some(wide) = wide(head) {
        return Ok(wide);
    }
    // JSON is UTF-8; what is not, is an error with its line.
    let first = head.trim_ascii_start().first();
    if head.contains(&0) || matches!(first, Some(b'{' | b'[')) {
        return Ok(Encoding::Utf8);
    }
    let (mut line, mut invalid) = (Vec::new(), false);
    while whole.read_until(b'\n', &mut line)? > 0 {
        for chunk in line.utf8_chunks() {
            // A text with both is UTF-8 with faults: its bytes are kept.
            if !chunk.valid().is_ascii() {
                return Ok(Encoding::Utf8);
            }
            invalid |= !chunk.invalid().is_empty();
        }
        line.clear();
    }
    Ok(match invalid {
        true => Encoding::Windows1252,
        false => Encoding::Utf8,
    })
}

fn wide(head: &[u8]) -> Option<Encoding> {
    match head {
        [0xff, 0xfe, 0, 0, ..] => return Some(Encoding::Utf32Le),
        [0, 0, 0xfe, 0xff, ..] => return Some(Encoding::Utf32Be),
        [0xff, 0xfe, ..] => return Some(Encoding::Utf16Le),
        [0xfe, 0xff, ..] => return Some(Encoding::Utf16Be),
        _ => {}
    }
    let quads = || head.chunks_exact(4);
    let all = |test: &dyn Fn(&[u8]) -> bool| head.len() >= 4 && quads().all(test);
    if all(&|quad| quad[3] == 0 && quad[2] <= 0x10) && quads().all(|quad| quad[..2] != [0, 0]) {
        return Some(Encoding::Utf32Le);
    }
    if all(&|quad| quad[0] == 0 && quad[1] <= 0x10) && quads().all(|quad| quad[2..] != [0, 0]) {
        return Some(Encoding::Utf32Be);
    }
    let nul = |place: usize| head.chunks_exact(2).filter(|pair| pair[place] == 0).count();
    let (even, odd, pairs) = (nul(0), nul(1), head.len() / 2);
    match (even, odd) {
        (0, odd) if odd > pairs / 8 => Some(Encoding::Utf16Le),
        (even, 0) if even > pairs / 8 => Some(Encoding::Utf16Be),
        _ => None,
    }
}

/// Writes a text as UTF-8. A byte order mark stays.
pub(crate) fn decode(
    encoding: Encoding,
    mut input: impl BufRead,
    output: &mut dyn Write,
) -> io::Result<()> {
    let decoder = match encoding {
        Encoding::Utf16Le => UTF_16LE,
        Encoding::Utf16Be => UTF_16BE,
        Encoding::Windows1252 => WINDOWS_1252,
        Encoding::Utf8 => return io::copy(&mut input, output).map(drop),
        Encoding::Utf32Le => return utf32(input, u32::from_le_bytes, output),
        Encoding::Utf32Be => return utf32(input, u32::from_be_bytes, output),
    };
    let mut decoder = decoder.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(256 << 10);
    loop {
        let buffer = input.fill_buf()?;
        let last = buffer.is_empty();
        let (_, read, _) = decoder.decode_to_string(buffer, &mut text, last);
        input.consume(read);
        output.write_all(text.as_bytes())?;
        text.clear();
        if last {
            return Ok(());
        }
    }
}

fn utf32(
    mut input: impl BufRead,
    number: fn([u8; 4]) -> u32,
    output: &mut dyn Write,
) -> io::Result<()> {
    let mut output = io::BufWriter::new(output);
    let mut bytes = [0; 4];
    loop {
        if input.fill_buf()?.is_empty() {
            return output.flush();
        }
        match input.read_exact(&mut bytes) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return output.flush(),
            read => read?,
        }
        let c = char::from_u32(number(bytes)).unwrap_or(char::REPLACEMENT_CHARACTER);
        output.write_all(c.encode_utf8(&mut [0; 4]).as_bytes())?;
    }
}

/// A UTF-8 text in the encoding. What Windows-1252 does not have becomes `?`.
pub(crate) fn encode(encoding: Encoding, text: &str) -> Vec<u8> {
    match encoding {
        Encoding::Utf8 => text.as_bytes().to_vec(),
        Encoding::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Encoding::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        Encoding::Utf32Le => text
            .chars()
            .flat_map(|c| u32::from(c).to_le_bytes())
            .collect(),
        Encoding::Utf32Be => text
            .chars()
            .flat_map(|c| u32::from(c).to_be_bytes())
            .collect(),
        Encoding::Windows1252 => {
            let mut bytes = Vec::with_capacity(text.len());
            for c in text.chars() {
                match WINDOWS_1252.encode(c.encode_utf8(&mut [0; 4])) {
                    (_, _, true) => bytes.push(b'?'),
                    (encoded, ..) => bytes.extend_from_slice(&encoded),
                }
            }
            bytes
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Name;E-Mail\r\nRené;ren\u{e9}@example.com\r\n";

    #[track_caller]
    fn there_and_back(encoding: Encoding, text: &str) {
        let bytes = encode(encoding, text);
        assert_eq!(
            detect(&bytes, bytes.as_slice()).unwrap(),
            encoding,
            "{text:?}"
        );
        let mut decoded = Vec::new();
        decode(encoding, bytes.as_slice(), &mut decoded).unwrap();
        assert_eq!(String::from_utf8(decoded).unwrap(), text);
    }

    #[test]
    fn encodings_with_and_without_a_mark() {
        for encoding in [
            Encoding::Utf16Le,
            Encoding::Utf16Be,
            Encoding::Utf32Le,
            Encoding::Utf32Be,
            Encoding::Utf8,
        ] {
            there_and_back(encoding, TEXT);
            there_and_back(encoding, &format!("\u{feff}{TEXT}名前 😀"));
        }
        there_and_back(Encoding::Windows1252, TEXT);
        there_and_back(Encoding::Windows1252, "“€”\n");
    }

    #[test]
    fn what_is_neither_is_left_as_it_is() {
        for bytes in [
            b"a\0b\0\0\0c".as_slice(),
            "é".as_bytes(),
            b"\xc3\xa9\n\xe9",
            b"{\"a\":\"\xe9\"}",
        ] {
            assert_eq!(detect(bytes, bytes).unwrap(), Encoding::Utf8);
        }
    }
}
