// Questions to the service. A change shows the session's token, which no other site can know.
let token = null;
let onStranger = () => {};

export const session = {
  /** Who is not logged in and may look all the same. */
  isGuest: false,
  async open(whenStranger) {
    onStranger = whenStranger;
    const answer = await get('/api/session');
    token = answer.token;
    session.isGuest = !answer.logged_in && answer.guests;
    return answer.logged_in || answer.guests;
  },
  async logIn(password) {
    token = (await post('/api/login', { password })).token;
    session.isGuest = false;
  },
  async logOut() {
    await post('/api/logout', {});
    token = null;
  },
};

export const get = (path, signal) => ask(path, { signal });

export const post = (path, body) => ask(path, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json', ...(token ? { 'X-Birbcam-Token': token } : {}) },
  body: JSON.stringify(body),
});

/** A picture, and what was said with it. */
export async function look(path, signal) {
  const response = await answerOf(path, { signal });
  return [await response.blob(), response.headers];
}

const ask = async (path, options) => (await answerOf(path, options)).json();

async function answerOf(path, options) {
  const response = await fetch(path, { ...options, credentials: 'same-origin', cache: 'no-store' });
  if (response.status === 401 && path !== '/api/login') {
    onStranger();
  }
  if (!response.ok) {
    const { error } = await response.json().catch(() => ({ error: response.statusText }));
    throw Object.assign(new Error(error), { status: response.status });
  }
  return response;
}
