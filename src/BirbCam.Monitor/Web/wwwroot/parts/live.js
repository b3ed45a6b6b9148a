import { look } from '../api.js';
import { h } from './dom.js';
import { boxOf } from './picture.js';
import { texts } from '../texts.js';

const EVERY = 500, TOLERANCE_EVERY = 5000;
const words = texts.live;

/** The camera's picture with the gate's word on it, one after another while somebody looks; none at all before that. Over it lies what the caller wants. */
export function livePanel(signal, { heading, over = [] }) {
  const idle = h('p', { class: 'quiet' }, words.idle);
  const image = h('img', { class: 'clean', alt: words.alt });
  const boxes = h('div', { class: 'boxes', 'aria-hidden': 'true' });
  const tolerance = h('img', { class: 'tolerance', alt: '', hidden: true });
  const frame = h('div', { class: 'picture' }, tolerance, boxes, over);
  const verdict = h('p', { class: 'verdict' });
  const shown = h('div', { hidden: true }, frame, verdict,
    h('label', { class: 'line tolerant' }, h('input', { type: 'checkbox', onchange: (event) => { tolerance.hidden = !event.target.checked; askTolerance(); } }), words.tolerance));
  const button = h('button', { type: 'button', 'aria-pressed': 'false', onclick: () => show(!looking) }, words.show);
  let looking = false, picture = null, warm = null;
  signal.addEventListener('abort', () => [picture, warm].forEach((url) => url && URL.revokeObjectURL(url)));
  const isWatched = () => looking && !signal.aborted;
  return { element: h('section', { class: 'panel live' }, h('div', { class: 'line' }, h('h2', {}, heading), button), idle, shown), frame, show };

  function show(wanted) {
    looking = wanted;
    button.textContent = looking ? words.hide : words.show;
    button.setAttribute('aria-pressed', looking);
    shown.hidden = !looking;
    idle.hidden = looking;
    idle.textContent = words.idle;
    if (looking) {
      next();
    }
  }

  async function next() {
    if (document.hidden) {
      document.addEventListener('visibilitychange', () => isWatched() && next(), { once: true });
      return;
    }
    let wait = EVERY;
    try {
      const [blob, headers] = await look('/api/live', signal);
      draw(URL.createObjectURL(blob), JSON.parse(headers.get('X-Birbcam-Motion')));
    } catch (failed) {
      idle.textContent = failed.status === 503 ? words.none : failed.message;
      idle.hidden = false;
      wait = 10 * EVERY;
    }
    setTimeout(() => isWatched() && next(), wait);
  }

  function draw(url, motion) {
    idle.hidden = true;
    image.src = url;
    if (!picture) {
      frame.prepend(image);
    }
    if (picture) {
      URL.revokeObjectURL(picture);
    }
    picture = url;
    verdict.textContent = sentence(motion);
    verdict.className = `verdict ${motion.verdict}`;
    boxes.replaceChildren(...motion.regions.map((region) => boxOf(region, motion.verdict === 'triggered' ? '' : 'pending')));
  }

  async function askTolerance() {
    if (tolerance.hidden || !isWatched()) {
      return;
    }
    try {
      const [blob] = await look('/api/tolerance', signal);
      const url = URL.createObjectURL(blob);
      tolerance.src = url;
      if (warm) {
        URL.revokeObjectURL(warm);
      }
      warm = url;
    } catch {
      // The picture beside it says why nothing comes.
    }
    setTimeout(askTolerance, TOLERANCE_EVERY);
  }
}

/** The gate's verdict in words. */
function sentence(motion) {
  return (words.verdicts[motion.verdict] ?? ((one) => one.verdict))({ verdict: motion.verdict, changed: percent(motion.changed), plume: percent(motion.plume), things: motion.regions.length });
}

const percent = (share) => (share < 0.1 ? (100 * share).toFixed(1) : Math.round(100 * share));
