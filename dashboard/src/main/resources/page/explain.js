// A number, clicked: the events that make it up, and those that would have been in it but don't count.

import { getCsv, getJson } from './api.js';
import { columnTitle, eventTypeName, placeName } from './catalogue.js';
import { firstDayOf } from './dates.js';
import { byId, element, plainTable, setText, showProblem } from './dom.js';
import { dayText, figureText, integer, reasonText, unitOf, words } from './i18n.js';
import { schoolButton } from './school.js';

const MOST_LINES = 200;
const dialog = byId('explain');
const body = byId('explain-body');
let asking = null;

/** A figure that leads to its events: its text becomes a button. */
export function makeExplained(node, question) {
  const text = node.firstChild;
  if (!text) return;
  const button = element('button', {
    type: 'button', class: 'plain-button explained', title: words('explainHint'), data: { key: `explain ${question.one.key}` },
    on: { click: () => openExplained(question) },
  });
  node.replaceChild(button, text);
  button.append(text);
}

/** Shows the events behind a figure: of a column, at a place, over a window that ends at a day. */
export async function openExplained({ one, place, window, day }) {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  const parameters = { measure: one.name, county: place, from: one.gauge ? null : firstDayOf(one.window ?? window, day), to: day };
  setText(byId('explain-title'), `${columnTitle(one)} · ${placeName(place)}`);
  setText(byId('explain-period'), periodText(parameters));
  showProblem(dialog, null);
  byId('explain-csv').hidden = true;
  body.replaceChildren(element('p', { class: 'none', role: 'status', text: words('explainReading') }));
  if (!dialog.open) dialog.showModal();
  try {
    const answer = await getJson('/explain', { ...parameters, limit: MOST_LINES }, signal);
    draw(one, answer);
    byId('explain-csv').hidden = false;
    byId('explain-csv').onclick = () => download(parameters);
  } catch (problem) {
    if (problem.name === 'AbortError') return;
    body.replaceChildren();
    showProblem(dialog, problem.message);
  }
}

const periodText = ({ from, to }) => (from ? words('period', { from: dayText(from), to: dayText(to) }) : words('periodTotal', { to: dayText(to) }));

async function download(parameters) {
  try {
    const file = await getCsv('/explain', parameters);
    const link = element('a', { href: URL.createObjectURL(file), download: `${parameters.measure} ${parameters.county} ${parameters.to}.csv` });
    link.click();
    URL.revokeObjectURL(link.href);
  } catch (problem) {
    showProblem(dialog, problem.message);
  }
}

function draw(one, answer) {
  const sum = element('p', { class: 'explained-sum', data: { testid: 'explain-sum', value: answer.value ?? '', agrees: answer.agrees } },
    element('b', { text: figureText(answer.value, one.measure) }), element('span', { class: 'unit', text: unitOf(answer.unit) }));
  const several = answer.parts.length > 1 || answer.parts[0]?.measure !== answer.measure;
  body.replaceChildren(
    sum,
    answer.agrees ? '' : element('p', { class: 'legend warn', text: words('explainDiffers', { sum: partsText(answer.parts) }) }),
    answer.missing ? element('p', { class: 'legend warn', text: words('explainMissing') }) : '',
    several ? element('p', { class: 'legend', text: partsText(answer.parts) }) : '',
    element('h3', { text: words('explainCounted', { n: integer(answer.eventsTotal) }) }),
    cut(answer.events, answer.eventsTotal),
    answer.events.length ? counted(answer.events, several) : '',
    element('h3', { text: words('explainOthers', { n: integer(answer.notCountedTotal) }) }),
    cut(answer.notCounted, answer.notCountedTotal),
    answer.notCounted.length ? others(answer.notCounted) : '',
  );
}

const partsText = (parts) => parts.filter(({ sum }) => sum !== 0 || parts.length < 4)
  .map(({ measure, sum, unit }) => `${measure}: ${number(sum)} ${unitOf(unit)}`).join(' · ');

const number = (value) => (value === null || value === undefined ? '–' : Number.isInteger(value) ? integer(value) : String(value));

const cut = (rows, total) => (total > rows.length ? element('p', { class: 'legend', text: words('explainShown', { shown: integer(rows.length) }) }) : '');

const scroll = (label, testid, table) => element('div', { class: 'scroll short', tabindex: '0', role: 'group', 'aria-label': label, data: { testid } }, table);

function counted(rows, several) {
  const heads = [[words('date')], [words('school')], [words('amount'), 'number'], [words('eventTypeShort')], [words('source')], [words('where')]];
  return scroll(words('explainCounted', { n: '' }), 'explain-events', plainTable(words('explainCounted', { n: '' }), heads, rows.map((row) => element('tr', { data: { id: row.id, amount: row.amount } },
    dayCell(row), schoolCell(row),
    element('td', { class: 'number' }, number(row.amount), several ? element('span', { class: 'unit', text: row.measure }) : null),
    typeCell(row), element('td', { text: row.source ?? '–' }), whereCell(row)))));
}

function others(rows) {
  const heads = [[words('date')], [words('school')], [words('explainWouldBe'), 'number'], [words('reason')], [words('eventTypeShort')], [words('source')], [words('where')]];
  return scroll(words('explainOthers', { n: '' }), 'explain-others', plainTable(words('explainOthers', { n: '' }), heads, rows.map((row) => element('tr', { data: { id: row.id ?? '', status: row.status } },
    dayCell(row), schoolCell(row),
    element('td', { class: 'number', text: number(row.amount) }),
    element('td', { title: row.detail || null }, element('b', { text: row.reason === 'duplicate' ? words('duplicate') : reasonText(row.reason) }), ' ',
      row.by ? element('span', { class: 'code', text: row.by }) : row.detail ?? ''),
    typeCell(row), element('td', { text: row.source ?? '–' }), whereCell(row)))));
}

/** The day on which it counts; where it counts on another day than it happened, both. */
const dayCell = (row) => element('th', { scope: 'row', class: 'moment' }, row.day ? dayText(row.day) : '–',
  row.eventDay && row.day && row.eventDay !== row.day ? element('span', { class: 'unit', text: words('explainSince', { day: dayText(row.eventDay) }) }) : null);

const schoolCell = (row) => element('td', {}, row.school ? `${row.school} ` : null, row.schoolId ? schoolButton(row.schoolId, `explain ${row.topic} ${row.partition} ${row.offset}`) : '–');

const typeCell = (row) => element('td', { title: row.id ?? null }, eventTypeName(row.type), row.corrects ? element('span', { class: 'unit', text: words('explainCorrects'), title: row.corrects }) : null);

const whereCell = (row) => element('td', { class: 'where' }, element('span', { text: row.topic }), ' ',
  element('span', { class: 'code', text: words('partitionOffset', { partition: row.partition, offset: row.offset }) }));

// A school's code leads to its account, which stands on the page behind.
dialog.addEventListener('click', ({ target }) => {
  if (target === dialog || target.closest('[data-key^="school "]')) dialog.close();
});
dialog.addEventListener('close', () => asking?.abort());
byId('explain-close').addEventListener('click', () => dialog.close());
