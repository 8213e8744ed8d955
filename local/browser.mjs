// Runs scripts of a folder over one browser. Standard input maps their names to JSON arguments;
// standard output maps them to {"seen": …} or {"failure": …}. Each script's default export gets the
// browser and its argument.
import path from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

const MOST = 90_000; // milliseconds of one script

const folder = path.resolve(process.argv[2]);
const { chromium } = await import(pathToFileURL(process.env.PLAYWRIGHT).href);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  chromiumSandbox: process.getuid() !== 0, // Chromium has no sandbox for root
  // Letters have one form on every machine.
  args: ["--font-render-hinting=none", "--disable-lcd-text"],
});
const tooLong = (name) =>
  new Promise((_, refuse) => {
    setTimeout(() => refuse(new Error(`${name} takes longer than ${MOST / 1000} s`)), MOST).unref();
  });
const results = {};
for (const [name, told] of Object.entries(JSON.parse(await text(process.stdin)))) {
  const started = performance.now();
  try {
    const script = await import(pathToFileURL(path.join(folder, `${name}.mjs`)).href);
    const seen = await Promise.race([script.default(browser, told), tooLong(name)]);
    results[name] = { seen };
  } catch (error) {
    results[name] = { failure: String(error.stack || error) };
  }
  for (const context of browser.contexts()) await context.close();
  results[name].seconds = Math.round((performance.now() - started) / 100) / 10;
}
await browser.close();
console.log(JSON.stringify(results));
