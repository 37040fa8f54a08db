/** A training step on onnxruntime's provider for graphics cards, on Vulkan without a card: SwiftShader, which Chromium brings. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { there } from '../there';

const CHROMIUM = '/usr/lib/chromium';
const driver = join(CHROMIUM, 'vk_swiftshader_icd.json');
const reason = existsSync(driver) ? '' : `no software Vulkan: ${driver} is missing (Debian's package chromium)`;
if (reason) console.warn(`Skipped: a training step on WebGPU: ${reason}.`);

function losses(provider: string): number[] {
  const printed = execFileSync(process.execPath, [join(__dirname, 'providerStep.cjs'), provider], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ORT_DISABLE_TELEMETRY: '1',
      VK_ICD_FILENAMES: driver,
      LD_LIBRARY_PATH: CHROMIUM,
      XDG_RUNTIME_DIR: mkdtempSync(join(tmpdir(), 'borad-vulkan-')),
    },
  });
  return JSON.parse(there(printed.trim().split('\n').at(-1))) as number[];
}

describe.skipIf(reason)('a training step on WebGPU', () => {
  it('gives the losses of the CPU, with more tensors than a shader has buffers', () => {
    expect(JSON.parse(readFileSync(driver, 'utf8'))).toHaveProperty('ICD');
    const [cpu, webgpu] = [losses('cpu'), losses('webgpu')];
    expect(there(cpu[3])).toBeLessThan(0.99 * there(cpu[0]));
    cpu.forEach((loss, i) => {
      expect(Math.abs(there(webgpu[i]) - loss) / loss, `step ${i}`).toBeLessThan(1e-5);
    });
  });
});
