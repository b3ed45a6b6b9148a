import { get } from '../api.js';
import { h, notice } from '../parts/dom.js';
import { strip, stripScale, mostOf } from '../parts/strip.js';
import { dot, visitCard } from '../parts/visit.js';
import { ago, dayWords, name, rememberOrder } from '../parts/words.js';
import { texts } from '../texts.js';

// Visits come in bursts of news: one look for each burst.
const GATHER = 1500, LIVE_EVERY = 500;

export async function today(root, signal) {
  const board = h('div', {}, notice(texts.loading));
  root.append(board);
  const live = livePicture(signal);
  const draw = async () => {
    const [page, system] = await Promise.all([get('/api/today', signal), get('/api/system', signal)]);
    rememberOrder(page.labels.map((label) => label.label));
    board.replaceChildren(heading(page, system), labels(page), live, visits(page));
  };
  await draw();
  listen(draw, signal);
}

function heading(page, system) {
  const state = h('span', { class: `state ${system.state}` }, texts.system.states[system.state] ?? system.state, system.reason ? `: ${system.reason}` : null);
  return h('div', { class: 'heading' }, h('h2', {}, texts.today.heading(dayWords(page.day))), state,
    page.to_review ? h('a', { href: '/review', 'data-path': '/review', class: 'waits' }, texts.today.toReview(page.to_review)) : null);
}

function labels(page) {
  const most = mostOf(page.labels);
  return h('section', { class: 'panel', 'aria-label': texts.today.byHour },
    h('ul', { class: 'labels' }, page.labels.map((label) => h('li', {},
      h('span', { class: 'who' }, dot(label.label), h('strong', {}, name(label.label)), h('span', { class: 'quiet' }, label.present ? texts.today.here : texts.today.last(ago(label.last_seen)))),
      h('span', { class: 'count' }, String(label.today), h('span', { class: 'unseen' }, ` ${texts.today.visits(label.today)}`)),
      strip(label.label, label.hours, most)))),
    stripScale());
}

function visits(page) {
  return h('section', {}, h('h2', {}, texts.today.cards),
    page.visits.length ? h('ul', { class: 'cards' }, page.visits.map((visit) => visitCard(visit))) : notice(texts.today.none));
}

/** Pictures one after another while somebody looks; none at all before that. */
function livePicture(signal) {
  const words = h('p', { class: 'quiet' }, texts.today.liveIdle);
  const image = h('img', { alt: texts.today.liveAlt, hidden: true });
  let looking = false;
  const button = h('button', { type: 'button', 'aria-pressed': 'false', onclick: () => {
    looking = !looking;
    button.textContent = looking ? texts.today.hideLive : texts.today.showLive;
    button.setAttribute('aria-pressed', looking);
    image.hidden = !looking;
    words.hidden = looking;
    words.textContent = texts.today.liveIdle;
    if (looking) {
      next();
    }
  } }, texts.today.showLive);
  const isWatched = () => looking && !signal.aborted;
  const next = () => {
    if (document.hidden) {
      document.addEventListener('visibilitychange', () => isWatched() && next(), { once: true });
    } else {
      image.src = `/api/live?${Date.now()}`;
    }
  };
  image.addEventListener('load', () => { words.hidden = true; setTimeout(() => isWatched() && next(), LIVE_EVERY); });
  image.addEventListener('error', () => {
    words.textContent = texts.today.noLive;
    words.hidden = false;
    setTimeout(() => isWatched() && next(), 10 * LIVE_EVERY);
  });
  return h('section', { class: 'panel live' }, h('div', { class: 'line' }, h('h2', {}, texts.today.live), button), words, image);
}

function listen(draw, signal) {
  const events = new EventSource('/api/events');
  let pending = null;
  events.addEventListener('message', () => {
    pending ??= setTimeout(() => {
      pending = null;
      if (!document.hidden && !signal.aborted) {
        draw().catch(() => {});
      }
    }, GATHER);
  });
  signal.addEventListener('abort', () => { events.close(); clearTimeout(pending); });
}
