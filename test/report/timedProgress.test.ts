import { expect, it } from 'vitest';
import { timedProgress } from '../../lib/notebooks/report';

it('passes progress on and ends with the time alone', () => {
  const said: string[] = [];
  const progress = timedProgress((title, total) => ({
    update: (done, detail) => said.push(`${title} ${done}/${total} ${detail}`),
    finish: (summary) => said.push(String(summary)),
  }))('training', 2);
  progress.update(1, 'loss 0.5');
  progress.finish('trained 2 steps: loss 0.4');
  expect(said).toEqual(['training 1/2 loss 0.5', 'training: done in 0:00']);
});
