import { get } from '../api.js';
import { lookAgain } from '../parts/again.js';
import { h, notice } from '../parts/dom.js';
import { lockPanel } from '../parts/lock.js';
import { zonePanel } from '../parts/zones.js';
import { texts } from '../texts.js';

const EVERY = 5000;
const words = texts.system;

export async function system(root, signal) {
  const board = h('div', {}, notice(texts.loading));
  root.append(board);
  const draw = async () => board.replaceChildren(...panels(await get('/api/system', signal)));
  const [zones, locks] = await Promise.all([zonePanel(signal), lockPanel(signal), draw()]);
  root.append(zones, locks);
  lookAgain(draw, EVERY, signal);
}

function panels(state) {
  return [
    h('div', { class: 'heading' }, h('h2', {}, words.heading),
      h('span', { class: `state ${state.state}` }, words.states[state.state] ?? state.state, state.reason ? `: ${state.reason}` : null)),
    h('div', { class: 'panels' },
      panel(words.service, [
        [words.node, state.node], [words.version, state.version.replace(/(\+.{7}).*/, '$1')], [words.uptime, duration(state.uptime_s)],
        [words.broker, words.brokers[state.broker]], [words.outbox, state.unpublished ?? undefined]]),
      panel(words.camera, [[words.address, state.camera], [words.captured, state.captured], [words.dropped, state.dropped]]),
      panel(words.gate, [[words.judged, state.judged], ...Object.entries(state.gate).map(([verdict, frames]) => [words.verdicts[verdict] ?? verdict, frames])]),
      panel(words.model, [
        [words.name, state.model], [words.classified, state.classified], [words.explained, state.explained], [words.infer, latency(state.infer_p50_ms, state.infer_p95_ms)],
        [words.publish, state.frame_to_publish_p95_ms === null ? null : `${Math.round(state.frame_to_publish_p95_ms)} ms`], [words.notStored, state.not_stored]]),
      panel(words.machine, [
        [words.cpu, `${state.cpu_percent} %`], [words.memory, `${state.rss_mb} MB`], [words.heat, state.cpu_temp_c === null ? null : `${Math.round(state.cpu_temp_c)} °C`],
        [words.throttled, yesOrNo(state.throttled)], [words.clock, yesOrNo(state.clock_synced)], [words.free, `${state.free_mb} MB`], [words.pictures, `${state.pictures_mb} MB`]])),
  ];
}

function panel(title, rows) {
  return h('section', { class: 'panel' }, h('h3', {}, title),
    h('dl', {}, rows.filter(([, value]) => value !== undefined).map(([term, value]) => h('div', {}, h('dt', {}, term), h('dd', {}, value === null ? words.unknown : String(value))))));
}

const yesOrNo = (value) => (value === null ? null : value ? words.yes : words.no);

const latency = (half, most) => (half === null ? null : words.percentile(Math.round(half), Math.round(most)));

const duration = (seconds) => words.duration(Math.floor(seconds / 86400), Math.floor((seconds % 86400) / 3600), Math.floor((seconds % 3600) / 60));
