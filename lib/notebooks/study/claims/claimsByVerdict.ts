import type { Claim } from './claimLedger';

/** Claims with the same kind of verdict. */
export interface ClaimGroup {
  /** How the verdict begins; conditions differ from claim to claim. */
  verdict: 'holds' | 'holds if' | 'does not hold as written' | 'not testable here';
  /** `4 hold under a condition`. */
  summary: string;
  /** In the paper's order. */
  claims: Claim[];
}

const KINDS: { verdict: ClaimGroup['verdict']; one: string; many: string }[] = [
  { verdict: 'holds', one: 'holds', many: 'hold' },
  { verdict: 'holds if', one: 'holds under a condition', many: 'hold under a condition' },
  { verdict: 'does not hold as written', one: 'does not hold as written', many: 'do not hold as written' },
  { verdict: 'not testable here', one: 'is not testable here', many: 'are not testable here' },
];

/** The paper's order: what a place begins with. */
const PLACES = ['Abstract', 'Section', 'Figure', 'Table', 'Appendix'];

function byPlace(a: Claim, b: Claim): number {
  const rank = ({ place }: Claim): number => {
    const at = PLACES.findIndex((word) => place.startsWith(word));
    return at < 0 ? PLACES.length : at;
  };
  return rank(a) - rank(b) || a.place.localeCompare(b.place, 'en', { numeric: true }) || a.id.localeCompare(b.id, 'en');
}

const kindOf = ({ verdict }: Claim): ClaimGroup['verdict'] =>
  verdict.startsWith('holds if ') ? 'holds if' : (verdict as ClaimGroup['verdict']);

/** The ledger by verdict, from `holds` to `not testable here`; kinds without a claim are left out. */
export function claimsByVerdict(claims: readonly Claim[]): ClaimGroup[] {
  return KINDS.map(({ verdict, one, many }) => {
    const chosen = claims.filter((claim) => kindOf(claim) === verdict).sort(byPlace);
    return { verdict, summary: `${chosen.length} ${chosen.length === 1 ? one : many}`, claims: chosen };
  }).filter((group) => group.claims.length > 0);
}
