/** Names with what they are, in a list. */
import { element, made } from './element';

/** Shows the pairs in the list of an id, in place of what was there. */
export function showFacts(id: string, facts: Record<string, string>): void {
  const pairs = Object.entries(facts).flatMap(([name, text]) => [made('dt', name), made('dd', text)]);
  element(id, HTMLElement).replaceChildren(...pairs);
}
