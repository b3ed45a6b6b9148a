// How long a person waits for each page, in a real browser: node pages.mjs CHROMIUM URL PASSWORD ROUNDS
// Writes rows of a table: milliseconds from the navigation until the content is drawn and the main thread is idle.
import { chromium } from 'playwright-core';

const [executablePath, url, password, rounds] = process.argv.slice(2);
const views = {
  Today: ['', '.cards .card, .notice'], Review: ['review', '.stage'], Rejected: ['rejected', '.cards, .notice'], Timeline: ['timeline', '.event'],
  Species: ['species', '.cards'], Model: ['model', '.limits'], System: ['system', 'dl'],
};

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  const page = await browser.newPage();
  await page.goto(url);
  await page.fill('#password', password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /^Today, / }).waitFor();
  for (const [name, [path, drawn]] of Object.entries(views)) {
    const taken = [];
    for (let i = 0; i < Number(rounds); i++) {
      taken.push(await wait(page, path, drawn));
    }
    taken.sort((one, other) => one - other);
    console.log(`| ${name} | ${Math.round(taken[Math.floor(taken.length / 2)])} | ${Math.round(taken.at(-1))} |`);
  }
} finally {
  await browser.close();
}

async function wait(page, path, drawn) {
  await page.goto(url + path, { waitUntil: 'commit' });
  await page.waitForFunction((selector) => document.querySelector(`main .view :is(${selector})`) && !document.querySelector('main .view')?.textContent.includes('Loading…'), drawn, { polling: 'raf' });
  return page.evaluate(() => new Promise((idle) => { requestAnimationFrame(() => requestIdleCallback(() => idle(performance.now()))); }));
}
