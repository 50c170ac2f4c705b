//! As much of the syntax of PDF as writing on a file needs: the entries of a dictionary as they are written, and where one
//! thing ends and the next begins.

/// Brackets in brackets beyond this many are no document.
const DEEPEST: usize = 64;

fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 12 | b'\r' | b' ')
}

fn is_mark(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

/// A dictionary's entries as they are written: names without their stroke, and values.
pub type Entries<'a> = Vec<(&'a [u8], &'a [u8])>;

/// The value of an entry.
pub fn get<'a>(entries: &Entries<'a>, name: &[u8]) -> Option<&'a [u8]> {
    entries.iter().rev().find(|(known, _)| *known == name).map(|(_, value)| *value)
}

/// A value that is a whole number.
pub fn number(value: &[u8]) -> Option<u64> {
    std::str::from_utf8(value.trim_ascii()).ok()?.parse().ok()
}

/// Reads from a place in a file.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    /// Begins at a byte.
    pub fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Passes over blanks and remarks.
    pub fn blanks(&mut self) {
        while let Some(byte) = self.rest().first() {
            if *byte == b'%' {
                self.at += self.rest().iter().take_while(|byte| !matches!(byte, b'\n' | b'\r')).count();
            } else if is_blank(*byte) {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    /// Passes over a word, if it stands here.
    pub fn word(&mut self, word: &[u8]) -> bool {
        let is = self.rest().starts_with(word);
        self.at += if is { word.len() } else { 0 };
        is
    }

    /// Passes over letters and digits, and gives them.
    fn run(&mut self) -> &'a [u8] {
        let len = self.rest().iter().take_while(|byte| !is_blank(**byte) && !is_mark(**byte)).count();
        let run = &self.rest()[..len];
        self.at += len;
        run
    }

    /// A whole number, which stands here.
    pub fn number(&mut self) -> Option<u64> {
        self.blanks();
        number(self.run())
    }

    /// The entries of the dictionary that stands here; its end is passed over.
    pub fn dictionary(&mut self) -> Option<Entries<'a>> {
        self.blanks();
        if !self.word(b"<<") {
            return None;
        }
        let mut entries = Vec::new();
        loop {
            self.blanks();
            if self.word(b">>") {
                return Some(entries);
            }
            if !self.word(b"/") {
                return None;
            }
            let name = self.run();
            self.blanks();
            let start = self.at;
            self.value(0)?;
            entries.push((name, self.bytes.get(start..self.at)?));
        }
    }

    /// Passes over a value; a reference is one.
    fn value(&mut self, depth: usize) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        self.blanks();
        match self.rest().first()? {
            b'(' => self.text(),
            b'<' if self.rest().starts_with(b"<<") => {
                self.at += 2;
                self.until(b">>", depth)
            }
            b'<' => {
                self.at += 1 + self.rest().iter().position(|byte| *byte == b'>')?;
                Some(())
            }
            b'[' => {
                self.at += 1;
                self.until(b"]", depth)
            }
            b'/' => {
                self.at += 1;
                self.run();
                Some(())
            }
            byte if is_mark(*byte) => None,
            _ => {
                let is_number = number(self.run()).is_some();
                self.reference(is_number);
                Some(())
            }
        }
    }

    /// Passes over the rest of `12 0 R`, where a number may begin one.
    fn reference(&mut self, is_number: bool) {
        let mut ahead = self.clone();
        if is_number && ahead.number().is_some() {
            ahead.blanks();
            if ahead.run() == b"R" {
                self.at = ahead.at;
            }
        }
    }

    fn until(&mut self, end: &[u8], depth: usize) -> Option<()> {
        loop {
            self.blanks();
            if self.word(end) {
                return Some(());
            }
            self.value(depth + 1)?;
        }
    }

    /// Passes over a text in brackets, which may hold brackets.
    fn text(&mut self) -> Option<()> {
        let mut open = 0usize;
        loop {
            let byte = *self.rest().first()?;
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                b'(' => open += 1,
                b')' if open == 1 => return Some(()),
                b')' => open -= 1,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_taken_as_they_are_written() {
        let text =
            b" <</Type/Page % a remark >>\n/Parent 2 0 R/A[1 0 R<</B(a\\)(b)>>)>>]/C<41>/D -1.5/E null/F 3>>";
        let entries = Reader::new(text, 0).dictionary().unwrap();
        let told: Vec<(String, String)> = entries
            .iter()
            .map(|(name, value)| {
                (String::from_utf8_lossy(name).into_owned(), String::from_utf8_lossy(value).into_owned())
            })
            .collect();
        let wanted = [
            ("Type", "/Page"),
            ("Parent", "2 0 R"),
            ("A", "[1 0 R<</B(a\\)(b)>>)>>]"),
            ("C", "<41>"),
            ("D", "-1.5"),
            ("E", "null"),
            ("F", "3"),
        ];
        assert_eq!(told, wanted.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn what_is_broken_is_nothing_and_ends() {
        let deep = [b"<</A".as_slice(), &[b'['; 10_000]].concat();
        for text in [b"<</A (b".as_slice(), b"<</A", b"<<", b"", b"<</A)>>", b"<<A 1>>", &deep] {
            assert_eq!(Reader::new(text, 0).dictionary(), None);
        }
    }
}
