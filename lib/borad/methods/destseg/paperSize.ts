/** DeSTSeg at its authors' size: a ResNet18 as the student's encoder, and a segmentation network of width 256. */
import { addBasicBlock, addNormed, type ParameterTable } from '../../layers';
import { countTrained } from '../tableState';
import { addSegmentation } from './segmentation';

/** Channels of ResNet18's four stages. */
const STAGES = [64, 128, 256, 512];

/** Adds two basic blocks. */
function addStage(table: ParameterTable, scope: string, input: number, output: number, stride: 1 | 2 = 1): void {
  addBasicBlock(table, `${scope}.0`, { input, output, stride });
  addBasicBlock(table, `${scope}.1`, { input: output, output });
}

/** ResNet18 without its classifier. */
function addResnet18(table: ParameterTable, scope: string, stages: number): void {
  addNormed(table, `${scope}.conv1`, `${scope}.bn1`, { size: 7, input: 3, output: STAGES[0] });
  for (let i = 0; i < stages; i++) {
    addStage(table, `${scope}.layer${i + 1}`, STAGES[Math.max(0, i - 1)], STAGES[i], i === 0 ? 1 : 2);
  }
}

/** Values of student and segmentation network as their authors train them. */
export function paperParameters(): number {
  const table: ParameterTable = new Map();
  addResnet18(table, 'student.enc', 4);
  [512, 512, 256, 128].forEach((input, i) => {
    addStage(table, `student.dec.${i}`, input, STAGES[3 - i]);
  });
  const channels: [number, number, number] = [64, 128, 256];
  addSegmentation(table, { channels, segmentation: 256, rates: [6, 12, 18] });
  return countTrained(table);
}

/** Values of the frozen teacher, a ResNet18 up to its third stage. */
export function paperTeacherParameters(): number {
  const table: ParameterTable = new Map();
  addResnet18(table, 'teacher', 3);
  return countTrained(table);
}
