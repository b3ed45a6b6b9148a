// Days are texts as 2026-10-04, and times the camera's own wall clock: the record has it with its offset, and the browser may be anywhere.
export const clock = (local) => local.slice(11, 16);

export const dayOf = (local) => local.slice(0, 10);

const written = (options) => (day) => new Date(`${day}T12:00:00Z`).toLocaleDateString('en-GB', { ...options, timeZone: 'UTC' });

export const dayWords = written({ weekday: 'long', day: 'numeric', month: 'long' });

export const dayLetters = written({ weekday: 'short', day: 'numeric' });

const dayBriefly = written({ day: 'numeric', month: 'short' });

/** With its year, where that is not this one. */
export const dayWordsAt = (today, day) => (day.slice(0, 4) === today.slice(0, 4) ? dayWords(day) : `${dayWords(day)} ${day.slice(0, 4)}`);

export const dayAndClock = (local) => `${dayWords(dayOf(local))}, ${clock(local)}`;

/** The time alone where that is of today, at the camera. */
export function when(local) {
  const ahead = Date.parse(`${local.slice(0, 19)}Z`) - Date.parse(local);
  const day = dayOf(local);
  return new Date(Date.now() + ahead).toISOString().startsWith(day) ? clock(local) : `${dayBriefly(day)}, ${clock(local)}`;
}

export const dayAfter = (day, days) => {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
};

// Nobody had such a camera before, and the service answers for it.
export const OLDEST = '2000-01-01';

/** The day that is meant, or the nearest that can be: no text is too wild. */
export function nearestDay(text, newest) {
  const date = new Date(`${text}T12:00:00Z`);
  const day = Number.isNaN(date.valueOf()) ? newest : date.toISOString().slice(0, 10);
  return day < OLDEST ? OLDEST : day > newest ? newest : day;
}
