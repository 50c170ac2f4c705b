fn main() {
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path).unwrap();
        match gouji::read::read(&path, &bytes) {
            Ok(source) => print!("{}", source.text()),
            Err(e) => println!("{e:?}"),
        }
    }
}
