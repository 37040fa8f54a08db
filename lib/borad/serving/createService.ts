/** The service: routes, limits, errors. */
import type { Server, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { BackendError, VERSION } from '../base';
import { shortReason } from '../base/shortReason';
import { type Answer, type Answering, answerPhoto, PhotoError, questionSchema } from './answer';
import { apiPage } from './apiPage';
import { dropPage } from './dropPage';
import type { Health } from './health';
import { openApiDocument } from './openApi';
import { type Place, photoQueue } from './photoQueue';
import { tokenCheck } from './token';

export interface ServiceOptions extends Answering {
  /** SHA-256 of the weights. */
  weights: string;
  /** Names that photos can be said to be of. */
  categories: string[];
  /** What callers must send as `Authorization: Bearer TOKEN`; without it photos are scored for all who can reach the service. */
  token?: string;
  /** Photos that are in work or wait at most. */
  places: number;
  /** Bytes of the largest photo. */
  bodyLimit: number;
  /** Milliseconds in which a photo must have come, and in which it must have been answered. */
  timeout: number;
  /** Told of every answer. */
  onAnswer?: (answer: Answer) => void;
  /** Told of errors that are not the sender's. */
  complain?: (text: string) => void;
}

/** A service: Fastify's, of which this much is used. Named here, since programs that serve nothing need no types of it. */
export interface Service {
  readonly server: Server;
  /** Begins to listen; gives the address. */
  listen(at: { host: string; port: number }): Promise<string>;
  close(): Promise<unknown>;
}

/** Answers that are no 200, besides those of Fastify itself. */
class Refusal extends Error {
  constructor(
    readonly statusCode: number,
    message: string,
  ) {
    super(message);
  }
}

/** Fastify, which who serves installs: no other command has a use for it and for the fifty packages that it brings. */
async function loadFastify(): Promise<typeof import('fastify').fastify> {
  try {
    return (await import('fastify')).fastify;
  } catch (cause) {
    throw new BackendError(
      `borad serve needs fastify, which cannot be loaded (${shortReason(cause)}). Run: npm install fastify`,
      { cause },
    );
  }
}

/** Pages take nothing from elsewhere, and no other page may frame them. */
const POLICY =
  "default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const html = (reply: FastifyReply, text: string) =>
  reply.header('Content-Security-Policy', POLICY).type('text/html; charset=utf-8').send(text);

/** What a caller is to send, where the framework only says what is wrong. */
const ADVICE: Record<number, string> = {
  413: 'Send a smaller file, or start the service with a greater --body-mb.',
  415: "Send the bytes of one photo as the body, with a Content-Type of image/* or application/octet-stream; not a form (curl: --data-binary @photo.jpg -H 'Content-Type: image/jpeg').",
};

/** Status and words for an error, none of them about this machine's files or code. */
function told(error: unknown): { status: number; message: string } {
  if (error instanceof PhotoError) return { status: 422, message: error.message };
  const { statusCode = 500, message } = error as { statusCode?: number; message: string };
  if (error instanceof Refusal) return { status: statusCode, message };
  if (statusCode >= 400 && statusCode < 500) {
    const advice = ADVICE[statusCode];
    return { status: statusCode, message: advice ? `${message}. ${advice}` : message };
  }
  return { status: 500, message: 'The photo could not be scored; the output of the service says why.' };
}

/** What may be asked for: the schema, and a category that the run has. Throws {Refusal}. */
function questionOf(query: unknown, categories: readonly string[]) {
  const { success, data, error } = questionSchema.safeParse(query);
  if (!success) {
    const [issue] = error.issues;
    throw new Refusal(400, `${issue?.path.join('.') || 'query'}: ${issue?.message ?? 'not understood'}.`);
  }
  if (data.category !== undefined && !categories.includes(data.category))
    throw new Refusal(400, `category: expected one of ${categories.join(', ')}.`);
  return data;
}

const wantsPng = ({ headers }: FastifyRequest): boolean => /^image\/(png|\*)/.test(headers.accept ?? '');

/** JSON in the letters that a header may have. */
const headerText = (answer: object): string =>
  JSON.stringify(answer).replace(
    /[^\x20-\x7e]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/**
 * Waits for work until a time is over or nobody waits for its answer any more; what is under way then goes on alone. Fastify's own
 * timeout and `request.signal` end with the body of a request, from Node 16 on.
 *
 * @throws {Refusal} it took too long.
 */
async function withDeadline<T>(
  work: (signal: AbortSignal) => Promise<T>,
  answer: ServerResponse,
  timeout: number,
): Promise<T> {
  const ended = new AbortController();
  const { signal } = ended;
  const isLate = new Refusal(503, `The photo was not finished within ${timeout / 1000} s.`);
  const late = setTimeout(() => ended.abort(isLate), timeout);
  answer.once('close', () => ended.abort(new Refusal(499, 'The caller is gone.')));
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  try {
    return await Promise.race([work(signal), aborted]);
  } finally {
    clearTimeout(late);
  }
}

/** The place of each request, from its first byte on. */
type Places = WeakMap<object, Place>;

function addPhotos(app: FastifyInstance, options: ServiceOptions, queue: ReturnType<typeof photoQueue>): void {
  const { token, categories, timeout } = options;
  const isToken = token === undefined ? undefined : tokenCheck(token);
  const places: Places = new WeakMap();
  const enter = (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) => {
    if (isToken && !isToken(request.headers.authorization)) {
      reply.header('WWW-Authenticate', 'Bearer');
      return done(new Refusal(401, 'The token is missing or wrong.'));
    }
    const place = queue.enter();
    if (!place) return done(new Refusal(503, 'All places are taken.'));
    places.set(request, place);
    // Also of requests that end before their body is there.
    reply.raw.once('close', place.leave);
    done();
  };
  app.post('/score', { onRequest: enter }, async (request, reply) => {
    const asked = questionOf(request.query, categories);
    const isBare = wantsPng(request);
    if (isBare) asked.picture ??= 'overlay';
    const bytes = request.body;
    if (!Buffer.isBuffer(bytes) || bytes.length === 0)
      throw new Refusal(400, 'The body is empty: send the bytes of a photo.');
    const place = places.get(request);
    if (!place) throw new Refusal(503, 'All places are taken.');
    const { answer, png } = await withDeadline(
      (signal) => place.run(() => answerPhoto(options, bytes, asked), signal),
      reply.raw,
      timeout,
    );
    options.onAnswer?.(answer);
    if (isBare && png) return reply.header('X-Answer', headerText(answer)).type('image/png').send(png);
    return png ? { ...answer, picture: png.toString('base64') } : answer;
  });
}

function addPages(app: FastifyInstance, health: () => Health): void {
  const { needsToken } = health();
  const document = openApiDocument(needsToken);
  const pages = { drop: dropPage(health()), api: apiPage(document) };
  app.get('/', (_, reply) => html(reply, pages.drop));
  app.get('/api', (_, reply) => html(reply, pages.api));
  app.get('/openapi.json', async () => document);
  app.get('/health', async () => health());
}

/**
 * The service, not yet listening: `POST /score`, `GET /health`, `/openapi.json`, and two pages, `/` to drop photos on and `/api`.
 * A photo takes a place before its body is read; where all are taken the answer is 503 with Retry-After. `close` lets photos that
 * have a place be answered.
 *
 * @throws {BackendError} fastify is not installed.
 */
export async function createService(options: ServiceOptions): Promise<Service> {
  const { weights, categories, judging, token, timeout, bodyLimit, complain = () => {} } = options;
  const fastify = await loadFastify();
  const app = fastify({
    ...{ bodyLimit, logger: false, forceCloseConnections: 'idle', return503OnClosing: true },
    ...{ requestTimeout: timeout, connectionTimeout: 2 * timeout, keepAliveTimeout: 5000 },
    // Looks for requests that are too slow this often, milliseconds.
    http: { connectionsCheckingInterval: 1000 },
  });
  const queue = photoQueue(options.places);
  let status: Health['status'] = 'ok';
  const health = (): Health => ({
    ...{ status, version: VERSION, weights: weights.slice(0, 12), categories },
    ...(judging ? { rule: judging.limits.rule } : {}),
    ...{ needsToken: token !== undefined, queue: queue.state() },
  });
  app.addHook('preClose', async () => {
    status = 'stopping';
  });
  app.addHook('onSend', async (_, reply) => {
    reply.headers({
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
    });
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(/^(image\/|application\/octet-stream)/, { parseAs: 'buffer' }, (_, body, done) =>
    done(null, body),
  );
  app.setNotFoundHandler((_, reply) =>
    reply.code(404).send({ error: 'There is no such address; /api lists what there is.' }),
  );
  app.setErrorHandler((error, _, reply) => {
    const { status: code, message } = told(error);
    if (code === 500) complain(shortReason(error));
    if (code === 503) reply.header('Retry-After', queue.retryAfter());
    return reply.code(code).send({ error: message });
  });
  addPhotos(app, options, queue);
  addPages(app, health);
  return app;
}
