import { get } from '../api.js';
import { h, notice } from '../parts/dom.js';
import { exportPanel } from '../parts/export.js';
import { dot } from '../parts/visit.js';
import { colour, name, rememberOrder } from '../parts/words.js';
import { texts } from '../texts.js';

const words = texts.model;

export async function model(root, signal) {
  const board = h('div', {}, notice(texts.loading));
  root.append(board);
  const [page, exports] = await Promise.all([get('/api/model', signal), exportPanel(signal)]);
  rememberOrder(page.labels.map((label) => label.label));
  board.replaceChildren(h('div', { class: 'heading' }, h('h2', {}, words.heading(page.model.name, page.model.version))),
    ...(page.reviews ? [h('p', { class: 'quiet' }, words.words(page.reviews)), table(page.labels), suggestions(page.labels)] : [notice(words.none)]), exports);
}

function table(labels) {
  const heads = [words.label, words.limit, words.precision, words.recall, words.calibration];
  return h('section', { class: 'panel wide', tabindex: 0, 'aria-label': words.table },
    h('table', {}, h('caption', { class: 'unseen' }, words.table),
      h('thead', {}, h('tr', {}, heads.map((head) => h('th', { scope: 'col' }, head)))),
      h('tbody', {}, labels.map((label) => h('tr', {},
        h('th', { scope: 'row' }, dot(label.label), ` ${name(label.label)}`),
        h('td', {}, label.limit.toFixed(2)),
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

function suggestions(labels) {
  const better = labels.filter((label) => label.suggestion);
  return better.length ? h('section', { class: 'panel' }, h('h3', {}, words.suggestions),
    h('ul', {}, better.map(({ label, suggestion }) => h('li', {}, words.suggestion(name(label), suggestion.limit.toFixed(2), suggestion.right_now, suggestion.right_then, suggestion.reviewed)))),
    h('p', { class: 'quiet' }, words.unchanged)) : h('span');
}
