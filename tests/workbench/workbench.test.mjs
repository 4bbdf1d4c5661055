// The SPARQL workbench in a browser, with the server at SARCOMAKG_URL.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

const ORIGIN = process.env.SARCOMAKG_URL ?? "http://127.0.0.1:8000";
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const ARGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

let browser;

before(async () => {
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGS });
});

after(() => browser?.close());

/** Open the workbench as somebody who was never here; `complaints` collects errors and requests to other hosts. */
async function open({ width = 1280, address = "/sparql", colorScheme = "light" } = {}) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("request", (request) => /^(blob|data):/.test(request.url()) || new URL(request.url()).origin === ORIGIN || complaints.push(request.url()));
  await page.goto(ORIGIN + address);
  await page.locator(".tabPanel.active .yasqe .CodeMirror").waitFor();
  return { page, complaints, tab: page.locator(".tabPanel.active") };
}

async function choose(page, name) {
  await page.locator("#list button").first().waitFor({ state: "attached" });
  if (await page.locator("#examples:not([open])").count()) await page.locator("#examples summary").click();
  await page.locator(`#list button[data-name="${name}"]`).click();
}

async function type(page, tab, text) {
  await tab.locator(".yasqe .CodeMirror").click();
  await page.keyboard.press("Control+a");
  await page.keyboard.type(text);
}

const run = (tab) => tab.locator(".yasqe_queryButton").click();
const written = (tab) => tab.locator(".yasqe .CodeMirror").evaluate((element) => element.CodeMirror.getValue());

test("the page has a title, a heading and landmarks, and asks no other host", async () => {
  const { page, complaints, tab } = await open();
  assert.match(await page.title(), /SPARQL/);
  assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1);
  for (const role of ["main", "navigation", "complementary", "contentinfo"]) assert.ok((await page.getByRole(role).count()) >= 1, role);
  assert.equal(await page.locator("#plain").count(), 0, "the plain form gives way");
  assert.equal(await tab.locator(".controlbar").isVisible(), false, "there is one endpoint");
  await run(tab);
  await tab.locator("table.dataTable tbody tr").first().waitFor();
  assert.deepEqual(complaints, []);
});

test("an example is found, chosen and run; its things lead to their pages", async () => {
  const { page, complaints, tab } = await open();
  await page.locator("#list button").first().waitFor();
  await page.getByLabel("Search the examples").fill("zzyzx");
  assert.match(await page.locator("#found").innerText(), /^0 of \d+$/);
  await page.getByLabel("Search the examples").fill("trials of a drug");
  await choose(page, "trials-of-a-drug");
  const query = await written(tab);
  assert.match(query, /^# .+\?\n# drug:[\w-]+: /);
  assert.doesNotMatch(query, /\$\w/, "every parameter has a value");
  assert.equal(await tab.locator(".parseErrorIcon").count(), 0, "our prefixes need no declaration");
  await run(tab);
  await tab.locator("table.dataTable tbody tr").first().waitFor();
  const link = tab.locator('table.dataTable a.iri[href^="/id/trial/"]').first();
  const [target] = await Promise.all([page.context().waitForEvent("page"), link.click()]);
  await target.waitForLoadState();
  assert.match(target.url(), new RegExp(`^${ORIGIN}/id/trial/.+\\.html$`));
  assert.deepEqual(complaints, []);
});

test("every example is free of errors in the editor's eyes", async () => {
  const { page, tab } = await open();
  await page.locator("#list button").first().waitFor();
  const names = await page.locator("#list button").evaluateAll((buttons) => buttons.map((button) => button.dataset.name));
  assert.ok(names.length >= 80);
  const bad = [];
  for (const name of names) {
    await choose(page, name);
    if (await tab.locator(".parseErrorIcon").count()) bad.push(name);
  }
  assert.deepEqual(bad, []);
});

test("names are completed: those of the ontology and those of things, by synonyms too", async () => {
  const { page, complaints, tab } = await open();
  const offered = (text) => page.locator(".CodeMirror-hints li").filter({ hasText: text }).first();
  const take = async (text) => {
    await page.locator(".CodeMirror-hint-active").filter({ hasText: text }).waitFor();
    await page.keyboard.press("Enter");
  };
  await type(page, tab, "SELECT * WHERE { ?drug skg:appr");
  await offered("skg:approvedFor").waitFor();
  await page.keyboard.type("ovedF");
  await take("skg:approvedFor");
  await page.keyboard.type(" condition:alveolar-so");
  await take("condition:alveolar-soft-part-sarcoma");
  assert.equal(await written(tab), "SELECT * WHERE { ?drug skg:approvedFor condition:alveolar-soft-part-sarcoma");
  await type(page, tab, "DESCRIBE drug:votr");
  await offered("drug:pazopanib").waitFor();
  await page.keyboard.press("Escape");
  await type(page, tab, "SELECT * { ?s a Cond");
  await page.keyboard.press("Control+Space");
  await offered("skg:Condition").waitFor();
  assert.deepEqual(complaints, []);
});

test("the chart draws a bar for each row, in columns that can be picked", async () => {
  const { page, complaints, tab } = await open();
  await choose(page, "entities-by-kind");
  await run(tab);
  await tab.locator("table.dataTable tbody tr").first().waitFor();
  const rows = await tab.locator("table.dataTable tbody tr").count();
  await tab.locator(".select_chart").click();
  const svg = tab.locator(".chart svg");
  await svg.waitFor();
  assert.equal(await svg.locator("rect").count(), rows);
  assert.match((await svg.getAttribute("aria-label")) ?? "", /entities by kindLabel; \d+ values, from \d+/);
  for (const axis of ["entities", "kindLabel"]) assert.equal(await svg.getByText(axis, { exact: true }).count(), 1);
  await tab.getByLabel("Chart").last().selectOption("scatter");
  assert.equal(await svg.locator("circle").count(), rows);
  await choose(page, "approvals-by-year-and-agency");
  await run(tab);
  await tab.locator(".select_chart").click();
  assert.ok((await tab.locator(".chart polyline").count()) >= 2, "a line for each agency");
  assert.deepEqual(complaints, []);
});

test("an answer without numbers has no chart", async () => {
  const { page, tab } = await open();
  await type(page, tab, "SELECT ?drug { ?drug a skg:Drug } LIMIT 3");
  await page.keyboard.press("Escape");
  await run(tab);
  await tab.locator(".select_chart.disabled").waitFor();
});

test("an answer can be saved in every format", async () => {
  const { page, tab } = await open();
  await choose(page, "entities-by-kind");
  await run(tab);
  const save = async (name) => {
    const [download] = await Promise.all([page.waitForEvent("download"), tab.locator(".downloads").getByText(name, { exact: true }).click()]);
    return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
  };
  const csv = await save("CSV");
  assert.equal(csv.name, "what-the-graph-holds.csv");
  assert.match(csv.text, /^kind,kindLabel,entities\r\n/);
  assert.ok(JSON.parse((await save("JSON")).text).results.bindings.length > 10);
  await choose(page, "graph-of-a-condition");
  await run(tab);
  assert.match((await save("Turtle")).text, /alveolar-soft-part-sarcoma/);
});

test("an error is told with its line and column, and leads there", async () => {
  const { page, tab } = await open();
  await type(page, tab, "SELECT *\nWHERE { ?s skg:nope }");
  await page.keyboard.press("Escape");
  await run(tab);
  const place = tab.getByRole("alert").getByRole("button");
  assert.equal(await place.innerText(), "Line 2, column 21");
  await place.click();
  const cursor = await tab.locator(".yasqe .CodeMirror").evaluate((element) => element.CodeMirror.getCursor());
  assert.deepEqual([cursor.line, cursor.ch], [1, 20]);
});

test("a permalink opens its query, and asks this server whatever it names", async () => {
  const { page, complaints, tab } = await open();
  await type(page, tab, "SELECT ?site { ?site a skg:AnatomicalSite } LIMIT 2");
  await page.keyboard.press("Escape");
  await tab.locator(".yasqe_share").click();
  const link = await tab.locator(".yasqe_sharePopup input").inputValue();
  assert.ok(link.startsWith(`${ORIGIN}/sparql#`));
  const away = link.replace(/endpoint=[^&]*/, "endpoint=https%3A%2F%2Fexample.org%2Fsparql");
  assert.notEqual(away, link);
  const other = await open({ address: away.slice(ORIGIN.length) });
  await other.tab.locator("table.dataTable tbody tr").nth(1).waitFor();
  assert.match(await written(other.tab), /skg:AnatomicalSite/);
  assert.deepEqual([...complaints, ...other.complaints], []);
});

test("what was written is there again, kept by this browser alone", async () => {
  const { page, tab } = await open();
  await type(page, tab, "ASK { drug:pazopanib a skg:Drug }");
  await page.keyboard.press("Escape");
  await run(tab);
  await page.reload();
  await page.locator(".tabPanel.active .yasqe .CodeMirror").waitFor();
  assert.match(await written(tab), /^ASK/);
  assert.deepEqual(await page.context().cookies(), []);
});

test("the Tab key goes through the page, and leaves the editor", async () => {
  const { page, tab } = await open();
  await page.locator("#list button").first().waitFor();
  await tab.locator(".yasqe .CodeMirror textarea").focus();
  await page.keyboard.press("Tab");
  const outside = await page.evaluate(() => !document.activeElement.closest(".CodeMirror-code, .CodeMirror textarea") && document.activeElement !== document.body);
  assert.ok(outside);
});

for (const colorScheme of ["light", "dark"])
  test(`nothing scrolls sideways at 390 px, ${colorScheme}`, async () => {
    const { page, complaints, tab } = await open({ width: 390, colorScheme });
    const sideways = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok((await sideways()) <= 0);
    await page.locator("#examples summary").click();
    assert.ok((await sideways()) <= 0);
    await choose(page, "largest-trials");
    await run(tab);
    await tab.locator("table.dataTable tbody tr").first().waitFor();
    assert.ok((await sideways()) <= 0);
    await tab.locator(".select_chart").click();
    await tab.locator(".chart svg").waitFor();
    assert.ok((await sideways()) <= 0);
    assert.deepEqual(complaints, []);
  });

test("without scripts there is a form", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${ORIGIN}/sparql`);
  await page.getByLabel("Format").selectOption("csv");
  const [download] = await Promise.all([page.waitForEvent("download").catch(() => null), page.getByRole("button", { name: "Run" }).click()]);
  const text = download ? await readFile(await download.path(), "utf8") : await page.content();
  assert.match(text, /drug,date/);
});
