import { get, post } from '../api.js';
import { h, say } from './dom.js';
import { livePanel } from './live.js';
import { texts } from '../texts.js';

const words = texts.zones;
const KINDS = ['ignore', 'preclusive', 'sensitivity'];
const STEP = 0.01, FEWEST = 3, MOST_CORNERS = 64;

/** The zones over the live picture: corners are dragged, or moved with the arrow keys. Nothing holds before it is saved. */
export async function zonePanel(signal) {
  let page = await get('/api/zones', signal);
  let zones = structuredClone(page.zones);
  const shapes = h('svg', { class: 'shapes', viewBox: '0 0 1 1', preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  const corners = h('div', { class: 'corners' });
  const live = livePanel(signal, { heading: words.heading, over: [shapes, corners] });
  const rows = h('ul', { class: 'zones' });
  const fault = h('p', { class: 'fault', role: 'alert' });
  const forget = h('button', { type: 'button', onclick: () => send('/api/zones/forget', {}, words.forgotten) }, words.forget);
  const save = h('button', { type: 'button', class: 'main', onclick: () => send('/api/zones', { zones }, words.saved) }, words.save);
  live.element.append(h('p', { class: 'quiet' }, words.words), rows,
    h('div', { class: 'actions' }, h('button', { type: 'button', onclick: add }, words.add), save, forget, fault));
  draw();
  return live.element;

  function draw() {
    forget.hidden = !page.drawn;
    rows.replaceChildren(...zones.map(row));
    drawShapes();
    corners.replaceChildren(...zones.flatMap((zone, index) => zone.polygon.map((_, corner) => handle(zone, index, corner))));
  }

  function drawShapes() {
    shapes.replaceChildren(...zones.map((zone) => h('path', { class: zone.kind, d: `M${zone.polygon.map(([x, y]) => `${x} ${y}`).join('L')}Z` })));
  }

  function row(zone, index) {
    const factor = h('input', { type: 'number', min: 0.1, max: 10, step: 0.1, value: zone.factor, 'aria-label': words.factor, hidden: zone.kind !== 'sensitivity', onchange: () => { zone.factor = Number(factor.value); } });
    const kind = h('select', { 'aria-label': words.kind, onchange: () => { zone.kind = kind.value; factor.hidden = zone.kind !== 'sensitivity'; drawShapes(); } },
      KINDS.map((word) => h('option', { value: word, selected: word === zone.kind }, words.kinds[word])));
    const name = h('input', { type: 'text', maxlength: 64, value: zone.name, 'aria-label': words.name, onchange: () => { zone.name = name.value.trim(); draw(); } });
    return h('li', { class: `line ${zone.kind}` }, name, kind, factor,
      h('button', { type: 'button', disabled: zone.polygon.length >= MOST_CORNERS, onclick: () => { addCorner(zone); draw(); } }, words.corner),
      h('button', { type: 'button', onclick: () => { zones.splice(index, 1); draw(); } }, words.remove(zone.name)));
  }

  function handle(zone, index, corner) {
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
    }

    function onKey(event) {
      const [x, y] = zone.polygon[corner];
      const moves = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
      if (moves[event.key]) {
        event.preventDefault();
        move(x + moves[event.key][0], y + moves[event.key][1]);
      } else if ((event.key === 'Delete' || event.key === 'Backspace') && zone.polygon.length > FEWEST) {
        event.preventDefault();
        zone.polygon.splice(corner, 1);
        draw();
        corners.querySelectorAll('.corner')[zones.slice(0, index).reduce((sum, one) => sum + one.polygon.length, 0)]?.focus();
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
    zones.push({ name: words.newName(zones.length + 1), kind: 'ignore', factor: 1, polygon: [[0.35, 0.35], [0.65, 0.35], [0.65, 0.65], [0.35, 0.65]] });
    live.show(true);
    draw();
  }

  async function send(path, body, done) {
    fault.textContent = '';
    try {
      page = await post(path, body);
      zones = structuredClone(page.zones);
      draw();
      say(done);
    } catch (refused) {
      fault.textContent = refused.message;
    }
  }
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
