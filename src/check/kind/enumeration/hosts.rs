//! What the lists of one sentence are the parts of: 收入包括A、B;支出包括C、D are two lists of one total.

use std::collections::HashMap;

use super::LIKELY;
use crate::document::FigureId;

/// The lists of one sentence that were told, by what they count: the amounts each may have been the parts of.
#[derive(Default)]
pub(super) struct Hosts<'a> {
    sentence: u32,
    totals: HashMap<&'a str, Vec<Vec<FigureId>>>,
}

impl<'a> Hosts<'a> {
    /// Takes in the `totals` of a list; adds those of the lists before it.
    pub(super) fn join(&mut self, sentence: u32, unit: &'a str, totals: &mut Vec<FigureId>) {
        if self.sentence != sentence {
            *self = Self { sentence, totals: HashMap::new() };
        }
        let hosts = self.totals.entry(unit).or_default();
        let own = totals.clone();
        for host in hosts.iter() {
            if totals.len() >= LIKELY {
                break;
            }
            totals.extend(host.iter().filter(|total| !own.contains(total)));
        }
        if hosts.len() < LIKELY {
            hosts.push(own);
        }
    }
}
