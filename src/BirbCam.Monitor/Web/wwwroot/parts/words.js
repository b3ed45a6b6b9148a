import { texts } from '../texts.js';

// A number and its sign stay on one line.
export const sentence = (text) => text.replaceAll(' %', '\u00a0%');

export const percent = (share) => Math.round(100 * share);

export function ago(utc) {
  if (!utc) {
    return texts.clocks.never;
  }
  const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(utc)) / 60000));
  return minutes < 1 ? texts.clocks.justNow
    : minutes < 60 ? texts.clocks.minutes(minutes)
    : minutes < 24 * 60 ? texts.clocks.hours(Math.floor(minutes / 60))
    : texts.clocks.days(Math.floor(minutes / 1440));
}

// A person may call a visitor anything, 'constructor' too: only what is the table's own counts.
export const name = (label) => (Object.hasOwn(texts.labels, label) ? texts.labels[label] : label.charAt(0).toUpperCase() + label.slice(1));

export const names = (labels) => labels.map(name).join(', ');

// One of eight colours for each label, the same on every page.
const order = [];
export function rememberOrder(labels) {
  order.splice(0, order.length, ...labels);
}
export function colour(label) {
  const place = order.indexOf(label);
  return `colour-${(place >= 0 ? place : [...label].reduce((sum, letter) => sum + letter.charCodeAt(0), 0)) % 8}`;
}
