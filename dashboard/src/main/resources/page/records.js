// What became of the records: accounting, what waits, what is in quarantine, and the views that count them.

import { getJson } from './api.js';
import { eventTypeName, listOf } from './catalogue.js';
import { byId, element, showProblem } from './dom.js';
import { humanize, integer, percent, viewName, words } from './i18n.js';
import { tellFreshness } from './freshness.js';

const BUCKETS = ['posted', 'duplicate', 'superseded', 'waiting', 'quarantined'];
const MOST_LINES = 100;

let accounting = null;
let quarantine = [];
let views = [];

const table = (caption, heads, rows) => element('table', { class: 'plain' },
  element('caption', { class: 'unseen', text: caption }),
  element('thead', {}, element('tr', {}, heads.map(([text, kind]) => element('th', { scope: 'col', class: kind ?? null, text })))),
  element('tbody', {}, rows));

async function read(card, load, draw) {
  try {
    await load();
    showProblem(card, null);
    draw();
  } catch (problem) {
    if (problem.name !== 'AbortError') showProblem(card, problem.message);
    throw problem;
  }
}

export const loadAccounting = ({ signal } = {}) => read(byId('waiting'), async () => {
  accounting = await getJson('/accounting', {}, signal);
  tellFreshness({ totals: accounting.totals ?? null });
}, drawAccounting);

export const loadQuarantine = ({ signal } = {}) => read(byId('quarantine'), async () => {
  quarantine = listOf(await getJson('/quarantine', {}, signal), 'entries', 'quarantine', 'quarantined', 'rows', 'items');
}, drawQuarantine);

export const loadViews = ({ signal } = {}) => read(byId('views'), async () => {
  views = listOf(await getJson('/views', {}, signal), 'views');
  tellFreshness({ views });
}, drawViews);

export function render() {
  if (accounting) drawAccounting();
  drawQuarantine();
  drawViews();
}

function drawAccounting() {
  drawWaiting();
  const bucketWords = { waiting: 'waitingShort', quarantined: 'quarantinedShort' };
  const heads = [[words('eventType')], ...['received', ...BUCKETS].map((name) => [words(bucketWords[name] ?? name), 'number'])];
  const line = (label, counts, kind) => element('tr', { class: kind ?? null, data: { type: counts.type ?? '' } },
    element('th', { scope: 'row', text: label }),
    ['received', ...BUCKETS].map((name) => element('td', {
      class: `number${counts[name] ? '' : ' zero'}`, data: { bucket: name, value: counts[name] ?? '' }, text: integer(counts[name]),
    })));
  const totals = accounting.totals ?? {};
  const difference = (totals.received ?? 0) - BUCKETS.reduce((sum, name) => sum + (totals[name] ?? 0), 0);
  byId('accounting-body').replaceChildren(
    element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': words('accounting') },
      table(words('accounting'), heads, [
        ...listOf(accounting, 'byType').map((counts) => line(eventTypeName(counts.type), counts)),
        line(words('allTypes'), totals, 'sum'),
      ])),
    element('p', { class: `legend${difference ? ' warn' : ''}`, text: difference ? words('doesNotBalance', { n: integer(difference) }) : words('balances') }));
}

function drawWaiting() {
  const schools = [...listOf(accounting, 'waitingSchools')].sort((a, b) => (b.waiting ?? 0) - (a.waiting ?? 0));
  byId('waiting-body').replaceChildren(
    element('p', { class: 'none', text: words(schools.length ? 'waitingHint' : 'noneWaiting') }),
    element('div', { class: 'scroll short', data: { testid: 'waiting-schools' }, tabindex: '0', role: 'region', 'aria-label': words('waitingTitle') },
      schools.length ? table(words('waitingTitle'), [[words('schoolId')], [words('waitingEvents'), 'number']],
        schools.slice(0, MOST_LINES).map((school) => element('tr', { data: { school: school.schoolId, value: school.waiting ?? '' } },
          element('th', { scope: 'row', class: 'code', text: school.schoolId }),
          element('td', { class: 'number', text: integer(school.waiting) })))) : null),
    schools.length > MOST_LINES ? element('p', { class: 'legend', text: words('quarantineShown', { shown: integer(MOST_LINES), all: integer(schools.length) }) }) : '');
}

function drawQuarantine() {
  const host = byId('quarantine-body');
  if (!quarantine.length) {
    host.replaceChildren(element('p', { class: 'none', text: words('noneQuarantined') }));
    return;
  }
  host.replaceChildren(
    element('div', { class: 'scroll short', tabindex: '0', role: 'region', 'aria-label': words('quarantineTitle'), data: { testid: 'quarantine-list' } },
      table(words('quarantineTitle'), [[words('reason')], [''], [words('schoolId')], [words('where')]],
        quarantine.slice(0, MOST_LINES).map((entry) => element('tr', {},
          element('th', { scope: 'row', text: reasonText(entry) }),
          element('td', { text: detailText(entry) }),
          element('td', { class: 'code', text: entry.schoolId ?? entry.school ?? entry.key ?? '–' }),
          element('td', { class: 'where' }, element('span', { text: entry.topic ?? '' }), ' ',
            element('span', { class: 'code', text: words('partitionOffset', { partition: entry.partition ?? '–', offset: entry.offset ?? '–' }) })))))),
    quarantine.length > MOST_LINES
      ? element('p', { class: 'legend', text: words('quarantineShown', { shown: integer(MOST_LINES), all: integer(quarantine.length) }) })
      : '');
}

const reasonsOf = (entry) => (Array.isArray(entry.reasons) ? entry.reasons : [entry.reason ?? entry.reasons ?? '–']);

const reasonText = (entry) =>
  reasonsOf(entry).map((reason) => humanize(typeof reason === 'object' && reason ? reason.reason ?? reason.rule ?? reason.name ?? '–' : reason)).join(', ');

const detailText = (entry) => entry.detail ?? entry.message
  ?? reasonsOf(entry).map((reason) => (typeof reason === 'object' ? reason?.detail : null)).filter(Boolean).join('; ') ?? '';

function drawViews() {
  byId('views-body').replaceChildren(element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': words('views') },
    table(words('views'), [[words('view')], [words('version'), 'number'], [words('stateColumn')], [words('progress'), 'number'], [words('lag'), 'number'], [words('digest')]],
      views.map((view) => element('tr', { data: { view: view.view, version: view.version } },
        element('th', { scope: 'row' }, viewName(view.view), ' ', element('span', { class: 'code', text: view.view })),
        element('td', { class: 'number', text: integer(view.version) }),
        element('td', {}, element('span', { class: `state ${view.state}`, text: words(`state.${view.state}`) }),
          view.promoted ? element('span', { class: 'state promoted', text: words('promoted') }) : null),
        element('td', { class: 'number', text: typeof view.progress === 'number' ? percent(view.progress) : '–' }),
        element('td', { class: 'number', text: integer(view.lag) }),
        element('td', { class: 'code digest', title: view.digest ?? null, text: view.digest ? String(view.digest).slice(0, 12) : '–' }))))));
}

