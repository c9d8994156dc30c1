// What the server knows by name: measures, counties, event types. Nothing here is written down a second time, so a measure that
// is added on the server is on the page.

import { getJson } from './api.js';
import { humanize, nameOf, words } from './i18n.js';

/** The columns of the first tab, in this order, as far as the server has them. `@total` reads the measure since the beginning. */
const OVERVIEW = [
  'schools-open', 'enrollment-net@total', 'enrollment-entries',
  'drills-held', 'schools-drilled', 'drill-participants',
  'canteen-inspections', 'canteen-pass-rate',
  'transfers-out', 'transfers-in', 'exchange-ratio',
  'aid-persons', 'aid-amount', 'hazards-overdue', 'incidents',
];

/** A running total of these is a figure of its own. */
const READ_AS_TOTAL = { 'enrollment-net': 'headcount' };

const measures = new Map();
const views = new Map();
const counties = new Map();
const eventTypes = new Map();

export async function loadCatalogues() {
  const [measureAnswer] = await Promise.all([getJson('/measures'), loadCounties()]);
  for (const measure of listOf(measureAnswer, 'measures')) measures.set(measure.name, measure);
  for (const view of listOf(measureAnswer.views)) views.set(view.name, view);
  // Without it, event types are shown by their names on the wire.
  try {
    const answer = await getJson('/event-types');
    for (const type of listOf(answer, 'eventTypes')) eventTypes.set(type.name ?? type.type, type);
  } catch (problem) {
    console.warn('No catalogue of event types:', problem.message);
  }
}

async function loadCounties() {
  for (const county of listOf(await getJson('/counties'), 'counties')) counties.set(String(county.code), county);
}

const askedFor = new Set();

/** The server lists the counties that have schools; one whose first school came after the page was opened is asked for here. */
export async function knowCounties(codes) {
  const unknown = codes.filter((code) => !counties.has(code) && !askedFor.has(code));
  if (!unknown.length) return;
  for (const code of unknown) askedFor.add(code);
  await loadCounties();
}

/** Lists come bare or under a name; anything else is an empty list. */
export function listOf(answer, ...names) {
  if (Array.isArray(answer)) return answer;
  for (const name of names) if (Array.isArray(answer?.[name])) return answer[name];
  return [];
}

/** A column is a measure and how it is read: {key, measure, window (null = the chosen one), gauge}. */
export function column(key) {
  const [name, window] = key.split('@');
  const measure = measures.get(name);
  if (!measure) return null;
  return { key, name, measure, window: window ?? null, gauge: measure.kind === 'gauge' };
}

export function columnTitle(column) {
  if (column.window === 'total' && READ_AS_TOTAL[column.name]) return words(READ_AS_TOTAL[column.name]);
  return nameOf({ ...column.measure, name: undefined }, humanize(column.name));
}

/** What people call an area. */
export const viewName = (view) => nameOf({ ...views.get(view), name: undefined }, humanize(view));

/** The parts of a measure, which add up to it; none if it is not divided. */
export const partsOf = (name) => [...measures.values()].filter(({ partOf }) => partOf === name).map((part) => column(part.name));

/** A part's title without that of its whole, which stands above it. */
export function partTitle(part) {
  const whole = measures.get(part.measure.partOf);
  const [title, before] = [columnTitle(part), nameOf(whole)];
  return title.startsWith(before) ? title.slice(before.length).replace(/^[:：\s]+/, '') : title;
}

/** The columns whose names hold all the words, in either language, wholes before parts. */
export function findColumns(text) {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (!wanted.length) return [];
  const found = [...measures.values()].filter(({ name, title, titleZh }) => {
    const said = `${name} ${title} ${titleZh}`.toLowerCase();
    return wanted.every((word) => said.includes(word));
  });
  return found.sort((a, b) => Boolean(a.partOf) - Boolean(b.partOf)).map(({ name }) => column(name));
}

export const viewsOfMeasures = () => [...new Set([...measures.values()].map((measure) => measure.view ?? 'other'))];

/** The columns of a tab; the parts of a whole only if it is opened. */
export function columnsOf(tab, opened = []) {
  const chosen = tab === 'overview' ? OVERVIEW.map(column).filter(Boolean) : columnsOfView(tab);
  return chosen.flatMap((one) => (opened.includes(one.key) ? [one, ...partsOf(one.name)] : [one]));
}

/** The wholes of a view. */
export function columnsOfView(view) {
  return [...measures.values()]
    .filter((measure) => (measure.view ?? 'other') === view && !measure.partOf)
    .flatMap((measure) => {
      const total = READ_AS_TOTAL[measure.name] ? [column(`${measure.name}@total`)] : [];
      return [...total, column(measure.name)];
    });
}

/** For the select of measures: one group a view. */
export const measureOptions = () =>
  viewsOfMeasures().map((view) => ({
    label: viewName(view),
    options: columnsOfView(view).flatMap((one) => [one, ...partsOf(one.name)]).map((one) => ({ value: one.key, label: columnTitle(one) })),
  }));

export const firstMeasure = () => measures.keys().next().value;
export const countyNamed = (code) => counties.get(String(code));

export const countyName = (code, fallback) => nameOf(counties.get(String(code)), fallback ?? String(code));

/** The name in characters, to stand beside the one in letters: letters alone are no key (two counties are called Huaiyin). */
export function localName(code) {
  const county = counties.get(String(code));
  const shown = nameOf(county);
  const local = county?.nameZh ?? county?.name;
  return local && local !== shown ? local : null;
}

export const eventTypeName = (type) => nameOf({ ...eventTypes.get(type), name: undefined }, humanize(type || '–'));

/** The prefecture or province of a county: {code, name, nameEn}; from the code where the catalogue is silent. */
export function areaOf(code, level) {
  const known = counties.get(String(code))?.[level];
  if (known?.code) return known;
  const digits = level === 'prefecture' ? 4 : 2;
  const area = String(code).slice(0, digits).padEnd(6, '0');
  return { code: area, name: area };
}

const areaEntry = (code, level) => {
  for (const county of counties.values()) if (county[level]?.code === code) return county[level];
  return null;
};

/** The name of a row of the table at any level. */
export function rowName(level, code, fallback) {
  return level === 'county' ? countyName(code, fallback) : nameOf(areaEntry(code, level), fallback ?? code);
}

/** The codes of the places at a level that have schools, sorted. */
export const placesAt = (level) =>
  [...new Set([...counties.keys()].map((code) => (level === 'county' ? code : areaOf(code, level).code)))].sort();

/** A city without counties stands for itself, so a county is what the catalogue calls one. */
export const levelOf = (code) =>
  (counties.has(code) ? 'county' : ['prefecture', 'province'].find((level) => areaEntry(code, level)) ?? 'county');

export const placeName = (code) => rowName(levelOf(code), code);

/** The places that a place lies in, the greatest first. */
export function placesAround(code) {
  const level = levelOf(code);
  const around = { county: ['province', 'prefecture'], prefecture: ['province'], province: [] }[level];
  return around.map((above) => areaOf(code, above).code).filter((above) => above !== code);
}
