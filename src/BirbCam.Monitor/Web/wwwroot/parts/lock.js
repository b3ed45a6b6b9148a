import { get, post } from '../api.js';
import { h, say } from './dom.js';
import { clock, dayWords, names } from './words.js';
import { texts } from '../texts.js';

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
  return h('section', { class: 'panel' }, h('h3', {}, texts.lock.heading), h('p', { class: 'quiet' }, pictures.length ? texts.lock.words : texts.lock.none),
    pictures.length ? h('ul', { class: 'cards' }, pictures.map(card)) : null);
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
      onFault(refused.message || texts.gone);
    }
  } }, texts.lock.lock);
  return button;
}
