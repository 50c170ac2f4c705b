//! What sentences and plain lists say of their figures, in languages other than Chinese: each text is silent as it stands, and a slip
//! planted in it is told at its line.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use crate::common::statement::{located_in, told};

#[test]
fn russian_budgets_are_lists_of_totals_and_their_parts() {
    located_in(
        "О бюджете Липового района\n\n\
         1) доходы – 7 418 263 тысячи тенге:\n\n\
         налоговые поступления – 3 105 812 тысяч тенге;\n\n\
         неналоговые поступления – 214 930 тысяч тенге;\n\n\
         поступления трансфертов – 4 097 521 тысяча тенге;\n\n\
         2) затраты – 7 906 154 тысячи тенге;\n\n\
         3) чистое бюджетное кредитование – 84 216 тысяч тенге:\n\n\
         бюджетные кредиты – 193 507 тысяч тенге;\n\n\
         погашение бюджетных кредитов – 109 291 тысяча тенге;\n\n\
         4) сальдо по операциям с финансовыми активами – 0 тенге;\n\n\
         5) дефицит бюджета – 572 107 тысяч тенге;\n\n\
         6) финансирование дефицита бюджета – 572 107 тысяч тенге.\n",
        &[("7 418 263", "7 418 563"), ("214 930", "241 930"), ("4 097 521", "4 907 521")],
    );
}

#[test]
fn what_is_left_is_income_less_spending() {
    let texts: &[(&str, &[(&str, &str)])] = &[
        (
            "Haushalt Neudorf\n\nDer Haushalt weist Erträge in Höhe von 18.304.700 € und Aufwendungen in Höhe von 18.951.200 € aus. \
             Zur Deckung fehlen mithin 646.500 €.\n",
            &[("646.500", "664.500"), ("18.304.700", "18.804.700"), ("18.951.200", "81.951.200")],
        ),
        (
            "Orçamento de Vilanova\n\nA receita corrente atingirá 318,4 milhões de euros para uma despesa corrente de 291,7 milhões de \
             euros. O saldo corrente fixa-se em 26,7 milhões de euros.\n",
            &[("26,7", "28,7"), ("318,4", "381,4"), ("291,7", "297,7")],
        ),
        (
            "青川市の決算\n\n歳入が213億4,518万円、歳出が198億6,207万円で、差し引き14億8,311万円の黒字となりました。\n",
            &[
                ("14億8,311万", "14億8,811万"),
                ("213億4,518万", "231億4,518万"),
                ("198億6,207万", "398億6,207万"),
            ],
        ),
        (
            "Bilancio di Valchiara\n\nLe entrate ammontano a 12.845.300 euro e le spese a 12.391.750 euro. L'avanzo è di 453.550 euro.\n",
            &[("453.550", "435.550"), ("12.391.750", "12.391.150")],
        ),
        (
            "Budget of Northmoor\n\nThe surplus for the year was £418,260. Income came to £3,205,940 and expenditure to £2,787,680.\n",
            &[("418,260", "418,760"), ("3,205,940", "3,250,940")],
        ),
    ];
    for (text, slips) in texts {
        located_in(text, slips);
    }
}

#[test]
fn a_share_is_of_what_is_called_so() {
    let texts: &[(&str, &[(&str, &str)])] = &[
        (
            "Orçamento de Vilanova\n\nAs receitas são de 438 milhões de euros. As receitas fiscais totalizam 196,3 milhões de euros e \
             contribuem em 44,8% para a receita total.\n",
            &[("44,8", "48,8"), ("196,3", "169,3")],
        ),
        (
            "青川市の決算\n\n歳入は213億4,518万円です。\n\n歳入で多いものは、地方交付税52億9,361万円(全体の24.8%)、\
             地方税41億844万円(全体の19.2%)、国庫支出金28億3,071万円(全体の13.3%)です。\n",
            &[("24.8%", "42.8%"), ("28億3,071万", "23億3,071万"), ("213億4,518万", "243億4,518万")],
        ),
    ];
    for (text, slips) in texts {
        located_in(text, slips);
    }
}

#[test]
fn a_change_lies_between_two_amounts_and_an_average_is_one_of_many() {
    located_in(
        "Precept of Northmoor\n\nThe Band D charge is £118.64 (precept £342,157 on a taxbase of 2,884), compared to £107.19 last year, a \
         £11.45 increase or 10.7%.\n",
        &[("118.64", "118.46")],
    );
}

/// What the words say of other amounts, or of none that stands here, is told of nobody.
#[test]
fn what_is_of_something_else_is_silent() {
    for text in [
        "Haushalt Neudorf\n\nDer Haushalt weist Erträge in Höhe von 18.304.700 € und Aufwendungen in Höhe von 18.951.200 € aus. \
         Im Vorjahr lag der Fehlbetrag bei 1.042.200 €. Der Überschuss der Stadtwerke beträgt 312.400 €.\n",
        "Compte administratif de Valbois\n\nLes dépenses réelles sont de 914 286 €. Les charges de personnel (402 137 €) ont représenté \
         61,27 % des dépenses du budget annexe.\n",
        "Orçamento de Vilanova\n\nAs receitas são de 438 milhões de euros. As receitas fiscais totalizam 196,3 milhões de euros, um \
         aumento de 12,4% face ao ano anterior.\n",
        "青川市の決算\n\n歳入は213億4,518万円で、前年度と比較して6億7,555万円(+3.9%)の増となりました。\n",
        "О бюджете\n\n1) доходы – 7 418 263 тысячи тенге, в том числе:\n\nналоговые поступления – 3 105 812 тысяч тенге;\n\n\
         прочие – 214 930 тысяч тенге;\n\n2) затраты – 7 906 154 тысячи тенге;\n",
    ] {
        assert_eq!(told(text), Vec::new(), "{text}");
    }
}
