// Obligations: a summary of each county, and by name the schools of the chosen one that are in breach or still outstanding.

import { getJson } from './api.js';
import { countyName, localName, placesAt } from './catalogue.js';
import { daysBetween } from './dates.js';
import { byId, element, redraw, setText, showProblem } from './dom.js';
import { dayText, figureText, humanize, integer, nameOf, valueOf, words } from './i18n.js';
import { schoolButton } from './school.js';
import { choosePlace, readingChoice, state } from './state.js';
import { figuresDay } from './table.js';

/** A request a county: enough for any prefecture (the largest has 27 counties), not for a whole country at once. */
const MOST_COUNTIES = 60;
const FIRST_SCHOOLS = 50;
/** Beside the colours, for whoever can't tell those apart. */
export const SIGNS = { met: '✓', outstanding: '○', breached: '✕' };
/** What is in breach is read at once; what has still time is there when it is wanted. */
const OPEN_GROUPS = { breached: 3, outstanding: 1 };

const card = byId('obligations');
const answers = new Map();
let readFor = null;

function wantedCounties() {
  const shown = placesAt('county');
  const summary = shown.length <= MOST_COUNTIES ? shown : [];
  return [...new Set([state.county, ...summary])].filter(Boolean);
}

/** Whether a county is in the summary, or is the chosen place. */
export const isShown = (code) => wantedCounties().includes(code);

/** Reads the given counties again, or all of the summary and the chosen one. */
export async function loadObligations({ codes = wantedCounties(), signal } = {}) {
  const wanted = readingChoice();
  const settled = await Promise.allSettled(codes.map((code) =>
    getJson(`/counties/${encodeURIComponent(code)}/obligations`, { asOf: state.day }, signal)));
  if (signal?.aborted) return;
  if (readFor !== wanted) answers.clear();
  readFor = wanted;
  codes.forEach((code, index) => {
    const { status, value } = settled[index];
    if (status === 'fulfilled') answers.set(code, (value.obligations ?? []).map(tidy));
  });
  const failed = settled.find(({ status }) => status === 'rejected')?.reason;
  render();
  showProblem(card, failed && failed.message);
  showProblem(byId('breached'), failed && !answers.has(state.county) ? failed.message : null);
  if (failed) throw failed;
}

/** One shape for all of them: lists are lists, counts are numbers, and county-wide ones say so. */
function tidy(obligation) {
  const list = (given) => (Array.isArray(given) ? given : []).map((school) =>
    (typeof school === 'object' && school !== null ? school : { schoolId: String(school) }));
  const count = (given) => (Array.isArray(given) ? given.length : Number(given ?? 0));
  const countyWide = obligation.target !== undefined && obligation.target !== null;
  const missing = Math.max(0, (obligation.due ?? 0) - (obligation.met ?? 0));
  const counties = obligation.counties ?? [];
  const day = figuresDay();
  const over = Boolean(obligation.period?.to && day && day >= obligation.period.to);
  return {
    ...obligation,
    countyWide,
    over,
    unmetCounties: counties.length > 1 ? counties.filter(({ met }) => !met) : [],
    outstandingSchools: countyWide ? [] : list(obligation.outstanding),
    breachedSchools: countyWide ? [] : list(obligation.breached),
    outstandingCount: countyWide ? (over ? 0 : missing) : count(obligation.outstanding),
    breachedCount: countyWide ? (over ? missing : 0) : count(obligation.breached),
  };
}

const titleOf = (obligation) => nameOf({ ...obligation, name: undefined }, humanize(obligation.name));

/** County-wide obligations compare a measure with a target; without a unit it is a ratio. */
const valueText = (obligation, value) => figureText(value, { unit: obligation.unit ?? 'ratio' });

export function render() {
  drawSummary();
  drawLists();
}

function drawSummary() {
  setText(byId('obligations-period'), figuresDay() ? dayText(figuresDay()) : '');
  const codes = wantedCounties().filter((code) => answers.has(code) && placesAt('county').includes(code)).sort();
  const names = new Map();
  for (const code of codes) for (const one of answers.get(code)) if (!names.has(one.name)) names.set(one.name, one);
  const counted = (name, key) => codes.reduce((sum, code) => sum + (answers.get(code).find((one) => one.name === name)?.[key] ?? 0), 0);
  const ordered = [...names].sort(([a], [b]) =>
    counted(b, 'breachedCount') - counted(a, 'breachedCount') || counted(b, 'outstandingCount') - counted(a, 'outstandingCount'));
  const counts = codes.map((code) => answers.get(code).map(({ name, due, met, value, outstandingCount, breachedCount }) =>
    [code, name, due, met, value, outstandingCount, breachedCount]));
  const periods = [...names.values()].map(({ period }) => period);
  redraw(card.querySelector('table'), [state.language, state.county, periods, counts], () => summary(codes, new Map(ordered)));
  byId('obligations-legend').replaceChildren(
    ...['met', 'outstanding', 'breached'].map((kind) => element('span', {}, element('b', { class: `word ${kind}`, text: SIGNS[kind] }), ' ', words(kind))),
    element('span', { text: placesAt('county').length > MOST_COUNTIES ? words('tooManyCounties', { n: MOST_COUNTIES }) : '' }),
  );
}

function summary(codes, names) {
  return [
    element('caption', { class: 'unseen', text: words('obligations') }),
    element('thead', {}, element('tr', {},
      element('th', { scope: 'col', class: 'name', text: words('county') }),
      [...names.values()].map((one) => element('th', { scope: 'col' }, titleOf(one), element('span', { class: 'tag', text: periodText(one) }))))),
    element('tbody', {}, codes.map((code) => element('tr', { class: code === state.county ? 'chosen' : null },
      element('th', { scope: 'row' }, nameButton(code)),
      [...names.keys()].map((name) => summaryCell(code, answers.get(code).find((one) => one.name === name)))))),
  ];
}

function nameButton(code) {
  const local = localName(code);
  return element('button', { type: 'button', class: 'row-name', data: { key: `summary ${code}` }, on: { click: () => choosePlace(code) } },
    countyName(code), local ? [' ', element('span', { class: 'local', lang: 'zh', text: local })] : null);
}

function summaryCell(code, one) {
  if (!one) return element('td', {});
  const data = { testid: 'obligation-summary', county: code, obligation: one.name, due: one.due, met: one.met, outstanding: one.outstandingCount, breached: one.breachedCount };
  if (!one.due) return element('td', { data, class: 'zero', text: words('notDue') });
  const kind = one.breachedCount ? 'breached' : one.outstandingCount ? 'outstanding' : 'met';
  const label = words('obligationCell', { met: integer(one.met), due: integer(one.due), outstanding: integer(one.outstandingCount), breached: integer(one.breachedCount) });
  const value = one.countyWide ? words('ofTarget', { value: valueText(one, valueOf(one)), target: valueText(one, one.target) }) : null;
  const count = one.countyWide ? valueText(one, valueOf(one)) : integer(one[`${kind}Count`]);
  return element('td', { data, title: value ?? label },
    element('span', { class: `word ${kind}`, role: 'img', 'aria-label': value ? `${value}, ${words(kind)}` : label, text: kind === 'met' ? SIGNS.met : `${SIGNS[kind]} ${count}` }));
}

const periodText = ({ period }) => (!period?.to ? ''
  : period.from === period.to ? dayText(period.to)
    : words('period', { from: dayText(period.from, 'short'), to: dayText(period.to) }));

function drawLists() {
  const obligations = answers.get(state.county) ?? [];
  drawList('breached', obligations, (one) => one.breachedSchools, (one) => one.breachedCount);
  drawList('outstanding', obligations, (one) => one.outstandingSchools, (one) => one.outstandingCount);
  drawMet(obligations.filter((one) => one.due > 0 && !one.breachedCount && !one.outstandingCount));
}

/** The most urgent first: what is most often in breach. */
function drawList(kind, obligations, schoolsOf, countOf) {
  const all = obligations.reduce((sum, one) => sum + countOf(one), 0);
  const title = words(`${kind}Title`);
  const concerned = obligations.filter((one) => countOf(one) > 0).sort((a, b) => countOf(b) - countOf(a));
  setText(byId(`${kind}-title`), all ? `${title} · ${integer(all)}` : title);
  const host = byId(`${kind}-lists`);
  const expanded = new Set([...host.querySelectorAll('ul[data-all]')].map((list) => list.dataset.obligation));
  const opened = new Map([...host.querySelectorAll('details')].map((one) => [one.dataset.group, one.open]));
  host.dataset.count = all;
  const known = answers.has(state.county);
  const content = [state.language, state.county, known, figuresDay(), concerned.map((one) => [one.name, one.period, one.value, one.unmetCounties, schoolsOf(one)])];
  const samePlace = host.dataset.county === state.county;
  redraw(host, content, () => (concerned.length
    ? concerned.map((one, index) => {
      const isOpen = (samePlace ? opened.get(one.name) : undefined) ?? index < OPEN_GROUPS[kind];
      return group(kind, one, schoolsOf(one), { isOpen, expanded: expanded.has(one.name) });
    })
    : element('p', { class: 'none', text: words(!known ? 'notYet' : kind === 'breached' ? 'noneBreached' : 'noneOutstanding') })));
  host.dataset.county = state.county;
}

/** What is met needs no reading: a line each, behind one line for all. */
function drawMet(met) {
  byId('met').hidden = !met.length;
  setText(byId('met-title'), `${words('metTitle')} · ${integer(met.length)}`);
  redraw(byId('met-lists'), [state.language, state.county, met.map(({ name, met: done, due, period, value }) => [name, done, due, period, value])], () => met.map((one) =>
    element('li', { data: { obligation: one.name }, title: one.source ? words('rule', { source: one.source }) : null },
      element('span', { class: 'word met', 'aria-hidden': 'true', text: SIGNS.met }), titleOf(one),
      element('span', { class: 'until', text: one.countyWide ? wholeText(one) : words('metAll', { met: integer(one.met), due: integer(one.due) }) }))));
}

const wholeText = (one) => words('ofTarget', { value: valueText(one, valueOf(one)), target: valueText(one, one.target) });

function group(kind, one, schools, { isOpen, expanded }) {
  const until = kind === 'breached' ? periodText(one) : words('until', { day: dayText(one.period?.to) });
  const heading = element('summary', { title: one.source ? words('rule', { source: one.source }) : null, data: { key: `${kind} ${one.name}` } },
    element('h4', {}, titleOf(one)), ' ', element('span', { class: `count ${kind}`, text: integer(one[`${kind}Count`]) }), element('span', { class: 'until', text: until }));
  return element('details', { class: 'group', open: isOpen, data: { group: one.name } }, heading,
    ...(one.countyWide ? wholeLines(one) : schoolLines(one, schools, expanded)));
}

/** Of a county its own figure; of a greater place also the counties that fall short. */
const wholeLines = (one) => [
  element('p', { class: 'whole', text: `${words('whole')}: ${wholeText(one)}` }),
  one.unmetCounties.length ? element('ul', { data: { obligation: one.name }, tabindex: '0', 'aria-label': titleOf(one) }, one.unmetCounties.map((county) =>
    element('li', {}, nameButton(county.code), element('span', { class: 'last', text: valueText(one, valueOf(county)) })))) : null,
];

function schoolLines(one, schools, expanded) {
  const list = element('ul', { data: { obligation: one.name, key: one.name }, tabindex: '0', 'aria-label': titleOf(one) });
  const show = (all) => {
    list.replaceChildren(...schools.slice(0, all ? schools.length : FIRST_SCHOOLS).map((school) => schoolLine(one, school)));
    if (all) list.dataset.all = 'true';
  };
  show(expanded);
  const more = !expanded && schools.length > FIRST_SCHOOLS
    ? element('button', { type: 'button', class: 'more', text: words('moreSchools', { n: integer(schools.length) }) })
    : null;
  more?.addEventListener('click', () => { show(true); more.remove(); list.focus(); });
  return [list, more];
}

function schoolLine(one, school) {
  const open = (school.open ?? []).map((thing) => (typeof thing === 'string' ? { what: thing, since: null } : thing));
  return element('li', { data: { school: school.schoolId ?? '', obligation: one.name } },
    element('span', { class: 'school', text: school.name ?? '' }),
    school.schoolId ? schoolButton(school.schoolId, one.name) : null,
    element('span', { class: 'last', text: lastText(one, school, open) }),
    // What a school has but one of (a re-inspection) has no name.
    open.some(({ what }) => what) ? element('span', { class: 'open-things' }, open.map(({ what, since }) =>
      element('span', { class: 'tag', text: since ? `${what} · ${words('sinceDay', { day: dayText(since, 'short') })}` : what }))) : null);
}

/** How long ago: what is open has been so since, what must never happen did on, what is owed was last done on that day. */
function lastText(one, { last }, open) {
  if (!last) return words('neverSeen');
  const days = daysBetween(last, figuresDay());
  if (open.length) return `${words('openThings', { n: open.length })}, ${words('sinceDay', { day: dayText(last) })} · ${days === 1 ? words('oneDayCount') : words('dayCount', { n: integer(days) })}`;
  const ago = days === 0 ? words('today0') : days === 1 ? words('oneDayAgo') : words('daysAgo', { n: integer(days) });
  return `${words(last >= one.period?.from ? 'happened' : 'lastSeen', { day: dayText(last) })} · ${ago}`;
}
