//! What is known of languages, as data: how the tables, pages and sentences of a language call what they are made of.
//!
//! A language is a file of `rules/lang/`: lists of words, each with a name that says what they are for. Documents are read
//! with the words of all languages together, for a page does not say which it is in, and many are in two. [`vocabulary`] gives
//! those that come with the program; a program that wants others beside them reads them by [`load()`] and gives them to
//! [`adopt`] before anything is read.
//!
//! # How a word is compared
//!
//! | written | fits |
//! | --- | --- |
//! | `合计` | what reads so as a whole |
//! | `合计*` | what begins so |
//! | `*合计` | what ends so |
//! | `*合计*` | what holds it anywhere |
//! | `<code>` | what holds it as a word of its own, anywhere |
//!
//! `\*` is a star itself. A word in small letters fits capitals as well; one with a capital letter fits only what is written like it.

mod load;
mod names;
mod units;

use std::sync::OnceLock;

pub use load::{FAULT, is_language, load, shipped};
pub use names::{DIGITS, Letters, Names, Numbered, Signs, Templates, Words as Phrases};
pub use units::{Currencies, Units};

/// Declares the lists, one a line: what it is for, and its section and key in a language's file.
macro_rules! lists {
    ($($(#[doc = $doc:literal])+ $field:ident: $kind:ty = $key:literal;)+) => {
        /// The words of one language, or of several together.
        #[derive(Debug, Clone, Default)]
        pub struct Words {
            $($(#[doc = $doc])+ pub $field: $kind,)+
            /// Units of amounts: a section for each kind, `[unit.money]`, `[unit.rate]`; the key is the power of ten that one
            /// unit is worth. Compared letter by letter with what follows a figure, in any case with a head or a headnote. The
            /// first name of a unit in the first language is the one that is shown.
            pub units: Units,
        }

        /// Section and key of every list.
        pub const KEYS: &[&str] = &[$($key),+];

        impl Words {
            /// Lets `fill` take words into the list of that section and key.
            fn list(&mut self, key: &str, fill: impl FnOnce(&mut dyn FnMut(&str) -> bool)) {
                match key {
                    $($key => fill(&mut |word| self.$field.take(word)),)+
                    _ => {}
                }
            }
        }
    };
}

lists! {
    /// What a row or a column that adds up others is called. Fits a whole label; where it says so, a label that begins or ends
    /// with it as a word (Total assets).
    totals: Phrases = "row.total";
    /// The same, as it ends or begins the label of a row that tables of codes and unnumbered lists have at their end.
    total_labels: Names = "row.total-label";
    /// Those of them that add up every other total of their table: Grand total. Fits as they do.
    grand_totals: Phrases = "row.grand-total";
    /// What begins the name of a row that is the whole its table is about: 全市. Stands before the name.
    of_all: Phrases = "row.of-all";
    /// What says of a row that it is a part of the one above: 其中. Stands before the name, with a colon.
    of_which: Phrases = "row.of-which";
    /// What tells the balance at the beginning of a year from that at its end, beside the name that both have: Opening, Closing,
    /// 年初, 年末. Stands anywhere in a name.
    balance_ends: Phrases = "row.opening-and-closing";
    /// What says of a total that it comes from the period before, and adds up nothing here: Total funds brought forward. Fits
    /// a name.
    brought: Names = "row.brought-forward";
    /// How a note under a table begins: 注：本表无数据. Fits lines and rows.
    notes: Names = "row.note";
    /// What stands before the numbers of columns, and may stand again before more of them: 栏次 1 栏次 2. Fits cells.
    numbered: Names = "row.numbers-columns";
    /// What stands for a column of words in a row of numbers of columns: 甲 乙 1 2. Fits cells.
    lettered: Names = "row.letters-columns";

    /// Heads of columns of remarks. Fits a head.
    remarks: Names = "column.remarks";
    /// Heads of columns that number rows. Fits a head.
    lines: Names = "column.lines";
    /// Heads of columns of codes. Fits any line of a head.
    coded: Names = "column.codes";
    /// Heads of columns of bare digits that are codes, or come after the figures. Fits a head.
    digits: Names = "column.digits-are-codes";
    /// Heads that say name, whatever else they say. Fits a head.
    named: Names = "column.names";
    /// Heads of columns of names where nothing stands under them. Fits a head.
    named_blank: Names = "column.names-of-nothing";
    /// What says of codes that they are those of the items. Fits any line of a head.
    item_codes: Names = "column.codes-of-items";
    /// What says of codes that items have them; against [`Words::of_units`]. Fits any line of a head.
    of_items: Names = "column.codes-may-be-of-items";
    /// What says of codes that offices have them. Fits any line of a head.
    of_units: Names = "column.codes-are-of-units";
    /// Heads of amounts, whatever their digits look like. Fits a head.
    amounts: Names = "column.amounts";
    /// Heads of years. Fits a head without what is in brackets.
    years: Names = "column.years";
    /// Heads of what is counted: people, vehicles, square metres. Fits a head without what is in brackets.
    counted: Names = "column.counted";
    /// Heads of rates. Fits a head without what is in brackets.
    rates: Names = "column.rates";
    /// What says that a head means money, whatever it counts. Fits a head.
    money: Names = "column.money";

    /// Headnotes that say a unit, by their key: 单位：万元. Fits a key.
    unit_keys: Names = "headnote.unit";
    /// The same, as they stand in a line after another headnote without a space between them; the longer first.
    unit_after: Phrases = "headnote.unit-after-another";
    /// Keys before a colon that are of no headnote: 注：, 其中：. Fits a key.
    no_keys: Names = "headnote.none";

    /// What a table is called at the end, or where: 收支总表. Fits a name up to its brackets.
    tables: Names = "caption.table";
    /// What holds the number of a table, before its digits: 附件1, Table 3. Fits a short line.
    table_numbers: Names = "caption.number";
    /// What ends the number of a table: 公开01表. Stands at the end of a short line.
    after_number: Phrases = "caption.after-number";

    /// What a note under an empty table or form says: 此表无数据.
    no_data: Phrases = "note.no-data";

    /// What stands before whom a document is about, at the beginning of its title: 关于.
    about: Phrases = "title.about";
    /// What says when a document was published, before a colon: 公开日期. Fits a key.
    published: Names = "title.published";

    /// How the parts of a document are numbered, `#` for the number: 第#部分, Part #. Stands at the beginning of a line.
    parts: Numbered = "heading.part";
    /// How its chapters are.
    chapters: Numbered = "heading.chapter";
    /// What stands over a table of contents. Fits a line.
    contents: Names = "heading.contents";
    /// The number of a page on a line of its own, alone or among how many, `#` for a number: 第#页, Page # of #.
    pages: Templates = "page.number";

    /// What stands in a cell in place of a figure where there is none. Fits a cell.
    nothing: Names = "cell.nothing";
    /// What money and powers of ten are written with behind figures, whatever it comes to.
    money_signs: Signs = "cell.money";
    /// What says yes in a cell. Fits a cell.
    yes: Names = "cell.yes";

    /// What a number in running text may stand before and count nothing that is added up: years, dates, articles.
    counts_nothing: Signs = "number.counts-nothing";
    /// The same, of more than one character: 3分钟. Begins what follows a number.
    counts_nothing_words: Phrases = "number.counts-nothing-words";
    /// What stands behind an hour: 9点30分. Single characters.
    hours: Signs = "number.hours";
    /// What stands behind the minutes of an hour, and may count points elsewhere. Single characters.
    minutes: Signs = "number.minutes";
    /// What stands right behind a number that measures, so that whole numbers are rounded ones: 千公顷.
    measures: Phrases = "number.measures";
    /// What a number before a name counts, so that it is no code of it.
    counts: Signs = "number.counts";
    /// What makes a number behind it an ordinal.
    ordinal: Signs = "number.ordinal";
    /// What makes four digits before it a year.
    year: Signs = "number.year";
    /// What makes digits before it, at the beginning of a line, a date.
    dates: Signs = "number.date";
    /// Powers of ten that a line may end in while the unit goes on in the next.
    powers: Signs = "number.power";
    /// What goes on with a unit that the line before was cut in.
    unit_rest: Signs = "number.unit-goes-on";
    /// Words that begin so and do not.
    no_unit_rest: Names = "number.unit-does-not-go-on";
    /// What may stand before the name of a unit: 人民币元.
    before_unit: Phrases = "number.before-unit";
    /// Names of currencies, codes and signs, which stand before a figure or behind it and say nothing of its size.
    currencies: Currencies = "number.currency";
    /// What makes an amount before it a price: 元每人. Stands behind an amount.
    each: Phrases = "number.each";

    /// What stands between a name and its amount in a sentence.
    states: Signs = "sentence.states";
    /// The one of these that stands for all others.
    is: Signs = "sentence.is";
    /// What only says what would be: 如无数字则….
    conditional: Signs = "sentence.if";
    /// What says that an amount or a percentage is of something that grew or fell. Fits the words beside it.
    moves: Names = "sentence.moves";
    /// What says that a percentage is a share. Fits the words beside it.
    shares: Names = "sentence.shares";
    /// What opens the parts of an amount, between it and the first of them.
    parts_of: Names = "sentence.parts";
    /// What says that an amount came in, where sentences are read by these lists and not by those of `said`. Fits the words before it.
    incomes: Names = "sentence.income";
    /// What says that it went out.
    expenses: Names = "sentence.spending";
    /// What says that it is left of the one after the other.
    surpluses: Names = "sentence.surplus";
    /// What says that it is lacking.
    deficits: Names = "sentence.deficit";
    /// What says either.
    balances: Names = "sentence.balance";
    /// What heads of columns call what is left of spending when income is taken from it, or the other way round: Net cost. Fits a head.
    net: Names = "sentence.net";
    /// What says that an amount is taken from another: repayment of loans, deducting.
    deducted: Names = "sentence.deducted";
    /// What says that an amount is that of the year before.
    year_before: Names = "sentence.year-before";
    /// What says that an amount is for one of many: per head, on average.
    for_one: Names = "sentence.average";

    /// What the words before an income hold: 收入.
    said_income: Phrases = "said.income";
    /// What those before an expenditure hold: 支出.
    said_spending: Phrases = "said.spending";
    /// What is left of an income after an expenditure is called so, right before its amount or behind it: 盈余.
    said_surplus: Phrases = "said.surplus";
    /// What is lacking.
    said_deficit: Phrases = "said.deficit";
    /// A comparison with the year before that does not say so: 同比.
    said_on_year: Phrases = "said.on-year";
    /// What stands before the amount that a change began with: 由100万元减少至90万元.
    said_from: Phrases = "said.from";
    /// What stands before the one that it led to.
    said_to: Phrases = "said.to";
    /// Signs that no text in traditional Chinese characters has: simplified characters, those of Japanese alone.
    not_traditional: Signs = "writing.not-traditional";

    /// Letters behind which a point ends a sentence, whatever follows it, as ranges: 가-힣.
    ends_at_point: Letters = "sentence.ends-at-point";
    /// Endings that a word has in one place and not in another: services, Ausgaben, dépenses.
    endings: Phrases = "word.endings";

    /// Words that end what an amount is called and do not belong to its name: 收入预算为, 支出决算共计.
    said_tails: Phrases = "said.tails";
    /// Names that say nothing of their own: an amount called so is of what was spoken of before.
    said_empty: Phrases = "said.empty";
    /// Words that may begin a clause and are no part of the name in it.
    said_starts: Phrases = "said.starts";
    /// Words that may stand right before a name and say nothing of it.
    said_leads: Phrases = "said.leads";
    /// Words that begin a sentence which adds to what the sentence before it says: 加上级补助.
    said_adds: Phrases = "said.adds";
    /// Words that begin a clause which takes away from what was said before it: 减去.
    said_takes: Phrases = "said.takes";
    /// Words that join two names to one: what follows them is not what the amount is of.
    said_joins: Phrases = "said.joins";
    /// Words by which what follows is just what the amount is not of.
    said_excepts: Phrases = "said.excepts";
    /// Words that make an amount an increase.
    said_up: Phrases = "said.up";
    /// Words that make an amount a decrease.
    said_down: Phrases = "said.down";
    /// Words that say that nothing changed.
    said_even: Phrases = "said.even";
    /// Words that compare: what follows them is what it was before.
    said_than: Phrases = "said.than";
    /// Words that name the year before.
    said_last: Phrases = "said.last";
    /// What was carried over from the year before is for this one: 上年结转.
    said_carried: Phrases = "said.carried";
    /// Words that make a percentage a part of something.
    said_of_whole: Phrases = "said.of-whole";
    /// Words that open the list of an amount's parts.
    said_opens: Phrases = "said.opens";
    /// What follows an amount that is a threshold of a requirement, no amount of anything.
    said_bounds: Phrases = "said.bounds";
    /// Words before an amount of which so much was done as a percentage right behind it says: 完成预算100万元的80%.
    said_plans: Phrases = "said.plans";
    /// What says of an amount that it comes, behind its name: 完成, 实现. Ends a clause.
    said_predicates: Phrases = "said.predicates";
    /// How a clause begins that says by what the amount before it is divided in the list behind it: 按消费类型分, 分产业看.
    said_divides: Phrases = "said.divides";
    /// How such a clause ends.
    said_divided: Phrases = "said.divided";
    /// How a clause ends that names what the amounts behind it are among: 支出中.
    said_among: Phrases = "said.among";
    /// What the name of a rate says that is no part of a whole, before the word for rates: 差异.
    said_differs: Phrases = "said.differs";
    /// What says that numbers with colons between them are the shares of a whole: 结构. Stands anywhere before them in their sentence.
    said_structure: Phrases = "said.structure";
    /// What says of a sum that it is of what was listed before it, with or without how many these are: 以上, 上述. Begins a clause.
    said_above: Phrases = "said.above";
    /// What stands between how many they are and the word for the sum: 项, 个方面. Begins what follows the number.
    said_listed: Phrases = "said.listed";
    /// Words between two amounts that make the second what the first was changed to: 由100万元调整为120万元.
    said_adjusted: Phrases = "said.adjusted";
    /// Words in the clause of an amount that was there before: 年初结转.
    said_opening: Phrases = "said.opening";
    /// Words in the clause of an amount that is left: 年末结转.
    said_closing: Phrases = "said.closing";
    /// Words in the clause of an amount that came to it: 本年收入.
    said_inflows: Phrases = "said.inflows";
    /// Words in the clause of an amount that went from it: 本年支出.
    said_outflows: Phrases = "said.outflows";
    /// Words in the clause of an amount for one of what is counted, `#` for its counter: #均, 平均每#.
    said_averages: Phrases = "said.averages";
    /// Words in the clause of an amount that is left of one when another was taken from it: 剩余.
    said_remains: Phrases = "said.remains";
    /// Names of rows that add up all others. Not all words for totals do: 小计 adds up a few.
    said_totals: Phrases = "said.totals";
    /// Heads of columns that say nothing but that figures stand below, beside the words for totals.
    said_heads: Phrases = "said.heads";
    /// Levels of a functional item, which stand in brackets after its name: 社会保障和就业支出（类）.
    said_levels: Phrases = "said.levels";
    /// What is left before a name where the digits of its year are gone: 2026年度收入.
    said_years: Phrases = "said.years";
    /// Words before an amount that say that it is actual: 支出决算. The last of them and of those of a budget decides.
    said_final: Phrases = "said.final";
    /// Words before an amount that say that it was planned or approved.
    said_budget: Phrases = "said.budget";
    /// What may stand between a verb and its amount: 增加了约5万元.
    said_fillers: Phrases = "said.fillers";
    /// What may stand before a verb of change: 均增加.
    said_each: Phrases = "said.each";
    /// A spelling of a word in names, and the one it is compared as, in turn.
    said_spellings: Phrases = "said.spellings";
    /// Kinds of row that a name may leave out at its end: 科普项目 is 科普.
    said_kinds: Phrases = "said.kinds";
    /// A percentage ends so where it says how far apart two others are: 个百分点.
    said_points: Phrases = "said.points";
    /// Words right before an amount of which no change is reckoned: what a change itself changed by, what was saved: 同比少增, 节约.
    said_no_change: Phrases = "said.no-change";
    /// Says anywhere before a percentage that it is a share.
    said_share: Phrases = "said.share";
    /// Words before a percentage that say how much of what was planned was done.
    said_completed: Phrases = "said.completed";
}

/// The words in use.
static IN_USE: OnceLock<Words> = OnceLock::new();

/// The words that documents are read with: those that come with the program, unless others were adopted first.
pub fn vocabulary() -> &'static Words {
    IN_USE.get_or_init(shipped)
}

/// Takes `words` for those of the program, before anything is read; false where something was read already, by others.
pub fn adopt(words: Words) -> bool {
    IN_USE.set(words).is_ok()
}
