//! The door: how JavaScript and the library speak to each other.
//!
//! The page asks for room, writes a question there, knocks, and reads the answer where it is told:
//!
//! ```text
//! question, answer:   u32 length of the head, u32 length of the body (little endian), head: JSON, body: bytes
//! gouji_room(length) ─▶ where so many bytes may be written
//! gouji_ask()        ─▶ where the answer begins; it stands there until the next question
//! ```
//!
//! A panic ends the instance, as every trap does; before that it tells its words to `page.died(start, length)`.

#![allow(unsafe_code, reason = "names that JavaScript finds, and one function of JavaScript's")]

use std::cell::RefCell;
use std::panic;

use crate::ask::Desk;

#[link(wasm_import_module = "page")]
unsafe extern "C" {
    /// Tells the page the words of a panic, in UTF-8.
    safe fn died(start: *const u8, length: usize);
}

thread_local! {
    static ROOM: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static DESK: RefCell<Desk> = RefCell::new(Desk::new());
}

/// How long the two lengths are that stand before a head and a body.
const LENGTHS: usize = 8;

/// Room for a question of `length` bytes.
#[unsafe(no_mangle)]
pub extern "C" fn gouji_room(length: usize) -> *mut u8 {
    ROOM.with_borrow_mut(|room| {
        *room = vec![0; length];
        room.as_mut_ptr()
    })
}

/// Answers the question that stands in the room; the answer stands there afterwards.
#[unsafe(no_mangle)]
pub extern "C" fn gouji_ask() -> *const u8 {
    panic::set_hook(Box::new(|told| {
        let words = told.to_string();
        died(words.as_ptr(), words.len());
    }));
    let question = ROOM.take();
    let (head, body) = parted(&question);
    let (head, body) = DESK.with_borrow_mut(|desk| desk.answer(head, body));
    let mut answer = Vec::with_capacity(LENGTHS + head.len() + body.len());
    for length in [head.len(), body.len()] {
        answer.extend_from_slice(&(length as u32).to_le_bytes());
    }
    answer.extend_from_slice(&head);
    answer.extend_from_slice(&body);
    ROOM.with_borrow_mut(|room| {
        *room = answer;
        room.as_ptr()
    })
}

/// The head and the body of a question; a question that is too short has neither.
fn parted(question: &[u8]) -> (&[u8], &[u8]) {
    let length = |at: usize| {
        let bytes = question.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
        bytes.map_or(0, u32::from_le_bytes) as usize
    };
    let rest = question.get(LENGTHS..).unwrap_or_default();
    let (head, rest) = rest.split_at_checked(length(0)).unwrap_or_default();
    (head, rest.get(..length(4)).unwrap_or_default())
}
