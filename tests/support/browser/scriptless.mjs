// Uses the home page without scripts.
import { newPage } from "./page.mjs";

export default async function scriptless(browser, { base, address }) {
  const options = { extraHTTPHeaders: address, javaScriptEnabled: false };
  const { page, noted } = await newPage(browser, options);
  await page.goto(base + "/");
  await page.locator("#console button").click();
  await page.waitForURL(/artist\/getInfo/);
  return { url: page.url(), ...noted() };
}
