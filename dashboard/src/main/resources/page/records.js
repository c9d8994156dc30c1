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
/** What people decided about a record in quarantine, or that nobody has. */
const STATUSES = ['open', 'dismissed', 'redriven', 'all'];

let quarantine = [];
/** How many records there are of each status, and of the open ones by reason. */
let counts = {};
let byReason = {};
let status = 'open';
/** The only reason that is listed; null for any. */
let onlyReason = null;
let folded = true;

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
  accounting = await getJson('/accounting', { schools: false }, signal);
  tellFreshness({ totals: accounting.totals ?? null });
}, drawAccounting);

export const loadQuarantine = ({ signal } = {}) => read(byId('quarantine'), async () => {
  const asked = [status, onlyReason];
  const filter = { status, ...(onlyReason ? { reason: onlyReason } : {}) };
  const answer = await getJson('/quarantine', { limit: MOST_LINES, ...filter }, signal);
  // Somebody may have chosen something else meanwhile.
  if (asked[0] !== status || asked[1] !== onlyReason) return;
  quarantine = listOf(answer, 'entries');
  take(answer);
}, drawQuarantine);

function take(answer) {
  const { total: open = 0, dismissed = 0, redriven = 0 } = answer;
  counts = { open, dismissed, redriven, all: open + dismissed + redriven };
  byReason = answer.byReason ?? {};
}

/** The list can be long: it is read again only when a count has changed. A decision changes no other number of the page. */
export async function loadQuarantineIfChanged() {
  const before = JSON.stringify([counts, byReason]);
  await read(byId('quarantine'), async () => take(await getJson('/quarantine', { limit: 1 })), () => {});
  if (before !== JSON.stringify([counts, byReason])) await loadQuarantine();
}

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
  redraw(byId('quarantine-body'), [state.language, status, onlyReason, counts, byReason, quarantine], () => [
    counts.all ? statusTabs() : null,
    status === 'open' && counts.open ? reasonChips() : null,
    ...(quarantine.length ? quarantineTable() : [element('p', { class: 'none', text: words(counts.all ? 'noneOfStatus' : 'noneQuarantined') })]),
    status === 'open' && counts.open ? whatToDo() : null,
  ]);
}

function list(nowStatus, nowReason) {
  [status, onlyReason] = [nowStatus, nowReason];
  loadQuarantine().catch(() => {}); // the card tells what went wrong
}

const statusTabs = () => element('div', { class: 'tabs', role: 'group', 'aria-label': words('decision') }, STATUSES.map((one) =>
  element('button', { type: 'button', 'aria-pressed': String(one === status), data: { testid: `quarantine-${one}`, key: `quarantine ${one}`, count: counts[one] ?? 0 },
    on: { click: () => list(one, null) } }, `${words(`quarantine.${one}`)} ${integer(counts[one])}`)));

const reasonChips = () => element('p', { class: 'chips reasons' }, Object.entries(byReason).map(([reason, count]) =>
  element('button', { type: 'button', class: 'chip', 'aria-pressed': String(reason === onlyReason), data: { reason, count, key: `reason ${reason}` },
    on: { click: () => list('open', reason === onlyReason ? null : reason) } }, reasonText(reason), element('b', { text: integer(count) }))));

/** Nothing is decided on the page: whoever does it is to see first, in a terminal, what it would change. */
function whatToDo() {
  const which = onlyReason ? `--reason ${onlyReason}` : '--all';
  const command = (text, testid) => element('code', { class: 'command', text: `./countypulse quarantine ${text} --to ${location.origin}`, data: { testid } });
  return element('details', { class: 'folded', open: !folded, on: { toggle: ({ target }) => { folded = !target.open; } } },
    element('summary', { text: words('whatToDo'), data: { key: 'quarantine to do', testid: 'quarantine-to-do' } }),
    element('p', { class: 'legend', text: words('redriveHint') }), command(`redrive ${which} --dry-run`, 'redrive-command'),
    element('p', { class: 'legend', text: words('dismissHint') }), command(`dismiss ${which} --why "…"`, 'dismiss-command'));
}

function quarantineTable() {
  const heads = ['reason', 'detail', ...(status === 'open' ? [] : ['decision']), 'eventTypeShort', 'schoolId', 'source', 'arrived', 'where'].map((head) => [words(head)]);
  const all = onlyReason ? byReason[onlyReason] ?? 0 : counts[status] ?? 0;
  return [
    element('div', { class: 'scroll short', tabindex: '0', role: 'group', 'aria-label': words('quarantineTitle'), data: { testid: 'quarantine-list', key: 'quarantine' } },
      table(words('quarantineTitle'), heads, quarantine.map(quarantineLine))),
    all > quarantine.length ? element('p', { class: 'legend', text: words('quarantineShown', { shown: integer(quarantine.length), all: integer(all) }) }) : null,
    status === 'open' ? null : element('p', { class: 'legend', text: words('decidedHint') }),
  ];
}

function quarantineLine(entry) {
  const school = entry.schoolId || entry.school;
  const type = entry.eventType || entry.type;
  const arrived = entry.at || entry.arrivedAt;
  return element('tr', { data: { reason: entry.reason ?? '', school: school ?? '', status: entry.status ?? '' } },
    element('th', { scope: 'row', class: 'reason', text: reasonText(entry.reason) }),
    element('td', {}, entry.field ? element('span', { class: 'code', text: `${entry.field} ` }) : null, entry.detail || (entry.field ? '' : '–')),
    status === 'open' ? null : element('td', { class: 'decision' }, decision(entry)),
    element('td', { text: type ? eventTypeName(type) : '–' }),
    element('td', {}, school ? schoolButton(school, `quarantine ${entry.topic} ${entry.partition} ${entry.offset}`) : '–'),
    element('td', { text: entry.source || '–' }),
    element('td', { class: 'moment', text: arrived ? momentText(arrived) : '–' }),
    element('td', { class: 'where' }, element('span', { text: entry.topic ?? '' }), ' ',
      element('span', { class: 'code', text: words('partitionOffset', { partition: entry.partition ?? '–', offset: entry.offset ?? '–' }) })));
}

/** Who decided what, when and why, and where the copy of a redriven one stands. */
function decision(entry) {
  if (!entry.decidedAt) return words(`quarantine.${entry.status ?? 'open'}`);
  const by = [entry.by, momentText(entry.decidedAt)].filter(Boolean).join(', ');
  const copy = { partition: entry.toPartition, offset: entry.toOffset };
  return [
    element('b', { text: words(`quarantine.${entry.status}`) }), entry.why ? `: ${entry.why}` : '',
    element('p', { class: 'code', text: by }),
    entry.toOffset === null || entry.toOffset === undefined ? null : element('p', { class: 'code', text: words('copyAt', copy) }),
  ];
}
