#!/usr/bin/env node
const { keepGoingWithoutReader } = require('./closedOutput.js');

keepGoingWithoutReader('borad');

/** Ends in one line; BORAD_DEBUG=1 shows where the error came from. */
function fail(what, error) {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`borad: ${what}: ${message.split('\n')[0]} (BORAD_DEBUG=1 shows where)\n`);
  if (process.env.BORAD_DEBUG === '1' && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  process.exit(1);
}

/** Errors that no command was there to catch, from a timer or an event. */
for (const event of ['uncaughtException', 'unhandledRejection']) {
  process.on(event, (error) => fail('unexpected error', error));
}

async function start() {
  let line;
  let program;
  try {
    line = require('../dist/cli/main.js');
    // Loads what the command works with.
    program = await line.createProgram(process.argv);
  } catch (error) {
    // A library that is missing, or whose native part does not load.
    fail('cannot start; "npm install" and "npm run build" fix that', error);
  }
  const code = await line.main(process.argv, program);
  // Lost output has set a code of its own.
  process.exitCode ||= code;
}

start();
