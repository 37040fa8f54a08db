import type { FastifyInstance } from 'fastify';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRng } from '../../lib/borad/base';
import { brightnessDetector, photoOf, tinyService } from './tinyService';

let app: FastifyInstance;
beforeAll(async () => {
  app = await tinyService();
});
afterAll(() => app.close());

const post = (payload: Buffer, url = '/score', headers: Record<string, string> = {}) =>
  app.inject({ method: 'POST', url, payload, headers: { 'content-type': 'image/png', ...headers } });

/** An error as it is told: its words alone, and none about this machine. */
function expectTold(body: string): void {
  expect(Object.keys(JSON.parse(body))).toEqual(['error']);
  expect(body).not.toMatch(/\/(work|home|tmp|usr|node_modules)|\n {4}at |\.[tj]s:\d/);
}

describe('a photo', () => {
  it('gets score, verdict, category and limit', async () => {
    const reply = await post(await photoOf());
    expect(reply.statusCode).toBe(200);
    const { score, light, focus, ...rest } = reply.json();
    expect(score).toBeCloseTo(25 / 255, 6);
    expect(light).toBeCloseTo(0.299 * 25 + 0.587 * 50, 3);
    expect(focus).toBeCloseTo(0, 3);
    expect(rest).toEqual({
      ...{
        category: 'nut',
        categoryFrom: 'nearest',
        nearest: 'nut',
        distance: 0,
        verdict: 'OK',
        limit: 0.3,
        limitFrom: 'category',
        ngAbove: 0.3,
        width: 40,
        height: 20,
      },
    });
  });

  it('is NG above the limit, with the regions there, and unknown where it is like none in training', async () => {
    const { verdict, regions } = (await post(await photoOf({ defect: 255 }), '/score?boxes=true')).json();
    expect(verdict).toBe('NG');
    expect(regions).toHaveLength(1);
    expect(regions[0].centroid[0]).toBeCloseTo(9.5, 0);
    expect((await post(await photoOf({ green: 200 }))).json()).toMatchObject({
      category: 'unknown',
      verdict: 'UNSURE',
      limitFrom: 'pooled',
      ngAbove: 0.3,
    });
    expect((await post(await photoOf({ green: 200 }), '/score?category=nut')).json()).toMatchObject({
      ...{ category: 'nut', categoryFrom: 'given', verdict: 'OK' },
    });
  });

  it('has a picture of its size if that is asked for, in the answer or bare', async () => {
    const photo = await photoOf({ defect: 255 });
    const { picture } = (await post(photo, '/score?picture=heatmap')).json();
    const bare = await post(photo, '/score?picture=heatmap', { accept: 'image/png' });
    expect(bare.headers['content-type']).toBe('image/png');
    expect(bare.rawPayload.equals(Buffer.from(picture, 'base64'))).toBe(true);
    expect(await sharp(bare.rawPayload).metadata()).toMatchObject({ format: 'png', width: 40, height: 20 });
    expect(JSON.parse(`${bare.headers['x-answer']}`)).toMatchObject({ verdict: 'NG' });
  });

  it('may be a BMP or a netpbm file, and a photo of 16 bits', async () => {
    const { data } = await sharp(await photoOf())
      .raw()
      .toBuffer({ resolveWithObject: true });
    const netpbm = Buffer.concat([Buffer.from('P6 40 20 255\n'), data]);
    expect((await post(netpbm, '/score', { 'content-type': 'application/octet-stream' })).json().score).toBeCloseTo(
      25 / 255,
      6,
    );
    const wide = await sharp(await photoOf())
      .toColourspace('rgb16')
      .png()
      .toBuffer();
    expect((await post(wide)).json().score).toBeCloseTo(25 / 255, 2);
  });
});

describe('what is no photo', () => {
  it('is refused by a status of its own', async () => {
    const photo = await photoOf();
    const refused: [status: number, ...Parameters<typeof post>][] = [
      [400, Buffer.alloc(0)],
      [400, photo, '/score?picture=everything'],
      [400, photo, '/score?colour=red'],
      [400, photo, '/score?category=bolt'],
      [404, photo, '/scores'],
      [413, Buffer.alloc(100_001)],
      [415, photo, '/score', { 'content-type': 'text/plain' }],
      [422, Buffer.from('not a photo')],
      [422, Buffer.from('BM'.padEnd(60, '\u0001'), 'latin1')],
    ];
    for (const [status, ...sent] of refused) {
      const { statusCode, body } = await post(...sent);
      expect([statusCode, body]).toEqual([status, body]);
      expectTold(body);
    }
  });

  it('is answered with what to send instead', async () => {
    const form = await post(await photoOf(), '/score', { 'content-type': 'multipart/form-data; boundary=x' });
    expect([form.statusCode, form.json().error]).toEqual([
      415,
      expect.stringMatching(/Content-Type of image.*not a form/),
    ]);
    expect((await post(Buffer.alloc(100_001))).json().error).toMatch(/--body-mb/);
  });

  it('never ends the service: damaged photos get a 4xx or a score', async () => {
    const photo = await photoOf({ width: 64, height: 64 });
    const rng = createRng(5);
    for (let i = 0; i < 30; i++) {
      const damaged = Buffer.from(photo.subarray(0, i % 3 === 0 ? rng.int(photo.length) : photo.length));
      for (let j = 0; j < 8 && damaged.length > 0; j++) damaged[rng.int(damaged.length)] = rng.int(256);
      const { statusCode, body } = await post(damaged);
      expect([200, 400, 422]).toContain(statusCode);
      if (statusCode !== 200) expectTold(body);
    }
    expect((await post(photo)).statusCode).toBe(200);
    expect((await app.inject('/health')).json().queue).toMatchObject({ inside: 0 });
  });
});

it('tells of its own faults that there was one, and its user which', async () => {
  const told: string[] = [];
  const fault = async () => {
    throw new Error('/home/someone/secret.ts broke');
  };
  const broken = await tinyService({ detector: brightnessDetector(fault), complain: (text) => told.push(text) });
  const reply = await broken.inject({
    method: 'POST',
    url: '/score',
    payload: await photoOf(),
    headers: { 'content-type': 'image/png' },
  });
  expect(reply.statusCode).toBe(500);
  expectTold(reply.body);
  expect(reply.body).not.toContain('secret');
  expect(told.join()).toContain('secret');
  await broken.close();
});

it('scores for those only who know the token, where there is one', async () => {
  const guarded = await tinyService({ token: 'a-long-enough-token' });
  const ask = async (authorization?: string) =>
    guarded.inject({
      ...{ method: 'POST', url: '/score', payload: await photoOf() },
      headers: { 'content-type': 'image/png', ...(authorization === undefined ? {} : { authorization }) },
    });
  for (const wrong of [undefined, 'Bearer a-long-enough-toke', 'a-long-enough-token', 'Bearer '])
    expect((await ask(wrong)).statusCode).toBe(401);
  expect((await ask('Bearer a-long-enough-token')).statusCode).toBe(200);
  expect((await guarded.inject('/openapi.json')).json().paths['/score'].post.security).toEqual([{ token: [] }]);
  expect((await guarded.inject('/')).body).toContain('id="token"');
  await guarded.close();
});

/** A gate that holds work back until it is opened. */
function gate() {
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { wait: () => opened, open };
}

describe('more photos than places', () => {
  it('are told when to come again, and those with a place are answered', async () => {
    const { wait, open } = gate();
    const busy = await tinyService({ detector: brightnessDetector(wait), places: 2 });
    const photo = await photoOf();
    const ask = () =>
      busy.inject({ method: 'POST', url: '/score', payload: photo, headers: { 'content-type': 'image/png' } });
    const inside = [ask(), ask()];
    while ((await busy.inject('/health')).json().queue.inside < 2) await new Promise(setImmediate);
    const refused = await ask();
    expect(refused.statusCode).toBe(503);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expectTold(refused.body);
    const closed = busy.close();
    open();
    expect((await Promise.all(inside)).map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    await closed;
  });

  it('that take too long are given up, and give their place back', async () => {
    const { wait, open } = gate();
    const slow = await tinyService({ detector: brightnessDetector(wait), timeout: 60 });
    const reply = await slow.inject({
      method: 'POST',
      url: '/score',
      payload: await photoOf(),
      headers: { 'content-type': 'image/png' },
    });
    expect(reply.statusCode).toBe(503);
    expect(reply.headers['retry-after']).toBeDefined();
    open();
    while ((await slow.inject('/health')).json().queue.inside > 0) await new Promise(setImmediate);
    await slow.close();
  });
});

it('describes itself: health, document and pages, which load nothing from elsewhere', async () => {
  expect((await app.inject('/health')).json()).toMatchObject({
    status: 'ok',
    weights: 'ffffffffffff',
    rule: 'value=0.3',
    needsToken: false,
  });
  const document = (await app.inject('/openapi.json')).json();
  expect(document.openapi).toBe('3.1.0');
  expect(Object.keys(document.paths)).toEqual(['/score', '/health']);
  expect(document.paths['/score'].post.parameters.map(({ name }: { name: string }) => name)).toEqual([
    'category',
    'picture',
    'boxes',
  ]);
  expect(Object.keys(document.components.schemas.Answer.properties)).toContain('verdict');
  for (const path of ['/', '/api']) {
    const { body, headers } = await app.inject(path);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(body).not.toMatch(/(src|href)="https?:/);
    expect(body).toContain('lang="en"');
  }
});

describe('over a socket', () => {
  /** A service whose detector waits until it is let go, and what asks it. */
  async function heldService(timeout: number) {
    const { wait, open } = gate();
    const service = await tinyService({ detector: brightnessDetector(wait), timeout });
    const address = await service.listen({ port: 0 });
    const body = await photoOf();
    const headers = { 'content-type': 'image/png' };
    const ask = (signal?: AbortSignal) => fetch(`${address}/score`, { method: 'POST', body, headers, signal });
    const inside = async () => (await service.inject('/health')).json().queue.inside as number;
    return { service, open, ask, inside };
  }
  const moment = () => new Promise((resume) => setTimeout(resume, 5));

  it('photos that take too long give their place back', async () => {
    const { service, open, ask, inside } = await heldService(2000);
    const late = await ask();
    expect(late.status).toBe(503);
    expect(late.headers.get('retry-after')).not.toBeNull();
    open();
    while ((await inside()) > 0) await moment();
    // On a slow machine even this is short for a photo.
    while ((await ask()).status !== 200) await moment();
    await service.close();
  });

  it('callers that leave give their place back', async () => {
    const { service, open, ask, inside } = await heldService(60_000);
    const leaving = new AbortController();
    const calls = [ask(leaving.signal), ask(leaving.signal)];
    while ((await inside()) < 2) await moment();
    leaving.abort();
    await Promise.allSettled(calls);
    open();
    while ((await inside()) > 0) await moment();
    expect((await ask()).status).toBe(200);
    await service.close();
  });
});
