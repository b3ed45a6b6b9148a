import { h } from './dom.js';
import { name, colour } from './words.js';
import { texts } from '../texts.js';

// Twenty-four bars. The largest of all strips of a page gives the scale, so that they can be compared.
export function strip(label, hours, most) {
  const parts = hours.map((n, hour) => (n ? texts.today.stripPart(hour, n) : null)).filter(Boolean).join(', ');
  return h('svg', { class: `strip ${colour(label)}`, viewBox: '0 0 240 32', preserveAspectRatio: 'none', role: 'img', 'aria-label': texts.today.strip(name(label), parts) },
    hours.map((n, hour) => {
      const height = n ? Math.max(3, (30 * n) / Math.max(most, 1)) : 1;
      return h('rect', { class: n ? 'some' : 'none', x: 10 * hour + 1, y: 32 - height, width: 8, height, rx: 1 });
    }));
}

export function stripScale() {
  return h('div', { class: 'scale', 'aria-hidden': 'true' }, ['0', '6', '12', '18', '24'].map((hour) => h('span', {}, hour)));
}

export const mostOf = (rows) => Math.max(1, ...rows.flatMap((row) => row.hours));
