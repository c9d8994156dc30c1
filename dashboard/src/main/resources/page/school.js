// One school: what became of its records, and why some of them don't count.

import { getJson } from './api.js';
import { eventTypeName, listOf } from './catalogue.js';
import { countsTable } from './counts.js';
import { byId, element, plainTable, redraw, showProblem } from './dom.js';
import { dayText, integer, reasonText, words } from './i18n.js';
import { state } from './state.js';

const MOST_EVENTS = 200;
const card = byId('school');
let account = null;

/** A school's code that leads to its account. */
export const schoolButton = (id, where) => element('button', {
  type: 'button', class: 'plain-button code', text: id, title: words('schoolAccount'), data: { key: `school ${where} ${id}` },
  on: { click: () => show(id) },
});

async function show(id) {
  byId('school-id').value = id;
  card.scrollIntoView({ block: 'nearest' });
  try {
    account = await getJson(`/schools/${encodeURIComponent(id)}/account`);
    showProblem(card, null);
  } catch (problem) {
    account = null;
    showProblem(card, problem.message);
  }
  render();
  card.scrollIntoView({ block: 'nearest' });
}

export function start() {
  byId('school-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const id = byId('school-id').value.trim();
    if (id) show(id);
  });
}

export function render() {
  redraw(byId('school-body'), [state.language, account], () => (account ? drawAccount() : null));
}

function drawAccount() {
  const id = account.schoolId ?? '';
  const totals = account.totals ?? {};
  const heading = element('h3', { class: 'school-name' }, account.name || words('notRegistered'), ' ', element('span', { class: 'code', text: id }));
  if (!totals.received) return [heading, element('p', { class: 'none', text: words('nothingReceived') })];
  const events = listOf(account, 'notCounted');
  return [
    heading,
    countsTable(words('schoolAccount'), listOf(account, 'byType'), totals),
    element('h4', { class: 'school-name', text: words('notCounted', { n: integer(events.length) }) }),
    events.length ? notCounted(events) : element('p', { class: 'none', text: words('allCount') }),
  ];
}

function notCounted(events) {
  const heads = ['eventTypeShort', 'date', 'stateColumn', 'reason', 'eventId', 'source', 'where'].map((head) => [words(head)]);
  return element('div', { class: 'scroll short', tabindex: '0', role: 'group', 'aria-label': words('notCounted', { n: '' }), data: { testid: 'not-counted', key: 'not-counted' } },
    plainTable(words('schoolAccount'), heads, events.slice(0, MOST_EVENTS).map((event) => element('tr', { data: { id: event.id ?? '', status: event.status ?? '' } },
      element('td', { text: event.type ? eventTypeName(event.type) : '–' }),
      element('td', { class: 'moment', text: dayText(event.day) }),
      element('td', { text: statusText(event.status) }),
      element('td', {}, event.reason ? element('b', { text: `${reasonText(event.reason)} ` }) : null, event.detail || '',
        event.by ? element('span', { class: 'code', text: event.by }) : null),
      element('td', { class: 'code', text: event.id ?? '–' }),
      element('td', { text: event.source || '–' }),
      element('td', { class: 'where' }, element('span', { class: 'code', text: words('partitionOffset', { partition: event.partition ?? '–', offset: event.offset ?? '–' }) }))))));
}

const STATUS = { superseded: 'superseded', duplicate: 'duplicate', waiting: 'waitingShort', quarantined: 'quarantinedShort', posted: 'posted' };
const statusText = (status) => (STATUS[status] ? words(STATUS[status]) : status ?? '–');
