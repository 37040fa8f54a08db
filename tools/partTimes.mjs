/**
 * 75 -> '1 min 15 s'.
 *
 * @param {number} seconds
 */
export function duration(seconds) {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/**
 * The times of named parts with their sum, one part per line: for the end of a long command.
 *
 * @param {[name: string, seconds: number][]} parts
 */
export function partTimes(parts) {
  const total = parts.reduce((sum, [, seconds]) => sum + seconds, 0);
  const rows = [...parts, /** @type {const} */ (['all', total])].map(([name, seconds]) => [name, duration(seconds)]);
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, time]) => `${name.padEnd(width)}  ${time}\n`).join('');
}
