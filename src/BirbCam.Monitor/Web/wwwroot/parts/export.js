import { get } from '../api.js';
import { h, say } from './dom.js';
import { texts } from '../texts.js';

const words = texts.export;

// The browser loads the file itself, so that gigabytes never lie in the page's memory; what stands in the way of it is asked for before.
export async function exportPanel(signal) {
  const { formats } = await get('/api/exports', signal);
  const of = (word) => formats.find(({ format }) => format === word);
  const choice = h('select', { id: 'export-format', onchange: explain }, formats.map(({ format }) => h('option', { value: format }, words.formats[format]?.[0] ?? format)));
  let wanted = false;
  const verified = h('input', { type: 'checkbox', id: 'export-verified', onchange: () => { wanted = verified.checked; } });
  const button = h('button', { type: 'button', onclick: () => download().catch((error) => tell(error.message)) }, words.download);
  const about = h('p', { class: 'quiet' });
  const fault = h('p', { class: 'fault', role: 'alert' });
  explain();
  return h('section', { class: 'panel' }, h('h3', {}, words.heading),
    h('div', { class: 'line' }, h('label', { for: 'export-format' }, words.format), choice,
      h('label', { class: 'line', for: 'export-verified' }, verified, words.verified), button), about, fault);

  function explain() {
    const format = of(choice.value);
    about.textContent = words.formats[format.format]?.[1] ?? '';
    verified.checked = wanted || format.verified_only;
    verified.disabled = format.verified_only;
    button.disabled = format.fault !== null;
    tell(format.fault ?? '');
  }

  function tell(line) {
    fault.textContent = line;
  }

  async function download() {
    const now = await get('/api/exports', signal);
    tell(now.busy ?? now.formats.find(({ format }) => format === choice.value).fault ?? '');
    if (fault.textContent) {
      return;
    }
    const link = h('a', { href: `/api/exports/${choice.value}${verified.checked ? '?verified=true' : ''}`, download: '' });
    document.body.append(link);
    link.click();
    link.remove();
    say(words.begun);
  }
}
