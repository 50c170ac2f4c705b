//! The one door through which files come in: regular files, up to a limit, and what the shell hands over by name. A pipe or
//! a device would keep the run waiting for ever, or fill the memory.

use std::fs::{self, File, FileType};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use gouji::diagnostic::Text;
use gouji::read::{MAX_BYTES, Unreadable};

/// The longest document.
pub const MOST_DOCUMENT: u64 = MAX_BYTES as u64;
/// The longest rule file, dictionary, configuration or file of waivers. People write these: the longest that is known, the
/// codes of a whole country, has less than a tenth.
pub const MOST_WRITTEN: u64 = 8 << 20;
/// The longest baseline: a few hundred bytes for each of 200,000 findings.
pub const MOST_BASELINE: u64 = 64 << 20;

/// Why a file is not read.
#[derive(Debug)]
pub enum Refused {
    /// The system does not give it.
    System(io::Error),
    /// It is no regular file.
    Special(FileType),
    /// It holds more bytes than this.
    TooLong(u64),
}

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

/// What the file at `path` holds, if it is a regular one and no longer than `most`; no more than one byte beyond is read.
pub fn read(path: &Path, most: u64) -> Result<Vec<u8>, Refused> {
    if !handed_over(path) {
        regular(&fs::metadata(path)?, most)?;
    }
    let file = open(path)?;
    // It may be another one by now.
    let known = file.metadata()?;
    if !handed_over(path) {
        regular(&known, most)?;
    }
    let mut bytes = Vec::with_capacity(usize::try_from(known.len().min(most)).unwrap_or_default());
    file.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(Refused::TooLong(most)) } else { Ok(bytes) }
}

/// Opens a file without waiting: there are files of the system that pass for regular ones and never end.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let flags = if handed_over(path) { 0 } else { libc::O_NONBLOCK };
    File::options().read(true).custom_flags(flags).open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Whether the file at `path` would be looked into by [`read`].
pub fn readable(path: &Path) -> Result<(), Refused> {
    if handed_over(path) { Ok(()) } else { regular(&fs::metadata(path)?, u64::MAX) }
}

fn regular(known: &fs::Metadata, most: u64) -> Result<(), Refused> {
    if !known.is_file() {
        return Err(Refused::Special(known.file_type()));
    }
    if known.len() > most { Err(Refused::TooLong(most)) } else { Ok(()) }
}

/// Whether a path is the name of something that was opened by whoever started the program, such as `/dev/stdin`: what it is
/// does not matter then.
pub fn handed_over(path: &Path) -> bool {
    let mut parts = path.components();
    if parts.next() != Some(Component::RootDir) {
        return false;
    }
    let parts: Vec<&str> = parts.filter_map(|part| part.as_os_str().to_str()).collect();
    match parts.as_slice() {
        ["dev", "stdin" | "stdout" | "stderr"] => true,
        ["dev", "fd", number] | ["proc", "self", "fd", number] => {
            number.bytes().all(|byte| byte.is_ascii_digit())
        }
        _ => false,
    }
}

/// Whether there is anything of this name, be it a link that leads nowhere. In a folder that may not be searched there is
/// nothing to read, documents neither, and that is told of these. What else cannot be known counts as there: whoever reads it
/// then is told why it cannot be read.
pub fn is_there(path: &Path) -> bool {
    use io::ErrorKind::{InvalidFilename, NotADirectory, NotFound, PermissionDenied};
    match fs::symlink_metadata(path) {
        Ok(_) => true,
        Err(error) => !matches!(error.kind(), NotFound | NotADirectory | InvalidFilename | PermissionDenied),
    }
}

/// Whether `path`, links followed, lies in `folder` or below. What is not there leads nowhere.
pub fn lies_below(path: &Path, folder: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().ok();
    real(path).zip(real(folder)).is_none_or(|(path, folder)| path.starts_with(folder))
}

/// A file by what the system knows it by, whatever it is called.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity(u64, u64, Option<PathBuf>);

/// Which file stands at `path`; nothing where none does.
#[cfg(unix)]
pub fn identity(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).ok().map(|known| Identity(known.dev(), known.ino(), None))
}

/// Which file stands at `path`; nothing where none does.
#[cfg(not(unix))]
pub fn identity(path: &Path) -> Option<Identity> {
    path.canonicalize().ok().map(|path| Identity(0, 0, Some(path)))
}

impl Refused {
    /// Why, on one line without a full stop.
    pub fn reason(&self) -> Text {
        match self {
            Self::System(error) => match error.kind() {
                io::ErrorKind::NotFound => Text::new("没有这个文件", "there is no such file"),
                io::ErrorKind::PermissionDenied => Text::new("没有读取权限", "no permission to read it"),
                _ => Text::new(format!("读取失败：{error}"), format!("reading failed: {error}")),
            },
            Self::Special(kind) => {
                let what = name(*kind);
                let (zh, en) = (what.get(gouji::diagnostic::Lang::Zh), what.get(gouji::diagnostic::Lang::En));
                Text::new(format!("不是普通文件，是{zh}"), format!("it is no regular file but {en}"))
            }
            Self::TooLong(most) => {
                let megabytes = most >> 20;
                Text::new(format!("超过 {megabytes} MB"), format!("it is longer than {megabytes} MB"))
            }
        }
    }

    /// The one step to take.
    pub fn help(&self) -> Text {
        match self {
            Self::System(error) => match error.kind() {
                io::ErrorKind::NotFound => {
                    Text::new("核对路径；含空格的路径要加引号", "check the path; quote it if it has spaces")
                }
                io::ErrorKind::PermissionDenied => {
                    Text::new("改权限，或换有权限的用户", "change its permissions, or the user")
                }
                _ => Text::new("确认文件在本机且可以打开", "see that the file is there and opens"),
            },
            Self::Special(_) => Text::new(
                "存成普通文件；要从管道读，写 /dev/stdin",
                "save it as a regular file; to read from a pipe, name /dev/stdin",
            ),
            Self::TooLong(_) => Text::new("拆成几个文件", "split it into several files"),
        }
    }

    /// The same of the document at `path`.
    pub fn document(&self, path: &Path) -> Unreadable {
        Unreadable { name: path.display().to_string(), reason: self.reason(), help: self.help() }
    }
}

/// What people call a file that is no regular one.
fn name(kind: FileType) -> Text {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return Text::new("命名管道", "a named pipe");
        }
        if kind.is_socket() {
            return Text::new("套接字", "a socket");
        }
        if kind.is_block_device() || kind.is_char_device() {
            return Text::new("设备", "a device");
        }
    }
    match kind.is_dir() {
        true => Text::new("目录", "a directory"),
        false => Text::new("别的东西", "something else"),
    }
}
