import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

/**
 * Prints a page as PDF on A4, tagged for those who have it read to them, with an outline of its headings.
 *
 * @param {string} html the page's file
 * @param {string} executablePath the browser's
 * @returns {Promise<Buffer>}
 */
export async function pdfOf(html, executablePath) {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await (await browser.newContext({ offline: true })).newPage();
    page.setDefaultTimeout(0);
    await page.goto(pathToFileURL(html).href);
    return await page.pdf({ preferCSSPageSize: true, printBackground: true, tagged: true, outline: true });
  } finally {
    await browser.close();
  }
}

/**
 * How many pages a PDF of the browser's has.
 *
 * @param {Buffer} pdf
 */
export const pagesIn = (pdf) => pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
