import { dayWords } from './words.js';

// Nobody had such a camera before, and the service answers for it.
export const OLDEST = '2000-01-01';

/** The day that is meant, or the nearest that can be: no text is too wild. */
export function nearestDay(text, newest) {
  const date = new Date(`${text}T12:00:00Z`);
  const day = Number.isNaN(date.valueOf()) ? newest : date.toISOString().slice(0, 10);
  return day < OLDEST ? OLDEST : day > newest ? newest : day;
}

/** With its year, where that is not this one. */
export const dayWordsAt = (today, day) => (day.slice(0, 4) === today.slice(0, 4) ? dayWords(day) : `${dayWords(day)} ${day.slice(0, 4)}`);
