import { get, post } from '../api.js';
import { h, say } from './dom.js';
import { livePanel } from './live.js';
import { texts } from '../texts.js';

const words = texts.zones;
const KINDS = ['ignore', 'preclusive', 'sensitivity'];

// What the service takes.
const MOST = 16, FEWEST = 3, MOST_CORNERS = 64;
const STEP = 0.01;

// Zones that were drawn and not saved: they are there again when a person comes back.
let draft = null;

/** The zones over the live picture: corners are dragged, or moved with the arrow keys. Nothing holds before it is saved. */
export async function zonePanel(signal) {
  const page = await get('/api/zones', signal);
  let saved = JSON.stringify(page.zones);
  let zones = draft ?? page.zones;
  const shapes = h('svg', { class: 'shapes', viewBox: '0 0 1 1', preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  const corners = h('div', { class: 'corners' });
  const live = livePanel(signal, { heading: words.heading, over: [shapes, corners] });
  const rows = h('ul', { class: 'zones' });
  const unsaved = h('p', { class: 'quiet unsaved', role: 'status' });
  const fault = h('p', { class: 'fault', role: 'alert' });
  const more = h('button', { type: 'button', onclick: add }, words.add);
  const forget = h('button', { type: 'button', hidden: !page.drawn, onclick: () => send('/api/zones/forget', {}, goBack) }, words.forget);
  live.element.append(h('p', { class: 'quiet' }, words.words), rows, unsaved,
    h('div', { class: 'actions' }, more, h('button', { type: 'button', class: 'main', onclick: save }, words.save), forget, fault));
  draw();
  return live.element;

  function draw() {
    rows.replaceChildren(...zones.map(row));
    drawAnew();
  }

  /** What lies on the picture; the rows stay. */
  function drawAnew() {
    drawShapes();
    drawCorners();
    tell();
  }

  function drawShapes() {
    shapes.replaceChildren(...zones.map((zone) => h('path', { class: zone.kind, d: `M${zone.polygon.map(([x, y]) => `${x} ${y}`).join('L')}Z` })));
  }

  function drawCorners() {
    corners.replaceChildren(...zones.flatMap((zone) => zone.polygon.map((_, corner) => handle(zone, corner))));
  }

  /** After each change: whether it still has to be saved, and what is wrong with it. */
  function tell() {
    const isSaved = JSON.stringify(zones) === saved;
    draft = isSaved ? null : zones;
    unsaved.textContent = isSaved ? '' : words.unsaved;
    fault.textContent = isSaved ? '' : faultOf(zones);
  }

  /** A row stays as it is while it is used: what is drawn anew under the pointer loses the click. */
  function row(zone) {
    const factor = h('input', { type: 'number', min: 0.1, max: 10, step: 0.1, value: zone.factor, 'aria-label': words.factor, hidden: zone.kind !== 'sensitivity', oninput: () => { zone.factor = Number(factor.value); tell(); } });
    const kind = h('select', { 'aria-label': words.kind, onchange: () => { zone.kind = kind.value; factor.hidden = zone.kind !== 'sensitivity'; drawAnew(); } },
      KINDS.map((word) => h('option', { value: word, selected: word === zone.kind }, words.kinds[word])));
    const name = h('input', { type: 'text', maxlength: 64, value: zone.name, 'aria-label': words.name, oninput: () => {
      zone.name = name.value.trim();
      gone.setAttribute('aria-label', words.removeOf(zone.name));
      drawAnew();
    } });
    const gone = h('button', { type: 'button', 'aria-label': words.removeOf(zone.name), onclick: () => remove(zone, element) }, words.remove);
    const element = h('li', { class: 'line' }, name, kind, factor, h('button', { type: 'button', onclick: () => grow(zone) }, words.corner), gone);
    return element;
  }

  function handle(zone, corner) {
    const button = h('button', { type: 'button', class: `corner ${zone.kind}`, 'aria-label': words.cornerOf(zone.name, corner + 1), onkeydown: onKey, onpointerdown: onDown, onpointermove: onMove });
    place();
    return button;

    function place() {
      const [x, y] = zone.polygon[corner];
      Object.assign(button.style, { left: `${100 * x}%`, top: `${100 * y}%` });
    }

    function move(x, y) {
      zone.polygon[corner] = [x, y].map((share) => Math.round(1000 * Math.min(1, Math.max(0, share))) / 1000);
      place();
      drawShapes();
      tell();
    }

    function onKey(event) {
      const [x, y] = zone.polygon[corner];
      const moves = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
      if (moves[event.key]) {
        event.preventDefault();
        move(x + moves[event.key][0], y + moves[event.key][1]);
      } else if ((event.key === 'Delete' || event.key === 'Backspace') && zone.polygon.length > FEWEST) {
        event.preventDefault();
        const next = [...corners.children].indexOf(button) - (corner === zone.polygon.length - 1 ? 1 : 0);
        zone.polygon.splice(corner, 1);
        drawAnew();
        corners.children[next].focus();
      }
    }

    function onDown(event) {
      button.setPointerCapture(event.pointerId);
      event.preventDefault();
      button.focus();
    }

    function onMove(event) {
      if (button.hasPointerCapture(event.pointerId)) {
        const box = live.frame.getBoundingClientRect();
        move((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
      }
    }
  }

  function add() {
    if (zones.length >= MOST) {
      fault.textContent = words.most(MOST);
      return;
    }
    let number = 1;
    while (zones.some(({ name }) => name === words.newName(number))) {
      number++;
    }
    const zone = { name: words.newName(number), kind: 'ignore', factor: 1, polygon: [[0.35, 0.35], [0.65, 0.35], [0.65, 0.65], [0.35, 0.65]] };
    zones.push(zone);
    rows.append(row(zone));
    live.show(true);
    drawAnew();
  }

  function grow(zone) {
    if (zone.polygon.length >= MOST_CORNERS) {
      fault.textContent = words.mostCorners(MOST_CORNERS);
      return;
    }
    addCorner(zone);
    drawAnew();
  }

  function remove(zone, element) {
    zones.splice(zones.indexOf(zone), 1);
    const next = element.nextElementSibling ?? element.previousElementSibling;
    element.remove();
    (next?.lastElementChild ?? more).focus();
    drawAnew();
  }

  function save() {
    fault.textContent = faultOf(zones);
    if (!fault.textContent) {
      const sent = JSON.stringify(zones);
      send('/api/zones', { zones }, () => { saved = sent; say(words.saved); });
    }
  }

  function goBack(configured) {
    zones = configured.zones;
    saved = JSON.stringify(zones);
    draw();
    more.focus();
    say(words.forgotten);
  }

  async function send(path, body, then) {
    fault.textContent = '';
    try {
      const answer = await post(path, body);
      then(answer);
      forget.hidden = !answer.drawn;
      tell();
    } catch (refused) {
      fault.textContent = refused.message;
    }
  }
}

/** Why these cannot be kept apart, in words; empty where they can. */
function faultOf(zones) {
  const twin = zones.find((zone, index) => zones.findIndex(({ name }) => name === zone.name) < index);
  return twin ? words.twins(twin.name) : '';
}

/** In the middle of the longest side. */
function addCorner(zone) {
  const length = (index) => {
    const [[ax, ay], [bx, by]] = [zone.polygon[index], zone.polygon[(index + 1) % zone.polygon.length]];
    return Math.hypot(ax - bx, ay - by);
  };
  const longest = zone.polygon.map((_, index) => index).reduce((best, index) => (length(index) > length(best) ? index : best));
  const [[ax, ay], [bx, by]] = [zone.polygon[longest], zone.polygon[(longest + 1) % zone.polygon.length]];
  zone.polygon.splice(longest + 1, 0, [(ax + bx) / 2, (ay + by) / 2]);
}
