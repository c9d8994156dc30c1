// Obligations: a summary of each county, and by name the schools of the chosen one that are in breach or still outstanding.

import { getJson } from './api.js';
import { countyName, localName } from './catalogue.js';
import { byId, element, redraw, setText, showProblem } from './dom.js';
import { dayText, figureText, humanize, integer, nameOf, words } from './i18n.js';
import { schoolButton } from './school.js';
import { choose, state } from './state.js';
import { countiesShown, figuresDay } from './table.js';

/** A request a county: enough for any prefecture (the largest has 27 counties), not for a whole country at once. */
const MOST_COUNTIES = 60;
const FIRST_SCHOOLS = 50;

const card = byId('obligations');
const answers = new Map();
let readFor = null;

const choice = () => String(state.day);

function wantedCounties() {
  const shown = countiesShown();
  const summary = shown.length <= MOST_COUNTIES ? shown : [];
  return [...new Set([state.county, ...summary])].filter(Boolean);
}

/** Whether a county is in the summary, or is the chosen one. */
export const isShown = (code) => wantedCounties().includes(code);

/** Reads the given counties again, or all of the summary and the chosen one. */
export async function loadObligations({ codes = wantedCounties(), signal } = {}) {
  const wanted = choice();
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
  const day = figuresDay();
  const over = Boolean(obligation.period?.to && day && day >= obligation.period.to);
  return {
    ...obligation,
    countyWide,
    over,
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
  const codes = wantedCounties().filter((code) => answers.has(code)).sort();
  const names = new Map();
  for (const code of codes) for (const one of answers.get(code)) if (!names.has(one.name)) names.set(one.name, one);
  const counts = codes.map((code) => answers.get(code).map(({ name, due, met, value, outstandingCount, breachedCount }) =>
    [code, name, due, met, value, outstandingCount, breachedCount]));
  const periods = [...names.values()].map(({ period }) => period);
  redraw(card.querySelector('table'), [state.language, state.county, periods, counts], () => summary(codes, names));
  byId('obligations-legend').replaceChildren(
    ...['met', 'outstanding', 'breached'].map((kind) => element('span', {}, element('i', { class: `mark ${kind}` }), words(kind))),
    element('span', { text: countiesShown().length > MOST_COUNTIES ? words('tooManyCounties', { n: MOST_COUNTIES }) : words('obligationLegend') }),
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
  return element('button', { type: 'button', class: 'row-name', data: { key: `summary ${code}` }, on: { click: () => choose({ county: code, compare: state.compare.filter((other) => other !== code) }) } },
    countyName(code), local ? [' ', element('span', { class: 'local', lang: 'zh', text: local })] : null);
}

function summaryCell(code, one) {
  if (!one) return element('td', {});
  const data = { testid: 'obligation-summary', county: code, obligation: one.name, due: one.due, met: one.met, outstanding: one.outstandingCount, breached: one.breachedCount };
  if (!one.due) return element('td', { data, class: 'zero', text: words('notDue') });
  const kind = one.breachedCount ? 'breached' : one.outstandingCount ? 'outstanding' : 'met';
  if (one.countyWide) {
    return element('td', { data }, element('div', { class: 'meter-line' },
      targetMeter(one, kind),
      element('span', { class: `count ${kind}` }, words('ofTarget', { value: valueText(one, one.value), target: valueText(one, one.target) })),
      element('span', { class: `word ${kind}`, text: words(kind) })));
  }
  const label = words('obligationCell', { met: integer(one.met), due: integer(one.due), outstanding: integer(one.outstandingCount), breached: integer(one.breachedCount) });
  return element('td', { data, title: label }, element('div', { class: 'meter-line' },
    meter([['met', one.met], ['outstanding', one.outstandingCount], ['breached', one.breachedCount]]),
    element('span', { class: 'count', text: `${integer(one.met)} / ${integer(one.due)}` }),
    kind === 'met' ? element('span', { class: 'word met', text: '✓', 'aria-label': words('met') }) : null,
    one.outstandingCount ? element('span', { class: 'word outstanding', text: `${integer(one.outstandingCount)} ${words('outstanding')}` }) : null,
    one.breachedCount ? element('span', { class: 'word breached', text: `${integer(one.breachedCount)} ${words('breached')}` }) : null));
}

function meter(parts) {
  return element('span', { class: 'meter', 'aria-hidden': 'true' }, parts.filter(([, count]) => count > 0).map(([kind, count]) => {
    const part = element('i', { class: kind });
    part.style.flexGrow = count;
    return part;
  }));
}

const targetMeter = (one, kind) => {
  const done = Math.max(0, Math.min(1, (one.value ?? 0) / one.target || 0));
  return meter([[kind, done], ['rest', 1 - done]]);
};

const periodText = (one) => (one.period?.from && one.period?.to
  ? words('period', { from: dayText(one.period.from, 'short'), to: dayText(one.period.to) })
  : '');

function drawLists() {
  const obligations = answers.get(state.county) ?? [];
  drawList('breached', obligations, (one) => one.breachedSchools, (one) => one.breachedCount);
  drawList('outstanding', obligations, (one) => one.outstandingSchools, (one) => one.outstandingCount);
}

function drawList(kind, obligations, schoolsOf, countOf) {
  const all = obligations.reduce((sum, one) => sum + schoolsOf(one).length, 0);
  const title = words(`${kind}Title`);
  const concerned = obligations.filter((one) => countOf(one) > 0);
  setText(byId(`${kind}-title`), all ? `${title} · ${integer(all)}` : title);
  const host = byId(`${kind}-lists`);
  const expanded = new Set([...host.querySelectorAll('ul[data-all]')].map((list) => list.dataset.obligation));
  host.dataset.count = all;
  const content = [state.language, state.county, answers.has(state.county), concerned.map((one) => [one.name, one.period, one.value, schoolsOf(one)])];
  redraw(host, content, () => (concerned.length
    ? concerned.map((one) => group(kind, one, schoolsOf(one), expanded.has(one.name)))
    : element('p', { class: 'none', text: words(!answers.has(state.county) ? 'notYet' : kind === 'breached' ? 'noneBreached' : 'noneOutstanding') })));
}

function group(kind, one, schools, expanded) {
  const until = kind === 'breached' ? periodText(one) : words('until', { day: dayText(one.period?.to) });
  const heading = element('h4', {}, titleOf(one), ' ', element('span', { class: `count ${kind}`, text: one.countyWide ? '' : integer(schools.length) }),
    element('span', { class: 'until', text: until }));
  if (one.countyWide) {
    const value = words('ofTarget', { value: valueText(one, one.value), target: valueText(one, one.target) });
    return element('div', { class: 'group' }, heading, element('p', { class: 'whole', text: `${words('whole')}: ${value}` }));
  }
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
  return element('div', { class: 'group' }, heading, list, more);
}

function schoolLine(one, school) {
  return element('li', { data: { school: school.schoolId ?? '', obligation: one.name } },
    element('span', { class: 'school', text: school.name ?? '' }),
    school.schoolId ? schoolButton(school.schoolId, one.name) : null,
    element('span', { class: 'last', text: school.last ? words('lastSeen', { day: dayText(school.last) }) : words('neverSeen') }));
}
