"use strict";
(() => {
  const root = document.documentElement;
  const words = JSON.parse(document.body.dataset.words);
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const fill = (text, ...values) => text.replace(/\{(\d)\}/g, (_, at) => values[at]);
  /** An element with text and children; never markup. */
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  root.classList.add("js");

  // ── Dark and light
  const memory = {
    get: () => { try { return localStorage.getItem("gouji-theme"); } catch { return null; } },
    set: (value) => { try { localStorage.setItem("gouji-theme", value); } catch { /* A file may have no memory. */ } },
  };
  if (["dark", "light"].includes(memory.get())) root.dataset.theme = memory.get();
  const theme = () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    memory.set(root.dataset.theme);
  };

  // ── Findings: filters, and one after the other
  const list = one("#list");
  const items = all("#list li[data-rule]");
  const cards = items.map((item) => document.getElementById(one("a", item).hash.slice(1)));
  let at = -1;
  const filter = () => {
    const kinds = all("input[name=severity]").filter((box) => box.checked).map((box) => box.value);
    const rule = one("#rule")?.value ?? "";
    let shown = 0;
    items.forEach((item, index) => {
      const off = !kinds.includes(item.dataset.severity) || (rule !== "" && item.dataset.rule !== rule);
      item.classList.toggle("off", off);
      cards[index]?.classList.toggle("off", off);
      shown += off ? 0 : 1;
    });
    for (const row of all("tr.found")) row.classList.toggle("off", all(".card:not(.off)", row).length === 0);
    const told = one("#shown");
    if (told) told.value = shown === items.length ? `${shown}` : fill(words.shown, shown, items.length);
    text = null;
  };
  const choose = (index, jump = true) => {
    items[at]?.classList.remove("here");
    cards[at]?.classList.remove("here");
    at = index;
    items[at]?.classList.add("here");
    items[at]?.scrollIntoView({ block: "nearest" });
    cards[at]?.classList.add("here");
    if (!jump || !cards[at]) return;
    close();
    history.replaceState(null, "", `#${cards[at].id}`);
    cards[at].scrollIntoView({ block: "center" });
    cards[at].focus({ preventScroll: true });
  };
  const step = (by) => {
    for (let next = at + by; next >= 0 && next < items.length; next += by) {
      if (!items[next].classList.contains("off")) return choose(next);
    }
  };

  // ── The table of departments: what is not read stays on top
  const departments = one(".departments tbody");
  const sortBy = (button) => {
    const head = button.closest("th");
    const column = head.cellIndex;
    const value = (row) => column === 0 ? row.cells[0].textContent : Number(row.cells[column].textContent.replaceAll(",", ""));
    const up = head.getAttribute("aria-sort") === (column === 0 ? null : "descending");
    for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const compare = (a, b) => column === 0 ? value(a).localeCompare(value(b)) : value(a) - value(b);
    const rows = all("tr:not(.unread)", departments).sort(compare);
    departments.append(...(up ? rows : rows.reverse()));
  };
  const filterDepartments = () => {
    const state = one("#state").value;
    const wanted = one("#department").value.trim().toLowerCase();
    for (const row of departments.rows) {
      const off = (state !== "" && row.dataset.state !== state) || !row.cells[0].textContent.toLowerCase().includes(wanted);
      row.classList.toggle("off", off);
    }
    text = null;
  };

  // ── Places
  const show = (element, scroll = true) => {
    if (!element) return;
    for (const old of all(".here-now")) old.classList.remove("here-now");
    for (let box = element.closest("details"); box; box = box.parentElement?.closest("details")) box.open = true;
    element.classList.add("here-now");
    if (scroll) element.scrollIntoView({ block: "center", inline: "nearest" });
  };
  const figures = () => all(".n.x, .n.u");
  let figure = null;
  const stepFigure = (by) => {
    const stops = figures();
    if (stops.length === 0) return;
    let next = stops.indexOf(figure) + by;
    if (figure && !stops.includes(figure)) next = 0;
    figure = stops[(next + stops.length) % stops.length];
    show(figure);
    relations(figure);
  };

  // ── Which figures a figure is tied to
  const links = new Map();
  const linksOf = (article) => {
    if (!links.has(article)) {
      const { rules, relations } = JSON.parse(one("script.links", article).textContent);
      const of = new Map();
      relations.forEach((relation) => new Set(relation[2]).forEach((id) => {
        if (!of.has(id)) of.set(id, []);
        of.get(id).push(relation);
      }));
      links.set(article, { rules, of });
    }
    return links.get(article);
  };
  /** Row and column of a figure, as the page shows them. */
  const label = (element) => {
    const cell = element.closest("td, th");
    const table = element.closest(".grid");
    if (!cell || !table) return "";
    const row = one("th[scope=row]", cell.parentElement)?.textContent ?? "";
    const place = [row, columnOf(cell)].map((words) => words.trim()).filter(Boolean).join(", ");
    return `${one(".caption", table)?.textContent ?? ""}${place ? `[${place}]` : ""}`;
  };
  /** The lowest header cell over a cell. */
  const columnOf = (cell) => {
    const rows = [...(cell.closest("table").tHead?.rows ?? [])];
    const wanted = [...cell.parentElement.cells].slice(0, [...cell.parentElement.cells].indexOf(cell)).reduce((sum, before) => sum + before.colSpan, 0);
    const taken = rows.map(() => []);
    let found = "";
    rows.forEach((row, line) => {
      let column = 0;
      for (const head of row.cells) {
        while (taken[line][column]) column++;
        for (let down = 0; down < head.rowSpan && line + down < rows.length; down++) {
          for (let over = 0; over < head.colSpan; over++) taken[line + down][column + over] = true;
        }
        if (column <= wanted && wanted < column + head.colSpan && head.textContent.trim()) found = head.textContent;
        column += head.colSpan;
      }
    });
    return found;
  };
  const panel = one("#panel");
  const most = 40;
  const close = () => {
    panel.hidden = true;
    panel.replaceChildren();
    for (const tied of all(".tied")) tied.classList.remove("tied");
  };
  const relations = (element) => {
    close();
    const article = element.closest(".doc");
    if (!article) return;
    const [, number, id] = element.id.match(/^d(\d+)n(\d+)$/) ?? [];
    const known = linksOf(article);
    const found = known.of.get(Number(id)) ?? [];
    const shut = make("button", { type: "button", "aria-label": words.close }, "×");
    shut.addEventListener("click", close);
    panel.append(make("h2", {}, make("span", {}, found.length ? words.tied : words.none, "：", element.textContent || words.blank), shut));
    const said = new Set();
    for (const [rule, outcome, ids] of [...found].sort((a, b) => (b[1] === 2) - (a[1] === 2))) {
      const key = `${rule} ${outcome} ${ids}`;
      if (said.has(key)) continue;
      said.add(key);
      const [name, title] = known.rules[rule];
      panel.append(make("h3", { class: `o${outcome}` }, `${["✓", "✓", "✗", "○"][outcome]} ${title || name} · ${words.outcomes[outcome]}`));
      const ul = make("ul");
      const others = [...new Set(ids)];
      for (const other of others.slice(0, most)) {
        const target = document.getElementById(`d${number}n${other}`);
        if (!target) continue;
        target.classList.add("tied");
        ul.append(make("li", {}, make("a", { href: `#${target.id}`, class: "jump" }, target.textContent.trim() || words.blank), " ", make("small", {}, label(target))));
      }
      if (others.length > most) ul.append(make("li", {}, fill(words.more, others.length - most)));
      panel.append(ul);
    }
    panel.hidden = false;
  };

  // ── Search: commas, spaces and the width of digits make no difference
  let text = null;
  let hits = [];
  let hit = -1;
  const plain = (c) => {
    const code = c.charCodeAt(0);
    return code >= 0xff01 && code <= 0xff5e ? String.fromCharCode(code - 0xfee0).toLowerCase() : c.toLowerCase();
  };
  const skipped = /[,，\s]/;
  const gather = () => {
    const walker = document.createTreeWalker(one("#main"), NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => {
      if (node.nodeType === Node.TEXT_NODE) return NodeFilter.FILTER_ACCEPT;
      if (node.matches("script, .list, .off")) return NodeFilter.FILTER_REJECT;
      return node.matches("b, mark, a, span, i, code, small, strong") ? NodeFilter.FILTER_SKIP : NodeFilter.FILTER_ACCEPT;
    });
    const chars = [];
    const nodes = [];
    const offsets = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.nodeType !== Node.TEXT_NODE) {
        // Nothing is found across the edge of a paragraph or a cell.
        chars.push("\n"); nodes.push(null); offsets.push(0);
        continue;
      }
      for (let index = 0; index < node.data.length; index++) {
        const c = plain(node.data[index]);
        if (skipped.test(c)) continue;
        chars.push(c[0]); nodes.push(node); offsets.push(index);
      }
    }
    return { chars: chars.join(""), nodes, offsets };
  };
  const search = (wanted) => {
    const needle = [...wanted].map(plain).filter((c) => !skipped.test(c)).join("");
    hits = [];
    hit = -1;
    if (needle !== "") {
      text ??= gather();
      for (let from = text.chars.indexOf(needle); from >= 0 && hits.length < 5000; from = text.chars.indexOf(needle, from + 1)) {
        const last = from + needle.length - 1;
        const range = new Range();
        range.setStart(text.nodes[from], text.offsets[from]);
        range.setEnd(text.nodes[last], text.offsets[last] + 1);
        hits.push(range);
      }
    }
    if (window.Highlight) {
      CSS.highlights.set("hits", new Highlight(...hits));
      CSS.highlights.delete("current");
    }
    one("#hits").value = needle === "" ? "" : `0/${hits.length}`;
  };
  const stepHit = (by) => {
    if (hits.length === 0) return;
    hit = (hit + by + hits.length) % hits.length;
    if (window.Highlight) CSS.highlights.set("current", new Highlight(hits[hit]));
    one("#hits").value = `${hit + 1}/${hits.length}`;
    hits[hit].startContainer.parentElement.scrollIntoView({ block: "center", inline: "nearest" });
  };

  // ── The bar and the keys
  const keys = one("#keys");
  const help = () => {
    const dl = make("dl");
    for (const [key, meaning] of words.keys) dl.append(make("dt", {}, make("kbd", {}, key)), make("dd", {}, meaning));
    const shut = make("button", { type: "button" }, words.close);
    shut.addEventListener("click", () => keys.close());
    keys.replaceChildren(make("h2", {}, words.keysTitle), dl, shut);
    keys.showModal();
  };
  const fold = (open) => {
    list?.classList.toggle("open", open);
    one("[data-do=list]").setAttribute("aria-expanded", String(list?.classList.contains("open") ?? false));
  };
  const doing = {
    next: () => step(1), previous: () => step(-1), theme, help, print: () => print(), list: () => fold(), sort: sortBy,
  };
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const button = event.target.closest("[data-do]");
    if (button) return doing[button.dataset.do](button);
    const link = event.target.closest("a[href^='#']");
    if (link) {
      const target = document.getElementById(link.hash.slice(1));
      const index = cards.indexOf(target);
      event.preventDefault();
      if (index >= 0) { fold(false); choose(index); }
      else if (target) {
        fold(false);
        history.pushState(null, "", link.hash);
        if (target.matches(".n, mark")) show(target);
        else {
          target.scrollIntoView({ block: "start" });
          // The next Tab goes on from here.
          target.tabIndex = -1;
          target.focus({ preventScroll: true });
        }
      }
      return;
    }
    const clicked = event.target.closest(".n");
    if (clicked && getSelection().isCollapsed) { figure = clicked; show(clicked, false); relations(clicked); }
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("input[name=severity], #rule")) filter();
    if (event.target.matches("#state")) filterDepartments();
  });
  one("#department")?.addEventListener("input", filterDepartments);
  one("#search")?.addEventListener("input", (event) => search(event.target.value));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches("input[type=search], select, textarea");
    if (event.key === "Escape") {
      close();
      fold(false);
      if (typing) event.target.blur();
      return;
    }
    if (event.target.id === "search" && event.key === "Enter") {
      event.preventDefault();
      return stepHit(event.shiftKey ? -1 : 1);
    }
    if (typing || keys.open) return;
    const key = {
      j: () => step(1), k: () => step(-1), n: () => stepFigure(1), p: () => stepFigure(-1), t: theme, "?": help,
      "/": () => one("#search").focus(),
    }[event.key];
    if (key) { event.preventDefault(); key(); }
  });
  const arrive = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (!target) return;
    const index = cards.indexOf(target);
    if (index >= 0) choose(index);
    else if (target.matches(".n, mark")) show(target);
  };
  addEventListener("hashchange", arrive);
  filter();
  arrive();
})();
