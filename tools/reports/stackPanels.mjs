/**
 * A plotly figure for a narrow page: the panels below one another, or as many beside one another as keep three quarters of the
 * width that they were drawn for; titles in lines that fit, the legend below. What stands in the figure by its place on the paper
 * (titles of panels, notes) moves with its panel. It uses nothing outside of itself, for pages hold it as text.
 *
 * @param {{ data: any[], layout: any }} spec as plotly takes it; not changed
 * @param {number} width of the page, in CSS pixels
 * @returns {{ data: any[], layout: any }}
 */
export function stackPanels({ data, layout }, width) {
  const MARGIN = { l: 60, r: 14, ticks: 32, title: 30 };
  const GAP = { x: 40, y: 54 };
  const TITLE = { size: 15, character: 8.4, line: 21 };
  const AXIS = { size: 13, character: 7.4, line: 18 };
  const LEGEND = { size: 12, character: 7.2, line: 20, mark: 48 };
  /**
   * Text in lines that are no wider than some CSS pixels.
   *
   * @type {(text: string, most: number, size: { character: number }) => string[]}
   */
  const inLines = (text, most, { character }) => {
    const lines = [''];
    for (const word of text.split(' ')) {
      const line = `${lines[lines.length - 1]} ${word}`.trim();
      if (line.length * character > most && lines[lines.length - 1]) lines.push(word);
      else lines[lines.length - 1] = line;
    }
    return lines;
  };
  const isCommon = (/** @type {any} */ note, /** @type {string} */ side) => note.name === `${side}-title`;
  const common = (/** @type {string} */ side) =>
    layout.annotations?.find((/** @type {any} */ note) => isCommon(note, side))?.text ?? '';
  const inner = width - MARGIN.l - MARGIN.r;
  const drawn = {
    width: (layout.width ?? 720) - (layout.margin?.l ?? 80) - (layout.margin?.r ?? 80),
    height: (layout.height ?? 440) - (layout.margin?.t ?? 100) - (layout.margin?.b ?? 80),
  };
  const panels = Object.keys(layout)
    .filter((key) => /^xaxis\d*$/.test(key))
    .map((key) => {
      const y = (layout[key].anchor ?? `y${key.slice(5)}`).replace('y', 'yaxis');
      return { xaxis: key, yaxis: y, x: layout[key].domain ?? [0, 1], y: layout[y]?.domain ?? [0, 1] };
    })
    .sort((a, b) => b.y[1] - a.y[1] || a.x[0] - b.x[0]);
  if (panels.length === 0) panels.push({ xaxis: 'xaxis', yaxis: 'yaxis', x: [0, 1], y: [0, 1] });

  const panelWidth = (panels[0].x[1] - panels[0].x[0]) * drawn.width;
  const columns = Math.max(1, Math.min(panels.length, Math.floor((inner + GAP.x) / (0.75 * panelWidth + GAP.x))));
  const rows = Math.ceil(panels.length / columns);
  const w = (inner - GAP.x * (columns - 1)) / columns;
  const h = columns > 1 ? w : Math.min(320, Math.max(200, (panels[0].y[1] - panels[0].y[0]) * drawn.height));
  /**
   * The title of a panel's axis in lines: its own, or that of all panels where this one shows it.
   *
   * @type {(axis: any, side: string, shows: boolean, length: number) => string[]}
   */
  const titleOf = (axis, side, shows, length) =>
    inLines(axis?.title?.text ?? (shows ? common(side) : ''), length, AXIS);
  const xTitles = panels.map(({ xaxis }, i) => titleOf(layout[xaxis], 'x', i + columns >= panels.length, w));
  const below = AXIS.line * Math.max(...xTitles.map((text) => (text[0] ? text.length : 0)));
  const hasOwn = panels.some(({ xaxis }) => layout[xaxis]?.title?.text);
  const gap = GAP.y + (hasOwn ? below : 0);
  const tall = rows * h + (rows - 1) * gap;
  const moved = panels.map((panel, i) => {
    const left = ((i % columns) * (w + GAP.x)) / inner;
    const top = 1 - (Math.floor(i / columns) * (h + gap)) / tall;
    return { ...panel, to: { x: [left, Math.min(1, left + w / inner)], y: [Math.max(0, top - h / tall), top] } };
  });

  const lines = inLines(layout.title?.text ?? '', width - 16, TITLE);
  const named = data.filter(({ showlegend, name }) => showlegend !== false && name);
  const entries = layout.showlegend === false || named.length < 2 ? [] : [...new Set(named.map(({ name }) => name))];
  const entry = LEGEND.mark + LEGEND.character * Math.max(0, ...entries.map((name) => name.length));
  const legend = LEGEND.line * Math.ceil(entries.length / Math.max(1, Math.floor((width - MARGIN.r) / entry))) + 8;
  const top = lines[0] ? TITLE.line * lines.length + MARGIN.title + 16 : MARGIN.title;
  const underAxis = MARGIN.ticks + below;
  const bottom = underAxis + (entries.length ? legend : 0) + 6;

  /** @type {(value: number, from: number[], to: number[]) => number} */
  const shift = (value, from, to) => to[0] + ((value - from[0]) / (from[1] - from[0])) * (to[1] - to[0]);
  const away = (/** @type {number[]} */ [low, high], /** @type {number} */ value) =>
    Math.max(low - value, value - high, 0);
  /** Whether a panel has words at its side, which take most of a narrow page and leave its title no room around its middle. */
  const hasWords = (/** @type {typeof moved[0]} */ { yaxis }) =>
    layout[yaxis]?.ticktext !== undefined ||
    data.some(
      (trace) =>
        (trace.yaxis ?? 'y') === yaxis.replace('axis', '') && [...(trace.y ?? [])].some((y) => typeof y === 'string'),
    );
  /** A point of the paper, in the panel that it stands in or next to. */
  const place = (/** @type {any} */ point) => {
    const distance = (/** @type {typeof moved[0]} */ panel) =>
      away(panel.x, point.x ?? 0.5) + away(panel.y, point.y ?? 0.5);
    const panel = moved.reduce((best, next) => (distance(next) < distance(best) ? next : best));
    const isTitle = point.xref === 'paper' && point.text !== undefined && (point.xanchor ?? 'center') === 'center';
    return {
      ...point,
      ...(point.xref === 'paper' ? { x: shift(point.x, panel.x, panel.to.x) } : {}),
      ...(isTitle && columns === 1 && hasWords(panel) ? { x: panel.to.x[1], xanchor: 'right' } : {}),
      ...(point.yref === 'paper' ? { y: shift(point.y, panel.y, panel.to.y) } : {}),
    };
  };
  const next = {
    ...layout,
    width,
    height: top + tall + bottom,
    margin: { l: MARGIN.l, r: MARGIN.r, t: top, b: bottom },
    title: {
      ...layout.title,
      text: lines.join('<br>'),
      font: { ...layout.title?.font, size: TITLE.size },
      ...{ x: 0, xref: 'container', xanchor: 'left', pad: { l: 8 }, y: 1 - 20 / (top + tall + bottom) },
      ...{ yref: 'container', yanchor: 'top' },
    },
    legend: {
      ...layout.legend,
      ...{ orientation: 'h', xref: 'paper', x: -MARGIN.l / inner, xanchor: 'left', font: { size: LEGEND.size } },
      ...{ yref: 'paper', y: -underAxis / tall, yanchor: 'top' },
    },
    annotations: (layout.annotations ?? [])
      .filter((/** @type {any} */ note) => !isCommon(note, 'x') && !isCommon(note, 'y'))
      .map(place),
  };
  moved.forEach(({ xaxis, yaxis, to }, i) => {
    const title = (/** @type {any} */ axis, /** @type {string[]} */ text) =>
      text[0]
        ? { title: { ...axis?.title, text: text.join('<br>'), font: { ...axis?.title?.font, size: AXIS.size } } }
        : {};
    const visible = (/** @type {any} */ axis) => (axis?.visible === false ? {} : { showticklabels: true });
    const [x, y] = [layout[xaxis], layout[yaxis]];
    next[xaxis] = { ...x, domain: to.x, ...visible(x), ...title(x, xTitles[i]), tickangle: 'auto' };
    next[yaxis] = { ...y, domain: to.y, ...visible(y), ...title(y, titleOf(y, 'y', i % columns === 0, h)) };
  });
  return { data, layout: next };
}
