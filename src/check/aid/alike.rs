//! How much alike two names are.

/// Of longer names no more than so many characters are compared one by one.
const LONGEST: usize = 200;

/// A name without spaces, brackets and other signs.
pub fn bare(name: &str) -> Vec<char> {
    name.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// How much two names have in common, in percent: characters in the same order, of all characters.
pub fn likeness(left: &[char], right: &[char]) -> usize {
    let (left, right) = (&left[..left.len().min(LONGEST)], &right[..right.len().min(LONGEST)]);
    let all = left.len() + right.len();
    // They cannot be more alike than their lengths.
    if all == 0 || 4 * left.len().min(right.len()) < all {
        return 0;
    }
    let mut above = vec![0_usize; right.len() + 1];
    for a in left {
        let mut diagonal = 0;
        for (at, b) in right.iter().enumerate() {
            let next = if a == b { diagonal + 1 } else { above[at + 1].max(above[at]) };
            diagonal = std::mem::replace(&mut above[at + 1], next);
        }
    }
    200 * above[right.len()] / all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_up_to_the_longest_and_no_further() {
        let name = |len: usize, end: &str| bare(&format!("{}{end}", "甲".repeat(len)));
        // What comes behind is not looked at: it costs the square of its length.
        assert_eq!(likeness(&name(LONGEST, "乙"), &name(LONGEST, "丙")), 100);
        assert!(likeness(&name(LONGEST - 1, "乙"), &name(LONGEST - 1, "丙")) < 100);
    }

    #[test]
    fn lengths_that_are_too_unlike_say_enough() {
        let name = |len: usize| bare(&"甲".repeat(len));
        // One in three of the shorter: half of all characters are in common, and at less nothing is.
        assert_eq!((likeness(&name(1), &name(3)), likeness(&name(1), &name(4))), (50, 0));
        assert_eq!(likeness(&[], &[]), 0);
    }
}
