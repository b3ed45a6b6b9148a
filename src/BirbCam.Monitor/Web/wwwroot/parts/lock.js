import { get, post } from '../api.js';
import { h, say } from './dom.js';
import { clock, dayWords, names } from './words.js';
import { texts } from '../texts.js';

// A screenful or two: a thousand of them take a second to draw.
const AT_ONCE = 24;

// What a person has locked, as of the last look: a card is drawn without asking again.
let locked = new Set();

export async function lookAtLocks(signal) {
  const page = await get('/api/locks', signal);
  locked = new Set(page.locked.map((one) => one.id));
  return page.locked;
}

/** All that is locked, to look at and to unlock. */
export async function lockPanel(signal) {
  const pictures = await lookAtLocks(signal);
  const list = h('ul', { class: 'cards' });
  const more = h('button', { type: 'button', onclick: showMore }, texts.lock.more);
  showMore();
  return h('section', { class: 'panel' }, h('h3', {}, texts.lock.heading), h('p', { class: 'quiet' }, pictures.length ? texts.lock.count(pictures.length) : texts.lock.none), list, h('div', { class: 'actions' }, more));

  function showMore() {
    const shown = list.childElementCount;
    list.append(...pictures.slice(shown, shown + AT_ONCE).map(card));
    more.hidden = list.childElementCount === pictures.length;
  }
}

function card({ id, local_time: time, labels }) {
  const fault = h('p', { class: 'fault', role: 'alert' });
  const when = `${dayWords(time.slice(0, 10))}, ${clock(time)}`;
  return h('li', { class: 'panel locked' },
    h('img', { src: `/api/pictures/${id}/clean`, alt: texts.review.alt(names(labels), when), loading: 'lazy', width: 320, height: 240 }),
    h('p', { class: 'line' }, h('strong', {}, names(labels) || texts.lock.nobody), h('span', { class: 'quiet' }, when)),
    lockButton(id, (words) => { fault.textContent = words; }), fault);
}

/** Locks a picture, so that it is never deleted, and gives it free again. */
export function lockButton(id, onFault) {
  const button = h('button', { type: 'button', class: 'toggle', 'aria-pressed': String(locked.has(id)), title: texts.lock.words, onclick: async () => {
    const wasLocked = locked.has(id);
    try {
      await post(`/api/locks/${id}${wasLocked ? '/undo' : ''}`, {});
      locked[wasLocked ? 'delete' : 'add'](id);
      button.setAttribute('aria-pressed', !wasLocked);
      say(wasLocked ? texts.lock.unlocked : texts.lock.locked);
      onFault('');
    } catch (refused) {
      onFault(refused.message);
    }
  } }, texts.lock.lock);
  return button;
}
