// One instance of the library, in a thread of its own: whatever happens in it happens to it alone. The questions and answers are
// those of `src/door.rs`.
"use strict";
let library = null;
let said = "";
const text = (start, length) => new TextDecoder().decode(new Uint8Array(library.memory.buffer, start, length));
/** What crates of the library ask of a page, they ask through wasm-bindgen, by names that end in a digest. The time is all that is
 *  ever asked for here; whatever else they know of ends the instance where it is called. */
const imports = (module) => {
  const all = {};
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    all[from] ??= {};
    if (kind === "function") all[from][name] = /^__wbg_now/.test(name) ? () => Date.now() : () => { throw new Error(`no ${name} in a page`); };
  }
  all.page = { died: (start, length) => { said = text(start, length); } };
  return all;
};
const ask = (head, body) => {
  const bytes = new TextEncoder().encode(JSON.stringify(head));
  const start = library.gouji_room(8 + bytes.length + body.length);
  const room = new Uint8Array(library.memory.buffer, start, 8 + bytes.length + body.length);
  const lengths = new DataView(library.memory.buffer, start, 8);
  lengths.setUint32(0, bytes.length, true);
  lengths.setUint32(4, body.length, true);
  room.set(bytes, 8);
  room.set(body, 8 + bytes.length);
  const at = library.gouji_ask();
  const told = new DataView(library.memory.buffer, at, 8);
  const [long, rest] = [told.getUint32(0, true), told.getUint32(4, true)];
  return { told: JSON.parse(text(at + 8, long)), body: library.memory.buffer.slice(at + 8 + long, at + 8 + long + rest) };
};
addEventListener("message", async ({ data }) => {
  const { id, module, head, blob } = data;
  try {
    if (module) {
      library = (await WebAssembly.instantiate(module, imports(module))).exports;
      return postMessage({ id, told: { ok: null } });
    }
    let body = new Uint8Array(0);
    if (blob) {
      try { body = new Uint8Array(await blob.arrayBuffer()); }
      catch (error) { return postMessage({ id, lost: String(error) }); }
    }
    const answer = ask(head, body);
    postMessage({ id, ...answer }, [answer.body]);
  } catch (error) {
    postMessage({ id, died: said || String(error) });
  }
});
