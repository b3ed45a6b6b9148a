// The service goes away and comes back, a login ends, and a person goes back and forth: a part of page.mjs.
import net from 'node:net';
import assert from 'node:assert/strict';

const GONE = 'The service does not answer.';

export async function comesAndGoes(page) {
  await serviceGoesAway(page);
  await wordsAreKept(page);
  await picturesComeLater(page);
  await loginEndsElsewhere(page);
  await keyboardStays(page);
  await dayStandsInAddress(page);
  await addressesAreSpelt(page);
  await guestGoesBack(page);
  await linkIsInSight(page);
}

/** What lies between the browser and the service, and can be cut: whoever comes then is refused, as where nothing listens. */
async function wireTo(address) {
  const { hostname, port } = new URL(address);
  const sockets = new Set();
  const listener = net.createServer((near) => {
    const far = net.connect(Number(port), hostname);
    for (const [one, other] of [[near, far], [far, near]]) {
      sockets.add(one);
      one.on('error', () => {}).on('close', () => { other.destroy(); sockets.delete(one); }).pipe(other);
    }
  });
  const mend = (at) => new Promise((listens) => { listener.listen(at, 'localhost', listens); });
  await mend(0);
  const { port: own } = listener.address();
  return {
    address: `http://localhost:${own}/`,
    mend: () => mend(own),
    cut: () => new Promise((closed) => { listener.close(closed); sockets.forEach((socket) => socket.destroy()); }),
  };
}

/** It is said wherever one is, for as long as it is true, and nothing moves for it. */
async function serviceGoesAway({ open, logIn, DESK, url }) {
  const wire = await wireTo(url);
  const visit = await open(DESK, wire.address);
  const { page } = visit;
  await logIn(visit);
  for (const name of ['Today', 'System']) {
    await page.getByRole('link', { name, exact: true }).click();
    const state = page.locator('.state');
    await state.waitFor();
    await visit.settle();
    await wire.cut();
    await page.getByRole('status').getByText(GONE).waitFor();
    assert.ok(await state.isHidden(), `${name} does not say that the service runs`);
    await visit.look(`away-${name.toLowerCase()}`);
    await wire.mend();
    await page.getByText(GONE).waitFor({ state: 'detached' });
    await state.waitFor();
  }

  // What could not be drawn is, without another press.
  await wire.cut();
  await page.getByRole('link', { name: 'Species' }).click();
  await page.locator('.view').getByRole('button', { name: 'Try again' }).waitFor();
  assert.equal(await page.getByText(GONE).count(), 1, 'it is said once');
  await page.getByRole('button', { name: 'Log out' }).click();
  await visit.look('away-species');
  await wire.mend();
  await page.locator('.cards .card').first().waitFor();
  await page.getByText(GONE).waitFor({ state: 'detached' });
  onlyOfTheNetwork(visit);
  await visit.close();
  await wire.cut();
}

/** What is said or taken back while the service is away is neither lost nor taken for done. */
async function wordsAreKept({ open, logIn, DESK, url }) {
  const wire = await wireTo(url);
  const visit = await open(DESK, wire.address);
  const { page } = visit;
  await logIn(visit);
  await page.getByRole('link', { name: 'Review', exact: true }).click();
  const shown = page.locator('.stage .clean');
  const first = await shown.getAttribute('src');
  const all = Number(/of (\d+)/.exec(await page.locator('.progress span').textContent())[1]);
  const stands = (isFirst, done) => page.waitForFunction(([src, same, told]) => (document.querySelector('.stage .clean')?.getAttribute('src') === src) === same && document.querySelector('.progress span').textContent === told,
    [first, isFirst, `${done} of ${all} reviewed`]);
  const isAway = async () => { await page.getByRole('status').getByText(GONE).waitFor(); };
  const isBack = async () => { await wire.mend(); await page.getByText(GONE).waitFor({ state: 'detached' }); };
  const answered = (path) => page.waitForResponse((response) => new URL(response.url()).pathname.endsWith(path) && response.ok());

  await wire.cut();
  await page.keyboard.press('0');
  await page.keyboard.press('Enter');
  await isAway();
  await page.locator('.choice.nobody[aria-pressed=true]').waitFor();
  await stands(true, 0);
  await page.keyboard.press('Enter');
  await page.keyboard.press('u');
  await stands(true, 0);
  await isBack();
  await page.locator('.choice.nobody[aria-pressed=true]').waitFor();
  const [id] = first.split('/').slice(-2);
  const saved = answered(id);
  await page.keyboard.press('Enter');
  await saved;
  await stands(false, 1);

  await wire.cut();
  await page.keyboard.press('u');
  await isAway();
  await stands(false, 1);
  await isBack();
  const undone = answered('/undo');
  await page.keyboard.press('u');
  await undone;
  await stands(true, 0);

  // Of many at once the picks stay too, and a name that is refused.
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await page.getByText(`${all} of ${all} picked`).waitFor();
  await wire.cut();
  await page.keyboard.press('0');
  await page.keyboard.press('Enter');
  await isAway();
  await page.locator('.choice.nobody[aria-pressed=true]').waitFor();
  await page.getByText(`${all} of ${all} picked`).waitFor();
  await isBack();
  await page.getByLabel('Name of somebody else').fill('none');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Save for all picked' }).click();
  await page.getByText('is no visitor’s name').or(page.getByText('is no visitor\'s name')).first().waitFor();
  await page.getByText(`${all} of ${all} picked`).waitFor();
  assert.equal(await page.locator('.choice[data-label=none]').count(), 0, 'what was refused is no choice');
  onlyOfTheNetwork(visit);
  await visit.close();
  await wire.cut();
}

/** A picture that the service could not send is no picture that it does not keep: it comes when the service is back. */
async function picturesComeLater({ open, logIn, DESK }) {
  const visit = await open(DESK);
  const { page } = visit;
  await logIn(visit);
  const [review] = await page.evaluate(async () => (await (await fetch('/api/review')).json()).cards);
  let asked = 0;
  const nothing = (route) => { asked++; return route.abort(); };
  await page.route(`**/api/pictures/${review.id}/**`, nothing);
  await page.getByRole('link', { name: 'Review', exact: true }).click();
  await page.getByRole('status').getByText(GONE).waitFor();
  await page.keyboard.press('g');
  await page.locator('.pick').first().waitFor();
  const before = asked;
  while (asked < before + 3) {
    await page.waitForRequest((request) => request.url().includes(review.id));
  }
  assert.equal(await page.locator('.missing').count(), 0, 'nothing is said to be gone');
  await page.unroute(`**/api/pictures/${review.id}/**`, nothing);
  await page.waitForFunction((id) => document.querySelector(`.pick img[src*="${id}"]`)?.naturalWidth > 0, review.id);
  await page.getByText(GONE).waitFor({ state: 'detached' });
  await page.keyboard.press('g');
  await page.waitForFunction((id) => document.querySelector(`.clean[src*="${id}"]`)?.naturalWidth > 0, review.id);

  // What comes and is no picture is asked for once more, and given up.
  await page.route('**/api/pictures/*/clean', (route) => route.fulfill({ status: 200, contentType: 'image/jpeg', body: 'none' }));
  await page.reload();
  await page.locator('.stage').getByText('The picture is no longer kept.').waitFor();
  onlyOfTheNetwork(visit);
  await visit.close();
}

/** The open page learns of it, and shows the login. */
async function loginEndsElsewhere({ open, logIn, DESK, url }) {
  const wire = await wireTo(url);
  const visit = await open(DESK, wire.address);
  const { page } = visit;

  // The look of every minute would learn of it too.
  await page.evaluate(() => { globalThis.setInterval = () => 0; });
  await logIn(visit);
  const other = await page.context().newPage();
  await other.goto(wire.address);

  // In again elsewhere: what is pressed here is of the new login, and does not fail.
  await other.getByRole('button', { name: 'Log out' }).click();
  await logIn({ page: other, settle: () => {} });
  await page.locator('.cards .card').first().click();
  const lock = page.locator('dialog').getByRole('button', { name: 'Lock' }).first();
  const before = await lock.getAttribute('aria-pressed');
  await lock.click();
  await page.locator(`dialog [aria-pressed=${before !== 'true'}]`, { hasText: 'Lock' }).first().waitFor();
  await lock.click();
  await page.locator(`dialog [aria-pressed=${before}]`, { hasText: 'Lock' }).first().waitFor();

  // The dialog goes with its page.
  await other.getByRole('button', { name: 'Log out' }).click();
  await other.waitForSelector('#password');
  await wire.cut();
  await wire.mend();
  await page.waitForSelector('#password');
  await page.locator('dialog').waitFor({ state: 'detached' });
  onlyOfTheNetwork(visit);
  await visit.close();
  await wire.cut();
}

/** Where a person is on the page by keyboard, they are still after it was drawn anew. */
async function keyboardStays({ open, logIn, DESK }) {
  const visit = await open(DESK);
  const { page } = visit;
  await logIn(visit);
  const focused = () => page.evaluate(() => document.activeElement.dataset.key);
  const card = page.locator('.cards .card').nth(1);
  await card.focus();
  const key = await focused();
  assert.match(key, /^visit-/);

  // News is drawn when the page is seen again, and not before.
  let asked = 0;
  page.on('request', (request) => { asked += new URL(request.url()).pathname === '/api/today' ? 1 : 0; });
  const see = (isSeen) => page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, !isSeen);
  const seenAgain = async () => {
    await page.evaluate(() => { document.querySelector('.heading').dataset.old = ''; });
    await see(false);
    assert.equal(asked, 0, 'nothing is asked while nobody sees it');
    await see(true);
    await page.locator('.heading:not([data-old])').waitFor();
    asked = 0;
  };
  await seenAgain();
  assert.equal(await focused(), key, 'the card is left where it was');

  await page.keyboard.press('Enter');
  await page.locator('dialog .picture').first().waitFor();
  await seenAgain();
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  assert.equal(await focused(), key, 'what opened the dialog has the focus again');

  const live = page.getByRole('button', { name: 'Show live picture' });
  await live.focus();
  await seenAgain();
  assert.ok(await live.evaluate((button) => button === document.activeElement), 'so has a button that stays');

  await page.getByRole('link', { name: 'Timeline' }).click();
  await page.locator('.event').first().click();
  await page.locator('dialog .picture').first().waitFor();
  await page.goBack();
  await page.getByRole('heading', { name: /^Today, / }).waitFor();

  // No dialog stays behind on another page.
  await page.locator('dialog').waitFor({ state: 'detached' });
  await visit.close();
}

async function dayStandsInAddress({ open, logIn, DESK, url }) {
  const visit = await open(DESK);
  const { page } = visit;
  await logIn(visit);
  const { day: newest } = await page.evaluate(async () => (await fetch('/api/today')).json());
  const before = (days) => new Date(Date.parse(newest) - days * 86_400_000).toISOString().slice(0, 10);
  const stands = async (day) => {
    await page.waitForFunction((wanted) => document.querySelector('#day')?.value === wanted && document.querySelector('.day[aria-pressed=true]')?.dataset.key === `day-${wanted}`, day);
  };
  await page.getByRole('link', { name: 'Timeline' }).click();
  await stands(newest);
  const back = page.getByRole('button', { name: 'Day before' }), forth = page.getByRole('button', { name: 'Day after' });
  await back.focus();
  await back.evaluate((button) => { button.click(); button.click(); button.click(); });
  await stands(before(3));
  assert.equal(new URL(page.url()).search, `?day=${before(3)}`, 'each press counts, and stands in the address');
  assert.ok(await back.evaluate((button) => button === document.activeElement), 'the button is left where it was');
  await page.goBack();
  await stands(before(2));
  await page.reload();
  await stands(before(2));
  await page.goForward();
  await stands(before(3));
  await page.locator('.day').first().click();
  await stands(before(9));
  await page.getByLabel('Day', { exact: true }).fill('2030-01-01');
  await page.keyboard.press('Enter');
  await stands(newest);
  assert.ok(await forth.isDisabled(), 'there is no day after the newest');
  await page.goBack();
  await forth.focus();
  await stands(before(9));
  assert.ok(await forth.evaluate((button) => button === document.activeElement));

  for (const [wild, day] of [['0001-01-01', '2000-01-01'], ['2030-01-01', newest], ['%22%3E<b>', newest], ['2026-02-30T', newest]]) {
    await page.goto(`${url}timeline?day=${wild}`);
    await stands(day);
    assert.equal(new URL(page.url()).search, `?day=${day}`, `${wild} is no day of ours`);
  }
  await page.goto(`${url}timeline?day=0001-01-01`);
  await page.getByRole('heading', { name: /^Saturday,? 1 January 2000$/ }).waitFor();
  await visit.look('timeline-2000');
  await visit.close();
}

async function addressesAreSpelt({ open, logIn, DESK, url }) {
  const visit = await open(DESK);
  const { page } = visit;
  await logIn(visit);
  for (const spelt of ['species/', 'SPECIES', 'Species/']) {
    await page.goto(url + spelt);
    await page.locator('nav a[aria-current]', { hasText: 'Species' }).waitFor();
    assert.equal(new URL(page.url()).pathname, '/species');
  }
  await visit.close();
}

async function guestGoesBack({ open, PHONE, guestUrl }) {
  const visit = await open(PHONE, guestUrl);
  const { page } = visit;
  await page.getByRole('heading', { name: /^Today, / }).waitFor();
  await page.getByRole('button', { name: 'Log in' }).tap();
  await page.waitForSelector('#password');
  await page.goBack();
  await page.getByRole('heading', { name: /^Today, / }).waitFor();
  await page.goForward();
  await page.waitForSelector('#password');
  await visit.close();
}

async function linkIsInSight({ open, logIn, PHONE, url }) {
  const visit = await open(PHONE);
  const { page } = visit;
  await logIn(visit);
  await page.goto(`${url}system`);
  await page.getByRole('heading', { name: 'Machine' }).waitFor();
  const { left, right, room, scrolled } = await page.locator('nav a[aria-current]').evaluate((link) => ({ ...link.getBoundingClientRect().toJSON(), room: innerWidth, scrolled: scrollY }));
  assert.ok(left >= 0 && right <= room, `the link of the page lies from ${left} to ${right} of ${room}`);
  assert.equal(scrolled, 0, 'the page itself stays');
  await visit.look('phone-link');
  await visit.close();
}

/** Chromium tells of every request that gets nowhere or is refused; nothing else may be told. */
function onlyOfTheNetwork({ complaints }) {
  const others = complaints.splice(0).filter((line) => !/^Failed to load resource/.test(line));
  assert.deepEqual(others, [], 'nothing else is complained of');
}
