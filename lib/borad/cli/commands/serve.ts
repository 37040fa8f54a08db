/** `borad serve`. */
import type { AddressInfo } from 'node:net';
import { Command } from 'commander';
import { DataError, OptionError } from '../../base';
import { shortReason } from '../../base/shortReason';
import { loadDetector } from '../../detection';
import { createService, readToken, type Service } from '../../serving';
import { openJudging } from '../../verdicts';
import { type ExecutionFlags, executionFrom, withExecutionFlags } from '../executionFlags';
import { interruptSignal } from '../interrupt';
import { parseNumber } from '../number';
import { sayNote } from '../sayNote';
import { answerLog } from '../score/answerLog';
import { colourScale } from '../score/colourScale';

interface ServeFlags extends ExecutionFlags {
  run: string;
  port: number;
  host: string;
  tokenFile?: string;
  log?: string;
  places: number;
  bodyMb: number;
  timeout: number;
}

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

/** Throws {OptionError} for a number that is out of its range, and for an open door. */
function checkFlags({ port, host, tokenFile, places, bodyMb, timeout }: ServeFlags): void {
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new OptionError(`--port ${port}: expected 0 to 65535.`);
  if (!Number.isInteger(places) || places < 1 || places > 1000)
    throw new OptionError(`--places ${places}: expected 1 to 1000.`);
  if (!(bodyMb > 0 && bodyMb <= 1000)) throw new OptionError(`--body-mb ${bodyMb}: expected up to 1000.`);
  if (!(timeout >= 1 && timeout <= 3600)) throw new OptionError(`--timeout ${timeout}: expected 1 to 3600 seconds.`);
  if (!LOOPBACK.includes(host) && tokenFile === undefined)
    throw new OptionError(
      `--host ${host} lets other machines in without a token: give one with --token-file, or serve on 127.0.0.1.`,
    );
}

/** Listens, until the user stops it; photos that have a place are answered first. Throws {DataError} where the port is taken. */
async function listen(service: Service, { host, port }: ServeFlags): Promise<void> {
  const { signal, release } = interruptSignal('photos in the queue');
  try {
    await service.listen({ host, port });
    const { address, port: bound } = service.server.address() as AddressInfo;
    process.stdout.write(
      `Serving at http://${address.includes(':') ? `[${address}]` : address}:${bound}; Ctrl-C stops.\n`,
    );
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    throw new DataError(`Cannot serve at ${host}, port ${port}: ${shortReason(cause)}. Name another --port.`, {
      cause,
    });
  } finally {
    await service.close();
    release();
  }
}

async function serve(flags: ServeFlags): Promise<void> {
  checkFlags(flags);
  const token = flags.tokenFile === undefined ? undefined : readToken(flags.tokenFile);
  const { detector, record, weights } = await loadDetector(flags.run, executionFrom(flags));
  try {
    const judging = openJudging(flags.run, weights);
    if (!judging) sayNote(`${flags.run} has no limits for its weights: photos get scores without verdicts.`);
    const { scale, note } = colourScale(undefined, flags.run, weights);
    if (note) sayNote(note);
    const log = flags.log === undefined ? undefined : answerLog(flags.log);
    log?.notes.forEach(sayNote);
    const service = await createService({
      ...{ detector, judging, scale, weights, token, places: flags.places },
      categories: record.dataset.categories,
      ...{ bodyLimit: Math.round(flags.bodyMb * 2 ** 20), timeout: 1000 * flags.timeout },
      ...(log ? { onAnswer: log.add } : {}),
      complain: (text) => process.stderr.write(`borad serve: ${text}\n`),
    });
    await listen(service, flags);
  } finally {
    detector.dispose();
    detector.teacher.dispose();
  }
}

export function serveCommand(): Command {
  const command = new Command('serve')
    .requiredOption('--run <run>', 'folder that `borad train` made')
    .option('--port <port>', 'port to listen on; 0 takes a free one', parseNumber, 8080)
    .option(
      '--host <address>',
      'address to listen on; one that other machines can reach needs --token-file',
      '127.0.0.1',
    )
    .option('--token-file <file>', 'file with a token; photos are scored only for callers who send it')
    .option('--log <file>', 'add a line per photo to a CSV file, for "borad drift"')
    .option(
      '--places <count>',
      'most photos being scored or waiting; further ones are told to try again (503)',
      parseNumber,
      16,
    )
    .option('--body-mb <mebibytes>', 'size of the largest photo that is accepted', parseNumber, 32)
    .option('--timeout <seconds>', 'time in which a photo must have arrived and been answered', parseNumber, 30);
  return withExecutionFlags(command)
    .addHelpText(
      'after',
      `
POST the bytes of a photo to /score, with its type: the answer is JSON with score, verdict, category and limit; with ?picture=overlay
or "Accept: image/png" a picture, too. / is a page to drop photos on, /api says how to call it, /openapi.json says so to programs,
/health shows the queue. Ctrl-C or SIGTERM answers the photos in the queue, then ends.

Examples:
  borad serve --run runs/own --port 8080
  curl --data-binary @photo.jpg -H "Content-Type: image/jpeg" http://127.0.0.1:8080/score
  borad serve --run runs/own --host 0.0.0.0 --token-file token.txt`,
    )
    .action(serve);
}
