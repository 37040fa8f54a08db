'use strict';
/**
 * Keeps tslab's compiler from watching files. What changes in node_modules while a notebook is open (an installation, a test run beside
 * it) makes the compiler drop the types of packages, and two changes at once end the kernel: tslab has room for one timer of the
 * watcher. A cell's own files are read when it runs; a helper that was edited needs a restart.
 *
 * Preloaded into JupyterLab's kernel by `node --require`; our runner does the same (`cellHost.cjs`).
 */
const { createRequire } = require('node:module');
const path = require('node:path');

const projectRequire = createRequire(path.join(__dirname, '..', '..', 'package.json'));
const ts = createRequire(projectRequire.resolve('tslab'))('@tslab/typescript-for-tslab');
ts.sys.watchFile = () => ({ close() {} });
ts.sys.watchDirectory = () => ({ close() {} });
