// Opens pages, and notes what a page should not do.
import { readFileSync } from "node:fs";

const AXE = readFileSync(process.env.AXE, "utf8");

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 900 };

// Returns a new page, the problems that its console tells, and the hosts that it asked. `options`
// are those of a context.
export async function newPage(browser, options = {}) {
  const context = await browser.newContext({ viewport: DESKTOP, ...options });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const problems = [];
  const hosts = new Set();
  page.on("console", (message) => {
    // A browser asks for the icon of a host by itself when it opens a bare file.
    if (message.location().url.endsWith("/favicon.ico")) return;
    if (["error", "warning"].includes(message.type())) problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("request", (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol.startsWith("http")) hosts.add(host);
  });
  return { page, problems, noted: () => ({ problems, hosts: [...hosts] }) };
}

// Returns the rules of axe-core that the page breaks, each with its first place. The script is
// evaluated by the debugger, so that the page's Content-Security-Policy stays as it is.
export async function violations(page) {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const found = await globalThis.axe.run();
    return found.violations.map(({ id, nodes }) => `${id} ×${nodes.length}: ${nodes[0].html.slice(0, 200)} ${nodes[0].failureSummary}`);
  });
}

// Returns the list that fills with what the browser asks before it sends a request of another origin.
export async function preflightsOf(page) {
  const session = await page.context().newCDPSession(page);
  const asked = [];
  session.on("Network.requestWillBeSent", ({ initiator, request }) => {
    if (initiator.type === "preflight") asked.push(request.url);
  });
  await session.send("Network.enable");
  return asked;
}

export const scrollsSideways = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
