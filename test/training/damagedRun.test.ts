import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import {
  DataError,
  progressReporter,
  readSafetensors,
  type StoredTensor,
  writeSafetensors,
} from '../../lib/borad/base';
import { disposeModel, methodOf } from '../../lib/borad/methods';
import { checkArchitecture, loadRecord, loadRun, saveCheckpoint, saveRecord, train } from '../../lib/borad/training';
import { there } from '../there';
import { tinyConfig, tinyDataset, tinyTeacher } from './tinyRun';

type Json = Record<string, unknown>;
type Tensors = Record<string, StoredTensor>;

let folder = '';
let whole = '';
let run = '';
beforeAll(async () => {
  await prepareBackend();
  folder = mkdtempSync(join(tmpdir(), 'borad-damaged-'));
  whole = join(folder, 'whole');
  const config = tinyConfig({ training: { steps: 2 } });
  const options = { config, teacher: tinyTeacher(), dataset: tinyDataset(), progress: progressReporter('silent') };
  disposeModel((await train({ ...options, out: whole, checkpointEvery: 1 })).model);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  run = join(folder, 'run');
  rmSync(run, { recursive: true, force: true });
  cpSync(whole, run, { recursive: true });
});

const path = (name: string) => join(run, name);
const json = (name: string) => JSON.parse(readFileSync(path(name), 'utf8'));

function editRecord(edit: (record: never) => void, version: 'sealed' | 'earlier'): void {
  const record = json('run.json') as Json;
  edit(record as never);
  if (version === 'earlier') {
    delete record.sha256;
    delete record.weights;
  }
  writeFileSync(path('run.json'), JSON.stringify(record));
}

/** Writes changed weights; of an earlier version's run, so that no SHA-256 gives them away. */
function editWeights(edit: (tensors: Tensors) => void): void {
  const { tensors, metadata } = readSafetensors(path('weights.safetensors'));
  edit(tensors);
  writeSafetensors(path('weights.safetensors'), tensors, metadata);
  editRecord(() => {}, 'earlier');
}

function refusal(): string {
  try {
    loadRun(run);
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return (error as DataError).message;
  }
  throw new Error('the damage went unnoticed');
}

describe('a run as it was written', () => {
  it('is read whole, with the losses of its steps and its images', () => {
    const { step, history, kind, record, weightsRecord } = loadRun(run);
    expect([step, history.length, kind]).toEqual([2, 2, 'training']);
    expect(record.weights).toEqual([weightsRecord]);
    expect(Object.keys(json('images.json'))).toHaveLength(16);
  });

  it('is read when an earlier version wrote it, which knew no SHA-256', () => {
    editRecord(() => {}, 'earlier');
    expect(loadRun(run).step).toBe(2);
  });

  it('is read after a stop at any point of a checkpoint', () => {
    const { record, weights, history } = loadRun(run);
    const before = readFileSync(path('weights.safetensors'));
    const saved = saveCheckpoint(run, record, { ...weights }, 3, [...history, history[0]]);
    expect(saved.weights).toEqual([{ step: 3, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    const after = readFileSync(path('weights.safetensors'));
    expect(loadRun(run).step).toBe(3);
    saveRecord(run, { ...record, weights: [...there(record.weights), ...there(saved.weights)] });
    expect(loadRun(run).step).toBe(3);
    writeFileSync(path('weights.safetensors'), before);
    expect(loadRun(run).step).toBe(2);
    saveRecord(run, saved);
    expect(refusal()).toMatch(/belongs to another run.*step 2.*run.json names .*step 3/);
    writeFileSync(path('weights.safetensors'), after);
    expect(loadRun(run).step).toBe(3);
  });

  it('may have its teacher moved to another place', () => {
    editRecord((record: { config: { teacher: Json } }) => {
      record.config.teacher.file = '/elsewhere/weights.onnx';
    }, 'sealed');
    expect(loadRecord(run).config.teacher.file).toBe('/elsewhere/weights.onnx');
  });
});

describe('damaged weights', () => {
  it.each<[string, (tensors: Tensors) => void, RegExp]>([
    ['a missing bias', (t) => delete t['mff.bn2.bias'], /missing are mff\.bn2\.bias/],
    ['a missing tensor of the moving average', (t) => delete t['ema.scale.0.convs.0.bias'], /missing are ema\.scale/],
    ['a missing moment', (t) => delete t['adam.second.heads.bank'], /missing are adam\.second\.heads\.bank/],
    [
      'a tensor too many',
      (t) => {
        t.more = { shape: [1], data: Float32Array.of(1) };
      },
      /unknown are more/,
    ],
    [
      'another shape of as many values',
      (t) => {
        t['heads.qg1.weight'].shape = [1, ...t['heads.qg1.weight'].shape];
      },
      /heads\.qg1\.weight has shape \[1,16,16\], run\.json says \[16,16\]/,
    ],
    [
      'NaN',
      (t) => {
        t['mff.bn2.bias'].data[3] = Number.NaN;
      },
      /mff\.bn2\.bias holds NaN/,
    ],
    [
      'infinity in a moment',
      (t) => {
        t['adam.second.mff.bn2.bias'].data[0] = Number.POSITIVE_INFINITY;
      },
      /adam\.second\.mff\.bn2\.bias holds Infinity/,
    ],
    [
      'a negative variance',
      (t) => {
        t['mff.bn2.running_var'].data[0] = -1;
      },
      /running_var is a variance/,
    ],
  ])('%s is named', (_, edit, message) => {
    editWeights(edit);
    expect(refusal()).toMatch(message);
  });

  it('of the right form are recognised by their SHA-256: a flipped bit, swapped tensors', () => {
    const bytes = readFileSync(path('weights.safetensors'));
    bytes[bytes.length - 2] ^= 1;
    writeFileSync(path('weights.safetensors'), bytes);
    expect(refusal()).toMatch(/was changed or belongs to another run: its SHA-256/);
    rmSync(run, { recursive: true });
    cpSync(whole, run, { recursive: true });
    const { tensors, metadata } = readSafetensors(path('weights.safetensors'));
    [tensors['heads.qs1.weight'], tensors['heads.qs2.weight']] = [
      tensors['heads.qs2.weight'],
      tensors['heads.qs1.weight'],
    ];
    writeSafetensors(path('weights.safetensors'), tensors, metadata);
    expect(refusal()).toMatch(/was changed or belongs to another run: its SHA-256/);
  });
});

describe('a changed record', () => {
  const edits: [string, (record: never) => void][] = [
    [
      'image size',
      (record: { config: { data: Json } }) => {
        record.config.data.imageSize = 128;
      },
    ],
    [
      'widths',
      (record: { config: { model: Json }; architecture: Json }) => {
        record.config.model.widths = [8, 8, 16];
        record.architecture.widths = [8, 8, 16];
      },
    ],
    [
      'prototypes',
      (record: { config: { model: Json } }) => {
        record.config.model.prototypes = 4;
      },
    ],
    [
      'smoothing',
      (record: { config: { detection: Json } }) => {
        record.config.detection.smoothing = 2;
      },
    ],
    [
      'categories',
      (record: { dataset: { categories: string[] } }) => {
        record.dataset.categories.pop();
      },
    ],
  ];
  it.each(edits)('of another %s is noticed', (_, edit) => {
    editRecord(edit, 'sealed');
    expect(refusal()).toMatch(/run\.json (was changed after it was written|contradicts itself)/);
  });

  it.each(edits.slice(1, 3))('of another %s is noticed in a run of an earlier version', (_, edit) => {
    editRecord(edit, 'earlier');
    expect(refusal()).toMatch(/contradicts itself|has shape/);
  });

  it('of another image size is noticed with the teacher at hand', () => {
    editRecord(edits[0][1], 'earlier');
    const record = loadRecord(run);
    expect(() => checkArchitecture(run, record, tinyTeacher())).toThrow(
      /with data\.imageSize 128 .*architecture\.midSize is \[4,4\], but it says \[2,2\]/,
    );
    checkArchitecture(whole, loadRecord(whole), tinyTeacher());
  });

  it.each([
    ['null', /holds null, an object is expected/],
    ['[]', /holds \[\], an object is expected/],
    ['{}', /does not name its format/],
    ['{"format": 99}', /format 99/],
    ['{"format": 1}', /borad: .*config: .*architecture: /],
    ['{', /not valid JSON/],
    ['', /not valid JSON/],
  ])('%s is refused with its file', (text, message) => {
    writeFileSync(path('run.json'), text);
    expect(refusal()).toMatch(message);
    expect(refusal()).toContain(path('run.json'));
  });

  it.each(['config', 'architecture', 'teacher', 'dataset', 'environment', 'borad'])('without %s is refused', (part) => {
    for (const version of ['sealed', 'earlier'] as const) {
      editRecord((record: Json) => delete record[part], version);
      expect(refusal()).toMatch(new RegExp(`is not the record of a run: ${part}: `));
    }
  });

  it('with settings that cannot be is an error of the file, not of the command line', () => {
    editRecord((record: { config: { training: Json } }) => {
      record.config.training.stepz = 3;
    }, 'earlier');
    expect(refusal()).toMatch(/run\.json: the run's config cannot be read\. unknown setting training\.stepz/);
  });
});

describe('a changed history', () => {
  it.each([
    ['{}', /a list of losses is expected/],
    ['null', /a list of losses is expected/],
    ['[]', /holds 0 steps, the weights have seen 2/],
    ['[{}, {}]', /step 1, total/],
    ['[null, 3]', /step 1, losses/],
    ['[{"total": null, "reconstruction": 1, "spatial": 1, "global": 1}, {}]', /step 1, total/],
  ])('%s is refused', (text, message) => {
    writeFileSync(path('history.json'), text);
    expect(refusal()).toMatch(message);
  });

  it('that is missing leaves a model to use, not to train on', async () => {
    rmSync(path('history.json'));
    expect(loadRun(run).history).toEqual([]);
    const options = { teacher: tinyTeacher(), dataset: tinyDataset(), progress: progressReporter('silent') };
    const config = tinyConfig({ training: { steps: 2 } });
    await expect(train({ ...options, config, out: run, resume: true })).rejects.toThrow(/without history\.json/);
  });
});

describe('models that are kept for test time', () => {
  const kept = resolve(__dirname, '../../data/results/models');
  const names = existsSync(kept) ? readdirSync(kept) : [];
  it('are there', () => expect(names.length).toBeGreaterThan(0));
  it.each(names)('%s is read', (name) => {
    const { kind, step, history, record } = loadRun(join(kept, name));
    // A memory that is fitted has no steps, and all of it is used at test time.
    const trained = methodOf(record.config.method).phases.length > 0;
    expect({ kind, step, history }).toEqual({
      kind: trained ? 'test' : 'training',
      step: trained ? record.config.training.steps : 0,
      history: [],
    });
  });
});
