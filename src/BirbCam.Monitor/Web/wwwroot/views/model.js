import { get, post } from '../api.js';
import { h, notice, say } from '../parts/dom.js';
import { exportPanel } from '../parts/export.js';
import { dot } from '../parts/visit.js';
import { colour, name, rememberOrder } from '../parts/words.js';
import { texts } from '../texts.js';

const words = texts.model;

// What the service takes, and from how many labels on those that nothing is known of are folded away.
const LEAST = 0.05, MOST = 0.99, MANY = 12;

export async function model(root, signal) {
  const board = h('div', {}, notice(texts.loading));
  root.append(board);
  const [page, exports] = await Promise.all([get('/api/model', signal), exportPanel(signal)]);
  rememberOrder(page.limits.map((limit) => limit.label));
  draw(page);

  function draw(now) {
    board.replaceChildren(h('div', { class: 'heading' }, h('h2', {}, words.heading(now.model.name, now.model.version))),
      ...(now.reviews ? [h('p', { class: 'quiet' }, words.words(now.reviews)), table(now)] : [notice(words.none)]), limits(now, change), exports);
  }

  /** Of a label, or back to the card's where it is null; whoever had asked is left where it was. */
  async function change(label, limit) {
    const now = await post(`/api/thresholds/${encodeURIComponent(label)}`, { limit });
    draw(now);
    board.querySelector(`input[data-label="${CSS.escape(label)}"]`)?.focus();
    say(words.changed(name(label), limitOf(now, label).limit.toFixed(2)));
  }
}

const limitOf = (page, label) => page.limits.find((limit) => limit.label === label);

function table(page) {
  const { labels } = page;
  const heads = [words.label, words.limit, words.precision, words.recall, words.calibration];
  return h('section', { class: 'panel wide', tabindex: 0, 'aria-label': words.table },
    h('table', {}, h('caption', { class: 'unseen' }, words.table),
      h('thead', {}, h('tr', {}, heads.map((head) => h('th', { scope: 'col' }, head)))),
      h('tbody', {}, labels.map((label) => h('tr', {},
        h('th', { scope: 'row' }, dot(label.label), ` ${name(label.label)}`),
        h('td', {}, label.limit.toFixed(2), h('br'), h('span', { class: 'quiet' }, limitOf(page, label.label).is_asked ? words.askedBriefly : words.ofCardBriefly)),
        h('td', {}, words.of(label.right, label.claimed)),
        h('td', {}, words.of(label.right, label.there)),
        h('td', {}, bins(label)))))),
    h('p', { class: 'quiet' }, words.key));
}

function bins(label) {
  const parts = label.calibration.filter((bin) => bin.reviewed).map((bin) => words.bin(Math.round(100 * bin.from), Math.round(100 * bin.from) + 10, bin.there, bin.reviewed)).join(', ');
  return h('svg', { class: `bins ${colour(label.label)}`, viewBox: '0 0 100 50', role: 'img', 'aria-label': words.bins(name(label.label), parts) },
    label.calibration.filter((bin) => bin.reviewed).map((bin) => {
      const height = Math.max(1, (50 * bin.there) / bin.reviewed);
      return h('rect', { class: 'some', x: 100 * bin.from + 1, y: 50 - height, width: 8, height });
    }),
    h('line', { class: 'ideal', x1: 0, y1: 50, x2: 100, y2: 0 }));
}

function limits(page, change) {
  const cards = new Map(page.labels.map((card) => [card.label, card]));
  const fault = h('p', { class: 'fault', role: 'alert' });
  const ask = async (label, limit) => {
    fault.textContent = '';
    if (limit !== null && !(limit >= LEAST && limit <= MOST)) {
      fault.textContent = words.wanted(LEAST, MOST);
      return;
    }
    await change(label, limit).catch((error) => { fault.textContent = error.message; });
  };
  const isFolded = (limit) => page.limits.length > MANY && !limit.is_asked && !cards.has(limit.label);
  const rows = (some) => h('ul', { class: 'limits' }, some.map((limit) => row(limit, cards.get(limit.label)?.suggestion, ask)));
  const folded = page.limits.filter(isFolded);
  return h('section', { class: 'panel' }, h('h3', {}, words.limits), h('p', { class: 'quiet' }, words.limitsWords), fault,
    rows(page.limits.filter((limit) => !isFolded(limit))), folded.length > 0 && h('details', {}, h('summary', {}, words.others(folded.length)), rows(folded)));
}

function row(limit, suggestion, ask) {
  const { label } = limit;
  const field = h('input', { type: 'number', min: LEAST, max: MOST, step: 'any', required: true, value: Number(limit.limit.toFixed(4)), 'data-label': label, 'aria-label': words.limitOf(name(label)) });
  return h('li', {},
    h('form', { class: 'line', novalidate: true, onsubmit: (event) => { event.preventDefault(); ask(label, field.valueAsNumber); } },
      h('strong', { class: 'line' }, h('span', {}, dot(label), ` ${name(label)}`)), field, h('button', {}, words.set),
      h('span', { class: 'quiet' }, whose(limit)),
      limit.is_asked && h('button', { type: 'button', class: 'plain', 'aria-label': words.backOf(name(label)), onclick: () => ask(label, null) }, words.back)),
    suggestion && suggested(label, suggestion, ask));
}

function suggested(label, { limit, right_now: now, right_then: then, reviewed, last_week: week }, ask) {
  return h('div', { class: 'line' },
    h('p', {}, words.suggestion(limit.toFixed(2), now, then, reviewed), ' ', words.lastWeek(week.looks, week.is_all, week.named, week.unnamed)),
    h('button', { type: 'button', 'aria-label': words.useOf(name(label), limit.toFixed(2)), onclick: () => ask(label, limit) }, words.use));
}

const whose = (limit) => (limit.is_asked ? words.asked(limit.of_card.toFixed(2)) : words.ofCard);
