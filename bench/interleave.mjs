/** Measuring in turn, A B A B: what disturbs the machine then disturbs all sides alike. */

/**
 * Milliseconds of a run of each side.
 *
 * @param {{ run(times: number): Promise<number[]> }[]} sides Their `run(times)` gives a list of milliseconds.
 * @param {{ rounds: number, block: number }} options `rounds`: turns of each side; `block`: runs counted in a turn. A turn starts with one run that is not counted.
 * @returns {Promise<number[][]>} A list of `rounds * block` numbers for every side.
 */
export async function interleave(sides, { rounds, block }) {
  const times = sides.map(() => /** @type {number[]} */ ([]));
  for (const side of sides) await side.run(2);
  for (let round = 0; round < rounds; round++) {
    for (const [i, side] of sides.entries()) times[i].push(...(await side.run(block + 1)).slice(1));
  }
  return times;
}
