//! `plain IN OUT`: writes a WebAssembly module down anew, every number as short as it can be, without the names of functions and
//! what else only tools read. Compilers of today pad the number of a table, and browsers before Chromium 96 take a padded one for
//! a feature that they do not have.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    use wasm_encoder::Module;
    use wasm_encoder::reencode::{Error, Reencode};

    /// Everything as it is, but for what only tools read.
    struct Plain;

    impl Reencode for Plain {
        type Error = std::convert::Infallible;

        fn parse_custom_section(
            &mut self,
            _: &mut Module,
            _: wasmparser::CustomSectionReader<'_>,
        ) -> Result<(), Error<Self::Error>> {
            Ok(())
        }
    }

    let mut arguments = std::env::args_os().skip(1);
    let (from, to) = arguments.next().zip(arguments.next()).ok_or("plain IN OUT")?;
    let bytes = std::fs::read(from)?;
    let mut module = Module::new();
    Plain.parse_core_module(&mut module, wasmparser::Parser::new(0), &bytes)?;
    std::fs::write(to, module.finish())?;
    Ok(())
}

/// A page makes no page.
#[cfg(target_arch = "wasm32")]
fn main() {}
