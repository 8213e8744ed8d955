// Uses the home page's forms without scripts.
import { newPage } from "./page.mjs";

export default async function scriptless(browser, { base, address }) {
  const options = { extraHTTPHeaders: address, javaScriptEnabled: false };
  const { page, noted } = await newPage(browser, options);
  const submit = async (button) => {
    await page.goto(base + "/");
    const [response] = await Promise.all([
      page.waitForResponse(({ url }) => url !== base + "/"),
      page.locator(button).click(),
    ]);
    await page.waitForURL(response.url());
    return { url: response.url(), type: await response.headerValue("Content-Type") };
  };
  return {
    console: await submit("#console button"),
    card: await submit("#card button >> nth=0"),
    top: await submit("#card noscript button >> nth=1"),
    ...noted(),
  };
}
