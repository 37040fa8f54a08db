import { Help } from 'commander';
import { describe, expect, it } from 'vitest';
import { COMMANDS, commandsFor, namedIn, termOf } from '../../lib/borad/cli/commands';
import { there } from '../there';

describe('the commands', () => {
  it.each(COMMANDS.map((entry) => [entry.name, entry] as const))('%s is what its list says', (name, entry) => {
    const command = entry.load();
    expect(command.name()).toBe(name);
    expect(command.description()).toBe(entry.summary);
    expect(termOf(command)).toBe(new Help().subcommandTerm(command));
  });

  it('are loaded where a command line names them', () => {
    expect(namedIn(['node', 'borad', 'score', 'data'])?.name).toBe('score');
    expect(namedIn(['node', 'borad', 'help', 'data'])?.name).toBe('data');
    expect(namedIn(['node', 'borad', '--version'])).toBeUndefined();
    expect(namedIn(['node', 'borad', 'scores'])).toBeUndefined();
    const commands = commandsFor(['node', 'borad', 'methods']);
    expect(commands.map((command) => command.name())).toEqual(COMMANDS.map(({ name }) => name));
    const full = commandsFor(['node', 'borad', 'data', '--help']).filter(({ commands: own }) => own.length);
    expect(full.map((command) => command.name())).toEqual(['data']);
    expect(there(commands.find((command) => command.name() === 'data')).commands).toEqual([]);
  });
});
