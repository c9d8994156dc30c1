// The table of counties (or prefectures, or provinces) with their figures.

import { getCsv, getJson } from './api.js';
import { areaOf, column, columnTitle, columnsOf, countyNamed, knowCounties, localName, rowName, viewsOfMeasures } from './catalogue.js';
import { firstDayOf } from './dates.js';
import { byId, element, fillSelect, flash, redraw, setText, showProblem } from './dom.js';
import { dayText, figureText, integer, nameOf, unitOf, viewName, windowName, words } from './i18n.js';
import { choose, state } from './state.js';

/** More rows than a person reads at once, and than a browser changes smoothly. */
const MOST_ROWS = 300;
const FIND_FROM_ROWS = 20;

const card = byId('figures');
const table = card.querySelector('table');
const find = byId('find');

/** Column key -> {values: Map(code -> number or null), names: Map(code -> name), total: {name, value} or null}. */
const readings = new Map();
let readFor = null;
let asOf = null;
let problem = null;
let cells = new Map();
let shape = '';

find.addEventListener('input', () => render());

/** The day that the figures are of, as the server says; it knows what today is. */
export const figuresDay = () => asOf;

/** What is on the table for a column, as Map(code -> value); undefined if the column is not on it. */
export const valuesOf = (key) => (readFor === choice() && state.level === 'county' ? readings.get(key)?.values : undefined);

/** The codes of the counties on the table, sorted; at the other levels, those of the last table of counties. */
let lastCounties = [];
export const countiesShown = () => lastCounties;

export const shownColumns = () => columnsOf(state.tab);

const choice = () => [state.window, state.day, state.level].join(' ');

/**
 * Reads the given columns again, or all that are shown. Old values stay until all new ones are there, so that no line mixes two
 * days. Columns that failed keep their old values and the card says why.
 */
export async function loadFigures({ columns = shownColumns(), signal, live = false } = {}) {
  const wanted = choice();
  const parameters = (one) => ({ measure: one.name, window: one.window ?? state.window, asOf: state.day, level: state.level });
  const answers = await Promise.allSettled(columns.map((one) => getJson('/figures', parameters(one), signal)));
  if (signal?.aborted) return;
  const fresh = new Map();
  problem = null;
  columns.forEach((one, index) => {
    const { status, value, reason } = answers[index];
    if (status === 'rejected') problem ??= reason;
    else fresh.set(one.key, readingOf(value));
  });
  if (state.level === 'county') await knowCounties([...new Set([...fresh.values()].flatMap(({ values }) => [...values.keys()]))]);
  const areaLevel = totalLevel([...fresh.values()]);
  if (areaLevel) await loadTotals(columns, fresh, areaLevel, parameters, signal);
  if (signal?.aborted) return;
  // A county that is new has a value in each column, also in those that were not read now.
  const newcomer = readFor === wanted && [...fresh.values()].some(({ values }) => [...values.keys()].some((code) => !knownToAll(code)));
  if (newcomer && columns.length < shownColumns().length) {
    await loadFigures({ signal, live });
    return;
  }
  if (readFor !== wanted) readings.clear();
  readFor = wanted;
  for (const [key, reading] of fresh) readings.set(key, reading);
  const answered = answers.find(({ status }) => status === 'fulfilled')?.value;
  if (answered?.asOf) asOf = answered.asOf;
  if (state.level === 'county' && fresh.size) lastCounties = allCodes();
  render({ live });
  if (problem) throw problem;
}

function readingOf(answer) {
  const rows = answer.rows ?? [];
  return {
    values: new Map(rows.map((row) => [String(row.code), row.value ?? null])),
    names: new Map(rows.map((row) => [String(row.code), row.name])),
    total: null,
  };
}

/**
 * A line for the whole exists only if the server has a figure of exactly that whole: counties of one prefecture, or rows of one
 * province. Ratios, means and distinct schools can't be added up here.
 */
function totalLevel(fresh) {
  if (state.level === 'province') return null;
  const codes = [...new Set(fresh.flatMap(({ values }) => [...values.keys()]))].filter(inArea);
  if (!codes.length) return null;
  const levels = state.level === 'county' ? ['prefecture', 'province'] : ['province'];
  for (const level of levels) {
    const areas = new Set(codes.map((code) => areaOf(code, level).code));
    if (areas.size === 1) return { level, code: [...areas][0], name: nameOf(areaOf(codes[0], level)) };
  }
  return null;
}

async function loadTotals(columns, fresh, area, parameters, signal) {
  await Promise.all(columns.map(async (one) => {
    const reading = fresh.get(one.key);
    if (!reading) return;
    try {
      const answer = await getJson('/figures', { ...parameters(one), level: area.level }, signal);
      const row = (answer.rows ?? []).find(({ code }) => String(code) === area.code);
      if (row) reading.total = { value: row.value ?? null, area };
    } catch (failure) {
      if (failure.name !== 'AbortError') problem ??= failure;
    }
  }));
}

const inArea = (code) =>
  state.level !== 'county' || !state.area || areaOf(code, 'prefecture').code === state.area;

const knownToAll = (code) => [...readings.values()].every(({ values }) => values.has(code));

const allCodes = () => [...new Set([...readings.values()].flatMap(({ values }) => [...values.keys()]))].sort();

const rowLabel = (code) => {
  for (const { names } of readings.values()) {
    if (names.get(code)) return rowName(state.level, code, names.get(code));
  }
  return rowName(state.level, code);
};

function matches(code) {
  const wanted = find.value.trim().toLowerCase();
  if (!wanted || find.hidden) return true;
  const county = countyNamed(code);
  return [code, rowLabel(code), county?.name, county?.nameEn, county?.nameZh]
    .some((text) => text?.toLowerCase().includes(wanted));
}

function sortedRows(codes) {
  const falling = state.sort.startsWith('-');
  const key = falling ? state.sort.slice(1) : state.sort;
  const direction = falling ? -1 : 1;
  if (key === 'name') {
    return codes.sort((a, b) => direction * rowLabel(a).localeCompare(rowLabel(b), state.language));
  }
  const values = readings.get(key)?.values;
  if (!values) return codes.sort();
  return codes.sort((a, b) => {
    const [left, right] = [values.get(a) ?? null, values.get(b) ?? null];
    if (left === null || right === null) return (left === null) - (right === null) || a.localeCompare(b);
    return direction * (left - right) || a.localeCompare(b);
  });
}

/** Draws what was read. With `live` set, cells whose value changed are marked for a moment. */
export function render({ live = false } = {}) {
  drawTabs();
  drawAreas();
  drawPeriod();
  drawCsv();
  showProblem(card, problem && problem.message);
  const columns = shownColumns();
  const codes = allCodes();
  find.hidden = codes.length < FIND_FROM_ROWS;
  const rows = sortedRows(codes.filter((code) => inArea(code) && matches(code)));
  const shown = rows.slice(0, MOST_ROWS);
  // Lines that change places under the pointer make people click the wrong one: keep the order while someone is in the table.
  const keepOrder = live && table.matches(':hover, :focus-within') && sameSet(shown);
  const wantedShape = JSON.stringify([state.language, state.level, state.window, state.sort, columns.map(({ key }) => key), keepOrder ? [...cells.keys()] : shown]);
  if (wantedShape !== shape) {
    rebuild(columns, keepOrder ? [...cells.keys()] : shown, rows.length);
    shape = wantedShape;
  }
  fill(columns, live);
}

const sameSet = (codes) => codes.length === cells.size && codes.every((code) => cells.has(code));

function rebuild(columns, codes, all) {
  const focused = table.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  cells = new Map();
  table.replaceChildren(
    element('caption', { class: 'unseen', text: words('figures') }),
    head(columns),
    element('tbody', {}, codes.length ? codes.map((code) => line(code, columns)) : emptyLine(columns)),
    foot(columns),
  );
  if (all > codes.length) {
    table.tBodies[0].append(element('tr', {}, element('td', { colspan: columns.length + 1, class: 'remark' },
      words('showing', { shown: integer(codes.length), all: integer(all) }))));
  }
  if (focused) table.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

function emptyLine(columns) {
  const text = problem ? words('failed') : readFor === null ? words('notYet') : words('noRows');
  return element('tr', {}, element('td', { colspan: columns.length + 1, class: 'remark', text }));
}

function head(columns) {
  const groups = [];
  for (const one of columns) {
    const view = one.measure.view ?? 'other';
    if (groups.at(-1)?.view === view) groups.at(-1).span += 1;
    else groups.push({ view, span: 1 });
  }
  return element('thead', {},
    element('tr', { class: 'groups' },
      element('td', {}),
      groups.map(({ view, span }) => element('th', { scope: 'colgroup', colspan: span, text: viewName(view) }))),
    element('tr', {},
      element('th', { scope: 'col', class: 'name', 'aria-sort': sortOf('name') }, sortButton('name', words(`row.${state.level}`))),
      columns.map((one, index) => element('th', {
        scope: 'col',
        class: [firstOfGroup(columns, index) ? 'first' : '', one.key === state.measure ? 'chosen' : ''].join(' ').trim() || null,
        'aria-sort': sortOf(one.key),
        data: { column: one.key },
      },
      sortButton(one.key, columnTitle(one)),
      element('span', { class: 'unit', text: unitOf(one.measure.unit) }),
      element('span', { class: `tag ${readingKind(one)}`, title: readingTitle(one), text: readingTag(one) })))));
}

const firstOfGroup = (columns, index) => index === 0 || columns[index - 1].measure.view !== columns[index].measure.view;

const readingKind = (one) => (one.gauge ? 'gauge' : one.window === 'total' ? 'total' : 'windowed');

const readingTag = (one) => words({ gauge: 'asOfDay', total: 'sinceEver', windowed: 'inWindow' }[readingKind(one)]);

const readingTitle = (one) => (one.gauge ? dayText(asOf) : windowName(one.window ?? state.window));

function sortOf(key) {
  if (state.sort === key) return 'ascending';
  return state.sort === `-${key}` ? 'descending' : null;
}

/** The first press sorts figures from the greatest, names from A; the second turns round; the third is the order of codes. */
function sortButton(key, label) {
  const orders = key === 'name' ? ['name', '-name', 'code'] : [`-${key}`, key, 'code'];
  const next = orders[(orders.indexOf(state.sort) + 1) % 3];
  return element('button', { type: 'button', class: 'sort', text: label, data: { key: `sort ${key}` }, on: { click: () => choose({ sort: next }) } });
}

function line(code, columns) {
  const lineCells = new Map();
  cells.set(code, lineCells);
  const name = element('button', { type: 'button', class: 'row-name', data: { key: `row ${code}`, county: code }, on: { click: () => { open(code); showCounty(); } } },
    rowLabel(code));
  const local = state.level === 'county' ? localName(code) : null;
  if (local) name.append(' ', element('span', { class: 'local', lang: 'zh', text: local }));
  return element('tr', { data: { code } },
    element('th', { scope: 'row', title: code }, name),
    columns.map((one, index) => {
      const cell = element('td', {
        class: firstOfGroup(columns, index) ? 'first' : null,
        data: { testid: 'figure', county: code, measure: one.key },
        on: { click: () => open(code, one.key) },
      });
      lineCells.set(one.key, cell);
      return cell;
    }));
}

function open(code, measure = state.measure) {
  if (state.level === 'county') choose({ county: code, measure, compare: state.compare.filter((other) => other !== code) });
  else if (state.level === 'prefecture') choose({ level: 'county', area: code });
  else choose({ level: 'prefecture' });
}

/** The name of a county leads to its details; a figure of it only changes what the details are about. */
function showCounty() {
  if (state.level !== 'county') return;
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  byId('county').scrollIntoView({ behavior: still ? 'auto' : 'smooth', block: 'start' });
  byId('county').focus({ preventScroll: true });
}

function foot(columns) {
  return element('tfoot', {}, element('tr', {},
    element('th', { scope: 'row' }, element('span', { class: 'total-name' })),
    columns.map((one, index) => element('td', {
      class: firstOfGroup(columns, index) ? 'first' : null,
      data: { testid: 'figure-total', measure: one.key },
    }))));
}

function fill(columns, live) {
  for (const [code, lineCells] of cells) {
    const row = table.querySelector(`tr[data-code="${CSS.escape(code)}"]`);
    row.classList.toggle('chosen', state.level === 'county' && code === state.county);
    const button = row.querySelector('button');
    if (state.level === 'county') button.setAttribute('aria-pressed', code === state.county);
    for (const one of columns) {
      const cell = lineCells.get(one.key);
      const reading = readings.get(one.key);
      cell.classList.toggle('chosen', one.key === state.measure);
      put(cell, reading?.values.get(code), one, live);
    }
  }
  for (const header of table.querySelectorAll('thead th[data-column]')) {
    header.classList.toggle('chosen', header.dataset.column === state.measure);
  }
  fillTotals(columns, live);
}

const totalArea = (columns = shownColumns()) => columns.map((one) => readings.get(one.key)?.total?.area).find(Boolean);

function fillTotals(columns, live) {
  const area = totalArea(columns);
  table.tFoot.hidden = !area || find.value.trim() !== '';
  if (!area) return;
  setText(table.tFoot.querySelector('.total-name'), words('wholeArea', { name: rowName(area.level, area.code, area.name) }));
  for (const cell of table.tFoot.querySelectorAll('td')) {
    const one = columns.find(({ key }) => key === cell.dataset.measure);
    put(cell, readings.get(one.key)?.total?.value, one, live);
  }
}

/** Offers the chosen measure's column as a file. */
function drawCsv() {
  const chosen = column(state.measure);
  byId('csv').hidden = !chosen || !asOf;
  if (chosen) setText(byId('csv'), words('csvOf', { measure: columnTitle(chosen) }));
}

byId('csv').addEventListener('click', async () => {
  const chosen = column(state.measure);
  const window = chosen.window ?? state.window;
  try {
    const file = await getCsv('/figures', { measure: chosen.name, window, asOf: state.day, level: state.level });
    const link = element('a', { href: URL.createObjectURL(file), download: `${chosen.name} ${window} ${asOf}.csv` });
    link.click();
    URL.revokeObjectURL(link.href);
  } catch (failure) {
    showProblem(card, failure.message);
  }
});

/** undefined: not read; null: the server says that there is no value. */
function put(cell, value, one, live) {
  const raw = value === undefined || value === null ? '' : String(value);
  const changed = cell.dataset.value !== undefined && cell.dataset.value !== raw;
  cell.dataset.value = raw;
  setText(cell, value === undefined ? '' : figureText(value, one.measure));
  const title = value === null ? words('nothing') : value === undefined ? words('notYet') : null;
  if (title) cell.title = title;
  else cell.removeAttribute('title');
  cell.classList.toggle('zero', value === 0);
  if (changed && live) flash(cell);
}

function drawTabs() {
  const tabs = [['overview', words('overview')], ...viewsOfMeasures().map((view) => [view, viewName(view)])];
  const host = byId('tabs');
  redraw(host, tabs, () => tabs.map(([tab, label]) =>
    element('button', { type: 'button', text: label, data: { tab, key: tab }, on: { click: () => choose({ tab }) } })));
  for (const button of host.children) button.setAttribute('aria-pressed', button.dataset.tab === state.tab);
}

function drawAreas() {
  const prefectures = new Map(lastCounties.map((code) => {
    const area = areaOf(code, 'prefecture');
    return [area.code, nameOf(area)];
  }));
  byId('area-field').hidden = prefectures.size < 2 || state.level !== 'county';
  const options = [{ value: '', label: words('anyPrefecture') }, ...[...prefectures].map(([value, label]) => ({ value, label }))];
  fillSelect(byId('area'), options, state.area);
}

function drawPeriod() {
  if (!asOf) return;
  const first = firstDayOf(state.window, asOf);
  const span = { from: dayText(first), to: dayText(asOf) };
  setText(byId('period'), first ? words('period', span) : words('periodTotal', span));
  const note = (kind, key, tagKey) => {
    const [before, after] = words(key, span).split('{tag}');
    return element('span', {}, before, element('span', { class: `tag ${kind}`, text: words(tagKey) }), after);
  };
  byId('legend').replaceChildren(
    note('gauge', 'legendGauge', 'asOfDay'),
    first ? note('windowed', 'legendWindow', 'inWindow') : note('windowed', 'legendTotal', 'inWindow'),
    element('span', { text: totalArea() ? words('legendSum') : '' }),
  );
}
