import { get, post } from '../api.js';
import { dayAndClock } from './days.js';
import { h, say } from './dom.js';
import { thumbnail } from './picture.js';
import { names } from './words.js';
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
  const told = h('p', { class: 'quiet' });
  const list = h('ul', { class: 'cards' });
  const more = h('button', { type: 'button', onclick: () => showMore().querySelector('button').focus() }, texts.lock.more);
  tell();
  showMore();
  return h('section', { class: 'panel' }, h('h3', {}, texts.lock.heading), told, list, h('div', { class: 'actions' }, more));

  function tell() {
    told.textContent = locked.size ? texts.lock.count(locked.size) : texts.lock.none;
  }

  /** Gives back the first of them, where there are some. */
  function showMore() {
    const shown = list.childElementCount;
    list.append(...pictures.slice(shown, shown + AT_ONCE).map((one) => card(one, tell)));
    more.hidden = list.childElementCount === pictures.length;
    return list.children[shown];
  }
}

function card({ id, local_time: time, labels }, onChange) {
  const fault = h('p', { class: 'fault', role: 'alert' });
  const when = dayAndClock(time);
  return h('li', { class: 'panel locked' },
    thumbnail(id, texts.review.noPicture, { alt: texts.review.alt(names(labels), when), loading: 'lazy' }),
    h('p', { class: 'line' }, h('strong', {}, names(labels) || texts.review.nobody), h('span', { class: 'quiet' }, when)),
    lockButton(id, (words) => { fault.textContent = words; onChange(); }), fault);
}

/** Locks a picture, so that it is never deleted, and gives it free again. What happened is told: '' or why it did not. */
export function lockButton(id, onDone) {
  const button = h('button', { type: 'button', class: 'toggle', 'aria-pressed': String(locked.has(id)), title: texts.lock.words, onclick: async () => {
    const wasLocked = locked.has(id);
    try {
      await post(`/api/locks/${id}${wasLocked ? '/undo' : ''}`, {}).catch((refused) => {
        // Another window was quicker: it is unlocked, as was wanted.
        if (!wasLocked || refused.status !== 422) {
          throw refused;
        }
      });
      locked[wasLocked ? 'delete' : 'add'](id);
      button.setAttribute('aria-pressed', !wasLocked);
      say(wasLocked ? texts.lock.unlocked : texts.lock.locked);
      onDone('');
    } catch (refused) {
      onDone(refused.message);
    }
  } }, texts.lock.lock);
  return button;
}
