import { session } from '../api.js';
import { h } from '../parts/dom.js';
import { texts } from '../texts.js';

export function login(main, then) {
  const fault = h('p', { class: 'fault', role: 'alert' });
  const password = h('input', { type: 'password', id: 'password', name: 'password', autocomplete: 'current-password', required: true, autocapitalize: 'off', spellcheck: 'false' });
  const submit = h('button', { type: 'submit', class: 'main' }, texts.login.submit);
  // For the password keeper of the browser: it wants to know whose password it is.
  const who = h('input', { type: 'text', name: 'username', autocomplete: 'username', value: 'birbcam', hidden: true });
  const form = h('form', { class: 'login' }, who,
    h('h1', {}, texts.brand), h('p', { class: 'quiet' }, texts.login.words), h('label', { for: 'password' }, texts.login.password), password, fault, submit);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    submit.disabled = true;
    fault.textContent = '';
    try {
      await session.logIn(password.value.trim());
      then();
    } catch (refused) {
      fault.textContent = refused.message;
      password.select();
      password.focus();
    } finally {
      submit.disabled = false;
    }
  });
  main.replaceChildren(form);
  password.focus();
}
