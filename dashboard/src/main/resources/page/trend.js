// The trend of one measure for one or several counties.

import { getJson } from './api.js';
import { column, columnTitle, levelOf, placeName, placesAt } from './catalogue.js';
import { addDays } from './dates.js';
import { byId, element, fillSelect, redraw, showProblem } from './dom.js';
import { dayText, SUPPRESSED, figureText, integer, isQuotient, unitOf, valueOf, windowName, words } from './i18n.js';
import { MOST_COMPARED, choose, state } from './state.js';
import { openExplained } from './explain.js';
import { figuresDay } from './table.js';
import { chartOn, colour } from './chart.js';

const card = byId('trend');
const host = byId('trend-chart');
let lines = [];

export const trendCounties = () => [state.county, ...state.compare].filter(Boolean).slice(0, MOST_COMPARED);

export async function loadTrend({ signal } = {}) {
  const chosen = column(state.measure);
  const to = figuresDay();
  if (!chosen || !state.county) return;
  if (!to) {
    lines = [];
    render();
    return;
  }
  const window = chosen.window ?? (state.reading === 'rolling' ? state.window : null);
  const parameters = { measure: chosen.name, from: addDays(to, 1 - state.range), to, window };
  const codes = trendCounties();
  const answers = await Promise.allSettled(
    codes.map((code) => getJson(`/counties/${encodeURIComponent(code)}/series`, parameters, signal)));
  if (signal?.aborted) return;
  const failed = answers.find(({ status }) => status === 'rejected');
  lines = codes.flatMap((code, index) =>
    answers[index].status === 'fulfilled' ? [{ code, points: (answers[index].value.points ?? []).map((point) => ({ day: point.day, value: valueOf(point) })) }] : []);
  render();
  showProblem(card, failed && failed.reason.message);
  if (failed) throw failed.reason;
}

export function render() {
  const chosen = column(state.measure);
  if (!chosen) return;
  drawChoices(chosen);
  drawChips();
  drawChart(chosen);
  if (card.querySelector('details').open) drawValues(chosen);
}

card.querySelector('details').addEventListener('toggle', () => {
  const chosen = column(state.measure);
  if (chosen) drawValues(chosen);
});

function drawChoices(chosen) {
  const windowless = chosen.gauge || chosen.window;
  fillSelect(byId('reading'), [
    { value: 'rolling', label: windowless ? words(chosen.gauge ? 'asOfDay' : 'sinceEver') : words('reading.rolling', { window: windowName(state.window) }) },
    ...(windowless ? [] : [{ value: 'day', label: words('reading.day') }]),
  ], windowless ? 'rolling' : state.reading);
  byId('reading').disabled = Boolean(windowless);
}

function drawChips() {
  const codes = trendCounties();
  const others = codes.length < MOST_COMPARED ? placesAt(levelOf(codes[0])).filter((code) => !codes.includes(code)) : [];
  redraw(byId('compare'), [state.language, codes, others, colour(0)], () => [...codes.map(chip), others.length ? addition(others) : null]);
}

function chip(code, index) {
  const mark = element('i', { class: 'mark' });
  mark.style.background = colour(index);
  const label = words('remove', { name: placeName(code) });
  return element('span', { class: 'chip' }, mark, placeName(code),
    index === 0 ? null : element('button', { type: 'button', 'aria-label': label, title: label, text: '×',
      on: { click: () => choose({ compare: state.compare.filter((other) => other !== code) }) } }));
}

function addition(others) {
  const select = element('select', { 'aria-label': words('addCounty'), data: { testid: 'compare-select', key: 'add' } });
  fillSelect(select, [{ value: '', label: `+ ${words('addCounty')}` }, ...others.map((value) => ({ value, label: placeName(value) }))], '');
  select.addEventListener('change', () => select.value && choose({ compare: [...state.compare, select.value] }));
  return select;
}

function drawChart(chosen) {
  const days = lines[0]?.points.map(({ day }) => day) ?? [];
  const title = columnTitle(chosen);
  host.dataset.measure = state.measure;
  host.dataset.points = days.length;
  host.dataset.counties = lines.map(({ code }) => code).join(' ');
  host.setAttribute('aria-label', words('trendLabel', {
    measure: title, counties: lines.map(({ code }) => placeName(code)).join(', '), from: dayText(days[0]), to: dayText(days.at(-1)),
  }));
  const chart = chartOn(host);
  host.hidden = !chart;
  if (!chart) {
    card.querySelector('details').open = true;
    showProblem(card, words('noCharts'));
    return;
  }
  chart.off('click');
  chart.on('click', ({ seriesIndex, dataIndex }) => explainPoint(chosen, lines[seriesIndex], lines[seriesIndex]?.points[dataIndex]));
  const text = (value) => figureText(value, chosen.measure);
  const ink = colour('ink');
  const muted = colour('muted');
  chart.setOption({
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 8, right: 16, top: 28, bottom: 4, containLabel: true },
    tooltip: {
      trigger: 'axis',
      // Drawn on the canvas: as HTML it would need inline styles, which the page's policy forbids.
      renderMode: 'richText',
      backgroundColor: colour('card'),
      borderColor: colour('line'),
      textStyle: { color: ink, fontSize: 12 },
      formatter: (points) => [
        dayText(points[0].axisValue),
        ...points.map(({ seriesName, seriesIndex, dataIndex }) => `${seriesName}  ${text(lines[seriesIndex].points[dataIndex]?.value)}`),
      ].join('\n'),
    },
    xAxis: {
      type: 'category', data: days, boundaryGap: false,
      axisLabel: { color: muted, formatter: (day) => dayText(day, 'short'), hideOverlap: true },
      axisLine: { lineStyle: { color: colour('line') } }, axisTick: { show: false },
    },
    yAxis: {
      type: 'value', name: unitOf(chosen.measure.unit), nameTextStyle: { color: muted, align: 'right' }, nameGap: 10,
      minInterval: isQuotient(chosen.measure) ? 0 : 1,
      scale: isQuotient(chosen.measure) || chosen.window === 'total' || chosen.gauge,
      axisLabel: { color: muted, formatter: chosen.measure.unit === 'yuan' ? integer : text }, splitLine: { lineStyle: { color: colour('line') } },
    },
    series: lines.map(({ code, points }, index) => ({
      type: 'line', id: code, name: placeName(code), data: points.map(({ value }) => (value === SUPPRESSED ? null : value)),
      color: colour(index), lineStyle: { width: 2 }, symbol: 'circle', symbolSize: 5,
      showSymbol: points.length <= 31, areaStyle: lines.length === 1 ? { opacity: 0.08 } : undefined,
      // Day by day, a lone value between two days without one would otherwise not be seen.
      showAllSymbol: 'auto', step: chosen.gauge ? 'end' : false,
    })),
  }, { replaceMerge: ['series'] });
}

/** The events behind a point: those of its window, or of its day. */
function explainPoint(one, line, point) {
  if (typeof point?.value !== 'number') return;
  openExplained({ one, place: line.code, window: state.reading === 'rolling' ? state.window : '1d', day: point.day });
}

function drawValues(chosen) {
  const days = (lines[0]?.points ?? []).map(({ day }) => day).reverse();
  const byCounty = lines.map(({ points }) => new Map(points.map(({ day, value }) => [day, value])));
  byId('trend-values').replaceChildren(element('table', { class: 'plain' },
    element('caption', { class: 'unseen', text: columnTitle(chosen) }),
    element('thead', {}, element('tr', {}, element('th', { scope: 'col', text: words('date') }),
      lines.map(({ code }) => element('th', { scope: 'col', class: 'number', text: placeName(code) })))),
    element('tbody', {}, days.map((day) => element('tr', {},
      element('th', { scope: 'row', text: dayText(day) }),
      byCounty.map((values, index) => valueCell(chosen, lines[index], day, values.get(day))))))));
}

function valueCell(chosen, line, day, value) {
  const text = figureText(value, chosen.measure);
  if (typeof value !== 'number') return element('td', { class: 'number', text });
  return element('td', { class: 'number' }, element('button', {
    type: 'button', class: 'plain-button', text, title: words('explainHint'), on: { click: () => explainPoint(chosen, line, { day, value }) },
  }));
}
