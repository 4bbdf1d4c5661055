// Starts the workbench: YASGUI on this server's endpoint, with our names, examples, links, downloads and chart.
// Nothing here asks another host; what somebody writes stays in this browser's local storage.

import { Chart } from "./chart.js";
import { watchDownloads } from "./downloads.js";
import { explain } from "./errors.js";
import { showExamples } from "./examples.js";
import { linkOurThings } from "./links.js";
import { completeNames, declarePrefixes } from "./names.js";

const MODE = "sarcomakg";

/** Return what every tab asks; a permalink from elsewhere cannot name another endpoint. */
function requests(Yasgui) {
  return {
    ...Yasgui.defaults.requestConfig,
    endpoint: `${location.origin}/sparql`,
    acceptHeaderGraph: "text/turtle",
    acceptHeaderSelect: "application/sparql-results+json",
  };
}

/** Return the configuration of the editor. `plain` is the form that it replaces, with a query to begin with. */
function configuration(Yasgui, terms, plain) {
  const requestConfig = requests(Yasgui);
  return {
    requestConfig,
    autofocus: false,
    copyEndpointOnNewTab: false,
    populateFromUrl: (tab) => ({ ...tab, requestConfig }),
    endpointCatalogueOptions: { getData: () => [], keys: [] },
    yasqe: {
      ...Yasgui.Yasqe.defaults,
      value: plain.querySelector("textarea").value,
      mode: MODE,
      // The Tab key leaves the editor, as it leaves every other field.
      extraKeys: { ...Yasgui.Yasqe.defaults.extraKeys, Tab: false, "Shift-Tab": false },
    },
    yasr: {
      ...Yasgui.Yasr.defaults,
      prefixes: terms.prefixes,
      maxPersistentResponseSize: 500_000,
    },
  };
}

async function start() {
  const { Yasgui } = window;
  const home = document.getElementById("yasgui");
  const plain = document.getElementById("plain");
  const answer = await fetch("/static/workbench/terms.json");
  if (!Yasgui || !answer.ok) return; // the plain form stays
  const terms = await answer.json();

  declarePrefixes(Yasgui.Yasqe, MODE, terms.prefixes);
  completeNames(Yasgui.Yasqe, terms);
  linkOurThings(Yasgui.Yasr, terms, home);
  Yasgui.Yasr.registerPlugin("chart", Chart);
  let yasgui;
  Object.assign(Yasgui.Yasr.defaults, {
    errorRenderers: [(error) => explain(error, yasgui.getTab())],
    pluginOrder: ["table", "chart", "response"],
  });
  // Values without their datatypes, until somebody wants them.
  Yasgui.Yasr.defaults.plugins.table.dynamicConfig = { compact: true };

  plain.remove();
  yasgui = new Yasgui(home, configuration(Yasgui, terms, plain));
  watchDownloads(yasgui);
  showExamples(yasgui, document.getElementById("examples"), terms.prefixes);
}

start();
