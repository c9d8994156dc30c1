// What became of the records: accounting, what waits, what is in quarantine, and the views that count them.

import { getJson } from './api.js';
import { eventTypeName, listOf } from './catalogue.js';
import { byId, element, redraw, showProblem } from './dom.js';
import { humanize, integer, isKnown, momentText, percent, viewName, words } from './i18n.js';
import { tellFreshness } from './freshness.js';
import { state } from './state.js';

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
  const { totals = {} } = accounting;
  redraw(byId('accounting-body'), [state.language, totals, accounting.byType], () => accountingTable(totals));
  drawWaiting();
}

function accountingTable(totals) {
  const bucketWords = { waiting: 'waitingShort', quarantined: 'quarantinedShort' };
  const heads = [[words('eventType')], ...['received', ...BUCKETS].map((name) => [words(bucketWords[name] ?? name), 'number'])];
  const line = (label, counts, kind) => element('tr', { class: kind ?? null, data: { type: counts.type ?? '' } },
    element('th', { scope: 'row', text: label }),
    ['received', ...BUCKETS].map((name) => element('td', {
      class: `number${counts[name] ? '' : ' zero'}`, data: { bucket: name, value: counts[name] ?? '' }, text: integer(counts[name]),
    })));
  const difference = (totals.received ?? 0) - BUCKETS.reduce((sum, name) => sum + (totals[name] ?? 0), 0);
  return [
    element('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': words('accounting'), data: { key: 'accounting' } },
      table(words('accounting'), heads, [
        ...listOf(accounting, 'byType').map((counts) => line(eventTypeName(counts.type), counts)),
        line(words('allTypes'), totals, 'sum'),
      ])),
    element('p', { class: `legend${difference ? ' warn' : ''}`, text: difference ? words('doesNotBalance', { n: integer(difference) }) : words('balances') }),
  ];
}

function drawWaiting() {
  const schools = [...listOf(accounting, 'waitingSchools')].sort((a, b) => (b.waiting ?? 0) - (a.waiting ?? 0));
  redraw(byId('waiting-body'), [state.language, schools], () => [
    element('p', { class: 'none', text: words(schools.length ? 'waitingHint' : 'noneWaiting') }),
    element('div', { class: 'scroll short', data: { testid: 'waiting-schools', key: 'waiting' }, tabindex: '0', role: 'group', 'aria-label': words('waitingTitle') },
      schools.length ? table(words('waitingTitle'), [[words('schoolId')], [words('waitingEvents'), 'number']],
        schools.slice(0, MOST_LINES).map((school) => element('tr', { data: { school: school.schoolId, value: school.waiting ?? '' } },
          element('th', { scope: 'row', class: 'code', text: school.schoolId }),
          element('td', { class: 'number', text: integer(school.waiting) })))) : null),
    schools.length > MOST_LINES ? element('p', { class: 'legend', text: words('quarantineShown', { shown: integer(MOST_LINES), all: integer(schools.length) }) }) : null,
  ]);
}

function drawQuarantine() {
  redraw(byId('quarantine-body'), [state.language, quarantine], () =>
    (quarantine.length ? quarantineTable() : element('p', { class: 'none', text: words('noneQuarantined') })));
}

function quarantineTable() {
  const heads = ['reason', 'detail', 'eventTypeShort', 'schoolId', 'source', 'arrived', 'where'].map((head) => [words(head)]);
  return [
    element('div', { class: 'scroll short', tabindex: '0', role: 'group', 'aria-label': words('quarantineTitle'), data: { testid: 'quarantine-list', key: 'quarantine' } },
      table(words('quarantineTitle'), heads, quarantine.slice(0, MOST_LINES).map(quarantineLine))),
    quarantine.length > MOST_LINES
      ? element('p', { class: 'legend', text: words('quarantineShown', { shown: integer(MOST_LINES), all: integer(quarantine.length) }) })
      : null,
  ];
}

function quarantineLine(entry) {
  const school = entry.schoolId || entry.school;
  const type = entry.eventType || entry.type;
  const arrived = entry.at || entry.arrivedAt;
  return element('tr', { data: { reason: entry.reason ?? '', school: school ?? '' } },
    element('th', { scope: 'row', class: 'reason', text: reasonText(entry.reason) }),
    element('td', {}, entry.field ? element('span', { class: 'code', text: `${entry.field} ` }) : null, entry.detail ?? ''),
    element('td', { text: type ? eventTypeName(type) : '–' }),
    element('td', { class: 'code', text: school || '–' }),
    element('td', { text: entry.source || '–' }),
    element('td', { class: 'moment', text: arrived ? momentText(arrived) : '–' }),
    element('td', { class: 'where' }, element('span', { text: entry.topic ?? '' }), ' ',
      element('span', { class: 'code', text: words('partitionOffset', { partition: entry.partition ?? '–', offset: entry.offset ?? '–' }) })));
}

const reasonText = (reason) => (isKnown(`reason.${reason}`) ? words(`reason.${reason}`) : humanize(reason || '–'));

function drawViews() {
  redraw(byId('views-body'), [state.language, views], viewsTable);
}

function viewsTable() {
  const heads = [[words('view')], [words('version'), 'number'], [words('stateColumn')], [words('progress'), 'number'], [words('lag'), 'number'], [words('digest')]];
  return element('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': words('views'), data: { key: 'views' } },
    table(words('views'), heads, views.map((view) => element('tr', { data: { view: view.view, version: view.version } },
      element('th', { scope: 'row' }, viewName(view.view), ' ', element('span', { class: 'code', text: view.view })),
      element('td', { class: 'number', text: integer(view.version) }),
      element('td', {}, element('span', { class: `state ${view.state}`, text: isKnown(`state.${view.state}`) ? words(`state.${view.state}`) : view.state ?? '–' }),
        view.promoted ? element('span', { class: 'state promoted', text: words('promoted') }) : null),
      element('td', { class: 'number', text: typeof view.progress === 'number' ? percent(view.progress) : '–' }),
      element('td', { class: 'number', text: integer(view.lag) }),
      element('td', { class: 'code digest', title: view.digest ?? null, text: view.digest ? String(view.digest).slice(0, 12) : '–' })))));
}
