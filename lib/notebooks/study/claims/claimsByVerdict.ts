import type { Claim } from './claim';
import { type Verdict, verdicts } from './verdict';

/** Claims with the same verdict. */
export interface ClaimGroup {
  verdict: Verdict;
  /** `4 hold under a condition`. */
  summary: string;
  /** In the paper's order. */
  claims: Claim[];
}

const WORDS: Record<Verdict, { one: string; many: string }> = {
  holds: { one: 'holds', many: 'hold' },
  'holds if': { one: 'holds under a condition', many: 'hold under a condition' },
  refuted: { one: 'is refuted', many: 'are refuted' },
  'no difference': { one: 'shows no difference that matters', many: 'show no difference that matters' },
  undecided: { one: 'is undecided', many: 'are undecided' },
  'not testable here': { one: 'is not testable here', many: 'are not testable here' },
};

/** The paper's order: what a place begins with. */
const PLACES = ['Abstract', 'Section', 'Figure', 'Table', 'Appendix'];

function byPlace(a: Claim, b: Claim): number {
  const rank = ({ place }: Claim): number => {
    const at = PLACES.findIndex((word) => place.startsWith(word));
    return at < 0 ? PLACES.length : at;
  };
  return rank(a) - rank(b) || a.place.localeCompare(b.place, 'en', { numeric: true }) || a.id.localeCompare(b.id, 'en');
}

/** The ledger by verdict, from `holds` to `not testable here`; verdicts that no claim has have an empty list. */
export function claimsByVerdict(claims: readonly Claim[]): ClaimGroup[] {
  return verdicts.map((verdict) => {
    const chosen = claims.filter((claim) => claim.verdict === verdict).sort(byPlace);
    const { one, many } = WORDS[verdict];
    return { verdict, summary: `${chosen.length} ${chosen.length === 1 ? one : many}`, claims: chosen };
  });
}
