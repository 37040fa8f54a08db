/**
 * Milliseconds of a whole training step, compiled, beside eager TensorFlow.js on wasm where that is asked for.
 *
 * node bench/compile/step.cjs [--widths 32,64,128] [--maps 32,16,8] [--batch 8] [--threads 2] [--rounds 5]
 *   [--plain] (reverse distillation only) [--off pass,pass] (interleaved with all passes) [--eager] [--profile PREFIX]
 */
const { boradStep, numbers, room, summary, tf } = require('./boradStep.cjs');

const { compile, createLoop } = room('compile');

const given = (name) => process.argv.includes(`--${name}`);
const option = (name, fallback) => (given(name) ? process.argv[process.argv.indexOf(`--${name}`) + 1] : fallback);
const list = (text) => text.split(',').map(Number);

async function worker(label, settings, passes) {
  const { step, state, input } = boradStep(settings);
  const options = { threads: Number(option('threads', '2')), carry: 'state', passes, profile: option('profile') };
  const compiled = await compile(step, { state, ...input }, options);
  const loop = createLoop(compiled, { carry: 'state', state: numbers(state) });
  const rest = numbers(input);
  const { nodes, traceMs, sessionMs, bytes } = compiled.stats;
  console.log(
    `${label}: ${nodes} operators, ${bytes} bytes, traced in ${traceMs.toFixed(0)} ms, session in ${sessionMs.toFixed(0)} ms`,
  );
  return { label, run: () => loop.step(rest), end: () => compiled.dispose(), times: [] };
}

async function eagerWorker(settings) {
  const { prepareBackend } = room('backend');
  await prepareBackend?.();
  const { step, state, input } = boradStep(settings);
  let current = state;
  const run = async () => {
    const { state: next, losses } = step({ state: current, ...input });
    await losses.total.data();
    tf.dispose([current, losses]);
    current = next;
  };
  return { label: `eager ${tf.getBackend()}`, run, end: () => undefined, times: [] };
}

async function main() {
  await tf.setBackend('cpu');
  const settings = {
    widths: list(option('widths', '32,64,128')),
    maps: list(option('maps', '32,16,8')),
    batch: Number(option('batch', '8')),
    plain: given('plain'),
  };
  const workers = [await worker('compiled', settings, {})];
  for (const name of option('off', '').split(',').filter(Boolean)) {
    workers.push(await worker(`without ${name}`, settings, { [name]: false }));
  }
  if (given('eager')) workers.push(await eagerWorker(settings));
  for (const { run } of workers) for (let i = 0; i < 2; i++) await run();
  // In turn, so that a busy machine disturbs all alike; the first step after a change is not counted.
  for (let round = 0; round < Number(option('rounds', '5')); round++) {
    for (const { run, times } of workers) {
      for (let i = 0; i < 4; i++) {
        const started = performance.now();
        await run();
        if (i > 0) times.push(performance.now() - started);
      }
    }
  }
  for (const { label, times, end } of workers) {
    const { median, min } = summary(times);
    console.log(
      `${label.padEnd(32)} median ${median.toFixed(1)} ms, smallest ${min.toFixed(1)} ms, ${times.length} steps`,
    );
    end();
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
