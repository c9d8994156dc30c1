// What is chosen on the page. It lives in the address's hash, so that a view can be bookmarked and sent to a colleague.

export const WINDOWS = ['7d', '30d', '90d', '365d', 'month', 'quarter', 'semester', 'school-year', 'year', 'total'];
export const LEVELS = ['county', 'prefecture', 'province'];
const READINGS = ['rolling', 'day'];
export const RANGES = [30, 90, 180, 365];
export const MOST_COMPARED = 6;

const LANGUAGE = 'countypulse.language';
const DAY = /^\d{4}-\d{2}-\d{2}$/;

const DEFAULTS = {
  window: '30d',
  day: null, // null is today, as the server sees it; so the page rolls over at midnight
  level: 'county',
  area: '',
  tab: 'overview',
  opened: [], // wholes whose parts are columns of the table
  sort: 'code',
  county: null,
  compare: [],
  measure: 'drills-held',
  reading: 'rolling',
  range: 90,
  version: null, // views that are read as they were known, or as another version counts: view/number,…
  language: null,
};

/** Values a stranger may have typed into the address are taken only if they are possible ones. */
const CHECKS = {
  window: (text) => (WINDOWS.includes(text) || /^[1-9]\d{0,4}d$/.test(text) ? text : null),
  day: (text) => (DAY.test(text) && !Number.isNaN(Date.parse(text)) ? text : null),
  level: (text) => (LEVELS.includes(text) ? text : null),
  area: (text) => text,
  tab: (text) => text,
  opened: (text) => text.split(',').filter(Boolean),
  sort: (text) => text,
  county: (text) => text,
  compare: (text) => text.split(',').filter(Boolean).slice(0, MOST_COMPARED - 1),
  measure: (text) => text,
  reading: (text) => (READINGS.includes(text) ? text : null),
  range: (text) => (RANGES.includes(Number(text)) ? Number(text) : null),
  version: (text) => (/^[a-z-]+\/[1-9]\d*(?:,[a-z-]+\/[1-9]\d*)*$/.test(text) ? text : null),
  language: (text) => (text === 'en' || text === 'zh' ? text : null),
};

/** What every reading of figures depends on: one made for another choice must not stand under this one's day and banner. */
export const readingChoice = () => [state.version, state.day].join(' ');

const listeners = [];
const stored = localStorageOrNothing();
export const state = { ...DEFAULTS };

function localStorageOrNothing() {
  try {
    return window.localStorage;
  } catch {
    return null; // storage can be forbidden by the browser's settings; then nothing is remembered
  }
}

function read() {
  const hash = new URLSearchParams(location.hash.slice(1));
  for (const [key, check] of Object.entries(CHECKS)) {
    const text = hash.get(key);
    const value = text === null ? null : check(text);
    state[key] = value ?? DEFAULTS[key];
  }
  state.language ??= stored?.getItem(LANGUAGE) === 'zh' || stored?.getItem(LANGUAGE) === 'en'
    ? stored.getItem(LANGUAGE)
    : browserLanguage();
}

function browserLanguage() {
  return (navigator.languages?.[0] ?? navigator.language ?? 'en').toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

function write() {
  const hash = new URLSearchParams();
  for (const key of Object.keys(CHECKS)) {
    const value = state[key];
    const same = Array.isArray(value) ? value.length === 0 : value === DEFAULTS[key];
    if (!same) hash.set(key, Array.isArray(value) ? value.join(',') : value);
  }
  history.replaceState(null, '', `#${hash.toString().replaceAll('%2C', ',').replaceAll('%40', '@').replaceAll('%2F', '/')}`);
}

/** Changes some choices, writes the address, and tells the listeners which keys changed. */
export function choose(changes) {
  const changed = Object.keys(changes).filter((key) => String(state[key]) !== String(changes[key]));
  if (!changed.length) return;
  Object.assign(state, changes);
  if (changed.includes('language')) stored?.setItem(LANGUAGE, state.language);
  write();
  for (const listener of listeners) listener(new Set(changed));
}

/** A place becomes the chosen one, and is no longer one of those that it is compared with. */
export function choosePlace(code, also = {}) {
  choose({ county: code, compare: state.compare.filter((other) => other !== code), ...also });
}

export function onChoice(listener) {
  listeners.push(listener);
}

read();
addEventListener('hashchange', () => {
  const before = { ...state };
  read();
  const changed = new Set(Object.keys(CHECKS).filter((key) => String(before[key]) !== String(state[key])));
  if (changed.size) for (const listener of listeners) listener(changed);
});
