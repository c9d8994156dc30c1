// What became of the records: accounting, what waits, and what is in quarantine.

import { getJson } from './api.js';
import { eventTypeName, listOf } from './catalogue.js';
import { BUCKETS, countsTable } from './counts.js';
import { byId, element, plainTable as table, redraw, showProblem } from './dom.js';
import { integer, momentText, reasonText, words } from './i18n.js';
import { tellFreshness } from './freshness.js';
import { schoolButton } from './school.js';
import { state } from './state.js';

const MOST_LINES = 100;

let accounting = null;
let quarantine = [];
let quarantineTotal = 0;
let byReason = {};

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
  const answer = await getJson('/quarantine', { limit: MOST_LINES }, signal);
  quarantine = listOf(answer, 'entries');
  quarantineTotal = answer.total ?? quarantine.length;
  byReason = answer.byReason ?? {};
}, drawQuarantine);

export function render() {
  if (accounting) drawAccounting();
  drawQuarantine();
}

function drawAccounting() {
  const { totals = {} } = accounting;
  redraw(byId('accounting-body'), [state.language, totals, accounting.byType], () => accountingTable(totals));
  drawWaiting();
}

function accountingTable(totals) {
  const difference = (totals.received ?? 0) - BUCKETS.reduce((sum, name) => sum + (totals[name] ?? 0), 0);
  return [
    countsTable(words('accounting'), listOf(accounting, 'byType'), totals),
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
          element('th', { scope: 'row' }, schoolButton(school.schoolId, 'waiting')),
          element('td', { class: 'number', text: integer(school.waiting) })))) : null),
    schools.length > MOST_LINES ? element('p', { class: 'legend', text: words('waitingShown', { shown: integer(MOST_LINES), all: integer(schools.length) }) }) : null,
  ]);
}

function drawQuarantine() {
  redraw(byId('quarantine-body'), [state.language, quarantineTotal, byReason, quarantine], () =>
    (quarantine.length ? quarantineTable() : element('p', { class: 'none', text: words('noneQuarantined') })));
}

function quarantineTable() {
  const heads = ['reason', 'detail', 'eventTypeShort', 'schoolId', 'source', 'arrived', 'where'].map((head) => [words(head)]);
  return [
    element('p', { class: 'chips reasons' }, Object.entries(byReason).map(([reason, count]) =>
      element('span', { class: 'chip', data: { reason, count } }, reasonText(reason), element('b', { text: integer(count) })))),
    element('div', { class: 'scroll short', tabindex: '0', role: 'group', 'aria-label': words('quarantineTitle'), data: { testid: 'quarantine-list', key: 'quarantine' } },
      table(words('quarantineTitle'), heads, quarantine.map(quarantineLine))),
    quarantineTotal > quarantine.length
      ? element('p', { class: 'legend', text: words('quarantineShown', { shown: integer(quarantine.length), all: integer(quarantineTotal) }) })
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
    element('td', {}, school ? schoolButton(school, `quarantine ${entry.topic} ${entry.partition} ${entry.offset}`) : '–'),
    element('td', { text: entry.source || '–' }),
    element('td', { class: 'moment', text: arrived ? momentText(arrived) : '–' }),
    element('td', { class: 'where' }, element('span', { text: entry.topic ?? '' }), ' ',
      element('span', { class: 'code', text: words('partitionOffset', { partition: entry.partition ?? '–', offset: entry.offset ?? '–' }) })));
}
