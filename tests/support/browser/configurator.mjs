// Makes cards with the home page's form. While it types, the page's clock stands still: what the
// form requests does not depend on how fast this machine types.
import { PHONE, newPage, scrollsSideways, violations } from "./page.mjs";

const results = () => ({
  markdown: document.getElementById("card-markdown").textContent,
  html: document.getElementById("card-html").textContent,
  url: document.getElementById("card-url").textContent,
});

// Waits until the picture is that of the form, and returns what the page shows.
async function made(page) {
  await page.clock.runFor(400);
  await page.getByText("Drawn. A card").waitFor();
  const shown = await page.evaluate(() => {
    const image = document.querySelector("#card-results img");
    return { source: image.currentSrc, alt: image.alt, width: image.naturalWidth };
  });
  return { ...(await page.evaluate(results)), ...shown };
}

// Returns the elements and attributes that a browser makes of HTML.
const parsed = (page, html) =>
  page.evaluate((text) => {
    const { body } = new DOMParser().parseFromString(text, "text/html");
    return [...body.querySelectorAll("*")].map((it) => [
      it.localName,
      Object.fromEntries([...it.attributes].map(({ name, value }) => [name, value])),
    ]);
  }, html);

const fields = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("#card [name]:enabled")]
      .filter((it) => it.checkVisibility())
      .map((it) => it.name),
  );

export default async function configurator(browser, { base, address, user, share, hostile }) {
  const options = { extraHTTPHeaders: address, viewport: PHONE, colorScheme: "dark" };
  const { page, noted } = await newPage(browser, options);
  const asked = [];
  page.on("request", (request) => {
    if (request.url().includes("/card/")) asked.push(request.url());
  });
  await page.clock.install();
  await page.goto(base + "/");
  await page.clock.pauseAt(Date.now() + 60_000);
  const unseen = asked.length;
  await page.locator("#card-user").focus();
  const first = await made(page);

  const before = asked.length;
  await page.keyboard.press("Control+A");
  await page.keyboard.type(user);
  const whileTyping = asked.length - before;
  const own = await made(page);
  const afterTyping = asked.length - before;
  await page.clock.resume();

  await page.locator("#card-kind").focus();
  for (const letter of "top") await page.keyboard.press(letter);
  const top = { ...(await made(page)), fields: await fields(page) };
  await page.getByText("More options").focus();
  await page.keyboard.press("Enter");
  await page.locator("#card-radius").fill("0");
  const square = await made(page);
  const dark = { violations: await violations(page), wide: await scrollsSideways(page) };
  await page.emulateMedia({ colorScheme: "light" });
  await page.waitForFunction(
    (url) => document.querySelector("#card-results img").currentSrc === url,
    square.url,
  );
  const light = { violations: await violations(page) };

  await page.locator("#card-dark").selectOption("");
  await page.locator("#card-title").fill(hostile);
  await page.locator("#card-user").fill(hostile);
  const plain = await made(page);
  await page.locator("#card-dark").selectOption("nord");
  const attacked = await made(page);
  const elements = await parsed(page, attacked.html);
  await page.locator("#card-token").fill(share);
  const shared = await made(page);

  const copy = page.locator("#card-results .copy button").first();
  await copy.click();
  await copy.getByText(/Copied|Selected/).waitFor();
  return {
    ...{ unseen, first, own, whileTyping, afterTyping, top, square, dark, light, plain },
    ...{ attacked, elements, shared, ...noted() },
  };
}
