#[path = "../tests/common/office.rs"]
mod office;
fn main() {
    for path in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&path).unwrap();
        let stem = std::path::Path::new(&path).file_stem().unwrap().to_str().unwrap().to_owned();
        std::fs::write(format!("/tmp/cmp/{stem}.docx"), office::docx(&text)).unwrap();
        std::fs::write(format!("/tmp/cmp/{stem}.html"), office::html(&text)).unwrap();
        std::fs::write(format!("/tmp/cmp/{stem}.txt"), text).unwrap();
    }
}
