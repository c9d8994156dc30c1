// The page: what is chosen, what is read when, and what is said when reading fails.

import { ApiProblem, Unreachable, onUnauthorized } from './api.js';
import { column, firstMeasure, loadCatalogues, measureOptions, placesAround, placesAt } from './catalogue.js';
import { onThemeChange } from './chart.js';
import * as county from './county.js';
import { addDays } from './dates.js';
import { byId, fillSelect, setText } from './dom.js';
import * as finder from './finder.js';
import * as freshness from './freshness.js';
import { clockText, translatePage, windowName, words } from './i18n.js';
import { listen } from './live.js';
import * as map from './map.js';
import * as obligations from './obligations.js';
import * as records from './records.js';
import * as school from './school.js';
import { LEVELS, RANGES, WINDOWS, choose, onChoice, state } from './state.js';
import * as table from './table.js';
import * as targets from './targets.js';
import * as trend from './trend.js';
import * as views from './views.js';

/** Many events arrive together; one reading serves them all. */
const GATHER_MILLIS = 250;
/** After a quiet time there is nothing to wait for but the other measures of the same event. */
const GATHER_AFTER_QUIET_MILLIS = 60;
const QUIET_MILLIS = 1_000;
const RECORDS_EVERY_MILLIS = 3_000;
/** Should a message be lost, or the day end, the page still becomes right. */
const EVERYTHING_EVERY_MILLIS = 60_000;
const OBLIGATIONS_AT_MOST_EVERY_MILLIS = 2_000;

let live = { state: 'connecting', retryAt: 0 };
let readAt = null;
let catalogued = false;
let reading = new AbortController();

// ---- reading -------------------------------------------------------------------------------------------------------------

/** Runs readings side by side. Each card shows its own problem; here only what concerns the whole page is kept. */
async function together(...readings) {
  const settled = await Promise.allSettled(readings);
  const failed = settled.map(({ reason }) => reason).filter((reason) => reason && reason.name !== 'AbortError');
  for (const reason of failed) {
    if (!(reason instanceof ApiProblem || reason instanceof Unreachable)) console.error(reason);
  }
  return failed.length === 0;
}

/** Reads everything that is shown, because something was chosen or the connection is back. */
async function readAll({ asLive = false } = {}) {
  reading.abort();
  reading = new AbortController();
  const { signal } = reading;
  await loadCatalogueOnce();
  if (!catalogued || signal.aborted) return;
  const figuresRead = await together(table.loadFigures({ signal, live: asLive }));
  if (signal.aborted) return;
  chooseFirstCounty();
  drawControls();
  const restRead = await together(
    trend.loadTrend({ signal }), map.loadMap({ signal }), county.loadCounty({ signal, live: asLive }),
    obligations.loadObligations({ signal }), targets.loadTargets({ signal }), readRecords());
  if (!signal.aborted) done(figuresRead && restRead);
}

async function loadCatalogueOnce() {
  if (catalogued) return;
  try {
    await loadCatalogues();
    catalogued = true;
  } catch (problem) {
    notice(problem instanceof Unreachable ? words('offlineNothing') : problem.message);
    setTimeout(() => readAll(), 3_000);
    return;
  }
  // An address may name what this server does not have.
  if (!column(state.measure)) state.measure = firstMeasure() ?? state.measure;
  if (!table.shownColumns().length) state.tab = 'overview';
  drawSelects();
  // Somebody may have been faster than the catalogue.
  finder.draw();
}

function done(whole) {
  if (!whole) return;
  readAt = new Date();
  if (live.state === 'live') document.body.classList.remove('stale');
  drawLive();
}

function readRecords({ everything = true } = {}) {
  return together(freshness.loadFreshness(), records.loadAccounting(), views.loadViews(),
    everything ? records.loadQuarantine() : records.loadQuarantineIfChanged());
}

function chooseFirstCounty() {
  const shown = placesAt('county');
  byId('county').hidden = byId('obligations').hidden = !shown.length && state.county === null;
  if (state.county !== null || !shown.length) return;
  [state.county] = shown;
  table.render();
}

// ---- live updates --------------------------------------------------------------------------------------------------------

let changes = nothingChanged();
let gathering = null;
let updating = false;
let updatedAt = 0;
let obligationsReadAt = 0;

function nothingChanged() {
  return { counties: new Set(), measures: new Set(), everything: false };
}

function onFigures(message) {
  if (!message.counties || !message.measures) changes.everything = true;
  for (const code of message.counties ?? []) changes.counties.add(String(code));
  for (const name of message.measures ?? []) changes.measures.add(name);
  gather();
}

function gather() {
  const quiet = Date.now() - updatedAt > QUIET_MILLIS;
  gathering ??= setTimeout(update, quiet ? GATHER_AFTER_QUIET_MILLIS : GATHER_MILLIS);
}

async function update() {
  gathering = null;
  // A hidden tab reads nothing; what came in meanwhile is read when it is looked at again.
  if (updating || document.hidden || !catalogued) return;
  updating = true;
  updatedAt = Date.now();
  const now = changes;
  changes = nothingChanged();
  try {
    // The first school of all: until now there was no county to show.
    if (now.everything || state.county === null) await readAll({ asLive: true });
    else await readChanged(now);
  } finally {
    updating = false;
    if (changes.everything || changes.counties.size) gather();
  }
}

async function readChanged({ counties, measures }) {
  const { signal } = reading;
  // The message names ratios and distinct schools too, if they follow from what changed.
  const concerned = (one) => measures.has(one.name);
  const columns = table.shownColumns().filter(concerned);
  const before = placesAt('county').length;
  const readings = columns.length ? [table.loadFigures({ columns, signal, live: true })] : [];
  const touched = (code) => [...counties].some((one) => one === code || placesAround(one).includes(code));
  if (touched(state.county)) readings.push(county.loadCounty({ signal, live: true }), targets.loadTargets({ signal }));
  if (concerned(column(state.measure)) && trend.trendCounties().some(touched)) {
    readings.push(trend.loadTrend({ signal }));
  }
  readings.push(freshness.loadFreshness());
  const whole = await together(...readings);
  if (signal.aborted) return;
  if (placesAt('county').length !== before) changes.everything = true;
  if (concerned(column(state.measure))) await together(map.loadMap({ signal }));
  readObligationsSoon(counties);
  done(whole);
}

const staleObligations = new Set();
let obligationsDue = null;

/** Obligations weigh more than figures: they are read at once, and then not again for a while. */
function readObligationsSoon(counties) {
  for (const code of counties) for (const concerned of [code, ...placesAround(code)]) staleObligations.add(concerned);
  const wait = obligationsReadAt + OBLIGATIONS_AT_MOST_EVERY_MILLIS - Date.now();
  obligationsDue ??= setTimeout(readStaleObligations, Math.max(0, wait));
}

async function readStaleObligations() {
  obligationsDue = null;
  obligationsReadAt = Date.now();
  const codes = [...staleObligations].filter((code) => obligations.isShown(code));
  staleObligations.clear();
  if (codes.length) await together(obligations.loadObligations({ codes, signal: reading.signal }));
}

function onState(now, waitMillis = 0) {
  const before = live.state;
  live = { state: now, retryAt: Date.now() + waitMillis };
  document.body.dataset.live = now;
  if (now === 'disconnected' && readAt) document.body.classList.add('stale');
  // Whatever happened while nobody listened has not been told: read all of it again.
  if (now === 'live' && before !== 'live' && readAt) {
    changes.everything = true;
    gather();
  }
  drawLive();
}

// ---- drawing -------------------------------------------------------------------------------------------------------------

function drawLive() {
  const seconds = Math.max(1, Math.ceil((live.retryAt - Date.now()) / 1000));
  const stale = document.body.classList.contains('stale');
  const line = byId('live-state');
  line.dataset.state = live.state;
  setText(line, words(`live.${live.state}`, { n: seconds }));
  if (live.state !== 'live' && stale) notice(words('offline', { time: clockText(readAt) }));
  else if (live.state === 'disconnected' && !readAt) notice(words('offlineNothing'));
  else if (catalogued) notice(freshness.isReady() ? null : words('notReady'));
}

function notice(text) {
  const line = byId('notice');
  line.hidden = !text;
  setText(line, text ?? '');
}

function drawSelects() {
  const windows = WINDOWS.includes(state.window) ? WINDOWS : [state.window, ...WINDOWS];
  const rolls = (window) => /^\d+d$/.test(window);
  const options = (some) => some.map((value) => ({ value, label: windowName(value) }));
  fillSelect(byId('window'), [
    { label: words('rolling'), options: options(windows.filter(rolls)) },
    { label: words('calendar'), options: options(windows.filter((window) => !rolls(window))) },
  ], state.window);
  fillSelect(byId('level'), LEVELS.map((value) => ({ value, label: words(`level.${value}`) })), state.level);
  fillSelect(byId('range'), RANGES.map((value) => ({ value: String(value), label: words('range.days', { n: value }) })), String(state.range));
  if (catalogued) fillSelect(byId('measure'), measureOptions(), state.measure);
  const toggle = byId('language');
  const other = state.language === 'zh' ? 'English' : '中文';
  setText(toggle, other);
  toggle.lang = state.language === 'zh' ? 'en' : 'zh';
}

function drawControls() {
  byId('window').value = state.window;
  byId('level').value = state.level;
  byId('measure').value = state.measure;
  byId('range').value = String(state.range);
  const day = state.day ?? table.figuresDay();
  if (day && document.activeElement !== byId('day')) byId('day').value = day;
  byId('day-today').setAttribute('aria-pressed', state.day === null);
}

function drawAll() {
  translatePage();
  drawSelects();
  drawControls();
  drawLive();
  freshness.render();
  if (!catalogued) return;
  table.render();
  trend.render();
  map.render();
  county.render();
  obligations.render();
  targets.render();
  finder.draw();
  records.render();
  views.render();
  school.render();
}

// ---- choosing ------------------------------------------------------------------------------------------------------------

/** What has to be read again for a choice; the rest is only drawn. */
const READ_ALL_FOR = ['window', 'day', 'level', 'area', 'tab', 'opened', 'version'];

onChoice((changed) => {
  drawControls();
  if (changed.has('language')) drawAll();
  if (changed.has('version')) views.render();
  if (!catalogued) return;
  if (READ_ALL_FOR.some((key) => changed.has(key))) {
    table.render();
    readAll();
    return;
  }
  table.render();
  const { signal } = reading;
  if (changed.has('county') || changed.has('measure')) {
    county.render();
    obligations.render();
    targets.render();
    together(map.loadMap({ signal }));
  }
  if (changed.has('county')) together(county.loadCounty({ signal }), obligations.loadObligations({ codes: [state.county], signal }), targets.loadTargets({ signal }));
  if (['county', 'compare', 'measure', 'reading', 'range'].some((key) => changed.has(key))) together(trend.loadTrend({ signal }));
});

function listenToControls() {
  const chosen = (id, key = id, parse = (value) => value) =>
    byId(id).addEventListener('change', ({ target }) => choose({ [key]: parse(target.value) }));
  chosen('window');
  chosen('level');
  chosen('area');
  chosen('measure');
  chosen('reading');
  chosen('range', 'range', Number);
  chosen('county-select', 'county');
  byId('day').addEventListener('change', ({ target }) => target.value && choose({ day: target.value }));
  const step = (days) => () => {
    const from = state.day ?? table.figuresDay();
    if (from) choose({ day: addDays(from, days) });
  };
  byId('day-before').addEventListener('click', step(-1));
  byId('day-after').addEventListener('click', step(1));
  byId('day-today').addEventListener('click', () => choose({ day: null }));
  byId('language').addEventListener('click', () => choose({ language: state.language === 'zh' ? 'en' : 'zh' }));
  byId('controls').addEventListener('submit', (event) => event.preventDefault());
  // A plain link would write over the choices in the address.
  document.querySelector('.skip').addEventListener('click', (event) => {
    event.preventDefault();
    byId('figures').focus();
  });
  document.addEventListener('visibilitychange', () => !document.hidden && (changes.everything || changes.counties.size) && gather());
}

function askForToken(refused) {
  const dialog = byId('token');
  const input = byId('token-input');
  setText(byId('token-why'), words(refused ? 'tokenRefused' : 'tokenWhy'));
  input.value = '';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(input.value.trim()), { once: true });
    // Without a token nothing works, so Escape does not close the question.
    dialog.addEventListener('cancel', (event) => event.preventDefault());
  });
}

function start() {
  translatePage();
  drawSelects();
  freshness.render();
  listenToControls();
  school.start();
  finder.start();
  views.start();
  onUnauthorized(askForToken);
  onThemeChange(drawAll);
  listen({ onFigures, onState });
  readAll();
  setInterval(() => {
    freshness.render();
    drawLive();
  }, 1_000);
  setInterval(() => !document.hidden && catalogued && live.state === 'live' && readRecords({ everything: false }), RECORDS_EVERY_MILLIS);
  setInterval(() => {
    changes.everything = true;
    gather();
  }, EVERYTHING_EVERY_MILLIS);
}

start();
