import { get, post } from '../api.js';
import { dayAndClock } from '../parts/days.js';
import { h, notice, say } from '../parts/dom.js';
import { whenGone } from '../parts/picture.js';
import { texts } from '../texts.js';

const words = texts.rejected;

export async function rejected(root, signal) {
  const board = h('div', {}, notice(texts.loading));
  root.append(board);
  let all = await get('/api/rejects', signal);
  let reason = '';
  draw();

  function draw() {
    const reasons = [...new Set(all.map(({ reject }) => reject.verdict))];
    const shown = all.filter(({ reject }) => !reason || reject.verdict === reason);
    const choice = h('select', { 'aria-label': words.only, onchange: () => { reason = choice.value; draw(); } },
      ['', ...reasons].map((one) => h('option', { value: one, selected: one === reason }, one ? texts.system.verdicts[one] ?? one : words.all)));
    board.replaceChildren(h('div', { class: 'heading' }, h('h2', {}, words.heading), all.length ? choice : null), h('p', { class: 'quiet' }, words.words),
      shown.length ? h('ul', { class: 'cards rejects' }, shown.map(card)) : notice(words.none));
  }

  function card({ name, local_time: time, reject }) {
    const when = dayAndClock(time);
    const image = whenGone(h('img', { src: `/api/rejects/${name}/${reject.frame}`, alt: words.alt(when), loading: 'lazy', width: 640, height: 480 }));
    const fault = h('p', { class: 'fault', role: 'alert' });
    let timer = null;
    const stop = () => { clearInterval(timer); timer = null; image.src = `/api/rejects/${name}/${reject.frame}`; play.textContent = words.play; };
    const play = h('button', { type: 'button', onclick: () => {
      if (timer) {
        stop();
        return;
      }
      let picture = 0;
      play.textContent = words.stop;
      timer = setInterval(() => { if (picture < reject.frames && !signal.aborted) { image.src = `/api/rejects/${name}/${picture++}`; } else { stop(); } }, 1000 / Math.min(10, Math.max(1, reject.fps)));
    } }, words.play);
    const tell = async (visitor) => {
      clearInterval(timer);
      try {
        const { clip } = await post(`/api/rejects/${name}`, { visitor });
        all = all.filter((one) => one.name !== name);
        draw();
        say(visitor ? words.clip(clip) : words.forgotten);
      } catch (refused) {
        fault.textContent = refused.message;
      }
    };
    return h('li', { class: 'panel reject' }, image,
      h('p', { class: 'line' }, h('strong', {}, texts.system.verdicts[reject.verdict] ?? reject.verdict), h('span', { class: 'quiet' }, when)),
      h('div', { class: 'actions' }, play, h('button', { type: 'button', onclick: () => tell(true) }, words.visitor), h('button', { type: 'button', onclick: () => tell(false) }, words.nobody)), fault);
  }
}
