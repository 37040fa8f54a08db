/** What a page is like for readers who have a keyboard and no pointer: keys are pressed in a real browser, and what they do is looked at. */

/** @typedef {import('playwright-core').Page} Page */

/**
 * Runs in the page, first of all: what the Tab key has to reach, in the order of the document, kept for `lookAtFocus`.
 *
 * @returns {string[]} faults that need no key: controls that cannot take the focus
 */
function collectStops() {
  const name = (/** @type {Element} */ element) => element.outerHTML.slice(0, 80);
  const shown = (/** @type {Element} */ element) =>
    !element.matches(':disabled') &&
    !element.closest('[inert]') &&
    element.checkVisibility({ visibilityProperty: true });
  const all = /** @type {HTMLElement[]} */ ([
    ...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]'),
  ]);
  const stops = all.filter((element) => element.tabIndex >= 0 && shown(element));
  Object.assign(window, { keyboardStops: stops });
  const controls = [...document.querySelectorAll('button, input, select, textarea, summary, [role=button], .wide')];
  return controls
    .filter((element) => shown(element) && !stops.includes(/** @type {HTMLElement} */ (element)))
    .map((element) => `not reached by keyboard: ${name(element)}`);
}

/**
 * Runs in the page after each press of the Tab key: where the focus is and whether a reader sees it.
 *
 * @returns {Promise<{ index: number, name: string, isNowhere: boolean, faults: string[] }>} index: among the stops, -1 for another
 *   element; isNowhere: past the last one
 */
async function lookAtFocus() {
  const element = /** @type {HTMLElement} */ (document.activeElement ?? document.body);
  const name = element.outerHTML.slice(0, 80);
  const index = /** @type {{ keyboardStops: Element[] }} */ (/** @type {unknown} */ (window)).keyboardStops.indexOf(
    element,
  );
  if (element === document.body || element === document.documentElement)
    return { index, name, isNowhere: true, faults: [] };
  const faults = [];
  const parts = [element, ...element.querySelectorAll('*')].slice(0, 20);
  const looks = () =>
    parts
      .map((part) => {
        const { outline, boxShadow, borderColor, backgroundColor, stroke, strokeWidth } = getComputedStyle(part);
        return [outline, boxShadow, borderColor, backgroundColor, stroke, strokeWidth].join();
      })
      .join(';');
  const { left, right, top, bottom, width, height } = element.getBoundingClientRect();
  if (width < 1 || height < 1 || right <= 0 || bottom <= 0 || left >= innerWidth || top >= innerHeight)
    faults.push(`has the focus out of sight: ${name}`);
  // Tools of a figure fade in.
  const isSeen = () => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  for (let wait = 0; wait < 20 && !isSeen(); wait++) await new Promise((done) => setTimeout(done, 50));
  if (!isSeen()) faults.push(`has the focus unseen: ${name}`);
  const focused = looks();
  element.blur();
  const unfocused = looks();
  element.focus({ preventScroll: true });
  if (focused === unfocused) faults.push(`looks the same with and without the focus: ${name}`);
  return { index, name, isNowhere: false, faults };
}

/**
 * Walks through a page by the Tab key: each control is reached, in the order of the document, seen where it has the focus, and left again.
 *
 * @param {Page} page
 * @returns {Promise<string[]>}
 */
async function tabFaults(page) {
  const faults = await page.evaluate(collectStops);
  const stops = await page.evaluate(() =>
    /** @type {{ keyboardStops: Element[] }} */ (/** @type {unknown} */ (window)).keyboardStops.map((element) =>
      element.outerHTML.slice(0, 80),
    ),
  );
  /** @type {number[]} */
  const reached = [];
  // Boxes that scroll are stops of the browser's own making, and not among those that were counted.
  for (let press = 0; press < 2 * stops.length + 20; press++) {
    await page.keyboard.press('Tab');
    const { index, name, isNowhere, faults: found } = await page.evaluate(lookAtFocus);
    if (isNowhere || index === reached[0]) break;
    faults.push(...found);
    if (index < 0) continue;
    const last = reached.at(-1) ?? -1;
    if (index === last) {
      faults.push(`holds the focus: ${name}`);
      break;
    }
    if (index < last) faults.push(`comes too late in the order of stops: ${name}`);
    reached.push(index);
  }
  const missed = stops.filter((_, i) => !reached.includes(i)).map((name) => `the Tab key does not stop at ${name}`);
  return [...faults, ...missed];
}

/**
 * Presses a key where an element has the focus, and waits for what it should set off.
 *
 * @param {Page} page
 * @param {{ selector: string, key: string, expected: string, state?: string }} deed expected: a condition in the page; `element` is the
 *   element, `before` what `state` gave before the key
 * @param {number} timeout
 * @returns {Promise<boolean>} whether it did
 */
async function pressDoes(page, { selector, key, expected, state = 'undefined' }, timeout) {
  const find = `const element = document.querySelector(${JSON.stringify(selector)});`;
  const before = JSON.stringify(await page.evaluate(`(() => { ${find} element.focus(); return ${state}; })()`));
  await page.keyboard.press(key);
  return page
    .waitForFunction(`(() => { ${find} const before = ${before}; return ${expected}; })()`, null, {
      timeout,
    })
    .then(
      () => true,
      () => false,
    );
}

/**
 * As a page is found: from the top, with nothing in focus and no place in it that a walk would go on from.
 *
 * @param {Page} page
 */
const toTop = (page) =>
  page.evaluate(() => {
    /** @type {HTMLElement | null} */ (document.activeElement)?.blur();
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute('tabindex');
    scrollTo(0, 0);
  });

/**
 * The link above all else leads past the navigation.
 *
 * @param {Page} page
 * @returns {Promise<string[]>}
 */
async function skipFaults(page) {
  await page.keyboard.press('Tab');
  const first = await page.evaluate(() => document.activeElement?.className);
  if (first !== 'skip') return ['the first stop of the Tab key is not the link to the content'];
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  const inside = await page.evaluate(() => {
    const main = document.querySelector('main');
    return document.activeElement === document.body || main?.contains(document.activeElement);
  });
  return inside ? [] : ['the link to the content does not lead into it'];
}

/** What the keys of a page's controls do: the first element of each kind, the key, and what it should set off. */
const DEEDS = [
  {
    selector: '.contents a',
    key: 'Enter',
    expected:
      '(() => { const { top } = document.getElementById(decodeURIComponent(element.hash.slice(1))).getBoundingClientRect(); return location.hash === element.hash && top >= -1 && top < innerHeight; })()',
    fault: 'a line of the contents does not lead to its part',
  },
  {
    selector: '#show-code',
    key: 'Space',
    state: "[...document.querySelectorAll('.folded-code')].filter((code) => code.checkVisibility()).length",
    expected:
      "[...document.querySelectorAll('.folded-code')].filter((code) => code.checkVisibility()).length !== before",
    fault: 'the switch of code does nothing',
    undo: 'Space',
  },
  {
    selector: 'summary',
    key: 'Enter',
    state: 'element.parentElement.open',
    expected: 'element.parentElement.open !== before',
    fault: 'what is folded does not open',
    undo: 'Enter',
  },
  {
    selector: '.wide',
    key: 'ArrowRight',
    state: 'element.scrollLeft',
    expected: 'element.scrollLeft > before',
    fault: 'what is wider than the page does not scroll by the arrow keys',
  },
];

/**
 * @param {Page} page
 * @param {number} patience
 * @returns {Promise<string[]>}
 */
async function deedFaults(page, patience) {
  const faults = [];
  for (const { selector, key, state, expected, fault, undo } of DEEDS) {
    if (!(await page.$(selector))) continue;
    if (!(await pressDoes(page, { selector, key, expected, state }, patience))) faults.push(fault);
    if (undo) await page.keyboard.press(undo);
  }
  return faults;
}

/**
 * Sliders move by arrow keys, and a file is chosen by the space bar.
 *
 * @param {Page} page
 * @param {number} patience
 * @returns {Promise<string[]>}
 */
async function inputFaults(page, patience) {
  const faults = [];
  const ids = (/** @type {string} */ type) =>
    page.$$eval(`input[type=${type}]:enabled`, (all) => all.map(({ id }) => id));
  for (const id of await ids('range')) {
    const atEnd = await page.$eval(`#${id}`, (/** @type {HTMLInputElement} */ { value, max }) => value === max);
    const [key, back] = atEnd ? ['ArrowLeft', 'ArrowRight'] : ['ArrowRight', 'ArrowLeft'];
    const deed = { selector: `#${id}`, key, expected: 'element.value !== before', state: 'element.value' };
    if (!(await pressDoes(page, deed, patience))) faults.push(`the slider ${id} does not move by arrow keys`);
    await page.keyboard.press(back);
  }
  for (const id of await ids('file')) {
    const chooser = page.waitForEvent('filechooser', { timeout: patience }).catch(() => undefined);
    // The browser hands its dialogue over once it has heard that somebody waits for it.
    await page.focus(`#${id}`);
    await page.keyboard.press('Space');
    if (!(await chooser)) faults.push(`no file can be chosen by keyboard: ${id}`);
  }
  return faults;
}

/**
 * Slides are turned by the arrow keys to the last one and back, and a slide that is higher than the window is shown whole.
 *
 * @param {Page} page
 * @returns {Promise<string[]>}
 */
async function slideFaults(page) {
  if (!(await page.$('section.slide'))) return [];
  await page.evaluate(() => /** @type {HTMLElement | null} */ (document.activeElement)?.blur());
  const current = () =>
    page.evaluate(() => {
      const slides = [...document.querySelectorAll('section.slide')];
      const at = Math.max(
        0,
        slides.findIndex((slide) => slide.classList.contains('present')),
      );
      const { scrollHeight, scrollTop, clientHeight } = slides[at];
      return { at, last: slides.length - 1, below: scrollHeight - scrollTop - clientHeight };
    });
  await page.keyboard.press('Home');
  const { last } = await current();
  /** @type {string[]} */
  const faults = [];
  for (let i = 1; i <= last; i++) {
    await page.keyboard.press('ArrowRight');
    const { at } = await current();
    if (at !== i) return [...faults, `the right arrow leads from slide ${i} to ${at + 1}`];
  }
  await page.keyboard.press('Home');
  let before = await current();
  while (before.at < last) {
    await page.keyboard.press('ArrowDown');
    const after = await current();
    const number = before.at + 1;
    if (after.at > number) return [...faults, `the down arrow leads from slide ${number} to ${after.at + 1}`];
    if (after.at === number && before.below > 8)
      return [...faults, `the down arrow leaves slide ${number} before its end`];
    if (after.at < number && after.below >= before.below)
      return [...faults, `the down arrow does not leave slide ${number}`];
    before = after;
  }
  await page.keyboard.press('Home');
  if ((await current()).at !== 0) faults.push('the Home key does not lead to the first slide');
  return faults;
}

/**
 * What a reader with a keyboard misses in a page that was just opened. Controls are left as they were found, the page where it was last
 * looked at.
 *
 * @param {Page} page
 * @param {number} [patience] milliseconds for what a key sets off, which may take a while on a busy machine
 * @returns {Promise<string[]>}
 */
export async function keyboardFaults(page, patience = 60_000) {
  await toTop(page);
  const skipped = await skipFaults(page);
  await toTop(page);
  const walked = await tabFaults(page);
  return [
    ...skipped,
    ...walked,
    ...(await deedFaults(page, patience)),
    ...(await inputFaults(page, patience)),
    ...(await slideFaults(page)),
  ];
}
