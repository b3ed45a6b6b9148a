import { get } from '../api.js';
import { clock, dayAfter, dayLetters, dayWordsAt, nearestDay, OLDEST } from '../parts/days.js';
import { h, notice, redraw, rememberFocus } from '../parts/dom.js';
import { strip, stripScale, mostOf } from '../parts/strip.js';
import { dot, keyOf, remark, showVisit, span } from '../parts/visit.js';
import { name, rememberOrder } from '../parts/words.js';
import { texts } from '../texts.js';

/** The day stands in the address: what leads to another one goes there, and the way back leads to the day before. */
export async function timeline(root, signal, go) {
  const board = h('div', {}, notice(texts.loading));
  root.append(board);
  const { day: newest, labels } = await get('/api/today', signal);
  rememberOrder(labels.map((label) => label.label));
  const asked = () => new URLSearchParams(location.search).get('day');
  const day = () => nearestDay(asked() ?? newest, newest);
  const show = (wanted) => { if (!signal.aborted && wanted !== day()) { go(addressOf(wanted)); } };
  const head = new Head(newest, day, show);
  const content = h('div');
  const draw = async () => {
    const wanted = day();
    if (asked() && asked() !== wanted) {
      history.replaceState(history.state, '', addressOf(wanted));
    }
    head.tell(wanted);
    const page = await get(`/api/timeline/${wanted}`, signal);
    if (wanted === day()) {
      redraw(content, week(page, show), hours(page), events(page, dayWordsAt(newest, wanted)));
    }
  };
  await draw();
  board.replaceChildren(head.element, content);
  return draw;
}

const addressOf = (day) => `/timeline?day=${day}`;

/** It stays while the days change, so that one can press or type on. */
class Head {
  constructor(newest, day, show) {
    this.newest = newest;
    this.title = h('h2');
    this.input = h('input', { type: 'date', id: 'day', min: OLDEST, max: newest, onchange: () => { if (this.input.value && this.input.validity.valid) { show(this.input.value); } }, onblur: settle, onkeydown: (event) => { if (event.key === 'Enter') { settle(); } } });
    this.before = h('button', { type: 'button', 'aria-label': texts.timeline.before, onclick: () => show(dayAfter(day(), -1)) }, '‹');
    this.after = h('button', { type: 'button', 'aria-label': texts.timeline.after, onclick: () => show(dayAfter(day(), 1)) }, '›');
    this.element = h('div', { class: 'heading' }, this.title,
      h('span', { class: 'days' }, this.before, h('label', { class: 'unseen', for: 'day' }, texts.timeline.day), this.input, this.after));
    const { input } = this;

    // A year that is being typed begins with zeros: what cannot be is mended when it is done.
    function settle() {
      input.value = input.value ? nearestDay(input.value, newest) : day();
      show(input.value);
    }
  }

  tell(day) {
    this.title.textContent = dayWordsAt(this.newest, day);
    this.input.value = day;
    const giveBack = rememberFocus();
    this.before.disabled = day <= OLDEST;
    this.after.disabled = day >= this.newest;
    giveBack();
  }
}

function week(page, show) {
  const most = Math.max(1, ...page.days.map((day) => day.visits));
  return h('section', { class: 'panel', 'aria-label': texts.timeline.week }, h('h3', {}, texts.timeline.week),
    h('ul', { class: 'week' }, page.days.map((day) => {
      const bar = h('span', { class: 'column', 'aria-hidden': 'true' });
      bar.style.height = `${Math.max(2, (100 * day.visits) / most)}%`;
      return h('li', {}, h('button', { type: 'button', class: 'day', 'aria-pressed': day.day === page.day ? 'true' : 'false', 'data-key': `day-${day.day}`, onclick: () => show(day.day) },
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

function events(page, words) {
  return h('section', {}, h('h3', {}, texts.timeline.events(words)),
    page.events.length ? h('ol', { class: 'events' }, page.events.map((visit) => h('li', {},
      h('button', { type: 'button', class: `event ${visit.verdict}`, 'data-key': keyOf(visit), onclick: () => showVisit(visit) },
        h('span', { class: 'time' }, span(visit)), dot(visit.label), h('strong', {}, name(visit.label)),
        h('span', { class: 'quiet' }, remark(visit)),
        h('span', { class: 'unseen' }, texts.visit.open(name(visit.label), clock(visit.first_seen))))))) : notice(texts.timeline.none));
}
