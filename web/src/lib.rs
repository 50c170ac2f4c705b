//! gouji in a page: the library behind a door that JavaScript can knock at. See `page.js` for the other side of it.
//!
//! What is dropped on the page becomes a [`session::Session`]: rules and configuration first, then document by document, then
//! whatever is to be looked at or saved. A session lives in a worker and dies with it; the page knows enough to make another.
//!
//! Nothing here is built for other machines than the one in a browser.

#![cfg(target_arch = "wasm32")]

mod ask;
mod door;
mod given;
mod pack;
mod save;
mod session;
