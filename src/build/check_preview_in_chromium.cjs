// Opens the preview of each table in a browser and fails where one is not as it should be.
//
//   node check_preview_in_chromium.cjs BROWSER DIRECTORY TABLE...
const assert = require("node:assert");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { chromium } = require("playwright-core");

const [browser, directory, ...tables] = process.argv.slice(2);
const WINDOWS = {
  light: { colorScheme: "light", viewport: { width: 1280, height: 900 } },
  dark: { colorScheme: "dark", viewport: { width: 1280, height: 900 } },
  phone: { colorScheme: "light", viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
  narrow: { colorScheme: "dark", viewport: { width: 320, height: 640 } },
};

// Relative luminance and contrast as WCAG 2.2 defines them.
function contrast(a, b) {
  const luminance = (colour) => {
    const [red, green, blue] = colour.match(/[\d.]+/g).slice(0, 3).map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

// What the page is made of, as the browser has laid it out.
function look() {
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (!colour.endsWith(", 0)")) {
        return colour;
      }
    }
    return getComputedStyle(document.documentElement).backgroundColor;
  };
  const own = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.nodeValue.trim());
  const images = [...document.images];
  return {
    title: document.title,
    headings: [...document.querySelectorAll("h1, h2, h3")].map((heading) => Number(heading.tagName[1])),
    scripts: document.scripts.length,
    broken: images.filter((image) => !image.complete || image.naturalWidth === 0).length,
    images: images.length,
    undescribed: images.filter((image) => !image.alt).length,
    invisible: images.filter((image) => image.getBoundingClientRect().width < 8).length,
    wide: document.documentElement.scrollWidth - window.innerWidth,
    texts: [...document.body.querySelectorAll("*")]
      .filter((element) => own(element) && element.getClientRects().length > 0)
      .map((element) => [element.textContent.slice(0, 40), getComputedStyle(element).color, ground(element)]),
  };
}

async function check(page, name, seen) {
  const found = await page.evaluate(look);
  assert.equal(found.scripts, 0, `${name}: a script`);
  assert.ok(found.images > 0, `${name}: no picture`);
  assert.equal(found.broken, 0, `${name}: pictures that are not drawn`);
  assert.equal(found.undescribed, 0, `${name}: pictures without a text`);
  assert.equal(found.invisible, 0, `${name}: pictures too small to see`);
  assert.ok(found.wide <= 0, `${name}: ${found.wide} pixels wider than the window`);
  assert.equal(found.headings.filter((level) => level === 1).length, 1, `${name}: one h1 is wanted`);
  found.headings.forEach((level, i) => assert.ok(i === 0 || level <= found.headings[i - 1] + 1, `${name}: a heading's level is left out`));
  for (const [text, colour, ground] of found.texts) {
    assert.ok(contrast(colour, ground) >= 4.5, `${name}: "${text}": ${colour} on ${ground} is ${contrast(colour, ground).toFixed(2)}, below AA's 4.5`);
  }
  assert.deepEqual(seen.requests.filter((url) => !url.startsWith("data:")), [seen.page], `${name}: requests`);
  assert.deepEqual(seen.errors, [], `${name}: errors`);
  return found;
}

// A tooltip that is hidden, comes up, and lies within the window.
async function point(page, name, figure, act) {
  const tip = figure.locator(".tip");
  await figure.scrollIntoViewIfNeeded();
  assert.ok(!(await tip.isVisible()), `${name}: a tooltip before it is pointed at`);
  await act();
  assert.ok(await tip.isVisible(), `${name}: no tooltip`);
  assert.match(await tip.innerText(), /in \d+ × \d+ × \d+[^]*out \d+ × \d+ × \d+/, `${name}: the tooltip's text`);
  const box = await tip.boundingBox();
  const width = page.viewportSize().width;
  assert.ok(box.x >= 0 && box.x + box.width <= width, `${name}: the tooltip lies outside the window`);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${name}: the tooltip makes the page wider`);
}

async function main() {
  const chrome = await chromium.launch({ executablePath: browser, args: ["--no-sandbox"] });
  for (const table of tables) {
    const url = pathToFileURL(path.join(directory, table, "_preview", "index.html")).href;
    for (const [window, options] of Object.entries(WINDOWS)) {
      const name = `${table}-${window}`;
      const context = await chrome.newContext({ ...options, javaScriptEnabled: false });
      const page = await context.newPage();
      const seen = { page: url, requests: [], errors: [] };
      page.on("request", (request) => seen.requests.push(request.url()));
      page.on("console", (message) => seen.errors.push(message.text()));
      page.on("pageerror", (error) => seen.errors.push(String(error)));
      await page.goto(url);
      const found = await check(page, name, seen);
      await page.screenshot({ path: path.join(directory, `${name}.png`), fullPage: true });
      const figures = page.locator("figure");
      const last = (await figures.count()) - 1;
      for (const at of [0, Math.floor(last / 2), last]) {
        const figure = figures.nth(at);
        await point(page, name, figure, () => (options.hasTouch ? figure.tap() : figure.hover()));
        if (at === 0) {
          await page.screenshot({ path: path.join(directory, `${name}-pointed.png`) });
        }
        await page.mouse.move(0, 0);
        await figure.blur();
      }
      await point(page, name, figures.nth(0), () => figures.nth(0).focus());
      console.log(`${name}: ${found.images} pictures, ${found.texts.length} texts, no request, no error`);
      await context.close();
    }
  }
  await chrome.close();
}

main().catch((error) => {
  console.error(error.message ?? error);
  process.exit(1);
});
