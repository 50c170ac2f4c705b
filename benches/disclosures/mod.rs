//! Invented disclosures of budgets, each of another department, length and year, always the same for the same seed. In one of
//! eight a digit is wrong.

use std::fmt::Write as _;

/// One document in so many has a wrong digit.
const WRONG: u64 = 8;
/// What departments are called.
const DEPARTMENTS: [&str; 12] = [
    "水务",
    "教育",
    "林草",
    "统计",
    "民政",
    "文旅",
    "交通",
    "农业农村",
    "卫生健康",
    "市场监管",
    "自然资源",
    "应急管理",
];
/// What is spent on: codes and names.
const ITEMS: [(&str, &str); 12] = [
    ("2010301", "行政运行"),
    ("2010302", "一般行政管理事务"),
    ("2050201", "学前教育"),
    ("2050299", "其他普通教育支出"),
    ("2080505", "机关事业单位基本养老保险缴费支出"),
    ("2080506", "机关事业单位职业年金缴费支出"),
    ("2101101", "行政单位医疗"),
    ("2101103", "公务员医疗补助"),
    ("2130135", "农业生态资源保护"),
    ("2130305", "水利工程建设"),
    ("2140106", "公路养护"),
    ("2210201", "住房公积金"),
];
/// What projects are for.
const PROJECTS: [&str; 6] = ["河道清淤", "设备更新", "数据采集", "校舍维修", "人员培训", "巡查监测"];

/// Numbers that look random and are the same for the same seed.
pub struct Dice(u64);

impl Dice {
    /// Those of document `nth` of a folder made from `seed`.
    pub fn new(seed: u64, nth: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ nth.wrapping_mul(0xD134_2543_DE82_EF95))
    }

    /// One of so many numbers, from 0 on.
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ mixed >> 31) % sides
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.roll(of.len() as u64) as usize]
    }
}

/// Hundredths as 1,234.56.
fn money(hundredths: u64) -> String {
    let whole = (hundredths / 100).to_string();
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped}.{:02}", hundredths % 100)
}

/// Hundredths of a per cent, rounded, as 12.34%.
fn share(part: u64, whole: u64) -> String {
    let hundredths = (part * 20_000 / whole.max(1)).div_ceil(2);
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

/// Document `nth` of those made from `seed`: of `rows` rows in its tables, and as many forms as a tenth of them.
pub fn disclosure(seed: u64, nth: u64, rows: usize) -> String {
    let mut dice = Dice::new(seed, nth);
    let (year, department) = (2026 + dice.roll(10), dice.pick(&DEPARTMENTS));
    let name = format!("第{}县{department}局", nth + 1);
    let parts: Vec<(u64, u64)> =
        (0..rows).map(|_| (dice.roll(9_000_000) + 100, dice.roll(4_000_000) + 100)).collect();
    let (basic, project) = parts.iter().fold((0, 0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
    let all = basic + project;
    let last = all - dice.roll(all / 5);
    let (own, fund) = (all - all / 7, all / 7);
    let wrong = (dice.roll(WRONG) == 0).then(|| dice.roll(rows as u64) as usize);
    let mut out = format!("{name}{year}年部门预算\n\n目录\n\n一、部门概况\n二、预算表\n三、预算情况说明\n\n");
    let _ =
        writeln!(out, "一、部门概况\n\n{name}负责本县{department}工作，内设{}个股室。\n", dice.roll(9) + 3);
    let _ = writeln!(
        out,
        "二、预算表\n\n表1 收支总表\n\n单位：万元\n\n收入\t\t支出\t\n项目\t预算数\t项目\t预算数"
    );
    let _ = writeln!(out, "一般公共预算拨款收入\t{}\t基本支出\t{}", money(own), money(basic));
    let _ = writeln!(out, "政府性基金预算拨款收入\t{}\t项目支出\t{}", money(fund), money(project));
    let _ = writeln!(out, "收入总计\t{}\t支出总计\t{}\n", money(all), money(all));
    let _ = writeln!(out, "表2 支出总表\n\n单位：万元\n\n科目编码\t科目名称\t合计\t基本支出\t项目支出");
    let _ = writeln!(out, "\t合计\t{}\t{}\t{}", money(all), money(basic), money(project));
    for (at, (basic, project)) in parts.iter().enumerate() {
        let (code, item) = ITEMS[at % ITEMS.len()];
        let sum = basic + project + if wrong == Some(at) { 1_000 } else { 0 };
        let _ = writeln!(out, "{code}\t{item}\t{}\t{}\t{}", money(sum), money(*basic), money(*project));
    }
    let _ = writeln!(out, "\n三、预算情况说明\n\n（一）收支预算总体情况\n");
    let _ = writeln!(
        out,
        "{year}年收入总计{}万元，支出总计{}万元，比上年增加{}万元，增长{}。主要是项目增加。收入包括：一般公共预算拨款收入{}万元，占{}；\
         政府性基金预算拨款收入{}万元，占{}。",
        money(all),
        money(all),
        money(all - last),
        share(all - last, last),
        money(own),
        share(own, all),
        money(fund),
        share(fund, all),
    );
    let _ = writeln!(
        out,
        "\n支出包括：基本支出{}万元，占{}；项目支出{}万元，占{}。\n",
        money(basic),
        share(basic, all),
        money(project),
        share(project, all),
    );
    for nth in 0..rows / 10 {
        let (what, cost, sites) = (dice.pick(&PROJECTS), dice.roll(90_000) + 10_000, dice.roll(30) + 2);
        let _ = writeln!(out, "表{} 项目支出绩效目标表\n\n单位：万元\n", nth + 3);
        let _ = writeln!(
            out,
            "项目名称\t{department}{what}项目\n项目资金\t{}\n总体目标\t完成{sites}处{what}。",
            money(cost)
        );
        let _ = writeln!(out, "一级指标\t二级指标\t三级指标\t指标值");
        let _ =
            writeln!(out, "产出指标\t数量指标\t{what}数量\t≥{sites}处\n产出指标\t质量指标\t验收合格率\t≥98%");
        let _ = writeln!(
            out,
            "产出指标\t时效指标\t完成时间\t{year}年12月\n成本指标\t经济成本指标\t项目成本\t≤{}万元",
            money(cost)
        );
        let _ = writeln!(out, "效益指标\t社会效益指标\t受益群众数\t≥{}人", sites * 120);
        let _ = writeln!(out, "满意度指标\t服务对象满意度指标\t群众满意度\t≥95%\n");
    }
    out
}
