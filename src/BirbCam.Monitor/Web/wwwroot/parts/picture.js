import { heard, look } from '../api.js';
import { clock } from './days.js';
import { h } from './dom.js';
import { names } from './words.js';
import { texts } from '../texts.js';

// The kept figure is two pictures abreast: margins of 16, a title of 36 pixels, the longer side 480. The right one lies under the heat map.
const MARGIN = 16, TITLE = 36, LONG_SIDE = 480;

const share = (part, whole) => `${(100 * part) / whole}%`;

/** A detection's picture with what can be laid over it; nothing is where the picture is gone, which onGone is told. */
export function picture(detection, onGone = () => {}) {
  const { width, height } = detection.image;
  const clean = h('img', { class: 'clean', src: `/api/pictures/${detection.id}/clean`, width, height, alt: texts.review.alt(names(detection.labels), clock(detection.local_time)) });
  const frame = h('div', { class: 'picture' }, clean);
  frame.style.aspectRatio = `${width} / ${height}`;
  frame.style.setProperty('--ratio', width / height);
  let heat = detection.explain ? heatOf(detection, width, height) : null;
  let motion = detection.motion ? movedOf(detection) : null;
  whenGone(clean, () => {
    heat = motion = null;
    frame.replaceChildren(h('p', { class: 'missing' }, texts.review.noPicture));
    onGone();
  });
  return {
    element: frame,
    showHeat: (shown) => toggle(frame, heat, shown),
    showMotion: (shown) => toggle(frame, motion, shown),
    setOpacity: (opacity) => { if (heat) { heat.style.opacity = opacity; } },
    showWhy: (label) => toggle(frame, whyOf(detection, label), true),
    get hasHeat() { return heat !== null; },
    get hasMotion() { return motion !== null; },
  };
}

/** A picture in small; where it is gone, words are in its place. */
export function thumbnail(id, gone, more = {}) {
  const image = h('img', { src: `/api/pictures/${id}/clean`, alt: '', width: 320, height: 240, ...more });
  return whenGone(image, () => image.replaceWith(h('span', { class: 'missing' }, gone)));
}

/** A picture that did not come is asked for again, once the service is heard again where it was away; then() is told where there is none. */
export function whenGone(image, then = () => {}) {
  let again = null;
  image.addEventListener('error', async () => {
    const { src } = image;
    const fault = await look(src).then(() => null, (refused) => refused);
    if (fault && !fault.status) {
      await heard.nothing();
    } else if (fault || again === src) {
      then();
      return;
    } else {
      again = src;
    }
    if (image.src === src) {
      image.src = src;
    }
  });
  return image;
}

/** The browser fetches it while the card before it is looked at. */
export function preload(detection) {
  for (const kind of detection.explain ? ['clean', 'panels'] : ['clean']) {
    new Image().src = `/api/pictures/${detection.id}/${kind}`;
  }
}

function toggle(frame, layer, shown) {
  if (layer && shown) {
    frame.append(layer);
  } else {
    layer?.remove();
  }
}

function heatOf(detection, width, height) {
  const shrink = LONG_SIDE / Math.max(width, height);
  const panelWidth = Math.round(width * shrink), panelHeight = Math.round(height * shrink);
  const figure = whenGone(h('img', { src: `/api/pictures/${detection.id}/panels`, alt: '' }));
  Object.assign(figure.style, {
    width: share(2 * panelWidth + 3 * MARGIN, panelWidth),
    height: share(TITLE + panelHeight + MARGIN, panelHeight),
    left: share(-(panelWidth + 2 * MARGIN), panelWidth),
    top: share(-TITLE, panelHeight),
  });
  return h('div', { class: 'heat' }, figure);
}

/** What the model would have seen of another label: asked when it is wanted. */
function whyOf(detection, label) {
  return h('div', { class: 'heat' }, whenGone(h('img', { class: 'whole', src: `/api/pictures/${detection.id}/why/${encodeURIComponent(label)}`, alt: '' })));
}

/** What moved, pixel by pixel; where only the box around it is known, that. */
function movedOf(detection) {
  const layer = h('div', { class: 'layer' });
  layer.append(whenGone(h('img', { class: 'whole', src: `/api/pictures/${detection.id}/moved`, alt: '' }), () => layer.replaceChildren(boxOf(detection.motion.box))));
  return layer;
}

/** Around a part of a picture, in shares of it. */
export function boxOf([x, y, width, height], more = '') {
  const box = h('div', { class: `moved ${more}` });
  Object.assign(box.style, { left: share(x, 1), top: share(y, 1), width: share(width, 1), height: share(height, 1) });
  return box;
}
