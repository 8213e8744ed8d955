// Opens each page in light and dark, on a desktop and on a phone.
import { DESKTOP, PHONE, newPage, scrollsSideways, violations } from "./page.mjs";

async function look(page, size) {
  await page.setViewportSize(size);
  return {
    violations: await violations(page),
    scrollsSideways: await scrollsSideways(page),
    paper: await page.evaluate(() => getComputedStyle(document.body).backgroundColor),
  };
}

export default async function looks(browser, { base, address, paths }) {
  const seen = {};
  for (const path of paths) {
    seen[path] = { looks: {}, problems: [], hosts: [] };
    for (const colorScheme of ["light", "dark"]) {
      const { page, noted } = await newPage(browser, { extraHTTPHeaders: address, colorScheme });
      await page.goto(base + path);
      if (path === "/docs") await page.locator("rapi-doc .nav-bar-path").first().waitFor();
      for (const [device, size] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
        seen[path].looks[`${colorScheme}, ${device}`] = await look(page, size);
      }
      const { problems, hosts } = noted();
      seen[path].problems.push(...problems);
      seen[path].hosts.push(...hosts);
      await page.context().close();
    }
  }
  return seen;
}
