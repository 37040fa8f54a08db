/** What `borad teacher list` shows. */
import { sumCosts } from '../layers';
import {
  CATALOGUE,
  cachePlace,
  installedWeights,
  loadTeacher,
  MOBILENET_V2,
  mobilenetV2Costs,
  ONNX_TEACHER,
  RESNET_STRIDES,
  resnetCosts,
} from '../teachers';

export interface TeacherRow {
  name: string;
  /** Of the three maps, finest first. */
  channels: string;
  /** Without pooling. */
  strides: string;
  /** Up to the third map. */
  parameters: string;
  licence: string;
  state: 'there' | 'missing' | 'your file';
  /** Where the weights lie or would lie. */
  file: string;
}

/** The side of the image does not matter for the number of parameters. */
const ANY_SIZE = 256;

function defaultTeacher(): TeacherRow {
  const parameters = sumCosts(mobilenetV2Costs(ANY_SIZE)).parameters.toLocaleString('en');
  try {
    const { channels, strides, licence, source, dispose } = loadTeacher(MOBILENET_V2);
    dispose();
    const [file = source] = source.split(':');
    return {
      name: MOBILENET_V2,
      channels: `${channels}`,
      strides: `${strides}`,
      parameters,
      licence,
      state: 'there',
      file,
    };
  } catch (error) {
    const file = (error as { file?: string }).file ?? '';
    return { name: MOBILENET_V2, channels: '', strides: '', parameters, licence: '', state: 'missing', file };
  }
}

/** Every teacher that a setting can name. Weights are looked for, but only the default teacher's are read. */
export function teacherRows(): TeacherRow[] {
  const published = CATALOGUE.map((entry): TeacherRow => {
    const found = installedWeights(entry);
    // What else it says is the same for all and stands below the table.
    const [licence = entry.licence] = entry.licence.split(';');
    return {
      name: entry.name,
      channels: `${entry.shape.channels}`,
      strides: `${RESNET_STRIDES}`,
      parameters: sumCosts(resnetCosts(ANY_SIZE, entry.shape)).parameters.toLocaleString('en'),
      licence,
      state: found ? 'there' : 'missing',
      file: found ?? cachePlace(entry),
    };
  });
  const onnx: TeacherRow = {
    name: ONNX_TEACHER,
    channels: 'any',
    strides: 's,2s,4s',
    parameters: 'any',
    licence: "the file's",
    state: 'your file',
    file: 'teacher.file=NET.onnx',
  };
  return [defaultTeacher(), ...published, onnx];
}
