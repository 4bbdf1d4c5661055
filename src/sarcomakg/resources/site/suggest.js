// Suggestions under a box, as a combobox (WAI-ARIA Authoring Practices); without this script the form works as it is.
// <input data-suggest="/suggest"> is what it looks for; the address answers {suggestions: [{text, kind, also, href}]}.
"use strict";

const PAUSE = 150;
const LEAST = 2;
const MOST = 200;

function combobox(input, number) {
  const address = input.dataset.suggest;
  const list = document.createElement("ul");
  const status = document.createElement("p");
  let active = -1;
  let timer = 0;
  let asked = null;
  let items = [];

  list.id = `suggestions-${number}`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  list.hidden = true;
  status.className = "hidden";
  status.setAttribute("role", "status");
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  input.autocomplete = "off";
  input.after(list, status);

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function stop() {
    clearTimeout(timer);
    asked?.abort();
    close();
  }

  function mark(index) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = index;
    const option = list.children[active];
    if (!option) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  function part(name, text) {
    const span = document.createElement("span");
    span.className = name;
    span.textContent = text;
    return span;
  }

  function option(item, index) {
    const line = document.createElement("li");
    line.id = `${list.id}-${index}`;
    line.setAttribute("role", "option");
    line.setAttribute("aria-selected", "false");
    line.append(part("text", item.text));
    if (item.also) line.append(" ", part("also", `also called ${item.also}`));
    line.append(" ", part("kind", item.kind));
    line.addEventListener("click", () => go(item));
    return line;
  }

  function show(found) {
    items = found;
    list.replaceChildren(...items.map(option));
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = items.length === 0;
    input.setAttribute("aria-expanded", String(items.length > 0));
    status.textContent = items.length === 1 ? "1 suggestion" : `${items.length || "no"} suggestions`;
  }

  function go(item) {
    // Only a path of this very server is followed.
    if (!item || !/^\/(?!\/)/.test(item.href)) return;
    input.value = item.text;
    stop();
    location.assign(item.href);
  }

  async function ask() {
    const text = input.value.trim();
    asked?.abort();
    if (text.length < LEAST || text.length > MOST) {
      close();
      return;
    }
    asked = new AbortController();
    try {
      const reply = await fetch(`${address}?q=${encodeURIComponent(text)}`, { signal: asked.signal });
      const found = reply.ok ? await reply.json() : { suggestions: [] };
      if (document.activeElement === input && text === input.value.trim()) show(found.suggestions);
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });

  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const open = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) {
        ask();
        return;
      }
      // One place more than there are options: the box itself, where none is marked.
      const places = items.length + 1;
      const next = (active + 1 + (event.key === "ArrowDown" ? 1 : -1) + places) % places;
      mark(next - 1);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      stop();
    } else if (event.key === "Enter" && open && active >= 0) {
      event.preventDefault();
      go(items[active]);
    } else if (event.key === "Tab") {
      stop();
    }
  });

  // The box keeps the focus, so that a click is not lost to the closing of the list.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  input.addEventListener("blur", stop);
}

document.querySelectorAll("input[data-suggest]").forEach(combobox);
