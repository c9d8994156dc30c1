// The versions of the views: how far each is, what was proven of it, what can be done with it, and from which the figures are read.

import { getJson, postJson } from './api.js';
import { listOf, viewName } from './catalogue.js';
import { byId, element, fillSelect, plainTable as table, redraw, setText, showProblem } from './dom.js';
import { tellFreshness } from './freshness.js';
import { integer, isKnown, momentText, percent, words } from './i18n.js';
import { choose, state } from './state.js';

const card = byId('views');
const MOST_CERTIFICATES = 50;

/** What can be done with a version, by its state; of the promoted one only what makes another. */
const ACTIONS = {
  live: ['verify', 'promote', 'retire'],
  outdated: ['verify', 'promote', 'retire'],
  'as-known': ['retire'],
  rebuilding: ['pause', 'cancel'],
  paused: ['resume', 'cancel'],
  failed: ['resume', 'cancel'],
};
/** What can't be taken back is not done by a single click. */
const GRAVE = ['promote', 'retire', 'cancel'];
const READABLE = ['live', 'outdated', 'as-known'];
const UNFINISHED = ['rebuilding', 'paused', 'failed'];

let views = [];
let certificates = [];
/** Which folded parts are open: a redraw must not close them under the reader's eyes. */
const opened = new Set();

export async function loadViews({ signal } = {}) {
  try {
    views = listOf(await getJson('/views', {}, signal), 'views');
    certificates = await loadCertificates(signal);
    showProblem(card, null);
    tellFreshness({ views });
    render();
  } catch (problem) {
    if (problem.name !== 'AbortError') showProblem(card, problem.message);
    throw problem;
  }
}

async function loadCertificates(signal) {
  try {
    return listOf(await getJson('/certificates', {}, signal), 'certificates');
  } catch (problem) {
    if (problem.status === 404) return []; // a server of an earlier version has none
    throw problem;
  }
}

export function render() {
  drawBanner();
  drawPicker();
  redraw(byId('views-body'), [state.language, state.version, views, certificates], () => [viewsTable(), certificatesList()]);
}

// ---- from which versions the figures are read ------------------------------------------------------------------------------

const key = (view) => `${view.view}/${view.version}`;
const isReadable = (view) => !view.promoted && !view.reading && READABLE.includes(view.state);
const readable = () => views.filter(isReadable);

/** One choice for each label (several views may have been rebuilt as known at one instant), and one for each version without. */
function choices() {
  const found = new Map();
  for (const view of readable()) {
    const name = view.knownAt ? `known ${view.knownAt}` : key(view);
    found.set(name, [...(found.get(name) ?? []), view]);
  }
  return [...found.values()].map((versions) => ({
    value: versions.map(key).sort().join(','),
    label: versions[0].knownAt
      ? words('asKnownAt', { time: momentText(versions[0].knownAt), views: versions.map(({ view }) => viewName(view)).join(', ') })
      : words('versionOf', { view: viewName(versions[0].view), version: versions[0].version }),
  }));
}

function drawPicker() {
  const options = choices();
  const chosen = state.version ?? '';
  byId('version-field').hidden = !options.length && !chosen;
  if (chosen && !options.some(({ value }) => value === chosen)) options.push({ value: chosen, label: chosen });
  fillSelect(byId('version'), [{ value: '', label: words('asOfToday') }, ...options], chosen);
}

function drawBanner() {
  const banner = byId('version-banner');
  const chosen = state.version;
  document.body.classList.toggle('other-version', Boolean(chosen));
  banner.hidden = !chosen;
  if (!chosen) return;
  const read = chosen.split(',').map((one) => views.find((view) => key(view) === one) ?? { view: one.split('/')[0], version: one.split('/')[1] });
  const instant = read.find(({ knownAt }) => knownAt)?.knownAt;
  setText(byId('version-what'), instant ? words('bannerKnown', { time: momentText(instant) }) : words('bannerVersion'));
  setText(byId('version-which'), words('bannerWhich', {
    versions: read.map(({ view, version }) => words('versionOf', { view: viewName(view), version })).join(', '),
  }));
}

// ---- the table -------------------------------------------------------------------------------------------------------------

function viewsTable() {
  const heads = [[words('view')], [words('version')], [words('stateColumn')], [words('progress')], [words('rate'), 'number'],
    [words('lag'), 'number'], [words('proof')], [words('digest')], [words('actions')]];
  return element('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': words('views'), data: { key: 'views' } },
    table(words('views'), heads, views.map(line)));
}

function line(view) {
  return element('tr', { data: { view: view.view, version: view.version, state: view.state } },
    element('th', { scope: 'row' }, viewName(view.view), ' ', element('span', { class: 'code', text: view.view })),
    element('td', {}, `v${view.version}`, view.label ? element('span', { class: 'tag', text: view.knownAt ? words('knownAt', { time: momentText(view.knownAt) }) : view.label }) : null),
    element('td', {}, element('span', { class: `state ${view.state}`, text: stateText(view.state) }),
      view.promoted ? element('span', { class: 'state promoted', text: words('promoted') }) : null,
      view.detail ? element('p', { class: 'detail', text: view.detail }) : null),
    element('td', {}, progress(view)),
    element('td', { class: 'number' }, rate(view)),
    element('td', { class: 'number', text: integer(view.lag) }),
    element('td', {}, proof(view)),
    element('td', { class: 'code digest', title: view.digest ?? null, text: view.digest ? String(view.digest).slice(0, 12) : '–' }),
    element('td', {}, buttons(view)));
}

const stateText = (name) => (isKnown(`state.${name}`) ? words(`state.${name}`) : name ?? '–');

function progress(view) {
  if (typeof view.progress !== 'number') return '–';
  const name = words('progressOf', { view: viewName(view.view), version: view.version });
  const share = UNFINISHED.includes(view.state) && view.progress >= 0.995 ? 0.99 : view.progress;
  const partitions = view.partitions ?? [];
  return [
    element('span', { class: 'meter-line' }, element('progress', { max: '1', value: String(view.progress), 'aria-label': name }),
      element('span', { class: 'count', text: percent(share) })),
    UNFINISHED.includes(view.state) && partitions.length ? folded(`partitions ${key(view)}`, words('byPartition', { n: partitions.length }),
      table(name, [[words('where')], [words('done'), 'number'], [words('toDo'), 'number']], partitions.map((one) => element('tr', {},
        element('th', { scope: 'row' }, element('span', { text: one.topic }), ' ', element('span', { class: 'code', text: String(one.partition) })),
        element('td', { class: 'number', text: integer(one.done) }), element('td', { class: 'number', text: integer(one.toDo) }))))) : null,
  ].filter(Boolean);
}

function rate(view) {
  if (!(view.rate >= 0.5)) return '–';
  const eta = !UNFINISHED.includes(view.state) || view.etaSeconds === null || view.etaSeconds === undefined ? null : words('eta', { time: duration(view.etaSeconds) });
  return [words('perSecond', { n: integer(Math.round(view.rate)) }), eta ? element('span', { class: 'tag', text: eta }) : null].filter(Boolean);
}

/** Two parts are enough: nobody waits hours for the seconds. */
function duration(seconds) {
  const parts = [['d', 86_400], ['h', 3_600], ['min', 60], ['s', 1]];
  const first = Math.max(0, parts.findIndex(([, size]) => seconds >= size));
  let rest = seconds;
  return parts.slice(first, first + 2).map(([name, size]) => {
    const n = Math.floor(rest / size);
    rest -= n * size;
    return n ? `${n} ${words(`duration.${name}`)}` : null;
  }).filter(Boolean).join(' ') || `0 ${words('duration.s')}`;
}

const certificatesOf = (view) => certificates.filter((one) => one.view === view.view && one.version === view.version);

function proof(view) {
  const [newest] = certificatesOf(view);
  if (!newest) return '–';
  return element('span', { class: `proof ${newest.outcome}`, title: newest.detail, text: words(`proof.${newest.outcome}`, { against: newest.against }) });
}

function folded(name, title, ...content) {
  const made = element('details', { class: 'folded', open: opened.has(name) }, element('summary', { data: { key: name }, text: title }), ...content);
  made.addEventListener('toggle', () => (made.open ? opened.add(name) : opened.delete(name)));
  return made;
}

function certificatesList() {
  if (!certificates.length) return element('p', { class: 'legend', text: words('noCertificates') });
  const heads = [[words('view')], [words('compared')], [words('outcome')], [words('records'), 'number'], [words('cells'), 'number'],
    [words('differing'), 'number'], [words('at')], [words('by')]];
  return folded('certificates', words('certificates', { n: integer(certificates.length) }),
    element('div', { class: 'scroll short', tabindex: '0', role: 'group', 'aria-label': words('certificatesTitle'), data: { key: 'certificates', testid: 'certificates' } },
      table(words('certificatesTitle'), heads, certificates.slice(0, MOST_CERTIFICATES).map(certificate))));
}

const certificate = (one) => element('tr', { data: { view: one.view, outcome: one.outcome } },
  element('th', { scope: 'row', text: viewName(one.view) }),
  element('td', { text: words('versusVersion', { version: one.version, against: one.against }) }),
  element('td', {}, element('span', { class: `proof ${one.outcome}`, text: words(`outcome.${one.outcome}`) }), element('p', { class: 'detail', text: one.detail ?? '' }),
    one.accepted?.length ? element('p', { class: 'detail', text: words('acceptedIn', { measures: one.accepted.join(', ') }) }) : null),
  element('td', { class: 'number', text: integer(one.records) }),
  element('td', { class: 'number', text: integer(one.cells) }),
  element('td', { class: 'number', text: integer(one.differing) }),
  element('td', { class: 'moment', text: one.at ? momentText(one.at) : '–' }),
  element('td', { text: one.by || '–' }));

// ---- what can be done ------------------------------------------------------------------------------------------------------

function buttons(view) {
  const actions = view.promoted ? ['rebuild'] : [...(ACTIONS[view.state] ?? [])];
  const made = actions.map((action) => button(view, action));
  if (isReadable(view)) {
    const isRead = state.version?.split(',').includes(key(view));
    made.unshift(element('button', {
      type: 'button', class: 'more', 'aria-pressed': String(Boolean(isRead)), data: { key: `read ${key(view)}`, action: 'read' },
      'aria-label': `${words('action.read')}: ${words('versionOf', { view: viewName(view.view), version: view.version })}`,
      text: words('action.read'), on: { click: () => choose({ version: isRead ? null : key(view) }) },
    }));
  }
  return element('span', { class: 'actions' }, made);
}

/** To promote one that is older than the promoted one is to go back. */
const wordOf = (view, action) =>
  action === 'promote' && view.version < (views.find((one) => one.view === view.view && one.promoted)?.version ?? 0) ? 'goBack' : action;

const button = (view, action) => element('button', {
  type: 'button', class: 'more', data: { key: `${action} ${key(view)}`, action }, text: words(`action.${wordOf(view, action)}`),
  'aria-label': `${words(`action.${wordOf(view, action)}`)}: ${words('versionOf', { view: viewName(view.view), version: view.version })}`,
  on: { click: () => ask(view, action) },
});

let asked = null;

/** Says what will be done, and how the same is typed, for those whose token may not do it here. */
function ask(view, action) {
  asked = { view, action };
  const word = wordOf(view, action);
  setText(byId('act-title'), `${words(`action.${word}`)}: ${action === 'rebuild' ? viewName(view.view) : words('versionOf', { view: viewName(view.view), version: view.version })}`);
  setText(byId('act-what'), words(`explain.${word}`));
  byId('act-fields').hidden = action !== 'rebuild';
  byId('act-accept-field').hidden = action !== 'promote';
  byId('act-accept').value = '';
  byId('act-known').value = '';
  byId('act-promote').checked = false;
  byId('act-go').classList.toggle('grave', GRAVE.includes(action));
  setText(byId('act-go'), words(`action.${word}`));
  setText(byId('act-cancel'), words('notNow'));
  tell('');
  drawCommand();
  byId('act').showModal();
}

/** Measures in which a difference is wanted, because the view's definition changed. */
const accepted = () => byId('act-accept').value.split(/[\s,，]+/).filter(Boolean);

const knownAt = () => (byId('act-known').value ? new Date(byId('act-known').value).toISOString().replace('.000Z', 'Z') : null);

function drawCommand() {
  const { view, action } = asked;
  const version = action === 'rebuild' ? '' : ` ${view.version}`;
  const accept = action === 'promote' && accepted().length ? ` --accept ${accepted().join(',')}` : '';
  const flags = action === 'rebuild'
    ? `${knownAt() ? ` --known-at ${knownAt()}` : ''}${byId('act-promote').checked ? ' --promote' : ''}`
    : '';
  const promotedNow = views.find((one) => one.view === view.view && one.promoted)?.version;
  const verify = action === 'verify' && promotedNow ? ` --against ${promotedNow}` : '';
  setText(byId('act-command'), `./countypulse ${action} ${view.view}${version}${verify}${accept}${flags} --to ${location.origin}`);
}

async function act(event) {
  event.preventDefault();
  const { view, action } = asked;
  const base = `/views/${encodeURIComponent(view.view)}`;
  const path = action === 'rebuild' || action === 'verify' ? `${base}/${action}` : `${base}/${view.version}/${action}`;
  const body = action === 'rebuild' ? { ...(knownAt() ? { knownAt: knownAt() } : {}), promote: byId('act-promote').checked }
    : action === 'verify' ? { version: view.version }
      : action === 'promote' && accepted().length ? { accept: accepted() } : {};
  byId('act-go').disabled = true;
  tell(words('working'));
  try {
    const answer = await postJson(path, body);
    byId('act').close();
    setText(byId('views-said'), said(view, action, answer));
    await loadViews();
  } catch (problem) {
    // A dashboard alone has no such routes; the command stands below for whoever can type it where the platform runs.
    tell([problem.message || words('unreachable'), [404, 405].includes(problem.status) ? words('notHere') : null].filter(Boolean).join(' '));
  } finally {
    byId('act-go').disabled = false;
  }
}

function said(view, action, answer) {
  const version = words('versionOf', { view: viewName(view.view), version: answer?.version ?? view.version });
  const outcome = answer?.detail ?? (answer?.state ? stateText(answer.state) : words('doneNow'));
  return `${words(`action.${wordOf(view, action)}`)}: ${version}. ${outcome}`;
}

function tell(text) {
  const line = byId('act-problem');
  line.hidden = !text;
  setText(line, text);
}

export function start() {
  byId('version').addEventListener('change', ({ target }) => choose({ version: target.value || null }));
  byId('version-back').addEventListener('click', () => choose({ version: null }));
  byId('act-form').addEventListener('submit', act);
  byId('act-cancel').addEventListener('click', () => byId('act').close());
  byId('act-known').addEventListener('input', () => {
    // What was known then counts nothing later, so nobody can be moved to it.
    byId('act-promote').disabled = Boolean(byId('act-known').value);
    if (byId('act-known').value) byId('act-promote').checked = false;
    drawCommand();
  });
  byId('act-promote').addEventListener('change', drawCommand);
  byId('act-accept').addEventListener('input', drawCommand);
}
