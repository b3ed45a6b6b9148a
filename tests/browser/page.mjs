// What a person does with the page, in a real browser: node page.mjs CHROMIUM URL PASSWORD PICTURES URL_FOR_GUESTS ITS_PASSWORD
// Ends with 'done' and exit code 0, or with what was not as it should be.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';
import { comesAndGoes } from './coming-and-going.mjs';

const [executablePath, url, password, pictures, guestUrl, guestPassword] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const DESK = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };
const REVIEWS = 10, RELABELLED = 6;

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  await deskInLight();
  await phoneInDark();
  await comesAndGoes({ open, logIn, DESK, PHONE, url, guestUrl });
  await deskInDark();
  await guestOnPhone();
  await ownerAmongGuests();
  await withoutPictures();
  console.log('done');
} finally {
  await browser.close();
}

async function deskInLight() {
  const visit = await open(DESK);
  const { page } = visit;
  await page.waitForSelector('#password');
  await visit.look('login');
  await page.fill('#password', 'not this one');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('that is not the password').waitFor();

  // The browser itself tells of the refused login; nothing else may be told.
  assert.equal(visit.complaints.splice(0).length, 1, 'one refused login');
  await page.fill('#password', password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /^Today, / }).waitFor();
  await visit.settle();
  assert.ok(await page.locator('.cards .card').count() > 0, 'there are visits');
  await visit.look('today');

  await page.getByRole('button', { name: 'Show live picture' }).click();
  await page.waitForFunction(() => document.querySelector('.live .clean')?.naturalWidth > 0);
  await visit.look('live');
  await page.getByRole('button', { name: 'Hide live picture' }).click();

  await page.getByRole('link', { name: 'Review', exact: true }).click();
  await reviewByKeyboard(visit);

  await page.getByRole('link', { name: 'Rejected' }).click();
  await page.waitForFunction(() => [...document.querySelectorAll('.reject img')].length === 2 && [...document.querySelectorAll('.reject img')].every((image) => image.naturalWidth > 0));
  await visit.look('rejected');
  assert.match(await page.locator('.reject .quiet').first().textContent(), /^\w+day,? \d+ \w+, 0\d:\d\d$/, 'the day and the clock of the place');
  await page.getByLabel('Only what was held back as').selectOption('plume');
  await page.getByRole('button', { name: 'Somebody was there' }).click();
  await page.getByText('Kept as a clip').waitFor({ state: 'attached' });
  assert.equal((await page.evaluate(async () => (await fetch('/api/rejects')).json())).length, 1, 'it is a clip now');

  await page.getByRole('link', { name: 'Timeline' }).click();
  await page.locator('.event').first().waitFor();
  await visit.look('timeline');
  await page.locator('.event:has(.dot)').last().click();
  await page.locator('dialog .picture img').first().waitFor();
  await page.waitForFunction(() => [...document.querySelectorAll('dialog .clean')].every((image) => image.complete && image.naturalWidth > 0));
  await page.locator('dialog').getByRole('button', { name: 'Heat map' }).first().click();
  await page.locator('dialog').getByRole('button', { name: 'Lock' }).first().click();
  await page.locator('dialog [aria-pressed=true]').getByText('Lock').waitFor();
  await visit.look('visit');
  await page.getByRole('button', { name: 'Close' }).click();
  await page.locator('dialog').waitFor({ state: 'detached' });

  await page.locator('.event').filter({ hasText: 'corrected by you' }).first().click();
  await page.getByRole('button', { name: 'Both maps' }).click();
  await page.waitForFunction(() => document.querySelectorAll('.both .heat img').length === 2 && [...document.querySelectorAll('.both img')].every((image) => image.naturalWidth > 0));
  await visit.look('both-maps');
  await page.keyboard.press('Escape');

  await page.getByRole('link', { name: 'Species' }).click();
  await page.locator('.cards .card').first().waitFor();
  await visit.look('species');
  await page.getByRole('link', { name: 'Model' }).click();
  await page.getByRole('table').waitFor();
  assert.equal(await page.getByText(`From the ${REVIEWS - 1} pictures`).count(), 1, 'what was reviewed is counted');
  const limit = page.getByLabel('Limit for Sparrow', { exact: true });
  await limit.fill('2');
  await limit.press('Enter');
  await page.getByRole('alert').getByText('A limit is a number from 0.05 to 0.99.').waitFor();
  await limit.fill('0.42');
  await limit.press('Enter');
  await page.getByText('asked for; the model card says 0.60').first().waitFor();
  assert.equal(await limit.inputValue(), '0.42', 'the limit holds');
  await visit.look('model');
  await page.getByRole('button', { name: 'Back to the model card’s limit for Sparrow' }).click();
  await page.getByText('asked for;').first().waitFor({ state: 'detached' });
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download' }).click()]);
  assert.match(file.suggestedFilename(), /^birbcam-balcony-ancestor-\d{8}\.zip$/);
  assert.equal(await file.failure(), null, 'all of it arrives');
  await page.getByLabel('As', { exact: true }).selectOption('ebird');
  await page.getByText('ebird says where the camera is: set Location.Latitude').waitFor();
  assert.ok(await page.getByRole('button', { name: 'Download' }).isDisabled(), 'what cannot be had is not offered');
  assert.ok(await page.getByLabel('Only what I have reviewed').isChecked(), 'eBird gets nothing that nobody has seen');

  await page.getByRole('link', { name: 'System' }).click();
  await page.getByRole('heading', { name: 'Machine' }).waitFor();
  await drawZone(visit);
  await page.locator('.locked').last().scrollIntoViewIfNeeded();
  await page.waitForFunction(() => [...document.querySelectorAll('.locked img')].every((image) => image.naturalWidth > 0));
  await visit.look('system');
  const locked = await page.locator('.locked').count();
  await page.locator('.locked').first().getByRole('button', { name: 'Lock' }).click();
  await page.locator('.locked [aria-pressed=false]').waitFor();
  assert.equal((await page.evaluate(async () => (await fetch('/api/locks')).json())).locked.length, locked - 1, 'it is unlocked');

  await page.getByRole('button', { name: 'Log out' }).click();
  await page.waitForSelector('#password');
  await page.goto(`${url}review`);
  await page.waitForSelector('#password');
  await visit.close();
}

/** A zone on the live picture, by keyboard and by pointer; it holds after it is saved. */
async function drawZone(visit) {
  const { page } = visit;
  await page.getByRole('button', { name: 'New zone' }).click();
  await page.getByText('Let through: one thing moves').waitFor();
  await page.getByLabel('Show what the gate puts up with').check();
  await page.waitForFunction(() => document.querySelector('.tolerance')?.naturalWidth > 0);
  const corner = page.getByRole('button', { name: 'Corner 1 of zone 1' });
  await corner.focus();
  await page.keyboard.press('ArrowLeft');
  const [from, to] = [await corner.boundingBox(), await page.locator('.live .picture').boundingBox()];
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x + 0.1 * to.width, to.y + 0.2 * to.height, { steps: 3 });
  await page.mouse.up();

  // One press from the name to a button is enough.
  await page.getByLabel('Name of the zone').fill('');
  await page.getByLabel('Name of the zone').pressSequentially('street');
  await page.getByRole('button', { name: 'Add a corner' }).click();
  assert.equal(await page.locator('.corner').count(), 5, 'a corner more');
  await page.getByRole('button', { name: 'Corner 3 of street' }).press('Delete');
  assert.equal(await page.locator('.corner').count(), 4, 'a corner less');
  assert.equal(await page.locator('.corner:focus').count(), 1, 'the next corner has the focus');
  await page.getByLabel('What the zone does').selectOption('preclusive');
  assert.equal(await page.locator('.corner.preclusive').count(), 4, 'the corners are of its kind');
  await page.getByLabel('What the zone does').selectOption('ignore');

  await page.getByRole('button', { name: 'New zone' }).click();
  await page.getByLabel('Name of the zone').last().fill('street');
  await page.getByRole('alert').getByText('Two zones are called ‘street’').waitFor();
  await page.getByRole('button', { name: 'Remove street' }).last().click();
  await page.getByText('Two zones are called').waitFor({ state: 'detached' });

  // What is not saved waits.
  await page.getByRole('link', { name: 'Species' }).click();
  await page.locator('.cards .card').first().waitFor();
  await page.getByRole('link', { name: 'System' }).click();
  await page.getByText('Not saved yet.').waitFor();
  await page.getByRole('button', { name: 'Show live picture' }).click();
  await page.waitForFunction(() => document.querySelector('.live .clean')?.naturalWidth > 0);
  await page.locator('.live').scrollIntoViewIfNeeded();
  await visit.look('zones');
  await page.getByLabel('Name of the zone').press('End');
  await page.keyboard.type('s');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'What the zone does', 'Tab goes on');
  await page.getByLabel('Name of the zone').press('End');
  await page.keyboard.press('Backspace');
  await page.getByRole('button', { name: 'Save zones' }).click();
  await page.getByRole('button', { name: 'Back to the configuration’s' }).waitFor();
  const { zones } = await page.evaluate(async () => (await fetch('/api/zones')).json());
  assert.deepEqual([zones.length, zones[0].name, zones[0].kind, zones[0].polygon[0].map((share) => Math.round(10 * share) / 10)], [1, 'street', 'ignore', [0.1, 0.2]]);
  assert.equal(await page.getByText('Not saved yet.').count(), 0, 'nothing waits');
  await page.getByRole('button', { name: 'Back to the configuration’s' }).click();
  await page.locator('.corner').first().waitFor({ state: 'detached' });
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'New zone', 'the focus stays near');
}

async function reviewByKeyboard(visit) {
  const { page } = visit;
  await picture(page);
  const all = Number(/of (\d+)/.exec(await page.locator('.progress span').textContent())[1]);
  await visit.look('review');
  await page.keyboard.press('h');
  await page.locator('.heat img').waitFor();
  await page.keyboard.press('m');
  await page.waitForFunction(() => document.querySelector('.layer img')?.naturalWidth > 0);
  await visit.look('review-heat');
  await page.keyboard.press('h');
  await page.locator('.heat').waitFor({ state: 'detached' });

  // Only some of them, and then all of them again.
  const label = page.getByLabel('Only pictures that look most like');
  await label.selectOption('magpie');
  await page.getByText(new RegExp(`^0 of (?!${all} )[1-9][0-9]* reviewed$`)).waitFor();
  const scores = await page.locator('.choice .number').allTextContents();
  const magpie = await page.locator('.choice[data-label=magpie] .number').textContent();
  assert.equal(Number(magpie), Math.max(...scores.map(Number)), 'it looks most like a magpie');
  await visit.look('review-only');
  await page.getByLabel('Only pictures whose best score is no higher').fill('0.05');
  await page.getByText('Nothing that waits is like that.').waitFor();
  await page.getByLabel('Only pictures whose best score is no higher').fill('1');
  await label.selectOption('');
  await page.getByText(`0 of ${all} reviewed`).waitFor();
  await page.locator('body').click({ position: { x: 5, y: 5 } });
  await picture(page);

  // Where the model knows nothing, nothing is chosen for a person.
  assert.match(await page.locator('.reason').textContent(), /does not know/);
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('Choose who is there').waitFor();

  await namesSomebodyElse(visit, all);
  const posted = [], shown = [];
  page.on('request', (request) => posted.push(...(/\/api\/review\/([^/]+)$/.exec(request.url())?.slice(1) ?? [])));
  const release = await holdSaves(page);
  for (let i = 1; i <= REVIEWS; i++) {
    await picture(page);
    if (await page.locator('.choice[aria-pressed=true]').count() === 0) {
      await page.keyboard.press(i % 3 === 0 ? '0' : '2');
    } else if (i === RELABELLED) {
      const wrong = Number(await page.locator('.choice[aria-pressed=true] kbd').textContent());
      await page.keyboard.press(String(wrong));
      await page.keyboard.press(wrong === 1 ? '2' : '1');
    }
    shown.push(/pictures\/([^/]+)/.exec(await page.locator('.clean').getAttribute('src'))[1]);
    await page.keyboard.press('Enter');
    await page.getByText(`${i} of ${all} reviewed`).waitFor();
    if (i === 1) {
      await choosesWhileItSaves(page, release);
    }
  }

  const next = await page.locator('.clean').getAttribute('src');
  await page.keyboard.press('u');
  await page.getByText(`${REVIEWS - 1} of ${all} reviewed`).waitFor();
  assert.notEqual(await page.locator('.clean').getAttribute('src'), next, 'undo shows the card before');
  await visit.look('review-undone');
  await reviewManyAtOnce(visit, all);
  assert.deepEqual(posted.slice(0, REVIEWS), shown, 'each word is of the picture that it was said of');
  await page.keyboard.press('k');
  await page.getByRole('button', { name: 'Lock', pressed: true }).waitFor();
  await page.keyboard.press('k');
  await page.getByRole('button', { name: 'Lock', pressed: false }).waitFor();
  await page.keyboard.press('k');
  await page.getByRole('button', { name: 'Lock', pressed: true }).waitFor();
  await visit.look('review-locked');
}

/** A name that nobody foresaw is as good as any; one that is refused is no choice any more. */
async function namesSomebodyElse({ page, complaints }, all) {
  const choices = await page.locator('.choice').count();
  const name = async (who) => {
    await page.getByLabel('Name of somebody else').fill(who);
    await page.getByLabel('Name of somebody else').press('Enter');
    await page.keyboard.press('Enter');
  };
  await name('<b>x</b>');
  await page.getByRole('alert').getByText('letters').waitFor();
  assert.equal(complaints.splice(0).length, 1, 'one refused name');
  assert.equal(await page.locator('.choice').count(), choices, 'what is refused is no choice');
  assert.equal(await page.getByText(`0 of ${all} reviewed`).count(), 1, 'nothing is said');

  await name('constructor');
  await page.getByText(`1 of ${all} reviewed`).waitFor();
  await picture(page);
  const choice = page.locator('.choice[data-label=constructor]');
  assert.equal(await choice.locator('span').first().textContent(), 'Constructor');
  assert.equal(await choice.getAttribute('aria-pressed'), 'false', 'it was said of the picture before');
  await page.keyboard.press('u');
  await page.getByText(`0 of ${all} reviewed`).waitFor();
}

/** A bundle of pictures gets one word, and gives it back, all by keyboard. */
async function reviewManyAtOnce(visit, all) {
  const { page } = visit;
  const before = REVIEWS - 1, left = all - before;
  await page.keyboard.press('g');
  await page.getByText(`0 of ${left} picked`).waitFor();
  assert.match(await page.locator('.when').first().textContent(), /^\d+ \w+, \d\d:\d\d$/, 'of another day than today');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('Pick a picture first').waitFor();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+Space');
  await page.getByText(`3 of ${left} picked`).waitFor();
  await page.keyboard.press('a');
  await page.getByText(`${left} of ${left} picked`).waitFor();
  await page.keyboard.press('Space');
  await page.getByText(`${left - 1} of ${left} picked`).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('Choose who is there').waitFor();
  await page.keyboard.press('2');
  await visit.look('review-many');

  const saved = page.waitForResponse((response) => response.request().method() === 'POST' && new URL(response.url()).pathname === '/api/review');
  await page.keyboard.press('Enter');
  assert.equal((await (await saved).json()).length, left - 1, 'one request says it of all');
  await page.getByText(`${all - 1} of ${all} reviewed`).waitFor();
  await page.getByText('0 of 1 picked').waitFor();
  assert.equal(await page.locator('.choice[aria-pressed=true]').count(), 0, 'the next bundle asks for a word of its own');
  await visit.look('review-many-saved');
  await page.keyboard.press('u');
  await page.getByText(`${before} of ${all} reviewed`).waitFor();
  await page.getByText(`0 of ${left} picked`).waitFor();
  await page.keyboard.press('g');
  await picture(page);
}

/** Until it is called, the service does not hear of what was saved. */
async function holdSaves(page) {
  let release;
  const held = new Promise((go) => { release = go; });
  await page.route('**/api/review/*', async (route) => {
    await held;
    await route.continue();
  });
  return release;
}

/** What a quick person has chosen for the next card stays chosen when the service has answered for the one before. */
async function choosesWhileItSaves(page, release) {
  const choice = page.locator('.choice').first();
  await page.keyboard.press('1');
  const chosen = await choice.getAttribute('aria-pressed');
  const answered = page.waitForResponse((response) => response.url().includes('/api/review/'));
  release();
  await (await answered).finished();
  await page.evaluate(() => new Promise((painted) => { requestAnimationFrame(() => requestAnimationFrame(painted)); }));
  assert.equal(await choice.getAttribute('aria-pressed'), chosen, 'it stays chosen');
  await page.keyboard.press('1');
}

async function phoneInDark() {
  const visit = await open({ ...PHONE, colorScheme: 'dark' });
  const { page } = visit;
  await logIn(visit);
  await visit.look('phone-today');
  await page.getByRole('link', { name: 'Review', exact: true }).tap();
  await picture(page);
  await visit.look('phone-review');
  if (await page.locator('.choice[aria-pressed=true]').count() === 0) {
    await page.locator('.choice').nth(1).tap();
  }
  await page.getByRole('button', { name: 'Save and next' }).tap();
  await page.getByText(/^1 of /).waitFor();
  await page.getByRole('button', { name: 'Undo' }).tap();
  await page.getByText(/^0 of /).waitFor();
  await page.getByRole('button', { name: 'Many at once' }).tap();
  await page.locator('.pick').first().tap();
  await page.getByText(/^1 of \d+ picked/).waitFor();
  await visit.look('phone-review-many');
  await page.getByRole('button', { name: 'Many at once' }).tap();
  await picture(page);
  await longNameOnPhone(visit);
  await page.getByRole('link', { name: 'Rejected' }).tap();
  await page.locator('.reject').first().waitFor();
  await visit.look('phone-rejected');
  const card = await page.locator('.reject').first().boundingBox();
  assert.ok(card.width > 300, `a card is as wide as the phone: ${card.width}`);
  await page.getByRole('link', { name: 'Timeline' }).tap();
  await page.locator('.event').first().waitFor();
  await visit.look('phone-timeline');
  await page.getByRole('link', { name: 'Species' }).tap();
  await page.locator('.cards .card').first().waitFor();
  await visit.look('phone-species');
  await page.getByRole('link', { name: 'Model' }).tap();
  await page.getByRole('table').waitFor();
  await visit.look('phone-model');
  await page.getByRole('link', { name: 'System' }).tap();
  await page.getByRole('heading', { name: 'Machine' }).waitFor();
  await visit.look('phone-system');
  await page.getByRole('button', { name: 'New zone' }).tap();
  await page.waitForFunction(() => document.querySelector('.live .clean')?.naturalWidth > 0);
  await page.getByRole('button', { name: 'Save zones' }).scrollIntoViewIfNeeded();
  await visit.look('phone-zones');
  const [panel, kind] = [await page.locator('.live').boundingBox(), await page.getByLabel('What the zone does').boundingBox()];
  assert.ok(kind.x + kind.width < panel.x + panel.width, 'what the zone does lies in its panel');
  await visit.close();
}

/** Forty letters without a place to break them. */
async function longNameOnPhone(visit) {
  const { page } = visit;
  if (await page.locator('.choice[aria-pressed=true]').count() > 0) {
    await page.locator('.choice[aria-pressed=true]').tap();
  }
  await page.getByLabel('Name of somebody else').fill('w'.repeat(40));
  await page.getByRole('button', { name: 'Add', exact: true }).tap();
  await visit.look('phone-review-long-name');
  await page.getByRole('button', { name: 'Save and next' }).tap();
  await page.getByText(/^1 of /).waitFor();
  const today = await page.context().newPage();
  await today.goto(url);
  await today.locator('.card strong').getByText('w'.repeat(39)).waitFor();
  const { width, room } = await today.evaluate(() => ({ width: document.documentElement.scrollWidth, room: innerWidth }));
  await today.screenshot({ path: `${pictures}/phone-today-long-name.png`, fullPage: true });
  assert.ok(width <= room, `Today is wider than the phone: ${width} of ${room}`);
  await today.close();
  await page.getByRole('button', { name: 'Undo' }).tap();
  await page.getByText(/^0 of /).waitFor();
}

async function deskInDark() {
  const visit = await open({ ...DESK, colorScheme: 'dark' });
  await logIn(visit);
  await visit.look('dark-today');
  await visit.page.getByRole('link', { name: 'Review', exact: true }).click();
  await picture(visit.page);
  await visit.look('dark-review');
  await visit.page.keyboard.press('g');
  await visit.page.getByRole('button', { name: 'All', exact: true }).click();
  await visit.look('dark-review-many');

  // Of today, the time alone is enough.
  const { cards } = await visit.page.evaluate(async () => (await fetch('/api/review')).json());
  await visit.page.clock.setFixedTime(cards[0].captured_at);
  await visit.page.keyboard.press('g');
  await picture(visit.page);
  await visit.page.keyboard.press('g');
  assert.match(await visit.page.locator('.when').first().textContent(), /^\d\d:\d\d$/);
  await visit.close();
}

async function open(options, address = url) {
  const context = await browser.newContext({ ...options, locale: 'en-GB' });
  const page = await context.newPage();
  // Only ends a run that hangs: the machine may be busy with other tests.
  page.setDefaultTimeout(120_000);
  const complaints = [];
  page.on('console', (message) => { if (message.type() === 'error' || message.type() === 'warning') { complaints.push(message.text()); } });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.addInitScript(() => {
    globalThis.shifted = 0;
    new PerformanceObserver((list) => {
      globalThis.shifted += list.getEntries().filter((entry) => !entry.hadRecentInput).reduce((sum, entry) => sum + entry.value, 0);
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto(address);
  const visit = {
    page, complaints,
    settle: () => page.waitForFunction(() => [...document.images].filter((image) => image.loading !== 'lazy' && !image.hidden).every((image) => image.complete)),
    look: async (name) => {
      await visit.settle();
      await page.screenshot({ path: `${pictures}/${name}.png` });
      const { width, room, shifted } = await page.evaluate(() => ({ width: document.documentElement.scrollWidth, room: innerWidth, shifted: globalThis.shifted }));
      assert.ok(width <= room, `${name} is wider than the window: ${width} of ${room}`);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      const serious = violations.filter((violation) => violation.impact === 'serious' || violation.impact === 'critical');
      assert.deepEqual(serious.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(' ')}`), [], `${name} has faults of accessibility`);

      // Chromium calls up to 0.1 good; a page that stands still has next to nothing.
      assert.ok(shifted < 0.05, `${name} shifted by ${shifted}`);
      console.log(`${name}: ${violations.length} lesser remarks of axe, shifted by ${shifted.toFixed(3)}`);
    },
    close: async () => {
      assert.deepEqual(complaints, [], 'nothing is complained of');
      await context.close();
    },
  };
  return visit;
}

async function logIn({ page, settle }) {
  await page.fill('#password', password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('heading', { name: /^Today, / }).waitFor();
  await settle();
}

function picture(page) {
  return page.waitForFunction(() => { const image = document.querySelector('.stage .clean'); return image?.complete && image.naturalWidth > 0; });
}

async function guestOnPhone() {
  const visit = await open(PHONE, guestUrl);
  const { page } = visit;
  await page.getByRole('heading', { name: /^Today, / }).waitFor();
  assert.deepEqual(await page.getByRole('navigation').getByRole('link').allTextContents(), ['Today', 'Timeline', 'Species'], 'a guest has these pages');
  assert.equal(await page.getByText(/Live|Log out|your word/).count(), 0, 'and no live picture');
  await visit.look('guest-today');
  await page.getByRole('link', { name: 'Species' }).tap();
  await page.locator('.cards .card').first().tap();
  await page.waitForFunction(() => document.querySelector('dialog .clean')?.naturalWidth > 0);
  await page.keyboard.press('Escape');
  await page.goto(`${guestUrl}review`);
  await page.waitForSelector('#password');
  await page.getByRole('link', { name: 'Today' }).tap();
  await page.getByRole('button', { name: 'Log in' }).tap();
  await page.waitForSelector('#password');
  await visit.look('guest-login');
  await visit.close();
}

/** Logs in where guests may look, and takes a limit that the reviews suggest. */
async function ownerAmongGuests() {
  const visit = await open(DESK, guestUrl);
  const { page } = visit;
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.fill('#password', guestPassword);
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Model' }).click();
  await page.getByText('With 0.50, 50 of 50 reviewed pictures would have been decided right, instead of 25.').waitFor();
  await page.getByText('of the last seven days, 25 more would have been named, and 0 no longer.').waitFor();
  const limit = page.getByLabel('Limit for Sparrow', { exact: true });
  assert.equal(await limit.inputValue(), '0.6', 'nothing changes without a click');
  await visit.look('model-suggestion');
  await page.getByRole('button', { name: 'Use this limit: 0.50 for Sparrow' }).click();
  await page.getByText('asked for; the model card says 0.60').first().waitFor();
  assert.equal(await limit.inputValue(), '0.5', 'the click does');
  assert.equal(await page.getByText('would have been decided right').count(), 0, 'there is no better one');
  await visit.close();
}

/** What was deleted has nothing over it, and a camera that is away no picture. */
async function withoutPictures() {
  const visit = await open(DESK, guestUrl);
  const { page, complaints } = visit;
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.fill('#password', guestPassword);
  await page.keyboard.press('Enter');
  await page.route('**/api/live', (route) => route.fulfill({ status: 503, json: { error: 'no picture is coming' } }));
  await page.getByRole('button', { name: 'Show live picture' }).click();
  await page.getByText('No picture is coming').waitFor();
  assert.equal(await page.locator('.live img:visible').count(), 0, 'no broken picture');
  await visit.look('live-without-camera');

  const { cards } = await page.evaluate(async () => (await fetch('/api/review')).json());
  await page.route(`**/api/pictures/${cards[1].id}/clean`, (route) => route.fulfill({ status: 404, json: { error: 'it is not kept' } }));
  await page.getByRole('link', { name: 'Review', exact: true }).click();
  await picture(page);
  await page.keyboard.press('m');
  await page.locator('.layer').waitFor();
  await page.keyboard.press('l');
  await page.locator('.stage').getByText('The picture is no longer kept.').waitFor();
  await page.keyboard.press('m');
  await page.keyboard.press('h');
  for (const name of ['Heat map', 'What moved', 'Lock']) {
    assert.ok(await page.getByRole('button', { name, exact: true }).isDisabled(), `${name} is not offered`);
  }
  assert.equal(await page.locator('.layer, .heat, .moved').count(), 0, 'nothing is drawn over it');
  await visit.look('review-without-picture');
  assert.ok(complaints.splice(0).length > 0, 'the browser tells of what is not there');
  await visit.close();
}
