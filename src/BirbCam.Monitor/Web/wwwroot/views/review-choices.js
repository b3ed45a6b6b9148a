import { h } from '../parts/dom.js';
import { colour, name } from '../parts/words.js';
import { texts } from '../texts.js';

const words = texts.review;

/** Who a person says is there: labels of the model or others, or nobody. */
export class Choices {
  constructor(labels, scoreOf, onChange) {
    this.labels = labels;
    this.scoreOf = scoreOf;
    this.onChange = onChange;
    this.element = h('fieldset', { class: 'choices' });
    this.choose([]);
    this.build();
  }

  get said() { return this.chosen.size > 0 || this.isNobody ? [...this.chosen] : null; }

  choose(labels, isNobody = false) {
    this.chosen = new Set(labels.filter((label) => this.labels.includes(label)));
    this.isNobody = isNobody;
  }

  // A label that somebody typed for another picture can be chosen with one key from then on; one that was refused is chosen no more.
  build() {
    this.chosen = new Set(this.labels.filter((label) => this.chosen.has(label)));
    this.buttons = this.labels.map((label, i) => h('button', { type: 'button', class: `choice ${colour(label)}`, 'data-label': label, 'aria-pressed': 'false', onclick: () => this.toggle(label) },
      h('kbd', { 'aria-hidden': 'true' }, i < 9 ? String(i + 1) : ''), h('span', {}, name(label)), this.scoreOf(label)));
    this.nobody = h('button', { type: 'button', class: 'choice nobody', 'aria-pressed': 'false', onclick: () => this.chooseNobody() },
      h('kbd', { 'aria-hidden': 'true' }, '0'), h('span', {}, words.nobody));
    this.element.replaceChildren(h('legend', {}, words.who), ...this.buttons, this.nobody, this.otherForm());
    this.mark();
  }

  otherForm() {
    const input = h('input', { type: 'text', maxlength: 40, 'aria-label': words.otherLabel, placeholder: words.other, autocomplete: 'off', autocapitalize: 'off' });
    const form = h('form', { class: 'other' }, input, h('button', { type: 'submit' }, words.add));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      // An İ alone becomes two characters, an i and a second dot over it.
      const label = input.value.trim().toLowerCase().replaceAll('i\u0307', 'i').normalize();
      if (!label) {
        return;
      }
      if (!this.labels.includes(label)) {
        this.labels.push(label);
      }
      this.chosen.add(label);
      this.isNobody = false;
      this.build();
      this.buttons[this.labels.indexOf(label)].focus();
    });
    return form;
  }

  toggle(label) {
    this.isNobody = false;
    if (!this.chosen.delete(label)) {
      this.chosen.add(label);
    }
    this.mark();
  }

  chooseNobody() {
    this.chosen.clear();
    this.isNobody = true;
    this.mark();
  }

  mark() {
    this.buttons.forEach((button) => button.setAttribute('aria-pressed', this.chosen.has(button.dataset.label)));
    this.nobody.setAttribute('aria-pressed', this.isNobody);
    this.onChange();
  }

  /** 1–9 a label, 0 nobody. */
  press(digit) {
    if (digit === 0) {
      this.chooseNobody();
    } else if (this.labels[digit - 1]) {
      this.toggle(this.labels[digit - 1]);
    }
  }
}
