/** The measures of Section 4.5 and Appendix D, as tables and figures name them. */
import type { Diagnostics } from './experimentRun';

export interface DiagnosticMeasure {
  title: string;
  /** Which end is the good one. */
  better: 'min' | 'max';
  /** Its column in the paper's Table 6; empty where that has none. */
  column: string;
  value: (diagnostics: Diagnostics) => number;
}

const copySimOf = ({ copySim }: Diagnostics) => copySim ?? { copySimAnom: NaN, copySimNorm: NaN, leakageGap: NaN };

/** Of all scales; NaN where there was no anomalous place to measure. */
export const diagnosticMeasures = {
  anomalous: {
    ...{ title: 'CopySim anom', better: 'min', column: 'copysim_anom' },
    value: (d) => copySimOf(d).copySimAnom,
  },
  normal: {
    ...{ title: 'CopySim norm', better: 'max', column: 'copysim_norm' },
    value: (d) => copySimOf(d).copySimNorm,
  },
  gap: { title: 'LeakageGap', better: 'min', column: 'leakage_gap', value: (d) => copySimOf(d).leakageGap },
  pooledGap: { title: 'LeakageGap, pooled', better: 'min', column: '', value: (d) => d.pooledLeakageGap ?? NaN },
  silhouette: { title: 'silhouette', better: 'max', column: 'silhouette', value: (d) => d.silhouette },
  contrast: { title: 'Separation', better: 'max', column: 'separation', value: (d) => d.separation },
  ranking: { title: 'sampled pixel AP', better: 'max', column: 'pixel_ap', value: (d) => d.sampledPixelAp },
} satisfies { [name: string]: DiagnosticMeasure };
