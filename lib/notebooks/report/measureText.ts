import { Resvg } from '@resvg/resvg-js';
import { escapeMarkup } from './escapeMarkup';
import { fontOptions } from './fonts';

export interface TextSize {
  /** Width in pixels. */
  width: number;
  /** Height of one line in pixels. */
  height: number;
}

const known = new Map<string, TextSize>();

/** Size of one line of text in the pictures' font; no browser is asked. */
export function measureText(text: string, sizePx: number, bold = false): TextSize {
  const key = `${sizePx} ${bold} ${text}`;
  let size = known.get(key);
  if (!size) {
    const markup = `<svg xmlns="http://www.w3.org/2000/svg"><text xml:space="preserve" font-size="${sizePx}" font-weight="${bold ? 700 : 400}">${escapeMarkup(text)}</text></svg>`;
    const box = text.trim() ? new Resvg(markup, { font: fontOptions() }).getBBox() : undefined;
    size = { width: box?.width ?? 0, height: sizePx * 1.17 };
    known.set(key, size);
  }
  return size;
}
