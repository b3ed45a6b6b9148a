import { get } from '../api.js';
import { dayAndClock } from '../parts/days.js';
import { h, say } from '../parts/dom.js';
import { lockButton, lookAtLocks } from '../parts/lock.js';
import { picture, preload } from '../parts/picture.js';
import { name, names, rememberOrder, sentence } from '../parts/words.js';
import { texts } from '../texts.js';
import { Choices } from './review-choices.js';
import { ManyCards } from './review-many.js';
import { LOW, ReviewQueue } from './review-queue.js';

const words = texts.review;

export async function review(root, signal) {
  const queue = new ReviewQueue((path) => get(path, signal));
  await Promise.all([queue.fill(), lookAtLocks(signal)]);
  rememberOrder(queue.labels);
  const desk = new Desk(root, queue);
  document.addEventListener('keydown', (event) => desk.key(event), { signal });
  desk.show();
}

class Desk {
  constructor(root, queue) {
    this.queue = queue;
    this.heat = false;
    this.motion = false;
    this.opacity = 1;
    this.bar = h('progress', { max: 1, value: 0, 'aria-label': words.heading });
    this.count = h('span', { class: 'quiet' });
    this.stage = h('div', { class: 'stage' });
    this.fault = h('p', { class: 'fault', role: 'alert' });
    // What was said and not stored, until it is.
    this.kept = new Map();
    this.many = null;
    this.manyButton = h('button', { type: 'button', class: 'toggle', 'aria-pressed': 'false', onclick: () => this.turn() }, words.many);
    root.append(h('div', { class: 'progress' }, this.bar, this.count, this.manyButton, this.filter()), this.stage);
  }

  filter() {
    const label = h('select', { 'aria-label': words.onlyLabel }, h('option', { value: '' }, words.everybody), this.queue.labels.map((one) => h('option', { value: one }, name(one))));
    const most = h('input', { type: 'range', min: 0.05, max: 1, step: 0.05, value: 1, 'aria-label': words.mostLabel });
    const told = h('output', {}, words.most(1));
    const apply = async () => {
      told.textContent = words.most(Number(most.value));
      this.isFiltered = label.value !== '' || Number(most.value) < 1;
      try {
        await this.queue.only(label.value, Number(most.value));
        this.show();
      } catch (refused) {
        this.fault.textContent = refused.message;
      }
    };
    label.addEventListener('change', apply);
    most.addEventListener('change', apply);
    most.addEventListener('input', () => { told.textContent = words.most(Number(most.value)); });
    return h('div', { class: 'filter' }, label, h('label', {}, told, most));
  }

  /** How far it is; what a person has chosen so far for the card stays chosen. */
  tell() {
    this.bar.max = Math.max(1, this.queue.all);
    this.bar.value = this.queue.done;
    this.count.textContent = words.progress(this.queue.done, this.queue.all);
    this.queue.next.forEach(preload);
  }

  /** One card, or many at once. */
  turn() {
    this.many = this.many ? null : new ManyCards(this.queue, () => { this.fault.textContent = ''; });
    this.manyButton.setAttribute('aria-pressed', this.many !== null);
    this.queue.low = this.many ? ManyCards.MOST : LOW;
    this.go(() => this.queue.top());
  }

  show() {
    // What was chosen ends with the picture it was chosen for: until the next one is drawn, nothing can be said of it.
    this.shown = undefined;
    this.choices = null;
    this.picture = null;
    const card = this.queue.card;
    this.tell();
    if (!card) {
      this.stage.replaceChildren(h('div', { class: 'finished' }, h('h2', {}, this.isFiltered ? words.noneLike : words.done), h('p', { class: 'quiet' }, this.isFiltered ? words.noneLikeWords : words.doneWords), this.fault, this.undoButton()));
      return;
    }

    if (this.many) {
      this.showMany();
      this.shown = card;
      return;
    }

    // What the model is nearly sure of is chosen already: Enter confirms it. Where it knows nothing, a person has to say.
    const choices = new Choices(this.queue.labels, (label) => score(card, label), () => { this.fault.textContent = ''; });
    choices.choose(this.kept.get(card.id) ?? (card.decision === 'low_confidence' || card.decision === 'accepted' ? card.labels : []), this.kept.get(card.id)?.length === 0);
    choices.mark();
    this.picture = picture(card, () => this.layerTools.forEach((tool) => { tool.disabled = true; }));
    this.stage.replaceChildren(
      h('div', { class: 'view-of' }, this.picture.element, this.layers(card)),
      h('div', { class: 'ask' }, this.sentence(card), choices.element, this.actions(), h('p', { class: 'keys quiet' }, words.keys)));
    this.lay();
    this.choices = choices;
    this.shown = card;
  }

  /** What is shown already stays where it is, and what has the focus keeps it. */
  showMany() {
    if (this.many.element.isConnected) {
      this.stage.querySelector('.actions').replaceWith(this.actions());
    } else {
      this.stage.replaceChildren(this.many.element, h('div', { class: 'ask' }, this.many.tools, this.many.choices.element, this.actions(), h('p', { class: 'keys quiet' }, words.manyKeys)));
    }
    this.many.show();
  }

  sentence(card) {
    return h('div', { class: 'sentence' },
      h('p', {}, h('span', { class: 'reason' }, words.reasons[card.reasons[0]] ?? card.reasons[0]),
        h('span', { class: 'quiet' }, ` ${dayAndClock(card.local_time)}`)),
      h('p', { class: 'text' }, sentence(card.text)));
  }

  actions() {
    return h('div', { class: 'actions' },
      this.fault,
      h('button', { type: 'button', class: 'main', onclick: () => this.save() }, this.many ? words.saveMany : words.save),
      this.undoButton(),
      !this.many && h('button', { type: 'button', class: 'plain', onclick: () => this.later() }, words.later));
  }

  undoButton() {
    return h('button', { type: 'button', class: 'plain', disabled: !this.queue.canUndo, onclick: () => this.undo() }, words.undo);
  }

  layers(card) {
    this.heatButton = h('button', { type: 'button', class: 'toggle', 'aria-pressed': 'false', disabled: !this.picture.hasHeat, onclick: () => { this.heat = !this.heat; this.lay(); } }, words.heat);
    this.motionButton = h('button', { type: 'button', class: 'toggle', 'aria-pressed': 'false', disabled: !this.picture.hasMotion, onclick: () => { this.motion = !this.motion; this.lay(); } }, words.motion);
    const slider = h('input', { type: 'range', min: 0.1, max: 1, step: 0.1, value: this.opacity, 'aria-label': words.opacity, disabled: !this.picture.hasHeat, oninput: () => {
      this.opacity = slider.value;
      this.picture.setOpacity(this.opacity);
    } });
    this.lockButton = lockButton(card.id, (fault) => { this.fault.textContent = fault; });
    this.layerTools = [this.heatButton, slider, this.motionButton, this.lockButton];
    return h('div', { class: 'layers' }, this.layerTools, this.picture.hasHeat ? null : h('span', { class: 'quiet' }, words.noHeat));
  }

  lay() {
    this.picture.showHeat(this.heat);
    this.picture.showMotion(this.motion);
    this.picture.setOpacity(this.opacity);
    this.heatButton.setAttribute('aria-pressed', this.heat);
    this.motionButton.setAttribute('aria-pressed', this.motion);
  }

  async save() {
    if (!this.shown) {
      return;
    }
    const labels = (this.many ?? this).choices.said;
    const cards = this.many ? this.many.picked : [this.shown];
    if (!cards.length || !labels) {
      this.fault.textContent = cards.length ? words.choose : words.pick;
      return;
    }
    const who = labels.length ? names(labels) : words.nobody;
    say(this.many ? words.savedMany(cards.length, who) : words.saved(who));
    const many = this.many;
    many?.choices.choose([]);
    many?.choices.mark();
    cards.forEach((card) => this.kept.set(card.id, labels));
    await this.go(() => this.queue.save(cards, labels).then(() => cards.forEach((card) => this.kept.delete(card.id)), (refused) => {
      many?.takeBack(cards, labels);
      throw refused;
    }));
  }

  async undo() {
    if (!this.queue.canUndo) {
      say(words.nothingToUndo);
      return;
    }
    say(words.undone);
    await this.go(() => this.queue.undo());
  }

  later() {
    this.queue.later();
    this.fault.textContent = '';
    this.show();
  }

  /** The next card is shown at once; what is refused comes back with its reason. */
  async go(change) {
    this.fault.textContent = '';
    const saved = change();
    this.show();
    try {
      await saved;
      if (this.shown === this.queue.card && !this.many) {
        this.tell();
      } else {
        this.show();
      }
    } catch (refused) {
      this.many?.choices.build();
      this.show();
      this.fault.textContent = refused.message;
    }
  }

  key(event) {
    const place = event.target.closest('input[type=text], select, a, .actions button, .progress button, .tools button, .bar button');
    if (event.ctrlKey || event.metaKey || event.altKey || (place && (event.key === 'Enter' || event.key === ' ' || place.tagName === 'INPUT' || place.tagName === 'SELECT'))) {
      return;
    }
    const key = event.key.toLowerCase();
    const digit = /^[0-9]$/.test(key) && this.shown ? Number(key) : null;
    const done = digit !== null ? (this.many ?? this).choices.press(digit)
      : key === 'g' ? this.turn()
      : this.many?.key(event) ? undefined
      : key === 'enter' ? this.save()
      : key === 'u' ? this.undo()
      : key === 'l' && this.shown && !this.many ? this.later()
      : key === 'k' && this.picture ? this.lockButton.click()
      : key === 'h' && this.picture?.hasHeat ? (this.heat = !this.heat, this.lay())
      : key === 'm' && this.picture?.hasMotion ? (this.motion = !this.motion, this.lay())
      : null;
    if (done !== null) {
      event.preventDefault();
    }
  }
}

function score(card, label) {
  if (!Object.hasOwn(card.scores, label)) {
    return h('span', { class: 'score' });
  }
  const meter = h('span', { class: 'meter', 'aria-hidden': 'true' }, h('span', {}));
  meter.firstChild.style.width = `${100 * card.scores[label]}%`;
  if (Object.hasOwn(card.thresholds, label)) {
    const mark = h('span', { class: 'limit' });
    mark.style.left = `${100 * card.thresholds[label]}%`;
    meter.append(mark);
  }
  return h('span', { class: 'score' }, meter, h('span', { class: 'number' }, card.scores[label].toFixed(2)));
}
