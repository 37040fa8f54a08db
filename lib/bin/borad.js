#!/usr/bin/env node
const { keepGoingWithoutReader } = require('./closedOutput.js');

keepGoingWithoutReader('borad');

/** Errors that no command was there to catch, from a timer or an event. */
for (const event of ['uncaughtException', 'unhandledRejection']) {
  process.on(event, (error) => {
    process.stderr.write(`borad: unexpected error: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
}

const { main } = require('../dist/cli/main.js');

main(process.argv).then((code) => {
  // Lost output has set a code of its own.
  process.exitCode ||= code;
});
