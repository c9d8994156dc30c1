// The table of counties (or prefectures, or provinces) with their figures.

import { getCsv, getJson } from './api.js';
import {
  areaOf, column, columnTitle, columnsOf, countyNamed, knowCounties, localName, partTitle, partsOf, placesAt, rowName, viewName, viewsOfMeasures,
} from './catalogue.js';
import { firstDayOf } from './dates.js';
import { byId, element, fillSelect, flash, redraw, setText, showProblem } from './dom.js';
import { figureOf, dayText, integer, unitOf, windowName, words } from './i18n.js';
import { openExplained } from './explain.js';
import { showFigure } from './figure.js';
import { choose, choosePlace, readingChoice, state } from './state.js';

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
/** The chosen day when the server last said which one it is. */
let asOfFor = null;
let problem = null;
let cells = new Map();
let shape = '';

find.addEventListener('input', () => render());

/** The day that the figures are of, as the server says; it knows what today is. */
export const figuresDay = () => asOf;

/** What is on the table for a column, as Map(code -> value); undefined if the column is not on it. */
export const valuesOf = (key) => (readFor === choice() && state.level === 'county' ? readings.get(key)?.values : undefined);

export const shownColumns = () => columnsOf(state.tab, state.opened);

const choice = () => [readingChoice(), state.window, state.level, state.area].join(' ');

/**
 * Reads the given columns again, or all that are shown: one request for all that are read over one window. Old values stay until
 * all new ones are there, so that no line mixes two days. Columns that failed keep their old values and the card says why.
 */
export async function loadFigures({ columns = shownColumns(), signal, live = false } = {}) {
  const wanted = choice();
  const fresh = new Map();
  problem = null;
  await Promise.all(byWindow(columns).map((group) => loadGroup(group, fresh, signal)));
  if (signal?.aborted) return;
  const codes = [...new Set([...fresh.values()].flatMap(({ values }) => [...values.keys()]))];
  if (state.level === 'county') await knowCounties(codes);
  const area = totalArea(codes.filter(inArea));
  if (area) await Promise.all(byWindow(columns).map((group) => loadTotals(group, fresh, area, signal)));
  if (signal?.aborted) return;
  // A county that is new has a value in each column, also in those that were not read now.
  const newcomer = readFor === wanted && codes.some((code) => !knownToAll(code));
  if (newcomer && columns.length < shownColumns().length) {
    await loadFigures({ signal, live });
    return;
  }
  if (readFor !== wanted) readings.clear();
  if (asOfFor !== state.day) asOf = state.day;
  readFor = wanted;
  for (const [key, reading] of fresh) readings.set(key, reading);
  render({ live });
  if (problem) throw problem;
}

/** Most are read over the chosen window, some over one of their own. */
function byWindow(columns) {
  const groups = new Map();
  for (const one of columns) {
    const window = one.window ?? state.window;
    groups.set(window, [...(groups.get(window) ?? []), one]);
  }
  return [...groups].map(([window, group]) => ({ window, group }));
}

const readPlaces = ({ window, group }, level, signal) =>
  getJson('/places', { measures: group.map(({ name }) => name).join(), window, asOf: state.day, level }, signal);

async function loadGroup(columns, fresh, signal) {
  try {
    const answer = await readPlaces(columns, state.level, signal);
    if (signal?.aborted) return;
    asOf = answer.asOf;
    asOfFor = state.day;
    for (const { key, name } of columns.group) {
      fresh.set(key, {
        values: new Map(answer.rows.map((row) => [row.code, figureOf(row, name)])),
        names: new Map(answer.rows.map((row) => [row.code, row.name])),
        total: null,
      });
    }
  } catch (failure) {
    if (failure.name !== 'AbortError') problem ??= failure;
  }
}

/**
 * A line for the whole exists only if the server has a figure of exactly that whole: counties of one prefecture, or rows of one
 * province. Ratios, means and distinct schools can't be added up here.
 */
function totalArea(codes) {
  if (state.level === 'province' || !codes.length) return null;
  const levels = state.level === 'county' ? ['prefecture', 'province'] : ['province'];
  for (const level of levels) {
    const areas = new Set(codes.map((code) => areaOf(code, level).code));
    if (areas.size === 1) return { level, code: [...areas][0] };
  }
  return null;
}

async function loadTotals(columns, fresh, area, signal) {
  try {
    const answer = await readPlaces(columns, area.level, signal);
    const row = answer.rows.find(({ code }) => code === area.code);
    for (const { key, name } of columns.group) {
      if (row && fresh.has(key)) fresh.get(key).total = { value: figureOf(row, name), area };
    }
  } catch (failure) {
    if (failure.name !== 'AbortError') problem ??= failure;
  }
}

const inArea = (code) =>
  !state.area || state.level === 'province' || ['prefecture', 'province'].some((level) => areaOf(code, level).code === state.area);

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
  const number = (code) => (typeof values.get(code) === 'number' ? values.get(code) : null);
  return codes.sort((a, b) => {
    const [left, right] = [number(a), number(b)];
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
        class: [firstOfGroup(columns, index) ? 'first' : '', one.measure.partOf ? 'part' : '', one.key === state.measure ? 'chosen' : ''].join(' ').trim() || null,
        'aria-sort': sortOf(one.key),
        data: { column: one.key },
      },
      sortButton(one.key, one.measure.partOf ? partTitle(one) : columnTitle(one)),
      element('span', { class: 'unit', text: unitOf(one.measure.unit) }),
      element('span', { class: `tag ${readingKind(one)}`, title: readingTitle(one), text: readingTag(one) }),
      partsButton(one)))));
}

function partsButton(one) {
  const n = partsOf(one.name).length;
  if (!n || one.window) return null;
  const isOpen = state.opened.includes(one.key);
  const label = words(isOpen ? 'partsClose' : 'partsOpen', { n, measure: columnTitle(one) });
  const opened = isOpen ? state.opened.filter((key) => key !== one.key) : [...state.opened, one.key];
  return element('button', {
    type: 'button', class: 'parts-button', 'aria-expanded': String(isOpen), 'aria-label': label, title: label,
    data: { testid: 'parts-toggle', measure: one.key, key: `parts ${one.key}` }, text: `${words('parts', { n })} ${isOpen ? '‹' : '›'}`, on: { click: () => choose({ opened }) },
  });
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
  const name = element('button', { type: 'button', class: 'row-name', data: { key: `row ${code}`, county: code }, on: { click: () => { open(code); showPlace(); } } },
    rowLabel(code));
  const local = state.level === 'county' ? localName(code) : null;
  if (local) name.append(' ', element('span', { class: 'local', lang: 'zh', text: local }));
  return element('tr', { data: { code } },
    element('th', { scope: 'row', title: code }, name),
    columns.map((one, index) => {
      const cell = element('td', {
        class: firstOfGroup(columns, index) ? 'first' : null,
        data: { testid: 'figure', county: code, measure: one.key },
        on: { click: () => openOrExplain(code, one, cell) },
      });
      lineCells.set(one.key, cell);
      return cell;
    }));
}

const open = (code, measure = state.measure) => choosePlace(code, { measure });

/** A number that is already the chosen one leads to its events. */
function openOrExplain(code, one, cell) {
  const chosen = code === state.county && one.key === state.measure;
  if (chosen && asOf && typeof readings.get(one.key)?.values.get(code) === 'number') {
    openExplained({ one, place: code, window: state.window, day: asOf });
  } else {
    open(code, one.key);
    cell.title ||= words('explainAgain');
  }
}

/** The name of a place leads to its details; a figure of it only changes what the details are about. */
function showPlace() {
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
    row.classList.toggle('chosen', code === state.county);
    const button = row.querySelector('button');
    button.setAttribute('aria-pressed', code === state.county);
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

const shownTotal = (columns = shownColumns()) => columns.map((one) => readings.get(one.key)?.total?.area).find(Boolean);

function fillTotals(columns, live) {
  const area = shownTotal(columns);
  table.tFoot.hidden = !area || find.value.trim() !== '';
  if (!area) return;
  setText(table.tFoot.querySelector('.total-name'), words('wholeArea', { name: rowName(area.level, area.code) }));
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
  showFigure(cell, value, one.measure);
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
  const above = (level) => placesAt(level).map((value) => ({ value, label: rowName(level, value) }));
  const provinces = above('province');
  const prefectures = state.level === 'county' ? above('prefecture') : [];
  byId('area-field').hidden = state.level === 'province' || (prefectures.length < 2 && provinces.length < 2);
  fillSelect(byId('area'), [
    { value: '', label: words('anyArea') },
    ...(provinces.length > 1 ? [{ label: words('level.province'), options: provinces }] : []),
    ...(prefectures.length ? [{ label: words('level.prefecture'), options: prefectures }] : []),
  ], state.area);
}

function drawPeriod() {
  if (!asOf) {
    setText(byId('period'), '');
    return;
  }
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
    element('span', { text: shownTotal() ? words('legendSum') : '' }),
  );
}
