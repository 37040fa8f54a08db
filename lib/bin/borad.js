#!/usr/bin/env node
const { main } = require('../dist/cli/main.js');

main(process.argv).then((code) => {
  process.exitCode = code;
});
