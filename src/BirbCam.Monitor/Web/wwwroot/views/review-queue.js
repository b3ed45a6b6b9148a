import { post } from '../api.js';

// More is asked for while so many cards are left.
const LOW = 8;

/** The cards in their order, what was said of those before, and the way back. */
export class ReviewQueue {
  constructor(ask) {
    this.ask = ask;
    this.path = '/api/review';
    this.labels = [];
    this.cards = [];
    this.said = [];
    this.put = new Set();
    this.pending = 0;
    this.saving = Promise.resolve();
  }

  get card() { return this.cards[0]; }

  get next() { return this.cards.slice(1, 3); }

  get done() { return this.said.length; }

  get all() { return this.said.length + Math.max(this.pending, this.cards.length); }

  get canUndo() { return this.said.length > 0; }

  /** What is shown stays until the answer is there. */
  async fill(kept = this.cards) {
    const page = await this.ask(this.path);
    this.cards = kept;
    this.pending = page.pending;
    this.labels.push(...page.labels.filter((label) => !this.labels.includes(label)));
    const known = new Set([...this.cards.map((card) => card.id), ...this.put, ...this.said.map((card) => card.id)]);
    this.cards.push(...page.cards.filter((card) => !known.has(card.id)));
  }

  /** Only some from now on; what was said stays said, and can be taken back. */
  async only(label, most) {
    const wanted = new URLSearchParams({ ...(label ? { label } : {}), ...(most < 1 ? { most } : {}) });
    this.path = wanted.size ? `/api/review?${wanted}` : '/api/review';
    await this.saving;
    await this.fill([]);
  }

  /** One after another, so that the last word of a person is the last one at the store. */
  save(labels) {
    const card = this.cards.shift();
    this.said.push(card);
    this.pending = Math.max(0, this.pending - 1);
    return this.inTurn(async () => {
      try {
        await post(`/api/review/${card.id}`, { labels });
        if (this.cards.length < LOW && this.pending > this.cards.length) {
          await this.fill();
        }
      } catch (refused) {
        this.said = this.said.filter((other) => other !== card);
        this.cards.unshift(card);
        this.pending++;
        throw refused;
      }
    });
  }

  undo() {
    const card = this.said.pop();
    this.cards.unshift(card);
    this.pending++;
    return this.inTurn(async () => {
      await post(`/api/review/${card.id}/undo`, {});
    });
  }

  /** Not now: it comes again when the page is opened anew. */
  later() {
    const card = this.cards.shift();
    if (card) {
      this.put.add(card.id);
    }
  }

  inTurn(work) {
    const done = this.saving.then(work);
    this.saving = done.catch(() => {});
    return done;
  }
}
