/** The OpenAPI document as a page. */
import { escaped, page } from '../display/page';
import type { OpenApiDocument } from './openApi';

interface Operation {
  summary: string;
  parameters?: { name: string; description?: string; schema: { enum?: unknown[]; type?: unknown } }[];
  requestBody?: { description: string };
  responses: Record<string, { description: string }>;
}

const table = (columns: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<table><thead><tr>${columns.map((column) => `<th scope="col">${column}</th>`).join('')}</tr></thead><tbody>${rows
    .map((row) => `<tr>${row.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`)
    .join('')}</tbody></table>`;

function operation(
  path: string,
  method: string,
  { summary, parameters = [], requestBody, responses }: Operation,
): string {
  const asked = parameters.map(({ name, description = '', schema }) => [
    ...[name, schema.enum ? schema.enum.join(' or ') : `${schema.type}`],
    description,
  ]);
  return [
    `<h2><code>${method.toUpperCase()} ${escaped(path)}</code> ${escaped(summary)}</h2>`,
    requestBody ? `<p>Body: ${escaped(requestBody.description)}</p>` : '',
    asked.length > 0 ? table(['in the address', 'value', 'meaning'], asked) : '',
    table(
      ['status', 'meaning'],
      Object.entries(responses).map(([status, { description }]) => [status, description]),
    ),
  ].join('');
}

/** What stands in an answer. */
interface Field {
  type?: unknown;
  enum?: unknown[];
  description?: string;
}

const fields = (properties: { [name: string]: Field }): string =>
  table(
    ['in the answer', 'value', 'meaning'],
    Object.entries(properties).map(([name, { type, enum: values, description = '' }]) => [
      ...[name, values ? values.join(' or ') : type === 'array' ? 'list' : `${type}`],
      description,
    ]),
  );

/** A heading, the parameters and the answers of each operation, and how to call it from a shell. */
export function apiPage({ info, paths, components }: OpenApiDocument): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]) => operation(path, method, one as Operation)),
  );
  const token = 'securitySchemes' in components ? ' -H "Authorization: Bearer $TOKEN"' : '';
  const call = `curl --data-binary @photo.jpg -H "Content-Type: image/jpeg"${token} "http://127.0.0.1:8080/score?boxes=true"`;
  return page(
    `${info.title}: how to call it`,
    `<h1>${escaped(info.title)} ${escaped(info.version)}</h1><p>${escaped(info.description)} The same for programs: <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1). <a href="/">The page to drop photos on</a>.</p><pre><code>${escaped(call)}</code></pre>${operations.join('')}<h2>What is answered to a photo</h2>${fields(components.schemas.Answer.properties as { [name: string]: Field })}`,
  );
}
