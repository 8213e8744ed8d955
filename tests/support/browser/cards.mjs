// Draws sheets of cards as <img>, compares them with earlier pictures, and measures their text.
import { newPage } from "./page.mjs";

// Runs in the page. Draws a sheet's cards at half their size, side by side, a row for each theme.
async function drawSheet({ cards, earlier, perRow }) {
  const SCALE = 0.5;
  const GAP = 8;
  const picture = async (source) => {
    const image = new Image();
    image.src = source;
    await image.decode();
    return image;
  };
  const svg = (text) => "data:image/svg+xml," + encodeURIComponent(text);
  const images = await Promise.all(cards.map((card) => picture(svg(card.svg))));
  const cells = [];
  let [x, y, below, right] = [0, 0, 0, 0];
  images.forEach((image, place) => {
    if (place % perRow === 0) [x, y] = [0, below];
    const [width, height] = [image.width * SCALE, image.height * SCALE].map(Math.ceil);
    cells.push({ x, y, width, height });
    [x, below] = [x + width + GAP, Math.max(below, y + height + GAP)];
    right = Math.max(right, x);
  });
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [right - GAP, below - GAP];
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const clear = () => {
    context.fillStyle = "#808080";
    context.fillRect(0, 0, canvas.width, canvas.height);
  };
  const pixels = () => cells.map((at) => context.getImageData(at.x, at.y, at.width, at.height).data);
  clear();
  context.imageSmoothingQuality = "high";
  images.forEach((image, place) => {
    const { x, y, width, height } = cells[place];
    context.drawImage(image, x, y, width, height);
  });
  const png = canvas.toDataURL("image/png");
  const now = pixels();
  let differences = null;
  if (earlier) {
    const before = await picture(earlier);
    clear();
    context.drawImage(before, 0, 0);
    const fits = before.width === canvas.width && before.height === canvas.height;
    // The share of pixels of which some colour differs by more than 48 of 255.
    differences = pixels().map((data, cell) => {
      let changed = 0;
      for (let at = 0; at < data.length; at += 4) {
        const most = Math.max(...[0, 1, 2].map((n) => Math.abs(data[at + n] - now[cell][at + n])));
        if (most > 48) changed += 1;
      }
      return fits ? changed / (data.length / 4) : 1;
    });
  }
  const sizes = images.map((image) => [image.width, image.height]);
  return { png, sizes, differences };
}

// Runs in the page. Measures the text of a card that is a part of the page.
function measureText(svg) {
  const SLACK = 1.5; // pixels, for rounding
  document.body.innerHTML = svg;
  const root = document.body.firstElementChild;
  const texts = [...root.querySelectorAll("text")].filter((it) => it.textContent.trim());
  const outside = [];
  const boxes = texts.map((text) => {
    const box = text.getBoundingClientRect();
    const column = text.closest("svg").getBoundingClientRect();
    const beyond = Math.max(column.left - box.left, box.right - column.right);
    if (beyond > SLACK) outside.push([text.textContent.slice(0, 40), Math.round(beyond * 10) / 10]);
    return { box, says: text.textContent.slice(0, 40) };
  });
  const overlapping = [];
  boxes.forEach(({ box: one, says }, place) => {
    for (const { box: other, says: told } of boxes.slice(place + 1)) {
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const sameLine = Math.abs(one.top + one.bottom - other.top - other.bottom) < one.height;
      if (across > SLACK && sameLine) overlapping.push([says, told, Math.round(across)]);
    }
  });
  const active =
    "script, foreignObject, iframe, animate, set, use:not([href^='#']), [onload], [onclick], [onerror]";
  return {
    ...{ outside, overlapping, texts: texts.length, title: root.querySelector("title").textContent },
    active: [...root.querySelectorAll(active)].map((it) => it.outerHTML.slice(0, 100)),
    links: [...root.querySelectorAll("a")].map((it) => it.getAttribute("href")),
    foreign: document.body.children.length - 1,
  };
}

export default async function cards(browser, { sheets, perRow }) {
  // With two pixels to a pixel Chromium does not round the widths of letters.
  const { page, noted } = await newPage(browser, { deviceScaleFactor: 2 });
  await page.setContent("<!doctype html><title>Cards</title><body style='margin: 0'>");
  const dialogs = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    dialog.dismiss();
  });
  const seen = {};
  for (const [name, { cards, earlier }] of Object.entries(sheets)) {
    const drawn = await page.evaluate(drawSheet, { cards, earlier, perRow });
    const measured = [];
    for (const { svg } of cards) measured.push(await page.evaluate(measureText, svg));
    seen[name] = { ...drawn, measured };
  }
  return { sheets: seen, dialogs, ...noted() };
}
