// The way to the server: every request of the page goes through here.

import { state } from './state.js';

const BASE = '/api/v1';
const TOKEN = 'countypulse.token';
/** Requests that can be read off other versions than the promoted ones. */
const OF_VERSIONS = /^\/(?:figures|places|report|explain|counties\/[^/]+(?:\/(?:series|obligations|targets))?)$/;

/** An answer that is not the wanted one. `message` is for people: the problem document's detail if there was one. */
export class ApiProblem extends Error {
  constructor(status, title, detail) {
    super(detail || title || `HTTP ${status}`);
    this.status = status;
    this.title = title;
  }
}

/** The server could not be reached at all. */
export class Unreachable extends Error {}

let askForToken = async () => null;
let asking = null;

/** `ask(refused)` shows the dialog and resolves to the token; `refused` says that one was sent and not accepted. */
export function onUnauthorized(ask) {
  askForToken = ask;
}

const token = () => sessionStorage.getItem(TOKEN);

async function newToken(sent) {
  // Someone else's request may have asked while this one was on its way.
  if (token() !== sent) return token();
  asking ??= askForToken(sent !== null)
    .then((given) => sessionStorage.setItem(TOKEN, given))
    .finally(() => { asking = null; });
  await asking;
  return token();
}

async function request(path, { parameters = {}, signal, accept = 'application/json', body } = {}) {
  const query = new URLSearchParams();
  if (state.version && OF_VERSIONS.test(path)) query.set('version', state.version);
  for (const [key, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined && value !== '') query.set(key, value);
  }
  const url = `${BASE}${path}${query.size ? `?${query}` : ''}`;
  for (;;) {
    const sent = token();
    const headers = { Accept: accept };
    if (sent !== null) headers.Authorization = `Bearer ${sent}`;
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    let answer;
    try {
      answer = await fetch(url, { method: body === undefined ? 'GET' : 'POST', body, headers, signal, cache: 'no-store' });
    } catch (failure) {
      if (failure.name === 'AbortError') throw failure;
      throw new Unreachable(url);
    }
    if (answer.status === 401) {
      await newToken(sent);
      continue;
    }
    if (!answer.ok) throw await problemOf(answer);
    return answer;
  }
}

async function problemOf(answer) {
  try {
    const problem = await answer.json();
    return new ApiProblem(answer.status, problem.title, problem.detail);
  } catch {
    return new ApiProblem(answer.status, answer.statusText, null);
  }
}

export async function getJson(path, parameters, signal) {
  const answer = await request(path, { parameters, signal });
  try {
    return await answer.json();
  } catch (failure) {
    if (failure.name === 'AbortError') throw failure;
    throw new ApiProblem(answer.status, null, `${path}: not JSON`);
  }
}

/** Asks for something to be done; the answer may be empty. */
export async function postJson(path, content) {
  const answer = await request(path, { body: JSON.stringify(content) });
  const text = await answer.text();
  return text ? JSON.parse(text) : null;
}

/** A table as comma-separated values, as a blob, because a plain link could not carry the token. */
export async function getCsv(path, parameters) {
  const answer = await request(path, { parameters: { ...parameters, format: 'csv' }, accept: 'text/csv' });
  return answer.blob();
}

/** Whether this server asked for a token: then a plain link can't open anything of the API. */
export const needsToken = () => token() !== null;

/** Shows an HTML answer in a window of its own, since a link could not carry the token. */
export async function openHtml(path, parameters) {
  const shown = window.open('', '_blank');
  const answer = await request(path, { parameters: { ...parameters, format: 'html' }, accept: 'text/html' });
  const read = new DOMParser().parseFromString(await answer.text(), 'text/html');
  // The window keeps this page's policy, under which no style may stand in the markup.
  for (const style of read.querySelectorAll('style')) {
    const sheet = new shown.CSSStyleSheet();
    sheet.replaceSync(style.textContent);
    shown.document.adoptedStyleSheets.push(sheet);
    style.remove();
  }
  for (const links of read.querySelectorAll('nav')) links.remove();
  shown.document.replaceChild(shown.document.adoptNode(read.documentElement), shown.document.documentElement);
}

/** Opens a stream of server-sent events. An EventSource can't send a token, so this reads the body itself. */
export async function openStream(path, signal) {
  const answer = await request(path, { signal, accept: 'text/event-stream' });
  return answer.body;
}
