import { get } from '../api.js';
import { h, notice } from '../parts/dom.js';
import { strip, stripScale, mostOf } from '../parts/strip.js';
import { dot, remark, showVisit, span } from '../parts/visit.js';
import { clock, dayAfter, dayLetters, dayWords, name, rememberOrder } from '../parts/words.js';
import { texts } from '../texts.js';

export async function timeline(root, signal) {
  const board = h('div', {}, notice(texts.loading));
  root.append(board);
  const { day, labels } = await get('/api/today', signal);
  rememberOrder(labels.map((label) => label.label));
  const draw = async (wanted) => {
    const page = await get(`/api/timeline/${wanted}`, signal);
    board.replaceChildren(head(page, day, draw), week(page, draw), hours(page), events(page));
  };
  await draw(day);
}

function head(page, newest, draw) {
  const input = h('input', { type: 'date', id: 'day', value: page.day, max: newest, onchange: () => input.value && draw(input.value) });
  return h('div', { class: 'heading' }, h('h2', {}, dayWords(page.day)),
    h('span', { class: 'days' },
      h('button', { type: 'button', 'aria-label': texts.timeline.before, onclick: () => draw(dayAfter(page.day, -1)) }, '‹'),
      h('label', { class: 'unseen', for: 'day' }, texts.timeline.day), input,
      h('button', { type: 'button', 'aria-label': texts.timeline.after, disabled: page.day >= newest, onclick: () => draw(dayAfter(page.day, 1)) }, '›')));
}

function week(page, draw) {
  const most = Math.max(1, ...page.days.map((day) => day.visits));
  return h('section', { class: 'panel', 'aria-label': texts.timeline.week }, h('h3', {}, texts.timeline.week),
    h('ul', { class: 'week' }, page.days.map((day) => {
      const bar = h('span', { class: 'column', 'aria-hidden': 'true' });
      bar.style.height = `${Math.max(2, (100 * day.visits) / most)}%`;
      return h('li', {}, h('button', { type: 'button', class: 'day', 'aria-pressed': day.day === page.day ? 'true' : 'false', onclick: () => draw(day.day) },
        h('span', { class: 'number' }, String(day.visits), h('span', { class: 'unseen' }, texts.timeline.dayCount(day.visits))), h('span', { class: 'well' }, bar), h('span', {}, dayLetters(day.day))));
    })));
}

function hours(page) {
  const most = mostOf(page.hours);
  return page.hours.length ? h('section', { class: 'panel', 'aria-label': texts.timeline.hours }, h('h3', {}, texts.timeline.hours),
    h('ul', { class: 'labels' }, page.hours.map((label) => h('li', {},
      h('span', { class: 'who' }, dot(label.label), h('strong', {}, name(label.label))),
      h('span', { class: 'count' }, String(label.hours.reduce((sum, n) => sum + n, 0))),
      strip(label.label, label.hours, most)))),
    stripScale()) : h('span');
}

function events(page) {
  return h('section', {}, h('h3', {}, texts.timeline.events(dayWords(page.day))),
    page.events.length ? h('ol', { class: 'events' }, page.events.map((visit) => h('li', {},
      h('button', { type: 'button', class: `event ${visit.verdict}`, onclick: () => showVisit(visit) },
        h('span', { class: 'time' }, span(visit)), dot(visit.label), h('strong', {}, name(visit.label)),
        h('span', { class: 'quiet' }, remark(visit)),
        h('span', { class: 'unseen' }, texts.visit.open(name(visit.label), clock(visit.first_seen))))))) : notice(texts.timeline.none));
}
