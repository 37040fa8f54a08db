/** Rooms of the built library: those of the folder that BORAD_DIST names, or the project's. */
const path = require('node:path');

const dist = path.resolve(process.env.BORAD_DIST ?? path.join(__dirname, '../lib/borad/dist'));

module.exports = { room: (/** @type {string} */ name) => require(path.join(dist, name)) };
