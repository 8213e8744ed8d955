// Watches the overlay of a share token while its user begins a track. The page's clock is moved, so
// that nobody waits for a poll.
import { PHONE, newPage, violations } from "./page.mjs";

const shown = () => {
  const box = document.querySelector(".np");
  return {
    hidden: box.hidden,
    status: box.dataset.status,
    title: box.querySelector(".np-title").textContent,
    artist: box.querySelector(".np-artist").textContent,
    elements: box.querySelectorAll("*").length,
    paper: getComputedStyle(document.body).backgroundColor,
  };
};

export default async function overlay(browser, { base, share, write, track }) {
  const { page, noted } = await newPage(browser, { viewport: PHONE });
  await page.clock.install();
  let polls = 0;
  let wait = 0;
  page.on("response", async (response) => {
    if (!response.url().endsWith("/now-playing")) return;
    wait = Number(await response.headerValue("X-Poll-After"));
    polls += 1;
  });
  const polled = async (count) => {
    while (polls < count) await new Promise((resolve) => setTimeout(resolve, 20));
    await page.waitForFunction(() => document.querySelector(".np").dataset.status !== "unavailable");
  };
  await page.goto(`${base}/share/${share}/overlay?theme=light`);
  await polled(1);
  const before = { ...(await page.evaluate(shown)), wait };
  const written = await fetch(`${base}/1/submit-listens`, {
    method: "POST",
    headers: { Authorization: `Token ${write}`, "Content-Type": "application/json" },
    body: JSON.stringify({ listen_type: "playing_now", payload: [{ track_metadata: track }] }),
  });
  await page.clock.fastForward(wait * 1000 - 1);
  const early = polls;
  await page.clock.fastForward(1);
  await polled(2);
  await page.waitForTimeout(100);
  const after = { ...(await page.evaluate(shown)), wait };
  const seen = { before, after, early, polls, written: written.status };
  const found = { light: await violations(page) };
  for (const theme of ["dark", "clear"]) {
    await page.goto(`${base}/share/${share}/overlay?theme=${theme}`);
    await page.locator(".np").waitFor();
    found[theme] = await violations(page);
  }
  return { ...seen, violations: found, ...noted() };
}
