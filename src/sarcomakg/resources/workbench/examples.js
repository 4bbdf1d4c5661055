// The published example queries: a list with a search, grouped; choosing one opens it in a tab of its own.

const WIDE = matchMedia("(min-width: 62rem)");

/** Fill the list in `home`, a details element. */
export async function showExamples(yasgui, home, prefixes) {
  const examples = await (await fetch("/queries")).json();
  const [wanted, found, list] = ["wanted", "found", "list"].map((id) => document.getElementById(id));
  const entries = examples.map((example) => entry(example, () => choose(yasgui, home, example, prefixes)));
  for (const group of new Set(examples.map((example) => example.group)))
    list.append(section(group, entries.filter((_, place) => examples[place].group === group)));
  const filter = () => {
    const words = wanted.value.toLowerCase().split(/\s+/);
    entries.forEach((line, place) => {
      const { name, label, question, group } = examples[place];
      const text = `${name} ${label} ${question} ${group}`.toLowerCase();
      line.hidden = !words.every((word) => text.includes(word));
    });
    for (const part of list.children) part.hidden = !part.querySelector("li:not([hidden])");
    found.textContent = `${entries.filter((line) => !line.hidden).length} of ${entries.length}`;
  };
  wanted.addEventListener("input", filter);
  filter();
  home.open = WIDE.matches;
}

function section(group, lines) {
  const part = document.createElement("section");
  const heading = document.createElement("h2");
  const list = document.createElement("ul");
  heading.textContent = group;
  list.append(...lines);
  part.append(heading, list);
  return part;
}

function entry({ name, label, question }, open) {
  const line = document.createElement("li");
  const button = document.createElement("button");
  const said = document.createElement("small");
  button.type = "button";
  button.dataset.name = name;
  said.textContent = question;
  button.append(label, said);
  button.addEventListener("click", open);
  line.append(button);
  return line;
}

function choose(yasgui, home, example, prefixes) {
  const value = written(example, prefixes);
  // A tab is known by its text: somebody may have renamed it, and each has settings of its own.
  const known = Object.values(yasgui._tabs).find((tab) => tab.getPersistedJson().yasqe.value === value);
  if (known) yasgui.selectTabId(known.getId());
  else yasgui.addTab(true, { name: example.label, yasqe: { value } });
  if (!WIDE.matches) home.open = false;
  yasgui.getTab().getYasqe().focus();
}

/** Return a query with its question and the meaning of its parameters as comments, and a value for each parameter. */
export function written({ question, query, parameters }, prefixes) {
  const values = Object.fromEntries(parameters.map(({ name, default: value }) => [name, short(value, prefixes)]));
  const meanings = parameters.map(({ name, meaning }) => `# ${values[name]}: ${meaning}`);
  const text = query.replace(/\$(\w+)/g, (found, name) => values[name] ?? found);
  return [`# ${question}`, ...meanings, text].join("\n") + "\n";
}

/** Return a term with one of our prefixes where its IRI allows. */
function short(term, prefixes) {
  const iri = /^<(.+)>$/.exec(term)?.[1];
  const [prefix, base] = Object.entries(prefixes).find(([, base]) => iri?.startsWith(base) && /^[a-z][\w-]*$/i.test(iri.slice(base.length))) ?? [];
  return base ? `${prefix}:${iri.slice(base.length)}` : term;
}
