// How fresh the figures are: the age of the last event, the lag, what waits, what is in quarantine.

import { getJson } from './api.js';
import { byId, element, setText } from './dom.js';
import { ageText, integer, momentText, words } from './i18n.js';

const host = byId('freshness');
let known = null;
/** Server clock minus the browser's: ages are told by the server's clock, which wrote the events' times. */
let skewMillis = 0;
let totals = null;
let views = [];

export async function loadFreshness({ signal } = {}) {
  known = await getJson('/freshness', {}, signal);
  const now = Date.parse(known.now);
  skewMillis = Number.isNaN(now) ? 0 : now - Date.now();
  render();
  return known;
}

export function tellFreshness(changes) {
  if ('totals' in changes) totals = changes.totals;
  if ('views' in changes) views = changes.views;
  render();
}

export const isReady = () => known?.ready !== false;

const tiles = [
  { key: 'lastEvent', label: 'lastEvent', testid: 'last-event' },
  { key: 'lag', label: 'lag', testid: 'lag' },
  { key: 'waiting', label: 'waiting', testid: 'waiting-count', to: '#waiting' },
  { key: 'quarantined', label: 'quarantined', testid: 'quarantine-count', to: '#quarantine' },
  { key: 'received', label: 'receivedShort', testid: 'received-count', to: '#accounting' },
  { key: 'views', label: 'viewsShort', testid: 'views-state', to: '#views' },
];

/** Draws everything again; every second, because an age grows without anything happening. */
export function render() {
  if (!host.childElementCount) build();
  const lastEvent = known?.lastEventAt ? Date.parse(known.lastEventAt) : null;
  const age = lastEvent === null ? null : Date.now() + skewMillis - lastEvent;
  const waiting = known?.waiting ?? totals?.waiting ?? null;
  const quarantined = known?.quarantined ?? totals?.quarantined ?? null;
  host.dataset.lastEventAt = known?.lastEventAt ?? '';
  host.dataset.lag = known?.lag ?? '';
  host.dataset.quarantined = quarantined ?? '';
  host.dataset.ready = known ? String(isReady()) : '';
  put('lastEvent', age === null ? (known ? words('noEventYet') : '–') : ageText(age), age === null ? '' : Math.round(age / 1000));
  byTile('lastEvent').title = known?.lastEventAt ? momentText(known.lastEventAt) : '';
  put('lag', integer(known?.lag), known?.lag ?? '', known?.lag > 0 ? words('lagUnit') : '');
  put('waiting', integer(waiting), waiting ?? '', '', waiting > 0 ? 'warn' : '');
  put('quarantined', integer(quarantined), quarantined ?? '', '', quarantined > 0 ? 'warn' : '');
  put('received', integer(totals?.received), totals?.received ?? '');
  const rebuilding = views.filter(({ state }) => state === 'rebuilding').length;
  const troubled = views.filter((view) => view.state === 'failed' || (view.promoted && view.state === 'outdated')).length;
  const said = troubled ? words('troubled', { n: troubled }) : words(rebuilding ? 'rebuilding' : 'allLive', { n: rebuilding });
  put('views', views.length ? said : '–', views.length, '', rebuilding || troubled ? 'warn' : '');
}

const byTile = (key) => host.querySelector(`[data-tile="${key}"]`);

function put(key, text, value, unit = '', kind = '') {
  const tile = byTile(key);
  setText(tile.querySelector('.label'), words(tiles.find((one) => one.key === key).label));
  const number = tile.querySelector('.value');
  setText(number, text);
  number.dataset.value = value;
  setText(tile.querySelector('.unit'), unit);
  tile.dataset.kind = kind;
}

function build() {
  host.replaceChildren(...tiles.map(({ key, testid, to }) => {
    const tile = element(to ? 'button' : 'div', { class: 'tile', type: to ? 'button' : null, data: { tile: key } },
      element('span', { class: 'label' }),
      element('span', { class: 'line' }, element('span', { class: 'value', data: { testid } }), ' ', element('span', { class: 'unit' })));
    if (to) tile.addEventListener('click', () => document.querySelector(to).scrollIntoView({ block: 'start' }));
    return tile;
  }));
}
