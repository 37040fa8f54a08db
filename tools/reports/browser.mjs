import { existsSync } from 'node:fs';

const BROWSERS = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];
/** The browser of this machine, or undefined. */
export const findBrowser = () => BROWSERS.find((file) => file && existsSync(file));

/** What to do where there is none. */
export const NO_BROWSER =
  'No Chromium or Chrome is found. Install one (Debian: apt-get install chromium) or set CHROMIUM_PATH.';
