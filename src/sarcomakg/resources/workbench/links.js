// Identifiers in the result table: a thing of ours leads to its page on this server, another to where it is.

const THINGS = "https://w3id.org/sarcomakg/id/";
const ONTOLOGY = "https://w3id.org/sarcomakg/ontology#";

const escaped = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Draw identifiers in YASR's table, below `home`; else it is YASR's own. */
export function linkOurThings(Yasr, { terms }, home) {
  const definitions = new Map(terms.map((term) => [term.name, term.definition ?? term.label ?? ""]));
  Yasr.plugins.table.prototype.getUriLinkFromBinding = ({ value }, prefixes = {}) => {
    const name = escaped(shortened(value, prefixes));
    if (value.startsWith(ONTOLOGY))
      return `<span class="iri" title="${escaped(definitions.get(shortened(value, prefixes)) ?? "")}">${name}</span>`;
    if (!/^https?:/.test(value)) return `<span class="iri">${name}</span>`;
    const address = value.startsWith(THINGS) ? `/id/${value.slice(THINGS.length)}` : value;
    return `<a class="iri" target="_blank" rel="noopener noreferrer" href="${escaped(address)}">${name}</a>`;
  };
  // The first click on a name that is cut short would but show the whole of it.
  home.addEventListener("click", (event) => event.target.closest("a.iri") && event.stopPropagation(), true);
  // Wide enough for the number of a row beside the padding of its cell.
  Yasr.plugins.table.prototype.getSizeFirstColumn = function () {
    return 24 + 8 * String(this.yasr.results?.getBindings()?.length ?? 0).length;
  };
}

function shortened(iri, prefixes) {
  const fitting = Object.entries(prefixes).filter(([, base]) => iri.startsWith(base) && iri.length > base.length);
  const [prefix, base] = fitting.sort((a, b) => b[1].length - a[1].length)[0] ?? [];
  return base ? `${prefix}:${iri.slice(base.length)}` : iri;
}
