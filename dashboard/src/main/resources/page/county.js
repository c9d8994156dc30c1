// The chosen place, a county, prefecture or province: its name, its report, and every figure of it.

import { getJson, needsToken, openHtml } from './api.js';
import { columnTitle, columnsOfView, levelOf, localName, partTitle, partsOf, placeName, placesAround, placesAt, viewName, viewsOfMeasures } from './catalogue.js';
import { byId, element, fillSelect, flash, redraw, setText, showProblem } from './dom.js';
import { makeExplained } from './explain.js';
import { showFigure } from './figure.js';
import { dayText, figureOf, percent, unitOf, windowName, words } from './i18n.js';
import { LEVELS, choose, choosePlace, readingChoice, state } from './state.js';
import { figuresDay } from './table.js';

const card = byId('details');
let answer = null;
let readFor = null;

const choice = () => [readingChoice(), state.window, state.county].join(' ');

export async function loadCounty({ signal, live = false } = {}) {
  if (!state.county) return;
  const wanted = choice();
  try {
    const read = await getJson(`/counties/${encodeURIComponent(state.county)}`, { window: state.window, asOf: state.day }, signal);
    if (signal?.aborted) return;
    answer = read;
    readFor = wanted;
    showProblem(card, null);
    render({ live });
  } catch (problem) {
    if (problem.name !== 'AbortError') {
      showProblem(card, problem.message);
      render();
    }
    throw problem;
  }
}

export function render({ live = false } = {}) {
  drawPlace();
  const host = byId('details-groups');
  if (!answer || readFor !== choice()) {
    redraw(host, null, () => []);
    return;
  }
  const before = new Map([...host.querySelectorAll('dd')].map((value) => [value.dataset.measure, value.dataset.value]));
  const samePlace = host.dataset.county === state.county;
  const opened = new Set([...host.querySelectorAll('details[open]')].map(({ dataset }) => dataset.whole));
  host.dataset.county = state.county;
  redraw(host, [state.language, state.measure, answer], () => viewsOfMeasures().map((view) => group(view, opened)));
  if (!live || !samePlace) return;
  for (const value of host.querySelectorAll('dd')) {
    if (before.get(value.dataset.measure) !== value.dataset.value) flash(value);
  }
}

function drawPlace() {
  const code = state.county ?? '';
  const local = localName(code);
  byId('county-title').replaceChildren(placeName(code), ' ', local ? element('span', { class: 'local', lang: 'zh', text: local }) : '',
    ' ', element('span', { class: 'code', text: code }));
  fillSelect(byId('county-select'), LEVELS.map((level) => ({
    label: words(`level.${level}`), options: [...new Set([...placesAt(level), ...(levelOf(code) === level && code ? [code] : [])])].map((value) => ({ value, label: placeName(value) })),
  })), code);
  setText(byId('county-period'), figuresDay() ? `${windowName(state.window)} · ${dayText(figuresDay())}` : '');
  const around = placesAround(code);
  redraw(byId('place-around'), [state.language, around, code], () => [
    ...around.map((above) => element('button', { type: 'button', class: 'plain-button', text: placeName(above), data: { place: above, key: `around ${above}` }, on: { click: () => choosePlace(above) } })),
    itsPlaces(code),
  ]);
  drawReport(code);
}

/** Leads down: a province to its prefectures, a prefecture to its counties, in the table. */
function itsPlaces(code) {
  const below = LEVELS[LEVELS.indexOf(levelOf(code)) - 1];
  if (!below) return null;
  const text = words('itsPlaces', { level: words(`level.${below}`).toLowerCase() });
  return element('button', { type: 'button', class: 'more', text, data: { testid: 'its-places', key: 'its-places' }, on: { click: () => {
    choose({ level: below, area: code });
    byId('figures').scrollIntoView();
  } } });
}

/** The printable report of the place, of the period in which the chosen day lies: the chosen calendar period, or its year. */
function drawReport(code) {
  const link = byId('report');
  const day = figuresDay();
  link.hidden = !day || !code;
  if (link.hidden) return;
  const parameters = reportParameters();
  link.href = `/report?${new URLSearchParams(parameters)}`;
  setText(link, words('report', parameters));
}

const reportParameters = () => ({
  [levelOf(state.county)]: state.county, period: periodOf(figuresDay()), lang: state.language, ...(state.version ? { version: state.version } : {}),
});

byId('report').addEventListener('click', async (event) => {
  if (!needsToken()) return;
  event.preventDefault();
  try {
    await openHtml('/report', reportParameters());
  } catch (problem) {
    showProblem(card, problem.message);
  }
});

function periodOf(day) {
  const [year, month] = day.split('-').map(Number);
  switch (state.window) {
    case 'month': return day.slice(0, 7);
    case 'quarter': return `${year}-Q${Math.ceil(month / 3)}`;
    case 'school-year': return month >= 9 ? `${year}-${year + 1}` : `${year - 1}-${year}`;
    default: return String(year);
  }
}

function group(view, opened) {
  const columns = columnsOfView(view).filter((one) => one.window === null && one.name in answer.figures);
  if (!columns.length) return null;
  return element('div', { class: 'detail-group' },
    element('h4', { text: viewName(view) }),
    element('dl', {}, columns.map((one) => {
      const value = figureOf(answer, one.name);
      return element('div', { class: one.key === state.measure ? 'chosen' : null },
        element('dt', {}, measureButton(one, columnTitle(one)), one.gauge ? element('span', { class: 'tag gauge', text: words('asOfDay') }) : null),
        figureCell(one, value),
        value ? partsOfWhole(one, value, opened) : null);
    })));
}

const measureButton = (one, text) => element('button', { type: 'button', class: 'plain-button', text, data: { key: one.key }, on: { click: () => choose({ measure: one.key }) } });

function figureCell(one, value) {
  const cell = element('dd', { data: { testid: 'detail', measure: one.name, value: value ?? '' }, class: value === 0 ? 'zero' : null });
  showFigure(cell, value, one.measure);
  explained(cell, one, value);
  if (typeof value === 'number' && one.measure.unit !== 'ratio') cell.append(element('span', { class: 'unit', text: unitOf(one.measure.unit) }));
  return cell;
}

function explained(cell, one, value) {
  const day = figuresDay();
  if (typeof value === 'number' && day) makeExplained(cell, { one, place: state.county, window: state.window, day });
}

/** What a figure is made of: one bar of all parts, and opened a line for each that is not zero. */
function partsOfWhole(whole, value, opened) {
  const parts = partsOf(whole.name).map((one) => ({ one, value: figureOf(answer, one.name) })).filter((part) => part.value);
  if (!parts.length) return null;
  const share = (part) => (typeof part.value === 'number' && typeof value === 'number' ? part.value / value : null);
  const isOpen = opened.has(whole.name) || parts.some(({ one }) => one.key === state.measure) || whole.key === state.measure;
  return element('dd', { class: 'parts' }, element('details', { open: isOpen, data: { whole: whole.name } },
    element('summary', { data: { key: `parts of ${whole.name}` } },
      element('span', { class: 'bar-of-parts', 'aria-hidden': 'true' }, parts.map((part, index) => slice(share(part) ?? 0, index))),
      element('span', { class: 'unit', text: parts.length === 1 ? words('onePart') : words('parts', { n: parts.length }) })),
    element('table', { class: 'part-lines' },
      element('caption', { class: 'unseen', text: columnTitle(whole) }),
      element('thead', { class: 'unseen' }, element('tr', {}, ['part', 'share', 'actual'].map((head) => element('th', { scope: 'col', text: words(head) })))),
      element('tbody', {}, parts.map((part, index) => partLine(part, share(part), index))))));
}

function slice(share, index) {
  const made = element('i', { class: `slice-${index % 6}` });
  made.style.flexGrow = share;
  return made;
}

function partLine({ one, value }, share, index) {
  const cell = element('td', { class: 'number', data: { testid: 'part', measure: one.name, value } });
  showFigure(cell, value, one.measure);
  explained(cell, one, value);
  return element('tr', { class: one.key === state.measure ? 'chosen' : null },
    element('th', { scope: 'row' }, element('i', { class: `mark slice-${index % 6}`, 'aria-hidden': 'true' }), measureButton(one, partTitle(one))),
    element('td', { class: 'number share', text: share === null ? '–' : percent(share) }),
    cell);
}
