// Links to the answer of the query in every format that the server gives; they can be copied into a program.

const FORMATS = {
  table: { CSV: "csv", TSV: "tsv", JSON: "json", XML: "xml" },
  graph: { Turtle: "ttl", "N-Triples": "nt", "JSON-LD": "jsonld", "RDF/XML": "rdf" },
};

/** Keep a line of links above every answer. */
export function watchDownloads(yasgui) {
  const seen = new WeakSet();
  const watch = () => {
    for (const tab of Object.values(yasgui._tabs)) {
      const yasr = tab.getYasr();
      if (!yasr || seen.has(yasr)) continue;
      seen.add(yasr);
      const line = document.createElement("p");
      line.className = "downloads";
      yasr.headerEl.after(line);
      yasr.on("drawn", () => fill(line, tab, yasr));
    }
  };
  for (const event of ["tabSelect", "tabAdd", "tabChange", "query"]) yasgui.on(event, watch);
  watch();
}

function fill(line, tab, yasr) {
  line.hidden = yasr.results.hasError();
  const graph = ["CONSTRUCT", "DESCRIBE"].includes(tab.getYasqe().getQueryType());
  const links = Object.entries(FORMATS[graph ? "graph" : "table"]).map(([name, format]) => {
    const link = document.createElement("a");
    link.href = `/sparql?${new URLSearchParams({ query: tab.getQuery(), format })}`;
    link.download = `${tab.getName().toLowerCase().replace(/[^a-z0-9]+/g, "-")}.${format}`;
    link.textContent = name;
    return link;
  });
  line.replaceChildren("Download: ", ...links.flatMap((link) => [link, " "]));
}
