import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { type DoctorFacts, factsText, problemsOf } from '../../lib/borad/cli/doctor';
import { tryNativePackage } from '../../lib/borad/cli/doctor/backends';
import { engineFact } from '../../lib/borad/cli/doctor/engine';
import { onnxRuntimeFact, tryOnnxRuntime } from '../../lib/borad/cli/doctor/onnxRuntime';
import { main } from '../../lib/borad/cli/main';
import { captureOutput } from './captured';

const folder = mkdtempSync(join(tmpdir(), 'borad-doctor-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const output = captureOutput();
afterEach(() => {
  vi.unstubAllEnvs();
});

const doctor = (...args: string[]) => main(['node', 'borad', 'doctor', ...args]);

/** A package of that code, as npm would have installed it. */
function fakePackage(name: string, code: string): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'package.json'), JSON.stringify({ name, version: '1.2.3', main: 'index.js' }));
  writeFileSync(join(path, 'index.js'), code);
  return path;
}

const native = (product: string) => `module.exports = {
  setBackend: async () => true, backend: () => ({ isUsingGpuDevice: true }), tensor2d: (x) => x, matMul: () => ({ dataSync: () => ${product} }) };`;

describe('borad doctor', () => {
  it('finds that this machine can train and score, and says by what', async () => {
    vi.stubEnv('BORAD_ENGINE', '');
    vi.stubEnv('BORAD_BACKEND', '');
    expect(await doctor()).toBe(0);
    expect(output.complained).toBe('');
    expect(output.printed).toMatch(/Node +v\d+\./);
    expect(output.printed).toMatch(/cores +\d+\nmemory +[\d.]+ GiB, [\d.]+ GiB free/);
    expect(output.printed).toMatch(/engine +compiled +the default/);
    expect(output.printed).toMatch(/graph cache +\d+ graphs +[\d.]+ MiB in \S+graphs\n/);
    expect(output.printed).toMatch(/onnxruntime \d+\.\d+\.\d+ +ready +lists cpu/);
    expect(output.printed).toMatch(
      /Providers of onnxruntime \(--provider\)\n\nprovider.*\n-.*\ncpu +ready +compiled graphs/,
    );
    expect(output.printed).toMatch(/tfjs-node-gpu +missing +not installed: npm install @tensorflow\/tfjs-node-gpu@/);
    expect(output.printed).toMatch(/tfjs-node +missing +only a stand-in/);
    expect(output.printed).toMatch(/wasm +ready[^\n]*\ncpu +ready/);
    expect(output.printed).toMatch(/mobilenet-v2-openimages +ready +checksum as expected +\S*objectron\S*\.data/);
    expect(output.printed).toMatch(/can train and score\.\n$/);
  });

  it('prints the same as JSON, and leaves the backend that was current', async () => {
    await prepareBackend('wasm');
    const tensors = tf.memory().numTensors;
    expect(await doctor('--json')).toBe(0);
    const facts = JSON.parse(output.printed) as DoctorFacts;
    expect(facts.problems).toEqual([]);
    expect(facts.backends.map(({ name, state }) => [name, state])).toEqual([
      ['tfjs-node-gpu', 'missing'],
      ['tfjs-node', 'missing'],
      ['wasm', 'ready'],
      ['cpu', 'ready'],
    ]);
    expect(facts.onnxRuntime.providers.map(({ name }) => name)).toContain('cpu');
    expect(facts.machine.memory.total).toBeGreaterThan(facts.machine.memory.free);
    expect(facts.teachers[0].sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(tf.getBackend()).toBe('wasm');
  });

  it('opens the folder that it is given', async () => {
    const set = join(folder, 'set');
    mkdirSync(join(set, 'bolt', 'train', 'good'), { recursive: true });
    writeFileSync(join(set, 'bolt', 'train', 'good', '0.png'), '');
    expect(await doctor('--data', set)).toBe(0);
    expect(output.printed).toMatch(/set +ready +1 categories, 1 images/);
    expect(output.printed).toMatch(/Image sets \(--data names/);
    output.printed = '';
    expect(await doctor('--data', join(folder, 'nowhere'))).toBe(0);
    expect(output.printed).toMatch(/nowhere +no image set +.*nowhere/);
    vi.stubEnv('BORAD_DATA', folder);
    output.printed = '';
    expect(await doctor()).toBe(0);
    expect(output.printed).toContain(`Image sets in ${folder}`);
    expect(output.printed).toMatch(/set +ready +1 categories, 1 images/);
  });

  it('exits with code 1 where the environment asks for what cannot be', async () => {
    vi.stubEnv('BORAD_BACKEND', 'tfjs-node-gpu');
    vi.stubEnv('BORAD_ENGINE', 'fast');
    expect(await doctor()).toBe(1);
    expect(output.printed).toMatch(/backend +none +BORAD_BACKEND asks for tfjs-node-gpu, which is missing/);
    expect(output.printed).toMatch(
      /cannot train and score:\n +BORAD_ENGINE: expected compiled or eager, got "fast"\.\n/,
    );
    expect(output.complained).toMatch(/cannot train and score/);
  });
});

describe('what doctor tries', () => {
  it.each([
    ['computes', native('[19, 22, 43, 50]'), 'ready', /kernels on the GPU/],
    ['computes wrongly', native('[19, 22, 43, 51]'), 'broken', /computes \[19,22,43,51\] where \[19,22,43,50\]/],
    ['does not load', "throw new Error('libcudart.so.11.0: no such file')", 'broken', /libcudart.*npm install it/],
    ['crashes', 'process.abort()', 'broken', /ended by SIGABRT.*npm install it/],
    ['ends without a word', 'process.exit(0)', 'broken', /without a result/],
    ['starts no backend', 'module.exports = { setBackend: async () => false }', 'broken', /backend does not start/],
  ])('a native package that %s', async (name, code, state, detail) => {
    const path = fakePackage(`native ${name}`, code);
    const found = await tryNativePackage(path, 'npm install it');
    expect(found.state).toBe(state);
    expect(found.detail).toMatch(detail);
  });

  it('a native package that hangs', async () => {
    const path = fakePackage('native hanging', 'for (;;) {}');
    const found = await tryNativePackage(path, 'npm install it', 500);
    expect(found).toMatchObject({
      state: 'broken',
      detail: expect.stringMatching(/did not answer within 0.5 seconds/),
    });
  });

  it('an onnxruntime that crashes', async () => {
    await prepareBackend('cpu');
    const found = await tryOnnxRuntime(fakePackage('onnxruntime crashing', 'process.abort()'));
    expect(found).toMatchObject({ state: 'broken', version: '1.2.3', providers: [] });
    expect(found.detail).toMatch(/SIGABRT.*npm install onnxruntime-node/);
    vi.stubEnv('BORAD_ENGINE', '');
    expect(engineFact(found)).toEqual({
      engine: 'eager',
      reason: 'onnxruntime is broken, so nothing can be compiled',
      variable: null,
    });
  });

  it('every provider that onnxruntime lists', async () => {
    await prepareBackend('cpu');
    const found = await tryOnnxRuntime(
      fakePackage(
        'onnxruntime listing',
        `module.exports = {
  env: {}, Tensor: class {},
  listSupportedBackends: () => [['cpu', true], ['webgpu', true], ['dml', true], ['cuda', false], ['tensorrt', false]].map(([name, bundled]) => ({ name, bundled })),
  InferenceSession: { async create(_, { executionProviders: [name] }) {
    if (name === 'webgpu') process.abort();
    if (name === 'cuda') throw new Error('no libcublas');
    return { run: async () => ({ product: { data: name === 'dml' ? [0, 0, 0, 0] : [19, 22, 43, 50] } }) };
  } } };`,
      ),
    );
    expect(found.state).toBe('ready');
    expect(found.detail).toMatch(/lists cpu, webgpu, dml, cuda;/);
    expect(found.providers.map(({ name, state }) => [name, state])).toEqual([
      ['cpu', 'ready'],
      ['webgpu', 'broken'],
      ['dml', 'broken'],
      ['cuda', 'missing'],
    ]);
    const [, webgpu, dml, cuda] = found.providers.map(({ detail }) => detail);
    expect(webgpu).toMatch(/SIGABRT/);
    expect(dml).toMatch(/computes \[0,0,0,0\]/);
    expect(cuda).toMatch(/libraries do not come with onnxruntime: no libcublas/);
  });

  it('no onnxruntime where it has no binary for the machine', async () => {
    const found = await onnxRuntimeFact({ platform: 'darwin', arch: 'x64' });
    expect(found).toMatchObject({ state: 'missing', detail: 'it has no binary for darwin x64', providers: [] });
    vi.stubEnv('BORAD_ENGINE', '');
    expect(engineFact(found)).toMatchObject({
      engine: 'eager',
      reason: expect.stringMatching(/onnxruntime is missing/),
    });
  });

  it('obeys BORAD_ENGINE', () => {
    const ready = { state: 'ready', detail: '' } as const;
    vi.stubEnv('BORAD_ENGINE', 'eager');
    expect(engineFact(ready)).toMatchObject({ engine: 'eager', variable: 'eager' });
    vi.stubEnv('BORAD_ENGINE', 'compiled');
    expect(engineFact(ready)).toMatchObject({ engine: 'compiled', reason: 'BORAD_ENGINE asks for it' });
  });

  it('takes a missing backend or teacher for a problem, a missing onnxruntime not', () => {
    const fine: Parameters<typeof problemsOf>[0] = {
      engine: { engine: 'eager', reason: 'onnxruntime is missing', variable: null },
      backend: { name: 'wasm', reason: '' },
      teachers: [{ name: 'one', state: 'ready', detail: '', file: null, sha256: null }],
    };
    expect(problemsOf(fine)).toEqual([]);
    expect(problemsOf({ ...fine, backend: { name: null, reason: 'none is ready' } })).toEqual(['none is ready']);
    const teachers = [{ ...fine.teachers[0], state: 'missing' as const, detail: 'Run: npm install' }];
    expect(problemsOf({ ...fine, teachers })).toEqual(['No teacher can be loaded. Run: npm install']);
  });

  it('lists problems at the end of the text', async () => {
    expect(await doctor('--json')).toBe(0);
    const facts = { ...(JSON.parse(output.printed) as DoctorFacts), problems: ['one', 'two'] };
    expect(factsText(facts)).toMatch(/cannot train and score:\n {2}one\n {2}two\n$/);
  });
});
