use gouji::{document, source::*};
fn main() {
    for path in std::env::args().skip(1) {
        let s = Source::new(path.clone(), std::fs::read_to_string(&path).unwrap());
        let t = std::time::Instant::now();
        let d = document::parse(FileId(0), &s);
        println!(
            "{path}: {:?} title {:?}",
            t.elapsed(),
            d.title.iter().map(|p| d.text(p)).collect::<Vec<_>>()
        );
        println!("contents {} figures {} paragraphs {}", d.contents.len(), d.n_figures(), d.paragraphs.len());
        for s in &d.sections {
            println!("{}§{} {}", "  ".repeat(s.rank as usize), s.rank, d.text(&s.heading));
        }
        for t in &d.tables {
            let kinds = |k| t.rows.iter().filter(|r| r.kind == k).count();
            println!(
                "T {:?} no {:?} unit {:?} heads {:?} rows H{} I{} D{} foot {}",
                t.caption.as_ref().map(|p| d.text(p)),
                t.number.as_ref().map(|p| d.text(p)),
                t.unit.as_ref().map(|u| u.0.name()),
                t.headnotes
                    .iter()
                    .map(|h| format!("{}={}", d.text(&h.key), d.text(&h.value)))
                    .collect::<Vec<_>>(),
                kinds(document::RowKind::Header),
                kinds(document::RowKind::Index),
                kinds(document::RowKind::Data),
                t.footnotes.len()
            );
            if std::env::var("COLS").is_ok() {
                for c in &t.columns {
                    print!(
                        "  [{:?} {}]",
                        c.kind,
                        c.path.iter().map(|p| d.text(p)).collect::<Vec<_>>().join("/")
                    );
                }
                println!();
                for p in &t.panes {
                    println!(
                        "   pane {:?} items {}: {}",
                        p.columns,
                        p.items.len(),
                        p.items
                            .iter()
                            .take(4)
                            .map(|i| format!(
                                "{}|{}={:?}",
                                i.code,
                                d.text(&i.name),
                                i.figures
                                    .iter()
                                    .flatten()
                                    .map(|f| d.figure(*f).amount.value.to_string())
                                    .collect::<Vec<_>>()
                            ))
                            .collect::<Vec<_>>()
                            .join("; ")
                    );
                }
            }
        }
    }
}
