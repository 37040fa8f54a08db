import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { createRng, encodeSafetensors } from '../../lib/borad/base';
import { main } from '../../lib/borad/cli/main';
import { exportOnnx } from '../../lib/borad/compile';
import { cachePlace, catalogueEntry, RESNET_18, RESNET_50, randomResnetWeights } from '../../lib/borad/teachers';
import { floats, zipPth } from '../teachers/pthWriter';
import { there } from '../there';
import { captureOutput } from './captured';

const folder = mkdtempSync(join(tmpdir(), 'borad-teacher-'));
const output = captureOutput();
const borad = (...args: string[]) => main(['node', 'borad', 'teacher', ...args]);

const rng = createRng(4);
const content = Buffer.from(Array.from({ length: 300_000 }, () => rng.int(256)));
const sha256 = createHash('sha256').update(content).digest('hex');

/** How the server behaves, and which ranges it was asked for; of a file that it does not send whole, what is done once some is kept. */
const state = {
  breakAfter: 0,
  onKept: breakOff,
  hasRanges: true,
  isSilent: false,
  status: 0,
  ranges: [] as (string | undefined)[],
};

function breakOff(response: ServerResponse): void {
  response.destroy();
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const { range } = request.headers;
  state.ranges.push(range);
  if (state.status) {
    response.writeHead(state.status).end();
    return;
  }
  const from = state.hasRanges && range ? Number(/bytes=(\d+)-/.exec(range)?.[1]) : 0;
  if (from >= content.length) {
    response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
    return;
  }
  const part = content.subarray(from);
  if (from > 0) {
    response.writeHead(206, {
      'content-length': part.length,
      'content-range': `bytes ${from}-${content.length - 1}/${content.length}`,
    });
  } else response.writeHead(200, state.isSilent ? {} : { 'content-length': part.length });
  if (state.breakAfter > 0) {
    response.write(part.subarray(0, state.breakAfter));
    const watch = setInterval(() => {
      if (!statSync(partial(), { throwIfNoEntry: false })?.size) return;
      clearInterval(watch);
      state.onKept(response);
    }, 5);
  } else response.end(part);
}

let server: Server;
let url = '';
const entry = there(catalogueEntry('resnet18'));
const { sha256Prefix } = entry;

beforeAll(async () => {
  await prepareBackend('wasm');
  server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/weights.pth`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  vi.stubEnv('BORAD_CACHE', mkdtempSync(join(folder, 'cache-')));
  Object.assign(state, { breakAfter: 0, onKept: breakOff, hasRanges: true, isSilent: false, status: 0, ranges: [] });
  // The published file is too large for a test: another one stands for it.
  entry.sha256Prefix = sha256.slice(0, 8);
});
afterEach(() => {
  entry.sha256Prefix = sha256Prefix;
  vi.unstubAllEnvs();
});

const fetchIt = () => borad('fetch', 'resnet18', '--url', url);
const place = () => cachePlace(entry);
const partial = () => `${place()}.part`;

describe('borad teacher fetch', () => {
  it('downloads, checks and renames, and then has nothing to do', async () => {
    expect(await fetchIt()).toBe(0);
    expect(output.printed).toContain(`${place()}: 300000 bytes, SHA-256 ${sha256}`);
    expect(readFileSync(place()).equals(content)).toBe(true);
    expect(readdirSync(dirname(place()))).toEqual(['resnet18-f37072fd.pth']);
    expect(await fetchIt()).toBe(0);
    expect(output.printed).toMatch(/already there, checksum as expected/);
    expect(state.ranges).toHaveLength(1);
  });

  it('continues where it broke off', async () => {
    state.breakAfter = 100_000;
    expect(await fetchIt()).toBe(1);
    expect(output.complained).toMatch(/broke off after \d+ of 300000 bytes.*run the command again to continue/);
    expect(existsSync(place())).toBe(false);
    const kept = readFileSync(partial()).length;
    expect(kept).toBeGreaterThan(0);
    state.breakAfter = 0;
    expect(await fetchIt()).toBe(0);
    expect(state.ranges).toEqual([undefined, `bytes=${kept}-`]);
    expect(output.printed).toContain(`300000 bytes, of which ${kept} were already there`);
    expect(readFileSync(place()).equals(content)).toBe(true);
  });

  it('starts afresh where the server knows no ranges, and takes a part that is whole', async () => {
    mkdirSync(dirname(place()), { recursive: true });
    writeFileSync(partial(), content.subarray(0, 1000));
    state.hasRanges = false;
    state.isSilent = true;
    expect(await fetchIt()).toBe(0);
    expect(readFileSync(place()).equals(content)).toBe(true);
    rmSync(place());
    state.hasRanges = true;
    writeFileSync(partial(), content);
    expect(await fetchIt()).toBe(0);
    rmSync(place());
    // Longer than the file: nothing of it can be right.
    writeFileSync(partial(), Buffer.concat([content, content]));
    expect(await fetchIt()).toBe(0);
    expect(readFileSync(place()).equals(content)).toBe(true);
  });

  it('refuses a file with another hash, so that the next try starts afresh', async () => {
    mkdirSync(dirname(place()), { recursive: true });
    writeFileSync(partial(), Buffer.alloc(1000));
    expect(await fetchIt()).toBe(1);
    expect(output.complained).toMatch(/SHA-256 [0-9a-f]{64}, expected one that starts with [0-9a-f]{8}.*deleted/);
    expect(existsSync(place())).toBe(false);
    expect(existsSync(partial())).toBe(false);
    expect(await fetchIt()).toBe(0);
    expect(state.ranges).toEqual(['bytes=1000-', undefined]);
  });

  it('says what to download and where to put it when there is no way to the server', async () => {
    expect(await borad('fetch', 'resnet18', '--url', 'http://127.0.0.1:1/x.pth')).toBe(1);
    expect(output.complained).toMatch(/cannot be reached/);
    expect(output.complained).toContain(entry.url);
    expect(output.complained).toContain(place());
    state.status = 404;
    expect(await fetchIt()).toBe(1);
    expect(output.complained).toMatch(/answers 404/);
    expect(await borad('fetch', 'resnet18', '--url', 'no address')).toBe(1);
    expect(output.complained).toMatch(/no address cannot be reached/);
  });

  it('keeps what has come when it is stopped', async () => {
    Object.assign(state, { breakAfter: 100_000, onKept: () => process.emit('SIGINT') });
    expect(await fetchIt()).toBe(130);
    expect(output.complained).toMatch(/"borad teacher fetch resnet18" continues from there/);
    state.breakAfter = 0;
    expect(await fetchIt()).toBe(0);
    expect(readFileSync(place()).equals(content)).toBe(true);
  });

  it('exits with code 2 for a name without a download', async () => {
    expect(await borad('fetch', 'onnx')).toBe(2);
    expect(output.complained).toMatch(/no download of "onnx", only of wide-resnet50-2, resnet50, resnet18/);
  });

  it('says so when the cache cannot be written', async () => {
    const file = join(folder, 'a file');
    writeFileSync(file, '');
    vi.stubEnv('BORAD_CACHE', file);
    expect(await fetchIt()).toBe(1);
    expect(output.complained).toMatch(/Cannot write .*a file/);
  });
});

describe('borad teacher list', () => {
  it('shows every teacher and whether it is there', async () => {
    expect(await borad('list')).toBe(0);
    expect(output.printed).toMatch(/mobilenet-v2-openimages +24,32,96 +4,8,16 +[\d,]+ +there/);
    expect(output.printed).toMatch(/wide-resnet50-2 +256,512,1024 +4,8,16 +24,862,528 +missing +.*95faca4d\.pth/);
    expect(output.printed).toMatch(/resnet18 +64,128,256 +4,8,16 +[\d,]+ +missing/);
    expect(output.printed).toMatch(/onnx +any/);
    await fetchIt();
    output.printed = '';
    expect(await borad('list')).toBe(0);
    expect(output.printed).toMatch(/resnet18 +64,128,256 +4,8,16 +[\d,]+ +there +.*f37072fd\.pth/);
  });
});

describe('borad teacher check', () => {
  const write = (name: string, bytes: Uint8Array) => {
    const file = join(folder, name);
    writeFileSync(file, bytes);
    return file;
  };

  it('tells the network of a file', async () => {
    const weights = randomResnetWeights(createRng(1), RESNET_18);
    weights['fc.weight'] = { shape: [1], data: Float32Array.of(1) };
    weights['head.weight'] = { shape: [1], data: Float32Array.of(1) };
    const file = write('eighteen.safetensors', encodeSafetensors(weights));
    expect(await borad('check', file)).toBe(0);
    expect(output.printed).toMatch(/network +resnet18\n/);
    expect(output.printed).toMatch(/format +safetensors/);
    expect(output.printed).toMatch(/SHA-256 +[0-9a-f]{64}\n/);
    expect(output.printed).toMatch(/tensors +\d+ \(\d+ F32\)/);
    expect(output.printed).toMatch(/left out by a teacher +1 of layer4/);
    expect(output.printed).toMatch(/surplus +1: head\.weight/);
    expect(output.printed).toMatch(
      /origin +not the publisher's resnet18-f37072fd\.pth: there is no way to tell whether its tensors are where/,
    );
    expect(output.printed).toMatch(
      /map 1 of a drawn photo +32 x 32 x 64, mean [\d.]+, deviation [\d.]+, [\d.]+% zeros, finite\n/,
    );
    expect(output.printed).toMatch(/map 3 of noise +8 x 8 x 256, mean/);
    expect(output.complained).toBe('');
  });

  it('exits with code 1 and says what differs where no network fits', async () => {
    const weights = randomResnetWeights(createRng(1), { ...RESNET_50, depths: [3, 4, 5] });
    const file = write('fewer.safetensors', encodeSafetensors(weights));
    expect(await borad('check', file)).toBe(1);
    expect(output.printed).toMatch(/network +none; nearest is resnet50\n/);
    expect(output.printed).toMatch(/missing +15: layer3\.5\.conv1\.weight, .* and 9 more/);
    const other = write('other.pth', zipPth({ 'vit.weight': floats([1], [1]), epoch: 3 }));
    output.printed = '';
    expect(await borad('check', other)).toBe(1);
    expect(output.printed).toMatch(/network +none that is known/);
    expect(output.printed).toMatch(/no tensors +1: epoch/);
    expect(output.complained).toMatch(/other\.pth holds no network/);
  });

  it('runs no code of a file, and refuses what is no file of weights', async () => {
    const evil = write('evil.pth', zipPth({}));
    const pickle = Buffer.from('\x80\x02cos\nsystem\nX\x02\x00\x00\x00ls\x85R.', 'latin1');
    const { zipSync } = await import('fflate');
    writeFileSync(evil, zipSync({ 'archive/data.pkl': pickle }, { level: 0 }));
    expect(await borad('check', evil)).toBe(1);
    expect(output.complained).toMatch(/"os\.system".*No code was run/);
    expect(await borad('check', write('text.safetensors', Buffer.from('hello, this is no file')))).toBe(1);
    expect(output.complained).toMatch(/is not a safetensors file/);
    expect(await borad('check', join(folder, 'nothing.pth'))).toBe(1);
    expect(output.complained).toMatch(/Cannot read/);
  });

  it('tries an ONNX file', async () => {
    const file = join(folder, 'net.onnx');
    const example = { image: tf.zeros([1, 64, 64, 3]) };
    const pool = (x: tf.Tensor, size: number) => tf.avgPool(x as tf.Tensor4D, size, size, 'valid');
    await exportOnnx(({ image }) => [pool(image, 4), pool(image, 8), pool(image, 16)], example, file);
    expect(await borad('check', file)).toBe(0);
    expect(output.printed).toMatch(/channels +3,3,3\n/);
    expect(output.printed).toMatch(/strides +4,8,16\n/);
    expect(output.printed).toMatch(/values below 0 +yes/);
    expect(output.printed).toMatch(
      /tried on +images of 64 x 64 pixels\nmap 1 of a drawn photo +16 x 16 x 3, mean.*finite\n/,
    );
  });

  it.each([
    ['overflows', (x: tf.Tensor) => tf.exp(tf.mul(x, 100)), /map 2 of a drawn photo.*not finite: it holds Infinity/],
    [
      'is nothing but zeros',
      (x: tf.Tensor) => tf.mul(x, 0),
      /map 2 of a drawn photo.*100\.0% zeros, finite: all of its/,
    ],
  ])('exits with code 1 for an ONNX file with a map that %s', async (_, middle, found) => {
    const file = join(folder, 'bad.onnx');
    const pool = (x: tf.Tensor, size: number) => tf.avgPool(x as tf.Tensor4D, size, size, 'valid');
    await exportOnnx(
      ({ image }) => [pool(image, 4), middle(pool(image, 8)), pool(image, 16)],
      { image: tf.zeros([1, 64, 64, 3]) },
      file,
    );
    expect(await borad('check', file)).toBe(1);
    expect(output.printed).toMatch(found);
    expect(output.complained).toMatch(
      /^borad: \S*bad\.onnx: map 2 of a drawn photo cannot be used: .*export it again.*\n$/,
    );
  });

  it.each([
    ['zeros', (data: Float32Array) => data.fill(0), /damaged or untrained +1: conv1\.weight: all 9,408 values are 0/],
    ['NaN', (data: Float32Array) => data.fill(Number.NaN, 0, 2), /conv1\.weight: 2 of 9,408 values are NaN/],
  ])('exits with code 1 for weights with %s', async (_, damage, found) => {
    const weights = randomResnetWeights(createRng(1), RESNET_18);
    damage(weights['conv1.weight'].data as Float32Array);
    expect(await borad('check', write('damaged.safetensors', encodeSafetensors(weights)))).toBe(1);
    expect(output.printed).toMatch(found);
    expect(output.complained).toMatch(/damaged\.safetensors holds numbers that no trained network has: conv1/);
  });
});
