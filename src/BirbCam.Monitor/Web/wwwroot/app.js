import { session } from './api.js';
import { h, notice } from './parts/dom.js';
import { texts } from './texts.js';
import { login } from './views/login.js';
import { today } from './views/today.js';
import { review } from './views/review.js';
import { rejected } from './views/rejected.js';
import { timeline } from './views/timeline.js';
import { model } from './views/model.js';
import { species } from './views/species.js';
import { system } from './views/system.js';

const views = { '/': ['today', today], '/review': ['review', review], '/rejected': ['rejected', rejected], '/timeline': ['timeline', timeline], '/species': ['species', species], '/model': ['model', model], '/system': ['system', system] };
const forGuests = ['/', '/timeline', '/species'];
const mayShow = (path) => !session.isGuest || forGuests.includes(path);
const bar = document.getElementById('bar');
const main = document.getElementById('main');
let leave = () => {};

/** Once for each who comes: a guest has fewer pages. */
function fillBar() {
  bar.replaceChildren(
    h('a', { class: 'skip', href: '#main', onclick: (event) => { event.preventDefault(); main.focus(); } }, texts.skip),
    h('span', { class: 'brand' }, texts.brand),
    h('nav', { 'aria-label': texts.pages }, Object.entries(views).filter(([path]) => mayShow(path)).map(([path, [name]]) => h('a', { href: path, 'data-path': path }, texts.views[name]))),
    session.isGuest
      ? h('button', { type: 'button', class: 'plain', onclick: askForLogin }, texts.login.title)
      : h('button', { type: 'button', class: 'plain', onclick: async () => { await session.logOut(); await begin(); } }, texts.logOut));
}

function listen() {
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[data-path]');
    if (link && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
      event.preventDefault();
      history.pushState(null, '', link.getAttribute('href'));
      show();

      // Away from the link: the keys are the new view's, and readers begin there.
      main.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
  });
  addEventListener('popstate', show);
}

/** A view fills the page and gives back what ends it. */
async function show() {
  leave();
  leave = () => {};
  const path = location.pathname in views ? location.pathname : '/';
  if (!mayShow(path)) {
    askForLogin();
    return;
  }
  const [name, view] = views[path];
  document.title = `${texts.views[name]} · ${texts.brand}`;
  bar.hidden = false;
  for (const link of bar.querySelectorAll('nav a')) {
    link.toggleAttribute('aria-current', false);
    if (link.dataset.path === location.pathname) {
      link.setAttribute('aria-current', 'page');
    }
  }
  const root = h('div', { class: `view ${name}` }, h('h1', { class: 'unseen' }, texts.views[name]));
  main.replaceChildren(root);
  const ending = new AbortController();
  leave = () => ending.abort();
  try {
    await view(root, ending.signal);
  } catch (failed) {
    if (!ending.signal.aborted) {
      root.replaceChildren(h('h1', { class: 'unseen' }, texts.views[name]), notice(failed.message || texts.gone, ' ', h('button', { type: 'button', onclick: show }, texts.again)));
    }
  }
}

function askForLogin() {
  leave();
  bar.hidden = !session.isGuest;
  document.title = `${texts.login.title} · ${texts.brand}`;
  login(main, enter);
}

function enter() {
  fillBar();
  show();
}

async function begin() {
  if (await session.open(askForLogin)) {
    enter();
  } else {
    askForLogin();
  }
}

listen();
await begin();
