// Questions to the service. A change shows the session's token, which no other site can know.
let token = null;

/** What the page does when it hears that nobody is logged in any more, or nothing at all: that is over when the service is heard again. */
export const heard = { stranger: () => {}, nothing: async () => {} };

export const session = {
  /** Who is not logged in and may look all the same. */
  isGuest: false,
  /** Whether one may look. */
  async open() {
    const answer = await get('/api/session');
    token = answer.token;
    session.isGuest = !answer.logged_in && answer.guests;
    return answer.logged_in || answer.guests;
  },
  async logIn(password) {
    token = (await send('/api/login', { password })).token;
    session.isGuest = false;
  },
  async logOut() {
    await post('/api/logout', {});
    token = null;
  },
};

export const get = (path, signal) => ask(path, { signal });

export async function post(path, body) {
  try {
    return await send(path, body);
  } catch (refused) {
    if (refused.status !== 403) {
      throw refused;
    }

    // Somebody logged in anew in another tab: the token is that session's.
    await session.open();
    return send(path, body);
  }
}

/** A picture, and what was said with it. */
export async function look(path, signal) {
  const response = await answerOf(path, { signal });
  return [await response.blob().catch(nothing), response.headers];
}

const send = (path, body) => ask(path, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json', ...(token ? { 'X-Birbcam-Token': token } : {}) },
  body: JSON.stringify(body),
});

const ask = async (path, options) => (await answerOf(path, options)).json().catch(nothing);

async function answerOf(path, options) {
  const response = await fetch(path, { ...options, credentials: 'same-origin', cache: 'no-store' }).catch(nothing);
  if (response.status === 401 && path !== '/api/login') {
    heard.stranger();
  }
  if (!response.ok) {
    const { error } = await response.json().catch(nothing);
    throw Object.assign(new Error(error), { status: response.status });
  }
  return response;
}

/** Each browser has words of its own for it, and a proxy answers in its own way; the page says it, in one place. Who asks no longer is no failure. */
function nothing(failed) {
  if (failed.name === 'AbortError') {
    throw failed;
  }
  heard.nothing();
  throw new Error('');
}
