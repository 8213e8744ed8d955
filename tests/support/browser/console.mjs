// Uses the home page's console by keyboard only.
import { newPage, violations } from "./page.mjs";

const focused = () => {
  const it = document.activeElement;
  const style = getComputedStyle(it);
  return { name: it.id || it.textContent.trim(), outlined: style.outlineStyle !== "none" };
};

async function tabTo(page, name, stops) {
  for (let turn = 0; turn < 20; turn += 1) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(focused);
    stops.push(stop);
    if (stop.name === name) return;
  }
  throw new Error(`Tab does not reach ${name}: ${JSON.stringify(stops)}`);
}

async function answer(page) {
  await page.waitForFunction(
    () => document.getElementById("told").textContent,
  );
  return page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll("#answer dd, #body")].map((it) => [it.id, it.textContent]),
    ),
  );
}

export default async function useConsole(browser, { base, address, artist }) {
  const { page, noted } = await newPage(browser, { extraHTTPHeaders: address });
  await page.goto(base + "/");
  const stops = [];
  await page.keyboard.press("Tab");
  stops.push(await page.evaluate(focused));
  await page.keyboard.press("Enter"); // past the navigation
  const skipped = await page.evaluate(() => document.activeElement.id);
  await tabTo(page, "route", stops);
  await page.keyboard.press("ArrowDown"); // the second route: an artist's tracks
  const parameters = () =>
    page.evaluate(() => [
      ...[...document.querySelectorAll("#console fieldset input")]
        .filter((it) => it.checkVisibility())
        .map((it) => it.name),
    ]);
  const second = await parameters();
  await page.keyboard.press("ArrowUp");
  const first = await parameters();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Control+A");
  await page.keyboard.type(artist);
  const answers = [];
  for (let turn = 0; turn < 2; turn += 1) {
    await page.locator("#console button").press("Enter");
    answers.push(await answer(page));
    answers[turn].keepsFocus = await page.evaluate(
      () => document.activeElement.textContent === "Send",
    );
  }
  await tabTo(page, "body", stops); // the answer's body scrolls by keyboard
  return { stops, skipped, first, second, answers, violations: await violations(page), ...noted() };
}
