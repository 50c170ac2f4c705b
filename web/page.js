"use strict";
(() => {
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const fill = (text, ...values) => text.replace(/\{(\d)\}/g, (_, at) => values[at]);
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  // ── Words
  const EN = {
    title: "gouji", brand: "gouji", skip: "Skip to the results", files: "Files…", folder: "Folder…", all: "All documents", save: "Save", anew: "Clear", working: "Checking",
    cancel: "Cancel", pass: "Skip this file", whole: "All documents",
    drop: "Drop files, folders or archives to check here",
    reads: "PDF, OFD, Word, Excel, WPS, CSV, web pages, text, and ZIP archives of them. Rules of your own are TOML files: drop them as well.",
    promise: "Everything happens in this page. It has no network, and no file leaves this computer.",
    docx: "Corrections list (Word)", xlsx: "Corrections list (Excel)", copy: "Copies with comments (PDF, Word, Excel)", report: "Report (HTML)", csv: "All findings (CSV)",
    waivers: "Waivers (gouji-waivers.toml)",
    asOne: "These files are one disclosure",
    waiveTitle: "Waive this finding", reason: "Why it may pass", by: "Who answers for it", until: "Until which day (may be left empty)", waiveDo: "Waive", no: "Do not",
  };
  const ZH = Object.fromEntries(all("[data-say]").map((element) => [element.dataset.say, element.textContent]));
  Object.assign(EN, {
    progress: "{0} of {1} · {2}", gathering: "Putting the results together", of: "Of {0}", ofAll: "Of all {0} documents", errors: "{0} to correct", doubts: "{0} to look into", clean: "nothing to correct",
    unread: "not checked", part: "read; checked with the other files of its disclosure", passed: "passed over", done: "{0} documents checked, {1} not", nothing: "There was nothing to check", waive: "Waive…", waived: "Waived. Save the waivers to keep them",
    died: "the program failed on it: {0}", slow: "it took more than {0} minutes and was ended", skipped: "skipped by hand", canceled: "the run was cancelled before it was checked",
    moved: "it can no longer be read from the disk: {0}", large: "it has more than {0} MB", saved: "Saved {0}", noCopy: "There is nothing to comment on",
    lost: "No copy of {0}: {1}", failed: "That failed: {0}", unable: "This browser cannot run it ({0}). Use Chrome, Edge or another browser made from Chromium 90 or later.",
    nowaivers: "Nothing is waived yet", list: "corrections", lists: "corrections", copies: "copies with comments", reportName: "tie-out report", annotated: "annotated", rules: "Rules, configuration and waivers", retry: "Unsaved waivers are lost",
  });
  Object.assign(ZH, {
    title: "勾稽", progress: "{0} / {1} · {2}", gathering: "正在汇总", of: "{0}", ofAll: "全部 {0} 个文件", errors: "{0} 处须改正", doubts: "{0} 处请核实", clean: "没有问题",
    unread: "没有核对", part: "已读，同一份公开的文件一起核对", passed: "跳过", done: "核对了 {0} 个文件，{1} 个没有核对", nothing: "没有可核对的文件", waive: "豁免…", waived: "已豁免。保存豁免文件，下次一起拖进来",
    died: "核对它时程序出错：{0}", slow: "超过 {0} 分钟，已中止", skipped: "已跳过", canceled: "还没有核对就取消了",
    moved: "磁盘上已经读不到它：{0}", large: "超过 {0} MB", saved: "已保存 {0}", noCopy: "没有要批注的",
    lost: "{0} 没有副本：{1}", failed: "没有做成：{0}", unable: "这个浏览器运行不了（{0}）。请用 Chrome、Edge 等 Chromium 90 以后的浏览器。",
    nowaivers: "还没有豁免", list: "整改清单", lists: "整改清单", copies: "批注副本", reportName: "核对报告", annotated: "批注", rules: "规则、配置和豁免", retry: "没有保存的豁免会丢失",
  });
  const memory = {
    get: (key) => { try { return localStorage.getItem(`gouji-${key}`); } catch { return null; } },
    set: (key, value) => { try { localStorage.setItem(`gouji-${key}`, value); } catch { /* A file may have no memory. */ } },
  };
  // Chinese, unless the browser speaks another language.
  let lang = memory.get("lang") ?? (/^zh\b/i.test(navigator.language || "zh") ? "zh" : "en");
  let words = ZH;
  const speak = () => {
    words = lang === "en" ? EN : ZH;
    document.documentElement.lang = lang === "en" ? "en" : "zh-CN";
    document.title = lang === "en" ? "gouji" : "勾稽 gouji";
    for (const element of all("[data-say]")) element.textContent = words[element.dataset.say];
    const other = one("[data-do=lang]");
    [other.textContent, other.lang] = lang === "en" ? ["中文", "zh-CN"] : ["English", "en"];
  };
  const theme = memory.get("theme");
  if (["dark", "light"].includes(theme)) document.documentElement.dataset.theme = theme;

  // ── The library: unpacked once, and given to one worker after another
  /** A document that takes longer than this many minutes was not written by people. */
  const LONGEST = 5;
  const unpacked = async () => {
    const packed = atob(one("#library").textContent);
    const bytes = new Uint8Array(packed.length);
    for (let at = 0; at < packed.length; at++) bytes[at] = packed.charCodeAt(at);
    one("#library").remove();
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return WebAssembly.compile(await new Response(stream).arrayBuffer());
  };
  const ready = unpacked();
  ready.catch((error) => {
    one("#unable").textContent = fill(words.unable, String(error));
    one("#unable").hidden = false;
  });
  const home = URL.createObjectURL(new Blob([one("#worker").textContent], { type: "text/javascript" }));
  /** The worker ended on what it was asked. */
  class Ended extends Error {}
  let worker = null;
  let waiting = null;
  let asked = 0;
  const end = (why) => {
    worker?.terminate();
    worker = null;
    const lost = waiting;
    waiting = null;
    lost?.no(new Ended(why));
  };
  const send = (message, minutes = LONGEST) => new Promise((yes, no) => {
    const id = ++asked;
    const clock = setTimeout(() => end(fill(words.slow, minutes)), minutes * 60000);
    const done = (then) => (value) => { clearTimeout(clock); waiting = null; then(value); };
    waiting = { id, yes: done(yes), no: done(no) };
    worker.postMessage({ id, ...message });
  });
  const fresh = async () => {
    const module = await ready;
    end("");
    worker = new Worker(home);
    worker.addEventListener("message", ({ data }) => {
      if (!waiting || data.id !== waiting.id) return;
      if ("died" in data) end(fill(words.died, data.died));
      else waiting.yes(data);
    });
    worker.addEventListener("error", (event) => end(fill(words.died, event.message ?? "")));
    await send({ module });
  };
  /** What the library answers: `[told, body]`. Fails with Ended where the worker did not live to answer. */
  const ask = async (head, blob = null) => {
    if (!worker) throw new Ended("");
    const { told, body, lost } = await send({ head, blob });
    if (lost) throw new Error(fill(words.moved, lost));
    if ("wrong" in told) throw new Error(told.wrong);
    return [told.ok, body];
  };

  // ── What was dropped
  /** Rules, configurations and waivers: name → { name, text, met }. */
  const texts = new Map();
  /** Documents by name: { name, within, blob, told, failed, index }. */
  const files = new Map();
  /** Waivers that were written here. */
  let waivers = "";
  let unsaved = false;
  /** The documents of the session in their order: what is shown of each, and the files it was put together of. */
  let session = [];
  /** Whether all files are one disclosure, as somebody said. */
  let asOne = false;
  /** Whether nothing is put together, for that ended the worker. */
  let apart = false;
  const CONFIG = "gouji.toml";
  const WAIVERS = "gouji-waivers.toml";
  const base = (name) => name.slice(name.lastIndexOf("/") + 1);
  const ending = (name) => (/\.([^./]*)$/.exec(name)?.[1] ?? "").toLowerCase();
  /** Takes what was dropped in; true where everything has to be checked anew. */
  const take = async (found) => {
    let anew = false;
    const folders = new Map();
    for (const { name, within } of found) {
      if (within) folders.set(within, [...(folders.get(within) ?? []), name]);
    }
    // A folder of rule files and their dictionaries is a rule pack.
    const isPack = (within) => {
      const kinds = folders.get(within).filter((name) => !base(name).startsWith(".")).map(ending);
      return kinds.includes("toml") && kinds.every((kind) => ["toml", "csv", "md"].includes(kind));
    };
    for (const { name, within, blob } of found) {
      const gate = [CONFIG, WAIVERS].includes(base(name));
      const rules = !gate && (within ? isPack(within) && ["toml", "csv"].includes(ending(name)) : ending(name) === "toml");
      if (gate || rules) {
        texts.set(name, { name, text: (await blob.text()).replace(/^\uFEFF/, ""), met: within !== null });
        anew = true;
      } else {
        anew ||= files.has(name);
        files.set(name, { name, within, blob, told: null, failed: null });
      }
    }
    return anew;
  };

  // ── The run
  let running = false;
  let stop = null;
  const now = () => {
    const day = new Date();
    const two = (number) => String(number).padStart(2, "0");
    return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
  };
  let most = Infinity;
  const begin = async () => {
    await fresh();
    session = [];
    const given = [...texts.values()];
    if (waivers) {
      const known = texts.get(WAIVERS)?.text ?? "";
      given.splice(0, given.length, ...given.filter(({ name }) => name !== WAIVERS), { name: WAIVERS, text: joined(known, waivers), met: false });
    }
    const [{ faults, most: bytes }] = await ask({ do: "begin", lang, today: now(), as_one: asOne, texts: given });
    most = bytes;
    const list = faults.map((fault) => make("li", { class: fault.severity }, `${fault.place}: ${fault.message}`, ...(fault.help ? [make("small", { class: "dim" }, ` ${fault.help}`)] : [])));
    one("#faults").replaceChildren(make("h2", {}, words.rules), make("ul", {}, ...list));
    one("#faults").hidden = faults.length === 0;
  };
  const joined = (before, after) => (before && !before.endsWith("\n") ? `${before}\n\n${after}` : before ? `${before}\n${after}` : after);
  const byName = (a, b) => (a.name < b.name ? -1 : 1);
  /** Asks for one document and keeps what is told of it; what an archive holds is put behind it in `queue`. */
  const check = async (file, queue) => {
    if (file.blob.size > most) throw new Error(fill(words.large, most >> 20));
    const [told, body] = await ask({ do: "check", file: { name: file.name, within: file.within } }, file.blob);
    if (told.members) {
      let at = 0;
      const members = [];
      for (const { name, length } of told.members) {
        const blob = new Blob([body.slice(at, at + length)]);
        at += length;
        // What ended a worker does not get another.
        if (!files.get(name)?.failed) members.push({ name, within: file.name, blob, told: null, failed: null });
      }
      for (const member of members) files.set(member.name, member);
      queue.unshift(...members);
      return;
    }
    file.told = told;
  };
  const line = (file) => {
    const { document: known, unread, passed, waits } = file.told ?? {};
    const said = waits ? words.part : known
      ? [known.errors && fill(words.errors, known.errors), known.warnings && fill(words.doubts, known.warnings)].filter(Boolean).join(lang === "en" ? ", " : "，") || words.clean
      : passed ?? `${words.unread}${lang === "en" ? ": " : "："}${file.failed ?? unread?.reason ?? ""}`;
    const kind = known ? (known.errors ? "bad" : known.warnings ? "doubt" : "good") : passed || waits ? "" : "bad";
    const name = known ? known.department : file.name;
    return make("li", { class: kind, title: file.name }, make("span", {}, name), make("b", {}, said));
  };
  /** Checks `queue` one after the other. A file that ends its worker is told, and the next one gets another. */
  const through = async (queue, total, show) => {
    let whole = true;
    let done = 0;
    while (queue.length > 0) {
      const file = queue.shift();
      const count = total();
      one("#bar").max = count;
      one("#bar").value = done;
      one("#now").textContent = show ? fill(words.progress, Math.min(done + 1, count), count, file.name) : words.gathering;
      if (stop === "cancel") {
        file.failed = words.canceled;
      } else {
        one("[data-do=pass]").hidden = true;
        const clock = setTimeout(() => { one("[data-do=pass]").hidden = false; }, 5000);
        try {
          await check(file, queue);
        } catch (error) {
          file.failed = error.message;
          if (error instanceof Ended) {
            whole = false;
            await begin();
          }
        } finally {
          clearTimeout(clock);
        }
      }
      done++;
      if (show && (file.told?.document || file.told?.unread || file.told?.passed || file.told?.waits || file.failed)) {
        one("#done").append(line(file));
        one("#done").lastChild.scrollIntoView({ block: "nearest" });
      }
    }
    return whole;
  };
  /** Puts files of one disclosure together and ties documents to each other; false where everything has to be checked once more:
   *  what came now changes what is told of what was there, or the worker did not bear it. */
  const settled = async () => {
    one("#now").textContent = words.gathering;
    try {
      const [{ documents, again }] = await ask({ do: "settle", apart });
      if (again) return false;
      session = documents.map(({ document, files: names }) => ({ document, files: names.map((name) => files.get(name)) }));
      return true;
    } catch (error) {
      if (!(error instanceof Ended) || apart) throw error;
      apart = true;
      return false;
    }
  };
  /** Whether an archive or a folder holds it and it is of no kind that is read. */
  const look = async (list) => {
    const [wanted] = await ask({ do: "look", files: list.map(({ name, within }) => ({ name, within })) });
    return list.filter((file, at) => {
      if (!wanted[at]) files.delete(file.name);
      return wanted[at];
    });
  };
  const roots = () => [...files.values()].filter((file) => !files.has(file.within) && !file.failed).sort(byName);
  const run = async (anew) => {
    running = true;
    stop = null;
    screen("work");
    one("#done").replaceChildren();
    one("#told").value = "";
    try {
      if (anew || !worker) {
        apart = false;
        for (const [name, file] of files) {
          if (files.has(file.within)) files.delete(name);
          Object.assign(file, { told: null, failed: null });
        }
        await begin();
      }
      const queue = await look(roots().filter((file) => !file.told));
      let whole = await through(queue, () => one("#done").childElementCount + queue.length + 1, true);
      // A worker that ended took with it what was known there: the others are looked at once more.
      while (!whole || !await settled()) {
        stop = null;
        await begin();
        const rest = await look(roots());
        const count = rest.length;
        whole = await through(rest, () => count, false);
      }
      for (const file of files.values()) {
        if (file.failed) await ask({ do: "refuse", name: file.name, zh: file.failed, en: file.failed });
      }
      await showIndex();
    } catch (error) {
      one("#told").value = fill(words.failed, error.message);
      screen(session.length ? "view" : "drop");
    } finally {
      running = false;
    }
  };

  // ── What is shown
  const screen = (name) => {
    for (const id of ["drop", "work", "view"]) one(`#${id}`).hidden = id !== name;
    one("#menu").hidden = name !== "view" || session.length === 0;
    one("[data-do=anew]").hidden = name === "drop";
    for (const button of all(".tools [data-do=files], .tools [data-do=folder]")) button.hidden = name !== "view";
    if (name === "view") return;
    one("[data-do=index]").hidden = true;
    one("#together").hidden = true;
  };
  const decode = (bytes) => new TextDecoder().decode(bytes);
  /** The document that is shown; nothing where all are. */
  let shown = null;
  const frame = (html, index) => {
    shown = index;
    const inner = make("iframe", { title: words.title });
    one("#view").replaceChildren(inner);
    screen("view");
    one("[data-do=index]").hidden = index === null;
    one("#together").hidden = index !== null || files.size < 2;
    one("#whose").textContent = index === null ? fill(words.ofAll, session.length) : fill(words.of, session[index].document.department);
    // Written, not loaded: what is loaded from a Blob has no place in the history, and a report leads to its parts by that.
    const page = inner.contentDocument;
    page.open();
    page.write(html);
    page.close();
    page.addEventListener("click", (event) => {
      const link = event.target.closest?.("a[href]");
      const wanted = link?.getAttribute("href") ?? "";
      const to = /^pages\/(\d+)\.html$/.exec(wanted);
      if (to) { event.preventDefault(); showPage(Number(to[1]) - 1); }
      if (wanted === "../index.html") { event.preventDefault(); showIndex(); }
    });
    takeDrops(page);
    if (index !== null) offerWaivers(page);
    inner.contentWindow.focus();
  };
  const doing = async (work) => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Ended)) { one("#told").value = fill(words.failed, error.message); return; }
      one("#told").value = fill(words.failed, error.message);
      await run(true);
    }
  };
  const showIndex = () => doing(async () => {
    const [, body] = await ask({ do: "save", what: "index" });
    frame(decode(body), null);
    const failed = [...files.values()].filter((file) => file.failed || file.told?.unread).length;
    one("#told").value = session.length + failed === 0 ? words.nothing : fill(words.done, session.length, failed);
  });
  const showPage = (index, at = null) => doing(async () => {
    const [, body] = await ask({ do: "save", what: "page", document: index });
    frame(decode(body), index);
    const card = at === null ? null : one("#view iframe").contentDocument.getElementById(`d${index}f${at}`);
    card?.scrollIntoView({ block: "center" });
    card?.focus({ preventScroll: true });
  });

  // ── Waivers
  const findingOf = (card) => {
    const [, index, at] = /^d(\d+)f(\d+)$/.exec(card?.id ?? "") ?? [];
    return at === undefined ? null : { document: Number(index), finding: Number(at) };
  };
  const offerWaivers = (page) => {
    for (const card of page.querySelectorAll(".card:not(.let)")) {
      if (!findingOf(card)) continue;
      const button = page.createElement("button");
      button.type = "button";
      button.textContent = words.waive;
      button.addEventListener("click", (event) => { event.stopPropagation(); askWaiver(card); });
      const line = page.createElement("p");
      line.className = "own waive";
      line.append(button);
      card.append(line);
    }
    page.addEventListener("keydown", (event) => {
      const typing = event.target.matches?.("input, select, textarea");
      if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "s") { event.preventDefault(); openMenu(); }
      if (event.key !== "w") return;
      const card = page.querySelector(".card.here") ?? page.activeElement?.closest(".card");
      if (card && !card.matches(".let") && findingOf(card)) { event.preventDefault(); askWaiver(card); }
    });
  };
  // What can be saved, from anywhere in the report by one key: a report has a link for every figure, and Tab goes through all.
  const openMenu = () => {
    if (one("#menu").hidden) return;
    one("#menu").open = true;
    one("#menu summary").focus();
  };
  let wanted = null;
  const askWaiver = (card) => {
    wanted = findingOf(card);
    one("#what").textContent = card.querySelector(".what").textContent;
    one("#reason").value = "";
    one("#by").value = memory.get("by") ?? "";
    one("#waive").returnValue = "";
    one("#waive").showModal();
  };
  one("#waive").addEventListener("close", () => {
    const [reason, by, until] = ["#reason", "#by", "#until"].map((field) => one(field).value.trim());
    const at = wanted;
    wanted = null;
    if (one("#waive").returnValue !== "yes" || !at || !reason || !by) return one("#view iframe")?.contentWindow.focus();
    memory.set("by", by);
    doing(async () => {
      const [told, body] = await ask({ do: "waive", ...at, reason, by, until: until || null });
      session[at.document].document = told.document;
      waivers = joined(waivers, decode(body));
      unsaved = true;
      await showPage(at.document, at.finding);
      one("#told").value = words.waived;
    });
  });
  addEventListener("beforeunload", (event) => {
    if (!unsaved) return;
    event.preventDefault();
    event.returnValue = words.retry;
  });

  // ── What is saved
  const KINDS = {
    html: "text/html", zip: "application/zip", sarif: "application/json", csv: "text/csv", toml: "application/toml",
    docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", pdf: "application/pdf",
  };
  const download = (name, body) => {
    const url = URL.createObjectURL(new Blob([body], { type: KINDS[ending(name)] ?? "application/octet-stream" }));
    const link = make("a", { href: url, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
    one("#told").value = fill(words.saved, name);
  };
  const saveLists = async (format) => {
    const [{ ending: kind, name }, body] = await ask({ do: "save", what: "lists", format, document: shown });
    download(name ?? `${words.list}.${kind}`, body);
  };
  const saveAs = async (name, head) => {
    const [{ ending: kind }, body] = await ask({ do: "save", ...head });
    download(`${name}.${kind}`, body);
  };
  const saveCopies = async () => {
    const whole = shown === null;
    const wanted = whole ? session : [session[shown]];
    const copies = [];
    const taken = new Set();
    const missing = [];
    for (const [document, file] of wanted.flatMap((one) => one.files.map((file) => [one.document.index, file]))) {
      let told;
      let body;
      try {
        [told, body] = await ask({ do: "save", what: "copy", document, file: file.name }, file.blob);
      } catch (error) {
        if (error instanceof Ended) throw error;
        missing.push(fill(words.lost, base(file.name), error.message));
        continue;
      }
      if (!told) continue;
      const [, stem, kind] = /^(.*)\.([^.]*)$/.exec(whole ? file.name : base(file.name)) ?? [];
      let name = `${stem}.${words.annotated}.${kind}`;
      for (let nth = 2; taken.has(name); nth++) name = `${stem}.${words.annotated} (${nth}).${kind}`;
      taken.add(name);
      copies.push({ name, body });
    }
    if (copies.length === 1) download(base(copies[0].name), copies[0].body);
    if (copies.length > 1) {
      const [, body] = await ask({ do: "pack", files: copies.map(({ name, body: { byteLength: length } }) => ({ name, length })) }, new Blob(copies.map(({ body: bytes }) => bytes)));
      download(`${words.copies}.zip`, body);
    }
    if (copies.length === 0 && missing.length === 0) one("#told").value = words.noCopy;
    if (missing.length > 0) one("#told").value = [one("#told").value, ...missing].filter(Boolean).join(" · ");
  };
  const saveWaivers = () => {
    const text = joined(texts.get(WAIVERS)?.text ?? "", waivers);
    if (!text) { one("#told").value = words.nowaivers; return; }
    download(WAIVERS, text);
    unsaved = false;
  };

  // ── Hands and keys
  const saving = (work) => () => doing(async () => { one("#menu").open = false; await work(); });
  const actions = {
    files: () => one("#pick").click(),
    folder: () => one("#pickFolder").click(),
    index: showIndex,
    docx: saving(() => saveLists("docx")),
    xlsx: saving(() => saveLists("xlsx")),
    copy: saving(saveCopies),
    report: saving(() => saveAs(words.reportName, { what: "report" })),
    sarif: saving(() => saveAs("gouji", { what: "format", format: "sarif" })),
    csv: saving(() => saveAs(words.reportName, { what: "format", format: "csv" })),
    waivers: saving(saveWaivers),
    cancel: () => { stop = "cancel"; end(words.canceled); },
    pass: () => end(words.skipped),
    anew: () => { unsaved = false; location.reload(); },
    lang: () => {
      lang = lang === "en" ? "zh" : "en";
      memory.set("lang", lang);
      speak();
      if (!running && session.length) run(true);
    },
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) actions[button.dataset.do]();
    if (!event.target.closest("#menu")) one("#menu").open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && one("#menu").open) { one("#menu").open = false; one("#menu summary").focus(); }
  });
  const add = async (found) => {
    if (running || found.length === 0) return;
    const anew = await take(found);
    if (files.size > 0) await run(anew);
    else one("#told").value = [...texts.keys()].join(lang === "en" ? ", " : "、");
  };
  const picked = (input) => {
    input.addEventListener("change", () => {
      const found = [...input.files].map((blob) => {
        const name = blob.webkitRelativePath || blob.name;
        return { name, within: name.includes("/") ? name.split("/")[0] : null, blob };
      });
      input.value = "";
      add(found);
    });
  };
  one("#asOne").addEventListener("change", ({ target }) => {
    asOne = target.checked;
    if (!running && files.size > 0) run(true);
  });
  picked(one("#pick"));
  picked(one("#pickFolder"));
  /** Every file below an entry that was dropped. */
  const below = async (entry, within) => {
    const name = entry.fullPath.replace(/^\//, "");
    if (entry.isFile) {
      const blob = await new Promise((yes, no) => { entry.file(yes, no); });
      return [{ name, within, blob }];
    }
    const reader = entry.createReader();
    const found = [];
    for (;;) {
      // A reader gives a hundred at a time.
      const some = await new Promise((yes, no) => { reader.readEntries(yes, no); });
      if (some.length === 0) return found;
      for (const inner of some) found.push(...await below(inner, within ?? name));
    }
  };
  const takeDrops = (where) => {
    where.addEventListener("dragover", (event) => { event.preventDefault(); document.body.classList.add("over"); });
    where.addEventListener("dragleave", () => document.body.classList.remove("over"));
    where.addEventListener("drop", async (event) => {
      event.preventDefault();
      document.body.classList.remove("over");
      const items = [...event.dataTransfer.items].filter((item) => item.kind === "file");
      const entries = items.map((item) => item.webkitGetAsEntry()).filter(Boolean);
      const found = [];
      for (const entry of entries) found.push(...await below(entry, null));
      await add(entries.length ? found : [...event.dataTransfer.files].map((blob) => ({ name: blob.name, within: null, blob })));
    });
  };
  takeDrops(document);
  speak();
  screen("drop");
})();
