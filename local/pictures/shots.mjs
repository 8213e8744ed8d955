// Photographs the console, the documentation and the cards. Returns PNGs in base64.
const WIDE = { width: 1100, height: 720 };

async function open(browser, url, options = {}) {
  const page = await browser.newPage({ viewport: WIDE, colorScheme: "light", ...options });
  page.setDefaultTimeout(60_000);
  await page.goto(url);
  return page;
}

const photograph = async (page, options) => (await page.screenshot(options)).toString("base64");

// The console after the same request twice: a hit.
async function console(browser, base) {
  const page = await open(browser, base + "/");
  await page.locator("#p0-artist").fill("Glass Harbour");
  for (const word of ["MISS", "HIT"]) {
    await page.locator("#console button").click();
    await page.locator("#did-cache").getByText(word).waitFor();
  }
  const top = (await page.locator("#try").boundingBox()).y;
  const bottom = await page.locator("#answer dl").boundingBox();
  await page.setViewportSize({ width: WIDE.width, height: 2000 });
  const height = bottom.y + bottom.height - top + 40;
  return photograph(page, { clip: { x: 0, y: top - 20, width: WIDE.width, height } });
}

async function docs(browser, base) {
  const page = await open(browser, base + "/docs#get-/artist/getInfo");
  await page.locator("rapi-doc .nav-bar-path").first().waitFor();
  await page.locator("rapi-doc button").getByText(/^TRY$/).first().waitFor();
  await page.waitForTimeout(500); // until it has scrolled to the route
  await page.evaluate(() => scrollTo(0, 0));
  return photograph(page);
}

// Cards as readers in light and in dark mode see them.
async function cards(browser, base, user) {
  const page = await browser.newPage({ viewport: { width: 860, height: 400 } });
  page.setDefaultTimeout(60_000);
  const queries = [
    ["recent", "&count=4&footer=wave"],
    ["now", ""],
    ["top", "&type=artists&period=7day&count=3"],
    ["stats", ""],
  ];
  const column = (theme, paper) => {
    const images = queries.map(
      ([kind, query]) =>
        `<p><img src="${base}/card/${kind}.svg?user=${user}&theme=${theme}&animate=0${query}"></p>`,
    );
    return `<div style="background: ${paper}; padding: 8px 15px">${images.join("")}</div>`;
  };
  await page.setContent(
    `<body style="margin: 0; display: inline-flex">${column("light", "#f6f8fa")}${column("dark", "#0d1117")}`,
  );
  await page.waitForFunction(() => [...document.images].every((image) => image.complete));
  await page.waitForTimeout(300);
  return photograph(page, { fullPage: true });
}

export default async function shots(browser, { base, user }) {
  return {
    console: await console(browser, base),
    docs: await docs(browser, base),
    cards: await cards(browser, base, user),
  };
}
