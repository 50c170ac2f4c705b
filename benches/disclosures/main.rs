//! Makes a folder of invented disclosures: `disclosures FOLDER HOW-MANY SEED`. It needs nothing but the standard library:
//! `rustc -O benches/disclosures/main.rs -o target/disclosures`.

#[path = "mod.rs"]
mod disclosures;

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

use disclosures::{Dice, disclosure};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let usage = "disclosures FOLDER HOW-MANY SEED";
    let folder = PathBuf::from(arguments.next().ok_or(usage)?);
    let documents: u64 = arguments.next().ok_or(usage)?.parse()?;
    let seed: u64 = arguments.next().ok_or(usage)?.parse()?;
    for nth in 0..documents {
        // A thousand in a folder: nobody lists a larger one with pleasure.
        let folder = folder.join(format!("{:03}", nth / 1000));
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(format!("{nth:06}.txt")), disclosure(seed, nth, rows(seed, nth)))?;
    }
    Ok(())
}

/// How many rows document `nth` of a folder has: most are short, some long.
fn rows(seed: u64, nth: u64) -> usize {
    let mut dice = Dice::new(seed, !nth);
    let most = if dice.roll(10) == 0 { 400 } else { 60 };
    dice.roll(most) as usize + 10
}
