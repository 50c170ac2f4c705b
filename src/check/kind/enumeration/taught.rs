//! What the lists of one document teach: where nearly all that a word opens come to their totals, its lists are whole here, and
//! one that a single digit keeps from its total was meant to be so too.

use std::collections::BTreeMap;

use crate::check::aid::relation::Equation;
use crate::check::results::Results;

/// So many lists of a word must come to their totals before it is taken to open whole ones: five by chance come from no text.
const CAME: usize = 5;
/// So many must for each that does not.
const FOR_ONE: usize = 4;
/// Where fewer lists of a word came to their totals, so many at least and so many for each other that did not, the word is likely
/// to open whole ones: a slip that chance would hardly bring about is told.
const LIKELY: usize = 2;

/// The lists of a document, by the words that open them.
#[derive(Default)]
pub(super) struct Lists<'a> {
    word: &'a str,
    words: BTreeMap<&'a str, Opened>,
}

/// The lists that one word opens.
#[derive(Default)]
struct Opened {
    /// How many came to a total.
    came: usize,
    /// How many did not.
    missed: usize,
    /// Those among them that one digit keeps from it, and whether chance would hardly bring that about.
    slips: Vec<(Equation, bool)>,
}

impl<'a> Lists<'a> {
    /// Goes on to a list that `word` opens.
    pub(super) fn open(&mut self, word: &'a str) {
        self.word = word;
    }

    /// The word that opens the list at hand.
    pub(super) fn word(&self) -> &'a str {
        self.word
    }

    /// Takes in that the list came to a total.
    pub(super) fn came(&mut self) {
        self.words.entry(self.word).or_default().came += 1;
    }

    /// Takes in that it came to none, and the `slip` that would explain it, with whether that is hardly chance.
    pub(super) fn missed(&mut self, slip: Option<(Equation, bool)>) {
        let own = self.words.entry(self.word).or_default();
        own.missed += 1;
        own.slips.extend(slip);
    }

    /// Tells the slips of those words whose lists are whole.
    pub(super) fn tell(self, results: &mut Results) {
        for own in self.words.into_values() {
            let whole = own.came >= CAME && own.came >= own.missed.saturating_mul(FOR_ONE);
            let others = own.missed.saturating_sub(1);
            let likely = own.came >= LIKELY && own.came >= others.saturating_mul(LIKELY);
            let told = own.slips.into_iter().filter(|(_, hardly)| whole || likely && *hardly);
            told.for_each(|(equation, _)| results.relation(equation));
        }
    }
}
