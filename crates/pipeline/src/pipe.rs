//! The end of a pipe that somebody else reads.

use std::io::{self, ErrorKind, Write};

/// Whoever has seen enough closes the pipe. That changes nothing in what is to be done, nor in how it ends.
#[derive(Debug)]
pub struct Pipe<W>(pub W);

impl<W: Write> Write for Pipe<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        or_closed(self.0.write(bytes), bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        or_closed(self.0.flush(), ())
    }
}

fn or_closed<T>(written: io::Result<T>, all: T) -> io::Result<T> {
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(all),
        written => written,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Failing(ErrorKind);

    impl Write for Failing {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(self.0.into())
        }
    }

    #[test]
    fn a_closed_pipe_takes_everything_and_nothing_else_does() {
        for (kind, is_taken) in [
            (ErrorKind::BrokenPipe, true),
            (ErrorKind::StorageFull, false),
        ] {
            let mut pipe = Pipe(Failing(kind));
            assert_eq!(pipe.write_all(b"a line").is_ok(), is_taken, "{kind}");
            assert_eq!(pipe.flush().is_ok(), is_taken, "{kind}");
        }
    }
}
