// The chosen measure on a map, if the server has boundaries of its counties.

import { getJson } from './api.js';
import { chartOn, colour } from './chart.js';
import { column, columnTitle, countyName, placesAt } from './catalogue.js';
import { byId, setText, showProblem } from './dom.js';
import { figureText, valueOf, words } from './i18n.js';
import { choosePlace, state } from './state.js';
import { valuesOf } from './table.js';

const MAP = 'counties';
const card = byId('map');
const host = byId('map-chart');
let known = null;
let askedFor = null;
let values = new Map();

/**
 * Asks for the boundaries, again when there are other counties. Without them, or without the chart library, the map stays hidden
 * and nothing is missing.
 */
async function loadBoundaries(codes) {
  const wanted = codes.join();
  if (!window.echarts || askedFor === wanted) return;
  askedFor = wanted;
  let boundaries;
  try {
    boundaries = await getJson('/boundaries');
  } catch (problem) {
    if (problem.status !== 404) console.warn('No map:', problem.message);
    return;
  }
  const features = (boundaries.features ?? []).filter((feature) => feature.id ?? feature.properties?.code);
  for (const feature of features) {
    feature.properties = { ...feature.properties, name: String(feature.id ?? feature.properties.code) };
  }
  known = features.length ? features : null;
}

export async function loadMap({ signal } = {}) {
  const chosen = column(state.measure);
  await loadBoundaries(placesAt('county'));
  if (!known || !chosen) return;
  try {
    values = valuesOf(chosen.key) ?? await readValues(chosen, signal);
  } catch (problem) {
    if (problem.name === 'AbortError') throw problem;
    values = new Map(); // no map rather than that of another day or version
    render();
    throw problem;
  }
  if (signal?.aborted) return;
  showProblem(card, null);
  render();
}

async function readValues(chosen, signal) {
  const answer = await getJson('/figures', { measure: chosen.name, window: chosen.window ?? state.window, asOf: state.day }, signal);
  return new Map((answer.rows ?? []).map((row) => [String(row.code), valueOf(row)]));
}

let drawn = '';
function register() {
  const features = known.filter(({ properties }) => values.has(properties.name));
  const codes = features.map(({ properties }) => properties.name).join();
  if (codes !== drawn && features.length) window.echarts.registerMap(MAP, { type: 'FeatureCollection', features });
  drawn = codes;
  return features.length > 0;
}

export function render() {
  if (!known) return;
  const chosen = column(state.measure);
  card.hidden = !chosen || !register();
  if (card.hidden) return;
  const chart = chartOn(host);
  const title = columnTitle(chosen);
  setText(byId('map-period'), title);
  host.setAttribute('aria-label', words('mapLabel', { measure: title }));
  const figures = [...values].filter(([, value]) => typeof value === 'number');
  const numbers = figures.map(([, value]) => value);
  const text = (value) => figureText(value, chosen.measure);
  // From the least to the greatest, so that differences are seen; the legend says which these are. Where all are alike, none is the greatest.
  const least = Math.min(...numbers);
  const most = Math.max(...numbers);
  const top = most > least ? most : least + 1;
  chart.setOption({
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    tooltip: {
      renderMode: 'richText', backgroundColor: colour('card'), borderColor: colour('line'),
      textStyle: { color: colour('ink'), fontSize: 12 },
      formatter: ({ name }) => `${countyName(name)}\n${title}  ${text(values.get(name))}`,
    },
    visualMap: {
      min: numbers.length ? least : 0, max: numbers.length ? top : 1, left: 0, bottom: 0, itemHeight: 90, itemWidth: 12,
      calculable: false, formatter: text, textStyle: { color: colour('muted') },
      inRange: { color: [colour('map-low'), colour('map-high')] }, outOfRange: { color: colour('line') },
      text: numbers.length ? [text(most), text(least)] : null,
    },
    series: [{
      type: 'map', map: MAP, roam: false, selectedMode: false, data: figures.map(([name, value]) => ({
        name, value,
        itemStyle: name === state.county ? { borderColor: colour('ink'), borderWidth: 2 } : undefined,
      })),
      itemStyle: { areaColor: colour('line'), borderColor: colour('card'), borderWidth: 1 },
      label: { show: true, formatter: ({ name }) => countyName(name), color: colour('ink'), fontSize: 10, textBorderColor: colour('card'), textBorderWidth: 2 },
      emphasis: { label: { color: colour('ink') }, itemStyle: { areaColor: null, borderColor: colour('ink'), borderWidth: 1.5 } },
      labelLayout: { hideOverlap: true },
      top: 8, bottom: 8, left: 60, right: 8,
    }],
  }, { replaceMerge: ['series'] });
  chart.off('click');
  chart.on('click', ({ name }) => values.has(name) && choosePlace(name));
}
