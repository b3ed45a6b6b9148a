import { heard, session } from './api.js';
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
const away = document.getElementById('away');
const AGAIN = 5000;
let leave = () => {};

/** What draws the view that is shown for another address of its own; a view without such is shown anew. */
let move = null;
let shownPath = null;

/** Whether something waits to be drawn until it can be. */
let isUndrawn = false;

/** While the service is away: when it is back. */
let back = null;

/** Once for each who comes: a guest has fewer pages. */
function fillBar() {
  bar.replaceChildren(
    h('a', { class: 'skip', href: '#main', onclick: (event) => { event.preventDefault(); main.focus(); } }, texts.skip),
    h('span', { class: 'brand' }, texts.brand),
    h('nav', { 'aria-label': texts.pages }, Object.entries(views).filter(([path]) => mayShow(path)).map(([path, [name]]) => h('a', { href: path, 'data-path': path }, texts.views[name]))),
    session.isGuest
      ? h('button', { type: 'button', class: 'plain', onclick: () => { history.pushState({ login: true }, ''); show(); } }, texts.login.title)
      : h('button', { type: 'button', class: 'plain', onclick: logOut }, texts.logOut));
}

/** What the view still asks would be a stranger's question. */
function logOut() {
  end();
  return session.logOut().then(begin, show);
}

function listen() {
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[data-path]');
    if (link && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
      event.preventDefault();

      // A link begins anew, also where it leads to the view that is shown.
      move = null;
      go(link.getAttribute('href'));

      // Away from the link: the keys are the new view's, and readers begin there.
      main.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
  });
  addEventListener('popstate', show);
  heard.stranger = askForLogin;
  heard.nothing = () => { back ??= awaitService().finally(() => { back = null; }); return back; };
}

function go(address) {
  history.pushState(null, '', address);
  return show();
}

/** The path of a view: the service knows addresses by more spellings than one. */
function place() {
  const spelt = location.pathname.toLowerCase().replace(/\/+$/, '');
  const path = spelt in views ? spelt : '/';
  if (path !== location.pathname) {
    history.replaceState(history.state, '', path + location.search);
  }
  return path;
}

/** A view fills the page until it is ended, and gives back what draws it for another address of its own, where it has such. */
async function show() {
  const path = place();
  if (!mayShow(path) || (session.isGuest && history.state?.login)) {
    askForLogin();
    return;
  }
  if (move && path === shownPath) {
    closeDialogs();
    await move();
    return;
  }
  end();
  shownPath = path;
  const [name, view] = views[path];
  document.title = `${texts.views[name]} · ${texts.brand}`;
  bar.hidden = false;
  markLink(path);
  const heading = h('h1', { class: 'unseen' }, texts.views[name]);
  const root = h('div', { class: `view ${name}` }, heading);
  main.replaceChildren(root);
  const ending = new AbortController();
  leave = () => ending.abort();
  const draw = async (work) => {
    try {
      return await work();
    } catch (failed) {
      if (!ending.signal.aborted) {
        move = null;
        tellFailure(root, failed, show, heading);
      }
      return null;
    }
  };
  const redraw = await draw(() => view(root, ending.signal, go));
  if (redraw && !ending.signal.aborted) {
    move = () => draw(redraw);
  }
}

/** On a narrow bar the link of the page that is shown is brought into sight. */
function markLink(path) {
  for (const link of bar.querySelectorAll('nav a')) {
    link.toggleAttribute('aria-current', false);
    if (link.dataset.path === path) {
      link.setAttribute('aria-current', 'page');
      link.scrollIntoView({ block: 'nearest', inline: 'center' });
    }
  }
}

function tellFailure(where, failed, again, ...before) {
  isUndrawn = true;
  where.replaceChildren(...before, notice(failed.message, ' ', h('button', { type: 'button', onclick: again }, texts.again)));
}

function end() {
  leave();
  leave = () => {};
  move = null;
  isUndrawn = false;
  closeDialogs();
}

function closeDialogs() {
  document.querySelectorAll('dialog').forEach((dialog) => dialog.close());
}

/** What is typed already stays. */
function askForLogin() {
  end();
  bar.hidden = !session.isGuest;
  document.title = `${texts.login.title} · ${texts.brand}`;
  if (!main.querySelector('.login')) {
    login(main, () => { history.replaceState(null, ''); enter(); });
  }
}

/** Says on every page that the service is away, and asks for it until it is back. What can be drawn again then is. */
async function awaitService() {
  away.textContent = texts.gone;
  const wasGuest = session.isGuest;
  let mayLook = null;
  while (mayLook === null) {
    await new Promise((then) => { setTimeout(then, AGAIN); });
    mayLook = await session.open().catch(() => null);
  }
  away.textContent = '';
  if (!mayLook || isUndrawn || session.isGuest !== wasGuest) {
    meet(mayLook);
  }
}

function meet(mayLook) {
  if (mayLook) {
    enter();
  } else {
    askForLogin();
  }
}

function enter() {
  fillBar();
  show();
}

async function begin() {
  try {
    meet(await session.open());
  } catch (failed) {
    tellFailure(main, failed, begin);
  }
}

listen();
await begin();
