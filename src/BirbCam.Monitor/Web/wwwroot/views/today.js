import { get, session } from '../api.js';
import { lookAgain } from '../parts/again.js';
import { dayWords } from '../parts/days.js';
import { h, notice, redraw } from '../parts/dom.js';
import { livePanel } from '../parts/live.js';
import { strip, stripScale, mostOf } from '../parts/strip.js';
import { dot, visitCard } from '../parts/visit.js';
import { ago, name, rememberOrder } from '../parts/words.js';
import { texts } from '../texts.js';

// Visits come in bursts of news: one look for each burst.
const GATHER = 1500, AGAIN = 5000;

// What is said in minutes grows old without news.
const EVERY = 60_000;

export async function today(root, signal) {
  const board = h('div', {}, notice(texts.loading));
  root.append(board);
  const live = livePanel(signal, { heading: texts.live.heading }).element;
  const draw = async () => {
    const [page, system] = await Promise.all([get('/api/today', signal), session.isGuest ? null : get('/api/system', signal)]);
    rememberOrder(page.labels.map((label) => label.label));
    redraw(board, heading(page, system), labels(page), ...(session.isGuest ? [] : [live]), visits(page));
  };
  await draw();
  const look = lookAgain(draw, EVERY, signal);

  // Guests are not told of news: each who listens takes the place of one of the house.
  if (!session.isGuest) {
    listen(look, signal);
  }
}

function heading(page, system) {
  if (!system) {
    return h('div', { class: 'heading' }, h('h2', {}, texts.today.heading(dayWords(page.day))));
  }
  const state = h('span', { class: `state ${system.state}` }, texts.system.states[system.state] ?? system.state, system.reason ? `: ${system.reason}` : null);
  return h('div', { class: 'heading' }, h('h2', {}, texts.today.heading(dayWords(page.day))), state,
    page.to_review ? h('a', { href: '/review', 'data-path': '/review', 'data-key': 'waits', class: 'waits' }, texts.today.toReview(page.to_review)) : null);
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

/** A browser never says why it hears no news: whether the service is away, or one is a stranger now, the next look tells. Some browsers give up, and are told to go on. */
function listen(look, signal) {
  let events = null, pending = null, again = null, isLost = false;
  open();
  signal.addEventListener('abort', () => { events.close(); clearTimeout(pending); clearTimeout(again); });

  function open() {
    events = new EventSource('/api/events');
    events.addEventListener('message', gather);
    events.addEventListener('open', () => {
      if (isLost) {
        isLost = false;
        gather();
      }
    });
    events.addEventListener('error', () => {
      isLost = true;
      gather();
      if (events.readyState === EventSource.CLOSED) {
        again = setTimeout(open, AGAIN);
      }
    });
  }

  function gather() {
    pending ??= setTimeout(() => { pending = null; look(); }, GATHER);
  }
}
