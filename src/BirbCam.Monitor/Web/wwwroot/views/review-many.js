import { when } from '../parts/days.js';
import { h } from '../parts/dom.js';
import { thumbnail } from '../parts/picture.js';
import { names } from '../parts/words.js';
import { texts } from '../texts.js';
import { Choices } from './review-choices.js';

const words = texts.review;

/** The next cards as small pictures: several are picked, and one word is said for all of them. */
export class ManyCards {
  // What the service takes at once.
  static MOST = 24;

  constructor(queue, onChange) {
    this.queue = queue;
    this.onChange = onChange;
    this.picks = new Map();
    this.lost = new Set();
    this.element = h('ul', { class: 'many', 'aria-label': words.manyLabel });
    this.told = h('span', { class: 'quiet', role: 'status' });
    this.tools = h('div', { class: 'tools' },
      h('button', { type: 'button', class: 'toggle', onclick: () => this.pickAll() }, words.all), this.told);
    this.choices = new Choices(queue.labels, () => null, onChange);
  }

  get cards() { return this.queue.cards.slice(0, ManyCards.MOST); }

  get picked() { return this.cards.filter((card) => this.isPicked(card)); }

  isPicked(card) { return this.picks.get(card.id)?.getAttribute('aria-pressed') === 'true'; }

  /** What is shown already keeps its element and its pick. A place for each that is still to come, so that nothing moves when it does. */
  show() {
    const { cards } = this;
    const before = this.picks, focused = [...before].findIndex(([, button]) => button === document.activeElement);
    this.picks = new Map(cards.map((card) => [card.id, before.get(card.id) ?? this.pick(card)]));
    this.picks.forEach((button, id) => { if (this.lost.delete(id)) { button.setAttribute('aria-pressed', 'true'); } });
    const places = Math.min(ManyCards.MOST, Math.max(cards.length, this.queue.pending));
    this.element.replaceChildren(...[...this.picks.values()].map((button) => h('li', {}, button)),
      ...Array.from({ length: places - cards.length }, () => h('li', { class: 'coming', 'aria-hidden': 'true' })));
    if (focused >= 0) {
      [...this.picks.values()][Math.min(focused, cards.length - 1)]?.focus({ preventScroll: true });
    }
    this.from = null;
    this.tell();
  }

  /** What was said of them is not stored: they are picked as they were, and so is the word unless it was refused. */
  takeBack(cards, labels) {
    cards.forEach((card) => this.lost.add(card.id));
    if (this.choices.said === null) {
      this.choices.choose(labels, labels.length === 0);
    }
  }

  pick(card) {
    return h('button', { type: 'button', class: 'pick', 'aria-pressed': 'false', 'aria-label': words.alt(names(card.labels), when(card.local_time)), onclick: (event) => this.press(card, event.shiftKey) },
      thumbnail(card.id, words.noPicture),
      h('span', { class: 'when' }, when(card.local_time)));
  }

  /** With Shift, all from the one before to this one become what this one becomes. */
  press(card, isRange) {
    const { cards } = this;
    const isPicked = !this.isPicked(card);
    const to = cards.indexOf(card), from = isRange && this.from !== null ? this.from : to;
    this.set(cards.slice(Math.min(from, to), Math.max(from, to) + 1), isPicked);
    this.from = to;
  }

  /** All, or none where all are picked. */
  pickAll() {
    const { cards } = this;
    this.set(cards, this.picked.length < cards.length);
  }

  set(cards, isPicked) {
    cards.forEach((card) => this.picks.get(card.id).setAttribute('aria-pressed', isPicked));
    this.onChange();
    this.tell();
  }

  tell() {
    this.told.textContent = words.picked(this.picked.length, this.cards.length);
  }

  /** The arrows go from picture to picture, and A picks all. */
  key({ key, target }) {
    if (target.closest('input')) {
      return false;
    }
    if (key === 'a' || key === 'A') {
      this.pickAll();
      return true;
    }
    const buttons = [...this.picks.values()];
    const at = buttons.indexOf(document.activeElement);
    const row = getComputedStyle(this.element).gridTemplateColumns.split(' ').length;
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -row, ArrowDown: row }[key];
    if (!step || (at < 0 && !buttons.length)) {
      return false;
    }
    (at < 0 ? buttons[0] : buttons[at + step])?.focus();
    return true;
  }
}
