//! Tables as councils, companies and treasuries of many countries publish them: their numbers, their way to shorten figures, the
//! formulas in their heads, and a cell left empty. Each is silent as it stands; what is planted in it is told at its line.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use crate::common::statement::{check, located, table, told};

#[test]
fn thousands_are_set_off_by_apostrophes() {
    located(
        &[
            "Konto|Bezeichnung|Budget 2031|Rechnung 2031|Besser in Fr.|in %",
            "0|Verwaltung|812'400.00|790'215.35|22'184.65|2.7",
            "1|Sicherheit|61'900.00|58'340.10|3'559.90|5.8",
            "2|Schulen|3'104'700.00|3'010'550.25|94'149.75|3.0",
            "3|Kultur|41'250.00|46'118.40|-4'868.40|-11.8",
            "4|Gesundheit|133'600.00|150'902.15|-17'302.15|-13.0",
            "5|Soziales|298'000.00|254'377.80|43'622.20|14.6",
        ],
        &[("58'340.10", "58'840.10"), ("-17'302.15", "-17'303.15"), ("14.6", "16.4")],
    );
}

#[test]
fn thousands_are_lakhs() {
    located(
        &[
            "Receipts|2029-30|2030-31|2031-32",
            "A. Taxes (1 - 4)|1,13,457|1,25,118|1,44,390",
            "1 Property tax|88,120|95,404|1,08,233",
            "2 Water tax|20,015|23,871|29,644",
            "3 Toll|4,902|5,333|5,708",
            "4 Advertisement tax|420|510|805",
            "B. Assigned revenue|24,300|27,219|33,018",
            "1 Collected by others|1,200|3,105|8,110",
            "2 In lieu of taxes|23,100|24,114|24,908",
        ],
        &[("1,08,233", "1,03,233"), ("1,25,118", "1,25,718"), ("23,871", "23,371")],
    );
}

#[test]
fn a_minus_stands_behind_or_in_brackets_before() {
    located(
        &[
            "Programma (x € 1.000)|Begroting baten|Begroting lasten|Begroting saldo|Rekening baten|Rekening lasten|Rekening saldo",
            "1 Bestuur|412|5.118-|4.706-|436|5.302-|4.866-",
            "2 Ruimte|3.250|8.904-|5.654-|3.118|9.477-|6.359-",
            "3 Zorg|11.730|12.655-|925-|12.004|12.830-|826-",
            "4 Reserves|1.440|62-|1.378|905|71-|834",
            "Totaal|16.832|26.739-|9.907-|16.463|27.680-|11.217-",
        ],
        &[("826-", "326-"), ("62-", "82-"), ("5.654-", "5.664-")],
    );
    located(
        &[
            "項目|預算數 (1)|決算數 (2)|比較增減數 (3)=(2)-(1)|增減(%) (4)=(3)/(1)",
            "規費收入|8,411,500|7,902,138|(-) 509,362|(-) 6.06",
            "罰款收入|1,203,000|1,388,420|185,420|15.41",
            "財產收入|990,700|904,655|(-) 86,045|(-) 8.69",
        ],
        &[("509,362", "504,362"), ("8.69", "3.69"), ("1,388,420", "1,383,420")],
    );
}

#[test]
fn heads_say_how_columns_follow() {
    // Three rates of short figures are proof where the head says what they are of.
    located(
        &[
            "Receita|Previsão (a)|No mês (b)|% (b/a)|Saldo (a-b)",
            "Impostos|412.300,00|38.214,55|9,27|374.085,45",
            "Taxas|96.100,00|1.150,20|1,20|94.949,80",
            "Multas|1.000,00|0,00|0,00|1.000,00",
            "Aluguéis|58.000,00|7.310,00|12,60|50.690,00",
        ],
        &[("9,27", "9,77"), ("1,20 ", "1,60 "), ("12,60", "12,10")],
    );
}

#[test]
fn figures_that_are_cut_off_are_off_to_one_side() {
    let rows = [
        "(単位:百万円)|前期|当期",
        "流動資産||",
        "現金|41,207|43,118",
        "受取手形|5,902|5,614",
        "売掛金|38,455|40,027",
        "商品|21,730|22,916",
        "仕掛品|1,118|1,304",
        "原材料|7,266|7,840",
        "その他|3,514|3,229",
        "流動資産合計|119,195|124,051",
        "固定資産||",
        "建物|18,222|17,905",
        "土地|9,340|9,340",
        "その他|2,117|2,606",
        "固定資産合計|29,680|29,852",
        "投資||",
        "有価証券|6,408|6,655",
        "長期貸付金|1,020|1,114",
        "その他|811|790",
        "投資合計|8,240|8,560",
        "資産合計|157,115|162,463",
    ];
    located(&rows, &[("21,730", "26,730"), ("29,852", "29,352"), ("162,463", "167,463")]);
    // Where one of them comes to less than its parts, they are rounded, and three are too many.
    let rounded = table(&rows).replace("8,560", "8,558").replace("162,463", "162,461");
    assert!(told(&rounded).iter().any(|(_, lines)| lines.contains(&13)), "{:?}", told(&rounded));
}

#[test]
fn nothing_behind_the_point_is_no_digit() {
    located(
        &[
            "Actif|Brut|Amortissement|Net",
            "Terrains|56 740.00|12 903.00|43 837.00",
            "Constructions|1 203 774.00|687 372.00|516 402.00",
            "Matériel|426 131.00|303 342.00|122 788.00",
            "Autres|410 504.00|300 945.00|109 559.00",
            "TOTAL (I)|2 097 150.00|1 304 562.00|792 587.00",
        ],
        &[("687 372.00", "627 372.00"), ("516 402.00", "516 902.00")],
    );
}

#[test]
fn rates_lend_amounts_no_digits() {
    // Off by one thousand, as three rounded figures may be.
    assert_eq!(
        told(&table(&[
            "項目|本年度 金額|本年度 百分比|上年度 金額|上年度 百分比|前年度 金額|前年度 百分比",
            "(一)歲入|865,092|100.0|829,868|100.0|798,069|100.0",
            "1.直接稅|432,100|49.9|420,333|50.7|401,514|50.3",
            "2.間接稅|288,000|33.3|268,882|32.4|279,892|35.1",
            "3.賦稅外|144,992|16.8|140,653|16.9|116,662|14.6",
        ])),
        Vec::new()
    );
}

#[test]
fn shares_have_a_whole_in_each_section() {
    located(
        &[
            "項目|決算數|占總額(%)",
            "一、歲入合計|48,206,500|100.00",
            "1.稅課收入|27,911,300|57.90",
            "2.規費收入|9,014,200|18.70",
            "3.補助收入|11,281,000|23.40",
            "二、歲出合計|51,730,900|100.00",
            "1.政務支出|8,410,600|16.26",
            "2.教育支出|22,975,100|44.41",
            "3.經濟支出|14,062,000|27.18",
            "4.社會支出|6,283,200|12.15",
        ],
        &[("57.90", "51.90"), ("44.41", "44.91")],
    );
}

#[test]
fn numbers_of_rows_and_notes_are_no_figures() {
    let rows = [
        "|Drift|Note|Regnskap 2031|Budsjett 2031|Regnskap 2030",
        "1|Tilskudd||841 220|830 500|812 317",
        "2|Skatt||902 418|880 100|861 004",
        "3|Gebyrer||77 105|74 900|70 662",
        "4|Utleie||55 310|51 800|49 915",
        "5|Sum inntekter||1 876 053|1 837 300|1 793 898",
        "6|Lønn||1 120 446|1 101 300|1 080 227",
        "7|Kjøp||511 290|498 700|487 115",
        "8|Overføringer||160 033|151 200|148 906",
        "9|Sum utgifter||1 791 769|1 751 200|1 716 248",
        "10|Brutto resultat||84 284|86 100|77 650",
        "11|Renter inn||13 630|5 190|12 171",
        "12|Utbytte||36 914|7 250|27 873",
        "13|Gevinst||9 896|4 480|4 496",
        "14|Renter ut||45 464|51 920|61 517",
        "15|Avdrag||71 616|64 670|58 286",
        "16|Netto finans||-56 640|-99 670|-75 263",
    ];
    located(&rows, &[("36 914", "31 914"), ("64 670", "69 670"), ("1 120 446", "1 170 446")]);
    let rows = [
        "mnkr|Not|Bokslut 2030|Bokslut 2031|Budget 2032",
        "Intäkter|1|1 006,9|984,6|1 050,0",
        "Kostnader|2|-3 215,2|-3 122,3|-3 307,7",
        "Avskrivningar|3|-270,5|-239,2|-289,0",
        "Nettokostnader||-2 478,8|-2 376,9|-2 546,7",
        "Skatter|4|2 137,2|2 030,7|1 997,9",
        "Bidrag|5|575,3|514,6|549,4",
        "Resultat||233,7|168,4|0,6",
    ];
    assert_eq!(check(&table(&rows))["figures"], 21);
}

#[test]
fn a_result_stands_behind_rows_of_nothing() {
    located(
        &[
            "mnkr|Bokslut 2030|Budget 2031|Plan 2032|Plan 2033|Plan 2034",
            "Resultat|137,9|114,3|112,7|109,7|105,2",
            "Extraordinära intäkter|0,0|0,0|0,0|0,0|0,0",
            "Extraordinära kostnader|0,0|0,0|0,0|0,0|0,0",
            "Årets resultat|137,9|114,3|112,7|109,7|105,2",
        ],
        &[("112,7", "117,7")],
    );
}

#[test]
fn a_total_left_empty_is_told() {
    let rows = [
        "mnkr|2031|2030|Budget 2031",
        "Intäkter|1 006,9|984,6|1 050,0",
        "Kostnader|-3 215,2|-3 122,3|-3 307,7",
        "Avskrivningar|-270,5|-239,2|-289,0",
        "Nettokostnader|-2 478,8|-2 376,9|-2 546,7",
        "Skatter|2 137,2|2 030,7|1 997,9",
        "Bidrag|575,3|514,6|549,4",
        "Resultat|233,7|168,4|0,6",
        "Extraordinärt|||",
    ];
    located(&rows, &[("| 168,4 |", "|  |"), ("-2 376,9", ""), ("-239,2", ""), ("2 137,2", "")]);
    // Of totals that stand in one column alone nothing is told.
    let alone = table(&rows).replace("-2 376,9", "").replace("| 168,4", "| ");
    let alone = alone.replace("-2 546,7", "").replace("| 0,6", "| ");
    assert_eq!(told(&alone), Vec::new());
    // Nor of a dash.
    let dash = table(&rows).replace("| 168,4 |", "| – |");
    assert!(told(&dash).iter().all(|(message, _)| !message.contains("blank")), "{:?}", told(&dash));
}

#[test]
fn the_only_empty_cell_under_a_total_is_told() {
    let rows = [
        "Directorate|£m",
        "Adult care|120.707",
        "Children|64.590",
        "Regeneration|50.185",
        "Customer services|20.429",
        "Chief executive|7.602",
        "Central services|38.671",
        "Total net budget|302.184",
    ];
    located(&rows, &[("50.185", ""), ("38.671", "")]);
    // A heading has no figure.
    let headed = table(&rows).replace("| Customer services | 20.429 |", "| Services to customers: |  |");
    assert_eq!(told(&headed), Vec::new());
}

#[test]
fn a_list_numbered_through_is_all_that_its_total_adds_up() {
    // One of so many short figures is always a digit off: only that nothing is left out says that the total is meant.
    let amounts = [
        30905, 12400, 4007, 7347, 295, 16259, 25253, 8278, 2000, 6517, 3236, 1270, 4150, 2500, 1000, 947,
        163, 818, 800, 100, 1300, 300, 50, 200, 500, 839, 300, 130, 500, 4500,
    ];
    let sum: u32 = amounts.iter().sum();
    let named = |at: u32| char::from_u32(0x5200 + at).unwrap();
    let item = |(at, amount): (u32, &u32)| format!("{}|专项资金{}|{amount}", at + 1, named(at));
    let list = |total: u32, items: &[String]| {
        let mut rows = vec!["序号|项目内容|金额".to_owned(), format!("|合计|{total}")];
        rows.extend_from_slice(items);
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        told(&table(&rows))
    };
    let items: Vec<String> = (0..).zip(&amounts).map(item).collect();
    assert_eq!(list(sum, &items), Vec::new());
    assert!(!list(sum - 30, &items).is_empty());
    // A number is missing: so may be a row.
    assert_eq!(list(sum - 30, &items[1..]), Vec::new());
}

#[test]
fn a_dash_is_no_empty_cell() {
    assert_eq!(
        told(&table(&[
            "DKK 1.000|2034|2033|2032|2031|2030",
            "Primært resultat|14.707|11.503|9.592|-|6.420",
            "Finansielle poster|-336|-354|-348|-474|30",
            "Resultat før skat|14.371|11.149|9.244|5.824|6.450",
        ])),
        Vec::new()
    );
}

#[test]
fn a_cell_that_two_columns_say_is_told_where_it_is_empty() {
    let rows = [
        "Gastos|2030|2031|Dif. %|Dif.",
        "10 Altos cargos|68.399|69.746|1,97|1.347",
        "13 Laborales|4.620.688|4.806.442|4,02|185.754",
        "16 Cuotas|1.342.054|1.396.643|4,07|54.589",
        "20 Arrendamientos|7.000|7.462|6,60|462",
        "21 Reparaciones|519.968|554.288|6,60|34.320",
        "23 Indemnizaciones|15.000|15.000||",
        "35 Intereses|154.850|154.850||",
    ];
    located(&rows, &[("4,02", ""), ("| 34.320 |", "|  |"), ("519.968", ""), ("1.396.643", "")]);
    // A figure that stands in the row already was left out of the reading, and not by the author.
    let other = [
        "Proyecto|Total|Fondo propio|Ajeno|Otro",
        "Norte|16.304|8.704|7.600|",
        "Sur|9.120|6.118||3.002",
        "Este|5.477|3.211||2.266",
        "Oeste|4.908|2.764||2.144",
        "Centro|7.733|4.119||3.614",
    ];
    assert_eq!(told(&table(&other)), Vec::new());
}
