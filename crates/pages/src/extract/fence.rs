//! The fenced code blocks of a Markdown page, by CommonMark's rules.
//!
//! Only fences at the top level are blocks here. Quotes and list items are followed just far enough to know where
//! fences inside them end: what stands in one is an illustration, never the page's fragment. Comments (`<!-- -->`, and
//! MDX's `{/* */}`) hide what is in them.

/// Finds the fences of a page.
pub(super) fn fences(text: &str) -> Result<Outline<'_>, Unclosed> {
    let mut outline = Outline::default();
    let mut state = State::Prose;
    for (index, line) in lines(text).enumerate() {
        let number = index + 1;
        // A container can end on a line that means something else as well.
        if let State::Illustration { container, .. } = &state
            && container.ends_at(line)
        {
            state = State::Prose;
        }
        state = match state {
            State::Fence(mut fence, opener) => {
                if opener.is_closed_by(line) {
                    outline.fences.push(fence);
                    State::Prose
                } else {
                    fence.push(line, opener.indent);
                    State::Fence(fence, opener)
                }
            }
            State::Comment { end, .. } if line.contains(end) => State::Prose,
            State::Illustration { opener, .. } if opener.is_closed_by(unwrapped(line).1) => {
                State::Prose
            }
            State::Prose => prose(line, number, &mut outline),
            other => other,
        };
    }
    match state {
        State::Fence(fence, _) => Err(Unclosed::Fence { line: fence.line }),
        State::Comment { line, .. } => Err(Unclosed::Comment { line }),
        State::Prose | State::Illustration { .. } => Ok(outline),
    }
}

/// The fences of a page.
#[derive(Debug, Default)]
pub(super) struct Outline<'a> {
    /// Those at the top level, in order.
    pub(super) fences: Vec<Fence<'a>>,
    /// Line and info string of those in a quote or a list item, or too deep to be one.
    pub(super) illustrations: Vec<(usize, &'a str)>,
}

/// One fenced code block.
#[derive(Debug)]
pub(super) struct Fence<'a> {
    /// 1-based line of the opening fence.
    pub(super) line: usize,
    /// What follows the opening fence on its line, trimmed.
    pub(super) info: &'a str,
    /// The content, its lines ended by `\n` however the page ends them.
    pub(super) body: String,
}

/// Something that runs to the end of the page, as it does when a page was cut off.
#[derive(Debug)]
pub(super) enum Unclosed {
    Fence { line: usize },
    Comment { line: usize },
}

enum State<'a> {
    Prose,
    Fence(Fence<'a>, Opener<'a>),
    Comment {
        line: usize,
        end: &'static str,
    },
    Illustration {
        opener: Opener<'a>,
        container: Container,
    },
}

fn prose<'a>(line: &'a str, number: usize, outline: &mut Outline<'a>) -> State<'a> {
    if let Some(opener) = Opener::parse(line) {
        let fence = Fence {
            line: number,
            info: opener.info,
            body: String::new(),
        };
        return State::Fence(fence, opener);
    }
    if let Some(end) = comment(line) {
        return State::Comment { line: number, end };
    }
    let (container, inside) = unwrapped(line);
    match Opener::parse(inside) {
        Some(opener) => {
            outline.illustrations.push((number, opener.info));
            State::Illustration { opener, container }
        }
        None => State::Prose,
    }
}

/// What ends the comment that the line opens, unless the line ends it itself.
fn comment(line: &str) -> Option<&'static str> {
    let (_, rest) = indented(line).filter(|(indent, _)| *indent <= 3)?;
    let (rest, end) = match (rest.strip_prefix("<!--"), rest.strip_prefix("{/*")) {
        (Some(rest), _) => (rest, "-->"),
        (_, Some(rest)) => (rest, "*/}"),
        (None, None) => return None,
    };
    (!rest.contains(end)).then_some(end)
}

#[derive(Debug, Clone, Copy)]
struct Opener<'a> {
    mark: char,
    length: usize,
    indent: usize,
    info: &'a str,
}

impl<'a> Opener<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let (indent, rest) = indented(line).filter(|(indent, _)| *indent <= 3)?;
        let mark = rest.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let info = rest.trim_start_matches(mark);
        let length = rest.len() - info.len();
        // Three backticks, text and a backtick again on one line are inline code.
        let is_inline_code = mark == '`' && info.contains('`');
        (length >= 3 && !is_inline_code).then_some(Self {
            mark,
            length,
            indent,
            info: info.trim(),
        })
    }

    fn is_closed_by(&self, line: &str) -> bool {
        indented(line)
            .filter(|(indent, _)| *indent <= 3)
            .is_some_and(|(_, rest)| {
                let after = rest.trim_start_matches(self.mark);
                rest.len() - after.len() >= self.length
                    && after.trim_matches([' ', '\t']).is_empty()
            })
    }
}

impl Fence<'_> {
    /// Takes a line of content: as many blanks as the opening fence is indented by are not part of it.
    fn push(&mut self, line: &str, indent: usize) {
        let blanks = line.bytes().take(indent).take_while(|b| *b == b' ').count();
        self.body.push_str(&line[blanks..]);
        self.body.push('\n');
    }
}

/// What a fence that is no block of its own stands in.
enum Container {
    Quote,
    /// A list item, or code by indentation, whose content starts at this column.
    Indented(usize),
}

impl Container {
    fn ends_at(&self, line: &str) -> bool {
        match (self, indented(line)) {
            (Self::Quote, at) => !at.is_some_and(|(_, rest)| rest.starts_with('>')),
            // A blank line ends no list item.
            (Self::Indented(_), None) => false,
            (Self::Indented(column), Some((indent, _))) => indent < *column,
        }
    }
}

/// A line without the marks of quotes and list items and without indentation, and what those make it stand in.
fn unwrapped(line: &str) -> (Container, &str) {
    let mut rest = line.trim_start_matches([' ', '\t']);
    let mut is_quote = false;
    loop {
        let inside = if let Some(inside) = rest.strip_prefix('>') {
            is_quote = true;
            inside
        } else if let Some(inside) = list_item(rest) {
            inside
        } else {
            let column = columns(&line[..line.len() - rest.len()]);
            return (
                if is_quote {
                    Container::Quote
                } else {
                    Container::Indented(column)
                },
                rest,
            );
        };
        rest = inside.trim_start_matches([' ', '\t']);
    }
}

fn list_item(text: &str) -> Option<&str> {
    let number = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let inside = match text.len() - number.len() {
        0 => text.strip_prefix(['-', '+', '*'])?,
        1..=9 => number.strip_prefix(['.', ')'])?,
        _ => return None,
    };
    inside.starts_with([' ', '\t']).then_some(inside)
}

/// The column at which a line starts and the rest of it; nothing for a blank line.
fn indented(line: &str) -> Option<(usize, &str)> {
    let rest = line.trim_start_matches([' ', '\t']);
    (!rest.is_empty()).then(|| (columns(&line[..line.len() - rest.len()]), rest))
}

/// How wide a text is, tabs going to the next multiple of four.
fn columns(text: &str) -> usize {
    text.chars().fold(0, |column, c| {
        if c == '\t' {
            column + 4 - column % 4
        } else {
            column + 1
        }
    })
}

/// Lines end in a line feed, a carriage return, or both.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n')
        .flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'))
}
