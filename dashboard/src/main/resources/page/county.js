// The chosen county: its name, and every figure of it.

import { getJson } from './api.js';
import { columnTitle, columnsOfView, countyName, localName, viewsOfMeasures } from './catalogue.js';
import { byId, element, fillSelect, flash, redraw, setText, showProblem } from './dom.js';
import { dayText, figureText, unitOf, viewName, windowName, words } from './i18n.js';
import { choose, state } from './state.js';
import { countiesShown, figuresDay } from './table.js';

const card = byId('details');
let figures = null;
let readFor = null;

export async function loadCounty({ signal, live = false } = {}) {
  if (!state.county) return;
  const code = state.county;
  const path = `/counties/${encodeURIComponent(code)}`;
  try {
    const answer = await getJson(path, { window: state.window, asOf: state.day }, signal);
    if (signal?.aborted) return;
    figures = answer.figures ?? {};
    readFor = code;
    showProblem(card, null);
    render({ live });
  } catch (problem) {
    if (problem.name !== 'AbortError') showProblem(card, problem.message);
    throw problem;
  }
}

export function render({ live = false } = {}) {
  drawName();
  const host = byId('details-groups');
  if (!figures || readFor !== state.county) {
    redraw(host, null, () => []);
    return;
  }
  const before = new Map([...host.querySelectorAll('dd')].map((value) => [value.dataset.measure, value.dataset.value]));
  const sameCounty = host.dataset.county === state.county;
  host.dataset.county = state.county;
  redraw(host, [state.language, state.measure, figures], () => viewsOfMeasures().map(group));
  if (!live || !sameCounty) return;
  for (const value of host.querySelectorAll('dd')) {
    if (before.get(value.dataset.measure) !== value.dataset.value) flash(value);
  }
}

function drawName() {
  const local = localName(state.county);
  const title = byId('county-title');
  title.replaceChildren(countyName(state.county ?? ''), local ? ' ' : '', local ? element('span', { class: 'local', lang: 'zh', text: local }) : '',
    ' ', element('span', { class: 'code', text: state.county ?? '' }));
  const options = [...new Set([...countiesShown(), state.county])].filter(Boolean).map((value) => ({ value, label: countyName(value) }));
  fillSelect(byId('county-select'), options, state.county);
  setText(byId('county-period'), figuresDay() ? `${windowName(state.window)} · ${dayText(figuresDay())}` : '');
}

function group(view) {
  const columns = columnsOfView(view).filter((one) => one.window === null && one.name in figures);
  if (!columns.length) return null;
  return element('div', { class: 'detail-group' },
    element('h4', { text: viewName(view) }),
    element('dl', {}, columns.map((one) => {
      const value = figures[one.name] ?? null;
      return element('div', { class: one.key === state.measure ? 'chosen' : null },
        element('dt', {}, element('button', { type: 'button', class: 'plain-button', text: columnTitle(one), data: { key: one.key }, on: { click: () => choose({ measure: one.key }) } }),
          one.gauge ? element('span', { class: 'tag gauge', text: words('asOfDay') }) : null),
        element('dd', { data: { testid: 'detail', measure: one.name, value: value ?? '' }, title: value === null ? words('nothing') : null },
          figureText(value, one.measure), one.measure.unit === 'ratio' || value === null ? null : element('span', { class: 'unit', text: unitOf(one.measure.unit) })));
    })));
}
