import { describe, expect, it } from 'vitest';
import { COMMANDS, commandsFor, namedIn, termOf } from '../../lib/borad/cli/commands';
import { there } from '../there';

describe('the commands', () => {
  it.each(COMMANDS.map((entry) => [entry.name, entry] as const))('%s is what its list says', async (name, entry) => {
    const command = await entry.load();
    expect(command.name()).toBe(name);
    expect(command.description()).toBe(entry.summary);
    expect(termOf(command)).toBe(command.createHelp().subcommandTerm(command));
  });

  it('are loaded where a command line names them', async () => {
    expect(namedIn(['node', 'borad', 'score', 'data'])?.name).toBe('score');
    expect(namedIn(['node', 'borad', 'help', 'data'])?.name).toBe('data');
    expect(namedIn(['node', 'borad', '--version'])).toBeUndefined();
    expect(namedIn(['node', 'borad', 'scores'])).toBeUndefined();
    const commands = await commandsFor(['node', 'borad', 'methods']);
    expect(commands.map((command) => command.name())).toEqual(COMMANDS.map(({ name }) => name));
    const full = (await commandsFor(['node', 'borad', 'data', '--help'])).filter(({ commands: own }) => own.length);
    expect(full.map((command) => command.name())).toEqual(['data']);
    expect(there(commands.find((command) => command.name() === 'data')).commands).toEqual([]);
  });
});
