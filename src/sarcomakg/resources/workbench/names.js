// Names in the editor: our prefixes are declared from the start, and prefixed names are completed from this server.

const PREFIXED = /^[a-z][\w-]*:[\w-]*$/i;
const WORD = /^[a-z][\w-]+$/i;
const MOST = 50;
const SEARCH = `query Names($text: String!, $kind: [EntityKind!]) {
  search(text: $text, kind: $kind, first: ${MOST}) { edges { node { id label } } }
}`;

/** Define a mode of the editor that is SPARQL with prefixes which need no declaration. */
export function declarePrefixes(Yasqe, mode, prefixes) {
  Yasqe.defineMode(mode, (config) => {
    const sparql = Yasqe.getMode(config, "sparql11");
    const startState = () => Object.assign(sparql.startState(), { prefixes: { ...prefixes } });
    return { ...sparql, startState };
  });
}

/** Replace the completers that ask other hosts by ours. */
export function completeNames(Yasqe, terms) {
  const names = new Names(terms);
  const common = {
    bulk: false,
    persistenceId: null,
    get: (_, token) => names.starting(token.string),
    postprocessHints: (_, hints) => hints.map((hint) => ({ ...hint, render: (line) => names.draw(line, hint.text) })),
  };
  for (const name of ["prefixes", "property", "class"]) delete Yasqe.Autocompleters[name];
  Yasqe.defaults.autocompleters = Yasqe.defaults.autocompleters.filter((name) => name in Yasqe.Autocompleters);
  Yasqe.registerAutocompleter({ ...common, name: "names", autoShow: true, isValidCompletionPosition: at(PREFIXED) });
  Yasqe.registerAutocompleter({ ...common, name: "words", autoShow: false, isValidCompletionPosition: at(WORD) });
}

/** Return what tells whether the editor stands at the end of a token of a shape, neither in a comment nor in a text. */
const at = (shape) => (yasqe) => {
  const token = yasqe.getCompleteToken();
  const { line, ch } = yasqe.getDoc().getCursor();
  const written = yasqe.getDoc().getLine(line);
  return token.end === ch && !["comment", "string"].includes(token.type) && shape.test(token.string) && !/\bprefix\s+\S*$/i.test(written.slice(0, ch));
};

class Names {
  constructor({ terms, kinds }) {
    this.kinds = kinds;
    this.known = new Map(terms.map((term) => [term.name, term]));
    this.asked = new Map();
  }

  /** Return the names that begin with what is written, then those that hold it, in their name or label. */
  async starting(written) {
    const [prefix, text] = written.includes(":") ? written.split(":") : [null, written];
    const found = [...this.known.values()].filter((term) => prefix === null || term.name.startsWith(`${prefix}:`));
    const ranked = found.map((term) => [rank(term, text.toLowerCase()), term.name]).filter(([place]) => place < 3);
    const names = ranked.sort((a, b) => a[0] - b[0] || a[1].localeCompare(b[1])).map(([, name]) => name);
    const entities = await this.entities(prefix, text);
    return [...new Set([...names, ...entities])].slice(0, MOST);
  }

  /** Return entities of the prefix's kinds, found by words in their names and synonyms. */
  async entities(prefix, text) {
    const kind = this.kinds[prefix];
    const words = text.replace(/-+/g, " ").trim();
    if (!kind || !words) return [];
    const key = `${prefix}:${words}`;
    if (!this.asked.has(key)) this.asked.set(key, search(words, kind));
    const nodes = await this.asked.get(key);
    for (const { id, label } of nodes) if (!this.known.has(id)) this.known.set(id, { name: id, kind: "entity", label });
    return nodes.map((node) => node.id);
  }

  /** Draw a line of the list: the name, and what it means. */
  draw(line, name) {
    const { label, definition } = this.known.get(name) ?? {};
    const said = document.createElement("small");
    said.textContent = definition ?? label ?? "";
    line.append(name, " ", said);
    line.title = said.textContent;
  }
}

/** Return how well a term fits: 0 it begins with the text, 1 a word of its label does, 2 it holds the text, 3 not at all. */
function rank({ name, label = "" }, text) {
  const local = name.slice(name.indexOf(":") + 1).toLowerCase();
  const words = label.toLowerCase();
  if (local.startsWith(text)) return 0;
  if (words.split(" ").some((word) => word.startsWith(text))) return 1;
  return local.includes(text) ? 2 : 3;
}

async function search(text, kind) {
  const body = JSON.stringify({ query: SEARCH, variables: { text, kind } });
  const headers = { "Content-Type": "application/json", Accept: "application/graphql-response+json" };
  const response = await fetch("/graphql", { method: "POST", headers, body });
  const { data } = await response.json();
  return data?.search?.edges.map((edge) => edge.node) ?? [];
}
