import { get, session } from '../api.js';
import { clock } from './days.js';
import { h, notice, rememberFocus } from './dom.js';
import { lockButton, lookAtLocks } from './lock.js';
import { picture, thumbnail } from './picture.js';
import { colour, name, percent, sentence } from './words.js';
import { texts } from '../texts.js';

/** What there is to say of a visit beside its label and time. */
export function remark(visit) {
  const words = session.isGuest ? texts.visit.forGuests[visit.review ?? visit.verdict] : visit.review ? texts.visit.reviews[visit.review] : texts.visit.verdicts[visit.verdict];
  const share = percent(visit.confidence);
  return words ? `${texts.visit.share(share)} · ${words}` : texts.visit.sure(share);
}

export const span = (visit) => texts.visit.from(clock(visit.first_seen), clock(visit.last_seen));

/** By which what a visit was opened with is found again after it was redrawn. */
export const keyOf = (visit) => `visit-${visit.id}`;

export const dot = (label) => h('span', { class: `dot ${colour(label)}`, 'aria-hidden': 'true' });

/** A visit with its picture; more of it when it is pressed. */
export function visitCard(visit, when = span(visit)) {
  const image = visit.picture
    ? thumbnail(visit.picture, texts.visit.noPicture, { loading: 'lazy' })
    : h('span', { class: 'missing' }, texts.visit.noPicture);
  return h('li', {}, h('button', { type: 'button', class: `card ${visit.verdict}`, 'data-key': keyOf(visit), onclick: () => showVisit(visit) },
    h('span', { class: 'thumb' }, image),
    h('span', { class: 'line' }, dot(visit.label), h('strong', {}, name(visit.label)), h('span', { class: 'quiet' }, when)),
    h('span', { class: 'line quiet' }, remark(visit)),
    h('span', { class: 'unseen' }, texts.visit.open(name(visit.label), clock(visit.first_seen)))));
}

/** The pictures of a visit over the page, until it is closed. */
export async function showVisit(visit) {
  const giveBack = rememberFocus();
  const content = h('div', { class: 'pictures' });
  const dialog = h('dialog', { class: 'visit', 'aria-label': texts.visit.open(name(visit.label), clock(visit.first_seen)) },
    h('header', {}, h('h2', {}, dot(visit.label), ` ${name(visit.label)} `, h('span', { class: 'quiet' }, span(visit))),
      h('button', { type: 'button', class: 'plain', onclick: () => dialog.close() }, texts.visit.close)),
    content);
  dialog.addEventListener('close', () => { dialog.remove(); giveBack(); });
  dialog.addEventListener('click', (event) => { if (event.target === dialog) { dialog.close(); } });
  document.body.append(dialog);
  dialog.showModal();
  await fill(content, visit);
}

async function fill(content, visit) {
  content.replaceChildren(notice(texts.loading));
  try {
    const [detections] = await Promise.all([get(`/api/sightings/${visit.id}`), session.isGuest ? null : lookAtLocks()]);
    content.replaceChildren(...(detections.length ? detections.map(figureOf) : [notice(texts.visit.nothing)]));
  } catch (failed) {
    content.replaceChildren(notice(failed.message, ' ', h('button', { type: 'button', onclick: () => fill(content, visit) }, texts.again)));
  }
}

function figureOf(detection) {
  const shown = picture(detection, () => buttons.filter((one) => one instanceof HTMLButtonElement).forEach((one) => { one.disabled = true; }));
  const place = h('div', {}, shown.element);
  const corrected = detection.review?.labels.find((label) => Object.hasOwn(detection.scores, label) && label !== detection.explain?.label);
  const fault = h('span', { class: 'fault', role: 'alert' });
  const buttons = [
    fault,
    !session.isGuest && lockButton(detection.id, (words) => { fault.textContent = words; }),
    shown.hasHeat && pressed(texts.visit.heat, (isPressed) => shown.showHeat(isPressed)),
    shown.hasHeat && corrected && !session.isGuest && pressed(texts.visit.both, (isPressed) => place.replaceChildren(isPressed ? bothMaps(detection, corrected) : shown.element)),
  ];
  return h('figure', {}, place,
    h('figcaption', {}, h('p', {}, `${clock(detection.local_time)} · ${percent(detection.confidence)}\u00a0% · ${sentence(detection.text)}`), h('div', { class: 'line' }, buttons)));
}

/** What the model looked at for its own word, and what it would have looked at for the person's. */
function bothMaps(detection, corrected) {
  const itsOwn = picture(detection), yours = picture(detection);
  itsOwn.showHeat(true);
  yours.showWhy(corrected);
  return h('div', { class: 'both' },
    h('div', {}, itsOwn.element, h('p', {}, texts.visit.itsOwn(name(detection.explain.label)))),
    h('div', {}, yours.element, h('p', {}, texts.visit.yours(name(corrected)))));
}

function pressed(words, then) {
  const button = h('button', { type: 'button', class: 'toggle', 'aria-pressed': 'false', onclick: () => {
    const isPressed = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', isPressed);
    then(isPressed);
  } }, words);
  return button;
}
