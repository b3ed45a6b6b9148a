import { get } from '../api.js';
import { dayLetters, dayOf, dayWordsAt } from '../parts/days.js';
import { h, notice } from '../parts/dom.js';
import { dot, span, visitCard } from '../parts/visit.js';
import { ago, colour, name, rememberOrder } from '../parts/words.js';
import { texts } from '../texts.js';

const words = texts.species;

export async function species(root, signal) {
  const board = h('div', {}, notice(texts.loading));
  root.append(board);
  const [page, today] = await Promise.all([get('/api/species', signal), get('/api/today', signal)]);
  rememberOrder(today.labels.map((label) => label.label));
  board.replaceChildren(h('div', { class: 'heading' }, h('h2', {}, words.heading)), ...page.species.map((one) => card(one, today.day)));
}

function card(one, day) {
  return h('section', { class: 'panel' },
    h('div', { class: 'line' }, dot(one.label), h('h3', { class: 'tight' }, name(one.label)),
      h('span', { class: 'quiet' }, one.first_seen ? `${words.first(dayWordsAt(day, dayOf(one.first_seen)))}, ${one.last_seen ? texts.today.last(ago(one.last_seen)) : words.gone}` : words.never)),
    one.first_seen ? month(one) : null,
    one.visits.length ? h('ul', { class: 'cards' }, one.visits.map((visit) => visitCard(visit, `${dayLetters(dayOf(visit.first_seen))}, ${span(visit)}`))) : null);
}

/** Thirty bars, the tallest being this label's best day. */
function month(one) {
  const most = Math.max(1, ...one.days.map((day) => day.visits));
  const parts = one.days.filter((day) => day.visits).map((day) => words.day(dayLetters(day.day), day.visits)).join(', ');
  return h('div', {},
    h('svg', { class: `strip ${colour(one.label)}`, viewBox: '0 0 300 32', preserveAspectRatio: 'none', role: 'img', 'aria-label': words.days(name(one.label), parts) },
      one.days.map((day, i) => {
        const height = day.visits ? Math.max(3, (30 * day.visits) / most) : 1;
        return h('rect', { class: day.visits ? 'some' : 'none', x: 10 * i + 1, y: 32 - height, width: 8, height, rx: 1 });
      })),
    h('div', { class: 'ends', 'aria-hidden': 'true' }, h('span', {}, dayLetters(one.days[0].day)), h('span', {}, words.month), h('span', {}, dayLetters(one.days.at(-1).day))));
}
