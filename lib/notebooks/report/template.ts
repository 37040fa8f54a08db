/** The look that all figures share. */
import { sequentialScale, seriesColours } from 'borad/display';

/** DejaVu Sans draws the PNGs; Verdana has the same widths where a browser lacks it. */
export const fontFamily = 'DejaVu Sans, Verdana, sans-serif';

const axis = {
  automargin: true,
  gridcolor: '#e4e7eb',
  linecolor: '#6b7280',
  showline: true,
  ticks: 'outside',
  tickcolor: '#6b7280',
  zeroline: false,
  title: { standoff: 8 },
};

/** plotly's `layout.template`. */
export const template = {
  layout: {
    font: { family: fontFamily, size: 13, color: '#1f2328' },
    title: { x: 0.02, xanchor: 'left', font: { size: 16 } },
    paper_bgcolor: '#ffffff',
    plot_bgcolor: '#ffffff',
    colorway: seriesColours,
    colorscale: { sequential: sequentialScale('viridis') },
    margin: { l: 64, r: 24, t: 56, b: 56 },
    hovermode: 'closest',
    legend: { bgcolor: 'rgba(255,255,255,0.8)', tracegroupgap: 0 },
    xaxis: axis,
    yaxis: axis,
  },
};
