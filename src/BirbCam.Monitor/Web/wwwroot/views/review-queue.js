import { post } from '../api.js';

// More is asked for while fewer cards are left: some are looked at while it comes.
export const LOW = 8;

/** The cards in their order, what was said of those before, and the way back. */
export class ReviewQueue {
  constructor(ask) {
    this.ask = ask;
    this.path = '/api/review';
    this.labels = [];
    this.taken = new Set();
    this.cards = [];
    this.said = [];
    this.settled = 0;
    this.number = 0;
    this.put = new Set();
    this.pending = 0;
    this.low = LOW;
    this.saving = Promise.resolve();
  }

  get card() { return this.cards[0]; }

  get next() { return this.cards.slice(1, 3); }

  get done() { return this.settled + this.said.reduce((sum, { cards }) => sum + cards.length, 0); }

  get all() { return this.done + Math.max(this.pending, this.cards.length); }

  get canUndo() { return this.said.length > 0; }

  /** What is shown stays until the answer is there, and what is said meanwhile stays said. */
  async fill(kept = () => this.cards) {
    const { path } = this;
    const page = await this.ask(path);
    if (path !== this.path) {
      // Others are wanted meanwhile, and asked for.
      return;
    }
    this.cards = kept();
    this.pending = page.pending;
    this.take(page.labels);
    this.labels.push(...page.labels.filter((label) => !this.labels.includes(label)));
    const known = new Set([...this.cards.map((card) => card.id), ...this.put, ...this.said.flatMap(({ cards }) => cards).map((card) => card.id)]);
    this.cards.push(...page.cards.filter((card) => !known.has(card.id)));
  }

  /** Only some from now on; what was said stays said, and can be taken back. */
  async only(label, most) {
    const wanted = new URLSearchParams({ ...(label ? { label } : {}), ...(most < 1 ? { most } : {}) });
    this.path = wanted.size ? `/api/review?${wanted}` : '/api/review';
    await this.saving;
    await this.fill(() => []);
  }

  /** One after another, so that the last word of a person is the last one at the store. Several cards are one bundle: stored together, and taken back together. */
  save(cards, labels) {
    const bundle = { cards, number: this.number++, revisions: null };
    this.leave(cards);
    this.said.push(bundle);
    return this.inTurn(async () => {
      try {
        const stored = await (cards.length === 1 ? post(`/api/review/${cards[0].id}`, { labels }) : post('/api/review', { ids: cards.map((card) => card.id), labels }));
        bundle.revisions = [stored].flat().map((record) => record.revision);
      } catch (refused) {
        if (refused.status === 422) {
          this.refuse(labels);
        }
        // Where it was taken back meanwhile, they are there already.
        if (this.said.includes(bundle)) {
          this.said = this.said.filter((other) => other !== bundle);
          this.come(cards);
        }
        throw refused;
      }
      this.take(labels);
      await this.topUp();
    });
  }

  /** Of what was said here: a newer word, said in another window, stays. */
  undo() {
    const bundle = this.said.pop(), { cards } = bundle;
    this.come(cards);
    return this.inTurn(async () => {
      // What was never stored need not be taken back.
      if (!bundle.revisions) {
        return;
      }
      try {
        const ids = cards.map((card) => card.id);
        await (ids.length === 1 ? post(`/api/review/${ids[0]}/undo`, { revision: bundle.revisions[0] }) : post('/api/review/undo', { ids, revisions: bundle.revisions }));
      } catch (refused) {
        this.leave(cards);
        if (refused.status === 422) {
          this.settled += cards.length;
        } else {
          this.said = [...this.said, bundle].sort((one, other) => one.number - other.number);
        }
        throw refused;
      }
    });
  }

  /** They are said, and wait no more. */
  leave(cards) {
    this.cards = this.cards.filter((card) => !cards.includes(card));
    this.pending = Math.max(0, this.pending - cards.length);
  }

  /** They wait again, before all others. */
  come(cards) {
    this.cards = [...cards, ...this.cards];
    this.pending += cards.length;
  }

  /** As many as are to be shown, as soon as what was said is stored. */
  top() {
    return this.inTurn(() => this.topUp());
  }

  async topUp() {
    if (this.cards.length < this.low && this.pending > this.cards.length) {
      await this.fill();
    }
  }

  /** The service knows these. */
  take(labels) {
    labels.forEach((label) => this.taken.add(label));
  }

  /** What a person typed and the service will not have is no choice any more. */
  refuse(labels) {
    this.labels.splice(0, this.labels.length, ...this.labels.filter((label) => this.taken.has(label) || !labels.includes(label)));
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
