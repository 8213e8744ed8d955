// Reads the documentation, and sends a request with it. Then the same with a viewer of another
// origin, which sends a key too.
import { newPage, preflightsOf } from "./page.mjs";
import { elsewhere } from "./elsewhere.mjs";

// Opens a page with the viewer, and sends the example of the route that its address names.
async function tryRoute(page, url) {
  await page.goto(url);
  const paths = page.locator("rapi-doc .nav-bar-path");
  await paths.first().waitFor();
  const listed = await paths.evaluateAll((items) => 
    items.map((it) => it.textContent.trim().replace(/\s+/g, " ")),
  );
  const button = page.locator("rapi-doc button").getByText(/^TRY$/).first();
  await button.click();
  const message = page.locator("rapi-doc .response-message").first();
  await message.getByText(/\d/).waitFor();
  return { listed, said: await message.textContent() };
}

export default async function docs(browser, { base, address, viewer, key }) {
  const here = await newPage(browser, { extraHTTPHeaders: address });
  const own = await tryRoute(here.page, `${base}/docs#get-/artist/getInfo`);

  const viewerHere = `<!doctype html><title>Elsewhere</title><link rel="icon" href="data:,"><script src="/viewer.js"></script>
<rapi-doc spec-url="${base}/openapi.json" server-url="${base}" render-style="focused"
 load-fonts="false" use-path-in-nav-bar="true" api-key-name="Authorization"
 api-key-location="header" api-key-value="Bearer ${key}"></rapi-doc>`;
  const there = await newPage(browser);
  const preflights = await preflightsOf(there.page);
  const server = await elsewhere({ "/": viewerHere, "/viewer.js": viewer });
  const foreign = await tryRoute(there.page, `${server.origin}/#get-/artist/getInfo`);
  server.close();
  return { own: { ...own, ...here.noted() }, foreign: { ...foreign, ...there.noted(), preflights } };
}
