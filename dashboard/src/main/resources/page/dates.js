// Calendar days as ISO texts. They have no time zone: a day is what the school wrote.

const MILLIS_A_DAY = 86_400_000;

export const addDays = (day, days) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * MILLIS_A_DAY).toISOString().slice(0, 10);

export const daysBetween = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / MILLIS_A_DAY);

const firstOf = (year, month) => `${year}-${String(month).padStart(2, '0')}-01`;

/**
 * The first day of a window that ends at `asOf`, or null for `total`. Only to say in words what the server counted; school years
 * start on 1 September, semesters on 1 September and 1 March.
 */
export function firstDayOf(window, asOf) {
  const year = Number(asOf.slice(0, 4));
  const month = Number(asOf.slice(5, 7));
  switch (window) {
    case 'total': return null;
    case 'month': return firstOf(year, month);
    case 'quarter': return firstOf(year, month - ((month - 1) % 3));
    case 'year': return firstOf(year, 1);
    case 'school-year': return firstOf(month >= 9 ? year : year - 1, 9);
    case 'semester':
      if (month >= 9) return firstOf(year, 9);
      return month >= 3 ? firstOf(year, 3) : firstOf(year - 1, 9);
    default: return addDays(asOf, 1 - Number.parseInt(window, 10));
  }
}
