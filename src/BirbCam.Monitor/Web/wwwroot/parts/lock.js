import { get, post } from '../api.js';
import { h, say } from './dom.js';
import { texts } from '../texts.js';

// What a person has locked, as of the last look: a card is drawn without asking again.
let locked = new Set();

export async function lookAtLocks(signal) {
  locked = new Set((await get('/api/locks', signal)).locked);
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
