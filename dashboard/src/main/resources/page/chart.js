// ECharts, if it could be loaded, in the colours of the style sheet.

const charts = new Map();

/** The chart drawn on an element, made the first time; null if the library is not there. */
export function chartOn(host) {
  if (!window.echarts) return null;
  if (!charts.has(host)) {
    const chart = window.echarts.init(host, null, { renderer: 'canvas' });
    charts.set(host, chart);
    new ResizeObserver(() => chart.resize()).observe(host);
  }
  return charts.get(host);
}

/** A colour of the style sheet, by name, or that of the n-th line; it follows light and dark. */
export const colour = (name) =>
  getComputedStyle(document.documentElement).getPropertyValue(typeof name === 'number' ? `--line-${name + 1}` : `--${name}`).trim();

export function onThemeChange(listener) {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', listener);
}
