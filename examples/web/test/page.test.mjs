// The built page in a browser, with the API at SARCOMAKG_URL: `npm run build` first.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { preview } from "vite";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
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
const CARD = "?condition=condition:alveolar-soft-part-sarcoma&topics=TREATMENT";
const UNKNOWN = "?q=What+is+the+treatment+for+zzyzx+disease%3F";

let server, browser, origin;

before(async () => {
  server = await preview({ root: ROOT, logLevel: "error", preview: { host: "127.0.0.1", port: 0 } });
  origin = `http://127.0.0.1:${server.httpServer.address().port}`;
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGS });
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/** Open an address of the page; `complaints` collects console errors and requests to other hosts. */
async function open(address, { width = 1280 } = {}) {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("request", (request) => new URL(request.url()).origin !== origin && complaints.push(request.url()));
  await page.goto(`${origin}/${address}`);
  await drawn(page);
  return { page, complaints };
}

const drawn = (page) => page.locator("main[aria-busy=false]").waitFor();

test("a card has a heading, an answer with footnotes, sections and references", async () => {
  const { page, complaints } = await open(CARD);

  assert.match(await page.getByRole("heading", { level: 1 }).innerText(), /alveolar soft part sarcoma/i);
  assert.match(await page.title(), /alveolar soft part sarcoma/i);
  assert.match(await page.locator(".lead").innerText(), /\w+ .+\./);
  assert.ok((await page.locator(".lead button.mark").count()) > 0, "the answer has footnotes");
  assert.ok((await page.locator(".sentences > li").count()) > 0, "the sections have sentences");
  assert.equal(
    await page.locator(".sentences > li:not(:has(button.mark))").count(),
    0,
    "every sentence has a footnote",
  );
  const numbers = await page.locator("button.mark").allInnerTexts();
  const references = await page.locator(".references li").count();
  assert.equal(Math.max(...numbers.map(Number)), references, "every footnote has its reference");
  assert.match(await page.locator("article footer").innerText(), /[0-9a-f]{64}/);
  assert.deepEqual(complaints, []);
});

test("a footnote opens with Enter, shows its place and source, and closes with Escape", async () => {
  const { page, complaints } = await open(CARD);
  const mark = page.locator(".lead button.mark").first();
  const footnote = page.getByRole("dialog");

  await mark.focus();
  for (const key of ["Enter", "Space"]) {
    await page.keyboard.press(key);
    await footnote.waitFor();
    assert.ok((await footnote.locator(".locator").first().innerText()).trim(), "a locator");
    assert.match((await footnote.locator(".source a").getAttribute("href")) ?? "", /^https?:\/\//);
    assert.match(await footnote.locator("dl").first().innerText(), /Population/);
    assert.ok(await footnote.evaluate((element) => element.contains(document.activeElement)), "the focus is in it");

    await page.keyboard.press("Escape");
    await footnote.waitFor({ state: "hidden" });
    assert.ok(await mark.evaluate((element) => element === document.activeElement), "the focus is back");
  }
  assert.deepEqual(complaints, []);
});

test("a footnote of a finding has a table of its figures", async () => {
  const { page } = await open(CARD);
  const tables = page.locator(".footnote table");

  for (const mark of await page.locator("section[aria-labelledby=section-trials] > .sentences button.mark").all()) {
    await mark.press("Enter");
    await page.keyboard.press("Escape");
  }
  assert.ok((await tables.count()) > 0);
  assert.match((await tables.first().locator("td").first().textContent()) ?? "", /\d/);
});

test("a refusal says why, and its suggestions lead to answers", async () => {
  const { page, complaints } = await open(UNKNOWN);

  assert.match(await page.locator(".refusal p").first().innerText(), /\w/);
  const suggestion = page.locator(".suggestions a").first();
  const question = await suggestion.innerText();
  await suggestion.click();
  await page.waitForURL((url) => url.searchParams.get("q") === question);
  await drawn(page);
  assert.ok((await page.locator(".lead button.mark").count()) > 0, `an answer to ${question}`);
  await page.locator(".lead button.mark").first().press("Enter");
  assert.ok(await page.getByRole("dialog").locator(".locator").first().isVisible());
  assert.deepEqual(complaints, []);
});

test("a request that the API refuses is shown with its code", async () => {
  const { page } = await open("?topics=NO_SUCH_TOPIC");
  assert.match(await page.getByRole("alert").locator("code").innerText(), /^[A-Z_]+$/);
});

test("a server that cannot be reached is said so", async () => {
  const page = await browser.newPage();
  await page.route("**/graphql", (route) => route.abort());
  await page.goto(`${origin}/${CARD}`);
  assert.equal(await page.getByRole("alert").locator("code").innerText(), "NETWORK");
});

for (const address of [CARD, UNKNOWN])
  test(`nothing scrolls sideways at 390 px: ${address}`, async () => {
    const { page, complaints } = await open(address, { width: 390 });
    const sideways = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

    assert.ok((await sideways()) <= 0);
    for (const fold of await page.locator("summary").all()) await fold.click();
    for (const mark of (await page.locator("button.mark").all()).slice(0, 3)) {
      await mark.press("Enter");
      const box = await page.getByRole("dialog").boundingBox();
      assert.ok(box && box.x >= 0 && box.x + box.width <= 390, "the footnote is inside");
      await page.keyboard.press("Escape");
    }
    assert.ok((await sideways()) <= 0);
    assert.deepEqual(complaints, []);
  });
